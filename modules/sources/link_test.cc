// The command link over files: configuration, links, clusters, and what is wrong with a configuration.
#include "modules/sources/link.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gq::sources {
namespace {

namespace fs = std::filesystem;

const char* const kConfig = R"(
one_to_one = true
[[field]]
name = "name"
left = "姓名"
compare = "name"
[[field]]
name = "birth"
left = "出生日期"
right = "born"
compare = "date"
[[field]]
name = "phone"
left = "联系电话"
compare = "phone"
[[block]]
fields = ["birth"]
[[block]]
fields = ["phone:7"]
)";

class LinkFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gq_link_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string Get(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  fs::path folder_;
};

std::string People(const std::string& header, bool spoil) {
  std::string out = header + "\n";
  const char* const family[] = {"王", "李", "张", "向", "田", "彭", "龙"};
  const char* const given[] = {"小明", "大强", "阿花", "金莲", "建国", "志远", "春梅", "玉兰", "海波", "文静", "国华"};
  for (int i = 0; i < 77; ++i) {
    std::string phone = std::to_string(13900000000LL + i * 137777LL);
    if (spoil && i % 9 == 0) std::swap(phone[8], phone[9]);
    const std::string birth = std::to_string(1960 + i % 40) +
                              (spoil ? "/" + std::to_string(i % 12 + 1) + "/"
                                     : (i % 12 < 9 ? "-0" : "-") + std::to_string(i % 12 + 1) + "-") +
                              "15";
    out += std::string(family[i % 7]) + given[i % 11] + "," + birth + "," + phone + "\n";
  }
  return out;
}

TEST_F(LinkFilesTest, TwoFiles) {
  const std::string left = Put("left.csv", People("姓名,出生日期,联系电话", false)),
                    right = Put("right.csv", People("name,born,phone", true));
  const auto outcome = LinkFiles({left, right, Put("link.toml", kConfig), (folder_ / "out").string(), ""});
  ASSERT_TRUE(outcome) << outcome.error().ToString();
  EXPECT_EQ(outcome->result.links.size(), 77U);
  for (const reconcile::Link& link : outcome->result.links) EXPECT_EQ(link.left, link.right);
  EXPECT_EQ(Get("out/links.csv").find("left_row,right_row,probability,weight\n"), 0U);
  const std::string clusters = Get("out/clusters.csv");
  EXPECT_EQ(clusters.substr(0, clusters.find("left,2,")), "side,row,cluster\nleft,1,1\n");
  EXPECT_NE(clusters.find("right,1,1\n"), std::string::npos);
}

// A record of empty cells is a record: the rows behind it keep their numbers. Running numbers are no evidence, whatever
// their header.
TEST_F(LinkFilesTest, RowsKeepTheirNumbersAndRunningNumbersSayNothing) {
  std::string text = "Unnamed: 0,given,family,born,town\r\n";
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    if (i == 5) {
      text += ",,,,\r\n\r\n";
      continue;
    }
    const int who = i % 30;
    text += n + ",\"given" + std::string(1, static_cast<char>('a' + who)) + "\",family" + std::to_string(who * 7) +
            ",19" + std::to_string(50 + who) + "-03-1" + std::to_string(who % 10) + ",\"town, " +
            std::to_string(who % 4) + "\"\r\n";
  }
  const auto outcome = LinkFiles({Put("one.csv", "\xEF\xBB\xBF" + text), "", "", (folder_ / "out").string(), ""});
  ASSERT_TRUE(outcome) << outcome.error().ToString();
  EXPECT_EQ(outcome->left_rows, 60U);
  EXPECT_EQ(outcome->result.links.size(), 29U);
  for (const reconcile::Link& link : outcome->result.links) EXPECT_EQ(link.right, link.left + 30);
  EXPECT_EQ(Get("out/model.csv").find("Unnamed"), std::string::npos);
}

