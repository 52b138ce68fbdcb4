// How alike two names are, from best to worst.
// Thread-safety: functions without state.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engines/reconcile/text.h"

namespace gq::reconcile {

enum class NameLevel : std::uint8_t {
  kMissing,  // one of them is empty
  kDifferent,
  kOneCharacter,  // one character more, less or other, in names of at least two
  kHomophone,     // the same syllables: 明/鸣
  kVariant,       // the same but for variants of characters: 峯/峰
  kSame,
};
inline constexpr std::size_t kNameLevels = 6;
std::string_view NameOf(NameLevel level);
inline bool SameName(NameLevel level) { return level >= NameLevel::kVariant; }

// The pinyin of a name, syllables with blanks; given by the caller, callable from any thread. Empty: no homophones are
// seen.
using PinyinFunction = std::function<std::string(std::string_view utf8)>;

NameLevel CompareNames(std::string_view a, std::string_view b, const Variants& variants, const PinyinFunction& pinyin);

}  // namespace gq::reconcile
