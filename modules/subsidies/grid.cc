#include "modules/subsidies/grid.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "base/text.h"
#include "modules/subsidies/decide.h"

namespace gq::subsidies {

namespace {

bool Is(const pugi::xml_node& node, std::string_view name) {
  const std::string_view full = node.name();
  return full == name || (full.ends_with(name) && full[full.size() - name.size() - 1] == ':');
}
pugi::xml_node ChildOf(const pugi::xml_node& node, std::string_view name) {
  for (const auto& child : node.children()) {
    if (Is(child, name)) return child;
  }
  return {};
}
std::string TextOf(const pugi::xml_node& node) { return ChildOf(node, "text").text().get(); }

pugi::xml_node FindTable(const pugi::xml_document& document) {
  for (const auto& decision : ChildOf(document, "definitions").children()) {
    if (Is(decision, "decision") && std::string_view(decision.attribute("name").value()) == "decision")
      return ChildOf(decision, "decisionTable");
  }
  return {};
}

Result<pugi::xml_node> Load(std::string_view xml, pugi::xml_document* document) {
  // Rows are rewritten in place, as bytes: a file in another encoding would be mixed.
  if (!IsUtf8(xml)) return Fail(kBadRule, "规则文件不是 UTF-8", "请另存为 UTF-8，再在这里改");
  const auto loaded = document->load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!loaded) return Fail(kBadRule, "规则文件不是 XML", "请从版本库恢复原文");
  const pugi::xml_node table = FindTable(*document);
  if (!table) return Fail(kBadRule, "规则文件里没有名为 decision 的决策表", "请对照 rules/README.md 改正");
  return table;
}

std::vector<GridHead> HeadsOf(const pugi::xml_node& table, std::string_view element) {
  std::vector<GridHead> heads;
  for (const auto& node : table.children()) {
    if (!Is(node, element)) continue;
    GridHead head{node.attribute("name").as_string(),
                  node.attribute("label").as_string(),
                  node.attribute("typeRef").as_string(),
                  {}};
    if (const auto expression = ChildOf(node, "inputExpression")) {
      head.name = TextOf(expression);
      head.type = expression.attribute("typeRef").as_string();
    }
    for (const char* values : {"inputValues", "outputValues"}) {
      if (const auto allowed = ChildOf(node, values)) head.allowed = TextOf(allowed);
    }
    heads.push_back(std::move(head));
  }
  return heads;
}

GridRow RowOf(const pugi::xml_node& node) {
  GridRow row{node.attribute("id").as_string(), {}, {}, {}};
  for (const auto& cell : node.children()) {
    if (Is(cell, "inputEntry")) row.when.push_back(TextOf(cell));
    if (Is(cell, "outputEntry")) row.then.push_back(TextOf(cell));
    if (Is(cell, "annotationEntry")) row.notes.push_back(TextOf(cell));
  }
  return row;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

// Where an element stands in the text: from its "<" to behind its last ">".
struct Range {
  std::size_t from = 0, to = 0;
};
Range RangeOf(std::string_view xml, const pugi::xml_node& node) {
  const auto name_at = static_cast<std::size_t>(node.offset_debug());
  Range range{name_at - 1, 0};
  const std::size_t open_end = xml.find('>', name_at);
  if (open_end == std::string_view::npos) return {};
  if (xml[open_end - 1] == '/') return {range.from, open_end + 1};
  const std::string close = "</" + std::string(node.name());
  for (std::size_t at = xml.find(close, open_end); at != std::string_view::npos; at = xml.find(close, at + 1)) {
    const std::size_t end = xml.find_first_not_of(" \t\r\n", at + close.size());
    if (end != std::string_view::npos && xml[end] == '>') return {range.from, end + 1};
  }
  return {};
}

struct Splice {
  Range range;
  std::string text;
};

std::vector<pugi::xml_node> CellsOf(const pugi::xml_node& row) {
  std::vector<pugi::xml_node> cells;
  for (const char* kind : {"inputEntry", "outputEntry", "annotationEntry"}) {
    for (const auto& cell : row.children()) {
      if (Is(cell, kind)) cells.push_back(cell);
    }
  }
  return cells;
}
std::vector<std::string> TextsOf(const GridRow& row) {
  std::vector<std::string> texts = row.when;
  texts.insert(texts.end(), row.then.begin(), row.then.end());
  texts.insert(texts.end(), row.notes.begin(), row.notes.end());
  return texts;
}

// Notes of a row that had fewer before, in front of its end tag and indented like it.
Splice AddedNotes(std::string_view xml, const pugi::xml_node& node, const Range& whole, std::size_t had,
                  const std::vector<std::string>& notes) {
  const std::size_t end = xml.rfind("</", whole.to - 1), line = xml.find_last_not_of(" \t", end - 1);
  const bool own_line = line != std::string_view::npos && xml[line] == '\n';
  const std::string indent = own_line ? std::string(xml.substr(line, end - line)) : std::string();
  const std::string row = node.name(), prefix = row.substr(0, row.size() - std::string_view("rule").size());
  std::string text;
  for (std::size_t i = had; i < notes.size(); ++i) {
    text += (own_line ? "  <" : "<") + prefix + "annotationEntry><" + prefix + "text>" + Escaped(notes[i]) + "</" +
            prefix + "text></" + prefix + "annotationEntry>" + indent;
  }
  return {{end, end}, std::move(text)};
}

// The bytes of a row, with the cells that differ written anew.
Result<std::string> Rewritten(std::string_view xml, const pugi::xml_node& node, const GridRow& wanted) {
  const Range whole = RangeOf(xml, node);
  std::vector<Splice> splices;
  const auto cells = CellsOf(node);
  const auto texts = TextsOf(wanted);
  for (std::size_t i = 0; i < cells.size() && i < texts.size(); ++i) {
    if (TextOf(cells[i]) == texts[i]) continue;
    const auto text = ChildOf(cells[i], "text");
    if (!text) return Fail(kBadRule, "这一格在规则文件里没有 text", "请在文件里补上，再在这里改");
    const std::string name = text.name();
    splices.push_back({RangeOf(xml, text), "<" + name + ">" + Escaped(texts[i]) + "</" + name + ">"});
  }
  const std::size_t had = RowOf(node).notes.size();
  const auto first_new = wanted.notes.begin() + static_cast<std::ptrdiff_t>(std::min(had, wanted.notes.size()));
  if (std::any_of(first_new, wanted.notes.end(), [](const std::string& note) { return !note.empty(); }))
    splices.push_back(AddedNotes(xml, node, whole, had, wanted.notes));
  std::sort(splices.begin(), splices.end(), [](const auto& a, const auto& b) { return a.range.from < b.range.from; });
  std::string out;
  std::size_t at = whole.from;
  for (const auto& splice : splices) {
    out += xml.substr(at, splice.range.from - at);
    out += splice.text;
    at = splice.range.to;
  }
  out += xml.substr(at, whole.to - at);
  return out;
}

// A new row in the layout of this file: prefix of the names, line ends, indents.
std::string Fresh(const std::string& prefix, const std::string& indent, const GridRow& row) {
  std::string out = "<" + prefix + "rule id=\"" + row.id + "\">";
  const auto add = [&](const char* kind, const std::vector<std::string>& cells) {
    for (const auto& cell : cells) {
      const std::string name = prefix + kind, text = prefix + "text";
      out += indent + "  <" + name + "><" + text + ">" + Escaped(cell) + "</" + text + "></" + name + ">";
    }
  };
  add("inputEntry", row.when);
  add("outputEntry", row.then);
  add("annotationEntry", row.notes);
  return out + indent + "</" + prefix + "rule>";
}

tl::unexpected<Error> BadRow(std::size_t row, std::string reason) {
  Error error{&kBadRule, "第 " + std::to_string(row) + " 行：" + std::move(reason), "请在这一行改正", {}};
  return Fail(error.With("row", std::to_string(row)));
}

bool IsName(std::string_view id) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !id.empty() && id.size() <= 60 && letter(id.front()) && std::all_of(id.begin(), id.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

Status CheckRows(const Grid& grid, const std::vector<GridRow>& rows) {
  std::set<std::string> known, seen;
  for (const auto& row : grid.rows) known.insert(row.id);
  if (rows.size() > kGridRowsMax)
    return Fail(kBadRule, "最多 " + std::to_string(kGridRowsMax) + " 行", "请分成几条规则");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    if (row.when.size() != grid.inputs.size() || row.then.size() != grid.outputs.size() ||
        row.notes.size() > grid.annotations.size())
      return BadRow(i + 1, "格数与表头不符");
    if (known.count(row.id) == 0 && !IsName(row.id)) return BadRow(i + 1, "行的编号不对");
    if (!seen.insert(row.id).second) return BadRow(i + 1, "行的编号 " + row.id + " 重复");
    for (const auto& text : TextsOf(row)) {
      if (text.size() > kGridCellBytesMax) return BadRow(i + 1, "有一格太长");
      if (std::any_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n'; }))
        return BadRow(i + 1, "有一格含控制字符");
    }
  }
  return Ok();
}

}  // namespace

Result<Grid> ReadGrid(std::string_view xml) {
  pugi::xml_document document;
  const pugi::xml_node table = TRY(Load(xml, &document));
  Grid grid;
  grid.hit_policy = table.attribute("hitPolicy").as_string("UNIQUE");
  grid.inputs = HeadsOf(table, "input");
  grid.outputs = HeadsOf(table, "output");
  grid.annotations = HeadsOf(table, "annotation");
  for (const auto& node : table.children()) {
    if (Is(node, "rule")) grid.rows.push_back(RowOf(node));
  }
  return grid;
}

Result<std::string> WriteGrid(std::string_view xml, const std::vector<GridRow>& rows) {
  const Grid before = TRY(ReadGrid(xml));
  if (before.rows == rows) return std::string(xml);
  TRY(CheckRows(before, rows));
  pugi::xml_document document;
  const pugi::xml_node table = TRY(Load(xml, &document));
  std::vector<pugi::xml_node> nodes;
  for (const auto& node : table.children()) {
    if (Is(node, "rule")) nodes.push_back(node);
  }
  if (nodes.empty()) return Fail(kBadRule, "决策表里没有一行，不知道新的一行怎么写", "请先在文件里写一行");
  // What stands before a row since the row before it: a line end, indents, comments. It moves with the row.
  std::map<std::string, std::pair<pugi::xml_node, std::string>> known;
  std::size_t at = 0;
  std::string indent;
  const std::size_t first = RangeOf(xml, nodes.front()).from;
  const std::size_t line = xml.find_last_not_of(" \t\r\n", first - 1) + 1;
  indent = std::string(xml.substr(line, first - line));
  for (const auto& node : nodes) {
    const Range range = RangeOf(xml, node);
    const std::size_t start = at == 0 ? line : at;
    known[node.attribute("id").as_string()] = {node, std::string(xml.substr(start, range.from - start))};
    at = range.to;
  }
  const std::string table_name = table.name();
  const std::string prefix = table_name.substr(0, table_name.size() - std::string_view("decisionTable").size());
  std::string out(xml.substr(0, line));
  for (const auto& row : rows) {
    const auto found = known.find(row.id);
    if (found == known.end()) {
      out += indent + Fresh(prefix, indent, row);
    } else {
      out += found->second.second + TRY(Rewritten(xml, found->second.first, row));
    }
  }
  out += xml.substr(at);
  // What was meant is what it now says, or nothing is written.
  const Grid after = TRY(ReadGrid(out));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i >= after.rows.size() || TextsOf(after.rows[i]) != TextsOf(rows[i]))
      return BadRow(i + 1, "这样的内容在规则文件里写不下");
  }
  if (after.rows.size() != rows.size()) return Fail(kBadRule, "规则文件写不回去", "请在文件里改");
  return out;
}

}  // namespace gq::subsidies
