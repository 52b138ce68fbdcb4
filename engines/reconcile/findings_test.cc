// The truth table against cases written down apart from it (rules/reconcile/findings_cases.csv).
#include "engines/reconcile/findings.h"

#include <gtest/gtest.h>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

template <std::size_t N>
std::size_t At(std::string_view name, const std::string_view (&names)[N]) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  ADD_FAILURE() << name;
  return 0;
}

TEST(Findings, EveryCaseHolds) {
  static constexpr std::string_view kStatuses[] = {"working", "flexible", "not_working", "unknown"};
  static constexpr std::string_view kInsurances[] = {"same", "other", "employed", "ended", "none"};
  static constexpr std::string_view kLabours[] = {"working", "unemployed", "flexible", "not_working", "none"};
  std::istringstream lines(testing::Slurp("rules/reconcile/findings_cases.csv"));
  std::string line;
  int cases = 0;
  while (std::getline(lines, line)) {
    if (line.empty() || line[0] == '#' || line.rfind("status,", 0) == 0) continue;
    std::vector<Cell> cells;
    SplitRecord(line, cells);
    ASSERT_EQ(cells.size(), 5U) << line;
    const Verdict v = testing::TestContext().rules.Decide(static_cast<RosterStatus>(At(cells[0].text, kStatuses)),
                                                          static_cast<Insurance>(At(cells[1].text, kInsurances)),
                                                          static_cast<Labour>(At(cells[2].text, kLabours)));
    EXPECT_EQ(NameOf(v.finding), cells[3].text) << line;
    EXPECT_EQ(v.registries_disagree, cells[4].text == "yes") << line;
    ++cases;
  }
  EXPECT_GE(cases, 20);
}

TEST(Findings, Words) {
  const Rules& rules = testing::TestContext().rules;
  EXPECT_EQ(rules.StatusOf("已就业"), RosterStatus::kWorking);
  EXPECT_EQ(rules.StatusOf(" 在 岗 "), RosterStatus::kWorking);
  EXPECT_EQ(rules.StatusOf("已返乡"), RosterStatus::kNotWorking);
  EXPECT_EQ(rules.StatusOf("？"), RosterStatus::kUnknown);
  EXPECT_EQ(rules.StateOf("social_insurance", "终止参保"), 4);
  EXPECT_EQ(rules.StateOf("labour_resource", "灵活就业"), 3);
  EXPECT_EQ(rules.StateOf("social_card", "nonsense"), kStateUnknown);
  EXPECT_TRUE(rules.IsEmployeeScheme(""));
  EXPECT_TRUE(rules.IsEmployeeScheme("城镇职工基本养老保险"));
  EXPECT_FALSE(rules.IsEmployeeScheme("城乡居民基本养老保险"));
}

}  // namespace
}  // namespace gq::reconcile
