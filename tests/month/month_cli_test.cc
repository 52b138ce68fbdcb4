// gangqiao month as a verifier runs it: exit codes.
#include "kits/json/reader.h"
#include "tests/compare/command_test.h"

namespace gq {
namespace {

const std::string kHeader = "身份证号,姓名,户籍地,就业状态,有无劳动能力,外出意愿\n";
const std::string kA = "433124199001010017";

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

}  // namespace
}  // namespace gq
