// The files of `compare --out DIR` (docs/reference/formats.md): people.csv, review.csv, rejects.csv, duplicates.csv,
// changes.csv, registry_changes.csv, sidecar.bin, summary.json. They appear together (kits/file/output_folder.h), mode
// 0600: they hold personal data. Thread-safety: one call at a time for a folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "modules/sources/compare.h"
#include "modules/sources/sidecar.h"

namespace gq::sources {

struct CompareOutput {
  std::string folder;        // made when it is not there
  std::string since_folder;  // of last month's comparison; empty: no changes.csv
  std::string key_path;      // of the sidecar's secret; empty: DefaultSidecarKeyPath()
  std::optional<Date> as_of;
};
// What nobody may overlook: of each registry without the columns that its findings need, one line with its cure.
std::vector<std::string> WarningsOf(const CompareResult& result);
// The text of summary.json; `seconds`: of writing.
std::string FormatSummary(const CompareResult& result, const std::optional<Date>& as_of, double seconds);
// Before anything is read: kUsage when the run would overwrite one of its own inputs (the roster, the registries, last
// month's sidecar, `other_inputs`), kIo when the folder cannot be written.
Status PrepareCompare(const CompareOutput& output, const std::string& roster,
                      const std::vector<RegistryFile>& registries, const std::vector<std::string>& other_inputs);
// Writes the files and removes the changes of an earlier run when this one has none; answers the text of summary.json.
Result<std::string> WriteCompare(const CompareResult& result, const CompareOutput& output);

}  // namespace gq::sources
