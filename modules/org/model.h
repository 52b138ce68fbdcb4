// Units, accounts, grants (D4, D7, e.3).
//
// A unit is anything that can own or write records: a division of the five levels, a zone or station outside the tree,
// an employer's or broker's office. Its id is internal and never reused; 12-digit codes are dated attributes
// (unit_code).
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct Unit {
  std::int64_t id = 0;
  std::int64_t code = 0;  // 12 digits; units outside the tree carry a local code inside their parent's range
  std::string kind;
  std::int64_t parent_id = 0;
  std::string name;
  std::optional<Date> valid_from, valid_to;  // both days included
  Uuid employer_id;                          // kind "employer": the record of the employer whose office this is
  std::int64_t version = 0;
};

inline constexpr auto kUnitFields = std::to_array<Field>({
    Of<&Unit::id>("id", "内部编号", "Id").System(),
    Of<&Unit::code>("code", "代码", "Code").Means(Meaning::kPlace).Filter().Sort().List(140),
    Of<&Unit::kind>("kind", "类别", "Kind").Code("unit_kind").List(96),
    Of<&Unit::parent_id>("parent_id", "上级", "Parent").Means(Meaning::kUnit).Filter(),
    Of<&Unit::name>("name", "名称", "Name").Required().Search().Max(100).List(200),
    Of<&Unit::valid_from>("valid_from", "启用日", "From").NotAbove("valid_to"),
    Of<&Unit::valid_to>("valid_to", "停用日", "To"),
    Of<&Unit::employer_id>("employer_id", "用人单位档案", "Employer record").System(),
    Of<&Unit::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kUnit = {"unit", "单位", "Unit", kUnitFields, ScopeRule::kShared, false, "name"};

struct Account {
  std::int64_t id = 0;
  std::string account, name;
  std::int64_t unit_id = 0;
  std::string password_hash;
  std::string state;                 // codes/account_state.csv
  std::optional<bool> password_due;  // signed in with a one-time password: nothing works before it is changed
  Instant created_at;
  std::int64_t version = 0;
};

inline constexpr auto kAccountFields = std::to_array<Field>({
    Of<&Account::id>("id", "内部编号", "Id").System(),
    Of<&Account::account>("account", "账号", "Account").Required().Unique().Max(40).List(140),
    Of<&Account::name>("name", "姓名", "Name").Required().Max(50).List(120),
    Of<&Account::unit_id>("unit_id", "所在单位", "Unit").Means(Meaning::kUnit).Filter().List(180),
    Of<&Account::password_hash>("password_hash", "密码", "Password").System(),
    Of<&Account::state>("state", "状态", "State").Code("account_state").List(80),
    Of<&Account::password_due>("password_due", "待改密码", "Password due").System(),
    Of<&Account::created_at>("created_at", "建立时间", "Created").System(),
    Of<&Account::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kAccount = {"account", "账号", "Account", kAccountFields, ScopeRule::kOwnerUnit,
                                        false,     "name"};

// A grant = role + unit (its subtree) + side: registered here, working here, or both (architecture.md section 4).
struct Grant {
  std::int64_t id = 0;
  std::int64_t account_id = 0;
  std::string role;
  std::int64_t unit_id = 0;
  std::string side;                          // home, work, both, own
  std::optional<Date> valid_from, valid_to;  // both days included
  std::int64_t version = 0;
};

inline constexpr auto kGrantFields = std::to_array<Field>({
    Of<&Grant::id>("id", "内部编号", "Id").System(),
    Of<&Grant::account_id>("account_id", "账号", "Account").Filter(),
    Of<&Grant::role>("role", "角色", "Role").Code("role"),
    Of<&Grant::unit_id>("unit_id", "范围", "Range").Means(Meaning::kUnit),
    Of<&Grant::side>("side", "侧", "Side").Code("grant_side"),
    Of<&Grant::valid_from>("valid_from", "自", "From").NotAbove("valid_to"),
    Of<&Grant::valid_to>("valid_to", "至", "To"),
    Of<&Grant::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kGrant = {"account_grant",       "授权", "Grant", kGrantFields,
                                      ScopeRule::kOwnerUnit, false,  "role"};

template <>
inline constexpr const RecordType* kTypeOf<Unit> = &kUnit;
template <>
inline constexpr const RecordType* kTypeOf<Account> = &kAccount;
template <>
inline constexpr const RecordType* kTypeOf<Grant> = &kGrant;

}  // namespace gq
