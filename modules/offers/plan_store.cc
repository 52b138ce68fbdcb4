// A solved plan into its tables: one transaction, one event.
#include <algorithm>
#include <numeric>

#include "kits/store/unit_of_work.h"
#include "modules/matching/pair_factors.h"
#include "modules/offers/bonds.h"
#include "modules/offers/plan.h"
#include "modules/offers/suggest.h"
#include "modules/people/service.h"

namespace gq::offers {

namespace {

using db::CellKind;

std::string Joined(const matching::Match& match, std::size_t worker, std::size_t post,
                   const std::vector<matching::Reason>& reasons) {
  std::string text;
  for (const auto& reason : reasons) text += (text.empty() ? "" : "；") + match.ReasonText(worker, post, reason);
  return text;
}

// People who have a live offer that this transaction may not touch: somebody has confirmed one since the plan was
// solved.
Result<std::map<Uuid, Uuid>> LiveNow(db::Connection& connection, const std::string& home) {
  std::map<Uuid, Uuid> live;
  TRY(connection.ForEach(
      "SELECT person_id, post_id FROM match_offer WHERE state IN ('confirmed', 'told', 'accepted') AND " + home, {},
      [&](const db::Row& row) {
        live[row.Id(0)] = row.Id(1);
        return Ok();
      }));
  return live;
}

// What was proposed before to these people.
Result<std::map<Uuid, Uuid>> ProposedBefore(db::Connection& connection, const std::string& home) {
  std::map<Uuid, Uuid> before;
  TRY(connection.ForEach("SELECT person_id, post_id FROM match_offer WHERE state = 'proposed' AND " + home, {},
                         [&](const db::Row& row) {
                           before[row.Id(0)] = row.Id(1);
                           return Ok();
                         }));
  return before;
}

void WriteOffer(db::BulkWriter& bulk, const Store& store, const MatchPlan& plan, const Solved& solved, std::size_t w,
                const std::optional<Bond>& bond, Instant now) {
  const auto& match = *solved.match;
  const auto p = static_cast<std::size_t>(match.plan.assignment[w]);
  const auto score = match.matcher->Score(w, p);
  const auto explanation = match.matcher->Explain(w, p);
  bulk.Int(solved.seekers.counties[w]);
  bulk.Bytes(store.NewId().ToBytes());
  bulk.Bytes(solved.seekers.ids[w].ToBytes());
  bulk.Bytes(plan.id.ToBytes());
  bulk.Bytes(solved.posts.ids[p].ToBytes());
  bulk.Int(solved.seekers.homes[w]);
  bulk.Int(solved.posts.codes[p]);
  bulk.Text(solved.posts.employers[p]);
  bulk.Text(people::TierOf(solved.seekers.homes[w], solved.posts.codes[p]));
  bulk.Text("proposed");
  bulk.Int(Millionths(match.plan.value[w]));
  bulk.Int(Millionths(solved.price[p]));
  for (const auto probability : {score.p_arrive, score.p_stay1, score.p_stay3, score.p_stay6})
    bulk.Int(Thousandths(probability));
  bulk.Text(Joined(match, w, p, explanation.in_favour));
  bulk.Text(Joined(match, w, p, explanation.against));
  bulk.Text(matching::FactorsText(match, w, p));
  bulk.Int(solved.seekers.workers[w].priority ? 1 : 0);
  bulk.Int(match.matcher->FindCongestion(match.plan, w).better_posts);
  if (bond) {
    bulk.Bytes(bond->id.ToBytes());
    for (const auto* text : {&bond->kind, &bond->place, &bond->alone}) bulk.Text(*text);
  } else {
    for (int i = 0; i < 4; ++i) bulk.Null();
  }
  bulk.Int(now.microseconds());
  bulk.Int(now.microseconds());
  bulk.Int(0);
}

Status WriteUnplaced(db::BulkWriter& bulk, const MatchPlan& plan, const Solved& solved, std::size_t w) {
  const auto& match = *solved.match;
  const auto why = match.WhyUnplaced(w);
  const auto congestion = match.matcher->FindCongestion(match.plan, w);
  std::vector<int> order(matching::kConstraints);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return why.removed_alone[static_cast<std::size_t>(a)] > why.removed_alone[static_cast<std::size_t>(b)];
  });
  std::string limits;
  for (const int c : order) {
    const auto n = why.removed_alone[static_cast<std::size_t>(c)];
    if (n == 0) break;
    limits += (limits.empty() ? "" : ";") + std::string(NameOf(static_cast<matching::Constraint>(c))) + ":" +
              std::to_string(n);
  }
  bulk.Int(solved.seekers.counties[w]);
  bulk.Bytes(solved.seekers.ids[w].ToBytes());
  bulk.Bytes(plan.id.ToBytes());
  bulk.Int(solved.seekers.homes[w]);
  bulk.Int(why.feasible_posts);
  bulk.Int(congestion.better_posts);
  if (congestion.nearest.post == matching::kUnplaced)
    bulk.Null();
  else
    bulk.Bytes(solved.posts.ids[static_cast<std::size_t>(congestion.nearest.post)].ToBytes());
  bulk.Int(congestion.nearest.post == matching::kUnplaced
               ? 0
               : Millionths(std::int64_t{congestion.nearest.price} - congestion.nearest.value));
  // With a post that would fit, it is the competition; without any, the constraint that alone takes most away.
  const bool none = why.feasible_posts == 0;
  bulk.Text(!none ? "full" : limits.empty() ? "several" : std::string_view(limits).substr(0, limits.find(':')));
  bulk.Text(limits);
  return bulk.EndRow();
}

