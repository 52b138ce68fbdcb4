// Claims from a table: who may claim, and whose the claim is then.
#include <fstream>

#include "kits/codes/region_tree.h"
#include "modules/imports/lookups.h"
#include "modules/imports/service.h"
#include "modules/org/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"
#include "modules/subsidies/model.h"

namespace gq::imports {
namespace {

constexpr std::int64_t kTongwei = 621121000000, kFuzhou = 350100000000;

class ClaimTables : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    static const RegionTree* const tree = new RegionTree(RegionTree::LoadInstalled().value());
    lookups_ = MakeLookups(*tree).value();
    ASSERT_TRUE(org::LoadDivisions(
        *store_, {{620000000000, "甘肃省", 1}, {621100000000, "定西市", 2}, {kTongwei, "通渭县", 3}}));
    tongwei_ = ScopeFor("tongwei", "county_officer", IdOf(kTongwei), "home");
    const auto station = AddStation(kTongwei, "通渭县驻福州劳务工作站");
    station_ = station.id;
  }
  Unit AddStation(std::int64_t code, const std::string& name) {
    const auto station = org::AddUnit(*store_, Scope::System("test"), "station", IdOf(code), name);
    EXPECT_TRUE(station) << station.error().ToString();
    return *station;
  }
  // Of Tongwei, at work in Fuzhou since March; the number.
  std::string AddWorker() {
    EXPECT_TRUE(org::LoadDivisions(*store_, {{621121100000, "平襄镇", 4}, {621121100201, "中林村", 5}}));
    const auto card = json::Parse(R"({"name":"常来榕","id_number":")" + people::NumberOf(50) + R"(","home_unit":)" +
                                  std::to_string(IdOf(621121100201)) + R"(,"ability":"able","willingness":"yes"})");
    const auto person = people::RegisterPerson(*store_, tongwei_, card->root(), {});
    EXPECT_TRUE(person) << person.error().ToString();
    const auto spell = json::Parse(
        R"({"state":"on_post","employer_name":"榕城电子","unit_code":"91350100MA2XN08K1A","start_on":"2026-03-01",)"
        R"("work_code":)" +
        std::to_string(people::kStreet) + "}");
    EXPECT_TRUE(people::SaveSpell(*store_, tongwei_, person->id, {}, spell->root(), {}));
    return people::NumberOf(50);
  }
  imports::Run Import(const Scope& scope, const std::string& rows) {
    const std::string path = testing::TempDir() + "claim_tables_" + std::to_string(files_++) + ".csv";
    std::ofstream(path) << "申请人,规则,事项日期,期间起,证书,金额\n" << rows;
    auto run = Upload(*store_, scope, "claims", "申请.csv", path);
    EXPECT_TRUE(run) << run.error().ToString();
    EXPECT_TRUE(Check(*store_, scope, run->id, lookups_, kDay, {}));
    problems_.clear();
    const auto problems = Problems(*store_, scope, run->id, 1, 20);
    for (const auto& problem : *problems) problems_ += problem.code + ' ';
    run = Apply(*store_, scope, run->id, lookups_, kDay, true, {});
    EXPECT_TRUE(run) << run.error().ToString();
    return *run;
  }
  std::vector<SubsidyClaim> Claims() {
    return store_->Select<SubsidyClaim>(Scope::System("test"), "1=1 ORDER BY p.id").value();
  }

  const Date kDay = *Date::FromYmd(2026, 8, 31);
  const std::string kRow = "通渭县驻福州劳务工作站,R-FZ4,2026-08-01,2026-07-01,劳务工作站,\n";
  Lookups lookups_;
  Scope tongwei_ = Scope::Nobody("");
  std::int64_t station_ = 0;
  int files_ = 0;
  std::string problems_;  // of the last import
};

