#include "modules/sources/compare.h"

#include <chrono>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "kits/codes/name_variants.h"
#include "kits/csv/encoding.h"
#include "kits/pinyin/pinyin.h"
#include "modules/sources/embedded.h"
#include "modules/sources/table_bytes.h"

namespace gq::sources {

using reconcile::Comparison;
using reconcile::Roster;

Result<const reconcile::Context*> GetCompareContext() {
  static const Result<reconcile::Context> context = []() -> Result<reconcile::Context> {
    return reconcile::Context{TRY(reconcile::Rules::Parse(FindingsCsv(), WordsCsv())),
                              reconcile::Gb18030([](std::string_view text, std::string& utf8) {
                                return csv::AppendGb18030AsUtf8(text, utf8);
                              }),
                              reconcile::Variants::Parse(NameVariantsCsv()),
                              [](std::string_view name) { return NamePinyin(name).pinyin; }};
  }();
  if (!context) return Fail(context.error());
  return &*context;
}

namespace {

// What segments took and gave back lies in the threads' heaps: tens of megabytes in a province.
void ReturnFreedMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace

class CompareRun {
 public:
  CompareRun(const CompareOptions& options, const CompareProgress& progress)
      : options_(options), progress_(progress), started_(std::chrono::steady_clock::now()) {}

  Result<Roster> ReadRoster(const std::string& path) {
    const auto bytes = TRY(OpenTable(path, reconcile::TableKind::kRoster, options_.header_map));
    auto roster =
        Roster::Read(*bytes, *TRY(GetCompareContext()), EngineOptions("roster", bytes->size()), Sink("roster"));
    if (!roster) roster.error().With("file", path);
    if (roster && roster->counts().rows == 0) Warn("roster", "no_rows", result_.issues_.size());
    if (roster && AreCut(roster->counts())) Warn("roster", "ids_cut", result_.issues_.size());
    return roster;
  }

  Result<CompareResult> Compare(Roster roster, const std::vector<RegistryFile>& registries) {
    const reconcile::Context& context = *TRY(GetCompareContext());
    result_.threads_ = options_.threads;
    result_.roster_ = std::make_unique<Roster>(std::move(roster));
    result_.comparison_ = std::make_unique<Comparison>(*result_.roster_, context, EngineOptions("", 0));
    for (const RegistryFile& file : registries) {
      ReturnFreedMemory();
      if (auto added = AddRegistry(file, &file == &registries.back()); !added)
        return Fail(std::move(added).error().With("file", file.path));
    }
    result_.comparison_->Finish();
    result_.seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    return std::move(result_);
  }

 private:
  static constexpr std::uint64_t kMany = 20;

  Status AddRegistry(const RegistryFile& file, bool last) {
    reconcile::RegistryName name{file.kind, reconcile::TableKind::kRoster};
    if (!reconcile::FindRegistryKind(file.kind, name.kind)) {
      return Fail(kUsage, "不认识的登记库：" + file.kind, "应为 social_insurance、labour_resource 或 social_card");
    }
    const auto bytes = TRY(OpenTable(file.path, name.kind, options_.header_map));
    result_.comparison_->set_progress(Report(file.kind, bytes->size()));
    const std::size_t before = result_.issues_.size();
    TRY(result_.comparison_->AddRegistry(name, *bytes, Sink(file.kind), last));
    const std::string_view missing = result_.comparison_->counts(result_.comparison_->registries() - 1).missing_columns;
    if (!missing.empty()) {
      const char* column = missing == "unit_missing"         ? "unit"
                           : missing == "state_unit_missing" ? "state;unit"
                                                             : "state";
      Warn(file.kind, missing, before, column);
    }
    const reconcile::TableCounts& counts = result_.comparison_->counts(result_.comparison_->registries() - 1);
    if (const std::string_view code = Unlikely(counts); !code.empty()) Warn(file.kind, code, before);
    if (AreCut(counts)) Warn(file.kind, "ids_cut", before);
    return Ok();
  }