// `known`: prices of earlier plans. Where people are added, a post that is full already has none in this plan.
Status WritePosts(db::Connection& connection, const MatchPlan& plan, const Solved& solved,
                  const std::map<Uuid, std::int64_t>& known) {
  const std::string id = plan.id.ToBytes();
  TRY(connection.Execute("DELETE FROM match_plan_post WHERE plan_id = ?1", {db::Blob{id}}));
  const auto bulk = connection.Bulk("match_plan_post", {{"plan_id", CellKind::kBlob},
                                                        {"post_id", CellKind::kBlob},
                                                        {"openings", CellKind::kInteger},
                                                        {"placed", CellKind::kInteger},
                                                        {"price", CellKind::kInteger},
                                                        {"next_best", CellKind::kInteger}});
  const auto& found = solved.match->plan;
  for (std::size_t p = 0; p < solved.posts.ids.size(); ++p) {
    bulk->Bytes(id);
    bulk->Bytes(solved.posts.ids[p].ToBytes());
    bulk->Int(solved.posts.records[p].openings);
    bulk->Int(found.placed[p]);
    const auto before = known.find(solved.posts.ids[p]);
    const bool full = found.placed[p] >= solved.posts.records[p].openings;
    const std::int64_t price = Millionths(solved.price[p]);
    bulk->Int(price == 0 && full && before != known.end() ? before->second : price);
    bulk->Int(Millionths(solved.next_best[p]));
    TRY(bulk->EndRow());
  }
  return bulk->Finish();
}

// People who keep an offer: with whom they go in this plan, and whether they have to be asked.
Status BindFrozen(db::Connection& connection, const Solved& solved, const std::vector<std::optional<Bond>>& bonds) {
  db::Pipeline bind(connection);
  for (std::size_t w = 0; w < bonds.size(); ++w) {
    if (!bonds[w] || !solved.frozen[w]) continue;
    const std::string offer = solved.frozen[w]->offer_id.ToBytes(), bond = bonds[w]->id.ToBytes();
    TRY(bind.Add(
        "UPDATE match_offer SET bond_id = COALESCE(bond_id, ?2), bond_kind = ?3, bond_place = ?4, alone = CASE WHEN "
        "alone = 'yes' THEN alone ELSE NULLIF(?5, '') END WHERE id = ?1",
        {db::Blob{offer}, db::Blob{bond}, bonds[w]->kind, bonds[w]->place, bonds[w]->alone}));
  }
  TRY(bind.Flush());
  return Ok();
}

