// The rules of states and lists against their cases: every combination of codes, not only the rows that somebody
// thought of.
#include "modules/people/rules.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "kits/codes/code_tables.h"

namespace gq::people {
namespace {

std::vector<std::vector<std::string>> ReadCases(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '|');) {
      const auto from = cell.find_first_not_of(' '), to = cell.find_last_not_of(' ');
      cells.push_back(from == std::string::npos ? "" : cell.substr(from, to - from + 1));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::vector<std::string> CodesOf(std::string_view table, bool with_unknown) {
  std::vector<std::string> codes;
  if (with_unknown) codes.emplace_back();
  for (const auto& code : GetCodeTable(table).All()) codes.emplace_back(code.code);
  return codes;
}

bool Fits(const std::string& cell, const std::string& code) {
  return cell == "*" || (cell == "-" ? code.empty() : cell == code);
}

TEST(Lists, EveryCombinationStandsWhereTheCasesSay) {
  const auto rows = ReadCases("modules/people/cases/lists.case");
  std::set<std::size_t> used;
  for (const auto& employment : CodesOf("employment", true)) {
    for (const auto& ability : CodesOf("ability", true)) {
      for (const auto& willingness : CodesOf("willingness", true)) {
        for (const auto& status : CodesOf("register_status", true)) {
          std::size_t at = 0;
          while (at < rows.size() && !(Fits(rows[at][0], employment) && Fits(rows[at][1], ability) &&
                                       Fits(rows[at][2], willingness) && Fits(rows[at][3], status)))
            ++at;
          ASSERT_LT(at, rows.size()) << employment << " " << ability << " " << willingness << " " << status
                                     << ": no case";
          used.insert(at);
          EXPECT_EQ(ListOf(employment, ability, willingness, status), rows[at][4])
              << employment << " " << ability << " " << willingness << " " << status;
        }
      }
    }
  }
  EXPECT_EQ(used.size(), rows.size()) << "a row of lists.case is never reached";
}

TEST(Lists, NobodyIsAWorkerBeforeSixteen) {
  const Date day = *Date::FromYmd(2026, 8, 31);
  EXPECT_TRUE(WhyNotOfAge(*Date::FromYmd(2010, 8, 31), day, "active").empty()) << "sixteen on the day";
  EXPECT_FALSE(WhyNotOfAge(*Date::FromYmd(2010, 9, 1), day, "active").empty());
  EXPECT_FALSE(WhyNotOfAge(*Date::FromYmd(2010, 9, 1), day, "").empty());
  EXPECT_TRUE(WhyNotOfAge(*Date::FromYmd(2010, 9, 1), day, "in_school").empty());
  EXPECT_FALSE(WhyNotOfAge(*Date::FromYmd(2099, 1, 1), day, "in_school").empty()) << "not born yet";
  EXPECT_TRUE(WhyNotOfAge(*Date::FromYmd(1906, 1, 1), day, "active").empty());
  EXPECT_FALSE(WhyNotOfAge(*Date::FromYmd(1901, 5, 5), day, "active").empty());
}

TEST(Lists, ExplanationsAgreeWithTheList) {
  for (const auto& employment : CodesOf("employment", true)) {
    for (const auto& ability : CodesOf("ability", true)) {
      for (const auto& willingness : CodesOf("willingness", true)) {
        for (const auto& status : CodesOf("register_status", true)) {
          Person person;
          person.employment = employment;
          person.ability = ability;
          person.willingness = willingness;
          person.register_status = status;
          const auto list = ListOf(employment, ability, willingness, status);
          int on = 0;
          for (const auto& reason : ExplainLists(person)) {
            EXPECT_EQ(reason.on, reason.list == list) << reason.sentence;
            EXPECT_FALSE(reason.sentence.empty());
            on += reason.on ? 1 : 0;
          }
          EXPECT_EQ(on, list == state::kNoList ? 0 : 1);
        }
      }
    }
  }
}

TEST(Transitions, EveryPairAndSideAsTheCasesSay) {
  std::map<std::pair<std::string, std::string>, std::string> allowed;
  for (const auto& row : ReadCases("modules/people/cases/transitions.case")) {
    ASSERT_EQ(row.size(), 3U);
    EXPECT_TRUE(allowed.emplace(std::pair(row[0], row[1]), " " + row[2] + " ").second) << row[0] << " " << row[1];
  }
  EXPECT_EQ(allowed.size(), Transitions().size());
  for (const auto& from : CodesOf("employment", false)) {
    EXPECT_TRUE(CheckTransition("", from, "registry")) << "a first state is always allowed";
    for (const auto& to : CodesOf("employment", false)) {
      for (const std::string side : {"origin", "destination", "employer", "registry", "stranger"}) {
        const auto row = allowed.find({from, to});
        const bool may =
            from == to || (row != allowed.end() && row->second.find(" " + side + " ") != std::string::npos);
        const auto checked = CheckTransition(from, to, side);
        EXPECT_EQ(static_cast<bool>(checked), may) << from << " -> " << to << " by " << side;
        if (!checked) {
          EXPECT_EQ(checked.error().kind, &kBadTransition);
          EXPECT_FALSE(checked.error().hint.empty());
        }
      }
    }
  }
}

// D6, D13: an employer says on post or left; a registry never says that somebody went home or is lost.
TEST(Transitions, EmployerAndRegistryKeepToTheirBusiness) {
  for (const auto& row : Transitions()) {
    const std::string sides = ";" + std::string(row.sides) + ";";
    if (sides.find(";employer;") != std::string::npos) {
      EXPECT_TRUE(row.to == state::kOnPost || (row.from == state::kOnPost && row.to == state::kNotWorking))
          << row.from << " -> " << row.to;
    }
    if (sides.find(";registry;") != std::string::npos) {
      EXPECT_TRUE(row.to != state::kReturned && row.to != state::kLostContact && row.to != state::kDeparted)
          << row.from << " -> " << row.to;
    }
    EXPECT_NE(sides.find(";origin;"), std::string::npos)
        << "the origin may always correct: " << row.from << " -> " << row.to;
    EXPECT_FALSE(row.evidence.empty());
  }
}

TEST(TargetGroups, TheFormerOneIsKeptWithItsDays) {
  const Date day = *Date::Parse("2026-08-31");
  Person before;
  before.target_group = "monitored";
  Person after = before;
  KeepFormerGroup(before, after, day);
  EXPECT_EQ(after.former_groups, "");  // nothing has changed
  after.target_group = "lifted";
  KeepFormerGroup(before, after, day);
  EXPECT_EQ(after.former_groups, "monitored::20260830");
  EXPECT_EQ(after.target_group_from, day);
  // The next change says itself from when on.
  before = after;
  after.target_group = "ordinary";
  after.target_group_from = Date::Parse("2027-01-01");
  KeepFormerGroup(before, after, *Date::Parse("2027-03-01"));
  EXPECT_EQ(after.former_groups, "monitored::20260830;lifted:20260831:20261231");
  EXPECT_EQ(after.target_group_from, Date::Parse("2027-01-01"));
  // A group that had ended already ends on its own day; one that is taken away leaves no beginning behind.
  before = Person();
  before.target_group = "lifted";
  before.target_group_from = Date::Parse("2014-01-01");
  before.target_group_to = Date::Parse("2020-12-31");
  after = before;
  after.target_group.clear();
  KeepFormerGroup(before, after, day);
  EXPECT_EQ(after.former_groups, "lifted:20140101:20201231");
  EXPECT_FALSE(after.target_group_from);
  EXPECT_FALSE(after.target_group_to);
}

}  // namespace
}  // namespace gq::people
