// The syndrome against trying everything.
#include "engines/reconcile/repair.h"

#include <gtest/gtest.h>

#include <set>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

std::set<IdKey> Keys(const std::vector<RepairCandidate>& list) {
  std::set<IdKey> out;
  for (const RepairCandidate& c : list) out.insert(c.key);
  EXPECT_EQ(out.size(), list.size());
  return out;
}

TEST(Repair, CandidatesAreExactlyThoseOfTryingEverything) {
  testing::Dice dice(11);
  std::vector<RepairCandidate> list;
  for (int round = 0; round < 200; ++round) {
    std::string id = IdText(testing::RandomKey(dice));
    id[static_cast<std::size_t>(dice.Below(17))] = static_cast<char>('0' + dice.Below(10));
    const ParsedId wrong = ParseId(id);
    if (wrong.kind != IdKind::kDamaged || wrong.tail_cut) continue;
    std::set<IdKey> expected;
    const auto offer = [&](const std::string& text) {
      const ParsedId p = ParseId(text);
      if (p.kind == IdKind::kCanonical && p.plausible) expected.insert(p.key);
    };
    for (std::size_t i = 0; i < 18; ++i) {
      for (const char c : std::string(i == 17 ? "0123456789X" : "0123456789")) {
        std::string text = id;
        text[i] = c;
        offer(text);
      }
      if (i < 17) {
        std::string text = id;
        std::swap(text[i], text[i + 1]);
        offer(text);
      }
    }
    ListRepairs(wrong.key, false, list);
    EXPECT_EQ(Keys(list), expected) << id;
  }
}

TEST(Repair, EverySingleSlipIsDetectedAndLeadsBack) {
  testing::Dice dice(12);
  std::vector<RepairCandidate> list;
  for (int round = 0; round < 300; ++round) {
    const IdKey right = testing::RandomKey(dice);
    const std::string id = IdText(right);
    for (std::size_t i = 0; i < 17; ++i) {
      for (char c = '0'; c <= '9'; ++c) {
        std::string slip = id;
        slip[i] = c;
        if (slip == id) continue;
        const ParsedId parsed = ParseId(slip);
        ASSERT_EQ(parsed.kind, IdKind::kDamaged) << slip;
        ListRepairs(parsed.key, parsed.tail_cut, list);
        ASSERT_TRUE(Keys(list).count(right)) << slip;
        ASSERT_LE(list.size(), 130U);
      }
      if (i == 16 || id[i] == id[i + 1]) continue;
      std::string swapped = id;
      std::swap(swapped[i], swapped[i + 1]);
      const ParsedId parsed = ParseId(swapped);
      ASSERT_EQ(parsed.kind, IdKind::kDamaged);
      ListRepairs(parsed.key, parsed.tail_cut, list);
      ASSERT_TRUE(Keys(list).count(right));
    }
  }
}

TEST(Repair, CutTailLeavesAHundredAndTextNamesTheRepair) {
  std::vector<RepairCandidate> list;
  const ParsedId cut = ParseId("4.33127198001011E+17");
  ASSERT_TRUE(cut.tail_cut);
  ListRepairs(cut.key, true, list);
  std::size_t tails = 0;
  for (const RepairCandidate& candidate : list) tails += candidate.repair.type == RepairType::kTail ? 1 : 0;
  EXPECT_EQ(tails, 100U);
  EXPECT_EQ(RepairText(list[0].repair), "registry:tail@16");
  EXPECT_EQ(RepairText(Repair{RepairType::kDigit, 9, '3', '5', true}), "roster:digit@9:3>5");
  EXPECT_EQ(RepairText(Repair{}), "");
}

}  // namespace
}  // namespace gq::reconcile
