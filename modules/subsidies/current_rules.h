// The rules in force for everything that runs in a server. Thread-safe.
#pragma once

#include <memory>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// The rules of FindRulesFolder(), read again when a file of theirs has changed. Errors as LoadRules. What was answered
// stays as it is while somebody holds it.
Result<std::shared_ptr<const Rules>> CurrentRules();

}  // namespace gq::subsidies
