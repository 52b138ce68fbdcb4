// One pass over the rows of a run.
// Thread-safety: a Pass belongs to one thread at a time.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "modules/imports/claims.h"
#include "modules/imports/records.h"
#include "modules/imports/roster.h"

namespace gq::imports {

// The rows of a chunk as values of their kind; problems name what could not be read. A row is good when none of them is
// its own, remarks apart.
struct ParsedRows {
  std::vector<RosterRow> people;
  std::vector<RecordRow> records;
  std::vector<ClaimRow> claims;
  std::vector<Problem> problems;
  std::int64_t bad_rows = 0;
};
// Needs no database and looks at no row but its own: another thread may do it ahead of the pass.
ParsedRows ParseRows(std::string_view kind, const std::vector<RawRow>& raw, const Lookups& lookups);

// Refuses numbers that came before, plans; with a unit of work also writes there.
class Pass {
 public:
  Pass(Store& store, const Scope& scope, std::string kind, const Lookups& lookups, Date as_of);

  struct Done {
    std::vector<Planned> planned;
    std::vector<Problem> problems;
    std::int64_t bad_rows = 0;
  };
  Result<Done> Run(ParsedRows rows, UnitOfWork* work);

 private:
  void RemarkSecondHeads(const std::vector<RosterRow>& people, std::vector<Problem>& problems);

  Store& store_;
  Scope scope_;
  std::string kind_;
  Date as_of_;
  RosterBatch batch_;
  std::unordered_set<std::string> seen_;                 // ID numbers of good rows
  std::unordered_map<std::string, std::int64_t> heads_;  // by household: the row of the sheet that names its head
};

}  // namespace gq::imports
