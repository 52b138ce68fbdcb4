// The person file (一人一档): person, household, identifiers, employment spells, intentions, registry observations.
//
// Sources: requirements.md a.8 (XX-07..10, HN-20, HN-12, GY-08, GY-10, FD-21, FD-26, GY-27, a.7.6, a.7.8); identity D3,
// spells D6, states D5, registries D12. Every record of a person carries county_id, the internal id of the origin
// county, which never changes (D4).
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

// Form sections; also the visibility groups of D7 (modules/people/visibility.csv).
namespace group {
inline constexpr std::string_view kIdentity = "identity", kContact = "contact", kHousehold = "household",
                                  kSkill = "skill", kHealth = "health", kState = "state", kPlacement = "placement",
                                  kIntention = "intention", kFamily = "family", kMoney = "money", kRecord = "record";
}  // namespace group

struct Person {
  Uuid id;
  std::int64_t county_id = 0;
  std::string name, name_pinyin, name_initials;
  std::string sex;
  std::optional<Date> birth;
  std::string ethnicity, education, student_status;
  std::string health, skill_level, trades, certificates;
  Secret phone;
  Secret bank_account;
  Secret spouse_number;
  std::optional<std::int64_t> home_unit;
  std::int64_t home_code = 0;
  Uuid household_id;
  std::string household_number, person_number, relation, target_group;
  std::string other_groups;  // further groups held at the same time, codes separated by ";" (FD-12)
  std::optional<Date> target_group_from, target_group_to;
  std::string former_groups;  // "lifted:20140101:20201231;monitored::20230630": code, from, to (empty: not known)
  std::string verification;
  std::optional<Date> verified_on;
  std::string employment;
  std::optional<Date> employment_since;
  std::string ability, willingness, register_status;
  std::string list, finding;
  std::optional<std::int64_t> work_code;
  std::string tier, employer_name, post_name;
  std::optional<Fen> wage;
  std::optional<Date> last_contact_on;
  std::optional<std::int64_t> clear_five, clear_four;
  std::string labour_card_number;
  std::optional<Date> labour_card_on, rights_card_on;
  std::string introducer, service_needs, note;
  std::string identity_status;
  Uuid merged_into;  // a double registration: the person that is kept (D3)
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kPersonFields = std::to_array<Field>({
    Of<&Person::id>("id", "内部编号", "Id").System(),
    Of<&Person::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&Person::name>("name", "姓名", "Name")
        .Required()
        .Search()
        .Sort()
        .Max(50)
        .List(120)
        .Mask(MaskKind::kName)
        .Group(group::kIdentity)
        .Also("name;人员姓名;劳动者姓名;AAC003"),
    Of<&Person::name_pinyin>("name_pinyin", "姓名拼音", "Pinyin").System(),
    Of<&Person::name_initials>("name_initials", "拼音首字母", "Initials").System().Filter(),
    Of<&Person::sex>("sex", "性别", "Sex").Code("sex").List(56).Group(group::kIdentity).Also("sex;AAC004"),
    Of<&Person::birth>("birth", "出生日期", "Born on").Filter().Group(group::kIdentity).Also("birth;出生年月;AAC006"),
    Of<&Person::ethnicity>("ethnicity", "民族", "Ethnicity")
        .Code("ethnicity")
        .Group(group::kIdentity)
        .Also("ethnicity"),
    Of<&Person::education>("education", "文化程度", "Education")
        .Code("education")
        .List(72)
        .Group(group::kSkill)
        .Also("education;学历;AAC011"),
    Of<&Person::student_status>("student_status", "在校生状况", "Student status")
        .Code("student_status")
        .Group(group::kSkill)
        .Also("student_status"),
    Of<&Person::health>("health", "健康状况", "Health").Code("health").Group(group::kHealth).Also("health"),
    Of<&Person::skill_level>("skill_level", "技能水平", "Skill level")
        .Code("skill")
        .Group(group::kSkill)
        .Also("skill_level;技能等级"),
    Of<&Person::trades>("trades", "劳动技能", "Trades")
        .Codes("trade")
        .Filter()
        .Max(200)
        .List(96)
        .Group(group::kSkill)
        .Also("skills;trades;掌握技能;工种"),
    Of<&Person::certificates>("certificates", "职业资格证书", "Certificates")
        .Max(200)
        .Group(group::kSkill)
        .Also("certificates;证书"),
    Of<&Person::phone>("phone", "联系电话", "Phone")
        .Indexed()
        .Mask(MaskKind::kPhone)
        .Group(group::kContact)
        .Also("phone;手机号;手机号码;电话;人联系电话;AAE005"),
    Of<&Person::bank_account>("bank_account", "银行账号", "Bank account")
        .Mask(MaskKind::kBank)
        .Group(group::kMoney)
        .Also("bank_account;社保卡银行账号;一卡通账号"),
    Of<&Person::spouse_number>("spouse_number", "配偶身份证号", "Spouse's ID number")
        .Mask(MaskKind::kIdNumber)
        .Group(group::kFamily)
        .Also("spouse"),
    Of<&Person::home_unit>("home_unit", "户籍地", "Home").Means(Meaning::kUnit).Group(group::kIdentity),
    Of<&Person::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace).Filter().List(150),
    Of<&Person::household_id>("household_id", "家庭", "Household").System().Filter(),
    Of<&Person::household_number>("household_number", "户编号", "Household number")
        .Filter()
        .Max(40)
        .Group(group::kHousehold)
        .Also("household;household_number"),
    Of<&Person::person_number>("person_number", "人编号", "Person number")
        .Max(40)
        .Group(group::kHousehold)
        .Also("person_number"),
    Of<&Person::relation>("relation", "与户主关系", "Relation to head")
        .Code("relation")
        .Group(group::kHousehold)
        .Also("relation"),
    Of<&Person::target_group>("target_group", "人员类别", "Target group")
        .Code("target_group")
        .Group(group::kHousehold)
        .Also("target_group;人口类别;户类型"),
    Of<&Person::other_groups>("other_groups", "同时属于", "Other groups")
        .Codes("target_group")
        .Filter()
        .Max(200)
        .Group(group::kHousehold)
        .Also("other_groups;其他人员类别;其他类别"),
    Of<&Person::target_group_from>("target_group_from", "类别自", "Target group from")
        .NotAbove("target_group_to")
        .Group(group::kHousehold)
        .Also("target_group_from;类别认定日期;识别时间"),
    Of<&Person::target_group_to>("target_group_to", "类别至", "Target group to")
        .Group(group::kHousehold)
        .Also("target_group_to;类别退出日期"),
    Of<&Person::former_groups>("former_groups", "曾属类别", "Former target groups").System().Group(group::kHousehold),
    Of<&Person::verification>("verification", "核实状态", "Verification")
        .Code("verification")
        .Group(group::kRecord)
        .Also("verification"),
    Of<&Person::verified_on>("verified_on", "核实日期", "Verified on")
        .Filter()
        .Group(group::kRecord)
        .Also("verified_on"),
    Of<&Person::employment>("employment", "就业状态", "Employment")
        .Code("employment")
        .List(88)
        .Group(group::kState)
        .Also("status;employment;就业情况"),
    Of<&Person::employment_since>("employment_since", "状态起始日", "Since").Filter().Group(group::kState),
    Of<&Person::ability>("ability", "劳动能力", "Ability")
        .Code("ability")
        .Group(group::kState)
        .Also("able;有无劳动能力;ability"),
    Of<&Person::willingness>("willingness", "外出意愿", "Willingness")
        .Code("willingness")
        .Group(group::kState)
        .Also("willing;就业意愿;willingness"),
    Of<&Person::register_status>("register_status", "在册状态", "Register status")
        .Code("register_status")
        .Group(group::kState)
        .Also("register_status"),
    Of<&Person::list>("list", "所在清单", "List").System().Code("list"),
    Of<&Person::finding>("finding", "比对结论", "Finding").System().Code("finding"),
    Of<&Person::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace).Filter().List(120),
    Of<&Person::tier>("tier", "就业层次", "Distance tier").System().Code("tier"),
    Of<&Person::employer_name>("employer_name", "就业单位", "Employer").System(),
    Of<&Person::post_name>("post_name", "就业岗位", "Post").System(),
    Of<&Person::wage>("wage_fen", "月工资", "Monthly wage").System().Filter().Unit("元"),
    Of<&Person::last_contact_on>("last_contact_on", "最近联系", "Last contact").Filter().Group(group::kRecord),
    Of<&Person::clear_five>("clear_five", "五清", "Five clear").System().Filter(),
    Of<&Person::clear_four>("clear_four", "四清", "Four clear").System().Filter(),
    Of<&Person::labour_card_number>("labour_card_number", "劳务卡号", "Labour card")
        .Max(40)
        .Group(group::kRecord)
        .Also("labour_card_number"),
    Of<&Person::labour_card_on>("labour_card_on", "劳务卡发放日", "Labour card issued").Group(group::kRecord).Import(),
    Of<&Person::rights_card_on>("rights_card_on", "明白卡发放日", "Rights card issued").Group(group::kRecord).Import(),
    Of<&Person::introducer>("introducer", "介绍人", "Introducer").Max(50).Group(group::kPlacement).Import(),
    Of<&Person::service_needs>("service_needs", "服务需求", "Service needs")
        .Means(Meaning::kLong)
        .Max(500)
        .Group(group::kFamily)
        .Also("service_needs;公共服务需求"),
    Of<&Person::note>("note", "备注", "Note").Means(Meaning::kLong).Max(1000).Group(group::kRecord).Also("note"),
    Of<&Person::identity_status>("identity_status", "证件状态", "Identity").System().Code("identity_status"),
    Of<&Person::merged_into>("merged_into", "并入", "Merged into").System(),
    Of<&Person::created_at>("created_at", "建档时间", "Created").System(),
    Of<&Person::updated_at>("updated_at", "更新时间", "Updated").System().Sort(),
    Of<&Person::version>("version", "版本", "Version").System(),
});
// Employers see their own staff, brokers whom they placed: people of the spells that they reach.
inline constexpr RecordType kPerson = {"person",          "人员", "Person", kPersonFields,
                                       ScopeRule::kPlace, true,   "name",   {.through = "spell"}};

