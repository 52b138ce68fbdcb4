// Tables as officers send them: headers, titles, footers, sheets, refused files.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "kits/csv/writer.h"
#include "kits/table/table_reader.h"
#include "kits/xlsx/writer.h"

namespace gq::table {
namespace {

const HeaderSpec kRoster{{{"id_number", {"身份证号", "公民身份号码", "证件号码"}, true},
                          {"name", {"姓名"}, true},
                          {"phone", {"联系电话", "手机"}},
                          {"unit_name", {"就业单位", "就业情况单位"}},
                          {"post", {"岗位"}},
                          {"wage", {"月工资"}},
                          {"start", {"开始务工时间"}},
                          {"household", {"户编号"}}}};

std::string WriteFile(const std::string& name, std::string_view bytes) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

using Rows = std::vector<std::vector<std::string>>;

struct Got {
  Rows rows;
  std::vector<std::uint64_t> records, sheet_rows;
  std::string error, hint;
  std::uint64_t notes = 0;
};

Got ReadFile(const std::string& path, const HeaderSpec& spec = kRoster, const ReadOptions& options = {}) {
  Got got;
  auto reader = ReadTable(path, spec, options);
  if (!reader) {
    got.error = reader.error().message;
    got.hint = reader.error().hint;
    return got;
  }
  for (;;) {
    const Result<bool> more = reader->Next();
    if (!more) got.error = more.error().message;
    if (!more || !*more) break;
    std::vector<std::string> row;
    for (std::size_t column = 0; column < spec.columns.size(); ++column) row.emplace_back(reader->Text(column));
    got.rows.push_back(std::move(row));
    got.records.push_back(reader->RecordNumber());
    got.sheet_rows.push_back(reader->SheetRow());
  }
  got.notes = reader->note_count();
  return got;
}

TEST(HeaderKey, DropsWhatDoesNotMatter) {
  EXPECT_EQ(HeaderKey("*月 工\n资（元）", false), "月工资");
  EXPECT_EQ(HeaderKey("*月 工\n资（元）", true), "月工资元");
  EXPECT_EQ(HeaderKey("　ＩＤ＿Number：", true), "idnumber");
  EXPECT_EQ(HeaderKey("3、公民身份号码【必填】", false), "公民身份号");
  EXPECT_EQ(HeaderKey("", true), "");
}

TEST(TableReader, ReadsCsvInAnyColumnOrderWithTitleAndFooter) {
  const std::string path =
      WriteFile("roster.csv",
                "某县外出务工人员花名册,,,\n单位：某乡,,,2025年1月\n姓名,*公民身份号码,月工资（元）,民族\n"
                "张三,43052119900101123X,3500,苗\n,,,\n李四, "
                "='x,4000,汉\n\n合计,,7500,\n填报人：王五,审核人：赵六,,\n备注：本表一式两份,,,\n");
  auto reader = ReadTable(path, kRoster);
  ASSERT_TRUE(reader.has_value()) << reader.error().ToString();
  EXPECT_EQ(reader->layout().header_row, 3U);
  EXPECT_EQ(reader->layout().header.unknown, (std::vector<std::string>{"民族"}));
  const Got got = ReadFile(path);
  ASSERT_EQ(got.rows.size(), 2U);
  EXPECT_EQ(got.rows[0], (std::vector<std::string>{"43052119900101123X", "张三", "", "", "", "3500", "", ""}));
  EXPECT_EQ(got.records, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(got.sheet_rows, (std::vector<std::uint64_t>{4, 6}));
  EXPECT_EQ(got.notes, 3U);
}

TEST(TableReader, ReadsTwoRowHeaders) {
  const Got got = ReadFile(WriteFile("two.csv",
                                     "花名册,,,,,\n序号,姓名,身份证号,就业情况,,\n,,,单位,岗位,月工资\n1,张三,1,甲厂,"
                                     "普工,3000\n2,李四,2,乙厂,焊工,\n3,,,,,\n"));
  ASSERT_EQ(got.rows.size(), 2U) << got.error;
  EXPECT_EQ(got.rows[0], (std::vector<std::string>{"1", "张三", "", "甲厂", "普工", "3000", "", ""}));
  EXPECT_EQ(got.notes, 0U);
}

TEST(TableReader, NamesMissingRequiredColumns) {
  const Got got = ReadFile(WriteFile("missing.csv", "姓名,手机,收入\n张三,1,2\n"));
  EXPECT_EQ(got.error, "第 1 行的表头里缺少必需的列：身份证号；认不出的列有：收入");
  EXPECT_NE(ReadFile(WriteFile("none.csv", "a,b\n1,2\n")).error.find("没有找到表头"), std::string::npos);
}

TEST(TableReader, GivesAllColumnsWithoutSpec) {
  auto reader = ReadTable(WriteFile("any.csv", "left,right\n1,2\n"), {});
  ASSERT_TRUE(reader.has_value());
  ASSERT_EQ(reader->layout().header.columns.size(), 2U);
  EXPECT_EQ(reader->layout().header.columns[1].header, "right");
  ASSERT_TRUE(*reader->Next());
  EXPECT_EQ(reader->CellAt(1).text, "2");
  EXPECT_FALSE(*reader->Next());
}

TEST(TableReader, PersonDecidesColumns) {
  ReadOptions options;
  options.chosen = {{"name", "户主"}, {"phone", "电话 2"}};
  const std::string path = WriteFile("chosen.csv", "户主,姓名,身份证号,手机,电话2\n甲,乙,1,2,3\n");
  auto reader = ReadTable(path, kRoster, options);
  ASSERT_TRUE(reader.has_value()) << reader.error().ToString();
  EXPECT_EQ(reader->layout().header.duplicates, (std::vector<std::string>{"姓名", "手机"}));
  ASSERT_TRUE(*reader->Next());
  EXPECT_EQ(reader->Text(1), "甲");
  EXPECT_EQ(reader->Text(2), "3");
  EXPECT_EQ(reader->PositionOf(2), 4U);
  EXPECT_FALSE(reader->PositionOf(5).has_value());
  EXPECT_EQ(reader->Cell(5).kind, CellKind::kEmpty);
}

TEST(TableReader, TheFirstOfTwoEqualHeadersCounts) {
  auto reader = ReadTable(WriteFile("double.csv", "身份证号,姓名,姓名\n1,甲,乙\n"), kRoster);
  EXPECT_EQ(reader->layout().header.duplicates, (std::vector<std::string>{"姓名"}));
  ASSERT_TRUE(*reader->Next());
  EXPECT_EQ(reader->Text(1), "甲");
}

TEST(TableReader, PassesOverRepeatedHeadersAndPageNotes) {
  std::string text = "姓名,身份证号,手机\n";
  for (int page = 0; page < 3; ++page) {
    if (page > 0) text += "姓名,身份证号,手机\n";
    for (int row = 0; row < 10; ++row)
      text += "甲" + std::to_string(row) + "," + std::to_string(page * 10 + row) + ",\n";
    text += "小计,10人,\n第 " + std::to_string(page + 1) + " 页 共 3 页,,\n";
  }
  const Got got = ReadFile(WriteFile("pages.csv", text));
  EXPECT_EQ(got.rows.size(), 30U);
  EXPECT_EQ(got.records.back(), 30U);
  EXPECT_EQ(got.notes, 8U);
}

// What stands below a list in rows of one cell, as people type it who merge nothing.
TEST(TableReader, PassesOverWhatStandsBelowTheList) {
  auto reader = ReadTable(WriteFile("below.csv",
                                    "姓名,身份证号,手机\n甲,1,2\n总人数：2人,,\n以上情况属实,,\n,,\n"
                                    "说明：1. 本表一式两份\n2. 姓名与证件一致\n2026.8.31,,\n"
                                    "乙,2,3\n本表由村委会核对后上报\n丙,,\n"),
                          kRoster);
  std::vector<std::string> names, notes;
  while (*reader->Next()) names.emplace_back(reader->Text(1));
  EXPECT_EQ(names, (std::vector<std::string>{"甲", "乙", "丙"}));  // who has a name and no number is reported
  for (const auto& note : reader->notes()) notes.push_back(std::to_string(note.row) + note.text);
  EXPECT_EQ(notes, (std::vector<std::string>{"3总人数：2人", "4以上情况属实", "6说明：1. 本表一式两份",
                                             "72. 姓名与证件一致", "82026.8.31", "10本表由村委会核对后上报"}));
}

TEST(TableReader, CountsRowsAsASpreadsheetDoes) {
  auto reader = ReadTable(WriteFile("rows.csv", "姓名,身份证号,手机\n\"甲\n又名乙\",1,2\n\n丙,3,4\n"), kRoster);
  ASSERT_TRUE(*reader->Next());
  EXPECT_EQ(reader->SheetRow(), 2U);
  ASSERT_TRUE(*reader->Next());
  EXPECT_EQ(reader->SheetRow(), 4U);
}

TEST(TableReader, KeepsIncompleteRecordsForTheCallerToReject) {
  const Got got =
      ReadFile(WriteFile("incomplete.csv", "姓名,身份证号,手机\n,123,\n甲,,\n,,13800138000\n说明,1,2\n备注：x,1,\n"));
  EXPECT_EQ(got.rows.size(), 5U);  // complete rows are never taken for notes
  EXPECT_EQ(got.notes, 0U);
}

TEST(TableReader, UndoesWhatKeepsNumbersText) {
  const Got got =
      ReadFile(WriteFile("text.csv",
                         "姓名,身份证号\n\u3000张 三 "
                         ",'110105194912310011\n=\"李四\",\"=\"\"110105194912310011\"\"\"\n王五,\t1\u00A0\n'=x,'王\n"));
  EXPECT_EQ(got.rows[0][1], "张 三");
  EXPECT_EQ(got.rows[0][0], "110105194912310011");
  EXPECT_EQ(got.rows[1][1], "李四");
  EXPECT_EQ(got.rows[1][0], "110105194912310011");
  EXPECT_EQ(got.rows[2][0], "1");
  EXPECT_EQ(got.rows[3][1], "=x");
  EXPECT_EQ(got.rows[3][0], "'王");
}

TEST(TableReader, SaysWhatTheCsvReaderFound) {
  auto reader = ReadTable(WriteFile("issues.csv", "姓名,身份证号\n\"甲,1\n"), kRoster);
  ASSERT_TRUE(*reader->Next());
  ASSERT_EQ(reader->Issues().size(), 1U);
  EXPECT_EQ(reader->Issues()[0].kind, csv::IssueKind::kUnclosedQuote);
}

TEST(TableReader, SaysWhenCellsMayStandInTheWrongColumns) {
  auto reader = ReadTable(WriteFile("misfit.csv",
                                    "姓名,身份证号,备注\n甲,1,住址,多一格\n乙,2\n丙,3,,,\n丁,4,\"住\"址\n戊,5,=\"1\"\n"
                                    "己\xff\xff,6,\n\"庚,7\n"),
                          kRoster);
  std::string misfits;
  while (*reader->Next()) misfits += reader->Misfit() ? 'x' : '.';
  EXPECT_EQ(misfits, "x..x.xx");
}

TEST(LostDigits, TellsDamagedNumbersFromLongOnes) {
  const auto cell = [](CellKind kind, std::string_view text, std::string_view raw) {
    return Cell{kind, false, text, raw};
  };
  EXPECT_TRUE(LostDigits(cell(CellKind::kNumber, "430521198801011000", "4.30521198801011E+17")));
  EXPECT_TRUE(LostDigits(cell(CellKind::kNumber, "430521198801011000", "430521198801011008")));
  EXPECT_TRUE(LostDigits(cell(CellKind::kNumber, "6222021234567890", "6222021234567890")));  // typed: the 16th became 0
  EXPECT_FALSE(LostDigits(cell(CellKind::kNumber, "6222021234567891", "6222021234567891")));  // written by a program
  EXPECT_TRUE(LostDigits(cell(CellKind::kNumber, "9222021234567891", "9222021234567891")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kNumber, "13800138000", "13800138000")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kNumber, "0.3", "0.30000000000000004")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kText, "430521198801011234", "430521198801011234")));
  EXPECT_TRUE(LostDigits(cell(CellKind::kText, "4.30521E+17", "4.30521E+17")));
  EXPECT_TRUE(LostDigits(cell(CellKind::kText, "4.3e17", " 4.3e17")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kText, "4.3E+5", "4.3E+5")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kText, "Eve", "Eve")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kText, "1E", "1E")));
  EXPECT_FALSE(LostDigits(cell(CellKind::kEmpty, "", "")));
}

