// Repairs by the check digit against brute force over all pairs, in villages full of neighbouring IDs and twins.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

using testing::Dice;
using testing::Row;
using testing::Table;
using testing::TestContext;

struct Someone {
  std::string id, name;
};

bool OneSlipApart(const std::string& a, const std::string& b) {
  int different = 0, first = -1;
  for (int i = 0; i < 18; ++i) {
    if (a[static_cast<std::size_t>(i)] == b[static_cast<std::size_t>(i)]) continue;
    if (different++ == 0) first = i;
  }
  if (different == 1) return true;
  const auto f = static_cast<std::size_t>(first);
  return different == 2 && f < 17 && a[f] == b[f + 1] && a[f + 1] == b[f];
}

std::vector<Someone> MakeVillage(Dice& dice, int people) {
  std::vector<Someone> out;
  std::set<std::string> used;
  while (static_cast<int>(out.size()) < people) {
    // Few birthdays, so that IDs lie one slip apart now and then; twins follow each other.
    const std::uint64_t digits = 43312719800000000ULL + static_cast<unsigned>(1 + dice.Below(12)) * 100000ULL +
                                 static_cast<unsigned>(1 + dice.Below(4)) * 1000ULL +
                                 static_cast<unsigned>(1 + dice.Below(400));
    for (std::uint64_t n = digits; n < digits + (dice.Chance(10) ? 2 : 1); ++n) {
      const std::string id = IdText(MakeKey(n, CheckCode(n)));
      if (used.insert(id).second) out.push_back({id, testing::RandomName(dice)});
    }
  }
  return out;
}

std::string Slip(std::string id, Dice& dice) {
  const std::string right = id;
  while (id == right) {
    const auto at = static_cast<std::size_t>(dice.Below(17));
    if (dice.Chance(30) && at < 16) {
      std::swap(id[at], id[at + 1]);
    } else {
      id[at] = static_cast<char>('0' + dice.Below(10));
    }
  }
  return id;
}

bool Right(const std::string& id) {
  const ParsedId parsed = ParseId(id);
  return parsed.kind == IdKind::kCanonical && !MayBeCut(parsed.key);
}

bool Cut(const std::string& id) { return id.substr(15) == "000"; }

class Villages : public ::testing::TestWithParam<unsigned> {};

