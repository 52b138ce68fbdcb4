// gangqiao month as a verifier runs it: exit codes, the match folder, and names that the delivered files share.
#include <map>
#include <regex>
#include <set>

#include "kits/csv/reader.h"
#include "kits/json/reader.h"
#include "tests/compare/command_test.h"

namespace gq {
namespace {

using Row = std::vector<std::string>;

const std::string kHeader = "身份证号,姓名,户籍地,就业状态,有无劳动能力,外出意愿\n";
const std::string kA = "433124199001010017", kB = "433124199101010014", kC = "433124199201010011";

class MonthCommand : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    std::filesystem::create_directories(folder_ / "d");
    ASSERT_EQ(Run("init --data d/a.db --key k/k.key --provinces 43"), 0) << Get("stderr.txt");
  }
  int Month(const std::string& more) const {
    return Run("month --data d/a.db --key k/k.key --period 2026-08 --as-of 2026-08-31 --out out " + more);
  }
  std::vector<Row> Rows(const std::string& name) const {
    std::vector<Row> rows;
    auto reader = csv::Reader::Open(file::OpenSource(Path(name)).value());
    csv::Record record;
    while (reader->Next(record).value()) rows.emplace_back(record.fields.begin(), record.fields.end());
    return rows;
  }
  std::int64_t SummaryOf(const std::string& file, const std::string& name) const {
    const auto document = json::Parse(Get(file));
    return document ? document->root().Get(name)->Integer().value_or(-1) : -1;
  }
};

TEST_F(MonthCommand, RejectedRowsEndWithThreeEveryTime) {
  Put("roster.csv",
      kHeader + kA +
          ",石大明,湖南省湘西州花垣县,未就业,有,愿意\n43312419910101001,麻小花,湖南省湘西州花垣县,未就业,有,愿意\n");
  EXPECT_EQ(Month("--roster roster.csv --json"), 3) << Get("stderr.txt");
  EXPECT_EQ(SummaryOf("out/summary.json", "rejected"), 1);
  EXPECT_EQ(Number("rejected"), 1);
  EXPECT_NE(Get("stderr.txt").find("有 1 行没有采用"), std::string::npos) << Get("stderr.txt");
  EXPECT_EQ(Month("--roster roster.csv"), 3) << "given again it does nothing, and the rows are still missing";
  Put("roster.csv", kHeader + kA + ",石大明,湖南省湘西州花垣县,未就业,有,愿意\n");
  EXPECT_EQ(Month("--roster roster.csv --restart"), 0) << Get("stderr.txt");
  EXPECT_EQ(SummaryOf("out/summary.json", "rejected"), 0);
}

TEST_F(MonthCommand, NobodyToMatchIsAPlanWithItsFiles) {
  Put("roster.csv", kHeader + kA + ",石大明,湖南省湘西州花垣县,已就业,有,愿意\n");
  ASSERT_EQ(Month("--roster roster.csv"), 0) << Get("stderr.txt");
  for (const char* name : {"plan", "unplaced", "posts"}) {
    const auto rows = Rows(std::string("out/match/") + name + ".csv");
    EXPECT_EQ(rows.size(), 1U) << name;
    EXPECT_GE(rows.at(0).size(), 5U) << name;
  }
  const std::string summary = Get("out/match/summary.json");
  for (const char* name : {"objective", "bound", "gap", "workers", "posts", "openings", "placed", "seconds", "peak_mb",
                           "epsilon", "threads", "isa"})
    EXPECT_NE(summary.find("\"" + std::string(name) + "\":"), std::string::npos) << name << summary;
  EXPECT_EQ(SummaryOf("out/match/summary.json", "workers"), 0);
  // Somebody who looks for work, and no posts.
  Put("roster.csv", kHeader + kB + ",麻小花,湖南省湘西州花垣县,未就业,有,愿意\n");
  ASSERT_EQ(Month("--roster roster.csv --restart"), 0) << Get("stderr.txt");
  EXPECT_EQ(Rows("out/match/plan.csv").size(), 1U);
  const auto unplaced = Rows("out/match/unplaced.csv");
  ASSERT_EQ(unplaced.size(), 2U);
  EXPECT_EQ(unplaced[1][0], kB);
  EXPECT_EQ(unplaced[1][1], "0");
}

