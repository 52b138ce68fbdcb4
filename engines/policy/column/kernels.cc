#include "engines/policy/column/kernels.h"

#include <cstring>

// Highway compiles what stands between its BEFORE and AFTER lines once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engines/policy/column/kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace gq::policy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The bits of 64 rows. `test` gives the mask of the lanes that begin at a row.
template <typename D, typename Test>
HWY_INLINE std::uint64_t Word(D d, const Test& test) {
  const std::size_t lanes = hn::Lanes(d);
  std::uint64_t word = 0;
  if (lanes >= 8) {
    alignas(8) std::uint8_t bytes[8];
    for (std::size_t i = 0; i < 64; i += lanes) hn::StoreMaskBits(d, test(i), bytes + i / 8);
    std::memcpy(&word, bytes, sizeof word);
    return word;
  }
  for (std::size_t i = 0; i < 64; i += lanes) {
    std::uint8_t byte = 0;
    hn::StoreMaskBits(d, test(i), &byte);
    word |= std::uint64_t{byte} << i;
  }
  return word;
}

template <CompareOp kOp, typename V>
HWY_INLINE auto Holds(V a, V b) {
  if constexpr (kOp == CompareOp::kLess) return hn::Lt(a, b);
  if constexpr (kOp == CompareOp::kLessEqual) return hn::Not(hn::Lt(b, a));
  if constexpr (kOp == CompareOp::kGreater) return hn::Lt(b, a);
  if constexpr (kOp == CompareOp::kGreaterEqual) return hn::Not(hn::Lt(a, b));
  if constexpr (kOp == CompareOp::kEqual) return hn::Eq(a, b);
}

template <CompareOp kOp, typename T>
bool HoldsOne(T a, T b) {
  if constexpr (kOp == CompareOp::kLess) return a < b;
  if constexpr (kOp == CompareOp::kLessEqual) return a <= b;
  if constexpr (kOp == CompareOp::kGreater) return a > b;
  if constexpr (kOp == CompareOp::kGreaterEqual) return a >= b;
  return a == b;
}

// `load(d, i)` gives the right-hand side of rows i and following, `one(i)` that of row i.
template <CompareOp kOp, typename T, typename Load, typename One>
void CompareBy(const T* values, std::size_t count, const Load& load, const One& one, RowBits* bits) {
  const hn::CappedTag<T, 64> d;
  bits->fill(0);
  std::size_t row = 0;
  for (; row + 64 <= count; row += 64) {
    (*bits)[row / 64] =
        Word(d, [&](std::size_t i) HWY_ATTR { return Holds<kOp>(hn::LoadU(d, values + row + i), load(d, row + i)); });
  }
  for (; row < count; ++row) (*bits)[row / 64] |= std::uint64_t{HoldsOne<kOp>(values[row], one(row))} << (row % 64);
}

template <typename T, typename Load, typename One>
void Compare(const T* values, std::size_t count, CompareOp op, const Load& load, const One& one, RowBits* bits) {
  switch (op) {
    case CompareOp::kEqual:
      return CompareBy<CompareOp::kEqual>(values, count, load, one, bits);
    case CompareOp::kLess:
      return CompareBy<CompareOp::kLess>(values, count, load, one, bits);
    case CompareOp::kLessEqual:
      return CompareBy<CompareOp::kLessEqual>(values, count, load, one, bits);
    case CompareOp::kGreater:
      return CompareBy<CompareOp::kGreater>(values, count, load, one, bits);
    case CompareOp::kGreaterEqual:
      return CompareBy<CompareOp::kGreaterEqual>(values, count, load, one, bits);
  }
}

void CompareNumbers(const std::int64_t* values, std::size_t count, CompareOp op, std::int64_t bound, RowBits* bits) {
  Compare(
      values, count, op, [&](auto d, std::size_t) HWY_ATTR { return hn::Set(d, bound); },
      [&](std::size_t) { return bound; }, bits);
}

void CompareNumberPairs(const std::int64_t* a, const std::int64_t* b, std::size_t count, CompareOp op, RowBits* bits) {
  Compare(
      a, count, op, [&](auto d, std::size_t i) HWY_ATTR { return hn::LoadU(d, b + i); },
      [&](std::size_t i) { return b[i]; }, bits);
}

void CompareCodes(const std::int32_t* values, std::size_t count, CompareOp op, std::int32_t bound, RowBits* bits) {
  Compare(
      values, count, op, [&](auto d, std::size_t) HWY_ATTR { return hn::Set(d, bound); },
      [&](std::size_t) { return bound; }, bits);
}

void CompareBytes(const std::uint8_t* values, std::size_t count, std::uint8_t bound, RowBits* bits) {
  CompareBy<CompareOp::kEqual>(
      values, count, [&](auto d, std::size_t) HWY_ATTR { return hn::Set(d, bound); },
      [&](std::size_t) { return bound; }, bits);
}

