// Decision tables: hit policies, aggregation, traces, modes, versions of DMN, static checks.
#include <gtest/gtest.h>

#include <algorithm>

#include "engines/policy/check/check.h"
#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

struct Rule {
  std::vector<const char*> tests;
  const char* output;
};

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '<' ? "&lt;" : std::string(1, c);
  return escaped;
}

std::string Table(const std::string& hit_policy, const std::vector<Rule>& rules,
                  const std::string& output = "<output/>",
                  const std::string& version = "https://www.omg.org/spec/DMN/20230324/MODEL/",
                  const std::string& allowed = "") {
  std::string text = "<definitions xmlns=\"" + version +
                     "\" name=\"m\" namespace=\"n\"><inputData id=\"x\" name=\"x\"><variable name=\"x\" "
                     "typeRef=\"number\"/></inputData>"
                     "<inputData id=\"y\" name=\"y\"><variable name=\"y\"/></inputData><decision id=\"d\" "
                     "name=\"d\"><informationRequirement><requiredInput href=\"#x\"/>"
                     "</informationRequirement><informationRequirement><requiredInput "
                     "href=\"#y\"/></informationRequirement><decisionTable " +
                     hit_policy +
                     "><input label=\"X\"><inputExpression><text>x</text></inputExpression></input><input "
                     "label=\"Y\"><inputExpression><text>y</text></inputExpression>" +
                     allowed + "</input>" + output;
  for (const Rule& rule : rules) {
    text += "<rule>";
    for (const char* test : rule.tests) text += "<inputEntry><text>" + Escaped(test) + "</text></inputEntry>";
    text += "<outputEntry><text>" + Escaped(rule.output) + "</text></outputEntry></rule>";
  }
  return text + "</decisionTable></decision></definitions>";
}

Evaluation Decide(const std::string& text, int x, const char* y, Mode mode = Mode::kStandard) {
  const auto model = Compile(text);
  EXPECT_TRUE(model) << (model ? "" : model.error().ToString());
  if (!model) return {};
  Context inputs;
  inputs.Set("x", Value::Integer(x));
  inputs.Set("y", Value::Text(y));
  return model->Evaluate("d", inputs, {.mode = mode, .trace = true});
}

const std::vector<Rule> kRules = {{{"< 10", "-"}, "1"}, {{"< 5", "\"a\""}, "2"}, {{"[5..20]", "not(\"a\")"}, "3"}};

