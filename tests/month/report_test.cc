// Figures of the month's report against a small world counted by hand: persons and person-times apart, every share with
// a dated whole.
#include "modules/months/report.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "tests/month/world.h"

namespace gq::month_test {
namespace {

struct Figure {
  std::int64_t value = 0;
  std::string unit, share, definition;
};

std::map<std::string, Figure> FiguresOf(const std::string& summary) {
  std::map<std::string, Figure> figures;
  const auto document = json::Parse(summary);
  EXPECT_TRUE(document);
  const auto items = document->root().Get("indicators")->Items();
  EXPECT_TRUE(items);
  for (const auto& item : *items) {
    figures[*item.Get("key")->Text()] = {*item.Get("value")->Integer(), *item.Get("unit")->Text(),
                                         *item.Get("share")->Text(), *item.Get("definition")->Text(1000)};
  }
  return figures;
}

class MonthReport : public ::testing::TestWithParam<db::Dialect> {
 protected:
  World world{GetParam()};
};

TEST_P(MonthReport, PersonsAndPersonTimesRetentionAndMoney) {
  const std::string base = "914331010000000001", other = "914331010000000002";
  world.AddEmployer(base, "county");
  world.AddEmployer(other, "none");
  world.AddPost("P1", base, 0);
  const Person long_ago = world.AddPerson(kHuayuan), left = world.AddPerson(kHuayuan),
               twice = world.AddPerson(kHuayuan), undated = world.AddPerson(kHuayuan);
  world.AddPerson(kHuayuan);  // never
  world.AddSpell(long_ago, kDongguan, "2018-01-01", nullptr, base);
  world.AddSpell(left, kDongguan, "2019-03-15", "2019-05-10", other);
  world.AddSpell(twice, kDongguan, "2019-03-02", "2019-06-01", other);  // three months to the day
  world.AddSpell(twice, kJishou, "2019-06-05", nullptr, base);
  Spell flexible = world.AddSpell(undated, kJishou, "2019-01-01", nullptr, "");
  const Spell before = flexible;
  flexible.start.reset();
  world.Update(before, flexible);
  Person general = long_ago;
  general.target_group = "ordinary";
  world.Update(long_ago, general);
  auto figures =
      FiguresOf(world.Month("2019-06", world.Claims({world.NumberOf(twice) + ",R-XX20,2019-03-01,100,1,,,,"})));
  EXPECT_EQ(figures["people"].value, 5);
  EXPECT_EQ(figures["ever"].value, 4);
  EXPECT_EQ(figures["ever"].share, "80.00%");
  EXPECT_NE(figures["ever"].definition.find("占在册劳动力 5 人（2019-06-30）"), std::string::npos)
      << figures["ever"].definition;
  EXPECT_EQ(figures["ever_times"].value, 5);
  EXPECT_EQ(figures["ever_times"].unit, "人次");
  EXPECT_EQ(figures["supported"].value, 3);
  EXPECT_EQ(figures["supported_times"].value, 4);
  EXPECT_EQ(figures["this_year"].value, 2);
  EXPECT_EQ(figures["this_month"].value, 1);
  EXPECT_EQ(figures["this_month_times"].value, 1);
  EXPECT_EQ(figures["retained_1"].value, 0);
  EXPECT_EQ(figures["retained_1"].share, "--");
  EXPECT_EQ(figures["retained_3"].value, 1);
  EXPECT_EQ(figures["retained_3"].share, "50.00%");
  EXPECT_NE(
      figures["retained_3"].definition.find("2019-03-02 至 2019-04-01 到岗，同一段经历；占到岗 2 人（2019-06-30）"),
      std::string::npos)
      << figures["retained_3"].definition;
  EXPECT_EQ(figures["postings"].value, 1);
  EXPECT_EQ(figures["openings"].value, 10);
  EXPECT_EQ(figures["bases_county"].value, 1);
  EXPECT_EQ(figures.count("bases_none"), 0U);
  EXPECT_EQ(figures["base_openings"].value, 10);
  EXPECT_EQ(figures["at_bases"].value, 2);
  for (const char* name : {"report.pdf", "report.xlsx"})
    EXPECT_GT(std::filesystem::file_size(world.Out("2019-06") + "/" + name), 1000U) << name;

  world.Month("2019-07", world.Claims({world.NumberOf(left) + ",R-XX20,2019-03-10,150,1,,,,"}));
  months::MonthOptions options;
  options.period = *gq::Month::Parse("2019-07");
  options.as_of = options.period.Last();
  const months::StepContext context{world.store(), world.scope, world.lookups(), options, "job"};
  const auto money = months::Money(context);
  ASSERT_TRUE(money) << money.error().ToString();
  ASSERT_EQ(money->size(), 1U);
  EXPECT_EQ(money->front().rule, "R-XX20");
  EXPECT_EQ(money->front().persons, 1);
  EXPECT_EQ(money->front().fen, 15'000);
  EXPECT_EQ(money->front().year_persons, 2);
  EXPECT_EQ(money->front().year_fen, 25'000);
}

TEST(Figures, NumbersInWords) {
  EXPECT_EQ(months::WithThousands(0), "0");
  EXPECT_EQ(months::WithThousands(999), "999");
  EXPECT_EQ(months::WithThousands(1'000), "1,000");
  EXPECT_EQ(months::WithThousands(-1'234'567), "-1,234,567");
  EXPECT_EQ(months::Percent(1, 3), "33.33%");
  EXPECT_EQ(months::Percent(2, 3), "66.67%");
  EXPECT_EQ(months::Percent(0, 0), "--");
}

INSTANTIATE_TEST_SUITE_P(Databases, MonthReport, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::month_test
