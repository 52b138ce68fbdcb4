// Files that go back to the officer, and templates: written, opened again by the reader, uploaded again.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "kits/table/returned_file.h"
#include "kits/table/template.h"
#include "kits/xlsx/workbook.h"

// libxlsxwriter 1.1.4 does not free the range of a drop-down: some 20 bytes for each, not ours to cure.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:lxw_strdup"; }

namespace gq::table {
namespace {

const HeaderSpec kRoster{{{"id_number", {"身份证号", "公民身份号码"}, true},
                          {"name", {"姓名"}, true},
                          {"phone", {"联系电话"}},
                          {"start", {"开始务工时间"}}}};

std::string Temp(const std::string& name) { return testing::TempDir() + name; }

using Rows = std::vector<std::vector<std::string>>;

Rows SheetRows(const std::string& path, std::size_t index) {
  Rows rows;
  const auto book = xlsx::Workbook::Open(path);
  auto sheet = book->OpenSheet(index);
  xlsx::Row row;
  while (*sheet->Next(row)) {
    rows.emplace_back(row.cells.empty() ? 0 : row.cells.back().column + 1);
    for (const xlsx::Cell& cell : row.cells) rows.back()[cell.column] = cell.text;
  }
  return rows;
}

TEST(ReturnedFile, CsvComesBackWithReasonsAndGoesInAgain) {
  const std::string source = Temp("back.csv");
  std::ofstream(source) << "花名册,,\n姓名,公民身份号码,备注\n张三,123,=1+1\n李四,,甲\n王五,456,乙,多出的格\n合计,3,\n";
  auto reader = ReadTable(source, kRoster);
  ASSERT_TRUE(reader.has_value());
  std::vector<Problem> problems;
  while (*reader->Next()) {
    if (reader->RecordNumber() == 1) {
      problems.push_back({"", reader->SheetRow(), reader->PositionOf(1), "姓名与档案不符", "张山", true});
      problems.push_back({"", reader->SheetRow(), reader->PositionOf(0), "身份证号位数不对", "", false});
    }
    if (reader->RecordNumber() == 3)
      problems.push_back({"", reader->SheetRow(), std::nullopt, "与第 1 行重复", "", false});
  }
  const std::string back = Temp("back.xlsx");
  const auto counts = WriteReturnedFile(source, reader->layouts(), problems, {}, back);
  ASSERT_TRUE(counts.has_value()) << counts.error().ToString();
  EXPECT_EQ(counts->rows, 2U);
  EXPECT_EQ(counts->bad_cells, 2U);
  EXPECT_EQ(SheetRows(back, 0),
            (Rows{{"花名册"},
                  {"姓名", "公民身份号码", "备注", "错误说明"},
                  {"张三", "123", "=1+1",
                   "原第 3 行：「姓名」姓名与档案不符，建议改为：张山；「公民身份号码」身份证号位数不对"},
                  {"王五", "456", "乙", "原第 5 行：与第 1 行重复", "多出的格"}}));
  auto again = ReadTable(back, kRoster);
  ASSERT_TRUE(again.has_value()) << again.error().ToString();
  EXPECT_EQ(again->layout().header.unknown, (std::vector<std::string>{"备注"}));
  ASSERT_TRUE(*again->Next());
  EXPECT_EQ(again->Text(0), "123");
  // A second round: the old reasons are replaced, not doubled.
  const std::string back2 = Temp("back2.xlsx");
  ASSERT_TRUE(
      WriteReturnedFile(back, again->layouts(), {{"退回修改", 4, std::nullopt, "仍然重复", "", false}}, {}, back2)
          .has_value());
  EXPECT_EQ(SheetRows(back2, 0)[1], (std::vector<std::string>{"姓名", "公民身份号码", "备注", "错误说明"}));
  EXPECT_EQ(SheetRows(back2, 0)[2][3], "原第 4 行：仍然重复");
}

TEST(ReturnedFile, WorkbookKeepsRowsTypesAndSheets) {
  const std::string source = "tests/fixtures/roster.xlsx";
  auto reader = ReadTable(source, kRoster);
  ASSERT_TRUE(reader.has_value());
  std::vector<Problem> problems;
  while (*reader->Next()) {
    if (LostDigits(reader->Cell(0)))
      problems.push_back({reader->SheetName(), reader->SheetRow(), reader->PositionOf(0),
                          std::string(kLostDigitsSentence), "", false});
  }
  ASSERT_EQ(problems.size(), 1U);
  const std::string back = Temp("workbook_back.xlsx");
  const auto counts =
      WriteReturnedFile(source, reader->layouts(), problems, {.only_bad_rows = false, .source = {}}, back);
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->bad_rows, 1U);
  auto again = ReadTable(back, kRoster);
  ASSERT_TRUE(again.has_value()) << again.error().ToString();
  auto first = ReadTable(source, kRoster);
  std::size_t records = 0;
  for (;;) {
    const bool more = *first->Next();
    ASSERT_EQ(*again->Next(), more);
    if (!more) break;
    ++records;
    for (std::size_t column = 0; column < kRoster.columns.size(); ++column)
      ASSERT_EQ(again->Text(column), first->Text(column));
  }
  EXPECT_EQ(records, 4U);
  EXPECT_EQ(again->note_count(), first->note_count());
}

// A template filled in and returned: the keys stay hidden and are found again, the officer reads labels.
TEST(ReturnedFile, OfATemplateSpeaksInLabels) {
  for (const bool chosen : {false, true}) {  // chosen: the officer has confirmed the columns by their labels
    const std::string source = Temp("keys.csv");
    std::ofstream(source) << "id_number,name,phone\n身份证号,姓名,联系电话\n123,张三,\n";
    ReadOptions options;
    if (chosen) options.chosen = {{"id_number", "身份证号"}, {"name", "姓名"}};
    auto reader = ReadTable(source, kRoster, options);
    ASSERT_TRUE(reader.has_value()) << reader.error().ToString();
    EXPECT_TRUE(reader->layout().header.has_keys);
    EXPECT_EQ(reader->layout().header.columns[1].header, "姓名");
    ASSERT_TRUE(*reader->Next());
    EXPECT_EQ(reader->Text(0), "123");
    EXPECT_EQ(reader->SheetRow(), 3U);
    const std::string back = Temp("keys_back.xlsx");
    ASSERT_TRUE(
        WriteReturnedFile(source, reader->layouts(), {{"", 3, 0, "位数不对", "", false}}, {}, back).has_value());
    EXPECT_EQ(SheetRows(back, 0), (Rows{{"id_number", "name", "phone"},
                                        {"身份证号", "姓名", "联系电话", "错误说明"},
                                        {"123", "张三", "", "原第 3 行：「身份证号」位数不对"}}));
    auto again = ReadTable(back, kRoster);
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->layout().header.has_keys);
    EXPECT_TRUE(again->layout().header.unknown.empty());
    ASSERT_TRUE(*again->Next());
    EXPECT_EQ(again->Text(1), "张三");
    EXPECT_FALSE(*again->Next());
  }
}