  // Of the file as a whole, in front of what is said of its rows.
  void Warn(const std::string& file, std::string_view code, std::size_t before, const char* column = "id_number") {
    result_.issues_.insert(result_.issues_.begin() + static_cast<std::ptrdiff_t>(before),
                           {file, {0, column, "", code, false}});
  }
  // A number or two that a spreadsheet has ruined are typed in by hand; one in twenty is a column of numbers.
  static bool AreCut(const reconcile::TableCounts& counts) {
    return counts.ids_cut >= kMany && counts.ids_cut * 20 >= counts.rows;
  }
  // A registry without anybody of the roster: of a few rows that is chance, of many the wrong file or column.
  std::string_view Unlikely(const reconcile::TableCounts& counts) const {
    if (counts.rows == 0) return "no_rows";
    return counts.matched == 0 && counts.rows >= kMany && result_.roster_->size() >= kMany ? "nobody_found" : "";
  }

  std::function<void(std::uint64_t)> Report(const std::string& stage, std::uint64_t total) const {
    if (!progress_) return nullptr;
    return [this, stage, total](std::uint64_t done) { progress_(stage, done, total); };
  }

  reconcile::Options EngineOptions(const std::string& stage, std::uint64_t total) const {
    reconcile::Options options;
    options.threads = options_.threads;
    options.isa = options_.isa;
    options.near = options_.near;
    options.header_map = options_.header_map;
    options.near_labels = options_.labels;
    options.place_of = options_.place_of;
    options.progress = Report(stage, total);
    return options;
  }

  reconcile::IssueSink Sink(const std::string& file) {
    return [this, file](const reconcile::Issue& issue) { result_.issues_.push_back({file, issue}); };
  }

  const CompareOptions& options_;
  const CompareProgress& progress_;
  std::chrono::steady_clock::time_point started_;
  CompareResult result_;
};

RowFinding CompareResult::Get(std::size_t i) const {
  RowFinding out;
  out.row = roster_->row(i);
  out.finding = comparison_->outcome(i).finding;
  out.flags = comparison_->outcome(i).flags;
  for (std::size_t r = 0; r < comparison_->registries(); ++r) {
    const reconcile::Match& match = comparison_->matches(r)[i];
    RegistryFinding finding;
    finding.match = match.kind;
    finding.row = match.row;
    finding.repair = comparison_->RepairOf(r, i);
    finding.state = match.state;
    finding.employer_code = roster_->employers().Code(match.employer);
    finding.employer_name = roster_->employers().Name(match.employer);
    finding.employee_scheme = match.employee_scheme;
    finding.since = match.since;
    finding.place = roster_->employers().Place(match.employer);
    out.matches.push_back(std::move(finding));
  }
  return out;
}

std::uint64_t CompareResult::rejected() const {
  std::uint64_t n = roster_->counts().rejected;
  for (std::size_t r = 0; r < comparison_->registries(); ++r) n += comparison_->counts(r).rejected;
  return n;
}

Result<CompareResult> CompareFiles(const std::vector<RosterRow>& roster, const std::vector<RegistryFile>& registries,
                                   const CompareOptions& options, const CompareProgress& progress) {
  CompareRun run(options, progress);
  const auto get = [&](std::size_t i) {
    const RosterRow& row = roster[i];
    return reconcile::RosterCells{row.id_number, row.name, row.status, row.unit, row.unit_name, row.phone, row.region};
  };
  return run.Compare(Roster::FromRows(roster.size(), get, *TRY(GetCompareContext()), options.near), registries);
}

Result<CompareResult> CompareRosterFile(const std::string& roster, const std::vector<RegistryFile>& registries,
                                        const CompareOptions& options, const CompareProgress& progress) {
  CompareRun run(options, progress);
  return run.Compare(TRY(run.ReadRoster(roster)), registries);
}

}  // namespace gq::sources
