#include "modules/demo/demo.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/credit_code.h"
#include "base/id_number.h"
#include "base/parse_value.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/csv/encoding.h"
#include "kits/csv/reader.h"
#include "kits/table/table_reader.h"
#include "modules/demo/draw.h"
#include "modules/demo/slips.h"

namespace gq::demo {
namespace {

using Row = std::vector<std::string>;
constexpr std::uint32_t kWorkers = 6'000;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Rows of a CSV file without its header, read by the project's own reader.
std::vector<Row> ReadCsv(const std::string& path) {
  auto reader = csv::Reader::Open(file::OpenSource(path).value());
  EXPECT_TRUE(reader);
  std::vector<Row> rows;
  csv::Record record;
  while (reader->Next(record).value()) rows.emplace_back(record.fields.begin(), record.fields.end());
  EXPECT_FALSE(rows.empty());
  rows.erase(rows.begin());
  return rows;
}

std::string Make(std::uint64_t seed, std::uint32_t workers, const std::string& name) {
  static const auto* const kTree =
      new RegionTree(RegionTree::Load(std::string(std::getenv("GQ_BUILD_DIR")) + "/share/regions.tsv").value());
  const std::string folder = std::filesystem::temp_directory_path() / ("gangqiao-demo-test-" + name);
  std::filesystem::remove_all(folder);
  Options options;
  options.seed = seed;
  options.workers = workers;
  const auto report = WriteDemo(folder, options, *kTree, [](std::string_view) {});
  EXPECT_TRUE(report) << report.error().ToString();
  return folder;
}

const std::string& Folder() {
  static const auto* const kFolder = new std::string(Make(1, kWorkers, "main"));
  return *kFolder;
}

TEST(Draw, PermutationsArePermutations) {
  for (const std::uint32_t n : {1u, 2u, 3u, 17u, 1000u, 4097u}) {
    const Permutation permutation(7, 3, n);
    std::set<std::uint32_t> seen;
    for (std::uint32_t i = 0; i < n; ++i) seen.insert(permutation(i));
    EXPECT_EQ(seen.size(), n);
    EXPECT_EQ(*seen.rbegin(), n - 1);
  }
}

// Fixed values: a change of the generator changes everybody's demo, and must be meant.
TEST(Draw, IsTheSameEverywhere) {
  Draw draw(1, 2, 3);
  const std::uint64_t first = draw.Next();
  EXPECT_EQ(first, Draw(1, 2, 3).Next());
  EXPECT_NE(first, Draw(1, 2, 4).Next());
  std::uint64_t sum = 0;
  for (int i = 0; i < 10'000; ++i) sum += draw.Below(100);
  EXPECT_NEAR(static_cast<double>(sum), 495'000, 10'000);
}

TEST(Demo, SameSeedSameBytes) {
  const std::string again = Make(1, kWorkers, "again"), other = Make(2, kWorkers, "other");
  for (const char* name :
       {"roster.xlsx", "social_insurance.csv", "labour_resource.csv", "social_card.csv", "posts.xlsx", "employers.csv",
        "claims.csv", "truth/people.csv", "truth/employment.csv", "truth/links_social_insurance.csv",
        "truth/links_labour_resource.csv", "truth/links_social_card.csv"}) {
    const std::string bytes = ReadAll(Folder() + "/" + name);
    EXPECT_FALSE(bytes.empty()) << name;
    EXPECT_TRUE(bytes == ReadAll(again + "/" + name)) << name;
    EXPECT_FALSE(bytes == ReadAll(other + "/" + name)) << name;
  }
  std::filesystem::remove_all(again);
  std::filesystem::remove_all(other);
}

TEST(Demo, RosterIsReadableAndAgreesWithTheTruth) {
  const table::HeaderSpec spec{{{"id_number", {"身份证号"}, true},
                                {"name", {"姓名"}, true},
                                {"region", {"户籍地"}, true},
                                {"status", {"就业状态"}, true},
                                {"spouse", {"配偶身份证号"}, true},
                                {"ethnicity", {"民族"}, true},
                                {"education", {"文化程度"}, true},
                                {"relation", {"与户主关系"}, true},
                                {"group", {"人员类别"}, true},
                                {"able", {"有无劳动能力"}, true},
                                {"willing", {"外出意愿"}, true}}};
  auto reader = table::ReadTable(Folder() + "/roster.xlsx", spec);
  ASSERT_TRUE(reader) << reader.error().ToString();
  const auto truth = ReadCsv(Folder() + "/truth/people.csv");
  ASSERT_EQ(truth.size(), kWorkers);
  std::set<std::string> ids;
  std::size_t row = 0, defects = 0, spouses = 0, duplicates = 0;
  while (reader->Next().value()) {
    const Row& person = truth[row++];
    ASSERT_TRUE(IdNumber::FromCanonical(person[1]));
    EXPECT_EQ(ids.insert(person[1]).second, person[5] != "duplicate") << "an ID number given twice";
    duplicates += person[5] == "duplicate";
    defects += !person[5].empty();
    if (person[5] != "bad_check" && person[5] != "no_id") {
      EXPECT_EQ(reader->Text(0), person[1]);
    }
    if (person[5] != "no_name") {
      EXPECT_EQ(reader->Text(1), person[2]);
    }
    if (person[5] == "bad_check") {
      EXPECT_FALSE(IdNumber::FromCanonical(reader->Text(0)));
    }
    spouses += !reader->Text(4).empty();
    // Every coded cell is a label that the code tables know.
    EXPECT_NE(GetCodeTable("employment").ByLabel(reader->Text(3)), nullptr) << reader->Text(3);
    EXPECT_NE(GetCodeTable("ethnicity").ByLabel(reader->Text(5)), nullptr);
    EXPECT_NE(GetCodeTable("education").ByLabel(reader->Text(6)), nullptr);
    EXPECT_NE(GetCodeTable("relation").ByLabel(reader->Text(7)), nullptr);
    EXPECT_NE(GetCodeTable("target_group").ByLabel(reader->Text(8)), nullptr) << reader->Text(8);
    EXPECT_NE(GetCodeTable("ability").ByLabel(reader->Text(9)), nullptr);
    EXPECT_NE(GetCodeTable("willingness").ByLabel(reader->Text(10)), nullptr);
  }
  EXPECT_EQ(row, kWorkers);
  EXPECT_GT(defects, 5u);
  EXPECT_LT(defects, 40u);
  EXPECT_GT(duplicates, 0u);
  EXPECT_GT(spouses, kWorkers / 3);
}

TEST(Demo, TwinsHaveNeighbouringNumbers) {
  const auto truth = ReadCsv(Folder() + "/truth/people.csv");
  int pairs = 0;
  for (std::size_t i = 1; i < truth.size(); ++i) {
    if (truth[i][4] != "1" || truth[i - 1][4] != "1" || truth[i][3] != truth[i - 1][3]) continue;
    EXPECT_EQ(truth[i][1].substr(0, 14), truth[i - 1][1].substr(0, 14));
    const int gap = std::stoi(truth[i][1].substr(14, 3)) - std::stoi(truth[i - 1][1].substr(14, 3));
    EXPECT_TRUE(gap == 1 || gap == 2) << gap;
    ++pairs;
  }
  EXPECT_GT(pairs, 5);
  EXPECT_EQ(truth[41][2], "阿依古丽·买买提");
}

// What truth/links says of each registry row is so.
TEST(Demo, RegistriesAgreeWithTheTruth) {
  const auto truth = ReadCsv(Folder() + "/truth/people.csv");
  for (const std::string registry : {"social_insurance", "labour_resource", "social_card"}) {
    const auto rows = ReadCsv(Folder() + "/" + registry + ".csv");
    const auto links = ReadCsv(Folder() + "/truth/links_" + registry + ".csv");
    ASSERT_EQ(rows.size(), links.size());
    std::map<std::string, int> slips;
    std::map<std::string, int> rows_of;
    int in_roster = 0, outside = 0, wrong = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(links[i][0], std::to_string(i + 1));
      const std::string& slip = links[i][2];
      ++slips[slip];
      if (links[i][1].empty()) {
        ++outside;
        continue;
      }
      ++in_roster;
      ++rows_of[links[i][1]];
      const Row& person = truth[static_cast<std::size_t>(std::stoi(links[i][1])) - 1];
      const auto reading = ReadIdNumber(rows[i][0], nullptr);
      const bool same_id = reading.number && reading.number->Reveal() == person[1];
      const bool id_survives = slip != "digit" && slip != "swap" && slip != "excel" && slip != "excel_zeros";
      EXPECT_EQ(same_id, id_survives) << registry << " " << slip;
      const bool name_survives = slip != "homophone" && slip != "variant" && slip != "old_name";
      EXPECT_EQ(rows[i][1] == person[2], name_survives) << registry << " " << slip;
      wrong += !slip.empty() && slip != "lower_x";
      if (slip.empty()) {
        EXPECT_EQ(rows[i][0], person[1]);
      }
    }
    EXPECT_GT(outside, static_cast<int>(kWorkers) / 6) << registry;
    EXPECT_GT(wrong * 1000, in_roster * 15) << registry;
    EXPECT_LT(wrong * 1000, in_roster * 35) << registry;
    EXPECT_GE(slips.size(), 12u) << registry;
    int several = 0;
    for (const auto& entry : rows_of) several += entry.second > 1;
    EXPECT_GT(several, 50) << registry;
  }
}

TEST(Demo, LabourResourceIsGb18030) {
  const std::string bytes = ReadAll(Folder() + "/labour_resource.csv");
  EXPECT_FALSE(IsUtf8(bytes));
  std::string utf8;
  EXPECT_TRUE(csv::AppendGb18030AsUtf8(bytes, utf8));
  EXPECT_TRUE(StartsWith(utf8, "身份证号,姓名"));
}

TEST(Demo, EmployersPostsAndClaims) {
  std::set<std::string> employers;
  for (const auto& row : ReadCsv(Folder() + "/employers.csv")) {
    EXPECT_EQ(WhyNotCreditCode(row[0]), "") << row[0];
    EXPECT_TRUE(employers.insert(row[0]).second);
    EXPECT_NE(GetCodeTable("industry").Find(row[4]), nullptr);
    EXPECT_NE(GetCodeTable("ownership").ByLabel(row[5]), nullptr);
  }
  EXPECT_EQ(employers.size(), 300u);

  const table::HeaderSpec spec{{{"id", {"岗位编号"}, true},
                                {"employer", {"单位代码"}, true},
                                {"trade", {"工种"}, true},
                                {"openings", {"招聘人数"}, true}}};
  auto posts = table::ReadTable(Folder() + "/posts.xlsx", spec);
  ASSERT_TRUE(posts) << posts.error().ToString();
  std::size_t count = 0;
  while (posts->Next().value()) {
    ++count;
    EXPECT_EQ(employers.count(std::string(posts->Text(1))), 1u);
    EXPECT_NE(GetCodeTable("trade").ByLabel(posts->Text(2)), nullptr) << posts->Text(2);
    EXPECT_GE(ParseInteger(posts->Text(3)).value(), 1);
  }
  EXPECT_EQ(count, 1430u);

  std::map<std::string, int> rules;
  for (const auto& row : ReadCsv(Folder() + "/claims.csv")) {
    ++rules[row[1]];
    EXPECT_TRUE(Date::Parse(row[2])) << row[2];
    EXPECT_TRUE(row[1] == "R-FZ1" ? CreditCode::Parse(row[0]).has_value()
                                  : IdNumber::FromCanonical(row[0]).has_value());
  }
  for (const char* rule : {"R-XX20", "R-XX23", "R-XX24", "R-GY3", "R-GY5", "R-FZ1", "R-FZ3"})
    EXPECT_GT(rules[rule], 0) << rule;
}

// The truth about work holds the five findings of D13 in plausible shares.
TEST(Demo, EmploymentTruth) {
  std::map<std::string, int> work, change;
  for (const auto& row : ReadCsv(Folder() + "/truth/employment.csv")) {
    ++work[row[1]], ++change[row[2]];
    EXPECT_EQ(row[3].empty(), row[1] != "on_post");
    if (row[5] == "1") {
      EXPECT_EQ(row[1], "on_post");
    }
  }
  EXPECT_GT(work["on_post"], static_cast<int>(kWorkers) / 2);
  EXPECT_GT(work["flexible"], static_cast<int>(kWorkers) / 20);
  for (const char* kind : {"employer", "new", "lapsed", "unnoticed"})
    EXPECT_GT(change[kind], static_cast<int>(kWorkers) / 100) << kind;
}

// Who came home has been somewhere: ended before the day, many within a month, all dates as the truth says.
TEST(Demo, ReturnedPeopleHavePastEmployment) {
  const table::HeaderSpec spec{{{"status", {"就业状态"}, true},
                                {"start", {"开始务工时间"}, true},
                                {"end", {"结束务工时间"}, true},
                                {"unit_name", {"就业单位"}, true}}};
  auto reader = table::ReadTable(Folder() + "/roster.xlsx", spec);
  ASSERT_TRUE(reader) << reader.error().ToString();
  const auto truth = ReadCsv(Folder() + "/truth/employment.csv");
  int returned = 0, with_past = 0, short_stays = 0, recent = 0;
  std::size_t row = 0;
  while (reader->Next().value()) {
    const Row& real = truth[row++];
    if (reader->Text(0) != "已返乡") {
      EXPECT_TRUE(reader->Text(2).empty()) << reader->Text(0);
      if (reader->Text(0) == "已就业" || reader->Text(0) == "在岗") {
        const auto start = Date::Parse(real[4]);
        recent += real[2].empty() && start && *start > Options().as_of.AddDays(-25);
      }
      continue;
    }
    ++returned;
    if (real[8].empty()) continue;
    const Date start = *Date::Parse(real[7]), end = *Date::Parse(real[8]);
    EXPECT_EQ(reader->Text(2), real[8]);
    EXPECT_FALSE(reader->Text(3).empty());
    EXPECT_LT(start, end);
    EXPECT_LT(end, Options().as_of);
    if (real[2] == "new") {
      EXPECT_LT(end, *Date::Parse(real[4])) << "the present work began before the last one ended";
    }
    ++with_past;
    short_stays += end.AddDays(1) < start.AddMonths(1);
  }
  EXPECT_GT(returned, static_cast<int>(kWorkers) / 30);
  EXPECT_GT(with_past * 10, returned * 9);
  EXPECT_GT(short_stays * 100, with_past * 35);
  EXPECT_LT(short_stays * 100, with_past * 55);
  EXPECT_GT(recent, static_cast<int>(kWorkers) / 200) << "arrivals of the last weeks";
}

TEST(Demo, RefusesNonsense) {
  const auto tree = RegionTree::FromText("430000000000\t湖南省\t1\n");
  Options options;
  options.workers = 99;
  EXPECT_FALSE(WriteDemo("/tmp/never", options, *tree, [](std::string_view) {}));
  options.workers = 1000;
  EXPECT_FALSE(WriteDemo("/proc/never", options, *tree, [](std::string_view) {}));
}

}  // namespace
}  // namespace gq::demo
