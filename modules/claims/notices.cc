#include "modules/claims/notices.h"

#include <algorithm>
#include <map>

#include "base/mask.h"
#include "modules/claims/sides.h"
#include "modules/claims/working_days.h"
#include "modules/org/service.h"
#include "modules/people/register.h"

namespace gq::claims {

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

Status CheckPlan(const NoticePlan& plan, Date as_of) {
  if (plan.profiles.empty()) return Fail(kBadInput, "请选公示形式", "村务公开栏、网上公示，或两样都要");
  for (const auto& profile : plan.profiles) {
    if (profile != "village_board" && profile != "internet") return Fail(kBadInput, "没有这种公示形式：" + profile);
  }
  if (plan.days < kNoticeDaysMin || plan.days > kNoticeDaysMax)
    return Fail(kBadInput, "异议期须在 5 到 60 天之间", "通常为 7 天");
  if (plan.retain_days <= plan.days || plan.retain_days > kRetainDaysMax)
    return Fail(kBadInput, "展示天数要比异议期长（发布当天不计入异议期），不超过一年");
  if (!plan.posted_on) {
    if (plan.reviewed_on) return Fail(kBadInput, "纸面审核日期只在补录已经贴出的公示时填", "请同时填张贴日期");
    return Ok();
  }
  if (plan.reviewed_on && *plan.reviewed_on > *plan.posted_on)
    return Fail(kBadInput, "张贴日期 " + plan.posted_on->ToString() + " 早于纸面审核的 " + plan.reviewed_on->ToString(),
                "先审核，后公示");
  if (plan.profiles.size() != 1 || plan.profiles.front() != "village_board")
    return Fail(kBadInput, "只有村务公开栏可以填张贴日期", "网上公示从发布当天算起");
  if (*plan.posted_on > as_of || *plan.posted_on < as_of.AddDays(-kNoticeDaysMax))
    return Fail(kBadInput, "张贴日期须在最近 60 天之内，不能在今天以后");
  return Ok();
}

Result<std::vector<SubsidyClaim>> ClaimsOf(Store& store, const Scope& scope, const NoticePlan& plan) {
  const Scope home = ClaimScope(scope);
  if (plan.claims.empty()) {
    auto all = TRY(store.Select<SubsidyClaim>(home, HandledHereSql(scope) + " AND p.state = 'county_reviewed' ORDER BY "
                                                                            "p.home_code, p.id LIMIT 5000"));
    if (all.empty()) return Fail(kNotYet, "没有县级已审、等待公示的申请", "请先审核");
    return all;
  }
  std::vector<SubsidyClaim> claims;
  for (const auto& id : plan.claims) {
    if (std::any_of(claims.begin(), claims.end(), [&](const auto& one) { return one.id == id; })) continue;
    claims.push_back(TRY(store.Get<SubsidyClaim>(home, id)));
    if (claims.back().state != "county_reviewed")
      return Fail(kWrongState, "选中的申请里有一件不是县级已审", "请刷新名单后重选");
  }
  std::sort(claims.begin(), claims.end(),
            [](const auto& a, const auto& b) { return std::tie(a.home_code, a.id) < std::tie(b.home_code, b.id); });
  return claims;
}

// Village of a board, county of an internet notice; of what a destination pays its county or city.
std::int64_t PlaceOf(std::string_view profile, const SubsidyClaim& claim) {
  const std::int64_t place = PlaceOfHandling(claim);
  return profile == "village_board" ? place : place / 1'000'000 * 1'000'000;
}

// Nobody could object to an amount before the county had reviewed it. What was reviewed and put up on paper and is
// entered afterwards says when that review was.
Status CheckPosted(Store& store, const NoticePlan& plan, const std::vector<SubsidyClaim>& claims) {
  if (!plan.posted_on) return Ok();
  if (plan.reviewed_on) {
    for (const auto& claim : claims) {
      if (claim.received_on && *plan.reviewed_on < *claim.received_on)
        return Fail(kBadInput,
                    "纸面审核日期 " + plan.reviewed_on->ToString() + " 早于收件的 " + claim.received_on->ToString(),
                    "请核对两个日期；收件日期登记错了的，先退回更正");
    }
    return Ok();
  }
  for (const auto& claim : claims) {
    const std::string id = claim.id.ToBytes();
    const auto steps =
        TRY(store.Select<ClaimStep>(Program(),
                                    "p.county_id = ?1 AND p.claim_id = ?2 AND p.to_state = 'county_reviewed' ORDER BY "
                                    "p.created_at DESC LIMIT 1",
                                    {claim.county_id, db::Blob{id}}));
    if (steps.empty()) continue;
    const Date reviewed = steps.front().created_at.DateInShanghai();
    if (*plan.posted_on < reviewed)
      return Fail(kBadInput,
                  "张贴日期 " + plan.posted_on->ToString() + " 早于县级审核的 " + reviewed.ToString() +
                      "：那时还没有要公示的金额",
                  "请填审核以后实际张贴的日期；先在纸面办完、后来补录的，请填纸面审核日期");
  }
  return Ok();
}

// The last day of the objection period, and how it was counted. The day of publication does not count (Civil Code,
// article 201: a period begins on the next day).
struct Period {
  Date closes_on;
  std::string text;
};
Result<Period> PeriodOf(const NoticePlan& plan, Date opened_on) {
  if (!plan.working_days) return Period{opened_on.AddDays(plan.days), std::to_string(plan.days) + " 天"};
  const auto days = TRY(WorkingDays::Current());
  Period period{days.Nth(opened_on.AddDays(1), plan.days), {}};
  period.text = std::to_string(plan.days) + " 个工作日（" + days.Basis(opened_on, period.closes_on) + "）";
  if (period.closes_on > opened_on.AddDays(plan.retain_days - 1))
    return Fail(
        kBadInput,
        "展示天数不能短于异议期：" + std::to_string(plan.days) + " 个工作日到 " + period.closes_on.ToString() + " 才满",
        "请多展示几天");
  return period;
}

struct Planned {
  PublicNotice notice;
  std::vector<NoticeLine> lines;
};

}  // namespace

