#include "modules/people/print.h"

#include <unordered_map>

#include "base/json_text.h"
#include "base/mask.h"
#include "kits/pdf/document.h"
#include "modules/api/list_sheet.h"
#include "modules/people/rules.h"

namespace gq::people {

namespace {

std::string OrDash(std::string text) { return text.empty() ? "--" : text; }

}  // namespace

Result<std::string> PersonCard(api::Context& context, const Scope& scope, const PersonFile& file) {
  Store& store = context.store;
  const Person& p = file.person;
  const auto show = [&](std::string_view name) -> std::string {
    const Field* field = kPerson.FindField(name);
    if (!Sees(file.stand, *field)) return "--";
    Value value;
    field->get(&p, value);
    return OrDash(api::ShownText(store, *field, value, 1));
  };
  std::string number = "--";
  for (const auto& identifier : file.identifiers) {
    if (identifier.status == "active" && Sees(file.stand, "id_number"))
      number = MaskValue(MaskKind::kIdNumber, identifier.value.Reveal(), 1);
  }
  const Instant now = store.Now();
  pdf::Document card({.title = "一人一卡",
                      .as_of = now.LocalText(),
                      .code = p.id.ToString().substr(24),
                      .note = "身份证号与电话按规定遮掩",
                      .watermark = scope.actor + " " + now.LocalText()});
  card.Title("劳动者一人一卡");
  card.Card({{"姓名", show("name")},
             {"性别", show("sex")},
             {"出生日期", show("birth")},
             {"民族", show("ethnicity")},
             {"身份证号", number},
             {"联系电话", show("phone")},
             {"文化程度", show("education")},
             {"健康状况", show("health")},
             {"劳动技能", show("trades")},
             {"技能水平", show("skill_level")},
             {"人员类别", show("target_group")},
             {"与户主关系", show("relation")},
             {"户籍地", Sees(file.stand, "system") ? org::PlaceName(store, p.home_code) : "--", true}});
  card.Heading("就业状态");
  card.Card({{"就业状态", show("employment")},
             {"自", show("employment_since")},
             {"劳动能力", show("ability")},
             {"外出意愿", show("willingness")},
             {"就业单位", show("employer_name")},
             {"月工资（元）", show("wage_fen")}});
  for (const auto& reason : ExplainLists(p)) {
    if (reason.on && Sees(file.stand, "system")) card.Paragraph(reason.sentence + "。");
  }
  if (!file.spells.empty() && Sees(file.stand, group::kPlacement)) {
    card.Heading("就业经历");
    std::vector<std::vector<std::string>> rows;
    for (const auto& spell : file.spells) {
      if (!SeesSpell(scope, file.stand, spell)) continue;
      rows.push_back({spell.start ? spell.start->ToString() : "--", spell.end ? spell.end->ToString() : "至今",
                      spell.employer_name, spell.post_name,
                      spell.work_code ? org::PlaceName(store, *spell.work_code) : "",
                      spell.wage ? spell.wage->ToYuan() : "--"});
    }
    card.Table({{.header = "起", .width_mm = 24},
                {.header = "止", .width_mm = 24},
                {.header = "单位", .share = 3},
                {.header = "岗位"},
                {.header = "地区", .share = 2},
                {.header = "月工资（元）", .width_mm = 24, .align = pdf::Align::kRight}},
               rows);
  }
  if (file.household) {
    card.Heading("家庭（户编号 " + file.household->number + "）");
    std::vector<std::vector<std::string>> rows;
    for (const auto& member : file.household_members) {
      rows.push_back({member.name, api::CodeLabels("relation", member.relation), api::CodeLabels("sex", member.sex),
                      member.birth ? member.birth->ToString() : "--",
                      api::CodeLabels("employment", member.employment)});
    }
    card.Table({{.header = "姓名"},
                {.header = "与户主关系"},
                {.header = "性别"},
                {.header = "出生日期"},
                {.header = "就业状态"}},
               rows);
  }
  return TRY(card.Render()).bytes;
}

Status ExportList(api::Context& context, const Scope& scope, const ListQuery& query, const std::string& columns,
                  const std::string& path) {
  Store& store = context.store;
  constexpr std::string_view kUsual =
      "name,sex,age,home_code,education,trades,employment,work_code,employer_name,wage_fen,phone";
  std::unordered_map<std::string, std::string> numbers;  // of the batch, by the id of the person
  const auto stand = [&](const void* person) { return StandOf(scope, *static_cast<const Person*>(person)); };
  const Date today = store.Now().DateInShanghai();
  auto sheet = TRY(api::ListSheet::Create(
      store, scope, kPerson, columns.empty() ? kUsual : std::string_view(columns),
      {{"id_number", "身份证号",
        [&](const void* person) {
          if (!Sees(stand(person), "id_number")) return std::string();
          return MaskValue(MaskKind::kIdNumber, numbers[static_cast<const Person*>(person)->id.ToBytes()],
                           scope.mask_level);
        },
        true},
       {"age", "年龄",
        [&](const void* person) {
          const auto& birth = static_cast<const Person*>(person)->birth;
          return birth && Sees(stand(person), group::kIdentity) ? std::to_string(AgeOn(*birth, today)) : std::string();
        }}},
      TRY(CountList(store, scope, query)), path));
  std::vector<Person> batch;
  const auto flush = [&]() -> Status {
    numbers.clear();
    std::string in;
    std::vector<std::string> ids;
    for (const auto& person : batch) ids.push_back(person.id.ToBytes());
    std::vector<db::Param> params;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      params.emplace_back(batch[i].county_id);
      params.emplace_back(db::Blob{ids[i]});
      in += (i == 0 ? "" : ", ") + std::string("(?") + std::to_string(2 * i + 1) + ", ?" + std::to_string(2 * i + 2) +
            ")";
    }
    TRY(store.Query(
        Scope::System("system:export"),
        "{shared}WITH wanted (county_id, person_id) AS (VALUES " + in +
            ") SELECT i.id, i.person_id, i.value FROM wanted w CROSS JOIN person_identifier i "
            "WHERE i.county_id = w.county_id AND i.person_id = w.person_id AND i.status = 'active'",  // see routes.cc
        db::Params(params), [&](const db::Row& row) -> Status {
          if (!row.IsNull(2))
            numbers[row.String(1)] = TRY(store.vault().Open("person_identifier.value", row.Text(0), row.Text(2)));
          return Ok();
        }));
    for (const auto& person : batch) {
      const Stand at = stand(&person);
      sheet.Add(&person, [at](const Field& field) { return Sees(at, field); });
    }
    batch.clear();
    return Ok();
  };
  TRY(RunWhole(store, scope, query, [&](const db::Row& row) -> Status {
    batch.emplace_back();
    TRY(store.ReadRecord(kPerson, row, &batch.back()));
    return batch.size() >= 200 ? flush() : Ok();
  }));
  if (!batch.empty()) TRY(flush());
  return sheet.Close();
}

}  // namespace gq::people
