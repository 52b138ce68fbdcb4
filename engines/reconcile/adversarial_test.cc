// A village made to mislead: 2,000 people of five surnames, twins, namesakes, as many strangers of the same place in
// the registry, and every kind of wrong ID on either side. Nobody may be linked to somebody else for certain; what the
// check digit leaves unique must be found, what it leaves open must be in review.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <set>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

using testing::Dice;
using testing::TestContext;

std::string WithCheck(std::uint64_t digits17) { return IdText(MakeKey(digits17, CheckCode(digits17))); }

struct Villager {
  std::string id, name, phone;
};

// Neighbours, twins and namesakes. Places: one village, and two counties whose codes were abolished.
std::vector<Villager> MakeVillage(Dice& dice, std::size_t people, std::set<std::string>& used) {
  static const std::vector<std::string> kSurnames = {"石", "龙", "麻", "吴", "欧阳"};
  static const std::vector<std::string> kGiven = {"伟", "芳", "秀英", "敏",   "强",   "小燕", "建国", "㼆",
                                                  "𠮷", "峰", "群",   "阿妹", "老三", "玉兰", "海波"};
  static const std::vector<std::uint64_t> kPlaces = {433127, 433127, 433127, 433127, 433127, 433127, 512324, 362421};
  std::vector<Villager> out;
  while (out.size() < people) {
    const std::uint64_t birth = static_cast<std::uint64_t>(1945 + dice.Below(55)) * 10000 +
                                static_cast<std::uint64_t>((1 + dice.Below(12)) * 100 + 1 + dice.Below(28));
    const std::uint64_t digits =
        (dice.Pick(kPlaces) * 100000000 + birth) * 1000 + static_cast<std::uint64_t>(1 + dice.Below(60));
    const std::string surname = dice.Pick(kSurnames);
    const std::string given = dice.Pick(kGiven);
    const int of_one_birth = dice.Chance(8) ? 2 : 1;
    for (int twin = 0; twin < of_one_birth && out.size() < people; ++twin) {
      const std::string id = WithCheck(digits + static_cast<std::uint64_t>(twin));
      if (id.substr(15) == "000" || !used.insert(id).second) continue;
      // Twins: 石小燕 and 石大燕 as often as namesakes.
      std::string name = surname + given;
      if (twin == 1) name = surname + (dice.Chance(50) ? dice.Pick(kGiven) : "大" + given);
      out.push_back({id, name, std::to_string(13700000000LL + dice.Below(99999999))});
    }
  }
  return out;
}

enum class Expect { kExact, kUniqueOrReview, kAnything };

struct Kind {
  const char* name;
  Expect expect;
  std::function<std::string(const std::string&, Dice&)> spoil;
};

std::string Digit(std::string id, std::size_t at, Dice& dice) {
  id[at] = static_cast<char>('0' + (id[at] - '0' + 1 + dice.Below(9)) % 10);
  return id;
}
std::string SwapAt(std::string id, std::size_t at) {
  std::swap(id[at], id[at + 1]);
  return id;
}
std::string FullWidth(const std::string& id) {
  std::string out;
  for (const char c : id) AppendCodePoint(static_cast<char32_t>(static_cast<unsigned char>(c)) + 0xFEE0, out);
  return out;
}

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds = {
      {"as it should be", Expect::kExact, [](const std::string& id, Dice&) { return id; }},
      {"full width", Expect::kExact, [](const std::string& id, Dice&) { return FullWidth(id); }},
      {"lower-case x, blanks, apostrophe", Expect::kExact,
       [](const std::string& id, Dice&) {
         std::string out = id;
         if (out.back() == 'X') out.back() = 'x';
         return "' " + out.substr(0, 6) + " " + out.substr(6, 8) + " " + out.substr(14) + " ";
       }},
      {"fifteen digits", Expect::kExact,
       [](const std::string& id, Dice&) { return id.substr(6, 2) == "19" ? id.substr(0, 6) + id.substr(8, 9) : id; }},
      {"one digit of the place", Expect::kUniqueOrReview,
       [](const std::string& id, Dice& dice) { return Digit(id, static_cast<std::size_t>(dice.Below(6)), dice); }},
      {"one digit of the birth date", Expect::kUniqueOrReview,
       [](const std::string& id, Dice& dice) { return Digit(id, static_cast<std::size_t>(6 + dice.Below(8)), dice); }},
      {"one digit of the running number", Expect::kUniqueOrReview,
       [](const std::string& id, Dice& dice) { return Digit(id, static_cast<std::size_t>(14 + dice.Below(3)), dice); }},
      {"the check code", Expect::kUniqueOrReview,
       [](const std::string& id, Dice& dice) {
         std::string out = id;
         while (out.back() == id.back()) out.back() = "0123456789X"[dice.Below(11)];
         return out;
       }},
      {"neighbours of the birth date swapped", Expect::kUniqueOrReview,
       [](const std::string& id, Dice& dice) { return SwapAt(id, static_cast<std::size_t>(5 + dice.Below(9))); }},
      {"neighbours elsewhere swapped", Expect::kUniqueOrReview,
       [](const std::string& id, Dice& dice) {
         return SwapAt(id, static_cast<std::size_t>(dice.Chance(50) ? dice.Below(5) : 13 + dice.Below(3)));
       }},
      {"cut by a spreadsheet", Expect::kUniqueOrReview,
       [](const std::string& id, Dice&) { return id.substr(0, 15) + "000"; }},
      {"cut and shown with an exponent", Expect::kUniqueOrReview,
       [](const std::string& id, Dice&) { return id.substr(0, 1) + "." + id.substr(1, 14) + "E+17"; }},
      {"day and month exchanged", Expect::kAnything,
       [](const std::string& id, Dice&) {
         return id.substr(0, 10) + id.substr(12, 2) + id.substr(10, 2) + id.substr(14);
       }},
      {"two digits", Expect::kAnything,
       [](const std::string& id, Dice& dice) {
         const auto at = static_cast<std::size_t>(dice.Below(8));
         return Digit(Digit(id, at, dice), at + 1 + static_cast<std::size_t>(dice.Below(8)), dice);
       }},
      {"lost", Expect::kAnything, [](const std::string&, Dice&) { return std::string("4.33E+17"); }},
      {"empty", Expect::kAnything, [](const std::string&, Dice&) { return std::string(); }},
  };
  return kinds;
}

