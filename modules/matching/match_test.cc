#include "modules/matching/match.h"

#include <gtest/gtest.h>

#include "kits/codes/code_tables.h"
#include "modules/matching/report.h"
#include "modules/matching/sex_limit.h"
#include "modules/matching/test_records.h"

namespace gq::matching {
namespace {

std::unique_ptr<Match> RunMatching(const std::vector<WorkerRecord>& workers, const std::vector<PostRecord>& posts,
                                   const MatchSettings& settings = TestSettings()) {
  auto match = MatchRecords(workers, posts, DefaultWeights(), settings);
  EXPECT_TRUE(match) << (match ? "" : match.error().ToString());
  return match ? *std::move(match) : nullptr;
}

bool Placed(const WorkerRecord& worker, const PostRecord& post) {
  return RunMatching({worker}, {post})->plan.assignment[0] == 0;
}

TEST(MatchReport, RangesGrowWithTheErrorOfTheWeights) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 40; ++i) workers.push_back(TestWorker("w" + std::to_string(i)));
  const std::vector<PostRecord> posts = {TestPost("p", kFuzhou, 40)};
  MatchingWeights sure = DefaultWeights();
  sure.index_error = 0;
  const auto width = [&](const MatchingWeights& weights) {
    const auto match = MatchRecords(workers, posts, weights, TestSettings());
    EXPECT_TRUE(match);
    const MatchReport report = BuildReport(**match, {}).value();
    return report.arrive.high - report.arrive.low;
  };
  EXPECT_GT(width(sure), 0);
  EXPECT_GT(width(DefaultWeights()), width(sure) * 1.2);
}

TEST(MatchRecords, PlacesAWorker) {
  const auto match = RunMatching({TestWorker("w")}, {TestPost("p")});
  EXPECT_EQ(match->plan.assignment[0], 0);
  EXPECT_GT(match->plan.value[0], 0);
  EXPECT_EQ(match->plan.workers_placed, 1U);
}

// Prefectures whose towns stand right below them are their own county; others are not.
TEST(MatchRecords, HomesWithoutCountiesAreTaken) {
  for (const std::int64_t code : {441900000000, 441900003000}) {
    WorkerRecord worker = TestWorker("w");
    worker.region = Place(code);
    EXPECT_TRUE(Placed(worker, TestPost("p"))) << code;
  }
  WorkerRecord worker = TestWorker("w");
  worker.region = Place(433100000000);
  const auto refused = MatchRecords(std::vector{worker}, std::vector{TestPost("p")}, DefaultWeights(), TestSettings());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &kBadRecord);
}