TEST_F(MonthCommand, ThePlanNamesPeopleAndPostsAsTheFilesDo) {
  Put("roster.csv", kHeader + kA + ",石大明,湖南省湘西州花垣县,未就业,有,愿意\n" + kB +
                        ",麻小花,湖南省湘西州花垣县,未就业,有,愿意\n" + kC +
                        ",龙三,湖南省湘西州花垣县,未就业,有,愿意\n");
  Put("si.csv", "id_number,name,state,unit\n433124198001010012,向某,1,91431300MA4L000000\n");
  Put("posts.csv",
      "岗位编号,岗位名称,用人单位,工作地区,招聘人数,最低月薪,最高月薪\nG-7,普工,甲厂,湖南省湘西州吉首市,1,4000,5000\n"
      "G-8,普工,乙厂,湖南省湘西州吉首市,1,4000,5000\n");
  ASSERT_EQ(Month("--roster roster.csv --posts posts.csv --registry social_insurance=si.csv"), 0) << Get("stderr.txt");
  std::set<std::string> people, posts;
  for (const auto& row : Rows("out/compare/people.csv")) people.insert(row[1]);
  std::map<std::string, int> seen;
  const auto plan = Rows("out/match/plan.csv"), unplaced = Rows("out/match/unplaced.csv");
  EXPECT_EQ(plan.size(), 3U);
  for (std::size_t i = 1; i < plan.size(); ++i) {
    EXPECT_TRUE(people.count(plan[i][0])) << plan[i][0];
    ++seen[plan[i][0]];
    posts.insert(plan[i][1]);
  }
  for (std::size_t i = 1; i < unplaced.size(); ++i) ++seen[unplaced[i][0]];
  EXPECT_EQ(seen, (std::map<std::string, int>{{kA, 1}, {kB, 1}, {kC, 1}}));
  EXPECT_EQ(posts, (std::set<std::string>{"G-7", "G-8"}));
  const auto offered = Rows("out/match/posts.csv");
  ASSERT_EQ(offered.size(), 3U);
  EXPECT_EQ((std::set<std::string>{offered[1][0], offered[2][0]}), posts);
  EXPECT_EQ(SummaryOf("out/match/summary.json", "placed"), 2);
  EXPECT_EQ(SummaryOf("out/match/summary.json", "workers"), 3);
  EXPECT_EQ(SummaryOf("out/match/summary.json", "openings"), 2);
}

// A registry that says nothing of work makes everybody who works "employment_lapsed": said on the terminal and in the
// rejects, every time; nothing is refused.
TEST_F(MonthCommand, ARegistryWithoutTheColumnsOfItsFindingsIsSaid) {
  Put("roster.csv", kHeader + kA + ",石大明,湖南省湘西州花垣县,已就业,有,愿意\n");
  Put("si.csv", "id_number,name\n" + kA + ",石大明\n");
  for (int i = 0; i < 2; ++i) {  // the second time nothing is done again
    ASSERT_EQ(Month("--roster roster.csv --registry social_insurance=si.csv"), 0) << Get("stderr.txt");
    EXPECT_NE(Get("stderr.txt").find("注意：social_insurance 没有参保状态列，也没有单位列"), std::string::npos)
        << Get("stderr.txt");
  }
  for (const char* name : {"out/rejects.csv", "out/compare/rejects.csv"}) {
    const auto rows = Rows(name);
    ASSERT_EQ(rows.size(), 2U) << name;
    EXPECT_EQ(rows[1][0], "social_insurance");
    EXPECT_EQ(rows[1][1], "0");
    EXPECT_EQ(rows[1][2], "state;unit");
    EXPECT_EQ(rows[1][4], "state_unit_missing");
    EXPECT_NE(rows[1][6].find("请补上"), std::string::npos);
  }
  Put("si.csv", "id_number,name,state,unit\n" + kA + ",石大明,1,91431300MA4L000000\n");
  ASSERT_EQ(Month("--roster roster.csv --registry social_insurance=si.csv --restart"), 0) << Get("stderr.txt");
  EXPECT_EQ(Get("stderr.txt").find("注意"), std::string::npos) << Get("stderr.txt");
  EXPECT_EQ(Rows("out/rejects.csv").size(), 1U);
}

// The same files again from the start: the same figures, because what the first time has put into people's records is
// taken back before they are compared again.
TEST_F(MonthCommand, BegunAgainItSaysTheSame) {
  ASSERT_EQ(Run("demo in --workers 2000"), 0) << Get("stderr.txt");
  const std::string files =
      "--roster in/roster.xlsx --posts in/posts.xlsx --employers in/employers.csv --claims in/claims.csv "
      "--registry social_insurance=in/social_insurance.csv --registry labour_resource=in/labour_resource.csv "
      "--registry social_card=in/social_card.csv ";
  const auto summary = [&] {
    return std::regex_replace(Get("out/summary.json"), std::regex("\"seconds\":\\{[^}]*\\}"), "");
  };
  ASSERT_NE(Month(files), 1) << Get("stderr.txt");
  const std::string first = summary();
  ASSERT_NE(first.find("\"newly_employed\""), std::string::npos) << first;
  ASSERT_NE(Month(files + "--restart"), 1) << Get("stderr.txt");
  EXPECT_EQ(summary(), first);
  // One unit of quality in both summaries: people who stay.
  const auto objective = [&](const std::string& text) {
    const auto at = text.find("\"objective\":");
    return at == std::string::npos ? 0.0 : std::strtod(text.c_str() + at + 12, nullptr);
  };
  EXPECT_GT(objective(first), 1.0);
  EXPECT_NEAR(objective(first), objective(Get("out/match/summary.json")), 1e-9);
}

}  // namespace
}  // namespace gq
