// FEEL expressions and what they give: one line a case, after the sections of DMN 1.5 chapter 10.3.
#include <gtest/gtest.h>

#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

std::optional<std::int32_t> TestZones(std::string_view zone, std::int64_t local_seconds) {
  // Summer time began on 2020-03-29 at two o'clock.
  if (zone == "Europe/Paris") return local_seconds < 1585450800 ? 3600 : 7200;
  if (zone == "Etc/UTC") return 0;
  if (zone == "Asia/Shanghai") return 8 * 3600;
  if (zone == "Asia/Dhaka") return 6 * 3600;
  return std::nullopt;
}

Context Variables() {
  Context person;
  person.Set("first name", Value::Text("三"));
  person.Set("age", Value::Integer(30));
  Context variables;
  variables.Set("person", Value::OfContext(person));
  variables.Set("a", Value::Integer(5));
  variables.Set("b", Value::Integer(3));
  variables.Set("a-b", Value::Integer(100));
  variables.Set("Years of Service", Value::Integer(7));
  variables.Set("Teacher's note", Value::Text("ok"));
  variables.Set("people", Value::OfList({Value::OfContext(person)}));
  variables.Set("户籍地", Value::Text("湘西"));
  return variables;
}

std::string Give(std::string_view text) {
  EvaluateOptions options;
  options.zones = TestZones;
  options.now = ParseDateTime("2026-08-21T09:00:00Z", nullptr);
  const Evaluation done = EvaluateExpression(text, Variables(), options);
  return done.error.empty() ? done.value.ToText() : "停：" + done.error;
}

struct Case {
  const char* text;
  const char* result;
};

void Check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(Give(c.text), c.result) << c.text;
}

TEST(Feel, NamesWithBlanksAndOperatorsAreTheLongestInScope) {
  Check({{"Years of Service + 1", "8"},
         {"Years  of\n Service", "7"},
         {"a-b", "100"},
         {"a - b", "100"},  // the name in scope wins over the difference (10.3.1.4)
         {"b-a", "-2"},
         {"Teacher's note", "ok"},
         {"person.first name", "三"},
         {"people[first name = \"三\"].age", "[30]"},
         {"户籍地 = \"湘西\"", "true"},
         {"for 人 in people return 人.age", "[30]"},
         {"nothing here", "null"}});
}

TEST(Feel, ArithmeticIsDecimal) {
  Check({{"0.1 + 0.2", "0.3"},
         {"10 / 4", "2.5"},
         {"1 / 0", "null"},
         {"2 ** 10", "1024"},
         {"-3 ** 2", "9"},
         {"10 ** -2", "0.01"},
         {"1.5e2", "150"},
         {"\"a\" + \"b\"", "ab"},
         {"1 + null", "null"},
         {"\"1\" + 1", "null"},
         {"-(a)", "-5"},
         {"--10", "10"},
         {".5 * 2", "1"}});
}

TEST(Feel, ThreeValuedLogic) {
  Check({{"true and null", "null"},
         {"false and null", "false"},
         {"true or 1", "true"},
         {"null or false", "null"},
         {"not(null)", "null"},
         {"1 < null", "null"},
         {"null = null", "true"},
         {"1 = null", "false"},
         {"1 = \"1\"", "null"},
         {"if null then 1 else 2", "2"}});
}

TEST(Feel, MembershipAndRanges) {
  Check({{"5 in [1..5)", "false"},
         {"5 in (1..5]", "true"},
         {"5 in ]1..5[", "false"},
         {"5 in (< 3, >= 5)", "true"},
         {"5 in [1, 5]", "true"},
         {"5 in [[1..2], [4..6]]", "true"},
         {"5 between 5 and 6", "true"},
         {"(<10).end", "10"},
         {"[1..3].start included", "true"},
         {"true in [false, 2]", "false"},
         {"5 in [1..null]", "null"},
         {"range(\"[1..3]\") = [1..3]", "true"},
         {"range(\"[3..1]\")", "null"},
         {"range(\"(..3]\") = (<= 3)", "true"},
         {"range(\"[1..)\") = (>= 1)", "true"},
         {"range(\"[1..]\")", "null"},
         {"range(\">= 1\")", "null"},
         {"a in (b + 1, 5)", "true"},
         {"3 in (2+1)", "true"},
         {"5 in !=5", "false"},
         {"[1..5[.end included", "false"}});
}

