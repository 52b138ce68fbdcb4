// What the destination pays, from the application at home to the receipt there (ADR 11), on both databases.
#include "modules/claims/claims_fixture.h"
#include "modules/claims/sides.h"

namespace gq::claims {
namespace {

using people::kDestination, people::kFarStreet;

constexpr std::int64_t kTongwei = 621121000000, kTongweiVillage = 621121100201, kFuzhou = 350100000000;
constexpr const char* kPlant = "91350100MA2XN08154";

class DestinationTest : public ClaimsTest {
 protected:
  void SetUp() override {
    ClaimsTest::SetUp();
    ASSERT_TRUE(org::LoadDivisions(*store_, {{620000000000, "甘肃省", 1},
                                             {621100000000, "定西市", 2},
                                             {kTongwei, "通渭县", 3},
                                             {621121100000, "平襄镇", 4},
                                             {kTongweiVillage, "中林村", 5}}));
    tongwei_ = ScopeFor("tongwei", "county_officer", IdOf(kTongwei), "home");
    home_village_ = ScopeFor("zhonglin", "village_collector", IdOf(kTongweiVillage), "home");
    cangshan2_ = ScopeFor("cangshan2", "destination_officer", IdOf(kDestination), "work");
    worker_ = AddWorker(50, kStreet);
  }
  Person AddWorker(int number, std::int64_t works_in) {
    const auto document =
        json::Parse(R"({"name":"常来榕","id_number":")" + NumberOf(number) + R"(","home_unit":)" +
                    std::to_string(IdOf(kTongweiVillage)) +
                    R"(,"ability":"able","willingness":"yes","target_group":"lifted","target_group_from":"2020-01-01",)"
                    R"("bank_account":"62170000000000055)" +
                    std::to_string(number) + "\"}");
    const auto person = people::RegisterPerson(*store_, tongwei_, document->root(), {});
    EXPECT_TRUE(person) << person.error().ToString();
    const auto spell =
        json::Parse(R"({"state":"on_post","employer_name":"榕城电子","unit_code":")" + std::string(kPlant) +
                    R"(","start_on":"2026-03-01","contract_start":"2026-03-01","first_time_in":true,"work_code":)" +
                    std::to_string(works_in) + "}");
    const auto saved = people::SaveSpell(*store_, tongwei_, person->id, {}, spell->root(), {});
    EXPECT_TRUE(saved) << saved.error().ToString();
    return *person;
  }
  Result<SubsidyClaim> Ask(const Scope& scope, const Person& person, const std::string& rule = "R-FZ3") {
    const auto document =
        json::Parse(R"({"person":")" + person.id.ToString() + R"(","rule":")" + rule + R"(","event_on":"2026-06-01"})");
    return Create(*store_, scope, document->root(), {});
  }
  Result<SubsidyClaim> AskFor(const Scope& scope, const std::string& code, const std::string& rule) {
    const auto document =
        json::Parse(R"({"credit_code":")" + code + R"(","rule":")" + rule + R"(","event_on":"2026-08-01"})");
    return Create(*store_, scope, document->root(), {});
  }
  void Papers(const SubsidyClaim& claim) {
    for (const auto& document : rules_->at(claim.rule).documents)
      ASSERT_TRUE(AddPaper(*store_, home_village_, claim.id, {document, "", "已核对", {}}));
  }
  bool Sees(const Scope& scope, const SubsidyClaim& claim) {
    return store_->Get<SubsidyClaim>(ClaimScope(scope), claim.id).has_value();
  }
  Scope tongwei_ = Scope::Nobody(""), home_village_ = Scope::Nobody(""), cangshan2_ = Scope::Nobody("");
  Person worker_;
};

