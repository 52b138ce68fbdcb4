// The comparison with the registries over the store's roster, and what is certain of it applied to the people (D13).
#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "kits/table/file_kind.h"
#include "modules/months/month.h"
#include "modules/people/model.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/sources/compare.h"
#include "modules/sources/compare_output.h"

namespace gq::months {

namespace {

struct People {
  std::vector<Uuid> ids;
  std::vector<std::int64_t> counties;
  std::vector<sources::RosterRow> rows;
};

// Everybody of the scope with an active number.
Result<People> ReadPeople(const StepContext& context) {
  People people;
  const auto& vault = context.store.vault();
  TRY(context.store.Query(
      context.scope,
      "SELECT p.id, p.county_id, p.name, p.employment, s.unit_code, s.employer_name, i.id, i.value FROM person p "
      "JOIN person_identifier i ON i.county_id = p.county_id AND i.person_id = p.id AND i.status = 'active' "
      "LEFT JOIN spell s ON s.county_id = p.county_id AND s.person_id = p.id AND s.state <> 'ended' WHERE {scope:p} "
      "ORDER BY p.home_code, p.id",
      {},
      [&](const db::Row& row) -> Status {
        if (!people.ids.empty() && people.ids.back() == row.Id(0)) return Ok();  // two open spells: the first counts
        people.ids.push_back(row.Id(0));
        people.counties.push_back(row.Int(1));
        sources::RosterRow line;
        line.name = row.String(2);
        line.status = row.String(3);
        line.unit = row.String(4);
        line.unit_name = row.String(5);
        line.id_number = TRY(vault.Open("person_identifier.value", row.Text(6), row.Text(7)));
        people.rows.push_back(std::move(line));
        return Ok();
      },
      true));
  return people;
}

// What a row of social insurance says of work (D13): insured by an employer, or an employer's insurance that stopped;
// 城乡居民 says nothing.
void WriteInsurance(db::BulkWriter& bulk, std::string_view registry, const sources::RegistryFinding& match) {
  const bool employee = registry == "social_insurance" && match.employee_scheme;
  if (employee && match.state == 1 && !(match.employer_code.empty() && match.employer_name.empty())) {
    bulk.Int(1);
  } else if (employee && (match.state == 2 || match.state == 4)) {
    bulk.Int(0);
  } else {
    bulk.Null();
  }
  if (match.since > 0)
    bulk.Int(match.since / 100);
  else
    bulk.Null();
}

// What the registries said, one row a person and registry; a repeated step replaces what the first attempt wrote.
Status SaveObservations(const StepContext& context, const People& people, const sources::CompareResult& result,
                        const std::vector<sources::RegistryFile>& registries, jobs::JobStep& step) {
  std::vector<std::string> hashes;
  for (const auto& file : registries) hashes.push_back(TRY(table::FileSha256(file.path)));
  const std::int64_t period = context.options.period.ToInt();
  constexpr std::size_t kBatch = 5000;
  for (std::size_t from = 0; from < result.size(); from += kBatch) {
    if (step.Cancelled()) return Fail(kCancelled, "比对已停止");
    auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
    auto& connection = work.connection();
    db::Pipeline old(connection);
    const std::size_t to = std::min(from + kBatch, result.size());
    for (std::size_t i = from; i < to; ++i) {
      const std::string person = people.ids[result.Get(i).row - 1].ToBytes();
      TRY(old.Add("DELETE FROM observation WHERE county_id = ?1 AND person_id = ?2 AND period = ?3",
                  {people.counties[result.Get(i).row - 1], db::Blob{person}, period}));
    }
    TRY(old.Flush());
    const auto bulk = connection.Bulk("observation", {{"county_id", db::CellKind::kInteger},
                                                      {"id", db::CellKind::kBlob},
                                                      {"person_id", db::CellKind::kBlob},
                                                      {"period", db::CellKind::kInteger},
                                                      {"registry", db::CellKind::kText},
                                                      {"match_kind", db::CellKind::kText},
                                                      {"state", db::CellKind::kText},
                                                      {"insured", db::CellKind::kInteger},
                                                      {"since", db::CellKind::kInteger},
                                                      {"employer_code", db::CellKind::kText},
                                                      {"employer_name", db::CellKind::kText},
                                                      {"repair", db::CellKind::kText},
                                                      {"row_number", db::CellKind::kInteger},
                                                      {"file_name", db::CellKind::kText},
                                                      {"file_hash", db::CellKind::kText},
                                                      {"finding", db::CellKind::kText},
                                                      {"flags", db::CellKind::kText},
                                                      {"created_at", db::CellKind::kInteger}});
    std::size_t written = 0;
    for (std::size_t i = from; i < to; ++i) {
      const auto row = result.Get(i);
      for (std::size_t r = 0; r < row.matches.size(); ++r) {
        const auto& match = row.matches[r];
        if (match.row == 0) continue;
        bulk->Int(people.counties[row.row - 1]);
        bulk->Bytes(context.store.NewId().ToBytes());
        bulk->Bytes(people.ids[row.row - 1].ToBytes());
        bulk->Int(period);
        bulk->Text(registries[r].kind);
        bulk->Text(reconcile::NameOf(match.match));
        bulk->Text(std::to_string(match.state));
        WriteInsurance(*bulk, registries[r].kind, match);
        bulk->Text(match.employer_code);
        bulk->Text(match.employer_name.empty() ? match.employer_code : match.employer_name);
        bulk->Text(match.repair);
        bulk->Int(match.row);
        bulk->Text(registries[r].path.substr(registries[r].path.rfind('/') + 1));
        bulk->Text(hashes[r]);
        bulk->Text(reconcile::NameOf(row.finding));
        bulk->Text(reconcile::FlagText(row.flags));
        bulk->Int(work.now().microseconds());
        TRY(bulk->EndRow());
        ++written;
      }
    }
    if (written > 0) TRY(bulk->Finish());
    if (from == 0) {  // one event a run, not one a person (D8)
      work.About(0, "compare.run", "job", *Uuid::Parse(context.job_id));
      work.Note("people", std::to_string(result.size()));
    }
    TRY(work.Commit());
    step.Set(static_cast<std::int64_t>(to));
  }
  return Ok();
}

// What insurance says of an employer becomes a spell when nobody knew of work: certain matches only, and only for
// people whose steward is the origin; everything else stays a proposal that the person's page and the lists show.
std::optional<Spell> SpellFromRegistry(const StepContext& context, const Person& person,
                                       const sources::RowFinding& row) {
  if (row.finding != reconcile::Finding::kNewlyEmployed) return std::nullopt;
  if (person.employment != people::state::kNotWorking && person.employment != people::state::kReturned)
    return std::nullopt;
  for (const auto& match : row.matches) {
    const bool certain = match.match == reconcile::MatchKind::kExact || match.match == reconcile::MatchKind::kRepaired;
    if (!certain || match.employer_code.empty()) continue;
    Spell spell;
    spell.id = context.store.NewId();
    spell.county_id = person.county_id;
    spell.person_id = person.id;
    spell.home_code = person.home_code;
    spell.steward_unit = person.county_id;
    spell.state = "on_post";
    spell.source = "registry";
    spell.unit_code = std::string(match.employer_code);
    spell.employer_name = std::string(match.employer_name);
    const int since = match.since;
    if (since > 0) {
      spell.start = Date::FromYmdInt(since % 100 == 0 ? since + 1 : since);
      spell.insured_from = gq::Month::FromInt(since / 100);
    }
    spell.created_at = spell.updated_at = context.store.Now();
    return spell;
  }
  return std::nullopt;
}

Result<std::int64_t> ApplyFindings(const StepContext& context, const People& people,
                                   const sources::CompareResult& result, jobs::JobStep& step) {
  std::unordered_map<std::string, std::size_t> by_person;
  for (std::size_t i = 0; i < result.size(); ++i) by_person[people.ids[result.Get(i).row - 1].ToBytes()] = i;
  std::vector<Person> stored;
  TRY(context.store.Query(
      context.scope, "SELECT " + store::LayoutOf(kPerson).select_list + " FROM person p WHERE {scope:p}", {},
      [&](const db::Row& row) -> Status {
        Person person;
        TRY(context.store.ReadRecord(kPerson, row, &person));
        const auto it = by_person.find(person.id.ToBytes());
        if (it == by_person.end()) return Ok();
        const auto finding = result.Get(it->second);
        if (person.finding == reconcile::NameOf(finding.finding) && !SpellFromRegistry(context, person, finding))
          return Ok();
        stored.push_back(std::move(person));
        return Ok();
      },
      true));
  std::int64_t placed = 0;
  step.Total(static_cast<std::int64_t>(stored.size()));
  step.Set(0);
  for (std::size_t from = 0; from < stored.size(); from += 1000) {
    if (step.Cancelled()) return Fail(kCancelled, "比对已停止");
    auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
    const std::size_t to = std::min(from + 1000, stored.size());
    for (std::size_t i = from; i < to; ++i) {
      const Person& before = stored[i];
      const auto finding = result.Get(by_person[before.id.ToBytes()]);
      Person after = before;
      after.finding = std::string(reconcile::NameOf(finding.finding));
      work.About(before.county_id, "person.compare", "person", before.id);
      if (const auto spell = SpellFromRegistry(context, before, finding)) {
        TRY(people::CheckTransition(before.employment, people::state::kOnPost, "registry"));
        after.employment = std::string(people::state::kOnPost);
        after.employment_since = spell->start ? spell->start : std::optional(context.options.as_of);
        people::Refresh(after, &*spell, nullptr);
        after.clear_five = before.clear_five;
        TRY(work.Insert(*spell));
        ++placed;
      }
      TRY(work.Update(before, after));
    }
    TRY(work.Commit());
    step.Set(static_cast<std::int64_t>(to));
  }
  return placed;
}

}  // namespace

Result<std::string> CompareStep(const StepContext& context, jobs::JobStep& step) {
  std::vector<sources::RegistryFile> registries;
  for (const char* kind : {"social_insurance", "labour_resource", "social_card"}) {
    const auto it = context.options.files.find(kind);
    if (it != context.options.files.end()) registries.push_back({kind, it->second});
  }
  const People people = TRY(ReadPeople(context));
  step.Total(static_cast<std::int64_t>(people.rows.size()));
  sources::CompareOptions options;
  options.threads = context.options.threads;
  const auto result = TRY(sources::CompareFiles(people.rows, registries, options));
  sources::CompareOutput output;
  output.folder = context.options.out + "/compare";
  output.key_path = context.options.out + "/.sidecar.key";
  output.as_of = context.options.as_of;
  const std::string summary = TRY(sources::WriteCompare(result, output));
  TRY(SaveObservations(context, people, result, registries, step));
  const auto placed = TRY(ApplyFindings(context, people, result, step));
  return "{\"compare\":" + summary + ",\"newly_on_post\":" + std::to_string(placed) + "}";
}

}  // namespace gq::months
