// Drafts of rules (规则草案): a decision table that is being edited and values of parameters to be added, of the unit
// that drafts (policies.md §2). No personal data.
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct RuleDraft {
  Uuid id;
  std::int64_t unit_id = 0;
  std::string rule;
  std::string base_version, base_hash;  // of the published version it was made from: its name, SHA-256 of rule.dmn
  std::string model;                    // rule.dmn as edited
  std::string parameters;               // JSON, drafts.h
  std::string new_version;              // empty: none yet
  std::optional<Date> starts_on;        // the new version's first day
  std::string note;
  std::string state = "drafting";  // drafting, proposed (for a second person's approval), published
  std::string county;              // six digits: the added values are this county's own (A11); empty: the rule's
  std::string cases;               // cases.csv as edited; empty: as they are
  std::string authors;             // everybody who worked on it, ";" between them: none of them approves it
  std::string created_by;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kRuleDraftFields = std::to_array<Field>({
    Of<&RuleDraft::id>("id", "内部编号", "Id").System(),
    Of<&RuleDraft::unit_id>("unit_id", "单位", "Unit").System().Means(Meaning::kUnit),
    Of<&RuleDraft::rule>("rule", "规则", "Rule").System().Filter(),
    Of<&RuleDraft::base_version>("base_version", "所依据的版本", "Base version").System(),
    Of<&RuleDraft::base_hash>("base_hash", "所依据的决策表", "Base table").System(),
    Of<&RuleDraft::model>("model", "决策表", "Table").System(),
    Of<&RuleDraft::parameters>("parameters", "新增的参数", "Parameters").System(),
    Of<&RuleDraft::new_version>("new_version", "新版本", "New version").System().Max(40),
    Of<&RuleDraft::starts_on>("starts_on", "施行日", "Starts on").System(),
    Of<&RuleDraft::note>("note", "说明", "Note").System().Max(500),
    Of<&RuleDraft::state>("state", "状态", "State").System().Filter(),
    Of<&RuleDraft::county>("county", "县", "County").System(),
    Of<&RuleDraft::cases>("cases", "算例", "Cases").System(),
    Of<&RuleDraft::authors>("authors", "起草过的人", "Authors").System(),
    Of<&RuleDraft::created_by>("created_by", "起草人", "Drafted by").System(),
    Of<&RuleDraft::created_at>("created_at", "起草时间", "Drafted at").System().Sort(),
    Of<&RuleDraft::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&RuleDraft::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kRuleDraft = {"rule_draft",          "规则草案", "Rule draft", kRuleDraftFields,
                                          ScopeRule::kOwnerUnit, false,      "rule"};

template <>
inline constexpr const RecordType* kTypeOf<RuleDraft> = &kRuleDraft;

}  // namespace gq