TEST(Tables, HitPolicies) {
  EXPECT_EQ(Decide(Table("", kRules), 12, "b").value.ToText(), "3");
  EXPECT_TRUE(Decide(Table("", kRules), 3, "a").value.IsNull());  // two rules of a UNIQUE table
  EXPECT_FALSE(Decide(Table("", kRules), 3, "a").diagnostics.empty());
  EXPECT_FALSE(Decide(Table("", kRules), 3, "a", Mode::kStrict).error.empty());
  EXPECT_EQ(Decide(Table("hitPolicy=\"FIRST\"", kRules), 3, "a").value.ToText(), "1");
  EXPECT_EQ(Decide(Table("hitPolicy=\"RULE ORDER\"", kRules), 3, "a").value.ToText(), "[1, 2]");
  EXPECT_EQ(Decide(Table("hitPolicy=\"COLLECT\"", kRules), 100, "a").value.ToText(), "[]");
  EXPECT_EQ(Decide(Table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", kRules), 3, "a").value.ToText(), "3");
  EXPECT_EQ(Decide(Table("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", kRules), 3, "a").value.ToText(), "2");
  EXPECT_EQ(Decide(Table("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", kRules), 3, "a").value.ToText(), "1");
  EXPECT_EQ(Decide(Table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", kRules), 3, "a").value.ToText(), "2");
  const std::string priority = "<output><outputValues><text>3, 2, 1</text></outputValues></output>";
  EXPECT_EQ(Decide(Table("hitPolicy=\"PRIORITY\"", kRules, priority), 3, "a").value.ToText(), "2");
  EXPECT_EQ(Decide(Table("hitPolicy=\"OUTPUT ORDER\"", kRules, priority), 3, "a").value.ToText(), "[2, 1]");
  for (const char* policy : {"PRIORITY", "OUTPUT ORDER"}) {  // no values, no order
    const std::string attribute = "hitPolicy=\"" + std::string(policy) + "\"";
    const auto lenient = Decide(Table(attribute, kRules), 3, "a");
    EXPECT_TRUE(lenient.value.IsNull());
    ASSERT_FALSE(lenient.diagnostics.empty());
    EXPECT_NE(lenient.diagnostics[0].message.find(policy), std::string::npos) << lenient.diagnostics[0].message;
    EXPECT_NE(Decide(Table(attribute, kRules), 3, "a", Mode::kStrict).error.find("outputValues"), std::string::npos);
  }
  EXPECT_TRUE(Decide(Table("hitPolicy=\"ANY\"", kRules), 3, "a").value.IsNull());
  EXPECT_EQ(
      Decide(Table("", kRules, "<output><defaultOutputEntry><text>9</text></defaultOutputEntry></output>"), 100, "a")
          .value.ToText(),
      "9");
}

TEST(Tables, TraceNamesTheRuleOrTheNearestOneAndItsFailedCells) {
  const Evaluation hit = Decide(Table("", kRules), 12, "b");
  ASSERT_EQ(hit.tables.size(), 1U);
  ASSERT_EQ(hit.tables[0].matched.size(), 1U);
  EXPECT_EQ(hit.tables[0].matched[0].rule_id, "3");
  EXPECT_EQ(hit.tables[0].inputs[0].second.ToText(), "12");
  const Evaluation miss = Decide(Table("", kRules), 12, "a");
  ASSERT_TRUE(miss.tables[0].nearest_rule);
  EXPECT_EQ(*miss.tables[0].nearest_rule, 0U);
  ASSERT_EQ(miss.tables[0].failed.size(), 1U);
  EXPECT_EQ(miss.tables[0].failed[0].input, "X");
  EXPECT_EQ(miss.tables[0].failed[0].test, "< 10");
}

TEST(Tables, ValuesOutsideTheAllowedOnesAreErrors) {
  const std::string text = Table("", kRules, "<output/>", "https://www.omg.org/spec/DMN/20230324/MODEL/",
                                 "<inputValues><text>\"a\", \"b\"</text></inputValues>");
  EXPECT_EQ(Decide(text, 12, "b").value.ToText(), "3");
  EXPECT_FALSE(Decide(text, 12, "c").diagnostics.empty());
  EXPECT_FALSE(Decide(text, 12, "c", Mode::kStrict).error.empty());
}

TEST(Tables, AResultOutsideTheOutputValuesIsNamed) {
  const auto said = [](const std::string& name) {
    return Decide(Table("", kRules, "<output" + name + "><outputValues><text>1</text></outputValues></output>"), 12,
                  "b", Mode::kStrict)
        .error;
  };
  EXPECT_EQ(said(""), "d：决策表 d 的结果 3 不在 outputValues 之内");
  EXPECT_EQ(said(" name=\"档\""), "d：档 的结果 3 不在 outputValues 之内");
}

// What a missing value becomes in a column with input values: the text of the value, or of the error.
std::string WithoutY(const std::string& values, const std::vector<Rule>& rules, Mode mode = Mode::kStrict) {
  const std::string version = "https://www.omg.org/spec/DMN/20230324/MODEL/";
  const auto model = Compile(Table("hitPolicy=\"FIRST\"", rules, "<output/>", version,
                                   "<inputValues><text>" + values + "</text></inputValues>"),
                             {.mode = mode});
  if (!model) return model.error().message;
  Context inputs;
  inputs.Set("x", Value::Integer(1));
  inputs.Set("y", Value());
  const Evaluation done = model->Evaluate("d", inputs, {.mode = mode});
  return done.error.empty() ? done.value.ToText() : done.error;
}

TEST(Tables, AMissingValueIsOutsideTheAllowedOnesUnlessForeseen) {
  const std::vector<Rule> asks = {{{"-", "[0..5]"}, "1"}, {{"-", "> 5"}, "2"}},
                          rest = {{{"-", "< 5"}, "1"}, {{"-", "-"}, "2"}};
  for (const auto& rules : {asks, rest}) {
    const std::string said = WithoutY("[0..10]", rules);
    EXPECT_NE(said.find("Y是空值，不在允许的取值之内（[0..10]）"), std::string::npos) << said;
    EXPECT_NE(said.find("inputValues"), std::string::npos) << said;
  }
  EXPECT_EQ(WithoutY("[0..10]", asks, Mode::kStandard), "null");
  EXPECT_EQ(WithoutY("[0..10]", rest, Mode::kStandard), "2");
  EXPECT_EQ(WithoutY("null, [0..10]", rest), "2");
  EXPECT_EQ(WithoutY("[0..10]", {{{"-", "[0..10]"}, "1"}, {{"-", "null"}, "2"}}), "2");
  EXPECT_EQ(WithoutY("[0..10]", {{{"-", "not(null)"}, "1"}, {{"-", "-"}, "2"}}), "2");
  EXPECT_EQ(WithoutY("[0..10]", {{{"-", "? = null or ? > 9"}, "1"}, {{"-", "-"}, "2"}}), "1");
  EXPECT_EQ(WithoutY("[0..10]", {{{"> 5", "-"}, "1"}, {{"-", "-"}, "2"}}), "2") << "no rule asks for it";
}

TEST(Tables, EveryVersionFromOneTwoIsRead) {
  for (const char* version :
       {"http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/"}) {
    EXPECT_EQ(Decide(Table("", kRules, "<output/>", version), 12, "b").value.ToText(), "3") << version;
  }
  EXPECT_FALSE(Compile(Table("", kRules, "<output/>", "http://www.omg.org/spec/DMN/20151101/dmn.xsd")));
}

TEST(Tables, StrictRefusesWhatItCannotRead) {
  const std::string text = Table("", {{{"< (", "-"}, "1"}});
  EXPECT_TRUE(Compile(text));
  EXPECT_FALSE(Compile(text)->diagnostics().empty());
  const auto strict = Compile(text, {.mode = Mode::kStrict});
  ASSERT_FALSE(strict);
  EXPECT_NE(strict.error().message.find("d："), std::string::npos);
}

std::vector<std::string> Kinds(const std::string& text) {
  const auto model = Compile(text);
  std::vector<std::string> kinds;
  if (!model) return kinds;
  for (const Finding& finding : CheckTables(*model)) kinds.emplace_back(NameOf(finding.kind));
  return kinds;
}

int CountOf(const std::vector<std::string>& kinds, const std::string& kind) {
  return static_cast<int>(std::count(kinds.begin(), kinds.end(), kind));
}

TEST(Check, FindsGapsOverlapsAndRulesThatNeverApply) {
  EXPECT_TRUE(Kinds(Table("", {{{"< 10", "-"}, "1"}, {{">= 10", "-"}, "2"}})).empty());
  EXPECT_EQ(Kinds(Table("", {{{"< 10", "-"}, "1"}, {{"> 10", "-"}, "2"}})), std::vector<std::string>{"gap"});
  EXPECT_EQ(CountOf(Kinds(Table("", {{{"<= 10", "-"}, "1"}, {{">= 10", "-"}, "2"}})), "overlap"), 1);
  EXPECT_EQ(Kinds(Table("hitPolicy=\"FIRST\"", {{{"< 10", "-"}, "1"}, {{"< 5", "-"}, "2"}, {{"-", "-"}, "3"}})),
            std::vector<std::string>{"unreachable"});
  EXPECT_EQ(CountOf(Kinds(Table("", {{{"-", "\"a\""}, "1"}, {{"-", "\"b\""}, "2"}})), "gap"), 1);
  EXPECT_TRUE(Kinds(Table("", {{{"-", "\"a\""}, "1"}, {{"-", "\"b\""}, "2"}}, "<output/>",
                          "https://www.omg.org/spec/DMN/20230324/MODEL/",
                          "<inputValues><text>\"a\", \"b\"</text></inputValues>"))
                  .empty());
  // A cell that names another value may or may not hold: it closes the gap and is no overlap.
  EXPECT_TRUE(Kinds(Table("", {{{"< 10", "-"}, "1"}, {{">= y", "-"}, "2"}})).empty());
  EXPECT_TRUE(Kinds(Table("hitPolicy=\"COLLECT\"", {{{"< 10", "-"}, "1"}})).empty());
}

// Every finding of that kind as "row/column".
std::vector<std::string> CellsOf(const std::string& text, FindingKind kind) {
  std::vector<std::string> cells;
  const auto model = Compile(text);
  if (!model) return {"no model"};
  for (const Finding& finding : CheckTables(*model)) {
    if (finding.kind == kind) cells.push_back(std::to_string(finding.row) + "/" + std::to_string(finding.column));
  }
  return cells;
}

TEST(Check, NamesTheCellOfAWrongType) {
  const std::string version = "https://www.omg.org/spec/DMN/20230324/MODEL/";
  const auto cells = [&](const std::vector<Rule>& rules, const std::string& output = "<output typeRef=\"number\"/>",
                         const std::string& values = "") {
    return CellsOf(Table("", rules, output, version, values), FindingKind::kType);
  };
  using Cells = std::vector<std::string>;
  EXPECT_EQ(cells({{{"< 10", "\"a\""}, "1"}, {{">= 10", "-"}, "x * 2"}}), Cells{});
  EXPECT_EQ(cells({{{"\"ten\"", "-"}, "1"}}), Cells{"1/1"});
  EXPECT_EQ(cells({{{"-", "-"}, "1"}, {{"[1..\"a\"]", "-"}, "1"}}), Cells{"2/1"});
  EXPECT_EQ(cells({{{"< \"a\"", "-"}, "1"}}), Cells{"1/1"});
  EXPECT_EQ(cells({{{"-", "-"}, "\"text\""}}), Cells{"1/3"});
  EXPECT_EQ(cells({{{"-", "-"}, "string(x)"}}), Cells{"1/3"});
  EXPECT_EQ(cells({{{"? > nowhere", "-"}, "1"}}), Cells{"1/1"});
  EXPECT_EQ(cells({{{"-", "-"}, "nowhere + 1"}}), Cells{"1/3"});
  EXPECT_EQ(cells({{{"-", "-"}, "count(for i in [1, 2] return i + count(partial))"}}), Cells{});
  EXPECT_EQ(cells({{{"-", "-"}, "7"}}, "<output><outputValues><text>1, 2</text></outputValues></output>"),
            Cells{"1/3"});
  EXPECT_EQ(cells({{{"-", "\"c\""}, "1"}}, "<output/>", "<inputValues><text>\"a\", \"b\"</text></inputValues>"),
            Cells{"1/2"});
  EXPECT_EQ(CellsOf(Table("hitPolicy=\"FIRST\"", {{{"-", "-"}, "1"}, {{"< 5", "-"}, "2"}}), FindingKind::kUnreachable),
            Cells{"2/0"});
  EXPECT_EQ(CellsOf(Table("", {{{"<= 5", "-"}, "1"}, {{">= 5", "-"}, "2"}}), FindingKind::kOverlap), Cells{"2/0"});
}

// The check against brute force: random tables of numbers, every integer and half tried.
TEST(Check, AgreesWithTryingEveryValue) {
  std::uint32_t seed = 7;
  const auto random = [&](std::uint32_t n) { return (seed = seed * 1664525u + 1013904223u) / 65536u % n; };
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> tests;
    std::vector<Rule> rules;
    for (int i = 0; i < 3; ++i) {
      const int low = static_cast<int>(random(8)), high = low + static_cast<int>(random(5));
      tests.push_back((random(2) ? "[" : "(") + std::to_string(low) + ".." + std::to_string(high) +
                      (random(2) ? "]" : ")"));
    }
    tests.push_back("< " + std::to_string(random(4)));
    tests.push_back(">= " + std::to_string(6 + random(4)));
    for (const std::string& test : tests) rules.push_back({{test.c_str(), "-"}, "1"});
    const auto model = Compile(Table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", rules));
    bool gap = false, overlap = false;
    for (int twice = -4; twice <= 30; ++twice) {
      Context inputs;
      inputs.Set("x", Value::Number(*Decimal(twice).Divide(Decimal(2))));
      const auto count = model->Evaluate("d", inputs, {}).value.number().ToInteger();
      gap |= *count == 0;
      overlap |= *count > 1;
    }
    const auto kinds = Kinds(Table("", rules));
    EXPECT_EQ(CountOf(kinds, "gap") > 0, gap) << round;
    EXPECT_EQ(CountOf(kinds, "overlap") > 0, overlap) << round;
  }
}

}  // namespace
}  // namespace gq::policy
