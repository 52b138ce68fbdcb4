// Reading and writing of .xlsx: cell types, dates, odd but lawful files, round trip.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "kits/xlsx/workbook.h"
#include "kits/xlsx/writer.h"
#include "kits/xlsx/zip_builder.h"

// libxlsxwriter 1.1.4 does not free the range of a drop-down: some 20 bytes for each, not ours to cure.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:lxw_strdup"; }

namespace gq::xlsx {
namespace {

struct Plain {
  std::uint32_t row, column;
  CellKind kind;
  std::string text, raw;
  bool operator==(const Plain&) const = default;
};
void PrintTo(const Plain& cell, std::ostream* out) {
  *out << cell.row << '/' << cell.column << ':' << static_cast<int>(cell.kind) << '[' << cell.text << '|' << cell.raw
       << ']';
}

std::string ReadSheet(const std::string& path, std::size_t index, std::vector<Plain>& cells) {
  const Result<Workbook> book = Workbook::Open(path);
  if (!book) return book.error().message;
  Result<SheetReader> sheet = book->OpenSheet(index);
  if (!sheet) return sheet.error().message;
  Row row;
  for (;;) {
    const Result<bool> more = sheet->Next(row);
    if (!more) return more.error().message;
    if (!*more) return {};
    for (const Cell& cell : row.cells)
      cells.push_back({row.number, cell.column, cell.kind, std::string(cell.text), std::string(cell.raw)});
  }
}

std::vector<Plain> ReadParts(const std::map<std::string, std::string>& parts) {
  std::vector<Plain> cells;
  const std::string path = testing::TempDir() + "parts.xlsx";
  EXPECT_EQ(ReadSheet(WriteBook(path, parts), 0, cells), "");
  return cells;
}

TEST(NumberFormat, TellsDatesFromNumbers) {
  for (const std::string code : {"yyyy\"年\"m\"月\"d\"日\"", "yyyy-mm-dd", "m/d/yy", "[$-804]yyyy/m/d;@",
                                 "yyyy\"年\"m\"月\"", "e\"年\"m\"月\"", "mmm-yy", "[DBNum1]yyyy\"年\"m\"月\""}) {
    EXPECT_EQ(KindOfCode(code), NumberKind::kDate) << code;
  }
  for (const std::string code : {"General", "0.00", "#,##0.00_);[Red](#,##0.00)", "0.00E+00", "@", "\"共\"0\"人\"",
                                 "0\"元\"", "#,##0\"m\"", "[Red]0", "\\d0", "0.0 \"mm\""}) {
    EXPECT_EQ(KindOfCode(code), NumberKind::kNumber) << code;
  }
  EXPECT_EQ(KindOfCode("yyyy-mm-dd hh:mm:ss"), NumberKind::kDateTime);
  EXPECT_EQ(KindOfCode("h:mm AM/PM"), NumberKind::kTime);
  EXPECT_EQ(KindOfCode("[h]:mm"), NumberKind::kTime);
  EXPECT_EQ(KindOfBuiltin(14), NumberKind::kDate);
  EXPECT_EQ(KindOfBuiltin(57), NumberKind::kDate);
  EXPECT_EQ(KindOfBuiltin(22), NumberKind::kDateTime);
  EXPECT_EQ(KindOfBuiltin(2), NumberKind::kNumber);
}

TEST(NumberFormat, WritesSerialsAsDates) {
  const auto date = [](double serial, bool date1904 = false) {
    return TextOfSerial(serial, date1904, NumberKind::kDate);
  };
  EXPECT_EQ(date(1), "1900-01-01");
  EXPECT_EQ(date(59), "1900-02-28");
  EXPECT_EQ(date(60), "");  // the 29 February 1900 that never was
  EXPECT_EQ(date(61), "1900-03-01");
  EXPECT_EQ(date(45658), "2025-01-01");
  EXPECT_EQ(date(44196, true), "2025-01-01");
  EXPECT_EQ(date(0, true), "1904-01-01");
  EXPECT_EQ(date(2958465), "9999-12-31");
  EXPECT_EQ(date(2958466), "");
  EXPECT_EQ(date(-1), "");
  EXPECT_EQ(date(45658.5), "2025-01-01 12:00:00");
  EXPECT_EQ(date(45657.999999999), "2025-01-01");
  EXPECT_EQ(TextOfSerial(0.75, false, NumberKind::kTime), "18:00:00");
}

TEST(References, ReadBothWays) {
  std::uint32_t row = 0, column = 0;
  for (std::uint32_t number = 0; number < 16384; ++number) {
    ASSERT_TRUE(ParseReference(ColumnName(number) + "12", row, column));
    ASSERT_EQ(column, number);
    ASSERT_EQ(row, 11U);
  }
  for (const std::string bad : {"", "A", "1", "A0", "ABCD1", "A-1", "A1B", "A99999999999"})
    EXPECT_FALSE(ParseReference(bad, row, column)) << bad;
}

TEST(SheetReader, KeepsTheTypesOfCells) {
  auto parts = BookParts(
      "<row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"C2\"><v>4.30521198801011E+17</v></c><c "
      "r=\"D2\" s=\"1\"><v>45658</v></c>"
      "<c r=\"E2\" t=\"b\"><v>1</v></c><c r=\"F2\" t=\"e\"><v>#N/A</v></c><c r=\"G2\" "
      "t=\"inlineStr\"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>"
      "<c r=\"H2\" t=\"str\"><f>A1&amp;\"x\"</f><v>算出</v></c><c r=\"I2\"><f>SUM(A1)</f></c><c "
      "r=\"J2\"><v>0.30000000000000004</v></c></row>"
      "<row><c><v>7</v></c><c s=\"9\"/><c><v>1.5</v></c></row>");
  parts["xl/sharedStrings.xml"] =
      "<sst><si><t>零</t></si><si><r><t>一</t></r><rPh sb=\"0\"><t>yi</t></rPh><r><t xml:space=\"preserve\"> "
      "&lt;二_x000D_&gt;</t></r></si></sst>";
  parts["xl/styles.xml"] =
      "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts>"
      "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf "
      "numFmtId=\"170\"/></cellXfs></styleSheet>";
  parts["xl/_rels/workbook.xml.rels"].insert(
      15,
      "<Relationship Id=\"s\" Type=\"http://x/styles\" Target=\"styles.xml\"/>"
      "<Relationship Id=\"t\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/>");
  const std::vector<Plain> want = {
      {2, 0, CellKind::kText, "一 <二\r>", "一 <二\r>"},
      {2, 2, CellKind::kNumber, "430521198801011000", "4.30521198801011E+17"},
      {2, 3, CellKind::kDate, "2025-01-01", "45658"},
      {2, 4, CellKind::kBool, "TRUE", "1"},
      {2, 5, CellKind::kError, "#N/A", "#N/A"},
      {2, 6, CellKind::kText, "甲乙", "甲乙"},
      {2, 7, CellKind::kText, "算出", "算出"},
      {2, 8, CellKind::kEmpty, "", ""},
      {2, 9, CellKind::kNumber, "0.3", "0.30000000000000004"},
      {3, 0, CellKind::kNumber, "7", "7"},
      {3, 2, CellKind::kNumber, "1.5", "1.5"},
  };
  EXPECT_EQ(ReadParts(parts), want);
  const Result<Workbook> book = Workbook::Open(testing::TempDir() + "parts.xlsx");
  EXPECT_EQ(book->sheets()[0].name, "表");
  EXPECT_FALSE(book->date1904());
}

TEST(SheetReader, ReadsNamespacePrefixesOddNamesAndUtf16) {
  auto parts = BookParts("");
  parts["xl/worksheets/sheet1.xml"] =
      "<x:worksheet xmlns:x=\"n\"><x:sheetData><x:row r=\"1\"><x:c r=\"B1\" "
      "t=\"inlineStr\"><x:is><x:t>乙</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>";
  EXPECT_EQ(ReadParts(parts), (std::vector<Plain>{{1, 1, CellKind::kText, "乙", "乙"}}));
  // Part names differ in case and use backslashes.
  parts["XL\\Worksheets\\Sheet1.xml"] = parts["xl/worksheets/sheet1.xml"];
  parts.erase("xl/worksheets/sheet1.xml");
  EXPECT_EQ(ReadParts(parts).size(), 1U);
  std::string wide;
  for (const char16_t unit :
       std::u16string(u"\uFEFF<worksheet><sheetData><row><c><v>5</v></c></row></sheetData></worksheet>")) {
    wide += static_cast<char>(unit & 0xFF);
    wide += static_cast<char>(unit >> 8);
  }
  parts["XL\\Worksheets\\Sheet1.xml"] = wide;
  EXPECT_EQ(ReadParts(parts), (std::vector<Plain>{{1, 0, CellKind::kNumber, "5", "5"}}));
}

TEST(SheetReader, ReadsDatesOfTheMacAndOfTheStrictForm) {
  auto parts = BookParts(
      "<row><c s=\"1\"><v>44196</v></c><c t=\"d\"><v>2025-01-31T00:00:00</v></c><c "
      "t=\"d\"><v>2025-01-31T08:30:00.000</v></c>"
      "<c t=\"d\"><v>2025-01-31</v></c></row>");
  parts["xl/workbook.xml"].insert(parts["xl/workbook.xml"].find("<sheets>"), "<workbookPr date1904=\"true\"/>");
  parts["xl/styles.xml"] = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
  const std::vector<Plain> got = ReadParts(parts);
  ASSERT_EQ(got.size(), 4U);
  for (const Plain& cell : got) EXPECT_EQ(cell.kind, CellKind::kDate);
  EXPECT_EQ(got[0].text, "2025-01-01");
  EXPECT_EQ(got[1].text, "2025-01-31");
  EXPECT_EQ(got[2].text, "2025-01-31 08:30:00");
  EXPECT_EQ(got[3].text, "2025-01-31");
}

// A sheet in another shape is read by expat, in plain UTF-8 by our own parser: the same cells come out.
TEST(SheetReader, BothParsersGiveTheSameCells) {
  std::mt19937 random(7);
  std::string rows;
  for (int row = 1; row <= 3000; ++row) {
    rows += "<row r=\"" + std::to_string(row) + "\">";
    for (int column = 0; column < 8; ++column) {
      const unsigned what = random() % 5;
      const std::string head = "<c r=\"" + ColumnName(static_cast<std::uint32_t>(column)) + std::to_string(row) + "\"";
      if (what == 0) rows += head + "><v>" + std::to_string(random()) + "</v></c>";
      if (what == 1) rows += head + " t=\"inlineStr\"><is><t>张&#x4E09;&amp;\r\n<![CDATA[<x>]]></t></is></c>";
      if (what == 2) rows += head + " t='str'><!-- note --><f>A1&gt;2</f><v> 乙 </v></c>";
      if (what == 3) rows += head + " s=\"1\"/>";
    }
    rows += "</row>\n";
  }
  auto parts = BookParts(rows);
  const std::vector<Plain> plain = ReadParts(parts);
  EXPECT_GT(plain.size(), 10000U);
  std::string& sheet = parts["xl/worksheets/sheet1.xml"];
  sheet = "<?xml version=\"1.0\" encoding=\"UTF8\"?>" + sheet;  // an odd name: left to expat, which knows it not
  EXPECT_FALSE(Workbook::Open(WriteBook(testing::TempDir() + "odd.xlsx", parts))
                   ->OpenSheet(0)
                   ->Next(*std::make_unique<Row>())
                   .has_value());
  std::string wide = "\xFF\xFE";
  const std::string narrow = sheet.substr(sheet.find("?>") + 2);
  for (std::size_t at = 0; at < narrow.size();) {
    const auto unit = static_cast<char16_t>(NextCodePoint(narrow, at));
    wide += static_cast<char>(unit & 0xFF);
    wide += static_cast<char>(unit >> 8);
  }
  sheet = wide;
  EXPECT_EQ(ReadParts(parts), plain);
}

TEST(SheetReader, SortsCellsOutOfOrderAndKeepsTheLastOfTwo) {
  EXPECT_EQ(ReadParts(BookParts(
                "<row r=\"1\"><c r=\"C1\"><v>3</v></c><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>9</v></c></row>")),
            (std::vector<Plain>{{1, 0, CellKind::kNumber, "1", "1"}, {1, 2, CellKind::kNumber, "9", "9"}}));
}

TEST(Workbook, FindsMergedRangesBehindManyRows) {
  std::string rows;
  for (int row = 1; row <= 30000; ++row)
    rows += "<row r=\"" + std::to_string(row) + "\"><c t=\"str\"><v>mergeCell ref=x</v></c></row>";
  std::string merged = "<mergeCells count=\"2\">";
  for (int row = 5000; row > 0; --row)
    merged += "<mergeCell ref=\"A" + std::to_string(row * 2) + ":B" + std::to_string(row * 2 + 1) + "\"/>";
  const std::string path = WriteBook(testing::TempDir() + "merged.xlsx", BookParts(rows, merged + "</mergeCells>"));
  const Result<Workbook> book = Workbook::Open(path);
  const auto ranges = book->MergedRanges(0);
  ASSERT_TRUE(ranges.has_value());
  ASSERT_EQ(ranges->size(), 5000U);
  for (std::uint32_t at = 0; at < 5000; ++at) {
    ASSERT_EQ((*ranges)[at].first_row, at * 2 + 1);
    ASSERT_EQ((*ranges)[at].last_row, at * 2 + 2);
    ASSERT_EQ((*ranges)[at].last_column, 1U);
  }
}

TEST(Writer, RoundTripKeepsEveryText) {
  const std::vector<std::string> pieces = {
      "",       "a",  "张", "𠮷", " ", "=1+1", "<&>\"'", "\n", "\t", "_x000D_", "_x", "+86", "430521199001011234",
      "\u3000", "]]>"};
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const std::string path = testing::TempDir() + "round.xlsx";
    auto book = *Writer::Create(path);
    std::vector<std::vector<Plain>> want(1 + seed % 3);
    for (std::size_t sheet_index = 0; sheet_index < want.size(); ++sheet_index) {
      SheetWriter& sheet = book->AddSheet("同名", {});
      for (std::uint32_t row = 1; row <= random() % 50; ++row) {
        for (std::uint32_t column = 0; column < 5; ++column) {
          const unsigned what = random() % 4;
          if (what == 0) {
            sheet.Skip();
          } else if (what == 1) {
            const auto number = static_cast<std::int64_t>(random()) - 2000000000;
            sheet.Integer(number);
            want[sheet_index].push_back(
                {row, column, CellKind::kNumber, std::to_string(number), std::to_string(number)});
          } else if (what == 2) {
            const Date date = Date::FromDays(static_cast<std::int32_t>(random() % 40000) - 10000);
            sheet.Date(date);
            want[sheet_index].push_back(
                {row, column, CellKind::kDate, date.ToString(), std::to_string(date.days() + 25569)});
          } else {
            std::string text;
            for (std::size_t part = 1 + random() % 4; part > 0; --part) text += pieces[random() % pieces.size()];
            sheet.Text(text, static_cast<Look>(random() % 5));
            if (!text.empty()) want[sheet_index].push_back({row, column, CellKind::kText, text, ""});
          }
        }
        sheet.EndRow();
      }
    }
    ASSERT_TRUE(book->Close().has_value());
    for (std::size_t sheet_index = 0; sheet_index < want.size(); ++sheet_index) {
      std::vector<Plain> got;
      ASSERT_EQ(ReadSheet(path, sheet_index, got), "");
      for (Plain& cell : got) {
        if (cell.kind == CellKind::kText) cell.raw.clear();
      }
      ASSERT_EQ(got, want[sheet_index]) << "seed " << seed;
    }
  }
}

std::string PartOf(const std::string& path, const std::string& part) {
  Package package = *Package::Open(path, {});
  std::string content(1 << 20, '\0');
  if (!package.OpenPart(part)) return {};
  std::size_t size = 0;
  for (;;) {
    const std::size_t got = *package.ReadPart(content.data() + size, content.size() - size);
    if (got == 0) break;
    size += got;
  }
  content.resize(size);
  return content;
}

TEST(Writer, LaysOutSheetsForPeople) {
  const std::string path = testing::TempDir() + "layout.xlsx";
  auto book = *Writer::Create(path);
  SheetWriter& sheet = book->AddSheet("名册/2025:[一]*", {.widths = {20, 10, 8},
                                                          .text_columns = {true},
                                                          .header_rows = 2,
                                                          .frozen_columns = 1,
                                                          .autofilter = true,
                                                          .print_footer = "填报单位：甲&乙"});
  sheet.Title("外出务工人员花名册", 3);
  for (const char* label : {"身份证号", "姓名", "性别"}) sheet.Text(label, Look::kHeader);
  sheet.EndRow();
  sheet.Text("430521199001011234", Look::kBad);
  sheet.Comment("校验码不对");
  sheet.Text("=cmd|'/c calc'!A0");
  sheet.Text("男");
  sheet.EndRow();
  sheet.HideRow();
  sheet.Text("key");
  sheet.EndRow();
  sheet.Text(std::string(40000, 'x'));
  EXPECT_EQ(sheet.cut_cells(), 1U);
  sheet.EndRow();
  sheet.Money(Fen(123450));
  sheet.Integer(1234567890123456789);
  sheet.EndRow();
  sheet.DropDown(2, 2, 1000, {"男", "女"});
  SheetWriter& hidden = book->AddSheet("选项", {.header_rows = 0, .hidden = true});
  hidden.Text("苗族");
  hidden.EndRow();
  sheet.DropDown(1, 2, 1000, {}, "选项!$A$1:$A$1");
  ASSERT_TRUE(book->Close().has_value());
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);