struct Household {
  Uuid id;
  std::int64_t county_id = 0;
  std::string number;
  std::optional<std::int64_t> home_unit;
  std::int64_t home_code = 0;
  std::string head_name, target_group;
  std::optional<std::int64_t> residents, members, workers;
  std::optional<Fen> income, income_per_head;
  std::optional<std::int64_t> left_behind_children, left_behind_elders;
  std::string land_rights, help_plan, helper, helper_unit, zero_employment;
  std::optional<bool> has_skilled_member;
  std::optional<Fen> fund_share;
  std::int64_t work_code = 0;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kHouseholdFields = std::to_array<Field>({
    Of<&Household::id>("id", "内部编号", "Id").System(),
    Of<&Household::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&Household::number>("number", "户编号", "Household number")
        .Required()
        .Filter()
        .Sort()
        .Max(40)
        .List(140)
        .Group(group::kHousehold)
        .Also("number;household;household_number;户号"),
    Of<&Household::home_unit>("home_unit", "户籍地", "Home").Means(Meaning::kUnit).Group(group::kHousehold),
    Of<&Household::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace).Filter().List(150),
    Of<&Household::head_name>("head_name", "户主", "Head")
        .Max(50)
        .List(120)
        .Mask(MaskKind::kName)
        .Group(group::kHousehold)
        .Also("head_name;户主姓名"),
    Of<&Household::target_group>("target_group", "户类别", "Target group")
        .Code("target_group")
        .List(110)
        .Group(group::kHousehold)
        .Also("target_group;户类型"),
    Of<&Household::residents>("residents", "家庭人口", "Residents")
        .Filter()
        .Range(1, 50)
        .Unit("人")
        .Group(group::kHousehold)
        .Also("residents;家庭人口数;户人口数"),
    // Counted from the people on file (modules/people/household.h).
    Of<&Household::members>("members", "在册人数", "On file").Derived().Filter().List(72).Group(group::kHousehold),
    Of<&Household::workers>("workers", "劳动力", "Workers").Derived().Filter().List(64).Group(group::kHousehold),
    Of<&Household::income>("income_fen", "家庭年收入", "Yearly income")
        .Filter()
        .Range(0, 1'000'000'000)
        .Unit("元")
        .List(100)
        .Group(group::kMoney)
        .Also("income;家庭收入;年收入"),
    Of<&Household::income_per_head>("income_per_head_fen", "人均年收入", "Income per head")
        .NotAbove("income_fen")
        .Filter()
        .Range(0, 1'000'000'000)
        .Unit("元")
        .List(100)
        .Group(group::kMoney)
        .Also("income_per_head;人均纯收入;家庭人均纯收入"),
    Of<&Household::left_behind_children>("left_behind_children", "留守儿童", "Left-behind children")
        .NotAbove("residents")
        .Filter()
        .Range(0, 20)
        .Unit("人")
        .Group(group::kFamily)
        .Also("left_behind_children;留守儿童数"),
    Of<&Household::left_behind_elders>("left_behind_elders", "留守老人", "Left-behind elders")
        .NotAbove("residents")
        .Filter()
        .Range(0, 20)
        .Unit("人")
        .Group(group::kFamily)
        .Also("left_behind_elders;留守老人数"),
    Of<&Household::land_rights>("land_rights", "承包地与山林", "Land and forest rights")
        .Max(200)
        .Group(group::kFamily)
        .Also("land_rights;宅基地承包地山林"),
    Of<&Household::help_plan>("help_plan", "帮扶计划", "Help plan")
        .Means(Meaning::kLong)
        .Max(1000)
        .Group(group::kRecord)
        .Also("help_plan"),
    Of<&Household::helper>("helper", "帮扶责任人", "Helper").Max(50).Group(group::kRecord).Also("helper;帮扶人"),
    Of<&Household::helper_unit>("helper_unit", "责任单位", "Helper's unit")
        .Max(100)
        .Group(group::kRecord)
        .Also("helper_unit;帮扶单位"),
    Of<&Household::zero_employment>("zero_employment", "零就业家庭", "Zero-employment household")
        .Derived()
        .Code("zero_employment")
        .List(96)
        .Group(group::kHousehold),
    Of<&Household::has_skilled_member>("has_skilled_member", "有技能成员", "Has a skilled member")
        .Derived()
        .Filter()
        .Group(group::kHousehold),
    Of<&Household::fund_share>("fund_share_fen", "基金入股", "Fund share")
        .Range(0, 1'000'000'000)
        .Unit("元")
        .Group(group::kMoney)
        .Also("fund_share;劳务合作基金入股"),
    Of<&Household::work_code>("work_code", "就业地区", "Works in").System().Means(Meaning::kPlace),
    Of<&Household::created_at>("created_at", "建档时间", "Created").System(),
    Of<&Household::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&Household::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kHousehold = {"household",       "家庭", "Household", kHouseholdFields,
                                          ScopeRule::kPlace, true,   "number"};

// An identifier of a person (D3). A column of the keyed index stands beside `value`; identity_index holds the global
// uniqueness of active ones. kind: resident18, resident15, residence_permit, pending; status: active, corrected,
// redirected.
struct Identifier {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id;
  std::string kind;
  Secret value;
  std::string status;
  std::optional<Date> valid_from, valid_to;
};

inline constexpr auto kIdentifierFields = std::to_array<Field>({
    Of<&Identifier::id>("id", "内部编号", "Id").System(),
    Of<&Identifier::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&Identifier::person_id>("person_id", "人员", "Person").System(),
    Of<&Identifier::kind>("kind", "证件种类", "Kind").Code("identifier_kind").Group(group::kIdentity),
    Of<&Identifier::value>("value", "证件号码", "Number")
        .Indexed()
        .Mask(MaskKind::kIdNumber)
        .Group(group::kIdentity)
        .Also("id_number;身份证号;公民身份号码;证件号码;身份证号码;id_no;AAC147;居民身份证号"),
    Of<&Identifier::status>("status", "状态", "Status").System().Code("identifier_status"),
    Of<&Identifier::valid_from>("valid_from", "启用日", "From").Group(group::kIdentity),
    Of<&Identifier::valid_to>("valid_to", "停用日", "To").Group(group::kIdentity),
});
inline constexpr RecordType kIdentifier = {"person_identifier", "证件", "Identifier", kIdentifierFields,
                                           ScopeRule::kPerson,  true,   "kind"};

// One stretch of work at one employer (D6). steward_unit is the unit that may write it: the origin county until a
// destination confirms the arrival.
struct Spell {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id;
  std::int64_t home_code = 0;
  std::optional<std::int64_t> steward_unit;
  std::string state;
  std::optional<std::int64_t> employer_id;
  std::string unit_code, employer_name, post_name, post_number, trade;
  std::optional<std::int64_t> broker_unit;
  std::optional<std::int64_t> work_code;
  std::string tier;
  std::optional<Fen> wage;
  std::optional<bool> wage_paid;
  std::optional<Date> start, end, contract_start, contract_end;
  std::string contract_kind;
  std::optional<Month> insured_from, insured_to;
  std::string satisfaction, wants_change, child_schooling;
  std::optional<std::int64_t> companions;
  std::string form, employment_class, sector, channel;
  std::optional<bool> organised, point_to_point, first_time_in, base_enterprise, reserved_post;
  std::string end_reason, change_reason, source;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kSpellFields = std::to_array<Field>({
    Of<&Spell::id>("id", "内部编号", "Id").System(),
    Of<&Spell::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&Spell::person_id>("person_id", "人员", "Person").System().Filter(),
    Of<&Spell::home_code>("home_code", "户籍地", "Home").System().Means(Meaning::kPlace),
    Of<&Spell::steward_unit>("steward_unit", "经办单位", "Steward").System().Means(Meaning::kUnit),
    Of<&Spell::state>("state", "状态", "State").Code("spell_state").List(88).Group(group::kPlacement),
    Of<&Spell::employer_id>("employer_id", "用人单位", "Employer").Filter().Group(group::kPlacement),
    Of<&Spell::unit_code>("unit_code", "统一社会信用代码", "Credit code")
        .Filter()
        .Max(18)
        .Group(group::kPlacement)
        .Also("unit;单位代码;unit_code"),
    Of<&Spell::employer_name>("employer_name", "就业单位", "Employer")
        .Max(100)
        .List(180)
        .Group(group::kPlacement)
        .Also("unit_name;务工企业名称;务工单位;单位名称"),
    Of<&Spell::post_name>("post_name", "就业岗位", "Post").Max(60).List(110).Group(group::kPlacement).Also("post;岗位"),
    Of<&Spell::post_number>("post_number", "岗位编号", "Post number")
        .Max(40)
        .Group(group::kPlacement)
        .Also("post_number;招聘岗位编号"),
    Of<&Spell::trade>("trade", "工种", "Trade").Code("trade").Group(group::kPlacement),
    Of<&Spell::broker_unit>("broker_unit", "介绍机构", "Placed by")
        .Means(Meaning::kUnit)
        .Filter()
        .Group(group::kPlacement),
    Of<&Spell::work_code>("work_code", "就业地区", "Works in")
        .Means(Meaning::kPlace)
        .Filter()
        .List(140)
        .Group(group::kPlacement)
        .Also("work_region;务工地点;务工地区"),
    Of<&Spell::tier>("tier", "就业层次", "Distance tier").System().Code("tier").List(72),
    Of<&Spell::wage>("wage_fen", "月工资", "Monthly wage")
        .By(OwnerSide::kDestination)
        .Range(10'000, 3'000'000)
        .Unit("元")
        .List(96)
        .Group(group::kPlacement)
        .Also("wage;薪酬水平;务工月收入;月收入"),
    Of<&Spell::wage_paid>("wage_paid", "工资已发", "Wage paid").By(OwnerSide::kEmployer).Group(group::kPlacement),
    Of<&Spell::start>("start_on", "开始务工时间", "Started")
        .NotAbove("end_on")
        .Filter()
        .Sort()
        .List(104)
        .Group(group::kPlacement)
        .Also("start;务工开始时间;开始时间"),
    Of<&Spell::end>("end_on", "结束务工时间", "Ended")
        .Filter()
        .Sort()
        .List(104)
        .Group(group::kPlacement)
        .Also("end;务工结束时间;结束时间"),
    Of<&Spell::contract_start>("contract_start", "合同开始", "Contract from")
        .NotAbove("contract_end")
        .By(OwnerSide::kEmployer)
        .Group(group::kPlacement)
        .Also("contract_start;合同起始日期"),
    Of<&Spell::contract_end>("contract_end", "合同结束", "Contract to")
        .By(OwnerSide::kEmployer)
        .Group(group::kPlacement)
        .Also("contract_end;合同终止日期"),
    Of<&Spell::contract_kind>("contract_kind", "合同类型", "Contract kind")
        .Code("contract_kind")
        .Group(group::kPlacement),
    Of<&Spell::insured_from>("insured_from", "参保起", "Insured from")
        .NotAbove("insured_to")
        .By(OwnerSide::kSystem)
        .Group(group::kPlacement),
    Of<&Spell::insured_to>("insured_to", "参保止", "Insured to").By(OwnerSide::kSystem).Group(group::kPlacement),
    Of<&Spell::satisfaction>("satisfaction", "就业满意度", "Satisfaction")
        .Code("satisfaction")
        .Group(group::kPlacement)
        .Also("satisfaction"),
    Of<&Spell::wants_change>("wants_change", "转岗需求", "Wants another post")
        .Code("wants_change")
        .Group(group::kPlacement)
        .Also("wants_change"),
    Of<&Spell::child_schooling>("child_schooling", "子女入学", "Children's schooling")
        .Code("child_schooling")
        .Group(group::kFamily)
        .Also("child_schooling;schooling"),
    Of<&Spell::companions>("companions", "随迁家属", "Family with them")
        .Range(0, 20)
        .Group(group::kFamily)
        .Also("accompanying;随迁人数"),
    Of<&Spell::form>("form", "就业形式", "Form").Code("employment_form").Group(group::kPlacement).Also("form"),
    Of<&Spell::employment_class>("employment_class", "就业类别", "Employment class")
        .Code("employment_class")
        .Group(group::kPlacement)
        .Also("employment_class;务工就业类别;AAB211"),
    Of<&Spell::sector>("sector", "所属行业", "Industry").Code("industry").Group(group::kPlacement).Also("sector;产业"),
    Of<&Spell::channel>("channel", "就业渠道", "Channel").Code("channel").Group(group::kPlacement).Also("channel"),
    Of<&Spell::organised>("organised", "有组织输出", "Organised")
        .Filter()
        .Group(group::kPlacement)
        .Also("organised;是否有组织输出"),
    Of<&Spell::point_to_point>("point_to_point", "点对点输送", "Point-to-point transport")
        .Group(group::kPlacement)
        .Also("point_to_point;是否点对点输送"),
    Of<&Spell::first_time_in>("first_time_in", "首次来此地", "First time there").Group(group::kPlacement),
    Of<&Spell::base_enterprise>("base_enterprise", "基地企业", "Base enterprise").Group(group::kPlacement),
    Of<&Spell::reserved_post>("reserved_post", "定向岗位", "Reserved post").Group(group::kPlacement),
    Of<&Spell::end_reason>("end_reason", "离岗原因", "Why ended").Code("spell_end_reason").Group(group::kPlacement),
    Of<&Spell::change_reason>("change_reason", "转岗原因", "Why changed")
        .Max(200)
        .Group(group::kPlacement)
        .Also("change_reason"),
    Of<&Spell::source>("source", "来源", "Source").System().Code("record_source"),
    Of<&Spell::created_at>("created_at", "登记时间", "Created").System(),
    Of<&Spell::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&Spell::version>("version", "版本", "Version").System(),
});
// A destination sees spells that ended for two years more, a broker its placements as well; an employer its staff's
// while they last (D7).
inline constexpr RecordType kSpell = {
    "spell",
    "就业经历",
    "Employment spell",
    kSpellFields,
    ScopeRule::kPlace,
    true,
    "employer_name",
    {.work_when = "(@.end_on IS NULL OR @.end_on >= $ended_since)",
     .employer_when = "@.unit_code IN ($employer_codes) AND @.state <> 'ended'",
     .broker_when = "@.broker_unit IN ($broker_units) AND (@.end_on IS NULL OR @.end_on >= $ended_since)"}};

struct Intention {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id;
  std::string want_regions, want_tiers, want_industries, want_jobs;
  std::optional<Fen> want_wage;
  std::string want_services;
  std::optional<std::int64_t> companions;
  std::string together, may_part, travel_group;
  std::optional<bool> leads_group;
  std::string want_training, want_business, want_school, not_going_reasons;
  std::optional<Date> asked_on;
  Instant updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kIntentionFields = std::to_array<Field>({
    Of<&Intention::id>("id", "内部编号", "Id").System(),
    Of<&Intention::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&Intention::person_id>("person_id", "人员", "Person").System(),
    Of<&Intention::want_regions>("want_regions", "意向地区", "Wanted regions")
        .Max(200)
        .Group(group::kIntention)
        .Also("want_regions;有意愿的就业地区"),
    Of<&Intention::want_tiers>("want_tiers", "意向层次", "Wanted tiers")
        .Codes("tier")
        .Group(group::kIntention)
        .Import(),
    Of<&Intention::want_industries>("want_industries", "意向行业", "Wanted industries")
        .Max(200)
        .Group(group::kIntention)
        .Also("意向行业企业"),
    Of<&Intention::want_jobs>("want_jobs", "意向工种", "Wanted trades")
        .Codes("trade")
        .Max(200)
        .Group(group::kIntention)
        .Also("want_jobs;意向岗位"),
    Of<&Intention::want_wage>("want_wage_fen", "期望月薪", "Wanted wage")
        .Range(0, 10'000'000)
        .Unit("元")
        .Group(group::kIntention)
        .Also("want_wage;期望薪酬"),
    Of<&Intention::want_services>("want_services", "公共服务需求", "Wanted services")
        .Max(200)
        .Group(group::kIntention)
        .Import(),
    Of<&Intention::companions>("companions", "随行家属", "Companions")
        .Range(0, 20)
        .Group(group::kIntention)
        .Also("companions"),
    Of<&Intention::together>("together", "与谁同去", "Goes with")
        .Code("going_together")
        .Group(group::kIntention)
        .Also("together;同行意愿"),
    Of<&Intention::may_part>("may_part", "可以分开", "May be parted")
        .Code("may_part")
        .Group(group::kIntention)
        .Also("may_part;同意分开"),
    Of<&Intention::travel_group>("travel_group", "同行小组", "Travel group")
        .Max(40)
        .Group(group::kIntention)
        .Also("travel_group;结伴小组"),
    Of<&Intention::leads_group>("leads_group", "带队人", "Leads the group").Group(group::kIntention).Import(),
    Of<&Intention::want_training>("want_training", "培训意愿", "Wants training")
        .Code("want_training")
        .Group(group::kIntention)
        .Also("want_training;能力需求"),
    Of<&Intention::want_business>("want_business", "创业意愿", "Wants a business")
        .Code("want_business")
        .Group(group::kIntention)
        .Also("want_business"),
    Of<&Intention::want_school>("want_school", "就读职校意愿", "Wants vocational school")
        .Code("want_school")
        .Group(group::kIntention)
        .Import(),
    Of<&Intention::not_going_reasons>("not_going_reasons", "不外出原因", "Why not going")
        .Codes("not_going_reason")
        .Group(group::kIntention)
        .Import(),
    Of<&Intention::asked_on>("asked_on", "摸底日期", "Asked on").Group(group::kIntention).Import(),
    Of<&Intention::updated_at>("updated_at", "更新时间", "Updated").System(),
    Of<&Intention::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kIntention = {"intention",        "就业意向", "Intention", kIntentionFields,
                                          ScopeRule::kPerson, true,       "want_jobs"};

// What a registry said about a person of the roster in a month (D12): never a foreign row itself.
struct Observation {
  Uuid id;
  std::int64_t county_id = 0;
  Uuid person_id;
  std::optional<Month> period;
  std::string registry, match, state, employer_code, employer_name, repair;
  std::optional<bool>
      insured;  // by an employer: employee scheme, paid up (yes) or stopped (no); empty: says nothing of work
  std::optional<Month> since;
  std::optional<std::int64_t> row;
  std::string file_name, file_hash, finding, flags;
  Instant created_at;
};

inline constexpr auto kObservationFields = std::to_array<Field>({
    Of<&Observation::id>("id", "内部编号", "Id").System(),
    Of<&Observation::county_id>("county_id", "户籍县", "Origin county").System().Means(Meaning::kUnit),
    Of<&Observation::person_id>("person_id", "人员", "Person").System(),
    Of<&Observation::period>("period", "月份", "Period").System().Filter(),
    Of<&Observation::registry>("registry", "登记库", "Registry").System().Code("registry"),
    Of<&Observation::match>("match_kind", "比对方式", "Match").System().Code("match_kind"),
    Of<&Observation::state>("state", "库中状态", "State there").System(),
    Of<&Observation::insured>("insured", "职工参保", "Insured by an employer").System(),
    Of<&Observation::since>("since", "起始年月", "Since").System(),
    Of<&Observation::employer_code>("employer_code", "库中单位代码", "Employer's code there").System(),
    Of<&Observation::employer_name>("employer_name", "库中单位", "Employer there").System(),
    Of<&Observation::repair>("repair", "修复", "Repair").System(),
    Of<&Observation::row>("row_number", "行号", "Row").System(),
    Of<&Observation::file_name>("file_name", "文件", "File").System(),
    Of<&Observation::file_hash>("file_hash", "文件校验", "File hash").System(),
    Of<&Observation::finding>("finding", "结论", "Finding").System().Code("finding"),
    Of<&Observation::flags>("flags", "提示", "Flags").System(),
    Of<&Observation::created_at>("created_at", "记录时间", "Recorded").System(),
});
inline constexpr RecordType kObservation = {
    "observation", "比对记录", "Registry observation", kObservationFields, ScopeRule::kPerson, true, "registry"};

template <>
inline constexpr const RecordType* kTypeOf<Person> = &kPerson;
template <>
inline constexpr const RecordType* kTypeOf<Household> = &kHousehold;
template <>
inline constexpr const RecordType* kTypeOf<Identifier> = &kIdentifier;
template <>
inline constexpr const RecordType* kTypeOf<Spell> = &kSpell;
template <>
inline constexpr const RecordType* kTypeOf<Intention> = &kIntention;
template <>
inline constexpr const RecordType* kTypeOf<Observation> = &kObservation;

}  // namespace gq