TEST_P(ClaimTables, AStationIsFoundByItsName) {
  const auto run = Import(tongwei_, kRow);
  EXPECT_EQ(run.totals.added, 1) << problems_;
  ASSERT_EQ(Claims().size(), 1U);
  SubsidyClaim claim = Claims().front();
  EXPECT_EQ(claim.station_id, station_);
  EXPECT_EQ(org::GetUnit(*store_, station_)->code, claim.home_code);
  EXPECT_TRUE(claim.claimant_id.IsNil());
  EXPECT_TRUE(claim.credit_code.empty());
  EXPECT_EQ(claim.rule, "R-FZ4");
  EXPECT_EQ(claim.certificate, "劳务工作站");
  EXPECT_EQ(claim.handled_by, "") << "nobody in Fuzhou uses the program";
  // The same table again changes nothing; another value of the same claim changes that.
  EXPECT_EQ(Import(tongwei_, kRow).totals.same, 1);
  EXPECT_EQ(Import(tongwei_, "通渭县驻福州劳务工作站,R-FZ4,2026-08-01,2026-07-02,劳务工作站,\n").totals.updated, 1);
  ASSERT_EQ(Claims().size(), 1U);
  EXPECT_EQ(Claims().front().period_from, *Date::FromYmd(2026, 7, 2));
}

TEST_P(ClaimTables, AStationsClaimGoesToWhoPaysIt) {
  ScopeFor("fuzhou", "destination_officer", IdOf(kFuzhou), "work");
  EXPECT_EQ(Import(tongwei_, kRow).totals.added, 1) << problems_;
  EXPECT_EQ(Claims().front().handled_by, "destination");
  EXPECT_EQ(Claims().front().work_code, kFuzhou);
}

TEST_P(ClaimTables, TheDestinationTakesInAStation) {
  EXPECT_EQ(Import(cangshan_, kRow).totals.added, 1) << problems_;
  EXPECT_EQ(Claims().front().handled_by, "destination");
  EXPECT_EQ(Claims().front().work_code, people::kDestination);
}

TEST_P(ClaimTables, WhatIsNoStationsClaimIsRefusedWithItsReason) {
  AddStation(kTongwei, "同名工作站");
  AddStation(kTongwei, "同名工作站");
  const auto run = Import(tongwei_,
                          "没有的工作站,R-FZ4,2026-08-01,,,\n"
                          "同名工作站,R-FZ4,2026-08-01,,,\n"
                          "通渭县驻福州劳务工作站,R-XX20,2026-08-01,,,400\n" +
                              people::NumberOf(1) + ",R-FZ4,2026-08-01,,,\n");
  EXPECT_EQ(run.totals.added, 0);
  EXPECT_EQ(run.totals.conflict, 4);
  EXPECT_EQ(problems_, "claim.no_station claim.several_stations claim.wrong_claimant claim.not_on_register ");
  EXPECT_EQ(Import(baojing_, kRow).totals.conflict, 1) << "neither its home nor who pays";
  EXPECT_EQ(problems_, "claim.not_ours ");
  AddStation(people::kCounty, "花垣县驻福州劳务工作站");
  EXPECT_EQ(Import(cangshan_, "花垣县驻福州劳务工作站,R-FZ4,2026-08-01,2026-07-01,劳务工作站,\n").totals.conflict, 1);
  EXPECT_EQ(problems_, "claim.wrong_claimant ") << "the rule is for stations of Dingxi";
  EXPECT_TRUE(Claims().empty());
}

// ADR 11: handed over as if it had been typed in.
TEST_P(ClaimTables, APersonsClaimGoesToWhoPaysIt) {
  const std::string number = AddWorker();
  const std::string row = number + ",R-FZ3,2026-06-01,,,\n", own = number + ",R-XX20,2026-06-01,,,400\n";
  EXPECT_EQ(Import(tongwei_, row + own).totals.added, 2) << problems_;
  ASSERT_EQ(Claims().size(), 2U);
  for (const auto& claim : Claims()) {
    EXPECT_EQ(claim.handled_by, claim.rule == "R-FZ3" ? "destination" : "") << claim.rule;
    EXPECT_EQ(claim.work_code, people::kStreet) << "of the spell, which the card does not name";
    EXPECT_EQ(claim.state, "submitted");
  }
  EXPECT_EQ(Import(tongwei_, row + own).totals.same, 2);
}

