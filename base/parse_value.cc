#include "base/parse_value.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace gq {

namespace {

constexpr int kSerialOfEpoch = 25569;  // the spreadsheet serial of 1970-01-01

// The numbers of a date and what stands around them: "2025年1月3日 08:30" gives {2025, 1, 3}.
struct Numbers {
  std::array<int, 3> part{};
  std::size_t count = 0;
  std::size_t first_digits = 0;  // digits of the first number
  bool clean = true;             // only separators of dates in between
};

std::string CleanDate(std::string_view text) {
  std::string clean = ToHalfWidth(Trim(text));
  if (!clean.empty() && clean[0] == '\'') clean.erase(0, 1);
  // A time behind the date: "2025-01-03 08:30:00", "2025-01-03T08:30:00Z", "2025年1月3日 8时".
  const auto colon = clean.find(':');
  const auto cut = clean.find_first_of(" T");
  if (cut != std::string::npos && (colon != std::string::npos ? cut < colon : clean.find("时") != std::string::npos))
    clean.resize(cut);
  return RemoveBlanks(clean);
}

Numbers Cut(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kMarks = {"年", "月", "日"};
  Numbers numbers;
  std::size_t digits = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c >= '0' && c <= '9') {
      if (digits == 0 && numbers.count == 3) return numbers.clean = false, numbers;
      if (digits == 0) ++numbers.count;
      int& part = numbers.part[numbers.count - 1];
      if (++digits > 8) return numbers.clean = false, numbers;
      part = part * 10 + (c - '0');
      if (numbers.count == 1) numbers.first_digits = digits;
      ++at;
      continue;
    }
    if (digits == 0 || numbers.count == 0) return numbers.clean = false, numbers;  // two separators, or one in front
    const auto mark = kMarks[numbers.count - 1];
    if (text.substr(at, mark.size()) == mark || (numbers.count == 3 && text.substr(at, 3) == "号")) {
      at += mark.size();
    } else if ((c == '-' || c == '/' || c == '.') && at + 1 < text.size()) {
      ++at;
    } else {
      return numbers.clean = false, numbers;
    }
    digits = 0;
  }
  return numbers;
}

Result<Date> NoDate() { return Fail(kBadValue, "日期看不懂", "请写成 2025-01-03，或 2025年1月3日、20250103"); }
Result<Date> NoSuchDay() { return Fail(kBadValue, "没有这一天", "请检查年、月、日（1900 到 2200 年）"); }

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

}  // namespace

Result<Date> ParseDate(std::string_view text, std::optional<int> day_if_missing) {
  std::string clean = CleanDate(text);
  if (EndsWith(clean, ".0") && clean.find_first_not_of("0123456789") == clean.size() - 2)
    clean.resize(clean.size() - 2);  // 45660.0
  const Numbers n = Cut(clean);
  if (!n.clean || n.count == 0) return NoDate();
  if (n.count == 1) {
    const int value = n.part[0];
    if (n.first_digits == 8) return MakeDate(value / 10000, value / 100 % 100, value % 100);
    if (n.first_digits == 6 && value / 100 >= 1900) return MonthOnly(value / 100, value % 100, day_if_missing);
    // Spreadsheet serials: day 1 is 1900-01-01, and 1900-02-29 exists there. Below 10000 (1927) a number is more likely
    // something else.
    if (n.first_digits == 5 && value >= 10000 && clean.size() == 5) return Date::FromDays(value - kSerialOfEpoch);
    return NoDate();
  }
  if (n.first_digits != 4) return NoDate();
  if (n.count == 2) return MonthOnly(n.part[0], n.part[1], day_if_missing);
  return MakeDate(n.part[0], n.part[1], n.part[2]);
}

Result<Month> ParseMonth(std::string_view text) {
  const auto date = ParseDate(text, 1);
  if (!date) return Fail(kBadValue, "月份看不懂", "请写成 2025-01，或 2025年1月、202501");
  return Month::Of(*date);
}

Result<std::int64_t> ParseInteger(std::string_view text) {
  std::string clean = RemoveBlanks(ToHalfWidth(text));
  if (!clean.empty() && clean[0] == '\'') clean.erase(0, 1);
  for (const std::string_view unit : {"人", "个", "岁", "名", "天", "月", "元", "户"}) {
    if (EndsWith(clean, unit)) clean.resize(clean.size() - unit.size());
  }
  const auto point = clean.find('.');
  if (point != std::string::npos && point > 0 && clean.find_first_not_of('0', point + 1) == std::string::npos)
    clean.resize(point);
  clean.erase(std::remove(clean.begin(), clean.end(), ','), clean.end());
  const bool negative = !clean.empty() && clean[0] == '-';
  std::int64_t value = 0;
  if (clean.size() == (negative ? 1u : 0u) || clean.size() > 18)
    return Fail(kBadValue, "数字看不懂", "请只写数字，例如 12");
  for (std::size_t i = negative ? 1 : 0; i < clean.size(); ++i) {
    if (clean[i] < '0' || clean[i] > '9') return Fail(kBadValue, "数字看不懂", "请只写数字，例如 12");
    value = value * 10 + (clean[i] - '0');
  }
  return negative ? -value : value;
}

Result<Fen> ParseMoney(std::string_view text) {
  std::string clean = RemoveBlanks(ToHalfWidth(text));
  if (!clean.empty() && clean[0] == '\'') clean.erase(0, 1);
  const auto fen = Fen::ParseYuan(clean);
  if (!fen) return Fail(kBadValue, "金额看不懂", "请写成元，例如 3500 或 386.50");
  return *fen;
}

Result<bool> ParseBool(std::string_view text) {
  static constexpr std::string_view kYes[] = {"是", "有", "能",  "愿意", "愿", "同意", "√", "✓",
                                              "☑",  "y",  "yes", "true", "t",  "1",    "对"};
  static constexpr std::string_view kNo[] = {"否", "无", "不能", "不愿意", "不愿",  "不同意", "没有", "不", "×",
                                             "✗",  "x",  "n",    "no",     "false", "f",      "0",    "未", "错"};
  const std::string key = LabelKey(text);
  if (std::find(std::begin(kYes), std::end(kYes), key) != std::end(kYes)) return true;
  if (std::find(std::begin(kNo), std::end(kNo), key) != std::end(kNo)) return false;
  return Fail(kBadValue, "不是“是”或“否”", "请写“是”或“否”");
}

Result<std::string_view> ParseSex(std::string_view text) {
  const std::string key = LabelKey(text);
  if (key == "男" || key == "1" || key == "男性" || key == "m" || key == "male" || key == "1.0")
    return std::string_view("1");
  if (key == "女" || key == "2" || key == "女性" || key == "f" || key == "female" || key == "2.0")
    return std::string_view("2");
  return Fail(kBadValue, "性别看不懂", "请写“男”或“女”");
}

}  // namespace gq
