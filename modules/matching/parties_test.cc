// Couples, groups, places reserved for regions, and the report, from records.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "modules/matching/match_files.h"
#include "modules/matching/report.h"
#include "modules/matching/test_records.h"

namespace gq::matching {
namespace {

std::unique_ptr<Match> RunMatching(const std::vector<WorkerRecord>& workers, const std::vector<PostRecord>& posts,
                                   MatchSettings settings = TestSettings()) {
  auto match = MatchRecords(workers, posts, DefaultWeights(), settings);
  EXPECT_TRUE(match) << (match ? "" : match.error().ToString());
  return match ? *std::move(match) : nullptr;
}

PostRecord Pays(PostRecord post, int wage) {
  post.wage_min = post.wage_max = wage;
  return post;
}

TEST(Companions, CouplesGroupsAndContradictions) {
  std::vector<CompanionCells> cells(9);
  cells[0].spouse = "b";                         // one side is enough
  cells[2].spouse = "c";                         // himself
  cells[3].spouse = "e", cells[4].spouse = "f";  // contradiction; e and f agree
  cells[5].spouse = "e";
  cells[6].companions = {"a", "2人", "g"};  // joins the couple
  cells[7].group = cells[8].group = "一组";
  cells[8].may_part = Consent::kNo;
  std::unordered_map<std::string, std::uint32_t> rows;
  for (std::uint32_t i = 0; i < 9; ++i) rows[std::string(1, static_cast<char>('a' + i))] = i;
  const Companions found = FindCompanions(cells, rows);
  ASSERT_EQ(found.parties.size(), 3U);
  EXPECT_EQ(found.parties[0].party.workers, (std::vector<std::uint32_t>{0, 1, 6}));
  EXPECT_FALSE(found.parties[0].party.is_group);
  EXPECT_EQ(found.parties[0].consent, Consent::kAsk);
  EXPECT_TRUE(found.parties[0].party.may_part);
  EXPECT_EQ(found.parties[1].party.workers, (std::vector<std::uint32_t>{4, 5}));
  EXPECT_EQ(found.parties[2].party.workers, (std::vector<std::uint32_t>{7, 8}));
  EXPECT_TRUE(found.parties[2].party.is_group);
  EXPECT_FALSE(found.parties[2].party.may_part);
  EXPECT_FALSE(found.parties[2].needs_leader) << "two people need none";
  ASSERT_EQ(found.remarks.size(), 3U);
  EXPECT_EQ(found.remarks[0].worker, 2U);
  EXPECT_EQ(found.remarks[1].worker, 3U);
  EXPECT_EQ(found.remarks[2].worker, 6U);
  EXPECT_EQ(found.remarks[2].column, "companions");
  EXPECT_NE(found.remarks[2].text.find("2人"), std::string::npos) << "who is not in the file is named";
}

TEST(Companions, TwoWhoNameOneSpouseAndWhoIsNotThereAreRemarked) {
  std::vector<CompanionCells> cells(5);
  cells[0].spouse = cells[1].spouse = "c";
  cells[3].spouse = "nobody";
  cells[4].companions = {"x", "d", "y"};
  std::unordered_map<std::string, std::uint32_t> rows;
  for (std::uint32_t i = 0; i < 5; ++i) rows[std::string(1, static_cast<char>('a' + i))] = i;
  const Companions found = FindCompanions(cells, rows);
  ASSERT_EQ(found.parties.size(), 1U) << "nobody has two spouses";
  EXPECT_EQ(found.parties[0].party.workers, (std::vector<std::uint32_t>{3, 4}));
  ASSERT_EQ(found.remarks.size(), 4U);
  for (std::uint32_t w : {0U, 1U}) {
    EXPECT_EQ(found.remarks[w].worker, w);
    EXPECT_EQ(found.remarks[w].column, "spouse");
    EXPECT_TRUE(found.remarks[w].text.starts_with("另有人填写了同一个配偶"));
  }
  EXPECT_EQ(found.remarks[2].text, "文件中没有编号为 nobody 的人，不作夫妻同行处理");
  EXPECT_EQ(found.remarks[3].text, "文件中没有编号为 x、y 的人，不作同行处理");
  // Whom she names is her husband.
  cells[2].spouse = "b";
  const Companions agreed = FindCompanions(cells, rows);
  ASSERT_EQ(agreed.parties.size(), 2U);
  EXPECT_EQ(agreed.parties[0].party.workers, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(agreed.remarks[0].text.starts_with("对方填写的配偶是另一人"));
}

TEST(Companions, AGroupOfTwentyNeedsALeaderAndOneTownship) {
  for (const std::size_t size : {19U, 20U}) {
    std::vector<CompanionCells> cells(size);
    for (std::size_t i = 0; i < size; ++i) {
      cells[i].group = "组";
      cells[i].township = Place(i == 0 ? 433124110000 : 433101000000);
    }
    const Companions without = FindCompanions(cells, {});
    EXPECT_EQ(without.parties[0].needs_leader, size == 20);
    EXPECT_EQ(without.parties[0].several_townships, size == 20);
    cells[5].leader = true;
    EXPECT_FALSE(FindCompanions(cells, {}).parties[0].needs_leader);
  }
}

TEST(Companions, OneLeaderLeadsTheWholeGroup) {
  for (const std::size_t size : {19U, 20U}) {
    std::vector<CompanionCells> cells(size + 1);  // the last is in no group
    for (std::size_t i = 0; i < size; ++i) {
      cells[i].group = "组";
      cells[i].township = Place(433124110000);
    }
    const auto with_leader = [&] {
      Workers workers;
      workers.Resize(size + 1);
      workers.traits[1] = kIsTrained;
      ShareLeaders(FindCompanions(cells, {}), workers);
      EXPECT_TRUE(workers.traits[1] & kIsTrained);
      EXPECT_FALSE(workers.traits[size] & kHasLeader);
      return std::count_if(workers.traits.begin(), workers.traits.end(), [](auto t) { return t & kHasLeader; });
    };
    EXPECT_EQ(with_leader(), 0);
    cells[5].leader = true;
    EXPECT_EQ(with_leader(), size == 20 ? 20 : 0) << "a small group is no group of FD-19: each says it of himself";
    cells[0].township = Place(433101000000);
    EXPECT_EQ(with_leader(), 0) << "two townships";
  }
}

// He would be better off in one city and she in the other; together they share the one that loses less.
TEST(MatchParties, ACoupleSharesACity) {
  WorkerRecord he = TestWorker("he"), she = TestWorker("she");
  he.want_wage = she.want_wage = 4000;
  he.trades = {{"welding", 6}};
  she.trades = {{"sewing", 6}};
  PostRecord weld = TestPost("weld", kFuzhou), sew = TestPost("sew", kHangzhou), any = TestPost("any", kHangzhou);
  weld.trade = "welding", any.trade = "packing";
  const auto apart = RunMatching({he, she}, {weld, sew, any});
  EXPECT_EQ(apart->plan.assignment, (std::vector<std::int32_t>{0, 1}));
  he.spouse = "she";
  const auto together = RunMatching({he, she}, {weld, sew, any});
  EXPECT_EQ(together->plan.assignment, (std::vector<std::int32_t>{2, 1}));
  EXPECT_EQ(together->outcomes[0].kind, PartyOutcome::Kind::kCity);
  EXPECT_EQ(together->parties_together, 1U);
  EXPECT_EQ(together->singles_together, 0U);
  EXPECT_EQ(together->singles_objective, apart->plan.objective);
  EXPECT_EQ(together->plan.bound, apart->plan.bound) << "the bound is that of all plans";
  EXPECT_GE(together->outcomes[0].loss, together->singles_objective - together->plan.objective);
  // One employer with a room for couples wins over one city.
  PostRecord both = TestPost("both", kHangzhou, 2);
  both.couple_room = true, both.employer = "甲厂", both.trade = "packing";
  const auto room = RunMatching({he, she}, {weld, Pays(any, 3000), both});
  EXPECT_EQ(room->plan.assignment, (std::vector<std::int32_t>{2, 2}));
  EXPECT_EQ(room->outcomes[0].kind, PartyOutcome::Kind::kEmployer);
}

TEST(MatchParties, WithoutACommonCityConsentDecides) {
  WorkerRecord he = TestWorker("he"), she = TestWorker("she");
  he.cities = {Place(kFuzhou)}, she.cities = {Place(kHangzhou)};
  he.spouse = "she", she.spouse = "he";
  const std::vector<PostRecord> posts = {TestPost("f", kFuzhou), TestPost("h", kHangzhou)};
  const auto asked = RunMatching({he, she}, posts);
  EXPECT_EQ(asked->plan.workers_placed, 2U) << "planned apart, to be asked";
  EXPECT_EQ(asked->outcomes[0].kind, PartyOutcome::Kind::kNowhere);
  she.may_part = Consent::kNo;
  const auto refused = RunMatching({he, she}, posts);
  EXPECT_EQ(refused->plan.workers_placed, 0U);
  MatchSettings stable = TestSettings();
  stable.options.objective = Objective::kStable;
  const auto left_out = RunMatching({he, she}, posts, stable);
  EXPECT_EQ(left_out->plan.workers_placed, 0U) << "nor does a stable plan part them";
  EXPECT_EQ(left_out->outcomes[0].kind, PartyOutcome::Kind::kNowhere);
  // A free place that she likes less, but with him.
  const auto with_him = RunMatching({he, she}, {posts[0], posts[1], TestPost("f2", kFuzhou)}, stable);
  EXPECT_EQ(with_him->plan.workers_placed, 0U) << "she named Hangzhou alone";
  WorkerRecord anywhere = she;
  anywhere.cities = {};
  const auto both = RunMatching({he, anywhere}, {posts[0], posts[1], TestPost("f2", kFuzhou)}, stable);
  EXPECT_EQ(both->plan.workers_placed, 2U);
  EXPECT_EQ(both->outcomes[0].kind, PartyOutcome::Kind::kCity);
  MatchSettings ignored = TestSettings();
  ignored.policy.parties = false;
  EXPECT_EQ(RunMatching({he, she}, posts, ignored)->plan.workers_placed, 2U);
}

TEST(MatchParties, AGroupGoesToOneEmployer) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 25; ++i) {
    workers.push_back(TestWorker("w" + std::to_string(i)));
    workers.back().group = "双龙镇一组";
    workers.back().leader = true;
  }
  PostRecord small = TestPost("small", kFuzhou, 10), large = TestPost("large", kHangzhou, 30);
  small.employer = "甲", large.employer = "乙";
  const auto match = RunMatching(workers, {Pays(small, 3200), Pays(large, 3100)});
  EXPECT_EQ(match->outcomes[0].kind, PartyOutcome::Kind::kEmployer);
  EXPECT_GE(match->plan.placed[1], 20);
  EXPECT_EQ(match->plan.workers_placed, 25U);
  const MatchReport report = BuildReport(*match, {}).value();
  ASSERT_EQ(report.departures.size(), 1U);
  EXPECT_EQ(report.departures[0].workers, 25U);
  EXPECT_EQ(report.departures[0].leaders, 25U);
}

TEST(MatchParties, OneLeaderHelpsEveryMemberToStay) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 20; ++i) {
    workers.push_back(TestWorker("w" + std::to_string(i)));
    workers.back().group = "双龙镇一组";
  }
  workers.push_back(TestWorker("alone"));
  const std::vector<PostRecord> posts = {TestPost("p", kFuzhou, 30)};
  const auto nobody = RunMatching(workers, posts);
  workers[7].leader = true;
  const auto led = RunMatching(workers, posts);
  for (std::size_t w = 0; w < 20; ++w) {
    const PairScore with = led->matcher->Score(w, 0), without = nobody->matcher->Score(w, 0);
    EXPECT_GT(with.p_stay3, without.p_stay3);
    EXPECT_GT(with.p_arrive, without.p_arrive);
    EXPECT_EQ(with.value, led->matcher->Score(7, 0).value);
  }
  EXPECT_EQ(led->matcher->Score(20, 0).value, nobody->matcher->Score(20, 0).value);
}

