// What-if questions over the store, on both databases: figures, names, scopes, bounds, cancel.
#include "modules/what_if/what_if.h"

#include <gtest/gtest.h>

#include "kits/store/unit_of_work.h"
#include "modules/claims/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"

namespace gq::what_if {
namespace {

using people::kOtherVillage, people::kStreet, people::kVillage, people::NumberOf;

const Date kToday = *Date::FromYmd(2026, 9, 1);

class WhatIfTest : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    ASSERT_FALSE(HasFatalFailure());
    edits_directly_ = true;
    jobs_ = std::make_unique<jobs::Jobs>(
        *store_, [this](const std::string& actor) -> Result<Scope> { return TRY(org::ActAs(*store_, actor)).scope; });
    RegisterJobs(*store_, *jobs_);
    for (int i = 1; i <= 3; ++i) people_.push_back(AddWorker(huayuan_, kVillage, i, 300 + 100 * i));
    people_.push_back(AddWorker(baojing_, kOtherVillage, 4, 600));
  }
  Person AddWorker(const Scope& by, std::int64_t village, int number, int yuan) {
    const auto entered = Enter(
        by, R"({"name":"工人)" + std::to_string(number) + R"(","id_number":")" + NumberOf(number) +
                R"(","home_unit":)" + std::to_string(IdOf(village)) +
                R"(,"ability":"able","willingness":"yes","target_group":"lifted","target_group_from":"2020-01-01"})");
    EXPECT_TRUE(entered) << entered.error().ToString();
    const auto spell = json::Parse(
        R"({"state":"on_post","employer_name":"榕城电子","unit_code":"91350100MA2XN08K07","start_on":"2026-03-01","contract_start":"2026-03-01","work_code":)" +
        std::to_string(kStreet) + "}");
    EXPECT_TRUE(people::SaveSpell(*store_, by, entered->id, {}, spell->root(), {}));
    const auto claim =
        json::Parse(R"({"person":")" + entered->id.ToString() +
                    R"(","rule":"R-XX20","event_on":"2026-03-01","received_on":"2026-03-10","amount_fen":)" +
                    std::to_string(yuan * 100) + R"(,"receipts":1})");
    const auto made = claims::Create(*store_, by, claim->root(), {});
    EXPECT_TRUE(made) << made.error().ToString();
    const std::string id = made->id.ToBytes();
    auto work = UnitOfWork::Begin(*store_, Scope::System("test")).value();
    EXPECT_TRUE(work.connection().Execute("UPDATE claim SET state = 'submitted' WHERE id = ?1", {db::Blob{id}}));
    EXPECT_TRUE(work.Commit());
    return *entered;
  }
  static Question CapOf(const std::string& yuan, const std::string& basis = "claims") {
    Question question;
    question.changes = {{"R-XX20", "cap_outside", yuan, {}}};
    question.basis = basis;
    question.as_of = kToday;
    return question;
  }
  WhatIf Answered(const Scope& scope, const Question& question) {
    const auto asked = Ask(*store_, *jobs_, scope, question);
    EXPECT_TRUE(asked) << asked.error().ToString();
    const auto run = jobs_->RunHere(asked->job_id, scope);
    EXPECT_TRUE(run) << run.error().ToString();
    return store_->Get<WhatIf>(scope, asked->id).value();
  }
  std::vector<WhatIfRow> Rows(const Scope& scope, const WhatIf& asked) {
    const std::string id = asked.id.ToBytes();
    return store_->Select<WhatIfRow>(scope, "p.what_if_id = ?1 ORDER BY p.difference_fen, p.before_fen", {db::Blob{id}})
        .value();
  }
  static std::int64_t SumOf(const json::Node& list, const char* figure) {
    std::int64_t sum = 0;
    const auto items = list.Items().value();
    for (const auto& item : items) sum += item.Get(figure)->Integer().value();
    return sum;
  }

  std::unique_ptr<jobs::Jobs> jobs_;
  std::vector<Person> people_;
};

TEST_P(WhatIfTest, ALowerCapTakesFromThoseAboveIt) {
  // Fares of 400, 500 and 600 yuan; the cap outside of the province is 400 and would be 350.
  const WhatIf asked = Answered(huayuan_, CapOf("350"));
  EXPECT_EQ(asked.state, "done");
  EXPECT_EQ(asked.claims, 3) << "the other county's claim is not this one's business";
  EXPECT_EQ(asked.before->value(), 120000);
  EXPECT_EQ(asked.after->value(), 105000);
  EXPECT_EQ(asked.winners, 0);
  EXPECT_EQ(asked.losers, 3);
  const auto rows = Rows(huayuan_, asked);
  ASSERT_EQ(rows.size(), 3U);
  for (const auto& row : rows) {
    EXPECT_EQ(row.difference_fen, -5000);
    EXPECT_EQ(row.county, "433124");
    EXPECT_EQ(row.month, "2026-03");
    EXPECT_FALSE(row.claimant_id.IsNil());
  }
  const auto figures = json::Parse(asked.result).value();
  for (const char* list : {"by_rule", "by_county", "by_month", "by_pool"}) {
    EXPECT_EQ(SumOf(figures.root().Get(list).value(), "before_fen"), 120000) << list;
    EXPECT_EQ(SumOf(figures.root().Get(list).value(), "after_fen"), 105000) << list;
  }
}

