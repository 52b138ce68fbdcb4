// A comparison over the store's roster: reading it, and keeping what was found (D12: of people of the roster only).
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "engines/reconcile/near_blocks.h"
#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "modules/people/rules.h"
#include "modules/sources/compare_output.h"
#include "modules/sources/reviews.h"
#include "modules/sources/runs.h"
#include "modules/sources/sidecar.h"

namespace gq::sources {

namespace {

constexpr std::size_t kBatch = 5000;
constexpr std::size_t kSidecarPart = std::size_t{1} << 20;

bool IsCertain(const RegistryFinding& match) {
  return match.match == reconcile::MatchKind::kExact || match.match == reconcile::MatchKind::kRepaired;
}

// What a row of social insurance says of work (D13): insured by an employer, or an employer's insurance that stopped;
// 城乡居民 says nothing.
std::optional<std::int64_t> InsuredOf(std::string_view registry, const RegistryFinding& match) {
  if (registry != "social_insurance" || !match.employee_scheme) return std::nullopt;
  if (match.state == 1 && !(match.employer_code.empty() && match.employer_name.empty())) return 1;
  if (match.state == 2 || match.state == 4) return 0;
  return std::nullopt;
}

void Optional(db::BulkWriter& bulk, std::string_view text) {
  if (text.empty())
    bulk.Null();
  else
    bulk.Text(text);
}

SidecarKey KeyOf(Store& store) {
  const auto derived = store.vault().Derive("comparison.sidecar");
  SidecarKey key;
  std::copy_n(reinterpret_cast<const std::uint8_t*>(derived.data()), key.size(), key.begin());
  return key;
}

class Saving {
 public:
  Saving(Store& store, const Scope& scope, const ComparisonRun& run, const StoreRoster& roster,
         const CompareResult& result, const Watch& watch)
      : store_(store),
        scope_(scope),
        run_(run),
        roster_(roster),
        result_(result),
        watch_(watch),
        bytes_(run.id.ToBytes()) {}

  Status Save() {
    TRY(CheckSides());
    TRY(Forget());
    TRY(FindChanges());
    if (watch_.total) watch_.total(static_cast<std::int64_t>(result_.size()));
    for (std::size_t from = 0; from < result_.size(); from += kBatch) {
      if (watch_.cancelled && watch_.cancelled()) return Fail(kCancelled, "比对已停止");
      auto work = TRY(Begin());
      const std::size_t to = std::min(from + kBatch, result_.size());
      TRY(SavePeople(work.connection(), from, to));
      TRY(work.Commit());
      if (watch_.done) watch_.done(static_cast<std::int64_t>(to));
    }
    auto work = TRY(Begin());
    TRY(SaveLeft(work.connection()));
    TRY(SaveReviews(work.connection()));
    TRY(SaveCorrections(work.connection()));
    TRY(SaveSidecar(work.connection()));
    TRY(ForgetOldReviews(work.connection()));
    RemarkOnPlaces();
    const std::string summary = FormatSummary(result_, run_.as_of, 0);
    TRY(work.connection().Execute(
        "UPDATE comparison_run SET state = 'compared', summary = ?2, message = ?3, compared_at = ?4 WHERE id = ?1",
        {db::Blob{bytes_}, summary, note_, work.now().microseconds()}));
    work.About(0, "compare.run", "comparison_run", run_.id);  // one event a run, not one a person (D8)
    work.Note("people", std::to_string(result_.size()));
    return work.Commit();
  }

 private:
  // Rows whose place nobody knows: the first ones by number.
  void RemarkOnPlaces() {
    constexpr std::size_t kNamed = 10;
    std::string rows;
    std::size_t n = 0;
    for (const auto& entry : result_.issues()) {
      if (entry.issue.code != "place") continue;
      if (n++ < kNamed) rows += (rows.empty() ? "" : "、") + std::to_string(entry.issue.row);
    }
    if (n == 0) return;
    note_ += (note_.empty() ? "" : "；") + std::string("社会保险有 ") + std::to_string(n) +
             " 行的参保地认不出，就业地按单位所在地登记：第 " + rows + (n > kNamed ? " … 行" : " 行");
  }
  Result<UnitOfWork> Begin() {
    return UnitOfWork::Begin(store_, Scope::System(scope_.actor), "compare/" + run_.id.ToString());
  }
  std::size_t PersonOf(std::uint32_t row) const { return row - 1; }

