// String functions (DMN 1.5, 10.3.4.3). Positions and lengths count code points.
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/text.h"
#include "engines/policy/builtins/regex.h"
#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

// Positions and lengths drop their decimals.
std::optional<std::int64_t> Whole(const Value& value) { return value.number().Truncate().ToInteger(); }

Value Substring(const Arguments& a) {
  const std::vector<char32_t> points = CodePoints(a[0].text());
  const auto size = static_cast<std::int64_t>(points.size());
  const auto start = Whole(a[1]);
  if (!start || *start == 0 || *start > size || *start < -size) return a.Error("substring 的起点超出文字长度");
  const std::int64_t from = *start > 0 ? *start - 1 : size + *start;
  std::int64_t length = size - from;
  if (a.Has(2)) {
    if (a[2].IsNull()) return a.Error("substring 的长度是空值");
    const auto given = Whole(a[2]);
    if (!given || *given < 1) return a.Error("substring 的长度应大于零");
    length = std::min(length, *given);
  }
  std::string text;
  for (std::int64_t i = from; i < from + length; ++i) AppendUtf8(text, points[static_cast<std::size_t>(i)]);
  return Value::Text(std::move(text));
}

Value StringLength(const Arguments& a) {
  return Value::Integer(static_cast<std::int64_t>(CountCodePoints(a[0].text())));
}

Value Cased(const std::string& text, bool upper) {
  icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
  if (upper) {
    unicode.toUpper(icu::Locale::getRoot());
  } else {
    unicode.toLower(icu::Locale::getRoot());
  }
  std::string out;
  unicode.toUTF8String(out);
  return Value::Text(std::move(out));
}

Value UpperCase(const Arguments& a) { return Cased(a[0].text(), true); }
Value LowerCase(const Arguments& a) { return Cased(a[0].text(), false); }

Value SubstringBefore(const Arguments& a) {
  const std::size_t at = a[0].text().find(a[1].text());
  return Value::Text(at == std::string::npos ? "" : a[0].text().substr(0, at));
}

Value SubstringAfter(const Arguments& a) {
  const std::size_t at = a[0].text().find(a[1].text());
  return Value::Text(at == std::string::npos ? "" : a[0].text().substr(at + a[1].text().size()));
}

std::optional<Regex> RegexOf(const Arguments& a, std::size_t pattern, std::size_t flags) {
  return Regex::Compile(a[pattern].text(), a[flags].IsNull() ? std::string_view() : std::string_view(a[flags].text()));
}

Value Replace(const Arguments& a) {
  const auto regex = RegexOf(a, 1, 3);
  if (!regex) return a.Error("正则表达式有误：" + a[1].text());
  auto text = regex->Replace(a[0].text(), a[2].text());
  return text && text->size() <= kTextMax ? Value::Text(std::move(*text))
                                          : a.Error("不能替换：正则表达式匹配空文字、过慢，或替换文字有误");
}

Value Matches(const Arguments& a) {
  const auto regex = RegexOf(a, 1, 2);
  if (!regex) return a.Error("正则表达式有误：" + a[1].text());
  const auto matches = regex->Matches(a[0].text());
  return matches ? Value::Boolean(*matches) : a.Error("正则表达式匹配过慢");
}

Value SplitText(const Arguments& a) {
  const auto regex = Regex::Compile(a[1].text(), "");
  const auto parts = regex ? regex->Split(a[0].text()) : std::nullopt;
  if (!parts) return a.Error("正则表达式有误：" + a[1].text());
  List list;
  for (const std::string& part : *parts) list.push_back(Value::Text(part));
  return Value::OfList(std::move(list));
}

Value Contains(const Arguments& a) { return Value::Boolean(a[0].text().find(a[1].text()) != std::string::npos); }
Value StartsWithText(const Arguments& a) { return Value::Boolean(StartsWith(a[0].text(), a[1].text())); }
Value EndsWithText(const Arguments& a) { return Value::Boolean(EndsWith(a[0].text(), a[1].text())); }

Value StringJoin(const Arguments& a) {
  std::string text;
  bool first = true;
  for (const Value& element : a[0].list()) {
    if (element.IsNull()) continue;
    if (!element.IsString()) return a.Error("string join 的列表应只有文字");
    if (!first && !a[1].IsNull()) text += a[1].text();
    first = false;
    text += element.text();
    if (text.size() > kTextMax) return a.machine.Stop("文字过长，已停止");
  }
  return Value::Text(std::move(text));
}

constexpr BuiltinRow kRows[] = {
    {"substring", "string:s, start position:n, length:n?~", Substring},
    {"string length", "string:s", StringLength},
    {"upper case", "string:s", UpperCase},
    {"lower case", "string:s", LowerCase},
    {"substring before", "string:s, match:s", SubstringBefore},
    {"substring after", "string:s, match:s", SubstringAfter},
    {"replace", "input:s, pattern:s, replacement:s, flags:s?~", Replace},
    {"matches", "input:s, pattern:s, flags:s?~", Matches},
    {"split", "string:s, delimiter:s", SplitText},
    {"contains", "string:s, match:s", Contains},
    {"starts with", "string:s, match:s", StartsWithText},
    {"ends with", "string:s, match:s", EndsWithText},
    {"string join", "list:l, delimiter:s?~", StringJoin},
};

}  // namespace

std::span<const BuiltinRow> StringBuiltins() { return kRows; }

}  // namespace gq::policy
