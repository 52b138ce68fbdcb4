#include "engines/reconcile/compare_values.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace gq::reconcile {
namespace {

constexpr std::size_t kAddressLongest = 64;  // bytes of an e-mail address

bool IsChinese(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF); }

// Latin letters without their marks, U+00C0 to U+017E; a blank for what is no letter.
char32_t WithoutMark(char32_t c) {
  static constexpr char kLatin1[] = "AAAAAAACEEEEIIIIDNOOOOO OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO OUUUUYTY";
  static constexpr char kExtended[] =
      "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUU"
      "UU"
      "UUWWYYYZZZZZZ";
  if (c >= 0xC0 && c <= 0xFF) return static_cast<char32_t>(kLatin1[c - 0xC0]);
  if (c >= 0x100 && c < 0x100 + sizeof kExtended - 1) return static_cast<char32_t>(kExtended[c - 0x100]);
  return c;
}

// Width narrowed, in capitals, without marks.
char32_t FoldLetter(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c >= 'a' && c <= 'z') return c - 32;
  return WithoutMark(c);
}

// Words for "nothing known" in files of every origin.
bool IsNothing(std::string_view value) {
  if (value == "NA") return true;  // as R writes it; Na is a family name
  std::string lower;
  for (const char c : value) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const std::string_view word :
       {"nan", "null", "n/a", "none", "-", "--", "?", ".", "nil", "<na>", "\\n", "无", "空", "不详"}) {
    if (lower == word) return true;
  }
  return lower.empty();
}

std::string OnlyDigitsAndLetters(std::string_view value, bool digits_only) {
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    const char32_t c = FoldLetter(NextCodePoint(value, i));
    if ((c >= '0' && c <= '9') || (!digits_only && c >= 'A' && c <= 'Z')) out += static_cast<char>(c);
  }
  return out;
}

// 1 to 12 for a month's name in English, 0 for other words.
int MonthOf(std::string_view word) {
  static constexpr std::string_view kMonths[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                 "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  for (int m = 0; m < 12; ++m) {
    if (word.substr(0, 3) == kMonths[m]) return m + 1;
  }
  return 0;
}

std::string Padded(std::string part) { return part.size() == 1 ? "0" + part : part; }

// A date without separators in which a letter stands for a digit or has crept in: "l9870322", "1914o512".
bool IsMistypedDate(std::string_view value) {
  std::size_t digits = 0, letters = 0;
  for (const char c : value) {
    digits += c >= '0' && c <= '9' ? 1 : 0;
    letters += (c | 32) >= 'a' && (c | 32) <= 'z' ? 1 : 0;
  }
  return digits >= 5 && letters >= 1 && letters <= 2 && digits + letters == value.size() && value.size() <= 10;
}

// yyyymmdd of 1980-01-31, 1980/1/31, 19800131, 1980年1月31日, 31.1.1980, 1/31/1980, 31 Jan 1980; other texts keep their
// digits.
std::string DateDigits(std::string_view value) {
  if (IsMistypedDate(value)) return OnlyDigitsAndLetters(value, false);
  std::vector<std::string> parts;
  int month = 0;
  std::string word;
  bool inside = false;
  for (std::size_t i = 0; i <= value.size();) {
    const char32_t c = i < value.size() ? FoldLetter(NextCodePoint(value, i)) : (++i, U' ');
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside) parts.emplace_back();
    if (digit) parts.back() += static_cast<char>(c);
    inside = digit;
    if (c >= 'A' && c <= 'Z')
      word += static_cast<char>(c);
    else if (!word.empty()) {
      if (word == "T" && parts.size() >= 3) break;  // a time follows
      if (month == 0) month = MonthOf(word);
      word.clear();
    }
  }
  if (!parts.empty() && parts[0].size() == 8) return parts[0];
  if (month != 0 && parts.size() >= 2) {
    const bool year_first = parts[0].size() == 4;
    return parts[year_first ? 0 : 1] + Padded(std::to_string(month)) + Padded(parts[year_first ? 1 : 0]);
  }
  std::string all;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, parts.size()); ++i) all += Padded(parts[i]);
  if (parts.size() < 3) return all;
  if (parts[0].size() <= 2 && parts[1].size() <= 2 && parts[2].size() == 4) {
    const bool month_first = std::atoi(parts[1].c_str()) > 12;
    return parts[2] + Padded(parts[month_first ? 0 : 1]) + Padded(parts[month_first ? 1 : 0]);
  }
  return all;
}