bool IsRight(const std::string& cell) {
  const ParsedId id = ParseId(cell);
  return id.Comparable() && CheckFits(id.key) && !MayBeCut(id.key);
}

// The IDs that a wrong one may have been.
std::set<IdKey> MayHaveBeen(const std::string& wrong) {
  std::set<IdKey> out;
  const ParsedId id = ParseId(wrong);
  if (id.key == kNoKey) return out;
  std::vector<RepairCandidate> list;
  ListRepairs(id.key, id.tail_cut || MayBeCut(id.key), list);
  for (const RepairCandidate& candidate : list) out.insert(candidate.key);
  return out;
}

class Misleading : public ::testing::TestWithParam<unsigned> {};

TEST_P(Misleading, NobodyIsLinkedToSomebodyElseAndWhatIsUniqueIsFound) {
  Dice dice(GetParam());
  std::set<std::string> used;
  const std::vector<Villager> people = MakeVillage(dice, 2000, used), strangers = MakeVillage(dice, 2000, used);
  std::string roster = "身份证号,姓名,联系电话,就业状态\n", registry = "证件号码,姓名,联系电话,就业状态\n";
  std::vector<std::string> here, there;  // IDs as they stand in the files, by person
  std::vector<std::size_t> kind_of;
  std::vector<bool> roster_wrong;
  std::map<std::uint32_t, std::size_t> owner;  // of each registry row
  std::uint32_t row = 0;
  for (std::size_t p = 0; p < people.size(); ++p) {
    const std::size_t kind = p % 2 == 0 ? 0 : static_cast<std::size_t>(dice.Below(static_cast<int>(Kinds().size())));
    const bool in_roster = dice.Chance(50);
    const std::string spoilt = Kinds()[kind].spoil(people[p].id, dice);
    here.push_back(in_roster ? spoilt : people[p].id), there.push_back(in_roster ? people[p].id : spoilt);
    kind_of.push_back(kind), roster_wrong.push_back(in_roster);
    roster += here[p] + "," + people[p].name + "," + (dice.Chance(40) ? people[p].phone : "") + ",未就业\n";
    owner[++row] = p;
    registry += there[p] + "," + people[p].name + "," + (dice.Chance(40) ? people[p].phone : "") + ",1\n";
    owner[++row] = people.size() + p;
    registry += strangers[p].id + "," + strangers[p].name + "," + strangers[p].phone + ",1\n";
  }
  const bool gb = GetParam() % 2 == 0;
  if (gb) registry = testing::ToGb18030(registry);
  MemoryBytes a(roster), b(registry);
  Options options;
  options.threads = 2;
  auto read = Roster::Read(a, TestContext(), options, nullptr);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), people.size());
  Comparison comparison(*read, TestContext(), options);
  ASSERT_TRUE(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, b, nullptr));
  comparison.Finish();
  EXPECT_EQ(comparison.counts(0).encoding, gb ? Encoding::kGb18030 : Encoding::kUtf8);

  std::set<IdKey> roster_ids, registry_ids;  // right ones; one that ends in 000 with a right check code may be right
  std::map<IdKey, int> claims;               // by wrong IDs of the roster
  for (const std::string& id : here) {
    const ParsedId parsed = ParseId(id);
    if (parsed.Comparable() && CheckFits(parsed.key)) roster_ids.insert(parsed.key);
    if (!IsRight(id)) {
      for (const IdKey key : MayHaveBeen(id)) ++claims[key];
    }
  }
  for (const std::string& id : there) {
    const ParsedId parsed = ParseId(id);
    if (parsed.Comparable() && CheckFits(parsed.key)) registry_ids.insert(parsed.key);
  }
  for (const Villager& stranger : strangers) registry_ids.insert(ParseId(stranger.id).key);
  std::map<std::string, std::array<int, 4>> table;  // certain, review or near, missed, wrong
  int near_right = 0, near_wrong = 0;
  for (std::size_t p = 0; p < people.size(); ++p) {
    const Match& match = comparison.matches(0)[p];
    const Kind& kind = Kinds()[kind_of[p]];
    const bool right = match.row != 0 && owner[match.row] == p;
    const bool certain = match.kind >= MatchKind::kRepaired;
    EXPECT_TRUE(!certain || right) << kind.name << ": " << here[p] << " " << people[p].name;
    if (match.kind == MatchKind::kNear) ++(right ? near_right : near_wrong);
    ++table[kind.name][certain ? 0 : match.kind == MatchKind::kNone ? 2 : right ? 1 : 3];
    if (kind.expect == Expect::kExact) {
      EXPECT_EQ(match.kind, MatchKind::kExact) << kind.name << " " << here[p] << " " << there[p];
    }
    if (kind.expect != Expect::kUniqueOrReview || here[p] == there[p]) continue;
    EXPECT_NE(match.kind, MatchKind::kNone) << kind.name << ": " << here[p] << " / " << there[p];
    const std::string& wrong = roster_wrong[p] ? here[p] : there[p];
    const IdKey as_it_stands = ParseId(wrong).key;
    if (roster_ids.count(as_it_stands) + registry_ids.count(as_it_stands) > 0) continue;  // it is somebody's own
    int unique = 0;
    for (const IdKey key : MayHaveBeen(wrong)) {
      unique +=
          roster_wrong[p] ? registry_ids.count(key) != 0 && roster_ids.count(key) == 0 : roster_ids.count(key) != 0;
    }
    if (unique != 1) continue;
    const bool rival = roster_wrong[p] ? claims[ParseId(people[p].id).key] > 1 : claims[as_it_stands] > 0;
    if (!rival) {
      EXPECT_EQ(match.kind, MatchKind::kRepaired) << kind.name << ": " << wrong << " of " << people[p].id;
    }
  }
  for (const auto& [name, counts] : table)
    std::printf("%-40s certain %4d  review %4d  missed %4d  other %4d\n", name.c_str(), counts[0], counts[1], counts[2],
                counts[3]);
  EXPECT_GE(near_right, 20);
  EXPECT_LE(near_wrong * 1000, near_right + near_wrong) << "precision of near links";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Misleading, ::testing::Range(1U, 9U));

TEST(Duplicates, TwoRosterRowsWithOneIdAreBothMatchedAndNamed) {
  const std::string id = WithCheck(43312719800101123);
  std::string roster_text = "id_number,name,status\n" + id + ",石伟,\n" + FullWidth(id) + ",龙芳,\n";
  MemoryBytes bytes(roster_text);
  auto read = Roster::Read(bytes, TestContext(), {}, nullptr);
  ASSERT_TRUE(read);
  Comparison comparison(*read, TestContext(), {});
  const std::string registry_text = "id_number,name,state\n" + id + ",石伟,1\n";
  MemoryBytes rows(registry_text);
  ASSERT_TRUE(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, rows, nullptr));
  comparison.Finish();
  for (const std::size_t i : {0U, 1U}) EXPECT_EQ(comparison.matches(0)[i].kind, MatchKind::kExact);
  EXPECT_FALSE(comparison.matches(0)[0].name_conflict);
  EXPECT_TRUE(comparison.matches(0)[1].name_conflict);
  ASSERT_EQ(read->duplicates().size(), 1U);
  EXPECT_EQ(read->duplicates()[0].row, 2U);
  EXPECT_FALSE(read->duplicates()[0].whole_row);
}

}  // namespace
}  // namespace gq::reconcile