TEST_P(Villages, RepairedIsExactlyWhatBruteForceFindsUniqueAndOfTheSameName) {
  Dice dice(GetParam());
  const std::vector<Someone> village = MakeVillage(dice, 300);
  Table roster, registry;
  roster.rows.push_back({"id_number", "name", "status", "unit"});
  registry.rows.push_back({"id_number", "name", "unit", "scheme", "state", "since"});
  std::vector<std::size_t> owner_of_roster, owner_of_registry;
  for (std::size_t p = 0; p < village.size(); ++p) {
    std::string here = village[p].id, there = village[p].id;
    const int which = dice.Below(10);
    if (which < 2) here = Slip(here, dice);
    if (which >= 2 && which < 4) there = Slip(there, dice);
    if (Cut(here) || Cut(there)) continue;
    if (dice.Chance(85)) roster.rows.push_back({here, village[p].name, "已就业", ""}), owner_of_roster.push_back(p);
    if (dice.Chance(85))
      registry.rows.push_back({there, village[p].name, "某厂", "职工", "1", "202601"}), owner_of_registry.push_back(p);
  }
  const std::string roster_csv = roster.Csv(), registry_csv = registry.Csv();
  MemoryBytes a(roster_csv), b(registry_csv);
  Options options;
  options.threads = 3, options.segment_bytes = 999;
  auto read = Roster::Read(a, TestContext(), options, nullptr);
  ASSERT_TRUE(read);
  Comparison comparison(*read, TestContext(), options);
  ASSERT_TRUE(comparison.AddRegistry({"social_insurance", TableKind::kSocialInsurance}, b, nullptr));
  comparison.Finish();

  // Brute force over all pairs.
  const auto rows = [](const Table& t) { return std::vector<Row>(t.rows.begin() + 1, t.rows.end()); };
  const std::vector<Row> left = rows(roster), right = rows(registry);
  std::set<std::string> left_ids, right_ids;
  for (const Row& row : left) left_ids.insert(row[0]);
  for (const Row& row : right) right_ids.insert(row[0]);
  std::size_t repaired = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const Match& match = comparison.matches(0)[i];
    if (right_ids.count(left[i][0])) {
      EXPECT_EQ(match.kind, MatchKind::kExact);
      continue;
    }
    std::set<std::size_t> expected;
    std::set<std::string> fitting;  // right IDs of the registry that a wrong roster ID may have been
    if (!Right(left[i][0])) {
      for (const Row& row : right) {
        if (Right(row[0]) && !left_ids.count(row[0]) && OneSlipApart(left[i][0], row[0])) fitting.insert(row[0]);
      }
    }
    for (std::size_t k = 0; k < right.size(); ++k) {
      if (left[i][1] != right[k][1]) continue;
      if (Right(left[i][0]) && !Right(right[k][0]) && OneSlipApart(left[i][0], right[k][0])) {
        std::set<std::string> rivals;
        for (const Row& row : left) {
          if (Right(row[0]) && OneSlipApart(row[0], right[k][0])) rivals.insert(row[0]);
        }
        if (rivals.size() == 1) expected.insert(k + 1);
      }
      if (fitting.count(right[k][0]) && fitting.size() == 1) {
        std::set<std::string> rivals;
        for (const Row& row : left) {
          if (!Right(row[0]) && OneSlipApart(row[0], right[k][0])) rivals.insert(row[0]);
        }
        if (rivals.size() == 1) expected.insert(k + 1);
      }
    }
    EXPECT_EQ(match.kind == MatchKind::kRepaired, !expected.empty())
        << left[i][0] << " " << left[i][1] << " " << comparison.RepairOf(0, i) << " "
        << (match.row > 0 ? right[match.row - 1][0] : "");
    if (match.kind != MatchKind::kRepaired) continue;
    EXPECT_TRUE(expected.count(match.row));
    EXPECT_EQ(owner_of_roster[i], owner_of_registry[match.row - 1]) << "a false link";
    EXPECT_NE(comparison.RepairOf(0, i), "");
    ++repaired;
  }
  EXPECT_GT(repaired, 30U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Villages, ::testing::Range(1U, 21U));

// IDs lost, empty or wrong twice; found again by phone, or by name, birth and place. Nobody's finding may change by it.
TEST(Near, BlocksFindPeopleWithoutAUsableId) {
  Dice dice(21);
  Table roster, registry;
  roster.rows.push_back({"id_number", "name", "phone", "region", "status"});
  registry.rows.push_back({"id_number", "name", "phone", "region", "state", "updated"});
  std::vector<int> expected;  // registry row of each roster row, 0 when only chance could find it
  std::set<std::string> ids;
  for (int p = 0; p < 600; ++p) {
    const std::string id = IdText(testing::RandomKey(dice)), name = testing::RandomName(dice),
                      phone = std::to_string(13800000000LL + p * 13577LL);
    if (!ids.insert(id).second || id.substr(15) == "000") continue;
    std::string here = id, there = id;
    const int which = p % 6;
    if (which == 0) here = "";
    if (which == 1) here = "4.33E+17";
    if (which == 2) there = "";
    if (which == 3)
      here = id.substr(0, 14) + std::string(1, static_cast<char>('0' + (id[14] - '0' + 3) % 10)) +
             std::string(1, static_cast<char>('0' + (id[15] - '0' + 5) % 10)) + id.substr(16);
    roster.rows.push_back({here, name, which == 3 ? "" : phone, id.substr(0, 6), "未就业"});
    registry.rows.push_back({there, name, phone, id.substr(0, 6), "1", "2026-08-01"});
    expected.push_back(static_cast<int>(registry.rows.size()) - 1);
  }
  const std::string roster_csv = roster.Csv(), registry_csv = registry.Csv();
  std::string first;
  for (const int threads : {1, 3}) {
    MemoryBytes a(roster_csv), b(registry_csv);
    Options options;
    options.threads = threads, options.segment_bytes = threads == 1 ? 1 << 20 : 777,
    options.isa = threads == 1 ? Isa::kBest : Isa::kScalar;
    auto read = Roster::Read(a, TestContext(), options, nullptr);
    ASSERT_TRUE(read);
    Comparison comparison(*read, TestContext(), options);
    ASSERT_TRUE(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, b, nullptr));
    comparison.Finish();
    std::size_t found = 0, wanted = 0, wrong = 0;
    std::string report;
    for (std::size_t i = 0; i < read->size(); ++i) {
      const Match& match = comparison.matches(0)[i];
      report += std::to_string(match.row) + " " + std::string(NameOf(match.kind)) + "\n";
      if (read->id_kind(i) <= IdKind::kRepaired && match.kind == MatchKind::kExact) continue;
      // Two slips may cancel out in the check code: then nothing says that the ID is wrong.
      if (read->id_kind(i) <= IdKind::kRepaired && !registry.rows[static_cast<std::size_t>(expected[i])][0].empty())
        continue;
      ++wanted;
      found += static_cast<int>(match.row) == expected[i] ? 1 : 0;
      wrong += match.row != 0 && static_cast<int>(match.row) != expected[i] ? 1 : 0;
      if (match.kind == MatchKind::kNear || match.kind == MatchKind::kReview) {
        EXPECT_EQ(comparison.outcome(i).finding, Finding::kNotEmployed) << "near evidence changed a finding";
      }
    }
    EXPECT_GT(wanted, 300U);
    EXPECT_GT(found * 100, wanted * 97);
    EXPECT_EQ(wrong, 0U);
    for (const ReviewItem& item : comparison.review(0)) {
      EXPECT_GT(item.probability, 0.0);
      EXPECT_LE(item.probability, 1.0);
    }
    if (first.empty()) first = report;
    EXPECT_EQ(report, first);
  }
}

