// Where the people of the demo live and work: villages with weights, and cities with employers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/codes/region_tree.h"

namespace gq::demo {

struct Village {
  UnitCode code;
  std::string path;          // 湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村
  std::string address;       // 花垣县双龙镇十八洞村
  std::uint64_t weight_end;  // cumulative
  std::uint8_t people;       // surnames and ethnicities: 0 Miao, 1 Tujia, 2 elsewhere
  std::uint8_t origin;       // 0 湘西, 1 广元, 2 定西
};

struct City {
  UnitCode code;       // county level, or 东莞, 中山
  std::string path;    // 福建省福州市马尾区
  std::string label;   // 福州: begins firms' names
  std::uint8_t group;  // Destination
};

// Where an employer is.
enum Destination : std::uint8_t { kGuangdong, kFuzhou, kZhejiang, kChangsha, kXiangxi, kDestinations };

class Places {
 public:
  static Result<Places> Build(const RegionTree& tree);

  const std::vector<Village>& villages() const { return villages_; }
  // The village at a share of the whole population: `position` of `total`.
  std::uint32_t VillageAt(std::uint64_t position, std::uint64_t total) const;
  const std::vector<City>& cities(Destination group) const { return cities_[group]; }
  std::size_t XiangxiVillages() const { return xiangxi_villages_; }

 private:
  Status AddVillages(const RegionTree& tree, std::string_view prefix, std::uint8_t origin, std::uint8_t people,
                     std::uint64_t share);
  std::vector<Village> villages_;
  std::vector<City> cities_[kDestinations];
  std::size_t xiangxi_villages_ = 0;
};

}  // namespace gq::demo
