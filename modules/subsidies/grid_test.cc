// Grid of a decision table: read, edited, written back with every other byte as it was.
#include "modules/subsidies/grid.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engines/policy/policy.h"

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> Catalogue() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator("rules")) {
    if (entry.path().filename() == "rule.dmn") files.push_back(entry.path());
  }
  return files;
}

// Where two texts differ: what the first has there, what the second.
std::pair<std::string, std::string> Difference(const std::string& a, const std::string& b) {
  std::size_t front = 0, back = 0;
  while (front < a.size() && front < b.size() && a[front] == b[front]) ++front;
  while (back < a.size() - front && back < b.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
  return {a.substr(front, a.size() - front - back), b.substr(front, b.size() - front - back)};
}

TEST(Grid, EveryRuleOfTheCatalogueComesBackByteForByte) {
  ASSERT_GE(Catalogue().size(), 29U);
  for (const auto& path : Catalogue()) {
    const std::string xml = ReadFile(path);
    auto grid = ReadGrid(xml);
    ASSERT_TRUE(grid) << path << grid.error().ToString();
    ASSERT_FALSE(grid->rows.empty());
    EXPECT_EQ(WriteGrid(xml, grid->rows).value(), xml) << path;
    // An edited cell, put back, is the file again; and the edit is all that differed.
    auto rows = grid->rows;
    const std::string before = rows.back().then.back();
    rows.back().then.back() = "\"甲 < 乙 & 丙 > 丁\"";
    const auto edited = WriteGrid(xml, rows);
    ASSERT_TRUE(edited) << path << edited.error().ToString();
    EXPECT_NE(Difference(xml, *edited).second.find(" &lt; 乙 &amp; 丙 &gt; "), std::string::npos);
    EXPECT_LT(Difference(xml, *edited).first.size(), before.size() + 20);
    EXPECT_EQ(ReadGrid(*edited)->rows, rows) << path;
    EXPECT_TRUE(policy::Compile(*edited, {.mode = policy::Mode::kStrict})) << path;
    rows.back().then.back() = before;
    EXPECT_EQ(WriteGrid(*edited, rows).value(), xml) << path;
    // A row that goes and comes back in its place.
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    const auto turned = WriteGrid(xml, rows);
    ASSERT_TRUE(turned) << path << turned.error().ToString();
    EXPECT_EQ(ReadGrid(*turned)->rows, rows);
    EXPECT_EQ(turned->size(), xml.size());
    EXPECT_EQ(WriteGrid(*turned, grid->rows).value(), xml) << path;
  }
}

const char kPrefixed[] = R"(<?xml version="1.0"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="x" name="x">
  <!-- kept -->
  <dmn:decision name="decision"><dmn:decisionTable hitPolicy="FIRST">
      <dmn:input label="甲"><dmn:inputExpression typeRef="number"><dmn:text>a</dmn:text></dmn:inputExpression></dmn:input>
      <dmn:output name="outcome" typeRef="string"/>
      <!-- of the first row -->
      <dmn:rule id="one"><dmn:description>说明</dmn:description>
        <dmn:inputEntry><dmn:text><![CDATA[< 3]]></dmn:text></dmn:inputEntry>
        <dmn:outputEntry  ><dmn:text>"refuse"</dmn:text></dmn:outputEntry>
      </dmn:rule>
      <dmn:rule id="two">
        <dmn:inputEntry><dmn:text/></dmn:inputEntry><dmn:outputEntry><dmn:text>"pay"</dmn:text></dmn:outputEntry>
      </dmn:rule>
    </dmn:decisionTable></dmn:decision>
</dmn:definitions>
)";

TEST(Grid, PrefixesCommentsAndOddLayoutStay) {
  const std::string xml = kPrefixed;
  auto rows = ReadGrid(xml)->rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].when[0], "< 3");
  rows[1].when[0] = "[3..9]";
  rows.insert(rows.begin() + 1, {"new_row", {"-"}, {"\"review\""}, {}});
  const auto edited = WriteGrid(xml, rows);
  ASSERT_TRUE(edited) << edited.error().ToString();
  EXPECT_EQ(ReadGrid(*edited)->rows, rows);
  EXPECT_NE(edited->find("<![CDATA[< 3]]>"), std::string::npos) << "the other cell is untouched";
  EXPECT_NE(edited->find("<dmn:text>[3..9]</dmn:text>"), std::string::npos);
  EXPECT_NE(edited->find("<dmn:rule id=\"new_row\">"), std::string::npos);
  EXPECT_NE(edited->find("<!-- of the first row -->"), std::string::npos);
  rows.erase(rows.begin() + 1);
  const auto removed = WriteGrid(*edited, rows);
  EXPECT_EQ(removed->find("new_row"), std::string::npos);
  EXPECT_EQ(Difference(xml, *removed).second, ">[3..9]</dmn:text");
}

TEST(Grid, AFileInAnotherEncodingIsRefused) {
  const auto grid = ReadGrid("<?xml version=\"1.0\" encoding=\"GB18030\"?><definitions name=\"\xB9\xE6\"/>");
  ASSERT_FALSE(grid);
  EXPECT_NE(grid.error().message.find("不是 UTF-8"), std::string::npos) << grid.error().message;
}

// A row may come with fewer notes than there are columns; what is written into the others is not lost.
TEST(Grid, NotesAreWrittenWhereThereWereNone) {
  std::string xml = kPrefixed;
  const std::string output = "<dmn:output name=\"outcome\" typeRef=\"string\"/>";
  xml.insert(xml.find(output) + output.size(), "<dmn:annotation name=\"依据\"/><dmn:annotation name=\"说明\"/>");
  auto grid = ReadGrid(xml).value();
  ASSERT_EQ(grid.annotations.size(), 2U);
  EXPECT_EQ(grid.annotations[1].name, "说明");
  auto rows = grid.rows;
  rows[0].notes = {"", "甲 < 乙"};
  const auto edited = WriteGrid(xml, rows);
  ASSERT_TRUE(edited) << edited.error().ToString();
  EXPECT_EQ(ReadGrid(*edited)->rows, rows);
  EXPECT_TRUE(policy::Compile(*edited)) << *edited;
  rows[0].notes[0] = "第二十条";
  rows[1].notes = {"乙", "丙"};
  const auto again = WriteGrid(*edited, rows);
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(ReadGrid(*again)->rows, rows);
  EXPECT_EQ(WriteGrid(xml, grid.rows).value(), xml);
}

TEST(Grid, WhatCannotBeWrittenIsRefusedByRow) {
  const std::string xml = kPrefixed;
  const auto rows = ReadGrid(xml)->rows;
  const auto refused = [&](auto&& change) {
    auto edited = rows;
    change(edited);
    const auto written = WriteGrid(xml, edited);
    EXPECT_FALSE(written);
    return written ? std::string() : written.error().details.front().second;
  };
  EXPECT_EQ(refused([](auto& all) { all[1].when.push_back("-"); }), "2");
  EXPECT_EQ(refused([](auto& all) { all[1].id = "one"; }), "2");
  EXPECT_EQ(refused([](auto& all) { all[0].id = "a\"><x"; }), "1");
  EXPECT_EQ(refused([](auto& all) { all[0].then[0] = std::string("\"a\x01\""); }), "1");
  EXPECT_EQ(refused([](auto& all) { all[0].then[0] = std::string(3000, 'a'); }), "1");
  EXPECT_FALSE(ReadGrid("<a"));
  EXPECT_FALSE(ReadGrid("<definitions/>"));
}

}  // namespace
}  // namespace gq::subsidies
