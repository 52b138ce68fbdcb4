#include "modules/imports/claims.h"

#include <map>

#include "base/credit_code.h"
#include "base/id_number.h"
#include "base/json_text.h"
#include "base/mask.h"
#include "base/parse_value.h"
#include "base/text.h"
#include "kits/store/record_json.h"
#include "modules/imports/preview.h"
#include "modules/imports/reversed.h"
#include "modules/org/offices.h"
#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/intake.h"

namespace gq::imports {

namespace {

Problem MakeProblem(const RawRow& raw, const ImportColumn& column, std::string_view value, std::string code,
                    std::string reason, std::string cure) {
  return {raw.row,         raw.sheet_row,     column.label,    std::string(value),
          std::move(code), std::move(reason), std::move(cure), {}};
}

void ReadClaimant(const RawRow& raw, std::size_t at, const ImportColumn& column, const Lookups& lookups, ClaimRow& row,
                  std::vector<Problem>& problems) {
  const std::string_view text = Trim(raw.cells[at]);
  IdNumberRules rules;
  rules.is_region = lookups.is_id_prefix;
  const auto reading = ReadIdNumber(text, &rules);
  // The ID number first: one in thirty passes the check character of a credit code too. A credit code with the place,
  // the birth date and the check digit of an ID number is not to be found.
  if (!reading.number) {
    if (const auto code = CreditCode::Parse(text)) {
      row.credit_code = std::string(code->text());
      return;
    }
  }
  if (reading.number && !(raw.is_number[at] && reading.kind == IdNumberKind::kCanonical)) {
    row.id_number = std::string(reading.number->Reveal());
  } else if (reading.number) {
    problems.push_back(MakeProblem(raw, column, text, "person.number_cell", "身份证号存成了数字，末三位已经丢失",
                                   "请把这一列设为文本格式后重新填写"));
  } else if (text.empty()) {
    problems.push_back(MakeProblem(raw, column, text, "person.missing", "没有写谁申请",
                                   "请填身份证号；企业申请的填统一社会信用代码，工作站申请的填它的名称"));
  } else if (std::size_t at_first = 0; IsHan(NextCodePoint(text, at_first))) {
    row.station = std::string(text);
  } else {
    problems.push_back(MakeProblem(raw, column, text, "person.unreadable", "不是身份证号，也不是统一社会信用代码",
                                   std::string(reading.cure)));
  }
}

// Receipts are a number of tickets, or merely whether there are any.
Result<Value> ParseClaimCell(const Field& field, std::string_view text, bool is_number, const Lookups& lookups) {
  auto value = ParseCell(field, text, is_number, lookups);
  if (value || field.name != "receipts") return value;
  const auto flag = ParseBool(Trim(text));
  return flag ? Result<Value>(Value(std::int64_t{*flag ? 1 : 0})) : value;
}

}  // namespace

ClaimRow ParseClaim(const RawRow& raw, const Lookups& lookups, std::vector<Problem>& problems) {
  static const std::vector<ImportColumn>& columns = ColumnsOf("claims");
  ClaimRow row{raw.row, raw.sheet_row, {}, {}, {}, {}};
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const ImportColumn& column = columns[at];
    if (column.field == nullptr) {
      ReadClaimant(raw, at, column, lookups, row, problems);
      continue;
    }
    auto value = ParseClaimCell(*column.field, raw.cells[at], raw.is_number[at], lookups);
    if (value) {
      const auto checked = CheckValue(*column.field, *value, {});
      if (!checked) value = Fail(checked.error());
    }
    if (!value) {
      problems.push_back(MakeProblem(raw, column, raw.cells[at],
                                     std::string(column.field->name) + "." + std::string(value.error().kind->code),
                                     value.error().message, value.error().hint));
    } else if (!IsNull(*value)) {
      row.values.emplace_back(column.field, *std::move(value));
    }
  }
  RefuseReversed(raw, columns, kSubsidyClaim, row.values, problems);
  return row;
}

namespace {

struct KnownPerson {
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid id;
  std::string name;
};

// Rule, day and broker: two claims of one claimant that agree in them are the same claim.
std::string KeyOf(const SubsidyClaim& claim) {
  const std::string who = claim.station_id != 0       ? "station " + std::to_string(claim.station_id)
                          : claim.credit_code.empty() ? claim.claimant_id.ToBytes()
                                                      : claim.credit_code;
  return who + "/" + claim.rule + "/" + (claim.event ? claim.event->ToString() : "") + "/" + claim.broker;
}

class ClaimBatch {
 public:
  ClaimBatch(Store& store, const Scope& scope, Date as_of, UnitOfWork* work)
      : store_(store), scope_(scope), as_of_(as_of), work_(work) {}

