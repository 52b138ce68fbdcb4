#include "engines/matching/validate.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace gq::matching {
namespace {

constexpr int kEffectMax = 1024;
constexpr std::int32_t kOpeningsMax = 1'000'000;
constexpr std::size_t kPostsMax = 1U << 20;
constexpr std::int64_t kOpeningsSumMax = 1LL << 31;

tl::unexpected<Error> Bad(std::string message, std::string_view table, std::string_view field, std::size_t row,
                          std::string hint) {
  Error error{&kBadWorld, std::move(message), std::move(hint), {}};
  error.With("table", std::string(table)).With("field", std::string(field));
  if (row != 0) error.With("row", std::to_string(row));
  return Fail(std::move(error));
}

Status CheckSizes(std::string_view table, std::size_t size, std::initializer_list<std::size_t> columns) {
  for (const std::size_t column : columns) {
    if (column != size) return Bad("匹配数据的各列行数不一致", table, "size", 0, "这是程序错误，请报告");
  }
  return Ok();
}

// Offsets of lists: begins with 0, never falls, ends at the list's end.
Status CheckLists(std::string_view table, std::string_view field, std::size_t size,
                  const std::vector<std::uint32_t>& begin, std::size_t entries) {
  if (begin.empty()) return Ok();
  if (begin.size() != size + 1 || begin.front() != 0 || begin.back() != entries ||
      !std::is_sorted(begin.begin(), begin.end())) {
    return Bad("匹配数据的列表下标有误", table, field, 0, "这是程序错误，请报告");
  }
  return Ok();
}

Status CheckCertificates(const CertificateSets& sets) {
  const auto bad = [] { return Bad("证书数据有误", "places", "certificates", 0, "这是程序错误，请报告"); };
  if (sets.begin.size() < 2) return bad();
  TRY(CheckLists("places", "certificates", sets.size(), sets.begin, sets.numbers.size()));
  if (!sets[0].empty()) return bad();
  for (std::size_t i = 1; i < sets.size(); ++i) {
    if (!std::is_sorted(sets[i].begin(), sets[i].end())) return bad();
  }
  return Ok();
}

Status CheckPlaces(const Places& places) {
  const std::size_t ways = std::size_t{places.origins} * places.cities;
  TRY(CheckSizes("places", ways,
                 {places.tier.size(), places.travel_hours.size(), places.climate_gap.size(), places.diet_gap.size()}));
  for (const CertificateSets* sets : {&places.asked, &places.had}) TRY(CheckCertificates(*sets));
  if (places.cities > 32'767) return Bad("工作城市超过 32,767 个", "places", "cities", 0, "请按地级市归并");
  if (!places.metro.empty()) TRY(CheckSizes("places", places.cities, {places.metro.size()}));
  for (std::size_t i = 0; i < ways; ++i) {
    if (places.tier[i] > 3) return Bad("地区层级只有 0 到 3", "places", "tier", i + 1, "请检查区划数据");
    if (places.climate_gap[i] > 15)
      return Bad("气候差异只有 0 到 15", "places", "climate_gap", i + 1, "请检查区划数据");
    if (places.diet_gap[i] > 15) return Bad("饮食差异只有 0 到 15", "places", "diet_gap", i + 1, "请检查区划数据");
  }
  return Ok();
}

Status CheckWorkers(const Workers& w, std::size_t posts, const Places& places) {
  const std::size_t n = w.size();
  TRY(CheckSizes(
      "workers", n,
      {w.age.size(), w.education.size(), w.health.size(), w.certificates.size(), w.trades.size(), w.tiers.size(),
       w.min_wage.size(), w.want_wage.size(), w.start.size(), w.traits.size(), w.season.size(), w.spouse_metro.size(),
       w.subsidy.size(), w.weight.size(), w.told_post.size(), w.man.size()}));
  TRY(CheckLists("workers", "cities", n, w.city_begin, w.cities.size()));
  if (w.city_begin.empty() && !w.cities.empty())
    return Bad("匹配数据的列表下标有误", "workers", "cities", 0, "这是程序错误，请报告");
  if (n >= (1U << 31)) return Bad("劳动者太多", "workers", "size", 0, "请分批匹配");
  for (std::size_t i = 0; i < n; ++i) {
    if (w.origin[i] >= places.origins)
      return Bad("劳动者的户籍地不在区划表中", "workers", "region", i + 1, "请更正户籍地");
    if (w.education[i] > 15) return Bad("学历等级只有 0 到 15", "workers", "education", i + 1, "请更正文化程度");
    if (w.certificates[i] >= places.had.size())
      return Bad("劳动者的证书有误", "workers", "certificates", i + 1, "这是程序错误，请报告");
    if (w.health[i] > 15) return Bad("健康等级只有 0 到 15", "workers", "health", i + 1, "请更正健康状况");
    if (w.tiers[i] > 15) return Bad("地区层级只有县内、州内、省内、省外", "workers", "tiers", i + 1, "请更正意向地区");
    if (w.traits[i] >= 1 << kWorkerTraits) return Bad("劳动者特征有误", "workers", "traits", i + 1, "请检查数据");
    if (w.season[i] != kNoSeason && w.season[i] >= 56)
      return Bad("距正月十五的周数应在 0 到 55 之间", "workers", "season", i + 1, "请检查可出发日期");
    if (w.subsidy[i] > kSubsidyKinds) return Bad("补贴种类有误", "workers", "subsidy", i + 1, "请检查数据");
    if (w.weight[i] < 1 || w.weight[i] > 1999)
      return Bad("优先权重应在 0.001 到 1.999 之间", "workers", "priority", i + 1, "请更正优先权重");
    if (w.min_wage[i] < 0 || w.want_wage[i] < 0)
      return Bad("工资不能为负", "workers", "min_wage", i + 1, "请更正工资要求");
    if (w.told_post[i] != kUnplaced && (w.told_post[i] < 0 || static_cast<std::size_t>(w.told_post[i]) >= posts)) {
      return Bad("已告知的岗位不在岗位表中", "workers", "told_post", i + 1, "请更正岗位编号，或清空该列");
    }
  }
  for (std::size_t i = 0; i < w.cities.size(); ++i) {
    if (w.cities[i] >= places.cities) return Bad("意向城市不在区划表中", "workers", "cities", 0, "请更正意向城市");
  }
  return Ok();
}

Status CheckPosts(const Posts& p, const Places& places) {
  const std::size_t n = p.size();
  TRY(CheckSizes("posts", n,
                 {p.trade.size(), p.employer.size(), p.couple_room.size(), p.subsidy_months.size(), p.openings.size(),
                  p.wage_min.size(), p.wage_max.size(), p.traits.size(), p.age_min.size(), p.age_max.size(),
                  p.education_min.size(), p.health_min.size(), p.certificates.size(), p.valid_from.size(),
                  p.valid_to.size(), p.men_only.size()}));
  TRY(CheckLists("posts", "reserved_region", n, p.reserved_begin, p.reserved.size()));
  TRY(CheckLists("posts", "staff_by_origin", n, p.staff_begin, p.staff.size()));
  if (n > kPostsMax) return Bad("岗位超过 1,048,576 条", "posts", "size", 0, "请分批匹配");
  std::int64_t openings = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (p.city[i] >= places.cities) return Bad("岗位的城市不在区划表中", "posts", "city", i + 1, "请更正工作地区");
    if (p.openings[i] < 0 || p.openings[i] > kOpeningsMax)
      return Bad("招聘人数应在 0 到 1,000,000 之间", "posts", "openings", i + 1, "请更正招聘人数");
    if (p.wage_min[i] < 0 || p.wage_max[i] < 0) return Bad("工资不能为负", "posts", "wage_min", i + 1, "请更正工资");
    if (p.certificates[i] >= places.asked.size())
      return Bad("岗位的证书要求有误", "posts", "certificates", i + 1, "这是程序错误，请报告");
    if (p.traits[i] >= 1 << kPostTraits) return Bad("岗位特征有误", "posts", "traits", i + 1, "请检查数据");
    for (const std::uint8_t months : p.subsidy_months[i]) {
      if (months > kSubsidyMonths)
        return Bad("距补贴的月数应在 0 到 12 之间", "posts", "subsidy_months", i + 1, "请更正补贴月数");
    }
    openings += p.openings[i];
    if (p.staff_begin.empty()) continue;
    for (std::uint32_t s = p.staff_begin[i]; s < p.staff_begin[i + 1]; ++s) {
      if (p.staff[s].origin >= places.origins)
        return Bad("在岗同乡的地区不在区划表中", "posts", "staff_by_origin", i + 1, "请更正在岗同乡");
      for (std::uint32_t other = p.staff_begin[i]; other < s; ++other) {
        if (p.staff[other].origin == p.staff[s].origin)
          return Bad("在岗同乡的地区重复", "posts", "staff_by_origin", i + 1, "请把同一地区的人数合并");
      }
    }
  }
  if (openings > kOpeningsSumMax) return Bad("招聘人数合计过大", "posts", "openings", 0, "请更正招聘人数");
  return Ok();
}

Status CheckEffects(std::string_view field, const Effect* effects, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (std::abs(effects[i].arrive) > kEffectMax || std::abs(effects[i].stay) > kEffectMax) {
      return Bad("权重超出正负 8 的范围", "weights", field, i + 1, "请更正权重文件");
    }
  }
  return Ok();
}

