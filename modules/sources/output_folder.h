// The folder into which a command writes its results, looked at before anything is read or compared.
//
//   TRY(PrepareOutputFolder("out", {"links.csv", "summary.json"}, {left, right, config}));
//   OutputSet files("out", {"links.csv", "clusters.csv"});     // all that a run may leave but its summary.json
//   TRY(files.Write("links.csv", text));
//   TRY(files.Commit("{\"links\":3}"));                        // everything appears; answers the text of summary.json
//
// The files of a run appear together: they are written beside under other names and put in place at the end,
// summary.json last, which names the run and its files. A run that is killed leaves the files of the one before; killed
// while it puts its own in place, a folder without summary.json, which --since refuses. Thread-safety: one call at a
// time for a folder.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/file/file.h"

namespace gq::sources {

// Makes the folder when it is not there. kUsage when an output would replace one of the inputs (empty paths are none),
// however either is written; kIo when the outputs cannot be written.
Status PrepareOutputFolder(const std::string& folder, const std::vector<std::string_view>& outputs,
                           const std::vector<std::string>& inputs);

inline constexpr std::string_view kManifest = "summary.json";

class OutputSet {
 public:
  // Removes what a killed run left half-written.
  OutputSet(std::string folder, std::vector<std::string_view> names);
  // A file of the run, to be written by the caller; it appears with the others. `name` is one of the names.
  Result<file::AtomicFile*> Create(std::string_view name);
  Status Write(std::string_view name, std::string_view text);
  // Puts on the disk what was written so far, still out of sight.
  Status Sync();
  // Files of the names that were not written are removed. `summary`: a JSON object, to which "run" and "files" (name
  // and bytes) are added.
  Result<std::string> Commit(std::string summary);

 private:
  std::string folder_;
  std::vector<std::string_view> names_;
  std::map<std::string, file::AtomicFile, std::less<>> files_;
};

// The bytes of a file of a finished run. kFile when the run that wrote the folder did not finish, or the file is not
// the one that it wrote.
Result<std::string> ReadOutput(const std::string& folder, std::string_view name);

}  // namespace gq::sources