TEST_P(DestinationTest, AppliedForAtHomePaidByTheDestination) {
  const auto claim = Ask(home_village_, worker_).value();
  EXPECT_FALSE(Sees(cangshan_, claim)) << "a draft is the home's";
  Papers(claim);
  Must(home_village_, claim, "submit");
  auto now = Now(claim);
  EXPECT_EQ(now.handled_by, "destination");
  EXPECT_EQ(now.work_code, kStreet);
  EXPECT_TRUE(Sees(tongwei_, claim) && Sees(home_village_, claim) && Sees(cangshan_, claim));
  EXPECT_FALSE(Sees(baojing_, claim));
  EXPECT_FALSE(Sees(ScopeFor("fuan", "destination_officer", IdOf(people::kFarCounty), "work"), claim));
  // The home looks on: it neither reviews nor decides, nor do its lists of work take it along.
  for (const char* action : {"review_county", "return", "reject"})
    EXPECT_EQ(Take(tongwei_, claim, action, "理由").error().kind, &kForbidden) << action;
  EXPECT_EQ(Take(tongwei_, claim, "review_village").error().kind, &kWrongState) << "no village in this chain";
  EXPECT_EQ(DecideNow(*store_, tongwei_, claim.id, kToday).error().kind, &kForbidden);
  std::atomic<bool> cancelled{false};
  jobs::JobStep step(&cancelled);
  EXPECT_EQ(*DecideAllClaims(*store_, tongwei_, kToday, step),
            R"({"claims":0,"decided":0,"pay":0,"refuse":0,"review":0})");
  EXPECT_EQ(*DecideAllClaims(*store_, cangshan_, kToday, step),
            R"({"claims":1,"decided":1,"pay":1,"refuse":0,"review":0})");
  Must(cangshan_, claim, "review_county");
  EXPECT_EQ(Now(claim).decided->value(), 1'200'000);
  EXPECT_TRUE(Replay(*store_, tongwei_, Now(claim).decision_id)->same_result) << "the home sees why";
  EXPECT_TRUE(Replay(*store_, cangshan_, Now(claim).decision_id)->same_result);
  EXPECT_EQ(OpenNotices(*store_, tongwei_, {{}, {"internet"}, 7, 30}, kToday).error().kind, &kNotYet);
  EXPECT_EQ(OpenNotices(*store_, tongwei_, {{claim.id}, {"internet"}, 7, 30}, kToday).error().kind, &kForbidden);
  const auto notices = OpenNotices(*store_, cangshan_, {{}, {"internet"}, 7, 30}, kToday);
  ASSERT_TRUE(notices) << notices.error().ToString();
  EXPECT_EQ(notices->front().home_code, kDestination) << "shown where it is paid";
  EXPECT_FALSE(store_->Get<PublicNotice>(ClaimScope(tongwei_), notices->front().id));
  // Whoever sees the claim may record an objection; the destination answers it.
  const auto objection = Object(*store_, home_village_, claim.id, "邻居", "没有外出", kToday.AddDays(1));
  ASSERT_TRUE(objection) << objection.error().ToString();
  EXPECT_EQ(Answer(*store_, tongwei_, objection->id, false, "相符", kToday).error().kind, &kForbidden);
  ASSERT_TRUE(Answer(*store_, cangshan2_, objection->id, false, "出勤记录相符", kToday.AddDays(2)));
  EXPECT_EQ(Take(tongwei_, claim, "approve", "", kToday.AddDays(8)).error().kind, &kForbidden);
  EXPECT_EQ(Take(cangshan_, claim, "approve", "", kToday.AddDays(8)).error().kind, &kFourEyes);
  Must(cangshan2_, claim, "approve", "", kToday.AddDays(8));
  EXPECT_EQ(Compose(*store_, tongwei_, folder_, {}).error().kind, &kNotYet) << "nothing for the home to pay";
  EXPECT_EQ(Compose(*store_, tongwei_, folder_, {claim.id}).error().kind, &kForbidden);
  const auto composed = Compose(*store_, cangshan_, folder_, {});
  ASSERT_TRUE(composed) << composed.error().ToString();
  const auto batch = composed->batches.front();
  EXPECT_EQ(batch.payer, "福州市财政");
  EXPECT_EQ(batch.home_code, kDestination);
  EXPECT_FALSE(store_->Get<PaymentBatch>(ClaimScope(tongwei_), batch.id));
  EXPECT_EQ(Release(*store_, tongwei_, batch.id).error().kind, &kNotFound);
  ASSERT_TRUE(Release(*store_, cangshan2_, batch.id));
  const auto receipt = TakeReceipt(*store_, cangshan_, batch.id,
                                   WriteFile("r.csv", "序号,金额,结果\n1,12000.00,成功\n"), kToday.AddDays(10));
  ASSERT_TRUE(receipt) << receipt.error().ToString();
  EXPECT_TRUE(receipt->problems.empty());
  EXPECT_EQ(Now(claim).state, "paid");
  // The ledger says who paid and where; the home reads it on the claim.
  EXPECT_EQ(
      Count("SELECT count(*) FROM subsidy_ledger WHERE entry = 'payment' AND payer = '福州市财政' AND work_code = " +
            std::to_string(kStreet)),
      1);
  EXPECT_EQ(store_->Get<SubsidyClaim>(ClaimScope(tongwei_), claim.id)->state, "paid");
  EXPECT_EQ(Take(tongwei_, claim, "recover", "冒领").error().kind, &kForbidden);
  Must(cangshan_, claim, "recover", "核实未在岗");
  Must(cangshan2_, claim, "recovered", "已退回");
}

