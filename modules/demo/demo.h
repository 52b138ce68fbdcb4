// `gangqiao demo`: a month's input for a labour-sending prefecture, with the truth beside it
// (docs/reference/demo-data.md).
//
// Writes roster.xlsx (roster.csv above 300,000 workers: a sheet holds 1,048,576 rows), social_insurance.csv,
// labour_resource.csv (GB18030), social_card.csv, posts.xlsx, employers.csv, claims.csv and truth/. The people are
// invented; a number may belong to somebody by chance, so the files are for tests only. Same options, same bytes, on
// every machine. Memory: about 20 bytes a person while numbers are given out.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "kits/codes/region_tree.h"
#include "modules/demo/population.h"

namespace gq::demo {

struct Report {
  std::uint64_t roster = 0, roster_defects = 0, social_insurance = 0, labour_resource = 0, social_card = 0,
                employers = 0, posts = 0, claims = 0;
};

// `step` hears what is being written. `folder` is made when it is missing; files in it are replaced.
Result<Report> WriteDemo(const std::string& folder, const Options& options, const RegionTree& tree,
                         const std::function<void(std::string_view)>& step);

}  // namespace gq::demo
