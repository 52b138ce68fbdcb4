#include "modules/claims/transitions.h"

#include <algorithm>
#include <array>

#include "modules/claims/sides.h"

namespace gq::claims {

namespace {

constexpr std::string_view kApply = "subsidies.apply", kVillage = "subsidies.review.village",
                           kTownship = "subsidies.review.township", kCounty = "subsidies.review.county",
                           kNotice = "subsidies.notice", kApprove = "subsidies.approve", kPay = "subsidies.pay";

// clang-format off
constexpr auto kTable = std::to_array<Transition>({
    //  action            from                 to                   permission  person employer dest.  note  4 eyes by hand
    {"submit",           "draft",             "submitted",         kApply,    true,  true,  true,  false, false},
    {"submit",           "returned",          "submitted",         kApply,    true,  true,  true,  false, false},
    {"review_village",   "submitted",         "village_reviewed",  kVillage,  true,  false, false, false, true},
    {"review_township",  "village_reviewed",  "township_reviewed", kTownship, true,  false, false, false, true},
    {"review_county",    "township_reviewed", "county_reviewed",   kCounty,   true,  false, false, false, true},
    {"review_county",    "submitted",         "county_reviewed",   kCounty,   false, true,  true,  false, true},
    {"return",           "submitted",         "returned",          kVillage,  true,  true,  false, true,  false},
    {"return",           "submitted",         "returned",          kCounty,   false, false, true,  true,  false},
    {"return",           "village_reviewed",  "returned",          kTownship, true,  false, false, true,  false},
    {"return",           "township_reviewed", "returned",          kCounty,   true,  false, false, true,  false},
    {"return",           "county_reviewed",   "returned",          kCounty,   true,  true,  true,  true,  false},
    {"return",           "in_notice",         "returned",          kCounty,   true,  true,  true,  true,  false},
    {"return",           "approved",          "returned",          kApprove,  true,  true,  true,  true,  false},
    {"reject",           "draft",             "rejected",          kApply,    true,  true,  true,  true,  false},
    {"reject",           "submitted",         "rejected",          kCounty,   true,  true,  true,  true,  false},
    {"reject",           "village_reviewed",  "rejected",          kCounty,   true,  false, false, true,  false},
    {"reject",           "township_reviewed", "rejected",          kCounty,   true,  false, false, true,  false},
    {"reject",           "county_reviewed",   "rejected",          kCounty,   true,  true,  true,  true,  false},
    {"reject",           "in_notice",         "rejected",          kCounty,   true,  true,  true,  true,  false},
    {"open_notice",      "county_reviewed",   "in_notice",         kNotice,   true,  true,  true,  false, false, false},
    {"uphold",           "in_notice",         "returned",          kCounty,   true,  true,  true,  true,  false, false},
    {"approve",          "in_notice",         "approved",          kApprove,  true,  true,  true,  false, true},
    {"compose",          "approved",          "in_batch",          kPay,      true,  true,  true,  false, false, false},
    {"drop",             "in_batch",          "approved",          kPay,      true,  true,  true,  false, false, false},
    {"pay",              "in_batch",          "paid",              kPay,      true,  true,  true,  false, false, false},
    {"fail",             "in_batch",          "approved",          kPay,      true,  true,  true,  false, false, false},
    {"recover",          "paid",              "recovering",        kApprove,  true,  true,  true,  true,  false},
    {"recovered",        "recovering",        "recovered",         kPay,      true,  true,  true,  true,  false},
});
// clang-format on

constexpr std::string_view kOnesOwn[] = {"submit", "review_village", "review_township", "review_county", "approve"};

}  // namespace

std::span<const Transition> Transitions() { return kTable; }

namespace {

bool IsFor(const Transition& row, const SubsidyClaim& claim) {
  return AtDestination(claim) ? row.destination : claim.claimant_id.IsNil() ? row.employer : row.person;
}

}  // namespace

const Transition* FindTransition(std::string_view action, const SubsidyClaim& claim) {
  for (const auto& row : kTable) {
    if (row.action == action && row.from == claim.state && IsFor(row, claim)) return &row;
  }
  return nullptr;
}

std::vector<const Transition*> Open(const Scope& scope, const SubsidyClaim& claim,
                                    std::span<const std::string> earlier) {
  std::vector<const Transition*> open;
  for (const auto& row : kTable) {
    if (!row.by_hand || row.from != claim.state || !IsFor(row, claim)) continue;
    if (Check(scope, row.action, claim, earlier, "-")) open.push_back(&row);
  }
  return open;
}

Result<const Transition*> Check(const Scope& scope, std::string_view action, const SubsidyClaim& claim,
                                std::span<const std::string> earlier, std::string_view note) {
  const Transition* row = FindTransition(action, claim);
  if (row == nullptr) return Fail(kWrongState, "这件申请现在的状态不能办这一步", "请刷新后看清办到了哪一步");
  if (!scope.everything && !scope.May(row->permission))
    return Fail(kForbidden, "您的角色不能办这一步", "需要时请本单位管理员调整授权");
  // Whoever sees a destination's claim may hand it in; all else is the side's that handles it.
  const bool hands_in = AtDestination(claim) && row->permission == kApply;
  if (!hands_in && !Handles(scope, claim))
    return Fail(kForbidden,
                AtDestination(claim) ? "这项补贴由就业地出钱，由就业地审核、公示、审批和发放" : "这项补贴由户籍地办理",
                "要补正或询问的，请联系经办的一方");
  if (row->four_eyes && std::find(earlier.begin(), earlier.end(), scope.actor) != earlier.end())
    return Fail(kFourEyes, "您已经提交或审核过这件申请，这一步须由另一人办理", "请本级另一位经办人或上一级办理");
  if (row->needs_note && note.empty()) {
    Error error{&kBadInput, "请写明理由", "申请人和上下级都看得到", {}};
    return Fail(error.With("field", "note"));
  }
  return row;
}

bool IsOnesOwn(std::string_view action) {
  return std::find(std::begin(kOnesOwn), std::end(kOnesOwn), action) != std::end(kOnesOwn);
}

bool IsEditable(std::string_view state) { return state == "draft" || state == "returned"; }

bool CountsAsGiven(std::string_view state) {
  return state != "draft" && state != "returned" && state != "rejected" && state != "recovered";
}

}  // namespace gq::claims
