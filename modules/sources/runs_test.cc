// Comparisons over the store's roster, on both databases: what is found, applied, decided, undone.
#include "modules/sources/runs.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "kits/store/unit_of_work.h"
#include "kits/table/file_kind.h"
#include "modules/employers/model.h"
#include "modules/imports/uploads.h"
#include "modules/jobs/jobs.h"
#include "modules/people/people_query.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"
#include "modules/requests/model.h"
#include "modules/sources/review_json.h"
#include "modules/sources/reviews.h"
#include "modules/sources/run_jobs.h"
#include "modules/sources/runs_world.h"

namespace gq::sources {
namespace {

using RunsTest = RunsWorld;

TEST_P(RunsTest, FindingsAreKeptAndEveryFigureOpensItsNames) {
  const auto run = Run(huayuan_, Insured());
  EXPECT_EQ(run.state, "compared");
  auto figures = FiguresOf(huayuan_, run.id);
  EXPECT_EQ(figures["people"], 7);
  EXPECT_EQ(figures["finding:newly_employed"], 2);
  EXPECT_EQ(figures["finding:changed_employer"], 2);
  EXPECT_EQ(figures["finding:employment_lapsed"], 1);
  EXPECT_EQ(figures["finding:not_employed"], 2);
  EXPECT_EQ(figures["proposal:on_post:open"], 1);
  EXPECT_EQ(figures["proposal:flexible:open"], 1);
  EXPECT_EQ(figures["proposal:change_employer:open"], 2);
  EXPECT_EQ(figures["match:social_insurance:exact"], 3);
  EXPECT_EQ(figures["match:social_insurance:near"] + figures["match:social_insurance:review"], 1);
  for (const auto& [key, value] : figures) {
    const auto names = ListNames(*store_, huayuan_, run.id, key, 1, 50);
    ASSERT_TRUE(names) << key;
    EXPECT_EQ(static_cast<std::int64_t>(names->size()), value) << key;
  }
  EXPECT_EQ(ListNames(*store_, huayuan_, run.id, "finding:employment_lapsed", 1, 50)->at(0).name, "石四清");
  EXPECT_EQ(ListNames(*store_, huayuan_, run.id, "people", 2, 4)->size(), 3U) << "the second page";
  // What the registries said: of people of the roster, with line and file (D12).
  EXPECT_EQ(Count("SELECT count(*) FROM observation"), 6);
  EXPECT_EQ(Count("SELECT count(*) FROM observation WHERE file_name = '八月参保.csv' AND row_number = 1 AND "
                  "length(file_hash) = 64"),
            1);
  // Nobody's state has changed yet, one event a run (D8).
  EXPECT_EQ(Now("new").list, "task");
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'compare.run'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action IN ('person.compare', 'person.finding')"), 0);
  // Another unit sees neither the run nor its names.
  EXPECT_EQ(GetComparison(*store_, baojing_, run.id).error().kind, &kNotFound);
  EXPECT_TRUE(ListNames(*store_, baojing_, run.id, "people", 1, 50)->empty());
  EXPECT_TRUE(ListComparisons(*store_, baojing_, 10)->empty());
}

TEST_P(RunsTest, ARepeatedStepReplacesWhatTheFirstOneKept) {
  const std::string insured = Insured(), labour = Labour();
  const auto run = OpenRun(*store_, huayuan_, store_->NewId(), "upload", gq::Month::Parse("2026-08").value(),
                           Date::Parse("2026-08-31").value(),
                           {{"social_insurance", "a.csv", "1"}, {"labour_resource", "b.csv", "2"}});
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(
        Compare(*store_, huayuan_, run->id, {{"social_insurance", insured}, {"labour_resource", labour}}, {}, {}));
    EXPECT_EQ(Count("SELECT count(*) FROM comparison_finding"), 7);
    EXPECT_EQ(Count("SELECT count(*) FROM comparison_review"), 1);
    EXPECT_EQ(Count("SELECT count(*) FROM observation"), 6);
  }
}

TEST_P(RunsTest, TheDryRunSaysWhatApplyingDoesAndWithdrawingPutsItBack) {
  const std::string before = Facts();
  const auto run = Run(huayuan_, Insured());
  EXPECT_EQ(Facts(), before);
  const auto plan = PlanApply(*store_, huayuan_, run.id);
  ASSERT_TRUE(plan) << plan.error().ToString();
  EXPECT_EQ(Facts(), before) << "a dry run writes nothing";
  std::map<std::string, std::int64_t> moves;
  for (const auto& move : plan->moves) moves[move.proposal + ":" + move.from + ">" + move.to] = move.people;
  EXPECT_EQ(moves["on_post:task>retention"], 1);
  EXPECT_EQ(moves["flexible:task>none"], 1);
  EXPECT_EQ(moves["change_employer:retention>retention"], 1);
  EXPECT_EQ(plan->requests, 1);
  EXPECT_EQ(plan->changed_since, 0);
  EXPECT_EQ(plan->findings, 3);
  const auto applied = Apply(*store_, huayuan_, run.id, {}, {});
  ASSERT_TRUE(applied) << applied.error().ToString();
  EXPECT_EQ(*applied, 3);
  EXPECT_EQ(GetComparison(*store_, huayuan_, run.id)->state, "applied");
  EXPECT_EQ(Now("new").list, "retention");
  EXPECT_EQ(Now("new").employer_name, "新厂");
  EXPECT_EQ(Now("new").employment_since->ToString(), "2026-07-01");
  EXPECT_EQ(Now("flexible").employment, "flexible");
  EXPECT_EQ(Now("changed").employer_name, "新厂");
  EXPECT_EQ(Now("lapsed").employment, "on_post") << "a lapse asks for a visit, it is not a return";
  EXPECT_EQ(Now("lapsed").finding, "employment_lapsed");
  EXPECT_EQ(Now("stewarded").employer_name, "旧厂") << "the destination is the steward (D6)";
  EXPECT_EQ(Count("SELECT count(*) FROM change_request WHERE state = 'open'"), 2);
  EXPECT_EQ(Now("doubtful").employment, "not_working") << "nobody's state changes on near evidence alone";
  EXPECT_EQ(*Apply(*store_, huayuan_, run.id, {}, {}), 0) << "once";
  EXPECT_TRUE(PlanApply(*store_, huayuan_, run.id)->moves.empty());
  const auto edits = WithdrawRun(*store_, huayuan_, run.id, {});
  ASSERT_TRUE(edits) << edits.error().ToString();
  EXPECT_TRUE(edits->empty()) << edits->front().type << " " << edits->front().field;
  EXPECT_EQ(Facts(), before);
  EXPECT_EQ(Count("SELECT count(*) FROM change_request"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM observation"), 0) << "a wrong file leaves nothing behind";
  EXPECT_EQ(GetComparison(*store_, huayuan_, run.id)->state, "withdrawn");
  EXPECT_EQ(Apply(*store_, huayuan_, run.id, {}, {}).error().kind, &kRunStep);
}

// A spell from a registry says where the work is when the employer is on file, and the destination then sees it.
TEST_P(RunsTest, TheEmployerOnFileSaysWhereTheWorkIs) {
  Employer employer;
  employer.id = store_->NewId();
  employer.credit_code = kFactory;
  employer.name = "新厂";
  employer.region_code = kStreet;
  employer.created_at = employer.updated_at = store_->Now();
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    work->About(0, "test", "employer", employer.id);
    ASSERT_TRUE(work->Insert(employer));
    ASSERT_TRUE(work->Commit());
  }
  const auto run = Run(huayuan_, Insured());
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  for (const char* key : {"new", "changed"}) {
    const Person person = Now(key);
    EXPECT_EQ(person.work_code, kStreet) << key;
    EXPECT_EQ(person.tier, people::TierOf(person.home_code, kStreet)) << key;
    EXPECT_FALSE(person.tier.empty());
    const std::string bytes = person.id.ToBytes();
    const auto spells = store_->Select<Spell>(cangshan_, "p.person_id = ?1 AND p.state = 'on_post'", {db::Blob{bytes}});
    ASSERT_EQ(spells->size(), 1U) << key << ": the destination sees it";
    EXPECT_EQ(spells->front().tier, person.tier);
  }
}

// A row that says where it insures: the spell lies there, whatever the employer's own place, and the tier follows.
TEST_P(RunsTest, TheRowSaysWhereTheWorkIs) {
  Employer employer;
  employer.id = store_->NewId();
  employer.credit_code = kFactory;
  employer.name = "新厂";
  employer.region_code = kStreet;
  employer.created_at = employer.updated_at = store_->Now();
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    work->About(0, "test", "employer", employer.id);
    ASSERT_TRUE(work->Insert(employer));
    ASSERT_TRUE(work->Commit());
  }
  struct Case {
    const char *key, *place;  // as the registry writes it
    std::int64_t code;        // of the spell
    const char* tier;
  };
  // 350104 仓山区 holds the employer's street; 350981 is another county; 433125 next to the home; a code with a village
  // that is not on the list lies in its county.
  const std::vector<Case> cases = {{"one", "仓山区", kStreet, "outside"},
                                   {"two", "350981", people::kFarCounty, "outside"},
                                   {"three", "保靖县", people::kOtherCounty, "prefecture"},
                                   {"four", "433124999888", kCounty, "county"},
                                   {"five", "某某地", kStreet, "outside"},
                                   {"six", "", kStreet, "outside"}};
  std::string text = "身份证号,姓名,户籍地,单位代码,单位名称,险种,参保状态,起始年月,参保地\n";
  int n = 20;
  for (const Case& one : cases) {
    const std::string name = std::string("吴") + (n % 2 == 0 ? "明" : "亮") + "辉";
    people_[one.key] = Add(n, name, "not_working");
    text += NumberOf(n++) + "," + name + ",430000," + kFactory + ",新厂,职工,1,202607," + one.place + "\n";
  }
  const std::map<std::string, std::int64_t> known = {{"仓山区", kDestination},
                                                     {"350981000000", people::kFarCounty},
                                                     {"保靖县", people::kOtherCounty},
                                                     {"433124000000", kCounty}};
  CompareOptions options;
  options.place_of = PlaceReader([&](const std::vector<std::string>& parts) -> Result<std::int64_t> {
    const auto it = known.find(parts.at(0));
    if (it == known.end()) return Fail(kNotFound, "没有这个地方");
    return it->second;
  });
  const auto run = Run(huayuan_, File("参保地.csv", text), "2026-08-31", {}, options);
  EXPECT_EQ(run.message, "社会保险有 1 行的参保地认不出，就业地按单位所在地登记：第 5 行");
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  for (const Case& one : cases) {
    const Person person = Now(one.key);
    EXPECT_EQ(person.work_code, one.code) << one.key;
    EXPECT_EQ(person.tier, one.tier) << one.key;
    const std::string bytes = person.id.ToBytes();
    const auto spells = store_->Select<Spell>(Scope::System("test"), "p.person_id = ?1", {db::Blob{bytes}});
    ASSERT_EQ(spells->size(), 1U);
    EXPECT_EQ(spells->front().work_code, one.code) << one.key;
    EXPECT_EQ(spells->front().tier, one.tier) << one.key;
    EXPECT_EQ(spells->front().employer_name, "新厂");
  }
}

// Where somebody else is the steward, the request says where the row's employer works, too.
TEST_P(RunsTest, ARequestToTheStewardNamesThePlace) {
  const std::string text = "身份证号,姓名,单位代码,单位名称,险种,参保状态,起始年月,参保地\n" + NumberOf(3) +
                           ",石三保," + kFactory + ",新厂,职工,1,202607,350981\n";
  CompareOptions options;
  options.place_of = [](std::string_view place) { return place == "350981" ? people::kFarCounty : 0; };
  const auto run = Run(huayuan_, File("参保地.csv", text), "2026-08-31", {}, options);
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  std::map<std::string, std::string> asked;
  const auto open = store_->Select<ChangeRequest>(Scope::System("test"), "p.state = 'open'");
  for (const auto& request : *open) asked[request.field] = std::string(request.value.Reveal());
  EXPECT_EQ(asked, (std::map<std::string, std::string>{{"employer_name", "\"新厂\""},
                                                       {"unit_code", std::string("\"") + kFactory + "\""},
                                                       {"work_code", std::to_string(people::kFarCounty)}}));
}

// Somebody's own review says where as well.
TEST_P(RunsTest, AnAcceptedMatchSaysWhereTheWorkIs) {
  const std::string text = "身份证号,姓名,单位代码,单位名称,险种,参保状态,起始年月,参保地\n" + WrongNumberOf(6) +
                           ",龙健设," + kFactory + ",新厂,职工,1,202607,350981\n";
  CompareOptions options;
  options.place_of = [](std::string_view place) { return place == "350981" ? people::kFarCounty : 0; };
  const auto run = Run(huayuan_, File("参保地.csv", text), "2026-08-31", {}, options);
  const Review open = TheReview(huayuan_, run.id);
  for (const Scope* officer : {&huayuan_, &second_}) {
    const auto decided = DecideReview(*store_, *officer, run.id, open.id, ReviewDecision::kSame, "");
    ASSERT_TRUE(decided) << decided.error().ToString();
  }
  EXPECT_EQ(Now("doubtful").work_code, people::kFarCounty);
  EXPECT_EQ(Now("doubtful").tier, "outside");
}

// 五清 and 四清 as stored are what the record says, after every change that a comparison makes.
TEST_P(RunsTest, CompletenessFollowsTheComparison) {
  const auto check = [&](const char* when) {
    for (const auto& [key, id] : people_) {
      const auto file = people::GetPersonFile(*store_, Scope::System("test"), id).value();
      const Spell* current = nullptr;
      for (const auto& spell : file.spells) {
        if (spell.state != "ended" && !spell.end) current = &spell;
      }
      const auto& p = file.person;
      const bool away = p.employment == "on_post" || p.employment == "departed" || p.employment == "flexible";
      const auto real =
          people::CheckCompleteness(p, away ? current : nullptr, file.intention ? &*file.intention : nullptr);
      EXPECT_EQ(p.clear_five, real.CountFive()) << when << " " << key;
      EXPECT_EQ(p.clear_four, real.CountFour()) << when << " " << key;
    }
  };
  // Somebody with every wish on file: an application that forgets the intention would lose three of the five.
  for (const char* key : {"new", "changed", "flexible"}) {
    const auto wishes = json::Parse(R"({"want_jobs":"sewing","want_tiers":"outside","want_wage_fen":400000,)"
                                    R"("want_training":"no","want_business":"no"})");
    const auto saved = people::SaveIntention(*store_, huayuan_, people_[key], wishes->root(), {});
    ASSERT_TRUE(saved) << saved.error().ToString();
  }
  check("before");
  const auto run = Run(huayuan_, Insured());
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, proposal::kOnPost, {}));
  check("new work applied");
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  check("applied");
  ASSERT_TRUE(WithdrawRun(*store_, huayuan_, run.id, {}));
  check("withdrawn");
}