// Each hard constraint alone, from both sides of its edge.
TEST(MatchRecords, HardConstraintsDecide) {
  WorkerRecord w = TestWorker("w");
  PostRecord p = TestPost("p");
  p.age_min = 18, p.age_max = 27;  // born 1990-05-01: 27 on 2018-03-05
  EXPECT_TRUE(Placed(w, p));
  p.age_max = 26;
  EXPECT_FALSE(Placed(w, p));
  w.birth.reset();
  p.age_max = 60;
  EXPECT_FALSE(Placed(w, p)) << "unknown age does not meet a requirement";

  w = TestWorker("w"), p = TestPost("p");
  p.education_min = "60";
  EXPECT_FALSE(Placed(w, p));
  w.education = "40";
  EXPECT_TRUE(Placed(w, p)) << "vocational school is the rank of senior secondary";

  w = TestWorker("w"), p = TestPost("p");
  p.health = "10";
  w.health = "30";
  EXPECT_FALSE(Placed(w, p));

  w = TestWorker("w"), p = TestPost("p");
  p.certificates = {"电工证", "高处作业证"};
  w.certificates = {"电工证"};
  EXPECT_FALSE(Placed(w, p));
  w.certificates = {"高处作业证", "驾驶证", "电工证"};
  EXPECT_TRUE(Placed(w, p));

  // Of any number of kinds, each with a post of its own: his alone is possible.
  std::vector<PostRecord> posts;
  for (int i = 0; i < 200; ++i) {
    posts.push_back(TestPost("p" + std::to_string(i)));
    posts.back().certificates = {"证" + std::to_string(i)};
  }
  w = TestWorker("w");
  w.certificates = {"证64", "别的证"};
  EXPECT_EQ(RunMatching({w}, posts)->plan.assignment[0], 64);
  posts[64].certificates.push_back("证0");
  EXPECT_EQ(RunMatching({w}, posts)->plan.assignment[0], kUnplaced);
  w.certificates = {"证0", "证199", "证64"};
  posts[0].openings = posts[199].openings = 0;
  EXPECT_EQ(RunMatching({w}, posts)->plan.assignment[0], 64);

  w = TestWorker("w"), p = TestPost("p");
  w.min_wage = 3000;
  EXPECT_TRUE(Placed(w, p));
  w.min_wage = 3001;
  EXPECT_FALSE(Placed(w, p)) << "the lowest promised wage counts";

  w = TestWorker("w"), p = TestPost("p");
  w.tiers = 1 | 2 | 4;
  EXPECT_FALSE(Placed(w, p));
  w.tiers = 8;
  EXPECT_TRUE(Placed(w, p));
  p.city = Place(kJishou);
  EXPECT_FALSE(Placed(w, p));
  w.tiers = 2;
  EXPECT_TRUE(Placed(w, p));
  p.city = Place(433124000000);
  EXPECT_FALSE(Placed(w, p));
  w.tiers = 1;
  EXPECT_TRUE(Placed(w, p));

  w = TestWorker("w"), p = TestPost("p", kGulou);
  w.cities = {Place(kFuzhou)};
  EXPECT_TRUE(Placed(w, p)) << "a county of the city named";
  w.cities = {Place(350000000000)};
  EXPECT_TRUE(Placed(w, p));
  w.cities = {Place(kChangsha)};
  EXPECT_FALSE(Placed(w, p));

  w = TestWorker("w"), p = TestPost("p");
  p.reserved_region = Place(433100000000);
  EXPECT_TRUE(Placed(w, p));
  p.reserved_region = Place(621100000000);
  EXPECT_FALSE(Placed(w, p)) << "reserved for a region from which nobody is in the file";

  w = TestWorker("w"), p = TestPost("p");
  p.valid_to = Day("2018-03-05");
  EXPECT_TRUE(Placed(w, p));
  w.available_from = Day("2018-03-06");
  EXPECT_FALSE(Placed(w, p));
  w.available_from = Day("2017-01-01");
  p.valid_from = Day("2018-03-06"), p.valid_to = Day("2018-12-31");
  EXPECT_FALSE(Placed(w, p));

  w = TestWorker("w"), p = TestPost("p");
  EXPECT_TRUE(Placed(w, p));
  p.men_only = true;
  EXPECT_FALSE(Placed(w, p)) << "who may be a woman is not sent to work that the law closes to women";
  w.sex = 'f';
  EXPECT_FALSE(Placed(w, p));
  w.sex = 'm';
  EXPECT_TRUE(Placed(w, p));
  p.openings = 3, p.reserved_places = {{Place(433124000000), 3}};
  w.sex = 'f';
  EXPECT_FALSE(Placed(w, p)) << "nor to the places kept for her county";
}

// As many sets asked for as had: the memory is that of the sets, not of all pairs of them.
TEST(MatchRecords, ThousandsOfSetsOfCertificatesOnBothSides) {
  constexpr int kSets = 4'000;
  std::vector<WorkerRecord> workers;
  std::vector<PostRecord> posts;
  const auto name = [](int i) { return "证" + std::to_string(i); };
  for (int i = 0; i < kSets; ++i) {
    posts.push_back(TestPost("p" + std::to_string(i)));
    posts.back().certificates = {name((i + 1) % kSets), name(i)};
    workers.push_back(TestWorker("w" + std::to_string(i)));
    workers.back().certificates = {name(i), name((i + 1) % kSets), name((i + 7) % kSets), "别的"};
  }
  const auto match = RunMatching(workers, posts);
  for (std::size_t w = 0; w < kSets; ++w) ASSERT_EQ(match->plan.assignment[w], static_cast<std::int32_t>(w));
  EXPECT_EQ(match->places.asked.size(), kSets + 1U);
  EXPECT_EQ(match->places.asked.numbers.size() + match->places.had.numbers.size(), 5U * kSets);
}

