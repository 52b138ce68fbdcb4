// The task list to the posts that are open (HN-24): a plan is a proposal, kept with its reasons.
#include <filesystem>
#include <map>

#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/codes/region_tree.h"
#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "modules/matching/match.h"
#include "modules/matching/match_files.h"
#include "modules/months/month.h"
#include "modules/posts/model.h"

namespace gq::months {

namespace {

std::uint8_t TiersOf(std::string_view codes) {
  std::uint8_t tiers = 0;
  for (const auto code : Split(codes, ';')) {
    tiers |= code == "county" ? 1 : code == "prefecture" ? 2 : code == "province" ? 4 : code == "outside" ? 8 : 0;
  }
  return tiers;
}

// 脱贫人口 and 监测对象 stand first where places are scarce; codes of target_group that mean so.
bool IsPriority(std::string_view target_group) {
  return target_group == "lifted" || target_group == "monitored" || target_group == "marginal" ||
         target_group == "sudden_hardship" || target_group == "lifted_unstable";
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

struct Seekers {
  std::vector<matching::WorkerRecord> workers;
  std::vector<Uuid> ids;
  std::vector<std::int64_t> counties;
};

Result<Seekers> ReadSeekers(const StepContext& context, const RegionTree& regions) {
  Seekers seekers;
  TRY(context.store.Query(
      context.scope,
      "SELECT p.id, p.county_id, p.home_code, p.birth, p.education, p.health, p.trades, p.target_group, "
      "n.want_regions, n.want_tiers, n.want_wage_fen, n.want_training, p.willingness "
      "FROM person p LEFT JOIN intention n ON n.county_id = p.county_id AND n.person_id = p.id WHERE p.list = 'task' "
      "AND {scope:p} ORDER BY p.home_code, p.id",
      {},
      [&](const db::Row& row) {
        if (!seekers.ids.empty() && seekers.ids.back() == row.Id(0)) return Ok();
        matching::WorkerRecord worker;
        worker.id = row.Id(0).ToString();
        worker.region = UnitCode::FromInt(row.Int(2));
        if (!row.IsNull(3)) worker.birth = Date::FromYmdInt(static_cast<int>(row.Int(3)));
        worker.education = row.String(4);
        worker.health = row.String(5);
        for (const auto trade : Split(row.Text(6), ';')) worker.trades.push_back({std::string(trade), 1});
        worker.priority = IsPriority(row.Text(7));
        ReadWishes(regions, row.Text(8), worker);
        worker.tiers |= TiersOf(row.Text(9));
        worker.want_wage = static_cast<std::int32_t>(row.Int(10) / 100);
        worker.own_wish = row.Text(12) == "yes";
        seekers.workers.push_back(std::move(worker));
        seekers.ids.push_back(row.Id(0));
        seekers.counties.push_back(row.Int(1));
        return Ok();
      },
      true));
  return seekers;
}

Result<std::vector<matching::PostRecord>> ReadPosts(const StepContext& context, const RegionTree& regions,
                                                    std::vector<Uuid>& ids) {
  std::vector<matching::PostRecord> posts;
  const auto today = std::to_string(context.options.as_of.ToYmdInt());
  for (const auto& post : TRY(context.store.Select<Post>(
           context.scope, "p.state = 'open' AND p.region_code IS NOT NULL AND (p.valid_to IS NULL OR p.valid_to >= " +
                              today + ") ORDER BY p.id"))) {
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
    record.certificates = SplitList(post.certificates);
    record.valid_from = post.valid_from;
    record.valid_to = post.valid_to;
    if (post.reserved_region) record.reserved_region = UnitCode::FromInt(*post.reserved_region);
    for (const auto& part : SplitList(post.staff_by_origin)) {
      const auto colon = part.find(':');
      const auto place =
          colon == std::string::npos ? RegionMatch() : regions.Read(std::string_view(part).substr(0, colon));
      if (place.candidates.size() == 1)
        record.staff_by_origin.emplace_back(place.candidates.front(),
                                            static_cast<std::uint32_t>(std::atoi(part.c_str() + colon + 1)));
    }
    posts.push_back(std::move(record));
    ids.push_back(post.id);
  }
  return posts;
}

std::string Reasons(const matching::Match& match, std::size_t worker, std::size_t post,
                    const std::vector<matching::Reason>& reasons) {
  std::string text;
  for (const auto& reason : reasons) text += (text.empty() ? "" : "；") + match.ReasonText(worker, post, reason);
  return text;
}

// In thousandths of one: what the screens show.
std::int64_t Thousandths(std::uint16_t p) {
  return (static_cast<std::int64_t>(p) * 1000 + (1 << 14)) >> matching::kProbabilityBits;
}

Status SaveProposals(const StepContext& context, const Seekers& seekers, const std::vector<Uuid>& post_ids,
                     const matching::Match& match) {
  const std::int64_t period = context.options.period.ToInt();
  auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
  auto& connection = work.connection();
  db::Pipeline old(connection);
  for (std::size_t i = 0; i < seekers.ids.size(); ++i) {
    const std::string person = seekers.ids[i].ToBytes();
    TRY(old.Add("DELETE FROM match_proposal WHERE county_id = ?1 AND person_id = ?2 AND period = ?3",
                {seekers.counties[i], db::Blob{person}, period}));
  }
  TRY(old.Flush());
  const auto bulk = connection.Bulk("match_proposal", {{"county_id", db::CellKind::kInteger},
                                                       {"person_id", db::CellKind::kBlob},
                                                       {"period", db::CellKind::kInteger},
                                                       {"post_id", db::CellKind::kBlob},
                                                       {"p_arrive", db::CellKind::kInteger},
                                                       {"p_stay1", db::CellKind::kInteger},
                                                       {"p_stay3", db::CellKind::kInteger},
                                                       {"p_stay6", db::CellKind::kInteger},
                                                       {"reasons_for", db::CellKind::kText},
                                                       {"reasons_against", db::CellKind::kText},
                                                       {"created_at", db::CellKind::kInteger}});
  std::int64_t written = 0;
  for (std::size_t w = 0; w < seekers.ids.size(); ++w) {
    const auto post = match.plan.assignment[w];
    if (post == matching::kUnplaced) continue;
    const auto p = static_cast<std::size_t>(post);
    const auto score = match.matcher->Score(w, p);
    const auto explanation = match.matcher->Explain(w, p);
    bulk->Int(seekers.counties[w]);
    bulk->Bytes(seekers.ids[w].ToBytes());
    bulk->Int(period);
    bulk->Bytes(post_ids[p].ToBytes());
    for (const auto probability : {score.p_arrive, score.p_stay1, score.p_stay3, score.p_stay6})
      bulk->Int(Thousandths(probability));
    bulk->Text(Reasons(match, w, p, explanation.in_favour));
    bulk->Text(Reasons(match, w, p, explanation.against));
    bulk->Int(work.now().microseconds());
    TRY(bulk->EndRow());
    ++written;
  }
  if (written > 0) TRY(bulk->Finish());
  work.About(0, "match.plan", "job", *Uuid::Parse(context.job_id));
  work.Note("placed", std::to_string(written));
  return work.Commit();
}

Status SavePlaced(const StepContext& context, const std::vector<Uuid>& post_ids, const matching::Match& match) {
  auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
  for (std::size_t p = 0; p < post_ids.size(); ++p) {
    const std::string id = post_ids[p].ToBytes();
    TRY(work.connection().Execute("UPDATE post SET placed = ?2 WHERE id = ?1",
                                  {db::Blob{id}, std::int64_t{match.plan.placed[p]}}));
  }
  return work.Commit();
}

}  // namespace

Result<std::string> MatchStep(const StepContext& context, jobs::JobStep& step) {
  const auto regions = TRY(RegionTree::LoadInstalled());
  const Seekers seekers = TRY(ReadSeekers(context, regions));
  std::vector<Uuid> post_ids;
  const auto posts = TRY(ReadPosts(context, regions, post_ids));
  step.Total(static_cast<std::int64_t>(seekers.workers.size()));
  if (seekers.workers.empty() || posts.empty()) {
    return "{\"placed\":0,\"workers\":" + std::to_string(seekers.workers.size()) +
           ",\"posts\":" + std::to_string(posts.size()) + ",\"note\":\"任务清单或岗位是空的\"}";
  }
  matching::MatchSettings settings{.as_of = context.options.as_of, .regions = &regions};
  settings.options.threads = context.options.threads;
  const auto match = TRY(matching::MatchRecords(seekers.workers, posts, matching::DefaultWeights(), settings));
  if (step.Cancelled()) return Fail(kCancelled, "匹配已停止");
  std::error_code error;
  std::filesystem::create_directories(context.options.out + "/match", error);  // WritePlan says so when it is not there
  TRY(matching::WritePlan(context.options.out + "/match", *match, {}));
  TRY(SaveProposals(context, seekers, post_ids, *match));
  TRY(SavePlaced(context, post_ids, *match));
  step.Set(static_cast<std::int64_t>(seekers.workers.size()));
  const auto& plan = match->plan;
  char gap[32];
  std::snprintf(gap, sizeof gap, "%.8f", plan.Gap());
  return "{\"placed\":" + std::to_string(plan.workers_placed) +
         ",\"workers\":" + std::to_string(seekers.workers.size()) + ",\"posts\":" + std::to_string(posts.size()) +
         ",\"openings\":" + std::to_string(plan.openings) + ",\"objective\":" + std::to_string(plan.objective) +
         ",\"bound\":" + std::to_string(plan.bound) + ",\"gap\":" + gap + "}";
}

}  // namespace gq::months
