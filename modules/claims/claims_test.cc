// Claims from the entry to the payment, on both databases.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

#include "base/text.h"
#include "kits/crypto/bytes.h"
#include "modules/claims/claims_fixture.h"
#include "modules/claims/sides.h"

namespace gq::claims {
namespace {

TEST_P(ClaimsTest, FromTheVillageToTheBank) {
  const auto claim = Approved(person_);
  EXPECT_EQ(claim.state, "approved");
  EXPECT_EQ(claim.decided->value(), 40000) << "512 yuan, outside of the province: 400";
  const auto composed = Compose(*store_, huayuan_, folder_, {});
  ASSERT_TRUE(composed) << composed.error().ToString();
  ASSERT_EQ(composed->batches.size(), 1U);
  const auto batch = composed->batches.front();
  EXPECT_EQ(batch.total->value(), 40000);
  EXPECT_EQ(Now(claim).state, "in_batch");
  EXPECT_EQ(OpenBankFile(*store_, huayuan_, folder_, batch.id, folder_ / "early.csv").error().kind, &kWrongState);
  EXPECT_EQ(Release(*store_, huayuan_, batch.id).error().kind, &kFourEyes);
  ASSERT_TRUE(Release(*store_, county2_, batch.id));
  ASSERT_TRUE(OpenBankFile(*store_, county2_, folder_, batch.id, folder_ / "bank.csv"));
  const std::string text = ReadFile(folder_ / "bank.csv");
  EXPECT_NE(text.find("\"" + batch.number + "\",\"1\",\"龙建设\",\"6217000000000000001\",\"400.00\""),
            std::string::npos)
      << text;
  EXPECT_EQ(crypto::Sha256Hex(text), batch.file_sha256);
  struct stat info {};
  ASSERT_EQ(::stat((folder_ / "bank.csv").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600);
  EXPECT_EQ(ReadFile(folder_ / "payments" / batch.id.ToString()).find("6217000000000000001"), std::string::npos)
      << "sealed";
  const Date today = store_->Now().DateInShanghai();
  for (const Date wrong : {today.AddDays(1), today.AddDays(-1)}) {
    const auto refused = TakeReceipt(
        *store_, huayuan_, batch.id,
        WriteFile("receipt.csv", "序号,金额,结果,流水号,日期\n1,400.00,成功,B77," + wrong.ToString() + "\n"), today);
    ASSERT_TRUE(refused) << refused.error().ToString();
    ASSERT_EQ(refused->problems.size(), 1U) << "in the future, or before the file was released";
    EXPECT_EQ(refused->problems.front().column, "日期");
  }
  const auto receipt = TakeReceipt(
      *store_, huayuan_, batch.id,
      WriteFile("receipt.csv", "序号,金额,结果,流水号,日期\n1,400.00,成功,B77," + today.ToString() + "\n"), today);
  ASSERT_TRUE(receipt) << receipt.error().ToString();
  EXPECT_TRUE(receipt->problems.empty());
  EXPECT_EQ(receipt->batch.state, "settled");
  EXPECT_EQ(receipt->batch.paid->value(), 40000);
  EXPECT_EQ(Now(claim).state, "paid");
  EXPECT_EQ(Count("SELECT CAST(SUM(amount_fen) AS BIGINT) FROM subsidy_ledger WHERE entry = 'payment'"), 40000);
  // A wrong payment comes back: negative in the ledger, and the person may claim again.
  Must(county2_, claim, "recover", "冒用他人车票");
  Must(huayuan_, claim, "recovered", "已退回财政专户");
  EXPECT_EQ(Now(claim).state, "recovered");
  EXPECT_EQ(Count("SELECT CAST(SUM(amount_fen) AS BIGINT) FROM subsidy_ledger WHERE entry IN ('payment', 'recovery')"),
            0);
}

TEST_P(ClaimsTest, FourEyes) {
  const auto claim = Fare(person_, village_);
  ShowDocuments(claim);
  Must(village_, claim, "submit");
  EXPECT_EQ(Take(village_, claim, "review_village").error().kind, &kFourEyes) << "who submitted does not review";
  EXPECT_EQ(Take(village_, claim, "review_county").error().kind, &kWrongState);
  Must(township_, claim, "review_village");
  EXPECT_EQ(Take(township_, claim, "review_township").error().kind, &kFourEyes) << "one account, one step";
  EXPECT_EQ(Take(village_, claim, "review_township").error().kind, &kForbidden) << "another level";
  Must(huayuan_, claim, "review_township");
  EXPECT_EQ(Take(huayuan_, claim, "review_county").error().kind, &kFourEyes);
  Must(county2_, claim, "review_county");
  ASSERT_TRUE(OpenNotices(*store_, huayuan_, {{claim.id}, {"village_board"}, 7, 30}, kToday));
  for (const Scope* scope : {&huayuan_, &county2_}) {
    EXPECT_EQ(Take(*scope, claim, "approve", "", kToday.AddDays(10)).error().kind, &kFourEyes);
  }
  Must(ScopeOf("third", "county_officer", kCounty), claim, "approve", "", kToday.AddDays(10));
}

// Every action from every state by every role: what the table does not name is refused, and changes nothing.
TEST_P(ClaimsTest, OnlyTheTableMovesAClaim) {
  const std::vector<std::string> states = {
      "draft",    "submitted", "village_reviewed", "township_reviewed", "county_reviewed", "in_notice", "approved",
      "in_batch", "paid",      "returned",         "rejected",          "recovering",      "recovered"};
  std::set<std::string> actions;
  for (const auto& row : Transitions()) actions.insert(std::string(row.action));
  int allowed = 0, refused = 0;
  for (const auto& state : states) {
    for (const auto& action : actions) {
      for (const Scope* scope : {&village_, &township_, &huayuan_, &cangshan_}) {
        SubsidyClaim claim;
        claim.claimant_id = person_.id;
        claim.home_code = kVillage;
        claim.work_code = kStreet;
        claim.state = state;
        const auto row = Check(*scope, action, claim, {}, "理由");
        if (row) {
          ++allowed;
          EXPECT_TRUE(scope->May((*row)->permission));
          EXPECT_EQ((*row)->from, state);
          EXPECT_NE(scope, &cangshan_) << "a destination has no money of a household";
        } else {
          ++refused;
        }
      }
      SubsidyClaim claim;
      claim.claimant_id = person_.id;
      claim.home_code = kVillage;
      claim.state = state;
      EXPECT_FALSE(Check(huayuan_, "approve", claim, std::vector<std::string>{"huayuan"}, "")) << state;
    }
  }
  EXPECT_GT(allowed, 30);
  EXPECT_GT(refused, 500);
  for (const auto& state : {"rejected", "recovered"}) {
    SubsidyClaim claim;
    claim.claimant_id = person_.id;
    claim.state = state;
    for (const auto& action : actions) EXPECT_FALSE(Check(Scope::System("test"), action, claim, {}, "x")) << "final";
  }
}

TEST_P(ClaimsTest, ABoardIsNotPutUpBeforeTheReview) {
  const auto claim = Reviewed(person_);
  const Date today = store_->Now().DateInShanghai();
  NoticePlan plan{{claim.id}, {"village_board"}, 7, 30};
  plan.posted_on = today.AddDays(-1);
  EXPECT_EQ(OpenNotices(*store_, huayuan_, plan, today).error().kind, &kBadInput);
  plan.reviewed_on = today;
  EXPECT_EQ(OpenNotices(*store_, huayuan_, plan, today).error().kind, &kBadInput) << "reviewed after it was put up";
  plan.posted_on = today;
  plan.reviewed_on.reset();
  const auto opened = OpenNotices(*store_, huayuan_, plan, today);
  ASSERT_TRUE(opened) << opened.error().ToString();
  EXPECT_EQ(opened->front().closes_on, today.AddDays(7));
}

TEST_P(ClaimsTest, ABoardReviewedOnPaperSaysSo) {
  const auto claim = Reviewed(person_);
  const Date today = store_->Now().DateInShanghai();
  NoticePlan plan{{claim.id}, {"village_board"}, 7, 30};
  plan.reviewed_on = today.AddDays(-12);
  EXPECT_EQ(OpenNotices(*store_, huayuan_, plan, today).error().kind, &kBadInput) << "without the day of the board";
  plan.posted_on = today.AddDays(-10);
  EXPECT_EQ(OpenNotices(*store_, huayuan_, plan, today).error().kind, &kBadInput) << "before the claim was there";
  SubsidyClaim older = Now(claim);
  older.received_on = today.AddDays(-12);
  auto work = UnitOfWork::Begin(*store_, people::Acting(huayuan_)).value();
  AboutClaim(work, "claim.edit", claim);
  ASSERT_TRUE(work.Update(Now(claim), older));
  ASSERT_TRUE(work.Commit());
  const auto opened = OpenNotices(*store_, huayuan_, plan, today);
  ASSERT_TRUE(opened) << opened.error().ToString();
  EXPECT_EQ(opened->front().closes_on, today.AddDays(-3));
  EXPECT_EQ(opened->front().period, "7 天；补录，纸面审核于 " + today.AddDays(-12).ToString());
}

TEST_P(ClaimsTest, AnObjectionPeriodInWorkingDaysLeavesOutTheNationalHoliday) {
  const auto claim = Reviewed(person_);
  const Date before = *Date::FromYmd(2026, 9, 28);
  NoticePlan plan{{claim.id}, {"village_board"}, 5, 7};
  plan.working_days = true;
  EXPECT_EQ(OpenNotices(*store_, huayuan_, plan, before).error().kind, &kBadInput) << "shown for a shorter time";
  plan.retain_days = 30;
  const auto opened = OpenNotices(*store_, huayuan_, plan, before);
  ASSERT_TRUE(opened) << opened.error().ToString();
  EXPECT_EQ(opened->front().closes_on, Date::FromYmd(2026, 10, 10)) << "Saturday, made up";
  EXPECT_EQ(opened->front().period, "5 个工作日（放假调休按国办发明电〔2025〕7号）");
  EXPECT_EQ(Take(county2_, claim, "approve", "", *Date::FromYmd(2026, 10, 10)).error().kind, &kNotYet);
  Must(county2_, claim, "approve", "", *Date::FromYmd(2026, 10, 11));
}

TEST_P(ClaimsTest, TheExplanationOfAnEmployersClaimShowsWhomItCounted) {
  Snapshot snapshot;
  snapshot.as_of = kToday;
  snapshot.claim = {.person = "91350100MA2XN08K07", .rule = "R-GY6", .event_date = kToday};
  const auto spell = [&](const char* person, const char* from, std::int64_t home) {
    subsidies::Fact fact;
    fact.person = person;
    fact.unit = "91350100MA2XN08K07";
    fact.target_group = "lifted";
    fact.origin_region = home;
    fact.spell_start = Date::Parse(from);
    snapshot.facts.push_back(fact);
  };
  spell("a", "2026-02-01", 510802001001);
  spell("a", "2026-05-01", 510802001001);
  spell("b", "2025-02-01", 510802001001);
  spell("c", "2026-02-01", 433124112201);  // not the rule's region
  Replayed replayed;
  replayed.snapshot = snapshot;
  replayed.rules = *rules_;
  replayed.decision.version = rules_->at("R-GY6").version;
  replayed.model = ReadRuleText(rules_->at("R-GY6"))->model;
  json::Writer out;
  out.BeginObject();
  WriteExplanation(
      out, replayed, [](std::int64_t) { return std::string(); },
      [](const std::string& person) { return person == "a" ? std::string("石某") : std::string(); });
  out.EndObject();
  const auto document = json::Parse(std::move(out).Take());
  const auto staff = document->root().Get("staff")->Items().value();
  ASSERT_EQ(staff.size(), 4U);
  const auto flag = [&](std::size_t row, const char* name) { return staff[row].Get(name)->Bool().value(); };
  EXPECT_EQ(staff[0].Get("name")->Text(20).value(), "石某");
  EXPECT_EQ(staff[2].Get("name")->Text(20).value(), "") << "outside the reader's range";
  EXPECT_TRUE(flag(0, "hired"));
  EXPECT_TRUE(flag(1, "hired"));
  EXPECT_FALSE(flag(2, "hired")) << "hired last year";
  EXPECT_FALSE(flag(3, "hired")) << "from elsewhere";
  EXPECT_TRUE(flag(2, "steady"));
  bool said = false;
  const auto inputs = document->root().Get("inputs")->Items().value();
  for (const auto& input : inputs) {
    if (input.Get("name")->Text(40).value() != "newly_hired") continue;
    said = true;
    EXPECT_EQ(input.Get("value")->Text(40).value(), "1") << "a person counts once";
  }
  EXPECT_TRUE(said);
}

// What was kept before reasons named a county's own document is decided again as it was then, byte for byte.
TEST_P(ClaimsTest, AnOlderWordingIsReplayedAsItWas) {
  Snapshot snapshot;
  snapshot.as_of = kToday;
  const std::string now = ToText(snapshot);
  EXPECT_NE(now.find("\"wording\":2"), std::string::npos) << now;
  EXPECT_EQ(SnapshotFrom(now)->wording, 2);
  snapshot.wording = 0;
  const std::string old = ToText(snapshot);
  EXPECT_EQ(old.find("wording"), std::string::npos) << old;
  EXPECT_EQ(ToText(*SnapshotFrom(old)), old);
}

TEST_P(ClaimsTest, SeenAtHomeOnly) {
  const auto claim = Fare(person_, village_);
  EXPECT_TRUE(store_->Get<SubsidyClaim>(huayuan_.HomeSide(), claim.id));
  EXPECT_TRUE(store_->Get<SubsidyClaim>(township_.HomeSide(), claim.id));
  EXPECT_EQ(Take(cangshan_, claim, "submit").error().kind, &kNotFound) << "works there, but money is the home's (D7)";
  EXPECT_EQ(Take(baojing_, claim, "submit").error().kind, &kNotFound);
  EXPECT_EQ(Enter(baojing_, person_, "").error().kind, &kNotFound);
  EXPECT_EQ(Enter(cangshan_, person_, "").error().kind, &kForbidden) << "what the home pays";
}

TEST_P(ClaimsTest, AReplayGivesTheSameBytes) {
  const auto claim = Reviewed(person_);
  const auto entry = store_->Get<LedgerEntry>(huayuan_, claim.decision_id).value();
  EXPECT_EQ(entry.input.Reveal().find(NumberOf(1)), std::string::npos) << "no ID number in the input";
  EXPECT_EQ(entry.input.Reveal().find("龙建设"), std::string::npos) << "no name";
  EXPECT_EQ(Count("SELECT count(*) FROM subsidy_ledger WHERE CAST(input AS TEXT) LIKE '%R-XX20%'"), 0) << "sealed";
  // The world moves on: the spell is changed, another claim is paid.
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  ASSERT_TRUE(work->connection().Execute("UPDATE spell SET contract_start = NULL, tier = 'county'"));
  ASSERT_TRUE(work->Commit());
  { const auto ended = std::move(*work); }
  const auto again = Replay(*store_, huayuan_, claim.decision_id);
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_TRUE(again->same_input);
  EXPECT_TRUE(again->same_result);
  EXPECT_EQ(again->decision.amount_fen, 40000);
  const auto anew = MakeDecision(*store_, huayuan_, claim, *rules_, kToday);
  ASSERT_TRUE(anew);
  EXPECT_NE(anew->entry.result_hash, entry.result_hash) << "decided anew it is another decision";
  EXPECT_EQ(Replay(*store_, baojing_, claim.decision_id).error().kind, &kNotFound);
  // A table that was tampered with is noticed.
  auto tamper = UnitOfWork::Begin(*store_, Scope::System("test"));
  ASSERT_TRUE(tamper->connection().Execute("UPDATE rule_text SET text = text || ' '"));
  ASSERT_TRUE(tamper->Commit());
  { const auto ended = std::move(*tamper); }
  EXPECT_EQ(Replay(*store_, huayuan_, claim.decision_id).error().kind, &kReplay);
}

TEST_P(ClaimsTest, ARefusalSaysWhatIsMissing) {
  const auto claim = Enter(village_, person_, R"(,"event_on":"2026-03-01","amount_fen":51200,"receipts":0)").value();
  const auto decided = DecideNow(*store_, huayuan_, claim.id, kToday).value();
  EXPECT_EQ(decided.outcome, "refuse");
  auto replayed = Replay(*store_, huayuan_, decided.decision_id).value();
  const auto document = Explained(replayed);
  const auto nearest = document.root().Get("nearest")->Items().value();
  ASSERT_EQ(nearest.size(), 1U);
  EXPECT_EQ(*nearest[0].Get("label")->Text(), "票据张数");
  EXPECT_EQ(*nearest[0].Get("value")->Text(), "0");
  EXPECT_NE(document.root().Get("article_text")->Text()->find("交通费票据"), std::string::npos);
  bool contract = false;
  const auto inputs = document.root().Get("inputs")->Items().value();
  for (const auto& input : inputs) {
    if (*input.Get("name")->Text() != "has_contract") continue;
    contract = true;
    EXPECT_EQ(*input.Get("value")->Text(), "是");
    EXPECT_NE(input.Get("source")->Text()->find("2026-03-01"), std::string::npos) << "the evidence has its date";
  }
  EXPECT_TRUE(contract);
  // A negated cell is one, and the version that decided is the one that is quoted.
  const std::string none = "<text>0</text>";
  const std::size_t cell = replayed.model.find(none, replayed.model.find("<rule id=\"no_receipt\">"));
  ASSERT_NE(cell, std::string::npos);
  replayed.model.replace(cell, none.size(), "<text>not(&gt; 0)</text>");
  auto& rule = replayed.rules.at("R-XX20");
  auto earlier = rule;
  rule.version = "next";
  rule.article = "新的一条";
  rule.earlier = {std::move(earlier)};
  const auto again = Explained(replayed);
  EXPECT_EQ(*again.root().Get("article")->Text(), "第二十条");
  const auto negated = again.root().Get("nearest")->Items().value();
  ASSERT_EQ(negated.size(), 1U);
  EXPECT_EQ(*negated[0].Get("label")->Text(), "票据张数");
  EXPECT_EQ(*negated[0].Get("wanted")->Text(), "> 0");
}

// In a table of which the first row counts, what stands in the way is named beside what the nearest row lacks.
TEST_P(ClaimsTest, ARefusalNamesAllThatIsMissing) {
  const auto claim = Fare(person_, village_);
  const auto decided = DecideNow(*store_, huayuan_, claim.id, kToday).value();
  auto replayed = Replay(*store_, huayuan_, decided.decision_id).value();
  const auto nearest = [&] {
    std::vector<std::string> lines;
    const auto document = Explained(replayed);
    const auto items = document.root().Get("nearest")->Items().value();
    for (const auto& one : items)
      lines.push_back(one.Get("label")->Text().value() + " " + one.Get("wanted")->Text().value() + " " +
                      one.Get("value")->Text().value());
    return lines;
  };
  using Lines = std::vector<std::string>;
  EXPECT_EQ(nearest(), Lines());
  auto& fact = replayed.snapshot.facts.at(0);
  fact.target_group = "graduate";
  fact.former_groups.clear();
  EXPECT_EQ(nearest(), (Lines{"属于对象类别 是 否"}));
  fact.tier = "county";
  EXPECT_EQ(nearest(), (Lines{"属于对象类别 是 否", "就业层次 省外 县内"})) << "another job alone is not enough";
  fact.contract_start.reset();
  EXPECT_EQ(nearest(), (Lines{"属于对象类别 是 否", "有合同或就业协议 是 否", "就业层次 省外 县内"}));
  fact.tier = "outside";
  replayed.snapshot.claim.receipts = 0;
  EXPECT_EQ(nearest(), (Lines{"属于对象类别 是 否", "票据张数 不是 0 0", "有合同或就业协议 是 否"}));
  const std::string none = "<text>0</text>";
  const std::size_t cell = replayed.model.find(none, replayed.model.find("<rule id=\"no_receipt\">"));
  replayed.model.replace(cell, none.size(), "<text>&lt; 1</text>");
  EXPECT_EQ(nearest().at(1), "票据张数 ≥ 1 0");
}

// A year's money is spent by that year alone, and a pool with money of other years only has none.
TEST_P(ClaimsTest, BudgetsAreOfTheirYears) {
  const Person other = AddWorker(2, "石兰花", "6217000000000000002");
  Approved(other);  // 400 yuan, of an event in 2026
  const auto claim = Fare(person_, village_);
  subsidies::Rules rules = *rules_;
  const auto with = [&](std::int64_t fen, int year, bool carry_over = false) {
    rules.budgets = {{.pool = "财政扶贫专项资金", .fen = fen, .year = year, .carry_over = carry_over},
                     {.pool = "财政扶贫专项资金", .fen = 99'999, .year = 2019}};
    return MakeDecision(*store_, huayuan_, claim, rules, kToday)->entry;
  };
  EXPECT_EQ(with(80'000, 2026).amount, Fen(40'000));
  EXPECT_EQ(with(79'999, 2026).missing, "资金池余额不足");
  EXPECT_EQ(with(80'000, 0).amount, Fen(40'000));
  EXPECT_EQ(with(80'000, 2025, true).amount, Fen(40'000));
  EXPECT_EQ(with(79'999, 2025, true).missing, "资金池余额不足") << "carried over, less what was spent";
  EXPECT_EQ(with(9'999'999, 2025).missing, "资金池没有 2026 年的预算");
  EXPECT_EQ(with(9'999'999, 2027, true).missing, "资金池没有 2026 年的预算");
  // The other's journey was last year's.
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  ASSERT_TRUE(work->connection().Execute("UPDATE claim SET event_on = 20251201 WHERE decision_id IS NOT NULL"));
  ASSERT_TRUE(work->Commit());
  { const auto ended = std::move(*work); }
  EXPECT_EQ(with(40'000, 2026).amount, Fen(40'000));
}

TEST_P(ClaimsTest, TheSameInputIsOneEntry) {
  const auto claim = Fare(person_, village_);
  ASSERT_TRUE(DecideNow(*store_, huayuan_, claim.id, kToday));
  ASSERT_TRUE(DecideNow(*store_, huayuan_, claim.id, kToday));
  EXPECT_EQ(Count("SELECT count(*) FROM subsidy_ledger"), 1);
  ASSERT_TRUE(DecideNow(*store_, huayuan_, claim.id, kToday.AddDays(1)));
  EXPECT_EQ(Count("SELECT count(*) FROM subsidy_ledger"), 2);
}

TEST_P(ClaimsTest, WhatIsMissingStopsTheReview) {
  const auto claim = Fare(person_, village_);
  Must(village_, claim, "submit");
  Must(township_, claim, "review_village");
  Must(huayuan_, claim, "review_township");
  const auto no = Take(county2_, claim, "review_county");
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().kind, &kNotYet);
  EXPECT_NE(no.error().message.find(rules_->at("R-XX20").documents.front()), std::string::npos) << no.error().message;
  for (const auto& document : rules_->at("R-XX20").documents)
    ASSERT_TRUE(AddPaper(*store_, village_, claim.id, {document, "", "", kToday.AddDays(-1)}));
  EXPECT_FALSE(Take(county2_, claim, "review_county")) << "not valid any more";
  ShowDocuments(claim);
  EXPECT_TRUE(Take(county2_, claim, "review_county"));
}

TEST_P(ClaimsTest, AFormAsksForWhatTheRuleReads) {
  const auto has = [&](const char* rule, std::string_view field) {
    const auto fields = ClaimFieldsOf(rules_->at(rule));
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  };
  EXPECT_TRUE(has("R-XX20", "amount_fen") && has("R-XX20", "receipts") && has("R-XX20", "event_on"));
  EXPECT_FALSE(has("R-XX20", "course_days") || has("R-XX20", "certificate") || has("R-XX20", "tracking_to"));
  EXPECT_TRUE(has("R-XX17d", "certificate") && has("R-XX17d", "period_from") && has("R-XX17d", "course_days"));
  EXPECT_TRUE(has("R-XX23", "broker") && has("R-XX23", "tracking_to") && has("R-XX23", "payee_name"));
  EXPECT_TRUE(has("R-GY3", "fee_taken"));
  for (const auto& [id, rule] : *rules_) {
    for (const auto& field : ClaimFieldsOf(rule)) EXPECT_NE(kSubsidyClaim.FindField(field), nullptr) << id << field;
  }
}

// A11: a county may ask for more than the rule.
TEST_P(ClaimsTest, TheCountysOwnDocumentsAreAskedFor) {
  const auto claim = Fare(person_, village_);
  subsidies::Rules rules = *rules_;
  rules.at("R-XX20").county_documents = {{"433124", {"务工证明"}}, {"433125", {"别县的材料"}}};
  ShowDocuments(claim);
  EXPECT_EQ(MissingDocuments(*store_, claim, rules, kToday).value(), std::vector<std::string>{"务工证明"});
  ASSERT_TRUE(AddPaper(*store_, village_, claim.id, {"务工证明", "", "", {}}));
  EXPECT_TRUE(MissingDocuments(*store_, claim, rules, kToday)->empty());
}

TEST_P(ClaimsTest, ASecondClaimSeesTheFirst) {
  const auto first = Reviewed(person_);
  EXPECT_FALSE(Enter(village_, person_, R"(,"event_on":"2026-03-01")")) << "the same claim";
  const auto second = Enter(village_, person_, R"(,"event_on":"2026-04-01","amount_fen":30000,"receipts":1)").value();
  const auto decided = DecideNow(*store_, huayuan_, second.id, kToday).value();
  EXPECT_EQ(decided.outcome, "refuse");
  EXPECT_EQ(decided.decided->value(), 0);
  const auto overlaps = Overlaps(*store_, huayuan_, second, *rules_).value();
  ASSERT_EQ(overlaps.size(), 1U);
  EXPECT_EQ(overlaps[0].claim_id, first.id);
  EXPECT_TRUE(overlaps[0].same_kind);
  EXPECT_TRUE(overlaps[0].given);
  EXPECT_EQ(*overlaps[0].amount_fen, 40000);
  // Who cannot see that county's people is told that there is one, and of which rule; not where, when or how much.
  const auto elsewhere = Overlaps(*store_, baojing_, second, *rules_).value();
  ASSERT_EQ(elsewhere.size(), 1U);
  EXPECT_TRUE(elsewhere[0].elsewhere);
  EXPECT_TRUE(elsewhere[0].claim_id.IsNil());
  EXPECT_FALSE(elsewhere[0].amount_fen);
  EXPECT_TRUE(elsewhere[0].place.empty() && elsewhere[0].period.empty());
  // The first one rejected, the second stands.
  Must(huayuan_, first, "reject", "票据是他人的");
  EXPECT_EQ(DecideNow(*store_, huayuan_, second.id, kToday)->outcome, "pay");
}

// A single decision reads all that the claim says, as a month does.
TEST_P(ClaimsTest, CertificatePeriodAndDaysOfACourseCount) {
  const auto enter = [&](const std::string& rule, const std::string& more) {
    const auto document = json::Parse(R"({"person":")" + person_.id.ToString() + R"(","rule":")" + rule + "\"," + more);
    return Create(*store_, village_, document->root(), {}).value();
  };
  const auto certificate =
      enter("R-XX17d",
            R"("event_on":"2026-08-01","certificate":"初级","period_from":"2026-01-01","period_to":"2026-06-30"})");
  const auto decided = DecideNow(*store_, huayuan_, certificate.id, kToday).value();
  EXPECT_EQ(decided.outcome, "pay") << store_->Get<LedgerEntry>(huayuan_, decided.decision_id)->missing;
  EXPECT_EQ(decided.decided->value(), 150'000);
  std::map<std::string, std::pair<std::string, std::string>> shown;  // input -> value and source
  const auto document = Explained(Replay(*store_, huayuan_, decided.decision_id).value());
  const auto listed = document.root().Get("inputs")->Items().value();
  for (const auto& input : listed)
    shown[*input.Get("name")->Text()] = {*input.Get("value")->Text(), *input.Get("source")->Text()};
  EXPECT_EQ(shown["shows_primary"].first, "是");
  EXPECT_EQ(shown["shows_primary"].second, "申请，写的是：初级");
  EXPECT_EQ(shown["period_months"].first, "6");
  EXPECT_EQ(shown["period_months"].second, "申请，自 2026-01-01 至 2026-06-30");
  const auto short_one =
      enter("R-XX17d",
            R"("event_on":"2026-08-02","certificate":"初级","period_from":"2026-01-02","period_to":"2026-06-30"})");
  EXPECT_EQ(DecideNow(*store_, huayuan_, short_one.id, kToday)->outcome, "refuse");
}

// Training comes before the first job.
TEST_P(ClaimsTest, WhoNeverWorkedMayClaimTraining) {
  const auto document =
      json::Parse(R"({"name":"石小妹","id_number":")" + NumberOf(2) + R"(","home_unit":)" +
                  std::to_string(IdOf(kVillage)) + R"(,"target_group":"lifted","target_group_from":"2020-01-01"})");
  const auto trainee = people::RegisterPerson(*store_, huayuan_, document->root(), {}).value();
  const auto asked = json::Parse(R"({"person":")" + trainee.id.ToString() +
                                 R"(","rule":"R-XX17c","event_on":"2026-08-01","course_days":23})");
  const auto claim = Create(*store_, village_, asked->root(), {}).value();
  const auto decided = DecideNow(*store_, huayuan_, claim.id, kToday).value();
  EXPECT_EQ(decided.outcome, "pay") << store_->Get<LedgerEntry>(huayuan_, decided.decision_id)->missing;
  EXPECT_EQ(decided.decided->value(), 23'000);
}

TEST_P(ClaimsTest, FactsKnowPublicPostsAndHouseholds) {
  const auto facts = [&] { return months::ReadRegister(*store_, huayuan_, kToday).value().facts; };
  ASSERT_EQ(facts().size(), 1U);
  EXPECT_FALSE(facts()[0].public_post) << "how somebody works was not asked";
  EXPECT_EQ(facts()[0].household, person_.household_id.IsNil() ? "" : person_.household_id.ToString());
  const std::string household = store_->NewId().ToBytes();
  for (const auto& [form, expected] : {std::pair{"public_post", true}, {"enterprise", false}}) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work->connection().Execute("UPDATE spell SET form = ?1", {std::string(form)}));
    ASSERT_TRUE(work->connection().Execute("UPDATE person SET household_id = ?1", {db::Blob{household}}));
    ASSERT_TRUE(work->Commit());
    { const auto ended = std::move(*work); }
    EXPECT_EQ(facts()[0].public_post, std::optional(expected)) << form;
    EXPECT_EQ(facts()[0].household, Uuid::FromBytes(household).ToString());
  }
}

TEST_P(ClaimsTest, WhatAHouseholdGotIsNotGivenToItAgain) {
  subsidies::Rules rules = *rules_;
  for (auto& parameter : rules.at("R-XX19").parameters) {
    if (parameter.name == "rate_month") parameter.values[0].value = "0.0025";
  }
  const Person wife = AddWorker(2, "石秀英", "6217000000000000002"),
               stranger = AddWorker(3, "麻建国", "6217000000000000003");
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  const std::string household = store_->NewId().ToBytes(), husband = person_.id.ToBytes(), spouse = wife.id.ToBytes();
  ASSERT_TRUE(work->connection().Execute("UPDATE person SET household_id = ?1 WHERE id IN (?2, ?3)",
                                         {db::Blob{household}, db::Blob{husband}, db::Blob{spouse}}));
  ASSERT_TRUE(work->Commit());
  { const auto ended = std::move(*work); }
  const auto decide = [&](const Person& person) {
    const auto document =
        json::Parse(R"({"person":")" + person.id.ToString() +
                    R"(","rule":"R-XX19","event_on":"2026-05-01","amount_fen":15000000,"certificate":"返乡农民工",)"
                    R"("period_from":"2026-01-01","period_to":"2026-06-30"})");
    const auto claim = Create(*store_, village_, document->root(), {}).value();
    const auto made = MakeDecision(*store_, huayuan_, claim, rules, kToday).value();
    auto keep = UnitOfWork::Begin(*store_, Scope::System("test"));
    keep->About(claim.county_id, "claim.decide", "person", claim.claimant_id);
    SubsidyClaim after = claim;
    after.state = "county_reviewed";
    EXPECT_TRUE(Append(*keep, made, claim, after) && keep->Update(claim, after) && keep->Commit());
    return made.entry;
  };
  const auto first = decide(person_);
  EXPECT_EQ(first.outcome, "pay") << first.missing;
  const auto second = decide(wife);
  EXPECT_EQ(second.outcome, "refuse") << second.reason;
  EXPECT_NE(second.missing.find("已享受"), std::string::npos) << second.missing;
  EXPECT_EQ(decide(stranger).outcome, "pay");
}

TEST_P(ClaimsTest, NoticesShowWhatTheirProfileAllows) {
  const auto claim = Reviewed(person_);
  EXPECT_FALSE(OpenNotices(*store_, huayuan_, {{claim.id}, {"village_board"}, 2, 30}, kToday)) << "too short";
  EXPECT_FALSE(OpenNotices(*store_, huayuan_, {{claim.id}, {"village_board"}, 7, 5}, kToday));
  EXPECT_FALSE(OpenNotices(*store_, baojing_, {{claim.id}, {"village_board"}, 7, 30}, kToday));
  const auto opened = OpenNotices(*store_, huayuan_, {{claim.id}, {"village_board", "internet"}, 7, 30}, kToday);
  ASSERT_TRUE(opened) << opened.error().ToString();
  ASSERT_EQ(opened->size(), 2U);
  for (const auto& notice : *opened) {
    const auto lines = LinesOf(*store_, notice).value();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].name, notice.profile == "internet" ? "龙*设" : "龙建设");
    EXPECT_EQ(lines[0].amount->value(), 40000);
    EXPECT_NE(lines[0].place.find("十八洞村"), std::string::npos);
    EXPECT_EQ(*notice.closes_on, kToday.AddDays(7)) << "the day of publication does not count";
    EXPECT_TRUE(IsShown(notice, kToday.AddDays(29)));
    EXPECT_FALSE(IsShown(notice, kToday.AddDays(30)));
    EXPECT_EQ(store_->Get<PublicNotice>(village_.HomeSide(), notice.id).has_value(), notice.profile != "internet");
  }
  EXPECT_EQ(Take(county2_, claim, "approve", "", kToday.AddDays(7)).error().kind, &kNotYet) << "the last day counts";
  // An objection holds the approval up; dismissed, it goes on; upheld, the claim goes back.
  const auto objection = Object(*store_, village_, claim.id, "邻居", "没有外出", kToday.AddDays(2));
  ASSERT_TRUE(objection) << objection.error().ToString();
  EXPECT_EQ(Count("SELECT count(*) FROM notice_objection WHERE CAST(text AS TEXT) LIKE '%没有外出%'"), 0) << "sealed";
  EXPECT_EQ(Take(county2_, claim, "approve", "", kToday.AddDays(9)).error().kind, &kNotYet);
  EXPECT_FALSE(Answer(*store_, huayuan_, objection->id, false, "", kToday.AddDays(3)));
  ASSERT_TRUE(Answer(*store_, huayuan_, objection->id, false, "车票与出勤记录相符", kToday.AddDays(3)));
  EXPECT_FALSE(Answer(*store_, huayuan_, objection->id, true, "再看", kToday.AddDays(3))) << "once";
  for (const auto& notice : *opened) ASSERT_TRUE(TakeDown(*store_, huayuan_, notice.id, "名单有误", kToday.AddDays(4)));
  EXPECT_EQ(Take(county2_, claim, "approve", "", kToday.AddDays(9)).error().kind, &kNotYet) << "nothing was shown";
  Must(huayuan_, claim, "return", "重新公示");
  EXPECT_EQ(Now(claim).state, "returned");
}

TEST_P(ClaimsTest, AnUpheldObjectionSendsTheClaimBack) {
  const auto claim = Reviewed(person_);
  ASSERT_TRUE(OpenNotices(*store_, huayuan_, {{}, {"internet"}, 7, 30}, kToday));
  const auto objection = Object(*store_, township_, claim.id, "", "票据是借来的", kToday);
  ASSERT_TRUE(Answer(*store_, huayuan_, objection->id, true, "查实", kToday));
  EXPECT_EQ(Now(claim).state, "returned");
  EXPECT_FALSE(Object(*store_, township_, claim.id, "", "再说", kToday)) << "not in notice any more";
}

// A truth that comes after the last day is still one: it has to be answered before the approval, and after that it is
// no objection but a reason to send back or to recover.
TEST_P(ClaimsTest, ALateObjectionStillStopsTheApproval) {
  const auto claim = Reviewed(person_);
  ASSERT_TRUE(OpenNotices(*store_, huayuan_, {{claim.id}, {"village_board"}, 7, 30}, kToday));
  const auto late = Object(*store_, village_, claim.id, "", "已经不在岗", kToday.AddDays(9));
  ASSERT_TRUE(late) << late.error().ToString();
  EXPECT_EQ(Take(county2_, claim, "approve", "", kToday.AddDays(10)).error().kind, &kNotYet);
  ASSERT_TRUE(Answer(*store_, huayuan_, late->id, false, "已核实在岗", kToday.AddDays(10)));
  Must(county2_, claim, "approve", "", kToday.AddDays(10));
  EXPECT_EQ(Object(*store_, village_, claim.id, "", "太迟", kToday.AddDays(11)).error().kind, &kWrongState);
}

TEST_P(ClaimsTest, EvidenceIsSealedAndLimited) {
  const auto claim = Fare(person_, village_);
  const std::string pdf = "%PDF-1.4 秘密 " + NumberOf(1);
  const auto kept =
      AddFile(*store_, village_, folder_, claim.id, {"交通费票据", "票.pdf", "", {}}, WriteFile("a.pdf", pdf));
  ASSERT_TRUE(kept) << kept.error().ToString();
  EXPECT_EQ(kept->sha256, crypto::Sha256Hex(pdf));
  const fs::path sealed =
      folder_ / "evidence" / std::to_string(kept->county_id) / claim.id.ToString() / kept->id.ToString();
  EXPECT_EQ(ReadFile(sealed).find(NumberOf(1)), std::string::npos);
  const auto opened = OpenEvidence(*store_, huayuan_, folder_, claim.id, kept->id, folder_ / "b.pdf");
  ASSERT_TRUE(opened) << opened.error().ToString();
  EXPECT_EQ(ReadFile(folder_ / "b.pdf"), pdf);
  EXPECT_EQ(OpenEvidence(*store_, cangshan_, folder_, claim.id, kept->id, folder_ / "c.pdf").error().kind, &kNotFound);
  EXPECT_FALSE(AddFile(*store_, village_, folder_, claim.id, {"x", "x.html", "", {}}, WriteFile("x", "<script>")));
  EXPECT_FALSE(AddFile(*store_, village_, folder_, claim.id, {"x", "x.pdf", "", {}}, WriteFile("y", "")));
  EXPECT_FALSE(AddFile(*store_, village_, folder_, claim.id, {"x", "x.pdf", "", {}},
                       WriteFile("z", "%PDF-" + std::string((10 << 20) + 1, 'x'))));
  EXPECT_FALSE(AddFile(*store_, village_, folder_, claim.id, {"", "x.pdf", "", {}}, WriteFile("w", "%PDF-1")))
      << "which?";
  EXPECT_EQ(EvidenceOf(*store_, claim)->size(), 1U);
  ASSERT_TRUE(RemoveEvidence(*store_, village_, claim.id, kept->id));
  EXPECT_TRUE(EvidenceOf(*store_, claim)->empty());
  std::fstream(sealed, std::ios::in | std::ios::out | std::ios::binary).seekp(40).write("XX", 2);
  EXPECT_FALSE(OpenEvidence(*store_, huayuan_, folder_, claim.id, kept->id, folder_ / "d.pdf"));
}

TEST_P(ClaimsTest, SumsOfABatchAreExactAndBadRowsComeBack) {
  std::vector<SubsidyClaim> claims;
  std::int64_t total = 0;
  for (int i = 0; i < 7; ++i) {
    const auto person = AddWorker(10 + i, "工人" + std::to_string(i), "62170000000000001" + std::to_string(10 + i));
    claims.push_back(Approved(person, 101 + i * 37));
    total += claims.back().decided->value();
  }
  const auto unbanked = AddWorker(30, "没有账号", "");
  const auto left = Approved(unbanked);
  const auto composed = Compose(*store_, huayuan_, folder_, {});
  ASSERT_TRUE(composed) << composed.error().ToString();
  ASSERT_EQ(composed->left_out.size(), 1U);
  EXPECT_EQ(composed->left_out[0].claim_id, left.id);
  EXPECT_EQ(Now(left).state, "approved");
  const auto batch = composed->batches.front();
  EXPECT_EQ(batch.lines, 7);
  EXPECT_EQ(batch.total->value(), total);
  EXPECT_EQ(Count("SELECT CAST(SUM(amount_fen) AS BIGINT) FROM payment"), total);
  ASSERT_TRUE(Release(*store_, county2_, batch.id));
  const auto lines = PaymentsOf(*store_, batch).value();
  std::string text = "序号,账号,金额,结果,原因\n";
  text += "1," + lines[0].account.Reveal() + "," + lines[0].amount->ToYuan() + ",成功,\n";
  text += "2,,0.01,成功,\n";                                                  // another amount
  text += "99,,100.00,成功,\n";                                               // no such line
  text += "3,6217999999999999999," + lines[2].amount->ToYuan() + ",成功,\n";  // another account
  text += "4,," + lines[3].amount->ToYuan() + ",大概,\n";                     // what is that
  std::string reason = "x", odd = "x";  // cut in the middle of a character they would be no UTF-8
  for (int i = 0; i < 120; ++i) reason += "销", odd += "大";
  text.replace(text.find("大概"), std::string("大概").size(), odd);
  text += "5,," + lines[4].amount->ToYuan() + ",失败," + reason + "\n";
  text += "5,," + lines[4].amount->ToYuan() + ",失败,\n";  // twice
  text += "6,," + lines[5].amount->ToYuan() + ",成功,\n";  // and the contrary
  text += "6,," + lines[5].amount->ToYuan() + ",失败,\n";
  const auto receipt = TakeReceipt(*store_, huayuan_, batch.id, WriteFile("r.csv", text), kToday);
  ASSERT_TRUE(receipt) << receipt.error().ToString();
  EXPECT_EQ(receipt->rows, 9);
  EXPECT_EQ(receipt->paid, 1);
  EXPECT_EQ(receipt->failed, 1);
  EXPECT_EQ(receipt->waiting, 5);
  ASSERT_EQ(receipt->problems.size(), 7U);
  EXPECT_EQ(receipt->problems[5].row, 8);
  EXPECT_EQ(receipt->problems[6].row, 9);
  EXPECT_EQ(receipt->problems[0].row, 2);
  EXPECT_EQ(receipt->problems[0].column, "金额");
  EXPECT_EQ(receipt->problems[1].column, "序号");
  EXPECT_EQ(receipt->problems[2].column, "账号");
  EXPECT_EQ(receipt->problems[2].value, "") << "no account number in an error";
  EXPECT_EQ(receipt->problems[4].row, 7);
  EXPECT_TRUE(IsUtf8(receipt->problems[3].value)) << receipt->problems[3].value;
  EXPECT_EQ(receipt->batch.paid->value(), lines[0].amount->value());
  EXPECT_EQ(receipt->batch.failed->value(), lines[4].amount->value());
  EXPECT_EQ(receipt->batch.state, "released");
  // The failed one is approved again and goes into the next batch; the same receipt again changes nothing.
  const auto failed = store_->Get<SubsidyClaim>(Scope::System("test"), lines[4].claim_id).value();
  EXPECT_EQ(failed.state, "approved");
  EXPECT_TRUE(failed.batch_id.IsNil());
  const auto again = TakeReceipt(*store_, huayuan_, batch.id, WriteFile("r.csv", text), kToday);
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(again->paid + again->failed, 0);
  EXPECT_EQ(Count("SELECT count(*) FROM subsidy_ledger WHERE entry = 'payment'"), 1);
  const auto next = Compose(*store_, huayuan_, folder_, {failed.id});
  ASSERT_TRUE(next) << next.error().ToString();
  EXPECT_NE(next->batches.front().number, batch.number);
  ASSERT_TRUE(Cancel(*store_, huayuan_, next->batches.front().id));
  EXPECT_EQ(Now(failed).state, "approved");
}

TEST_P(ClaimsTest, JobsDecideAndProposeOnce) {
  std::atomic<bool> cancelled{false};
  jobs::JobStep step(&cancelled);
  const auto claim = Fare(person_, village_);
  Must(village_, claim, "submit");
  const auto decided = DecideAllClaims(*store_, huayuan_, kToday, step);
  ASSERT_TRUE(decided) << decided.error().ToString();
  EXPECT_EQ(*decided, R"({"claims":1,"decided":1,"pay":1,"refuse":0,"review":0})");
  EXPECT_EQ(Now(claim).decided->value(), 40000);
  const auto other = AddWorker(2, "石秀英", "6217000000000000002");
  const auto proposed = Propose(*store_, huayuan_, "R-XX20", kToday, step);
  ASSERT_TRUE(proposed) << proposed.error().ToString();
  EXPECT_EQ(*proposed, R"({"proposed":1,"known":1})") << "who has claimed is not proposed";
  EXPECT_EQ(*Propose(*store_, huayuan_, "R-XX20", kToday, step), R"({"proposed":0,"known":2})");
  const std::string id = other.id.ToBytes();
  const auto made =
      store_->Find<SubsidyClaim>(Scope::System("test"), "p.claimant_id = ?1", {db::Blob{id}}).value().value();
  EXPECT_EQ(made.state, "draft");
  EXPECT_TRUE(*made.by_register);
  EXPECT_FALSE(made.decided) << "nothing is promised before it is decided";
  EXPECT_FALSE(Propose(*store_, huayuan_, "R-NONE", kToday, step));
}

// A month works out and moves nothing: the claim waits where it was, and says what the last month gave.
TEST_P(ClaimsTest, WhatAMonthWorkedOutIsToldBesideTheState) {
  const auto claim = Fare(person_, village_);
  Must(village_, claim, "submit");
  EXPECT_FALSE(DecidedInMonth(*store_, claim).value());
  const std::string person = person_.id.ToBytes(), id = claim.id.ToBytes();
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  for (const auto& [period, outcome, fen] : {std::tuple{202607, "review", 0}, std::tuple{202608, "pay", 40000}})
    ASSERT_TRUE(work->connection().Execute(
        "INSERT INTO decision (county_id, person_id, period, rule, unit_id, position, claim_id, outcome, amount_fen, "
        "due_fen, created_at) VALUES (?1, ?2, ?3, 'R-XX20', 1, 0, ?4, ?5, ?6, ?6, 1)",
        {claim.county_id, db::Blob{person}, std::int64_t{period}, db::Blob{id}, outcome, std::int64_t{fen}}));
  ASSERT_TRUE(work->Commit());
  const auto decided = DecidedInMonth(*store_, Now(claim)).value();
  ASSERT_TRUE(decided);
  EXPECT_EQ(decided->period.ToString(), "2026-08");
  EXPECT_EQ(decided->outcome, "pay");
  EXPECT_EQ(decided->amount_fen, 40000);
  EXPECT_EQ(Now(claim).state, "submitted");
}

INSTANTIATE_TEST_SUITE_P(Databases, ClaimsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::claims