TEST(SexLimit, IsLawfulWhereTheLawItselfClosesTheWorkToWomen) {
  for (const char* basis :
       {"矿山井下作业", "井下作业", "煤矿井下", "女职工劳动保护特别规定附录第一条：矿山井下作业",
        "《女职工劳动保护特别规定》（国务院令第619号）附录第一条（一）", "劳动法第五十九条，矿山井下",
        "矿山井下作业（女职工禁忌从事的劳动范围）", "附录第一条第一项", "矿山井下作业、第四级体力劳动强度的作业"}) {
    const auto cases = ClosedToWomen(basis);
    ASSERT_FALSE(cases.empty()) << basis;
    EXPECT_EQ(cases[0]->code, "mine_underground") << basis;
    EXPECT_TRUE(ReadSexLimit("男", basis).men_only) << basis;
    EXPECT_EQ(ReadSexLimit("女", basis).flagged, "女（依据：" + std::string(basis) + "）")
        << "nothing is closed to men";
    EXPECT_FALSE(ReadSexLimit("女", basis).men_only);
    EXPECT_TRUE(ReadSexLimit("不限", basis).flagged.empty());
    EXPECT_FALSE(ReadSexLimit("", basis).men_only) << "nobody asks for it";
  }
  for (const char* copied : {"（一）矿山井下作业", "附录一（一）矿山井下作业", "女职工劳动保护特别规定附录一、（一）",
                             "(一)矿山井下作业", "一、矿山井下作业", "矿山井下作业等", "mine_underground"}) {
    ASSERT_EQ(ClosedToWomen(copied).size(), 1U) << copied;
    EXPECT_EQ(ClosedToWomen(copied)[0]->code, "mine_underground") << copied;
  }
  EXPECT_EQ(ClosedToWomen("体力劳动强度 4 级").at(0)->code, "labour_grade_4");
  for (const char* basis : {"每小时负重 6 次以上、每次负重超过 20 公斤的作业", "每次负重超过25KG",
                            "间断负重，每次负重超过25公斤", "女职工劳动保护特别规定 附录第一条 第3项"})
    EXPECT_EQ(ClosedToWomen(basis).at(0)->code, "heavy_load") << basis;
  for (const char* asked : {"1", "男性", "限男性", "仅限男", "只招男工", "M"})
    EXPECT_TRUE(ReadSexLimit(asked, "矿山井下").men_only) << asked;
  // Every label says what it is.
  for (const Code& code : GetCodeTable("lawful_basis").All()) {
    for (const std::string& text : code.synonyms) EXPECT_EQ(ClosedToWomen(text).at(0), &code) << text;
    EXPECT_EQ(ClosedToWomen(code.zh), std::vector<const Code*>{&code});
    EXPECT_NE(AllClosedToWomen().find(code.zh), std::string::npos);
  }
  EXPECT_EQ(ClosedToWomen(AllClosedToWomen()).size(), 3U) << "what the remark says to write is understood";
}

TEST(SexLimit, WhatIsNoSuchCaseIsFlagged) {
  for (const char* basis :
       {"", "女职工劳动保护特别规定", "劳动法第五十九条", "附录第一条", "岗位特殊，体力活", "非井下作业",
        "不含矿山井下作业", "矿山井下作业除外", "井下作业和夜班", "每次负重超过2.5公斤", "每次负重超过15公斤",
        "第三级体力劳动强度的作业", "女职工在孕期禁忌从事的劳动范围", "附录第二条", "。", "依据规定"}) {
    EXPECT_TRUE(ClosedToWomen(basis).empty()) << basis;
    const SexLimit limit = ReadSexLimit("限男性", basis);
    EXPECT_FALSE(limit.men_only) << basis;
    EXPECT_TRUE(limit.flagged.starts_with("男")) << basis;
  }
  EXPECT_EQ(ReadSexLimit("形象好", "矿山井下作业").flagged, "形象好（依据：矿山井下作业）");
}

