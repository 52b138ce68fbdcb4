#include "modules/subsidies/basis.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "modules/subsidies/grid.h"

namespace gq::subsidies {

namespace {

bool IsOfName(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Names of a FEEL text, without what stands in quotes.
void AddNames(std::string_view text, std::set<std::string, std::less<>>* names) {
  std::string name;
  bool quoted = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && IsOfName(c)) {
      name += c;
      continue;
    }
    if (!name.empty()) names->insert(std::move(name));
    name.clear();
  }
}

// "每人金额", as officers call it; nothing for a name without a label.
std::string LabelOf(const std::string& parameter) {
  const CodeTable* labels = FindCodeTable("rule_parameter");
  return labels == nullptr || labels->Find(parameter) == nullptr ? std::string()
                                                                 : std::string(labels->Label(parameter));
}

bool Reads(const Rule& rule, std::string_view rule_ids, const std::string& parameter) {
  if (rule_ids.empty()) return false;
  for (const std::string_view id : Split(rule_ids, ';')) {
    const auto row = rule.reads.find(std::string(id));
    if (row == rule.reads.end() || std::find(row->second.begin(), row->second.end(), parameter) != row->second.end())
      return true;
  }
  return false;
}

}  // namespace

bool HasOwnBasis(const Rule& rule, const ParameterValue& value) {
  return !value.county.empty() || (!value.document.empty() && value.document != rule.document) ||
         !StartsWith(rule.article, value.article);
}

std::string BasisOf(const Rule& rule) {
  return "。依据：" + rule.document + rule.article + "“" + rule.article_text + "”";
}

std::string OwnBasisOf(const Rule& rule, std::string_view rule_ids, Date day, std::string_view county) {
  std::string text;
  for (const Parameter& parameter : rule.parameters) {
    const ParameterValue* value = parameter.On(day, county);
    if (value == nullptr || !HasOwnBasis(rule, *value) || !Reads(rule, rule_ids, parameter.name)) continue;
    text += "；其中" + LabelOf(parameter.name) + " " + value->value + (value->unit.empty() ? "" : " " + value->unit) +
            "依" + (value->county.empty() ? "" : "本县（" + value->county + "）规定：") + value->document +
            value->article;
  }
  return text;
}

void FindReads(std::string_view model, Rule* rule) {
  const auto grid = ReadGrid(model);
  const auto elements = rule->model->Elements();
  const bool alone = std::none_of(elements.begin(), elements.end(), [](const policy::ElementInfo& element) {
    return element.kind != policy::ElementKind::kInput && element.name != "decision";
  });
  if (!grid || !alone) return;  // no row is known: every one counts as reading everything
  for (const GridRow& row : grid->rows) {
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 0; i < row.when.size(); ++i) {
      if (row.when[i] == "-") continue;
      AddNames(row.when[i], &names);
      if (i < grid->inputs.size()) AddNames(grid->inputs[i].name, &names);
    }
    for (const std::string& cell : row.then) AddNames(cell, &names);
    auto& reads = rule->reads[row.id];
    for (const Parameter& parameter : rule->parameters) {
      if (names.count(parameter.name) > 0) reads.push_back(parameter.name);
    }
  }
}

}  // namespace gq::subsidies
