// Records to columns: every text becomes a small number here.
#include <algorithm>
#include <bit>
#include <limits>
#include <set>

#include "kits/codes/code_tables.h"
#include "modules/matching/match.h"
#include "modules/matching/season.h"
#include "modules/matching/sex_limit.h"

namespace gq::matching {
namespace {

constexpr int kEmploymentAge = 16;
constexpr std::size_t kCertificateSetsMax = 60'000;

tl::unexpected<Error> Bad(std::string field, std::string message, std::string hint) {
  Error error{&kBadRecord, std::move(message), std::move(hint), {}};
  error.With("field", std::move(field));
  return Fail(std::move(error));
}

// codes/education.csv from the lowest up. 中专, 技校 and 高中 are one rank.
std::uint8_t EducationRank(const std::string& code) {
  static const std::map<std::string, std::uint8_t, std::less<>> kRanks = {
      {"90", 1}, {"80", 2}, {"70", 3}, {"60", 4}, {"47", 4}, {"40", 4}, {"30", 5}, {"20", 6}, {"10", 7}};
  const auto found = kRanks.find(code);
  return found == kRanks.end() ? 0 : found->second;
}

// codes/health.csv. A disability is no illness: what the post really needs stands in its certificates and description.
std::uint8_t HealthRank(const std::string& code) {
  static const std::map<std::string, std::uint8_t, std::less<>> kRanks = {
      {"40", 1}, {"30", 2}, {"20", 3}, {"60", 3}, {"10", 4}};
  const auto found = kRanks.find(code);
  return found == kRanks.end() ? 0 : found->second;
}

// Distinct values numbered in the order in which they come.
template <typename Key, typename Hash = std::hash<Key>>
class Numbers {
 public:
  std::size_t Get(const Key& key) {
    const auto [at, fresh] = number_.try_emplace(key, keys_.size());
    if (fresh) keys_.push_back(key);
    return at->second;
  }
  std::optional<std::size_t> Find(const Key& key) const {
    const auto at = number_.find(key);
    return at == number_.end() ? std::nullopt : std::optional(at->second);
  }
  const std::vector<Key>& keys() const { return keys_; }

