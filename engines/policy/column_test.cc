// Column mode gives what row mode gives: random tables over random rows, in both modes, missing values included.
#include "engines/policy/column/column.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <random>

#include "engines/policy/column/kernels.h"

namespace gq::policy {
namespace {

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  bool Chance(int percent) { return Below(100) < percent; }
  const char* Of(std::initializer_list<const char*> choices) {
    return choices.begin()[static_cast<std::size_t>(Below(static_cast<int>(choices.size())))];
  }
  std::string Number() {
    std::string text = std::to_string(Below(20) - 6);
    if (Chance(30)) text += Of({".5", ".25", ".125"});
    return text;
  }

  std::string NumberTest() {
    switch (Below(8)) {
      case 0:
        return Of({"< ", "<= ", "> ", ">= ", "= ", "!= "}) + Number();
      case 1:
        return std::string(Of({"[", "("})) + Number() + ".." + Number() + Of({"]", ")"});
      case 2:
        return Number() + ", " + Number();
      case 3:
        return std::string(Of({"< ", "<= ", "> ", ">= "})) + Of({"m", "limit", "m + 1"});
      case 4:
        return "[" + Number() + ", " + Number() + "]";
      case 5:
        return "limit";
      case 6:
        return Of({"null", "> limit - 2", "[]"});
      default:
        return Number();
    }
  }

  std::string TestFor(int column) {
    if (Chance(45)) return "-";
    std::string test;
    if (column <= 1) {
      test = NumberTest();
    } else if (column == 2) {
      test = Of({"\"red\"", "\"red\", \"blue\"", "\"unheard of\"", "null", "[\"green\", \"red\"]", "!= \"blue\""});
    } else if (column == 3) {
      test = Of({"true", "false", "null"});
    } else {
      test = Of({"< @\"2020-03-01\"", ">= date(\"2020-01-15\")", "[@\"2020-01-01\"..@\"2020-02-01\")", "null",
                 "@\"2020-01-20\""});
    }
    return Chance(20) ? "not(" + test + ")" : test;
  }

  std::string Arithmetic(int depth) {
    if (depth == 0 || Chance(30)) return Of({"n", "m", "limit", "3", "0.25", "n"});
    const std::string a = Arithmetic(depth - 1), b = Arithmetic(depth - 1);
    switch (Below(8)) {
      case 0:
        return "(" + a + " + " + b + ")";
      case 1:
        return "(" + a + " - " + b + ")";
      case 2:
        return "(" + a + " * " + b + ")";
      case 3:
        return "min(" + a + ", " + b + ")";
      case 4:
        return "max(" + a + ", " + b + ", 1)";
      case 5:
        return "floor(" + a + Of({" / 3)", " / 0.5)", " / 50)", ")"});
      case 6:
        return "abs(" + a + ")";
      default:
        return "(if " + a + Of({" < ", " >= ", " = ", " != "}) + b +
               Of({"", " and flag", " or colour = \"red\"", " and day < @\"2020-02-01\""}) + " then " + a + " else -" +
               b + ")";
    }
  }

  std::string Text() {
    return Of({"\"plain\"", "\"limit \" + string(limit)", "\"n \" + string(n)", "colour + \"!\"", "upper case(colour)",
               "if n > 1 then \"a\" else \"b\"", "null"});
  }

  std::string Table() {
    const bool types = Chance(50);
    const auto typed = [&](const char* type) { return types ? " typeRef=\"" + std::string(type) + "\"" : ""; };
    std::string text = std::string("<decisionTable hitPolicy=\"") + Of({"UNIQUE", "FIRST", "FIRST", "ANY"}) + "\">";
    const char* names[] = {"n", "m * 2", "colour", "flag", "day"};
    const char* kinds[] = {"number", "number", "string", "boolean", "date"};
    for (int i = 0; i < 5; ++i) {
      text += "<input><inputExpression" + typed(kinds[i]) + "><text>" + (i == 1 && Chance(50) ? "half" : names[i]) +
              "</text></inputExpression>";
      if (i == 0 && Chance(30)) text += "<inputValues><text><![CDATA[> -5]]></text></inputValues>";
      if (i == 2 && Chance(30)) text += "<inputValues><text>\"red\", \"blue\"</text></inputValues>";
      text += "</input>";
    }
    const bool defaults = Chance(40);
    for (const auto& [name, kind, value] : {std::tuple{"amount", "number", "0"}, {"reason", "string", "\"none\""}}) {
      text += "<output name=\"" + std::string(name) + "\"" + typed(kind) + ">";
      if (defaults) text += "<defaultOutputEntry><text>" + std::string(value) + "</text></defaultOutputEntry>";
      text += "</output>";
    }
    for (int rule = 0, rules = 1 + Below(7); rule < rules; ++rule) {
      text += "<rule id=\"r" + std::to_string(rule) + "\">";
      for (int i = 0; i < 5; ++i) text += "<inputEntry><text><![CDATA[" + TestFor(i) + "]]></text></inputEntry>";
      text += "<outputEntry><text><![CDATA[" + Arithmetic(2) + "]]></text></outputEntry><outputEntry><text><![CDATA[" +
              Text() + "]]></text></outputEntry></rule>";
    }
    return text + "</decisionTable>";
  }

