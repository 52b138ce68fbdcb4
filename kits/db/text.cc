// Texts on their way into the database: statements with placeholders, and values.
#include <algorithm>
#include <cctype>
#include <cstring>

#include "kits/db/backends.h"

namespace gq::db {

namespace {

// Position after the literal, quoted name or comment that starts at `at`; `at` itself when none does.
std::size_t SkipOpaque(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '\'' || c == '"') {
    const auto end = sql.find(c, at + 1);  // a doubled quote is two literals side by side, which changes nothing here
    return end == std::string_view::npos ? sql.size() : end + 1;
  }
  if (sql.substr(at, 2) == "--") {
    const auto end = sql.find('\n', at);
    return end == std::string_view::npos ? sql.size() : end;
  }
  if (sql.substr(at, 2) == "/*") {
    const auto end = sql.find("*/", at + 2);
    return end == std::string_view::npos ? sql.size() : end + 2;
  }
  return at;
}

// Length of the multi-byte character at `p`; 0 when it is not one.
int SequenceLength(const unsigned char* p, std::size_t left) {
  const auto tail = [&](std::size_t i) { return i < left && (p[i] & 0xc0) == 0x80; };
  if (p[0] >= 0xc2 && p[0] <= 0xdf) return tail(1) ? 2 : 0;
  if (p[0] >= 0xe0 && p[0] <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    if (p[0] == 0xe0 && p[1] < 0xa0) return 0;  // overlong
    if (p[0] == 0xed && p[1] > 0x9f) return 0;  // surrogate
    return 3;
  }
  if (p[0] >= 0xf0 && p[0] <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (p[0] == 0xf0 && p[1] < 0x90) return 0;
    if (p[0] == 0xf4 && p[1] > 0x8f) return 0;
    return 4;
  }
  return 0;
}

}  // namespace

Result<Translation> Translate(std::string_view sql) {
  std::string out;
  int highest = 0;
  out.reserve(sql.size());
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t after = SkipOpaque(sql, at); after != at) {
      out += sql.substr(at, after - at);
      at = after;
    } else if (sql[at] == '?') {
      if (at + 1 >= sql.size() || std::isdigit(static_cast<unsigned char>(sql[at + 1])) == 0 || sql[at + 1] == '0') {
        return Fail(kStatement, "语句里的参数要写成 ?1、?2", "不带数字的问号不能用");
      }
      int number = 0;
      out += '$';
      for (++at; at < sql.size() && std::isdigit(static_cast<unsigned char>(sql[at])) != 0; ++at) {
        out += sql[at];
        number = std::min(number * 10 + (sql[at] - '0'), 100'000);
      }
      highest = std::max(highest, number);
    } else {
      out += sql[at++];
    }
  }
  if (highest > 32'766) return Fail(kStatement, "语句的参数太多");  // what SQLite takes
  return Translation{std::move(out), highest};
}

Result<std::string> TranslatePlaceholders(std::string_view sql) {
  Translation translation = TRY(Translate(sql));
  return std::move(translation.sql);
}

Status CheckCount(std::size_t given, int wanted) {
  if (given == static_cast<std::size_t>(wanted)) return Ok();
  return Fail(kStatement, "语句要 " + std::to_string(wanted) + " 个参数，给了 " + std::to_string(given) + " 个");
}

bool IsCleanText(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t left = text.size();
  while (left > 0) {
    while (left >= 8) {  // eight ASCII characters at a time, none of them NUL
      std::uint64_t word;
      std::memcpy(&word, p, 8);
      const std::uint64_t high = 0x8080808080808080ULL;
      if ((word & high) != 0 || ((word - 0x0101010101010101ULL) & ~word & high) != 0) break;
      p += 8;
      left -= 8;
    }
    if (left == 0) break;
    int length = 1;
    if (*p == 0) return false;
    if (*p >= 0x80) length = SequenceLength(p, left);
    if (length == 0) return false;
    p += length;
    left -= static_cast<std::size_t>(length);
  }
  return true;
}

Status CheckText(std::string_view text) {
  if (IsCleanText(text)) return Ok();
  return Fail(kBadText, "有一项文字不是有效的 UTF-8，或含有空字符", "请检查来源文件的编码");
}

}  // namespace gq::db
