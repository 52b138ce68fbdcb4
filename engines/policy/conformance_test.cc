// Chapters 7, 8 and 10 of DMN 1.5 on whole models: boxed expressions, types, functions, decision services, imports.
#include <gtest/gtest.h>

#include <map>

#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

std::string Definitions(const std::string& body, const std::string& name_space = "n",
                        const std::string& model = "https://www.omg.org/spec/DMN/20230324/MODEL/") {
  return "<definitions xmlns=\"" + model + "\" xmlns:i=\"imported\" name=\"m\" namespace=\"" + name_space + "\">" +
         body + "</definitions>";
}

std::string Escaped(const std::string& text) { return "<text><![CDATA[" + text + "]]></text>"; }

std::string Literal(const std::string& text, const std::string& type = "") {
  return "<literalExpression" + (type.empty() ? "" : " typeRef=\"" + type + "\"") + ">" + Escaped(text) +
         "</literalExpression>";
}

std::string Variable(const std::string& name, const std::string& type) {
  return "<variable name=\"" + name + "\"" + (type.empty() ? "" : " typeRef=\"" + type + "\"") + "/>";
}

std::string Input(const std::string& name, const std::string& type = "") {
  return "<inputData id=\"" + name + "\" name=\"" + name + "\">" + Variable(name, type) + "</inputData>";
}

std::string Decision(const std::string& name, const std::string& type, const std::vector<std::string>& inputs,
                     const std::vector<std::string>& decisions, const std::vector<std::string>& functions,
                     const std::string& logic) {
  std::string text = "<decision id=\"" + name + "\" name=\"" + name + "\">" + Variable(name, type);
  for (const std::string& id : inputs)
    text += "<informationRequirement><requiredInput href=\"#" + id + "\"/></informationRequirement>";
  for (const std::string& id : decisions)
    text += "<informationRequirement><requiredDecision href=\"#" + id + "\"/></informationRequirement>";
  for (const std::string& id : functions)
    text += "<knowledgeRequirement><requiredKnowledge href=\"#" + id + "\"/></knowledgeRequirement>";
  return text + logic + "</decision>";
}

std::string Boxed(const std::string& logic, const std::string& type = "") {
  return Definitions(Decision("d", type, {}, {}, {}, logic));
}