Result<std::vector<PublicNotice>> OpenNotices(Store& store, const Scope& scope, const NoticePlan& plan, Date as_of) {
  TRY(CheckPlan(plan, as_of));
  const Date opened_on = plan.posted_on.value_or(as_of);
  Period period = TRY(PeriodOf(plan, opened_on));
  if (plan.reviewed_on) period.text += "；补录，纸面审核于 " + plan.reviewed_on->ToString();
  const auto claims = TRY(ClaimsOf(store, scope, plan));
  TRY(CheckPosted(store, plan, claims));
  const auto rules = TRY(subsidies::CurrentRules(store));
  std::map<std::tuple<std::string, std::int64_t, bool>, Planned> notices;
  for (const auto& claim : claims) {
    const std::string name = NameOfClaimant(store, claim);
    const auto rule = rules->find(claim.rule);
    for (const auto& profile : plan.profiles) {
      const std::int64_t place = PlaceOf(profile, claim);
      auto& [notice, lines] = notices[{profile, place, AtDestination(claim)}];
      if (lines.empty()) {
        notice.id = store.NewId();
        notice.county_id = TRY(org::CountyOf(store, place)).id;
        notice.home_code = place;
        notice.work_code = AtDestination(claim) ? place : 0;
        notice.profile = profile;
        notice.title = org::PlaceName(store, place, 3) + "就业补贴发放公示";
        notice.opened_on = opened_on;
        notice.closes_on = period.closes_on;
        notice.period = period.text;
        notice.retain_until = opened_on.AddDays(plan.retain_days - 1);
        notice.total = Fen(0);
        notice.created_by = scope.actor;
        notice.created_at = notice.updated_at = store.Now();
      }
      NoticeLine line;
      line.id = store.NewId();
      line.county_id = notice.county_id;
      line.home_code = place;
      line.work_code = notice.work_code;
      line.notice_id = notice.id;
      line.claim_id = claim.id;
      line.position = static_cast<std::int64_t>(lines.size()) + 1;
      line.name = profile == "internet" && !claim.claimant_id.IsNil() ? MaskValue(MaskKind::kName, name, 0) : name;
      line.place = org::PlaceName(store, claim.home_code, 4);
      line.rule = claim.rule;
      line.title = rule == rules->end() ? claim.rule : rule->second.title;
      line.amount = claim.decided.value_or(Fen(0));
      notice.total = Fen(notice.total->value() + line.amount->value());
      ++notice.lines;
      lines.push_back(std::move(line));
    }
  }
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  std::vector<PublicNotice> opened;
  for (const auto& [key, planned] : notices) {
    work.About(planned.notice.county_id, "notice.open", "notice", planned.notice.id);
    TRY(work.Insert(planned.notice));
    for (const auto& line : planned.lines) TRY(work.Insert(line));
    opened.push_back(planned.notice);
  }
  for (const auto& claim : claims) {
    const auto* row = TRY(Check(scope, "open_notice", claim, {}, ""));
    SubsidyClaim after = claim;
    after.notice_id =
        notices.at({plan.profiles.front(), PlaceOf(plan.profiles.front(), claim), AtDestination(claim)}).notice.id;
    TRY(Move(work, *row, "", claim, after));
  }
  TRY(work.Commit());
  return opened;
}