TEST_P(WhatIfTest, BehindTheCostStandAlsoThoseWhoGetTheSame) {
  Question question = CapOf("350");
  question.changes.front().from = Date::FromYmd(2026, 6, 1);  // after the journeys of March
  const WhatIf asked = Answered(huayuan_, question);
  EXPECT_EQ(asked.before, asked.after);
  EXPECT_EQ(asked.losers, 0);
  EXPECT_EQ(Rows(huayuan_, asked).size(), 3U);
}

TEST_P(WhatIfTest, TheSameFiguresAsTheCommand) {
  const WhatIf asked = Answered(huayuan_, CapOf("300", "everybody"));
  const auto rules = subsidies::CurrentRules(*store_).value();
  subsidies::Rules draft = *rules;
  ASSERT_TRUE(subsidies::SetParameter("R-XX20.cap_outside=300", &draft));
  const auto all = months::ReadRegister(*store_, huayuan_.HomeSide(), kToday).value();
  const auto whole = subsidies::Simulate(all.facts, subsidies::AssumeClaims(all.facts, draft, kToday), *rules, draft,
                                         kToday);  // every rule, as the command does
  ASSERT_TRUE(whole) << whole.error().ToString();
  EXPECT_LT(*asked.after, *asked.before);
  EXPECT_EQ(asked.after->value() - asked.before->value(), whole->total.after_fen - whole->total.before_fen);
  EXPECT_EQ(asked.winners, whole->winners);
  EXPECT_EQ(asked.losers, whole->losers);
  EXPECT_EQ(asked.before->value(), whole->by_rule.at("R-XX20").before_fen);
}

TEST_P(WhatIfTest, ADraftIsAskedAsItWas) {
  const auto draft = rule_drafts::Create(*store_, huayuan_, "R-XX20");
  ASSERT_TRUE(draft) << draft.error().ToString();
  rule_drafts::Edit edit;
  edit.rows = subsidies::ReadGrid(draft->model)->rows;
  for (auto& row : *edit.rows) {
    if (row.id == "outside") row.then[1] = "min(fare, cap_outside) / 2";
  }
  const auto saved = rule_drafts::Save(*store_, huayuan_, draft->id, draft->version, edit);
  ASSERT_TRUE(saved) << saved.error().ToString();
  Question question;
  question.drafts = {*saved};
  question.as_of = kToday;
  const auto asked = Ask(*store_, *jobs_, huayuan_, question);
  ASSERT_TRUE(asked) << asked.error().ToString();
  ASSERT_TRUE(rule_drafts::Remove(*store_, huayuan_, draft->id));  // the question does not need it any more
  ASSERT_TRUE(jobs_->RunHere(asked->job_id, huayuan_));
  const WhatIf answered = store_->Get<WhatIf>(huayuan_, asked->id).value();
  EXPECT_EQ(answered.before->value(), 120000);
  EXPECT_EQ(answered.after->value(), 60000);
  EXPECT_EQ(answered.losers, 3);
}

TEST_P(WhatIfTest, NamesAreSeenLikeThePeople) {
  const Scope city = ScopeFor("zhou", "city_supervisor", IdOf(433100000000), "home");
  const WhatIf asked = Answered(city, CapOf("350"));
  EXPECT_EQ(asked.claims, 4);
  EXPECT_EQ(Rows(city, asked).size(), 4U);
  EXPECT_EQ(Rows(huayuan_, asked).size(), 3U);
  EXPECT_EQ(Rows(baojing_, asked).size(), 1U);
  EXPECT_EQ(Rows(cangshan_.HomeSide(), asked).size(), 0U);
  EXPECT_EQ(store_->Get<WhatIf>(huayuan_, asked.id).error().kind, &kNotFound) << "the question is the city's";
  EXPECT_EQ(Count("SELECT count(*) FROM what_if_row WHERE credit_code IS NOT NULL"), 0) << "no ID number";
}

TEST_P(WhatIfTest, WhatTheLawForbidsIsRefusedWithItsArticle) {
  Question question = CapOf("350");
  question.changes.push_back({"R-XX20", "cap_outside", "401", {}});
  const auto asked = Ask(*store_, *jobs_, huayuan_, question);
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().kind, &subsidies::kBadRule);
  EXPECT_NE(asked.error().message.find("高于法定上限 400"), std::string::npos) << asked.error().message;
  EXPECT_NE(asked.error().message.find("条"), std::string::npos) << asked.error().message;
  ASSERT_FALSE(asked.error().details.empty());
  EXPECT_EQ(asked.error().details.back().second, "changes.1.value");
  EXPECT_EQ(Count("SELECT count(*) FROM what_if"), 0) << "nothing is kept";
  EXPECT_FALSE(Ask(*store_, *jobs_, huayuan_, CapOf("很多")));
}

TEST_P(WhatIfTest, RunAgainItBeginsAnewAndRemovedItIsGone) {
  const WhatIf asked = Answered(huayuan_, CapOf("350"));
  const std::atomic<bool> not_cancelled = false, is_cancelled = true;
  jobs::JobStep again(&not_cancelled), stopped(&is_cancelled);
  ASSERT_TRUE(Answer(*store_, huayuan_, asked.id, again));
  EXPECT_EQ(Rows(huayuan_, asked).size(), 3U);
  EXPECT_EQ(again.done(), again.total());
  EXPECT_EQ(Answer(*store_, huayuan_, asked.id, stopped).error().kind, &kCancelled);
  EXPECT_EQ(Remove(*store_, baojing_, asked.id).error().kind, &kNotFound);
  ASSERT_TRUE(Remove(*store_, huayuan_, asked.id));
  EXPECT_EQ(Count("SELECT count(*) FROM what_if_row"), 0);
}

INSTANTIATE_TEST_SUITE_P(Databases, WhatIfTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::what_if
