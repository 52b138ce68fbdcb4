// The comparison of a month that is taken up again: findings are of people as they were before the comparison moved
// anybody, however often and wherever the step was stopped.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "kits/db/test_support.h"
#include "modules/sources/runs.h"
#include "tests/month/world.h"

namespace gq::month_test {
namespace {

class CompareStepTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    std::string rows;
    for (int i = 0; i < 6; ++i) {
      const Person before = world.AddPerson(kHuayuan);
      if (i < 4) {  // nobody knew of their work
        Person after = before;
        after.employment = "not_working";
        after.list = "task";
        world.Update(before, after);
      }
      rows += world.NumberOf(before) + "," + before.name + ",正常参保,某厂\n";
    }
    options.period = *Month::Parse("2026-08");
    options.as_of = *Date::Parse("2026-08-31");
    options.out = world.Out("2026-08");
    std::filesystem::create_directories(options.out);
    options.files["social_insurance"] = world.File("insured.csv", "身份证号,姓名,参保状态,单位名称\n" + rows);
  }
  Result<std::string> Attempt(bool stop = false) {
    const std::atomic<bool> cancelled{stop};
    jobs::JobStep step(&cancelled);
    return months::CompareStep({world.store(), world.scope, world.lookups(), options, job}, step);
  }
  std::int64_t Found(const std::string& finding) {
    return world.Count("SELECT count(*) FROM comparison_finding WHERE finding = '" + finding + "'");
  }
  World world{GetParam()};
  months::MonthOptions options;
  std::string job = world.store().NewId().ToString();
};

TEST_P(CompareStepTest, FindingsStandWhereverItWasStopped) {
  EXPECT_EQ(Attempt(true).error().kind, &kCancelled);
  const auto whole = Attempt();
  ASSERT_TRUE(whole) << whole.error().ToString();
  EXPECT_NE(whole->find("\"newly_on_post\":4"), std::string::npos) << *whole;
  EXPECT_EQ(Found("newly_employed"), 4);
  EXPECT_EQ(Found("still_employed"), 2);
  EXPECT_EQ(world.Count("SELECT count(*) FROM person WHERE employment = 'on_post'"), 6);
  // Killed behind its last write, before the job knew that the step had ended.
  const auto again = Attempt();
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(*again, *whole);
  EXPECT_EQ(Found("newly_employed"), 4);
  EXPECT_EQ(world.Count("SELECT count(*) FROM spell"), 4);
}

TEST_P(CompareStepTest, BegunAgainItSaysTheSame) {
  const auto first = Attempt();
  ASSERT_TRUE(first) << first.error().ToString();
  job = world.store().NewId().ToString();  // as --restart does
  const std::atomic<bool> cancelled{false};
  jobs::JobStep step(&cancelled);
  ASSERT_TRUE(months::WithdrawStep({world.store(), world.scope, world.lookups(), options, job}, step));
  const auto again = Attempt();
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_NE(again->find("\"newly_on_post\":4"), std::string::npos) << *again;
  EXPECT_EQ(Found("newly_employed"), 4 + 4) << "in both runs";
  EXPECT_EQ(Found("still_employed"), 2 + 2);
  EXPECT_EQ(world.Count("SELECT count(*) FROM person WHERE employment = 'on_post'"), 6);
  EXPECT_EQ(world.Count("SELECT count(*) FROM spell"), 4);
  EXPECT_EQ(world.Count("SELECT count(*) FROM comparison_run WHERE state = 'withdrawn'"), 1);
}

TEST_P(CompareStepTest, WithoutItsFilesItSaysWhatToDo) {
  ASSERT_TRUE(Attempt());
  std::filesystem::remove_all(options.out + "/compare");
  const auto again = Attempt();
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().hint.find("--restart"), std::string::npos) << again.error().ToString();
  EXPECT_EQ(Found("newly_employed"), 4);
}

INSTANTIATE_TEST_SUITE_P(Databases, CompareStepTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::month_test
