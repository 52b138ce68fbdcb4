// What-if over a random population: column mode decides as row mode does, and costs, winners and pools add up.
#include "modules/subsidies/simulate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;

const Rules& Load() {
  static const Rules rules = [] {
    auto loaded = LoadRules("rules");
    EXPECT_TRUE(loaded) << loaded.error().ToString();
    return loaded ? *loaded : Rules();
  }();
  return rules;
}

struct World {
  std::vector<Fact> facts;
  std::vector<Claim> claims;
};

// People of all regions that have rules, and claims under every rule, most of them nearly right.
World Make(std::uint32_t seed, int people) {
  std::mt19937 random(seed);
  const auto draw = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::int64_t> homes = {433124110226, 433101000000, 510824000000, 621102000000, 640402000000, 0},
                                  works = {433101000000, 350181000000, 441900000000, 510802000000, 0};
  const std::vector<std::string>
      groups = {"lifted", "lifted", "lifted", "monitored", "ordinary", ""},
      tiers = {"outside", "province", "prefecture", "county", ""},
      papers = {"",
                "primary",
                "advanced",
                "starter;returnee",
                "vocational_student",
                "hardship_student;hard_to_employ",
                "graduate;village_start",
                "returnee_firm;station;vocational_student;hard_to_employ;starter;graduate;village_start"};
  const auto flag = [&]() -> std::optional<bool> {
    const int roll = draw(10);
    return roll == 0 ? std::nullopt : std::optional<bool>(roll > 1);
  };
  World world;
  std::vector<std::string> rules;
  for (const auto& [id, rule] : Load()) rules.push_back(id);
  for (int i = 0; i < people; ++i) {
    Fact fact;
    fact.person = "p" + std::to_string(i);
    fact.name = "姓名" + std::to_string(i);
    fact.household = "h" + std::to_string(i / 3);
    fact.target_group = groups[static_cast<std::size_t>(draw(6))];
    const int home = draw(6);
    fact.unit = "u" + std::to_string(home) + std::to_string(draw(people / 3000 + 1));
    fact.unit_name = "单位" + fact.unit;
    fact.tier = tiers[static_cast<std::size_t>(draw(5))];
    fact.origin_region = homes[static_cast<std::size_t>(home)];
    fact.work_region = draw(2) == 0 && home >= 3 ? works[1] : works[static_cast<std::size_t>(draw(5))];
    fact.spell_start = Date::FromYmd(2016 + draw(4), 1 + draw(12), 1);
    if (draw(3) == 0) fact.spell_end = fact.spell_start->AddMonths(draw(30)).AddDays(draw(20));
    if (draw(8) != 0) fact.contract_start = fact.spell_start;
    if (draw(4) != 0) fact.contract_end = fact.spell_start->AddMonths(6 + draw(12)).AddDays(-draw(2));
    if (draw(4) != 0) fact.insured_from = gq::Month::Of(*fact.spell_start);
    if (draw(4) == 0) fact.insured_to = gq::Month::Of(fact.spell_start->AddMonths(draw(20)));
    fact.first_time_in = flag();
    fact.base_enterprise = flag();
    fact.reserved_post = flag();
    fact.public_post = flag();
    world.facts.push_back(fact);
    for (int n = draw(4); n >= 0; --n) {
      Claim claim{.person = fact.person, .rule = rules[static_cast<std::size_t>(draw(static_cast<int>(rules.size())))]};
      const std::string& subject = Load().at(claim.rule).subject;
      if (subject == "employer") claim.person = fact.unit;
      if (subject == "station") claim.person = "站" + std::to_string(draw(14));
      if (draw(5) != 0) claim.event_date = fact.spell_start->AddDays(draw(500));
      claim.amount = std::to_string(draw(1500)) + (draw(2) == 0 ? ".5" : "");
      claim.receipts = draw(3);
      claim.tracking_to = fact.spell_start->AddMonths(draw(16));
      if (draw(4) != 0) claim.broker = "b" + std::to_string(draw(5));
      claim.fee_taken = flag();
      if (draw(12) == 0) claim.paid_before_fen = draw(400'000);
      claim.course_days = draw(40);
      claim.standard = std::to_string(draw(3) * 700);
      claim.certificate = papers[static_cast<std::size_t>(draw(2) == 0 ? 7 : draw(8))];
      if (draw(3) != 0) {
        claim.period_from = fact.spell_start->AddDays(-draw(300));
        claim.period_to = claim.period_from->AddMonths(draw(14));
      }
      if (draw(2) == 0) claim.received_on = Date::FromYmd(2019, 1 + draw(12), 1);
      world.claims.push_back(claim);
    }
  }
  return world;
}

const Date kDay = *Date::Parse("2020-01-31");

TEST(Columns, DecideAsRowsDo) {
  const World world = Make(5, 6'000);
  Rules rules = Load();
  UseBounds(&rules);
  for (const char* set : {"R-XX19.rate_month=0.0025", "R-GY4.rate_month=0.003", "R-GY9.insurance_month=500.5",
                          "R-GY9.post_month=300", "R-FZ7a.amount_each=400", "R-FZ7b.amount_each=200",
                          "R-FZ7c.amount_each=150.25", "R-HN1a.amount_each=800", "R-HN1b.amount_day=33.33"})
    ASSERT_TRUE(SetParameter(set, &rules)) << set;
  rules.budgets = {{.pool = "劳务协作资金", .fen = 400'000'000},
                   {.pool = "就业扶持资金", .fen = 900'000, .admission = Admission::kProRata}};
  const auto rows = DecideAll(world.facts, world.claims, rules, kDay);
  const auto columns = DecideAll(world.facts, world.claims, rules, kDay, {.columns = true});
  ASSERT_TRUE(rows);
  ASSERT_TRUE(columns) << columns.error().ToString();
  std::map<std::string, std::map<Outcome, int>> seen;
  for (std::size_t i = 0; i < world.claims.size(); ++i) {
    const Decision &row = rows->rows[i], &column = columns->rows[i];
    ASSERT_EQ(row.outcome, column.outcome)
        << row.rule << " " << row.reason << " " << row.missing << " / " << column.missing;
    ASSERT_EQ(row.amount_fen, column.amount_fen) << row.rule;
    ASSERT_EQ(row.pool, column.pool);
    if (!column.rule_ids.empty()) {
      ASSERT_EQ(row.rule_ids, column.rule_ids) << row.rule;
    }
    ++seen[row.rule][row.outcome];
  }
  EXPECT_EQ(rows->pools, columns->pools);
  EXPECT_EQ(seen.size(), Load().size());
  for (const auto& [rule, outcomes] : seen) {
    EXPECT_GE(outcomes.size(), 2U) << rule << " always ends alike";
    if (rule != "R-FZ0") {
      EXPECT_GT(outcomes.count(Outcome::kPay), 0U) << rule << " never pays";
    }
  }
}

TEST(Simulate, CostsWinnersAndLosersAddUp) {
  const World world = Make(6, 3'000);
  Rules draft = Load();
  ASSERT_TRUE(SetParameter("R-XX20.cap_outside=300", &draft));
  ASSERT_TRUE(SetParameter("R-GY3.amount_each=450@2017-06-01", &draft));
  const auto done = Simulate(world.facts, world.claims, Load(), draft, kDay);
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_GT(done->winners, 0);
  EXPECT_GT(done->losers, 0);
  std::int64_t difference = 0;
  for (const Change& change : done->changed) {
    difference += change.after_fen - change.before_fen;
    EXPECT_TRUE(change.rule == "R-XX20" || change.rule == "R-GY3") << change.rule;
    EXPECT_EQ(change.name, "姓名" + change.person.substr(1));
    EXPECT_FALSE(change.reason_after.empty());
  }
  EXPECT_EQ(done->total.after_fen - done->total.before_fen, difference);
  for (const auto* part : {&done->by_rule, &done->by_county, &done->by_month}) {
    Cost sum;
    for (const auto& [key, cost] : *part)
      sum.before_fen += cost.before_fen, sum.after_fen += cost.after_fen, sum.before += cost.before,
          sum.after += cost.after;
    EXPECT_EQ(sum.before_fen, done->total.before_fen);
    EXPECT_EQ(sum.after_fen, done->total.after_fen);
    EXPECT_EQ(sum.before, done->total.before);
    EXPECT_EQ(sum.after, done->total.after);
  }
  // The same against the current rules themselves: nothing changes.
  const auto same = Simulate(world.facts, world.claims, Load(), Load(), kDay);
  EXPECT_TRUE(same->changed.empty());
  EXPECT_EQ(same->total.before_fen, same->total.after_fen);
}

TEST(Simulate, PoolsRunOutSooner) {
  const World world = Make(8, 2'000);
  Rules current = Load();
  current.budgets = {{.pool = "就业服务补贴", .fen = 60'000}};
  Rules draft = current;
  ASSERT_TRUE(SetParameter("R-GY3.amount_each=3000", &draft));
  const auto done = Simulate(world.facts, world.claims, current, draft, kDay);
  std::int64_t waiting = 0;
  for (const auto& [name, change] : done->pools) {
    if (name.find("就业服务补贴") == 0) waiting += change.after.waiting - change.before.waiting;
  }
  EXPECT_GT(waiting, 0);
  EXPECT_GT(done->losers, 0);
}

TEST(Simulate, ParametersStayWithinTheLaw) {
  Rules draft = Load();
  for (const auto& [set, message] : {std::pair{"R-GY3.amount_each=299", "低于法定下限 300"},
                                     {"R-XX20.cap_outside=401", "高于法定上限 400"},
                                     {"R-XX20.cap_outside=-5", "小于 0"},
                                     {"R-XX20.cap=1", "没有参数 cap"},
                                     {"R-NO.cap=1", "没有规则 R-NO"},
                                     {"R-XX20.cap_outside=x", "x 不是数"},
                                     {"R-XX20.cap_outside=300@2019-13-01", "日期写法不对"},
                                     {"nonsense", "写法不对"}}) {
    const auto status = SetParameter(set, &draft);
    ASSERT_FALSE(status) << set;
    EXPECT_NE(status.error().message.find(message), std::string::npos) << status.error().message;
  }
  ASSERT_TRUE(SetParameter("R-XX20.cap_outside=350@2019-01-01", &draft));
  const Parameter& cap = draft.at("R-XX20").parameters[0].name == "cap_outside"   ? draft.at("R-XX20").parameters[0]
                         : draft.at("R-XX20").parameters[1].name == "cap_outside" ? draft.at("R-XX20").parameters[1]
                                                                                  : draft.at("R-XX20").parameters[2];
  EXPECT_EQ(cap.On(*Date::Parse("2018-12-31"))->value, "400");
  EXPECT_EQ(cap.On(*Date::Parse("2019-01-01"))->value, "350");
}

TEST(Simulate, DraftFolderAndFiles) {
  const fs::path folder = fs::temp_directory_path() / ("gq_simulate_" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder / "draft");
  fs::copy("rules/xiangxi/retention_award", folder / "draft/retention_award", fs::copy_options::recursive);
  std::ifstream in(folder / "draft/retention_award/rule.toml");
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  in.close();
  text.replace(text.find("value = \"1000\""), 14, "value = \"1500\"");
  std::ofstream(folder / "draft/retention_award/rule.toml") << text;
  Rules draft = Load();
  ASSERT_TRUE(UseDraft((folder / "draft").string(), &draft));
  EXPECT_EQ(draft.size(), Load().size());
  EXPECT_EQ(draft.groups.size(), Load().groups.size());
  const World world = Make(9, 2'000);
  const std::vector<Claim> assumed = AssumeClaims(world.facts, draft, kDay);
  const auto done = Simulate(world.facts, assumed, Load(), draft, kDay);
  ASSERT_TRUE(done) << done.error().ToString();
  ASSERT_GT(done->winners, 0);
  EXPECT_EQ(done->losers, 0);
  for (const Change& change : done->changed) {
    EXPECT_EQ(change.rule, "R-XX24");
    EXPECT_EQ(change.after_fen - change.before_fen, 50'000);
  }
  ASSERT_TRUE(WriteSimulation(*done, (folder / "out").string()));
  for (const char* name : {"summary.json", "by_rule.csv", "by_county.csv", "by_month.csv", "by_pool.csv", "people.csv"})
    EXPECT_TRUE(fs::exists(folder / "out" / name)) << name;
  std::ifstream people(folder / "out/people.csv");
  std::string line;
  std::int64_t lines = -1;
  while (std::getline(people, line)) ++lines;
  EXPECT_EQ(lines, static_cast<std::int64_t>(done->changed.size()));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace gq::subsidies
