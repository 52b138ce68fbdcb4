// Only who a table's rows are about: ID and name of each row, streamed in file order, for work that needs neither a
// roster in memory nor states (private comparison).
//
//   TableCounts counts = TRY(ReadIdentities(bytes, TableKind::kSocialCard, context, options, issues,
//                                           [&](std::vector<Identity>& some) { ...; return Ok(); }));
//
// Rejected rows do not come; rows without an ID and without a name are rejected as in a roster. Threads as in stream.h;
// `take` is called by one thread at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engines/reconcile/reconcile.h"

namespace gq::reconcile {

struct Identity {
  std::uint64_t row = 0;  // from 1
  ParsedId id;
  std::string name;  // folded, variants replaced (FoldName): names that count as the same are equal
};

Result<TableCounts> ReadIdentities(ByteReader& bytes, TableKind kind, const Context& context, const Options& options,
                                   const IssueSink& issues, const std::function<Status(std::vector<Identity>&)>& take);

}  // namespace gq::reconcile
