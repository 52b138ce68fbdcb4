// Whole models: unary tests, decisions that need decisions, and what must not be taken for something else.
#include <gtest/gtest.h>

#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

std::string Definitions(const std::string& body) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">" + body +
         "</definitions>";
}

const std::string kInput = "<inputData id=\"n\" name=\"n\"><variable name=\"n\" typeRef=\"number\"/></inputData>";
const std::string kNeeds = "<informationRequirement><requiredInput href=\"#n\"/></informationRequirement>";

// One column `n`, one output; the output values give the order of priority.
std::string Table(const std::string& attributes, const std::vector<std::pair<std::string, std::string>>& rules) {
  std::string text = kInput + "<decision id=\"d\" name=\"d\">" + kNeeds + "<decisionTable " + attributes +
                     "><input label=\"n\"><inputExpression><text>n</text></inputExpression></input>"
                     "<output name=\"out\"><outputValues><text>30, 10, 20</text></outputValues></output>";
  for (const auto& [test, output] : rules) {
    text += "<rule id=\"at " + test + "\"><inputEntry><text><![CDATA[" + test +
            "]]></text></inputEntry><outputEntry><text>" + output + "</text></outputEntry></rule>";
  }
  return Definitions(text + "</decisionTable></decision>");
}

Evaluation EvaluateAt(const std::string& text, int n, Mode mode = Mode::kStrict) {
  const auto model = Compile(text, {.mode = mode});
  EXPECT_TRUE(model) << model.error().ToString();
  if (!model) return {};
  Context inputs;
  inputs.Set("n", Value::Integer(n));
  return model->Evaluate("d", inputs, {.mode = mode, .trace = true});
}

std::string Give(const std::string& text, int n) {
  const Evaluation done = EvaluateAt(text, n);
  return done.error.empty() ? done.value.ToText() : "停";
}

const std::vector<std::pair<std::string, std::string>> kOverlap = {{"[1..5]", "10"}, {"[3..9]", "20"}, {"> 4", "30"}};

TEST(Models, AMisspeltHitPolicyDoesNotBecomeAnother) {
  for (const char* attributes :
       {"hitPolicy=\"FRIST\"", "hitPolicy=\"first\"", "hitPolicy=\"COLLECT\" aggregation=\"AVG\""}) {
    EXPECT_FALSE(Compile(Table(attributes, kOverlap), {.mode = Mode::kStrict})) << attributes;
    const Evaluation done = EvaluateAt(Table(attributes, kOverlap), 1, Mode::kStandard);
    EXPECT_TRUE(done.value.IsNull()) << attributes;
    EXPECT_FALSE(done.diagnostics.empty()) << attributes;
  }
}

TEST(Models, UnaryTests) {
  struct Case {
    const char* test;
    std::vector<int> hits;  // of 0 … 5
  };
  for (const Case& c : std::vector<Case>{{"-", {0, 1, 2, 3, 4, 5}},
                                         {"1, 3", {1, 3}},
                                         {"[1..3]", {1, 2, 3}},
                                         {"(1..3]", {2, 3}},
                                         {"[1..3)", {1, 2}},
                                         {"]1..3[", {2}},
                                         {"< 2, > 4", {0, 1, 5}},
                                         {"not(1, [3..4])", {0, 2, 5}},
                                         {"? * 2 = 4", {2}},
                                         {"if ? > 3 then true else false", {4, 5}}}) {
    const std::string text = Table("hitPolicy=\"FIRST\"", {{c.test, "10"}});
    std::vector<int> hits;
    for (int n = 0; n <= 5; ++n) {
      if (Give(text, n) == "10") hits.push_back(n);
    }
    EXPECT_EQ(hits, c.hits) << c.test;
  }
}

TEST(Models, DecisionsNeedDecisions) {
  const std::string text = Definitions(
      kInput + "<decision id=\"s\" name=\"满月 数\"><variable name=\"满月 数\"/>" + kNeeds +
      "<literalExpression><text>floor(n / 30)</text></literalExpression></decision>"
      "<decision id=\"d\" name=\"d\"><informationRequirement><requiredDecision href=\"#s\"/></informationRequirement>"
      "<literalExpression><text>if 满月 数 &gt;= 3 then \"满 \" + string(满月 数) + \" 个月\" else "
      "\"不足\"</text></literalExpression></decision>");
  EXPECT_EQ(Give(text, 95), "满 3 个月");
  EXPECT_EQ(Give(text, 89), "不足");
}

