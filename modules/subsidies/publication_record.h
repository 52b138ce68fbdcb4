// Publications of rules kept in the database (发布记录): what was added to the rules that the program brings along,
// when, on what ground, by whom and approved by whom. Rows are only added; each holds the hash of the one before it. No
// personal data.
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct RulePublication {
  Uuid id;
  std::int64_t seq = 0;  // from 1, without gaps
  std::string rule, rule_version;
  std::string kind;          // version: a table of its own; values: parameters from a day on; county: a county's own
  std::string county;        // six digits, of kind county
  std::string base_version;  // what a new version follows; else the version that the values belong to
  std::optional<Date> starts_on;
  std::string model;  // rule.dmn, of kind version
  std::string terms;  // rule.toml of kind version; else the lines that are added to it, or to counties/CODE.toml
  std::string cases;  // cases.csv; empty: as they were
  std::string parts;  // what it adds to published.lock, a line a part: rule version part sha256
  std::string article, document, note;
  std::int64_t unit_id = 0;
  std::string drafted_by, approved_by;  // drafted_by: everybody who worked on it, ";" between them
  std::string previous_hash, hash;
  Instant published_at;
};

inline constexpr auto kRulePublicationFields = std::to_array<Field>({
    Of<&RulePublication::id>("id", "内部编号", "Id").System(),
    Of<&RulePublication::seq>("seq", "序号", "Number").System().Sort(),
    Of<&RulePublication::rule>("rule", "规则", "Rule").System().Filter(),
    Of<&RulePublication::rule_version>("rule_version", "版本", "Version of the rule").System(),
    Of<&RulePublication::kind>("kind", "类别", "Kind").System(),
    Of<&RulePublication::county>("county", "县", "County").System(),
    Of<&RulePublication::base_version>("base_version", "所依据的版本", "Base version").System(),
    Of<&RulePublication::starts_on>("starts_on", "施行日", "Starts on").System(),
    Of<&RulePublication::model>("model", "决策表", "Table").System(),
    Of<&RulePublication::terms>("terms", "条款和参数", "Terms").System(),
    Of<&RulePublication::cases>("cases", "算例", "Cases").System(),
    Of<&RulePublication::parts>("parts", "指纹", "Parts").System(),
    Of<&RulePublication::article>("article", "条款", "Article").System(),
    Of<&RulePublication::document>("document", "文件文号", "Document").System(),
    Of<&RulePublication::note>("note", "说明", "Note").System(),
    Of<&RulePublication::unit_id>("unit_id", "单位", "Unit").System().Means(Meaning::kUnit),
    Of<&RulePublication::drafted_by>("drafted_by", "起草人", "Drafted by").System(),
    Of<&RulePublication::approved_by>("approved_by", "复核人", "Approved by").System(),
    Of<&RulePublication::previous_hash>("previous_hash", "上一条的指纹", "Hash before").System(),
    Of<&RulePublication::hash>("hash", "指纹", "Hash").System(),
    Of<&RulePublication::published_at>("published_at", "发布时间", "Published at").System(),
});
inline constexpr RecordType kRulePublication = {
    "rule_publication", "规则发布", "Rule publication", kRulePublicationFields, ScopeRule::kShared, false, "rule"};

template <>
inline constexpr const RecordType* kTypeOf<RulePublication> = &kRulePublication;

}  // namespace gq