  Status CheckSides() {
    for (std::size_t r = 0; r < result_.comparison().registries(); ++r) {
      if (r >= run_.files.size() || result_.comparison().registry(r).name != run_.files[r].kind)
        return Fail(kInternal, "登记库与这次比对的文件不符");
    }
    return Ok();
  }

  // A repeated step replaces what the first attempt wrote.
  Status Forget() {
    auto work = TRY(Begin());
    for (const char* table : {"comparison_finding", "comparison_review", "comparison_sidecar"}) {
      TRY(work.connection().Execute("DELETE FROM " + std::string(table) + " WHERE run_id = ?1", {db::Blob{bytes_}}));
    }
    return work.Commit();
  }

  // Month against month, by the sidecar of the unit's comparison before.
  Status FindChanges() {
    const SidecarKey key = KeyOf(store_);
    sidecar_ = MakeSidecar(result_, key);
    if (run_.previous_run.IsNil()) return Ok();
    const std::string previous = run_.previous_run.ToBytes();
    std::string text;
    TRY(store_.Query(Scope::System("system:compare"),
                     "{shared}SELECT part, data FROM comparison_sidecar WHERE run_id = ?1 ORDER BY part",
                     {db::Blob{previous}}, [&](const db::Row& row) -> Status {
                       text += TRY(store_.vault().Open("comparison.sidecar", previous + std::to_string(row.Int(0)),
                                                       row.Text(1)));
                       return Ok();
                     }));
    const auto before = ParseSidecar(text, key);
    if (!before) {  // the key of the store has changed since
      note_ = "上次比对的月度索引用不上（密钥已换），没有月度变化";
      return Ok();
    }
    const MonthChanges changes = CompareMonths(*before, sidecar_);
    for (const auto& change : changes.registries) {
      std::string& text = registry_changes_[change.row];
      text +=
          (text.empty() ? ";" : "") + NameOfRegistry(change.registry) + ":" + std::string(NameOf(change.kind)) + ";";
    }
    for (const auto& change : changes.people) {
      if (change.kind == ChangeKind::kLeft)
        left_rows_.push_back(change.row);
      else
        changes_[change.row] = change.kind;
    }
    return Ok();
  }

  std::string NameOfRegistry(reconcile::TableKind kind) const {
    for (std::size_t r = 0; r < result_.comparison().registries(); ++r) {
      if (result_.comparison().registry(r).kind == kind) return run_.files[r].kind;
    }
    return {};
  }

  Status SavePeople(db::Connection& connection, std::size_t from, std::size_t to) {
    db::Pipeline old(connection);
    const std::int64_t period = run_.period.ToInt();
    for (std::size_t i = from; i < to; ++i) {
      const std::size_t who = PersonOf(result_.roster().row(i));
      const std::string person = roster_.ids[who].ToBytes();
      TRY(old.Add("DELETE FROM observation WHERE county_id = ?1 AND person_id = ?2 AND period = ?3",
                  {roster_.counties[who], db::Blob{person}, period}));
    }
    TRY(old.Flush());
    const auto seen = Observations(connection);
    const auto found = Findings(connection);
    bool any = false;
    for (std::size_t i = from; i < to; ++i) {
      const auto row = result_.Get(i);
      any = TRY(WriteObservations(*seen, row)) || any;
      TRY(WriteFinding(*found, i, row));
    }
    if (any) TRY(seen->Finish());
    return found->Finish();
  }

  static std::unique_ptr<db::BulkWriter> Reviews(db::Connection& connection) {
    using db::CellKind;
    return connection.Bulk("comparison_review", {{"county_id", CellKind::kInteger},
                                                 {"run_id", CellKind::kBlob},
                                                 {"id", CellKind::kBlob},
                                                 {"person_id", CellKind::kBlob},
                                                 {"registry", CellKind::kText},
                                                 {"registry_row", CellKind::kInteger},
                                                 {"registry_offset", CellKind::kInteger},
                                                 {"match_kind", CellKind::kText},
                                                 {"probability", CellKind::kInteger},
                                                 {"weight", CellKind::kInteger},
                                                 {"repair", CellKind::kText},
                                                 {"levels", CellKind::kText},
                                                 {"rivals", CellKind::kInteger},
                                                 {"effect", CellKind::kInteger},
                                                 {"insurance", CellKind::kInteger},
                                                 {"labour", CellKind::kInteger},
                                                 {"data", CellKind::kBlob},
                                                 {"state", CellKind::kText},
                                                 {"purpose", CellKind::kText},
                                                 {"target", CellKind::kBlob}});
  }