// A lapse asks for a visit and new work elsewhere for a check, by name, until somebody has decided (D13).
TEST_P(RunsTest, AFindingOpensAVisitUntilItIsDecided) {
  const auto names = [&](const char* which) {
    return people::CountPeople(*store_, huayuan_, {{"to_check", which}}).value();
  };
  const auto run = Run(huayuan_, Insured());
  EXPECT_EQ(names("lapsed"), 0);
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, proposal::kOnPost, {}));
  EXPECT_EQ(names("lapsed"), 1);
  EXPECT_EQ(names("employed"), 1);  // 石五一, flexible work according to the register: not applied yet
  EXPECT_EQ(people::OpenFindingOf(Now("lapsed").finding, Now("lapsed").employment, Now("lapsed").list),
            people::OpenFinding::kLapsed);
  std::string why;
  for (const auto& reason : people::ExplainLists(Now("lapsed"))) why += reason.sentence;
  EXPECT_NE(why.find("走访核实"), std::string::npos) << why;
  // Still at work, as the visit found: decided, and not opened again by the same run.
  people::StateChange same;
  same.employment = "on_post";
  same.evidence = "走访";
  ASSERT_TRUE(people::ChangeState(*store_, huayuan_, people_["lapsed"], same));
  EXPECT_EQ(Now("lapsed").list, "retention");
  EXPECT_EQ(names("lapsed"), 0);
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, proposal::kOnPost, {}));
  EXPECT_EQ(names("lapsed"), 0);
  EXPECT_EQ(names("employed"), 1);
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  EXPECT_EQ(names("employed"), 0);
  EXPECT_FALSE(people::ReadPeopleQuery({{"to_check", "other"}}));
}

