// The folder into which a command writes its results, looked at before anything is read or worked out.
//
//   TRY(file::PrepareOutputFolder("out", {"plan.csv", "posts.csv", "summary.json"}, {workers, posts, weights}));
//   auto files = TRY(file::OutputSet::Create("out", {"plan.csv", "posts.csv"}));   // all but its summary.json
//   TRY(files.Write("plan.csv", text));
//   TRY(WritePosts(files.Path("posts.csv")));                  // by a writer of its own
//   TRY(files.Commit("{\"placed\":3}"));                       // everything appears; answers the text of summary.json
//
// The files of a run appear together: they are written in a hidden folder beside (mode 0700) and put in place at the
// end, the manifest last, which names the run and its files. A run that is killed leaves the files of the one before;
// killed while it puts its own in place, a folder without manifest, which ReadOutput refuses. What it had written goes
// when the next run begins. Of two at once into one folder the second waits until the first is done, a minute at most;
// the files of the last stand.
// Thread-safety: one thread at a time for an object.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::file {

inline constexpr std::string_view kSummary = "summary.json";

// kUsage when writing `output` would replace one of the inputs (empty paths are none), however either is written.
Status RefuseToOverwrite(const std::string& output, const std::vector<std::string>& inputs);

// Makes the folder when it is not there. kUsage as above for each of `outputs`; kIo when they cannot be written.
Status PrepareOutputFolder(const std::string& folder, const std::vector<std::string>& outputs,
                           const std::vector<std::string>& inputs);

class OutputSet {
 public:
  // `folder` is there. `names`: all that a run may leave but its manifest. kIo: the folder cannot be written; kUsage:
  // another run has been writing there for a minute.
  static Result<OutputSet> Create(const std::string& folder, std::vector<std::string> names,
                                  std::string_view manifest = kSummary);
  OutputSet(OutputSet&& other) noexcept;
  OutputSet& operator=(OutputSet&&) = delete;
  ~OutputSet();  // not committed: nothing appears

  // Where files are written, to be found under their names; of others nothing appears.
  const std::string& staging() const { return staging_; }
  std::string Path(std::string_view name) const { return staging_ + "/" + std::string(name); }
  Status Write(std::string_view name, std::string_view text);
  // Once. Files of the names that were not written are taken away where a run before has left them. `summary`: a JSON
  // object, to which "run" and "files" (name and bytes) are added. After an error the folder has no manifest, or that
  // of the run before with its files.
  Result<std::string> Commit(std::string summary);

 private:
  OutputSet() = default;

  int lock_ = -1;
  std::string folder_, staging_, manifest_;
  std::vector<std::string> names_;
};

// The bytes of a file of a finished run, its manifest too. kFile when the run that wrote the folder did not finish, or the file is not
// the one that it wrote.
Result<std::string> ReadOutput(const std::string& folder, std::string_view name, std::string_view manifest = kSummary);

}  // namespace gq::file
