#include "base/decimal.h"

// The library's calling convention is chosen by macros: values by value, rounding and flags as arguments.
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

#include <cstdlib>
#include <cstring>

namespace gq {

struct DecimalAccess {
  static BID_UINT128 Get(const Decimal& value) {
    BID_UINT128 raw;
    std::memcpy(&raw, &value.bits_, sizeof raw);
    return raw;
  }
  static Decimal Make(BID_UINT128 raw) {
    Decimal value;
    std::memcpy(&value.bits_, &raw, sizeof raw);
    return value;
  }
};

namespace {

constexpr unsigned kNearestEven = 0;  // BID_ROUNDING_TO_NEAREST
constexpr int kScaleMin = -6111;
constexpr int kScaleMax = 6176;

std::optional<Decimal> Finite(BID_UINT128 raw) {
  if (bid128_isNaN(raw) || bid128_isInf(raw)) return std::nullopt;
  return DecimalAccess::Make(raw);
}

BID_UINT128 FromText(const std::string& text) {
  unsigned flags = 0;
  return bid128_from_string(const_cast<char*>(text.c_str()), kNearestEven, &flags);
}

// Sign, coefficient digits and exponent of the library's "+123E-2".
struct Parts {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

Parts Split(const Decimal& value) {
  char text[64];
  unsigned flags = 0;
  bid128_to_string(text, DecimalAccess::Get(value), &flags);
  Parts parts;
  parts.negative = text[0] == '-';
  const char* at = text + 1;
  while (*at != '\0' && *at != 'E') parts.digits.push_back(*at++);
  if (*at == 'E') parts.exponent = std::atoi(at + 1);
  return parts;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNumberText(std::string_view text) {
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  std::size_t digits = 0;
  while (at < text.size() && IsDigit(text[at])) ++at, ++digits;
  if (at < text.size() && text[at] == '.') {
    ++at;
    std::size_t fraction = 0;
    while (at < text.size() && IsDigit(text[at])) ++at, ++fraction;
    if (fraction == 0) return false;
    digits += fraction;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    std::size_t exponent = 0;
    while (at < text.size() && IsDigit(text[at])) ++at, ++exponent;
    if (exponent == 0 || exponent > 5) return false;
  }
  return at == text.size();
}

// Whether a magnitude whose dropped part compares to one half as `half` (-1, 0, 1; dropped part not zero) grows.
bool GrowsAway(Rounding rounding, int half, bool odd, bool negative) {
  switch (rounding) {
    case Rounding::kHalfEven:
      return half > 0 || (half == 0 && odd);
    case Rounding::kHalfUp:
      return half >= 0;
    case Rounding::kHalfDown:
      return half > 0;
    case Rounding::kUp:
      return true;
    case Rounding::kDown:
      return false;
    case Rounding::kFloor:
      return negative;
    case Rounding::kCeiling:
      return !negative;
  }
  return false;
}

void Increment(std::string& digits) {
  std::size_t at = digits.size();
  while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
  if (at == 0) {
    digits.insert(digits.begin(), '1');
  } else {
    ++digits[at - 1];
  }
}

}  // namespace

Decimal::Decimal() : Decimal(0) {}

Decimal::Decimal(std::int64_t value) {
  const BID_UINT128 raw = bid128_from_int64(value);
  std::memcpy(&bits_, &raw, sizeof raw);
}

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  if (text.size() > 10'000 || !IsNumberText(text)) return std::nullopt;
  return Finite(FromText(std::string(text)));
}

std::optional<Decimal> Decimal::Add(const Decimal& other) const {
  unsigned flags = 0;
  return Finite(bid128_add(DecimalAccess::Get(*this), DecimalAccess::Get(other), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Subtract(const Decimal& other) const {
  unsigned flags = 0;
  return Finite(bid128_sub(DecimalAccess::Get(*this), DecimalAccess::Get(other), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Multiply(const Decimal& other) const {
  unsigned flags = 0;
  return Finite(bid128_mul(DecimalAccess::Get(*this), DecimalAccess::Get(other), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Divide(const Decimal& other) const {
  if (other.IsZero()) return std::nullopt;
  unsigned flags = 0;
  return Finite(bid128_div(DecimalAccess::Get(*this), DecimalAccess::Get(other), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Power(const Decimal& exponent) const {
  const std::optional<std::int64_t> whole = exponent.ToInteger();
  if (whole && *whole >= 0 && *whole <= 1000) {
    // Repeated squaring keeps small powers exact; the library's pow goes through logarithms.
    Decimal result(1), base = *this;
    for (std::int64_t left = *whole; left > 0; left >>= 1) {
      if (left & 1) {
        const auto next = result.Multiply(base);
        if (!next) return std::nullopt;
        result = *next;
      }
      if (left > 1) {
        const auto next = base.Multiply(base);
        if (!next) return std::nullopt;
        base = *next;
      }
    }
    return result;
  }
  if (whole && *whole < 0 && *whole >= -1000) {
    const auto positive = Power(Decimal(-*whole));
    return positive ? Decimal(1).Divide(*positive) : std::nullopt;
  }
  unsigned flags = 0;
  return Finite(bid128_pow(DecimalAccess::Get(*this), DecimalAccess::Get(exponent), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Modulo(const Decimal& other) const {
  if (other.IsZero()) return std::nullopt;
  unsigned flags = 0;
  const auto remainder = Finite(bid128_fmod(DecimalAccess::Get(*this), DecimalAccess::Get(other), &flags));
  if (!remainder || remainder->IsZero() || remainder->IsNegative() == other.IsNegative()) return remainder;
  return remainder->Add(other);
}

std::optional<Decimal> Decimal::SquareRoot() const {
  if (IsNegative()) return std::nullopt;
  unsigned flags = 0;
  return Finite(bid128_sqrt(DecimalAccess::Get(*this), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Logarithm() const {
  if (IsNegative() || IsZero()) return std::nullopt;
  unsigned flags = 0;
  return Finite(bid128_log(DecimalAccess::Get(*this), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::Exponential() const {
  unsigned flags = 0;
  return Finite(bid128_exp(DecimalAccess::Get(*this), kNearestEven, &flags));
}

Decimal Decimal::Negate() const {
  return IsZero() ? *this : DecimalAccess::Make(bid128_negate(DecimalAccess::Get(*this)));
}
Decimal Decimal::Absolute() const { return DecimalAccess::Make(bid128_abs(DecimalAccess::Get(*this))); }

std::optional<Decimal> Decimal::RoundTo(int scale, Rounding rounding) const {
  if (scale < kScaleMin || scale > kScaleMax) return std::nullopt;
  Parts parts = Split(*this);
  const int drop = -scale - parts.exponent;  // digits to cut at the right
  if (drop <= 0) return *this;
  const int length = static_cast<int>(parts.digits.size());
  const std::string padded =
      drop > length ? std::string(static_cast<std::size_t>(drop - length), '0') + parts.digits : parts.digits;
  std::string kept = padded.substr(0, padded.size() - static_cast<std::size_t>(drop));
  const std::string cut = padded.substr(padded.size() - static_cast<std::size_t>(drop));
  if (kept.empty()) kept = "0";
  if (cut.find_first_not_of('0') != std::string::npos) {
    int half = cut[0] < '5' ? -1 : 1;
    if (cut[0] == '5' && cut.find_first_not_of('0', 1) == std::string::npos) half = 0;
    if (GrowsAway(rounding, half, (kept.back() - '0') % 2 == 1, parts.negative)) Increment(kept);
  }
  return Finite(FromText((parts.negative ? "-" : "") + kept + "E" + std::to_string(-scale)));
}

Decimal Decimal::Truncate() const {
  unsigned flags = 0;
  return DecimalAccess::Make(bid128_round_integral_zero(DecimalAccess::Get(*this), &flags));
}

Decimal Decimal::Floor() const {
  unsigned flags = 0;
  return DecimalAccess::Make(bid128_round_integral_negative(DecimalAccess::Get(*this), &flags));
}

bool Decimal::IsInteger() const { return *this == Truncate(); }
bool Decimal::IsZero() const { return bid128_isZero(DecimalAccess::Get(*this)) != 0; }
bool Decimal::IsNegative() const { return !IsZero() && bid128_isSigned(DecimalAccess::Get(*this)) != 0; }

std::optional<std::int64_t> Decimal::ToInteger() const {
  static const Decimal kMost(INT64_MAX), kLeast(INT64_MIN);
  if (!IsInteger() || *this > kMost || *this < kLeast) return std::nullopt;
  unsigned flags = 0;
  return bid128_to_int64_int(DecimalAccess::Get(*this), &flags);
}

std::string Decimal::ToString() const {
  if (IsZero()) return "0";
  Parts parts = Split(*this);
  while (parts.digits.size() > 1 && parts.digits.back() == '0') parts.digits.pop_back(), ++parts.exponent;
  const std::size_t first = parts.digits.find_first_not_of('0');
  parts.digits.erase(0, first);
  const std::string sign = parts.negative ? "-" : "";
  const int length = static_cast<int>(parts.digits.size());
  if (parts.exponent + length > 40 || parts.exponent < -40) {
    std::string text = sign + parts.digits.substr(0, 1);
    if (length > 1) text += "." + parts.digits.substr(1);
    return text + "E" + std::to_string(parts.exponent + length - 1);
  }
  if (parts.exponent >= 0) return sign + parts.digits + std::string(static_cast<std::size_t>(parts.exponent), '0');
  const int point = length + parts.exponent;
  if (point > 0)
    return sign + parts.digits.substr(0, static_cast<std::size_t>(point)) + "." +
           parts.digits.substr(static_cast<std::size_t>(point));
  return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + parts.digits;
}

double Decimal::ToDouble() const {
  unsigned flags = 0;
  return bid128_to_binary64(DecimalAccess::Get(*this), kNearestEven, &flags);
}

bool operator==(const Decimal& a, const Decimal& b) {
  unsigned flags = 0;
  return bid128_quiet_equal(DecimalAccess::Get(a), DecimalAccess::Get(b), &flags) != 0;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a == b) return std::strong_ordering::equal;
  unsigned flags = 0;
  return bid128_quiet_less(DecimalAccess::Get(a), DecimalAccess::Get(b), &flags) ? std::strong_ordering::less
                                                                                 : std::strong_ordering::greater;
}

}  // namespace gq