TEST(Models, StrictRefusesWhatStandardTurnsToNull) {
  const auto literal = [](const std::string& expression) {
    return Definitions(kInput + "<decision id=\"d\" name=\"d\">" + kNeeds + "<literalExpression><text>" + expression +
                       "</text></literalExpression></decision>");
  };
  for (const char* unreadable : {"n +", "1 + * 2", "if n then", "(n", "\"open"}) {
    const auto strict = Compile(literal(unreadable), {.mode = Mode::kStrict});
    ASSERT_FALSE(strict) << unreadable;
    EXPECT_NE(strict.error().ToString().find("d"), std::string::npos);
    const Evaluation standard = EvaluateAt(literal(unreadable), 1, Mode::kStandard);
    EXPECT_TRUE(standard.value.IsNull()) << unreadable;
    EXPECT_FALSE(standard.diagnostics.empty()) << unreadable;
  }
  for (const char* failing : {"n / 0", "n + \"a\"", "floor(\"a\")"}) {
    EXPECT_FALSE(EvaluateAt(literal(failing), 1, Mode::kStrict).error.empty()) << failing;
    const Evaluation standard = EvaluateAt(literal(failing), 1, Mode::kStandard);
    EXPECT_TRUE(standard.error.empty() && standard.value.IsNull()) << failing;
    EXPECT_FALSE(standard.diagnostics.empty()) << failing;
  }
}

TEST(Models, NamesAreGivenOnce) {
  const auto decision = [](const std::string& id, const std::string& name) {
    return "<decision id=\"" + id + "\" name=\"" + name +
           "\"><literalExpression><text>1</text></literalExpression></decision>";
  };
  EXPECT_TRUE(Compile(Definitions(kInput + decision("a", "a") + decision("b", "b")), {.mode = Mode::kStrict}));
  const auto twice = Compile(Definitions(decision("a1", "a") + decision("a2", "a")), {.mode = Mode::kStrict});
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("名称重复"), std::string::npos) << twice.error().message;
  EXPECT_FALSE(Compile(Definitions(kInput + decision("d", "n")), {.mode = Mode::kStrict})) << "as an input";
  EXPECT_FALSE(Compile(Definitions(decision("a", "x") + decision("a", "y")), {.mode = Mode::kStrict})) << "one id";
  EXPECT_TRUE(Compile(Definitions(decision("a1", "a") + decision("a2", "a")), {.mode = Mode::kStandard}));
  const auto nameless = Compile(Definitions(decision("a1", " ") + decision("a2", "a")), {.mode = Mode::kStrict});
  ASSERT_FALSE(nameless);
  EXPECT_NE(nameless.error().message.find("a1：decision 没有名称"), std::string::npos) << nameless.error().message;
  EXPECT_TRUE(Compile(Definitions(decision("a1", "") + decision("a2", "")), {.mode = Mode::kStandard}));
}

