// A wrong ID number of the roster, from the comparison that shows it to the person's file and back, on both databases.
#include <gtest/gtest.h>

#include "kits/store/unit_of_work.h"
#include "modules/people/register.h"
#include "modules/people/service.h"
#include "modules/sources/review_json.h"
#include "modules/sources/runs_world.h"

namespace gq::sources {
namespace {

class CorrectionsTest : public RunsWorld {
 protected:
  void SetUp() override {
    RunsWorld::SetUp();
    ASSERT_FALSE(HasFatalFailure());
    people_["wrong"] = Add(8, "田八方", "not_working");
    Misspell("wrong", 8);
  }

  // As it came from an older system: a number that the check digit refutes stands in the person's file.
  void Misspell(const std::string& key, int n) {
    const auto file = people::GetPersonFile(*store_, Scope::System("test"), people_[key]).value();
    Identifier wrong = file.identifiers.at(0);
    wrong.value = Secret(WrongNumberOf(n));
    const std::string right = store_->vault().Index("person_identifier.value", NumberOf(n)),
                      index = store_->vault().Index("person_identifier.value", WrongNumberOf(n));
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    work->About(file.person.county_id, "test", "person", file.person.id);
    ASSERT_TRUE(work->Update(file.identifiers.at(0), wrong));
    ASSERT_TRUE(work->connection().Execute("UPDATE identity_index SET value_index = ?2 WHERE value_index = ?1",
                                           {db::Blob{right}, db::Blob{index}}));
    ASSERT_TRUE(work->Commit());
  }
  ComparisonRun Compared() {
    return Run(huayuan_, Insured({{NumberOf(8), "田八方"}}), "2026-08-31", Labour({{NumberOf(8), "田八方"}}));
  }
  Review TheCorrection(const Uuid& run, const std::string& state = "") {
    const auto reviews = ListReviews(*store_, huayuan_, run, state, 1, 50).value();
    for (const auto& review : reviews) {
      if (review.purpose == purpose::kCorrection) return review;
    }
    ADD_FAILURE() << "no correction in the queue";
    return {};
  }
  std::int64_t Corrections(const Uuid& run) {
    std::int64_t n = 0;
    const auto reviews = ListReviews(*store_, huayuan_, run, "", 1, 50).value();
    for (const auto& review : reviews) n += review.purpose == purpose::kCorrection ? 1 : 0;
    return n;
  }
  // Status and value of each number of the person, the present one first.
  std::vector<std::string> NumbersOf(const std::string& key) {
    std::vector<std::string> numbers;
    const auto file = people::GetPersonFile(*store_, Scope::System("test"), people_[key]).value();
    for (const auto& one : file.identifiers) numbers.push_back(one.status + " " + std::string(one.value.Reveal()));
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }
  std::optional<Uuid> BearerOf(const std::string& number) {
    const auto bearer = people::FindBearer(*store_, number).value();
    return bearer ? std::optional(bearer->person_id) : std::nullopt;
  }
  static std::string Shows(const Review& review, const ComparisonRun& run, const Scope& scope) {
    json::Writer out;
    out.BeginObject();
    EXPECT_TRUE(WriteReviewFields(out, review, run, scope));
    out.EndObject();
    return std::move(out).Take();
  }
};

TEST_P(CorrectionsTest, AWrongNumberIsProposedWithItsEvidenceAndChangesNothing) {
  const auto before = NumbersOf("wrong");
  const auto run = Compared();
  auto figures = FiguresOf(huayuan_, run.id);
  EXPECT_EQ(figures["match:social_insurance:repaired"], 1) << "certain: the same name, the check digit says where";
  EXPECT_EQ(figures["correction:open"], 1);
  EXPECT_EQ(ListNames(*store_, huayuan_, run.id, "correction:open", 1, 50)->at(0).name, "田八方");
  EXPECT_EQ(PlanApply(*store_, huayuan_, run.id)->corrections, 1);
  EXPECT_EQ(Corrections(run.id), 1) << "one for the person, not one for each registry";
  const Review open = TheCorrection(run.id);
  EXPECT_EQ(open.state, "open");
  EXPECT_TRUE(open.changes_state);
  ASSERT_EQ(open.agreeing.size(), 2U);
  EXPECT_EQ(open.agreeing[0].registry, "social_insurance");
  EXPECT_EQ(open.agreeing[0].row, 6);
  EXPECT_EQ(open.agreeing[1].registry, "labour_resource");
  EXPECT_EQ(open.agreeing[1].row, 3);
  EXPECT_EQ(open.repair, "roster:digit@11:1>0");
  // What is shown: neither number whole; the changed character to those who may reveal numbers, its place to others.
  const std::string shown = Shows(open, run, huayuan_);
  for (const auto& number : {NumberOf(8), WrongNumberOf(8)}) {
    EXPECT_EQ(shown.find(number), std::string::npos);
    EXPECT_EQ(shown.find(number.substr(14)), std::string::npos) << "nor its end";
  }
  EXPECT_NE(shown.find(R"({"text":"1","differs":true})"), std::string::npos) << shown;
  EXPECT_NE(shown.find(R"("file_name":"八月参保.csv","row":6)"), std::string::npos) << shown;
  const Scope city = ScopeFor("xiangxi", "city_supervisor", IdOf(433100000000), "home");
  EXPECT_NE(Shows(open, run, city).find(R"({"text":"*","differs":true})"), std::string::npos);
  EXPECT_EQ(Count("SELECT count(*) FROM comparison_review WHERE CAST(data AS TEXT) LIKE '%" + NumberOf(8) + "%'"), 0);
  // The batch of certain findings leaves the number alone.
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  EXPECT_EQ(NumbersOf("wrong"), before);
  EXPECT_EQ(Now("wrong").list, "retention") << "the finding itself is certain";
  EXPECT_EQ(FiguresOf(huayuan_, run.id)["correction:open"], 1);
}

TEST_P(CorrectionsTest, TwoPeopleCorrectItAndTheRunTakesItBack) {
  const auto before = NumbersOf("wrong");
  const std::string facts = Facts();
  const auto run = Compared();
  const Review open = TheCorrection(run.id);
  const auto first = DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kSame, "户口簿");
  ASSERT_TRUE(first) << first.error().ToString();
  EXPECT_EQ(first->state, "second");
  EXPECT_EQ(NumbersOf("wrong"), before) << "one person alone corrects no identity";
  EXPECT_EQ(DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kSame, "").error().kind, &kOtherPerson);
  const auto checked = DecideReview(*store_, second_, run.id, open.id, ReviewDecision::kSame, "");
  ASSERT_TRUE(checked) << checked.error().ToString();
  EXPECT_EQ(checked->state, "accepted");
  EXPECT_TRUE(checked->data.empty());
  // The right number leads to the person, the old one stays on file and leads there as well (D3).
  EXPECT_EQ(NumbersOf("wrong"), (std::vector<std::string>{"active " + NumberOf(8), "corrected " + WrongNumberOf(8)}));
  EXPECT_EQ(BearerOf(NumberOf(8)), people_["wrong"]);
  EXPECT_EQ(BearerOf(WrongNumberOf(8)), people_["wrong"]);
  EXPECT_EQ(Now("wrong").birth->ToString(), "1990-01-01") << "the birth date follows the number";
  EXPECT_EQ(Now("wrong").employment, "not_working") << "and nothing else changes";
  auto figures = FiguresOf(huayuan_, run.id);
  EXPECT_EQ(figures["correction:accepted"], 1);
  EXPECT_EQ(figures["match:social_insurance:repaired"], 1);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'compare.review'"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'person.identifier' AND cause = 'compare/" +
                  run.id.ToString() + "'"),
            1);
  const auto timeline = people::Timeline(*store_, huayuan_, people_["wrong"], 20).value();
  bool told = false;
  for (const auto& row : timeline) {
    told = told || (row.action == "person.identifier" && row.actor == "huayuan2" &&
                    row.payload.find("八月参保.csv 第 6 行；八月资源.csv 第 3 行") != std::string::npos);
  }
  EXPECT_TRUE(told);
  EXPECT_TRUE(LabelsOf(*store_, huayuan_)->empty()) << "a correction says nothing of doubtful matches";
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  const auto edits = WithdrawRun(*store_, huayuan_, run.id, {});
  ASSERT_TRUE(edits) << edits.error().ToString();
  EXPECT_TRUE(edits->empty());
  EXPECT_EQ(NumbersOf("wrong"), before);
  EXPECT_EQ(BearerOf(NumberOf(8)), std::nullopt);
  EXPECT_EQ(BearerOf(WrongNumberOf(8)), people_["wrong"]);
  EXPECT_EQ(Facts(), facts);
}

