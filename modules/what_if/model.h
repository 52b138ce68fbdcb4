// What-if questions about rules (测算) and who would get more or less (HN-14, policies.md §2 "What-if"). A question is
// of the unit that asked; its rows are seen like the people they are about (D4, D7). No ID number and no name is kept.
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct WhatIf {
  Uuid id;
  std::int64_t unit_id = 0;
  std::string title;
  std::optional<Date> as_of;
  std::string basis;    // claims: those in hand; everybody: whoever may be entitled asks, with complete papers
  std::string changes;  // JSON, what_if.h
  std::string drafts;   // JSON: drafts of rules as they were when asked; empty: none
  Uuid job_id;
  std::string state;  // running, done
  std::int64_t claims = 0;
  std::optional<Fen> before, after;
  std::int64_t winners = 0, losers = 0;
  std::string result;  // JSON: by_rule, by_county, by_month, by_pool
  std::string created_by;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kWhatIfFields = std::to_array<Field>({
    Of<&WhatIf::id>("id", "内部编号", "Id").System(),
    Of<&WhatIf::unit_id>("unit_id", "单位", "Unit").System().Means(Meaning::kUnit),
    Of<&WhatIf::title>("title", "测算名称", "Title").System().Max(100),
    Of<&WhatIf::as_of>("as_of", "业务日期", "As of").System().List(104),
    Of<&WhatIf::basis>("basis", "口径", "Basis").System(),
    Of<&WhatIf::changes>("changes", "改动", "Changes").System(),
    Of<&WhatIf::drafts>("drafts", "草案", "Drafts").System(),
    Of<&WhatIf::job_id>("job_id", "任务", "Job").System(),
    Of<&WhatIf::state>("state", "状态", "State").System(),
    Of<&WhatIf::claims>("claims", "测算件数", "Claims").System().List(88),
    Of<&WhatIf::before>("before_fen", "现在的支出", "Cost now").System().Unit("元").List(110),
    Of<&WhatIf::after>("after_fen", "改后的支出", "Cost then").System().Unit("元").List(110),
    Of<&WhatIf::winners>("winners", "多得", "Winners").System().List(88),
    Of<&WhatIf::losers>("losers", "少得", "Losers").System().List(88),
    Of<&WhatIf::result>("result", "结果", "Result").System(),
    Of<&WhatIf::created_by>("created_by", "测算人", "Asked by").System(),
    Of<&WhatIf::created_at>("created_at", "测算时间", "Asked at").System().Sort(),
    Of<&WhatIf::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&WhatIf::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kWhatIf = {"what_if", "测算", "What-if", kWhatIfFields, ScopeRule::kOwnerUnit,
                                       false,     "title"};

struct WhatIfRow {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid what_if_id;
  std::int64_t home_code = 0, work_code = 0;
  Uuid claimant_id;
  std::string credit_code;
  std::string rule, county, month, pool;
  std::int64_t before_fen = 0, after_fen = 0, difference_fen = 0;
  std::string outcome_before, outcome_after, reason, missing;
};

inline constexpr auto kWhatIfRowFields = std::to_array<Field>({
    Of<&WhatIfRow::id>("id", "内部编号", "Id").System(),
    Of<&WhatIfRow::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&WhatIfRow::what_if_id>("what_if_id", "测算", "What-if").System().Filter(),
    Of<&WhatIfRow::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&WhatIfRow::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&WhatIfRow::claimant_id>("claimant_id", "申请人", "Claimant").System(),
    Of<&WhatIfRow::credit_code>("credit_code", "统一社会信用代码", "Credit code").System(),
    Of<&WhatIfRow::rule>("rule", "规则", "Rule").System().Filter(),
    Of<&WhatIfRow::county>("county", "支出县", "County").System().Filter(),
    Of<&WhatIfRow::month>("month", "月份", "Month").System().Filter(),
    Of<&WhatIfRow::pool>("pool", "资金池", "Pool").System().Filter(),
    Of<&WhatIfRow::before_fen>("before_fen", "现在", "Now").System().Filter(),
    Of<&WhatIfRow::after_fen>("after_fen", "改后", "Then").System().Filter(),
    Of<&WhatIfRow::difference_fen>("difference_fen", "相差", "Difference").System().Filter().Sort(),
    Of<&WhatIfRow::outcome_before>("outcome_before", "现在的结论", "Outcome now").System().Code("claim_outcome"),
    Of<&WhatIfRow::outcome_after>("outcome_after", "改后的结论", "Outcome then").System().Code("claim_outcome"),
    Of<&WhatIfRow::reason>("reason", "理由", "Reason").System(),
    Of<&WhatIfRow::missing>("missing", "还缺", "Missing").System(),
});
inline constexpr RecordType kWhatIfRow = {"what_if_row",     "测算名单", "What-if list", kWhatIfRowFields,
                                          ScopeRule::kPlace, true,       "rule"};

template <>
inline constexpr const RecordType* kTypeOf<WhatIf> = &kWhatIf;
template <>
inline constexpr const RecordType* kTypeOf<WhatIfRow> = &kWhatIfRow;

}  // namespace gq
