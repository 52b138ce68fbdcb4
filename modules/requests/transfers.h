// Taking over somebody who is registered in another county (D3, D4). Thread-safety: from any thread.
#pragma once

#include <string>

#include "base/result.h"
#include "kits/json/reader.h"
#include "kits/store/store.h"
#include "modules/people/model.h"
#include "modules/requests/model.h"

namespace gq::requests {

inline constexpr int kTransferDays = 30;  // to answer

// {"id_number", "name", "home_unit", "reason"}: asks the holder. It counts as a probe (modules/people/register.h). The
// answer does not say where the person is registered.
Result<TransferRequest> OpenTransfer(Store& store, const Scope& scope, const json::Node& fields);
// By the holder; a refusal needs a reason. Accepting moves person, numbers, spells, intentions and observations to the
// asking county in one transaction, with events in both chains and a row of person_moved; the household link ends.
// Decisions and proposals stay with the county that made them. Spells in a destination's hands stay there.
Result<TransferRequest> DecideTransfer(Store& store, const Scope& scope, const Uuid& id, bool accept,
                                       std::string_view answer);
// Open requests whose time is over are expired; called when they are listed.
bool IsExpired(const TransferRequest& request, Date today);

}  // namespace gq::requests