TEST_P(RunsTest, WhatSomebodyEditedStaysAndIsListed) {
  const auto run = Run(huayuan_, Insured());
  // Between the run and applying: skipped, and said.
  people::StateChange returned;
  returned.employment = "not_working";
  ASSERT_TRUE(people::ChangeState(*store_, huayuan_, people_["changed"], returned));
  EXPECT_EQ(PlanApply(*store_, huayuan_, run.id)->changed_since, 1);
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  EXPECT_EQ(Now("changed").employment, "not_working");
  EXPECT_EQ(FiguresOf(huayuan_, run.id)["proposal:change_employer:skipped"], 1);
  // After applying: the later edit stays when the run is withdrawn.
  people::StateChange gone;
  gone.employment = "returned";
  ASSERT_TRUE(people::ChangeState(*store_, huayuan_, people_["new"], gone));
  const auto edits = WithdrawRun(*store_, huayuan_, run.id, {});
  ASSERT_TRUE(edits);
  ASSERT_FALSE(edits->empty());
  EXPECT_EQ(Now("new").employment, "returned");
  bool named = false;
  for (const auto& edit : *edits) named = named || edit.name == "石大明";
  EXPECT_TRUE(named);
}

TEST_P(RunsTest, ADecisionThatMovesSomebodyIsCheckedByAnother) {
  const auto run = Run(huayuan_, Insured());
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, {}, {}));
  const Review open = TheReview(huayuan_, run.id);
  EXPECT_TRUE(open.changes_state);
  EXPECT_EQ(open.finding, "not_employed");
  EXPECT_EQ(open.finding_if, "newly_employed");
  EXPECT_GT(open.probability, 0);
  EXPECT_EQ(GetReview(*store_, baojing_, run.id, open.id).error().kind, &kNotFound);
  json::Writer out;
  out.BeginObject();
  ASSERT_TRUE(WriteReviewFields(out, open, run, huayuan_));
  out.EndObject();
  EXPECT_EQ(out.text().find(NumberOf(6)), std::string::npos) << "whole numbers are not shown";
  EXPECT_NE(out.text().find("健"), std::string::npos);
  EXPECT_EQ(Count("SELECT count(*) FROM comparison_review WHERE CAST(data AS TEXT) LIKE '%龙健设%'"), 0) << "sealed";
  const auto first = DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kSame, "电话核实");
  ASSERT_TRUE(first) << first.error().ToString();
  EXPECT_EQ(first->state, "second");
  EXPECT_EQ(Now("doubtful").employment, "not_working");
  EXPECT_EQ(DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kSame, "").error().kind, &kOtherPerson);
  const auto checked = DecideReview(*store_, second_, run.id, open.id, ReviewDecision::kSame, "");
  ASSERT_TRUE(checked) << checked.error().ToString();
  EXPECT_EQ(checked->state, "accepted");
  EXPECT_EQ(checked->decided_by, "huayuan");
  EXPECT_EQ(checked->second_by, "huayuan2");
  EXPECT_TRUE(checked->data.empty()) << "the registry's values go with the decision";
  EXPECT_EQ(Now("doubtful").list, "retention");
  EXPECT_EQ(Now("doubtful").employer_name, "新厂");
  EXPECT_EQ(FiguresOf(huayuan_, run.id)["match:social_insurance:accepted"], 1);
  EXPECT_EQ(Count("SELECT count(*) FROM observation WHERE match_kind = 'accepted'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'compare.review'"), 2) << "both decisions are audited";
  EXPECT_FALSE(DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kDifferent, "")) << "once";
  const auto labels = LabelsOf(*store_, huayuan_);
  ASSERT_EQ(labels->size(), 1U) << "what was decided teaches the next comparison";
  EXPECT_TRUE(labels->at(0).same);
  ASSERT_TRUE(WithdrawRun(*store_, huayuan_, run.id, {}));
  EXPECT_EQ(Now("doubtful").employment, "not_working") << "decisions are part of the run";
  EXPECT_TRUE(LabelsOf(*store_, huayuan_)->empty());
}