TEST(MatchParties, PlacesReservedForARegionAreKept) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 8; ++i) workers.push_back(TestWorker("far" + std::to_string(i), kJishou));
  workers.push_back(TestWorker("home"));
  PostRecord post = TestPost("p", kFuzhou, 5);
  post.reserved_places = {{Place(433124000000), 2}};
  const auto match = RunMatching(workers, {post});
  EXPECT_EQ(match->post_records, 1U);
  EXPECT_EQ(match->main_post, (std::vector<std::uint32_t>{0, 0}));
  int far = 0;
  for (int i = 0; i < 8; ++i) far += match->plan.assignment[static_cast<std::size_t>(i)] != kUnplaced;
  EXPECT_EQ(far, 3) << "two of five places stay for the county";
  EXPECT_EQ(match->plan.assignment[8], 1);
  const std::string folder = testing::TempDir() + "reserved" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(WritePlan(folder, *match, {}));
  std::ifstream in(folder + "/posts.csv");
  std::string header, row, more;
  std::getline(in, header), std::getline(in, row);
  EXPECT_TRUE(row.starts_with("p,5,4,")) << row;
  EXPECT_FALSE(std::getline(in, more));
  // What the reservation costs: one place stays empty that somebody would take.
  const MatchReport report = BuildReport(*match, {.prices = RulePriceMethod::kResolve}).value();
  const RulePrice& price = report.rules[static_cast<std::size_t>(Constraint::kReserved)];
  EXPECT_EQ(price.placed, 1);
  EXPECT_GT(price.retained, 0);
  std::filesystem::remove_all(folder);

  post.reserved_places = {{Place(433124000000), 4}, {Place(433101000000), 2}};
  EXPECT_FALSE(MatchRecords({}, {&post, 1}, DefaultWeights(), TestSettings()));
}

