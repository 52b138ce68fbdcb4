// Facts of households from a file: found by their number, never made here (people make them).
#include <unordered_map>

#include "base/json_text.h"
#include "base/mask.h"
#include "kits/store/record_json.h"
#include "modules/imports/preview.h"
#include "modules/imports/records.h"
#include "modules/imports/reversed.h"
#include "modules/people/household.h"

namespace gq::imports {

namespace {

const std::string* NumberOf(const RecordRow& row) {
  for (const auto& [field, value] : row.values) {
    if (field->name == "number") return AsText(value);
  }
  return nullptr;
}

Planned Refused(const RecordRow& row, const std::string& number, std::string code, std::string reason,
                std::string cure) {
  Planned planned{Outcome::kConflict, row.row, row.sheet_row, Uuid(), number, {}, {}};
  planned.conflict =
      Problem{row.row, row.sheet_row, "户编号", number, std::move(code), std::move(reason), std::move(cure), {}};
  return planned;
}

}  // namespace

Result<std::vector<Planned>> RunHouseholds(Store& store, const Scope& scope, const std::vector<RecordRow>& rows,
                                           UnitOfWork* work) {
  std::vector<Planned> planned;
  std::unordered_map<std::string, std::int64_t> seen;  // number, row
  for (const auto& row : rows) {
    const std::string* number = NumberOf(row);
    const auto first = seen.emplace(*number, row.row);
    if (!first.second) {
      planned.push_back(Refused(row, *number, "household.twice",
                                "这个户编号在第 " + std::to_string(first.first->second) + " 条出现过", "一户留一行"));
      continue;
    }
    const auto found = TRY(store.Select<Household>(scope, "p.number = ?1 LIMIT 2", {*number}));
    if (found.size() != 1 || !scope.SeesHome(found[0].home_code)) {
      const bool several = found.size() > 1;
      planned.push_back(Refused(row, *number, several ? "household.several" : "household.unknown",
                                several ? "您的范围内有两个县用了这个户编号" : "您的范围内没有这一户",
                                several ? "请由各县分别导入" : "请先在名册里导入这一户的人员，并填上户编号"));
      continue;
    }
    Household after = found[0];
    for (const auto& [field, value] : row.values) field->set(&after, value);
    people::FillIncomePerHead(found[0], after);
    Planned plan{Outcome::kUpdate, row.row, row.sheet_row, after.id, after.number, {}, {}};
    CompareCells(kHousehold, &found[0], &after, plan.cells);
    if (plan.cells.empty()) plan.outcome = Outcome::kSame;
    plan.conflict = ReversedBeside(row.row, row.sheet_row, kHousehold, &after, &found[0]);
    if (plan.conflict) plan.outcome = Outcome::kConflict;
    if (work != nullptr && plan.outcome != Outcome::kSame && !plan.conflict) {
      work->About(after.county_id, "household.import", "household", after.id);
      TRY(work->Update(found[0], after));
    }
    planned.push_back(std::move(plan));
  }
  return planned;
}

}  // namespace gq::imports
