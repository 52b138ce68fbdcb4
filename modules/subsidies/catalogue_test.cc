// Rules of the catalogue end to end: what facts and claims come to, once a year, once a month, by household, by steps.
#include <gtest/gtest.h>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {
namespace {

constexpr std::int64_t kHuayuan = 433124110226, kJishou = 433101000000, kCangxi = 510824000000, kAnding = 621102000000,
                       kFuqing = 350181000000;

const Rules& Load() {
  static const Rules rules = [] {
    auto loaded = LoadRules("rules");
    EXPECT_TRUE(loaded) << loaded.error().ToString();
    return loaded ? *loaded : Rules();
  }();
  return rules;
}

Fact Person(const std::string& number, std::int64_t origin, std::int64_t work = 0) {
  Fact fact;
  fact.person = number;
  fact.target_group = "lifted";
  fact.unit = "u";
  fact.origin_region = origin;
  fact.work_region = work;
  fact.spell_start = fact.contract_start = Date::Parse("2017-01-01");
  return fact;
}

Claim Asks(const std::string& person, const char* rule, const char* event, const char* papers = "") {
  Claim claim{.person = person, .rule = rule, .event_date = Date::Parse(event)};
  claim.certificate = papers;
  return claim;
}

std::vector<Decision> Decide(const std::vector<Fact>& facts, const std::vector<Claim>& claims,
                             const Rules& rules = Load(), const char* as_of = "2020-01-31") {
  const auto done = DecideAll(facts, claims, rules, *Date::Parse(as_of));
  EXPECT_TRUE(done);
  return done ? done->rows : std::vector<Decision>();
}

void Expect(const Decision& decision, Outcome outcome, std::int64_t fen, const std::string& missing) {
  EXPECT_EQ(decision.outcome, outcome) << decision.rule << " " << decision.reason << " " << decision.missing;
  EXPECT_EQ(decision.amount_fen, fen) << decision.rule << " " << decision.reason;
  EXPECT_EQ(decision.missing, missing) << decision.rule << " " << decision.reason;
}

// R-XX17: base 1,000: a 1,700; b 400; c 23 days 230; d 1,500 on top.
TEST(Catalogue, TrainingStacks) {
  std::vector<Claim> claims;
  for (const char* rule : {"R-XX17a", "R-XX17b", "R-XX17c", "R-XX17d"}) {
    claims.push_back(Asks("a", rule, "2018-05-01", "初级证书；营业执照"));
    claims.back().standard = "1000";
    claims.back().course_days = 23;
    claims.back().period_from = Date::Parse("2017-10-01");
    claims.back().period_to = Date::Parse("2018-03-31");
  }
  claims.push_back(claims.back());
  const auto rows = Decide({Person("a", kHuayuan)}, claims);
  Expect(rows[0], Outcome::kPay, 170'000, "");
  Expect(rows[1], Outcome::kPay, 40'000, "");
  Expect(rows[2], Outcome::kPay, 23'000, "");
  Expect(rows[3], Outcome::kPay, 150'000, "");
  Expect(rows[4], Outcome::kRefuse, 0, "已享受");
  claims[3].period_to = Date::Parse("2018-03-30");
  Expect(Decide({Person("a", kHuayuan)}, {claims[3]})[0], Outcome::kRefuse, 0, "培训还差 1 天");
}

TEST(Catalogue, StudentsOnceAYear) {
  const auto rows = Decide({Person("a", kHuayuan)},
                           {Asks("a", "R-XX18a", "2018-09-01", "两后生"), Asks("a", "R-XX18a", "2018-11-01", "两后生"),
                            Asks("a", "R-XX18a", "2019-09-01", "两后生"), Asks("a", "R-XX18b", "2019-09-01", "")});
  Expect(rows[0], Outcome::kPay, 250'000, "");
  Expect(rows[1], Outcome::kRefuse, 0, "已享受");
  EXPECT_NE(rows[1].reason.find("每年一次"), std::string::npos) << rows[1].reason;
  Expect(rows[2], Outcome::kPay, 250'000, "");
  Expect(rows[3], Outcome::kReview, 0, "缺特困学生的认定");
}

// 优先安排: by the order of the pool's target groups while the money lasts.
TEST(Catalogue, StudentsByPriorityOfThePool) {
  Rules rules = Load();
  rules.budgets = {{.pool = "特困学生助学补助",
                    .fen = 400'000,
                    .admission = Admission::kPriority,
                    .priority = {"monitored", "lifted"}}};
  Fact monitored = Person("c", kHuayuan);
  monitored.target_group = "monitored";
  const auto rows =
      Decide({Person("a", kHuayuan), Person("b", kHuayuan), monitored},
             {Asks("a", "R-XX18b", "2019-09-01", "特困学生"), Asks("b", "R-XX18b", "2019-09-01", "特困学生"),
              Asks("c", "R-XX18b", "2019-09-01", "特困学生")},
             rules);
  Expect(rows[0], Outcome::kPay, 200'000, "");
  Expect(rows[1], Outcome::kReview, 0, "资金池余额不足");
  EXPECT_EQ(rows[1].waiting, 1U);
  EXPECT_NE(rows[1].reason.find("列入等候第 1 位"), std::string::npos) << rows[1].reason;
  Expect(rows[2], Outcome::kPay, 200'000, "");
}

// Held beside the main group, a group gives its place as well; one that has ended does not.
TEST(Catalogue, EveryGroupThatHoldsGivesItsPlaceInThePool) {
  Rules rules = Load();
  rules.budgets = {{.pool = "特困学生助学补助",
                    .fen = 200'000,
                    .admission = Admission::kPriority,
                    .priority = {"monitored", "lifted"}}};
  Fact ended = Person("b", kHuayuan), beside = Person("c", kHuayuan);
  ended.former_groups = {{"monitored", std::nullopt, Date::Parse("2012-12-31")}};
  beside.former_groups = {{"monitored", std::nullopt, std::nullopt}};
  const auto rows =
      Decide({Person("a", kHuayuan), ended, beside},
             {Asks("a", "R-XX18b", "2019-09-01", "特困学生"), Asks("b", "R-XX18b", "2019-09-01", "特困学生"),
              Asks("c", "R-XX18b", "2019-09-01", "特困学生")},
             rules);
  Expect(rows[0], Outcome::kReview, 0, "资金池余额不足");
  Expect(rows[1], Outcome::kReview, 0, "资金池余额不足");
  Expect(rows[2], Outcome::kPay, 200'000, "");
}

// No half year is longer than 184 days: who attended that many passed one, whatever the dates were.
TEST(Catalogue, DaysAttendedProveHalfAYearOfTraining) {
  const auto asks = [](std::int64_t days) {
    Claim claim = Asks("a", "R-XX17d", "2018-09-01", "初级职业资格证书");
    claim.course_days = days;
    return Decide({Person("a", kHuayuan)}, {claim})[0];
  };
  Expect(asks(183), Outcome::kReview, 0, "缺培训起止日期");
  Expect(asks(184), Outcome::kPay, 150'000, "");
}

TEST(Catalogue, PublicPostsByTheMonth) {
  Fact fact = Person("a", kCangxi, kCangxi);
  fact.public_post = true;
  fact.spell_end = Date::Parse("2017-03-15");
  const char* papers = "就业特别困难";
  const auto rows = Decide({fact}, {Asks("a", "R-GY7", "2017-01-31", papers), Asks("a", "R-GY7", "2017-02-01", papers),
                                    Asks("a", "R-GY7", "2017-02-28", papers), Asks("a", "R-GY7", "2017-03-31", papers),
                                    Asks("a", "R-GY7", "2017-05-01", papers)});
  Expect(rows[0], Outcome::kPay, 30'000, "");
  Expect(rows[1], Outcome::kPay, 30'000, "");
  Expect(rows[2], Outcome::kRefuse, 0, "已享受");
  Expect(rows[3], Outcome::kReview, 0, "请核对当月在岗");
  Expect(rows[4], Outcome::kRefuse, 0, "当月不在岗");
}

TEST(Catalogue, StationsByYearsBegunAndTenOfThem) {
  std::vector<Claim> claims;
  for (int i = 0; i < 11; ++i) {
    claims.push_back(Asks("站" + std::to_string(i), "R-FZ4", "2017-06-01", "劳务工作站"));
    claims.back().period_from = Date::Parse("2017-06-01");
  }
  auto rows = Decide({}, claims);
  for (int i = 0; i < 10; ++i) Expect(rows[static_cast<std::size_t>(i)], Outcome::kPay, 6'000'000, "");
  Expect(rows[10], Outcome::kReview, 0, "名额已满");
  claims.resize(1);
  claims[0].event_date = Date::Parse("2018-06-01");
  claims[0].paid_before_fen = 6'000'000;
  Expect(Decide({}, claims)[0], Outcome::kPay, 3'000'000, "");  // the second year
  claims[0].event_date = Date::Parse("2018-05-31");
  Expect(Decide({}, claims)[0], Outcome::kRefuse, 0, "已享受");
}

TEST(Catalogue, LoansOnceAHouseholdAndThreeYears) {
  Rules rules = Load();
  for (const char* id : {"R-XX19", "R-GY4"}) {
    for (Parameter& parameter : rules.at(id).parameters) {
      if (parameter.name == "rate_month") parameter.values[0].value = "0.0025";
    }
  }
  Fact husband = Person("a", kHuayuan), wife = Person("b", kHuayuan);
  husband.household = wife.household = "h1";
  Claim loan = Asks("a", "R-XX19", "2018-05-01", "返乡农民工");
  loan.amount = "150000";
  loan.period_from = Date::Parse("2018-01-01");
  loan.period_to = Date::Parse("2018-12-31");
  Claim second = loan;
  second.person = "b";
  const auto rows = Decide({husband, wife}, {loan, second}, rules);
  Expect(rows[0], Outcome::kPay, 300'000, "");  // 100,000 × 0.25 % × 12
  Expect(rows[1], Outcome::kRefuse, 0, "已享受");
  Claim start = loan;
  start.rule = "R-GY4";
  start.certificate = "自主创业";
  for (const auto& [day, fen] : {std::pair{"2018-06-01", 450'000}, {"2020-12-31", 450'000}, {"2021-01-01", 0}}) {
    start.event_date = Date::Parse(day);
    const auto year = Decide({Person("a", kCangxi)}, {start}, rules, "2022-01-01");
    Expect(year[0], fen > 0 ? Outcome::kPay : Outcome::kRefuse, fen, fen > 0 ? "" : "已是第 4 年");
  }
}

TEST(Catalogue, GuangyuanAwardsStackWithANote) {
  Fact fact = Person("a", kCangxi, kCangxi);
  fact.contract_end = Date::Parse("2017-12-31");
  fact.insured_from = gq::Month::Parse("2017-01");
  Claim training = Asks("a", "R-GY1", "2017-01-05");
  training.course_days = 5;
  const auto rows = Decide({fact}, {training, Asks("a", "R-GY5", "2017-01-05")});
  Expect(rows[0], Outcome::kPay, 100'000, "");
  Expect(rows[1], Outcome::kPay, 100'000, "");
  EXPECT_NE(rows[0].reason.find("另有 R-GY5"), std::string::npos) << rows[0].reason;
  EXPECT_NE(rows[1].reason.find("另有 R-GY1"), std::string::npos) << rows[1].reason;
}

TEST(Catalogue, EqualTreatmentIsNoMoney) {
  const auto rows =
      Decide({Person("a", kAnding, kFuqing), Person("b", 640402000000, kFuqing), Person("c", 640502000000, kFuqing)},
             {Asks("a", "R-FZ0", "2018-01-01"), Asks("b", "R-FZ0", "2018-01-01"), Asks("c", "R-FZ0", "2018-01-01")});
  Expect(rows[0], Outcome::kReview, 0, "按福州市本地政策申请（就业困难对象）");
  Expect(rows[1], Outcome::kReview, 0, "按福州市本地政策申请");
  Expect(rows[2], Outcome::kRefuse, 0, "户籍地不在范围内");
}

// A6: who began in November 2018 meets the three months in 2019, under the notice of 2019.
TEST(Catalogue, TheDayTheConditionIsMetDecides) {
  Fact fact = Person("a", kAnding, kFuqing);
  fact.spell_start = fact.contract_start = Date::Parse("2018-11-01");
  fact.first_time_in = fact.base_enterprise = fact.reserved_post = true;
  const auto rows =
      Decide({fact}, {{.person = "a", .rule = "R-FZ2"}, {.person = "a", .rule = "R-FZ3"}}, Load(), "2019-03-01");
  Expect(rows[0], Outcome::kRefuse, 0, "不在施行期内");
  EXPECT_NE(rows[0].reason.find("此后按2019 年 1 月"), std::string::npos) << rows[0].reason;
  Expect(rows[1], Outcome::kPay, 300'000, "");
}

TEST(Catalogue, ReadingsAreData) {
  Rules rules = Load();
  Rule& rule = rules.at("R-FZ3");
  Fact first = Person("a", kAnding, kFuqing), second = first;
  first.spell_start = Date::Parse("2019-01-01");
  first.spell_end = Date::Parse("2019-02-28");
  second.spell_start = Date::Parse("2019-03-03");
  first.first_time_in = second.first_time_in = true;
  const std::vector<Claim> claims = {Asks("a", "R-FZ3", "2019-04-15")};
  Expect(Decide({first, second}, claims, rules, "2019-04-30")[0], Outcome::kRefuse, 0, "还差 33 天");
  rule.gap_days = 2;  // A9
  Expect(Decide({first, second}, claims, rules, "2019-04-30")[0], Outcome::kPay, 300'000, "");
  first.target_group_to = second.target_group_to = Date::Parse("2019-02-01");
  Expect(Decide({first, second}, claims, rules, "2019-04-30")[0], Outcome::kPay, 300'000, "");
  rule.group_day = "event";  // A8
  Expect(Decide({first, second}, claims, rules, "2019-04-30")[0], Outcome::kRefuse, 0, "不属于对象类别");
}

TEST(Catalogue, WhoPaysIsATable) {
  Rules rules = Load();
  rules.at("R-XX24").payers = {{"4331", "433101", "吉首市财政", "吉首岗位补贴", "work"}};
  Fact fact = Person("a", kHuayuan, kJishou);
  fact.insured_from = gq::Month::Parse("2017-01");
  auto rows = Decide({fact}, {Asks("a", "R-XX24", "2018-01-01")}, rules);
  EXPECT_EQ(rows[0].payer, "吉首市财政");
  EXPECT_EQ(rows[0].pool, "吉首岗位补贴/433101");
  fact.work_region = kHuayuan;
  rows = Decide({fact}, {Asks("a", "R-XX24", "2018-01-01")}, rules);
  EXPECT_EQ(rows[0].payer, "企业所在地县市区财政");
  EXPECT_EQ(rows[0].pool, "岗位补贴/433124");
}

}  // namespace
}  // namespace gq::subsidies
