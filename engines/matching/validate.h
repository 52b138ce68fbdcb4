// Checks what a caller hands to Matcher::Create. Pure; thread-safe.
#pragma once

#include "engines/matching/matching.h"

namespace gq::matching {

// kBadWorld: sizes that differ, references outside their table, numbers outside their range; details row (from 1) and
// field.
Status ValidateWorld(const Workers& workers, const Posts& posts, const Places& places, const Weights& weights);

}  // namespace gq::matching
