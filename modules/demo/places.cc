#include "modules/demo/places.h"

#include <algorithm>

#include "modules/demo/draw.h"

namespace gq::demo {

namespace {

struct County {
  std::string_view prefix;
  std::uint8_t origin, people;
  std::uint64_t share;  // of 10,000
};
// Xiangxi by the census of 2020 (in ten thousand: 40.9, 24.9, 34.6, 24.7, 23.9, 10.9, 41.4, 47.2), 97 of 100
// altogether; two partner areas whose rules the catalogue holds, so that R-GY* and R-FZ* have people.
constexpr County kCounties[] = {{"433101", 0, 0, 1594}, {"433122", 0, 1, 970},  {"433123", 0, 0, 1348},
                                {"433124", 0, 0, 963},  {"433125", 0, 1, 931},  {"433126", 0, 1, 425},
                                {"433127", 0, 1, 1613}, {"433130", 0, 1, 1856}, {"510811", 1, 2, 50},
                                {"510824", 1, 2, 50},   {"621102", 2, 2, 80},   {"621121", 2, 2, 60},
                                {"621126", 2, 2, 60}};

struct Destination6 {
  std::string_view code, label;
  Destination group;
};
constexpr Destination6 kCities[] = {
    {"4419", "东莞", kGuangdong},  {"440306", "深圳", kGuangdong}, {"440606", "佛山", kGuangdong},
    {"4420", "中山", kGuangdong},  {"441302", "惠州", kGuangdong}, {"440113", "广州", kGuangdong},
    {"350105", "福州", kFuzhou},   {"350181", "福清", kFuzhou},    {"350112", "福州", kFuzhou},
    {"350121", "福州", kFuzhou},   {"330110", "杭州", kZhejiang},  {"330206", "宁波", kZhejiang},
    {"330302", "温州", kZhejiang}, {"330702", "金华", kZhejiang},  {"430104", "长沙", kChangsha},
    {"430121", "长沙", kChangsha}, {"430181", "浏阳", kChangsha},  {"430211", "株洲", kChangsha},
    {"430281", "醴陵", kChangsha}, {"430304", "湘潭", kChangsha},  {"430321", "湘潭", kChangsha},
    {"433101", "吉首", kXiangxi},  {"433124", "花垣", kXiangxi},   {"433123", "凤凰", kXiangxi},
    {"433127", "永顺", kXiangxi},  {"433130", "龙山", kXiangxi},   {"433122", "泸溪", kXiangxi},
    {"433125", "保靖", kXiangxi},  {"433191", "湘西", kXiangxi},   {"433126", "古丈", kXiangxi}};

}  // namespace

Status Places::AddVillages(const RegionTree& tree, std::string_view prefix, std::uint8_t origin, std::uint8_t people,
                           std::uint64_t share) {
  std::vector<std::pair<Region, std::uint64_t>> rows;
  std::uint64_t sum = 0;
  for (const auto& region : tree.Range(*UnitCode::Parse(prefix))) {
    if (region.level != RegionLevel::kVillage) continue;
    // Villages of half to four times the usual size; the divisions carry no figures.
    const std::uint64_t draw = Hash(20, 0, static_cast<std::uint64_t>(region.code.value())) % 1000;
    rows.emplace_back(region, 500 + draw + (draw > 900 ? 2500 : 0));
    sum += rows.back().second;
  }
  if (rows.empty()) return Fail(kNoRegionData, "区划数据里没有演示要用的县", "请重新安装区划数据");
  std::uint64_t end = villages_.empty() ? 0 : villages_.back().weight_end;
  for (const auto& [region, weight] : rows) {
    end += weight * share * 1'000'000 / sum;
    villages_.push_back({region.code, tree.PathName(region.code), tree.ShortName(region.code), end, people, origin});
  }
  if (origin == 0) xiangxi_villages_ += rows.size();
  return Ok();
}

Result<Places> Places::Build(const RegionTree& tree) {
  Places places;
  for (const auto& county : kCounties)
    TRY(places.AddVillages(tree, county.prefix, county.origin, county.people, county.share));
  for (const auto& city : kCities) {
    const auto code = *UnitCode::Parse(city.code);
    if (!tree.Contains(code)) return Fail(kNoRegionData, "区划数据里没有演示要用的城市", "请重新安装区划数据");
    places.cities_[city.group].push_back({code, tree.PathName(code), std::string(city.label), city.group});
  }
  return places;
}

std::uint32_t Places::VillageAt(std::uint64_t position, std::uint64_t total) const {
  const auto target =
      static_cast<std::uint64_t>(static_cast<unsigned __int128>(villages_.back().weight_end) * position / total);
  const auto found = std::upper_bound(villages_.begin(), villages_.end(), target,
                                      [](std::uint64_t t, const Village& v) { return t < v.weight_end; });
  return static_cast<std::uint32_t>(
      std::min<std::ptrdiff_t>(found - villages_.begin(), static_cast<std::ptrdiff_t>(villages_.size()) - 1));
}

}  // namespace gq::demo