  std::string Model() {
    std::string text =
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">";
    for (const auto& [name, type] : {std::pair{"n", "number"},
                                     {"m", "number"},
                                     {"colour", "string"},
                                     {"flag", "boolean"},
                                     {"day", "date"},
                                     {"limit", "number"}}) {
      text += "<inputData id=\"" + std::string(name) + "\" name=\"" + name + "\"><variable name=\"" + name +
              "\" typeRef=\"" + type + "\"/></inputData>";
    }
    const auto need = [](const char* kind, const char* id) {
      return "<informationRequirement><" + std::string(kind) + " href=\"#" + id + "\"/></informationRequirement>";
    };
    text += "<decision id=\"half\" name=\"half\"><variable name=\"half\" typeRef=\"number\"/>" +
            need("requiredInput", "m") + "<literalExpression><text>m * 0.5</text></literalExpression></decision>";
    text += "<decision id=\"d\" name=\"d\">";
    for (const char* id : {"n", "m", "colour", "flag", "day", "limit"}) text += need("requiredInput", id);
    return text + need("requiredDecision", "half") + Table() + "</decision></definitions>";
  }

 private:
  std::mt19937 random_;
};

struct Rows {
  std::vector<std::int64_t> n, m;
  std::vector<std::int32_t> colour, day;
  std::vector<std::uint8_t> small_colour, flag, n_valid, colour_valid, flag_valid, day_valid;
  std::vector<std::string> words = {"blue", "red", "green", "pink"};

  Rows(World& world, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      n.push_back(world.Below(3000) - 800);
      m.push_back(world.Below(16) - 4);
      colour.push_back(world.Below(4));
      small_colour.push_back(static_cast<std::uint8_t>(colour.back()));
      day.push_back(18260 + world.Below(90));
      flag.push_back(world.Chance(50) ? 1 : 0);
      for (auto* valid : {&n_valid, &colour_valid, &flag_valid, &day_valid}) valid->push_back(world.Chance(94) ? 1 : 0);
    }
  }

  Batch AsBatch(bool missing) const {
    Batch batch;
    batch.rows = n.size();
    batch.columns = {Column::OfNumbers("n", n.data(), 2), Column::OfNumbers("m", m.data(), 0),
                     Column::OfCodes("colour", colour.data(), &words), Column::OfFlags("flag", flag.data()),
                     Column::OfDates("day", day.data())};
    if (missing) {
      batch.columns[0].valid = n_valid.data();
      batch.columns[2].valid = colour_valid.data();
      batch.columns[3].valid = flag_valid.data();
      batch.columns[4].valid = day_valid.data();
    }
    if (n[0] % 2 == 0) batch.columns[2] = Column::OfCodes("colour", small_colour.data(), &words);
    if (missing) batch.columns[2].valid = colour_valid.data();
    batch.constants.Set("limit", Value::Integer(4));
    return batch;
  }
};

// What the columns say of one output, against the value of row mode.
void ExpectOutput(const OutputColumn& output, std::size_t row, const Value& wanted, const std::string& where) {
  if (output.is_number) {
    ASSERT_TRUE(wanted.IsNumber()) << where;
    Decimal number(output.numbers[row]);
    for (int i = 0; i < output.scale; ++i) number = *number.Divide(Decimal(10));
    EXPECT_EQ(Value::Number(number).ToText(), wanted.ToText()) << where;
  } else if (!output.deferred) {
    EXPECT_TRUE(Identical(output.distinct[output.values[row]], wanted)) << where;
  }
}