TEST_P(CorrectionsTest, ANumberOfSomebodyElseIsRefusedWithTheReason) {
  const auto run = Compared();
  const Review open = TheCorrection(run.id);
  // Registered since, in the reader's own county.
  people_["other"] = Add(8, "田八方", "not_working");
  const auto before = NumbersOf("wrong");
  const auto refused = DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kSame, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &people::kRegisteredHere);
  EXPECT_NE(refused.error().hint.find("合并"), std::string::npos);
  EXPECT_EQ(TheCorrection(run.id).state, "open") << "half a decision is none";
  EXPECT_EQ(NumbersOf("wrong"), before);
  ASSERT_TRUE(DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kDifferent, ""));
}

TEST_P(CorrectionsTest, ANumberRegisteredElsewhereIsRefusedWithoutSayingWhose) {
  const auto elsewhere = Enter(baojing_, R"({"name":"田八方","id_number":")" + NumberOf(8) + R"(","home_unit":)" +
                                             std::to_string(IdOf(people::kOtherVillage)) +
                                             R"(,"ability":"able","willingness":"yes","employment":"not_working"})");
  ASSERT_TRUE(elsewhere) << elsewhere.error().ToString();
  const auto run = Compared();
  const auto refused = DecideReview(*store_, huayuan_, run.id, TheCorrection(run.id).id, ReviewDecision::kSame, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &people::kElsewhere);
  EXPECT_EQ(refused.error().ToString().find(elsewhere->id.ToString()), std::string::npos);
}

