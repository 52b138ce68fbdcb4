#include "base/unit_code.h"

#include <algorithm>

#include "base/text.h"

namespace gq {

namespace {

constexpr std::int64_t kFirst = 100'000'000'000, kLast = 999'999'999'999;
// Size of one unit of the level.
constexpr std::int64_t kSteps[] = {1'000'000'000'000, 10'000'000'000, 100'000'000, 1'000'000, 1'000, 1};

}  // namespace

UnitCode UnitCode::FromInt(std::int64_t value) {
  return value >= kFirst && value <= kLast ? UnitCode(value) : UnitCode();
}

std::optional<UnitCode> UnitCode::Parse(std::string_view text) {
  std::string clean = RemoveBlanks(ToHalfWidth(text));
  if (EndsWith(clean, ".0")) clean.resize(clean.size() - 2);
  if (!clean.empty() && clean[0] == '\'') clean.erase(0, 1);
  const auto size = clean.size();
  if (size != 2 && size != 4 && size != 6 && size != 9 && size != 12) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : clean) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  for (auto i = size; i < 12; ++i) value *= 10;
  if (value < kFirst) return std::nullopt;
  return UnitCode(value);
}

RegionLevel UnitCode::level() const {
  for (int level = 0; level < 5; ++level) {
    if (value_ % kSteps[level] == 0) return static_cast<RegionLevel>(level);
  }
  return RegionLevel::kVillage;
}

UnitCode UnitCode::At(RegionLevel wanted) const {
  const std::int64_t step = kSteps[static_cast<std::size_t>(wanted)];
  return UnitCode(value_ / step * step);
}

UnitCode UnitCode::Parent() const {
  const int mine = static_cast<int>(level());
  return At(static_cast<RegionLevel>(std::max(mine - 1, 0)));
}

std::int64_t UnitCode::high() const {
  if (value_ == 0) return kLast;
  return value_ + kSteps[static_cast<std::size_t>(level())] - 1;
}

std::string UnitCode::ToString() const { return value_ == 0 ? std::string() : std::to_string(value_); }

}  // namespace gq