  static std::unique_ptr<db::BulkWriter> Observations(db::Connection& connection) {
    using db::CellKind;
    return connection.Bulk("observation", {{"county_id", CellKind::kInteger},
                                           {"id", CellKind::kBlob},
                                           {"person_id", CellKind::kBlob},
                                           {"period", CellKind::kInteger},
                                           {"registry", CellKind::kText},
                                           {"match_kind", CellKind::kText},
                                           {"state", CellKind::kText},
                                           {"insured", CellKind::kInteger},
                                           {"since", CellKind::kInteger},
                                           {"employer_code", CellKind::kText},
                                           {"employer_name", CellKind::kText},
                                           {"repair", CellKind::kText},
                                           {"row_number", CellKind::kInteger},
                                           {"file_name", CellKind::kText},
                                           {"file_hash", CellKind::kText},
                                           {"finding", CellKind::kText},
                                           {"flags", CellKind::kText},
                                           {"created_at", CellKind::kInteger}});
  }

  Result<bool> WriteObservations(db::BulkWriter& bulk, const RowFinding& row) {
    const std::size_t who = PersonOf(row.row);
    bool any = false;
    for (std::size_t r = 0; r < row.matches.size(); ++r) {
      const auto& match = row.matches[r];
      if (match.row == 0) continue;
      any = true;
      bulk.Int(roster_.counties[who]);
      bulk.Bytes(store_.NewId().ToBytes());
      bulk.Bytes(roster_.ids[who].ToBytes());
      bulk.Int(run_.period.ToInt());
      bulk.Text(run_.files[r].kind);
      bulk.Text(reconcile::NameOf(match.match));
      bulk.Text(std::to_string(match.state));
      const auto insured = InsuredOf(run_.files[r].kind, match);
      insured ? bulk.Int(*insured) : bulk.Null();
      match.since > 0 ? bulk.Int(match.since / 100) : bulk.Null();
      bulk.Text(match.employer_code);
      bulk.Text(match.employer_name.empty() ? match.employer_code : match.employer_name);
      bulk.Text(match.repair);
      bulk.Int(match.row);
      bulk.Text(run_.files[r].name);
      bulk.Text(run_.files[r].hash);
      bulk.Text(reconcile::NameOf(row.finding));
      bulk.Text(reconcile::FlagText(row.flags));
      bulk.Int(now_.microseconds());
      TRY(bulk.EndRow());
    }
    return any;
  }

  static std::unique_ptr<db::BulkWriter> Findings(db::Connection& connection) {
    using db::CellKind;
    return connection.Bulk("comparison_finding", {{"county_id", CellKind::kInteger},
                                                  {"run_id", CellKind::kBlob},
                                                  {"person_id", CellKind::kBlob},
                                                  {"row_number", CellKind::kInteger},
                                                  {"finding", CellKind::kText},
                                                  {"flags", CellKind::kText},
                                                  {"matches", CellKind::kText},
                                                  {"change", CellKind::kText},
                                                  {"registry_changes", CellKind::kText},
                                                  {"status", CellKind::kInteger},
                                                  {"insurance", CellKind::kInteger},
                                                  {"labour", CellKind::kInteger},
                                                  {"proposal", CellKind::kText},
                                                  {"unit_code", CellKind::kText},
                                                  {"employer_name", CellKind::kText},
                                                  {"since", CellKind::kInteger},
                                                  {"work_code", CellKind::kInteger},
                                                  {"state", CellKind::kText}});
  }

