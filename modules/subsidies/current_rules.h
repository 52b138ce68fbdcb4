// The rules in force for everything that works on a store: the files that the program brings along, and over them what
// was published into the database (overlay.h). Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kits/store/store.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/publication_record.h"

namespace gq::subsidies {

// The rules of FindRulesFolder() with the publications of the store over them, read again when a file has changed or
// somebody has published: also another server of the same database, since every call asks for the last publication.
// Errors as LoadRules; kBadRule when files and publications do not fit each other, or the publications were changed.
// What was answered stays as it is while somebody holds it.
Result<std::shared_ptr<const Rules>> CurrentRules(Store& store);

// All publications, in their order.
Result<std::vector<RulePublication>> Publications(Store& store);

}  // namespace gq::subsidies
