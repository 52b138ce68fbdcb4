// Plans of the matching as kept (匹配方案) and their offers (岗位推荐): a plan is a proposal, an offer is one person
// and one post with its reasons and its way from proposal to departure (HN-24, FD-03, FD-21, D7). Pairs of figures:
// value and price are millionths of the engine's unit (Plan::value), probabilities thousandths.
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct MatchPlan {
  Uuid id;
  std::int64_t unit_id = 0;
  std::int64_t low_code = 0, high_code = 0;
  std::string objective;
  std::string scheme;
  std::optional<Date> as_of;
  std::string weights_hash;
  Uuid job_id;
  std::string state;
  std::int64_t workers = 0, posts = 0, openings = 0, placed = 0, kept = 0;
  std::int64_t value = 0, bound = 0, gap_ppb = 0;
  std::string indicators;
  std::string created_by;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kMatchPlanFields = std::to_array<Field>({
    Of<&MatchPlan::id>("id", "内部编号", "Id").System(),
    Of<&MatchPlan::unit_id>("unit_id", "单位", "Unit").System().Means(Meaning::kUnit),
    Of<&MatchPlan::low_code>("low_code", "户籍范围起", "Homes from").System(),
    Of<&MatchPlan::high_code>("high_code", "户籍范围止", "Homes to").System(),
    Of<&MatchPlan::objective>("objective", "目标", "Objective").System().Code("match_objective").List(120),
    Of<&MatchPlan::scheme>("scheme", "方式", "Scheme").System().Code("match_scheme").List(120),
    Of<&MatchPlan::as_of>("as_of", "业务日期", "As of").System().List(104),
    Of<&MatchPlan::weights_hash>("weights_hash", "权重文件", "Weights").System(),
    Of<&MatchPlan::job_id>("job_id", "任务", "Job").System(),
    Of<&MatchPlan::state>("state", "状态", "State").System().Code("match_plan_state").List(88),
    Of<&MatchPlan::workers>("workers", "参加人数", "Workers").System().List(88),
    Of<&MatchPlan::posts>("posts", "岗位", "Posts").System().List(80),
    Of<&MatchPlan::openings>("openings", "空余名额", "Openings").System().List(88),
    Of<&MatchPlan::placed>("placed", "推荐人数", "Placed").System().List(88),
    Of<&MatchPlan::kept>("kept", "沿用人数", "Kept").System().List(88),
    Of<&MatchPlan::value>("value", "方案得分", "Value").System(),
    Of<&MatchPlan::bound>("bound", "得分上界", "Bound").System(),
    Of<&MatchPlan::gap_ppb>("gap_ppb", "与上界的差", "Gap").System(),
    Of<&MatchPlan::indicators>("indicators", "指标", "Indicators").System(),
    Of<&MatchPlan::created_by>("created_by", "制作人", "Made by").System(),
    Of<&MatchPlan::created_at>("created_at", "制作时间", "Made at").System().Sort(),
    Of<&MatchPlan::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&MatchPlan::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kMatchPlan = {"match_plan",          "匹配方案", "Matching plan", kMatchPlanFields,
                                          ScopeRule::kOwnerUnit, false,      "as_of"};

// At most one offer of a person is live: proposed, confirmed, told or accepted. The origin sees all of its people's;
// the place of work those that have been confirmed; the employer from acceptance on (kits/store/store.cc, D7).
struct MatchOffer {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id, plan_id, post_id;
  std::int64_t home_code = 0;
  std::optional<std::int64_t> work_code;
  std::string employer_code, tier, state;
  std::int64_t value = 0, price = 0;
  std::int64_t p_arrive = 0, p_stay1 = 0, p_stay3 = 0, p_stay6 = 0;
  std::string reasons_for, reasons_against;
  std::string factors;  // what the score knew of the pair (modules/matching/pair_factors.h)
  std::optional<bool> priority;
  std::optional<std::int64_t> better_posts;
  std::string confirmed_by;
  std::optional<Date> confirmed_on, told_on, expires_on, answered_on, departed_on;
  std::string answer_reason, answer_note;
  Uuid spell_id;
  Uuid bond_id;  // the same for all who go together (bonds.h)
  std::string bond_kind, bond_place, alone;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kMatchOfferFields = std::to_array<Field>({
    Of<&MatchOffer::id>("id", "内部编号", "Id").System(),
    Of<&MatchOffer::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&MatchOffer::person_id>("person_id", "人员", "Person").System(),
    Of<&MatchOffer::plan_id>("plan_id", "方案", "Plan").System().Filter(),
    Of<&MatchOffer::post_id>("post_id", "岗位", "Post").System().Filter(),
    Of<&MatchOffer::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&MatchOffer::work_code>("work_code", "工作地区", "Works in").System().Means(Meaning::kPlace).Filter(),
    Of<&MatchOffer::employer_code>("employer_code", "单位代码", "Credit code").System().Filter(),
    Of<&MatchOffer::tier>("tier", "就业层次", "Distance tier").System().Code("tier").Filter(),
    Of<&MatchOffer::state>("state", "状态", "State").System().Code("offer_state").Filter(),
    Of<&MatchOffer::value>("value", "得分", "Value").System(),
    Of<&MatchOffer::price>("price", "名额价格", "Price").System(),
    Of<&MatchOffer::p_arrive>("p_arrive", "预计到岗", "Arrives").System(),
    Of<&MatchOffer::p_stay1>("p_stay1", "预计留岗 1 个月", "Stays 1 month").System(),
    Of<&MatchOffer::p_stay3>("p_stay3", "预计留岗 3 个月", "Stays 3 months").System(),
    Of<&MatchOffer::p_stay6>("p_stay6", "预计留岗 6 个月", "Stays 6 months").System(),
    Of<&MatchOffer::reasons_for>("reasons_for", "有利", "In favour").System(),
    Of<&MatchOffer::reasons_against>("reasons_against", "不利", "Against").System(),
    Of<&MatchOffer::factors>("factors", "匹配依据", "Factors").System(),
    Of<&MatchOffer::priority>("priority", "优先家庭", "Priority").System(),
    Of<&MatchOffer::better_posts>("better_posts", "更合适但已满的岗位", "Better posts that are full").System(),
    Of<&MatchOffer::confirmed_by>("confirmed_by", "确认人", "Confirmed by").System(),
    Of<&MatchOffer::confirmed_on>("confirmed_on", "确认日", "Confirmed on").System(),
    Of<&MatchOffer::told_on>("told_on", "告知日", "Told on").System(),
    Of<&MatchOffer::expires_on>("expires_on", "答复期限", "Answer until").System().Filter(),
    Of<&MatchOffer::answered_on>("answered_on", "答复日", "Answered on").System(),
    Of<&MatchOffer::departed_on>("departed_on", "出发日", "Departed on").System(),
    Of<&MatchOffer::answer_reason>("answer_reason", "不去的原因", "Why not").System().Code("refusal_reason").Filter(),
    Of<&MatchOffer::answer_note>("answer_note", "说明", "Note").System(),
    Of<&MatchOffer::spell_id>("spell_id", "就业经历", "Spell").System(),
    Of<&MatchOffer::bond_id>("bond_id", "同行", "Bond").System(),
    Of<&MatchOffer::bond_kind>("bond_kind", "同行种类", "Goes as").System().Code("bond_kind"),
    Of<&MatchOffer::bond_place>("bond_place", "同行安排", "Together").System().Code("bond_place"),
    Of<&MatchOffer::alone>("alone", "单独去", "Alone").System().Code("going_alone").Filter(),
    Of<&MatchOffer::created_at>("created_at", "提出时间", "Proposed at").System(),
    Of<&MatchOffer::updated_at>("updated_at", "更新时间", "Updated").System().Sort(),
    Of<&MatchOffer::version>("version", "版本", "Version").System(),
});
// A destination sees offers that were confirmed, an employer those to its posts from acceptance on (D7).
inline constexpr RecordType kMatchOffer = {
    "match_offer",
    "岗位推荐",
    "Offer",
    kMatchOfferFields,
    ScopeRule::kPlace,
    true,
    "post_id",
    {.work_when = "@.confirmed_on IS NOT NULL",
     .employer_when = "@.employer_code IN ($employer_codes) AND @.state IN ('accepted', 'departed')"}};

// Weights of the score fitted to observed spells, in force from a day on until the next ones (current_weights.h). Rows
// are only added.
struct MatchWeights {
  Uuid id;
  std::int64_t seq = 0;  // from 1
  std::optional<Date> starts_on;
  std::string text;  // a whole weights file
  std::string hash;  // SHA-256 of the text in hex
  std::string note, published_by;
  Instant published_at;
};

inline constexpr auto kMatchWeightsFields = std::to_array<Field>({
    Of<&MatchWeights::id>("id", "内部编号", "Id").System(),
    Of<&MatchWeights::seq>("seq", "序号", "Number").System().Sort(),
    Of<&MatchWeights::starts_on>("starts_on", "启用日", "In force from").System(),
    Of<&MatchWeights::text>("text", "权重文件", "Weights file").System(),
    Of<&MatchWeights::hash>("hash", "指纹", "Hash").System(),
    Of<&MatchWeights::note>("note", "说明", "Note").System(),
    Of<&MatchWeights::published_by>("published_by", "发布人", "Published by").System(),
    Of<&MatchWeights::published_at>("published_at", "发布时间", "Published at").System(),
});
inline constexpr RecordType kMatchWeights = {"match_weights",    "匹配权重", "Matching weights", kMatchWeightsFields,
                                             ScopeRule::kShared, false,      "starts_on"};

template <>
inline constexpr const RecordType* kTypeOf<MatchWeights> = &kMatchWeights;
template <>
inline constexpr const RecordType* kTypeOf<MatchPlan> = &kMatchPlan;
template <>
inline constexpr const RecordType* kTypeOf<MatchOffer> = &kMatchOffer;

}  // namespace gq
