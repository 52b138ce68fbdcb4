// Strict mode (D15): what does not belong to the type is an error that says where, never a silent null or false. The
// same texts in standard mode give what DMN says.
#include <gtest/gtest.h>

#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

Evaluation Give(std::string_view text, Mode mode, const Context& variables = {}) {
  EvaluateOptions options;
  options.mode = mode;
  return EvaluateExpression(text, variables, options);
}

struct Case {
  const char* text;
  const char* error;     // strict: a part of the message; empty when the value stands
  const char* standard;  // the value in standard mode, and in strict mode when there is no error
};

void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Evaluation standard = Give(c.text, Mode::kStandard), strict = Give(c.text, Mode::kStrict);
    EXPECT_TRUE(standard.error.empty()) << c.text;
    EXPECT_EQ(standard.value.ToText(), c.standard) << c.text;
    if (*c.error == '\0') {
      EXPECT_EQ(strict.error, "") << c.text;
      EXPECT_EQ(strict.value.ToText(), c.standard) << c.text;
      continue;
    }
    EXPECT_NE(strict.error.find(c.error), std::string::npos) << c.text << "：" << strict.error;
    EXPECT_NE(strict.error.find("字节"), std::string::npos) << c.text << "：" << strict.error;
  }
}

TEST(Strict, MembersOfAnotherKindInAListAreErrors) {
  Check({{"1 in [2, \"a\"]", "第 2 个是文字，不能与数字比较", "false"},
         {"1 in [\"a\", 1]", "第 1 个是文字", "true"},
         {"\"a\" in [1]", "第 1 个是数字，不能与文字比较", "false"},
         {"true in [false, 2]", "第 2 个是数字", "false"},
         {"1 in [2, null]", "第 2 个是空值", "false"},
         {"2 in [2, null]", "", "true"},
         {"1 in [2, [\"a\"..\"c\"]]", "第 2 个是文字的区间", "false"},
         {"@\"2018-03-01\" in [@\"2018-03-01T00:00:00\"]", "第 1 个是日期时刻，不能与日期比较", "false"},
         {"[1] in [[1], 2]", "第 2 个是数字，不能与列表比较", "true"},
         {"[1, 2] in [1, 2]", "", "true"},
         {"[1, 2] in [[1], [1, 2]]", "", "true"},
         {"1 in [2, 3]", "", "false"},
         {"3 in [[1..2], [3..4]]", "", "true"},
         {"1 in []", "", "false"},
         {"1 in (2, 3)", "", "false"}});
}

TEST(Strict, TestsOfAnotherKindAreErrors) {
  Check({{"1 in [\"a\"..\"c\"]", "数字与文字不能比较", "null"},
         {"\"a\" in (1, \"a\")", "文字与数字不能比较", "true"},
         {"\"a\" in (\"a\", 1)", "", "true"},  // the first that holds decides
         {"\"5\" in (> 3)", "文字与数字不能比较", "null"},
         {"1 in {a: 1}", "数字与上下文不能比较", "null"}});
}

TEST(Strict, AConditionThatIsNoBooleanIsAnError) {
  Check({{"if 1 then 2 else 3", "if 的条件应为是否", "3"},
         {"if \"true\" then 2 else 3", "if 的条件应为是否", "3"},
         {"if null then 2 else 3", "", "3"},
         {"if true then 2 else 3", "", "2"},
         {"[1, 2][\"a\"]", "筛选的条件应为是否或序号", "null"},
         {"some x in [1] satisfies x", "satisfies 的结果应为是否", "null"},
         {"true and 1", "两边应为是否", "null"}});
}

TEST(Strict, WhatIsMissingOnTheLeftIsUnknownAndNoError) {
  Check({{"null in [1, \"a\"]", "", "false"},
         {"null in [1..2]", "", "null"},
         {"null in [null]", "", "true"},
         {"null in (> 1)", "", "null"},
         {"1 in null", "", "false"},
         {"null > 1", "", "null"}});
}

TEST(Strict, MembersThatAContextOfAListDoesNotHaveAreErrors) {
  Check({{"[{a: 1}, {b: 2}].a", "列表的第 2 个（上下文）没有 a 这一项", "[1, null]"},
         {"[{a: 1}, null].a", "列表的第 2 个（空值）没有 a 这一项", "[1, null]"},
         {"[1].a", "列表的第 1 个（数字）没有 a 这一项", "[null]"},
         {"[{a: 1}, {a: null}].a", "", "[1, null]"},
         {"[@\"2018-03-01\"].month", "", "[3]"},
         {"[{a: 1}, {b: 2}][a > 0]", "没有名为 a", "[{a: 1}]"}});
}