void Bounds(const std::int64_t* values, std::size_t count, std::int64_t* low, std::int64_t* high) {
  const hn::ScalableTag<std::int64_t> d;
  const std::size_t lanes = hn::Lanes(d);
  auto lows = hn::Set(d, *low), highs = hn::Set(d, *high);
  std::size_t row = 0;
  for (; row + lanes <= count; row += lanes) {
    const auto x = hn::LoadU(d, values + row);
    lows = hn::Min(lows, x);
    highs = hn::Max(highs, x);
  }
  // Any vector has at most 32 lanes of 64 bits.
  std::int64_t rest[2][32];
  hn::StoreU(lows, d, rest[0]);
  hn::StoreU(highs, d, rest[1]);
  for (std::size_t i = 0; i < lanes; ++i) {
    *low = rest[0][i] < *low ? rest[0][i] : *low;
    *high = rest[1][i] > *high ? rest[1][i] : *high;
  }
  for (; row < count; ++row) {
    *low = values[row] < *low ? values[row] : *low;
    *high = values[row] > *high ? values[row] : *high;
  }
}

void FlagBits(const std::uint8_t* flags, std::size_t count, RowBits* bits) {
  const hn::CappedTag<std::uint8_t, 64> d;
  bits->fill(0);
  std::size_t row = 0;
  for (; row + 64 <= count; row += 64) {
    (*bits)[row / 64] =
        Word(d, [&](std::size_t i) HWY_ATTR { return hn::Ne(hn::LoadU(d, flags + row + i), hn::Zero(d)); });
  }
  for (; row < count; ++row) (*bits)[row / 64] |= std::uint64_t{flags[row] != 0} << (row % 64);
}

template <typename T, typename Load, typename One>
void Put(const RowBits& bits, std::size_t count, const Load& load, const One& one, T* out) {
  const hn::CappedTag<T, 64> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t row = 0; row < count; row += 64) {
    const std::uint64_t word = bits[row / 64];
    if (word == 0) continue;
    if (row + 64 > count) {
      for (std::size_t i = row; i < count; ++i) {
        if ((word >> (i - row) & 1) != 0) out[i] = one(i);
      }
      continue;
    }
    for (std::size_t i = 0; i < 64; i += lanes) {
      // LoadMaskBits may read eight bytes.
      const std::uint64_t part[2] = {word >> i, 0};
      const auto mask = hn::LoadMaskBits(d, reinterpret_cast<const std::uint8_t*>(part));
      hn::StoreU(hn::IfThenElse(mask, load(d, row + i), hn::LoadU(d, out + row + i)), d, out + row + i);
    }
  }
}

void PutRule(const RowBits& bits, std::size_t count, std::uint16_t value, std::uint16_t* out) {
  Put(
      bits, count, [&](auto d, std::size_t) HWY_ATTR { return hn::Set(d, value); }, [&](std::size_t) { return value; },
      out);
}

void PutNumber(const RowBits& bits, std::size_t count, std::int64_t value, std::int64_t* out) {
  Put(
      bits, count, [&](auto d, std::size_t) HWY_ATTR { return hn::Set(d, value); }, [&](std::size_t) { return value; },
      out);
}

void PutNumbers(const RowBits& bits, std::size_t count, const std::int64_t* values, std::int64_t* out) {
  Put(
      bits, count, [&](auto d, std::size_t i) HWY_ATTR { return hn::LoadU(d, values + i); },
      [&](std::size_t i) { return values[i]; }, out);
}

template <typename Vector, typename One>
void ForAll(const std::int64_t* a, const std::int64_t* b, std::size_t count, const Vector& vector, const One& one,
            std::int64_t* out) {
  const hn::ScalableTag<std::int64_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t row = 0;
  for (; row + lanes <= count; row += lanes)
    hn::StoreU(vector(hn::LoadU(d, a + row), hn::LoadU(d, b + row)), d, out + row);
  for (; row < count; ++row) out[row] = one(a[row], b[row]);
}

void Combine(NumberOp op, const std::int64_t* a, const std::int64_t* b, std::size_t count, std::int64_t* out) {
  switch (op) {
    case NumberOp::kAdd:
      return ForAll(
          a, b, count, [](auto x, auto y) HWY_ATTR { return hn::Add(x, y); },
          [](std::int64_t x, std::int64_t y) { return x + y; }, out);
    case NumberOp::kSubtract:
      return ForAll(
          a, b, count, [](auto x, auto y) HWY_ATTR { return hn::Sub(x, y); },
          [](std::int64_t x, std::int64_t y) { return x - y; }, out);
    case NumberOp::kMin:
      return ForAll(
          a, b, count, [](auto x, auto y) HWY_ATTR { return hn::Min(x, y); },
          [](std::int64_t x, std::int64_t y) { return x < y ? x : y; }, out);
    case NumberOp::kMax:
      return ForAll(
          a, b, count, [](auto x, auto y) HWY_ATTR { return hn::Max(x, y); },
          [](std::int64_t x, std::int64_t y) { return x < y ? y : x; }, out);
    case NumberOp::kMultiply:
      // A multiplication of 64 bits has no vector instruction below AVX-512; the plain loop is as fast.
      for (std::size_t i = 0; i < count; ++i) out[i] = a[i] * b[i];
  }
}

