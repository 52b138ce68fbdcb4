// The task list to the posts that are open (HN-24): a plan is a proposal, kept with its reasons.
#include <chrono>
#include <filesystem>
#include <map>
#include <unordered_map>

#include "kits/file/file.h"
#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "modules/matching/match.h"
#include "modules/matching/match_files.h"
#include "modules/matching/report.h"
#include "modules/months/month.h"
#include "modules/offers/plan.h"

namespace gq::months {

namespace {

using offers::Thousandths;

std::string Reasons(const matching::Match& match, std::size_t worker, std::size_t post,
                    const std::vector<matching::Reason>& reasons) {
  std::string text;
  for (const auto& reason : reasons) text += (text.empty() ? "" : "；") + match.ReasonText(worker, post, reason);
  return text;
}

Status SaveProposals(const StepContext& context, const offers::Seekers& seekers, const std::vector<Uuid>& post_ids,
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

// By person: the number that the files of the month call him by.
Result<std::map<Uuid, std::string>> NumbersOfSeekers(const StepContext& context) {
  std::map<Uuid, std::string> numbers;
  const auto& vault = context.store.vault();
  TRY(context.store.Query(
      context.scope.HomeSide(),
      "SELECT i.person_id, i.id, i.value FROM person_identifier i JOIN person p ON p.county_id = i.county_id AND "
      "p.id = i.person_id WHERE p.list = 'task' AND i.status = 'active' AND i.value IS NOT NULL AND {scope:p} ORDER BY "
      "i.county_id, i.person_id, i.id",
      {},
      [&](const db::Row& row) -> Status {
        std::string number = TRY(vault.Open("person_identifier.value", row.Text(1), row.Text(2)));
        numbers.emplace(row.Id(0), std::move(number));
        return Ok();
      },
      true));
  return numbers;
}

// What the file calls each one: his number where he alone has it, else the id in the store.
std::vector<std::string> FileNames(const std::vector<std::string>& numbers, const std::vector<Uuid>& ids) {
  std::unordered_map<std::string, int> times;
  for (const auto& number : numbers) ++times[number];
  std::vector<std::string> names;
  for (std::size_t i = 0; i < ids.size(); ++i)
    names.push_back(numbers[i].empty() || times[numbers[i]] > 1 ? ids[i].ToString() : numbers[i]);
  return names;
}

// Whoever reads match/ has the files that came in and compare/, not the store.
Result<std::vector<matching::Reject>> NameByNumbers(const StepContext& context, const offers::Solved& solved,
                                                    matching::Match& match) {
  const auto numbers = TRY(NumbersOfSeekers(context));
  const auto number_of = [&](const Uuid& id) {
    const auto found = numbers.find(id);
    return found == numbers.end() ? std::string() : found->second;
  };
  std::vector<std::string> people;
  for (const auto& id : solved.seekers.ids) people.push_back(number_of(id));
  match.worker_ids = FileNames(people, solved.seekers.ids);
  const auto posts = FileNames(solved.posts.numbers, solved.posts.ids);
  for (std::size_t row = 0; row < match.post_ids.size(); ++row) match.post_ids[row] = posts[match.main_post[row]];
  std::vector<matching::Reject> rejects;
  for (const auto& one : solved.left_out) {
    const std::string number = one.is_post ? one.number : number_of(one.id);
    rejects.push_back({.file = one.is_post ? "posts" : "workers",
                       .column = "id",
                       .reason = (number.empty() ? one.id.ToString() : number) + "：" + one.reason,
                       .cure = "请更正这条记录"});
  }
  return rejects;
}

Status WriteFiles(const StepContext& context, const matching::Match& match,
                  const std::vector<matching::Reject>& rejects, matching::SummaryFacts facts) {
  const std::string folder = context.options.out + "/match";
  std::error_code error;
  std::filesystem::create_directories(folder, error);  // WritePlan says so when it is not there
  TRY(matching::WritePlan(folder, match, rejects));
  auto summary = TRY(file::AtomicFile::Create(folder + "/summary.json"));
  TRY(summary.Write(matching::SummaryJson(match, facts)));
  return summary.Commit();
}

}  // namespace

Result<std::string> MatchStep(const StepContext& context, jobs::JobStep& step) {
  const auto begin = std::chrono::steady_clock::now();
  const offers::PlanOptions options{.as_of = context.options.as_of, .threads = context.options.threads};
  offers::Solved solved = TRY(offers::Solve(context.store, context.scope, options));
  const auto& seekers = solved.seekers;
  const auto& posts = solved.posts;
  step.Total(static_cast<std::int64_t>(seekers.workers.size()));
  if (step.Cancelled()) return Fail(kCancelled, "匹配已停止");
  const bool nothing = !solved.match;
  matching::Options how;
  how.threads = context.options.threads;
  if (nothing) {  // a plan of nothing is a plan: its files say so
    solved.match = TRY(matching::MatchRecords(
        seekers.workers, posts.records, solved.weights->weights,
        {.as_of = options.as_of, .regions = TRY(offers::Regions()), .options = how, .policy = {}}));
  }
  const auto rejects = TRY(NameByNumbers(context, solved, *solved.match));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  TRY(WriteFiles(context, *solved.match, rejects,
                 {.as_of = options.as_of,
                  .options = how,
                  .bound = solved.match->plan.bound,
                  .seconds = seconds,
                  .weights = solved.weights->weights.hash,
                  .rejected = rejects.size()}));
  if (nothing) {
    return "{\"placed\":0,\"workers\":" + std::to_string(seekers.workers.size()) +
           ",\"posts\":" + std::to_string(posts.ids.size()) + ",\"note\":\"任务清单或岗位是空的\"}";
  }
  TRY(SaveProposals(context, seekers, posts.ids, *solved.match));
  TRY(SavePlaced(context, posts.ids, *solved.match));
  // The same as proposals that officers confirm; named by the job, so that a second attempt writes no second plan.
  const auto kept = TRY(offers::NewPlan(context.store, context.scope, options, *Uuid::Parse(context.job_id)));
  if (kept.state != "done")
    TRY(offers::SavePlan(context.store, context.scope, kept, solved, "month/" + context.job_id));
  step.Set(static_cast<std::int64_t>(seekers.workers.size()));
  const auto& plan = solved.match->plan;
  std::int64_t openings = 0;
  for (const auto& record : posts.records) openings += record.openings;
  json::Writer json;
  json.BeginObject();
  json.Member("placed", static_cast<std::int64_t>(plan.workers_placed));
  json.Member("workers", static_cast<std::int64_t>(seekers.workers.size()));
  json.Member("posts", static_cast<std::int64_t>(posts.ids.size()));
  json.Member("openings", openings);
  matching::WriteQuality(json, plan.objective, plan.bound);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace gq::months
