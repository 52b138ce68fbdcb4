#include "modules/org/rules.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "modules/org/local_operator.h"
#include "modules/org/service.h"

namespace gq::org {
namespace {

Unit At(std::int64_t code, const char* kind) {
  Unit unit;
  unit.code = code;
  unit.kind = kind;
  unit.name = "某单位";
  return unit;
}
const Unit kProvince = At(430000000000, "province"), kCity = At(433100000000, "city"),
           kCounty = At(433124000000, "county"), kTownship = At(433124112000, "township"),
           kVillage = At(433124112201, "village"), kOtherCounty = At(433125000000, "county"),
           kZone = At(433199000000, "zone"), kOffice = At(433124999999, "employer");

Authority Holding(const char* role, const Unit& unit, const char* side) {
  return Authority({{FindRole(role), RangeOf(unit), side}});
}

TEST(RulesTest, OnlyRolesWithThePermissionAdminister) {
  for (const auto& role : Roles()) {
    const bool administers =
        role.code == "county_officer" || role.code == "administrator";  // written down by hand: a change is deliberate
    EXPECT_EQ(Holding(role.code.data(), kCounty, "home").Administers(kTownship.code), administers) << role.code;
  }
}

TEST(RulesTest, TheSubtreeIsAdministeredAndNothingElse) {
  const Authority county = Holding("county_officer", kCounty, "home");
  for (const auto& unit : {kCounty, kTownship, kVillage, kOffice})
    EXPECT_TRUE(county.Administers(unit.code)) << unit.code;
  for (const auto& unit : {kProvince, kCity, kOtherCounty, kZone})
    EXPECT_FALSE(county.Administers(unit.code)) << unit.code;
  const Authority zone = Holding("administrator", kZone, "own");
  EXPECT_TRUE(zone.Administers(kZone.code));
  EXPECT_FALSE(zone.Administers(kZone.code + 1));
}

// Every role × unit × side for three kinds of holders, against the rule spelt out again by sets.
TEST(RulesTest, NobodyGrantsMoreThanTheyHold) {
  const std::vector<Unit> units = {kProvince, kCity, kCounty, kTownship, kVillage, kOtherCounty, kZone, kOffice};
  const auto words = [](std::string_view text) {
    std::set<std::string> found;
    std::string word;
    for (const char c : std::string(text) + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        found.insert(word), word.clear();
      }
    }
    return found;
  };
  int allowed = 0, refused = 0;
  for (const char* holder : {"county_officer", "administrator", "village_collector"}) {
    for (const auto& at : units) {
      for (const char* held_side : {"home", "work", "both", "own"}) {
        const Authority authority = Holding(holder, at, held_side);
        const CodeRange range = RangeOf(at);
        const auto own = words(FindRole(holder)->permissions);
        for (const auto& role : Roles()) {
          for (const auto& unit : units) {
            for (const char* side : {"home", "work", "both", "own"}) {
              const bool inside = unit.code >= range.low && unit.code <= range.high;
              bool holds = true;
              for (const auto& permission : words(role.permissions)) holds = holds && own.count(permission) == 1;
              const std::string s = side, h = held_side;
              const bool side_ok = s == "own" || h == "both" || h == s;
              const bool superior = std::string(holder) == "administrator" && unit.code != at.code && inside;
              // Who could make an administrator would have everything below through him.
              const bool makes = role.code != "administrator" || std::string(holder) == "administrator";
              const bool same = holds && side_ok && makes;
              const bool wanted = inside && own.count("accounts.write") == 1 && (same || superior);
              const auto answer = authority.MayGrant(role, unit, side);
              EXPECT_EQ(answer.has_value(), wanted) << holder << " at " << at.code << " " << h << " gives " << role.code
                                                    << " at " << unit.code << " " << s;
              if (!answer) {
                EXPECT_EQ(answer.error().kind, &kForbidden);
              }
              ++(wanted ? allowed : refused);
            }
          }
        }
      }
    }
  }
  EXPECT_GT(allowed, 200);
  EXPECT_GT(refused, 2000);
}

// Two grants do not add up over different places.
TEST(RulesTest, PermissionsCountWhereTheyAreHeld) {
  const Authority both({{FindRole("administrator"), RangeOf(kCounty), "own"},
                        {FindRole("county_officer"), RangeOf(kOtherCounty), "home"}});
  EXPECT_FALSE(both.MayGrant(*FindRole("county_officer"), kCounty, "home"));
  EXPECT_TRUE(both.MayGrant(*FindRole("county_officer"), kOtherCounty, "home"));
  EXPECT_FALSE(both.MayGrant(*FindRole("county_officer"), kOtherCounty, "work"));
}

TEST(RulesTest, TheOperatorMayDoEverythingAndNobodyNothing) {
  EXPECT_TRUE(Authority::Operator().MayGrant(*FindRole("administrator"), kProvince, "both"));
  const Authority nobody{std::vector<Authority::Held>{}};
  EXPECT_FALSE(nobody.MayGrant(*FindRole("broker"), kVillage, "own"));
  EXPECT_TRUE(nobody.Ranges().empty());
}

TEST(RulesTest, AccountNamesCannotLookLikeTheProgram) {
  for (const char* good : {"huayuan", "a1", "hua.yuan-2_x", "9th"}) EXPECT_TRUE(CheckAccountName(good)) << good;
  for (const char* bad : {"", "a", "system:month", "local operator", "Huayuan", ".x", "花垣", "a b", "a\n"})
    EXPECT_FALSE(CheckAccountName(bad)) << bad;
  EXPECT_TRUE(CheckAccountName(std::string(40, 'a')));
  EXPECT_FALSE(CheckAccountName(std::string(41, 'a')));
}

TEST(RulesTest, WeakPasswordsAreRefused) {
  EXPECT_TRUE(CheckPassword("huayuan", "abcdefgh"));
  for (const char* bad : {"", "abcdefg", "aaaaaaaaaaaa", "huayuan88"})
    EXPECT_FALSE(CheckPassword("huayuan88", bad)) << bad;
  EXPECT_FALSE(CheckPassword("a", std::string(1020, 'x') + "abcde"));
}

TEST(RulesTest, OutsideUnitsLieBelowADivision) {
  Unit zone = At(0, "zone");
  EXPECT_TRUE(CheckOutsideUnit(zone, kCity));
  const auto field = [](const Status& status) { return status ? std::string() : status.error().details.at(0).second; };
  EXPECT_EQ(field(CheckOutsideUnit(At(0, "county"), kCity)), "kind");
  EXPECT_EQ(field(CheckOutsideUnit(zone, kVillage)), "parent_id");
  EXPECT_EQ(field(CheckOutsideUnit(zone, kZone)), "parent_id");
  zone.code = 433199000000;
  EXPECT_TRUE(CheckOutsideUnit(zone, kCity));
  EXPECT_EQ(field(CheckOutsideUnit(zone, kCounty)), "code");
  zone.code = kCity.code;
  EXPECT_EQ(field(CheckOutsideUnit(zone, kCity)), "code");
  zone.code = 0;
  zone.valid_from = Date::FromYmd(2026, 8, 2), zone.valid_to = Date::FromYmd(2026, 8, 1);
  EXPECT_EQ(field(CheckOutsideUnit(zone, kCity)), "valid_to");
  Unit linked = At(0, "broker");
  linked.employer_id = Uuid::FromBytes(std::string(16, 'x'));
  EXPECT_EQ(field(CheckOutsideUnit(linked, kCity)), "employer_id");
  linked.kind = "employer";
  EXPECT_TRUE(CheckOutsideUnit(linked, kCity));
}

TEST(RulesTest, TheLocalOperatorIsRootOrOwnsTheKey) {
  const auto folder = std::filesystem::temp_directory_path() / ("gangqiao-operator-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string key = folder / "k.key";
  std::ofstream(key) << "x";
  struct stat file;
  ASSERT_EQ(stat(key.c_str(), &file), 0);
  const uid_t owner = file.st_uid, stranger = owner + 54'321;
  EXPECT_EQ(LocalOperatorAs(0, {}, key).value(), "local operator (root)");
  EXPECT_TRUE(LocalOperatorAs(0, {}, "/no/such/key"));
  EXPECT_EQ(LocalOperatorAs(0, stranger, key).value(), "local operator (root, login " + std::to_string(stranger) + ")");
  EXPECT_TRUE(LocalOperatorAs(owner, owner, key));
  EXPECT_EQ(LocalOperatorAs(stranger, owner, key).error().kind, &kForbidden);
  EXPECT_EQ(LocalOperatorAs(stranger, {}, "/no/such/key").error().kind, &kForbidden);
  std::filesystem::remove_all(folder);
}

TEST(RulesTest, BothDaysAreIncluded) {
  const auto day = [](int d) { return *Date::FromYmd(2026, 8, d); };
  EXPECT_TRUE(IsInForce({}, {}, day(1)));
  EXPECT_TRUE(IsInForce(day(1), day(1), day(1)));
  EXPECT_FALSE(IsInForce(day(2), {}, day(1)));
  EXPECT_FALSE(IsInForce({}, day(1), day(2)));
}

}  // namespace
}  // namespace gq::org
