#include "engines/policy/column/kernels.h"

// Highway compiles what stands between its BEFORE and AFTER lines once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engines/policy/column/kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace gq::policy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Up to eight lanes fill a byte of bits exactly or in halves, so a word of 64 rows is put together from what
// StoreMaskBits gives, whatever the width.
template <typename D, typename Test>
HWY_INLINE std::uint64_t Word(D d, const Test& test) {
  const std::size_t lanes = hn::Lanes(d);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 64; i += lanes) {
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(d, test(i), bytes);
    std::uint64_t part = 0;
    for (std::size_t b = 0; b < (lanes + 7) / 8; ++b) part |= std::uint64_t{bytes[b]} << (8 * b);
    word |= part << i;
  }
  return word;
}

template <typename V>
HWY_INLINE auto Holds(CompareOp op, V a, V b) {
  switch (op) {
    case CompareOp::kLess:
      return hn::Lt(a, b);
    case CompareOp::kLessEqual:
      return hn::Not(hn::Lt(b, a));
    case CompareOp::kGreater:
      return hn::Lt(b, a);
    case CompareOp::kGreaterEqual:
      return hn::Not(hn::Lt(a, b));
    default:
      return hn::Eq(a, b);
  }
}

template <typename T>
bool HoldsOne(CompareOp op, T a, T b) {
  switch (op) {
    case CompareOp::kLess:
      return a < b;
    case CompareOp::kLessEqual:
      return a <= b;
    case CompareOp::kGreater:
      return a > b;
    case CompareOp::kGreaterEqual:
      return a >= b;
    default:
      return a == b;
  }
}

// `load(d, i)` gives the right-hand side of rows i and following, `one(i)` that of row i.
template <typename T, typename Load, typename One>
void Compare(const T* values, std::size_t count, CompareOp op, const Load& load, const One& one, RowBits* bits) {
  const hn::CappedTag<T, 64> d;
  bits->fill(0);
  std::size_t row = 0;
  for (; row + 64 <= count; row += 64) {
    (*bits)[row / 64] =
        Word(d, [&](std::size_t i) HWY_ATTR { return Holds(op, hn::LoadU(d, values + row + i), load(d, row + i)); });
  }
  for (; row < count; ++row) (*bits)[row / 64] |= std::uint64_t{HoldsOne(op, values[row], one(row))} << (row % 64);
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

void FloorDivide(const std::int64_t* a, std::size_t count, std::int64_t divisor, std::int64_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t quotient = a[i] / divisor;
    out[i] = quotient - (a[i] % divisor != 0 && (a[i] < 0) != (divisor < 0) ? 1 : 0);
  }
}

std::string_view KernelTargetName() { return HWY_DYNAMIC_DISPATCH(TargetName)(); }

}  // namespace gq::policy
#endif  // HWY_ONCE