TEST(Feel, ListsFiltersAndPaths) {
  Check({{"[1, 2, 3][-1]", "3"},
         {"[1, 2, 3][4]", "null"},
         {"[1, 2, 3][item > 1]", "[2, 3]"},
         {"[{x: 1}, {x: 2}][x = 2].x", "[2]"},
         {"100[1]", "100"},
         {"[][1]", "null"},
         {"[1, 2][\"x\"]", "null"},
         {"{a: 1}.b", "null"},
         {"[{a: {b: 1}}, {c: 2}].a.b", "[1, null]"},
         {"{x: 1, y: x + 1}.y", "2"},
         {"{\"odd key!\": 1}", "{\"odd key!\": 1}"},
         {"{a: 1, a: 2}", "null"},
         {"[1..3][1]", "[1..3]"}});
}

TEST(Feel, LoopsQuantifiersAndFunctions) {
  Check({{"for i in 1..3 return i * i", "[1, 4, 9]"},
         {"for i in 3..1 return i", "[3, 2, 1]"},
         {"for i in [1..3) return i", "[1, 2]"},
         {"for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"},
         {"for x in [1, 2], y in [x, 10] return x * y", "[1, 10, 4, 20]"},
         {"for d in @\"2020-02-28\"..@\"2020-03-01\" return d.day", "[28, 29, 1]"},
         {"some x in [1, 2] satisfies x > 1", "true"},
         {"every x in [] satisfies false", "true"},
         {"every x in [1, null] satisfies x > 0", "null"},
         {"some x in [1] satisfies \"x\"", "null"},
         {"(function(x, y) x - y)(y: 1, x: 5)", "4"},
         {"(function(x: number) x)(\"a\")", "null"},
         {"sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"},
         {"{twice: function(x) 2 * x, r: twice(4)}.r", "8"},
         {"abs(1, 2)", "null"},
         {"not([true])", "false"},
         {"date([\"2020-01-01\"])", "2020-01-01"},
         {"number([\"1\"])", "1"},
         {"duration([\"P1D\"])", "P1D"},
         {"string([1])", "[1]"},
         {"no such function(1)", "null"}});
}

TEST(Feel, DatesTimesAndDurations) {
  Check({{"@\"2018-03-01\" + @\"P1Y\"", "2019-03-01"},
         {"@\"2020-01-31\" + @\"P1M\"", "2020-02-29"},
         {"@\"2021-01-01\" - @\"2020-01-01\"", "P366D"},
         {"@\"2021-01-01T10:00:00Z\" - @\"2021-01-01T18:00:00+08:00\"", "PT0S"},
         {"@\"2021-01-01T10:00:00\" - @\"2021-01-01T10:00:00Z\"", "null"},
         {"@\"10:15:00\" + @\"PT14H\"", "00:15:00"},
         {"@\"2021-01-01T24:00:00\"", "2021-01-02T00:00:00"},
         {"date(\"2021-02-29\")", "null"},
         {"date and time(\"2021-01-01T00:00:00@Asia/Shanghai\").time offset", "PT8H"},
         {"@\"2021-01-01T00:00:00@No/Where\"", "null"},
         {"duration(\"PT100M\")", "PT1H40M"},
         {"@\"P26M\"", "P2Y2M"},
         {"@\"P1D\" * 1.5", "P1DT12H"},
         {"@\"P1Y\" / @\"P6M\"", "2"},
         {"years and months duration(@\"2016-09-30\", @\"2017-12-28\")", "P1Y2M"},
         {"@\"2018-12-10\".weekday", "1"},
         {"week of year(@\"2003-12-29\")", "1"},
         {"day of year(@\"2020-12-31\")", "366"},
         {"today()", "2026-08-21"},
         {"is(@\"10:00:00Z\", @\"10:00:00+00:00\")", "true"},
         {"@\"2020-03-29T01:30:00@Europe/Paris\" + @\"PT1H\"", "2020-03-29T03:30:00@Europe/Paris"},
         {"@\"2020-03-29T01:30:00@Europe/Paris\" + @\"PT15M\"", "2020-03-29T01:45:00@Europe/Paris"},
         {"@\"2020-03-29T04:00:00@Europe/Paris\" - @\"PT2H\"", "2020-03-29T01:00:00@Europe/Paris"},
         {"@\"2020-03-30T00:00:00@Europe/Paris\" - @\"2020-03-29T00:00:00@Europe/Paris\"", "PT23H"},
         {"date(\"-0001-01-01\") - @\"P1D\"", "-0002-12-31"},
         {"string(@\"999999999-12-31\" + @\"P1D\")", "null"}});
}

