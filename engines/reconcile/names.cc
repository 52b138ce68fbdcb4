#include "engines/reconcile/names.h"

#include <algorithm>

namespace gq::reconcile {
namespace {

std::u32string CodePoints(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) out += NextCodePoint(text, i);
  return out;
}

// One insertion, removal or replacement apart.
bool OneApart(const std::u32string& a, const std::u32string& b) {
  const std::u32string &lesser = a.size() <= b.size() ? a : b, &greater = a.size() <= b.size() ? b : a;
  if (greater.size() - lesser.size() > 1 || lesser.empty() || greater.size() < 2) return false;
  std::size_t same = 0;
  while (same < lesser.size() && lesser[same] == greater[same]) ++same;
  const std::size_t skip = greater.size() == lesser.size() ? 1 : 0;
  return std::equal(lesser.begin() + static_cast<std::ptrdiff_t>(std::min(lesser.size(), same + skip)), lesser.end(),
                    greater.begin() + static_cast<std::ptrdiff_t>(same + 1), greater.end());
}

}  // namespace

std::string_view NameOf(NameLevel level) {
  static constexpr std::string_view kNames[] = {"missing",   "different", "one_character",
                                                "homophone", "variant",   "same"};
  return kNames[static_cast<std::size_t>(level)];
}

NameLevel CompareNames(std::string_view a, std::string_view b, const Variants& variants, const PinyinFunction& pinyin) {
  static const Variants kNone;
  const std::string x = FoldName(a, kNone), y = FoldName(b, kNone);
  if (x.empty() || y.empty()) return NameLevel::kMissing;
  if (x == y) return NameLevel::kSame;
  const std::string v = FoldName(a, variants), w = FoldName(b, variants);
  if (v == w) return NameLevel::kVariant;
  if (pinyin) {
    const std::string p = pinyin(v), q = pinyin(w);
    if (!p.empty() && p == q && p.find('?') == std::string::npos) return NameLevel::kHomophone;
  }
  return OneApart(CodePoints(v), CodePoints(w)) ? NameLevel::kOneCharacter : NameLevel::kDifferent;
}

}  // namespace gq::reconcile