  Status WriteFinding(db::BulkWriter& bulk, std::size_t i, const RowFinding& row) {
    const std::size_t who = PersonOf(row.row);
    const auto& comparison = result_.comparison();
    const auto labour = comparison.LabourOf(i);
    const RegistryFinding* insured = nullptr;
    std::string matches = ";";
    for (std::size_t r = 0; r < row.matches.size(); ++r) {
      const auto& match = row.matches[r];
      matches += run_.files[r].kind + ":" + std::string(reconcile::NameOf(match.match)) + ";";
      if (IsCertain(match) && InsuredOf(run_.files[r].kind, match) == 1) insured = &match;
    }
    const std::string_view proposed = ProposalOf(row.finding, roster_.employment[who], roster_.has_spell[who] != 0,
                                                 insured != nullptr, labour == reconcile::Labour::kFlexible);
    const auto change = changes_.find(row.row);
    bulk.Int(roster_.counties[who]);
    bulk.Bytes(bytes_);
    bulk.Bytes(roster_.ids[who].ToBytes());
    bulk.Int(row.row);
    bulk.Text(reconcile::NameOf(row.finding));
    Optional(bulk, reconcile::FlagText(row.flags));
    bulk.Text(matches);
    Optional(bulk, change == changes_.end() ? std::string_view() : NameOf(change->second));
    const auto in_registries = registry_changes_.find(row.row);
    Optional(bulk, in_registries == registry_changes_.end() ? std::string_view() : in_registries->second);
    bulk.Int(static_cast<int>(result_.roster().status(i)));
    bulk.Int(static_cast<int>(comparison.InsuranceOf(i)));
    bulk.Int(static_cast<int>(labour));
    Optional(bulk, proposed);
    if (insured == nullptr) {
      bulk.Null(), bulk.Null(), bulk.Null(), bulk.Null();
    } else {
      Optional(bulk, insured->employer_code);
      Optional(bulk, insured->employer_name.empty() ? insured->employer_code : insured->employer_name);
      insured->since > 0 ? bulk.Int(insured->since) : bulk.Null();
      insured->place > 0 ? bulk.Int(insured->place) : bulk.Null();
    }
    bulk.Text(proposed.empty() ? "none" : "open");
    return bulk.EndRow();
  }

  // Who was in the comparison before and is not in this one.
  Status SaveLeft(db::Connection& connection) {
    if (left_rows_.empty()) return Ok();
    const std::string previous = run_.previous_run.ToBytes();
    std::sort(left_rows_.begin(), left_rows_.end());
    struct Left {
      std::int64_t county;
      Uuid person;
      std::int64_t row;
    };
    std::vector<Left> left;
    TRY(connection.ForEach(
        "SELECT county_id, person_id, row_number FROM comparison_finding WHERE run_id = ?1 AND finding <> 'left'",
        {db::Blob{previous}}, [&](const db::Row& row) {
          if (std::binary_search(left_rows_.begin(), left_rows_.end(), static_cast<std::uint32_t>(row.Int(2))))
            left.push_back({row.Int(0), row.Id(1), row.Int(2)});
          return Ok();
        }));
    for (const auto& one : left) {
      const std::string person = one.person.ToBytes();
      TRY(connection.Execute(
          "INSERT INTO comparison_finding (county_id, run_id, person_id, row_number, finding, matches, change, status, "
          "insurance, labour, state) SELECT ?1, ?2, ?3, ?4, 'left', ';', 'left', 3, 4, 4, 'none' WHERE NOT EXISTS "
          "(SELECT 1 FROM comparison_finding WHERE county_id = ?1 AND run_id = ?2 AND person_id = ?3)",
          {one.county, db::Blob{bytes_}, db::Blob{person}, one.row}));
    }
    return Ok();
  }

  // Both sides of a doubtful match, for whoever decides it.
  std::string BothSides(const reconcile::ReviewItem& item, const RowFinding& row, std::size_t r,
                        const std::vector<std::pair<std::string, std::uint32_t>>& agreeing) const {
    const auto& match = row.matches[r];
    const bool same_row = match.row == item.registry_row;
    const auto& person = roster_.rows[PersonOf(row.row)];
    json::Writer out;
    out.BeginObject();
    out.Member("roster_id", person.id_number);
    out.Member("roster_name", person.name);
    out.Member("roster_employer", person.unit_name.empty() ? person.unit : person.unit_name);
    out.Member("roster_state", person.status);
    out.Member("registry_id", item.registry_id);
    out.Member("registry_name", item.registry_name);
    out.Member("registry_employer", !same_row                     ? std::string_view()
                                    : match.employer_name.empty() ? match.employer_code
                                                                  : match.employer_name);
    out.Member("registry_unit", same_row ? match.employer_code : std::string_view());
    out.Member("registry_state", std::int64_t{same_row ? match.state : reconcile::kStateUnknown});
    out.Member("since", std::int64_t{same_row ? match.since : 0});
    out.Member("registry_place", same_row ? match.place : std::int64_t{0});
    out.Member("insured", same_row && InsuredOf(run_.files[r].kind, match) == 1);
    out.Key("agreeing");
    out.BeginArray();
    for (const auto& [registry, registry_row] : agreeing) {
      out.BeginObject();
      out.Member("registry", registry);
      out.Member("row", std::int64_t{registry_row});
      out.EndObject();
    }
    out.EndArray();
    out.EndObject();
    return std::move(out).Take();
  }