// COLLECT with SUM adds numbers; `+` would join texts.
TEST(Models, ASumIsNotOfTexts) {
  std::string table = Table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", {{"> 0", "\"z\""}, {"> 1", "\"y\""}});
  const std::string values = "<outputValues><text>30, 10, 20</text></outputValues>";
  table.erase(table.find(values), values.size());
  EXPECT_FALSE(EvaluateAt(table, 5).error.empty());
  EXPECT_TRUE(EvaluateAt(table, 5, Mode::kStandard).value.IsNull());
  EXPECT_EQ(Give(Table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", kOverlap), 5), "60");
}

TEST(Models, RequirementsThatLeadNowhereAreNotForgotten) {
  const std::string text = Definitions(
      "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#none\"/></informationRequirement>"
      "<literalExpression><text>1</text></literalExpression></decision>");
  EXPECT_FALSE(Compile(text, {.mode = Mode::kStrict}));
  const auto standard = Compile(text, {.mode = Mode::kStandard});
  ASSERT_TRUE(standard);
  ASSERT_EQ(standard->diagnostics().size(), 1U);
  EXPECT_NE(standard->diagnostics()[0].message.find("#none"), std::string::npos);
}

std::string Item(const std::string& name, const std::string& type, const std::string& attributes = "") {
  return "<itemDefinition name=\"" + name + "\"" + attributes + "><typeRef>" + type + "</typeRef></itemDefinition>";
}

// A name for a name for a name ... must end at a type that says what a value looks like.
TEST(Models, TypesThatOnlyNameEachOtherAreRefused) {
  const std::string used =
      "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"tA\"/>"
      "<literalExpression><text>1</text></literalExpression></decision>";
  for (const Mode mode : {Mode::kStandard, Mode::kStrict}) {
    for (const std::string& types : {Item("tA", "tA"), Item("tA", "tB") + Item("tB", "tA"),
                                     Item("tC", "tA") + Item("tA", "tB") + Item("tB", "tA")}) {
      for (const std::string& decision : {used, std::string()}) {
        const auto model = Compile(Definitions(types + decision), {.mode = mode});
        ASSERT_FALSE(model) << types;
        EXPECT_NE(model.error().message.find("类型 tA 引用自己"), std::string::npos) << model.error().message;
      }
    }
    std::string chain = Item("tA", "t0");
    for (int i = 0; i < 100; ++i) chain += Item("t" + std::to_string(i), "t" + std::to_string(i + 1));
    const auto far = Compile(Definitions(chain + Item("t100", "number") + used), {.mode = mode});
    ASSERT_FALSE(far);
    EXPECT_NE(far.error().message.find("超过 64 层"), std::string::npos) << far.error().message;
  }
}

TEST(Models, TypesMayContainThemselves) {
  const std::string component =
      "<itemDefinition name=\"tA\"><itemComponent name=\"next\"><typeRef>tA</typeRef></itemComponent></itemDefinition>";
  const std::string function =
      "<itemDefinition name=\"tA\"><functionItem outputTypeRef=\"tA\"><parameters name=\"x\" typeRef=\"tA\"/>"
      "</functionItem></itemDefinition>";
  const std::string decision =
      "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"tB\"/>"
      "<literalExpression><text>null</text></literalExpression></decision>";
  for (const std::string& type : {component, function, Item("tA", "tA", " isCollection=\"true\"")})
    EXPECT_EQ(Give(Definitions(kInput + type + Item("tB", "tA") + decision), 1), "null") << type;
}

// A type nobody knows is told wherever it is written, with the place.
TEST(Models, UnknownTypesAreToldEverywhere) {
  const auto decision = [](const std::string& logic) {
    return kInput + "<decision id=\"d\" name=\"d\">" + kNeeds + logic + "</decision>";
  };
  const std::string one = "<literalExpression><text>1</text></literalExpression>";
  const auto table = [&](const std::string& input, const std::string& output) {
    return decision("<decisionTable><input label=\"年龄\"><inputExpression typeRef=\"" + input +
                    "\"><text>n</text></inputExpression></input><output name=\"档\" typeRef=\"" + output +
                    "\"/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
                    "</decisionTable>");
  };
  EXPECT_TRUE(Compile(Definitions(table("number", "number")), {.mode = Mode::kStrict}));
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {table("foo", "number"), "输入列“年龄”：未知的类型 foo"},
           {table("number", "foo"), "输出列“档”：未知的类型 foo"},
           {"<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic><formalParameter name=\"x\" "
            "typeRef=\"foo\"/>" +
                one + "</encapsulatedLogic></businessKnowledgeModel>",
            "参数“x”：未知的类型 foo"},
           {"<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic typeRef=\"foo\">" + one +
                "</encapsulatedLogic></businessKnowledgeModel>",
            "未知的类型 foo"},
           {decision("<context><contextEntry><variable name=\"a\" typeRef=\"foo\"/>" + one +
                     "</contextEntry></context>"),
            "d.a：未知的类型 foo"},
           {decision("<relation><column name=\"a\" typeRef=\"foo\"/><row>" + one + "</row></relation>"),
            "列“a”：未知的类型 foo"},
           {decision("<for iteratorVariable=\"i\"><in typeRef=\"foo\">" + one + "</in><return>" + one +
                     "</return></for>"),
            "未知的类型 foo"},
           {"<itemDefinition name=\"tF\"><functionItem outputTypeRef=\"number\"><parameters name=\"x\" "
            "typeRef=\"foo\"/></functionItem></itemDefinition>",
            "参数“x”：未知的类型 foo"}}) {
    const auto strict = Compile(Definitions(text), {.mode = Mode::kStrict});
    ASSERT_FALSE(strict) << text;
    EXPECT_NE(strict.error().message.find(said), std::string::npos) << strict.error().message;
    const auto standard = Compile(Definitions(text), {.mode = Mode::kStandard});
    ASSERT_TRUE(standard) << text;
    ASSERT_EQ(standard->diagnostics().size(), 1U) << text;
    EXPECT_NE(standard->diagnostics()[0].message.find("未知的类型 foo"), std::string::npos);
  }
}

