// Tables as officers send them: headers, titles, footers, sheets, refused files.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "kits/table/table_reader.h"

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

}  // namespace
}  // namespace gq::table
