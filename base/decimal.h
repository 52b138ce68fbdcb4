// Decimal: exact decimal arithmetic with 34 digits (IEEE 754-2008 decimal128), the number type of policy rules.
//
//   Decimal fare = *Decimal::Parse("386.50");
//   Decimal paid = Min(fare, Decimal(400));
//   paid.RoundTo(2, Rounding::kHalfUp)->ToString()  → "386.50"
//
// Every operation rounds half to even at 34 digits. An operation without a finite result (division by zero, overflow,
// square root of a negative number) answers nothing; a Decimal is always finite. Values compare by number, so 1.0
// equals 1. The library behind it is Intel's BID (Debian libintelrdfpmath-dev); its header is included by decimal.cc
// alone. Thread-safety: values without shared state.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gq {

enum class Rounding { kHalfEven, kHalfUp, kHalfDown, kUp, kDown, kFloor, kCeiling };

class Decimal {
 public:
  Decimal();  // 0
  explicit Decimal(std::int64_t value);
  // Digits with an optional sign, one point and an optional exponent ("-12.5", ".5", "1e-3"); blanks are refused.
  // More than 34 digits are rounded.
  static std::optional<Decimal> Parse(std::string_view text);

  std::optional<Decimal> Add(const Decimal& other) const;
  std::optional<Decimal> Subtract(const Decimal& other) const;
  std::optional<Decimal> Multiply(const Decimal& other) const;
  std::optional<Decimal> Divide(const Decimal& other) const;
  std::optional<Decimal> Power(const Decimal& exponent) const;
  // this - other * floor(this / other): the sign of the divisor (DMN 1.5, 10.3.4.5).
  std::optional<Decimal> Modulo(const Decimal& other) const;
  std::optional<Decimal> SquareRoot() const;
  std::optional<Decimal> Logarithm() const;  // natural
  std::optional<Decimal> Exponential() const;
  Decimal Negate() const;
  Decimal Absolute() const;

  // Rounded to `scale` digits after the point; a negative scale rounds to tens, hundreds. Nothing when scale is outside
  // [-6111, 6176].
  std::optional<Decimal> RoundTo(int scale, Rounding rounding) const;
  Decimal Truncate() const;  // towards zero
  Decimal Floor() const;
  bool IsInteger() const;
  bool IsZero() const;
  bool IsNegative() const;  // below zero; -0 is not
  // The whole number, when it is one and fits.
  std::optional<std::int64_t> ToInteger() const;

  // Shortest plain text without exponent or trailing zeros of the fraction; above 10^40 and below 10^-40 with one.
  std::string ToString() const;
  double ToDouble() const;  // for charts and comparisons with a tolerance only

  friend bool operator==(const Decimal& a, const Decimal& b);
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  // The 128 bits as the library keeps them; its own type would make every user include the library.
  struct Bits {
    std::uint64_t word[2];
  };
  friend struct DecimalAccess;
  Bits bits_;
};

inline Decimal Min(const Decimal& a, const Decimal& b) { return b < a ? b : a; }
inline Decimal Max(const Decimal& a, const Decimal& b) { return a < b ? b : a; }

}  // namespace gq
