// How good linkage is without labels, on worlds whose truth is known. Nothing here is tuned to a world: default plan,
// no blocks.
#include <gtest/gtest.h>

#include <cstdio>

#include "engines/reconcile/linkage_world_test.h"

namespace gq::reconcile {
namespace {

using testing::FebrlWorld;
using testing::Marked;
using testing::PaperWorld;
using testing::Record;
using testing::Score;
using testing::ScoreLinks;

Score Link(const Marked& left, const Marked& right, const LinkPlan& plan, const char* what) {
  const auto result = LinkRecords(left.table, right.table, plan, {});
  EXPECT_TRUE(result) << result.error().ToString();
  const Score score = ScoreLinks(*result, left.owner, right.owner, right.table.rows == 0);
  std::printf("%-28s precision %.5f recall %.5f F1 %.5f (%llu pairs)\n", what, score.precision, score.recall,
              score.F1(), static_cast<unsigned long long>(result->pairs));
  return score;
}

// One duplicate a record, in another file (as FEBRL's data set 4).
TEST(LinkageQuality, TwoFilesOfPeople) {
  for (const int people : {500, 5000}) {
    FebrlWorld world(static_cast<unsigned>(people) + 4);
    Marked left, right;
    for (int i = 0; i < people; ++i) {
      const Record someone = world.Someone();
      left.Add(someone, i);
      right.Add(world.Spoil(someone, 1 + world.dice.Below(4)), i);
    }
    EXPECT_GE(Link(left, right, testing::FebrlPlan(), "people, two files").F1(), 0.9999) << people;
  }
}

// Up to five duplicates with up to ten errors each (as data set 3), few duplicates (as 2), one error (as 1).
TEST(LinkageQuality, OneFileOfPeople) {
  struct Case {
    int people, copies_max, copies_percent, errors_max;
    double least;
  };
  for (const Case& c : {Case{500, 1, 100, 1, 1.0}, Case{4000, 2, 20, 3, 0.999}, Case{500, 5, 60, 10, 0.999},
                        Case{2000, 5, 60, 10, 0.998}, Case{4000, 5, 60, 10, 0.998}, Case{4000, 5, 11, 10, 0.998}}) {
    FebrlWorld world(static_cast<unsigned>(c.people * 10 + c.copies_max));
    Marked records;
    for (int i = 0; i < c.people; ++i) {
      const Record someone = world.Someone();
      records.Add(someone, i);
      if (!world.dice.Chance(c.copies_percent)) continue;
      for (int n = 1 + world.dice.Below(c.copies_max); n > 0; --n)
        records.Add(world.Spoil(someone, 1 + world.dice.Below(c.errors_max)), i);
    }
    EXPECT_GE(Link(records, {}, testing::FebrlPlan(), "people, one file").F1(), c.least) << c.people;
  }
}

// Families at one address: their pairs outnumber the double records, and are no duplicates.
TEST(LinkageQuality, HouseholdsAreNotOnePerson) {
  for (const int copies_percent : {0, 3, 30}) {
    FebrlWorld world(static_cast<unsigned>(copies_percent) + 17);
    Marked records, left, right;
    int people = 0;
    for (int household = 0; household < 800; ++household) {
      const Record first = world.Someone();
      for (int member = 1 + world.dice.Below(5); member > 0; --member) {
        const Record someone = world.SomeoneBeside(first);
        records.Add(someone, people);
        (world.dice.Chance(50) ? left : right).Add(someone, people);
        if (world.dice.Chance(copies_percent)) {
          const Record copy = world.Spoil(someone, 1 + world.dice.Below(3));
          records.Add(copy, people);
          (left.owner.empty() || left.owner.back() != people ? left : right).Add(copy, people);
        }
        ++people;
      }
    }
    if (copies_percent == 0) {
      EXPECT_LE(LinkRecords(records.table, {}, testing::FebrlPlan(), {})->links.size(), 2U);
      EXPECT_LE(LinkRecords(left.table, right.table, testing::FebrlPlan(), {})->links.size(), 2U);
      continue;
    }
    EXPECT_GE(Link(records, {}, testing::FebrlPlan(), "households, one file").F1(), 0.98);
    EXPECT_GE(Link(left, right, testing::FebrlPlan(), "households, two files").F1(), 0.98);
  }
}

// Names of brothers and sisters that have all but one character in common, and one telephone, are all that is known.
TEST(LinkageQuality, BrothersAndSistersByNameAndPhoneAreNotOnePerson) {
  FebrlWorld world(23);
  Marked records;
  for (int household = 0; household < 1500; ++household) {
    const std::string front =
        testing::RandomName(world.dice).substr(0, 3) + testing::RandomName(world.dice).substr(3, 3);
    const std::string phone = "139" + testing::Digits(world.dice, 8);
    for (int member = 0; member < 3; ++member)
      records.Add({front + testing::RandomName(world.dice).substr(3, 3), phone}, household * 3 + member);
  }
  LinkPlan plan;
  plan.fields = {{"姓名", Comparator::kName}, {"电话", Comparator::kPhone}};
  plan.fields[0].personal = true;
  const auto result = LinkRecords(records.table, {}, plan, {});
  ASSERT_TRUE(result);
  std::size_t other_names = 0;  // one in many has a brother of the very same name
  for (const auto& link : result->links)
    other_names += records.table.columns[0][link.left] != records.table.columns[0][link.right] ? 1 : 0;
  EXPECT_LE(other_names, 5U);
}

LinkPlan PaperPlan() {
  LinkPlan plan;
  plan.fields = {{"title", Comparator::kEdit},
                 {"authors", Comparator::kEdit},
                 {"venue", Comparator::kEdit},
                 {"year", Comparator::kExact}};
  return plan;
}

TEST(LinkageQuality, TwoBibliographies) {
  for (const auto compare : {Comparator::kEdit, Comparator::kWords, Comparator::kName}) {
    PaperWorld world(7);
    Marked left, right;
    std::vector<PaperWorld::Paper> papers;
    for (int i = 0; i < 2600; ++i)
      papers.push_back(i > 10 && world.dice.Chance(20)
                           ? world.Sequel(papers[static_cast<std::size_t>(world.dice.Below(i))])
                           : world.Write());
    for (int i = 0; i < 2600; ++i) {
      const PaperWorld::Paper& paper = papers[static_cast<std::size_t>(i)];
      if (i % 13 != 0) left.Add(world.Full(paper), i);
      if (i % 7 != 0) right.Add(world.Other(paper), i);
    }
    LinkPlan plan = PaperPlan();
    plan.fields[0].comparator = compare == Comparator::kName ? Comparator::kEdit : compare;
    plan.fields[1].comparator = compare;
    EXPECT_GE(Link(left, right, plan, "papers, two files").F1(), 0.985);
    plan.one_to_one = false;
    EXPECT_GE(Link(left, right, plan, "papers, not one to one").F1(), 0.9);
  }
}

// Nobody in common: nothing may be linked, however the estimation would like matches.
TEST(LinkageQuality, StrangersStayStrangers) {
  FebrlWorld world(99);
  Marked left, right;
  for (int i = 0; i < 1500; ++i) left.Add(world.Someone(), i), right.Add(world.Someone(), 10000 + i);
  const auto result = LinkRecords(left.table, right.table, testing::FebrlPlan(), {});
  ASSERT_TRUE(result);
  EXPECT_LE(result->links.size(), 2U);
  const auto alone = LinkRecords(left.table, {}, testing::FebrlPlan(), {});
  ASSERT_TRUE(alone);
  EXPECT_LE(alone->links.size(), 2U);
}

}  // namespace
}  // namespace gq::reconcile