TEST_P(RunsTest, ARejectedMatchLeavesNothingOfTheRegistry) {
  const auto run = Run(huayuan_, Insured());
  const Review open = TheReview(huayuan_, run.id);
  const auto unsure = DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kUnsure, "");
  ASSERT_TRUE(unsure) << unsure.error().ToString();
  EXPECT_EQ(unsure->state, "unsure");
  EXPECT_FALSE(TheReview(huayuan_, run.id).data.empty()) << "still to be decided";
  const auto rejected = DecideReview(*store_, huayuan_, run.id, open.id, ReviewDecision::kDifferent, "");
  ASSERT_TRUE(rejected) << rejected.error().ToString();
  EXPECT_EQ(rejected->state, "rejected");
  EXPECT_EQ(Count("SELECT count(*) FROM comparison_review WHERE data IS NOT NULL"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM observation WHERE match_kind IN ('near', 'review')"), 0);
  EXPECT_EQ(Now("doubtful").list, "task");
  EXPECT_FALSE(LabelsOf(*store_, huayuan_)->at(0).same);
}

// A prefecture compares, the county decides about its own people.
TEST_P(RunsTest, TheCountyAppliesWhatARunAboveItFoundOfItsPeople) {
  const Scope city = ScopeFor("xiangxi", "city_supervisor", IdOf(433100000000), "home");
  const auto elsewhere = Enter(baojing_, R"({"name":"彭九斤","id_number":")" + NumberOf(9) + R"(","home_unit":)" +
                                             std::to_string(IdOf(people::kOtherVillage)) +
                                             R"(,"ability":"able","willingness":"yes","employment":"not_working"})");
  ASSERT_TRUE(elsewhere) << elsewhere.error().ToString();
  const auto run = Run(city, Insured({{NumberOf(9), "彭九斤"}}));
  EXPECT_EQ(FiguresOf(city, run.id)["people"], 8);
  EXPECT_EQ(FiguresOf(huayuan_, run.id)["people"], 7);
  EXPECT_EQ(FiguresOf(baojing_, run.id)["people"], 1);
  EXPECT_EQ(GetComparison(*store_, cangshan_, run.id).error().kind, &kNotFound) << "another province";
  EXPECT_EQ(*Apply(*store_, huayuan_, run.id, {}, {}), 3);
  EXPECT_EQ(store_->Get<Person>(baojing_, elsewhere->id)->employment, "not_working") << "the other county's own";
  EXPECT_EQ(WithdrawRun(*store_, huayuan_, run.id, {}).error().kind, &kForbidden);
  ASSERT_TRUE(WithdrawRun(*store_, city, run.id, {}));
  EXPECT_EQ(Now("new").list, "task");
}

// Through the jobs, with a sealed upload: as the console and the command line do it.
TEST_P(RunsTest, RunsAsJobs) {
  jobs::Jobs jobs(*store_, [](const std::string& actor) -> Result<Scope> { return Scope::System(actor); });
  RegisterCompareJobs(*store_, jobs);
  const auto uploads = db::testing::TemporaryFolder() / ("uploads" + store_->NewId().ToString());
  const auto upload = imports::KeepUpload(*store_, uploads, huayuan_.account_id, Insured());
  ASSERT_TRUE(upload) << upload.error().ToString();
  CompareRequest request;
  request.source = "upload";
  request.as_of = Date::Parse("2026-08-31").value();
  request.period = gq::Month::Of(request.as_of);
  EXPECT_FALSE(StartComparison(*store_, jobs, huayuan_, request)) << "without a file";
  CompareRequest early = request;
  early.files["social_insurance"] = Insured();
  early.period = *gq::Month::Parse("2026-09");
  EXPECT_EQ(StartComparison(*store_, jobs, huayuan_, early).error().kind, &kBadInput) << "its day is before its month";
  request.files["social_insurance"] = imports::UploadPath(uploads, huayuan_.account_id, *upload).string();
  request.names["social_insurance"] = "八月参保.csv";
  const auto run = StartComparison(*store_, jobs, huayuan_, request, true);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->state, "comparing");
  EXPECT_EQ(SubmitCompareJob(*store_, jobs, huayuan_, "compare.apply", run->id).error().kind, &kRunStep);
  const auto ran = jobs.RunHere(run->job_id, huayuan_);
  ASSERT_TRUE(ran) << ran.error().ToString();
  const auto compared = GetComparison(*store_, huayuan_, run->id).value();
  EXPECT_EQ(compared.state, "compared");
  EXPECT_EQ(compared.files.at(0).name, "八月参保.csv");
  EXPECT_EQ(compared.files.at(0).hash.size(), 64U);
  EXPECT_FALSE(std::filesystem::exists(request.files["social_insurance"])) << "the upload is not needed any more";
  for (const auto& [kind, state] : {std::pair{"compare.apply", "applied"}, {"compare.withdraw", "withdrawn"}}) {
    const auto job = SubmitCompareJob(*store_, jobs, huayuan_, kind, run->id, {.here = true});
    ASSERT_TRUE(job) << job.error().ToString();
    const auto done = jobs.RunHere(job->job_id, huayuan_);
    ASSERT_TRUE(done) << done.error().ToString();
    EXPECT_EQ(GetComparison(*store_, huayuan_, run->id)->state, state);
  }
  EXPECT_EQ(Now("new").list, "task");
}