// A name one character apart makes a slip probable; a cut ID, which leaves county and birthday, or a name of which one
// character is left, do not: people in a village are like that.
// One of two brothers or sisters is in the roster, the other in the registry: a phone, a birthplace, and a name of
// which one character is another. However many they are, that is for a person to judge.
TEST(Near, BrothersAndSistersAreForReview) {
  Dice dice(5);
  Table roster, registry;
  roster.rows.push_back({"id_number", "name", "phone", "region", "status"});
  registry.rows.push_back({"id_number", "name", "phone", "region", "state", "updated"});
  for (int p = 0; p < 400; ++p) {
    const std::string id = IdText(testing::RandomKey(dice)), name = testing::RandomName(dice),
                      phone = std::to_string(13900000000LL + p * 13577LL), place = id.substr(0, 6);
    const std::string sibling = place + IdText(testing::RandomKey(dice)).substr(6);
    const bool themselves = p % 2 == 0;  // their own ID is damaged
    roster.rows.push_back({"4.33E+17", name, phone, place, "未就业"});
    registry.rows.push_back({themselves ? id : sibling, themselves ? name : name.substr(0, name.size() - 3) + "燚",
                             phone, place, "1", "2026-08-01"});
  }
  const std::string roster_csv = roster.Csv(), registry_csv = registry.Csv();
  MemoryBytes a(roster_csv), b(registry_csv);
  Options options;
  auto read = Roster::Read(a, TestContext(), options, nullptr);
  ASSERT_TRUE(read);
  Comparison comparison(*read, TestContext(), options);
  ASSERT_TRUE(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, b, nullptr));
  comparison.Finish();
  std::size_t near_themselves = 0;
  for (std::size_t i = 0; i < read->size(); ++i) {
    const MatchKind kind = comparison.matches(0)[i].kind;
    near_themselves += i % 2 == 0 && kind == MatchKind::kNear ? 1 : 0;
    if (i % 2 != 0) {
      EXPECT_LE(kind, MatchKind::kReview) << i;
    }
  }
  EXPECT_GT(near_themselves, 190U);
}

