// The parts of the static checks. Internal to the engine.
#pragma once

#include <vector>

#include "engines/policy/check/check.h"

namespace gq::policy {

struct Element;

// Adds what is wrong with the types and names of one element.
void CheckTypes(const Element& element, std::vector<Finding>* findings);

}  // namespace gq::policy
