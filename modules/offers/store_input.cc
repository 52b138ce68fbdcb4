#include "modules/offers/store_input.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "modules/matching/sex_limit.h"
#include "modules/offers/spouses.h"
#include "modules/offers/ties.h"
#include "modules/people/model.h"
#include "modules/people/rules.h"
#include "modules/posts/open.h"

namespace gq::offers {

namespace {

std::uint8_t TiersOf(std::string_view codes) {
  std::uint8_t tiers = 0;
  for (const auto code : Split(codes, ';')) {
    tiers |= code == "county" ? 1 : code == "prefecture" ? 2 : code == "province" ? 4 : code == "outside" ? 8 : 0;
  }
  return tiers;
}

// 脱贫人口 and 监测对象 stand first where places are scarce; codes of target_group that mean so.
bool IsPriority(std::string_view group) {
  return group == "lifted" || group == "monitored" || group == "marginal" || group == "sudden_hardship" ||
         group == "lifted_unstable";
}
bool IsPriority(std::string_view group, std::string_view other_groups) {
  const auto others = Split(other_groups, ';');
  return IsPriority(group) || std::any_of(others.begin(), others.end(), [](auto other) { return IsPriority(other); });
}

// Wishes for regions as people write them: tiers, provinces, cities.
void ReadWishes(const RegionTree& regions, std::string_view text, matching::WorkerRecord& worker) {
  const CodeTable* tiers = FindCodeTable("tier");
  for (const auto& part : SplitList(text)) {
    if (const Code* tier = tiers->ByLabel(part)) {
      worker.tiers |= TiersOf(tier->code);
      continue;
    }
    const auto place = regions.Read(part);
    if (place.candidates.size() == 1) worker.cities.push_back(place.candidates.front());
  }
}

constexpr std::string_view kSeekers =
    "SELECT p.id, p.county_id, p.home_code, p.birth, p.education, p.health, p.trades, p.target_group, "
    "n.want_regions, n.want_tiers, n.want_wage_fen, p.willingness, p.sex, p.other_groups, p.household_id, p.relation, "
    "n.together, n.may_part, n.travel_group, n.leads_group, p.certificates, p.spouse_number, p.skill_level, "
    // What his record says of going away: so many spells began outside the county, so many were organised.
    "(SELECT count(*) FROM spell s WHERE s.county_id = p.county_id AND s.person_id = p.id AND s.start_on IS NOT NULL "
    "AND s.tier IN ('prefecture', 'province', 'outside')), "
    "(SELECT count(*) FROM spell s WHERE s.county_id = p.county_id AND s.person_id = p.id AND s.start_on IS NOT NULL "
    "AND (s.organised = 1 OR s.point_to_point = 1 OR s.channel = 'organised')) "
    "FROM person p LEFT JOIN intention n ON n.county_id = p.county_id AND n.person_id = p.id WHERE ";

Result<Seekers> Read(Store& store, const Scope& scope, const RegionTree& regions, const std::string& condition,
                     std::initializer_list<db::Param> params) {
  Seekers seekers;
  std::vector<Tie> ties;
  std::vector<SpouseQuestion> questions;
  TRY(store.Query(
      scope.HomeSide(), std::string(kSeekers) + condition + " AND {scope:p} ORDER BY p.home_code, p.id", params,
      [&](const db::Row& row) {
        if (!seekers.ids.empty() && seekers.ids.back() == row.Id(0)) return Ok();
        matching::WorkerRecord worker;
        worker.id = row.Id(0).ToString();
        worker.region = UnitCode::FromInt(row.Int(2));
        if (!row.IsNull(3)) worker.birth = Date::FromYmdInt(static_cast<int>(row.Int(3)));
        worker.education = row.String(4);
        worker.health = row.String(5);
        for (const auto trade : Split(row.Text(6), ';')) worker.trades.push_back({std::string(trade), 1});
        worker.certificates = RealCertificates(row.Text(20));
        worker.trained = !worker.certificates.empty() || (!row.Text(22).empty() && row.Text(22) != "none");
        worker.experienced = row.Int(23) > 0;
        worker.organised = row.Int(24) > 0 || !row.Text(18).empty();
        worker.priority = IsPriority(row.Text(7), row.Text(13));
        ReadWishes(regions, row.Text(8), worker);
        worker.tiers |= TiersOf(row.Text(9));
        worker.want_wage = static_cast<std::int32_t>(row.Int(10) / 100);
        worker.own_wish = row.Text(11) == "yes";
        Tie tie{.county_id = row.Int(1), .relation = row.String(15), .together = row.String(16)};
        if (!row.IsNull(14)) tie.household = row.Id(14);
        if (row.Text(17) == "yes") worker.may_part = matching::Consent::kYes;
        if (row.Text(17) == "no") worker.may_part = matching::Consent::kNo;
        tie.group = row.String(18);
        worker.leader = row.Int(19) != 0;
        tie.has_spouse_number = !row.IsNull(21) && !row.Text(21).empty();
        questions.push_back({row.Id(0), tie.household, tie.county_id, tie.relation,
                             tie.has_spouse_number ? row.String(21) : std::string()});
        ties.push_back(std::move(tie));
        std::vector<std::string> groups = {row.String(7)};
        for (const auto group : Split(row.Text(13), ';')) groups.emplace_back(group);
        seekers.groups.push_back(std::move(groups));
        seekers.disabled.push_back(worker.health == "60");
        seekers.sexes.push_back(row.String(12));
        worker.sex = row.Text(12) == "1" ? 'm' : row.Text(12) == "2" ? 'f' : '\0';
        seekers.workers.push_back(std::move(worker));
        seekers.ids.push_back(row.Id(0));
        seekers.counties.push_back(row.Int(1));
        seekers.homes.push_back(row.Int(2));
        return Ok();
      },
      true));
  const std::vector<Spouse> spouses = TRY(FindSpouses(store, scope, questions));
  for (std::size_t w = 0; w < spouses.size(); ++w) {
    ties[w].spouse = spouses[w].seeker;
    seekers.workers[w].spouse_city = spouses[w].work_place;
  }
  TieTogether(ties, seekers.workers);
  return seekers;
}

matching::PostRecord RecordOf(const Post& post, const RegionTree& regions) {
  matching::PostRecord record;
  record.id = post.id.ToString();
  record.city = UnitCode::FromInt(*post.region_code);
  record.trade = post.trade;
  record.openings = static_cast<std::int32_t>(post.openings.value_or(0));
  record.wage_min = post.wage_min ? static_cast<std::int32_t>(post.wage_min->value() / 100) : 0;
  record.wage_max = post.wage_max ? static_cast<std::int32_t>(post.wage_max->value() / 100) : record.wage_min;
  record.piece_rate = post.piece_rate.value_or(false);
  record.dormitory = post.dormitory.value_or(false);
  record.canteen = post.canteen.value_or(false);
  if (post.age_min) record.age_min = static_cast<int>(*post.age_min);
  if (post.age_max) record.age_max = static_cast<int>(*post.age_max);
  record.education_min = post.education_min;
  record.health = post.health;
  record.certificates = RealCertificates(post.certificates);
  record.employer = post.employer_code.empty() ? post.employer_name : post.employer_code;
  record.couple_room = post.couple_room.value_or(false);
  record.valid_from = post.valid_from;
  record.valid_to = post.valid_to;
  matching::SexLimit limit = matching::ReadSexLimit(post.sex_required, post.lawful_basis);
  record.men_only = limit.men_only;
  if (!limit.flagged.empty()) record.unlawful.emplace_back("sex", std::move(limit.flagged));
  if (post.reserved_region) record.reserved_region = UnitCode::FromInt(*post.reserved_region);
  for (const auto& part : SplitList(post.staff_by_origin)) {
    const auto colon = part.find(':');
    const auto place =
        colon == std::string::npos ? RegionMatch() : regions.Read(std::string_view(part).substr(0, colon));
    if (place.candidates.size() == 1)
      record.staff_by_origin.emplace_back(place.candidates.front(),
                                          static_cast<std::uint32_t>(std::atoi(part.c_str() + colon + 1)));
  }
  return record;
}

void Append(OpenPosts& posts, const Post& post, matching::PostRecord record) {
  posts.records.push_back(std::move(record));
  posts.ids.push_back(post.id);
  posts.codes.push_back(*post.region_code);
  posts.employers.push_back(post.employer_code);
  posts.names.push_back(post.name);
  posts.numbers.push_back(post.external_id);
}

std::int64_t ValueOr0(const std::map<Uuid, std::int64_t>& map, const Uuid& id) {
  const auto found = map.find(id);
  return found == map.end() ? 0 : found->second;
}

}  // namespace

// What people and posts say when they mean none is no certificate.
std::vector<std::string> RealCertificates(std::string_view text) {
  std::vector<std::string> names = SplitList(text);
  std::erase_if(names, [](const std::string& name) {
    return name.empty() || name == "无" || name == "没有" || name == "不限" || name == "无要求";
  });
  return names;
}

Result<const RegionTree*> Regions() {
  static std::mutex mutex;
  static std::unique_ptr<const RegionTree> tree;
  const std::lock_guard lock(mutex);
  if (!tree) tree = std::make_unique<const RegionTree>(TRY(RegionTree::LoadInstalled()));
  return tree.get();
}

Result<Seekers> ReadSeekers(Store& store, const Scope& scope, const RegionTree& regions) {
  return Read(
      store, scope, regions,
      "p.list = 'task' AND NOT COALESCE(" + people::OpenFindingSql("p", people::OpenFinding::kEmployed) + ", 1=0)", {});
}

Result<Seekers> ReadSeeker(Store& store, const Scope& scope, const RegionTree& regions, const Uuid& person_id) {
  const std::string id = person_id.ToBytes();
  return Read(store, scope, regions, "p.id = ?1", {db::Blob{id}});
}

Result<OpenPosts> ReadOpenPosts(Store& store, const Scope& scope, const RegionTree& regions, Date as_of,
                                const std::map<Uuid, std::int64_t>& taken, const std::map<Uuid, std::int64_t>& also) {
  OpenPosts posts;
  const std::string valid = gq::posts::OpenSql("p", as_of);
  const auto add = [&](const Post& post, bool open) {
    auto record = RecordOf(post, regions);
    const std::int64_t own = ValueOr0(also, post.id);
    const std::int64_t left = open ? record.openings - ValueOr0(taken, post.id) : 0;
    record.openings = static_cast<std::int32_t>(std::max<std::int64_t>(left, 0) + own);
    Append(posts, post, std::move(record));
  };
  for (const auto& post : TRY(store.Select<Post>(scope, valid + " AND p.region_code IS NOT NULL ORDER BY p.id")))
    add(post, true);
  std::map<Uuid, bool> there;
  for (const auto& id : posts.ids) there[id] = true;
  for (const auto& [id, people] : also) {
    if (there.count(id) > 0) continue;
    const std::string bytes = id.ToBytes();
    const auto post = TRY(store.Find<Post>(scope, "p.id = ?1 AND p.region_code IS NOT NULL", {db::Blob{bytes}}));
    if (post) add(*post, false);
  }
  return posts;
}

Result<OpenPosts> ReadOnePost(Store& store, const Scope& scope, const RegionTree& regions, const Uuid& post_id) {
  OpenPosts posts;
  const Post post = TRY(store.Get<Post>(scope, post_id));
  if (!post.region_code || gq::posts::IsOver(post, store.Now().DateInShanghai())) return posts;
  auto record = RecordOf(post, regions);
  record.openings = std::max(record.openings, 1);
  Append(posts, post, std::move(record));
  return posts;
}

Result<std::map<Uuid, std::int64_t>> PlacesTaken(Store& store) {
  std::map<Uuid, std::int64_t> taken;
  TRY(store.Query(Scope::System("system:offers"),
                  "SELECT o.post_id, count(*) FROM match_offer o LEFT JOIN spell s ON s.county_id = o.county_id AND "
                  "s.id = o.spell_id WHERE {scope:o:match_offer} AND (o.state IN ('confirmed', 'told', 'accepted') OR "
                  "(o.state = 'departed' AND COALESCE(s.state, '') <> 'ended')) GROUP BY o.post_id",
                  {}, [&](const db::Row& row) {
                    taken[row.Id(0)] = row.Int(1);
                    return Ok();
                  }));
  return taken;
}

}  // namespace gq::offers
