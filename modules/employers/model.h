// Employers (用人单位): reference data for everybody who may read people or posts (D4). Sources: HN-28, GY-15, XX-19,
// HN-30, HN-31, e.1.
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct Employer {
  Uuid id;
  std::string credit_code, name;
  std::optional<std::int64_t> region_code;
  std::string address, industry, ownership, contact_name;
  Secret contact_phone;
  std::optional<std::int64_t> staff, supported_workers;
  std::string base_level, base_kind;
  std::optional<Date> base_certified_on;
  std::string honours, layoff_notice, verification, note;
  std::int64_t unit_id = 0;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kEmployerFields = std::to_array<Field>({
    Of<&Employer::id>("id", "内部编号", "Id").System(),
    Of<&Employer::credit_code>("credit_code", "统一社会信用代码", "Credit code")
        .Required()
        .Unique()
        .Filter()
        .Max(18)
        .List(180)
        .Also("id;employer;单位代码;unit"),
    Of<&Employer::name>("name", "单位名称", "Name")
        .Required()
        .Search()
        .Sort()
        .Max(100)
        .List(220)
        .Also("name;企业名称;用人单位;unit_name"),
    Of<&Employer::region_code>("region_code", "所在地区", "Region")
        .Means(Meaning::kPlace)
        .Filter()
        .List(140)
        .Also("region;地区;employer_region"),
    Of<&Employer::address>("address", "地址", "Address").Max(200).Also("address"),
    Of<&Employer::industry>("industry", "行业", "Industry").Code("industry").List(120).Also("industry;所属行业"),
    Of<&Employer::ownership>("ownership", "性质", "Ownership").Code("ownership").Also("ownership;单位性质"),
    Of<&Employer::contact_name>("contact_name", "联系人", "Contact").Max(50).Mask(MaskKind::kName).Also("contact_name"),
    Of<&Employer::contact_phone>("contact_phone", "联系电话", "Contact phone")
        .Mask(MaskKind::kPhone)
        .Also("phone;contact_phone"),
    Of<&Employer::staff>("staff", "职工人数", "Staff").Filter().Range(0, 1'000'000).List(96).Also("staff"),
    Of<&Employer::supported_workers>("supported_workers", "在岗人数", "On post there").System().List(96),
    Of<&Employer::base_level>("base_level", "基地级别", "Base level")
        .Code("base_level")
        .Also("base_level;就业帮扶基地"),
    Of<&Employer::base_kind>("base_kind", "基地类型", "Base kind").Code("base_kind"),
    Of<&Employer::base_certified_on>("base_certified_on", "基地认定日", "Certified on").Import(),
    Of<&Employer::honours>("honours", "荣誉", "Honours").Max(200),
    Of<&Employer::layoff_notice>("layoff_notice", "裁员预警", "Layoff notice").Max(200),
    Of<&Employer::verification>("verification", "核验状态", "Verification").Code("verification"),
    Of<&Employer::note>("note", "备注", "Note").Means(Meaning::kLong).Max(500),
    Of<&Employer::unit_id>("unit_id", "经办单位", "Handled by").System().Means(Meaning::kUnit),
    Of<&Employer::created_at>("created_at", "登记时间", "Created").System(),
    Of<&Employer::updated_at>("updated_at", "更新时间", "Updated").System().Sort(),
    Of<&Employer::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kEmployer = {"employer",         "用人单位", "Employer", kEmployerFields,
                                         ScopeRule::kShared, false,      "name"};

template <>
inline constexpr const RecordType* kTypeOf<Employer> = &kEmployer;

}  // namespace gq