TEST_P(RunsTest, OneThatCouldNotBeDoneIsOver) {
  jobs::Jobs jobs(*store_, [](const std::string& actor) -> Result<Scope> { return Scope::System(actor); });
  RegisterCompareJobs(*store_, jobs);
  const auto uploads = db::testing::TemporaryFolder() / ("uploads" + store_->NewId().ToString());
  const std::string path = (db::testing::TemporaryFolder() / "no_registry.csv").string();
  std::ofstream(path) << "甲,乙\n1,2\n";
  const auto upload = imports::KeepUpload(*store_, uploads, huayuan_.account_id, path);
  ASSERT_TRUE(upload) << upload.error().ToString();
  CompareRequest request;
  request.source = "upload";
  request.as_of = Date::Parse("2026-08-31").value();
  request.period = gq::Month::Of(request.as_of);
  request.files["social_insurance"] = imports::UploadPath(uploads, huayuan_.account_id, *upload).string();
  const auto run = StartComparison(*store_, jobs, huayuan_, request, true);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_FALSE(jobs.RunHere(run->job_id, huayuan_));
  const auto over = GetComparison(*store_, huayuan_, run->id).value();
  EXPECT_EQ(over.state, "withdrawn");
  EXPECT_EQ(over.message.rfind("没有比对完：", 0), 0u) << over.message;
}