  Status LookUp(const std::vector<ClaimRow>& rows) {
    for (const auto& row : rows) {
      if (!row.id_number.empty()) TRY(FindPerson(row.id_number));
      if (!row.credit_code.empty()) TRY(FindEmployerClaims(row.credit_code));
      if (!row.station.empty()) TRY(FindStation(row.station));
    }
    rules_ = TRY(subsidies::CurrentRules(store_));
    if (const auto unit = org::GetUnit(store_, scope_.unit_id)) here_ = unit->code;
    return Ok();
  }

  Result<Planned> One(const ClaimRow& row) {
    SubsidyClaim claim;
    claim.id = store_.NewId();
    claim.source = "import";
    claim.unit_id = scope_.unit_id;
    claim.submitted_by = scope_.actor;
    claim.received_on = as_of_;
    claim.created_at = claim.updated_at = store_.Now();
    claim.credit_code = row.credit_code;
    Planned planned{
        Outcome::kNew, row.row, row.sheet_row, Uuid(), row.station.empty() ? row.credit_code : row.station, {}, {}};
    for (const auto& [field, value] : row.values) field->set(&claim, value);
    if (!row.station.empty() && stations_[row.station].empty())
      return Refused(planned, row, "claim.no_station", "不是身份证号，登记册里也没有叫这个名字的劳务工作站",
                     "人请填身份证号；工作站请写登记册里的全名，还没有登记的先在单位里新建");
    if (!row.station.empty()) {
      const std::vector<Unit>& found = stations_[row.station];
      if (found.size() > 1)
        return Refused(planned, row, "claim.several_stations",
                       "有 " + std::to_string(found.size()) + " 个工作站叫这个名字",
                       "请在“补贴”里单件登记，写单位编号");
      claim.station_id = found.front().id;
      claim.home_code = found.front().code;
    } else if (row.credit_code.empty()) {
      const auto person = people_.find(row.id_number);
      if (person == people_.end())
        return Refused(planned, row, "claim.not_on_register", "在您的名册里找不到这个人",
                       "请先导入名册；户籍在别处的，由当地受理");
      claim.county_id = person->second.county_id;
      claim.claimant_id = planned.person_id = person->second.id;
      claim.home_code = person->second.home_code;
      claim.work_code = person->second.work_code;
      planned.name = person->second.name;
    }
    const auto fits = subsidies::CheckClaimant(*rules_, claim);
    if (!fits && rules_->count(claim.rule) == 0) {
      auto refused = Refused(planned, row, "claim.no_rule", fits.error());
      refused.conflict->column = "规则";
      refused.conflict->value = claim.rule;
      return refused;
    }
    if (!fits) return Refused(planned, row, "claim.wrong_claimant", fits.error());
    const auto taken = subsidies::TakeIn(store_, scope_, *rules_, here_, claim, as_of_);
    if (!taken && taken.error().kind != &kForbidden) return Fail(taken.error());
    if (!taken) return Refused(planned, row, "claim.not_ours", taken.error());
    TRY(subsidies::HandIn(store_, *rules_, claim, as_of_));
    const auto known = claims_.find(KeyOf(claim));
    if (known != claims_.end()) return Change(row, known->second, std::move(planned));
    claims_[KeyOf(claim)] = claim;
    if (work_ == nullptr) {
      GivenCells(row.values, planned.cells);
      return planned;
    }
    About(claim);
    TRY(work_->Insert(claim));
    return planned;
  }

 private:
  void About(const SubsidyClaim& claim) {
    const bool person = !claim.claimant_id.IsNil();
    work_->About(person ? claim.county_id : scope_.unit_id, "claim.import", person ? "person" : "claim",
                 person ? claim.claimant_id : claim.id);
  }

