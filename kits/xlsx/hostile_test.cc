// Files that are broken, or made to harm: each must end in a sentence, quickly and in little memory.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "kits/xlsx/workbook.h"
#include "kits/xlsx/writer.h"
#include "kits/xlsx/zip_builder.h"

namespace gq::xlsx {
namespace {

// Reads everything; the error's kind and message, empty if there is none.
std::string ReadWhole(const std::string& path, const Limits& limits = {}) {
  const Result<Workbook> book = Workbook::Open(path, limits);
  if (!book) return book.error().ToString();
  for (std::size_t index = 0; index < book->sheets().size(); ++index) {
    const auto merged = book->MergedRanges(index);
    if (!merged) return merged.error().ToString();
    Result<SheetReader> sheet = book->OpenSheet(index);
    if (!sheet) return sheet.error().ToString();
    Row row;
    for (;;) {
      const Result<bool> more = sheet->Next(row);
      if (!more) return more.error().ToString();
      if (!*more) break;
    }
  }
  return {};
}

std::string Path(const std::string& name) { return testing::TempDir() + name; }

std::string Whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string GoodFile(const std::string& name) {
  auto book = *Writer::Create(Path(name));
  SheetWriter& sheet = book->AddSheet("表");
  for (int row = 0; row < 300; ++row) {
    sheet.Text("姓名" + std::to_string(row));
    sheet.Integer(row * 7919);
    sheet.EndRow();
  }
  EXPECT_TRUE(book->Close().has_value());
  return Path(name);
}

TEST(Hostile, EveryTruncationIsRefused) {
  const std::string bytes = Whole(GoodFile("good.xlsx"));
  EXPECT_EQ(ReadWhole(Path("good.xlsx")), "");
  for (std::size_t size = 0; size < bytes.size(); size += 37) {
    Put(Path("cut.xlsx"), bytes.substr(0, size));
    EXPECT_NE(ReadWhole(Path("cut.xlsx")), "") << size;
  }
}

TEST(Hostile, FlippedBytesNeverCrash) {
  const std::string bytes = Whole(GoodFile("flip_source.xlsx"));
  std::mt19937 random(20261121);
  int refused = 0;
  for (int round = 0; round < 600; ++round) {
    std::string damaged = bytes;
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    Put(Path("flip.xlsx"), damaged);
    refused += ReadWhole(Path("flip.xlsx")).empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 300);  // checksums find nearly every flip inside a part
}

TEST(Hostile, BombsAreStopped) {
  const auto parts = BookParts("");
  {
    ZipBuilder zip(Path("bomb.xlsx"));
    for (const auto& [name, content] : parts) {
      if (name != "xl/worksheets/sheet1.xml") zip.Add(name, content);
    }
    zip.Add("xl/worksheets/sheet1.xml", std::string(1 << 20, ' '), 300);  // 300 MB of blanks in 300 KB
  }
  EXPECT_LT(std::filesystem::file_size(Path("bomb.xlsx")), 1U << 20);
  EXPECT_NE(ReadWhole(Path("bomb.xlsx")).find("input.too_large"), std::string::npos);
  Limits small;
  small.unpacked_bytes_max = 100 << 20;
  EXPECT_NE(ReadWhole(Path("bomb.xlsx"), small).find("input.too_large"), std::string::npos);
  // Too many parts.
  {
    ZipBuilder zip(Path("many.xlsx"));
    for (int part = 0; part < 10001; ++part) zip.Add("x" + std::to_string(part), "");
  }
  EXPECT_NE(ReadWhole(Path("many.xlsx")).find("部件"), std::string::npos);
  // Shared strings beyond the limit.
  auto shared = parts;
  shared["xl/_rels/workbook.xml.rels"].insert(
      15, "<Relationship Id=\"t\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/>");
  for (int text = 0; text < 20000; ++text)
    shared["xl/sharedStrings.xml"] +=
        (text == 0 ? "<sst>" : "") + ("<si><t>" + std::to_string(text * 7919) + "</t></si>");
  shared["xl/sharedStrings.xml"] += "</sst>";
  WriteBook(Path("shared.xlsx"), shared);
  EXPECT_EQ(ReadWhole(Path("shared.xlsx")), "");
  small.shared_text_bytes_max = 100000;
  EXPECT_NE(ReadWhole(Path("shared.xlsx"), small).find("文字太多"), std::string::npos);
  // A row without end.
  WriteBook(Path("row.xlsx"), BookParts("<row><c t=\"str\"><v>" + std::string(3 << 20, 'x') + "</v></c></row>"));
  small.row_bytes_max = 1 << 20;
  EXPECT_NE(ReadWhole(Path("row.xlsx"), small).find("文字太多"), std::string::npos);
}

TEST(Hostile, EntitiesAreRefused) {
  const std::string laughs =
      "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
  auto parts = BookParts("");
  parts["xl/worksheets/sheet1.xml"] =
      laughs + "<worksheet><sheetData><row><c t=\"str\"><v>&c;</v></c></row></sheetData></worksheet>";
  EXPECT_NE(ReadWhole(WriteBook(Path("laughs.xlsx"), parts)).find("DOCTYPE"), std::string::npos);
  parts = BookParts("");
  parts["xl/workbook.xml"] = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + parts["xl/workbook.xml"];
  EXPECT_NE(ReadWhole(WriteBook(Path("external.xlsx"), parts)).find("DOCTYPE"), std::string::npos);
}

TEST(Hostile, LyingStructureIsRefused) {
  const auto refused = [](const std::string& sheet_data) {
    return ReadWhole(WriteBook(Path("lie.xlsx"), BookParts(sheet_data)));
  };
  EXPECT_NE(refused("<row r=\"5\"/><row r=\"3\"/>"), "");
  EXPECT_NE(refused("<row r=\"1048577\"/>"), "");
  EXPECT_NE(refused("<row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c></row>"), "");
  EXPECT_NE(refused("<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>"), "");
  EXPECT_NE(refused("<row r=\"1\"><c r=\"A1\"><v>1</v></row>"), "");
  EXPECT_EQ(refused("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>"), "");   // shown as #REF!
  EXPECT_EQ(refused("<c><v>1</v></c><v>2</v><row><row/></row><t>3</t><is/>"), "");  // strays are passed over
  auto parts = BookParts("");
  parts.erase("xl/worksheets/sheet1.xml");
  EXPECT_NE(ReadWhole(WriteBook(Path("gone.xlsx"), parts)).find("缺少部件"), std::string::npos);
  parts = BookParts("");
  parts["xl/workbook.xml"] = "\x01\x02";
  EXPECT_NE(ReadWhole(WriteBook(Path("garbage.xlsx"), parts)), "");
  parts["xl/workbook.xml"] = "<workbook/>";
  EXPECT_NE(ReadWhole(WriteBook(Path("nosheets.xlsx"), parts)).find("没有工作表"), std::string::npos);
  parts = BookParts("");
  parts["xl/worksheets/sheet1.xml"] = "<?xml version=\"1.0\" encoding=\"GB2312\"?><worksheet/>";
  EXPECT_NE(ReadWhole(WriteBook(Path("encoding.xlsx"), parts)).find("编码"), std::string::npos);
}

}  // namespace
}  // namespace gq::xlsx