TEST(MatchReport, CountsByGroupAndSaysWhatLimits) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 10; ++i) {
    workers.push_back(TestWorker("w" + std::to_string(i), i < 5 ? kHuayuan : kJishou));
    workers.back().sex = i % 2 == 0 ? 'm' : 'f';
    workers.back().disabled = i == 3;
    workers.back().priority = i == 1;
  }
  workers[4].min_wage = 9'000;
  workers[9].cities = {Place(kHangzhou)};
  const auto match = RunMatching(workers, {TestPost("a", kFuzhou, 6)});
  const MatchReport report = BuildReport(*match, {.prices = RulePriceMethod::kResolve}).value();
  EXPECT_EQ(report.placed, 6U);
  EXPECT_EQ(report.posts_full, 1U);
  EXPECT_EQ(report.one_post, 8U);
  EXPECT_EQ(report.five_posts, 0U);
  EXPECT_EQ(report.only[static_cast<std::size_t>(Constraint::kWage)], 1U);
  EXPECT_EQ(report.only[static_cast<std::size_t>(Constraint::kCity)], 1U);
  EXPECT_EQ(report.several, 0U);
  std::uint64_t by_sex = 0, placed_by_county = 0;
  double stay = 0;
  for (const GroupShare& g : report.groups) {
    if (g.dimension == std::string("sex")) by_sex += g.workers;
    if (g.dimension == std::string("county")) placed_by_county += g.placed, stay += g.stay3;
    if (g.dimension == std::string("disability") && g.group == "yes") {
      EXPECT_EQ(g.workers, 1U);
    }
  }
  EXPECT_EQ(by_sex, 10U);
  EXPECT_EQ(placed_by_county, 6U);
  EXPECT_NEAR(stay, report.stay3.mean, 1e-9);
  EXPECT_LT(report.stay3.low, report.stay3.mean);
  EXPECT_GT(report.stay3.high, report.stay3.mean);
  EXPECT_GT(report.arrive.mean, report.stay1.mean);
  EXPECT_GT(report.stay1.mean, report.stay6.mean);
  EXPECT_EQ(report.rules.back().rule, RulePrice::Rule::kPriority);
  EXPECT_EQ(report.rules.back().concerned, 1U);
  EXPECT_EQ(report.scarce.size(), 1U);
  const std::string json = ReportJson(*match, report);
  EXPECT_NE(json.find("\"fill_rate\":1"), std::string::npos) << json;
}

