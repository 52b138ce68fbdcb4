// Values made ready for comparing once, and the level of agreement of two of them (linkage.h).
// Thread-safety: functions without state.
#pragma once

#include <cstdint>
#include <string>

#include "engines/reconcile/linkage.h"

namespace gq::reconcile {

struct ReadyValue {
  std::string text;    // folded; empty = missing
  std::string second;  // names: pinyin; dates: "yyyymmdd"
};

ReadyValue MakeReady(std::string_view value, Comparator comparator, const LinkLanguage& language);
std::uint8_t CompareReady(const ReadyValue& a, const ReadyValue& b, Comparator comparator, const LinkLanguage& language);

}  // namespace gq::reconcile
