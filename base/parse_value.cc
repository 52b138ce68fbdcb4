#include "base/parse_value.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace gq {

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