std::string Give(const std::string& text, const Context& inputs = {}, const std::string& name = "d",
                 const std::map<std::string, std::string>& imports = {}) {
  CompileOptions compile;
  compile.imports = [&](const std::string& name_space, const std::string&) -> std::optional<std::string> {
    const auto found = imports.find(name_space);
    return found == imports.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
  const auto model = Compile(text, compile);
  if (!model) return "模型：" + model.error().ToString();
  const Evaluation done = model->Evaluate(name, inputs, {});
  return done.error.empty() ? done.value.ToText() : "停：" + done.error;
}

Context Of(const std::string& name, Value value) {
  Context context;
  context.Set(name, std::move(value));
  return context;
}

// --- boxed expressions (7.3, 10.2.2) ---

std::string If(const std::string& condition) {
  return Boxed("<conditional><if>" + Literal(condition) + "</if><then>" + Literal("\"then\"") + "</then><else>" +
               Literal("\"else\"") + "</else></conditional>");
}

TEST(Boxed, Conditional) {
  EXPECT_EQ(Give(If("1 < 2")), "then");
  EXPECT_EQ(Give(If("1 > 2")), "else");
  EXPECT_EQ(Give(If("null")), "else");
  EXPECT_EQ(Give(If("\"text\"")), "else");
}

std::string Filter(const std::string& list, const std::string& match) {
  return Boxed("<filter><in>" + Literal(list) + "</in><match>" + Literal(match) + "</match></filter>");
}

TEST(Boxed, Filter) {
  EXPECT_EQ(Give(Filter("[1, 2, 3]", "item > 1")), "[2, 3]");
  EXPECT_EQ(Give(Filter("[{a: 1}, {a: 2}]", "a = 2")), "[{a: 2}]");
  EXPECT_EQ(Give(Filter("[{a: 1}, {a: 2}]", "item.a = 2")), "[{a: 2}]");
  EXPECT_EQ(Give(Filter("[1, 2, 3]", "2")), "2");
  EXPECT_EQ(Give(Filter("[1, 2, 3]", "-1")), "3");
  EXPECT_EQ(Give(Filter("5", "item = 5")), "[5]");
  EXPECT_EQ(Give(Filter("[1, 2]", "\"x\"")), "null");
  EXPECT_EQ(Give(Filter("null", "true")), "null");
}

std::string Loop(const std::string& kind, const std::string& body, const std::string& domain,
                 const std::string& expression) {
  return Boxed("<" + kind + " iteratorVariable=\"x y\"><in>" + Literal(domain) + "</in><" + body + ">" +
               Literal(expression) + "</" + body + "></" + kind + ">");
}

TEST(Boxed, Iterators) {
  EXPECT_EQ(Give(Loop("for", "return", "[1, 2]", "x y * 2")), "[2, 4]");
  EXPECT_EQ(Give(Loop("for", "return", "[1..3]", "x y + count(partial)")), "[1, 3, 5]");
  EXPECT_EQ(Give(Loop("for", "return", "1..3", "x y")), "null");
  EXPECT_EQ(Give(Loop("some", "satisfies", "[1, 2]", "x y = 2")), "true");
  EXPECT_EQ(Give(Loop("every", "satisfies", "[1, 2]", "x y = 2")), "false");
  EXPECT_EQ(Give(Loop("every", "satisfies", "null", "x y = 2")), "null");
}

TEST(Boxed, ListsRelationsAndContexts) {
  EXPECT_EQ(Give(Boxed("<list>" + Literal("1") + "<list>" + Literal("2") + "</list></list>")), "[1, [2]]");
  EXPECT_EQ(
      Give(Boxed("<relation><column name=\"a b\" typeRef=\"number\"/><column name=\"c\"/><row>" + Literal("1") +
                 Literal("\"x\"") + "</row><row>" + Literal("\"wrong\"") + Literal("\"y\"") + "</row></relation>")),
      "[{a b: 1, c: \"x\"}, {a b: null, c: \"y\"}]");
  const auto entry = [](const std::string& name, const std::string& type, const std::string& logic) {
    return "<contextEntry>" + (name.empty() ? "" : Variable(name, type)) + logic + "</contextEntry>";
  };
  EXPECT_EQ(Give(Boxed("<context>" + entry("a b", "", Literal("2")) + entry("c", "number", Literal("a b * 3")) +
                       "</context>")),
            "{a b: 2, c: 6}");
  EXPECT_EQ(Give(Boxed("<context>" + entry("a", "", Literal("2")) + entry("", "", Literal("a + 1")) + "</context>")),
            "3");
  EXPECT_EQ(Give(Boxed("<context>" + entry("a", "number", Literal("\"x\"")) + "</context>")), "{a: null}");
  const std::string function = "<functionDefinition><formalParameter name=\"x\" typeRef=\"number\"/>" +
                               Literal("x * x") + "</functionDefinition>";
  const std::string call =
      "<invocation>" + Literal("f") + "<binding><parameter name=\"x\"/>" + Literal("7") + "</binding></invocation>";
  EXPECT_EQ(Give(Boxed("<context>" + entry("f", "", function) + entry("", "", call) + "</context>")), "49");
  EXPECT_EQ(Give(Boxed("<context>" + entry("f", "", function) + entry("", "", Literal("f(\"x\")")) + "</context>")),
            "null");
}

// Editors write the type of the result at the variable of a function; a function type is meant as it stands.
TEST(Boxed, TypesDeclaredAtFunctions) {
  const auto give = [](const std::string& variable_type, const std::string& function_type, const std::string& call,
                       const std::string& body = "x + 1") {
    return Give(Boxed("<context><contextEntry>" + Variable("f", variable_type) + "<functionDefinition" +
                      (function_type.empty() ? "" : " typeRef=\"" + function_type + "\"") +
                      "><formalParameter name=\"x\" typeRef=\"number\"/>" + Literal(body) +
                      "</functionDefinition></contextEntry><contextEntry>" + Literal(call) +
                      "</contextEntry></context>"));
  };
  EXPECT_EQ(give("number", "", "f(1)"), "2");
  EXPECT_EQ(give("", "number", "f(1)"), "2");
  EXPECT_EQ(give("number", "number", "f(1)"), "2");
  EXPECT_EQ(give("string", "", "f(1)"), "null");
  EXPECT_EQ(give("list&lt;number&gt;", "", "f(1)"), "[2]");
  EXPECT_EQ(give("Any", "", "f(1)"), "2");
  EXPECT_EQ(give("function&lt;number&gt;->number", "", "f(1)"), "2");
  EXPECT_EQ(give("number", "", "f(4)", "if x = 0 then 0 else x + f(x - 1)"), "10");
  // A value that is no function definition must have its type.
  EXPECT_EQ(
      Give(Boxed("<context><contextEntry>" + Variable("f", "number") + Literal("abs") + "</contextEntry></context>")),
      "{f: null}");
  const std::string function = Decision("f", "number", {}, {}, {}, Literal("function(x) x * 2"));
  EXPECT_EQ(Give(Definitions(function + Decision("d", "", {}, {"f"}, {}, Literal("f(21)")))), "42");
}

TEST(Boxed, AnEntrysFunctionCallsItself) {
  const std::string factorial = "<functionDefinition><formalParameter name=\"n\" typeRef=\"number\"/>" +
                                Literal("if n < 2 then 1 else n * the factorial(n - 1)") + "</functionDefinition>";
  EXPECT_EQ(Give(Boxed("<context><contextEntry><variable name=\"the factorial\"/>" + factorial +
                       "</contextEntry><contextEntry>" + Literal("the factorial(5)") + "</contextEntry></context>")),
            "120");
  // What stands around the context goes before.
  EXPECT_EQ(Give(Boxed(Literal("{f: function(n) 7, r: {f: function(n) f(n) + 1, r: f(0)}.r}.r"))), "8");
}

TEST(Boxed, ForeignFunctionsGiveNull) {
  EXPECT_EQ(
      Give(Boxed("<context><contextEntry><variable name=\"f\"/><functionDefinition kind=\"Java\"><formalParameter "
                 "name=\"x\"/>" +
                 Literal("{class: \"java.lang.Math\", method signature: \"cos(double)\"}") +
                 "</functionDefinition></contextEntry><contextEntry>" + Literal("f(1)") + "</contextEntry></context>")),
      "null");
}

// --- types (7.3.2, 10.3.2.9) ---

const std::string kTypes =
    "<itemDefinition name=\"t colour\"><typeRef>string</typeRef><allowedValues><text>\"red\", \"green\"</text>"
    "</allowedValues></itemDefinition>"
    "<itemDefinition name=\"t colours\" isCollection=\"true\"><typeRef>t colour</typeRef></itemDefinition>"
    "<itemDefinition name=\"tFew\" isCollection=\"true\"><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; "
    "3</text></typeConstraint></itemDefinition>"
    "<itemDefinition name=\"tSmall\"><typeRef>number</typeRef><typeConstraint><text>[0..10]</text></typeConstraint>"
    "</itemDefinition>"
    "<itemDefinition name=\"tPerson\"><itemComponent name=\"full name\"><typeRef>string</typeRef></itemComponent>"
    "<itemComponent name=\"age\"><typeRef>tSmall</typeRef></itemComponent></itemDefinition>"
    "<itemDefinition name=\"tPeople\" isCollection=\"true\"><typeRef>tPerson</typeRef></itemDefinition>"
    "<itemDefinition name=\"tNode\"><itemComponent name=\"next\"><typeRef>tNode</typeRef></itemComponent>"
    "</itemDefinition>"
    "<itemDefinition name=\"tSquare\"><functionItem outputTypeRef=\"number\"><parameters name=\"x\" "
    "typeRef=\"number\"/></functionItem></itemDefinition>";

std::string Typed(const std::string& type, const std::string& expression) {
  return Give(Definitions(kTypes + Decision("d", type, {}, {}, {}, Literal(expression))));
}

TEST(Types, ResultsThatDoNotConformAreNull) {
  EXPECT_EQ(Typed("t colour", "\"red\""), "red");
  EXPECT_EQ(Typed("t colour", "\"blue\""), "null");
  EXPECT_EQ(Typed("t colours", "[\"red\", \"green\"]"), "[\"red\", \"green\"]");
  EXPECT_EQ(Typed("t colours", "[\"red\", \"blue\"]"), "null");
  EXPECT_EQ(Typed("t colours", "\"red\""), "[\"red\"]");
  EXPECT_EQ(Typed("t colour", "[\"red\"]"), "red");
  EXPECT_EQ(Typed("tFew", "[1, 2]"), "[1, 2]");
  EXPECT_EQ(Typed("tFew", "[1, 2, 3]"), "null");
  EXPECT_EQ(Typed("tSmall", "10"), "10");
  EXPECT_EQ(Typed("tSmall", "11"), "null");
  EXPECT_EQ(Typed("tPerson", "{full name: \"A\", age: 3}"), "{full name: \"A\", age: 3}");
  EXPECT_EQ(Typed("tPerson", "{full name: \"A\", age: 3, more: 1}"), "{full name: \"A\", age: 3, more: 1}");
  EXPECT_EQ(Typed("tPerson", "{full name: \"A\"}"), "null");
  EXPECT_EQ(Typed("tPerson", "{full name: \"A\", age: 30}"), "null");
  EXPECT_EQ(Typed("tPeople", "{full name: \"A\", age: 3}"), "[{full name: \"A\", age: 3}]");
  EXPECT_EQ(Typed("tNode", "{next: {next: null}}"), "{next: {next: null}}");
  EXPECT_EQ(Typed("date and time", "@\"2020-01-01\""), "2020-01-01T00:00:00Z");
  EXPECT_EQ(Typed("Any", "1"), "1");
  EXPECT_EQ(Typed("", "1"), "1");
  EXPECT_EQ(Typed("boolean", "{a: 1} instance of tPerson"), "false");
  EXPECT_EQ(Typed("boolean", "{full name: \"A\", age: 1} instance of tPerson"), "true");
}

TEST(Types, FunctionItems) {
  const std::string square =
      "<businessKnowledgeModel id=\"square\" name=\"square\"><variable name=\"square\" typeRef=\"tSquare\"/>"
      "<encapsulatedLogic><formalParameter name=\"x\" typeRef=\"number\"/>" +
      Literal("x * x") + "</encapsulatedLogic></businessKnowledgeModel>";
  const auto give = [&](const std::string& expression, const std::string& type = "") {
    return Give(Definitions(kTypes + square + Decision("d", type, {}, {}, {"square"}, Literal(expression))));
  };
  EXPECT_EQ(give("square(3)"), "9");
  EXPECT_EQ(give("square(x: 3)"), "9");
  EXPECT_EQ(give("square(\"3\")"), "null");
  EXPECT_EQ(give("for i in 1..3 return square(i)"), "[1, 4, 9]");
  EXPECT_EQ(give("square instance of tSquare"), "true");
  EXPECT_EQ(give("(function(f: tSquare) f(4))(square)"), "16");
  EXPECT_EQ(give("(function(f: tSquare) f(4))(1)"), "null");
}

TEST(Types, InputsThatDoNotConformAreNull) {
  const auto give = [&](const std::string& type, Value value) {
    return Give(Definitions(kTypes + Input("in put", type) + Decision("d", "", {"in put"}, {}, {}, Literal("in put"))),
                Of("in put", std::move(value)));
  };
  EXPECT_EQ(give("number", Value::Integer(1)), "1");
  EXPECT_EQ(give("number", Value::Text("1")), "null");
  EXPECT_EQ(give("number", Value::OfList({Value::Integer(1)})), "1");
  EXPECT_EQ(give("tSmall", Value::Integer(99)), "null");
  EXPECT_EQ(give("t colours", Value::Text("red")), "[\"red\"]");
  EXPECT_EQ(give("tPerson", Value::OfContext(Of("full name", Value::Text("A")))), "null");
}

// --- functions of the model (7.3.9, 10.4) ---

TEST(Functions, RecursionAndPartialRequirements) {
  const std::string factorial =
      "<businessKnowledgeModel id=\"fact\" name=\"the factorial\"><encapsulatedLogic><formalParameter name=\"n\"/>" +
      Literal("if n < 2 then 1 else n * the factorial(n - 1)") + "</encapsulatedLogic></businessKnowledgeModel>";
  const std::string twice =
      "<businessKnowledgeModel id=\"twice\" name=\"twice\"><encapsulatedLogic><formalParameter name=\"f\"/>"
      "<formalParameter name=\"x\"/>" +
      Literal("the factorial(f(f(x)))") +
      "</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href=\"#fact\"/></knowledgeRequirement>"
      "</businessKnowledgeModel>";
  const auto give = [&](const std::string& expression) {
    return Give(Definitions(factorial + twice + Decision("d", "", {}, {}, {"fact", "twice"}, Literal(expression))));
  };
  EXPECT_EQ(give("the factorial(20)"), "2432902008176640000");
  EXPECT_EQ(give("twice(function(x) x + 1, 3)"), "120");
  EXPECT_EQ(give("twice(x: 1, f: function(x) x + 1)"), "6");
  EXPECT_EQ(give("twice(1)"), "null");
}

TEST(Services, ParametersOutputsAndEncapsulation) {
  const std::string body =
      Input("a", "number") + Input("b", "number") + Decision("sum", "number", {"a", "b"}, {}, {}, Literal("a + b")) +
      Decision("double sum", "number", {}, {"sum"}, {}, Literal("sum * 2")) +
      Decision("text", "string", {"b"}, {"sum"}, {}, Literal("string(sum) + \"/\" + string(b)")) +
      "<decisionService id=\"one\" name=\"one\"><variable name=\"one\"/><outputDecision href=\"#double sum\"/>"
      "<encapsulatedDecision href=\"#sum\"/><inputData href=\"#a\"/><inputData href=\"#b\"/></decisionService>"
      "<decisionService id=\"two\" name=\"two\"><variable name=\"two\"/><outputDecision href=\"#double sum\"/>"
      "<outputDecision href=\"#text\"/><inputDecision href=\"#sum\"/><inputData href=\"#b\"/></decisionService>" +
      Decision("d", "", {}, {}, {"one", "two"}, Literal("one(1, 2)")) +
      Decision("named", "", {}, {}, {"one", "two"}, Literal("one(b: 5, a: 1)")) +
      Decision("several", "", {}, {}, {"one", "two"}, Literal("two(7, 10)")) +
      Decision("wrong", "", {}, {}, {"one", "two"}, Literal("one(1)")) +
      Decision("kind", "", {}, {}, {"one", "two"}, Literal("one(\"1\", 2)"));
  const std::string text = Definitions(body);
  Context inputs;
  inputs.Set("a", Value::Integer(100));
  inputs.Set("b", Value::Integer(200));
  EXPECT_EQ(Give(text, inputs), "6");
  EXPECT_EQ(Give(text, inputs, "named"), "12");
  // Input data before input decisions: b = 7, sum = 10.
  EXPECT_EQ(Give(text, inputs, "several"), "{double sum: 20, text: \"10/7\"}");
  EXPECT_EQ(Give(text, inputs, "wrong"), "null");
  EXPECT_EQ(Give(text, inputs, "kind"), "null");
  EXPECT_EQ(Give(text, inputs, "one"), "600");
  Context given;
  given.Set("b", Value::Integer(1));
  given.Set("sum", Value::Integer(2));
  EXPECT_EQ(Give(text, given, "two"), "{double sum: 4, text: \"2/1\"}");
}

// --- imports (6.3.3) ---

std::string Import(const std::string& name, const std::string& name_space) {
  return "<import name=\"" + name + "\" namespace=\"" + name_space +
         "\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>";
}

TEST(Imports, QualifiedInputsFollowTheirPath) {
  const std::string a = Definitions(
      "<itemDefinition name=\"tName\"><typeRef>string</typeRef></itemDefinition>" + Input("Person name", "tName") +
          Decision("greet", "tName", {"Person name"}, {}, {}, Literal("\"Hello, \" + Person name")),
      "a");
  const auto middle = [](const std::string& name_space) {
    return Definitions(Import("model A", "a") +
                           "<decision id=\"say\" name=\"say it\"><informationRequirement><requiredDecision "
                           "href=\"a#greet\"/></informationRequirement>" +
                           Literal("\"" + name_space + ": \" + model A.greet") + "</decision>",
                       name_space);
  };
  const std::string top =
      Definitions(Import("B one", "b1") + Import("B two", "b2") +
                  "<decision id=\"d\" name=\"d\"><informationRequirement><requiredDecision "
                  "href=\"b1#say\"/></informationRequirement>"
                  "<informationRequirement><requiredDecision href=\"b2#say\"/></informationRequirement>" +
                  Literal("B one.say it + \"; \" + B two.say it") + "</decision>");
  Context inputs;
  inputs.Set("B one", Value::OfContext(Of("model A", Value::OfContext(Of("Person name", Value::Text("x"))))));
  inputs.Set("B two", Value::OfContext(Of("model A", Value::OfContext(Of("Person name", Value::Text("y"))))));
  const std::map<std::string, std::string> imports = {{"a", a}, {"b1", middle("b1")}, {"b2", middle("b2")}};
  EXPECT_EQ(Give(top, inputs, "d", imports), "b1: Hello, x; b2: Hello, y");
  // The same written as one name, and by namespace; the namespace names the input of every path.
  Context dotted = Of("B one.model A.Person name", Value::Text("x"));
  dotted.Set("B two.model A", Value::OfContext(Of("Person name", Value::Text("y"))));
  EXPECT_EQ(Give(top, dotted, "d", imports), "b1: Hello, x; b2: Hello, y");
  // An input with a point in its own name hides nothing.
  Context pointed = Of("Person name", Value::Text("z"));
  pointed.Set("B one.other", Value::Integer(1));
  EXPECT_EQ(Give(top, pointed, "d", imports), "b1: Hello, z; b2: Hello, z");
  EXPECT_EQ(Give(top, Of("{a}Person name", Value::Text("z")), "d", imports), "b1: Hello, z; b2: Hello, z");
  EXPECT_EQ(Give(top, Of("Person name", Value::Text("z")), "d", imports), "b1: Hello, z; b2: Hello, z");
  EXPECT_EQ(Give(top, inputs, "B two.model A.greet", imports), "Hello, y");
}

TEST(Imports, FunctionsTypesAndServicesOfOtherModels) {
  const std::string library = Definitions(
      "<itemDefinition name=\"tSmall\"><typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues>"
      "</itemDefinition>"
      "<businessKnowledgeModel id=\"inc\" name=\"add one\"><variable name=\"add one\" typeRef=\"number\"/>"
      "<encapsulatedLogic><formalParameter name=\"x\" typeRef=\"tSmall\"/>" +
          Literal("x + 1") + "</encapsulatedLogic></businessKnowledgeModel>" + Input("n", "number") +
          Decision("square", "number", {"n"}, {}, {}, Literal("n * n")) +
          "<decisionService id=\"svc\" name=\"svc\"><outputDecision href=\"#square\"/><inputData href=\"#n\"/>"
          "</decisionService>",
      "lib");
  for (const std::string name : {"the lib", ""}) {
    const std::string prefix = name.empty() ? "" : name + ".";
    const auto give = [&](const std::string& expression, const std::string& type = "") {
      return Give(Definitions(Import(name, "lib") + "<decision id=\"d\" name=\"d\">" + Variable("d", type) +
                              "<knowledgeRequirement><requiredKnowledge href=\"lib#inc\"/></knowledgeRequirement>"
                              "<knowledgeRequirement><requiredKnowledge href=\"lib#svc\"/></knowledgeRequirement>" +
                              Literal(expression) + "</decision>"),
                  {}, "d", {{"lib", library}});
    };
    EXPECT_EQ(give(prefix + "add one(3)"), "4") << name;
    EXPECT_EQ(give(prefix + "add one(30)"), "null") << name;
    EXPECT_EQ(give(prefix + "svc(4)"), "16") << name;
    EXPECT_EQ(give("3", prefix + "tSmall"), "3") << name;
    EXPECT_EQ(give("30", prefix + "tSmall"), "null") << name;
    EXPECT_EQ(give("3 instance of " + prefix + "tSmall"), "true") << name;
  }
}

TEST(Imports, EntryNamesOfOtherModels) {
  const std::string library = Definitions(
      "<itemDefinition name=\"tPerson\"><itemComponent name=\"date-of-birth\"><typeRef>date</typeRef></itemComponent>"
      "<itemComponent name=\"place of birth\"><typeRef>string</typeRef></itemComponent></itemDefinition>" +
          Decision("someone", "tPerson", {}, {}, {},
                   Literal("{date-of-birth: @\"2000-01-02\", place of birth: \"x\"}")),
      "lib");
  const auto give = [&](const std::string& expression) {
    return Give(Definitions(Import("lib", "lib") +
                            "<decision id=\"d\" name=\"d\"><informationRequirement><requiredDecision "
                            "href=\"lib#someone\"/></informationRequirement>" +
                            Literal(expression) + "</decision>"),
                {}, "d", {{"lib", library}});
  };
  EXPECT_EQ(give("lib.someone.date-of-birth.year"), "2000");
  EXPECT_EQ(give("lib.someone.place of birth"), "x");
  EXPECT_EQ(give("[lib.someone][place of birth = \"x\"].date-of-birth"), "[2000-01-02]");
}

TEST(Types, EntriesThatNothingDeclares) {
  Context person;
  person.Set("place of birth", Value::Text("x"));
  EXPECT_EQ(Give(Definitions(Input("p") + Decision("d", "", {"p"}, {}, {}, Literal("p.place of birth"))),
                 Of("p", Value::OfContext(person))),
            "x");
  EXPECT_EQ(Give(Definitions(Input("p") + Decision("d", "", {"p"}, {}, {}, Literal("p.age instance of number"))),
                 Of("p", Value::OfContext(Of("age", Value::Integer(3))))),
            "true");
}

// --- decision tables (chapter 8) ---

struct Rule {
  std::vector<std::string> tests;
  std::vector<std::string> outputs;
};

std::string Table(const std::string& attributes, const std::vector<std::string>& inputs,
                  const std::vector<std::string>& outputs, const std::vector<Rule>& rules) {
  std::string text = "<decisionTable " + attributes + ">";
  for (const std::string& input : inputs)
    text += "<input><inputExpression>" + Escaped(input) + "</inputExpression></input>";
  for (const std::string& output : outputs) text += output;
  for (const Rule& rule : rules) {
    text += "<rule>";
    for (const std::string& test : rule.tests) text += "<inputEntry>" + Escaped(test) + "</inputEntry>";
    for (const std::string& output : rule.outputs) text += "<outputEntry>" + Escaped(output) + "</outputEntry>";
    text += "</rule>";
  }
  return text + "</decisionTable>";
}

TEST(TableSemantics, HitPolicies) {
  const auto give = [](const std::string& attributes, int n, const std::string& more = "") {
    const std::string output = "<output name=\"o\">" + more + "</output>";
    return Give(
        Definitions(Input("n", "number") + Decision("d", "", {"n"}, {}, {},
                                                    Table(attributes, {"n"}, {output},
                                                          {{{"> 0"}, {"10"}}, {{"> 1"}, {"20"}}, {{"> 2"}, {"10"}}}))),
        Of("n", Value::Integer(n)));
  };
  const std::string values = "<outputValues><text>20, 10</text></outputValues>";
  EXPECT_EQ(give("", 1), "10");
  EXPECT_EQ(give("hitPolicy=\"UNIQUE\"", 2), "null");
  EXPECT_EQ(give("hitPolicy=\"ANY\"", 1), "10");
  EXPECT_EQ(give("hitPolicy=\"ANY\"", 2), "null");
  EXPECT_EQ(give("hitPolicy=\"FIRST\"", 3), "10");
  EXPECT_EQ(give("hitPolicy=\"PRIORITY\"", 3, values), "20");
  EXPECT_EQ(give("hitPolicy=\"RULE ORDER\"", 3), "[10, 20, 10]");
  EXPECT_EQ(give("hitPolicy=\"OUTPUT ORDER\"", 3, values), "[20, 10, 10]");
  EXPECT_EQ(give("hitPolicy=\"COLLECT\"", 2), "[10, 20]");
  EXPECT_EQ(give("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", 3), "40");
  EXPECT_EQ(give("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", 3), "3");
  EXPECT_EQ(give("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", 3), "10");
  EXPECT_EQ(give("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", 3), "20");
  EXPECT_EQ(give("", 0), "null");
  EXPECT_EQ(give("", 0, "<defaultOutputEntry><text>n - 7</text></defaultOutputEntry>"), "-7");
  EXPECT_EQ(give("hitPolicy=\"COLLECT\"", 0), "[]");
}

TEST(TableSemantics, PriorityFromTheTypeOfTheOutput) {
  const std::string types =
      "<itemDefinition name=\"tGrade\"><typeRef>string</typeRef><allowedValues><text>\"high\", \"low\"</text>"
      "</allowedValues></itemDefinition>";
  EXPECT_EQ(Give(Definitions(types + Input("n", "number") +
                             Decision("d", "", {"n"}, {}, {},
                                      Table("hitPolicy=\"PRIORITY\"", {"n"}, {"<output typeRef=\"tGrade\"/>"},
                                            {{{"> 0"}, {"\"low\""}}, {{"> 1"}, {"\"high\""}}}))),
                 Of("n", Value::Integer(5))),
            "high");
}

TEST(TableSemantics, TestsOnListsContextsAndQuestionMarks) {
  const auto hit = [](const std::string& value, const std::string& test) {
    return Give(Definitions(
        Decision("v", "", {}, {}, {}, Literal(value)) +
        Decision("d", "", {}, {"v"}, {},
                 Table("hitPolicy=\"FIRST\"", {"v"}, {"<output/>"}, {{{test}, {"true"}}, {{"-"}, {"false"}}}))));
  };
  EXPECT_EQ(hit("[\"a\", \"b\"]", "list contains(?, \"b\")"), "true");
  EXPECT_EQ(hit("[\"a\", \"b\"]", "[\"a\", \"b\"]"), "true");
  EXPECT_EQ(hit("[\"a\", \"b\"]", "[\"a\", \"c\"]"), "false");
  EXPECT_EQ(hit("\"a\"", "[\"a\", \"c\"]"), "true");
  EXPECT_EQ(hit("\"a\"", "\"b\", \"a\""), "true");
  EXPECT_EQ(hit("\"a\"", "not(\"b\", \"a\")"), "false");
  EXPECT_EQ(hit("{a: 1}", "?.a = 1"), "true");
  EXPECT_EQ(hit("{a: 1}", "{a: 1}"), "true");
  EXPECT_EQ(hit("null", "null"), "true");
  EXPECT_EQ(hit("null", "not(null)"), "false");
  EXPECT_EQ(hit("5", "not(null)"), "true");
  EXPECT_EQ(hit("5", "null"), "false");
  EXPECT_EQ(hit("null", "-"), "true");
  EXPECT_EQ(hit("null", "< 5"), "false");
  EXPECT_EQ(hit("7", "> 5 , < 0"), "true");
  EXPECT_EQ(hit("7", "? > 5 and ? < 8"), "true");
  EXPECT_EQ(hit("7", "some x in [7, 8] satisfies x = ?"), "true");
  EXPECT_EQ(hit("true", "true"), "true");
  EXPECT_EQ(hit("true", "not(false)"), "true");
  EXPECT_EQ(hit("true", "1 = 2"), "false");
  EXPECT_EQ(hit("@\"2020-05-05\"", "[@\"2020-01-01\"..@\"2020-12-31\"]"), "true");
  EXPECT_EQ(hit("@\"2020-05-05\"", "< date(\"2020-01-01\")"), "false");
  EXPECT_EQ(hit("[1, 2, 3]", "every i in ? satisfies i > 0"), "true");
  EXPECT_EQ(hit("[1..5]", "[1..5]"), "true");
}

TEST(TableSemantics, MoreOutputsMakeAContext) {
  const auto give = [](const std::string& attributes, const std::string& name) {
    return Give(
        Definitions(Decision("d", "", {}, {}, {},
                             Table(attributes, {"1"}, {"<output name=\"a b\"/>", "<output name=\"" + name + "\"/>"},
                                   {{{"1"}, {"1", "\"x\""}}, {{"-"}, {"2", "\"y\""}}}))));
  };
  EXPECT_EQ(give("hitPolicy=\"FIRST\"", "c"), "{a b: 1, c: \"x\"}");
  EXPECT_EQ(give("hitPolicy=\"RULE ORDER\"", "c"), "[{a b: 1, c: \"x\"}, {a b: 2, c: \"y\"}]");
}

// --- versions ---

TEST(Versions, FourNamespacesAreRead) {
  for (const char* version :
       {"http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/"}) {
    EXPECT_EQ(Give(Definitions(Decision("d", "", {}, {}, {}, Literal("1 + 1")), "n", version)), "2") << version;
  }
  EXPECT_NE(Give(Definitions("", "n", "http://example.com/")).find("模型"), std::string::npos);
}

}  // namespace
}  // namespace gq::policy
