// What one side asks of another: to change what that side owns (D6), to take over a person who moved (D3).
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

// One field of one record. The value that stood there when it was asked is kept as a salted commitment only: it tells
// whether the field has changed since, and nothing else.
struct ChangeRequest {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id;
  std::string record_type;  // person, spell
  Uuid record_id;
  std::string field;
  std::string old_commitment;  // hex(salt) ":" hex(SHA-256(salt, JSON of the value))
  Secret value;                // JSON of the proposed value
  std::int64_t unit_id = 0, asked_by_unit = 0;
  std::string asked_by, cause, reason, state, answer, decided_by;
  Instant decided_at, created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kChangeRequestFields = std::to_array<Field>({
    Of<&ChangeRequest::id>("id", "内部编号", "Id").System(),
    Of<&ChangeRequest::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&ChangeRequest::person_id>("person_id", "人员", "Person").System().Filter(),
    Of<&ChangeRequest::record_type>("record_type", "记录", "Record").System().Filter(),
    Of<&ChangeRequest::record_id>("record_id", "记录编号", "Record id").System(),
    Of<&ChangeRequest::field>("field", "字段", "Field").System().Filter(),
    Of<&ChangeRequest::old_commitment>("old_commitment", "原值承诺", "Commitment of the old value").System(),
    Of<&ChangeRequest::value>("value", "申请改为", "Proposed value").System(),
    Of<&ChangeRequest::unit_id>("unit_id", "决定单位", "Decided by unit").System().Means(Meaning::kUnit).Filter(),
    Of<&ChangeRequest::asked_by_unit>("asked_by_unit", "申请单位", "Asked by unit")
        .System()
        .Means(Meaning::kUnit)
        .Filter(),
    Of<&ChangeRequest::asked_by>("asked_by", "申请人", "Asked by").System(),
    Of<&ChangeRequest::cause>("cause", "来由", "Cause").System(),
    Of<&ChangeRequest::reason>("reason", "理由", "Reason").System(),
    Of<&ChangeRequest::state>("state", "状态", "State").System().Code("request_state"),
    Of<&ChangeRequest::answer>("answer", "答复", "Answer").System(),
    Of<&ChangeRequest::decided_by>("decided_by", "决定人", "Decided by").System(),
    Of<&ChangeRequest::decided_at>("decided_at", "决定时间", "Decided at").System(),
    Of<&ChangeRequest::created_at>("created_at", "申请时间", "Asked at").System().Sort(),
    Of<&ChangeRequest::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&ChangeRequest::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kChangeRequest = {"change_request",     "变更申请", "Change request", kChangeRequestFields,
                                              ScopeRule::kTwoUnits, true,       "field"};

// county_id, person_id and unit_id are the holder's and are not shown to who has asked before it is accepted.
struct TransferRequest {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id;
  std::string name;  // as the asking county typed it
  std::int64_t unit_id = 0, asked_by_unit = 0;
  std::string asked_by;
  std::int64_t to_county = 0, home_unit = 0;
  std::string reason, state;
  std::optional<Date> expires_on;
  std::string answer, decided_by;
  Instant decided_at, created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kTransferRequestFields = std::to_array<Field>({
    Of<&TransferRequest::id>("id", "内部编号", "Id").System(),
    Of<&TransferRequest::county_id>("county_id", "现登记县", "Holding county").System().Means(Meaning::kUnit),
    Of<&TransferRequest::person_id>("person_id", "人员", "Person").System(),
    Of<&TransferRequest::name>("name", "姓名", "Name").System().Mask(MaskKind::kName),
    Of<&TransferRequest::unit_id>("unit_id", "决定单位", "Decided by unit").System().Means(Meaning::kUnit).Filter(),
    Of<&TransferRequest::asked_by_unit>("asked_by_unit", "申请单位", "Asked by unit")
        .System()
        .Means(Meaning::kUnit)
        .Filter(),
    Of<&TransferRequest::asked_by>("asked_by", "申请人", "Asked by").System(),
    Of<&TransferRequest::to_county>("to_county", "转入县", "To county").System().Means(Meaning::kUnit),
    Of<&TransferRequest::home_unit>("home_unit", "新户籍地", "New home").System().Means(Meaning::kUnit),
    Of<&TransferRequest::reason>("reason", "理由", "Reason").System(),
    Of<&TransferRequest::state>("state", "状态", "State").System().Code("request_state"),
    Of<&TransferRequest::expires_on>("expires_on", "答复期限", "Answer until").System().Filter(),
    Of<&TransferRequest::answer>("answer", "答复", "Answer").System(),
    Of<&TransferRequest::decided_by>("decided_by", "决定人", "Decided by").System(),
    Of<&TransferRequest::decided_at>("decided_at", "决定时间", "Decided at").System(),
    Of<&TransferRequest::created_at>("created_at", "申请时间", "Asked at").System().Sort(),
    Of<&TransferRequest::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&TransferRequest::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kTransferRequest = {
    "transfer_request", "转移申请", "Transfer request", kTransferRequestFields, ScopeRule::kTwoUnits, true, "name"};

template <>
inline constexpr const RecordType* kTypeOf<ChangeRequest> = &kChangeRequest;
template <>
inline constexpr const RecordType* kTypeOf<TransferRequest> = &kTransferRequest;

}  // namespace gq
