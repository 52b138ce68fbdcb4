// Why not: the row of a decision table that pays and lacks least, and what it still asks for. Thread-safety: from any
// thread.
#pragma once

#include <string>

#include "engines/policy/policy.h"
#include "kits/json/writer.h"

namespace gq::claims {

// Objects of an open list: the cells that the nearest paying row of `model` (the text of a DMN file) still asks for,
// before them those of the rows above it that stand in the way. `inputs`: of the decision "decision".
void WriteNearest(json::Writer& out, const std::string& model, const policy::Context& inputs);

}  // namespace gq::claims
