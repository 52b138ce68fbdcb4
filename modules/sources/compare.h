// The comparison with files around it (HN-22): reads roster and registries, runs engines/reconcile, hands back what was
// found.
//
//   std::vector<RosterRow> roster = ...;                              // or RosterFromFile(path)
//   CompareResult result = TRY(CompareFiles(roster, {{"social_insurance", "a.csv"}, {"labour_resource", "b.csv"}},
//   options)); for (std::size_t i = 0; i < result.size(); ++i) {
//     RowFinding row = result.Get(i);                                 // row.finding, row.flags,
//     row.matches[0].employer_code ...
//   }
//   TRY(WriteCompare(result, {.folder = "compare"}));                 // compare_output.h: the files of formats.md
//
// Registries may be CSV (UTF-8, GB18030) or XLSX; of their rows nothing is kept but what concerns people of the roster
// (D12). Thread-safety: CompareFiles uses options.threads threads; a CompareResult may be read by any number.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/reconcile.h"

namespace gq::sources {

// A person of the roster as the caller has it. Texts in UTF-8; status: a word or code of rules/reconcile/words.csv.
struct RosterRow {
  std::string id_number, name, status, unit, unit_name, phone, region;
};

struct RegistryFile {
  std::string kind;  // social_insurance, labour_resource, social_card
  std::string path;
};

struct CompareOptions {
  int threads = 1;
  bool near = true;
  reconcile::Isa isa = reconcile::Isa::kBest;
  reconcile::HeaderMap header_map;  // ("id_number", "身份证") pairs beside the built-in headers
  std::function<std::int64_t(std::string_view)> place_of;  // reconcile::Options::place_of
  std::vector<reconcile::LinkLabel> labels;  // what people decided about near matches of earlier comparisons
};

// stage: "roster", or the registry's kind; done and total in bytes. Called from any thread, one call at a time.
using CompareProgress = std::function<void(std::string_view stage, std::uint64_t done, std::uint64_t total)>;

// A rejected row or a remark, with the file it belongs to: "roster" or the registry's kind.
struct FileIssue {
  std::string file;
  reconcile::Issue issue;
};

struct RegistryFinding {
  reconcile::MatchKind match = reconcile::MatchKind::kNone;
  std::uint32_t row = 0;  // of the registry; 0 = none
  std::string repair;     // "15_to_18;blanks" ...
  std::uint8_t state = reconcile::kStateUnknown;
  std::string_view employer_code, employer_name;
  bool employee_scheme = false;  // social insurance: 职工, not 城乡居民
  std::int32_t since = 0;        // yyyymmdd, day 0 when only the month is known
  std::int64_t place = 0;        // 12-digit code of where the row says that the work is; 0: it does not
};

struct RowFinding {
  std::uint32_t row = 0;  // of the roster; index + 1 when it came from memory
  reconcile::Finding finding = reconcile::Finding::kNotEmployed;
  std::uint8_t flags = 0;                // reconcile::OutcomeFlag
  std::vector<RegistryFinding> matches;  // in the order of the registries
};

class CompareResult {
 public:
  std::size_t size() const { return roster_->size(); }
  RowFinding Get(std::size_t i) const;
  std::vector<std::string> Explain(std::size_t i) const { return comparison_->Explain(i); }
  const reconcile::Roster& roster() const { return *roster_; }
  const reconcile::Comparison& comparison() const { return *comparison_; }
  const std::vector<FileIssue>& issues() const { return issues_; }
  std::uint64_t rejected() const;  // rows of all files
  int threads() const { return threads_; }
  double seconds() const { return seconds_; }

 private:
  friend class CompareRun;
  std::unique_ptr<reconcile::Roster> roster_;
  std::unique_ptr<reconcile::Comparison> comparison_;
  std::vector<FileIssue> issues_;
  int threads_ = 1;
  double seconds_ = 0;
};

Result<CompareResult> CompareFiles(const std::vector<RosterRow>& roster, const std::vector<RegistryFile>& registries,
                                   const CompareOptions& options, const CompareProgress& progress = nullptr);
// The same with the roster in a file.
Result<CompareResult> CompareRosterFile(const std::string& roster, const std::vector<RegistryFile>& registries,
                                        const CompareOptions& options, const CompareProgress& progress = nullptr);

// Rules, code tables and name variants that the program carries.
Result<const reconcile::Context*> GetCompareContext();

}  // namespace gq::sources
