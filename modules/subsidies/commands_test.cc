#include "modules/subsidies/commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

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

// D15: strict mode never gives a silent null.
TEST(EvaluateCommand, WhatIsMissingOrNoObjectIsAnErrorThatNamesIt) {
  const auto commands = SubsidiesCommands();
  const auto evaluate = std::find_if(commands.begin(), commands.end(),
                                     [](const cli::Command& one) { return one.path.back() == "evaluate"; });
  cli::Invocation given;
  const auto run = [&](const std::string& input, const std::string& mode) {
    given.out = std::tmpfile();
    given.values = {{"model", {"rules/xiangxi/transport/rule.dmn"}}, {"input", {input}}, {"mode", {mode}}};
    auto done = evaluate->run(given);
    std::rewind(given.out);
    std::string text(1 << 16, ' ');
    text.resize(std::fread(text.data(), 1, text.size(), given.out));
    std::fclose(given.out);
    return std::pair(std::move(done), text);
  };
  const auto [missing, text] = run(R"({"fare":512})", "strict");
  ASSERT_TRUE(missing);
  EXPECT_EQ(*missing, cli::kFailed);
  EXPECT_NE(text.find("decision：缺少输入 has_spell、origin、group、tier、has_contract、receipts；不知道的请写 null"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("cap_outside、"), std::string::npos) << "parameters come with the rule: " << text;
  EXPECT_EQ(*run(R"({"fare":512})", "standard").first, cli::kDone);
  const auto [known, said] = run(
      R"({"fare":512,"has_spell":null,"origin":"yes","group":"yes","tier":"unknown","has_contract":null,"receipts":1})",
      "strict");
  EXPECT_EQ(*known, cli::kDone) << said;
  // A column that lists its values and no rule of which speaks of null.
  const auto [unforeseen, told] = run(
      R"({"fare":512,"has_spell":null,"origin":null,"group":"yes","tier":"outside","has_contract":null,"receipts":1})",
      "strict");
  EXPECT_EQ(*unforeseen, cli::kFailed) << told;
  EXPECT_NE(told.find("户籍地在范围内是空值，不在允许的取值之内"), std::string::npos) << told;
  for (const char* bad : {"[]", "[1]", "\"x\"", "", " "}) EXPECT_FALSE(run(bad, "strict").first) << bad;
  const auto broken = run(R"({"fare":})", "strict").first;
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().ToString().find("--input"), std::string::npos) << broken.error().ToString();
}

// A JSON object has each key once, whatever the model calls its decisions and columns.
TEST(EvaluateCommand, NoKeyStandsTwice) {
  const auto path = std::filesystem::temp_directory_path() / "gq_evaluate_twice.dmn";
  std::ofstream(path) << R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
<decision id="a1" name="a"><literalExpression><text>1</text></literalExpression></decision>
<decision id="a2" name="a"><literalExpression><text>2</text></literalExpression></decision>
<decision id="t" name="t"><decisionTable>
<input label="X"><inputExpression><text>1</text></inputExpression></input>
<input label="X"><inputExpression><text>2</text></inputExpression></input><output/>
<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
<outputEntry><text>3</text></outputEntry></rule></decisionTable></decision></definitions>)";
  const auto commands = SubsidiesCommands();
  const auto evaluate = std::find_if(commands.begin(), commands.end(),
                                     [](const cli::Command& one) { return one.path.back() == "evaluate"; });
  cli::Invocation given;
  given.out = std::tmpfile();
  given.err = std::tmpfile();
  given.values = {{"model", {path.string()}}, {"input", {"{}"}}, {"mode", {"standard"}}};
  EXPECT_TRUE(evaluate->run(given));
  const auto read = [](std::FILE* file) {
    std::rewind(file);
    std::string text(1 << 16, ' ');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
  };
  const std::string out = read(given.out), err = read(given.err);
  EXPECT_EQ(out.find("\"a\":"), out.rfind("\"a\":")) << out;
  EXPECT_NE(out.find(R"~("inputs":{"X":1,"X (2)":2})~"), std::string::npos) << out;
  EXPECT_NE(err.find("a：名称不止一次"), std::string::npos) << err;
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace gq