TEST_P(CorrectionsTest, WhoWasCorrectedMeanwhileIsNotCorrectedAgain) {
  const auto run = Compared();
  const auto by_hand = json::Parse(R"({"id_number":")" + NumberOf(308) + R"(","reason":"户口簿"})");
  ASSERT_TRUE(people::CorrectIdentifier(*store_, huayuan_, people_["wrong"], by_hand->root()));
  const auto refused = DecideReview(*store_, huayuan_, run.id, TheCorrection(run.id).id, ReviewDecision::kSame, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &kConflict);
  EXPECT_EQ(BearerOf(NumberOf(8)), std::nullopt);
}

TEST_P(CorrectionsTest, WhatWasRejectedIsNotProposedAgain) {
  const auto july = Run(huayuan_, Insured({{NumberOf(8), "田八方"}}), "2026-07-31");
  ASSERT_TRUE(DecideReview(*store_, huayuan_, july.id, TheCorrection(july.id).id, ReviewDecision::kDifferent,
                           "本人称号码无误"));
  const auto august = Compared();
  EXPECT_EQ(Corrections(august.id), 0);
  EXPECT_EQ(FiguresOf(huayuan_, august.id)["match:social_insurance:repaired"], 1);
}

// A number cut to 000 by a spreadsheet that passes the check digit, and the right one.
std::pair<std::string, std::string> CutAndRight() {
  std::string cut;
  for (int day = 1; day <= 28 && cut.empty(); ++day) {
    const std::string digits = "433124198707" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "100";
    if (IdCheckCharacter(digits) == '0') cut = digits + "0";
  }
  EXPECT_EQ(cut.size(), 18U);
  std::string right = cut.substr(0, 15) + "23";
  right += IdCheckCharacter(right);
  return {cut, right};
}

