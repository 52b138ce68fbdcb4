#include "modules/people/print.h"

#include <unordered_map>

#include "base/json_text.h"
#include "base/mask.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/pdf/document.h"
#include "kits/xlsx/writer.h"
#include "modules/people/rules.h"

namespace gq::people {

namespace {

std::string Label(std::string_view table_name, std::string_view codes) {
  const CodeTable* table = FindCodeTable(table_name);
  std::string text;
  for (const auto code : Split(codes, ';')) {
    if (!text.empty()) text += "、";
    text += table == nullptr ? std::string(code) : std::string(table->Label(code));
  }
  return text;
}

// The value as an officer reads it: labels for codes, names for places, yuan for fen.
std::string Shown(Store& store, const Field& field, const Value& value, int mask_level) {
  if (IsNull(value)) return {};
  if (field.mask != MaskKind::kNone) return MaskValue(field.mask, *AsText(value), mask_level);
  if (!field.codes.empty() && AsText(value) != nullptr) return Label(field.codes, *AsText(value));
  const std::int64_t* n = AsInteger(value);
  if (field.meaning == Meaning::kPlace && n != nullptr) return org::PlaceName(store, *n);
  if (field.type == FieldType::kMoney && n != nullptr) return Fen(*n).ToYuan();
  if (field.type == FieldType::kBool && n != nullptr) return *n != 0 ? "是" : "否";
  if (field.type == FieldType::kInstant && n != nullptr) return Instant(*n).LocalText();
  return ValueText(field, value);
}

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
    return OrDash(Shown(store, *field, value, 1));
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
      rows.push_back({member.name, Label("relation", member.relation), Label("sex", member.sex),
                      member.birth ? member.birth->ToString() : "--", Label("employment", member.employment)});
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
  constexpr std::int64_t kRowsMax = 1'000'000;
  const auto count = TRY(CountList(store, scope, query));
  if (count > kRowsMax)
    return Fail(kTooLarge, "名单有 " + std::to_string(count) + " 人，一张表放不下",
                "请按县或按清单分开导出，每次不超过 1,000,000 人");
  std::vector<const Field*> fields;
  for (const auto name : Split(columns, ',')) {
    const Field* field = kPerson.FindField(name);
    if (field == nullptr) return Fail(kBadInput, "没有这一列：" + std::string(name));
    fields.push_back(field);
  }
  if (fields.empty()) {
    for (const auto& field : kPerson.fields) {
      if (field.list_width > 0 || field.name == "phone" || field.name == "wage_fen" || field.name == "employer_name")
        fields.push_back(&field);
    }
  }
  const auto book = TRY(xlsx::Writer::Create(path));
  xlsx::SheetOptions options{.header_rows = 2, .frozen_columns = 1};
  options.widths.assign(fields.size() + 1, 14);
  options.columns = static_cast<std::uint32_t>(fields.size() + 1);
  auto& sheet = book->AddSheet("名单", options);
  sheet.Title("截至 " + store.Now().LocalText() + "，共 " + std::to_string(count) + " 人；遮掩 " +
                  std::to_string(scope.mask_level) + " 级；导出人 " + scope.actor,
              options.columns, xlsx::Look::kNote);
  sheet.Text("身份证号", xlsx::Look::kHeader);
  for (const Field* field : fields)
    sheet.Text(std::string(field->zh) + (field->unit.empty() ? "" : "（" + std::string(field->unit) + "）"),
               xlsx::Look::kHeader);
  sheet.EndRow();
  std::vector<Person> batch;
  const auto flush = [&]() -> Status {
    std::unordered_map<std::string, std::string> numbers;
    std::vector<std::string> ids;
    std::string in;
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
    Value value;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Stand stand = StandOf(scope, batch[i]);
      sheet.Text(Sees(stand, "id_number") ? MaskValue(MaskKind::kIdNumber, numbers[ids[i]], scope.mask_level)
                                          : std::string());
      for (const Field* field : fields) {
        field->get(&batch[i], value);
        const bool sees = Sees(stand, *field);
        sheet.Text(sees ? Shown(store, *field, value, scope.mask_level) : std::string());
      }
      sheet.EndRow();
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
  return book->Close();
}

}  // namespace gq::people