TEST_P(RunsTest, OneThatWasStoppedBeforeItBeganIsOver) {
  jobs::Jobs jobs(*store_, [](const std::string& actor) -> Result<Scope> { return Scope::System(actor); });
  RegisterCompareJobs(*store_, jobs);
  CompareRequest request;
  request.source = "upload";
  request.as_of = Date::Parse("2026-08-31").value();
  request.period = gq::Month::Of(request.as_of);
  request.files["social_insurance"] = Insured();
  const auto run = StartComparison(*store_, jobs, huayuan_, request);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_FALSE(run->job_id.IsNil());
  ASSERT_TRUE(jobs.Cancel(huayuan_, run->job_id));
  const auto over = GetComparison(*store_, huayuan_, run->id).value();
  EXPECT_EQ(over.state, "withdrawn");
  EXPECT_EQ(over.message, "没有比对：还没有开始就停止了");
}

// Registries may have been swapped or cut off: what a run warns of bars applying until somebody has said to go on.
TEST_P(RunsTest, WarningsBarApplyingUntilSomebodyGoesOn) {
  jobs::Jobs jobs(*store_, [](const std::string& actor) -> Result<Scope> { return Scope::System(actor); });
  RegisterCompareJobs(*store_, jobs);
  EXPECT_TRUE(WarningsOf(Run(huayuan_, Insured()))->empty());
  const auto run = Run(huayuan_, Insured(), "2026-08-31", File("空.csv", "身份证号,姓名,就业状态\n"));
  const auto warnings = WarningsOf(run).value();
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].file, "劳动力资源");
  EXPECT_EQ(SubmitCompareJob(*store_, jobs, huayuan_, "compare.apply", run.id).error().kind, &kWarned);
  const auto job =
      SubmitCompareJob(*store_, jobs, huayuan_, "compare.apply", run.id, {.here = true, .despite_warnings = true});
  ASSERT_TRUE(job) << job.error().ToString();
  ASSERT_TRUE(jobs.RunHere(job->job_id, huayuan_));
  EXPECT_TRUE(SubmitCompareJob(*store_, jobs, huayuan_, "compare.withdraw", run.id)) << "a withdrawal is never barred";
}