// levels of any comparator; a block of a column that is not compared.
TEST_F(LinkFilesTest, LevelsAndBlocksOfEveryField) {
  const std::string left = Put("left.csv", People("姓名,出生日期,联系电话", false)),
                    right = Put("right.csv", People("姓名,出生日期,联系电话", true));
  const std::string config =
      "[[field]]\nname=\"姓名\"\ncompare=\"name\"\nlevels=[0.9,0.7]\n"
      "[[field]]\nname=\"联系电话\"\ncompare=\"phone\"\nlevels=[0.9]\n"
      "[[block]]\nfields=[\"出生日期\"]\n";
  const auto outcome = LinkFiles({left, right, Put("link.toml", config), (folder_ / "out").string(), ""});
  ASSERT_TRUE(outcome) << outcome.error().ToString();
  EXPECT_EQ(outcome->result.links.size(), 77U);
  for (const reconcile::Link& link : outcome->result.links) EXPECT_EQ(link.left, link.right);
  EXPECT_NE(Get("out/model.csv").find("联系电话,3,"), std::string::npos);
}

TEST_F(LinkFilesTest, WrongConfigurationsAreSaid) {
  const std::string left = Put("left.csv", People("姓名,出生日期,联系电话", false));
  for (const std::string& bad :
       {std::string("not toml ["), std::string("[[field]]\nname=\"a\"\n"),
        std::string("[[field]]\nname=\"姓名\"\ncompare=\"edit\"\nlevels=[0.5,0.9]\n"),
        std::string("[[field]]\nname=\"姓名\"\ncompare=\"nonsense\"\n[[block]]\nfields=[\"姓名\"]\n"),
        std::string("[[field]]\nname=\"姓名\"\n[[block]]\nfields=[\"b\"]\n"),
        std::string("[[field]]\nname=\"姓名\"\n[[block]]\nfields=[\"姓名:x\"]\n"),
        std::string("[[field]]\nname=\"没有这列\"\n[[block]]\nfields=[\"没有这列\"]\n")}) {
    const auto outcome = LinkFiles({left, "", Put("link.toml", bad), (folder_ / "out").string(), ""});
    ASSERT_FALSE(outcome) << bad;
    EXPECT_FALSE(outcome.error().message.empty());
  }
}

// A mistake that passed would leave the default in its place: the key is named, with a cure.
TEST_F(LinkFilesTest, WrongValuesAndKeysAreNamed) {
  const std::string field = "[[field]]\nname=\"姓名\"\n";
  const std::pair<std::string, std::string> kBad[] = {{"probability_min = nan\n" + field, "probability_min"},
                                                      {"probability_min = 1.5\n" + field, "probability_min"},
                                                      {"probability_min = -0.1\n" + field, "probability_min"},
                                                      {"probability_min = \"0.5\"\n" + field, "probability_min"},
                                                      {"one_to_one = \"false\"\n" + field, "one_to_one"},
                                                      {"one_to_one = 0\n" + field, "one_to_one"},
                                                      {"automatic_blocks = 1\n" + field, "automatic_blocks"},
                                                      {"block_rows_max = 0\n" + field, "block_rows_max"},
                                                      {"block_rows_max = -5\n" + field, "block_rows_max"},
                                                      {"seed = -1\n" + field, "seed"},
                                                      {"probabilty_min = 0.9\n" + field, "probabilty_min"},
                                                      {field + "comparator = \"edit\"\n", "comparator"},
                                                      {field + "compare = 5\n", "compare"},
                                                      {field + "term_frequency = \"no\"\n", "term_frequency"},
                                                      {field + "levels = [nan]\n", "levels"},
                                                      {field + "levels = [1.5, 0.5]\n", "levels"},
                                                      {field + "levels = [0.5, -0.5]\n", "levels"},
                                                      {field + "levels = [0.5, 0.9]\n", "levels"},
                                                      {field + "levels = [0.9, 0.9]\n", "levels"},
                                                      {field + "levels = 0.9\n", "levels"},
                                                      {field + field, "姓名"},
                                                      {"[field]\nname=\"姓名\"\n", "field"},
                                                      {field + "[[block]]\nfield=[\"姓名\"]\n", "fields"}};
  for (const auto& [text, key] : kBad) {
    const auto config = ParseLinkConfig(text, "link.toml");
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().kind, &reconcile::kBadPlan) << text;
    EXPECT_NE(config.error().message.find(key), std::string::npos) << text << config.error().message;
  }
  const auto good = ParseLinkConfig("probability_min = 1\none_to_one = false\nseed = 0\n" + field, "link.toml");
  ASSERT_TRUE(good) << good.error().ToString();
  EXPECT_EQ(good->plan.probability_min, 1.0);
  EXPECT_FALSE(good->plan.one_to_one);
}