// A woman is told that it is the law and not what to relax; told posts keep her, with a remark.
TEST(MatchRecords, SaysThatTheLawClosesThePost) {
  WorkerRecord her = TestWorker("w"), told = TestWorker("t");
  her.sex = told.sex = 'f';
  told.told_post = "mine";
  PostRecord mine = TestPost("mine", kFuzhou, 2), office = TestPost("office");
  mine.men_only = true;
  office.education_min = "10";
  const auto match = RunMatching({her, told}, {mine, office});
  EXPECT_EQ(match->plan.assignment, (std::vector<std::int32_t>{kUnplaced, 0}));
  EXPECT_EQ(match->WhyUnplaced(0).removed_alone[static_cast<int>(Constraint::kSex)], 1U);
  EXPECT_EQ(match->UnplacedText(0), "没有合适的岗位：放宽“学历”可有 1 个；有 1 个依法限男性");
  ASSERT_EQ(match->remarks.size(), 1U);
  EXPECT_EQ(match->remarks[0].text, "已告知的岗位现在不符合：依法限男性；仍保留");
}

TEST(MatchRecords, SaysWhichConstraintRemovedWhat) {
  WorkerRecord w = TestWorker("w");
  w.min_wage = 9000;
  PostRecord far = TestPost("b");
  far.education_min = "20";
  const auto match = RunMatching({w}, {TestPost("a"), far});
  const Unplaced why = match->matcher->WhyUnplaced(0);
  EXPECT_EQ(why.feasible_posts, 0U);
  EXPECT_EQ(why.removed_alone[static_cast<int>(Constraint::kWage)], 1U);
  EXPECT_EQ(why.removed_alone[static_cast<int>(Constraint::kEducation)], 0U) << "the wage removes it as well";
}

TEST(MatchRecords, PrefersWagesAndNearness) {
  WorkerRecord w = TestWorker("w");
  w.want_wage = 3500;
  PostRecord low = TestPost("low"), high = TestPost("high"), near = TestPost("near", kJishou);
  high.wage_min = high.wage_max = 4500;
  EXPECT_EQ(RunMatching({w}, {low, high})->plan.assignment[0], 1);
  EXPECT_EQ(RunMatching({w}, {low, near})->plan.assignment[0], 1);
}

