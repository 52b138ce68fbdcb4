#include "modules/months/facts.h"

#include <map>
#include <optional>
#include <span>

#include "base/text.h"
#include "base/unit_code.h"
#include "modules/subsidies/evidence.h"

namespace gq::months {

namespace {

using subsidies::Fact;

std::optional<Date> DayAt(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(column)));
}
std::optional<gq::Month> MonthAt(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : gq::Month::FromInt(static_cast<int>(row.Int(column)));
}
std::optional<bool> FlagAt(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Int(column) != 0);
}

// Whose facts, as known on which day. `only`: of one person.
struct Reading {
  Store& store;
  const Scope& scope;
  Date as_of;
  const Person* only = nullptr;
  bool whole = false;  // also people who neither worked nor claim anything

  // A query with the person's predicate, whose parameters come after `own`.
  Status Query(std::string sql, std::string_view order, std::vector<db::Param> own, const db::RowFunction& each) const {
    std::string id;
    if (only != nullptr) {
      id = only->id.ToBytes();
      sql += " AND p.county_id = ?" + std::to_string(own.size() + 1) + " AND p.id = ?" + std::to_string(own.size() + 2);
      own.emplace_back(only->county_id);
      own.emplace_back(db::Blob{id});
    }
    return store.Query(scope, sql + std::string(order), db::Params(own), each, true);
  }
};

Status ReadNumbers(const Reading& context, Register& all) {
  const auto& vault = context.store.vault();
  return context.Query(
      "SELECT i.county_id, i.person_id, i.id, i.value FROM person_identifier i JOIN person p ON p.county_id = "
      "i.county_id AND p.id = i.person_id "
      "WHERE i.status = 'active' AND i.value IS NOT NULL AND {scope:p}",
      " ORDER BY i.county_id, i.person_id, i.id", {}, [&](const db::Row& row) -> Status {
        const std::string number = TRY(vault.Open("person_identifier.value", row.Text(2), row.Text(3)));
        const auto [first, added] = all.number_of.emplace(row.String(1), number);
        all.people[number] = {row.Int(0), row.Id(1), first->second};
        return Ok();
      });
}

// Which regions the posts of a number, or of an employer and name, are reserved for; 0 for nobody's.
struct PostShelf {
  std::unordered_map<std::string, std::int64_t> by_number;
  std::unordered_map<std::string, std::vector<std::int64_t>> by_name;  // "code/name"

  // Yes or no when the record says so; nothing when the post is not known, or several posts of one name differ.
  std::optional<bool> IsReservedFor(std::int64_t home, const std::string& number, const std::string& unit,
                                    const std::string& name) const {
    const auto fits = [&](std::int64_t region) {
      return region != 0 && UnitCode::FromInt(region).Contains(UnitCode::FromInt(home));
    };
    if (const auto post = by_number.find(number); !number.empty() && post != by_number.end()) return fits(post->second);
    const auto posts = by_name.find(unit + "/" + name);
    if (unit.empty() || name.empty() || posts == by_name.end()) return std::nullopt;
    std::optional<bool> answer;
    for (const auto region : posts->second) {
      if (answer && *answer != fits(region)) return std::nullopt;
      answer = fits(region);
    }
    return answer;
  }
};

Result<PostShelf> ReadPosts(const Reading& context) {
  PostShelf shelf;
  TRY(context.store.Query(context.scope, "{shared}SELECT external_id, employer_code, name, reserved_region FROM post",
                          {}, [&](const db::Row& row) {
                            const std::int64_t region = row.IsNull(3) ? 0 : row.Int(3);
                            if (!row.IsNull(0)) shelf.by_number[row.String(0)] = region;
                            if (!row.IsNull(1)) shelf.by_name[row.String(1) + "/" + row.String(2)].push_back(region);
                            return Ok();
                          }));
  return shelf;
}

// Credit code -> whether the employer is a certified base on the day.
Result<std::unordered_map<std::string, bool>> ReadBases(const Reading& context) {
  std::unordered_map<std::string, bool> bases;
  TRY(context.store.Query(context.scope, "{shared}SELECT credit_code, base_level, base_certified_on FROM employer", {},
                          [&](const db::Row& row) {
                            const auto certified = DayAt(row, 2);
                            bases[row.String(0)] = !row.IsNull(1) && !row.Text(1).empty() && row.Text(1) != "none" &&
                                                   (!certified || *certified <= context.as_of);
                            return Ok();
                          }));
  return bases;
}

using Sightings = std::unordered_map<std::string, std::vector<subsidies::InsuranceSighting>>;  // by the person's id

Result<Sightings> ReadSightings(const Reading& context) {
  Sightings seen;
  TRY(context.Query(
      "SELECT o.person_id, o.period, o.insured, o.since, o.employer_code, o.employer_name, o.finding FROM observation "
      "o "
      "JOIN person p ON p.county_id = o.county_id AND p.id = o.person_id WHERE o.registry = 'social_insurance' AND "
      "o.insured IS NOT NULL "
      "AND o.match_kind IN ('exact', 'repaired', 'accepted') AND o.period <= ?1 AND {scope:p}",
      "", {std::int64_t{gq::Month::Of(context.as_of).ToInt()}}, [&](const db::Row& row) {
        const auto period = MonthAt(row, 1);
        if (!period) return Ok();
        subsidies::InsuranceSighting sighting;
        sighting.period = *period;
        sighting.insured = row.Int(2) != 0;
        sighting.since = MonthAt(row, 3);
        sighting.unit = row.String(4);
        sighting.unit_name = row.String(5);
        sighting.same_employer = row.Text(6) == "still_employed";
        seen[row.String(0)].push_back(std::move(sighting));
        return Ok();
      }));
  return seen;
}