// An employer's notice belongs to the county that shows it, and counts for the approval.
TEST_P(DestinationTest, AnEmployersClaimIsPaidToo) {
  ASSERT_TRUE(org::LoadDivisions(*store_, {{510000000000, "四川省", 1},
                                           {510800000000, "广元市", 2},
                                           {510824000000, "苍溪县", 3},
                                           {510824100000, "陵江镇", 4},
                                           {510824100201, "武当村", 5}}));
  const Scope cangxi = ScopeFor("cangxi", "county_officer", IdOf(510824000000), "home"),
              second = ScopeFor("cangxi2", "county_officer", IdOf(510824000000), "home"),
              third = ScopeFor("cangxi3", "county_officer", IdOf(510824000000), "home");
  for (int i = 0; i < 10; ++i) {
    const auto document = json::Parse(R"({"name":"某人","id_number":")" + NumberOf(60 + i) + R"(","home_unit":)" +
                                      std::to_string(IdOf(510824100201)) +
                                      R"(,"target_group":"lifted","target_group_from":"2020-01-01"})");
    const auto person = people::RegisterPerson(*store_, cangxi, document->root(), {}).value();
    const auto spell =
        json::Parse(R"({"state":"on_post","employer_name":"苍溪制鞋","unit_code":"91350100MA2XN08154",)"
                    R"("start_on":"2026-03-01","contract_start":"2026-03-01","work_code":510824100000})");
    ASSERT_TRUE(people::SaveSpell(*store_, cangxi, person.id, {}, spell->root(), {}));
  }
  const auto made = AskFor(cangxi, kPlant, "R-GY6");
  ASSERT_TRUE(made) << made.error().ToString();
  for (const auto& document : rules_->at("R-GY6").documents)
    ASSERT_TRUE(AddPaper(*store_, cangxi, made->id, {document, "", "", {}}));
  Must(cangxi, *made, "submit");
  Must(second, *made, "review_county");
  ASSERT_TRUE(OpenNotices(*store_, cangxi, {{made->id}, {"internet"}, 7, 30}, kToday));
  Must(third, *made, "approve", "", kToday.AddDays(8));
  EXPECT_EQ(Now(*made).decided->value(), 5'000'000);
}

