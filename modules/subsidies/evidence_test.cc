#include "modules/subsidies/evidence.h"

#include <gtest/gtest.h>

#include "modules/subsidies/inputs.h"

namespace gq::subsidies {
namespace {

constexpr std::int64_t kFuqing = 350181000000, kGulou = 350102000000, kDongguan = 441900000000;

gq::Month At(const char* month) { return *gq::Month::Parse(month); }

TEST(Evidence, Cities) {
  EXPECT_EQ(CityOf(kFuqing), CityOf(kGulou));
  EXPECT_NE(CityOf(kFuqing), CityOf(kDongguan));
  EXPECT_EQ(CityOf(500101000000), CityOf(500229000000));  // Chongqing: districts 5001, counties 5002
  EXPECT_NE(CityOf(429004000000), CityOf(429005000000));  // 仙桃, 潜江 share a pseudo-city
  EXPECT_EQ(CityOf(429004100000), CityOf(429004000000));
  EXPECT_EQ(CityOf(350000000000), 0);
  EXPECT_EQ(CityOf(429000000000), 0);
  EXPECT_EQ(CityOf(0), 0);
}

Fact Spell(std::int64_t work, const char* start, const char* end = nullptr) {
  Fact fact;
  fact.work_region = work;
  if (start != nullptr) fact.spell_start = Date::Parse(start);
  if (end != nullptr) fact.spell_end = Date::Parse(end);
  return fact;
}

std::vector<std::optional<bool>> FirstTimes(std::vector<Fact> spells) {
  std::vector<Fact*> pointers;
  for (Fact& spell : spells) pointers.push_back(&spell);
  DeriveFirstTimeIn(pointers);
  std::vector<std::optional<bool>> answers;
  for (const Fact& spell : spells) answers.push_back(spell.first_time_in);
  return answers;
}

TEST(Evidence, FirstTimeInTheCityOverTheWholeRecord) {
  using Answers = std::vector<std::optional<bool>>;
  EXPECT_EQ(FirstTimes({Spell(kFuqing, "2019-01-01"), Spell(kGulou, "2017-01-01", "2017-02-01"),
                        Spell(kDongguan, "2018-01-01")}),
            (Answers{false, true, true}));
  EXPECT_EQ(FirstTimes({Spell(0, "2019-01-01")}), (Answers{std::nullopt}));
  EXPECT_EQ(FirstTimes({Spell(kFuqing, nullptr)}), (Answers{std::nullopt}));
  // An earlier spell nobody knows where: cannot tell. A later one does not matter.
  EXPECT_EQ(FirstTimes({Spell(kFuqing, "2019-01-01"), Spell(0, "2018-01-01")}), (Answers{std::nullopt, std::nullopt}));
  EXPECT_EQ(FirstTimes({Spell(kFuqing, "2019-01-01"), Spell(0, "2020-01-01")})[0], std::optional(true));
  EXPECT_EQ(FirstTimes({Spell(kFuqing, "2019-01-01"), Spell(kGulou, nullptr)})[0], std::nullopt);
  // What was entered stays, but "yes" yields to the record.
  Fact entered = Spell(kFuqing, "2019-01-01");
  entered.first_time_in = false;
  EXPECT_EQ(FirstTimes({entered})[0], std::optional(false));
  entered.first_time_in = true;
  EXPECT_EQ(FirstTimes({entered, Spell(0, "2018-01-01")})[0], std::optional(true));
  EXPECT_EQ(FirstTimes({entered, Spell(kGulou, "2018-01-01")})[0], std::optional(false));
}

TEST(Evidence, ASpellThatGoesOnKeepsTheFirstTimeOfItsBeginning) {
  std::vector<Fact> spells = {Spell(kFuqing, "2019-01-01", "2019-02-28"), Spell(kFuqing, "2019-03-01")};
  for (Fact& spell : spells) spell.unit = "u";
  DeriveFirstTimeIn({&spells[0], &spells[1]});
  EXPECT_EQ(spells[1].first_time_in, std::optional(false));
  const auto joined = FindSpell({&spells[0], &spells[1]}, Date::Parse("2019-03-10"));
  EXPECT_EQ(joined->spell_start, Date::Parse("2019-01-01"));
  EXPECT_EQ(joined->first_time_in, std::optional(true));
}

TEST(Evidence, FormerGroups) {
  const auto periods = ParseFormerGroups("lifted:20140101:20201231;monitored::20230630");
  ASSERT_EQ(periods.size(), 2U);
  EXPECT_EQ(periods[0].group, "lifted");
  EXPECT_EQ(periods[0].from, Date::Parse("2014-01-01"));
  EXPECT_EQ(periods[1].from, std::nullopt);
  EXPECT_EQ(periods[1].to, Date::Parse("2023-06-30"));
  EXPECT_TRUE(ParseFormerGroups("").empty());
  EXPECT_TRUE(ParseFormerGroups("nonsense").empty());
}

InsuranceSighting Seen(const char* period, bool insured, const char* since = nullptr, const char* unit = "u") {
  InsuranceSighting sighting;
  sighting.period = At(period);
  sighting.insured = insured;
  sighting.unit = unit;
  if (since != nullptr) sighting.since = At(since);
  return sighting;
}

Fact Insured(std::vector<InsuranceSighting> sightings, const char* own_from = nullptr, const char* end = nullptr) {
  Fact spell = Spell(kFuqing, "2019-01-01", end);
  spell.unit = "u";
  if (own_from != nullptr) spell.insured_from = At(own_from);
  ApplySightings(sightings, *Date::Parse("2019-06-30"), &spell);
  return spell;
}

TEST(Evidence, MonthsOfInsuranceFromComparisons) {
  Fact spell = Insured({Seen("2019-01", true), Seen("2019-02", true), Seen("2019-04", true)});
  EXPECT_EQ(spell.insured_from, At("2019-01"));
  EXPECT_EQ(spell.insured_to, At("2019-04"));
  EXPECT_EQ(spell.not_insured, std::vector{At("2019-03")});  // no comparison: no record, so not throughout
  EXPECT_EQ(spell.insured_conflict, "");
  // The registry's own beginning covers the months before the comparison, not those before the spell.
  spell = Insured({Seen("2019-05", true, "2018-06")});
  EXPECT_EQ(spell.insured_from, At("2019-01"));
  EXPECT_EQ(spell.insured_to, At("2019-05"));
  EXPECT_TRUE(spell.not_insured.empty());
  // Another employer's insurance is none of this one's.
  spell = Insured({Seen("2019-05", true, "2019-01", "other")});
  EXPECT_FALSE(spell.insured_from);
  EXPECT_FALSE(Insured({}).insured_from);
}

TEST(Evidence, ContradictionsAreNamed) {
  Fact spell = Insured({Seen("2019-03", false), Seen("2019-05", true, "2019-01")});
  EXPECT_EQ(spell.insured_conflict, "2019-03 比对为停保，2019-05 比对为此前已连续参保");
  spell = Insured({Seen("2019-03", false)}, "2019-01");
  EXPECT_EQ(spell.insured_conflict, "2019-03 比对为停保，就业经历记为参保");
  EXPECT_EQ(spell.insured_from, At("2019-01"));
  spell = Insured({Seen("2019-03", true, "2019-03", "other")}, "2019-01");
  EXPECT_EQ(spell.insured_conflict, "2019-03 比对由另一家单位参保，就业经历记为参保");
  // The month of leaving, and months outside of the spell, contradict nothing.
  EXPECT_EQ(Insured({Seen("2019-03", false)}, "2019-01", "2019-03-10").insured_conflict, "");
  EXPECT_EQ(Insured({Seen("2019-03", false)}, "2019-01", "2019-03-31").insured_conflict,
            "2019-03 比对为停保，就业经历记为参保");
  EXPECT_EQ(Insured({Seen("2018-12", false)}, "2019-01").insured_conflict, "");
}

TEST(Evidence, EmployersWithoutACodeByNameOrByTheComparison) {
  InsuranceSighting sighting = Seen("2019-05", true, "2019-01", "");
  sighting.unit_name = "福州华鑫有限公司";
  EXPECT_FALSE(Insured({sighting}).insured_from);  // nobody can say whether it is the same
  sighting.same_employer = true;
  EXPECT_TRUE(Insured({sighting}).insured_from);
}

}  // namespace
}  // namespace gq::subsidies
