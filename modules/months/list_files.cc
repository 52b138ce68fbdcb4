// task-list.xlsx and retention-list.xlsx: one state seen from two sides (D5), masks of level 1, ID numbers as text
// (D12).
#include "base/mask.h"
#include "kits/codes/code_tables.h"
#include "kits/json/writer.h"
#include "kits/xlsx/writer.h"
#include "modules/months/month.h"
#include "modules/org/service.h"
#include "modules/org/words.h"
#include "modules/people/model.h"

namespace gq::months {

namespace {

enum class Kind : std::uint8_t { kText, kCodes, kMoney, kDate, kPlace, kPlaces };

struct Column {
  const char* title;
  double width;
  const char* sql;
  Kind kind = Kind::kText;
  const char* code_table = nullptr;  // of kCodes
};

constexpr Column kTask[] = {{"姓名", 12, "p.name"},
                            {"性别", 6, "p.sex", Kind::kCodes, "sex"},
                            {"出生日期", 12, "p.birth", Kind::kDate},
                            {"文化程度", 10, "p.education", Kind::kCodes, "education"},
                            {"劳动技能", 18, "p.trades", Kind::kCodes, "trade"},
                            {"就业状态", 10, "p.employment", Kind::kCodes, "employment"},
                            {"状态起始", 12, "p.employment_since", Kind::kDate},
                            {"人员类别", 14, "p.target_group", Kind::kCodes, "target_group"},
                            {"意向地区", 16, "n.want_regions", Kind::kPlaces},
                            {"意向工种", 16, "n.want_jobs", Kind::kCodes, "trade"},
                            {"期望月薪（元）", 12, "n.want_wage_fen", Kind::kMoney},
                            {"比对结论", 12, "p.finding", Kind::kCodes, "finding"}};
// HN-20: where they work, for whom, at what post, how they are reached.
constexpr Column kRetention[] = {{"姓名", 12, "p.name"},
                                 {"性别", 6, "p.sex", Kind::kCodes, "sex"},
                                 {"就业地区", 22, "p.work_code", Kind::kPlace},
                                 {"就业单位", 28, "p.employer_name"},
                                 {"就业岗位", 14, "p.post_name"},
                                 {"就业层次", 8, "p.tier", Kind::kCodes, "tier"},
                                 {"月工资（元）", 12, "p.wage_fen", Kind::kMoney},
                                 {"在岗自", 12, "p.employment_since", Kind::kDate},
                                 {"比对结论", 12, "p.finding", Kind::kCodes, "finding"}};

std::string Labels(std::string_view codes, std::string_view table_name) {
  const CodeTable* table = FindCodeTable(table_name);
  std::string text;
  while (table != nullptr && !codes.empty()) {
    const auto end = std::min(codes.find(';'), codes.size());
    text += (text.empty() ? "" : "、") + std::string(table->Label(codes.substr(0, end)));
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  return text;
}

void WriteCell(Store& store, xlsx::SheetWriter& sheet, const Column& column, const db::Row& row, int at) {
  if (row.IsNull(at)) return sheet.Skip();
  switch (column.kind) {
    case Kind::kText:
      return sheet.Text(row.Text(at));
    case Kind::kCodes:
      return sheet.Text(Labels(row.Text(at), column.code_table));
    case Kind::kMoney:
      return sheet.Money(Fen(row.Int(at)));
    case Kind::kPlace:
      return sheet.Text(org::PlaceName(store, row.Int(at)));
    case Kind::kPlaces: {
      const auto names = org::WordsOf(store, *kIntention.FindField("want_regions"), Value(row.String(at)));
      return sheet.Text(names ? *names : row.String(at));
    }
    case Kind::kDate: {
      const auto date = Date::FromYmdInt(static_cast<int>(row.Int(at)));
      return date ? sheet.Date(*date) : sheet.Skip();
    }
  }
}

Result<std::int64_t> WriteList(const StepContext& context, std::string_view list, const std::string& title,
                               std::span<const Column> columns, const std::string& path, jobs::JobStep& step) {
  const auto book = TRY(xlsx::Writer::Create(path));
  xlsx::SheetOptions options{.header_rows = 3, .frozen_columns = 2};
  options.widths = {8, 34, 22, 16};
  for (const auto& column : columns) options.widths.push_back(column.width);
  options.columns = static_cast<std::uint32_t>(options.widths.size());
  options.print_footer = "填报单位：        填报人：        审核人：";
  auto& sheet = book->AddSheet(title, options);
  sheet.Title(title, options.columns);
  sheet.Title("截至 " + context.options.as_of.ToString() + "；身份证号与电话按规定遮掩，需要时在系统里逐个查看",
              options.columns, xlsx::Look::kNote);
  for (const char* head : {"序号", "户籍地", "身份证号", "联系电话"}) sheet.Text(head, xlsx::Look::kHeader);
  for (const auto& column : columns) sheet.Text(column.title, xlsx::Look::kHeader);
  sheet.EndRow();
  std::string select;
  for (const auto& column : columns) select += ", " + std::string(column.sql);
  std::int64_t count = 0;
  Uuid last;
  TRY(context.store.Query(
      context.scope,
      "SELECT p.id, p.home_code, p.phone, i.id, i.value" + select +
          " FROM person p LEFT JOIN person_identifier i ON i.county_id = p.county_id AND i.person_id = p.id "
          "AND i.status = 'active' LEFT JOIN intention n ON n.county_id = p.county_id AND n.person_id = p.id WHERE "
          "p.list = ?1 AND {scope:p} ORDER BY p.home_code, p.id",
      {list},
      [&](const db::Row& row) -> Status {
        if (row.Id(0) == last) return Ok();
        last = row.Id(0);
        sheet.Integer(++count);
        sheet.Text(org::PlaceName(context.store, row.Int(1), 3));
        const auto& vault = context.store.vault();
        auto number = row.IsNull(4) ? Result<std::string>(std::string())
                                    : vault.Open("person_identifier.value", row.Text(3), row.Text(4));
        auto phone =
            row.IsNull(2) ? Result<std::string>(std::string()) : vault.Open("person.phone", row.Text(0), row.Text(2));
        sheet.Text(MaskValue(MaskKind::kIdNumber, TRY(number), 1));
        sheet.Text(MaskValue(MaskKind::kPhone, TRY(phone), 1));
        for (std::size_t c = 0; c < columns.size(); ++c)
          WriteCell(context.store, sheet, columns[c], row, 5 + static_cast<int>(c));
        sheet.EndRow();
        step.Advance();
        return step.Cancelled() ? Status(Fail(kCancelled, "出清单已停止")) : Ok();
      },
      true));
  if (count == 0) {
    sheet.Title("现在没有人在这张清单上", options.columns, xlsx::Look::kNote);
  }
  TRY(book->Close());
  return count;
}

}  // namespace

Result<std::string> ListsStep(const StepContext& context, jobs::JobStep& step) {
  const auto task = TRY(WriteList(context, "task", "任务清单", kTask, context.options.out + "/task-list.xlsx", step));
  const auto retention =
      TRY(WriteList(context, "retention", "稳岗清单", kRetention, context.options.out + "/retention-list.xlsx", step));
  return "{\"task\":" + std::to_string(task) + ",\"retention\":" + std::to_string(retention) + "}";
}

}  // namespace gq::months
