// Files that imports give back: templates of every kind, and the officer's own file with reasons; each read again as it
// will be.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "kits/codes/code_tables.h"
#include "kits/table/table_reader.h"
#include "kits/xlsx/workbook.h"
#include "modules/imports/files.h"
#include "tests/scopes/world.h"

// libxlsxwriter 1.1.4 does not free the range of a drop-down: some 20 bytes for each, not ours to cure.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:lxw_strdup"; }

namespace gq::scopes {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string Temp(const std::string& name) { return testing::TempDir() + name; }

Rows SheetRows(const std::string& path, std::size_t index) {
  Rows rows;
  const auto book = xlsx::Workbook::Open(path);
  EXPECT_TRUE(book) << book.error().ToString();
  auto sheet = book->OpenSheet(index);
  EXPECT_TRUE(sheet) << sheet.error().ToString();
  xlsx::Row row;
  while (*sheet->Next(row)) {
    rows.emplace_back(row.cells.empty() ? 0 : row.cells.back().column + 1);
    for (const xlsx::Cell& cell : row.cells) rows.back()[cell.column] = cell.text;
  }
  return rows;
}

table::HeaderSpec SpecOf(std::string_view kind) {
  table::HeaderSpec spec;
  for (const auto& column : imports::ColumnsOf(kind))
    spec.columns.push_back({column.key, column.headers, column.required});
  return spec;
}

// Fields of requirements.md a.8 that a roster brings, each by its short name.
TEST(ImportTemplate, TheRosterBringsTheWholeRecord) {
  std::set<std::string> keys;
  for (const auto& column : imports::ColumnsOf("roster")) {
    EXPECT_TRUE(keys.insert(column.key).second) << "two columns " << column.key;
    EXPECT_LT(static_cast<unsigned char>(column.key[0]), 0x80) << column.label << " has no short name";
  }
  for (const char* wanted : {"target_group", "other_groups", "employment_class", "child_schooling", "organised",
                             "point_to_point", "change_reason", "accompanying", "companions"})
    EXPECT_EQ(keys.count(wanted), 1U) << wanted;
}

TEST(ImportTemplate, HasEveryColumnOfTheFieldTableAndIsReadBackByItsKeys) {
  for (const std::string kind : {"roster", "posts", "employers", "households"}) {
    const std::string path = Temp("template-" + kind + ".xlsx");
    ASSERT_TRUE(imports::WriteTemplateFile(kind, path));
    const auto& columns = imports::ColumnsOf(kind);
    const Rows data = SheetRows(path, 0), help = SheetRows(path, 1), choices = SheetRows(path, 2);
    ASSERT_EQ(data.size(), 2U);
    ASSERT_EQ(data[1].size(), columns.size()) << kind;
    auto reader = table::ReadTable(path, SpecOf(kind));
    ASSERT_TRUE(reader) << reader.error().ToString();
    EXPECT_TRUE(reader->layout().header.duplicates.empty())
        << kind << ": " << reader->layout().header.duplicates.front();
    EXPECT_TRUE(reader->layout().header.unknown.empty()) << kind;
    EXPECT_FALSE(*reader->Next()) << kind;
    for (std::size_t at = 0; at < columns.size(); ++at) {
      EXPECT_EQ(data[0][at], columns[at].key);
      EXPECT_EQ(data[1][at], columns[at].label);
      EXPECT_EQ(reader->PositionOf(at), std::optional<std::size_t>(at)) << kind << ": " << columns[at].key;
      const auto line = std::find_if(help.begin(), help.end(),
                                     [&](const auto& row) { return !row.empty() && row[0] == columns[at].label; });
      ASSERT_NE(line, help.end()) << kind << ": no instruction for " << columns[at].label;
      EXPECT_EQ((*line)[1], columns[at].required ? "必填" : "选填");
      if (columns[at].field == nullptr || columns[at].field->codes.empty()) continue;
      // The choices of a column are the codes that are in force, label beside code.
      const auto head = std::find(choices[0].begin(), choices[0].end(), columns[at].key);
      ASSERT_NE(head, choices[0].end()) << kind << ": no choices for " << columns[at].key;
      const auto position = static_cast<std::size_t>(head - choices[0].begin());
      std::size_t row = 0;
      for (const auto& code : FindCodeTable(columns[at].field->codes)->All()) {
        if (code.valid_to) continue;
        ASSERT_LT(++row, choices.size());
        EXPECT_EQ(choices[row][position], code.zh);
        EXPECT_EQ(choices[row][position + 1], code.code);
      }
    }
  }
}

// Uploaded, checked, returned; corrected by hand it goes in again.
TEST(ImportReturnedFile, HoldsTheBadRowsWithReasonsAndGoesInAgain) {
  World world(db::Dialect::kSqlite);
  const Scope scope = world.ScopeOfRole("county_officer");
  const std::string source = Temp("own.csv"), returned = Temp("own-returned.xlsx");
  const std::string good = world.people().at("at_home").id_number;
  std::ofstream(source) << "花名册,,,,\n姓名,公民身份号码,户籍地,电话,我的备注\n"
                        << "阿好," << good << ",湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村,13900001111,甲\n"
                        << "阿错," << good.substr(0, 17) << (good.back() == '1' ? '2' : '1')
                        << ",火星,13900001112,乙\n";
  const auto run = imports::Upload(world.store(), scope, "roster", "own.csv", source);
  ASSERT_TRUE(run) << run.error().ToString();
  const auto checked = imports::Check(world.store(), scope, run->id, world.lookups(), *Date::FromYmd(2026, 8, 21), {});
  ASSERT_TRUE(checked) << checked.error().ToString();
  ASSERT_EQ(checked->totals.error, 1);
  ASSERT_TRUE(imports::WriteReturnedFile(world.store(), scope, run->id, returned));
  const Rows rows = SheetRows(returned, 0);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1], (std::vector<std::string>{"姓名", "公民身份号码", "户籍地", "电话", "我的备注", "错误说明"}));
  EXPECT_EQ(rows[2][0], "阿错");
  EXPECT_EQ(rows[2][4], "乙");  // columns that nobody asked for come back too
  EXPECT_EQ(rows[2][5].rfind("原第 4 行：「公民身份号码」", 0), 0U) << rows[2][5];
  EXPECT_NE(rows[2][5].find("；「户籍地」"), std::string::npos) << rows[2][5];
  const auto again = imports::Upload(world.store(), scope, "roster", "own-returned.xlsx", returned);
  ASSERT_TRUE(again) << again.error().ToString();
  std::vector<std::string> headers;
  for (const auto& column : again->columns) headers.push_back(column.header);
  EXPECT_EQ(headers, (std::vector<std::string>{"姓名", "公民身份号码", "户籍地", "电话", "我的备注"}));
}

// A place in five columns that is wrong has no column of its own: the sentence names it.
TEST(ImportReturnedFile, NamesAPlaceThatStandsInSeveralColumns) {
  World world(db::Dialect::kSqlite);
  const Scope scope = world.ScopeOfRole("county_officer");
  const std::string source = Temp("parts.csv"), returned = Temp("parts-returned.xlsx");
  std::ofstream(source) << "姓名,身份证号,省,市,县,乡镇,村\n阿错," << world.people().at("at_home").id_number
                        << ",火星,火星,火星,火星,火星\n";
  const auto run = imports::Upload(world.store(), scope, "roster", "parts.csv", source);
  ASSERT_TRUE(run) << run.error().ToString();
  ASSERT_TRUE(imports::Check(world.store(), scope, run->id, world.lookups(), *Date::FromYmd(2026, 8, 21), {}));
  ASSERT_TRUE(imports::WriteReturnedFile(world.store(), scope, run->id, returned));
  const Rows rows = SheetRows(returned, 0);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NE(rows[1].back().find("「户籍地」"), std::string::npos) << rows[1].back();
}

}  // namespace
}  // namespace gq::scopes