// The page follows a run by its job: a run that is written anew when its job begins is never without it.
TEST_P(RunsTest, ARunIsNeverWithoutItsJob) {
  const Uuid job = store_->NewId();
  const auto run = OpenRun(*store_, huayuan_, store_->NewId(), "upload", gq::Month::Parse("2026-08").value(),
                           Date::Parse("2026-08-31").value(), {{"social_insurance", "a.csv", "1"}}, job);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->job_id, job);
}

TEST(DroppedTest, RegistriesAreKnownByTheirNamesAndTheNewestCounts) {
  const auto folder = db::testing::TemporaryFolder() / "dropped";
  std::filesystem::create_directories(folder);
  for (const char* name :
       {"7月全民参保社会保险.csv", "8月社会保险.csv", "labour_resource.xlsx", "名册.xlsx", ".社保卡.tmp"})
    std::ofstream(folder / name) << "x";
  std::filesystem::last_write_time(folder / "7月全民参保社会保险.csv",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(700));
  const auto files = ListDropped(folder.string());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].kind, "social_insurance");
  EXPECT_EQ(files[0].name, "8月社会保险.csv");
  EXPECT_EQ(files[1].kind, "labour_resource");
  EXPECT_TRUE(ListDropped((folder / "absent").string()).empty());
}

TEST_P(RunsTest, MonthAgainstMonth) {
  const auto july = Run(huayuan_, Insured(), "2026-07-31");
  EXPECT_EQ(FiguresOf(huayuan_, july.id).count("change:entered"), 0U) << "nothing to compare with";
  people_["entered"] = Add(8, "田八方", "not_working");
  const Uuid gone = people_["absent"];
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  const std::string bytes = gone.ToBytes();
  ASSERT_TRUE(work->connection().Execute("UPDATE person_identifier SET status = 'redirected' WHERE person_id = ?1",
                                         {db::Blob{bytes}}));
  ASSERT_TRUE(work->Commit());
  { const auto ended = std::move(*work); }
  const auto correct = json::Parse(R"({"id_number":")" + NumberOf(305) + R"(","on":"2026-08-02","reason":"户口簿"})");
  const auto corrected = people::CorrectIdentifier(*store_, huayuan_, people_["flexible"], correct->root());
  ASSERT_TRUE(corrected) << corrected.error().ToString();
  const auto august = Run(huayuan_, Insured());
  EXPECT_EQ(august.previous_run, july.id);
  // What was not decided in July is looked for anew; its values are gone.
  EXPECT_EQ(Count("SELECT count(*) FROM comparison_review WHERE data IS NOT NULL"), 1);
  EXPECT_EQ(
      DecideReview(*store_, huayuan_, july.id, TheReview(huayuan_, july.id).id, ReviewDecision::kSame, "").error().kind,
      &kConflict);
  EXPECT_FALSE(TheReview(huayuan_, august.id).data.empty());
  auto figures = FiguresOf(huayuan_, august.id);
  EXPECT_EQ(figures["change:entered"], 1);
  EXPECT_EQ(figures["change:left"], 1);
  EXPECT_EQ(figures["change:corrected"], 1);
  EXPECT_EQ(figures["people"], 7);
  EXPECT_EQ(ListNames(*store_, huayuan_, august.id, "change:entered", 1, 50)->at(0).name, "田八方");
  EXPECT_EQ(ListNames(*store_, huayuan_, august.id, "change:left", 1, 50)->at(0).name, "麻七月");
  EXPECT_EQ(ListNames(*store_, huayuan_, august.id, "change:corrected", 1, 50)->at(0).name, "石五一");
  // By month, not by the day on which it was compared; a month done again is compared with the one before it.
  EXPECT_TRUE(Run(huayuan_, Insured(), "2026-06-30").previous_run.IsNil());
  EXPECT_EQ(Run(huayuan_, Insured(), "2026-08-20").previous_run, july.id);
}

