// UTF-8 by bits, 64 bytes at a time: leads and what follows them are counted off against each other. For the files that
// are compiled for one instruction set each (kernel_body.h).
#pragma once

#include <cstdint>

namespace gq::reconcile {
namespace {  // compiled into each of them

// Bytes from 0x80, from 0x80 to 0xC1, from 0xC3, from 0xE0 and from 0xF0.
struct TextMasks {
  std::uint64_t high, follow, letter, three, four;
};

// Which bytes of a block are no UTF-8 by the number of bytes that follow each lead, or that follow none. What the
// leads of one block ask of the next is carried on, but not beyond a newline: a character cut short shows there. 0xC0
// and 0xC1, which UTF-8 never has, count as following bytes.
struct TextCarry {
  std::uint64_t two = 0, three = 0, four = 0, behind_one = 0, behind_two = 0;
};
inline __attribute__((always_inline)) std::uint64_t Misfits(const TextMasks& masks, std::uint64_t newline,
                                                            TextCarry& carry) {
  const std::uint64_t lead = masks.high & ~masks.follow;
  const std::uint64_t behind_one = newline << 1 | carry.behind_one, behind_two = newline << 2 | carry.behind_two;
  const std::uint64_t expected = (lead << 1 | carry.two) | ((masks.three << 2 | carry.three) & ~behind_one) |
                                 ((masks.four << 3 | carry.four) & ~(behind_one | behind_two));
  carry = {lead >> 63, masks.three >> 62, masks.four >> 61, newline >> 63, newline >> 62};
  return expected ^ masks.follow;
}

// Letters of two bytes other than · are rare in UTF-8 here, and GB18030 may look like them.
inline __attribute__((always_inline)) std::uint64_t TwoByteLetters(const TextMasks& masks) {
  return masks.letter & ~masks.three;
}

}  // namespace
}  // namespace gq::reconcile