// A station is a claimant like an employer (R-FZ4): decided, explained, paid to its own account, and not twice.
TEST_P(DestinationTest, AStationIsPaidForItselfByTheDestination) {
  const auto station =
      org::AddUnit(*store_, Scope::System("test"), "station", IdOf(kTongwei), "通渭县驻福州劳务工作站");
  ASSERT_TRUE(station) << station.error().ToString();
  const auto ask = [&](const Scope& scope, const std::string& name, const char* day = "2026-08-01") {
    const auto document =
        json::Parse(R"({"station":")" + name + R"(","rule":"R-FZ4","event_on":")" + day +
                    R"(","period_from":"2026-07-01","certificate":"劳务工作站","payee_account":"6217000000000099"})");
    return Create(*store_, scope, document->root(), {});
  };
  EXPECT_EQ(ask(cangshan_, "没有的工作站").error().kind, &kBadInput);
  EXPECT_EQ(ask(baojing_, station->name).error().kind, &kForbidden) << "neither its home nor who pays";
  ASSERT_TRUE(org::AddUnit(*store_, Scope::System("test"), "station", IdOf(people::kCounty), "花垣县驻福州劳务工作站"));
  EXPECT_EQ(ask(cangshan_, "花垣县驻福州劳务工作站").error().kind, &kBadInput) << "the rule is for stations of Dingxi";
  EXPECT_EQ(Ask(home_village_, worker_, "R-FZ4").error().kind, &kBadInput) << "a person is no station";
  EXPECT_TRUE(ask(tongwei_, station->name, "2026-08-02")) << "its home may hand it in";
  const auto made = ask(cangshan_, station->name);
  ASSERT_TRUE(made) << made.error().ToString();
  EXPECT_EQ(made->handled_by, "destination");
  EXPECT_EQ(NameOfClaimant(*store_, *made), station->name);
  EXPECT_EQ(ask(cangshan_, station->name).error().kind, &kConflict) << "the same claim";
  for (const auto& document : rules_->at("R-FZ4").documents)
    ASSERT_TRUE(AddPaper(*store_, cangshan_, made->id, {document, "", "", {}}));
  Must(cangshan_, *made, "submit");
  const Scope third = ScopeFor("cangshan3", "destination_officer", IdOf(kDestination), "work");
  Must(cangshan2_, *made, "review_county");
  EXPECT_EQ(Now(*made).decided->value(), 6'000'000) << "set up, and the first year";
  const auto document = Explained(Replay(*store_, cangshan_, Now(*made).decision_id).value());
  EXPECT_NE(document.root().Get("article_text")->Text()->find("10个劳务工作站"), std::string::npos);
  ASSERT_TRUE(OpenNotices(*store_, cangshan_, {{made->id}, {"internet"}, 7, 30}, kToday));
  Must(third, *made, "approve", "", kToday.AddDays(8));
  const auto composed = Compose(*store_, cangshan_, folder_, {});
  ASSERT_TRUE(composed) << composed.error().ToString();
  const auto line = PaymentsOf(*store_, composed->batches.front())->front();
  EXPECT_EQ(line.payee_name, station->name);
  EXPECT_EQ(line.account.Reveal(), "6217000000000099");
  ASSERT_TRUE(Release(*store_, cangshan2_, composed->batches.front().id));
  ASSERT_TRUE(TakeReceipt(*store_, cangshan_, composed->batches.front().id,
                          WriteFile("r.csv", "序号,金额,结果\n1,60000.00,成功\n"), kToday.AddDays(10)));
  EXPECT_EQ(Now(*made).state, "paid");
  // The same year again gives nothing more; the other claim of the same station is seen.
  const auto again = ask(cangshan_, station->name, "2026-08-20").value();
  EXPECT_EQ(DecideNow(*store_, cangshan_, again.id, kToday)->decided->value(), 0);
  EXPECT_EQ(Overlaps(*store_, cangshan_, again, *rules_)->size(), 2U);
}

TEST_P(DestinationTest, APeriodThatEndsBeforeItBeginsIsRefused) {
  const auto document = json::Parse(R"({"person":")" + person_.id.ToString() +
                                    R"(","rule":"R-XX17d","period_from":"2026-06-30","period_to":"2026-01-01"})");
  const auto made = Create(*store_, village_, document->root(), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, &kBadInput);
  EXPECT_NE(made.error().ToString().find("填反"), std::string::npos) << made.error().ToString();
  const auto right = json::Parse(R"({"person":")" + person_.id.ToString() +
                                 R"(","rule":"R-XX17d","period_from":"2026-01-01","period_to":"2026-06-30"})");
  const auto claim = Create(*store_, village_, right->root(), {}).value();
  const auto change = json::Parse(R"({"version":)" + std::to_string(claim.version) + R"(,"period_to":"2025-12-31"})");
  EXPECT_EQ(Edit(*store_, village_, claim.id, change->root(), {}).error().kind, &kBadInput);
}

TEST_P(DestinationTest, SentBackItIsMendedAtHomeAndHandedInAgain) {
  const auto claim = Ask(home_village_, worker_).value();
  Must(home_village_, claim, "submit");
  EXPECT_EQ(Take(cangshan_, claim, "review_county").error().kind, &kNotYet) << "no papers";
  Must(cangshan_, claim, "return", "缺实名制就业记录");
  Papers(claim);
  Must(home_village_, claim, "submit");
  Must(cangshan_, claim, "review_county");
}