TEST(MatchReport, SaysWhyNotBetterAndWhatAWageWouldDo) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 6; ++i) {
    workers.push_back(TestWorker("w" + std::to_string(i)));
    workers.back().want_wage = 4'000;
    workers.back().trades = {{"sewing", i + 1}};
    if (i >= 3) workers.back().min_wage = 3'100;
  }
  const auto match =
      RunMatching(workers, {Pays(TestPost("a", kJishou, 2), 3'000), Pays(TestPost("b", kHangzhou, 1), 3'000)});
  EXPECT_EQ(match->plan.workers_placed, 3U);
  int full = 0;
  for (std::size_t w = 0; w < 3; ++w) {
    if (match->plan.assignment[w] == 1) {
      EXPECT_TRUE(match->CongestionText(w).starts_with("有 1 个更合适的岗位已满；最接近的 a 最后一名为 0."))
          << match->CongestionText(w);
      ++full;
    }
    EXPECT_EQ(match->UnplacedText(w), "");
  }
  EXPECT_EQ(full, 1);
  EXPECT_EQ(match->UnplacedText(4), "没有合适的岗位：放宽“最低工资”可有 2 个");
  const WageOffer offer = TryWage(*match->matcher, match->plan, 0, 200, 2);
  EXPECT_EQ(offer.workers_added, 3U);
  EXPECT_GE(offer.price_then, offer.price);
  // Against the plan that is made with the higher wage.
  const auto raised =
      RunMatching(workers, {Pays(TestPost("a", kJishou, 2), 3'200), Pays(TestPost("b", kHangzhou, 1), 3'000)});
  EXPECT_GT(raised->plan.price[0], match->plan.price[0]);
  EXPECT_GT(offer.price_then, match->plan.price[0]);
  EXPECT_TRUE(match->WageText(offer, 200).starts_with("月薪再高 200 元，可以多 3 人合适，一个名额的价格从 0."))
      << match->WageText(offer, 200);
  EXPECT_EQ(TryWage(*match->matcher, match->plan, 0, 50, 1).workers_added, 0U);
}