  // Effect, for the order of the queue: 0 accepting changes a state, 1 the finding only, 2 nothing.
  int EffectOf(std::size_t i, const RowFinding& row, reconcile::Insurance insurance, reconcile::Labour labour,
               bool insured) const {
    const std::size_t who = PersonOf(row.row);
    const auto finding = (*GetCompareContext())->rules.Decide(result_.roster().status(i), insurance, labour).finding;
    if (finding == row.finding) return 2;
    return ProposalOf(finding, roster_.employment[who], roster_.has_spell[who] != 0, insured,
                      labour == reconcile::Labour::kFlexible)
                   .empty()
               ? 1
               : 0;
  }

  Status SaveReviews(db::Connection& connection) {
    const auto bulk = Reviews(connection);
    const auto& comparison = result_.comparison();
    bool any = false;
    for (std::size_t r = 0; r < comparison.registries(); ++r) {
      for (const auto& item : comparison.review(r)) {
        if (item.certain) continue;
        any = true;
        const std::size_t i = item.person;
        const auto row = result_.Get(i);
        const std::size_t who = PersonOf(row.row);
        const bool same_row = row.matches[r].row == item.registry_row;
        const auto insurance = comparison.InsuranceOf(i, same_row && run_.files[r].kind == "social_insurance");
        const auto labour = comparison.LabourOf(i, same_row && run_.files[r].kind == "labour_resource");
        const std::string id = store_.NewId().ToBytes();
        WriteHead(*bulk, item, who, r, id, same_row ? reconcile::NameOf(row.matches[r].match) : "review");
        bulk->Int(EffectOf(i, row, insurance, labour, InsuredOf(run_.files[r].kind, row.matches[r]) == 1));
        bulk->Int(static_cast<int>(insurance));
        bulk->Int(static_cast<int>(labour));
        bulk->Bytes(store_.vault().Seal("comparison.review", id, BothSides(item, row, r, {})));
        bulk->Text("open");
        bulk->Text(purpose::kMatch);
        bulk->Null();
        TRY(bulk->EndRow());
      }
    }
    return any ? bulk->Finish() : Ok();
  }

  void WriteHead(db::BulkWriter& bulk, const reconcile::ReviewItem& item, std::size_t who, std::size_t r,
                 const std::string& id, std::string_view match) const {
    bulk.Int(roster_.counties[who]);
    bulk.Bytes(bytes_);
    bulk.Bytes(id);
    bulk.Bytes(roster_.ids[who].ToBytes());
    bulk.Text(run_.files[r].kind);
    bulk.Int(item.registry_row);
    bulk.Int(static_cast<std::int64_t>(item.registry_offset));
    bulk.Text(match);
    bulk.Int(std::llround(item.probability * 1e6));
    bulk.Int(std::llround(std::clamp(item.weight, -1000.0, 1000.0) * 1000));
    Optional(bulk, reconcile::RepairText(item.repair));
    std::string levels;
    for (const auto level : item.levels) levels += static_cast<char>('0' + level);
    bulk.Text(levels);
    bulk.Int(item.rivals);
  }