// Wide: of a stable plan over a province the difference times a milliard is more than 64 bits hold.
std::int64_t GapPpb(std::int64_t value, std::int64_t bound) {
  __extension__ using Wide = __int128;
  return bound > 0 ? static_cast<std::int64_t>(Wide{bound - value} * 1'000'000'000 / bound) : 0;
}

// People are on the task list, and not one of them can be read.
bool NobodyCouldBeRead(const Solved& solved) {
  return solved.seekers.ids.empty() &&
         std::any_of(solved.left_out.begin(), solved.left_out.end(), [](const LeftOut& one) { return !one.is_post; });
}

struct Written {
  std::int64_t same = 0, changed = 0, fresh = 0, kept = 0;
};

Result<Written> WritePeople(UnitOfWork& work, const std::string& home, const std::string& unplaced_home,
                            const MatchPlan& plan, const Solved& solved, const std::map<Uuid, std::int64_t>& known) {
  auto& connection = work.connection();
  const std::string id = plan.id.ToBytes();
  Written written;
  const auto before = TRY(ProposedBefore(connection, home));
  db::Pipeline keep(connection);
  for (const auto& frozen : solved.frozen) {
    if (!frozen || !frozen->proposed) continue;
    const std::string offer = frozen->offer_id.ToBytes();
    TRY(keep.Add("UPDATE match_offer SET plan_id = ?2 WHERE id = ?1 AND state = 'proposed'",
                 {db::Blob{offer}, db::Blob{id}}));
    ++written.kept;
  }
  TRY(keep.Flush());
  TRY(connection.Execute("DELETE FROM match_unplaced WHERE " + unplaced_home));
  // A second attempt of the same plan finds its own rows: those that were kept are the older ones.
  TRY(connection.Execute(
      "UPDATE match_offer SET state = 'replaced', updated_at = ?2, version = version + 1 WHERE state = "
      "'proposed' AND (plan_id <> ?1 OR created_at >= ?3) AND " +
          home,
      {db::Blob{id}, work.now().microseconds(), plan.created_at.microseconds()}));
  if (!solved.match) return written;
  const auto bonds = BondsOf(work.store(), solved);
  TRY(BindFrozen(connection, solved, bonds));
  const auto live = TRY(LiveNow(connection, home));
  const auto offers = connection.Bulk("match_offer", {{"county_id", CellKind::kInteger},
                                                      {"id", CellKind::kBlob},
                                                      {"person_id", CellKind::kBlob},
                                                      {"plan_id", CellKind::kBlob},
                                                      {"post_id", CellKind::kBlob},
                                                      {"home_code", CellKind::kInteger},
                                                      {"work_code", CellKind::kInteger},
                                                      {"employer_code", CellKind::kText},
                                                      {"tier", CellKind::kText},
                                                      {"state", CellKind::kText},
                                                      {"value", CellKind::kInteger},
                                                      {"price", CellKind::kInteger},
                                                      {"p_arrive", CellKind::kInteger},
                                                      {"p_stay1", CellKind::kInteger},
                                                      {"p_stay3", CellKind::kInteger},
                                                      {"p_stay6", CellKind::kInteger},
                                                      {"reasons_for", CellKind::kText},
                                                      {"reasons_against", CellKind::kText},
                                                      {"factors", CellKind::kText},
                                                      {"priority", CellKind::kInteger},
                                                      {"better_posts", CellKind::kInteger},
                                                      {"bond_id", CellKind::kBlob},
                                                      {"bond_kind", CellKind::kText},
                                                      {"bond_place", CellKind::kText},
                                                      {"alone", CellKind::kText},
                                                      {"created_at", CellKind::kInteger},
                                                      {"updated_at", CellKind::kInteger},
                                                      {"version", CellKind::kInteger}});
  const auto& assignment = solved.match->plan.assignment;
  for (std::size_t w = 0; w < assignment.size(); ++w) {
    if (assignment[w] == matching::kUnplaced || solved.frozen[w] || live.count(solved.seekers.ids[w]) > 0) continue;
    WriteOffer(*offers, work.store(), plan, solved, w, bonds[w], work.now());
    TRY(offers->EndRow());
    const auto old = before.find(solved.seekers.ids[w]);
    if (old == before.end())
      ++written.fresh;
    else
      ++(old->second == solved.posts.ids[static_cast<std::size_t>(assignment[w])] ? written.same : written.changed);
  }
  TRY(offers->Finish());
  const auto unplaced = connection.Bulk("match_unplaced", {{"county_id", CellKind::kInteger},
                                                           {"person_id", CellKind::kBlob},
                                                           {"plan_id", CellKind::kBlob},
                                                           {"home_code", CellKind::kInteger},
                                                           {"feasible_posts", CellKind::kInteger},
                                                           {"better_posts", CellKind::kInteger},
                                                           {"nearest_post", CellKind::kBlob},
                                                           {"missing_value", CellKind::kInteger},
                                                           {"limit_code", CellKind::kText},
                                                           {"limits", CellKind::kText}});
  for (std::size_t w = 0; w < assignment.size(); ++w) {
    if (assignment[w] == matching::kUnplaced && live.count(solved.seekers.ids[w]) == 0)
      TRY(WriteUnplaced(*unplaced, plan, solved, w));
  }
  TRY(unplaced->Finish());
  TRY(WritePosts(connection, plan, solved, known));
  return written;
}

}  // namespace

Status SavePlan(Store& store, const Scope& scope, const MatchPlan& plan, const Solved& solved, std::string_view cause) {
  const Scope home_side = scope.HomeSide();
  const std::string home = Store::Predicate(home_side, kMatchOffer, "match_offer");
  const std::string unplaced_home = Store::Predicate(home_side, kMatchOffer, "match_unplaced");
  std::map<Uuid, std::int64_t> known;
  if (plan.scheme == "added") known = TRY(KnownPrices(store, plan.low_code));
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor), std::string(cause)));
  work.About(plan.unit_id, "match.plan", "match_plan", plan.id);
  Written written;
  if (!NobodyCouldBeRead(solved)) written = TRY(WritePeople(work, home, unplaced_home, plan, solved, known));
  MatchPlan done = plan;
  done.state = "done";
  done.weights_hash = solved.weights->weights.hash;
  done.workers = static_cast<std::int64_t>(solved.seekers.ids.size());
  done.posts = static_cast<std::int64_t>(solved.posts.ids.size());
  done.openings = 0;
  for (const auto& record : solved.posts.records) done.openings += record.openings;
  done.placed = written.same + written.changed + written.fresh + written.kept;
  done.kept = std::count_if(solved.frozen.begin(), solved.frozen.end(), [](const auto& f) { return f.has_value(); });
  if (solved.match) {
    const auto& found = solved.match->plan;
    done.value = Millionths(found.objective);
    done.bound = Millionths(solved.bound);
    done.gap_ppb = GapPpb(found.objective, solved.bound);
  }
  done.indicators = IndicatorsOf(solved, written.same, written.changed, written.fresh);
  TRY(work.Update(plan, done));
  return work.Commit();
}

}  // namespace gq::offers
