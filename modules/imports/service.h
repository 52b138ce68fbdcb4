// Imports in five steps (D11, ux.md 2.4): choose, map, check without writing, look at the changes, run; and withdraw.
//
//   uploaded -> (mapped) -> checked -> running -> done -> withdrawing -> withdrawn
//                                          \-> failed, resumable: the same call goes on at the first chunk that is not
//                                          applied
//
// The file and everything read from it are sealed in the database. Rows are staged in chunks of 2,000; a chunk is
// applied in one transaction that also marks it, so after a crash no chunk is applied twice and other users' saves wait
// for one chunk at most. Withdrawal writes compensating events: what the import inserted goes, what it changed comes
// back, and what somebody has edited since is left and listed. Thread-safety: from any thread; one run is worked on by
// one job at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/file/file.h"
#include "kits/store/store.h"
#include "modules/imports/columns.h"

namespace gq::jobs {
class JobStep;
}

namespace gq::imports {

// Rows that cannot be taken; nothing was imported.
inline constexpr ErrorKind kBadRows{"import.bad_rows", 422, "文件里有不能导入的行", "Rows that cannot be imported"};
// A step out of its order: run before check, mapping after the run.
inline constexpr ErrorKind kWrongStep{"import.wrong_step", 409, "这次导入现在不能做这一步",
                                      "Not possible at this step"};

struct Totals {
  std::int64_t rows = 0, added = 0, updated = 0, same = 0, conflict = 0, error = 0;
  std::int64_t remark = 0;  // things to look at; they keep no row back
};

struct FileColumn {
  std::string header;
  std::string field;                 // key of ColumnsOf, or empty
  std::vector<std::string> samples;  // masked
};

struct Run {
  Uuid id;
  std::string kind, file_name, file_hash, state, actor, message;
  std::int64_t file_size = 0, unit_id = 0, rows_done = 0, row_count = 0;
  bool good_rows_only = false;
  Uuid job_id;
  Totals totals;
  std::vector<FileColumn> columns;
  Instant created_at, finished_at;
};

// What a step reports while it works; null members are left out.
struct Watch {
  std::function<void(std::int64_t total)> total;
  std::function<void(std::int64_t done)> done;
  std::function<bool()> cancelled;
};

// The run of the same file that this account began from the command line and a crash left behind, while checking or
// writing: the same command takes it up again (D11).
Result<std::optional<Run>> FindBrokenOff(Store& store, const Scope& scope, std::string_view kind,
                                         const std::string& path);

Result<Run> Upload(Store& store, const Scope& scope, std::string_view kind, std::string_view file_name,
                   const std::string& path);
Result<Run> GetRun(Store& store, const Scope& scope, const Uuid& id);
// Checked, or failed on the way: somebody has to go on with it.
inline bool IsWaiting(const Run& run) { return run.state == "checked" || run.state == "failed"; }
Result<std::vector<Run>> ListRuns(Store& store, const Scope& scope, int limit);
// header -> key of the column, or "" for "leave out"; remembered for the unit and kind.
Result<Run> SetMapping(Store& store, const Scope& scope, const Uuid& id,
                       const std::vector<std::pair<std::string, std::string>>& mapping);
Result<Run> Check(Store& store, const Scope& scope, const Uuid& id, const Lookups& lookups, Date as_of,
                  const Watch& watch);
// kBadRows when there are bad rows and good_rows_only is not set.
Result<Run> Apply(Store& store, const Scope& scope, const Uuid& id, const Lookups& lookups, Date as_of,
                  bool good_rows_only, const Watch& watch);
struct LaterEdit {
  std::string type, name, field;
};
Result<std::vector<LaterEdit>> Withdraw(Store& store, const Scope& scope, const Uuid& id, const Watch& watch);

// How the file of the run heads a column (by its label or a synonym); the name itself where the file has no such
// column.
std::string HeaderIn(const Run& run, std::string_view column);
// Problems name the columns as the file does.
Result<std::vector<Problem>> Problems(Store& store, const Scope& scope, const Uuid& id, int page, int size);
Result<std::int64_t> CountProblems(Store& store, const Scope& scope, const Uuid& id);  // a row may have several
// Changes as JSON objects {"row","kind","person":{...},"cells":[...]}; kind empty for all.
Result<std::vector<std::string>> Changes(Store& store, const Scope& scope, const Uuid& id, std::string_view kind,
                                         int page, int size);
// The uploaded file in clear, for as long as it is read.
Result<file::UnnamedFile> RestoreFile(Store& store, const Scope& scope, const Uuid& id);

std::string ToJson(const Run& run);

}  // namespace gq::imports
