// Figures of the month's report against a small world counted by hand: persons and person-times apart, every share with
// a dated whole.
#include "modules/months/report.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "modules/offers/model.h"
#include "modules/people/people_query.h"
#include "tests/month/world.h"

namespace gq::month_test {
namespace {

struct Figure {
  std::int64_t value = 0;
  std::string unit, share, definition;
};

std::map<std::string, Figure> FiguresOf(const std::string& summary) {
  std::map<std::string, Figure> figures;
  const auto document = json::Parse(summary);
  EXPECT_TRUE(document);
  const auto items = document->root().Get("indicators")->Items();
  EXPECT_TRUE(items);
  for (const auto& item : *items) {
    figures[*item.Get("key")->Text()] = {*item.Get("value")->Integer(), *item.Get("unit")->Text(),
                                         *item.Get("share")->Text(), *item.Get("definition")->Text(1000)};
  }
  return figures;
}

class MonthReport : public ::testing::TestWithParam<db::Dialect> {
 protected:
  // Every figure of people opens as many names as it says; how many figures that were.
  int ExpectNames(const std::string& period, const std::map<std::string, Figure>& figures, std::int64_t region) {
    int opened = 0;
    for (const auto& [key, figure] : figures) {
      if (figure.unit != "人") continue;
      QueryParams params{{"figure", std::to_string(world.scope.unit_id) + ":" + period + ":" + key}};
      if (region != 0) params.emplace_back("region", std::to_string(region));
      const auto names = people::CountPeople(world.store(), world.scope, params);
      EXPECT_TRUE(names) << key << ": " << names.error().ToString();
      EXPECT_EQ(*names, figure.value) << key;
      ++opened;
    }
    return opened;
  }