struct Tally {
  int plans = 0, columnar = 0;
  std::size_t rows = 0, by_row = 0;
};

void CompareModes(unsigned seed, Mode mode, bool missing, Tally* tally) {
  World world(seed);
  const std::string text = world.Model();
  const auto model = Compile(text, {.mode = mode});
  ASSERT_TRUE(model) << text << model.error().ToString();
  const Rows rows(world, 180);
  const Batch batch = rows.AsBatch(missing);
  EvaluateOptions options;
  options.mode = mode;
  const auto plan = ColumnPlan::Make(*model, "d", batch, {}, options);
  ASSERT_TRUE(plan);
  ++tally->plans;
  if (!plan->columnar()) {
    EXPECT_FALSE(plan->notes().empty());
    return;
  }
  ++tally->columnar;
  ColumnResult result = plan->NewResult();
  plan->Run(0, batch.rows, &result);
  tally->rows += batch.rows;
  tally->by_row += result.by_row.size();
  options.trace = true;
  const auto traced = ColumnPlan::Make(*model, "d", batch, {}, options);
  for (std::size_t row = 0; row < batch.rows; ++row) {
    const std::string where = "seed " + std::to_string(seed) + " row " + std::to_string(row) + "\n" + text;
    const Evaluation wanted = traced->ByRow(row);
    const Evaluation given = plan->At(result, row);
    ASSERT_EQ(given.error, wanted.error) << where;
    ASSERT_TRUE(Identical(given.value, wanted.value)) << given.value.ToText() << wanted.value.ToText() << where;
    const std::uint16_t rule = result.rule[row];
    if (rule == kByRow) continue;
    ASSERT_TRUE(wanted.diagnostics.empty()) << where;
    ASSERT_EQ(wanted.tables.size(), 1U);
    if (rule == kNoRule || rule == kOtherwise) {
      EXPECT_TRUE(wanted.tables[0].matched.empty()) << where;
    } else {
      ASSERT_FALSE(wanted.tables[0].matched.empty()) << where;
      EXPECT_EQ(wanted.tables[0].matched[0].index, rule) << where;
    }
    if (rule == kNoRule) continue;
    for (const OutputColumn& output : result.outputs)
      ExpectOutput(output, row, *wanted.value.context().Find(output.name), where);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Columns, GiveWhatRowModeGives) {
  Tally tally;
  for (unsigned seed = 1; seed <= 250 && !HasFailure(); ++seed)
    CompareModes(seed, seed % 2 == 0 ? Mode::kStrict : Mode::kStandard, seed % 3 != 0, &tally);
  // The test says something only when the kernels did most of it.
  EXPECT_GT(tally.columnar * 10, tally.plans * 6) << tally.columnar << " of " << tally.plans;
  EXPECT_LT(tally.by_row * 2, tally.rows) << tally.by_row << " of " << tally.rows;
}

std::string OneTable(const std::string& attributes, const std::string& rules, const std::string& more = "") {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\"><inputData "
         "id=\"n\" name=\"n\"><variable name=\"n\" typeRef=\"number\"/></inputData><decision id=\"d\" "
         "name=\"d\"><informationRequirement><requiredInput href=\"#n\"/></informationRequirement><decisionTable " +
         attributes + "><input><inputExpression><text>n</text></inputExpression>" + more +
         "</input><output name=\"o\"/>" + rules + "</decisionTable></decision></definitions>";
}

std::string RuleOf(const std::string& test, const std::string& output) {
  return "<rule><inputEntry><text><![CDATA[" + test + "]]></text></inputEntry><outputEntry><text>" + output +
         "</text></outputEntry></rule>";
}

TEST(Columns, ChunksAndTailsOfEveryLength) {
  const auto model = Compile(OneTable("hitPolicy=\"FIRST\"", RuleOf("< 10", "n * 2 + 0.5") + RuleOf(">= 20", "7")));
  ASSERT_TRUE(model);
  for (const std::size_t count : {0UL, 1UL, 63UL, 64UL, 65UL, 2047UL, 2048UL, 2049UL, 4159UL}) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(static_cast<std::int64_t>(i * 7 % 30));
    Batch batch;
    batch.rows = count;
    batch.columns = {Column::OfNumbers("n", numbers.data(), 0)};
    const auto plan = ColumnPlan::Make(*model, "d", batch, {"o"}, {});
    ASSERT_TRUE(plan && plan->columnar());
    ColumnResult result = plan->NewResult();
    // In two parts, as two threads would.
    plan->Run(0, kChunkRows, &result);
    plan->Run(kChunkRows, count, &result);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t n = numbers[i];
      ASSERT_EQ(result.rule[i], n < 10 ? 0 : n >= 20 ? 1 : kNoRule) << count << " " << i;
      ASSERT_EQ(result.outputs[0].numbers[i], n < 10 ? n * 20 + 5 : n >= 20 ? 70 : 0);
    }
  }
}