TEST_P(RunsTest, WhoCameIntoARegistryAndWhoLeftIt) {
  const auto july = Run(huayuan_, Insured({{NumberOf(4), "石四清"}}), "2026-07-31");
  auto figures = FiguresOf(huayuan_, july.id);
  EXPECT_EQ(figures.count("registry:social_insurance:entered"), 0U) << "nothing to compare with";
  const auto august = Run(huayuan_, Insured(), "2026-08-31", Labour({{NumberOf(1), "石大明"}}));
  figures = FiguresOf(huayuan_, august.id);
  EXPECT_EQ(figures["registry:social_insurance:left"], 1);
  EXPECT_EQ(figures["registry:labour_resource:entered"], 1);
  EXPECT_EQ(figures.count("registry:social_insurance:entered"), 0U);
  EXPECT_EQ(ListNames(*store_, huayuan_, august.id, "registry:social_insurance:left", 1, 50)->at(0).name, "石四清");
  EXPECT_EQ(ListNames(*store_, huayuan_, august.id, "registry:labour_resource:entered", 1, 50)->at(0).name, "石大明");
}

INSTANTIATE_TEST_SUITE_P(Databases, RunsTest, db::testing::BothDialects(), db::testing::DialectName);

std::string Marked(const std::vector<Piece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.differs ? "[" + piece.text + "]" : piece.text;
  return text;
}

TEST(ReviewJsonTest, SidesAreMarkedWhereTheyDiffer) {
  const auto names = CutApart("龙建设", "龙健设", Shown::kWhole);
  EXPECT_EQ(Marked(names.first), "龙[建]设");
  EXPECT_EQ(Marked(names.second), "龙[健]设");
  const auto longer = CutApart("榕城电子", "榕城电子有限公司", Shown::kWhole);
  EXPECT_EQ(Marked(longer.first), "榕城电子");
  EXPECT_EQ(Marked(longer.second), "榕城电子[有限公司]");
  const auto one = CutApart("433124199001010066", "433124199011010066", Shown::kDifferences);
  EXPECT_EQ(Marked(one.first), "433*******[0]*******");
  EXPECT_EQ(Marked(one.second), "433*******[1]*******");
  EXPECT_EQ(Marked(CutApart("433124199001010066", "433124199011010066", Shown::kBeginning).second),
            "433*******[*]*******")
      << "the place is marked for those who may not see digits";
  const auto tail = CutApart("433124199001010000", "433124199001010178", Shown::kDifferences);
  EXPECT_EQ(Marked(tail.second), "433************[***]") << "the end of a number would make it whole";
  const auto many = CutApart("433124199001010066", "350181198512120066", Shown::kDifferences);
  EXPECT_EQ(Marked(many.first).find("1990"), std::string::npos) << "two different people: nothing is revealed";
  EXPECT_EQ(Marked(CutApart("", "新厂", Shown::kWhole).second), "新厂") << "nothing to differ from";
  EXPECT_EQ(CutApart("", "", Shown::kBeginning).first.size(), 0U);
}

TEST(ReviewJsonTest, RepairsInWords) {
  EXPECT_EQ(RepairWords("registry:digit@9:3>5", true), "登记库号码第 9 位写错：“3”应为“5”");
  EXPECT_EQ(RepairWords("roster:swap@7", true), "名册号码第 7 位与后一位颠倒");
  EXPECT_EQ(RepairWords("", true), "");
}

TEST(ProposalTest, NothingIsProposedThatTheTransitionsForbid) {
  using reconcile::Finding;
  EXPECT_EQ(ProposalOf(Finding::kNewlyEmployed, "not_working", false, true, false), proposal::kOnPost);
  EXPECT_EQ(ProposalOf(Finding::kNewlyEmployed, "not_working", true, true, false), "") << "somebody knows of work";
  EXPECT_EQ(ProposalOf(Finding::kNewlyEmployed, "not_working", false, false, false), "") << "no employer is known";
  EXPECT_EQ(ProposalOf(Finding::kNewlyEmployed, "returned", false, false, true), proposal::kFlexible);
  EXPECT_EQ(ProposalOf(Finding::kNewlyEmployed, "departed", false, true, false), "")
      << "on the way: the arrival is confirmed";
  EXPECT_EQ(ProposalOf(Finding::kChangedEmployer, "on_post", true, true, false), proposal::kChangeEmployer);
  EXPECT_EQ(ProposalOf(Finding::kChangedEmployer, "on_post", false, true, false), "");
  EXPECT_EQ(ProposalOf(Finding::kEmploymentLapsed, "on_post", true, false, false), "") << "a visit, not a return";
  EXPECT_EQ(ProposalOf(Finding::kNotEmployed, "not_working", false, false, false), "");
}

}  // namespace
}  // namespace gq::sources
