#include "modules/claims/nearest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/text.h"
#include "modules/claims/labels.h"

namespace gq::claims {
namespace {

std::string TextOf(const pugi::xml_node& node) {
  for (const auto& child : node.children()) {
    if (std::string_view(child.name()).ends_with("text")) return child.text().get();
  }
  return {};
}
bool Is(const pugi::xml_node& node, std::string_view name) {
  const std::string_view full = node.name();
  return full == name || (full.ends_with(name) && full[full.size() - name.size() - 1] == ':');
}
pugi::xml_node FindTable(const pugi::xml_node& node) {
  for (const auto& child : node.children()) {
    if (Is(child, "decision") && std::string_view(child.attribute("name").value()) == "decision") {
      for (const auto& inner : child.children()) {
        if (Is(inner, "decisionTable")) return inner;
      }
    }
    if (Is(child, "definitions")) return FindTable(child);
  }
  return {};
}

// What a negated test negates: a, b of not(a, b); nothing when the parenthesis does not reach to the end.
std::optional<std::string> Negated(std::string_view test) {
  test = Trim(test);
  if (test.substr(0, 3) != "not") return std::nullopt;
  const std::string_view inner = Trim(test.substr(3));
  if (inner.size() < 2 || inner.front() != '(' || inner.back() != ')') return std::nullopt;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < inner.size(); ++i) {
    if (quoted && inner[i] == '\\') {
      ++i;
      continue;
    }
    if (inner[i] == '"') quoted = !quoted;
    if (quoted) continue;
    depth += inner[i] == '(' ? 1 : inner[i] == ')' ? -1 : 0;
    if (depth == 0) return std::nullopt;
  }
  return std::string(inner.substr(1, inner.size() - 2));
}

bool Held(const std::string& input, const std::string& test, const policy::Context& inputs) {
  const auto negated = Negated(test);
  const auto done = policy::EvaluateExpression(input + " in (" + negated.value_or(test) + ")", inputs);
  return negated ? done.value.IsBoolean() && !done.value.IsTrue() : done.value.IsTrue();
}

// A comparison with a number: its sign, the opposite sign, and the number. Nothing for any other cell.
struct Comparison {
  std::string_view sign, opposite;
  std::string number;
};
std::optional<Comparison> ComparisonOf(std::string_view test) {
  static constexpr std::array<std::array<std::string_view, 3>, 4> kSigns = {
      {{"<=", "≤ ", "> "}, {">=", "≥ ", "< "}, {"<", "< ", "≥ "}, {">", "> ", "≤ "}}};
  test = Trim(test);
  for (const auto& [feel, sign, opposite] : kSigns) {
    if (!StartsWith(test, feel)) continue;
    const std::string_view number = Trim(test.substr(feel.size()));
    if (Decimal::Parse(number)) return Comparison{sign, opposite, std::string(number)};
    return std::nullopt;
  }
  return std::nullopt;
}

std::string NotWords(std::string_view name, const std::string& text);

// A cell in words: "yes" -> 是, not("yes") -> 不是 是, >= 12 -> ≥ 12.
std::string CellWords(std::string_view name, std::string text) {
  if (const auto negated = Negated(text)) return NotWords(name, *negated);
  if (const auto comparison = ComparisonOf(text)) return std::string(comparison->sign) + comparison->number;
  if (text == "true") return "是";
  if (text == "false") return "否";
  if (text.size() > 2 && text.front() == '"' && text.back() == '"' && text.find('"', 1) == text.size() - 1)
    return Words(name, policy::Value::Text(text.substr(1, text.size() - 2)));
  return text;
}

// What the cell must not be.
std::string NotWords(std::string_view name, const std::string& text) {
  if (const auto negated = Negated(text)) return CellWords(name, *negated);
  if (const auto comparison = ComparisonOf(text)) return std::string(comparison->opposite) + comparison->number;
  return "不是 " + CellWords(name, text);
}

struct Column {
  std::string name, label;             // expression of the input
  std::vector<policy::Value> choices;  // all that it can be, where they are few; else empty
};
struct Cell {
  std::size_t column = 0;
  std::string test;
  bool held = false;
};
struct TableRow {
  std::int64_t number = 0;
  bool pays = false;
  std::vector<Cell> cells;  // without those that ask for nothing

