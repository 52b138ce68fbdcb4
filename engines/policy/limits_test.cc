// Hostile texts end in an error, in time and without a crash.
#include <gtest/gtest.h>

#include <ctime>

#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

std::string Repeat(std::string_view text, int count) {
  std::string repeated;
  for (int i = 0; i < count; ++i) repeated += text;
  return repeated;
}

Evaluation Give(const std::string& text) {
  const std::clock_t start = std::clock();  // processor time: what else the machine does is not at issue
  Evaluation done = EvaluateExpression(text, {}, {});
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 20) << text.substr(0, 80);
  EXPECT_TRUE(done.value.IsNull()) << text.substr(0, 80);
  EXPECT_TRUE(!done.error.empty() || !done.diagnostics.empty()) << text.substr(0, 80);
  return done;
}

TEST(Limits, DeepTextsAreRefused) {
  Give(Repeat("(", 10'000) + "1" + Repeat(")", 10'000));
  Give(Repeat("[", 5'000));
  Give(Repeat("-", 5'000) + "x");
  Give("1" + Repeat("+1", 20'000));
  Give(Repeat("if true then ", 2'000) + "1");
  Give(Repeat("{a:", 2'000));
  Give(Repeat("1 in (", 200) + "+");
  Give("x instance of " + Repeat("list<", 5'000));
  Give(std::string(70'000, ' ') + "1");
}

TEST(Limits, EndlessWorkStops) {
  EXPECT_FALSE(Give("for i in 1..999999999999 return i").error.empty());
  EXPECT_FALSE(Give("for i in 1..5000, j in 1..5000, k in 1..5000 return 1").error.empty());
  EXPECT_FALSE(Give("count(for i in 1..100000 return count(partial))").error.empty());
  EXPECT_FALSE(Give("{f: function(g) g(g), r: f(f)}.r").error.empty());
  EXPECT_FALSE(Give("count(for i in 1..900000 return for j in 1..900000 return 1)").error.empty());
}

TEST(Limits, ValuesThatDoubleStop) {
  std::string text = "{a0: [1, 1]";
  for (int i = 1; i <= 60; ++i)
    text += ", a" + std::to_string(i) + ": [a" + std::to_string(i - 1) + ", a" + std::to_string(i - 1) + "]";
  EXPECT_FALSE(Give(text + "}.a60").error.empty());
  EXPECT_FALSE(Give("{a: \"0123456789012345678901234567890123456789\", r: for i in 1..1000000 return if i = 1 then a "
                    "else partial[-1] + partial[-1]}.r")
                   .error.empty());
  EXPECT_FALSE(
      Give("{a: for i in 1..100000 return i, b: for i in 1..100000 return i, r: for i in 1..100000 return a = b}.r")
          .error.empty());
}

TEST(Limits, ErrorsSayWhere) {
  const Evaluation done = EvaluateExpression("1 + abs(\"x\")", {}, {});
  ASSERT_FALSE(done.diagnostics.empty());
  EXPECT_EQ(done.diagnostics[0].expression, "1 + abs(\"x\")");
  EXPECT_GT(done.diagnostics[0].offset, 3U);
  EvaluateOptions strict;
  strict.mode = Mode::kStrict;
  EXPECT_NE(EvaluateExpression("1 + abs(\"x\")", {}, strict).error.find("字节"), std::string::npos);
}

TEST(Limits, ExplodingRegularExpressionsStop) {
  Give("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")");
  Give("replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a|aa)+$\", \"b\")");
}

TEST(Limits, ArithmeticOverflowIsNull) {
  Give("9e6144 * 10");
  Give("10 ** 1000000");
  Give(Repeat("=(", 200) + "1" + Repeat(")", 200));
  Give("@\"999999999-12-31\" + @\"P1D\"");
  Give("exp(1000000)");
  Give("1 / 0");
  Give("9e99999");
}

TEST(Limits, StrictStopsWhereStandardGivesNull) {
  EvaluateOptions strict;
  strict.mode = Mode::kStrict;
  EXPECT_FALSE(EvaluateExpression("1 + \"a\"", {}, strict).error.empty());
  EXPECT_TRUE(EvaluateExpression("1 + \"a\"", {}, {}).error.empty());
  EXPECT_TRUE(EvaluateExpression("null > 1", {}, strict).error.empty());
}

std::string Definitions(const std::string& body) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">" + body +
         "</definitions>";
}

TEST(Limits, MalformedModelsAreRefused) {
  for (const std::string& text : {std::string(), std::string("<a"), std::string("<definitions/>"),
                                  std::string("<x xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"),
                                  "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + Definitions(""),
                                  Definitions(Repeat("<list>", 100'000) + Repeat("</list>", 100'000))}) {
    const auto model = Compile(text);
    ASSERT_FALSE(model) << text.substr(0, 60);
    EXPECT_FALSE(model.error().message.empty());
  }
}

TEST(Limits, MalformedXmlIsLocated) {
  const auto said = [](const std::string& text) { return Compile(text).error().ToString(); };
  std::string text = said("<definitions>\n  <决定 name=\"a\"></决\n</definitions>");
  EXPECT_NE(text.find("第 2 行"), std::string::npos) << text;
  EXPECT_NE(text.find("结束标签"), std::string::npos) << text;
  text = said("<definitions>\n<a b='1></a></definitions>");
  EXPECT_NE(text.find("第 2 行"), std::string::npos) << text;
  text = said(std::string("\xff\xfe\0\x01<", 5));
  EXPECT_NE(text.find("XML"), std::string::npos) << text;
  EXPECT_NE(said("").find("第 1 行第 1 列"), std::string::npos);
}

// What does not need the model that is missing can still be asked in standard mode.
TEST(Limits, MissingImportsAreToldAndRefusedInStrictMode) {
  const std::string text = Definitions(
      "<import name=\"x\" namespace=\"y\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
      "<decision id=\"d\" name=\"d\"><literalExpression><text>1</text></literalExpression></decision>"
      "<decision id=\"e\" name=\"e\"><informationRequirement><requiredDecision href=\"y#z\"/>"
      "</informationRequirement><literalExpression><text>x.z</text></literalExpression></decision>");
  const auto strict = Compile(text, {.mode = Mode::kStrict});
  ASSERT_FALSE(strict);
  EXPECT_NE(strict.error().ToString().find("y"), std::string::npos);
  const auto standard = Compile(text);
  ASSERT_TRUE(standard);
  EXPECT_FALSE(standard->diagnostics().empty());
  EXPECT_EQ(standard->Evaluate("d", {}).value.ToText(), "1");
  EXPECT_TRUE(standard->Evaluate("e", {}).value.IsNull());
}

TEST(Limits, CyclicRequirementsAndImportsAreRefused) {
  const std::string decision =
      "<decision id=\"%1\" name=\"%1\"><informationRequirement><requiredDecision "
      "href=\"#%2\"/></informationRequirement>"
      "<literalExpression><text>1</text></literalExpression></decision>";
  const auto made = [&](char a, char b) {
    std::string text = decision;
    for (std::size_t at; (at = text.find("%1")) != std::string::npos;) text.replace(at, 2, 1, a);
    for (std::size_t at; (at = text.find("%2")) != std::string::npos;) text.replace(at, 2, 1, b);
    return text;
  };
  EXPECT_FALSE(Compile(Definitions(made('a', 'b') + made('b', 'c') + made('c', 'a'))));
  EXPECT_TRUE(Compile(Definitions(made('a', 'b') + made('b', 'c'))));
  const std::string self =
      Definitions("<import name=\"x\" namespace=\"n\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>");
  CompileOptions options;
  options.imports = [&](const std::string&, const std::string&) { return std::optional<std::string>(self); };
  EXPECT_FALSE(Compile(self, options));
}

TEST(Limits, RecursionWithoutEndStops) {
  const auto model =
      Compile(Definitions("<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic><formalParameter "
                          "name=\"x\"/><literalExpression><text>f(x + 1)</text></literalExpression>"
                          "</encapsulatedLogic></businessKnowledgeModel><decision id=\"d\" "
                          "name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"#f\"/></knowledgeRequirement>"
                          "<literalExpression><text>f(1)</text></literalExpression></decision>"));
  ASSERT_TRUE(model);
  EXPECT_FALSE(model->Evaluate("d", {}).error.empty());
  EXPECT_FALSE(model->Evaluate("no such", {}).error.empty());
}

// Durations of both kinds end at the same length, read or computed.
TEST(Limits, DurationsDoNotGrowForEver) {
  for (const char* text : {"@\"P999999999999999D\" * 1e30", "@\"P1D\" / 1e-6000", "-@\"P999999999999999D\" * 2",
                           "@\"P999999999999999D\" + @\"P1D\"", "sum([@\"P999999999999999D\", @\"P1D\"])",
                           "@\"P999999999999999Y\" * 1e30", "@\"P999999999999999Y\" + @\"P1Y\""}) {
    const Evaluation done = Give(text);
    ASSERT_FALSE(done.diagnostics.empty()) << text;
    EXPECT_NE(done.diagnostics[0].message.find("时长超出范围"), std::string::npos) << done.diagnostics[0].message;
    EXPECT_FALSE(EvaluateExpression(text, {}, {.mode = Mode::kStrict}).error.empty()) << text;
  }
  const auto text = [](const char* expression) { return EvaluateExpression(expression, {}, {}).value.ToText(); };
  EXPECT_EQ(text("@\"P499999999999999D\" * 2"), "P999999999999998D");
  EXPECT_EQ(text("@\"P999999999999999D\" - @\"PT1S\""), "P999999999999998DT23H59M59S");
  EXPECT_EQ(text("@\"P1D\" * 1e-30"), "PT0S");
}

}  // namespace
}  // namespace gq::policy