// Eight digits; a letter or a digit too many stays in DateDigits for comparing.
bool IsWholeDate(std::string_view text) {
  return text.size() == 8 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint8_t CompareDates(const std::string& a, const std::string& b) {
  if (a == b) return 4;
  if (std::min(a.size(), b.size()) >= 7 ? OneEditApart(a, b) : OneEditApart(a, b) && a.size() == b.size()) return 3;
  if (!IsWholeDate(a) || !IsWholeDate(b)) return std::min(a.size(), b.size()) >= 6 && EditsApart(a, b, 2) <= 2 ? 2 : 1;
  const bool year = a.compare(0, 4, b, 0, 4) == 0, month = a.compare(4, 2, b, 4, 2) == 0,
             day = a.compare(6, 2, b, 6, 2) == 0;
  const bool swapped = year && a.compare(4, 2, b, 6, 2) == 0 && a.compare(6, 2, b, 4, 2) == 0;
  return swapped || (year && month) || (year && day) || (month && day) ? 2 : 1;
}

std::uint8_t ComparePrefixes(const std::string& a, const std::string& b) {
  if (a == b) return 3;
  const std::size_t half = (std::max(a.size(), b.size()) + 1) / 2;
  return a.size() >= half && b.size() >= half && a.compare(0, half, b, 0, half) == 0 ? 2 : 1;
}

// The digits, point and sign of a number: "1,299.00" -> "1299.00".
std::string NumberText(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    const char32_t c = FoldLetter(NextCodePoint(value, i));
    if ((c >= '0' && c <= '9') || c == '.' || (c == '-' && out.empty())) out += static_cast<char>(c);
  }
  if (out.find('.') != std::string::npos) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  return out == "-" ? std::string() : out;
}

std::uint8_t CompareNumbers(const std::string& a, const std::string& b) {
  if (a == b) return 4;
  const double x = std::strtod(a.c_str(), nullptr), y = std::strtod(b.c_str(), nullptr);
  const double apart = std::abs(x - y), great = std::max(std::abs(x), std::abs(y));
  return apart <= 0.01 * great ? 3 : apart <= 0.1 * great ? 2 : 1;
}

// An e-mail address in small letters, be its @ or its point mistyped; empty for what cannot be one.
std::string EmailText(std::string_view value) {
  if (value.find_first_of("@.") == std::string_view::npos || value.size() > kAddressLongest) return {};
  if (value.find(' ') != std::string_view::npos) return {};
  std::string out;
  for (const char c : value) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// 0.6 to 1 when two words may be the same: one slip, an abbreviation, an initial; else 0.
double LikeWords(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a[0] != b[0] || b.size() > a.size() + 12) return 0;  // slips are rare at a word's beginning
  if (b.substr(0, a.size()) == a) return a.size() == 1 ? 0.6 : 0.8;
  const bool digits = a[0] >= '0' && a[0] <= '9';
  if (digits || a.size() < 4) return 0;
  if (OneEditApart(a, b)) return 0.9;
  if (b.size() > a.size() + 3) return 0;
  const double likeness = JaroWinkler(a, b);
  return likeness >= 0.9 ? 0.9 * likeness : 0;
}

constexpr std::size_t kLongWords = 4;  // a text of more words is compared by words only
constexpr double kEditLevels[] = {0.95, 0.88, 0.75};
constexpr double kWordLevels[] = {0.9, 0.7, 0.45};

}  // namespace