TEST(Template, IsFoundByItsHiddenKeysAndRefusesNothing) {
  TemplateSpec spec{.title = "务工人员名册", .columns = {}, .notes = {"只填在外务工的人员"}};
  spec.columns.push_back({.name = "id_number",
                          .label = "身份证号",
                          .required = true,
                          .type = ColumnType::kIdNumber,
                          .choices = {},
                          .example = "11010519491231002X",
                          .explanation = "二代身份证"});
  spec.columns.push_back({.name = "name",
                          .label = "姓名",
                          .required = true,
                          .type = ColumnType::kText,
                          .choices = {},
                          .example = {},
                          .explanation = {}});
  TemplateColumn ethnicity{.name = "phone",
                           .label = "民族",
                           .required = false,
                           .type = ColumnType::kChoice,
                           .choices = {},
                           .example = {},
                           .explanation = {}};
  for (int code = 1; code <= 56; ++code)
    ethnicity.choices.emplace_back(std::to_string(code), "民族" + std::to_string(code));
  spec.columns.push_back(ethnicity);
  const std::string path = Temp("template.xlsx");
  ASSERT_TRUE(WriteTemplate(spec, path).has_value());
  auto reader = ReadTable(path, kRoster);
  ASSERT_TRUE(reader.has_value()) << reader.error().ToString();
  ASSERT_EQ(reader->layouts().size(), 1U);
  EXPECT_EQ(reader->layout().name, "务工人员名册");
  EXPECT_EQ(reader->layout().header_row, 2U);
  EXPECT_FALSE(*reader->Next());
  EXPECT_EQ(reader->note_count(), 0U);  // keys and labels are the header
  EXPECT_EQ(reader->layout().header.rows, 2U);
  EXPECT_EQ(reader->layout().header.columns[0].header, "身份证号");
  const auto book = xlsx::Workbook::Open(path);
  ASSERT_EQ(book->sheets().size(), 3U);
  EXPECT_EQ(book->sheets()[1].name, kInstructionSheet);
  EXPECT_TRUE(book->sheets()[2].hidden);
  const Rows choices = SheetRows(path, 2);
  ASSERT_EQ(choices.size(), 57U);
  EXPECT_EQ(choices[56], (std::vector<std::string>{"民族56", "56"}));
}

}  // namespace
}  // namespace gq::table
