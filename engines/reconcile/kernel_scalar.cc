#include <cstring>

#include "engines/reconcile/kernel.h"
#include "engines/reconcile/kernel_text.h"

namespace gq::reconcile {
namespace {

struct Masks {
  std::uint64_t newline, comma, quote;
};

// Eight bytes at a time: bit 7 of each byte that equals `c`, gathered into eight bits.
inline std::uint64_t EqualBits(std::uint64_t word, std::uint64_t c) {
  const std::uint64_t x = word ^ (c * 0x0101010101010101ULL);
  const std::uint64_t high = 0x8080808080808080ULL;
  const std::uint64_t zero = ~(((x & ~high) + ~high) | x | ~high);  // bit 7 set where the byte is zero, exactly
  return (zero >> 7) * 0x0102040810204080ULL >> 56;
}

inline std::uint64_t Word(const char* p) {
  std::uint64_t word = 0;
  for (int i = 7; i >= 0; --i)
    word = word << 8 | static_cast<unsigned char>(p[i]);  // one load on little-endian machines
  return word;
}

inline Masks MasksOf(const char* p) {
  Masks masks{0, 0, 0};
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t word = Word(p + i * 8);
    masks.newline |= EqualBits(word, '\n') << (i * 8);
    masks.comma |= EqualBits(word, ',') << (i * 8);
    masks.quote |= EqualBits(word, '"') << (i * 8);
  }
  return masks;
}

// Bit 7 of each byte gathered into eight bits.
inline std::uint64_t HighBits(std::uint64_t word) {
  return ((word & 0x8080808080808080ULL) >> 7) * 0x0102040810204080ULL >> 56;
}

inline TextMasks TextMasksOf(const char* p) {
  TextMasks masks{0, 0, 0, 0, 0};
  const std::uint64_t each = 0x0101010101010101ULL, low = 0x7F * each;
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t word = Word(p + i * 8), rest = word & low;
    if ((word & ~low) == 0) continue;
    // Of bytes from 0x80 on: bit 7 of rest + (0x80 - (n - 0x80)) says whether the byte is n or more.
    const std::uint64_t two = word & (rest + (0x80 - 0x42) * each), letter = word & (rest + (0x80 - 0x43) * each),
                        three = word & (rest + (0x80 - 0x60) * each), four = word & (rest + (0x80 - 0x70) * each);
    masks.high |= HighBits(word) << (i * 8);
    masks.follow |= HighBits(word & ~two) << (i * 8);
    masks.letter |= HighBits(letter) << (i * 8);
    masks.three |= HighBits(three) << (i * 8);
    masks.four |= HighBits(four) << (i * 8);
  }
  return masks;
}

class TextCheck {
 public:
  void Add(const char* p, bool /*first*/) {
    const TextMasks masks = TextMasksOf(p);
    bad_ |= Misfits(masks, 0, carry_) | TwoByteLetters(masks);
  }
  bool TakeBad() {
    const bool bad = bad_ != 0;
    bad_ = 0;
    return bad;
  }

 private:
  TextCarry carry_;
  std::uint64_t bad_ = 0;
};

inline std::uint64_t CommasOf(const char* p) { return MasksOf(p).comma; }

inline bool PackId(const char* p, std::uint64_t* key) {
  static constexpr unsigned kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  std::uint64_t digits = 0;
  unsigned sum = 0, bad = 0;
  for (int i = 0; i < 17; ++i) {
    const unsigned d = static_cast<unsigned char>(p[i]) - '0';
    bad |= d > 9 ? 1U : 0U;
    digits = digits * 10 + d;
    sum += d * kWeights[i];
  }
  const unsigned last = static_cast<unsigned char>(p[17]) - '0';
  const unsigned check = p[17] == 'X' ? 10 : last;
  bad |= check > 10 || (check == 10 && p[17] != 'X') ? 1U : 0U;
  *key = digits << 4 | (check & 15);
  const bool cut = p[15] == '0' && p[16] == '0' && p[17] == '0';  // may have been cut by a spreadsheet
  return bad == 0 && !cut && (sum + check) % 11 == 1;
}

}  // namespace
}  // namespace gq::reconcile

#include "engines/reconcile/kernel_body.h"

namespace gq::reconcile {
ScanResult ScanScalar(const ScanTask& task, ScanBatch& batch) { return ScanBody(task, batch); }
}  // namespace gq::reconcile