TEST_P(ClaimTables, TheDestinationTakesInWhatItPaysItself) {
  const std::string number = AddWorker();
  const auto run = Import(cangshan_, number + ",R-FZ3,2026-06-01,,,\n" + number + ",R-XX20,2026-06-01,,,400\n");
  EXPECT_EQ(run.totals.added, 1) << problems_;
  EXPECT_EQ(problems_, "claim.not_ours ");
  ASSERT_EQ(Claims().size(), 1U);
  EXPECT_EQ(Claims().front().handled_by, "destination");
}

TEST_P(ClaimTables, WhoMayNotClaimIsToldSo) {
  const std::string number = AddWorker();
  const auto run = Import(tongwei_, number + ",R-FZ4,2026-06-01,,,\n" + number + ",R-FZ1,2026-06-01,,,\n" +
                                        "91350100MA2XN08K1A,R-FZ3,2026-06-01,,,\n" + number + ",R-QQ1,2026-06-01,,,\n");
  EXPECT_EQ(run.totals.added, 0);
  EXPECT_EQ(problems_, "claim.wrong_claimant claim.wrong_claimant claim.wrong_claimant claim.no_rule ");
}

TEST_P(ClaimTables, WhoTheRuleIsNotForStaysWithTheHome) {
  const auto card = json::Parse(R"({"name":"龙建设","id_number":")" + people::NumberOf(7) + R"(","home_unit":)" +
                                std::to_string(IdOf(people::kVillage)) + R"(,"ability":"able","willingness":"yes"})");
  ASSERT_TRUE(people::RegisterPerson(*store_, huayuan_, card->root(), {}));
  ScopeFor("fuzhou", "destination_officer", IdOf(kFuzhou), "work");
  EXPECT_EQ(Import(huayuan_, people::NumberOf(7) + ",R-FZ3,2026-06-01,,,\n").totals.added, 1) << problems_;
  EXPECT_EQ(Claims().front().handled_by, "") << "for people of Dingxi: Fuzhou need not know";
}

TEST_P(ClaimTables, PayeesComeAlongAndPeriodsAreChecked) {
  const std::string number = AddWorker();
  const std::string path = testing::TempDir() + "claim_tables_payee.csv";
  std::ofstream(path) << "申请人,规则,事项日期,期间起,期间止,收款户名,收款账号\n"
                      << number << ",R-FZ3,2026-06-01,,,常来榕之妻,6217000000000099\n"
                      << number << ",R-XX20,2026-06-01,2026-03-01,2026-02-01,,\n";
  auto run = Upload(*store_, tongwei_, "claims", "申请.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  ASSERT_TRUE(Check(*store_, tongwei_, run->id, lookups_, kDay, {}));
  const auto problems = Problems(*store_, tongwei_, run->id, 1, 20).value();
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front().code, "period_to.reversed");
  ASSERT_TRUE(Apply(*store_, tongwei_, run->id, lookups_, kDay, true, {}));
  ASSERT_EQ(Claims().size(), 1U);
  EXPECT_EQ(Claims().front().payee_name, "常来榕之妻");
  EXPECT_EQ(Claims().front().payee_account.Reveal(), "6217000000000099");
}

TEST_P(ClaimTables, AWithdrawnTableTakesItsClaimsBack) {
  const auto run = Import(tongwei_, kRow);
  ASSERT_TRUE(Withdraw(*store_, tongwei_, run.id, {}));
  EXPECT_TRUE(Claims().empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, ClaimTables, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::imports
