// Static types: what can only be null is told without running, and nothing else is.
#include <gtest/gtest.h>

#include "engines/policy/check/check.h"

namespace gq::policy {
namespace {

// The types' findings in one decision that knows a number, a text, a flag, a date, a time, a person and people.
std::vector<std::string> Findings(const std::string& expression, const std::string& type = "") {
  std::string text =
      "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">"
      "<itemDefinition name=\"tPerson\"><itemComponent name=\"name\"><typeRef>string</typeRef></itemComponent>"
      "<itemComponent name=\"age\"><typeRef>number</typeRef></itemComponent></itemDefinition>"
      "<itemDefinition name=\"tPeople\" isCollection=\"true\"><typeRef>tPerson</typeRef></itemDefinition>"
      "<itemDefinition name=\"tTexts\" isCollection=\"true\"><typeRef>string</typeRef></itemDefinition>"
      "<businessKnowledgeModel id=\"twice\" name=\"twice\"><variable name=\"twice\" typeRef=\"number\"/>"
      "<encapsulatedLogic><formalParameter name=\"x\" typeRef=\"number\"/><literalExpression><text>x * 2</text>"
      "</literalExpression></encapsulatedLogic></businessKnowledgeModel>";
  std::string needs;
  for (const auto& [name, input_type] :
       std::initializer_list<std::pair<std::string, std::string>>{{"n", "number"},
                                                                  {"s", "string"},
                                                                  {"b", "boolean"},
                                                                  {"day", "date"},
                                                                  {"clock", "time"},
                                                                  {"p", "tPerson"},
                                                                  {"people", "tPeople"},
                                                                  {"texts", "tTexts"},
                                                                  {"any", ""}}) {
    text += "<inputData id=\"" + name + "\" name=\"" + name + "\"><variable name=\"" + name + "\"" +
            (input_type.empty() ? "" : " typeRef=\"" + input_type + "\"") + "/></inputData>";
    needs += "<informationRequirement><requiredInput href=\"#" + name + "\"/></informationRequirement>";
  }
  text += "<decision id=\"d\" name=\"d\"><variable name=\"d\"" + (type.empty() ? "" : " typeRef=\"" + type + "\"") +
          "/>" + needs +
          "<knowledgeRequirement><requiredKnowledge href=\"#twice\"/></knowledgeRequirement>"
          "<literalExpression><text><![CDATA[" +
          expression + "]]></text></literalExpression></decision></definitions>";
  const auto model = Compile(text);
  if (!model) return {"no model"};
  std::vector<std::string> messages;
  for (const Finding& finding : CheckTables(*model)) {
    if (finding.kind == FindingKind::kType) messages.push_back(finding.message);
  }
  return messages;
}

TEST(CheckTypes, WhatCanOnlyBeNullIsTold) {
  for (const char* wrong : {"n + s",
                            "s - \"a\"",
                            "b * 2",
                            "day + 1",
                            "day * any",
                            "clock + duration(\"P1D\") > s",
                            "clock - day",
                            "-s",
                            "n = s",
                            "b < true",
                            "day < now()",
                            "n between 1 and \"2\"",
                            "n in [\"a\"..\"c\"]",
                            "n in (1, \"2\")",
                            "n in (< day)",
                            "b and n",
                            "s or b",
                            "if n then 1 else 2",
                            "upper case(n)",
                            "floor(s)",
                            "substring(s, s)",
                            "floor(n, 1, 2)",
                            "floor(number: n)",
                            "contains(s)",
                            "day of week(s)",
                            "get value(n, s)",
                            "n.year",
                            "day.hour",
                            "day.year = s",
                            "clock.timezone + 1",
                            "p.nmae",
                            "p.name + p.age",
                            "twice(n) + s",
                            "(function(x: number) x + s)(1)",
                            "for q in people return q.age + q.name",
                            "for q in people return q.agee",
                            "min(n, \"x\")",
                            "min(n, s)",
                            "max(any, day, n)",
                            "max([n, s])",
                            "min(list: [n, s])",
                            "min(b, true)",
                            "min(day, now())",
                            "sum(n, s)",
                            "sum([n, @\"P1D\"])",
                            "sum(@\"P1D\", @\"P1M\")",
                            "sum(@\"P1D\", day)",
                            "sum(texts)",
                            "mean(\"a\")",
                            "product(n, b)",
                            "median([s])",
                            "stddev(n, s)",
                            "mode(s)",
                            "all(b, n)",
                            "all([s])",
                            "not(n)",
                            "abs(s)",
                            "string join([n, s], \",\")",
                            "string join(n)",
                            "context(n)",
                            "number(b)",
                            "duration(n)",
                            "date(n)",
                            "date and time(clock)",
                            "time(n)",
                            "before(n, s)",
                            "coincides(b, b)",
                            "meets(n, n)",
                            "during(n, 3)",
                            "includes(n, n)",
                            "[1, n + s]",
                            "{a: n + s}"})
    EXPECT_EQ(Findings(wrong).size(), 1U) << wrong;
  EXPECT_EQ(Findings("string(n)", "number").size(), 1U);
  EXPECT_EQ(Findings("n > 1", "string").size(), 1U);
  EXPECT_EQ(Findings("if b then \"x\" else s", "number").size(), 1U);
  EXPECT_EQ(Findings("min(n, \"x\")").front(), "min 的参数应为同一类、有大小之分的值，写的是数字与文字（第 5 字节）");
  EXPECT_EQ(Findings("n + s").front(), "数字与文字不能这样计算（第 3 字节）");
}

TEST(CheckTypes, WhatMayHaveAValueIsNot) {
  for (const char* right : {"n + 1",
                            "s + \"a\"",
                            "day + duration(\"P1D\")",
                            "duration(\"P1D\") + day",
                            "day - day",
                            "(day - day) / duration(\"P1D\") + n",
                            "day - date and time(\"2020-01-01T00:00:00Z\")",
                            "clock - time(\"10:00:00\")",
                            "any + n",
                            "any = s and any = n",
                            "n = null",
                            "b = true",
                            "n in (1, > 5, [2..3], any)",
                            "n in any",
                            "any in people",
                            "if any then 1 else \"a\"",
                            "sum(n, n)",
                            "sum(people.age)",
                            "min(n, any, 3)",
                            "min(s, \"a\")",
                            "max([n, null])",
                            "min(people)",
                            "sum(any, n)",
                            "sum(@\"P1D\", @\"PT1H\")",
                            "mean([n, 2])",
                            "abs(@\"-P1D\")",
                            "abs([n])",
                            "all(b, any)",
                            "all([])",
                            "all(texts)",
                            "not(b)",
                            "string join([s, \"a\"], \",\")",
                            "string join(delimiter: \",\", list: texts)",
                            "string join(texts)",
                            "date(2020, 1, 1)",
                            "date(day)",
                            "date(from: s)",
                            "date and time(day, clock)",
                            "time(10, 0, 0)",
                            "time(clock)",
                            "number(s, \",\", \".\")",
                            "number(n)",
                            "duration(s)",
                            "before(n, 3)",
                            "before(n, [1..3])",
                            "during(n, [1..3])",
                            "includes([1..3], n)",
                            "includes(any, n)",
                            "coincides(day, @\"2020-01-01\")",
                            "context({key: \"a\", value: n})",
                            "concatenate(any, n)",
                            "append(people, p)",
                            "floor(n, 1)",
                            "round half up(n: n, scale: 2)",
                            "day of week(day)",
                            "day.year + n",
                            "clock.hour + n",
                            "p.name + s",
                            "p.age + n",
                            "people[age > n].name",
                            "people[name = s][1].age + n",
                            "people[n > 1]",
                            "people[n + s = 1]",  // n and s may be entries
                            "for q in people return q.age + n",
                            "some q in people satisfies q.age > n",
                            "twice(n) + 1",
                            "sort(people, function(x, y) x.age < y.age)",
                            "{f: function(k) if k < 1 then 0 else f(k - 1), r: f(n)}.r",
                            "{n: \"text\", m: n + s}.m",
                            "(function(n: string) n + s)(\"a\")",
                            "decimal(n * 0.1, 2)",
                            "any.name"})
    EXPECT_EQ(Findings(right), std::vector<std::string>{}) << right;
  EXPECT_TRUE(Findings("day", "date and time").empty());
  EXPECT_TRUE(Findings("any", "number").empty());
  EXPECT_TRUE(Findings("[n]", "number").empty());
}

}  // namespace
}  // namespace gq::policy
