#include "modules/offers/spouses.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "kits/codes/code_tables.h"

namespace gq::offers {

namespace {

struct Employed {
  Uuid person;
  std::string relation;
  std::int64_t work_code;
};
using Households = std::map<std::pair<std::int64_t, Uuid>, std::vector<Employed>>;

constexpr std::size_t kStep = 500;

const std::string& NumbersSql() {
  static const std::string sql = [] {
    std::string marks;
    for (std::size_t i = 1; i <= kStep; ++i) marks += (i == 1 ? "?" : ", ?") + std::to_string(i);
    return "SELECT i.value_index, p.id, CASE WHEN p.list = 'retention' THEN p.work_code END FROM identity_index i "
           "JOIN person p ON p.county_id = i.county_id AND p.id = i.person_id WHERE i.value_index IN (" +
           marks + ") AND {scope:p}";
  }();
  return sql;
}

std::optional<UnitCode> Place(std::int64_t code) {
  return code > 0 ? std::optional(UnitCode::FromInt(code)) : std::nullopt;
}

Status FindByNumber(Store& store, const Scope& scope, const std::vector<SpouseQuestion>& questions,
                    std::vector<Spouse>& spouses) {
  std::map<Uuid, std::size_t> row_of;
  std::vector<std::pair<std::string, std::size_t>> asked;  // keyed index, question
  for (std::size_t q = 0; q < questions.size(); ++q) {
    row_of[questions[q].person] = q;
    if (questions[q].sealed_number.empty()) continue;
    const std::string number =
        TRY(store.vault().Open("person.spouse_number", questions[q].person.ToBytes(), questions[q].sealed_number));
    asked.emplace_back(store.vault().Index("person_identifier.value", number), q);
  }
  for (std::size_t from = 0; from < asked.size(); from += kStep) {
    const std::size_t to = std::min(from + kStep, asked.size());
    std::vector<db::Param> params(kStep, db::Param(db::Blob{"\x01"}));  // one statement text for every size
    std::unordered_map<std::string, std::vector<std::size_t>> who;
    for (std::size_t i = from; i < to; ++i) {
      params[i - from] = db::Param(db::Blob{asked[i].first});
      who[asked[i].first].push_back(asked[i].second);
    }
    TRY(store.Query(scope.HomeSide(), NumbersSql(), db::Params(params), [&](const db::Row& row) {
      const auto seeker = row_of.find(row.Id(1));
      for (const std::size_t q : who[row.String(0)]) {
        if (seeker != row_of.end() && seeker->second != q) spouses[q].seeker = seeker->second;
        if (!row.IsNull(2)) spouses[q].work_place = Place(row.Int(2));
      }
      return Ok();
    }));
  }
  return Ok();
}

// Of one household when only one is asked about.
Result<Households> EmployedByHousehold(Store& store, const Scope& scope, const std::vector<SpouseQuestion>& questions) {
  Households households;
  const bool one = questions.size() == 1;
  const std::string household = one ? questions.front().household.ToBytes() : std::string();
  std::vector<db::Param> params;
  if (one) params = {db::Param(questions.front().county_id), db::Param(db::Blob{household})};
  TRY(store.Query(scope.HomeSide(),
                  std::string("SELECT p.county_id, p.household_id, p.id, p.relation, p.work_code FROM person p WHERE "
                              "p.list = 'retention' AND p.work_code IS NOT NULL AND ") +
                      (one ? "p.county_id = ?1 AND p.household_id = ?2" : "p.household_id IS NOT NULL") +
                      " AND {scope:p}",
                  db::Params(params), [&](const db::Row& row) {
                    households[{row.Int(0), row.Id(1)}].push_back({row.Id(2), row.String(3), row.Int(4)});
                    return Ok();
                  }));
  return households;
}

}  // namespace

bool AreCouple(std::string_view a, std::string_view b) {
  const auto is_pair = [](std::string_view one, std::string_view other) {
    return GetCodeTable("relation_couple").Find("r" + std::string(one) + "_" + std::string(other)) != nullptr;
  };
  return is_pair(a, b) || is_pair(b, a);
}

Result<std::vector<Spouse>> FindSpouses(Store& store, const Scope& scope,
                                        const std::vector<SpouseQuestion>& questions) {
  std::vector<Spouse> spouses(questions.size());
  TRY(FindByNumber(store, scope, questions, spouses));
  const Households households = TRY(EmployedByHousehold(store, scope, questions));
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const SpouseQuestion& question = questions[q];
    if (!question.sealed_number.empty() || question.household.IsNil()) continue;
    const auto household = households.find({question.county_id, question.household});
    if (household == households.end()) continue;
    std::vector<const Employed*> fit;
    for (const Employed& one : household->second) {
      if (one.person != question.person && AreCouple(question.relation, one.relation)) fit.push_back(&one);
    }
    if (fit.size() == 1) spouses[q].work_place = Place(fit.front()->work_code);
  }
  return spouses;
}

}  // namespace gq::offers
