// Stored claims (申请): who asks for which subsidy and what was shown. Imported like a roster, read by the month
// (formats.md `decide --claims`). A person's claim carries the person's county and home (scope, D4); an employer's
// carries the unit that took it in. Sources: XX 17, 20, 23, 24; requirements.md a.6; policies.md §2 "Claims".
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct SubsidyClaim {
  Uuid id;
  std::int64_t county_id = 0;  // of an employer's claim: 0
  Uuid claimant_id;            // person; nil for an employer
  std::string credit_code;     // of an employer
  std::int64_t home_code = 0, work_code = 0;
  std::string rule;
  std::optional<Date> event, tracking_to, received_on, closed_on, period_from, period_to;
  std::optional<Fen> amount, standard;
  std::optional<std::int64_t> receipts, course_days, paid_before_fen;
  std::string certificate, broker;
  std::optional<bool> fee_taken;
  std::string source;
  std::int64_t unit_id = 0;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kSubsidyClaimFields = std::to_array<Field>({
    Of<&SubsidyClaim::id>("id", "内部编号", "Id").System(),
    Of<&SubsidyClaim::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&SubsidyClaim::claimant_id>("claimant_id", "申请人", "Claimant").System().Filter(),
    Of<&SubsidyClaim::credit_code>("credit_code", "统一社会信用代码", "Credit code").System(),
    Of<&SubsidyClaim::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&SubsidyClaim::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&SubsidyClaim::rule>("rule", "规则", "Rule").Required().Max(20).List(96).Also("rule;政策;补贴规则"),
    Of<&SubsidyClaim::event>("event_on", "事项日期", "Day of the event").List(104).Also("event_date"),
    Of<&SubsidyClaim::amount>("amount_fen", "金额", "Amount")
        .Range(0, 1'000'000'000)
        .Unit("元")
        .List(96)
        .Also("amount;票价"),
    Of<&SubsidyClaim::receipts>("receipts", "票据张数", "Receipts").Range(0, 1000).Also("receipts;票据"),
    Of<&SubsidyClaim::certificate>("certificate", "证书", "Certificate").Max(100).Also("certificate;证明;认定"),
    Of<&SubsidyClaim::period_from>("period_from", "期间起", "Period from").Also("period_from"),
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
    Of<&SubsidyClaim::created_at>("created_at", "登记时间", "Created").System(),
    Of<&SubsidyClaim::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&SubsidyClaim::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kSubsidyClaim = {"claim",           "申请", "Claim", kSubsidyClaimFields,
                                             ScopeRule::kPlace, true,   "rule"};

template <>
inline constexpr const RecordType* kTypeOf<SubsidyClaim> = &kSubsidyClaim;

}  // namespace gq