// Every instruction set of this machine, down to plain code.
TEST(Columns, ResultsDoNotDependOnTheInstructions) {
  std::vector<std::string> names;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    names.emplace_back(ColumnInstructions());
    Tally tally;
    for (unsigned seed = 1001; seed <= 1020 && !HasFailure(); ++seed)
      CompareModes(seed, seed % 2 == 0 ? Mode::kStrict : Mode::kStandard, true, &tally);
    EXPECT_EQ(tally.columnar, tally.plans) << names.back();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  std::sort(names.begin(), names.end());
  EXPECT_TRUE(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST(Columns, FloorDivisionIsExact) {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values = {0, 1, -1, 2, -2, (std::int64_t{1} << 61) - 1, -(std::int64_t{1} << 61) + 1};
  for (int i = 0; i < 2000; ++i) values.push_back(static_cast<std::int64_t>(random()) >> (3 + random() % 60));
  std::vector<std::int64_t> quotients(values.size());
  std::vector<std::int64_t> divisors = {1, 2, 3, 7, 50, 1'000'000'000, 999'999'999'999'999'999, std::int64_t{1} << 60};
  for (int i = 0; i < 300; ++i) divisors.push_back(static_cast<std::int64_t>(random() >> (4 + random() % 59)) + 1);
  for (const std::int64_t divisor : divisors) {
    FloorDivide(values.data(), values.size(), divisor, quotients.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::int64_t wanted = values[i] / divisor;
      if (values[i] % divisor < 0) --wanted;
      ASSERT_EQ(quotients[i], wanted) << values[i] << " / " << divisor;
    }
  }
}

TEST(Columns, WhatCouldOverflowRunsByRow) {
  const auto model = Compile(OneTable("hitPolicy=\"FIRST\"", RuleOf("-", "n * n * n")));
  std::vector<std::int64_t> numbers = {3, 4'000'000'000'000};
  Batch batch;
  batch.rows = 2;
  batch.columns = {Column::OfNumbers("n", numbers.data(), 0)};
  const auto plan = ColumnPlan::Make(*model, "d", batch, {}, {});
  ASSERT_TRUE(plan);
  ColumnResult result = plan->NewResult();
  plan->Run(0, 2, &result);
  EXPECT_EQ(result.rule[0], kByRow);
  EXPECT_EQ(plan->At(result, 0).value.ToText(), "27");
  EXPECT_EQ(plan->At(result, 1).value.ToText(), "64000000000000000000000000000000000000");
}

TEST(Columns, OtherHitPoliciesAndBadColumnsSaySo) {
  const auto model = Compile(OneTable("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", RuleOf("-", "n")));
  std::vector<std::int64_t> numbers = {3};
  Batch batch;
  batch.rows = 1;
  batch.columns = {Column::OfNumbers("n", numbers.data(), 0)};
  const auto plan = ColumnPlan::Make(*model, "d", batch, {}, {});
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->columnar());
  EXPECT_FALSE(plan->notes().empty());
  ColumnResult result = plan->NewResult();
  plan->Run(0, 1, &result);
  EXPECT_EQ(plan->At(result, 0).value.ToText(), "3");
  EXPECT_FALSE(ColumnPlan::Make(*model, "none", batch, {}, {}));
  EXPECT_FALSE(ColumnPlan::Make(*model, "d", batch, {"none"}, {}));
  batch.columns[0].scale = 12;
  EXPECT_FALSE(ColumnPlan::Make(*model, "d", batch, {}, {}));
}

}  // namespace
}  // namespace gq::policy