TEST_P(DestinationTest, WhatTheHomePaysStaysTheHomes) {
  const auto claim = Fare(person_, village_);  // from Xiangxi, works in Cangshan
  Must(village_, claim, "submit");
  EXPECT_EQ(Now(claim).handled_by, "");
  EXPECT_FALSE(Sees(cangshan_, claim));
  // Nor does the destination's claim about the same person open the home's: it says that there is one, and no more.
  const auto paid_here = Ask(home_village_, worker_).value();
  Must(home_village_, paid_here, "submit");
  const auto elsewhere = Ask(tongwei_, worker_, "R-FZ2");
  ASSERT_TRUE(elsewhere) << elsewhere.error().ToString();
  const auto overlaps = Overlaps(*store_, cangshan_, paid_here, *rules_).value();
  ASSERT_EQ(overlaps.size(), 1U);
  EXPECT_TRUE(overlaps[0].elsewhere);
  EXPECT_TRUE(overlaps[0].claim_id.IsNil() && !overlaps[0].amount_fen);
}

// The home sees more than it handles: what it may show and pay is what it handles, and the destination handles the
// rest.
TEST_P(DestinationTest, WhatIsHandledHereIsWhatThisSideMayDo) {
  const auto theirs = Ask(home_village_, worker_).value();
  Papers(theirs);
  Must(home_village_, theirs, "submit");
  Must(cangshan_, theirs, "review_county");
  const auto own = Ask(home_village_, AddWorker(52, kFarStreet)).value();
  Must(home_village_, own, "submit");
  const auto handled = [&](const Scope& scope) {
    std::vector<Uuid> ids;
    const auto claims = store_->Select<SubsidyClaim>(ClaimScope(scope), HandledHereSql(scope));
    for (const auto& claim : *claims) {
      EXPECT_TRUE(Handles(scope, claim));
      ids.push_back(claim.id);
    }
    return ids;
  };
  EXPECT_TRUE(Sees(tongwei_, theirs));
  EXPECT_EQ(handled(tongwei_), std::vector<Uuid>{own.id});
  EXPECT_EQ(handled(cangshan_), std::vector<Uuid>{theirs.id});
  EXPECT_EQ(OpenNotices(*store_, tongwei_, {{}, {"village_board"}, 7, 30}, kToday).error().kind, &kNotYet)
      << "the one that is reviewed is not the home's to show";
}

TEST_P(DestinationTest, WhereNobodyUsesTheProgramTheHomeDoesItsPart) {
  const Person far = AddWorker(51, kFarStreet);  // not in Fuzhou: the city itself would have to say no
  const auto claim = Ask(home_village_, far).value();
  Must(home_village_, claim, "submit");
  EXPECT_EQ(Now(claim).handled_by, "") << "no account of the city";
  Must(tongwei_, claim, "return", "就业地不符");
  const Scope city = ScopeFor("fuzhou", "destination_officer", IdOf(kFuzhou), "work");
  Must(home_village_, claim, "submit");
  EXPECT_EQ(Now(claim).handled_by, "destination");
  EXPECT_EQ(Now(claim).work_code, kFuzhou);
  EXPECT_TRUE(Sees(city, claim));
  EXPECT_FALSE(Sees(cangshan_, claim)) << "does not work there";
  Must(city, claim, "reject", "不在福州就业");
}

TEST_P(DestinationTest, TheDestinationTakesInWhatItPays) {
  const auto claim = Ask(cangshan_, worker_);
  ASSERT_TRUE(claim) << claim.error().ToString();
  EXPECT_EQ(claim->handled_by, "destination");
  EXPECT_TRUE(Sees(tongwei_, *claim));
  EXPECT_EQ(Ask(cangshan_, worker_, "R-XX20").error().kind, &kForbidden);
  EXPECT_EQ(Ask(cangshan_, AddWorker(52, kFarStreet)).error().kind, &kNotFound) << "does not work there";
  // An employer there asks where it is; not for what another finance pays.
  const auto award = AskFor(cangshan_, kPlant, "R-FZ1");
  ASSERT_TRUE(award) << award.error().ToString();
  EXPECT_EQ(award->handled_by, "destination");
  EXPECT_EQ(AskFor(cangshan_, kPlant, "R-GY6").error().kind, &kForbidden);
  Must(cangshan_, *award, "submit");
  EXPECT_EQ(Now(*award).handled_by, "destination");
  const auto decided = DecideNow(*store_, cangshan2_, award->id, kToday);
  ASSERT_TRUE(decided) << decided.error().ToString();
  EXPECT_EQ(decided->outcome, "refuse") << "one of the fifty";
}

INSTANTIATE_TEST_SUITE_P(Databases, DestinationTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::claims