Result<std::vector<NoticeLine>> LinesOf(Store& store, const PublicNotice& notice) {
  const std::string id = notice.id.ToBytes();
  return store.Select<NoticeLine>(Program(), "p.county_id = ?1 AND p.notice_id = ?2 ORDER BY p.position",
                                  {notice.county_id, db::Blob{id}});
}

bool IsShown(const PublicNotice& notice, Date day) {
  return !notice.taken_down_on && day >= *notice.opened_on && day <= *notice.retain_until;
}

Result<PublicNotice> TakeDown(Store& store, const Scope& scope, const Uuid& id, std::string_view why, Date as_of) {
  const auto before = TRY(store.Get<PublicNotice>(ClaimScope(scope), id));
  if (before.taken_down_on) return Fail(kConflict, "这份公示已经撤下");
  if (why.empty()) {
    Error error{&kBadInput, "请写明撤下的原因", "", {}};
    return Fail(error.With("field", "why"));
  }
  PublicNotice after = before;
  after.taken_down_on = as_of;
  after.taken_down_why = std::string(why);
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  work.About(before.county_id, "notice.take_down", "notice", before.id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

Result<std::vector<NoticeObjection>> ObjectionsOf(Store& store, const SubsidyClaim& claim) {
  const std::string id = claim.id.ToBytes();
  return store.Select<NoticeObjection>(Program(), "p.county_id = ?1 AND p.claim_id = ?2 ORDER BY p.created_at, p.id",
                                       {claim.county_id, db::Blob{id}});
}

Result<NoticeObjection> Object(Store& store, const Scope& scope, const Uuid& claim_id, std::string_view said_by,
                               std::string_view text, Date as_of) {
  const auto claim = TRY(store.Get<SubsidyClaim>(ClaimScope(scope), claim_id));
  if (claim.state != "in_notice")
    return Fail(kWrongState, "这件申请不在公示中", "已审批的请退回，已发放的在申请里责令追回");
  if (text.empty()) {
    Error error{&kBadInput, "请写明异议的内容", "", {}};
    return Fail(error.With("field", "text"));
  }
  NoticeObjection objection;
  objection.id = store.NewId();
  objection.county_id = claim.county_id;
  objection.home_code = claim.home_code;
  objection.work_code = SharedWith(claim);
  objection.claim_id = claim.id;
  objection.said_by = Secret(std::string(said_by));
  objection.text = Secret(std::string(text));
  objection.received_on = as_of;
  objection.state = "open";
  objection.recorded_by = scope.actor;
  objection.created_at = objection.updated_at = store.Now();
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "notice.object", claim);
  TRY(work.Insert(objection));
  TRY(work.Commit());
  return objection;
}

Result<NoticeObjection> Answer(Store& store, const Scope& scope, const Uuid& id, bool upheld, std::string_view answer,
                               Date as_of) {
  const auto before = TRY(store.Get<NoticeObjection>(ClaimScope(scope), id));
  if (before.state != "open") return Fail(kConflict, "这条异议已经答复");
  if (answer.empty()) {
    Error error{&kBadInput, "请写明答复", "异议人看得到", {}};
    return Fail(error.With("field", "answer"));
  }
  const auto claim = TRY(store.Get<SubsidyClaim>(ClaimScope(scope), before.claim_id));
  if (!Handles(scope, claim)) return Fail(kForbidden, "这项补贴由就业地出钱，异议由就业地答复");
  NoticeObjection after = before;
  after.state = upheld ? "upheld" : "dismissed";
  after.answer = std::string(answer);
  after.answered_by = scope.actor;
  after.answered_on = as_of;
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "notice.answer", claim);
  TRY(work.Update(before, after));
  if (upheld && claim.state == "in_notice") {
    const auto* row = TRY(Check(scope, "uphold", claim, {}, answer));
    SubsidyClaim moved = claim;
    TRY(Move(work, *row, answer, claim, moved));
  }
  TRY(work.Commit());
  return after;
}

}  // namespace gq::claims
