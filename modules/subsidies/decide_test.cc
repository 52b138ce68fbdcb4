// Every rule of rules/ against its cases.csv (golden vectors of the catalogue), and facts and claims through to what is
// paid.
#include "modules/subsidies/decide.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/decimal.h"
#include "kits/table/table_reader.h"

namespace gq::subsidies {
namespace {

constexpr std::int64_t kHuayuan = 433124110226, kJishou = 433101000000, kDongguan = 441900000000,
                       kAnding = 621102000000, kFuqing = 350181000000, kCangxi = 510824000000;

policy::Value CellValue(const std::string& text, const std::string& type) {
  if (type == "boolean") return policy::Value::Boolean(text == "true");
  const auto number = type == "number" ? Decimal::Parse(text) : std::nullopt;
  return number ? policy::Value::Number(*number) : policy::Value::Text(text);
}

const Rules& Load() {
  static const Rules rules = [] {
    auto loaded = LoadRules("rules");
    EXPECT_TRUE(loaded) << loaded.error().ToString();
    return loaded ? *loaded : Rules();
  }();
  return rules;
}

TEST(Rules, CasesOfEveryRuleHold) {
  ASSERT_EQ(Load().size(), 29U);
  for (const auto& [id, rule] : Load()) {
    auto reader = table::ReadTable(rule.folder + "/cases.csv", {});
    ASSERT_TRUE(reader) << reader.error().ToString();
    std::vector<std::string> headers;
    for (const auto& column : reader->layout().header.columns) headers.push_back(column.header);
    int cases = 0;
    while (reader->Next().value()) {
      policy::Context inputs;
      std::map<std::string, std::string> cells;
      for (std::size_t i = 0; i < headers.size(); ++i) cells[headers[i]] = std::string(reader->CellAt(i).text);
      const std::set<std::string> named(headers.begin(), headers.end());
      for (const auto& parameter : rule.parameters) {
        const std::string& value = parameter.values.back().value;
        inputs.Set(parameter.name, policy::Value::Number(*Decimal::Parse(value.empty() ? "0" : value)));
      }
      for (const auto& element : rule.model->Elements()) {
        if (element.kind != policy::ElementKind::kInput ||
            (inputs.Find(element.name) != nullptr && named.count(element.name) == 0))
          continue;
        ASSERT_EQ(cells.count(element.name), 1U) << id << ": cases.csv does not name " << element.name;
        inputs.Set(element.name, CellValue(cells[element.name], element.type));
      }
      const auto done = rule.model->Evaluate("decision", inputs, {.mode = policy::Mode::kStrict});
      ASSERT_EQ(done.error, "") << id << " " << cells["name"];
      ASSERT_TRUE(done.value.IsContext());
      EXPECT_EQ(done.value.context().Find("outcome")->text(), cells["outcome"]) << id << " " << cells["name"];
      EXPECT_EQ(done.value.context().Find("amount")->number(), *Decimal::Parse(cells["amount"]))
          << id << " " << cells["name"];
      EXPECT_EQ(done.value.context().Find("missing")->text(), cells["missing"]) << id << " " << cells["name"];
      ++cases;
    }
    EXPECT_GE(cases, 2) << id;
  }
}

Fact Worker(const std::string& person, std::int64_t origin, std::int64_t work, const char* start, const char* end) {
  Fact fact;
  fact.person = person;
  fact.target_group = "lifted";
  fact.unit = "914331010000000000";
  fact.tier = "outside";
  fact.origin_region = origin;
  fact.work_region = work;
  fact.spell_start = Date::Parse(start);
  if (end != nullptr) fact.spell_end = Date::Parse(end);
  fact.contract_start = fact.spell_start;
  fact.first_time_in = true;
  return fact;
}

Decision One(const Fact& fact, const Claim& claim, const char* as_of = "2020-01-01") {
  const auto done = DecideAll({fact}, {claim}, Load(), *Date::Parse(as_of));
  EXPECT_TRUE(done);
  return done ? done->rows.at(0) : Decision();
}

Claim Asks(const char* rule) { return {.person = "a", .rule = rule}; }

void Expect(const Decision& decision, Outcome outcome, std::int64_t fen, const std::string& missing) {
  EXPECT_EQ(decision.outcome, outcome) << decision.rule << " " << decision.reason << " " << decision.missing;
  EXPECT_EQ(decision.amount_fen, fen) << decision.rule << " " << decision.reason;
  EXPECT_EQ(decision.missing, missing) << decision.rule << " " << decision.reason;
  EXPECT_FALSE(decision.reason.empty());
}

TEST(Decide, Transport) {
  Fact fact = Worker("a", kHuayuan, kDongguan, "2017-03-01", nullptr);
  Claim claim = Asks("R-XX20");
  claim.event_date = Date::Parse("2017-02-25");
  claim.receipts = 1;
  for (const auto& [tier, fare, fen] : {std::tuple{"outside", "512", 40'000},
                                        {"outside", "386.50", 38'650},
                                        {"province", "200", 20'000},
                                        {"prefecture", "118", 10'000}}) {
    fact.tier = tier;
    claim.amount = fare;
    Expect(One(fact, claim), Outcome::kPay, fen, "");
  }
  fact.tier = "county";
  Expect(One(fact, claim), Outcome::kRefuse, 0, "县内就业");
  fact.tier = "outside";
  claim.receipts = 0;
  Expect(One(fact, claim), Outcome::kRefuse, 0, "缺交通费票据");
  claim.receipts = 1;
  fact.contract_start.reset();
  Expect(One(fact, claim), Outcome::kReview, 0, "缺劳动合同或就业协议");
  fact.contract_start = fact.spell_start;
  fact.origin_region = kAnding;
  Expect(One(fact, claim), Outcome::kRefuse, 0, "户籍地不在范围内");
  fact.origin_region = kHuayuan;
  fact.target_group.clear();
  Expect(One(fact, claim), Outcome::kReview, 0, "缺人员类别");
  fact.target_group = "ordinary";
  Expect(One(fact, claim), Outcome::kRefuse, 0, "不属于对象类别");
  fact.target_group = "lifted";
  fact.target_group_to = Date::Parse("2018-12-31");  // left the group later: still entitled (A8)
  Expect(One(fact, claim), Outcome::kPay, 10'000 + 1'800, "");
  claim.event_date = Date::Parse("2016-05-17");
  fact.spell_start = Date::Parse("2016-05-17");
  Expect(One(fact, claim), Outcome::kRefuse, 0, "不在施行期内");
}

TEST(Decide, PlacementByBrokers) {
  Fact fact = Worker("a", kHuayuan, kDongguan, "2017-03-01", "2018-02-28");
  Claim claim = Asks("R-XX23");
  claim.event_date = Date::Parse("2017-03-01");
  claim.tracking_to = Date::Parse("2018-02-10");
  claim.broker = "b1";
  const Decision paid = One(fact, claim);
  Expect(paid, Outcome::kPay, 30'000, "");
  EXPECT_EQ(paid.payee, "b1");
  EXPECT_EQ(paid.pool, "政府购买服务/433124");
  EXPECT_EQ(paid.rule_ids, "pay");
  claim.tracking_to.reset();
  Expect(One(fact, claim), Outcome::kReview, 0, "缺跟踪服务记录");
  fact.spell_end = Date::Parse("2018-02-27");
  Expect(One(fact, claim), Outcome::kRefuse, 0, "还差 1 天");
  fact = Worker("a", kCangxi, kDongguan, "2017-01-01", "2017-06-30");
  claim = Asks("R-GY3");
  claim.broker = "b1";
  Expect(One(fact, claim), Outcome::kReview, 0, "缺免费介绍的证明");
  claim.fee_taken = false;
  Expect(One(fact, claim), Outcome::kPay, 30'000, "");
  claim.fee_taken = true;
  Expect(One(fact, claim), Outcome::kRefuse, 0, "收了介绍费");
}

TEST(Decide, EmployersAwards) {
  Fact fact = Worker("a", kHuayuan, kJishou, "2018-03-01", "2019-02-28");
  fact.insured_from = gq::Month::Parse("2018-03");
  Expect(One(fact, Asks("R-XX24")), Outcome::kPay, 100'000, "");
  fact.spell_end = Date::Parse("2019-02-27");
  Expect(One(fact, Asks("R-XX24")), Outcome::kRefuse, 0, "还差 1 天");
  fact.spell_end = Date::Parse("2019-02-28");
  fact.insured_to = gq::Month::Parse("2018-12");
  Expect(One(fact, Asks("R-XX24")), Outcome::kReview, 0, "缺全程参保记录");
  fact.insured_to.reset();
  fact.work_region = kDongguan;
  Expect(One(fact, Asks("R-XX24")), Outcome::kRefuse, 0, "企业在州外");
  fact = Worker("a", kCangxi, kDongguan, "2017-05-01", nullptr);
  fact.contract_end = Date::Parse("2018-04-30");
  fact.insured_from = gq::Month::Parse("2017-05");
  Expect(One(fact, Asks("R-GY5"), "2017-08-01"), Outcome::kPay, 100'000, "");
  fact.insured_from.reset();
  Expect(One(fact, Asks("R-GY5"), "2017-08-01"), Outcome::kReview, 0, "缺参保记录");
  fact.insured_from = gq::Month::Parse("2017-05");
  fact.contract_end = Date::Parse("2018-04-29");
  Expect(One(fact, Asks("R-GY5"), "2017-08-01"), Outcome::kRefuse, 0, "合同还差 1 天");
}

TEST(Decide, FuzhouByMonths) {
  Claim claim = Asks("R-FZ3");
  for (const auto& [end, fen] :
       {std::pair{"2019-03-30", 0}, {"2019-03-31", 300'000}, {"2019-06-29", 300'000}, {"2019-06-30", 1'200'000}}) {
    const Fact fact = Worker("a", kAnding, kFuqing, "2019-01-01", end);
    Expect(One(fact, claim), fen > 0 ? Outcome::kPay : Outcome::kRefuse, fen, fen > 0 ? "" : "还差 1 天");
  }
  Fact fact = Worker("a", kAnding, kFuqing, "2019-01-01", "2019-06-30");
  claim.paid_before_fen = 300'000;
  Expect(One(fact, claim), Outcome::kPay, 900'000, "");
  claim.paid_before_fen = 1'200'000;
  Expect(One(fact, claim), Outcome::kRefuse, 0, "已享受");
  fact.first_time_in = false;
  Expect(One(fact, claim), Outcome::kRefuse, 0, "不是首次来榕");
  fact.first_time_in.reset();
  Expect(One(fact, claim), Outcome::kReview, 0, "缺是否首次来榕的确认");
  fact = Worker("a", kAnding, kFuqing, "2018-01-01", "2018-09-30");
  fact.reserved_post = true;
  Expect(One(fact, Asks("R-FZ2")), Outcome::kReview, 0, "缺基地企业的认定");
  fact.base_enterprise = true;
  Expect(One(fact, Asks("R-FZ2")), Outcome::kPay, 360'000, "");
}

TEST(Decide, SpellsThatJoinCountAsOne) {
  const Fact first = Worker("a", kAnding, kFuqing, "2019-01-01", "2019-02-28"),
             second = Worker("a", kAnding, kFuqing, "2019-03-01", "2019-06-30");
  auto done = DecideAll({first, second}, {Asks("R-FZ3")}, Load(), *Date::Parse("2020-01-01"));
  EXPECT_EQ(done->rows[0].amount_fen, 1'200'000);
  Fact gap = second;
  gap.spell_start = Date::Parse("2019-03-02");
  done = DecideAll({first, gap}, {Asks("R-FZ3")}, Load(), *Date::Parse("2020-01-01"));
  EXPECT_EQ(done->rows[0].amount_fen, 300'000);
}

TEST(Decide, BaseAwardByHeadcountAndIncrements) {
  std::vector<Fact> staff;
  Claim claim{.person = "914331010000000000", .rule = "R-FZ1"};
  for (const auto& [count, fen] : {std::pair{50, 0},
                                   {51, 10'000'000},
                                   {99, 10'000'000},
                                   {100, 20'000'000},
                                   {149, 20'000'000},
                                   {150, 30'000'000}}) {
    while (static_cast<int>(staff.size()) < count)
      staff.push_back(Worker("p" + std::to_string(staff.size()), kAnding, kFuqing, "2019-01-01", nullptr));
    const auto done = DecideAll(staff, {claim}, Load(), *Date::Parse("2019-12-31"));
    Expect(done->rows[0], fen > 0 ? Outcome::kPay : Outcome::kRefuse, fen, fen > 0 ? "" : "现有 50 人");
  }
  staff.resize(120);
  claim.paid_before_fen = 10'000'000;
  Expect(DecideAll(staff, {claim}, Load(), *Date::Parse("2019-12-31"))->rows[0], Outcome::kPay, 10'000'000, "");
  staff.back().spell_start = Date::Parse("2019-12-01");  // not yet three months
  staff.resize(51);
  staff.back().spell_start = Date::Parse("2019-12-01");
  claim.paid_before_fen = 0;
  Expect(DecideAll(staff, {claim}, Load(), *Date::Parse("2019-12-31"))->rows[0], Outcome::kRefuse, 0, "现有 50 人");
}

TEST(Settlement, OnceOnlyBrokersAndPools) {
  const Fact fact = Worker("a", kHuayuan, kDongguan, "2017-03-01", "2019-02-28");
  Claim first = Asks("R-XX23");
  first.tracking_to = Date::Parse("2018-03-10");
  first.broker = "b1";
  Claim second = first;
  second.broker = "b2";
  Claim fare = Asks("R-XX20");
  fare.amount = "386.50";
  fare.receipts = 1;
  Rules rules = Load();
  const auto done = DecideAll({fact}, {first, second, fare, fare}, rules, *Date::Parse("2020-01-01"));
  ASSERT_TRUE(done);
  Expect(done->rows[0], Outcome::kPay, 30'000, "");
  Expect(done->rows[1], Outcome::kRefuse, 0, "同一人已有中介享受");
  Expect(done->rows[2], Outcome::kPay, 38'650, "");
  Expect(done->rows[3], Outcome::kRefuse, 0, "已享受");
  EXPECT_EQ(done->pay_fen, 68'650);
  EXPECT_EQ(done->pools.at("政府购买服务/433124"), 30'000);
  fare.paid_before_fen = 10'000;  // once-only: no difference is paid
  Expect(One(fact, fare), Outcome::kRefuse, 0, "已享受");
  rules.budgets = {{"财政扶贫专项资金/433124", 40'000}};
  fare.paid_before_fen = 0;
  Fact other = fact;
  other.person = "z";
  Claim late = fare;
  late.person = "z";
  const auto bounded = DecideAll({fact, other}, {fare, late}, rules, *Date::Parse("2020-01-01"));
  Expect(bounded->rows[0], Outcome::kPay, 38'650, "");
  Expect(bounded->rows[1], Outcome::kReview, 0, "资金池余额不足");
  EXPECT_EQ(bounded->balances.at("财政扶贫专项资金/433124"), 1'350);
}

// What other months decided counts as paid; the month itself is decided anew.
TEST(Settlement, OtherMonthsCountAsPaid) {
  const Fact fact = Worker("a", kAnding, kFuqing, "2019-01-01", nullptr);
  const auto decide = [&](const char* as_of, std::vector<Grant> grants, std::int64_t stated = 0) {
    Claim claim = Asks("R-FZ3");
    claim.paid_before_fen = stated;
    DecideOptions options;
    options.grants = std::move(grants);
    return DecideAll({fact}, {claim}, Load(), *Date::Parse(as_of), options)->rows[0];
  };
  Grant three{.person = "a", .rule = "R-FZ3", .period = "2019-03", .amount_fen = 300'000, .due_fen = 300'000};
  Expect(decide("2019-03-31", {}), Outcome::kPay, 300'000, "");
  Expect(decide("2019-04-30", {three}), Outcome::kRefuse, 0, "已享受");
  const Decision rest = decide("2019-06-30", {three});
  Expect(rest, Outcome::kPay, 900'000, "");
  EXPECT_EQ(rest.due_fen, 1'200'000);
  Expect(decide("2019-06-30", {three}, 300'000), Outcome::kPay, 900'000, "");  // the same payment, named twice
  const Decision larger = decide("2019-06-30", {three}, 500'000);
  Expect(larger, Outcome::kPay, 700'000, "");
  EXPECT_NE(larger.reason.find("申请写明已发 5000.00 元，系统记录已核定 3000.00 元，按较大的算"), std::string::npos)
      << larger.reason;
  // March again after June has paid the rest: its own share, and no fen more.
  Grant six{.person = "a", .rule = "R-FZ3", .period = "2019-06", .amount_fen = 900'000, .due_fen = 1'200'000};
  six.later = true;
  Expect(decide("2019-03-31", {six}), Outcome::kPay, 300'000, "");
  six.amount_fen = 1'200'000;  // June had paid all of it
  Expect(decide("2019-03-31", {six}), Outcome::kRefuse, 0, "已享受");
  // 2018 and 2019 are versions of one subsidy (A5 iv).
  const Grant year_before{
      .person = "a", .rule = "R-FZ2", .period = "2018-12", .amount_fen = 360'000, .due_fen = 360'000};
  Expect(decide("2019-06-30", {year_before}), Outcome::kPay, 840'000, "");
  const Grant somebody_else{
      .person = "b", .rule = "R-FZ3", .period = "2019-03", .amount_fen = 300'000, .due_fen = 300'000};
  Expect(decide("2019-03-31", {somebody_else}), Outcome::kPay, 300'000, "");
}

TEST(Settlement, OnceOnlyOverMonthsByPersonOrPlacement) {
  Fact fact = Worker("a", kHuayuan, kJishou, "2018-03-01", nullptr);
  fact.insured_from = gq::Month::Parse("2018-03");
  Grant grant{.person = "a",
              .rule = "R-XX24",
              .unit = "914331019999999999",
              .period = "2018-02",
              .amount_fen = 100'000,
              .due_fen = 100'000};
  DecideOptions options;
  options.grants = {grant};
  // R-XX24 is once a person, whichever the employer (docs/adr/0007).
  const Decision again = DecideAll({fact}, {Asks("R-XX24")}, Load(), *Date::Parse("2020-01-01"), options)->rows[0];
  Expect(again, Outcome::kRefuse, 0, "已享受");
  EXPECT_NE(again.reason.find("2018-02 已按 R-XX24 享受 1000.00 元"), std::string::npos) << again.reason;
  // R-GY5 is once a person and employer.
  fact = Worker("a", kCangxi, kDongguan, "2017-05-01", nullptr);
  fact.contract_end = Date::Parse("2018-04-30");
  fact.insured_from = gq::Month::Parse("2017-05");
  grant.rule = "R-GY5";
  options.grants = {grant};
  Expect(DecideAll({fact}, {Asks("R-GY5")}, Load(), *Date::Parse("2017-08-01"), options)->rows[0], Outcome::kPay,
         100'000, "");
  options.grants[0].unit = fact.unit;
  Expect(DecideAll({fact}, {Asks("R-GY5")}, Load(), *Date::Parse("2017-08-01"), options)->rows[0], Outcome::kRefuse, 0,
         "已享受");
}

TEST(Settlement, BudgetsKnowWhatOtherMonthsPaid) {
  Fact fact = Worker("a", kHuayuan, kDongguan, "2017-03-01", nullptr);
  Claim fare = Asks("R-XX20");
  fare.amount = "386.50";
  fare.receipts = 1;
  Rules rules = Load();
  rules.budgets = {{"财政扶贫专项资金/433124", 40'000}};
  DecideOptions options;
  options.grants = {{.person = "z",
                     .rule = "R-XX20",
                     .pool = "财政扶贫专项资金/433124",
                     .period = "2017-03",
                     .amount_fen = 2'000,
                     .due_fen = 2'000}};
  const auto done = DecideAll({fact}, {fare}, rules, *Date::Parse("2020-01-01"), options);
  Expect(done->rows[0], Outcome::kReview, 0, "资金池余额不足");
  EXPECT_EQ(done->balances.at("财政扶贫专项资金/433124"), 38'000);
}

TEST(Decide, GroupOfTheDayOfHiring) {
  Fact fact = Worker("a", kAnding, kFuqing, "2019-01-01", "2019-06-30");
  fact.target_group = "ordinary";
  fact.target_group_from = Date::Parse("2019-05-01");
  Expect(One(fact, Asks("R-FZ3")), Outcome::kRefuse, 0, "不属于对象类别");
  fact.former_groups = {{"lifted", std::nullopt, Date::Parse("2019-04-30")}};
  Expect(One(fact, Asks("R-FZ3")), Outcome::kPay, 1'200'000, "");
  fact.former_groups[0].to = Date::Parse("2018-12-31");
  Expect(One(fact, Asks("R-FZ3")), Outcome::kRefuse, 0, "不属于对象类别");
}

TEST(Decide, TheReasonQuotesTheArticle) {
  const Fact fact = Worker("a", kAnding, kFuqing, "2019-01-01", "2019-06-30");
  for (const auto& [id, rule] : Load()) {
    ASSERT_GT(rule.article_text.size(), 60U) << id;
    const std::string reason = One(fact, {.person = "a", .rule = id}).reason;
    EXPECT_NE(reason.find("。依据：" + rule.document + rule.article + "“" + rule.article_text + "”"), std::string::npos)
        << id;
  }
}

TEST(Decide, NobodyGetsAnAmountUnasked) {
  const std::vector<Fact> staff = {Worker("a", kAnding, kFuqing, "2019-01-01", nullptr),
                                   Worker("b", kAnding, kFuqing, "2019-11-01", nullptr)};
  const auto none = DecideAll(staff, {}, Load(), *Date::Parse("2019-12-31"), {.list_possible = true});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->pay_fen, 0);
  EXPECT_EQ(none->possible.at("R-FZ3"), 1);
  ASSERT_EQ(none->rows.size(), 1U);
  EXPECT_EQ(none->rows[0].outcome, Outcome::kReview);
  EXPECT_EQ(none->rows[0].person, "a");
  EXPECT_NE(none->rows[0].reason.find("可能符合，缺：申请、劳动合同"), std::string::npos) << none->rows[0].reason;
}

TEST(Decide, AnEventAfterTheDayOfTheDecisionIsForReview) {
  const Fact fact = Worker("a", kHuayuan, kDongguan, "2017-03-01", nullptr);
  Claim fare = Asks("R-XX20");
  fare.amount = "100";
  fare.receipts = 1;
  const Rules rules = Load();
  const Date as_of = *Date::Parse("2019-12-31");
  fare.event_date = as_of.AddDays(1);
  Expect(DecideAll({fact}, {fare}, rules, as_of)->rows[0], Outcome::kReview, 0, "请核对事项日期");
  fare.event_date = as_of;
  Expect(DecideAll({fact}, {fare}, rules, as_of)->rows[0], Outcome::kPay, 10'000, "");
}

TEST(Decide, UnknownRuleOrPersonIsForReview) {
  EXPECT_EQ(One({}, {.person = "a", .rule = "R-NONE"}).outcome, Outcome::kReview);
  Expect(One(Worker("b", kHuayuan, kDongguan, "2019-01-01", nullptr), Asks("R-XX20")), Outcome::kReview, 0,
         "缺就业经历");
}

TEST(Rules, ParametersOutsideTheLawAreRefused) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("gq_rules_" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::filesystem::copy("rules/guangyuan/placement", folder / "placement", std::filesystem::copy_options::recursive);
  std::ifstream in(folder / "placement/rule.toml");
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  text.replace(text.find("value = \"300\""), 13, "value = \"299\"");
  std::ofstream(folder / "placement/rule.toml") << text;
  const auto low = LoadRules(folder.string());
  ASSERT_FALSE(low);
  EXPECT_NE(low.error().message.find("低于法定下限 300"), std::string::npos) << low.error().message;
  text.replace(text.find("value = \"299\""), 13, "value = \"350\"");
  text += "\n[[parameters.amount_each]]\nfrom = \"2018-01-01\"\nvalue = \"400\"\narticle = \"x\"\nfloor = \"300\"\n";
  std::ofstream(folder / "placement/rule.toml") << text;
  const auto two = LoadRules(folder.string());
  ASSERT_TRUE(two) << two.error().ToString();
  EXPECT_EQ(two->at("R-GY3").parameters[0].On(*Date::Parse("2017-12-31"))->value, "350");
  EXPECT_EQ(two->at("R-GY3").parameters[0].On(*Date::Parse("2018-01-01"))->value, "400");
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(LoadRules(folder.string()));
}

}  // namespace
}  // namespace gq::subsidies
