// Undoing everything that one cause has written, by compensating events (D11): an import, a comparison that was
// applied. Thread-safety: from any thread; one cause by one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "modules/imports/service.h"

namespace gq::imports {

// Goes through the events of `cause`, newest first: what they inserted goes, what they changed comes back, and what
// somebody has changed since is left and answered. What is written carries `undo_cause`, so that an undoing taken up
// again after a crash undoes no compensation of its own. watch.done gets events. `again`: it has been undone before,
// and only what was kept then is looked at anew; who has acted on a record since keeps all of it.
Result<std::vector<LaterEdit>> UndoEvents(Store& store, const std::string& actor, const std::string& cause,
                                          const std::string& undo_cause, const Watch& watch, bool again = false);

// For what causes others have written about the subject ?2 of chain ?1 after event ?3; those that were undone
// themselves are for the caller to leave out. Looking at somebody's record is no change of it, nor is what a comparison
// has found without changing anything else. Joined in this order, the subject is looked up first: SQLite would rather
// read the rest of the chain for every event.
inline constexpr std::string_view kLaterSql =
    "SELECT DISTINCT e.cause FROM event s CROSS JOIN event e WHERE s.chain = ?1 AND s.subject_id = ?2 AND s.seq > ?3 "
    "AND "
    "e.chain = s.chain AND e.seq = s.seq AND e.cause <> ?4 AND e.cause <> ?5 AND e.action NOT IN ('person.reveal', "
    "'person.finding')";

}  // namespace gq::imports