  std::int64_t Failed() const {
    return std::count_if(cells.begin(), cells.end(), [](const Cell& cell) { return !cell.held; });
  }
};

// "yes", "no", "unknown"; of a boolean both. Nothing for a range.
std::vector<policy::Value> ChoicesOf(std::string_view type, std::string_view allowed) {
  if (type == "boolean") return {policy::Value::Boolean(true), policy::Value::Boolean(false)};
  std::vector<policy::Value> choices;
  for (std::string_view one : Split(allowed, ',')) {
    one = Trim(one);
    if (one.size() < 2 || one.front() != '"' || one.back() != '"') return {};
    choices.push_back(policy::Value::Text(std::string(one.substr(1, one.size() - 2))));
  }
  return choices;
}

std::vector<Column> ColumnsOf(const pugi::xml_node& table) {
  std::vector<Column> columns;
  for (const auto& child : table.children()) {
    if (!Is(child, "input")) continue;
    Column column{{}, child.attribute("label").as_string(), {}};
    std::string type, allowed;
    for (const auto& inner : child.children()) {
      if (Is(inner, "inputValues")) allowed = TextOf(inner);
      if (!Is(inner, "inputExpression")) continue;
      column.name = TextOf(inner);
      type = inner.attribute("typeRef").as_string();
    }
    column.choices = ChoicesOf(type, allowed);
    if (column.label.empty()) column.label = LabelOf(column.name);
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<TableRow> RowsOf(const pugi::xml_node& table, const std::vector<Column>& columns,
                             const policy::Context& inputs) {
  std::vector<TableRow> rows;
  for (const auto& node : table.children()) {
    if (!Is(node, "rule")) continue;
    TableRow row{static_cast<std::int64_t>(rows.size()) + 1, false, {}};
    std::size_t at = 0;
    for (const auto& cell : node.children()) {
      row.pays |= Is(cell, "outputEntry") && TextOf(cell) == "\"pay\"";
      if (!Is(cell, "inputEntry") || at >= columns.size()) continue;
      const std::string test = TextOf(cell);
      if (test != "-") row.cells.push_back({at, test, Held(columns[at].name, test, inputs)});
      ++at;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// What a claimant would have to show to be paid by `best`, the row that pays and lacks least: in a table of which the
// first row counts also what keeps the rows before it from holding.
class Nearest {
 public:
  Nearest(const pugi::xml_node& table, const policy::Context& inputs)
      : columns_(ColumnsOf(table)), rows_(RowsOf(table, columns_, inputs)), inputs_(inputs) {
    first_counts_ = std::string_view(table.attribute("hitPolicy").as_string()) == "FIRST";
    for (const auto& row : rows_) {
      if (row.pays && (best_ == nullptr || row.Failed() < best_->Failed())) best_ = &row;
    }
  }

  void Write(json::Writer& out) const {
    if (best_ == nullptr) return;
    std::set<std::pair<std::size_t, std::string>> said;
    for (const auto& cell : best_->cells) {
      if (!cell.held) said.emplace(cell.column, WantedBy(cell));
    }
    for (const TableRow* row : InTheWay()) {
      for (const auto& cell : row->cells) {
        const std::string wanted = WantedInsteadOf(cell);
        if (!IsSettledByBest(cell.column) && said.emplace(cell.column, wanted).second)
          WriteOne(out, *row, cell, wanted);
      }
    }
    for (const auto& cell : best_->cells) {
      if (!cell.held) WriteOne(out, *best_, cell, WantedBy(cell));
    }
  }

 private:
  std::vector<const TableRow*> InTheWay() const {
    std::vector<const TableRow*> rows;
    if (!first_counts_ && best_->Failed() > 0) return rows;
    for (const auto& row : rows_) {
      if (row.pays || row.Failed() > 0 || (first_counts_ && row.number > best_->number)) continue;
      rows.push_back(&row);
      if (!first_counts_) break;
    }
    return rows;
  }
  // What the best row asks of a column with few choices, and does not find, is not asked twice.
  bool IsSettledByBest(std::size_t column) const {
    return !columns_[column].choices.empty() &&
           std::any_of(best_->cells.begin(), best_->cells.end(),
                       [&](const Cell& cell) { return cell.column == column && !cell.held; });
  }
  std::string WantedBy(const Cell& cell) const { return CellWords(columns_[cell.column].name, cell.test); }
  // The one choice that is left, where the rows before the best leave only one; else what it must not be.
  std::string WantedInsteadOf(const Cell& cell) const {
    const Column& column = columns_[cell.column];
    const policy::Value* left = nullptr;
    std::size_t count = 0;
    for (const auto& choice : column.choices) {
      if (!Passes(cell.column, choice)) continue;
      left = &choice;
      ++count;
    }
    return count == 1 ? Words(column.name, *left) : NotWords(column.name, cell.test);
  }
  // Whether with this value no row before the best holds that asks for the column.
  bool Passes(std::size_t column, const policy::Value& choice) const {
    policy::Context with = inputs_;
    with.Set(columns_[column].name, choice);
    for (const auto& row : rows_) {
      const auto own =
          std::find_if(row.cells.begin(), row.cells.end(), [&](const Cell& cell) { return cell.column == column; });
      if (own == row.cells.end()) continue;
      const bool others = row.Failed() == (own->held ? 0 : 1), held = Held(columns_[column].name, own->test, with);
      if (&row == best_ ? !held : row.number < best_->number && !row.pays && others && held) return false;
    }
    return true;
  }
  void WriteOne(json::Writer& out, const TableRow& row, const Cell& cell, const std::string& wanted) const {
    const auto& column = columns_[cell.column];
    const policy::Value* value = inputs_.Find(column.name);
    out.BeginObject();
    out.Member("row", row.number);
    out.Member("label", column.label);
    out.Member("wanted", wanted);
    out.Member("value", value == nullptr ? std::string("没有") : Words(column.name, *value));
    out.EndObject();
  }

  std::vector<Column> columns_;
  std::vector<TableRow> rows_;
  const policy::Context& inputs_;
  const TableRow* best_ = nullptr;
  bool first_counts_ = false;
};

}  // namespace

void WriteNearest(json::Writer& out, const std::string& model, const policy::Context& inputs) {
  pugi::xml_document document;
  if (document.load_string(model.c_str())) Nearest(FindTable(document), inputs).Write(out);
}

}  // namespace gq::claims
