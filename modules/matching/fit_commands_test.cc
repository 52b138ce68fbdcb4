// `gangqiao matching fit` and `backtest` on spells drawn from a known truth.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "modules/matching/commands.h"
#include "modules/matching/retention_fit.h"
#include "modules/matching/weights.h"

namespace gq::matching {
namespace {

const Date kAsOf = *Date::Parse("2020-06-30");

std::string Folder(const std::string& name) {
  std::string folder = testing::TempDir() + "fit_" + name + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  return folder;
}

constexpr const char* kHeader =
    "id,offered,arrived,start,end,wage,want_wage,travel_hours,dormitory,own_wish,leader,townspeople,county,sex,age\n";

// The truth: own wish 1.2 for coming; leader 0.9, townspeople 0.25 a doubling and low pay -0.5 a tenth for staying.
std::string SimulatedSpells(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto unit = [&] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
  const Date begin = *Date::Parse("2017-01-01");
  std::ostringstream out;
  out << kHeader;
  for (std::size_t i = 0; i < count; ++i) {
    const Date offered = begin.AddDays(static_cast<int>(unit() * (kAsOf.days() - begin.days())));
    const int wage = 3000 + 100 * static_cast<int>(unit() * 11);
    const bool dormitory = unit() < 0.5, wish = unit() < 0.4, leader = unit() < 0.3;
    const int people = unit() < 0.5 ? 0 : 1 << static_cast<int>(unit() * 5);
    const int doublings = people == 0 ? 0 : static_cast<int>(std::log2(people)) + 1;
    const double low = wage < 3500 ? std::floor(wage * 100.0 / 3500 - 100) / 10 : 0;
    const bool arrives = unit() < LogisticOf(-1.0 + 1.2 * wish + 0.25 * dormitory + 0.3 * low);
    const Date start = offered.AddDays(1 + static_cast<int>(unit() * 20));
    std::optional<Date> end;
    for (int m = 0; m < 6 && !end; ++m) {
      const double h = LogisticOf(-0.6 - 0.3 * m - 0.9 * leader - 0.25 * doublings - 0.5 * low);
      if (unit() < h) end = start.AddDays(30 * m + static_cast<int>(unit() * 30));
    }
    const bool came = arrives && start <= kAsOf;
    out << i << ',' << offered.ToString() << ',' << (came ? "是" : "否") << ','
        << (came ? start.ToString() : std::string()) << ','
        << (came && end && *end <= kAsOf ? end->ToString() : std::string()) << ',' << wage << ",3500,10,"
        << (dormitory ? "是" : "否") << ',' << (wish ? "是" : "否") << ',' << (leader ? "是" : "否") << ',' << people
        << ',' << "县" << i % 5 << ',' << (i % 2 == 0 ? "男" : "女") << ',' << 20 + i % 40 << '\n';
  }
  return out.str();
}

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
std::string Read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

cli::Invocation Given(const std::map<std::string, std::string>& values) {
  cli::Invocation invocation;
  for (const auto& [name, value] : values) invocation.values[name] = {value};
  return invocation;
}

TEST(FitCommand, FindsTheTruthAndWritesWeightsThatMatchReads) {
  const std::string folder = Folder("truth");
  Write(folder + "/spells.csv", SimulatedSpells(12'000, 1));
  std::vector<Reject> rejects;
  const auto spells = ReadSpells(folder + "/spells.csv", kAsOf, rejects);
  ASSERT_TRUE(spells) << spells.error().ToString();
  ASSERT_TRUE(rejects.empty());
  const auto model = FitRetention(spells->rows, kAsOf, 5);
  ASSERT_TRUE(model) << model.error().ToString();
  const auto stay = [&](SpellFactor f) { return model->stay[static_cast<std::size_t>(f)]; };
  EXPECT_NEAR(model->arrive[static_cast<std::size_t>(SpellFactor::kOwnWish)], 1.2, 0.15);
  EXPECT_NEAR(stay(SpellFactor::kLeader), 0.9, 0.2);
  EXPECT_NEAR(stay(SpellFactor::kTownspeople), 0.25, 0.06);
  EXPECT_NEAR(stay(SpellFactor::kWageBelow), -0.5, 0.2);
  // Never seen to vary: the prior stays.
  EXPECT_NEAR(stay(SpellFactor::kTrained), PriorModel().stay[static_cast<std::size_t>(SpellFactor::kTrained)], 1e-6);

  testing::internal::CaptureStdout();
  const auto code = RunFit(Given(
      {{"spells", folder + "/spells.csv"}, {"out", folder + "/w.toml"}, {"as-of", "2020-06-30"}, {"ridge", "5"}}));
  testing::internal::GetCapturedStdout();
  ASSERT_TRUE(code) << code.error().ToString();
  EXPECT_EQ(*code, cli::kDone);
  const std::string written = Read(folder + "/w.toml");
  const auto weights = ReadWeights(written, "w.toml");
  ASSERT_TRUE(weights) << weights.error().ToString();
  EXPECT_NEAR(weights->tables.worker_traits[0].arrive, 1.2 * kIndexUnit, 0.15 * kIndexUnit);
  EXPECT_EQ(weights->provinces[43]->rice, DefaultWeights().provinces[43]->rice);
  std::filesystem::remove_all(folder);
}

TEST(FitCommand, LearnsWhatSpouseAndSubsidyAreWorth) {
  // Of those whose wife is there, or who wait for a subsidy, one in ten leaves in the first month; of the others four.
  const std::string folder = Folder("spouse");
  std::ostringstream out;
  out << "id,offered,arrived,start,end,spouse_city,subsidy_months\n";
  for (int i = 0; i < 4'000; ++i) {
    const int kind = i % 4, nth = i / 4 % 10;
    const bool leaves = nth < (kind == 0 ? 4 : 1);
    out << i << ",2019-01-01,是,2019-01-02," << (leaves ? "2019-01-20" : "2019-02-02") << ','
        << (kind == 1 ? "是" : "否") << ','
        << (kind == 2   ? "3"
            : kind == 3 ? "6"
                        : "")
        << '\n';
  }
  Write(folder + "/spells.csv", out.str());
  std::vector<Reject> rejects;
  const auto spells = ReadSpells(folder + "/spells.csv", kAsOf, rejects);
  ASSERT_TRUE(spells && rejects.empty());
  EXPECT_EQ(spells->rows[0].factors[static_cast<std::size_t>(SpellFactor::kSubsidy)], -1) << "none is not 0 months";
  const auto model = FitRetention(spells->rows, kAsOf, 0.05);
  ASSERT_TRUE(model);
  const double others = std::log(4.0 / 6), with = std::log(1.0 / 9);
  EXPECT_NEAR(model->stay[static_cast<std::size_t>(SpellFactor::kSpouse)], others - with, 0.25);
  EXPECT_GT(model->stay[static_cast<std::size_t>(SpellFactor::kSubsidy)], 3) << "the prior's curve, stretched";
  const auto weights = ReadWeights(FittedWeights(*model, "x"), "x");
  ASSERT_TRUE(weights) << weights.error().ToString();
  EXPECT_GT(weights->tables.spouse.stay, DefaultWeights().tables.spouse.stay);
  EXPECT_GT(weights->tables.subsidy[3].stay, DefaultWeights().tables.subsidy[3].stay);
  std::filesystem::remove_all(folder);
}

TEST(FitCommand, WithoutNewsThePriorStays) {
  const RetentionModel prior = PriorModel();
  const auto model = FitRetention({}, kAsOf, 20);
  ASSERT_TRUE(model);
  EXPECT_EQ(model->arrive, prior.arrive);
  EXPECT_EQ(model->leave, prior.leave);
  const auto weights = ReadWeights(FittedWeights(*model, "prior"), "prior");
  ASSERT_TRUE(weights) << weights.error().ToString();
  EXPECT_EQ(weights->tables.travel_hours, DefaultWeights().tables.travel_hours);
  EXPECT_EQ(weights->tables.leave, DefaultWeights().tables.leave);
}

TEST(BacktestCommand, BeatsTheMeansAndIsCalibrated) {
  const std::string folder = Folder("backtest");
  Write(folder + "/spells.csv", SimulatedSpells(12'000, 2));
  std::vector<Reject> rejects;
  const auto spells = ReadSpells(folder + "/spells.csv", kAsOf, rejects);
  ASSERT_TRUE(spells);
  const auto report = Backtest(spells->rows, kAsOf, 20);
  ASSERT_TRUE(report) << report.error().ToString();
  EXPECT_GE(report->quarters.size(), 10U);
  EXPECT_LT(report->model.brier, report->county_mean.brier);
  EXPECT_LT(report->model.brier, report->overall_mean.brier);
  EXPECT_LT(report->model.log_loss, report->prior.log_loss);
  EXPECT_NEAR(report->model.slope, 1, 0.15);
  EXPECT_NEAR(report->model.expected, report->model.observed, 0.015);
  EXPECT_GT(report->model.concordance, 0.65);
  EXPECT_GT(report->model.concordance, report->prior.concordance);
  EXPECT_LT(report->overall_mean.concordance, 0.55);

  testing::internal::CaptureStdout();
  const auto code =
      RunBacktest(Given({{"spells", folder + "/spells.csv"}, {"out", folder + "/out"}, {"as-of", "2020-06-30"}}));
  testing::internal::GetCapturedStdout();
  ASSERT_TRUE(code) << code.error().ToString();
  const std::string summary = Read(folder + "/out/backtest.json");
  EXPECT_NE(summary.find("\"calibration_slope\""), std::string::npos);
  const std::string bytes = std::to_string(std::filesystem::file_size(folder + "/out/deciles.csv"));
  EXPECT_NE(summary.find("\"files\":{\"deciles.csv\":" + bytes + ",\"shares.csv\":"), std::string::npos) << summary;
  EXPECT_NE(Read(folder + "/out/shares.csv").find("sex,女,"), std::string::npos);
  const std::string deciles = Read(folder + "/out/deciles.csv");
  EXPECT_EQ(std::count(deciles.begin(), deciles.end(), '\n'), 11);
  std::filesystem::remove_all(folder);
}

TEST(BacktestCommand, NothingOfTheFutureIsUsed) {
  // What happens after T must not change what was predicted at T.
  const std::string folder = Folder("future");
  Write(folder + "/spells.csv", SimulatedSpells(3'000, 3));
  std::vector<Reject> rejects;
  std::vector<Spell> rows = ReadSpells(folder + "/spells.csv", kAsOf, rejects)->rows;
  const double before = Backtest(rows, kAsOf, 20)->quarters[0].expected;
  const Date cut = Backtest(rows, kAsOf, 20)->quarters[0].from;
  for (Spell& spell : rows) {
    if (spell.end && *spell.end > cut.AddDays(100)) spell.end.reset();
  }
  EXPECT_EQ(Backtest(rows, kAsOf, 20)->quarters[0].expected, before);
  std::filesystem::remove_all(folder);
}

TEST(FitCommand, WhatHappensAfterTheDayIsCutOff) {
  const std::string folder = Folder("cut");
  Write(folder + "/late.csv", std::string(kHeader) +
                                  "1,2020-01-01,是,2020-01-05,2020-09-01,,,,,,,,,,\n"  // leaves later
                                  "2,2020-05-01,是,2020-07-05,,,,,,,,,,,\n"            // comes later
                                  "3,2020-01-01,是,2020-01-05,2020-06-30,,,,,,,,,,\n"  // leaves on the day
                                  "4,2020-01-01,否,,,,,,,,,,,,\n");
  Write(folder + "/known.csv", std::string(kHeader) +
                                   "1,2020-01-01,是,2020-01-05,,,,,,,,,,,\n"
                                   "2,2020-05-01,否,,,,,,,,,,,,\n"
                                   "3,2020-01-01,是,2020-01-05,2020-06-30,,,,,,,,,,\n"
                                   "4,2020-01-01,否,,,,,,,,,,,,\n");
  std::vector<Reject> rejects;
  const auto late = ReadSpells(folder + "/late.csv", kAsOf, rejects),
             known = ReadSpells(folder + "/known.csv", kAsOf, rejects);
  ASSERT_TRUE(late && known);
  EXPECT_TRUE(rejects.empty()) << rejects[0].reason;
  EXPECT_EQ(late->cut_off, 2U);
  EXPECT_EQ(known->cut_off, 0U);
  ASSERT_EQ(late->rows.size(), 4U);
  EXPECT_FALSE(late->rows[0].end);
  EXPECT_FALSE(late->rows[1].arrived);
  EXPECT_TRUE(late->rows[2].end);
  const auto a = FitRetention(late->rows, kAsOf, 1), b = FitRetention(known->rows, kAsOf, 1);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->person_months, b->person_months);
  EXPECT_EQ(FittedWeights(*a, "x"), FittedWeights(*b, "x"));
  std::filesystem::remove_all(folder);
}

TEST(FitCommand, TheRegisterIsNotOverwritten) {
  const std::string folder = Folder("own_input");
  Write(folder + "/shares.csv", kHeader);
  const std::string path = folder + "/shares.csv";
  const auto fit = RunFit(Given({{"spells", path}, {"out", path}, {"as-of", "2020-01-01"}}));
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().kind, &kUsage);
  const auto backtest = RunBacktest(Given({{"spells", path}, {"out", folder}, {"as-of", "2020-01-01"}}));
  ASSERT_FALSE(backtest);
  EXPECT_EQ(backtest.error().kind, &kUsage);
  EXPECT_EQ(std::filesystem::file_size(path), std::string_view(kHeader).size());
}

TEST(FitCommand, TheFittedFileKeepsItsComments) {
  const std::string old = Read(std::string(std::getenv("GQ_SOURCE_DIR")) + "/rules/matching/weights.toml");
  const std::string same = FittedWeights(PriorModel(), "Fitted to nothing.");
  EXPECT_EQ(same.rfind("# Fitted to nothing.\n", 0), 0U);
  EXPECT_EQ(same.substr(same.size() - old.size()), old) << "nothing was learnt, nothing is changed";
  RetentionModel model = PriorModel();
  model.arrive_base = -1.23456;
  model.leave[0] += 0.5;
  model.stay[static_cast<std::size_t>(SpellFactor::kLeader)] = 0;
  model.stay[static_cast<std::size_t>(SpellFactor::kTravel)] = 2;
  const std::string fitted = FittedWeights(model, "x");
  for (const char* line :
       {"arrive = -1.2346\n", "log_odds = [0.5000, -0.90, ", "\n# Log-odds of leaving in month 1 … 6",
        "leader = { arrive = 0.20, stay = 0.0000 }       # goes with a named leader (FD-19)\n",
        "{ hours = 24, arrive = -0.40, stay = -0.5000 }", "\npriority = 1.25           # a priority"})
    EXPECT_NE(fitted.find(line), std::string::npos) << line;
  const auto weights = ReadWeights(fitted, "fitted");
  ASSERT_TRUE(weights) << weights.error().ToString();
  EXPECT_EQ(weights->tables.base.arrive, std::lround(-1.2346 * kIndexUnit));
}

TEST(FitCommand, RowsThatMakeNoSenseAreNamed) {
  const std::string folder = Folder("bad");
  Write(folder + "/spells.csv", std::string(kHeader) +
                                    "1,2018-01-01,是,,,,,,,,,,,,\n"                      // no start
                                    "2,2018-01-01,否,2018-01-05,,,,,,,,,,,\n"            // start without arrival
                                    "3,2018-01-01,是,2018-01-05,2018-01-01,,,,,,,,,,\n"  // ends before it begins
                                    "4,2031-01-01,否,,,,,,,,,,,,\n"                      // after as-of
                                    "5,2018-01-01,也许,,,,,,,,,,,,\n"
                                    "6,2018-01-01,否,,,NaN,,,,,,,,,\n"
                                    "7,2018-01-01,否,,,-5,,,,,,,,,\n"
                                    "7,2018-01-01,否,,,,,,,,,,,,\n"
                                    "7,2018-01-01,否,,,,,,,,,,,,\n");
  std::vector<Reject> rejects;
  const auto spells = ReadSpells(folder + "/spells.csv", kAsOf, rejects);
  ASSERT_TRUE(spells);
  EXPECT_EQ(spells->rows.size() + rejects.size(), 9U);
  EXPECT_EQ(rejects.size(), 9U);
  EXPECT_EQ(rejects[0].column, "start");
  EXPECT_EQ(rejects[3].column, "offered");
  EXPECT_EQ(rejects[5].column, "wage");
  Write(folder + "/empty.csv", kHeader);
  const auto none = RunFit(Given({{"spells", folder + "/empty.csv"}, {"out", folder + "/w"}, {"as-of", "2020-01-01"}}));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, &kBadFit);
  const auto ridge = RunFit(
      Given({{"spells", folder + "/empty.csv"}, {"out", folder + "/w"}, {"as-of", "2020-01-01"}, {"ridge", "nan"}}));
  EXPECT_EQ(ridge.error().kind, &kUsage);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gq::matching
