#include "modules/subsidies/commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace gq {
namespace {

// A day that is none must not choose the parameters of another day without a word.
TEST(EvaluateCommand, RefusesADayThatIsNone) {
  const auto commands = SubsidiesCommands();
  const auto evaluate = std::find_if(commands.begin(), commands.end(),
                                     [](const cli::Command& one) { return one.path.back() == "evaluate"; });
  ASSERT_NE(evaluate, commands.end());
  cli::Invocation given;
  given.out = std::tmpfile();
  given.values = {{"model", {"rules/xiangxi/transport/rule.dmn"}}, {"input", {"{}"}}, {"mode", {"standard"}}};
  const auto done = evaluate->run(given);
  EXPECT_TRUE(done) << done.error().ToString();
  given.values["as-of"] = {"2018-33-01"};
  const auto refused = evaluate->run(given);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &kUsage);
  std::fclose(given.out);
}

}  // namespace
}  // namespace gq