// A number that a spreadsheet has cut passes the check digit once in eleven times: that is how a wrong one comes
// through an import. The registries have the end that was lost.
TEST_P(CorrectionsTest, ACutNumberGetsItsEndBack) {
  const auto [cut, right] = CutAndRight();
  const auto person = Enter(huayuan_, R"({"name":"龙秋月","id_number":")" + cut + R"(","home_unit":)" +
                                          std::to_string(IdOf(people::kVillage)) +
                                          R"(,"ability":"able","willingness":"yes","employment":"not_working"})");
  ASSERT_TRUE(person) << person.error().ToString();
  people_["cut"] = person->id;
  const auto run = Run(huayuan_, Insured({{right, "龙秋月"}}));
  const Review open = TheCorrection(run.id);
  EXPECT_EQ(open.person_id, person->id);
  EXPECT_EQ(Shows(open, run, huayuan_).find(right.substr(15)), std::string::npos) << "the end is not shown";
  for (const Scope* officer : {&huayuan_, &second_}) {
    const auto decided = DecideReview(*store_, *officer, run.id, open.id, ReviewDecision::kSame, "");
    ASSERT_TRUE(decided) << decided.error().ToString();
  }
  EXPECT_EQ(BearerOf(right), person->id);
  EXPECT_EQ(Now("cut").sex, "1") << "as the seventeenth digit says";
  EXPECT_EQ(FiguresOf(huayuan_, Run(huayuan_, Insured({{right, "龙秋月"}})).id)["match:social_insurance:exact"], 4);
  ASSERT_TRUE(WithdrawRun(*store_, huayuan_, run.id, {}));
  EXPECT_EQ(BearerOf(right), std::nullopt);
}

// The right number had been on file, and was "corrected" to the cut one: undoing its return leaves it where it leads.
TEST_P(CorrectionsTest, ANumberBorneBeforeStillFindsThePersonAfterAWithdrawal) {
  const auto [cut, right] = CutAndRight();
  const auto person = Enter(huayuan_, R"({"name":"龙秋月","id_number":")" + right + R"(","home_unit":)" +
                                          std::to_string(IdOf(people::kVillage)) +
                                          R"(,"ability":"able","willingness":"yes","employment":"not_working"})");
  ASSERT_TRUE(person) << person.error().ToString();
  const auto by_hand = json::Parse(R"({"id_number":")" + cut + R"(","reason":"表格"})");
  ASSERT_TRUE(people::CorrectIdentifier(*store_, huayuan_, person->id, by_hand->root()));
  const auto run = Run(huayuan_, Insured({{right, "龙秋月"}}));
  const Review open = TheCorrection(run.id);
  for (const Scope* officer : {&huayuan_, &second_})
    ASSERT_TRUE(DecideReview(*store_, *officer, run.id, open.id, ReviewDecision::kSame, ""));
  EXPECT_EQ(BearerOf(right), person->id);
  ASSERT_TRUE(WithdrawRun(*store_, huayuan_, run.id, {}));
  EXPECT_EQ(BearerOf(right), person->id);
  EXPECT_EQ(BearerOf(cut), person->id);
}

// Registries that do not agree, or another name, prove nothing of the number.
TEST_P(CorrectionsTest, NothingIsProposedWhereTheEvidenceIsNot) {
  const auto other_name = Run(huayuan_, Insured({{NumberOf(8), "彭九斤"}}));
  EXPECT_EQ(Corrections(other_name.id), 0);
  std::string also = WrongNumberOf(8);  // another right number, one digit from the wrong one
  for (int n = 300; n < 400 && also == WrongNumberOf(8); ++n) {
    std::string candidate = WrongNumberOf(8);
    candidate[13] = static_cast<char>('2' + n % 8);
    candidate[17] = IdCheckCharacter(candidate.substr(0, 17));
    if (candidate[17] == WrongNumberOf(8)[17]) also = candidate;
  }
  if (also != WrongNumberOf(8)) {
    const auto apart = Run(huayuan_, Insured({{NumberOf(8), "田八方"}}), "2026-08-31", Labour({{also, "田八方"}}));
    EXPECT_EQ(Corrections(apart.id), 0);
  }
  const auto right = Run(huayuan_, Insured({{NumberOf(1), "石大明"}}));
  EXPECT_EQ(Corrections(right.id), 0);
}

INSTANTIATE_TEST_SUITE_P(Databases, CorrectionsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::sources
