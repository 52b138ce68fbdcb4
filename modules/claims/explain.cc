#include "modules/claims/explain.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>

#include "base/decimal.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "modules/subsidies/grid.h"
#include "modules/subsidies/inputs.h"

namespace gq::claims {

namespace {

using subsidies::Fact, subsidies::Subject;

std::string Day(const std::optional<Date>& day) { return day ? day->ToString() : "不详"; }

std::string SpellOf(const Fact& spell) {
  return (spell.unit_name.empty() ? spell.unit : spell.unit_name) + "，" + Day(spell.spell_start) + " 起" +
         (spell.spell_end ? "至 " + spell.spell_end->ToString() : "，在岗");
}

enum class From : std::uint8_t {
  kRegister,
  kSpell,
  kContract,
  kInsurance,
  kGroup,
  kHome,
  kWork,
  kClaim,
  kPeriod,
  kShown,
  kBroker,
  kStaff
};

struct Label {
  std::string_view name, zh;
  From from;
};
constexpr auto kLabels = std::to_array<Label>({
    {"has_person", "名册里有此人", From::kRegister},
    {"has_spell", "有就业经历", From::kSpell},
    {"has_contract", "有合同或协议", From::kContract},
    {"contract_term", "合同种类", From::kContract},
    {"contract_months", "合同满几个月", From::kContract},
    {"contract_days_short", "合同离一年差几天", From::kContract},
    {"months_on_post", "在岗满几个月", From::kSpell},
    {"days_short", "离须满月数差几天", From::kSpell},
    {"insured", "参保", From::kInsurance},
    {"insured_note", "参保记录的矛盾", From::kInsurance},
    {"origin", "户籍地在范围内", From::kHome},
    {"workplace", "就业地在范围内", From::kWork},
    {"tier", "就业层次", From::kWork},
    {"group", "人员类别在范围内", From::kGroup},
    {"first_time_in", "首次来此地", From::kSpell},
    {"reserved_post", "定向岗位", From::kSpell},
    {"base_enterprise", "基地企业", From::kSpell},
    {"fee_taken", "中介收费", From::kBroker},
    {"has_broker", "写了中介", From::kBroker},
    {"tracked", "跟踪服务期满", From::kBroker},
    {"fare", "票价（元）", From::kClaim},
    {"receipts", "票据张数", From::kClaim},
    {"standard", "标准（元）", From::kClaim},
    {"claimed", "申报金额（元）", From::kClaim},
    {"course_days", "到课天数", From::kClaim},
    {"has_period", "有起止日期", From::kPeriod},
    {"period_months", "期间满几个月", From::kPeriod},
    {"period_days_short", "期间离须满月数差几天", From::kPeriod},
    {"year_number", "第几年", From::kPeriod},
    {"month_worked", "当月在岗", From::kSpell},
    {"public_post", "公益性岗位", From::kSpell},
    {"headcount", "稳定就业人数", From::kStaff},
    {"newly_hired", "本年新吸纳人数", From::kStaff},
});

// What was shown has the words of codes/recognition.csv ("shows_primary").
std::optional<Label> FindLabel(std::string_view name) {
  for (const auto& label : kLabels) {
    if (label.name == name) return label;
  }
  constexpr std::string_view kShows = "shows_";
  const CodeTable* papers = FindCodeTable("recognition");
  if (name.substr(0, kShows.size()) == kShows && papers != nullptr &&
      papers->Find(name.substr(kShows.size())) != nullptr)
    return Label{name, papers->Label(name.substr(kShows.size())), From::kShown};
  return std::nullopt;
}

// The target groups of the day that counts, or what is on file.
std::string GroupsOf(const Fact& spell, const std::vector<std::string>& held) {
  const CodeTable* groups = FindCodeTable("target_group");
  const auto label = [&](const std::string& code) {
    return groups == nullptr || groups->Find(code) == nullptr ? code : std::string(groups->Label(code));
  };
  if (held.size() > 1) {
    std::string text = "当日属于";
    for (const auto& group : held) text += (group == held.front() ? "：" : "、") + label(group);
    return text;
  }
  const std::string name = label(spell.target_group);
  return "人员类别：" + (name.empty() ? std::string("没有填") : name) +
         (spell.target_group_from ? "，" + spell.target_group_from->ToString() + " 起" : std::string());
}

std::string PeriodOf(const subsidies::Claim& claim) {
  if (claim.period_from)
    return "申请，自 " + claim.period_from->ToString() +
           (claim.period_to ? " 至 " + claim.period_to->ToString() : std::string());
  return "申请没有写起止日期" +
         (claim.course_days > 0 ? "，到课 " + std::to_string(claim.course_days) + " 天" : std::string());
}

std::string SourceOf(From from, const Snapshot& snapshot, const std::optional<Fact>& spell,
                     const std::vector<std::string>& groups, const PlaceName& place) {
  switch (from) {
    case From::kRegister:
      return "名册";
    case From::kClaim:
      return "申请" +
             (snapshot.claim.event_date ? "，事项日期 " + snapshot.claim.event_date->ToString() : std::string());
    case From::kPeriod:
      return PeriodOf(snapshot.claim);
    case From::kShown:
      return snapshot.claim.certificate.empty() ? "申请没有写证书或认定"
                                                : "申请，写的是：" + snapshot.claim.certificate;
    case From::kBroker:
      return "申请" + (snapshot.claim.broker.empty() ? std::string() : "，中介 " + snapshot.claim.broker);
    case From::kStaff:
      return "该单位的员工名册，" + std::to_string(snapshot.facts.size()) + " 段就业经历";
    default:
      break;
  }
  if (!spell) return "名册里没有就业经历";
  switch (from) {
    case From::kContract:
      return spell->contract_start ? "合同 " + Day(spell->contract_start) + " 至 " +
                                         (spell->contract_end ? spell->contract_end->ToString() : "无固定期限")
                                   : "就业经历里没有合同";
    case From::kInsurance:
      return spell->insured_from ? "参保 " + spell->insured_from->ToString() + " 至 " +
                                       (spell->insured_to ? spell->insured_to->ToString() : "今")
                                 : "没有参保记录";
    case From::kGroup:
      return GroupsOf(*spell, groups);
    case From::kHome:
      return "户籍地 " + place(spell->origin_region);
    case From::kWork:
      return spell->work_region == 0 ? "就业地没有填" : "就业地 " + place(spell->work_region);
    default:
      return SpellOf(*spell);
  }
}

std::string Words(std::string_view name, const policy::Value& value) {
  if (value.IsNull()) return "没有";
  if (value.IsBoolean()) return value.IsTrue() ? "是" : "否";
  std::string text = value.ToText();
  if (name == "tier") {
    const CodeTable* tiers = FindCodeTable("tier");
    if (tiers != nullptr && tiers->Find(text) != nullptr) return std::string(tiers->Label(text));
  }
  if (name == "month_worked" && text == "partly") return "部分";
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {{"yes", "是"},
                                                                             {"no", "否"},
                                                                             {"unknown", "不清"},
                                                                             {"throughout", "全程参保"},
                                                                             {"partly", "部分参保"},
                                                                             {"none", "没有"},
                                                                             {"fixed", "固定期限"},
                                                                             {"open", "无固定期限"},
                                                                             {"contradictory", "记录互相矛盾"}};
  for (const auto& [word, zh] : kWords) {
    if (text == word) return std::string(zh);
  }
  return text;
}

std::string LabelOf(std::string_view name) {
  const auto label = FindLabel(name);
  return label ? std::string(label->zh) : std::string(name);
}

// The version that the decision was made by.
const subsidies::Rule& VersionOf(const Replayed& replayed) {
  const auto& latest = replayed.rules.at(replayed.snapshot.claim.rule);
  for (const auto& earlier : latest.earlier) {
    if (earlier.version == replayed.decision.version) return earlier;
  }
  return latest;
}

// As the decision asked.
policy::Context InputsFor(const Replayed& replayed, const subsidies::Rule& rule, Subject& subject, Date& anchor) {
  const auto& snapshot = replayed.snapshot;
  std::vector<const Fact*> spells;
  for (const auto& fact : snapshot.facts) spells.push_back(&fact);
  if (rule.subject == "employer") {
    if (!spells.empty()) subject = subsidies::StaffOf(rule, spells, snapshot.claim.event_date.value_or(snapshot.as_of));
  } else {
    subject.known = !spells.empty();
    if (subject.known) subject.spell = subsidies::FindSpell(spells, snapshot.claim.event_date, rule.gap_days);
  }
  anchor = subsidies::AnchorOf(rule, snapshot.claim, subject, snapshot.as_of);
  return subsidies::InputsOf(rule, snapshot.claim, subject, anchor, snapshot.as_of);
}

void WriteInputs(json::Writer& out, const Replayed& replayed, const subsidies::Rule& rule, const Subject& subject,
                 const policy::Context& asked, Date anchor, const PlaceName& place) {
  const auto groups = subject.spell ? subsidies::GroupsOn(rule, *subject.spell, anchor) : std::vector<std::string>();
  out.Key("inputs");
  out.BeginArray();
  for (const auto& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    const policy::Value* value = asked.Find(element.name);
    if (value == nullptr) continue;
    const auto label = FindLabel(element.name);
    if (!label) continue;  // a parameter: listed apart
    out.BeginObject();
    out.Member("name", element.name);
    out.Member("label", label->zh);
    out.Member("value", Words(element.name, *value));
    out.Member("source", SourceOf(label->from, replayed.snapshot, subject.spell, groups, place));
    out.EndObject();
  }
  out.EndArray();
}

void WriteStaff(json::Writer& out, const Replayed& replayed, const subsidies::Rule& rule,
                const std::function<std::string(const std::string&)>& name_of) {
  const auto& snapshot = replayed.snapshot;
  std::vector<subsidies::StaffCount> counts;
  if (rule.subject == "employer") {
    std::vector<const Fact*> spells;
    for (const auto& fact : snapshot.facts) spells.push_back(&fact);
    subsidies::StaffOf(rule, spells, snapshot.claim.event_date.value_or(snapshot.as_of), &counts);
  }
  const auto day = [](const std::optional<Date>& date) {
    return date ? std::optional(date->ToString()) : std::nullopt;
  };
  out.Key("staff");
  out.BeginArray();
  for (const auto& count : counts) {
    out.BeginObject();
    out.Member("name", name_of(count.fact->person));
    out.Member("from", day(count.fact->spell_start));
    out.Member("to", day(count.fact->spell_end));
    out.Member("steady", count.steady);
    out.Member("hired", count.hired);
    out.EndObject();
  }
  out.EndArray();
}

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

void WriteNearest(json::Writer& out, const std::string& model, const policy::Context& inputs) {
  pugi::xml_document document;
  if (document.load_string(model.c_str())) Nearest(FindTable(document), inputs).Write(out);
}

std::string OutcomeOf(const policy::Evaluation& done) {
  if (!done.value.IsContext()) return {};
  const policy::Value* outcome = done.value.context().Find("outcome");
  return outcome != nullptr && outcome->IsString() ? outcome->text() : std::string();
}

void WriteRows(json::Writer& out, const subsidies::Rule& rule, const std::string& model, const policy::Context& asked) {
  policy::Context wanted;
  for (const auto& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    if (const policy::Value* value = asked.Find(element.name)) wanted.Set(element.name, *value);
  }
  const auto done = rule.model->Evaluate("decision", wanted, {.mode = policy::Mode::kStrict, .trace = true});
  const bool silent = rule.subject == "employer";  // counted inside of the decision
  out.Key("rows");
  out.BeginArray();
  for (const auto& table : done.tables) {
    for (const auto& row : table.matched) {
      if (silent) break;
      out.BeginObject();
      out.Member("row", static_cast<std::int64_t>(row.index) + 1);
      out.Member("id", row.rule_id);
      std::string words;
      for (const auto& one : row.annotations) words += (words.empty() ? "" : "；") + one;
      out.Member("words", words);
      out.EndObject();
    }
  }
  out.EndArray();
  out.Key("nearest");
  out.BeginArray();
  const std::string outcome = OutcomeOf(done);
  if (!silent && outcome != "pay") WriteNearest(out, model, wanted);
  out.EndArray();
}

void WriteParametersOn(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place, std::optional<Date> on,
                       const std::string& county = {}) {
  out.Key("parameters");
  out.BeginArray();
  for (const auto& parameter : rule.parameters) {
    for (const auto& value : parameter.values) {
      if (on && &value != parameter.On(*on, county)) continue;
      out.BeginObject();
      out.Member("name", parameter.name);
      out.Member("value", value.value);
      out.Member("from", value.from.ToString());
      out.Member("to", value.to ? std::optional(value.to->ToString()) : std::nullopt);
      out.Member("unit", value.unit);
      out.Member("county", value.county);
      out.Member("county_name", value.county.empty() ? "" : place(std::stoll(value.county) * 1'000'000));
      out.Member("article", value.article);
      out.Member("document", value.document);
      out.Member("floor", value.floor);
      out.Member("cap", value.cap);
      out.EndObject();
    }
  }
  out.EndArray();
}

void WriteArticle(json::Writer& out, const subsidies::Rule& rule) {
  out.Member("title", rule.title);
  out.Member("article", rule.article);
  out.Member("document", rule.document);
  out.Member("article_text", rule.article_text);
  out.Member("version", rule.version);
  out.Member("valid_from", rule.valid_from.ToString());
  out.Member("valid_to", rule.valid_to ? std::optional(rule.valid_to->ToString()) : std::nullopt);
}

}  // namespace

void WriteExplanation(json::Writer& out, const Replayed& replayed, const PlaceName& place,
                      const std::function<std::string(const std::string&)>& name_of) {
  const auto& rule = VersionOf(replayed);
  Subject subject;
  Date anchor;
  const policy::Context asked = InputsFor(replayed, rule, subject, anchor);
  WriteArticle(out, rule);
  out.Member("anchor", anchor.ToString());
  WriteParametersOn(out, rule, place, anchor, subsidies::CountyOf(rule, subject));
  WriteInputs(out, replayed, rule, subject, asked, anchor, place);
  WriteStaff(out, replayed, rule, name_of);
  WriteRows(out, rule, replayed.model, asked);
  out.Key("grants");
  out.BeginArray();
  for (const auto& grant : replayed.snapshot.grants) {
    out.BeginObject();
    out.Member("rule", grant.rule);
    out.Member("period", grant.period);
    out.Member("amount_fen", grant.amount_fen);
    out.EndObject();
  }
  out.EndArray();
}

void WriteParameters(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place) {
  WriteParametersOn(out, rule, place, std::nullopt);
}

std::vector<std::string> ClaimFieldsOf(const subsidies::Rule& rule) {
  static constexpr std::pair<std::string_view, std::string_view> kReads[] = {
      {"fare", "amount_fen"},         {"claimed", "amount_fen"},     {"receipts", "receipts"},
      {"shows_", "certificate"},      {"has_period", "period_from"}, {"has_period", "period_to"},
      {"year_number", "period_from"}, {"year_number", "period_to"},  {"course_days", "course_days"},
      {"standard", "standard_fen"},   {"tracked", "tracking_to"},    {"has_broker", "broker"},
      {"fee_taken", "fee_taken"}};
  std::vector<std::string> fields = {"event_on", "received_on", "paid_before_fen"};
  const auto add = [&](std::string_view field) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.emplace_back(field);
  };
  for (const auto& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    for (const auto& [input, field] : kReads) {
      if (element.name == input || (input.back() == '_' && StartsWith(element.name, input))) add(field);
    }
    // Days attended may stand for the dates of a course (modules/subsidies/inputs.cc).
    if (element.name == "has_period" && rule.needs_months > 0) add("course_days");
  }
  if (rule.payee == "broker") add("broker");
  if (rule.payee != "person") add("payee_name");
  add("payee_account");
  return fields;
}

