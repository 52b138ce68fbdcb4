// Citizen ID numbers (GB 11643-1999) as keys: normalise what people type and what Excel leaves of it, and say what kind
// of value it was.
//
//   ParsedId id = ParseId("４３３１２７１９８００１０１１２３x");   // kRepaired, key, repairs kFullWidth | kLowerX
//
// A key packs the 17 digits (57 bits) and the check code (4 bits; 10 = X) into one integer below 2^61. Equal keys = the
// same 18 characters after normalising; a key may exist although its check code is wrong (kDamaged), because two files
// may share a slip. An ID that is empty or lost has no key and equals nothing, above all not another empty one (D3).
//
// Kinds: canonical    18 characters, as they should be, check code right
//        repaired     right after certain repairs only: width, blanks, lower-case x, apostrophe, 15 -> 18 digits
//        damaged      something is left to search with: a wrong check code, 15 significant digits
//        (4.30102198001011E+17,
//                     430102198001011000), 17 or 19 characters
//        lost         nothing to search with: 4.30E+17, ######, text
//        empty        blank, or a word for "none" (无, -, 0, NULL)
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gq::reconcile {

enum class IdKind : std::uint8_t { kCanonical, kRepaired, kDamaged, kLost, kEmpty };
inline constexpr int kIdKinds = 5;
std::string_view NameOf(IdKind kind);  // "canonical" ...
// The code of a remark (reconcile.h: Issue) on an ID that cannot be compared as it stands; empty: none is due.
std::string_view RemarkOn(IdKind kind);  // "id_empty" ...

using IdKey = std::uint64_t;
inline constexpr IdKey kNoKey = ~IdKey{0};

// Certain repairs, as bits.
enum IdRepair : std::uint8_t {
  kFullWidth = 1,
  kBlanks = 2,
  kLowerX = 4,
  kApostrophe = 8,
  kFrom15 = 16,
};

struct ParsedId {
  IdKind kind = IdKind::kEmpty;
  std::uint8_t repairs = 0;  // IdRepair bits
  bool tail_cut = false;     // the last three characters are unknown (Excel kept 15 significant digits)
  IdKey key = kNoKey;        // kNoKey: nothing to compare; cut tail: its three last characters are 000
  bool Comparable() const { return key != kNoKey && !tail_cut; }  // a cut ID is shared by a hundred people
  bool plausible = true;  // birth date exists and lies in 1850..2100, province exists (abolished codes count)
};

// `text` is UTF-8.
ParsedId ParseId(std::string_view text);

constexpr IdKey MakeKey(std::uint64_t digits17, unsigned check) { return digits17 << 4 | check; }
constexpr std::uint64_t Digits17(IdKey key) { return key >> 4; }
constexpr unsigned CheckOf(IdKey key) { return static_cast<unsigned>(key & 15); }
// The check code (0..10) that belongs to 17 digits.
unsigned CheckCode(std::uint64_t digits17);
inline bool CheckFits(IdKey key) { return CheckCode(Digits17(key)) == CheckOf(key); }
// Birth date inside a key as yyyymmdd, and the six digits of the place.
constexpr int BirthOf(IdKey key) { return static_cast<int>(Digits17(key) / 1000 % 100000000); }
constexpr int PlaceOf(IdKey key) { return static_cast<int>(Digits17(key) / 100000000000ULL); }
constexpr bool IsMale(IdKey key) { return Digits17(key) % 2 == 1; }
bool IsPlausible(IdKey key);

// A hash in place of an ID: 32, 40, 56, 64, 96 or 128 hex digits, or base64 (either alphabet) of 16, 20, 28, 32, 48 or
// 64 bytes with a mixture of letters and digits. It protects nothing and matches nothing.
bool LooksHashed(std::string_view text);

// The 18 characters of a key.
void AppendId(IdKey key, std::string& out);
std::string IdText(IdKey key);
// "full_width;blanks;lower_x;apostrophe;15_to_18", those that were made.
std::string RepairText(std::uint8_t repairs);

}  // namespace gq::reconcile
