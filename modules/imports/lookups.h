// The look-ups of imports over the installed code tables, division tree and pinyin. Built once; thread-safe.
#pragma once

#include <memory>

#include "modules/imports/columns.h"

namespace gq {
class RegionTree;
class Scope;
}  // namespace gq

namespace gq::imports {

// `tree` must outlive the result.
Result<Lookups> MakeLookups(const RegionTree& tree);

// `lookups` around the home side of a scope, else as they are.
Lookups Around(const Lookups& lookups, const Scope& scope);

}  // namespace gq::imports
