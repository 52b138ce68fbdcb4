// Where commands leave their files: never over one that they read, and a folder of results all at once.
//
//   auto results = TRY(ResultFolder::Create(out, {"plan.csv", "posts.csv"}, "summary.json", {workers, posts}));
//   ... write results.path() + "/plan.csv", …, "/summary.json"
//   TRY(results.Publish());
//
// Until then the results of a run before stand there whole. The last name is the one that says that the others belong
// together: it goes first and comes last, so a run that is cut off while files are put in place leaves a folder without
// it, and one that is cut off before leaves the old results. Two runs at once into one folder are not kept apart.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gq::matching {

// kUsage: one of the outputs is one of the inputs. Empty paths, and outputs that are not there, are none.
Status RefuseToOverwrite(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs);

// One thread at a time.
class ResultFolder {
 public:
  // Makes the folder if it is not there. kUsage as above; kIo: it cannot be made or written, or a folder bears the name
  // of a file.
  static Result<ResultFolder> Create(const std::string& folder, std::vector<std::string> names, std::string last,
                                     const std::vector<std::string>& inputs);
  ResultFolder(ResultFolder&& other) noexcept;
  ResultFolder& operator=(ResultFolder&&) = delete;
  ~ResultFolder();

  const std::string& path() const { return path_; }
  // Files that were not written are taken away where a run before has left them.
  Status Publish();

 private:
  ResultFolder() = default;
  std::string folder_, path_, last_;
  std::vector<std::string> names_;
};

}  // namespace gq::matching