TEST(Footer, KnowsTotalsSignaturesAndNotes) {
  for (const std::string text : {"合计", "合　计", "总计：", "小计", "合计（人）", "共3人", "共 1797 户"})
    EXPECT_EQ(FindFooterKind(text), FooterKind::kTotal) << text;
  for (const std::string text :
       {"填报人：张三", "审核人:", "单位负责人（签字）：", "填表日期：2025年1月", "（盖章）", "以下空白"}) {
    EXPECT_EQ(FindFooterKind(text), FooterKind::kSignature) << text;
  }
  for (const std::string text : {"备注：一式两份", "注：1.…", "注1、身份证", "说明: x", "第 1 页 共 3 页", "备注1：x"})
    EXPECT_EQ(FindFooterKind(text), FooterKind::kNote) << text;
  for (const std::string text : {"", "张三", "1", "备注", "合计划", "注册公司", "第一页村", "共3人村", "共富户",
                                 "430521199001011234", "网址：x"})
    EXPECT_EQ(FindFooterKind(text), FooterKind::kNone) << text;
}

// The same rows as CSV and as XLSX, with rubbish above, below and between: the same records come out.
TEST(TableReader, ReadsTheSameFromBothFormats) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](std::vector<std::string> from) { return from[random() % from.size()]; };
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    std::shuffle(order.begin(), order.end(), random);
    const std::vector<std::vector<std::string>> headers = {{"身份证号", "公民身份号码*", "证件 号码（18位）"},
                                                           {"姓名", "姓　名", "2、姓名"},
                                                           {"联系电话", "手机"},
                                                           {"民族"},
                                                           {"月工资(元)", "月工资"}};
    Rows rows;
    for (std::size_t title = random() % 4; title > 0; --title) rows.push_back({pick({"花名册", "填报单位：某村", ""})});
    std::vector<std::string> header;
    for (const std::size_t column : order) header.push_back(headers[column][random() % headers[column].size()]);
    rows.push_back(header);
    Rows want;
    for (std::size_t count = random() % 40; count > 0; --count) {
      std::vector<std::string> record{std::to_string(random()), pick({"张三", "李四", "𠮷王"}),
                                      pick({"", "13800138000"}), pick({"汉", ""}), pick({"", "3500", "a,b\"c\nd"})};
      std::vector<std::string> row;
      for (const std::size_t column : order) row.push_back(record[column]);
      rows.push_back(row);
      want.push_back({record[0], record[1], record[2], "", "", record[4], "", ""});
      if (random() % 8 == 0) rows.emplace_back(random() % 3);
    }
    if (random() % 2 == 0) rows.push_back({"合计", "", "", "", ""});
    rows.push_back({"填报人：甲", "", "审核人：乙"});
    const std::string base = testing::TempDir() + "both";
    auto csv = *csv::Writer::Create(base + ".csv", {});
    auto book = *xlsx::Writer::Create(base + ".xlsx");
    xlsx::SheetWriter& sheet = book->AddSheet("表");
    for (const auto& row : rows) {
      for (const std::string& text : row) {
        csv.Field(text);
        sheet.Text(text);
      }
      csv.EndRow();
      sheet.EndRow();
    }
    ASSERT_TRUE(csv.Close().has_value());
    ASSERT_TRUE(book->Close().has_value());
    ReadOptions options;
    options.source.csv.delimiter = ',';
    for (const std::string& path : {base + ".csv", base + ".xlsx"}) {
      const Got got = ReadFile(path, kRoster, options);
      ASSERT_EQ(got.error, "") << "seed " << seed;
      ASSERT_EQ(got.rows, want) << "seed " << seed << " " << path;
    }
  }
}

}  // namespace
}  // namespace gq::table
