// Every rule of the catalogue on random people, three ways: by column mode, by row mode, and by SQL that was written by
// hand from the articles (bench/policy/peers/oracle.sql, run by DuckDB in Node). The SQL way is skipped aloud where
// Node is older than 20 or the packages are not installed (cd bench/policy/peers && npm install).
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/decimal.h"
#include "bench/policy/population.h"
#include "kits/csv/writer.h"
#include "kits/json/writer.h"
#include "modules/subsidies/decide.h"

namespace gq {
namespace {

namespace fs = std::filesystem;
using policy::ColumnPlan;
using policy::Value;

constexpr std::size_t kRows = 20'000;
constexpr std::size_t kRowsByRow = 2'000;  // row mode takes some microseconds each

const bench::Population& People() {
  static const bench::Population people(kRows);
  return people;
}

const subsidies::Rules& Rules() {
  static const subsidies::Rules rules = [] {
    auto loaded = subsidies::LoadRules("rules");
    EXPECT_TRUE(loaded) << loaded.error().ToString();
    return loaded ? *loaded : subsidies::Rules();
  }();
  return rules;
}

ColumnPlan PlanOf(const subsidies::Rule& rule, const std::vector<std::string>& outputs) {
  policy::Batch batch;
  batch.rows = kRows;
  for (const policy::ElementInfo& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    if (bench::Recipes().count(element.name) > 0)
      batch.columns.push_back(People().ColumnOf(element.name));
    else if (element.type == "string")
      batch.constants.Set(element.name, Value::Text(""));
  }
  // What the documents leave open counts 12.5, here and in the SQL.
  for (const subsidies::Parameter& parameter : rule.parameters) {
    const std::string& value = parameter.values.back().value;
    batch.constants.Set(parameter.name, Value::Number(*Decimal::Parse(value.empty() ? "12.5" : value)));
  }
  auto plan = ColumnPlan::Make(*rule.model, "decision", batch, outputs, {.mode = policy::Mode::kStrict});
  EXPECT_TRUE(plan) << rule.id << " " << (plan ? "" : plan.error().ToString());
  return *std::move(plan);
}

// Outcome and fen of one evaluation, rounded half up once.
struct Paid {
  std::string outcome;
  std::int64_t fen = 0;
  friend bool operator==(const Paid&, const Paid&) = default;
};

std::int64_t FenOf(const Decimal& yuan) {
  return *yuan.Multiply(Decimal(100))->RoundTo(0, Rounding::kHalfUp)->ToInteger();
}

Paid PaidBy(const policy::Evaluation& done) {
  EXPECT_EQ(done.error, "");
  if (!done.error.empty() || !done.value.IsContext()) return {};
  const policy::Context& value = done.value.context();
  Paid paid{value.Find("outcome")->text(), 0};
  if (paid.outcome == "pay") paid.fen = FenOf(value.Find("amount")->number());
  return paid;
}

std::vector<Paid> ByColumns(const subsidies::Rule& rule) {
  const ColumnPlan plan = PlanOf(rule, {"outcome", "amount"});
  EXPECT_TRUE(plan.columnar()) << rule.id << " runs by row: " << (plan.notes().empty() ? "" : plan.notes().front());
  policy::ColumnResult result = plan.NewResult();
  plan.Run(0, kRows, &result);
  std::vector<Paid> all;
  for (std::size_t row = 0; row < kRows; ++row) all.push_back(PaidBy(plan.At(result, row)));
  return all;
}

class EveryRule : public testing::Test {
 protected:
  static const std::map<std::string, std::vector<Paid>>& Columns() {
    static const std::map<std::string, std::vector<Paid>> all = [] {
      std::map<std::string, std::vector<Paid>> by_rule;
      for (const auto& [id, rule] : Rules()) by_rule.emplace(id, ByColumns(rule));
      return by_rule;
    }();
    return all;
  }
};

TEST_F(EveryRule, RowModeDecidesAsColumnModeDoes) {
  ASSERT_EQ(Rules().size(), 29U);
  for (const auto& [id, rule] : Rules()) {
    const ColumnPlan plan = PlanOf(rule, {});
    const std::vector<Paid>& columns = Columns().at(id);
    for (std::size_t row = 0; row < kRowsByRow; ++row)
      ASSERT_EQ(PaidBy(plan.ByRow(row)), columns[row]) << id << " row " << row;
  }
}

void WritePeople(const fs::path& folder) {
  std::vector<std::string_view> header = {"r"};
  json::Writer types;
  types.BeginObject();
  types.Member("r", "BIGINT");
  for (const auto& [name, recipe] : bench::Recipes()) {
    header.push_back(name);
    types.Member(name, recipe.kind == policy::ColumnKind::kCode      ? std::string("VARCHAR")
                       : recipe.kind == policy::ColumnKind::kBoolean ? std::string("BOOLEAN")
                       : recipe.scale == 0                           ? std::string("BIGINT")
                                           : "DECIMAL(18," + std::to_string(recipe.scale) + ")");
  }
  types.EndObject();
  std::ofstream(folder / "types.json") << std::move(types).Take();
  auto writer = csv::Writer::Create((folder / "people.csv").string(), header);
  ASSERT_TRUE(writer);
  for (std::size_t row = 0; row < kRows; ++row) {
    writer->Integer(static_cast<std::int64_t>(row));
    for (const auto& [name, recipe] : bench::Recipes()) {
      const policy::Column column = People().ColumnOf(name);
      if (recipe.kind == policy::ColumnKind::kCode) {
        writer->Field((*column.words)[column.small_codes[row]]);
      } else if (recipe.kind == policy::ColumnKind::kBoolean) {
        writer->Field(column.flags[row] != 0 ? "true" : "false");
      } else {
        std::optional<Decimal> number = Decimal(column.numbers[row]);
        for (int i = 0; i < recipe.scale; ++i) number = number->Divide(Decimal(10));
        writer->Field(number->ToString());
      }
    }
    writer->EndRow();
  }
  ASSERT_TRUE(writer->Close());
}

// What the shell says, and how it ended.
std::pair<std::string, int> Shell(const std::string& command) {
  std::string text;
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {"", -1};
  char block[4096];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) text.append(block, n);
  const int status = pclose(pipe);
  return {text, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

TEST_F(EveryRule, DuckDbDecidesTheSame) {
  const std::string peers = "bench/policy/peers";
  if (Shell("node -e 'process.exit(Number(process.versions.node.split(\".\")[0]) >= 20 ? 0 : 1)'").second != 0)
    GTEST_SKIP() << "SKIPPED ALOUD: the SQL oracle needs Node 20 or later";
  if (!fs::exists(peers + "/node_modules/@duckdb/node-api"))
    GTEST_SKIP() << "SKIPPED ALOUD: the SQL oracle needs DuckDB; run npm install in " << peers;
  const fs::path folder = fs::temp_directory_path() / ("gq_oracle_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  WritePeople(folder);
  for (const auto& [id, columns] : Columns()) {
    auto writer = csv::Writer::Create((folder / (id + ".csv")).string(), {"r", "outcome", "fen"});
    ASSERT_TRUE(writer);
    for (std::size_t row = 0; row < kRows; ++row) {
      writer->Integer(static_cast<std::int64_t>(row));
      writer->Field(columns[row].outcome);
      writer->Integer(columns[row].fen);
      writer->EndRow();
    }
    ASSERT_TRUE(writer->Close());
  }
  const auto [text, status] = Shell("node " + peers + "/oracle.mjs " + folder.string());
  EXPECT_EQ(status, 0) << text;
  std::printf("%s", text.c_str());
  fs::remove_all(folder);
}

}  // namespace
}  // namespace gq
