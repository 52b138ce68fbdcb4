// 12-digit division codes (GB/T 2260 six digits, GB/T 10114 three for the township, three for the village) as one
// integer.
//
//   43 31 24 100 201        province, prefecture, county, township, village
//
// A code's level is read from its trailing zeros; its subtree is the closed range [low, high], which is how scopes and
// lists are restricted (D4). Codes are dated attributes of units; tiers (省外/省内/州内/县内) come from
// codes/region_tier.csv, not from prefixes. Values; thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gq {

enum class RegionLevel : std::uint8_t {
  kCountry = 0,
  kProvince = 1,
  kPrefecture = 2,
  kCounty = 3,
  kTownship = 4,
  kVillage = 5
};

class UnitCode {
 public:
  constexpr UnitCode() = default;  // the whole country: 0
  // REQUIRES: 0 or 12 digits; otherwise the country.
  static UnitCode FromInt(std::int64_t value);
  // 2, 4, 6, 9 or 12 digits, filled up with zeros; blanks, full width and a trailing ".0" are accepted.
  static std::optional<UnitCode> Parse(std::string_view text);

  constexpr std::int64_t value() const { return value_; }
  RegionLevel level() const;
  UnitCode At(RegionLevel level) const;  // the ancestor at that level; itself when it is above
  UnitCode Parent() const;               // one level up; the country is its own parent
  bool Contains(UnitCode other) const { return other.value_ >= low() && other.value_ <= high(); }
  std::int64_t low() const { return value_; }
  std::int64_t high() const;
  int county6() const { return static_cast<int>(value_ / 1'000'000); }  // 433124
  std::string ToString() const;                                         // 12 digits; "" for the country
  friend constexpr auto operator<=>(const UnitCode&, const UnitCode&) = default;

 private:
  constexpr explicit UnitCode(std::int64_t value) : value_(value) {}
  std::int64_t value_ = 0;
};

}  // namespace gq