  // Who has a number that is wrong by its check digit while registries have the right one with the same name: one
  // proposal a person, with every registry that agrees.
  Status SaveCorrections(db::Connection& connection) {
    const auto& comparison = result_.comparison();
    std::map<std::uint32_t, std::vector<std::pair<std::size_t, const reconcile::ReviewItem*>>> found;
    for (std::size_t r = 0; r < comparison.registries(); ++r) {
      for (const auto& item : comparison.review(r)) {
        if (item.certain && item.registry_row == comparison.matches(r)[item.person].row &&
            comparison.CorrectionOf(r, item.person) != reconcile::kNoKey)
          found[item.person].emplace_back(r, &item);
      }
    }
    const auto bulk = Reviews(connection);
    bool any = false;
    for (const auto& [i, items] : found) {
      const auto [r, item] = items.front();
      const auto row = result_.Get(i);
      const std::size_t who = PersonOf(row.row);
      const std::string right = reconcile::IdText(comparison.CorrectionOf(r, i));
      const std::string target = store_.vault().Index("comparison.correction", right);
      if (TRY(WasRejected(connection, who, target))) continue;
      any = true;
      const std::string id = store_.NewId().ToBytes();
      WriteHead(*bulk, *item, who, r, id, reconcile::NameOf(row.matches[r].match));
      bulk->Int(0);
      bulk->Int(static_cast<int>(comparison.InsuranceOf(i)));
      bulk->Int(static_cast<int>(comparison.LabourOf(i)));
      reconcile::ReviewItem written = *item;
      written.registry_id = right;  // as the person's file would have it
      std::vector<std::pair<std::string, std::uint32_t>> agreeing;
      for (const auto& [registry, evidence] : items)
        agreeing.emplace_back(run_.files[registry].kind, evidence->registry_row);
      bulk->Bytes(store_.vault().Seal("comparison.review", id, BothSides(written, row, r, agreeing)));
      bulk->Text("open");
      bulk->Text(purpose::kCorrection);
      bulk->Bytes(target);
      TRY(bulk->EndRow());
    }
    return any ? bulk->Finish() : Ok();
  }

  // Somebody has said of an earlier run that this is not the person's number.
  Result<bool> WasRejected(db::Connection& connection, std::size_t who, const std::string& target) {
    const std::string person = roster_.ids[who].ToBytes();
    const auto n = TRY(connection.QueryInt(
        "SELECT count(*) FROM comparison_review v JOIN comparison_run r ON r.id = v.run_id WHERE v.county_id = ?1 AND "
        "v.person_id = ?2 AND v.target = ?3 AND v.state = 'rejected' AND r.state <> 'withdrawn'",
        {roster_.counties[who], db::Blob{person}, db::Blob{target}}));
    return n > 0;
  }

  // What nobody has decided before the next month is looked for anew; the registry's values do not stay (D12).
  Status ForgetOldReviews(db::Connection& connection) {
    TRY(connection.Execute(
        "UPDATE comparison_review SET data = NULL WHERE data IS NOT NULL AND run_id IN (SELECT id FROM comparison_run "
        "WHERE unit_id = ?1 AND period < ?2)",
        {run_.unit_id, std::int64_t{run_.period.ToInt()}}));
    return Ok();
  }

  Status SaveSidecar(db::Connection& connection) {
    const std::string text = FormatSidecar(sidecar_, KeyOf(store_));
    std::int64_t part = 0;
    for (std::size_t at = 0; at < text.size(); at += kSidecarPart, ++part) {
      const std::string sealed = store_.vault().Seal("comparison.sidecar", bytes_ + std::to_string(part),
                                                     std::string_view(text).substr(at, kSidecarPart));
      TRY(connection.Execute("INSERT INTO comparison_sidecar (run_id, part, data) VALUES (?1, ?2, ?3)",
                             {db::Blob{bytes_}, part, db::Blob{sealed}}));
    }
    return Ok();
  }

