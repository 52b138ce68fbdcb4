#include "modules/matching/weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "modules/matching/season.h"
#include "modules/matching/test_records.h"

namespace gq::matching {
namespace {

std::string FileText() {
  std::ifstream in(std::string(std::getenv("GQ_SOURCE_DIR")) + "/rules/matching/weights.toml");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

TEST(Weights, FileIsTheDefault) {
  const auto weights = ReadWeights(FileText(), "weights.toml");
  ASSERT_TRUE(weights) << weights.error().ToString();
  EXPECT_EQ(weights->tables.base, DefaultWeights().tables.base);
  EXPECT_EQ(weights->tables.wage_ratio, DefaultWeights().tables.wage_ratio);
  EXPECT_EQ(weights->tables.wage_ratio[50], Effect{});
  EXPECT_EQ(weights->tables.horizon_months, 3);
  EXPECT_EQ(weights->priority, 1250);
  int provinces = 0;
  for (const auto& province : weights->provinces) provinces += province.has_value();
  EXPECT_EQ(provinces, 31);
}

TEST(Weights, SignsAreTheOnesFixedInAdvance) {
  const Weights& w = DefaultWeights().tables;
  for (std::size_t i = 1; i < w.wage_ratio.size(); ++i) EXPECT_GE(w.wage_ratio[i].stay, w.wage_ratio[i - 1].stay);
  for (std::size_t i = 1; i < w.travel_hours.size(); ++i) EXPECT_LE(w.travel_hours[i].stay, w.travel_hours[i - 1].stay);
  for (std::size_t i = 1; i < 16; ++i) {
    EXPECT_LT(w.climate_gap[i].stay, w.climate_gap[i - 1].stay);
    EXPECT_LT(w.diet_gap[i].stay, w.diet_gap[i - 1].stay);
    EXPECT_GT(w.diet_gap_with_canteen[i].stay, w.diet_gap[i].stay);
  }
  for (std::size_t i = 1; i < w.trade.size(); ++i) EXPECT_GT(w.trade[i].stay, w.trade[i - 1].stay);
  EXPECT_LT(w.piece_rate_novice.stay, 0);
  EXPECT_GT(w.spouse.stay, 0);
  for (std::size_t m = 2; m < w.subsidy.size(); ++m) EXPECT_LE(w.subsidy[m].stay, w.subsidy[m - 1].stay) << m;
  EXPECT_GT(w.subsidy.back().stay, 0);
  EXPECT_GT(w.worker_traits[0].arrive, w.worker_traits[1].arrive) << "own wish above organised";
}

// FD-03, FD-04, FD-05: 89 of 1,568 came, fewer than half stayed a month.
TEST(Weights, GiveTheFiguresOfTheFairOf2017) {
  WorkerRecord worker = TestWorker("1", kAnding);
  worker.want_wage = 3500;
  worker.organised = true;
  PostRecord post = TestPost("a", kFuzhou);
  post.wage_min = post.wage_max = 2800;
  const auto match = MatchRecords({&worker, 1}, {&post, 1}, DefaultWeights(), TestSettings());
  ASSERT_TRUE(match) << match.error().ToString();
  const PairScore score = (*match)->matcher->Score(0, 0);
  EXPECT_NEAR(score.p_arrive / 32768.0, 89.0 / 1568, 0.006);
  EXPECT_NEAR(score.p_stay1 / 32768.0, 0.48, 0.02);
  EXPECT_GE((*match)->places.travel_hours[0], 20);
}

TEST(Weights, BadFilesAreNamedByKey) {
  const std::string good = FileText();
  const std::pair<std::string, std::string> cases[] = {
      {Replaced(good, "arrive = -1.62", "arrive = nan"), "base.arrive"},
      {Replaced(good, "arrive = -1.62", "arrive = inf"), "base.arrive"},
      {Replaced(good, "arrive = -1.62", "arrive = -9.0"), "base.arrive"},
      {Replaced(good, "arrive = -1.62", "arrive = \"x\""), "base.arrive"},
      {Replaced(good, "arrive = -1.62", "arive = -1.40"), "base.arrive"},
      {Replaced(good, "[leave]", "[leaving]"), "leave.log_odds"},
      {Replaced(good, "horizon_months = 3", "horizon_months = 4"), "horizon_months"},
      {Replaced(good, "priority = 1.25", "priority = 2.5"), "priority"},
      {Replaced(good, "priority = 1.25", "priority = 0.9"), "priority"},  // a priority that sets back is none
      {Replaced(good, "format = 1", "format = 2"), "format"},
      {Replaced(good, "{ hours = 63,", "{ hours = 23,"), "travel.points"},
      {Replaced(good, "-2.10]", "-2.10, 1]"), "leave.log_odds"},
      {Replaced(good, "11 = [39.9, ", "11 = [399, "), "provinces.11"},
      {Replaced(good, "[post]", "[post]\nsauna = { arrive = 1, stay = 1 }"), "post.sauna"},
  };
  for (const auto& [text, key] : cases) {
    const auto weights = ReadWeights(text, "weights.toml");
    ASSERT_FALSE(weights) << key;
    EXPECT_EQ(weights.error().kind, &kBadWeights);
    EXPECT_NE(weights.error().ToString().find(key), std::string::npos) << weights.error().ToString();
  }
  EXPECT_NE(ReadWeights("format = 1\n[", "x").error().ToString().find("line"), std::string::npos);
  EXPECT_FALSE(ReadWeights("", "x"));
  EXPECT_FALSE(ReadWeights("base = 3\nformat = 1", "x"));
}

TEST(Weights, SignsAreCheckedAndErrorsSayTheLine) {
  const std::string good = FileText();
  const auto line_of = [&](std::string_view part) {
    return 1 + std::count(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.find(part)), '\n');
  };
  struct Case {
    std::string text;
    const char *where, *says;
  };
  const Case cases[] = {
      {Replaced(good, "below = { arrive = -0.30,", "below = { arrive = 0.30,"), "below = {", "wage.below.arrive"},
      {Replaced(good, "leader = { arrive = 0.20, stay = 0.25 }", "leader = { arrive = 0.20, stay = -0.25 }"),
       "leader = {", "worker.leader.stay"},
      {Replaced(good, "step = { arrive = -0.05, stay = -0.05 }", "step = { arrive = -0.05, stay = 0.01 }"), "step = {",
       "climate.step.stay"},
      {Replaced(good, "{ hours = 8,  arrive = 0.10,", "{ hours = 8,  arrive = 0.60,"), "{ hours = 8,", "travel.points"},
      {Replaced(good, "{ week = 22, arrive = -0.20,", "{ week = 22, arrive = 0.20,"), "{ week = 22,",
       "season.points.arrive"},
      {Replaced(good, "{ months = 3,  arrive = 0.10,", "{ months = 3,  arrive = 0.20,"), "{ months = 3,",
       "subsidy.points"},
      {Replaced(good, "{ week = 8,  arrive", "{ week = 8, sun = 1, arrive"), "{ week = 8,", "season.points"},
      {Replaced(good, "{ week = 8,  arrive = -0.15", "{ week = 8,  arrive = nan"), "{ week = 8,",
       "season.points.arrive"},
      {Replaced(good, "-1.30, -1.80", "-1.30, inf"), "log_odds = [", "leave.log_odds"},
      {Replaced(good, "\ncanteen = { arrive", "\ncanten = { arrive"), "[post]", "post.canteen"},
      {Replaced(good, "[together]", "[together]\nbonus = 4"), "# Couples, families", "together.bonus"},
      {Replaced(good, "format = 1", "format = 1\nformat = 1"), "horizon_months", "format"},
  };
  for (const Case& one : cases) {
    const auto weights = ReadWeights(one.text, "weights.toml");
    ASSERT_FALSE(weights) << one.says;
    const std::string error = weights.error().ToString();
    EXPECT_NE(error.find(one.says), std::string::npos) << error;
    EXPECT_NE(error.find("line=" + std::to_string(line_of(one.where))), std::string::npos)
        << line_of(one.where) << " " << error;
    EXPECT_FALSE(weights.error().hint.empty());
  }
  // 0 says nothing and is no sign; where none was fixed both may stand.
  EXPECT_TRUE(ReadWeights(Replaced(good, "below = { arrive = -0.30,", "below = { arrive = 0,"), "x"));
  EXPECT_TRUE(ReadWeights(Replaced(good, "piece_rate = { arrive = 0.00,", "piece_rate = { arrive = 0.10,"), "x"));
}

TEST(Weights, FilesOfEarlierProgramsSayNothingOfSpouseAndSubsidy) {
  std::string text = FileText();
  for (const char* section : {"[spouse]", "[subsidy]"}) {
    const std::size_t at = text.find(section);
    ASSERT_NE(at, std::string::npos);
    text.erase(at, text.find("\n[", at) - at);
  }
  const auto weights = ReadWeights(text, "old");
  ASSERT_TRUE(weights) << weights.error().ToString();
  EXPECT_EQ(weights->tables.spouse, Effect{});
  EXPECT_EQ(weights->tables.subsidy[3], Effect{});
  EXPECT_FALSE(ReadWeights(Replaced(FileText(), "{ months = 1, ", "{ months = 0, "), "x"));
}

TEST(Weights, RangesContainTheErrorOfTheWeightsFile) {
  EXPECT_EQ(DefaultWeights().index_error, 0.5);
  EXPECT_EQ(ReadWeights(Replaced(FileText(), "index_error = 0.5", "index_error = 0.1"), "x")->index_error, 0.1);
  EXPECT_EQ(ReadWeights(Replaced(FileText(), "index_error = 0.5", ""), "old")->index_error, 0.5);
  EXPECT_FALSE(ReadWeights(Replaced(FileText(), "index_error = 0.5", "index_error = -1"), "x"));
}

TEST(Season, CountsWeeksFromTheLanternFeast) {
  const auto weeks = [](const char* day) { return WeeksSinceLantern(*Date::Parse(day)); };
  EXPECT_EQ(weeks("2018-03-02"), 0);   // 正月十五
  EXPECT_EQ(weeks("2018-03-01"), 54);  // the day before belongs to the last year's (2017-02-11)
  EXPECT_EQ(weeks("2018-03-08"), 0);
  EXPECT_EQ(weeks("2018-03-09"), 1);
  EXPECT_EQ(weeks("2019-02-18"), 50);
  EXPECT_EQ(weeks("2019-02-19"), 0);
  EXPECT_EQ(WeeksSinceLantern(Date::FromDays(-29'219)), kNoSeason);  // 1890, before the table of lunar dates
  int most = 0;
  for (Date day = *Date::Parse("1910-01-01"); day < *Date::Parse("2090-01-01"); day = day.AddDays(1))
    most = std::max<int>(most, WeeksSinceLantern(day));
  EXPECT_EQ(most, 54);  // 13 months at most; the table of the weights has 56
}

}  // namespace
}  // namespace gq::matching