namespace {
constexpr std::string_view kComparatorNames[] = {"exact", "name",   "date",  "id",    "phone",
                                                 "edit",  "prefix", "words", "number"};
}  // namespace

std::string_view NameOf(Comparator comparator) { return kComparatorNames[static_cast<std::size_t>(comparator)]; }

bool FindComparator(std::string_view name, Comparator& comparator) {
  for (std::size_t i = 0; i < std::size(kComparatorNames); ++i) {
    if (kComparatorNames[i] == name) return comparator = static_cast<Comparator>(i), true;
  }
  return false;
}

std::size_t LevelsOf(Comparator comparator) {
  static constexpr std::size_t kLevels[] = {3, 6, 5, 5, 4, 6, 4, 6, 5};
  return kLevels[static_cast<std::size_t>(comparator)];
}

std::size_t FieldComparer::levels() const {
  return field_->likeness.empty() ? LevelsOf(field_->comparator) : field_->likeness.size() + 3;
}

bool FieldComparer::IsText() const {
  return field_->comparator == Comparator::kEdit || field_->comparator == Comparator::kWords ||
         field_->comparator == Comparator::kName;
}

void FieldComparer::SplitWords(std::string_view value, std::uint32_t times, std::string& text,
                               std::vector<std::uint32_t>& words) {
  std::string word;
  const auto close = [&] {
    if (word.empty()) return;
    const auto [it, added] = word_ids_.emplace(word, static_cast<std::uint32_t>(words_.size()));
    if (added) words_.push_back(word), word_counts_.push_back(0);
    if (std::find(words.begin(), words.end(), it->second) == words.end()) word_counts_[it->second] += times;
    words.push_back(it->second);
    word.clear();
  };
  for (std::size_t i = 0; i < value.size();) {
    const char32_t c = language_->variants.Fold(FoldLetter(NextCodePoint(value, i)));
    const bool letter =
        (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 0x180 && !IsBlank(c) && c < 0x2000) || c > 0x2E7F;
    if (c == '\'') continue;  // O'Brien
    if (!letter || IsChinese(c)) close();
    if (letter) AppendCodePoint(c, word);
    if (IsChinese(c)) close();
  }
  close();
  text.clear();
  for (const std::uint32_t id : words) text += words_[id];
}

ReadyValue FieldComparer::MakeReady(std::string_view value, std::uint32_t times) {
  ReadyValue out;
  ReadyValue::More more;
  value = Trim(value);
  if (IsNothing(value)) return out;
  switch (field_->comparator) {
    case Comparator::kId:
      out.text = OnlyDigitsAndLetters(value, false);
      break;
    case Comparator::kPhone:
      out.text = OnlyDigitsAndLetters(value, true);
      break;
    case Comparator::kDate:
      out.text = DateDigits(value);
      break;
    case Comparator::kNumber:
      out.text = NumberText(value);
      break;
    case Comparator::kExact:
    case Comparator::kPrefix:
      out.text = FoldName(value, language_->variants);
      break;
    case Comparator::kName: {
      std::size_t i = 0;
      SplitWords(value, times, out.text, more.words);
      if (!out.text.empty() && IsChinese(NextCodePoint(out.text, i))) {
        more.words.clear();
        out.text = FoldName(value, Variants());
        if (language_->pinyin) more.second = language_->pinyin(out.text);
      }
      break;
    }
    case Comparator::kEdit:
    case Comparator::kWords:
      SplitWords(value, times, out.text, more.words);
      if (field_->comparator == Comparator::kEdit) more.second = EmailText(value);
      break;
  }
  if (!out.text.empty()) values_ += times;
  if (!more.second.empty() || !more.words.empty()) out.more = std::make_unique<ReadyValue::More>(std::move(more));
  return out;
}

