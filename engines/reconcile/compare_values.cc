#include "engines/reconcile/compare_values.h"

#include <algorithm>

namespace gq::reconcile {
namespace {

std::string OnlyDigitsAndLetters(std::string_view value, bool digits_only) {
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    char32_t c = NextCodePoint(value, i);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c >= 'a' && c <= 'z') c -= 32;
    if ((c >= '0' && c <= '9') || (!digits_only && c >= 'A' && c <= 'Z')) out += static_cast<char>(c);
  }
  return out;
}

// yyyymmdd of 1980-01-31, 1980/1/31, 19800131, 1980年1月31日; other texts keep their digits.
std::string DateDigits(std::string_view value) {
  std::string parts[3];
  int n = -1;
  bool inside = false;
  for (const char c : value) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside && ++n > 2) break;
    if (digit) parts[n] += c;
    inside = digit;
  }
  if (n == 2 && parts[0].size() == 4) {
    for (int i = 1; i < 3; ++i) {
      if (parts[i].size() == 1) parts[i].insert(0, "0");
    }
  }
  return parts[0] + parts[1] + parts[2];
}

std::uint8_t CompareDates(const std::string& a, const std::string& b) {
  if (a == b) return 4;
  if (OneEditApart(a, b) && a.size() == b.size()) return 3;
  if (a.size() != 8 || b.size() != 8) return 1;
  const bool year = a.compare(0, 4, b, 0, 4) == 0, month = a.compare(4, 2, b, 4, 2) == 0, day = a.compare(6, 2, b, 6, 2) == 0;
  const bool swapped = year && a.compare(4, 2, b, 6, 2) == 0 && a.compare(6, 2, b, 4, 2) == 0;
  return swapped || (year && month) || (year && day) || (month && day) ? 2 : 1;
}

std::uint8_t CompareWords(const std::string& a, const std::string& b) {
  if (a == b) return 4;
  if (std::min(a.size(), b.size()) > 2 && OneEditApart(a, b)) return 3;
  return JaroWinkler(a, b) >= 0.85 ? 2 : 1;
}

std::uint8_t ComparePrefixes(const std::string& a, const std::string& b) {
  if (a == b) return 3;
  const std::size_t half = (std::max(a.size(), b.size()) + 1) / 2;
  return a.size() >= half && b.size() >= half && a.compare(0, half, b, 0, half) == 0 ? 2 : 1;
}

}  // namespace

bool FindComparator(std::string_view name, Comparator& comparator) {
  static constexpr std::string_view kNames[] = {"exact", "name", "date", "id", "phone", "edit", "prefix"};
  for (std::size_t i = 0; i < 7; ++i) {
    if (kNames[i] == name) return comparator = static_cast<Comparator>(i), true;
  }
  return false;
}

std::size_t LevelsOf(Comparator comparator) {
  static constexpr std::size_t kLevels[] = {3, 6, 5, 4, 4, 5, 4};
  return kLevels[static_cast<std::size_t>(comparator)];
}

ReadyValue MakeReady(std::string_view value, Comparator comparator, const LinkLanguage& language) {
  ReadyValue out;
  switch (comparator) {
    case Comparator::kId: out.text = OnlyDigitsAndLetters(value, false); break;
    case Comparator::kPhone: out.text = OnlyDigitsAndLetters(value, true); break;
    case Comparator::kDate: out.text = DateDigits(value); break;
    case Comparator::kName:
      out.text = FoldName(value, Variants());
      if (language.pinyin && !out.text.empty()) out.second = language.pinyin(out.text);
      break;
    case Comparator::kExact:
    case Comparator::kEdit:
    case Comparator::kPrefix: out.text = FoldName(value, language.variants); break;
  }
  return out;
}

std::uint8_t CompareReady(const ReadyValue& a, const ReadyValue& b, Comparator comparator, const LinkLanguage& language) {
  if (a.text.empty() || b.text.empty()) return 0;
  switch (comparator) {
    case Comparator::kExact: return a.text == b.text ? 2 : 1;
    case Comparator::kId:
    case Comparator::kPhone: return a.text == b.text ? 3 : OneEditApart(a.text, b.text) ? 2 : 1;
    case Comparator::kDate: return CompareDates(a.text, b.text);
    case Comparator::kEdit: return CompareWords(a.text, b.text);
    case Comparator::kPrefix: return ComparePrefixes(a.text, b.text);
    case Comparator::kName: break;
  }
  if (a.text == b.text) return 5;
  const NameLevel level = CompareNames(a.text, b.text, language.variants, nullptr);
  if (level == NameLevel::kVariant || level == NameLevel::kSame) return 4;
  if (!a.second.empty() && a.second == b.second && a.second.find('?') == std::string::npos) return 3;
  return level == NameLevel::kOneCharacter ? 2 : 1;
}

bool OneEditApart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
  if (i == a.size()) return false;  // the same
  if (a.substr(i + 1) == b.substr(i + 1)) return true;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
}

double JaroWinkler(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1.0 : 0.0;
  const std::size_t reach = std::max<std::size_t>(1, std::max(a.size(), b.size()) / 2) - 1;
  std::vector<bool> used(b.size());
  std::string common_a, common_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0, to = std::min(b.size(), i + reach + 1);
    for (std::size_t k = from; k < to; ++k) {
      if (used[k] || a[i] != b[k]) continue;
      used[k] = true;
      common_a += a[i];
      break;
    }
  }
  for (std::size_t k = 0; k < b.size(); ++k) {
    if (used[k]) common_b += b[k];
  }
  if (common_a.empty()) return 0.0;
  double moved = 0;
  for (std::size_t i = 0; i < common_a.size(); ++i) moved += common_a[i] != common_b[i] ? 0.5 : 0.0;
  const double n = static_cast<double>(common_a.size());
  const double jaro = (n / static_cast<double>(a.size()) + n / static_cast<double>(b.size()) + (n - moved) / n) / 3.0;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  return jaro + static_cast<double>(prefix) * 0.1 * (1.0 - jaro);
}

}  // namespace gq::reconcile
