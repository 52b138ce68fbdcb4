// A store filled with made-up people of Hunan for measurements: person, identifier with keyed indexes, spell; events
// and counters as always.
#pragma once

#include <cstdint>
#include <string>

#include "apps/gangqiao/program.h"

namespace gq::bench {

// Adds people until there are `people`; the same people for the same number (seeded).
Status Fill(Program& program, std::int64_t people);
// Persons, identifiers, spells, intentions, observations and households as plain text into a new SQLite file, with one
// session: what a program without sealing would hold. For the peers of bench/http.
Status ExportPlain(Program& program, const std::string& path, const std::string& session_token,
                   std::int64_t people_max);

}  // namespace gq::bench
