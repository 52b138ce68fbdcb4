// Citizen identity numbers (公民身份号码, GB 11643-1999): 6 digits of the place of first registration, 8 of the birth
// date, 3 of a sequence (odd for men), 1 check character after ISO 7064 MOD 11-2. Numbers of 15 digits (before 1999)
// have no century and no check.
//
//   IdNumberReading reading = ReadIdNumber("43312219900101123X", nullptr);
//   if (reading.number) Use(reading.number->birth());
//   else Report(reading.reason, reading.cure);           // sentences for the officer; they never hold the number
//
// A number is personal data: IdNumber has no operator<<, no formatter and no conversion to text; Reveal() is explicit
// and greps. A damaged or missing number is "identity pending" (D3) and never equal to another one. Values;
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/secret.h"

namespace gq {

// The check character of the first 17 digits: '0'..'9' or 'X'. REQUIRES: 17 digits.
char IdCheckCharacter(std::string_view digits17);

class IdNumber {
 public:
  // The canonical form only: 17 digits, a right check character (upper case X), a real birth date 1900 … 2200.
  static std::optional<IdNumber> FromCanonical(std::string_view text);

  std::string_view Reveal() const { return {text_.data(), text_.size()}; }
  int region_prefix() const;  // first six digits, 110000 …
  Date birth() const;
  bool is_male() const { return (text_[16] - '0') % 2 == 1; }
  std::string_view SexCode() const { return is_male() ? "1" : "2"; }  // codes/sex.csv (GB/T 2261.1)
  // 61 bits: the 17 digits as a number, times 11, plus the check value; order of the digits.
  std::uint64_t ToKey() const;
  friend bool operator==(const IdNumber&, const IdNumber&) = default;
  friend auto operator<=>(const IdNumber&, const IdNumber&) = default;

 private:
  std::array<char, 18> text_{};
};

enum class IdNumberKind : std::uint8_t {
  kCanonical,        // 18 characters, all sound (after removing blanks, full width, apostrophes, lower-case x)
  kFifteen,          // 15 digits, upgraded
  kResidencePermit,  // 港澳台居民居住证: 18 characters beginning 81, 82 or 83, same structure
  kEmpty,            // nothing, or a word for nothing: 无, 暂无, /, -
  kMasked,           // hidden digits: 433122********1234
  kDamagedExcel,     // a spreadsheet made it a number: 4.33122E+17, or 15 digits followed by 000
  kBadLength,        // not 15 or 18 characters
  kBadCharacter,     // something that is no digit (X only at the end)
  kBadDate,          // no such birth date, or after the day given
  kBadRegion,        // no such place, now or before
  kBadCheck,         // the check character does not fit: at least one digit is wrong
};
std::string_view Label(IdNumberKind kind);  // "号码正确", "校验码不符" ...; for reports

struct IdNumberReading {
  IdNumberKind kind = IdNumberKind::kEmpty;
  std::optional<IdNumber> number;  // canonical, fifteen, residence permit
  Secret cleaned;                  // what was read, cleaned; input of repairs
  bool suspect_excel = false;      // sound, but ends in 000: one damaged number in eleven passes the check
  std::string_view reason, cure;   // Chinese; empty when the number is sound
};

struct IdNumberRules {
  // Whether a six-digit prefix was ever a place (kits/codes: IdPrefixes). Empty: not looked at.
  std::function<bool(int prefix)> is_region;
  std::optional<Date> born_until;  // the day on which the number is looked at
};
IdNumberReading ReadIdNumber(std::string_view text, const IdNumberRules* rules);

// Cleans a cell: half width, without blanks and leading apostrophes, upper case.
std::string CleanIdNumber(std::string_view text);

}  // namespace gq