  const std::string xml = PartOf(path, "xl/worksheets/sheet1.xml");
  for (const std::string piece :
       {"<mergeCell ref=\"A1:C1\"/>", "ySplit=\"2\"", "xSplit=\"1\"", "orientation=\"landscape\"", "paperSize=\"9\"",
        "&amp;P", "甲&amp;&amp;乙", "\"男,女\"", "选项!$A$1:$A$1", "hidden=\"1\"", "autoFilter ref=\"A2:C2\""}) {
    EXPECT_NE(xml.find(piece), std::string::npos) << piece;
  }
  EXPECT_EQ(xml.find("<f>"), std::string::npos);
  EXPECT_NE(PartOf(path, "xl/comments1.xml").find("校验码不对"), std::string::npos);
  EXPECT_NE(PartOf(path, "xl/workbook.xml").find("Print_Titles"), std::string::npos);
  const Result<Workbook> read = Workbook::Open(path);
  EXPECT_EQ(read->sheets()[0].name, "名册 2025  一");
  EXPECT_TRUE(read->sheets()[1].hidden);
  std::vector<Plain> cells;
  ASSERT_EQ(ReadSheet(path, 0, cells), "");
  EXPECT_EQ(cells[5].text, "=cmd|'/c calc'!A0");
  EXPECT_EQ(cells[5].kind, CellKind::kText);
  EXPECT_EQ(cells.back().text, "1234567890123456789");
  EXPECT_EQ(cells.back().kind, CellKind::kText);
  EXPECT_EQ(cells[cells.size() - 2].text, "1234.5");
}

TEST(Writer, SameContentGivesTheSameBytesAndNothingWithoutClose) {
  const auto make = [](const std::string& path, bool close) {
    auto book = *Writer::Create(path);
    SheetWriter& sheet = book->AddSheet("表");
    sheet.Text("甲");
    sheet.EndRow();
    EXPECT_TRUE(!close || book->Close().has_value());
  };
  const std::string folder = testing::TempDir() + "xlsx_writer_folder";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  make(folder + "/none.xlsx", false);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  make(folder + "/a.xlsx", true);
  make(folder + "/b.xlsx", true);
  const auto bytes = [](const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_EQ(bytes(folder + "/a.xlsx"), bytes(folder + "/b.xlsx"));
}

}  // namespace
}  // namespace gq::xlsx