  Store& store_;
  const Scope& scope_;
  const ComparisonRun& run_;
  const StoreRoster& roster_;
  const CompareResult& result_;
  const Watch& watch_;
  const std::string bytes_;
  const Instant now_ = store_.Now();
  Sidecar sidecar_;
  std::unordered_map<std::uint32_t, ChangeKind> changes_;
  std::unordered_map<std::uint32_t, std::string> registry_changes_;  // as the column of that name
  std::vector<std::uint32_t> left_rows_;
  std::string note_;
};

}  // namespace

std::string_view ProposalOf(reconcile::Finding finding, std::string_view employment, bool has_spell, bool insured,
                            bool flexible) {
  using namespace people::state;
  if (finding == reconcile::Finding::kChangedEmployer && employment == kOnPost && has_spell && insured)
    return proposal::kChangeEmployer;
  if (finding != reconcile::Finding::kNewlyEmployed || has_spell) return {};
  if (insured && people::CheckTransition(employment, kOnPost, "registry") && employment != kDeparted)
    return proposal::kOnPost;
  if (!insured && flexible && people::CheckTransition(employment, kFlexible, "registry")) return proposal::kFlexible;
  return {};
}

Result<StoreRoster> ReadStoreRoster(Store& store, const Scope& scope) {
  StoreRoster roster;
  const auto& vault = store.vault();
  TRY(store.Query(
      scope,
      "SELECT p.id, p.county_id, p.name, p.employment, s.unit_code, s.employer_name, i.id, i.value, p.home_code, s.id, "
      "p.phone "
      "FROM person p JOIN person_identifier i ON i.county_id = p.county_id AND i.person_id = p.id AND i.status = "
      "'active' LEFT JOIN spell s ON s.county_id = p.county_id AND s.person_id = p.id AND s.state <> 'ended' WHERE "
      "{scope:p} ORDER BY p.home_code, p.id",
      {},
      [&](const db::Row& row) -> Status {
        if (!roster.ids.empty() && roster.ids.back() == row.Id(0)) return Ok();  // two open spells: the first counts
        roster.ids.push_back(row.Id(0));
        roster.counties.push_back(row.Int(1));
        roster.employment.push_back(row.String(3));
        roster.has_spell.push_back(row.IsNull(9) ? 0 : 1);
        RosterRow line;
        line.name = row.String(2);
        line.status = row.String(3);
        line.unit = row.String(4);
        line.unit_name = row.String(5);
        line.region = row.String(8);
        if (!row.IsNull(10)) line.phone = TRY(vault.Open("person.phone", row.Text(0), row.Text(10)));
        line.id_number = TRY(vault.Open("person_identifier.value", row.Text(6), row.Text(7)));
        roster.rows.push_back(std::move(line));
        return Ok();
      },
      true));
  return roster;
}

Result<std::vector<reconcile::LinkLabel>> LabelsOf(Store& store, const Scope& scope) {
  std::vector<reconcile::LinkLabel> labels;
  TRY(store.Query(scope,
                  "{shared}SELECT v.levels, v.state FROM comparison_review v JOIN comparison_run r ON r.id = v.run_id "
                  "WHERE r.unit_id = ?1 AND r.state <> 'withdrawn' AND v.purpose = 'match' AND v.state IN ('accepted', "
                  "'rejected') ORDER BY "
                  "v.decided_at DESC LIMIT 20000",
                  {scope.unit_id}, [&](const db::Row& row) {
                    reconcile::LinkLabel label;
                    label.same = row.Text(1) == "accepted";
                    for (const char c : row.Text(0)) label.levels.push_back(static_cast<std::uint8_t>(c - '0'));
                    labels.push_back(std::move(label));
                    return Ok();
                  }));
  return labels;
}

Status SaveRun(Store& store, const Scope& scope, const ComparisonRun& run, const StoreRoster& roster,
               const CompareResult& result, const Watch& watch) {
  return Saving(store, scope, run, roster, result, watch).Save();
}

Status Compare(Store& store, const Scope& scope, const Uuid& id, const std::vector<RegistryFile>& paths,
               const CompareOptions& options, const Watch& watch) {
  const ComparisonRun run = TRY(GetComparison(store, scope, id));
  if (run.state != "comparing" && run.state != "compared") return Fail(kRunStep, "这次比对已经做过");
  const StoreRoster roster = TRY(ReadStoreRoster(store, scope));
  if (roster.rows.empty()) return Fail(kBadInput, "范围内没有可比对的人", "请先导入名册");
  CompareOptions with_labels = options;
  with_labels.labels = TRY(LabelsOf(store, scope));
  if (watch.total) watch.total(100);
  const auto result =
      TRY(CompareFiles(roster.rows, paths, with_labels, [&](std::string_view, std::uint64_t done, std::uint64_t total) {
        if (watch.done && total > 0) watch.done(static_cast<std::int64_t>(100 * done / total));
      }));
  return SaveRun(store, scope, run, roster, result, watch);
}

}  // namespace gq::sources