TEST(MatchReport, TwoRulesTogetherAreNamedWithTheNearestPost) {
  WorkerRecord high = TestWorker("high"), fits = TestWorker("fits"), old = TestWorker("old");
  high.min_wage = 9000;
  old.birth = Day("1950-05-01");
  PostRecord asks = TestPost("asks"), strict = TestPost("strict");
  asks.education_min = strict.education_min = "20";
  asks.age_max = strict.age_max = 40;
  strict.valid_from = Day("2018-06-01");
  fits.education = "10";
  const auto match = RunMatching({high, fits, old}, {strict, asks});
  ASSERT_EQ(match->plan.assignment, (std::vector<std::int32_t>{kUnplaced, 1, kUnplaced}));
  EXPECT_EQ(match->UnplacedText(0), "没有合适的岗位：最接近的 asks 同时不符合“学历”、“最低工资”");
  EXPECT_EQ(match->UnplacedText(1), "");
  EXPECT_EQ(match->UnplacedText(2), "没有合适的岗位：最接近的 asks 同时不符合“年龄”、“学历”");
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "gangqiao_two_rules";
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(WriteReportFiles(folder.string(), *match, {}, 1));
  std::ifstream file(folder / "remarks.csv");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find("workers,high,education;wage,没有合适的岗位：最接近的 asks"), std::string::npos)
      << text.str();
  EXPECT_NE(text.str().find("workers,old,age;education,"), std::string::npos) << text.str();
  EXPECT_EQ(text.str().find("workers,fits,"), std::string::npos) << text.str();
  std::filesystem::remove_all(folder);
}

TEST(MatchReport, ExplorationIsLoggedAndRepeats) {
  std::vector<WorkerRecord> workers;
  for (int i = 0; i < 40; ++i) workers.push_back(TestWorker("w" + std::to_string(i)));
  MatchSettings settings = TestSettings();
  settings.policy.explore_ppm = 100'000;
  settings.policy.explore_seed = 3;
  const std::vector<PostRecord> posts = {TestPost("a", kFuzhou, 25), TestPost("b", kFuzhou, 25)};
  const auto match = RunMatching(workers, posts, settings);
  EXPECT_GE(match->trials.size(), 30U) << "both posts are the same to everybody";
  EXPECT_EQ(match->plan.assignment, RunMatching(workers, posts, settings)->plan.assignment);
  EXPECT_EQ(match->before_exploring, match->plan.objective);
}

}  // namespace
}  // namespace gq::matching
