// Every rule of rules/ against its cases.csv (golden vectors of the catalogue), and the settlement over rows.
#include "modules/subsidies/decide.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/decimal.h"
#include "kits/table/table_reader.h"

namespace gq::subsidies {
namespace {

policy::Value CellValue(const std::string& text) {
  if (text == "true" || text == "false") return policy::Value::Boolean(text == "true");
  if (const auto number = Decimal::Parse(text)) return policy::Value::Number(*number);
  return policy::Value::Text(text);
}

Rules Load() {
  auto rules = LoadRules("rules");
  EXPECT_TRUE(rules) << rules.error().ToString();
  return rules ? *rules : Rules();
}

TEST(Rules, CasesOfEveryRuleHold) {
  const Rules rules = Load();
  ASSERT_EQ(rules.size(), 7U);
  for (const auto& [id, rule] : rules) {
    auto reader = table::ReadTable(rule.folder + "/cases.csv", {});
    ASSERT_TRUE(reader) << reader.error().ToString();
    std::vector<std::string> headers;
    for (const auto& column : reader->layout().header.columns) headers.push_back(column.header);
    int cases = 0;
    while (reader->Next().value()) {
      policy::Context inputs;
      std::map<std::string, std::string> cells;
      for (std::size_t i = 0; i < headers.size(); ++i) cells[headers[i]] = std::string(reader->CellAt(i).text);
      for (const auto& parameter : rule.parameters) inputs.Set(parameter.name, policy::Value::Number(*Decimal::Parse(parameter.value)));
      for (const auto& element : rule.model->Elements()) {
        if (element.kind == policy::ElementKind::kInput && cells.count(element.name) > 0) inputs.Set(element.name, CellValue(cells[element.name]));
      }
      for (const auto& element : rule.model->Elements()) {  // what the case does not name does not matter to it
        if (element.kind != policy::ElementKind::kInput || inputs.Find(element.name) != nullptr) continue;
        inputs.Set(element.name, element.type == "boolean" ? policy::Value::Boolean(false) : element.type == "number" ? policy::Value::Integer(0) : policy::Value::Text(""));
      }
      const auto done = rule.model->Evaluate("decision", inputs, {.mode = policy::Mode::kStrict});
      ASSERT_EQ(done.error, "") << id << " " << cells["name"];
      ASSERT_TRUE(done.value.IsContext());
      EXPECT_EQ(done.value.context().Find("outcome")->text(), cells["outcome"]) << id << " " << cells["name"];
      EXPECT_EQ(done.value.context().Find("amount")->number(), *Decimal::Parse(cells["amount"])) << id << " " << cells["name"];
      EXPECT_EQ(done.value.context().Find("missing")->text(), cells["missing"]) << id << " " << cells["name"];
      ++cases;
    }
    EXPECT_GE(cases, 2) << id;
  }
}

Fact Worker(const std::string& person, const char* start, const char* end) {
  Fact fact;
  fact.person = person;
  fact.target_group = "lifted";
  fact.unit = "914331010000000000";
  fact.tier = "outside";
  fact.origin_region = 433124110226;
  fact.work_region = 433101000000;
  fact.spell_start = Date::Parse(start);
  if (end != nullptr) fact.spell_end = Date::Parse(end);
  fact.contract_start = fact.spell_start;
  return fact;
}

TEST(Decide, GoldenVectorsThroughFactsAndClaims) {
  const Rules rules = Load();
  const Date as_of = *Date::Parse("2020-01-01");
  Fact fact = Worker("a", "2017-03-01", "2018-02-28");
  Claim claim{.person = "a", .rule = "R-XX23", .event_date = Date::Parse("2017-03-01"), .tracking_to = Date::Parse("2018-02-10"), .broker = "b1", .fee_taken = false};
  auto done = DecideAll({fact}, {claim}, rules, as_of);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->rows[0].outcome, Outcome::kPay);
  EXPECT_EQ(done->rows[0].amount_fen, 30'000);
  fact.spell_end = Date::Parse("2018-02-27");
  done = DecideAll({fact}, {claim}, rules, as_of);
  EXPECT_EQ(done->rows[0].outcome, Outcome::kRefuse);
  EXPECT_EQ(done->rows[0].missing, "还差 1 天");
}

TEST(Decide, SecondBrokerAndSecondClaimAreRefused) {
  const Rules rules = Load();
  const Fact fact = Worker("a", "2017-03-01", "2019-02-28");
  Claim first{.person = "a", .rule = "R-XX23", .event_date = Date::Parse("2017-03-01"), .tracking_to = Date::Parse("2018-03-10"), .broker = "b1", .fee_taken = false};
  Claim second = first;
  second.broker = "b2";
  Claim fare{.person = "a", .rule = "R-XX20", .event_date = Date::Parse("2017-03-01"), .amount = "386.50", .receipts = 1};
  const auto done = DecideAll({fact}, {first, second, fare, fare}, rules, *Date::Parse("2020-01-01"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->rows[0].outcome, Outcome::kPay);
  EXPECT_EQ(done->rows[1].outcome, Outcome::kRefuse);
  EXPECT_EQ(done->rows[1].missing, "同一人已有中介享受");
  EXPECT_EQ(done->rows[2].amount_fen, 38'650);
  EXPECT_EQ(done->rows[3].missing, "已享受");
  EXPECT_EQ(done->pay_fen, 68'650);
}

TEST(Decide, TranchePaysTheDifferenceAndNobodyGetsAnAmountUnasked) {
  const Rules rules = Load();
  std::vector<Fact> staff;
  for (int i = 0; i < 120; ++i) {
    Fact fact = Worker("p" + std::to_string(i), "2019-01-01", nullptr);
    fact.origin_region = 621102000000;
    fact.unit = "employer";
    staff.push_back(fact);
  }
  const auto none = DecideAll(staff, {}, rules, *Date::Parse("2019-12-31"));
  EXPECT_EQ(none->pay_fen, 0);
  EXPECT_EQ(none->possible.at("R-FZ3"), 120);
  const Claim claim{.person = "employer", .rule = "R-FZ1", .paid_before_fen = 10'000'000};
  const auto done = DecideAll(staff, {claim}, rules, *Date::Parse("2019-12-31"));
  EXPECT_EQ(done->rows[0].outcome, Outcome::kPay);
  EXPECT_EQ(done->rows[0].amount_fen, 10'000'000);  // grown to 120: 200,000 less the 100,000 paid
}

TEST(Decide, UnknownRuleIsForReview) {
  const auto done = DecideAll({}, {{.person = "a", .rule = "R-NONE"}}, Load(), *Date::Parse("2019-12-31"));
  EXPECT_EQ(done->rows[0].outcome, Outcome::kReview);
}

}  // namespace
}  // namespace gq::subsidies
