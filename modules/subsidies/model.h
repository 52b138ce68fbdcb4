// Stored claims (申请): who asks for which subsidy and what was shown. Imported like a roster, read by the month
// (formats.md `decide --claims`). A person's claim carries the person's county and home (scope, D4); an employer's
// carries the unit that took it in. Sources: XX 17, 20, 23, 24; requirements.md a.6; policies.md §2 "Claims".
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct SubsidyClaim {
  Uuid id;
  std::int64_t county_id = 0;   // of an employer's claim: 0
  Uuid claimant_id;             // person; nil for an employer or a station
  std::string credit_code;      // of an employer
  std::int64_t station_id = 0;  // of a labour station: its unit
  std::int64_t home_code = 0, work_code = 0;
  std::string rule;
  std::optional<Date> event, tracking_to, received_on, closed_on, period_from, period_to;
  std::optional<Fen> amount, standard;
  std::optional<std::int64_t> receipts, course_days, paid_before_fen;
  std::string certificate, broker;
  std::optional<bool> fee_taken;
  std::string source;
  std::int64_t unit_id = 0;
  // How far it is (modules/claims/transitions.h) and what the last decision gave; an imported claim counts as
  // submitted.
  std::string state = "submitted";
  std::optional<bool> by_register;  // proposed from the register, without an application (免申即享)
  std::string payee_name;           // who is paid when that is not the claimant: a broker, a training body
  Secret payee_account;
  std::string submitted_by;
  Instant state_at;
  Uuid decision_id;  // the last decision in the ledger
  std::string outcome;
  std::optional<Fen> decided;
  Uuid notice_id, batch_id;
  // "destination": officers of work_code's county or city review, notify, approve and pay, and see it; empty: the
  // home's do, and a destination does not see it (D7, modules/subsidies/handling.h).
  std::string handled_by;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kSubsidyClaimFields = std::to_array<Field>({
    Of<&SubsidyClaim::id>("id", "内部编号", "Id").System(),
    Of<&SubsidyClaim::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&SubsidyClaim::claimant_id>("claimant_id", "申请人", "Claimant").System().Filter(),
    Of<&SubsidyClaim::credit_code>("credit_code", "统一社会信用代码", "Credit code").System(),
    Of<&SubsidyClaim::station_id>("station_id", "劳务工作站", "Labour station").System().Means(Meaning::kUnit),
    Of<&SubsidyClaim::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&SubsidyClaim::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&SubsidyClaim::rule>("rule", "规则", "Rule").Required().Filter().Max(20).List(96).Also("rule;政策;补贴规则"),
    Of<&SubsidyClaim::event>("event_on", "事项日期", "Day of the event").List(104).Also("event_date"),
    Of<&SubsidyClaim::amount>("amount_fen", "金额", "Amount")
        .Range(0, 1'000'000'000)
        .Unit("元")
        .List(96)
        .Also("amount;票价"),
    Of<&SubsidyClaim::receipts>("receipts", "票据张数", "Receipts").Range(0, 1000).Also("receipts;票据"),
    Of<&SubsidyClaim::certificate>("certificate", "证书", "Certificate").Max(100).Also("certificate;证明;认定"),
    Of<&SubsidyClaim::period_from>("period_from", "期间起", "Period from").NotAbove("period_to").Also("period_from"),
    Of<&SubsidyClaim::period_to>("period_to", "期间止", "Period to").Also("period_to"),
    Of<&SubsidyClaim::course_days>("course_days", "到课天数", "Days attended").Range(0, 1000).Also("course_days"),
    Of<&SubsidyClaim::standard>("standard_fen", "标准", "Standard").Range(0, 1'000'000'000).Unit("元").Also("standard"),
    Of<&SubsidyClaim::tracking_to>("tracking_to", "跟踪服务至", "Tracked until").Also("tracking_to"),
    Of<&SubsidyClaim::broker>("broker", "中介", "Broker").Max(100).Also("broker"),
    Of<&SubsidyClaim::fee_taken>("fee_taken", "是否收费", "Fee taken").Also("fee_taken"),
    Of<&SubsidyClaim::paid_before_fen>("paid_before_fen", "已发（分）", "Paid before, fen")
        .Range(0, 100'000'000'000)
        .Also("paid_before_fen"),
    Of<&SubsidyClaim::received_on>("received_on", "收件日期", "Received on").List(104).Also("received_on"),
    Of<&SubsidyClaim::closed_on>("closed_on", "结案日期", "Closed on").Also("closed_on"),
    Of<&SubsidyClaim::source>("source", "来源", "Source").System().Code("record_source"),
    Of<&SubsidyClaim::unit_id>("unit_id", "经办单位", "Handled by").System().Means(Meaning::kUnit),
    Of<&SubsidyClaim::state>("state", "办理状态", "State").System().Code("claim_state").List(120),
    Of<&SubsidyClaim::by_register>("by_register", "免申即享", "From the register").System().Filter(),
    Of<&SubsidyClaim::payee_name>("payee_name", "收款户名", "Payee").Max(100).Also("payee_name;户名"),
    Of<&SubsidyClaim::payee_account>("payee_account", "收款账号", "Payee account")
        .Mask(MaskKind::kBank)
        .Max(40)
        .Group("money")
        .Also("payee_account;账号;银行账号;开户账号"),
    Of<&SubsidyClaim::submitted_by>("submitted_by", "提交人", "Submitted by").System(),
    Of<&SubsidyClaim::state_at>("state_at", "状态时间", "State since").System().Sort(),
    Of<&SubsidyClaim::decision_id>("decision_id", "核定", "Decision").System(),
    Of<&SubsidyClaim::outcome>("outcome", "核定结论", "Outcome").System().Code("claim_outcome"),
    Of<&SubsidyClaim::decided>("decided_fen", "核定金额", "Decided").System().Unit("元").List(110),
    Of<&SubsidyClaim::notice_id>("notice_id", "公示", "Notice").System().Filter(),
    Of<&SubsidyClaim::batch_id>("batch_id", "发放批次", "Payment batch").System().Filter(),
    Of<&SubsidyClaim::handled_by>("handled_by", "经办地", "Handled by").System().Code("claim_side").Filter(),
    Of<&SubsidyClaim::created_at>("created_at", "登记时间", "Created").System(),
    Of<&SubsidyClaim::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&SubsidyClaim::version>("version", "版本", "Version").System(),
});
// Where somebody works sees the claims that it handles, not those that the home handles.
inline constexpr RecordType kSubsidyClaim = {
    "claim",           "申请", "Claim", kSubsidyClaimFields,
    ScopeRule::kPlace, true,   "rule",  {.work_when = "@.handled_by = 'destination'"}};

template <>
inline constexpr const RecordType* kTypeOf<SubsidyClaim> = &kSubsidyClaim;

}  // namespace gq