// One person's spells after they are all known.
struct Deriver {
  const Reading& context;
  PostShelf posts;
  std::unordered_map<std::string, bool> bases;
  Sightings sightings;

  void Complete(const std::string& person, std::span<Fact> spells, const std::vector<std::string>& post_numbers) const {
    std::vector<Fact*> pointers;
    const auto seen = sightings.find(person);
    for (std::size_t i = 0; i < spells.size(); ++i) {
      Fact& spell = spells[i];
      pointers.push_back(&spell);
      if (!spell.reserved_post)
        spell.reserved_post = posts.IsReservedFor(spell.origin_region, post_numbers[i], spell.unit, spell.post);
      if (const auto base = bases.find(spell.unit); !spell.base_enterprise && base != bases.end())
        spell.base_enterprise = base->second;
      if (seen != sightings.end()) subsidies::ApplySightings(seen->second, context.as_of, &spell);
    }
    subsidies::DeriveFirstTimeIn(pointers);
  }
};

// Of people who never worked, those who claim something: a trainee, a student; of the whole register everybody.
Status ReadSpells(const Reading& context, const Deriver& deriver, Register& all) {
  std::string person;
  std::size_t first = 0;
  std::vector<std::string> post_numbers;
  const auto complete = [&] {
    if (first < all.facts.size()) deriver.Complete(person, std::span(all.facts).subspan(first), post_numbers);
    first = all.facts.size();
    post_numbers.clear();
  };
  TRY(context.Query(
      "SELECT p.id, p.target_group, p.target_group_from, p.target_group_to, p.former_groups, p.home_code, s.unit_code, "
      "s.employer_name, s.post_name, s.post_number, s.tier, "
      "s.work_code, s.start_on, s.end_on, s.contract_start, s.contract_end, s.insured_from, s.insured_to, "
      "s.first_time_in, s.base_enterprise, s.reserved_post, p.other_groups, p.household_id, s.form "
      "FROM person p LEFT JOIN spell s ON s.county_id = p.county_id AND s.person_id = p.id WHERE {scope:p}" +
          std::string(context.whole ? ""
                                    : " AND (s.id IS NOT NULL OR EXISTS (SELECT 1 FROM claim c WHERE c.county_id = "
                                      "p.county_id AND c.claimant_id = p.id))"),
      " ORDER BY p.home_code, p.id", {}, [&](const db::Row& row) {
        const std::string id = row.String(0);
        if (id != person) complete();
        person = id;
        const auto number = all.number_of.find(id);
        if (number == all.number_of.end()) return Ok();  // identity pending: nothing can be paid
        Fact fact;
        fact.person = number->second;
        fact.target_group = row.String(1);
        fact.target_group_from = DayAt(row, 2);
        fact.target_group_to = DayAt(row, 3);
        fact.former_groups = subsidies::ParseFormerGroups(row.Text(4));
        for (const auto group : Split(row.Text(21), ';')) fact.former_groups.push_back({std::string(group), {}, {}});
        fact.origin_region = row.Int(5);
        fact.unit = row.String(6);
        fact.unit_name = row.String(7);
        fact.post = row.String(8);
        post_numbers.push_back(row.String(9));
        fact.tier = row.String(10);
        fact.work_region = row.IsNull(11) ? 0 : row.Int(11);
        fact.spell_start = DayAt(row, 12);
        fact.spell_end = DayAt(row, 13);
        fact.contract_start = DayAt(row, 14);
        fact.contract_end = DayAt(row, 15);
        fact.insured_from = MonthAt(row, 16);
        fact.insured_to = MonthAt(row, 17);
        fact.first_time_in = FlagAt(row, 18);
        fact.base_enterprise = FlagAt(row, 19);
        fact.reserved_post = FlagAt(row, 20);
        if (!row.IsNull(22)) fact.household = row.Id(22).ToString();
        if (!row.IsNull(23) && !row.Text(23).empty()) fact.public_post = row.Text(23) == "public_post";
        all.facts.push_back(std::move(fact));
        return Ok();
      }));
  complete();
  return Ok();
}

Result<Register> Read(const Reading& reading) {
  Register all;
  TRY(ReadNumbers(reading, all));
  const Deriver deriver{reading, TRY(ReadPosts(reading)), TRY(ReadBases(reading)), TRY(ReadSightings(reading))};
  TRY(ReadSpells(reading, deriver, all));
  return all;
}

}  // namespace

Result<Register> ReadRegister(Store& store, const Scope& scope, Date as_of, const Person* only) {
  return Read({store, scope, as_of, only});
}

Result<Register> ReadWholeRegister(Store& store, const Scope& scope, Date as_of) {
  return Read({.store = store, .scope = scope, .as_of = as_of, .whole = true});
}

Result<Register> ReadRegister(const StepContext& context) {
  return ReadRegister(context.store, context.scope, context.options.as_of);
}

}  // namespace gq::months