// Two columns of one name would lose one of them.
TEST(Models, SeveralOutputsHaveDifferentNames) {
  const auto table = [](const std::string& first, const std::string& second) {
    return Definitions(kInput + "<decision id=\"d\" name=\"d\">" + kNeeds +
                       "<decisionTable><input><inputExpression><text>n</text></inputExpression></input><output" +
                       first + "/><output" + second +
                       "/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry>"
                       "<outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>");
  };
  EXPECT_EQ(Give(table(" name=\"x\"", " name=\"y\""), 1), "{x: 1, y: 2}");
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {table(" name=\"x\"", " name=\" x \""), "d：决策表的输出列第 2 列与第 1 列都叫 x"},
           {table("", ""), "输出列第 1 列没有名称"},
           {table(" name=\"x\"", ""), "输出列第 2 列没有名称"}}) {
    const auto strict = Compile(text, {.mode = Mode::kStrict});
    ASSERT_FALSE(strict) << text;
    EXPECT_NE(strict.error().message.find(said), std::string::npos) << strict.error().message;
    const Evaluation standard = EvaluateAt(text, 1, Mode::kStandard);
    EXPECT_TRUE(standard.value.IsNull());
    EXPECT_FALSE(standard.diagnostics.empty());
  }
}

// "规则 = 1" as GB18030 bytes (GBK is part of it), U+20000 in four bytes.
TEST(Models, OtherEncodingsAreConvertedOrRefused) {
  const auto model = [](const std::string& encoding, const std::string& text) {
    return "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>\n" +
           Definitions("\n<decision id=\"d\" name=\"d\"><literalExpression><text>\"" + text +
                       "\"</text></literalExpression></decision>");
  };
  const std::string gb = "\xB9\xE6\xD4\xF2";
  EXPECT_EQ(Give(model("UTF-8", "规则"), 1), "规则");
  EXPECT_EQ(Give(model("utf-16", "规则"), 1), "规则");
  for (const char* name : {"GB18030", "gbk", "GB2312"}) EXPECT_EQ(Give(model(name, gb), 1), "规则") << name;
  EXPECT_EQ(Give(model("GB18030", "\x95\x32\x82\x36"), 1), "𠀀");
  EXPECT_EQ(Give(model("ISO-8859-1", "caf\xE9"), 1), "café");
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {model("UTF-8", "规则" + gb), "第 3 行第 55 列的字节不是 UTF-8"},
           {model("GB18030", gb + "\xFF"), "第 3 行第 55 列的字节不是 GB18030"},
           {model("GB18030", gb + "\x81"), "第 3 行第 55 列的字节不是 GB18030"},
           {model("Big5", "x"), "第 1 行：不支持的编码 big5"}}) {
    for (const Mode mode : {Mode::kStandard, Mode::kStrict}) {
      const auto refused = Compile(text, {.mode = mode});
      ASSERT_FALSE(refused) << said;
      EXPECT_NE(refused.error().message.find(said), std::string::npos) << refused.error().message;
      EXPECT_NE(refused.error().hint.find("UTF-8"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace gq::policy
