// What belongs to a claim on its way to the payment: steps, evidence, ledger, notices, objections, payment batches.
// All are seen through the home side only (D7: a destination never sees money of a household), unless the destination
// pays and handles the claim: then work_code is set (sides.h). Sources: HN-14, a.7.3, D4, D16; requirements.md "Subsidy
// case".
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

// One step of a claim (modules/claims/transitions.h). Written once.
struct ClaimStep {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid claim_id;
  std::string action, from_state, to_state, note, actor;
  std::int64_t unit_id = 0;
  Instant created_at;
};
inline constexpr auto kClaimStepFields = std::to_array<Field>({
    Of<&ClaimStep::id>("id", "内部编号", "Id").System(),
    Of<&ClaimStep::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&ClaimStep::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&ClaimStep::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&ClaimStep::claim_id>("claim_id", "申请", "Claim").System().Filter(),
    Of<&ClaimStep::action>("action", "步骤", "Action").System().Code("claim_action"),
    Of<&ClaimStep::from_state>("from_state", "原状态", "From").System().Code("claim_state"),
    Of<&ClaimStep::to_state>("to_state", "新状态", "To").System().Code("claim_state"),
    Of<&ClaimStep::note>("note", "意见", "Note").System(),
    Of<&ClaimStep::actor>("actor", "经办人", "By").System(),
    Of<&ClaimStep::unit_id>("unit_id", "经办单位", "Unit").System().Means(Meaning::kUnit),
    Of<&ClaimStep::created_at>("created_at", "时间", "At").System(),
});
inline constexpr RecordType kClaimStep = {"claim_step",      "申请步骤", "Claim step", kClaimStepFields,
                                          ScopeRule::kPlace, true,       "action"};

