#include "kits/xlsx/workbook.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>

#include "kits/xlsx/workbook_data.h"
#include "kits/xlsx/xml.h"

namespace gq::xlsx {
namespace {

constexpr std::string_view kResave = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试";

struct Relation {
  std::string target, type;
};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

int ToInt(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct RelationsHandler {
  std::map<std::string, Relation, std::less<>> by_id;
  void OnStart(std::string_view name, const char** attributes) {
    if (name != "Relationship") return;
    by_id[std::string(Attribute(attributes, "Id"))] = {std::string(Attribute(attributes, "Target")),
                                                       std::string(Attribute(attributes, "Type"))};
  }
  void OnEnd(std::string_view) {}
  void OnText(std::string_view) {}
};

struct BookHandler {
  struct Sheet {
    std::string name, relation;
    bool hidden;
  };
  std::vector<Sheet> sheets;
  bool date1904 = false;
  void OnStart(std::string_view name, const char** attributes) {
    if (name == "workbookPr") {
      const std::string_view value = Attribute(attributes, "date1904");
      date1904 = value == "1" || value == "true";
    } else if (name == "sheet") {
      std::string_view relation;
      for (const char** at = attributes; *at != nullptr; at += 2) {
        // r:id, not sheetId
        if (LocalName(*at) == "id") relation = at[1];
      }
      const std::string_view state = Attribute(attributes, "state");
      sheets.push_back({std::string(Attribute(attributes, "name")), std::string(relation),
                        state == "hidden" || state == "veryHidden"});
    }
  }
  void OnEnd(std::string_view) {}
  void OnText(std::string_view) {}
};

struct StylesHandler {
  std::map<int, NumberKind> codes;
  std::vector<NumberKind> kinds;
  bool in_cells = false;
  void OnStart(std::string_view name, const char** attributes) {
    if (name == "numFmt") {
      codes[ToInt(Attribute(attributes, "numFmtId"))] = KindOfCode(Attribute(attributes, "formatCode"));
    } else if (name == "cellXfs") {
      in_cells = true;
    } else if (name == "xf" && in_cells && kinds.size() < 100000) {
      const int id = ToInt(Attribute(attributes, "numFmtId"));
      const auto found = codes.find(id);
      kinds.push_back(found != codes.end() ? found->second : KindOfBuiltin(id));
    }
  }
  void OnEnd(std::string_view name) {
    if (name == "cellXfs") in_cells = false;
  }
  void OnText(std::string_view) {}
};

struct SharedHandler {
  WorkbookData& data;
  XmlParser<SharedHandler>* parser = nullptr;
  std::string text;
  bool in_text = false;
  int phonetic = 0;  // readings of rare characters are not part of the text

  void OnStart(std::string_view name, const char**) {
    if (name == "si")
      text.clear();
    else if (name == "rPh")
      ++phonetic;
    else if (name == "t")
      in_text = phonetic == 0;
  }
  void OnEnd(std::string_view name) {
    if (name == "t") in_text = false;
    if (name == "rPh") --phonetic;
    if (name != "si") return;
    UnescapeText(text);
    data.shared.push_back(data.arena.Keep(text));
    if (data.arena.bytes() + data.shared.size() * sizeof(std::string_view) > data.limits.shared_text_bytes_max) {
      parser->Stop(
          Error{&kTooLarge,
                "表格的文字太多（超过 " + std::to_string(data.limits.shared_text_bytes_max >> 20) + " MB），没有读取",
                "请拆成几个文件，或另存为 CSV",
                {}});
    }
  }
  void OnText(std::string_view more) {
    if (in_text) text += more;
  }
};

template <typename Handler>
Status Parse(Package& package, std::string_view part, Handler& handler) {
  XmlParser<Handler> parser(handler);
  if constexpr (requires { handler.parser; }) handler.parser = &parser;
  return ParsePart(package, part, parser);
}

std::string FolderOf(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(part.substr(0, slash));
}

// The part of the first relation whose type ends with `type`; `fallback` if there is none.
std::string TargetOf(const RelationsHandler& relations, const std::string& folder, std::string_view type,
                     std::string_view fallback) {
  for (const auto& [id, relation] : relations.by_id) {
    if (EndsWith(relation.type, type)) return ResolvePart(folder, relation.target);
  }
  return std::string(fallback);
}

}  // namespace

std::string_view TextArena::Keep(std::string_view text) {
  if (text.empty()) return {};
  bytes_ += text.size();
  if (used_ + text.size() > kBlock) {
    const std::size_t size = std::max(kBlock, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    used_ = 0;
  }
  char* to = blocks_.back().get() + used_;
  std::memcpy(to, text.data(), text.size());
  used_ = text.size() > kBlock ? kBlock : used_ + text.size();
  return {to, text.size()};
}

void UnescapeText(std::string& text) {
  std::size_t at = text.find("_x");
  if (at == std::string::npos) return;
  std::string plain;
  std::size_t from = 0;
  for (; at != std::string::npos; at = text.find("_x", at)) {
    unsigned code = 0;
    const char* digits = text.data() + at + 2;
    const bool whole =
        at + 7 <= text.size() && text[at + 6] == '_' && std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4;
    if (!whole || (code >= 0x80 && code != 0xA0) || code == 0) {
      at += 2;
      continue;
    }
    plain.append(text, from, at - from);
    if (code == 0xA0)
      plain += "\u00A0";
    else
      plain += static_cast<char>(code);
    from = at = at + 7;
  }
  plain.append(text, from);
  text = std::move(plain);
}

Result<std::shared_ptr<const WorkbookData>> LoadWorkbook(const std::string& path, const Limits& limits) {
  Package package = TRY(Package::Open(path, limits));
  auto data = std::make_shared<WorkbookData>();
  data->path = path;
  data->limits = limits;
  RelationsHandler root;
  if (package.Has("_rels/.rels")) TRY(Parse(package, "_rels/.rels", root));
  const std::string book_part = TargetOf(root, "", "/officeDocument", "xl/workbook.xml");
  if (!package.Has(book_part)) return Fail(kFile, "这个压缩文件不是 Excel 工作簿", std::string(kResave));
  if (EndsWith(book_part, ".bin"))
    return Fail(kFile, "这是二进制的 .xlsb 工作簿，读不了", "请用 Excel 打开，另存为 .xlsx 后再试");
  BookHandler book;
  TRY(Parse(package, book_part, book));
  const std::string folder = FolderOf(book_part);
  const std::string relations_part =
      ResolvePart(folder, "_rels/" + book_part.substr(folder.empty() ? 0 : folder.size() + 1) + ".rels");
  RelationsHandler relations;
  if (package.Has(relations_part)) TRY(Parse(package, relations_part, relations));
  data->date1904 = book.date1904;
  for (BookHandler::Sheet& sheet : book.sheets) {
    const auto found = relations.by_id.find(sheet.relation);
    if (found == relations.by_id.end() || !EndsWith(found->second.type, "/worksheet")) continue;  // charts, dialogs
    data->sheets.push_back({std::move(sheet.name), sheet.hidden, ResolvePart(folder, found->second.target)});
  }
  if (data->sheets.empty()) return Fail(kFile, "工作簿里没有工作表", std::string(kResave));
  const std::string styles_part = TargetOf(relations, folder, "/styles", ResolvePart(folder, "styles.xml"));
  StylesHandler styles;
  if (package.Has(styles_part)) TRY(Parse(package, styles_part, styles));
  data->styles = std::move(styles.kinds);
  const std::string shared_part =
      TargetOf(relations, folder, "/sharedStrings", ResolvePart(folder, "sharedStrings.xml"));
  SharedHandler shared{*data, nullptr, {}, false, 0};
  if (package.Has(shared_part)) TRY(Parse(package, shared_part, shared));
  return std::shared_ptr<const WorkbookData>(std::move(data));
}

Result<Workbook> Workbook::Open(const std::string& path, const Limits& limits) {
  Workbook book;
  book.data_ = TRY(LoadWorkbook(path, limits));
  return book;
}

const std::vector<SheetInfo>& Workbook::sheets() const { return data_->sheets; }
bool Workbook::date1904() const { return data_->date1904; }

bool ParseReference(std::string_view reference, std::uint32_t& row, std::uint32_t& column) {
  std::size_t at = 0;
  std::uint32_t letters = 0, digits = 0;
  for (; at < reference.size() && at < 4; ++at) {
    const char letter = static_cast<char>(reference[at] & ~0x20);
    if (letter < 'A' || letter > 'Z') break;
    letters = letters * 26 + static_cast<std::uint32_t>(letter - 'A' + 1);
  }
  if (at == 0 || at > 3) return false;
  for (; at < reference.size(); ++at) {
    if (reference[at] < '0' || reference[at] > '9' || digits > 9999999) return false;
    digits = digits * 10 + static_cast<std::uint32_t>(reference[at] - '0');
  }
  if (digits == 0) return false;
  row = digits - 1;
  column = letters - 1;
  return true;
}

std::string ColumnName(std::uint32_t column) {
  std::string name;
  for (std::uint32_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return name;
}

Result<std::vector<MergedRange>> Workbook::MergedRanges(std::size_t index) const {
  Package package = TRY(Package::Open(data_->path, data_->limits));
  TRY(package.OpenPart(data_->sheets.at(index).part));
  std::vector<MergedRange> ranges;
  std::string window;
  std::string buffer(256 << 10, '\0');
  constexpr std::string_view kElement = "mergeCell ";
  constexpr std::size_t kElementMax = 128;  // longer than any <mergeCell ref="..."/>
  for (bool ended = false; !ended;) {
    const std::size_t size = TRY(package.ReadPart(buffer.data(), buffer.size()));
    ended = size == 0;
    window.append(buffer, 0, size);
    std::size_t from = 0;
    for (;;) {
      const std::size_t found = window.find(kElement, from);
      if (found == std::string::npos || (!ended && window.size() - found < kElementMax)) {
        // What may be the beginning of an element stays for the next round.
        const std::size_t keep =
            found != std::string::npos ? found : window.size() - std::min(window.size(), kElement.size());
        window.erase(0, std::max(keep > 0 ? keep - 1 : 0, std::min(from, window.size())));
        break;
      }
      from = found + kElement.size();
      if (found == 0 || (window[found - 1] != '<' && window[found - 1] != ':')) continue;
      const std::size_t close = std::min(window.find('>', from), window.size());
      const std::size_t ref = window.find("ref=", from);
      if (ref == std::string::npos || ref + 5 > close) continue;
      const std::size_t end = window.find(window[ref + 4], ref + 5);
      const std::string_view text =
          std::string_view(window).substr(ref + 5, end == std::string::npos ? 0 : end - ref - 5);
      const std::size_t colon = text.find(':');
      MergedRange range{};
      if (colon == std::string_view::npos ||
          !ParseReference(text.substr(0, colon), range.first_row, range.first_column) ||
          !ParseReference(text.substr(colon + 1), range.last_row, range.last_column)) {
        continue;
      }
      ranges.push_back(range);
      if (ranges.size() > data_->limits.merged_ranges_max)
        return Fail(kTooLarge, "合并单元格太多，没有读取", "请取消合并后再试");
    }
  }
  std::sort(ranges.begin(), ranges.end(), [](const MergedRange& a, const MergedRange& b) {
    return a.first_row != b.first_row ? a.first_row < b.first_row : a.first_column < b.first_column;
  });
  return ranges;
}

}  // namespace gq::xlsx