TEST_F(LinkFilesTest, ContradictingDecisionsAreRefusedWithBothLines) {
  const std::string one = Put("one.csv", People("姓名,出生日期,联系电话", false)), out = (folder_ / "out").string();
  const std::string head = "left_row,right_row,decision\n";
  for (const char* const second : {"1,2,different\n", "2,1,different\n"}) {
    const auto outcome = LinkFiles({one, "", "", out, Put("decisions.csv", head + "1,2,same\n3,4,same\n" + second)});
    ASSERT_FALSE(outcome) << second;
    EXPECT_EQ(outcome.error().kind, &reconcile::kBadPlan);
    EXPECT_NE(outcome.error().message.find("第 1 行与第 3 行"), std::string::npos) << outcome.error().message;
  }
  const auto twice = LinkFiles({one, "", "", out, Put("decisions.csv", head + "1,2,same\n2,1,same\n")});
  EXPECT_TRUE(twice) << twice.error().ToString();
  EXPECT_FALSE(LinkFiles({one, "", "", out, Put("decisions.csv", head + "1x,2,same\n")}));
  for (const char* const wrong : {"1,900000,same\n", "2,2,same\n"}) {
    const auto outcome = LinkFiles({one, "", "", out, Put("decisions.csv", head + "3,4,same\n" + wrong)});
    ASSERT_FALSE(outcome) << wrong;
    EXPECT_NE(outcome.error().message.find("第 2 行"), std::string::npos) << outcome.error().message;
    EXPECT_NE(outcome.error().message.find("decisions.csv"), std::string::npos) << outcome.error().message;
  }
}

// Nothing is wrong with these runs, and they find nothing: the reason is said.
TEST_F(LinkFilesTest, RunsThatCanFindNothingSaySo) {
  const std::string out = (folder_ / "out").string(), fields = "[[field]]\nname=\"姓名\"\ncompare=\"name\"\n";
  const std::string people = People("姓名,出生日期,联系电话", false), full = Put("full.csv", people);
  const std::string config = Put("fields.toml", fields);
  EXPECT_TRUE(LinkFiles({full, "", config, out, ""})->warnings.empty());
  const auto warned = [&](const std::string& left, const std::string& right, const std::string& text) {
    const auto outcome = LinkFiles({left, right, Put("fields.toml", text), out, ""});
    EXPECT_TRUE(outcome) << outcome.error().ToString();
    return outcome ? outcome->warnings : std::vector<std::string>();
  };
  const std::string head = Put("head.csv", "姓名,出生日期,联系电话\n");
  ASSERT_EQ(warned(full, head, fields).size(), 1U);
  EXPECT_NE(warned(full, head, fields)[0].find("head.csv"), std::string::npos);
  EXPECT_EQ(warned(Put("lone.csv", "姓名,出生日期,联系电话\n石大,1990-01-01,13800000000\n"), "", fields).size(), 1U);
  const auto date =
      warned(full, "", fields + "[[field]]\nname=\"day\"\nleft=\"姓名\"\nright=\"姓名\"\ncompare=\"date\"\n");
  ASSERT_EQ(date.size(), 1U);
  EXPECT_NE(date[0].find("date"), std::string::npos) << date[0];
}

TEST_F(LinkFilesTest, InputsAreNeverOverwrittenAndOneFileIsCalledOne) {
  const std::string text = People("姓名,出生日期,联系电话", false), links = Put("links.csv", text);
  const auto outcome = LinkFiles({links, "", "", folder_.string(), ""});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, &kUsage);
  EXPECT_EQ(Get("links.csv"), text);
  const auto empty = LinkFiles({Put("empty.csv", "姓名,电话\n,\n,\n"), "", "", (folder_ / "out").string(), ""});
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().message.find("两个文件"), std::string::npos) << empty.error().message;
}

}  // namespace
}  // namespace gq::sources