TEST(Feel, TextFunctions) {
  Check({{"substring(\"岗桥平台\", 2, 2)", "桥平"},
         {"substring(\"foobar\", -2)", "ar"},
         {"substring(\"foobar\", 0)", "null"},
         {"string length(\"\\U01F40E岗\")", "2"},
         {"upper case(\"straße\")", "STRASSE"},
         {"split(\"a;b;;\", \";\")", "[\"a\", \"b\", \"\", \"\"]"},
         {"string join([\"a\", null, \"b\"], \"-\")", "a-b"},
         {"replace(\"0123456789\", \"(\\d{3})(\\d{3})(\\d{4})\", \"($1) $2-$3\")", "(012) 345-6789"},
         {"replace(\"abc\", \"x*\", \"-\")", "null"},
         {"matches(\"a\\nb\", \"a.b\")", "false"},
         {"matches(\"a\\nb\", \"a.b\", \"s\")", "true"},
         {"matches(\"hello world\", \"he ll o[ ]worl d\", \"x\")", "true"},
         {"matches(\"x\", \"[A-Z-[OI]]\", \"i\")", "true"},
         {"matches(\"abc\", \"(?=a)\")", "null"},
         {"matches(\"abc\", \"a++\")", "null"},
         {"matches(\"湘西\", \"^\\p{IsCJKUnifiedIdeographs}+$\")", "true"},
         {"contains(null, \"a\")", "null"},
         {"string(null)", "null"},
         {"number(\"1.000,5\", \".\", \",\")", "1000.5"}});
}

TEST(Feel, ListFunctionsAndStatistics) {
  Check({{"sum([1, 2, 3])", "6"},
         {"sum([])", "null"},
         {"min(3, 1, 2)", "1"},
         {"mean([1, 2])", "1.5"},
         {"median([8, 2, 5, 7])", "6"},
         {"mode([1, 2, 2, 1])", "[1, 2]"},
         {"stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"},
         {"product([2, 3])", "6"},
         {"all([true, null])", "null"},
         {"any([false, null, true])", "true"},
         {"sublist([1, 2, 3], -2)", "[2, 3]"},
         {"append([1], 2, 3)", "[1, 2, 3]"},
         {"concatenate([1], [2])", "[1, 2]"},
         {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
         {"remove([1, 2], 1)", "[2]"},
         {"list replace([1, 2], 2, 9)", "[1, 9]"},
         {"index of([1, 2, 1], 1)", "[1, 3]"},
         {"union([1, 2], [2, 3])", "[1, 2, 3]"},
         {"distinct values([1, 2, 1])", "[1, 2]"},
         {"duplicate values([1, 2, 1])", "[1]"},
         {"flatten([[1], [[2]]])", "[1, 2]"},
         {"count(1)", "1"},
         {"reverse([1, 2])", "[2, 1]"}});
}

TEST(Feel, NumbersAndContexts) {
  Check({{"decimal(2.5, 0)", "2"},
         {"number(\"1e3\")", "1000"},
         {"number(\"1,5\")", "null"},
         {"round half up(2.345, 2)", "2.35"},
         {"round half down(-5.5, 0)", "-5"},
         {"floor(-1.56, 1)", "-1.6"},
         {"ceiling(1.1)", "2"},
         {"round up(1.121, 2)", "1.13"},
         {"modulo(-12, 5)", "3"},
         {"even(0)", "true"},
         {"odd(-3)", "true"},
         {"sqrt(-1)", "null"},
         {"get value({a: 1}, \"a\")", "1"},
         {"get entries({a: 1})", "[{key: \"a\", value: 1}]"},
         {"context put({x: {y: 1}}, [\"x\", \"y\"], 2)", "{x: {y: 2}}"},
         {"context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"},
         {"context([{key: \"a\", value: 1}])", "{a: 1}"}});
}

TEST(Feel, TypesAndInstanceOf) {
  Check({{"1 instance of number", "true"},
         {"null instance of Any", "false"},
         {"-1 instance of number", "true"},
         {"[1] instance of list<number>", "true"},
         {"[1, \"a\"] instance of list<number>", "false"},
         {"{a: 1} instance of context<a: number>", "true"},
         {"[1..2] instance of range<number>", "true"},
         {"(function(x) \"t\") instance of function<Any> -> string", "true"},
         {"(function(x) \"t\") instance of function<Any> -> number", "false"},
         {"@\"P1Y\" instance of years and months duration", "true"}});
}

TEST(Feel, RangeRelations) {
  Check({{"before([1..5), 5)", "true"},
         {"after(6, [1..5])", "true"},
         {"meets([1..5], [5..9])", "true"},
         {"met by([5..9], [1..5))", "false"},
         {"overlaps([1..5], [3..8])", "true"},
         {"overlaps before([1..5], [3..8])", "true"},
         {"overlaps after((1..5], [1..5])", "true"},
         {"finishes(5, [1..5])", "true"},
         {"starts([1..5], [1..5])", "true"},
         {"includes([1..10], [2..3])", "true"},
         {"during(1, (1..5])", "false"},
         {"coincides(1, 1)", "true"},
         {"before(1, \"a\")", "null"}});
}

}  // namespace
}  // namespace gq::policy
