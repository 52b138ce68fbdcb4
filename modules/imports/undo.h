// Undoing everything that one cause has written, by compensating events (D11): an import, a comparison that was
// applied. Thread-safety: from any thread; one cause by one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "modules/imports/service.h"

namespace gq::imports {

// Goes through the events of `cause`, newest first: what they inserted goes, what they changed comes back, and what
// somebody has changed since is left and answered. What is written carries `undo_cause`, so that an undoing taken up
// again after a crash undoes no compensation of its own. watch.done gets events.
Result<std::vector<LaterEdit>> UndoEvents(Store& store, const std::string& actor, const std::string& cause,
                                          const std::string& undo_cause, const Watch& watch);

}  // namespace gq::imports