  Result<Planned> Change(const ClaimRow& row, SubsidyClaim& stored, Planned planned) {
    SubsidyClaim after = stored;
    for (const auto& [field, value] : row.values) field->set(&after, value);
    CompareCells(kSubsidyClaim, &stored, &after, planned.cells);
    planned.outcome = planned.cells.empty() ? Outcome::kSame : Outcome::kUpdate;
    if (auto reversed = ReversedBeside(row.row, row.sheet_row, kSubsidyClaim, &after, &stored)) {
      planned.outcome = Outcome::kConflict;
      planned.conflict = std::move(reversed);
      return planned;
    }
    if (!planned.cells.empty() && stored.state != "submitted" && stored.state != "draft" &&
        stored.state != "returned") {
      planned.outcome = Outcome::kConflict;
      planned.conflict = Problem{row.row,
                                 row.sheet_row,
                                 "申请",
                                 "",
                                 "claim.under_review",
                                 "这件申请已经在审核，不能用表格改",
                                 "要改的请先在“补贴经办”里退回补正",
                                 {}};
      return planned;
    }
    if (work_ == nullptr || planned.cells.empty()) return planned;
    About(stored);
    TRY(work_->Update(stored, after));
    stored = after;
    return planned;
  }

  Status Remember(SubsidyClaim claim) {
    std::string key = KeyOf(claim);
    claims_.emplace(std::move(key), std::move(claim));
    return Ok();
  }

  // Within the scope only: whether somebody outside of it exists is not told (D3).
  Status FindPerson(const std::string& number) {
    if (people_.count(number) > 0) return Ok();
    const std::string index = store_.vault().Index("person_identifier.value", number);
    std::optional<KnownPerson> found;
    TRY(store_.Query(
        scope_,
        "SELECT p.county_id, p.id, p.home_code, p.work_code, p.name FROM identity_index x JOIN person p ON p.county_id "
        "= x.county_id AND p.id = x.person_id "
        "WHERE x.value_index = ?1 AND {scope:p}",
        {db::Blob{index}}, [&](const db::Row& row) {
          found = KnownPerson{row.Int(0), row.Int(2), row.IsNull(3) ? 0 : row.Int(3), row.Id(1), row.String(4)};
          return Ok();
        }));
    if (!found) return Ok();
    const std::string id = found->id.ToBytes();
    for (auto& claim :
         TRY(store_.Select<SubsidyClaim>(Scope::System("system:import"), "p.county_id = ?1 AND p.claimant_id = ?2",
                                         {found->county_id, db::Blob{id}})))
      TRY(Remember(std::move(claim)));
    people_[number] = *std::move(found);
    return Ok();
  }
  Status FindEmployerClaims(const std::string& code) {
    for (auto& claim : TRY(store_.Select<SubsidyClaim>(Scope::System("system:import"), "p.credit_code = ?1", {code})))
      TRY(Remember(std::move(claim)));
    return Ok();
  }

  // Claims of stations of that name, so that a row finds its own.
  Status FindStation(const std::string& name) {
    if (stations_.count(name) > 0) return Ok();
    const auto& found = stations_[name] = TRY(org::StationsCalled(store_, name, as_of_));
    for (const Unit& unit : found) {
      for (auto& claim :
           TRY(store_.Select<SubsidyClaim>(Scope::System("system:import"), "p.station_id = ?1", {unit.id})))
        TRY(Remember(std::move(claim)));
    }
    return Ok();
  }
  static Planned Refused(Planned planned, const ClaimRow& row, std::string code, std::string reason, std::string cure) {
    planned.outcome = Outcome::kConflict;
    planned.conflict = Problem{row.row,         row.sheet_row,     "申请人",        row.Claimant(),
                               std::move(code), std::move(reason), std::move(cure), {}};
    return planned;
  }
  static Planned Refused(Planned planned, const ClaimRow& row, std::string code, const Error& error) {
    return Refused(std::move(planned), row, std::move(code), error.message, error.hint);
  }

  Store& store_;
  const Scope& scope_;
  Date as_of_;
  UnitOfWork* work_;
  std::shared_ptr<const subsidies::Rules> rules_;
  std::int64_t here_ = 0;                              // the unit that imports
  std::map<std::string, KnownPerson> people_;          // by number
  std::map<std::string, std::vector<Unit>> stations_;  // by name
  std::map<std::string, SubsidyClaim> claims_;
};

}  // namespace

Result<std::vector<Planned>> RunClaims(Store& store, const Scope& scope, const std::vector<ClaimRow>& rows, Date as_of,
                                       UnitOfWork* work) {
  ClaimBatch batch(store, scope, as_of, work);
  TRY(batch.LookUp(rows));
  std::vector<Planned> planned;
  for (const auto& row : rows) planned.push_back(TRY(batch.One(row)));
  return planned;
}

}  // namespace gq::imports
