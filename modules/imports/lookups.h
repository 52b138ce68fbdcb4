// The look-ups of imports over the installed code tables, division tree and pinyin. Built once; thread-safe.
#pragma once

#include <memory>

#include "modules/imports/columns.h"

namespace gq {
class RegionTree;
}

namespace gq::imports {

// `tree` must outlive the result.
Result<Lookups> MakeLookups(const RegionTree& tree);

}  // namespace gq::imports
