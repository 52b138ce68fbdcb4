// The DMN Technology Compatibility Kit, when it is there: $GQ_DMN_TCK, or ../shared/dmn-tck beside the source folder.
#include "modules/subsidies/test_kit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace gq::subsidies {
namespace {

std::string KitFolder() {
  if (const char* given = std::getenv("GQ_DMN_TCK")) return given;
  const char* source = std::getenv("GQ_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/../shared/dmn-tck";
}

TEST(TestKit, ReachesTheGoals) {
  const std::string folder = KitFolder();
  if (!std::filesystem::is_directory(folder + "/TestCases"))
    GTEST_SKIP() << "SKIPPED: no DMN TCK at " << folder << " (set GQ_DMN_TCK)";
  const auto cases = RunTestKit(folder);
  ASSERT_TRUE(cases) << cases.error().ToString();
  const KitCounts two = CountCases(*cases, "compliance-level-2"), three = CountCases(*cases, "compliance-level-3");
  EXPECT_GT(two.passed, 0);
  EXPECT_EQ(two.failed, 0);
  ASSERT_GT(three.value_passed, 0);
  EXPECT_GE(three.value_passed * 1000, (three.value_passed + three.value_failed) * 985);
  for (const KitCase& entry : *cases) {
    // Functions of other languages are the one thing left out on purpose (docs/reference/dmn.md).
    const bool external = entry.suite == "0076-feel-external-java" || entry.suite == "0077-feel-nan" ||
                          entry.suite == "0078-feel-infinity";
    if (entry.level == "non-compliant" || external) continue;
    EXPECT_TRUE(entry.passed) << entry.suite << " " << entry.id << ": " << entry.comment;
  }
}

TEST(TestKit, SaysWhenThereIsNoKit) { EXPECT_FALSE(RunTestKit("/nonexistent")); }

}  // namespace
}  // namespace gq::subsidies
