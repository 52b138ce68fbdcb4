// Dates and months as officers write them (parse_value.h): a text is cut into numbers, words and separators; which
// number is what follows from its words and from its digits.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/parse_value.h"
#include "base/text.h"

namespace gq {

namespace {

constexpr int kSerialOfEpoch = 25569;  // the spreadsheet serial of 1970-01-01
constexpr std::size_t kTextMax = 64;   // bytes; no date is longer

Result<Date> NoDate() { return Fail(kBadValue, "日期看不懂", "请写成 2025-01-03，或 2025年1月3日、20250103"); }
Result<Date> NoSuchDay() { return Fail(kBadValue, "没有这一天", "请检查年、月、日（1900 到 2200 年）"); }
Result<Date> LunarDay() { return Fail(kBadValue, "这是农历日期", "请换成公历，写成 2025-01-03"); }

bool IsLunar(std::string_view text) {
  for (const std::string_view word : {"农历", "阴历", "旧历", "正月", "冬月", "腊月", "初"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

void CutFrom(std::string& text, std::size_t at) {
  text.resize(std::min(at, text.size()));
  text = std::string(Trim(text));
}

// The time behind a date: "2025-01-03 08:30:00", "2025-01-03T08:30:00Z", "2025年1月3日 8时", "2025/1/3 上午 8:30".
void DropTime(std::string& text) {
  const auto colon = text.find(':');
  if (colon != std::string::npos) {
    const auto cut = text.find_last_of(" T", colon);
    if (cut != std::string::npos) CutFrom(text, cut);
  } else if (text.find("时") != std::string::npos || text.find("点") != std::string::npos) {
    auto day = text.find("日");
    if (day == std::string::npos) day = text.find("号");
    CutFrom(text, day == std::string::npos ? text.find(' ') : day + 3);
  }
  for (const std::string_view part : {"上午", "下午", "早上", "晚上", "中午"}) {
    if (EndsWith(text, part)) CutFrom(text, text.size() - part.size());
  }
}

// "2025年1月3日 星期五", "2025-01-03（周五）".
void DropWeekday(std::string& text) {
  for (const std::string_view word : {"星期", "礼拜", "周"}) {
    const auto at = text.find(word);
    if (at == std::string::npos || at == 0) continue;
    std::string_view day = std::string_view(text).substr(at + word.size());
    if (EndsWith(day, ")")) day.remove_suffix(1);
    static constexpr std::string_view kDays[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
    if (std::find(std::begin(kDays), std::end(kDays), day) == std::end(kDays)) continue;
    CutFrom(text, text[at - 1] == '(' ? at - 1 : at);
    return;
  }
}

// The value of one Chinese numeral; nothing for any other character. 10 十, 20 廿, 30 卅.
std::optional<int> NumeralOf(char32_t c) {
  switch (c) {
    case U'〇':
    case U'零':
    case U'○':
    case U'O':
      return 0;
    case U'十':
      return 10;
    case U'廿':
      return 20;
    case U'卅':
      return 30;
    default: {
      constexpr std::u32string_view kDigits = U"一二三四五六七八九";
      const auto at = kDigits.find(c);
      return at == std::u32string_view::npos ? std::nullopt : std::optional<int>(static_cast<int>(at) + 1);
    }
  }
}

// A run of numerals as a number: 二〇二五 -> 2025, 二十一 -> 21, 廿一 -> 21, 卅 -> 30. Nothing for other orders.
std::optional<int> ValueOf(const std::vector<int>& numerals) {
  const bool digits = std::all_of(numerals.begin(), numerals.end(), [](int n) { return n < 10; });
  if (digits && numerals.size() != 1 && numerals.size() != 4) return std::nullopt;
  int value = 0;
  if (digits) {
    for (const int n : numerals) value = value * 10 + n;
    return value;
  }
  std::size_t at = 0;
  if (numerals.size() > 1 && numerals[0] < 10 && numerals[1] == 10)
    value = numerals[0] * 10, at = 2;
  else if (numerals[0] >= 10)
    value = numerals[0], at = 1;
  if (at < numerals.size() && at > 0 && numerals[at] < 10) value += numerals[at++];
  return at == numerals.size() ? std::optional<int>(value) : std::nullopt;
}

// 1 ... 12 for January, Jan, Sept; nothing for other words.
std::optional<int> EnglishMonth(std::string_view word) {
  static constexpr std::string_view kMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                                 "july",    "august",   "september", "october", "november", "december"};
  if (word.size() < 3) return std::nullopt;
  for (int at = 0; at < 12; ++at) {
    if (StartsWith(kMonths[at], word)) return at + 1;
  }
  return std::nullopt;
}

struct Number {
  int value = 0;
  std::size_t digits = 0;   // as written; numerals count as they read
  bool month_name = false;  // Jan
};

// The numbers of a text that has nothing but a date in it.
class DateCutter {
 public:
  explicit DateCutter(std::string_view text) : text_(text) {}

  // False: something stands there that belongs to no date.
  bool Cut() {
    while (at_ < text_.size()) {
      if (!TakeNumber() || !TakeSeparator()) return false;
    }
    return !numbers_.empty();
  }
  const std::vector<Number>& numbers() const { return numbers_; }

 private:
  bool TakeNumber() {
    if (numbers_.size() == 3) return false;
    Number number;
    if (IsDigit(text_[at_])) {
      while (at_ < text_.size() && IsDigit(text_[at_]) && number.digits <= 8) {
        number.value = number.value * 10 + (text_[at_++] - '0');
        ++number.digits;
      }
      if (number.digits > 8) return false;
    } else if (IsLetter(text_[at_])) {
      const std::size_t from = at_;
      while (at_ < text_.size() && IsLetter(text_[at_])) ++at_;
      const auto month = EnglishMonth(ToLowerAscii(text_.substr(from, at_ - from)));
      if (!month) return false;
      if (at_ < text_.size() && text_[at_] == '.') ++at_;
      number = {*month, 0, true};
    } else if (numbers_.size() == 1 && Take("元")) {
      number = {1, 1, false};
      if (text_.substr(at_, 3) != "月") return false;
    } else {
      const auto value = TakeNumerals();
      if (!value) return false;
      number = {*value, std::to_string(*value).size(), false};
    }
    numbers_.push_back(number);
    return true;
  }

  std::optional<int> TakeNumerals() {
    std::vector<int> numerals;
    while (at_ < text_.size() && numerals.size() < 5) {
      std::size_t next = at_;
      const auto numeral = NumeralOf(NextCodePoint(text_, next));
      if (!numeral) break;
      numerals.push_back(*numeral);
      at_ = next;
    }
    return numerals.empty() ? std::nullopt : ValueOf(numerals);
  }

  // One mark or separator with blanks around it, or blanks alone; the end as well. A mark may end the text, a
  // separator may not.
  bool TakeSeparator() {
    const std::size_t from = at_;
    TakeBlanks();
    if (at_ == text_.size()) return true;
    static constexpr std::string_view kMarks[][2] = {{"年", "年"}, {"月份", "月"}, {"日", "号"}};
    const auto& marks = kMarks[numbers_.size() - 1];
    if (Take(marks[0]) || Take(marks[1])) {
      TakeBlanks();
      return true;
    }
    // After 2025年1月 somebody may have left out a mark: 2025年1月3.
    bool separated = at_ > from;
    if (Take("-") || Take("/") || Take(".") || Take("、") || Take(",")) {
      separated = true;
    } else {
      while (Take("—") || Take("–") || Take("−") || Take("‒")) separated = true;
    }
    TakeBlanks();
    const bool number_names = numbers_.back().month_name || IsLetterAt();  // 3Jan2025
    return (separated || number_names) && at_ < text_.size();
  }

  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  static bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  bool IsLetterAt() const { return at_ < text_.size() && IsLetter(text_[at_]); }
  bool Take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void TakeBlanks() {
    while (Take(" ")) {
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Number> numbers_;
};

Result<Date> MakeDate(int year, int month, int day) {
  const auto date = Date::FromYmd(year, month, day);
  return date ? Result<Date>(*date) : NoSuchDay();
}

// With `day` the day of a bare month.
Result<Date> MonthOnly(int year, int month, std::optional<int> day) {
  if (!day) return Fail(kBadValue, "日期没有写到日", "请写成 2025-01-03");
  const auto first = Date::FromYmd(year, month, 1);
  if (!first) return NoSuchDay();
  return first->AddDays(std::min(*day, first->LastOfMonth().day()) - 1);
}

// Jan 2025, 3 Jan 2025, Jan 3 2025, 2025 Jan 3: the year is the number of four digits.
Result<Date> WithMonthName(const std::vector<Number>& numbers, std::optional<int> day_if_missing) {
  std::optional<int> year, month, day;
  for (const Number& number : numbers) {
    auto& part = number.month_name ? month : number.digits == 4 ? year : day;
    if (part || (!number.month_name && number.digits > 2 && number.digits != 4)) return NoDate();
    part = number.value;
  }
  if (!year || !month) return NoDate();
  return day ? MakeDate(*year, *month, *day) : MonthOnly(*year, *month, day_if_missing);
}

// 20250103, 202501, 45660.
Result<Date> OneNumber(const Number& number, std::optional<int> day_if_missing) {
  const int value = number.value;
  if (number.digits == 8) return MakeDate(value / 10000, value / 100 % 100, value % 100);
  if (number.digits == 6 && value / 100 >= 1900) return MonthOnly(value / 100, value % 100, day_if_missing);
  // Spreadsheet serials: day 1 is 1900-01-01, and 1900-02-29 exists there. Below 10000 (1927) a number is more likely
  // something else.
  if (number.digits == 5 && value >= 10000) return Date::FromDays(value - kSerialOfEpoch);
  return NoDate();
}

// 45660.0, 20250103.0, and with a time 45660.354: the digits before the point. The text as it is otherwise.
std::string_view WithoutFraction(std::string_view text) {
  const auto point = text.find('.');
  const auto all_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (point == std::string_view::npos || !all_digits(text.substr(0, point))) return text;
  const std::string_view fraction = text.substr(point + 1);
  if (fraction == "0" || (point == 5 && fraction.size() <= 10 && all_digits(fraction))) return text.substr(0, point);
  return text;
}

}  // namespace

Result<Date> ParseDate(std::string_view text, std::optional<int> day_if_missing) {
  if (text.size() > kTextMax) return NoDate();
  std::string clean = CollapseBlanks(ToHalfWidth(text));
  if (!clean.empty() && clean[0] == '\'') clean.erase(0, 1);
  if (IsLunar(clean)) return LunarDay();
  DropTime(clean);
  DropWeekday(clean);
  DateCutter cutter(WithoutFraction(clean));
  if (!cutter.Cut()) return NoDate();
  const std::vector<Number>& numbers = cutter.numbers();
  if (std::any_of(numbers.begin(), numbers.end(), [](const Number& n) { return n.month_name; }))
    return WithMonthName(numbers, day_if_missing);
  if (numbers.size() == 1) return OneNumber(numbers[0], day_if_missing);
  if (numbers[0].digits != 4) return NoDate();
  if (numbers.size() == 2) return MonthOnly(numbers[0].value, numbers[1].value, day_if_missing);
  return MakeDate(numbers[0].value, numbers[1].value, numbers[2].value);
}

Result<Month> ParseMonth(std::string_view text) {
  const auto date = ParseDate(text, 1);
  if (!date) return Fail(kBadValue, "月份看不懂", "请写成 2025-01，或 2025年1月、202501");
  return Month::Of(*date);
}

}  // namespace gq
