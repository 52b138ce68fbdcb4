// A few real places, and records in them.
#pragma once

#include "modules/matching/match.h"

namespace gq::matching {

inline const RegionTree& TestRegions() {
  static const RegionTree tree =
      RegionTree::FromText(
          "330000000000\t浙江省\t1\n330100000000\t杭州市\t2\n330106000000\t西湖区\t3\n"
          "350000000000\t福建省\t1\n350100000000\t福州市\t2\n350102000000\t鼓楼区\t3\n350104000000\t仓山区\t3\n"
          "430000000000\t湖南省\t1\n430100000000\t长沙市\t2\n430102000000\t芙蓉区\t3\n"
          "433100000000\t湘西土家族苗族自治州\t2\n433101000000\t吉首市\t3\n433124000000\t花垣县\t3\n433124110000\t双龙"
          "镇\t4\n"
          "433124110226\t十八洞村\t5\n440000000000\t广东省\t1\n441900000000\t东莞市\t2\n441900003000\t东城街道\t4\n"
          "620000000000\t甘肃省\t1\n621100000000\t定西市\t2\n621102000000\t安定区\t3\n")
          .value();
  return tree;
}

inline UnitCode Place(std::int64_t code) { return UnitCode::FromInt(code); }
inline constexpr std::int64_t kHuayuan = 433124110226, kJishou = 433101000000, kAnding = 621102000000,
                              kGulou = 350102000000, kFuzhou = 350100000000, kChangsha = 430102000000,
                              kHangzhou = 330106000000;

inline Date Day(const char* text) { return *Date::Parse(text); }

inline WorkerRecord TestWorker(const std::string& id, std::int64_t region = kHuayuan) {
  WorkerRecord worker;
  worker.id = id;
  worker.region = Place(region);
  worker.birth = Day("1990-05-01");
  worker.education = "70";
  worker.health = "10";
  return worker;
}

inline PostRecord TestPost(const std::string& id, std::int64_t city = kFuzhou, int openings = 1) {
  PostRecord post;
  post.id = id;
  post.city = Place(city);
  post.trade = "sewing";
  post.openings = openings;
  post.wage_min = 3000;
  post.wage_max = 4000;
  return post;
}

inline MatchSettings TestSettings() { return {.as_of = Day("2018-03-05"), .regions = &TestRegions(), .options = {}}; }

}  // namespace gq::matching
