// Posts (岗位): collected by the destination, published by the origin (HN-24). Sources: HN-25, GY-16, FD-13, a.8;
// columns of the `match` command in docs/reference/formats.md.
#pragma once

#include <array>

#include "base/field.h"

namespace gq {

struct Post {
  Uuid id;
  std::string external_id;
  std::string name;
  std::string employer_code, employer_name;
  std::optional<std::int64_t> region_code;
  std::string trade;
  std::optional<std::int64_t> openings, placed;
  std::string skill_grade;
  std::optional<Fen> wage_min, wage_max;
  std::optional<bool> piece_rate;
  std::optional<std::int64_t> age_min, age_max;
  std::string education_min, certificates, health, sex_required, lawful_basis;
  std::optional<Date> valid_from, valid_to;
  std::optional<std::int64_t> reserved_region;
  std::optional<bool> dormitory, canteen, couple_room;
  std::string staff_by_origin;
  std::string state;
  std::int64_t collected_by = 0;
  std::optional<std::int64_t> published_by;
  std::optional<Date> published_on;
  std::string note;
  Instant created_at, updated_at;
  std::int64_t version = 0;
};

inline constexpr auto kPostFields = std::to_array<Field>({
    Of<&Post::id>("id", "内部编号", "Id").System(),
    Of<&Post::external_id>("external_id", "岗位编号", "Post number").Unique().Filter().Max(40).Also("id;岗位id;post"),
    Of<&Post::name>("name", "岗位名称", "Name").Required().Search().Sort().Max(60).List(160).Also("name;岗位;招聘岗位"),
    Of<&Post::employer_code>("employer_code", "单位代码", "Credit code")
        .Filter()
        .Max(18)
        .Also("employer;统一社会信用代码;unit"),
    Of<&Post::employer_name>("employer_name", "用人单位", "Employer")
        .Search()
        .Max(100)
        .List(200)
        .Also("employer_name;企业名称;单位名称"),
    Of<&Post::region_code>("region_code", "工作地区", "Works in")
        .Means(Meaning::kPlace)
        .Filter()
        .List(140)
        .Also("city;region;employer_region;地区;工作地点"),
    Of<&Post::trade>("trade", "工种", "Trade").Code("trade").List(96).Also("trade"),
    Of<&Post::openings>("openings", "招聘人数", "Openings")
        .Required()
        .Filter()
        .Sort()
        .Range(1, 100'000)
        .List(88)
        .Also("openings;人数"),
    Of<&Post::placed>("placed", "已匹配", "Placed").System().Filter().List(80),
    Of<&Post::skill_grade>("skill_grade", "技能等级", "Skill grade").Code("skill").Also("skill_grade"),
    Of<&Post::wage_min>("wage_min_fen", "最低月薪", "Lowest wage")
        .Filter()
        .Sort()
        .Range(0, 10'000'000)
        .NotAbove("wage_max_fen")
        .Unit("元")
        .List(104)
        .Also("wage_min;月薪下限"),
    Of<&Post::wage_max>("wage_max_fen", "最高月薪", "Highest wage")
        .Filter()
        .Range(0, 10'000'000)
        .Unit("元")
        .List(104)
        .Also("wage_max;月薪上限"),
    Of<&Post::piece_rate>("piece_rate", "计件", "Piece rate").Filter().Also("piece_rate;是否计件"),
    Of<&Post::age_min>("age_min", "最小年龄", "Age from").Range(16, 70).NotAbove("age_max").Unit("岁").Also("age_min"),
    Of<&Post::age_max>("age_max", "最大年龄", "Age to").Range(16, 99).Unit("岁").Also("age_max"),
    Of<&Post::education_min>("education_min", "最低学历", "Education from")
        .Code("education")
        .Also("education_min;学历要求"),
    Of<&Post::certificates>("certificates", "证书要求", "Certificates").Max(200).Also("certificates"),
    Of<&Post::health>("health", "健康要求", "Health").Code("health").Also("health"),
    Of<&Post::sex_required>("sex_required", "性别限定", "Sex").Code("sex").Import(),
    Of<&Post::lawful_basis>("lawful_basis", "限定的法律依据", "Lawful basis").Max(200).Import(),
    Of<&Post::valid_from>("valid_from", "有效期起", "Valid from")
        .NotAbove("valid_to")
        .Filter()
        .Sort()
        .Also("valid_from;发布日期"),
    Of<&Post::valid_to>("valid_to", "有效期止", "Valid to").Filter().Sort().List(104).Also("valid_to;截止日期"),
    Of<&Post::reserved_region>("reserved_region", "定向地区", "Reserved for")
        .Means(Meaning::kPlace)
        .Filter()
        .Also("reserved_region"),
    Of<&Post::dormitory>("dormitory", "有宿舍", "Dormitory").Also("dormitory;宿舍"),
    Of<&Post::canteen>("canteen", "有食堂", "Canteen").Also("canteen;食堂"),
    Of<&Post::couple_room>("couple_room", "夫妻房", "Couple room").Also("couple_room"),
    Of<&Post::staff_by_origin>("staff_by_origin", "在岗同乡", "Staff by origin").Max(500).Also("staff_by_origin"),
    Of<&Post::state>("state", "状态", "State").System().Code("post_state").List(88),
    Of<&Post::collected_by>("collected_by", "收集单位", "Collected by").System().Means(Meaning::kUnit).Filter(),
    Of<&Post::published_by>("published_by", "发布单位", "Published by").System().Means(Meaning::kUnit).Filter(),
    Of<&Post::published_on>("published_on", "发布日", "Published on").System(),
    Of<&Post::note>("note", "备注", "Note").Means(Meaning::kLong).Max(500).Also("note;福利待遇"),
    Of<&Post::created_at>("created_at", "登记时间", "Created").System(),
    Of<&Post::updated_at>("updated_at", "更新时间", "Updated").System().Sort(),
    Of<&Post::version>("version", "版本", "Version").System(),
});
inline constexpr RecordType kPost = {"post", "岗位", "Post", kPostFields, ScopeRule::kShared, false, "name"};

template <>
inline constexpr const RecordType* kTypeOf<Post> = &kPost;

}  // namespace gq
