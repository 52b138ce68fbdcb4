#include "kits/codes/name_variants.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "kits/codes/embedded.h"

namespace gq {

namespace {

struct Table {
  std::unordered_map<char32_t, char32_t> standard;              // 峯 -> 峰
  std::unordered_map<char32_t, std::vector<char32_t>> written;  // 峰 -> 峰, 峯
};

Table ReadTable() {
  Table table;
  for (std::string_view rest = NameVariantsCsv(); !rest.empty();) {
    const std::string_view line = Trim(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    const auto points = CodePoints(line);
    if (points.size() != 3 || points[1] != ',') continue;  // the header, a comment
    table.standard[points[0]] = points[2];
    auto& written = table.written[points[2]];
    if (written.empty()) written.push_back(points[2]);
    written.push_back(points[0]);
  }
  return table;
}

const Table& Variants() {
  static const Table table = ReadTable();
  return table;
}

char32_t Standard(char32_t c) {
  const auto found = Variants().standard.find(c);
  return found == Variants().standard.end() ? c : found->second;
}

}  // namespace

std::string_view NameVariantsCsv() {
  for (const auto& file : internal::EmbeddedCodeFiles()) {
    if (file.name == "name_variants") return file.text;
  }
  return {};
}

std::string FoldVariants(std::string_view utf8) {
  std::string folded;
  folded.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t from = at;
    const char32_t c = NextCodePoint(utf8, at), standard = Standard(c);
    if (standard == c)
      folded += utf8.substr(from, at - from);  // broken bytes too stay as they are
    else
      AppendUtf8(folded, standard);
  }
  return folded;
}

std::vector<std::string> SpellingsOf(std::string_view utf8, std::size_t most) {
  std::vector<std::string> spellings = {std::string()};
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t from = at;
    const char32_t c = NextCodePoint(utf8, at);
    const std::string_view typed = utf8.substr(from, at - from);
    const auto found = Variants().written.find(Standard(c));
    const std::size_t before = spellings.size();
    const bool many = found == Variants().written.end() || before * found->second.size() > most;
    for (std::size_t i = 0; i < before && !many; ++i) {
      for (const char32_t other : found->second) {
        if (other == c) continue;
        spellings.push_back(spellings[i]);
        AppendUtf8(spellings.back(), other);
      }
    }
    for (std::size_t i = 0; i < before; ++i) spellings[i] += typed;
  }
  return spellings;
}

}  // namespace gq
