#include "modules/imports/pass.h"

#include <algorithm>
#include <utility>

#include "modules/people/rules.h"

namespace gq::imports {

ParsedRows ParseRows(std::string_view kind, const std::vector<RawRow>& raw, const Lookups& lookups) {
  ParsedRows parsed;
  if (kind == "roster") parsed.people.reserve(raw.size());
  CellReader cells(kind, lookups);
  for (const auto& row : raw) {
    const std::size_t before = parsed.problems.size();
    const auto bad = [&] {
      return std::any_of(parsed.problems.begin() + static_cast<std::ptrdiff_t>(before), parsed.problems.end(),
                         [](const Problem& problem) { return !problem.remark; });
    };
    parsed.problems.insert(parsed.problems.end(), row.found.begin(), row.found.end());
    if (bad()) {
      // Nothing of it can be trusted.
    } else if (kind == "roster") {
      RosterRow person = ParseRoster(row, cells, parsed.problems);
      if (!bad()) parsed.people.push_back(std::move(person));
    } else if (kind == "claims") {
      ClaimRow claim = ParseClaim(row, lookups, parsed.problems);
      if (!bad()) parsed.claims.push_back(std::move(claim));
    } else {
      RecordRow record = ParseRecord(row, cells, parsed.problems);
      if (!bad()) parsed.records.push_back(std::move(record));
    }
    parsed.bad_rows += bad() ? 1 : 0;
  }
  return parsed;
}

Pass::Pass(Store& store, const Scope& scope, std::string kind, const Lookups& lookups, Date as_of)
    : store_(store), scope_(scope), kind_(std::move(kind)), as_of_(as_of), batch_(store, scope, lookups, as_of) {}

// One of the two is usually no head, or of another household.
void Pass::RemarkSecondHeads(const std::vector<RosterRow>& people, std::vector<Problem>& problems) {
  for (const auto& person : people) {
    const std::string relation = TextOf(person.person, "relation");
    const std::string household = TextOf(person.person, "household_number");
    if (household.empty() || !people::IsHead(relation)) continue;
    const std::string county = std::to_string(person.home_code / 1'000'000);
    const auto [first, is_first] = heads_.try_emplace(county + '/' + household, person.sheet_row);
    if (is_first) continue;
    problems.push_back({person.row,
                        person.sheet_row,
                        "与户主关系",
                        "",
                        "relation.second_head",
                        "同一户编号已有户主（第 " + std::to_string(first->second) + " 行）",
                        "请核对户编号与户主关系",
                        {},
                        true});
  }
}

Result<Pass::Done> Pass::Run(ParsedRows rows, UnitOfWork* work) {
  Done done;
  done.bad_rows = rows.bad_rows;
  std::vector<RosterRow> people;
  people.reserve(rows.people.size());
  for (auto& person : rows.people) {
    if (seen_.insert(person.id_number).second) {
      people.push_back(std::move(person));
      continue;
    }
    ++done.bad_rows;
    rows.problems.push_back({person.row,
                             person.sheet_row,
                             "身份证号",
                             "",
                             "id_number.twice",
                             "这个身份证号在文件里出现过",
                             "请核对是不是重复登记，留下一行",
                             {}});
  }
  if (work == nullptr) RemarkSecondHeads(people, rows.problems);
  if (work == nullptr && kind_ == "posts") RemarkOver(rows.records, as_of_, rows.problems);
  // By row again: the second of two equal numbers is found after its neighbours were read.
  std::stable_sort(rows.problems.begin(), rows.problems.end(),
                   [](const Problem& a, const Problem& b) { return a.row < b.row; });
  done.problems = std::move(rows.problems);
  done.planned = kind_ == "roster"   ? TRY(batch_.Run(people, work))
                 : kind_ == "claims" ? TRY(RunClaims(store_, scope_, rows.claims, as_of_, work))
                                     : TRY(RunRecords(store_, scope_, kind_, rows.records, as_of_, work));
  return done;
}

}  // namespace gq::imports