std::vector<std::string> ReasonsFor(const Match& match, std::size_t post) {
  std::vector<std::string> texts;
  for (const Reason& reason : match.matcher->Explain(0, post).in_favour)
    texts.push_back(match.ReasonText(0, post, reason));
  return texts;
}
bool Contains(const std::vector<std::string>& texts, const char* text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

TEST(MatchRecords, GoesWhereTheSpouseWorks) {
  // Hangzhou is as good as Fuzhou for him; she works in a district of Fuzhou, the post names the city.
  WorkerRecord w = TestWorker("w");
  const std::vector<PostRecord> posts = {TestPost("hangzhou", kHangzhou), TestPost("fuzhou", kFuzhou)};
  const auto alone = RunMatching({w}, posts);
  w.spouse_city = Place(kGulou);
  const auto match = RunMatching({w}, posts);
  EXPECT_EQ(match->plan.assignment[0], 1);
  EXPECT_TRUE(Contains(ReasonsFor(*match, 1), "配偶在同一城市务工"));
  EXPECT_GT(match->matcher->Score(0, 1).value, alone->matcher->Score(0, 1).value);
  EXPECT_EQ(match->matcher->Score(0, 0).value, alone->matcher->Score(0, 0).value);
  w.spouse_city = Place(kChangsha);
  EXPECT_EQ(RunMatching({w}, posts)->matcher->Score(0, 1).value, alone->matcher->Score(0, 1).value) << "no post there";
  w.spouse_city = Place(350000000000);
  EXPECT_EQ(RunMatching({w}, posts)->matcher->Score(0, 1).value, alone->matcher->Score(0, 1).value)
      << "somewhere in the province is no city";
}

TEST(MatchRecords, ASubsidyThatIsNearKeepsThoseWhoMayClaimIt) {
  WorkerRecord w = TestWorker("w");
  PostRecord none = TestPost("none"), far = TestPost("far"), near = TestPost("near");
  far.subsidy_months = {12, 0, 0}, near.subsidy_months = {3, 0, 0};
  const auto other = RunMatching({w}, {none, far, near});
  EXPECT_EQ(other->matcher->Score(0, 2).value, other->matcher->Score(0, 0).value) << "may not claim it";
  w.subsidy = 2;
  EXPECT_EQ(RunMatching({w}, {none, near})->matcher->Score(0, 1).value, other->matcher->Score(0, 0).value)
      << "another kind";
  w.subsidy = 1;
  const auto match = RunMatching({w}, {none, far, near});
  EXPECT_EQ(match->plan.assignment[0], 2);
  EXPECT_GT(match->matcher->Score(0, 1).value, match->matcher->Score(0, 0).value);
  EXPECT_TRUE(Contains(ReasonsFor(*match, 2), "在岗满 3 个月可领稳岗补贴"));
  near.subsidy_months = {13, 0, 0};
  EXPECT_FALSE(MatchRecords({}, {&near, 1}, DefaultWeights(), TestSettings()));
}

TEST(MatchRecords, TownspeopleOfAPrefectureCountForItsCounties) {
  PostRecord with = TestPost("with");
  with.staff_by_origin = {{Place(433100000000), 20}, {Place(621100000000), 500}};
  const auto match = RunMatching({TestWorker("w")}, {TestPost("without"), with});
  EXPECT_EQ(match->plan.assignment[0], 1);
  const Explanation why = match->matcher->Explain(0, 1);
  std::vector<std::string> texts;
  for (const Reason& reason : why.in_favour) texts.push_back(match->ReasonText(0, 1, reason));
  EXPECT_NE(std::find(texts.begin(), texts.end(), "单位已有 20 名同乡"), texts.end());
}

TEST(MatchRecords, MoreWorkersThanOpeningsAndReverse) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 50; ++i) workers.push_back(TestWorker("w" + std::to_string(i)));
  const auto few = RunMatching(workers, {TestPost("a", kFuzhou, 7), TestPost("b", kFuzhou, 0)});
  EXPECT_EQ(few->plan.workers_placed, 7U);
  EXPECT_EQ(few->plan.placed[1], 0);
  EXPECT_GT(few->plan.price[0], 0);
  const auto many = RunMatching(workers, {TestPost("a", kFuzhou, 1000)});
  EXPECT_EQ(many->plan.workers_placed, 50U);
  EXPECT_EQ(many->plan.price[0], 0);
}

TEST(MatchRecords, EmptySides) {
  EXPECT_EQ(RunMatching({}, {})->plan.bound, 0);
  EXPECT_EQ(RunMatching({}, {TestPost("p")})->plan.workers_placed, 0U);
  const auto nobody = RunMatching({TestWorker("w")}, {});
  EXPECT_EQ(nobody->plan.assignment[0], kUnplaced);
  EXPECT_EQ(nobody->matcher->WhyUnplaced(0).feasible_posts, 0U);
}

TEST(MatchRecords, ToldWorkersWhoBreakARuleAreNamed) {
  std::vector<WorkerRecord> workers = {TestWorker("a"), TestWorker("b"), TestWorker("c")};
  for (WorkerRecord& w : workers) w.told_post = "p";
  workers[1].min_wage = 9'000;
  PostRecord post = TestPost("p", kFuzhou, 2);
  const auto match = RunMatching(workers, {post});
  EXPECT_EQ(match->plan.placed[0], 3) << "nobody who has been told is sent home by the program";
  ASSERT_EQ(match->remarks.size(), 2U);
  EXPECT_EQ(match->remarks[0].id, "b");
  EXPECT_EQ(match->remarks[0].text, "已告知的岗位现在不符合：最低工资；仍保留");
  EXPECT_EQ(match->remarks[1].id, "p");
  EXPECT_NE(match->remarks[1].text.find("已告知 3 人，超过招聘人数 2"), std::string::npos);
  workers.pop_back(), workers.erase(workers.begin() + 1);
  EXPECT_TRUE(RunMatching(workers, {post})->remarks.empty());
}

