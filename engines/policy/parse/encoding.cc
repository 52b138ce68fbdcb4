#include "engines/policy/parse/encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

// A byte order mark of UTF-16 or UTF-32, or a "<" in two or four bytes.
bool IsWide(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4);
  return StartsWith(head, "\xFE\xFF") || StartsWith(head, "\xFF\xFE") || head.find('\0') != std::string_view::npos;
}

// What <?xml ... encoding="..."?> says, in lower case; empty without it.
std::string DeclaredEncoding(std::string_view text) {
  if (StartsWith(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!StartsWith(text, "<?xml")) return {};
  const std::string_view declaration = text.substr(0, text.find("?>"));
  const std::size_t name = declaration.find("encoding");
  if (name == std::string_view::npos) return {};
  const std::size_t open = declaration.find_first_of("\"'", name);
  if (open == std::string_view::npos) return {};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  std::string encoding(declaration.substr(open + 1, close - open - 1));
  std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return encoding;
}

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Of a byte that cannot be read, behind text that can. Lines and columns count from 1; a column is a character.
Error NotEncoded(std::string_view before, const std::string& encoding) {
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t column = CountCodePoints(before.substr(before.rfind('\n') + 1)) + 1;  // 0 behind npos
  return {&kBadModel,
          "第 " + std::to_string(line) + " 行第 " + std::to_string(column) + " 列的字节不是 " + encoding,
          "请让 XML 声明的 encoding 与文件一致，或另存为 UTF-8",
          {{"line", std::to_string(line)}, {"column", std::to_string(column)}}};
}

// What stands before the first byte that is no UTF-8.
std::string_view Utf8Beginning(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    if (NextCodePoint(text, at) == U'\uFFFD' && at == before + 1) return text.substr(0, before);
  }
  return text;
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// ucnv keeps the text as UTF-16 on the way; files are small.
Result<std::string> FromGb18030(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> from(ucnv_open("gb18030", &error)), to(ucnv_open("utf-8", &error));
  if (U_SUCCESS(error)) ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  if (U_FAILURE(error)) return Fail(kInternal, "ICU 没有 GB18030 编码表", "请重新安装 libicu");
  std::u16string wide(bytes.size() + 1, u'\0');
  const char* source = bytes.data();
  char16_t* end = wide.data();
  ucnv_toUnicode(from.get(), &end, wide.data() + wide.size(), &source, bytes.data() + bytes.size(), nullptr, true,
                 &error);
  const bool wrong = U_FAILURE(error);
  wide.resize(static_cast<std::size_t>(end - wide.data()));
  error = U_ZERO_ERROR;
  std::string text(wide.size() * 3 + 1, '\0');
  const int size = ucnv_fromUChars(to.get(), text.data(), static_cast<int>(text.size()), wide.data(),
                                   static_cast<int>(wide.size()), &error);
  text.resize(static_cast<std::size_t>(std::max(size, 0)));
  if (wrong || U_FAILURE(error)) return Fail(NotEncoded(text, "GB18030"));
  return text;
}

}  // namespace

Result<std::string> Decoded(std::string_view bytes) {
  if (IsWide(bytes)) return std::string(bytes);
  const std::string encoding = DeclaredEncoding(bytes);
  if (IsOneOf(encoding, {"gb18030", "gbk", "gb2312", "gb_2312-80", "cp936"})) return FromGb18030(bytes);
  if (IsOneOf(encoding, {"iso-8859-1", "latin1"})) return std::string(bytes);
  // An editor that saves UTF-8 may leave "UTF-16" in the first line: the bytes tell.
  if (!IsOneOf(encoding, {"", "utf-8", "utf8", "us-ascii", "ascii", "utf-16"}))
    return Fail(Error{&kBadModel,
                      "第 1 行：不支持的编码 " + encoding,
                      "请另存为 UTF-8，并把 XML 声明改为 encoding=\"UTF-8\"",
                      {{"line", "1"}}});
  if (!IsUtf8(bytes)) return Fail(NotEncoded(Utf8Beginning(bytes), "UTF-8"));
  return std::string(bytes);
}

}  // namespace gq::policy
