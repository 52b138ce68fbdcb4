// Versions, county overrides, tables beside the rules, and what was published and then changed.
#include "modules/subsidies/publication.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "kits/codes/region_tree.h"
#include "modules/subsidies/handling.h"
#include "modules/subsidies/rule_check.h"

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;

// A copy of rules that the test may change.
class RulesCopy : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gq_rules_copy_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::copy("rules", folder_, fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Read(const std::string& name) {
    std::ifstream in(folder_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  void Replace(const std::string& name, const std::string& from, const std::string& to) {
    std::string text = Read(name);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << name << " " << from;
    Write(name, text.replace(at, from.size(), to));
  }
  // The messages of one kind.
  std::string Findings(const std::string& kind, bool errors = true) {
    const auto check = CheckRules(folder_.string());
    EXPECT_TRUE(check);
    std::string text;
    for (const RuleFinding& finding : check->findings) {
      if (finding.kind == kind && finding.error == errors) text += finding.file + " " + finding.message + "\n";
    }
    return text;
  }
  fs::path folder_;
};

TEST_F(RulesCopy, WhatStandsIsPublishedAndClean) {
  const auto check = CheckRules("rules");
  ASSERT_TRUE(check);
  for (const RuleFinding& finding : check->findings) ADD_FAILURE() << finding.file << " " << finding.message;
  EXPECT_EQ(check->rules, 29);
  EXPECT_GE(check->cases, 130);
  ASSERT_TRUE(fs::exists("rules/published.lock"));
}

TEST_F(RulesCopy, PublishedPartsMayNotChange) {
  Replace("xiangxi/retention_award/rule.toml", "value = \"1000\"", "value = \"1200\"");
  EXPECT_NE(Findings("published").find("R-XX24 版本 2016-05-18 的 amount_each@2016-05-18 已发布，又被改动"),
            std::string::npos)
      << Findings("published");
  EXPECT_FALSE(Publish(folder_.string()));
  Replace("xiangxi/retention_award/rule.toml", "value = \"1200\"", "value = \"1000\"");
  Replace("xiangxi/retention_award/rule.toml", "anchor = \"met\"", "# a comment is no change\nanchor = \"met\"");
  EXPECT_EQ(Findings("published"), "");
  Replace("xiangxi/retention_award/rule.toml", "anchor = \"met\"", "anchor = \"event\"");
  EXPECT_NE(Findings("published").find("的 terms 已发布，又被改动"), std::string::npos);
  Replace("xiangxi/retention_award/rule.toml", "anchor = \"event\"", "anchor = \"met\"");
  Replace("xiangxi/retention_award/rule.dmn", "须用工 1 年以上", "须用工一年以上");
  EXPECT_NE(Findings("published").find("的 model 已发布，又被改动"), std::string::npos);
  fs::remove_all(folder_ / "xiangxi/retention_award");
  const std::string removed = Findings("published") + Findings("version");
  EXPECT_NE(removed.find("R-XX24"), std::string::npos) << removed;
}

TEST_F(RulesCopy, AddingAndEndingIsFree) {
  Write("xiangxi/retention_award/rule.toml", Read("xiangxi/retention_award/rule.toml") +
                                                 "\n[[parameters.amount_each]]\nfrom = \"2020-01-01\"\nvalue = "
                                                 "\"1500\"\nunit = \"元\"\narticle = \"新通知\"\n");
  EXPECT_EQ(Findings("published"), "");
  EXPECT_NE(Findings("published", false).find("amount_each@2020-01-01 还没有发布"), std::string::npos);
  const auto added = Publish(folder_.string());
  ASSERT_TRUE(added) << added.error().ToString();
  EXPECT_EQ(*added, 1U);
  EXPECT_EQ(Findings("published", false), "");
  Replace("xiangxi/retention_award/rule.toml",
          "valid_from =", "valid_to = \"2020-12-31\"\nrepealed_by = \"某文件\"\nvalid_from =");
  EXPECT_EQ(Findings("published"), "");
  ASSERT_TRUE(Publish(folder_.string()));
  Replace("xiangxi/retention_award/rule.toml", "2020-12-31", "2021-12-31");
  EXPECT_NE(Findings("published").find("的 end 已发布，又被改动"), std::string::npos);
}

TEST_F(RulesCopy, TheAnchorChoosesTheVersion) {
  fs::copy(folder_ / "xiangxi/retention_award", folder_ / "xiangxi/retention_award_2020", fs::copy_options::recursive);
  const std::string second = "xiangxi/retention_award_2020/rule.toml";
  Replace(second, "version = \"2016-05-18\"", "version = \"2020-01-01\"");
  Replace(second, "valid_from = \"2016-05-18\"", "valid_from = \"2020-01-01\"");
  Replace(second, "from = \"2016-05-18\"\nvalue = \"1000\"", "from = \"2020-01-01\"\nvalue = \"2000\"");
  EXPECT_NE(Findings("version").find("施行期重叠，请写 valid_to"), std::string::npos) << Findings("version");
  Replace("xiangxi/retention_award/rule.toml", "valid_from =", "valid_to = \"2019-12-31\"\nvalid_from =");
  EXPECT_EQ(Findings("version"), "");
  const auto rules = LoadRules(folder_.string());
  ASSERT_TRUE(rules) << rules.error().ToString();
  Fact fact;
  fact.person = "a";
  fact.target_group = "lifted";
  fact.unit = "u";
  fact.origin_region = 433124110226;
  fact.work_region = 433101000000;
  fact.insured_from = gq::Month::Parse("2018-01");
  // The year is complete on the day before the corresponding day: that day decides.
  for (const auto& [start, version, fen] :
       {std::tuple{"2019-01-01", "2016-05-18", 100'000}, {"2019-01-02", "2020-01-01", 200'000}}) {
    fact.spell_start = fact.contract_start = Date::Parse(start);
    const auto done = DecideAll({fact}, {{.person = "a", .rule = "R-XX24"}}, *rules, *Date::Parse("2020-06-01"));
    EXPECT_EQ(done->rows[0].version, version);
    EXPECT_EQ(done->rows[0].amount_fen, fen) << done->rows[0].reason;
  }
}

TEST_F(RulesCopy, CountiesMaySetAndRaise) {
  Write("guangyuan/placement/counties/510824.toml",
        "documents = [\"中介等级证明\"]\n[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = \"400\"\narticle = "
        "\"苍溪县细则\"\n"
        "[[parameters.amount_each]]\nyear = 2018\nvalue = \"500\"\narticle = \"2018 年度通知\"\n");
  auto rules = LoadRules(folder_.string());
  ASSERT_TRUE(rules) << rules.error().ToString();
  const Parameter& amount = rules->at("R-GY3").parameters[0];
  const auto on = [&](const char* day, const char* county) { return amount.On(*Date::Parse(day), county)->value; };
  EXPECT_EQ(on("2016-06-01", "510824"), "300");
  EXPECT_EQ(on("2017-06-01", "510824"), "400");
  EXPECT_EQ(on("2018-06-01", "510824"), "500");
  EXPECT_EQ(on("2019-06-01", "510824"), "400");
  EXPECT_EQ(on("2018-06-01", "510802"), "300");
  Write("guangyuan/placement/counties/510802.toml",
        "[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = \"299\"\narticle = \"x\"\n");
  auto low = LoadRules(folder_.string());
  ASSERT_FALSE(low);
  EXPECT_NE(low.error().message.find("低于法定下限 300"), std::string::npos) << low.error().message;
  fs::remove(folder_ / "guangyuan/placement/counties/510802.toml");
  Write("xiangxi/retention_award/counties/433124.toml",
        "[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = \"900\"\narticle = \"x\"\n");
  low = LoadRules(folder_.string());
  ASSERT_FALSE(low);
  EXPECT_NE(low.error().message.find("县里只能提高"), std::string::npos) << low.error().message;
  Write("xiangxi/retention_award/counties/433124.toml",
        "[[parameters.amount]]\nfrom = \"2017-01-01\"\nvalue = \"900\"\narticle = \"x\"\n");
  EXPECT_NE(LoadRules(folder_.string()).error().message.find("没有参数 amount"), std::string::npos);
}

// A7: what the law says holds for every later amount too, until another segment says otherwise with its own article.
TEST_F(RulesCopy, BoundsHoldBeyondTheSegmentThatStatesThem) {
  const auto with = [&](const std::string& name, const std::string& parameter, const std::string& lines) {
    const std::string file = name + "/rule.toml", before = Read(file);
    Write(file, before + "\n[[parameters." + parameter + "]]\nunit = \"元\"\narticle = \"新通知\"\n" + lines);
    const std::string found = Findings("parameter");
    const auto rules = LoadRules(folder_.string());
    EXPECT_EQ(found.empty(), rules.has_value()) << found;
    Write(file, before);
    return found;
  };
  const std::string low = with("guangyuan/placement", "amount_each", "from = \"2017-01-01\"\nvalue = \"200\"\n");
  EXPECT_NE(low.find("自 2017-01-01 的 200，低于法定下限 300（自 2016-01-01 那一段，一、就业服务"), std::string::npos)
      << low;
  const std::string high = with("xiangxi/transport", "cap_outside", "from = \"2017-01-01\"\nvalue = \"900\"\n");
  EXPECT_NE(high.find("高于法定上限 400（自 2016-05-18 那一段，第二十条"), std::string::npos) << high;
  EXPECT_EQ(with("xiangxi/transport", "cap_outside", "from = \"2017-01-01\"\nvalue = \"350\"\n"), "");
  EXPECT_EQ(with("guangyuan/placement", "amount_each", "from = \"2017-01-01\"\nvalue = \"200\"\nfloor = \"150\"\n"), "")
      << "a new bound";
  // A year's bound is over with the year; the one before it goes on.
  EXPECT_NE(with("guangyuan/placement", "amount_each",
                 "year = 2018\nvalue = \"200\"\nfloor = \"150\"\n[[parameters.amount_each]]\nfrom = "
                 "\"2019-01-01\"\nvalue = \"200\"\narticle = \"x\"\n")
                .find("自 2019-01-01 的 200，低于法定下限 300（自 2016-01-01"),
            std::string::npos);
  // A bound that begins within a year binds what was set for that year.
  EXPECT_NE(with("guangyuan/placement", "amount_each",
                 "year = 2018\nvalue = \"400\"\n[[parameters.amount_each]]\nfrom = \"2018-07-01\"\nvalue = "
                 "\"500\"\nfloor = \"500\"\narticle = \"x\"\n")
                .find("自 2018-01-01 的 400，低于法定下限 500（自 2018-07-01"),
            std::string::npos);
  Write("guangyuan/placement/rule.toml", Read("guangyuan/placement/rule.toml") +
                                             "\n[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = "
                                             "\"350\"\narticle = \"x\"\n");
  const auto rules = LoadRules(folder_.string());
  ASSERT_TRUE(rules) << rules.error().ToString();
  EXPECT_EQ(rules->at("R-GY3").parameters[0].values.back().floor, "300");
  EXPECT_EQ(Findings("published"), "") << "what was published keeps its fingerprint";
  const auto kept = LoadRules(folder_.string(), {.as_before_bounds_held = true});
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->at("R-GY3").parameters[0].values.back().floor, "");
}

// A11: a county may only raise, also when the rule is raised after it.
TEST_F(RulesCopy, ACountyGivesWayToAHigherValueOfTheRule) {
  const std::string county = "xiangxi/retention_award/counties/433124.toml", file = "xiangxi/retention_award/rule.toml";
  Write(county, "[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = \"1100\"\narticle = \"花垣细则\"\n");
  Write(file, Read(file) +
                  "\n[[parameters.amount_each]]\nfrom = \"2020-01-01\"\nvalue = \"1500\"\nunit = "
                  "\"元\"\narticle = \"新通知\"\n");
  const std::string error = Findings("parameter");
  EXPECT_NE(error.find("县里（433124）自 2017-01-01 的 1100 低于本规则自 2020-01-01 的 1500"), std::string::npos)
      << error;
  EXPECT_NE(error.find("to = \"2019-12-31\""), std::string::npos) << error;
  const auto on = [&](const char* day, const LoadOptions& options = {}) {
    const auto rules = LoadRules(folder_.string(), options);
    EXPECT_TRUE(rules) << rules.error().ToString();
    return rules->at("R-XX24").parameters[0].On(*Date::Parse(day), "433124")->value;
  };
  EXPECT_EQ(on("2019-12-31"), "1100");
  EXPECT_EQ(on("2020-01-01"), "1500") << "the higher one counts";
  EXPECT_EQ(on("2020-01-01", {.as_before_bounds_held = true}), "1100") << "a replay of then";
  // Published, it warns and does not stop the prefecture.
  ASSERT_TRUE(Publish(folder_.string()));
  EXPECT_EQ(Findings("parameter"), "");
  EXPECT_NE(Findings("parameter", false).find("自 2020-01-01 起这个县按本规则的值发"), std::string::npos);
  Write(county, Read(county) + "to = \"2019-12-31\"\n");
  EXPECT_EQ(Findings("parameter") + Findings("parameter", false), "");
  // A cap that moves below it.
  Write(county, "[[parameters.amount_each]]\nfrom = \"2021-01-01\"\nvalue = \"1800\"\narticle = \"花垣细则\"\n");
  Write(file, Read(file) +
                  "\n[[parameters.amount_each]]\nfrom = \"2022-01-01\"\nvalue = \"1600\"\ncap = \"1700\"\n"
                  "unit = \"元\"\narticle = \"再通知\"\n");
  EXPECT_NE(Findings("parameter").find("的 1800 高于法定上限 1700（自 2022-01-01，再通知）"), std::string::npos)
      << Findings("parameter");
  EXPECT_EQ(on("2021-06-01"), "1800");
  EXPECT_EQ(on("2022-06-01"), "1600");
}

TEST_F(RulesCopy, AnOpenAmountIsForReviewUntilACountySetsIt) {
  Fact fact;
  fact.person = "a";
  fact.target_group = "lifted";
  fact.unit = "u";
  fact.origin_region = 433124110226;
  fact.work_region = 433124000000;
  fact.spell_start = fact.contract_start = Date::Parse("2018-01-01");
  const Claim claim{.person = "a", .rule = "R-HN1a", .event_date = Date::Parse("2018-03-01")};
  const auto decide = [&] {
    const auto rules = LoadRules(folder_.string());
    EXPECT_TRUE(rules) << rules.error().ToString();
    return DecideAll({fact}, {claim}, *rules, *Date::Parse("2018-06-01"))->rows[0];
  };
  EXPECT_EQ(decide().outcome, Outcome::kReview);
  EXPECT_EQ(decide().missing, "金额未定：县里参数");
  Write("hunan/post_subsidy/counties/433124.toml",
        "[[parameters.amount_each]]\nfrom = \"2018-01-01\"\nvalue = \"800\"\narticle = \"花垣县细则\"\n");
  EXPECT_EQ(decide().amount_fen, 80'000);
  EXPECT_EQ(Findings("published"), "");
}

// Every yuan has its article: an amount that a county or a later notice set names theirs beside the rule's, in the rows
// that read it and in no other.
TEST_F(RulesCopy, AnAmountNamesWhoSetIt) {
  Write("xiangxi/retention_award/counties/433124.toml",
        "[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = \"1200\"\nunit = \"元\"\narticle = \"第二条\"\n"
        "document = \"花人社发〔2017〕3号\"\n");
  Write("xiangxi/transport/rule.toml",
        Read("xiangxi/transport/rule.toml") +
            "\n[[parameters.flat_no_receipt]]\nfrom = \"2018-01-01\"\nvalue = \"50\"\nunit = \"元\"\narticle = "
            "\"第一条\"\ndocument = \"州人社发〔2018〕9号\"\n");
  const auto rules = LoadRules(folder_.string());
  ASSERT_TRUE(rules) << rules.error().ToString();
  Fact fact{.person = "a", .target_group = "lifted", .unit = "u", .tier = "county"};
  fact.origin_region = 433124110226;
  fact.work_region = 433124000000;
  fact.spell_start = fact.contract_start = Date::Parse("2018-03-01");
  fact.insured_from = gq::Month::Parse("2018-03");
  fact.insured_to = gq::Month::Parse("2020-03");
  const auto decide = [&](Claim claim, bool own = true) {
    DecideOptions options;
    options.own_basis = own;
    return DecideAll({fact}, {std::move(claim)}, *rules, *Date::Parse("2020-06-01"), options)->rows[0];
  };
  const Claim award{.person = "a", .rule = "R-XX24"};
  auto done = decide(award);
  const std::string of_rule = "。依据：《湘西自治州劳务协作服务管理办法》第二十四条“";
  EXPECT_EQ(done.amount_fen, 120'000) << done.missing;
  EXPECT_NE(done.reason.find(of_rule), std::string::npos) << done.reason;
  EXPECT_TRUE(done.reason.ends_with("1200 元依本县（433124）规定：花人社发〔2017〕3号第二条")) << done.reason;
  EXPECT_EQ(decide(award, false).reason.find("花人社发"), std::string::npos);
  fact.work_region = 433125000000;  // its finance pays, and has set nothing
  done = decide(award);
  EXPECT_EQ(done.amount_fen, 100'000);
  EXPECT_EQ(done.reason.find("；其中"), std::string::npos) << done.reason;
  // A row that pays by the ticket does not read the fixed sum; the one without a ticket does.
  fact.tier = "outside";
  Claim fare{.person = "a", .rule = "R-XX20", .event_date = Date::Parse("2018-03-01"), .amount = "512", .receipts = 1};
  done = decide(fare);
  EXPECT_EQ(done.amount_fen, 40'000) << done.missing;
  EXPECT_EQ(done.reason.find("州人社发〔2018〕9号"), std::string::npos) << done.reason;
  fare.receipts = 0;
  done = decide(fare);
  EXPECT_EQ(done.amount_fen, 5'000) << done.missing;
  EXPECT_TRUE(done.reason.ends_with("50 元依州人社发〔2018〕9号第一条")) << done.reason;
}

// Who handles a claim, by payer, home and work place.
TEST_F(RulesCopy, ADestinationHandlesWhatItPays) {
  const auto rules = LoadRules("rules").value();
  constexpr std::int64_t kTongwei = 621121100201, kHuayuan = 433124112201, kJishou = 433101001000,
                         kCangshan = 350104001000, kFuan = 350981100000, kCangxi = 510824100000;
  const auto handled = [&](const char* rule, std::int64_t home, std::int64_t work) {
    return DestinationOf(rules, rules.at(rule), home, work);
  };
  EXPECT_EQ(handled("R-FZ3", kTongwei, kCangshan), 350104000000) << "the county of the work place";
  EXPECT_EQ(handled("R-FZ3", kTongwei, kFuan), 350100000000) << "not in the city that pays: the city itself";
  EXPECT_EQ(handled("R-FZ3", kTongwei, 0), 350100000000);
  EXPECT_EQ(handled("R-FZ3", kCangshan, kCangshan), 0) << "its own people";
  EXPECT_EQ(handled("R-XX20", kHuayuan, kCangshan), 0) << "the home pays";
  EXPECT_EQ(handled("R-XX24", kHuayuan, kJishou), 433101000000) << "the employer's county pays";
  EXPECT_EQ(handled("R-XX24", kHuayuan, 433124001000), 0) << "which is the home's own";
  EXPECT_EQ(handled("R-XX24", kHuayuan, 0), 0);
  EXPECT_EQ(handled("R-GY5", kCangxi, kCangshan), 0) << "a rule binds no finance outside of its region";
  EXPECT_EQ(handled("R-GY5", kCangxi, 510802001000), 510802000000);
  EXPECT_TRUE(PaysAt(rules, rules.at("R-FZ1"), kCangshan));
  EXPECT_FALSE(PaysAt(rules, rules.at("R-FZ1"), kFuan) || PaysAt(rules, rules.at("R-XX20"), kCangshan));
  for (const auto& [text, message] : {std::pair{"[[payer]]\nname = \"x\"\n", "的 place 须是区划代码"},
                                      {"[[payer]]\nplace = \"3501\"\n", "没有写 name"},
                                      {"[[payer", "第 1 行写法不对"}}) {
    Write("payers.toml", text);
    const auto read = LoadRules(folder_.string());
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().message.find(message), std::string::npos) << read.error().message;
  }
}

// What is not published yet and begins before the day of publishing is said aloud; what is published is not.
TEST_F(RulesCopy, APublicationThatReachesBackIsWarnedOf) {
  Write("xiangxi/retention_award/counties/433124.toml",
        "[[parameters.amount_each]]\nfrom = \"2025-01-01\"\nvalue = \"1200\"\narticle = \"第二条\"\n");
  const auto warned = [&](std::optional<Date> today) {
    std::string text;
    const auto check = CheckRules(folder_.string(), today);
    for (const auto& finding : check->findings) {
      if (finding.kind != "retroactive") continue;
      EXPECT_FALSE(finding.error);
      text += finding.message;
    }
    return text;
  };
  EXPECT_NE(warned(Date::Parse("2026-09-01")).find("自 2025-01-01 起，早于发布日 2026-09-01"), std::string::npos);
  EXPECT_EQ(warned(Date::Parse("2025-01-01")), "");
  EXPECT_EQ(warned(std::nullopt), "");
}

// A case may say on which day and in which county it is judged.
TEST_F(RulesCopy, ACaseHasItsDayAndCounty) {
  Write("xiangxi/retention_award/counties/433124.toml",
        "[[parameters.amount_each]]\nfrom = \"2027-01-01\"\nvalue = \"1200\"\narticle = \"第二条\"\n");
  std::string cases = Read("xiangxi/retention_award/cases.csv");
  const std::size_t head = cases.find('\n');
  std::string paid;  // the first case that pays
  for (std::size_t at = head + 1; at < cases.size() && paid.empty(); at = cases.find('\n', at) + 1) {
    const std::string line = cases.substr(at, cases.find('\n', at) - at);
    if (line.find(",pay,1000,") != std::string::npos) paid = line;
  }
  ASSERT_FALSE(paid.empty());
  const auto with = [&](const std::string& day, const std::string& county, const std::string& amount) {
    std::string line = paid;
    line.replace(line.find(",pay,1000,"), 10, ",pay," + amount + ",");
    Write("xiangxi/retention_award/cases.csv",
          cases.substr(0, head) + ",day,county\n" + line + "," + day + "," + county + "\n");
    return Findings("case");
  };
  EXPECT_EQ(with("2027-03-01", "433124", "1200"), "");
  EXPECT_EQ(with("2026-12-31", "433124", "1000"), "");
  EXPECT_EQ(with("2027-03-01", "433125", "1000"), "");
  EXPECT_NE(with("2027-03-01", "433124", "1000").find("金额应为 1000，得到 1200"), std::string::npos);
  EXPECT_NE(with("2027 年", "433124", "1000").find("day 须是"), std::string::npos);
  EXPECT_NE(with("2027-03-01", "花垣", "1000").find("county 须是六位"), std::string::npos);
}

TEST_F(RulesCopy, TablesBesideTheRulesAreRead) {
  for (const auto& [text, message] :
       {std::pair{"[[group]]\nname = \"x\"\nmembers = [\"R-XX20\"]\n", "至少要有两条规则"},
        {"[[group]]\nname = \"x\"\nmembers = [\"R-XX20\", \"R-NO\"]\n", "没有规则 R-NO"},
        {"[[group]]\nname = \"x\"\nmembers = [\"R-XX20\", \"R-FZ7a\"]\nscope = \"village\"\n", "的 scope 须是 person"},
        {"[[group]]\nname = \"x\"\nmembers = [\"R-XX20\", \"R-FZ7a\"]\nresolve = \"offset\"\n", "不能互相抵扣"},
        {"[[group", "第 1 行写法不对"}}) {
    Write("exclusions.toml", text);
    const auto rules = LoadRules(folder_.string());
    ASSERT_FALSE(rules) << text;
    EXPECT_NE(rules.error().message.find(message), std::string::npos) << rules.error().message;
  }
  Write("exclusions.toml", "");
  Write("pools.toml", "[[pool]]\nname = \"x\"\nbudget_fen = 5\nadmission = \"priority\"\n");
  EXPECT_NE(LoadRules(folder_.string()).error().message.find("须写 priority"), std::string::npos);
  Write("pools.toml", "[[pool]]\nname = \"x\"\n");
  EXPECT_NE(LoadRules(folder_.string()).error().message.find("没有写 budget_fen"), std::string::npos);
  for (const auto& [lines, message] :
       {std::pair{"budget_fen = -5\n", "的 budget_fen 为 -5，不能小于 0"},
        {"budget_fen = 1.5\n", "的 budget_fen 须是整数（分）"},
        {"budget_fen = \"x\"\n", "的 budget_fen 须是整数（分）"},
        {"budget_fen = 5\nyear = \"2018\"\n", "的 year 须是四位年份"},
        {"budget_fen = 5\n[[pool]]\nname = \"x\"\nbudget_fen = 5\n", "“x”不分年的预算出现两次"}}) {
    Write("pools.toml", std::string("[[pool]]\nname = \"x\"\n") + lines);
    const auto rules = LoadRules(folder_.string());
    ASSERT_FALSE(rules) << lines;
    EXPECT_NE(rules.error().message.find(message), std::string::npos) << rules.error().message;
  }
}

// A year without a line is no year without an end.
TEST_F(RulesCopy, PoolsAreCheckedAgainstTheRules) {
  Write("pools.toml",
        "[[pool]]\nname = \"岗位补贴\"\nbudget_fen = 500000\nyear = 2018\n[[pool]]\nname = \"岗位补贴\"\nbudget_fen = "
        "500000\nyear = 2020\n[[pool]]\nname = \"岗位补帖/433124\"\nbudget_fen = 5\n");
  const std::string warned = Findings("pool", false);
  EXPECT_NE(warned.find("“岗位补帖/433124”：没有规则用这个资金池"), std::string::npos) << warned;
  EXPECT_NE(warned.find("“岗位补贴”没有写 2019 年的预算"), std::string::npos) << warned;
  EXPECT_EQ(warned.find("2021"), std::string::npos);
  Fact fact{.person = "a", .target_group = "lifted", .unit = "u", .tier = "county"};
  fact.origin_region = fact.work_region = 433124110226;
  fact.spell_start = fact.contract_start = Date::Parse("2017-03-01");
  fact.insured_from = gq::Month::Parse("2017-03");
  fact.insured_to = gq::Month::Parse("2018-12");
  const auto rules = LoadRules(folder_.string());
  ASSERT_TRUE(rules) << rules.error().ToString();
  const auto on = [&](const char* day) {
    return DecideAll({fact}, {{.person = "a", .rule = "R-XX24"}}, *rules, *Date::Parse(day))->rows[0];
  };
  EXPECT_EQ(on("2020-06-01").amount_fen, 100'000) << on("2020-06-01").missing;
  const Decision none = on("2021-06-01");
  EXPECT_EQ(none.outcome, Outcome::kReview);
  EXPECT_EQ(none.missing, "资金池没有 2021 年的预算");
  EXPECT_NE(none.reason.find("资金池没有写 2021 年的预算，应发 1000.00 元"), std::string::npos) << none.reason;
}

// A replay keeps the texts of a few rules and of the groups.
TEST_F(RulesCopy, GroupsOfAFewRules) {
  const auto all = LoadRules(folder_.string());
  ASSERT_TRUE(all);
  Rules few;
  few.insert(*all->find("R-FZ2"));
  few.insert(*all->find("R-FZ3"));
  ASSERT_TRUE(SetGroups(all->groups_text, &few));
  ASSERT_EQ(few.groups.size(), 1U);
  EXPECT_EQ(few.groups[0].name, "stable_work");
  EXPECT_EQ(few.at("R-FZ3").exclusion, "stable_work");
  EXPECT_EQ(few.at("R-FZ3").files, (std::vector<std::string>{"rule.dmn", "rule.toml"}));
  EXPECT_FALSE(SetGroups("[[group", &few));
}

// Values that can be read and mean nothing.
TEST_F(RulesCopy, WordsAndCodesAreKnownOnes) {
  fs::remove(folder_ / "published.lock");
  const std::string file = "xiangxi/retention_award/rule.toml", good = Read(file);
  const auto with = [&](const std::string& from, const std::string& to) {
    Replace(file, from, to);
    const std::string found = Findings("value");
    Write(file, good);
    return found;
  };
  EXPECT_EQ(Findings("value"), "");
  const auto says = [](const std::string& found, const std::string& message) {
    EXPECT_NE(found.find(message), std::string::npos) << message << " in: " << found;
  };
  says(with("payee = \"employer\"", "payee = \"cat\""), "payee 为 cat，须是 person、employer、broker");
  says(with("subject = \"person\"", "subject = \"cat\""), "subject 为 cat，须是 person、household");
  says(with("pool_place = \"work\"", "pool_place = \"cat\""), "pool_place 为 cat");
  says(with("groups = \"lifted;lifted_unstable", "groups = \"lfted;lifted_unstable"), "groups 里的 lfted 不是");
  says(with("groups = \"lifted;lifted_unstable", "groups = \"lifted;foo"), "groups 里的 foo 不是");
  says(with("\nregion = \"4331\"", "\nregion = \"43x\""), "region 里的 43x 不是区划代码");
  says(with("[[parameters.amount_each]]\nfrom = \"2016-05-18\"", "[[parameters.amount_each]]\nfrom = \"2017-05-18\""),
       "参数 amount_each 自 2017-05-18 起才有值，规则自 2016-05-18 起施行");
  const std::string lines = "[[parameters.amount_each]]\nfrom = \"2017-01-01\"\nvalue = \"1200\"\narticle = \"x\"\n";
  Write("xiangxi/retention_award/counties/510811.toml", lines);
  says(Findings("value"), "510811 不在这条规则的范围（4331）内");
  fs::remove(folder_ / "xiangxi/retention_award/counties/510811.toml");
  Write("xiangxi/retention_award/counties/433124.toml", "once = false\n" + lines);
  says(Findings("value"), "433124.toml 不认得 once：县里只能写");
  Write("xiangxi/retention_award/counties/433124.toml", lines);
  EXPECT_EQ(Findings("value"), "");
  if (!RegionTree::LoadInstalled()) GTEST_SKIP() << "no divisions installed";
  says(with("\nregion = \"4331\"", "\nregion = \"9999\""), "region 里的 9999 不是区划代码");
  Write("xiangxi/retention_award/counties/433199.toml", lines);
  says(Findings("value"), "433199 不是县级区划代码");
  fs::remove(folder_ / "xiangxi/retention_award/counties/433199.toml");
  Write("payers.toml", "[[payer]]\nname = \"福州市财政\"\nplace = \"9999\"\n");
  says(Findings("value"), "payers.toml “福州市财政”的 place：9999 不是区划代码");
}

// A published value stays as it is: it warns, and holds up nobody who publishes something else.
TEST_F(RulesCopy, AWrongWordThatIsPublishedWarns) {
  Replace("xiangxi/retention_award/rule.toml", "payee = \"employer\"", "payee = \"cat\"");
  fs::remove(folder_ / "published.lock");
  ASSERT_TRUE(Publish(folder_.string()));
  EXPECT_EQ(Findings("value"), "");
  EXPECT_NE(Findings("value", false).find("payee 为 cat"), std::string::npos);
}

TEST_F(RulesCopy, ADayWithoutParametersIsNamed) {
  Replace("xiangxi/retention_award/rule.toml", "[[parameters.amount_each]]\nfrom = \"2016-05-18\"",
          "[[parameters.amount_each]]\nfrom = \"2017-12-01\"");
  const auto rules = LoadRules(folder_.string());
  ASSERT_TRUE(rules) << rules.error().ToString();
  Fact fact{.person = "a", .target_group = "lifted", .unit = "u", .tier = "county"};
  fact.origin_region = fact.work_region = 433124110226;
  fact.spell_start = fact.contract_start = Date::Parse("2016-09-01");
  fact.insured_from = gq::Month::Parse("2016-09");
  const auto done = DecideAll({fact}, {{.person = "a", .rule = "R-XX24"}}, *rules, *Date::Parse("2018-06-01"))->rows[0];
  EXPECT_EQ(done.outcome, Outcome::kReview);
  EXPECT_EQ(done.missing, "参数在 2017-08-31 没有值");
}

TEST_F(RulesCopy, AnInputThatNobodyOffersIsAnError) {
  Replace("xiangxi/retention_award/rule.dmn", "<inputData id=\"input_insured\"",
          "<inputData id=\"input_wage\" name=\"wage\"><variable name=\"wage\" typeRef=\"number\"/></inputData>\n  "
          "<inputData id=\"input_insured\"");
  EXPECT_NE(Findings("type").find("没有 wage 这项输入"), std::string::npos);
}

}  // namespace
}  // namespace gq::subsidies