void WriteRule(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place) {
  out.Member("id", rule.id);
  WriteArticle(out, rule);
  out.Member("payee", rule.payee);
  out.Member("payer", rule.payer);
  out.Member("pool", rule.pool);
  out.Member("subject", rule.subject);
  out.Member("region", rule.region);
  out.Member("needs_months", static_cast<std::int64_t>(rule.needs_months));
  out.Key("documents");
  out.BeginArray();
  for (const auto& document : rule.documents) out.Text(document);
  out.EndArray();
  out.Key("claim_fields");
  out.BeginArray();
  for (const auto& field : ClaimFieldsOf(rule)) out.Text(field);
  out.EndArray();
  WriteParameters(out, rule, place);
}

Status WriteGrid(json::Writer& out, const subsidies::Rule& rule) {
  const auto text = TRY(ReadRuleText(rule));
  const auto grid = TRY(subsidies::ReadGrid(text.model));
  out.Member("hit_policy", grid.hit_policy);
  const auto heads = [&](const char* key, const std::vector<subsidies::GridHead>& listed) {
    out.Key(key);
    out.BeginArray();
    for (const auto& head : listed) {
      out.BeginObject();
      out.Member("name", head.name);
      out.Member("label", head.label.empty() ? LabelOf(head.name) : head.label);
      out.EndObject();
    }
    out.EndArray();
  };
  heads("inputs", grid.inputs);
  heads("outputs", grid.outputs);
  heads("annotations", grid.annotations);
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : grid.rows) {
    out.BeginObject();
    out.Member("id", row.id);
    for (const auto& [key, cells] : {std::pair("when", &row.when), {"then", &row.then}, {"notes", &row.notes}}) {
      out.Key(key);
      out.BeginArray();
      for (const auto& cell : *cells) out.Text(cell);
      out.EndArray();
    }
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

}  // namespace gq::claims
