// The files of the demo. Each function writes one of them (and its truth) in one pass.
#pragma once

#include <string>

#include "base/result.h"
#include "modules/demo/demo.h"
#include "modules/demo/employers.h"
#include "modules/demo/population.h"

namespace gq::demo {

struct World {
  const Options& options;
  const Places& places;
  const Employers& employers;
  const std::vector<Post>& posts;
  const Population& people;
  std::string folder;

  std::string File(std::string_view name) const { return folder + "/" + std::string(name); }
};

Status WriteRoster(const World& world, Report& report);  // roster.xlsx or .csv, truth/people.csv, truth/employment.csv
Status WriteSocialInsurance(const World& world,
                            Report& report);  // each registry also writes truth/links_<registry>.csv
Status WriteLabourResource(const World& world, Report& report);
Status WriteSocialCard(const World& world, Report& report);
Status WriteEmployers(const World& world, Report& report);
Status WritePosts(const World& world, Report& report);
Status WriteClaims(const World& world, Report& report);

}  // namespace gq::demo