  World world{GetParam()};
};

TEST_P(MonthReport, PersonsAndPersonTimesRetentionAndMoney) {
  const std::string base = "914331010000000001", other = "914331010000000002";
  world.AddEmployer(base, "county");
  world.AddEmployer(other, "none");
  world.AddPost("P1", base, 0);
  const Person long_ago = world.AddPerson(kHuayuan), left = world.AddPerson(kHuayuan),
               twice = world.AddPerson(kHuayuan), undated = world.AddPerson(kHuayuan);
  world.AddPerson(kHuayuan);  // never
  world.AddSpell(long_ago, kDongguan, "2018-01-01", nullptr, base);
  world.AddSpell(left, kDongguan, "2019-03-15", "2019-05-10", other);
  world.AddSpell(twice, kDongguan, "2019-03-02", "2019-06-01", other);  // three months to the day
  world.AddSpell(twice, kJishou, "2019-06-05", nullptr, base);
  Spell flexible = world.AddSpell(undated, kJishou, "2019-01-01", nullptr, "");
  const Spell before = flexible;
  flexible.start.reset();
  world.Update(before, flexible);
  Person general = long_ago;
  general.target_group = "ordinary";
  world.Update(long_ago, general);
  auto figures =
      FiguresOf(world.Month("2019-06", world.Claims({world.NumberOf(twice) + ",R-XX20,2019-03-01,100,1,,,,"})));
  EXPECT_EQ(figures["people"].value, 5);
  EXPECT_EQ(figures["ever"].value, 4);
  EXPECT_EQ(figures["ever"].share, "80.00%");
  EXPECT_NE(figures["ever"].definition.find("占在册劳动力 5 人（2019-06-30）"), std::string::npos)
      << figures["ever"].definition;
  EXPECT_EQ(figures["ever_times"].value, 5);
  EXPECT_EQ(figures["ever_times"].unit, "人次");
  EXPECT_EQ(figures["supported"].value, 3);
  EXPECT_EQ(figures["supported_times"].value, 4);
  EXPECT_EQ(figures["this_year"].value, 2);
  EXPECT_EQ(figures["this_month"].value, 1);
  EXPECT_EQ(figures["this_month_times"].value, 1);
  EXPECT_EQ(figures["retained_1"].value, 0);
  EXPECT_EQ(figures["retained_1"].share, "--");
  EXPECT_EQ(figures["retained_3"].value, 1);
  EXPECT_EQ(figures["retained_3"].share, "50.00%");
  EXPECT_NE(
      figures["retained_3"].definition.find("2019-03-02 至 2019-04-01 到岗，同一段经历；占到岗 2 人（2019-06-30）"),
      std::string::npos)
      << figures["retained_3"].definition;
  EXPECT_EQ(figures["postings"].value, 1);
  EXPECT_EQ(figures["openings"].value, 10);
  EXPECT_EQ(figures["bases_county"].value, 1);
  EXPECT_EQ(figures.count("bases_none"), 0U);
  EXPECT_EQ(figures["base_openings"].value, 10);
  EXPECT_EQ(figures["at_bases"].value, 2);
  for (const char* name : {"report.pdf", "report.xlsx"})
    EXPECT_GT(std::filesystem::file_size(world.Out("2019-06") + "/" + name), 1000U) << name;
  EXPECT_GT(ExpectNames("2019-06", figures, 0), 15);

  // A figure keeps its names when the register has moved on, and a month run again replaces them.
  Person gone = world.store().Get<Person>(world.scope, left.id).value();
  const Person stood = gone;
  gone.employment = "none";
  gone.list = "visit";
  gone.clear_five = 0;
  world.Update(stood, gone);
  EXPECT_GT(ExpectNames("2019-06", figures, 0), 15);

  world.Month("2019-07", world.Claims({world.NumberOf(left) + ",R-XX20,2019-03-10,150,1,,,,"}));
  months::MonthOptions options;
  options.period = *gq::Month::Parse("2019-07");
  options.as_of = options.period.Last();
  const months::StepContext context{world.store(), world.scope, world.lookups(), options, "job"};
  const auto money = months::Money(context, *months::ReachOf(context));
  ASSERT_TRUE(money) << money.error().ToString();
  ASSERT_EQ(money->size(), 1U);
  EXPECT_EQ(money->front().rule, "R-XX20");
  EXPECT_EQ(money->front().persons, 1);
  EXPECT_EQ(money->front().fen, 15'000);
  EXPECT_EQ(money->front().year_persons, 2);
  EXPECT_EQ(money->front().year_fen, 25'000);
}

// Two prefectures in one store: the report of one counts its own people, the posts offered to them and the bases there.
TEST_P(MonthReport, EveryFigureIsOfTheUnitsOwnTerritory) {
  const std::string ours = "914331010000000001", theirs = "916211020000000001", foreign = "916211020000000002";
  world.AddEmployer(ours, "county");
  world.AddEmployer(theirs, "city");
  world.AddEmployer(foreign, "city");
  world.AddPost("P1", ours, 0);
  world.AddPost("P2", theirs, 0);
  world.AddPost("P3", theirs, 621100000000);
  world.AddPost("P4", theirs, 433124000000);  // reserved for a county of ours
  world.AddPost("P5", foreign, 0);
  const std::int64_t prefecture = world.UnitAt(433100000000), other = world.UnitAt(621100000000);
  for (const auto& [number, unit] : {std::pair{"P1", prefecture}, {"P2", other}, {"P5", other}})
    world.Offer(number, unit);
  const Person here = world.AddPerson(kHuayuan), there = world.AddPerson(kAnding);
  world.AddPerson(kAnding);
  world.AddSpell(here, kFuqing, "2019-06-02", nullptr, ours);
  world.AddSpell(there, kFuqing, "2019-06-02", nullptr, theirs);
  world.AddSpell(world.AddPerson(kHuayuan), kFuqing, "2018-06-02", nullptr, foreign);
  world.scope = Scope::Nobody("prefecture");
  world.scope.unit_id = prefecture;
  world.scope.units = {prefecture};
  world.scope.home = {{433100000000, 433199999999}, {621100000000, 621199999999}};
  const std::string summary = world.Month("2019-06");
  auto figures = FiguresOf(summary);
  EXPECT_EQ(figures["people"].value, 2);
  EXPECT_EQ(figures["ever"].value, 2);
  EXPECT_EQ(figures["this_month"].value, 1);
  EXPECT_EQ(figures["postings"].value, 2);  // its own and the one reserved for its county
  EXPECT_EQ(figures["openings"].value, 20);
  EXPECT_EQ(figures["bases_county"].value, 1);
  EXPECT_EQ(figures["at_bases_county"].value, 1);
  EXPECT_EQ(figures["bases_city"].value, 1);  // it offers a post here; the other one does not
  EXPECT_EQ(figures["base_openings_city"].value, 10);
  EXPECT_EQ(figures["at_bases_city"].value, 1);
  EXPECT_EQ(figures["at_bases"].value, 2);
  const auto document = json::Parse(summary);
  EXPECT_NE(document->root().Get("reach")->Text(500)->find("户籍在湘西土家族苗族自治州"), std::string::npos);
  EXPECT_NE(document->root().Get("reach")->Text(500)->find("另有 2 人"), std::string::npos);
  EXPECT_EQ(*document->root().Get("people")->Integer(), 4);  // the month has handled four
  // The county's part: its own people, and who has run it.
  const std::string part = world.Out("2019-06") + "/counties/433124000000/";
  std::ifstream file(part + "summary.json");
  std::stringstream text;
  text << file.rdbuf();
  auto of_county = FiguresOf(text.str());
  EXPECT_EQ(of_county["people"].value, 2);
  // A base far away counts for who works there, in the county as in the prefecture: these figures add up.
  EXPECT_EQ(of_county["at_bases_city"].value, 1);
  EXPECT_EQ(of_county["at_bases_county"].value, figures["at_bases_county"].value);
  EXPECT_NE(figures["postings"].definition.find("各县不能相加"), std::string::npos);
  EXPECT_EQ(*json::Parse(text.str())->root().Get("by")->Text(), "湘西土家族苗族自治州");
  EXPECT_TRUE(std::filesystem::exists(part + "report.pdf"));
  EXPECT_FALSE(std::filesystem::exists(world.Out("2019-06") + "/counties/621102000000"));
}

// 县内 + 州内 + 省内 + 省外 + 不明 = 在岗.
TEST_P(MonthReport, TiersAddUpToThoseOnPost) {
  const Person known = world.AddPerson(kHuayuan);
  world.AddPerson(kHuayuan);
  const Spell spell = world.AddSpell(known, kFuqing, "2019-06-02");
  Person shown = known;
  shown.tier = "outside";
  world.Update(known, shown);
  auto figures = FiguresOf(world.Month("2019-06"));
  std::int64_t sum = 0;
  for (const char* tier : {"county", "prefecture", "province", "outside", "unknown"})
    sum += figures[std::string("tier_") + tier].value;
  EXPECT_EQ(figures["tier_unknown"].value, 1);
  EXPECT_EQ(figures["on_post"].value, 2);
  EXPECT_EQ(sum, figures["on_post"].value);
}

// Who is on the task list, by group: the shares that hold an offer, and that are expected to be there in three months.
TEST_P(MonthReport, SharesOfEveryGroupAddUpToTheTaskList) {
  struct Seeker {
    const char *sex, *birth, *health, *offer;
  };
  int number = 0;
  for (const Seeker& seeker : {Seeker{"2", "1970-05-01", "10", "proposed"}, Seeker{"2", "1995-05-01", "60", ""},
                               Seeker{"1", "1995-05-01", "10", "accepted"}, Seeker{"1", "", "10", "refused"}}) {
    const Person before = world.AddPerson(kHuayuan);
    Person person = before;
    person.list = "task";
    person.sex = seeker.sex;
    person.birth = Date::Parse(seeker.birth);
    person.health = seeker.health;
    world.Update(before, person);
    if (std::string_view(seeker.offer).empty()) continue;
    MatchOffer offer;
    offer.id = world.store().NewId();
    offer.plan_id = offer.post_id = world.store().NewId();
    offer.county_id = person.county_id;
    offer.person_id = person.id;
    offer.home_code = person.home_code;
    offer.state = seeker.offer;
    offer.p_arrive = 500, offer.p_stay3 = number++ == 0 ? 400 : 600;
    offer.created_at = offer.updated_at = world.store().Now();
    world.Insert(offer);
  }
  world.AddPerson(kHuayuan);  // on post: no part of it
  months::MonthOptions options;
  options.period = *gq::Month::Parse("2019-06");
  options.as_of = options.period.Last();
  const months::StepContext context{world.store(), world.scope, world.lookups(), options, "job"};
  const auto shares = months::Shares(context, *months::ReachOf(context));
  ASSERT_TRUE(shares) << shares.error().ToString();
  std::map<std::string, months::ShareRow> by;
  std::map<std::string, std::int64_t> people;
  for (const auto& row : *shares) by[row.kind + row.group] = row, people[row.kind] += row.people;
  EXPECT_EQ(people, (std::map<std::string, std::int64_t>{{"性别", 4}, {"年龄", 4}, {"残疾", 4}, {"县市区", 4}}));
  EXPECT_EQ(by["性别女"].placed, 1);
  EXPECT_EQ(by["性别女"].stays, 2) << "0.5 x 0.4 of a person";
  EXPECT_EQ(by["性别男"].placed, 1) << "who has refused holds no offer";
  EXPECT_EQ(by["性别男"].stays, 3);
  EXPECT_EQ(by["年龄16-24 岁"].people, 2);
  EXPECT_EQ(by["年龄45-54 岁"].placed, 1);
  EXPECT_EQ(by["年龄未填"].placed, 0);
  EXPECT_EQ(by["残疾残疾"].people, 1);
  EXPECT_EQ(by["残疾其他"].placed, 2);
  EXPECT_EQ(by["县市区花垣县"].people, 4);
}

TEST(Figures, NumbersInWords) {
  EXPECT_EQ(months::WithThousands(0), "0");
  EXPECT_EQ(months::WithThousands(999), "999");
  EXPECT_EQ(months::WithThousands(1'000), "1,000");
  EXPECT_EQ(months::WithThousands(-1'234'567), "-1,234,567");
  EXPECT_EQ(months::Percent(1, 3), "33.33%");
  EXPECT_EQ(months::Percent(2, 3), "66.67%");
  EXPECT_EQ(months::Percent(0, 0), "--");
}

// The month is handled in the first days of the next: the year is that of the month.
TEST_P(MonthReport, TheYearIsThatOfTheMonth) {
  const Person in_december = world.AddPerson(kHuayuan), in_january = world.AddPerson(kHuayuan);
  world.AddSpell(in_december, kDongguan, "2019-12-20");
  world.AddSpell(in_january, kDongguan, "2020-01-02");
  months::MonthOptions options;
  options.period = *gq::Month::Parse("2019-12");
  options.as_of = *Date::Parse("2020-01-05");
  options.out = world.Out("2019-12");
  const auto id = months::SubmitMonth(world.jobs(), world.scope, options, true);
  ASSERT_TRUE(id) << id.error().ToString();
  ASSERT_TRUE(world.jobs().RunHere(*id, world.scope));
  auto figures = FiguresOf(world.jobs().Get(world.scope, *id)->result);
  EXPECT_EQ(figures["this_year"].value, 1);
  EXPECT_NE(figures["this_year"].definition.find("2019 年"), std::string::npos) << figures["this_year"].definition;
  EXPECT_EQ(figures.count("retained_12"), 1U);
}

// A wrong digit of the year must not put old registries over what was found since; late claims may come.
TEST_P(MonthReport, MonthsThatOverwriteGoForward) {
  world.AddPerson(kHuayuan);
  world.Month("2019-08");
  months::MonthOptions options;
  options.period = *gq::Month::Parse("2019-06");
  options.as_of = options.period.Last();
  options.out = world.Out("2019-06");
  options.files["social_card"] = world.File("card.csv", "id_number,name,state\n");
  const auto id = months::SubmitMonth(world.jobs(), world.scope, options, true);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, &months::kEarlierMonth);
  EXPECT_NE(id.error().message.find("2019-08"), std::string::npos);
  options.files.clear();
  EXPECT_TRUE(months::SubmitMonth(world.jobs(), world.scope, options, true));
}

INSTANTIATE_TEST_SUITE_P(Databases, MonthReport, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::month_test