TEST(Near, LittleInCommonIsForReview) {
  const std::string id = IdText(MakeKey(43312719800101123, CheckCode(43312719800101123)));
  std::string slip = id;
  slip[15] = slip[15] == '2' ? '7' : '2';
  const std::string cut = id.substr(0, 15) + "000";
  const auto kind = [&](const std::string& theirs, const std::string& here, const std::string& there) {
    Table roster, registry;
    roster.rows = {{"id_number", "name", "status"}, {id, here, ""}};
    registry.rows = {{"id_number", "name", "state"}, {theirs, there, "1"}};
    const std::string roster_csv = roster.Csv(), registry_csv = registry.Csv();
    MemoryBytes a(roster_csv), b(registry_csv);
    auto read = Roster::Read(a, TestContext(), Options(), nullptr);
    Comparison comparison(*read, TestContext(), Options());
    EXPECT_TRUE(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, b, nullptr));
    comparison.Finish();
    return comparison.matches(0)[0].kind;
  };
  EXPECT_EQ(kind(slip, "赵小平", "赵小平"), MatchKind::kRepaired);
  EXPECT_EQ(kind(cut, "赵小平", "赵小平"), MatchKind::kRepaired);
  EXPECT_EQ(kind(slip, "赵小平", "赵晓平"), MatchKind::kNear);
  EXPECT_EQ(kind(slip, "赵小平", "赵平"), MatchKind::kNear);
  EXPECT_EQ(kind(cut, "赵小平", "赵晓平"), MatchKind::kReview);
  EXPECT_EQ(kind(slip, "赵平", "曾平"), MatchKind::kReview);
  EXPECT_EQ(kind(slip, "赵平", "赵萍儿"), MatchKind::kNone);
}

// A slip whose name is a character apart is for people to judge; what they accepted makes the next one likelier, what
// they refused, or knew by more than the name, does not.
TEST(Near, DecisionsTeachTheCheckDigitPass) {
  Dice dice(8);
  Table roster, registry;
  roster.rows.push_back({"id_number", "name", "status", "unit"});
  registry.rows.push_back({"id_number", "name", "unit", "scheme", "state", "since"});
  for (const Someone& someone : MakeVillage(dice, 400)) {
    if (Cut(someone.id)) continue;
    roster.rows.push_back({someone.id, someone.name, "", ""});
  }
  const std::string name = roster.rows[7][1];
  std::string other = name;
  other.replace(other.size() - 3, 3, name.substr(name.size() - 3) == "鑫" ? "淼" : "鑫");
  registry.rows.push_back({Slip(roster.rows[7][0], dice), other, "某厂", "职工", "1", "202601"});
  const std::string roster_csv = roster.Csv(), registry_csv = registry.Csv();
  const auto probability = [&](const LinkLabel& label) {
    MemoryBytes a(roster_csv), b(registry_csv);
    Options options;
    options.near_labels.assign(200, label);
    auto read = Roster::Read(a, TestContext(), options, nullptr);
    Comparison comparison(*read, TestContext(), options);
    EXPECT_TRUE(comparison.AddRegistry({"social_insurance", TableKind::kSocialInsurance}, b, nullptr));
    comparison.Finish();
    EXPECT_EQ(comparison.review(0).size(), 1U);
    return comparison.review(0).empty() ? 0.0 : comparison.review(0)[0].probability;
  };
  const auto level = static_cast<std::uint8_t>(NameLevel::kOneCharacter);
  const double before = probability({{level, 0, 0, 0, 0, 0}, false});
  EXPECT_GT(before, 0);
  EXPECT_GT(probability({{level, 0, 0, 0, 0, 0}, true}), before);
  EXPECT_EQ(probability({{level, 4, 0, 0, 0, 0}, true}), before);
}

TEST(Near, NamesFromBestToWorst) {
  const auto pinyin = [](std::string_view name) -> std::string {
    return name == "王明" || name == "王鸣" ? "wang ming" : std::string(name);
  };
  const Variants& variants = TestContext().variants;
  EXPECT_EQ(CompareNames("王明", " 王 明", variants, pinyin), NameLevel::kSame);
  EXPECT_EQ(CompareNames("阿依·买买提", "阿依买买提", variants, pinyin), NameLevel::kSame);
  EXPECT_EQ(CompareNames("王峯", "王峰", variants, pinyin), NameLevel::kVariant);
  EXPECT_EQ(CompareNames("王明", "王鸣", variants, pinyin), NameLevel::kHomophone);
  EXPECT_EQ(CompareNames("王小明", "王晓明", variants, pinyin), NameLevel::kOneCharacter);
  EXPECT_EQ(CompareNames("王小明", "王明", variants, pinyin), NameLevel::kOneCharacter);
  EXPECT_EQ(CompareNames("王小明", "王明小", variants, pinyin), NameLevel::kDifferent);
  EXPECT_EQ(CompareNames("王明", "李强", variants, pinyin), NameLevel::kDifferent);
  EXPECT_EQ(CompareNames("", "李强", variants, pinyin), NameLevel::kMissing);
}

}  // namespace
}  // namespace gq::reconcile