 private:
  std::unordered_map<Key, std::size_t, Hash> number_;
  std::vector<Key> keys_;
};

std::uint8_t TierBit(std::string_view tier) {
  return tier == "county" ? 0 : tier == "prefecture" ? 1 : tier == "province" ? 2 : 3;
}

// Hours from door to door: within a province by tier; between provinces by the distance of their capitals, with change
// of trains.
std::uint8_t TravelHours(std::uint8_t tier, const std::optional<Province>& home, const std::optional<Province>& work) {
  static constexpr std::uint8_t kWithin[] = {1, 3, 6};
  if (tier < 3) return kWithin[tier];
  if (!home || !work) return 24;
  // 1.11 km a hundredth of a degree north, 0.92 km east (at 34° north, the middle of the country).
  const std::int64_t north = (home->latitude - work->latitude) * 111, east = (home->longitude - work->longitude) * 92;
  const std::int64_t square = north * north + east * east;
  std::int64_t distance = 0;  // in hundredths of a km; integer square root
  for (std::int64_t bit = 1LL << 26; bit != 0; bit >>= 1) {
    if ((distance + bit) * (distance + bit) <= square) distance += bit;
  }
  return static_cast<std::uint8_t>(std::min<std::int64_t>(63, 4 + distance / 10'000));
}

}  // namespace

struct MatchInput::State {
  const MatchingWeights* weights;
  Date as_of;
  const RegionTree* regions;
  std::unique_ptr<Match> match = std::make_unique<Match>();
  Numbers<std::int64_t> origins, cities, metros;
  Numbers<std::string> trades, certificates, employers;
  // Sets of certificates, sorted: those that posts ask for, and those that workers have of what is asked for.
  Numbers<std::u16string> asked, had;
  std::unordered_map<std::string, std::int32_t> post_rows;
  std::unordered_map<std::string, std::uint32_t> worker_rows;
  std::vector<CompanionCells> cells;
  std::vector<std::vector<std::pair<UnitCode, std::int32_t>>> reserved_places;
  std::vector<std::optional<UnitCode>> reserved;
  std::vector<std::vector<std::pair<UnitCode, std::uint32_t>>> staff;

  std::u16string AskedBy(const std::vector<std::string>& names);
  std::u16string HadBy(const std::vector<std::string>& names) const;
  void FillCertificates();
  void FillPlaces();
  void FillLists();
  void SplitReserved();
  void SeatTold();
  void RemarkTold();
  bool NamesNoCityInReach(const WorkerRecord& worker) const;
  UnitCode CountyOf(UnitCode region) const {  // 0: none
    return region.level() >= RegionLevel::kCounty ? region.At(RegionLevel::kCounty) : regions->SoleCounty(region);
  }
  Status Decide(const Options& options, const MatchPolicy& policy);
  Status CheckPost(const PostRecord& post) const;
  Status CheckWorker(const WorkerRecord& worker) const;
  Date StartOf(const WorkerRecord& worker) const {
    return worker.available_from ? std::max(as_of, *worker.available_from) : as_of;
  }
};

MatchInput::MatchInput(const MatchingWeights& weights, Date as_of, const RegionTree& regions)
    : state_(new State{&weights, as_of, &regions}) {
  state_->asked.Get({}), state_->had.Get({});  // none: number 0
  state_->match->workers.city_begin.assign(1, 0);
}
MatchInput::~MatchInput() = default;
void MatchInput::AddRemark(MatchRemark remark) { state_->match->remarks.push_back(std::move(remark)); }
std::size_t MatchInput::workers() const { return state_->match->worker_ids.size(); }
std::size_t MatchInput::posts() const { return state_->match->post_ids.size(); }

std::u16string MatchInput::State::AskedBy(const std::vector<std::string>& names) {
  std::set<std::uint16_t> numbers;
  for (const std::string& name : names) numbers.insert(static_cast<std::uint16_t>(certificates.Get(name)));
  return {numbers.begin(), numbers.end()};
}

std::u16string MatchInput::State::HadBy(const std::vector<std::string>& names) const {
  std::set<std::uint16_t> numbers;
  for (const std::string& name : names) {
    if (const auto number = certificates.Find(name)) numbers.insert(static_cast<std::uint16_t>(*number));
  }
  return {numbers.begin(), numbers.end()};
}

void MatchInput::State::FillCertificates() {
  const auto fill = [](const Numbers<std::u16string>& from, CertificateSets& to) {
    for (std::size_t i = 1; i < from.keys().size(); ++i) {
      const std::vector<std::uint16_t> numbers(from.keys()[i].begin(), from.keys()[i].end());
      to.Add(numbers);
    }
  };
  fill(asked, match->places.asked);
  fill(had, match->places.had);
}

Status MatchInput::State::CheckPost(const PostRecord& post) const {
  if (post.id.empty()) return Bad("id", "岗位没有编号", "请填写岗位编号");
  if (post_rows.contains(post.id)) return Bad("id", "岗位编号重复", "请删去重复的岗位，或改用不同编号");
  if (post.city.value() == 0 || !regions->Contains(post.city))
    return Bad("city", "岗位的工作地区不在区划表中", "请填写 12 位代码或从省写起的名称");
  if (post.openings < 0 || post.openings > 1'000'000)
    return Bad("openings", "招聘人数应在 0 到 1,000,000 之间", "请更正招聘人数");
  if (post.wage_min < 0 || post.wage_max < 0) return Bad("wage_min", "工资不能为负", "请更正月薪");
  if (post.wage_max != 0 && post.wage_max < post.wage_min) return Bad("wage_max", "最高月薪低于最低月薪", "请更正月薪");
  std::int64_t reserved_sum = 0;
  for (const auto& [region, places] : post.reserved_places) {
    if (places < 1) return Bad("reserved_region", "预留人数应为正整数", "例如 433124000000:30");
    reserved_sum += places;
  }
  if (reserved_sum > post.openings) return Bad("reserved_region", "预留人数超过招聘人数", "请更正预留人数");
  if (post.age_min.value_or(0) < 0 || post.age_max.value_or(0) < 0 || post.age_min.value_or(0) > 254 ||
      post.age_max.value_or(0) > 254) {
    return Bad("age_min", "年龄要求有误", "请更正年龄要求");
  }
  for (const std::uint8_t months : post.subsidy_months) {
    if (months > kSubsidyMonths) return Bad("subsidy_months", "距补贴的月数应在 0 到 12 之间", "请更正补贴月数");
  }
  if (post.age_min && post.age_max && *post.age_max < *post.age_min)
    return Bad("age_max", "最大年龄小于最小年龄", "请更正年龄要求");
  if (post.valid_from && post.valid_to && *post.valid_to < *post.valid_from)
    return Bad("valid_to", "截止日期早于发布日期", "请更正有效期");
  return Ok();
}

Status MatchInput::AddPost(const PostRecord& post) {
  State& s = *state_;
  TRY(s.CheckPost(post));
  const std::size_t city = s.cities.Get(post.city.At(RegionLevel::kCounty).value());
  const std::size_t trade = s.trades.Get(post.trade);
  if (city >= 32'767 || trade >= 32'767) return Bad("city", "工作地区或工种超过 32,767 种", "请归并后再匹配");
  const std::size_t asked = s.asked.Get(s.AskedBy(post.certificates));
  if (asked > kCertificateSetsMax || s.certificates.keys().size() > kCertificateSetsMax)
    return Bad("certificates", "岗位要求的证书超过 60,000 种", "请把证书名称归并");
  Posts& p = s.match->posts;
  const std::size_t row = p.size();
  p.Resize(row + 1);
  p.city[row] = static_cast<std::uint16_t>(city);
  p.trade[row] = post.trade.empty() ? kNoTrade : static_cast<std::uint16_t>(trade);
  p.openings[row] = post.openings;
  p.wage_min[row] = post.wage_min;
  p.wage_max[row] = std::max(post.wage_min, post.wage_max);
  if (!post.employer.empty()) p.employer[row] = static_cast<std::uint32_t>(s.employers.Get(post.employer));
  p.couple_room[row] = post.couple_room;
  p.subsidy_months[row] = post.subsidy_months;
  if (const UnitCode metro = post.city.At(RegionLevel::kPrefecture); metro.level() >= RegionLevel::kPrefecture)
    s.metros.Get(metro.value());
  p.traits[row] =
      static_cast<std::uint8_t>((post.piece_rate ? kIsPieceRate : 0) | (post.dormitory ? kHasDormitory : 0) |
                                (post.canteen ? kHasCanteen : 0) | (post.training ? kGivesTraining : 0));
  p.age_min[row] = static_cast<std::uint8_t>(post.age_min.value_or(0));
  p.age_max[row] = static_cast<std::uint8_t>(post.age_max.value_or(255));
  p.education_min[row] = EducationRank(post.education_min);
  p.health_min[row] = HealthRank(post.health);
  p.certificates[row] = static_cast<std::uint16_t>(asked);
  if (post.valid_from) p.valid_from[row] = post.valid_from->days();
  if (post.valid_to) p.valid_to[row] = post.valid_to->days();
  p.men_only[row] = post.men_only;
  s.reserved.push_back(post.reserved_region);
  s.reserved_places.push_back(post.reserved_places);
  s.staff.push_back(post.staff_by_origin);
  for (const auto& [column, what] : post.unlawful) {
    s.match->remarks.push_back({"posts", post.id, column, "法律不允许以此为招聘条件，匹配时没有采用：" + what,
                                column == "sex" ? "请与用人单位核实并改正。只有法律禁止女职工从事的劳动可以限男性，"
                                                  "须在“限定的法律依据”写明是哪一种，不写别的：" +
                                                      AllClosedToWomen()
                                                : "请与用人单位核实并改正"});
  }
  if (post.openings == 0)
    s.match->remarks.push_back(
        {"posts", post.id, "openings", "招聘人数为 0，不会安排人", "请更正招聘人数，或撤下岗位"});
  s.match->post_ids.push_back(post.id);
  s.post_rows.emplace(post.id, static_cast<std::int32_t>(row));
  return Ok();
}

Status MatchInput::State::CheckWorker(const WorkerRecord& worker) const {
  if (worker.id.empty()) return Bad("id", "劳动者没有编号", "请填写编号");
  if (worker_rows.contains(worker.id)) return Bad("id", "劳动者编号重复", "请删去重复的行");
  if (const UnitCode county = CountyOf(worker.region); county.value() == 0 || !regions->Contains(county)) {
    return Bad("region", "户籍地不在区划表中，或没有写到县", "请填写 12 位代码或从省写起的名称");
  }
  if (worker.min_wage < 0 || worker.want_wage < 0) return Bad("min_wage", "工资不能为负", "请更正工资要求");
  if (worker.birth && (*worker.birth > as_of || AgeOn(*worker.birth, as_of) > 120))
    return Bad("birth", "出生日期不合理", "请更正出生日期");
  // No constraint, which a told post would override and whose price would be reckoned: nobody under 16 may be employed
  // (劳动法 15).
  if (worker.birth && AgeOn(*worker.birth, StartOf(worker)) < kEmploymentAge) {
    return Bad("birth", "计划出发时未满 16 周岁，依法不得招用（劳动法第十五条）",
               "请核对出生日期与可出发日期；确未满 16 周岁的，请移出名单");
  }
  if (worker.subsidy > kSubsidyKinds) return Bad("subsidy", "补贴种类有误", "这是程序错误，请报告");
  if (!worker.told_post.empty() && !post_rows.contains(worker.told_post)) {
    return Bad("told_post", "已告知的岗位不在岗位表中", "请更正岗位编号，或清空该列");
  }
  return Ok();
}

// Wishes that contradict each other: no city named lies in a tier accepted. Of a place around the home county (the own
// prefecture) some part may.
bool MatchInput::State::NamesNoCityInReach(const WorkerRecord& worker) const {
  if (worker.cities.empty() || worker.tiers == 0) return false;
  const UnitCode home = CountyOf(worker.region);
  return std::none_of(worker.cities.begin(), worker.cities.end(), [&](UnitCode city) {
    const std::string_view tier = regions->Tier(home, city, as_of);
    return city.Contains(home) || tier.empty() || (worker.tiers >> TierBit(tier) & 1) != 0;
  });
}

Status MatchInput::AddWorker(const WorkerRecord& worker) {
  State& s = *state_;
  TRY(s.CheckWorker(worker));
  const std::size_t origin = s.origins.Get(s.CountyOf(worker.region).value());
  if (origin >= 60'000) return Bad("region", "户籍县超过 60,000 个", "请检查户籍地");
  Workers& w = s.match->workers;
  const std::size_t row = w.size();
  w.Resize(row + 1);
  const Date start = s.StartOf(worker);
  w.origin[row] = static_cast<std::uint16_t>(origin);
  w.age[row] = worker.birth ? static_cast<std::uint8_t>(std::clamp(AgeOn(*worker.birth, start), 0, 254)) : 0;
  w.education[row] = EducationRank(worker.education);
  w.health[row] = HealthRank(worker.health);
  const std::size_t had = s.had.Get(s.HadBy(worker.certificates));
  if (had > kCertificateSetsMax) return Bad("certificates", "劳动者持有证书的组合超过 60,000 种", "请把证书名称归并");
  w.certificates[row] = static_cast<std::uint16_t>(had);
  std::size_t skills = 0;
  for (const SkillRecord& skill : worker.trades) {
    const auto trade = s.trades.Find(skill.trade);
    if (!trade || skill.trade.empty() || skills == kTradesPerWorker) continue;  // no post has it: it tells nothing
    w.trades[row][skills++] = {static_cast<std::uint16_t>(*trade),
                               static_cast<std::uint16_t>(std::clamp(skill.years, 0, 99))};
  }
  w.tiers[row] = worker.tiers == 15 ? 0 : worker.tiers;
  const std::size_t before = w.cities.size();
  for (std::size_t c = 0; c < s.cities.keys().size() && !worker.cities.empty(); ++c) {
    const UnitCode city = UnitCode::FromInt(s.cities.keys()[c]);
    // A wish for a county is met by a post of which only the prefecture is known.
    const bool named = std::any_of(worker.cities.begin(), worker.cities.end(), [&](UnitCode wish) {
      return wish.Contains(city) || (city.level() >= RegionLevel::kPrefecture && city.Contains(wish));
    });
    if (named) w.cities.push_back(static_cast<std::uint16_t>(c));
  }
  // No post in any of the places named: a city that no post has keeps the wish.
  if (!worker.cities.empty() && w.cities.size() == before)
    w.cities.push_back(static_cast<std::uint16_t>(s.cities.keys().size()));
  w.city_begin[row + 1] = static_cast<std::uint32_t>(w.cities.size());
  w.min_wage[row] = worker.min_wage;
  w.want_wage[row] = worker.want_wage;
  w.start[row] = start.days();
  w.season[row] = WeeksSinceLantern(start);
  w.traits[row] = static_cast<std::uint8_t>(
      (worker.own_wish ? kGoesByOwnWish : 0) | (worker.organised ? kIsOrganised : 0) |
      (worker.trained ? kIsTrained : 0) | (worker.leader ? kHasLeader : 0) | (worker.experienced ? kIsExperienced : 0));
  w.subsidy[row] = worker.subsidy;
  if (worker.spouse_city) {
    const auto metro = s.metros.Find(worker.spouse_city->At(RegionLevel::kPrefecture).value());
    if (metro) w.spouse_metro[row] = static_cast<std::uint16_t>(*metro);
  }
  if (worker.priority) w.weight[row] = s.weights->priority;
  if (!worker.told_post.empty()) w.told_post[row] = s.post_rows.at(worker.told_post);
  w.man[row] = worker.sex == 'm';
  if (worker.want_wage > 0 && worker.min_wage > worker.want_wage)
    s.match->remarks.push_back({"workers", worker.id, "min_wage", "最低月薪高于期望月薪", "请核对两项工资要求"});
  if (s.NamesNoCityInReach(worker)) {
    s.match->remarks.push_back({"workers", worker.id, "cities", "意向城市都不在意向层级之内，没有岗位能同时符合",
                                "请核对意向城市与意向层级，放宽其中一项"});
  }
  s.match->worker_ids.push_back(worker.id);
  s.worker_rows.emplace(worker.id, static_cast<std::uint32_t>(row));
  s.cells.push_back({worker.spouse, worker.group, worker.companions, worker.may_part, worker.leader,
                     worker.region.At(RegionLevel::kTownship)});
  s.match->groups.sex.push_back(worker.sex);
  s.match->groups.disabled.push_back(
      static_cast<std::int8_t>(!worker.disabled ? -1 : static_cast<int>(*worker.disabled)));
  s.match->groups.region.push_back(worker.region);
  return Ok();
}

// Places that a post keeps for a region become a row of their own, behind all posts.
void MatchInput::State::SplitReserved() {
  Posts& p = match->posts;
  match->post_records = p.size();
  for (std::size_t row = 0; row < match->post_records; ++row)
    match->main_post.push_back(static_cast<std::uint32_t>(row));
  for (std::size_t row = 0; row < match->post_records; ++row) {
    if (!reserved_places[row].empty()) match->split_posts.push_back({static_cast<std::uint32_t>(row)});
    for (const auto& [region, places] : reserved_places[row]) {
      const std::size_t part = p.size();
      match->split_posts.back().push_back(static_cast<std::uint32_t>(part));
      p.Resize(part + 1);
      const auto copy = [&](auto& column) { column[part] = column[row]; };
      copy(p.city), copy(p.trade), copy(p.employer), copy(p.couple_room), copy(p.wage_min), copy(p.wage_max);
      copy(p.traits), copy(p.age_min), copy(p.age_max), copy(p.education_min), copy(p.health_min);
      copy(p.certificates), copy(p.valid_from), copy(p.valid_to), copy(p.subsidy_months), copy(p.men_only);
      p.openings[part] = places;
      p.openings[row] -= places;
      reserved.emplace_back(region);
      staff.push_back(std::vector(staff[row]));
      match->post_ids.push_back(std::string(match->post_ids[row]));
      match->main_post.push_back(static_cast<std::uint32_t>(row));
    }
  }
}

void MatchInput::State::FillLists() {
  Posts& posts = match->posts;
  posts.reserved_begin.assign(1, 0);
  posts.staff_begin.assign(1, 0);
  const std::size_t of_workers = origins.keys().size();
  for (std::size_t row = 0; row < posts.size(); ++row) {
    if (reserved[row]) {
      const std::size_t before = posts.reserved.size();
      for (std::size_t o = 0; o < of_workers; ++o) {
        const UnitCode origin = UnitCode::FromInt(origins.keys()[o]);
        if (reserved[row]->At(RegionLevel::kCounty).Contains(origin))
          posts.reserved.push_back(static_cast<std::uint16_t>(o));
      }
      // Nobody from there in the file: the post stays reserved, for an origin that no worker has.
      if (posts.reserved.size() == before)
        posts.reserved.push_back(
            static_cast<std::uint16_t>(origins.Get(reserved[row]->At(RegionLevel::kCounty).value())));
    }
    std::map<std::uint16_t, std::uint32_t> counts;
    for (const auto& [region, count] : staff[row]) {
      for (std::size_t o = 0; o < of_workers; ++o) {
        if (region.At(RegionLevel::kCounty).Contains(UnitCode::FromInt(origins.keys()[o])))
          counts[static_cast<std::uint16_t>(o)] += count;
      }
    }
    for (const auto& [origin, count] : counts) {
      if (count > 0)
        posts.staff.push_back({origin, static_cast<std::uint16_t>(std::min<std::uint32_t>(count, 65'535))});
    }
    posts.reserved_begin.push_back(static_cast<std::uint32_t>(posts.reserved.size()));
    posts.staff_begin.push_back(static_cast<std::uint32_t>(posts.staff.size()));
  }
}

void MatchInput::State::FillPlaces() {
  Places& places = match->places;
  places.origins = static_cast<std::uint16_t>(origins.keys().size());
  places.cities = static_cast<std::uint16_t>(cities.keys().size() + 1);  // the last: where no post is
  for (const std::int64_t code : cities.keys()) {
    const auto metro = metros.Find(UnitCode::FromInt(code).At(RegionLevel::kPrefecture).value());
    places.metro.push_back(metro ? static_cast<std::uint16_t>(*metro) : kNoMetro);
  }
  places.metro.push_back(kNoMetro);
  FillCertificates();
  for (const std::int64_t home_code : origins.keys()) {
    const UnitCode home = UnitCode::FromInt(home_code);
    const std::optional<Province>& from = weights->provinces[static_cast<std::size_t>(home_code / 10'000'000'000)];
    for (const std::int64_t work_code : cities.keys()) {
      const UnitCode work = UnitCode::FromInt(work_code);
      const std::optional<Province>& to = weights->provinces[static_cast<std::size_t>(work_code / 10'000'000'000)];
      std::string_view name = regions->Tier(home, work, as_of);
      if (name.empty()) name = "province";  // a province alone, and the same: somewhere in it
      const std::uint8_t tier = TierBit(name);
      places.tier.push_back(tier);
      places.travel_hours.push_back(TravelHours(tier, from, to));
      const bool known = tier == 3 && from && to;
      const int climate =
          known ? std::abs(from->january - to->january) / 4 + std::abs(from->july_humidity - to->july_humidity) / 8 : 0;
      const int diet = known ? std::abs(from->rice - to->rice) : 0;
      places.climate_gap.push_back(static_cast<std::uint8_t>(std::min(climate, 15)));
      places.diet_gap.push_back(static_cast<std::uint8_t>(std::min(diet, 15)));
    }
    places.tier.push_back(3);
    places.travel_hours.push_back(0);
    places.climate_gap.push_back(0);
    places.diet_gap.push_back(0);
  }
}

Status MatchInput::State::Decide(const Options& options, const MatchPolicy& policy) {
  Match& m = *match;
  for (const CompanionRemark& r : m.companions.remarks)
    m.remarks.push_back({"workers", m.worker_ids[r.worker], r.column, r.text, r.cure});
  std::vector<Party> parties;
  for (const NamedParty& named : m.companions.parties) parties.push_back(named.party);
  PartyPlan solved = TRY(SolveWithParties(*m.matcher, parties, weights->together, options));
  m.plan = std::move(solved.plan);
  m.outcomes = std::move(solved.outcomes);
  m.singles_objective = solved.singles_objective;
  m.singles_together = solved.singles_together;
  m.parties_together = solved.parties_together;
  m.before_exploring = m.plan.objective;
  if (policy.explore_ppm == 0 || m.plan.workers_placed == 0 || options.objective != Objective::kRetained) return Ok();
  std::vector<std::uint8_t> movable(m.workers.size(), 1);
  for (const Party& party : parties) {
    for (const std::uint32_t w : party.workers) movable[w] = 0;
  }
  const auto mean = m.plan.objective / static_cast<std::int64_t>(m.plan.workers_placed);
  const auto tolerance = static_cast<std::int32_t>(mean * policy.explore_ppm / 1'000'000);
  m.trials = Explore(*m.matcher, m.plan, {tolerance, policy.explore_seed, options.threads}, movable);
  return Ok();
}

// Told workers stand in a reserved place where one is theirs, and in any other where the open ones are used up: else
// the post would be filled beyond its openings.
void MatchInput::State::SeatTold() {
  Match& m = *match;
  std::vector<std::int32_t> left = m.posts.openings;
  std::map<std::int32_t, std::vector<std::size_t>> told_of;
  for (std::size_t w = 0; w < m.workers.size(); ++w) {
    if (m.workers.told_post[w] != kUnplaced) told_of[m.workers.told_post[w]].push_back(w);
  }
  for (const auto& rows : m.split_posts) {
    const auto found = told_of.find(static_cast<std::int32_t>(rows.front()));
    if (found == told_of.end()) continue;
    std::vector<std::size_t>& told = found->second;
    const auto seat = [&](std::size_t w, bool own_only) {
      for (const std::uint32_t row : rows) {
        const bool own = reserved[row] && reserved[row]->At(RegionLevel::kCounty).Contains(m.groups.region[w]);
        if (left[row] <= 0 || (own_only && !own)) continue;
        --left[row];
        m.workers.told_post[w] = static_cast<std::int32_t>(row);
        return true;
      }
      return false;
    };
    std::erase_if(told, [&](std::size_t w) { return seat(w, true); });
    for (const std::size_t w : told) seat(w, false);
  }
}

// Told workers keep their post whatever has become of it; who reads the plan must know where that breaks a rule.
void MatchInput::State::RemarkTold() {
  Match& m = *match;
  std::vector<std::int64_t> places(m.post_records);
  for (std::size_t p = 0; p < m.posts.size(); ++p) places[m.main_post[p]] += m.posts.openings[p];
  std::map<std::uint32_t, std::int64_t> told;
  for (std::size_t w = 0; w < m.workers.size(); ++w) {
    if (m.workers.told_post[w] == kUnplaced) continue;
    const auto post = static_cast<std::uint32_t>(m.workers.told_post[w]);
    ++told[m.main_post[post]];
    if (m.posts.openings[post] == 0 || m.matcher->Feasible(w, post)) continue;
    std::string broken;
    for (std::size_t c = 0; c < kConstraints; ++c) {
      const std::uint32_t others = ((1U << kConstraints) - 1) & ~(1U << c);
      if (m.matcher->Feasible(w, post, others)) continue;
      broken += (broken.empty() ? "" : "、") + std::string(LabelOf(static_cast<Constraint>(c)));
    }
    m.remarks.push_back({"workers", m.worker_ids[w], "told_post", "已告知的岗位现在不符合：" + broken + "；仍保留",
                         "请核实后改派，或更正岗位与本人的条件"});
  }
  for (const auto& [post, people] : told) {
    if (people <= places[post]) continue;
    m.remarks.push_back({"posts", m.post_ids[post], "told_post",
                         "已告知 " + std::to_string(people) + " 人，超过招聘人数 " + std::to_string(places[post]) +
                             "；都保留，不再安排别人",
                         "请与用人单位核实招聘人数，或改派"});
  }
}

Result<std::unique_ptr<Match>> MatchInput::Solve(const Options& options, const MatchPolicy& policy) && {
  State& s = *state_;
  s.SplitReserved();
  s.SeatTold();
  s.FillLists();
  s.FillPlaces();
  Match& match = *s.match;
  for (const std::int64_t code : s.origins.keys()) match.origins.push_back(UnitCode::FromInt(code));
  for (const std::int64_t code : s.cities.keys()) match.cities.push_back(UnitCode::FromInt(code));
  match.employers = s.employers.keys();
  match.index_error = s.weights->index_error;
  if (policy.parties) match.companions = FindCompanions(s.cells, s.worker_rows);
  ShareLeaders(match.companions, match.workers);
  match.weights = s.weights->tables;
  match.matcher = TRY(Matcher::Create(match.workers, match.posts, match.places, match.weights));
  s.RemarkTold();
  TRY(s.Decide(options, policy));
  return std::move(s.match);
}

Result<Plan> SolveForBest(const Match& match, Options options) {
  options.objective = Objective::kRetained;
  return match.matcher->Solve(options);
}

Result<std::unique_ptr<Match>> MatchRecords(std::span<const WorkerRecord> workers, std::span<const PostRecord> posts,
                                            const MatchingWeights& weights, const MatchSettings& settings) {
  if (settings.regions == nullptr) return Fail(kInternal, "没有区划数据，无法判断地区层级", "这是程序错误，请报告");
  MatchInput input(weights, settings.as_of, *settings.regions);
  const auto with_row = [](Error error, const char* table, std::size_t row) {
    error.With("table", table).With("row", std::to_string(row));
    return Fail(std::move(error));
  };
  for (std::size_t i = 0; i < posts.size(); ++i) {
    if (Status status = input.AddPost(posts[i]); !status) return with_row(status.error(), "posts", i + 1);
  }
  for (std::size_t i = 0; i < workers.size(); ++i) {
    if (Status status = input.AddWorker(workers[i]); !status) return with_row(status.error(), "workers", i + 1);
  }
  return std::move(input).Solve(settings.options, settings.policy);
}

}  // namespace gq::matching
