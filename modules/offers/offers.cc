#include "modules/offers/offers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "modules/offers/bonds.h"
#include "modules/offers/store_input.h"
#include "modules/people/register.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/people/spells.h"
#include "modules/posts/open.h"

namespace gq::offers {

namespace {

constexpr auto kSteps = std::to_array<OfferStep>({
    {"confirm", "proposed", "confirmed", "确认"},
    {"withdraw", "proposed", "withdrawn", "撤回"},
    {"withdraw", "confirmed", "withdrawn", "撤回"},
    {"withdraw", "told", "withdrawn", "撤回"},
    {"tell", "confirmed", "told", "登记已告知"},
    {"tell", "told", "told", "再次告知"},  // once the time to answer is over
    {"tell", "expired", "told", "再次告知"},
    {"accept", "told", "accepted", "登记答复"},
    {"refuse", "told", "refused", "登记答复"},
    {"refuse", "accepted", "refused", "改为不去"},
    {"expire", "told", "expired", "逾期"},
    {"go_alone", "accepted", "accepted", "登记愿意单独去"},
    {"depart", "accepted", "departed", "登记出发"},
});

constexpr std::size_t kChunk = 200;

// Somebody does not go: those who wanted to go with him are asked whether they go alone. `gone`: all who drop out in
// this transaction.
Status AskCompanions(UnitOfWork& work, Store& store, const std::vector<MatchOffer>& gone) {
  std::set<Uuid> dropped, seen;
  for (const auto& offer : gone) dropped.insert(offer.id);
  for (const auto& offer : gone) {
    if (offer.bond_id.IsNil() || !seen.insert(offer.bond_id).second) continue;
    auto others = TRY(CompanionsOf(store, offer));
    others.erase(std::remove_if(others.begin(), others.end(),
                                [&](const MatchOffer& other) { return dropped.count(other.id) > 0; }),
                 others.end());
    for (const auto& other : others) {
      if (!IsAsked(other, others.size() - 1)) continue;
      MatchOffer after = other;
      after.alone = "ask";
      work.About(after.county_id, "offer.ask_alone", "person", after.person_id);
      TRY(work.Update(other, after));
    }
  }
  return Ok();
}

bool LeavesOthers(std::string_view action) { return action == "refuse" || action == "withdraw" || action == "expire"; }

Result<MatchOffer> Write(Store& store, const Scope& scope, const MatchOffer& before, MatchOffer after,
                         std::string_view action) {
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  work.About(after.county_id, "offer." + std::string(action), "person", after.person_id);
  TRY(work.Update(before, after));
  if (LeavesOthers(action)) TRY(AskCompanions(work, store, {before}));
  TRY(work.Commit());
  return after;
}

// The offer, for a step that the origin takes.
Result<MatchOffer> Open(Store& store, const Scope& scope, const Uuid& id, std::int64_t version) {
  MatchOffer offer = TRY(store.Get<MatchOffer>(scope, id));
  if (!scope.SeesHome(offer.home_code)) return Fail(kForbidden, "由户籍地办理");
  if (offer.version != version) return Fail(kConflict, "这条推荐刚被别人改过", "请刷新后再办");
  return offer;
}

tl::unexpected<Error> WrongState(const MatchOffer& offer) {
  Error error{&kWrongState, "这条推荐现在不能这样办", "请刷新，看清它的状态", {}};
  return Fail(error.With("state", offer.state));
}

Result<Date> DayOf(const Store& store, const std::optional<Date>& on) {
  const Date today = store.Now().DateInShanghai();
  if (on && *on > today) {
    Error error{&kBadInput, "日期晚于今天", "请填已经发生的日期", {}};
    return Fail(error.With("field", "on"));
  }
  return on.value_or(today);
}

// Husband and wife, or a family, who are proposed places together and have not said that they may be parted: their
// places are confirmed together or not at all.
bool GoOnlyTogether(const MatchOffer& offer) {
  return !offer.bond_id.IsNil() && offer.bond_kind != "group" && offer.bond_place != "apart" && offer.alone.empty();
}

// Who is confirmed brings along those who go with him, where they are the reader's to confirm.
Status AddCompanions(Store& store, const Scope& scope, std::vector<MatchOffer>& offers) {
  std::set<Uuid> there;
  for (const auto& offer : offers) there.insert(offer.id);
  for (std::size_t i = 0, size = offers.size(); i < size; ++i) {
    if (!GoOnlyTogether(offers[i])) continue;
    for (auto& other : TRY(CompanionsOf(store, offers[i]))) {
      const bool joins = other.state == "proposed" && GoOnlyTogether(other) && scope.SeesHome(other.home_code);
      if (joins && there.insert(other.id).second) offers.push_back(std::move(other));
    }
  }
  return Ok();
}

// Offers of a selection that the reader's home side reaches: those who go together stand together where a step concerns
// them all, the others in the order of their posts.
Result<std::vector<MatchOffer>> Selected(Store& store, const Scope& scope, const Selection& which,
                                         std::string_view action) {
  std::vector<MatchOffer> offers;
  if (which.plan) {
    const std::string plan = which.plan->ToBytes();
    std::string from;
    for (const auto& step : kSteps) {
      if (step.action == action) from += (from.empty() ? "'" : ", '") + std::string(step.from) + "'";
    }
    if (action == "withdraw") from = "'proposed'";  // a whole plan is taken back before anybody has confirmed it
    if (action == "tell") from = "'confirmed'";     // who has been told before is told again by himself
    offers = TRY(store.Select<MatchOffer>(
        scope.HomeSide(), "p.plan_id = ?1 AND p.state IN (" + from + ") ORDER BY p.post_id, p.id", {db::Blob{plan}}));
  }
  for (const auto& id : which.ids) {
    const std::string bytes = id.ToBytes();
    auto found = TRY(store.Select<MatchOffer>(scope.HomeSide(), "p.id = ?1", {db::Blob{bytes}}));
    if (found.empty()) return Fail(kNotFound, "没有这条推荐，或不由您办理");
    offers.push_back(std::move(found.front()));
  }
  if (action == "confirm") TRY(AddCompanions(store, scope, offers));
  const bool by_bond = LeavesOthers(action) || action == "confirm";
  std::stable_sort(offers.begin(), offers.end(), [&](const MatchOffer& a, const MatchOffer& b) {
    return by_bond && a.bond_id != b.bond_id ? a.bond_id < b.bond_id : a.post_id < b.post_id;
  });
  return offers;
}

// Whether the step takes a place of the post that the offer does not hold yet.
bool TakesPlace(std::string_view action, const MatchOffer& offer) {
  return action == "confirm" || (action == "tell" && offer.state == "expired");
}

// Places of posts that are left, read under the posts' locks.
class Places {
 public:
  struct OfPost {
    std::int64_t left = 0;
    bool open = false;  // on the day
  };
  using Left = std::map<Uuid, OfPost>;
  Places(db::Connection& connection, Left& left, Date day) : connection_(connection), left_(left), day_(day) {}
  // Why there is no place; empty: taken.
  Result<std::string> Take(const Uuid& post_id) {
    auto found = left_.find(post_id);
    if (found == left_.end()) found = left_.emplace(post_id, TRY(Read(post_id))).first;
    if (!found->second.open) return std::string("岗位已过有效期或已撤下");
    if (found->second.left <= 0) return std::string("岗位已经没有空余名额");
    --found->second.left;
    return std::string();
  }
  void GiveBack(const Uuid& post_id) { ++left_[post_id].left; }
  // Locks in ascending order, so that two offices never wait for each other.
  Status Lock(std::span<const MatchOffer> offers, std::string_view action) {
    std::set<Uuid> posts;
    for (const auto& offer : offers) {
      if (TakesPlace(action, offer)) posts.insert(offer.post_id);
    }
    for (const Uuid& post : posts) {
      if (!left_.contains(post)) left_[post] = TRY(Read(post));
    }
    return Ok();
  }