const char* TargetName() { return hwy::TargetName(HWY_TARGET); }

}  // namespace HWY_NAMESPACE
}  // namespace gq::policy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gq::policy {

HWY_EXPORT(CompareNumbers);
HWY_EXPORT(CompareNumberPairs);
HWY_EXPORT(CompareCodes);
HWY_EXPORT(CompareBytes);
HWY_EXPORT(Bounds);
HWY_EXPORT(FlagBits);
HWY_EXPORT(PutRule);
HWY_EXPORT(PutNumber);
HWY_EXPORT(PutNumbers);
HWY_EXPORT(Combine);
HWY_EXPORT(TargetName);

void CompareNumbers(const std::int64_t* values, std::size_t count, CompareOp op, std::int64_t bound, RowBits* bits) {
  HWY_DYNAMIC_DISPATCH(CompareNumbers)(values, count, op, bound, bits);
}
void CompareNumberPairs(const std::int64_t* a, const std::int64_t* b, std::size_t count, CompareOp op, RowBits* bits) {
  HWY_DYNAMIC_DISPATCH(CompareNumberPairs)(a, b, count, op, bits);
}
void CompareCodes(const std::int32_t* values, std::size_t count, CompareOp op, std::int32_t bound, RowBits* bits) {
  HWY_DYNAMIC_DISPATCH(CompareCodes)(values, count, op, bound, bits);
}
void CompareBytes(const std::uint8_t* values, std::size_t count, std::uint8_t bound, RowBits* bits) {
  HWY_DYNAMIC_DISPATCH(CompareBytes)(values, count, bound, bits);
}
void Bounds(const std::int64_t* values, std::size_t count, std::int64_t* low, std::int64_t* high) {
  HWY_DYNAMIC_DISPATCH(Bounds)(values, count, low, high);
}
void FlagBits(const std::uint8_t* flags, std::size_t count, RowBits* bits) {
  HWY_DYNAMIC_DISPATCH(FlagBits)(flags, count, bits);
}
void PutRule(const RowBits& bits, std::size_t count, std::uint16_t value, std::uint16_t* out) {
  HWY_DYNAMIC_DISPATCH(PutRule)(bits, count, value, out);
}
void PutNumber(const RowBits& bits, std::size_t count, std::int64_t value, std::int64_t* out) {
  HWY_DYNAMIC_DISPATCH(PutNumber)(bits, count, value, out);
}
void PutNumbers(const RowBits& bits, std::size_t count, const std::int64_t* values, std::int64_t* out) {
  HWY_DYNAMIC_DISPATCH(PutNumbers)(bits, count, values, out);
}
void Combine(NumberOp op, const std::int64_t* a, const std::int64_t* b, std::size_t count, std::int64_t* out) {
  HWY_DYNAMIC_DISPATCH(Combine)(op, a, b, count, out);
}

// Division by multiplication with a rounded-up reciprocal: for 0 <= x < 2^61 and 2^(L-1) < d <= 2^L the factor
// m = floor(2^(61+L) / d) + 1 exceeds the true one by at most 1 / 2^L of d's share, so x·m >> (61+L) is x / d exactly.
void FloorDivide(const std::int64_t* a, std::size_t count, std::int64_t divisor, std::int64_t* out) {
  int log = 0;
  while ((std::int64_t{1} << log) < divisor) ++log;
  const auto factor = static_cast<std::uint64_t>((static_cast<unsigned __int128>(1) << (61 + log)) /
                                                 static_cast<std::uint64_t>(divisor)) +
                      1;
  for (std::size_t i = 0; i < count; ++i) {
    // ~x is -x - 1, so the floor of a negative quotient is the complement of the quotient of the complement.
    const std::int64_t sign = a[i] >> 63;
    const auto x = static_cast<std::uint64_t>(a[i] ^ sign);
    const auto quotient = static_cast<std::int64_t>((static_cast<unsigned __int128>(x) * factor) >> (61 + log));
    out[i] = quotient ^ sign;
  }
}

std::string_view KernelTargetName() { return HWY_DYNAMIC_DISPATCH(TargetName)(); }

}  // namespace gq::policy
#endif  // HWY_ONCE