TEST(MatchRecords, ToldWorkersTakeReservedPlacesBeforeThePostIsOverfilled) {
  PostRecord post = TestPost("p", kFuzhou, 2);
  post.reserved_places = {{Place(433124000000), 2}};
  std::vector<WorkerRecord> workers = {TestWorker("stranger", kAnding), TestWorker("own"), TestWorker("new")};
  workers[0].told_post = workers[1].told_post = "p";
  const auto match = RunMatching(workers, {post});
  EXPECT_EQ(match->plan.workers_placed, 2U) << "two openings, two told, none for the third";
  EXPECT_EQ(match->plan.assignment[2], kUnplaced);
  ASSERT_EQ(match->remarks.size(), 1U);
  EXPECT_EQ(match->remarks[0].id, "stranger");
  EXPECT_NE(match->remarks[0].text.find("定向地区"), std::string::npos);
}

TEST(MatchRecords, APostWithReservedPlacesIsOnePost) {
  WorkerRecord worker = TestWorker("w");
  PostRecord post = TestPost("p", kFuzhou, 5);
  post.reserved_places = {{Place(433124000000), 1}, {Place(433101000000), 2}};
  EXPECT_EQ(RunMatching({worker}, {post})->WhyUnplaced(0).feasible_posts, 1U);
  EXPECT_EQ(RunMatching({worker}, {post})->WhyUnplaced(0).removed_alone[static_cast<int>(Constraint::kReserved)], 0U);
  worker.min_wage = 9'000;
  const Unplaced why = RunMatching({worker}, {post})->WhyUnplaced(0);
  EXPECT_EQ(why.feasible_posts, 0U);
  EXPECT_EQ(why.removed_alone[static_cast<int>(Constraint::kWage)], 1U);
}

TEST(MatchRecords, ToldWorkersStay) {
  WorkerRecord told = TestWorker("told");
  told.told_post = "b";
  const auto match = RunMatching({told, TestWorker("w")}, {TestPost("a", kAnding), TestPost("b", kJishou)});
  EXPECT_EQ(match->plan.assignment[0], 1);
  EXPECT_EQ(match->plan.assignment[1], 0);
}

TEST(MatchRecords, BadRecordsAreNamed) {
  const auto post_error = [](auto change) {
    PostRecord post = TestPost("p");
    change(post);
    const auto match = MatchRecords({}, {&post, 1}, DefaultWeights(), TestSettings());
    return match ? std::string("no error") : match.error().details[0].second;
  };
  EXPECT_EQ(post_error([](PostRecord& p) { p.id.clear(); }), "id");
  EXPECT_EQ(post_error([](PostRecord& p) { p.city = UnitCode(); }), "city");
  EXPECT_EQ(post_error([](PostRecord& p) { p.city = Place(990000000000); }), "city");
  EXPECT_EQ(post_error([](PostRecord& p) { p.openings = -1; }), "openings");
  EXPECT_EQ(post_error([](PostRecord& p) { p.wage_min = 5000; }), "wage_max");
  EXPECT_EQ(post_error([](PostRecord& p) { p.age_min = 40, p.age_max = 30; }), "age_max");
  EXPECT_EQ(post_error([](PostRecord& p) { p.valid_from = Day("2018-05-01"), p.valid_to = Day("2018-04-01"); }),
            "valid_to");

  const auto worker_error = [](auto change) {
    std::vector<WorkerRecord> workers = {TestWorker("w"), TestWorker("v")};
    change(workers[1]);
    const auto match = MatchRecords(workers, {}, DefaultWeights(), TestSettings());
    return match ? std::string("no error") : match.error().details[0].second + match.error().details[2].second;
  };
  EXPECT_EQ(worker_error([](WorkerRecord& w) { w.id = "w"; }), "id2");
  EXPECT_EQ(worker_error([](WorkerRecord& w) { w.region = Place(430000000000); }), "region2");
  EXPECT_EQ(worker_error([](WorkerRecord& w) { w.min_wage = -5; }), "min_wage2");
  EXPECT_EQ(worker_error([](WorkerRecord& w) { w.birth = Day("2030-01-01"); }), "birth2");
  EXPECT_EQ(worker_error([](WorkerRecord& w) { w.told_post = "nowhere"; }), "told_post2");
  EXPECT_EQ(worker_error([](WorkerRecord&) {}), "no error");
}

}  // namespace
}  // namespace gq::matching