void FieldComparer::WeighWords() {
  word_weights_.resize(words_.size());
  for (std::size_t w = 0; w < words_.size(); ++w) {
    word_weights_[w] = std::log1p(static_cast<double>(values_) / static_cast<double>(std::max(1U, word_counts_[w])));
  }
}

// Dice's coefficient over words, each by its rarity; a word that is nearly the same counts in part.
double FieldComparer::WordLikeness(const ReadyValue& a, const ReadyValue& b) const {
  double all = 0, common = 0;
  for (const std::uint32_t w : a.words()) all += word_weights_[w];
  for (const std::uint32_t w : b.words()) all += word_weights_[w];
  std::vector<bool> used(b.words().size()), settled(a.words().size());
  for (std::size_t i = 0; i < a.words().size(); ++i) {
    for (std::size_t k = 0; k < b.words().size() && !settled[i]; ++k) {
      if (used[k] || a.words()[i] != b.words()[k]) continue;
      used[k] = settled[i] = true;
      common += 2 * word_weights_[a.words()[i]];
    }
  }
  for (std::size_t i = 0; i < a.words().size(); ++i) {
    if (settled[i]) continue;
    double best = 0;
    std::size_t at = 0;
    for (std::size_t k = 0; k < b.words().size(); ++k) {
      if (used[k]) continue;
      const double like = LikeWords(words_[a.words()[i]], words_[b.words()[k]]);
      if (like > best) best = like, at = k;
    }
    if (best <= 0) continue;
    used[at] = true;
    common += best * (word_weights_[a.words()[i]] + word_weights_[b.words()[at]]);
  }
  return all > 0 ? common / all : 0;
}

// The share of letters that stay in place, as far as it is at least 0.5; else less.
static double InPlace(std::string_view a, std::string_view b) {
  const auto longer = static_cast<double>(std::max(a.size(), b.size()));
  return std::max(0.0, 1 - EditsApart(a, b, static_cast<int>(longer / 2) + 1) / longer);
}

bool FieldComparer::AreAddresses(const ReadyValue& a, const ReadyValue& b) const {
  return field_->comparator == Comparator::kEdit && !a.second().empty() && !b.second().empty();
}

double FieldComparer::Likeness(const ReadyValue& a, const ReadyValue& b) const {
  if (AreAddresses(a, b)) {
    // Addresses begin with the name of their person: what they have in common beyond it counts in place only.
    return InPlace(a.second(), b.second());
  }
  const std::size_t most = std::max(a.words().size(), b.words().size());
  const double by_words = most > 1 || field_->comparator == Comparator::kWords ? WordLikeness(a, b) : 0;
  // Over long texts letters always find partners: there words alone say something.
  if (field_->comparator == Comparator::kWords || most > kLongWords) return by_words;
  return std::max(by_words, JaroWinkler(a.text, b.text));
}

std::uint8_t FieldComparer::CompareChineseNames(const ReadyValue& a, const ReadyValue& b) const {
  const NameLevel level = CompareNames(a.text, b.text, language_->variants, nullptr);
  if (level == NameLevel::kVariant || level == NameLevel::kSame) return 4;
  if (!a.second().empty() && a.second() == b.second() && a.second().find('?') == std::string::npos) return 3;
  return level == NameLevel::kOneCharacter ? 2 : 1;
}

// By the bounds that the plan gives.
std::uint8_t FieldComparer::CompareByLikeness(const ReadyValue& a, const ReadyValue& b) const {
  auto level = static_cast<std::uint8_t>(levels() - 1);
  if (a.text == b.text) return level;
  double likeness = 0;
  if (IsText()) {
    likeness = Likeness(a, b);
    if (std::min(a.text.size(), b.text.size()) > 2 && OneEditApart(a.text, b.text)) likeness = std::max(likeness, 0.95);
  } else {
    likeness = InPlace(a.text, b.text);
  }
  for (const double bound : field_->likeness) {
    if (likeness >= bound) return static_cast<std::uint8_t>(level - 1);
    --level;
  }
  return 1;
}

