// The loops of column mode over one chunk of rows. A set of rows is one bit a row. Every kernel works for any count;
// bits beyond the count are zero. Internal to the engine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engines/policy/column/column.h"

namespace gq::policy {

inline constexpr std::size_t kChunkWords = kChunkRows / 64;
using RowBits = std::array<std::uint64_t, kChunkWords>;

enum class CompareOp { kEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

void CompareNumbers(const std::int64_t* values, std::size_t count, CompareOp op, std::int64_t bound, RowBits* bits);
void CompareNumberPairs(const std::int64_t* a, const std::int64_t* b, std::size_t count, CompareOp op, RowBits* bits);
void CompareCodes(const std::int32_t* values, std::size_t count, CompareOp op, std::int32_t bound, RowBits* bits);
void CompareBytes(const std::uint8_t* values, std::size_t count, std::uint8_t bound, RowBits* bits);  // equal
// Lowers *low and raises *high to the least and greatest value.
void Bounds(const std::int64_t* values, std::size_t count, std::int64_t* low, std::int64_t* high);
// Bits of bytes that are not zero.
void FlagBits(const std::uint8_t* flags, std::size_t count, RowBits* bits);

// Where a bit is set, out[i] = value.
void PutRule(const RowBits& bits, std::size_t count, std::uint16_t value, std::uint16_t* out);
void PutNumber(const RowBits& bits, std::size_t count, std::int64_t value, std::int64_t* out);
void PutNumbers(const RowBits& bits, std::size_t count, const std::int64_t* values, std::int64_t* out);

// The caller knows that nothing overflows.
enum class NumberOp { kAdd, kSubtract, kMultiply, kMin, kMax };
void Combine(NumberOp op, const std::int64_t* a, const std::int64_t* b, std::size_t count, std::int64_t* out);
// Values below 2^61 in size, divisor from 1 to 2^60.
void FloorDivide(const std::int64_t* a, std::size_t count, std::int64_t divisor, std::int64_t* out);

std::string_view KernelTargetName();

}  // namespace gq::policy