Status CheckWeights(const Weights& w) {
  TRY(CheckEffects("base", &w.base, 1));
  TRY(CheckEffects("education", w.education.data(), w.education.size()));
  TRY(CheckEffects("worker", w.worker_traits.data(), w.worker_traits.size()));
  TRY(CheckEffects("post", w.post_traits.data(), w.post_traits.size()));
  TRY(CheckEffects("travel_hours", w.travel_hours.data(), w.travel_hours.size()));
  TRY(CheckEffects("season", w.season.data(), w.season.size()));
  TRY(CheckEffects("spouse", &w.spouse, 1));
  TRY(CheckEffects("subsidy", w.subsidy.data(), w.subsidy.size()));
  TRY(CheckEffects("climate_gap", w.climate_gap.data(), w.climate_gap.size()));
  TRY(CheckEffects("diet_gap", w.diet_gap.data(), w.diet_gap.size()));
  TRY(CheckEffects("diet_gap_with_canteen", w.diet_gap_with_canteen.data(), w.diet_gap_with_canteen.size()));
  TRY(CheckEffects("trade", w.trade.data(), w.trade.size()));
  TRY(CheckEffects("piece_rate_novice", &w.piece_rate_novice, 1));
  TRY(CheckEffects("wage_ratio", w.wage_ratio.data(), w.wage_ratio.size()));
  TRY(CheckEffects("townspeople", w.townspeople.data(), w.townspeople.size()));
  for (const std::int16_t leave : w.leave) {
    if (std::abs(leave) > kEffectMax) return Bad("权重超出正负 8 的范围", "weights", "leave", 0, "请更正权重文件");
  }
  if (w.horizon_months != 1 && w.horizon_months != 3 && w.horizon_months != 6) {
    return Bad("留岗期限只能是 1、3 或 6 个月", "weights", "horizon_months", 0, "请更正权重文件");
  }
  return Ok();
}

}  // namespace

Status ValidateWorld(const Workers& workers, const Posts& posts, const Places& places, const Weights& weights) {
  TRY(CheckPlaces(places));
  TRY(CheckWorkers(workers, posts.size(), places));
  TRY(CheckPosts(posts, places));
  return CheckWeights(weights);
}

}  // namespace gq::matching