std::uint8_t FieldComparer::Compare(const ReadyValue& a, const ReadyValue& b) const {
  if (a.text.empty() || b.text.empty() || field_->block_only) return 0;
  if (!field_->likeness.empty()) return CompareByLikeness(a, b);
  switch (field_->comparator) {
    case Comparator::kExact:
      return a.text == b.text ? 2 : 1;
    case Comparator::kId: {
      const int most = std::min(a.text.size(), b.text.size()) >= 6 ? 2 : 1, apart = EditsApart(a.text, b.text, most);
      return static_cast<std::uint8_t>(apart > most ? 1 : 4 - apart);
    }
    case Comparator::kPhone:
      return a.text == b.text ? 3 : OneEditApart(a.text, b.text) ? 2 : 1;
    case Comparator::kDate:
      return CompareDates(a.text, b.text);
    case Comparator::kPrefix:
      return ComparePrefixes(a.text, b.text);
    case Comparator::kNumber:
      return CompareNumbers(a.text, b.text);
    case Comparator::kName:
    case Comparator::kEdit:
    case Comparator::kWords:
      break;
  }
  const auto top = static_cast<std::uint8_t>(levels() - 1);
  if (a.text == b.text) return top;
  if (field_->comparator == Comparator::kName && (a.words().empty() || b.words().empty()))
    return CompareChineseNames(a, b);
  double likeness = Likeness(a, b);
  if (std::min(a.text.size(), b.text.size()) > 2 && OneEditApart(a.text, b.text)) likeness = std::max(likeness, 0.95);
  const bool long_texts = std::max(a.words().size(), b.words().size()) > kLongWords && !AreAddresses(a, b);
  const double* bounds = field_->comparator == Comparator::kWords || long_texts ? kWordLevels : kEditLevels;
  for (std::uint8_t level = top; level-- > 2; ++bounds) {
    if (likeness >= *bounds) return level;
  }
  return 1;
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

int EditsApart(std::string_view a, std::string_view b, int most) {
  constexpr std::size_t kLongest = 64;
  if (a == b) return 0;
  const std::size_t longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
  if (longer - shorter > static_cast<std::size_t>(most) || longer > kLongest) return most + 1;
  int rows[3][kLongest + 1];  // optimal string alignment, three rows of its table in turn
  for (std::size_t k = 0; k <= b.size(); ++k) rows[0][k] = static_cast<int>(k);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int* const row = rows[i % 3];
    const int* const last = rows[(i + 2) % 3];
    const int* const before = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t k = 1; k <= b.size(); ++k) {
      row[k] = std::min({last[k] + 1, row[k - 1] + 1, last[k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1)});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) row[k] = std::min(row[k], before[k - 2] + 1);
      least = std::min(least, row[k]);
    }
    if (least > most + 1) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

namespace {

template <typename Text>
double JaroWinklerOf(const Text& a, const Text& b) {
  if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1.0 : 0.0;
  const std::size_t reach = std::max<std::size_t>(1, std::max(a.size(), b.size()) / 2) - 1;
  std::vector<bool> used(b.size());
  std::u32string common_a, common_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0, to = std::min(b.size(), i + reach + 1);
    for (std::size_t k = from; k < to; ++k) {
      if (used[k] || a[i] != b[k]) continue;
      used[k] = true;
      common_a += static_cast<char32_t>(a[i]);
      break;
    }
  }
  for (std::size_t k = 0; k < b.size(); ++k) {
    if (used[k]) common_b += static_cast<char32_t>(b[k]);
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

std::u32string CodePoints(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) out += NextCodePoint(text, i);
  return out;
}

}  // namespace

double JaroWinkler(std::string_view a, std::string_view b) {
  if (IsAscii(a) && IsAscii(b)) return JaroWinklerOf(a, b);
  return JaroWinklerOf(CodePoints(a), CodePoints(b));
}

}  // namespace gq::reconcile