std::string Model(const std::string& items, const std::string& type) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">" + items +
         "<inputData id=\"p\" name=\"人员\"><variable name=\"人员\" typeRef=\"" + type +
         "\"/></inputData><decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#p\"/>"
         "</informationRequirement><literalExpression><text>人员</text></literalExpression></decision></definitions>";
}

std::string Component(const std::string& name, const std::string& type, const std::string& more = "") {
  return "<itemComponent name=\"" + name + "\"" + more + "><typeRef>" + type + "</typeRef></itemComponent>";
}

const std::string kPersonItems =
    "<itemDefinition name=\"tTier\"><typeRef>string</typeRef><allowedValues><text>\"省内\", \"省外\"</text>"
    "</allowedValues></itemDefinition>"
    "<itemDefinition name=\"tContract\">" +
    Component("开始", "date") + Component("月工资", "number") + Component("去向", "tTier") +
    "</itemDefinition>"
    "<itemDefinition name=\"tPerson\">" +
    Component("姓名", "string") + Component("合同", "tContract", " isCollection=\"true\"") + "</itemDefinition>";

TEST(Strict, TheComponentThatDoesNotFitIsNamed) {
  const auto model = Compile(Model(kPersonItems, "tPerson"), {.mode = Mode::kStrict});
  ASSERT_TRUE(model) << model.error().ToString();
  const std::string good = "{开始: @\"2018-03-01\", 月工资: 3000, 去向: \"省外\"}";
  const auto said = [&](const std::string& person, Mode mode = Mode::kStrict) {
    Context inputs;
    const Evaluation value = EvaluateExpression(person, {}, {});
    EXPECT_TRUE(value.error.empty() && value.diagnostics.empty()) << person;
    inputs.Set("人员", value.value);
    const Evaluation done = model->Evaluate("d", inputs, {.mode = mode});
    if (mode == Mode::kStrict) return done.error;
    EXPECT_TRUE(done.value.IsNull());
    return done.diagnostics.empty() ? std::string() : done.diagnostics[0].message;
  };
  EXPECT_EQ(said("{姓名: \"甲\", 合同: [" + good + "]}"), "");
  for (const Mode mode : {Mode::kStrict, Mode::kStandard}) {
    for (const auto& [person, part] : std::vector<std::pair<std::string, std::string>>{
             {"{姓名: \"甲\", 合同: [" + good + ", {开始: \"三月\", 月工资: 1, 去向: \"省外\"}]}",
              "人员.合同[2].开始 应为日期，却是文字"},
             {"{姓名: \"甲\", 合同: [{开始: @\"2018-03-01\", 去向: \"省外\"}]}", "人员.合同[1].月工资 没有给出"},
             {"{姓名: \"甲\", 合同: [{开始: null, 月工资: 1, 去向: \"海外\"}]}",
              "人员.合同[1].去向 的值 海外 不在允许的取值之内"},
             {"{姓名: 7, 合同: []}", "人员.姓名 应为文字，却是数字"},
             {"{合同: []}", "人员.姓名 没有给出"},
             {"{姓名: \"甲\", 合同: 3}", "人员.合同 应为列表，却是数字"},
             {"3", "人员 应为上下文，却是数字"}}) {
      const std::string message = said(person, mode);
      EXPECT_NE(message.find(part), std::string::npos) << person << "：" << message;
      EXPECT_NE(message.find("tPerson"), std::string::npos) << person << "：" << message;
    }
  }
}

// A type that contains itself, and a value as deep: the path is cut, nothing overflows.
TEST(Strict, DeepMisfitsEnd) {
  const std::string items =
      "<itemDefinition name=\"tNode\">" + Component("next", "tNode") + Component("x", "number") + "</itemDefinition>";
  const auto model = Compile(Model(items, "tNode"), {.mode = Mode::kStrict});
  ASSERT_TRUE(model) << model.error().ToString();
  Context node;
  node.Set("next", Value());
  node.Set("x", Value::Text("wrong"));
  Value value = Value::OfContext(node);
  for (int i = 0; i < 1000; ++i) {
    Context outer;
    outer.Set("next", value);
    outer.Set("x", Value::Integer(1));
    value = Value::OfContext(outer);
  }
  Context inputs;
  inputs.Set("人员", value);
  const Evaluation done = model->Evaluate("d", inputs, {.mode = Mode::kStrict});
  EXPECT_NE(done.error.find("人员.next.next"), std::string::npos) << done.error.substr(0, 200);
  EXPECT_LT(done.error.size(), 2000U);
}

}  // namespace
}  // namespace gq::policy
