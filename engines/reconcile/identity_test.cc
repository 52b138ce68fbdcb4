// IDs against a naive reading of GB 11643-1999.
#include "engines/reconcile/identity.h"

#include <gtest/gtest.h>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

std::string NaiveCheck(const std::string& id17) {
  static const int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (id17[i] - '0') * kWeights[i];
  return id17 + "10X98765432"[sum % 11];
}

TEST(Identity, StandardExampleAndKinds) {
  EXPECT_EQ(NaiveCheck("11010519491231002"), "11010519491231002X");  // the example of the standard
  const ParsedId id = ParseId("11010519491231002X");
  EXPECT_EQ(id.kind, IdKind::kCanonical);
  EXPECT_EQ(IdText(id.key), "11010519491231002X");
  EXPECT_EQ(BirthOf(id.key), 19491231);
  EXPECT_EQ(PlaceOf(id.key), 110105);
  EXPECT_FALSE(IsMale(id.key));
  const struct {
    const char* text;
    IdKind kind;
    unsigned repairs;
    bool cut;
  } cases[] = {
      {"11010519491231002x", IdKind::kRepaired, kLowerX, false},
      {"'11010519491231002X", IdKind::kRepaired, kApostrophe, false},
      {"=\"11010519491231002X\"", IdKind::kRepaired, kApostrophe, false},
      {"１１０１０５１９４９１２３１００２Ｘ", IdKind::kRepaired, kFullWidth, false},
      {" 110105 19491231 002X ", IdKind::kRepaired, kBlanks, false},
      {"110105491231002", IdKind::kRepaired, kFrom15, false},
      {"110105194912310021", IdKind::kDamaged, 0, false},
      {"110105194912310000", IdKind::kDamaged, 0, true},
      {"1.10105194912310E+17", IdKind::kDamaged, 0, true},
      {"1.10E+17", IdKind::kLost, 0, false},
      {"###########", IdKind::kLost, 0, false},
      {"1101051949123100", IdKind::kLost, 0, false},
      {"11010519491231002", IdKind::kDamaged, 0, false},
      {"", IdKind::kEmpty, 0, false},
      {"　", IdKind::kEmpty, 0, false},
      {"无", IdKind::kEmpty, 0, false},
      {"NULL", IdKind::kEmpty, 0, false},
  };
  for (const auto& c : cases) {
    const ParsedId parsed = ParseId(c.text);
    EXPECT_EQ(NameOf(parsed.kind), NameOf(c.kind)) << c.text;
    EXPECT_EQ(parsed.repairs, c.repairs) << c.text;
    EXPECT_EQ(parsed.tail_cut, c.cut) << c.text;
    if (c.kind == IdKind::kRepaired) {
      EXPECT_EQ(IdText(parsed.key), "11010519491231002X") << c.text;
    }
  }
}

TEST(Identity, KernelsAgreeWithTheSlowWayOnEveryNeighbourOfAnId) {
  testing::Dice dice(3);
  KeyTable table(64);
  for (int round = 0; round < 300; ++round) {
    std::string id = NaiveCheck(IdText(testing::RandomKey(dice)).substr(0, 17));
    if (round % 2 == 0) id[static_cast<std::size_t>(dice.Below(18))] = static_cast<char>(dice.Below(256));
    const ParsedId parsed = ParseId(id);
    KeyTable here(16);
    if (parsed.key != kNoKey) here.Add(parsed.key, 1);
    const std::string row = id + ",a\n" + std::string(64, ' ');
    ScanTask task;
    task.data = row.data(), task.size = 21, task.start_limit = 21, task.record_bytes_max = 1000, task.columns = 2;
    task.filter = here.filter();
    for (const ScanFunction scan :
         {GetKernel(Isa::kScalar, nullptr), GetKernel(Isa::kAvx2, nullptr), GetKernel(Isa::kAvx512, nullptr)}) {
      auto batch = std::make_unique<ScanBatch>();
      const ScanResult result = scan(task, *batch);
      if (id.find_first_of("\n\",\r") != std::string::npos) continue;
      ASSERT_EQ(result.rows, 1U);
      const bool plain = parsed.kind == IdKind::kCanonical && id.substr(15) != "000";
      ASSERT_EQ(batch->candidates, plain ? 1U : 0U) << id;
      ASSERT_EQ(batch->odd, plain ? 0U : 1U) << id;
      if (batch->candidates == 1) {
        ASSERT_EQ(batch->candidate[0].key, parsed.key);
      }
    }
  }
}

}  // namespace
}  // namespace gq::reconcile