 private:
  Result<OfPost> Read(const Uuid& post_id) {
    const std::string id = post_id.ToBytes();
    TRY(connection_.Execute("UPDATE post SET version = version WHERE id = ?1", {db::Blob{id}}));
    const auto openings = TRY(connection_.QueryInt("SELECT openings FROM post WHERE id = ?1", {db::Blob{id}}));
    const auto open = TRY(connection_.QueryInt(
        "SELECT count(*) FROM post p WHERE p.id = ?1 AND " + posts::OpenSql("p", day_), {db::Blob{id}}));
    const auto taken = TRY(connection_.QueryInt(
        "SELECT count(*) FROM match_offer o LEFT JOIN spell s ON s.county_id = o.county_id AND s.id = o.spell_id WHERE "
        "o.post_id = ?1 AND (o.state IN ('confirmed', 'told', 'accepted') OR (o.state = 'departed' AND "
        "COALESCE(s.state, '') <> 'ended'))",
        {db::Blob{id}}));
    return OfPost{openings - taken, open > 0};
  }
  db::Connection& connection_;
  Left& left_;
  Date day_;
};

// Takes the step; says why not, where this offer cannot take it.
using Change = std::function<std::string(MatchOffer&)>;

// Why the offer may not take a place: the person needs none any more, or has another.
Result<std::string> WhyNoPlace(Store& store, const MatchOffer& offer) {
  const std::string id = offer.person_id.ToBytes();
  const auto person = TRY(store.Find<Person>(Scope::System("system:offers"), "p.county_id = ?1 AND p.id = ?2",
                                             {offer.county_id, db::Blob{id}}));
  if (!person) return std::string("档案已转到别处");
  if (person->list != people::state::kTask) return std::string("已不在任务清单上");
  if (offer.state != "expired") return std::string();
  if (!offer.bond_id.IsNil()) return std::string("逾期后同行的人已另问，请重新做方案");
  const auto other = TRY(store.Find<MatchOffer>(
      Scope::System("system:offers"),
      "p.county_id = ?1 AND p.person_id = ?2 AND p.state IN ('proposed', 'confirmed', 'told', 'accepted')",
      {offer.county_id, db::Blob{id}}));
  return other ? std::string("已有新的推荐") : std::string();
}

// Takes the places of people who are confirmed together: of all, or of none. Reasons by offer; empty: taken.
Result<std::vector<std::string>> TakePlaces(Store& store, std::span<const MatchOffer> unit, std::string_view action,
                                            Places& places) {
  std::vector<std::string> why;
  bool all = true;
  std::vector<Uuid> taken;
  for (const auto& offer : unit) {
    std::string reason =
        FindStep(action, offer.state) == nullptr ? "现在的状态不能这样办" : TRY(WhyNoPlace(store, offer));
    if (reason.empty()) reason = TRY(places.Take(offer.post_id));
    if (reason.empty()) taken.push_back(offer.post_id);
    all = all && reason.empty();
    why.push_back(std::move(reason));
  }
  if (all) return why;
  for (const Uuid& post : taken) places.GiveBack(post);
  for (std::string& reason : why) {
    if (reason.empty()) reason = "同行的人这次不能一起确认";
  }
  return why;
}

Status ApplyChunk(Store& store, const Scope& scope, std::span<const MatchOffer> offers, std::string_view action,
                  const Change& change, Places::Left* dry_run, BatchDone& result) {
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  Places::Left left;  // of posts that this transaction has locked; nothing is written in a dry run
  Places places(work.connection(), dry_run != nullptr ? *dry_run : left, store.Now().DateInShanghai());
  TRY(places.Lock(offers, action));
  std::vector<MatchOffer> gone;
  for (std::size_t first = 0, last = 0; first < offers.size(); first = last) {
    last = first + 1;
    while (action == "confirm" && last < offers.size() && GoOnlyTogether(offers[first]) &&
           GoOnlyTogether(offers[last]) && offers[last].bond_id == offers[first].bond_id)
      ++last;
    const auto unit = offers.subspan(first, last - first);
    std::vector<std::string> why(unit.size());
    if (TakesPlace(action, unit.front())) why = TRY(TakePlaces(store, unit, action, places));
    for (std::size_t i = 0; i < unit.size(); ++i) {
      const MatchOffer& offer = unit[i];
      const OfferStep* step = FindStep(action, offer.state);
      if (why[i].empty() && step == nullptr) why[i] = "现在的状态不能这样办";
      MatchOffer after = offer;
      if (why[i].empty()) why[i] = change(after);
      if (!why[i].empty()) {
        result.skipped.push_back({offer.id, why[i]});
        continue;
      }
      after.state = std::string(step->to);
      work.About(after.county_id, "offer." + std::string(action), "person", after.person_id);
      TRY(work.Update(offer, after));
      ++result.done;
      if (LeavesOthers(action)) gone.push_back(offer);
    }
  }
  TRY(AskCompanions(work, store, gone));
  return dry_run != nullptr ? Ok() : work.Commit();
}

Result<BatchDone> Apply(Store& store, const Scope& scope, const Selection& which, std::string_view action,
                        const Change& change, bool dry_run) {
  const auto offers = TRY(Selected(store, scope, which, action));
  BatchDone result;
  Places::Left left;
  for (std::size_t first = 0, last = 0; first < offers.size(); first = last) {
    last = std::min(first + kChunk, offers.size());
    if (LeavesOthers(action) || action == "confirm") {  // companions drop out, or are confirmed, in one transaction
      while (last < offers.size() && !offers[last].bond_id.IsNil() && offers[last].bond_id == offers[last - 1].bond_id)
        ++last;
    }
    const auto chunk = std::span(offers).subspan(first, last - first);
    TRY(ApplyChunk(store, scope, chunk, action, change, dry_run ? &left : nullptr, result));
  }
  return result;
}

// The spell that an earlier attempt of the same departure began.
const Spell* BegunBefore(const people::PersonFile& file, const MatchOffer& offer, const Post& post) {
  const Spell* spell = people::CurrentSpell(file.spells);
  if (spell == nullptr || spell->state != "departed" || spell->created_at < offer.updated_at) return nullptr;
  return spell->unit_code == post.employer_code && spell->post_name == post.name ? spell : nullptr;
}

Result<Spell> Begin(Store& store, const Scope& scope, const MatchOffer& offer, const Post& post,
                    const CodeCheck& codes) {
  json::Writer out;
  out.BeginObject();
  out.Member("state", "departed");
  out.Member("employer_name", post.employer_name);
  if (!post.employer_code.empty()) out.Member("unit_code", post.employer_code);
  out.Member("post_name", post.name);
  if (!post.external_id.empty()) out.Member("post_number", post.external_id);
  if (!post.trade.empty()) out.Member("trade", post.trade);
  if (post.region_code) out.Member("work_code", *post.region_code);
  if (post.wage_min) out.Member("wage_fen", post.wage_min->value());
  out.Member("organised", true);
  out.Member("channel", "organised");
  out.Member("reserved_post", post.reserved_region.has_value());
  out.EndObject();
  const std::string text = std::move(out).Take();
  const auto document = TRY(json::Parse(text));
  return people::SaveSpell(store, scope, offer.person_id, std::nullopt, document.root(), codes);
}

}  // namespace

std::span<const OfferStep> OfferSteps() { return kSteps; }
const OfferStep* FindStep(std::string_view action, std::string_view from) {
  for (const auto& step : kSteps) {
    if (step.action == action && step.from == from) return &step;
  }
  return nullptr;
}

bool IsOverdue(const MatchOffer& offer, Date today) {
  return offer.state == "told" && offer.expires_on && *offer.expires_on < today;
}

Result<BatchDone> Confirm(Store& store, const Scope& scope, const Selection& which, bool dry_run) {
  const Date today = store.Now().DateInShanghai();
  const Change change = [&](MatchOffer& offer) {
    offer.confirmed_by = scope.actor;
    offer.confirmed_on = today;
    return std::string();
  };
  return Apply(store, scope, which, "confirm", change, dry_run);
}

Result<BatchDone> Withdraw(Store& store, const Scope& scope, const Selection& which, bool dry_run) {
  return Apply(
      store, scope, which, "withdraw", [](MatchOffer&) { return std::string(); }, dry_run);
}

Result<BatchDone> Tell(Store& store, const Scope& scope, const Selection& which, Date on, int days, bool dry_run) {
  const Date day = TRY(DayOf(store, on));
  if (days < 1 || days > kAnswerDaysMax) {
    Error error{&kBadInput, "答复期限应在 1 到 60 天之间", {}, {}};
    return Fail(error.With("field", "days"));
  }
  const Date today = store.Now().DateInShanghai();
  const Change change = [&](MatchOffer& offer) {
    if (offer.state == "told" && !IsOverdue(offer, today))
      return "已经告知，答复期限是 " + offer.expires_on->ToString();
    if (offer.told_on && day < *offer.told_on)
      return "告知日早于上一次告知的日期 " + offer.told_on->ToString() + "，请核对日期";
    if (offer.confirmed_on && day < *offer.confirmed_on)
      return "告知日早于确认日 " + offer.confirmed_on->ToString() + "，请核对日期";
    offer.told_on = day;
    offer.expires_on = day.AddDays(days);
    return std::string();
  };
  return Apply(store, scope, which, "tell", change, dry_run);
}

Result<MatchOffer> TakeAnswer(Store& store, const Scope& scope, const Uuid& id, const Answer& answer,
                              const CodeCheck& codes) {
  const MatchOffer before = TRY(Open(store, scope, id, answer.version));
  const bool asked = before.alone == "ask", again = before.state == "accepted";
  const OfferStep* step = FindStep(!answer.accept ? "refuse" : again ? "go_alone" : "accept", before.state);
  if (step == nullptr || (answer.accept && again && !asked)) return WrongState(before);
  const auto bad = [](std::string field, std::string message, std::string hint) {
    Error error{&kBadInput, std::move(message), std::move(hint), {}};
    return Fail(error.With("field", std::move(field)));
  };
  if (!answer.accept && answer.reason.empty()) return bad("reason", "请选不去的原因", "这些原因会汇总给输入地和企业");
  if (answer.accept && !answer.reason.empty()) return bad("reason", "愿意去的不用填原因", {});
  if (answer.accept && asked && !answer.alone)
    return bad("alone", "同行的人不在一处或不去了", "请先问清本人是否愿意单独去，再登记");
  if (!answer.reason.empty() && codes && !codes("refusal_reason", answer.reason))
    return bad("reason", "不在代码表里", "请从下拉表中选择");
  MatchOffer after = before;
  after.state = std::string(step->to);
  after.answered_on = TRY(DayOf(store, answer.on));
  if (after.told_on && *after.answered_on < *after.told_on) return bad("on", "答复日早于告知日", "请核对两个日期");
  if (before.answered_on && *after.answered_on < *before.answered_on)
    return bad("on", "答复日早于上一次答复的日期", "请核对两个日期");
  if (answer.accept && IsOverdue(before, *after.answered_on))
    return bad("on", "答复已过期限 " + before.expires_on->ToString() + "，名额不再保留",
               "期限内答复的，请填当时的日期；否则请再次告知，重新给期限");
  if (answer.accept && asked) after.alone = "yes";
  after.answer_reason = answer.reason;
  after.answer_note = answer.note;
  return Write(store, scope, before, std::move(after), step->action);
}

Result<MatchOffer> Depart(Store& store, const Scope& scope, const Uuid& id, std::int64_t version,
                          std::optional<Date> on, const CodeCheck& codes) {
  const MatchOffer before = TRY(Open(store, scope, id, version));
  if (FindStep("depart", before.state) == nullptr) return WrongState(before);
  if (before.alone == "ask") {
    Error error{&kWrongState, "同行的人不去了，还没有问本人是否愿意单独去", "请先登记愿意单独去，或改为不去", {}};
    return Fail(error.With("state", before.state));
  }
  const Post post = TRY(store.Get<Post>(scope, before.post_id));
  MatchOffer after = before;
  after.state = "departed";
  after.departed_on = TRY(DayOf(store, on));
  if (before.answered_on && *after.departed_on < *before.answered_on) {
    Error error{&kBadInput, "出发日早于答复日", "请核对两个日期", {}};
    return Fail(error.With("field", "on"));
  }
  const people::PersonFile file = TRY(people::GetPersonFile(store, scope, before.person_id));
  const Spell* begun = BegunBefore(file, before, post);
  after.spell_id = begun != nullptr ? begun->id : TRY(Begin(store, scope, before, post, codes)).id;
  return Write(store, scope, before, std::move(after), "depart");
}

Result<std::int64_t> Expire(Store& store, const Scope& scope) {
  const std::int64_t today = store.Now().DateInShanghai().ToYmdInt();
  Selection which;
  for (const auto& offer : TRY(store.Select<MatchOffer>(
           scope.HomeSide(), "p.state = 'told' AND p.expires_on < ?1 ORDER BY p.expires_on, p.id", {today})))
    which.ids.push_back(offer.id);
  return TRY(Apply(
                 store, scope, which, "expire", [](MatchOffer&) { return std::string(); }, false))
      .done;
}

}  // namespace gq::offers
