// The inputs of rules as officers read them: what they are called, where their values come from, and values in words.
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engines/policy/policy.h"

namespace gq::claims {

enum class From : std::uint8_t {
  kRegister,
  kSpell,
  kContract,
  kInsurance,
  kGroup,
  kHome,
  kWork,
  kClaim,
  kPeriod,
  kShown,
  kBroker,
  kStaff
};

struct Label {
  std::string_view name, zh;
  From from;
};
// Nothing for an input that has no label; what was shown has the words of codes/recognition.csv ("shows_primary").
std::optional<Label> FindLabel(std::string_view name);
// The label, or the name.
std::string LabelOf(std::string_view name);
// A value of the input `name`: 是, 全程参保, 12.
std::string Words(std::string_view name, const policy::Value& value);

}  // namespace gq::claims
