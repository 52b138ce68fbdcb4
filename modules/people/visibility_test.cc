#include "modules/people/visibility.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace gq::people {
namespace {

std::map<std::string, std::set<std::string>> ReadCase() {
  std::map<std::string, std::set<std::string>> rows;
  std::ifstream in("modules/people/cases/visibility.case");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream key(line.substr(0, line.find('|'))), stands(line.substr(line.find('|') + 1));
    std::string name;
    key >> name;
    auto& seen = rows[name];
    for (std::string stand; stands >> stand;) seen.insert(stand);
  }
  return rows;
}

TEST(Visibility, TheTableSaysWhatTheCaseSays) {
  const auto rows = ReadCase();
  ASSERT_EQ(rows.size(), VisibilityTable().size());
  for (const auto& [key, wanted] : rows) {
    std::set<std::string> seen;
    for (int i = 0; i < kStands; ++i) {
      if (Sees(static_cast<Stand>(i), key)) seen.insert(std::string(Name(static_cast<Stand>(i))));
    }
    EXPECT_EQ(seen, wanted) << key;
  }
}

TEST(Visibility, EveryGroupHasARow) {
  const auto rows = ReadCase();
  for (const auto* fields : {&kPerson, &kSpell, &kIntention, &kHousehold, &kIdentifier}) {
    for (const auto& field : fields->fields) {
      EXPECT_EQ(rows.count(field.group.empty() ? "system" : std::string(field.group)), 1U) << field.name;
    }
  }
}

Scope Boss() {
  Scope scope = Scope::Nobody("boss");
  scope.employer_codes = {"OWN"};
  return scope;
}

TEST(Visibility, TheEmployersStandFollowsTheSpell) {
  Person person;
  person.home_code = 433124112201;
  Spell spell;
  spell.unit_code = "OWN";
  spell.state = "planned";
  const auto stand = [&] {
    const std::vector<Spell> spells = {spell};
    return StandOf(Boss(), person, &spells);
  };
  EXPECT_EQ(stand(), Stand::kAccepted);
  spell.contract_start = Date::FromYmd(2026, 8, 1);
  EXPECT_EQ(stand(), Stand::kContract);
  spell.state = "ended";
  EXPECT_EQ(stand(), Stand::kWorkBefore);
  spell.state = "on_post";
  spell.unit_code = "OTHER";
  EXPECT_EQ(stand(), Stand::kWorkBefore);
  EXPECT_FALSE(SeesSpell(Boss(), Stand::kContract, spell));
}

TEST(Visibility, WhatIsHiddenCannotBeAskedFor) {
  Scope scope = Boss();
  scope.broker_units = {7};
  scope.work = {{350104000000, 350104999999}};
  const auto ask = [&](std::string_view field) {
    ListQuery query;
    query.type = &kPerson;
    query.conditions.push_back({kPerson.FindField(field), Condition::Op::kNotEmpty, {}});
    return ScopeForFilters(scope, query);
  };
  EXPECT_TRUE(ask("health").work.empty());
  EXPECT_TRUE(ask("health").employer_codes.empty());
  EXPECT_TRUE(ask("list").employer_codes.empty());
  EXPECT_FALSE(ask("list").work.empty());
  EXPECT_TRUE(ask("employment").employer_codes.empty());
  EXPECT_FALSE(ask("employment").broker_units.empty());
  EXPECT_FALSE(ask("name").employer_codes.empty());
}

}  // namespace
}  // namespace gq::people