// A document that was shown. `document` is one of the rule's documents, or free words; the file lies sealed beside the
// database, or `paper`: somebody has seen the original.
struct ClaimEvidence {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid claim_id;
  std::string document, name, media_type;
  std::optional<std::int64_t> size;
  std::string sha256;
  std::optional<Date> valid_to;
  std::optional<bool> paper;
  std::string note, added_by;
  std::optional<Date> removed_on;
  Instant created_at;
  std::int64_t version = 0;
};
inline constexpr auto kClaimEvidenceFields = std::to_array<Field>({
    Of<&ClaimEvidence::id>("id", "内部编号", "Id").System(),
    Of<&ClaimEvidence::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&ClaimEvidence::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&ClaimEvidence::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&ClaimEvidence::claim_id>("claim_id", "申请", "Claim").System().Filter(),
    Of<&ClaimEvidence::document>("document", "材料", "Document").Required().Max(60),
    Of<&ClaimEvidence::name>("name", "文件名", "File name").System(),
    Of<&ClaimEvidence::media_type>("media_type", "类型", "Media type").System(),
    Of<&ClaimEvidence::size>("size", "字节", "Bytes").System(),
    Of<&ClaimEvidence::sha256>("sha256", "指纹", "SHA-256").System(),
    Of<&ClaimEvidence::valid_to>("valid_to", "有效期至", "Valid until"),
    Of<&ClaimEvidence::paper>("paper", "纸质原件已核", "Paper seen").System(),
    Of<&ClaimEvidence::note>("note", "说明", "Note").Max(200),
    Of<&ClaimEvidence::added_by>("added_by", "登记人", "Added by").System(),
    Of<&ClaimEvidence::removed_on>("removed_on", "撤下日期", "Removed on").System(),
    Of<&ClaimEvidence::created_at>("created_at", "登记时间", "Created").System(),
    Of<&ClaimEvidence::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kClaimEvidence = {"claim_evidence",  "申请材料", "Evidence", kClaimEvidenceFields,
                                              ScopeRule::kPlace, true,       "document"};

// The ledger: decisions and payments, never changed afterwards. amount_fen of a recovery is negative.
struct LedgerEntry {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid claim_id, claimant_id;
  std::string credit_code, entry;
  std::optional<Date> as_of;
  std::string rule, rule_version, model_hash, parameters_hash, input_hash, result_hash, rule_ids, outcome;
  std::optional<Fen> amount, due;
  std::optional<Date> event;
  std::string employer_code, payee, payer, pool, reason, missing;
  Secret input;
  Uuid batch_id;
  std::string actor;
  Instant created_at;
};
inline constexpr auto kLedgerEntryFields = std::to_array<Field>({
    Of<&LedgerEntry::id>("id", "内部编号", "Id").System(),
    Of<&LedgerEntry::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&LedgerEntry::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&LedgerEntry::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&LedgerEntry::claim_id>("claim_id", "申请", "Claim").System().Filter(),
    Of<&LedgerEntry::claimant_id>("claimant_id", "申请人", "Claimant").System().Filter(),
    Of<&LedgerEntry::credit_code>("credit_code", "统一社会信用代码", "Credit code").System(),
    Of<&LedgerEntry::entry>("entry", "类别", "Entry").System().Code("ledger_entry"),
    Of<&LedgerEntry::as_of>("as_of", "核定日", "As of").System().Required(),
    Of<&LedgerEntry::rule>("rule", "规则", "Rule").System().Required(),
    Of<&LedgerEntry::rule_version>("rule_version", "规则版本", "Version of the rule").System(),
    Of<&LedgerEntry::model_hash>("model_hash", "决策表指纹", "Hash of the tables").System(),
    Of<&LedgerEntry::parameters_hash>("parameters_hash", "参数指纹", "Hash of the parameters").System(),
    Of<&LedgerEntry::input_hash>("input_hash", "依据指纹", "Hash of the input").System(),
    Of<&LedgerEntry::result_hash>("result_hash", "结果指纹", "Hash of the result").System(),
    Of<&LedgerEntry::rule_ids>("rule_ids", "命中的行", "Rows that held").System(),
    Of<&LedgerEntry::outcome>("outcome", "结论", "Outcome").System().Code("claim_outcome"),
    Of<&LedgerEntry::amount>("amount_fen", "金额", "Amount").System().Unit("元").Required(),
    Of<&LedgerEntry::due>("due_fen", "应发合计", "Due in all").System().Unit("元"),
    Of<&LedgerEntry::event>("event_on", "事项日期", "Day of the event").System(),
    Of<&LedgerEntry::employer_code>("employer_code", "就业单位", "Employer").System(),
    Of<&LedgerEntry::payee>("payee", "发给", "Payee").System(),
    Of<&LedgerEntry::payer>("payer", "谁出钱", "Payer").System(),
    Of<&LedgerEntry::pool>("pool", "资金池", "Pool").System(),
    Of<&LedgerEntry::reason>("reason", "理由", "Reason").System(),
    Of<&LedgerEntry::missing>("missing", "还缺", "Missing").System(),
    Of<&LedgerEntry::input>("input", "依据", "Input").System(),
    Of<&LedgerEntry::batch_id>("batch_id", "发放批次", "Payment batch").System(),
    Of<&LedgerEntry::actor>("actor", "经办人", "By").System(),
    Of<&LedgerEntry::created_at>("created_at", "时间", "At").System(),
});
inline constexpr RecordType kLedgerEntry = {"subsidy_ledger",  "补贴台账", "Ledger entry", kLedgerEntryFields,
                                            ScopeRule::kPlace, true,       "rule"};

// home_code: the village of a board, the county of an internet notice.
struct PublicNotice {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  std::string profile, title, period;
  std::optional<Date> opened_on, closes_on, retain_until, taken_down_on;
  std::string taken_down_why;
  std::int64_t lines = 0;
  std::optional<Fen> total;
  std::string created_by;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};
inline constexpr auto kPublicNoticeFields = std::to_array<Field>({
    Of<&PublicNotice::id>("id", "内部编号", "Id").System(),
    Of<&PublicNotice::county_id>("county_id", "县", "County").System().Means(Meaning::kUnit),
    Of<&PublicNotice::home_code>("home_code", "公示地", "Where").System().Means(Meaning::kPlace),
    Of<&PublicNotice::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&PublicNotice::profile>("profile", "公示形式", "Profile").System().Code("notice_profile"),
    Of<&PublicNotice::title>("title", "标题", "Title").System().Required(),
    Of<&PublicNotice::period>("period", "异议期", "Objection period").System(),
    Of<&PublicNotice::opened_on>("opened_on", "公示日", "Opened on").System().Required().Sort(),
    Of<&PublicNotice::closes_on>("closes_on", "异议期至", "Objections until").System().Required(),
    Of<&PublicNotice::retain_until>("retain_until", "展示至", "Shown until").System().Required(),
    Of<&PublicNotice::taken_down_on>("taken_down_on", "撤下日期", "Taken down on").System(),
    Of<&PublicNotice::taken_down_why>("taken_down_why", "撤下原因", "Why taken down").System(),
    Of<&PublicNotice::lines>("lines", "人数", "Lines").System(),
    Of<&PublicNotice::total>("total_fen", "合计", "Total").System().Unit("元"),
    Of<&PublicNotice::created_by>("created_by", "发布人", "By").System(),
    Of<&PublicNotice::created_at>("created_at", "登记时间", "Created").System(),
    Of<&PublicNotice::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&PublicNotice::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kPublicNotice = {"public_notice",   "公示", "Public notice", kPublicNoticeFields,
                                             ScopeRule::kPlace, true,   "title"};

// A line as it was shown: the name is whole on a village board and masked on the internet (D16).
struct NoticeLine {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid notice_id, claim_id;
  std::int64_t position = 0;
  std::string name, place, rule, title;
  std::optional<Fen> amount;
};
inline constexpr auto kNoticeLineFields = std::to_array<Field>({
    Of<&NoticeLine::id>("id", "内部编号", "Id").System(),
    Of<&NoticeLine::county_id>("county_id", "县", "County").System().Means(Meaning::kUnit),
    Of<&NoticeLine::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&NoticeLine::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&NoticeLine::notice_id>("notice_id", "公示", "Notice").System().Filter(),
    Of<&NoticeLine::claim_id>("claim_id", "申请", "Claim").System().Filter(),
    Of<&NoticeLine::position>("position", "序号", "Position").System(),
    Of<&NoticeLine::name>("name", "姓名", "Name").System().Required(),
    Of<&NoticeLine::place>("place", "村（社区）", "Village").System().Required(),
    Of<&NoticeLine::rule>("rule", "规则", "Rule").System().Required(),
    Of<&NoticeLine::title>("title", "补贴项目", "Subsidy").System().Required(),
    Of<&NoticeLine::amount>("amount_fen", "金额", "Amount").System().Unit("元").Required(),
});
inline constexpr RecordType kNoticeLine = {"notice_line",     "公示名单", "Notice line", kNoticeLineFields,
                                           ScopeRule::kPlace, true,       "name"};

struct NoticeObjection {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid claim_id;
  Secret said_by, text;
  std::optional<Date> received_on;
  std::string state, answer, answered_by;
  std::optional<Date> answered_on;
  std::string recorded_by;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};
inline constexpr auto kNoticeObjectionFields = std::to_array<Field>({
    Of<&NoticeObjection::id>("id", "内部编号", "Id").System(),
    Of<&NoticeObjection::county_id>("county_id", "县", "County").System().Means(Meaning::kUnit),
    Of<&NoticeObjection::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&NoticeObjection::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&NoticeObjection::claim_id>("claim_id", "申请", "Claim").System().Filter(),
    Of<&NoticeObjection::said_by>("said_by", "异议人", "Who objects").System(),
    Of<&NoticeObjection::text>("text", "异议内容", "Objection").System().Required(),
    Of<&NoticeObjection::received_on>("received_on", "收到日期", "Received on").System().Required(),
    Of<&NoticeObjection::state>("state", "状态", "State").System().Code("objection_state"),
    Of<&NoticeObjection::answer>("answer", "答复", "Answer").System(),
    Of<&NoticeObjection::answered_by>("answered_by", "答复人", "Answered by").System(),
    Of<&NoticeObjection::answered_on>("answered_on", "答复日期", "Answered on").System(),
    Of<&NoticeObjection::recorded_by>("recorded_by", "记录人", "Recorded by").System(),
    Of<&NoticeObjection::created_at>("created_at", "登记时间", "Created").System(),
    Of<&NoticeObjection::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&NoticeObjection::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kNoticeObjection = {"notice_objection", "公示异议", "Objection", kNoticeObjectionFields,
                                                ScopeRule::kPlace,  true,       "state"};

// home_code: the unit that pays out (a county).
struct PaymentBatch {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  std::string number, payer, pool, state;
  std::int64_t lines = 0;
  std::optional<Fen> total, paid, failed;
  std::string file_sha256, composed_by, released_by;
  Instant released_at, created_at, updated_at;
  std::int64_t version = 0;
};
inline constexpr auto kPaymentBatchFields = std::to_array<Field>({
    Of<&PaymentBatch::id>("id", "内部编号", "Id").System(),
    Of<&PaymentBatch::county_id>("county_id", "县", "County").System().Means(Meaning::kUnit),
    Of<&PaymentBatch::home_code>("home_code", "发放地", "Where").System().Means(Meaning::kPlace),
    Of<&PaymentBatch::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&PaymentBatch::number>("number", "批次号", "Number").System().Required().Unique(),
    Of<&PaymentBatch::payer>("payer", "谁出钱", "Payer").System(),
    Of<&PaymentBatch::pool>("pool", "资金池", "Pool").System(),
    Of<&PaymentBatch::state>("state", "状态", "State").System().Code("batch_state"),
    Of<&PaymentBatch::lines>("lines", "笔数", "Lines").System(),
    Of<&PaymentBatch::total>("total_fen", "合计", "Total").System().Unit("元").Required(),
    Of<&PaymentBatch::paid>("paid_fen", "已到账", "Paid").System().Unit("元").Required(),
    Of<&PaymentBatch::failed>("failed_fen", "未到账", "Failed").System().Unit("元").Required(),
    Of<&PaymentBatch::file_sha256>("file_sha256", "文件指纹", "SHA-256 of the file").System(),
    Of<&PaymentBatch::composed_by>("composed_by", "编制人", "Composed by").System(),
    Of<&PaymentBatch::released_by>("released_by", "核放人", "Released by").System(),
    Of<&PaymentBatch::released_at>("released_at", "核放时间", "Released at").System(),
    Of<&PaymentBatch::created_at>("created_at", "编制时间", "Created").System().Sort(),
    Of<&PaymentBatch::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&PaymentBatch::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kPaymentBatch = {"payment_batch",   "发放批次", "Payment batch", kPaymentBatchFields,
                                             ScopeRule::kPlace, true,       "number"};

// One line of a batch. county_id is the batch's; claim_county the claim's (0 for an employer's).
struct Payment {
  Uuid id;
  std::int64_t county_id = 0, home_code = 0, work_code = 0;
  Uuid batch_id;
  std::int64_t position = 0, claim_county = 0;
  Uuid claim_id;
  std::string payee_name;
  Secret account;
  std::optional<Fen> amount;
  std::string state, bank_reference, failure;
  std::optional<Date> settled_on;
  Instant updated_at;
  std::int64_t version = 0;
};
inline constexpr auto kPaymentFields = std::to_array<Field>({
    Of<&Payment::id>("id", "内部编号", "Id").System(),
    Of<&Payment::county_id>("county_id", "县", "County").System().Means(Meaning::kUnit),
    Of<&Payment::home_code>("home_code", "发放地", "Where").System().Means(Meaning::kPlace),
    Of<&Payment::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&Payment::batch_id>("batch_id", "批次", "Batch").System().Filter(),
    Of<&Payment::position>("position", "序号", "Position").System(),
    Of<&Payment::claim_county>("claim_county", "申请县", "County of the claim").System(),
    Of<&Payment::claim_id>("claim_id", "申请", "Claim").System().Filter(),
    Of<&Payment::payee_name>("payee_name", "户名", "Payee").System().Required(),
    Of<&Payment::account>("account", "账号", "Account").System().Mask(MaskKind::kBank).Indexed().Required(),
    Of<&Payment::amount>("amount_fen", "金额", "Amount").System().Unit("元").Required(),
    Of<&Payment::state>("state", "状态", "State").System().Code("payment_state"),
    Of<&Payment::bank_reference>("bank_reference", "银行流水号", "Bank reference").System(),
    Of<&Payment::failure>("failure", "未到账原因", "Why it failed").System(),
    Of<&Payment::settled_on>("settled_on", "入账日期", "Settled on").System(),
    Of<&Payment::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&Payment::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kPayment = {"payment",         "发放明细", "Payment",   kPaymentFields,
                                        ScopeRule::kPlace, true,       "payee_name"};

template <>
inline constexpr const RecordType* kTypeOf<ClaimStep> = &kClaimStep;
template <>
inline constexpr const RecordType* kTypeOf<ClaimEvidence> = &kClaimEvidence;
template <>
inline constexpr const RecordType* kTypeOf<LedgerEntry> = &kLedgerEntry;
template <>
inline constexpr const RecordType* kTypeOf<PublicNotice> = &kPublicNotice;
template <>
inline constexpr const RecordType* kTypeOf<NoticeLine> = &kNoticeLine;
template <>
inline constexpr const RecordType* kTypeOf<NoticeObjection> = &kNoticeObjection;
template <>
inline constexpr const RecordType* kTypeOf<PaymentBatch> = &kPaymentBatch;
template <>
inline constexpr const RecordType* kTypeOf<Payment> = &kPayment;

}  // namespace gq
