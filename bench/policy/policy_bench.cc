// policy_bench [ROWS [RULES]]: the whole catalogue of rules/ over ROWS people (1,500,000) in column mode with one and
// two threads, three of its tables beside a hand-written loop, row mode on a sample, then the peers of peers/peers.mjs
// on the same rows when they are installed. Every program must come to the same sums, or the benchmark fails.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bench/policy/population.h"
#include "engines/policy/evaluate/model.h"
#include "kits/json/writer.h"
#include "modules/subsidies/decide.h"

namespace gq::bench {
namespace {

using policy::Batch;
using policy::ColumnPlan;
using policy::ColumnResult;
using policy::Value;

double Milliseconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
}

template <typename Work>
double Best(int times, const Work& work) {
  double best = 1e300;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, Milliseconds(start));
  }
  return best;
}

// A parameter that the law leaves open counts as 12.5, so that its table is run to the end.
Value ValueOf(const subsidies::Parameter& parameter) {
  const std::string& value = parameter.values.back().value;
  return Value::Number(*Decimal::Parse(value.empty() ? "12.5" : value));
}

Batch BatchOf(const subsidies::Rule& rule, const Population& people) {
  Batch batch;
  batch.rows = people.rows();
  for (const policy::ElementInfo& element : rule.model->Elements()) {
    if (element.kind == policy::ElementKind::kInput && Recipes().count(element.name) != 0)
      batch.columns.push_back(people.ColumnOf(element.name));
  }
  for (const subsidies::Parameter& parameter : rule.parameters) batch.constants.Set(parameter.name, ValueOf(parameter));
  return batch;
}

ColumnPlan PlanOf(const subsidies::Rule& rule, const Population& people, bool trace = false) {
  auto plan = ColumnPlan::Make(*rule.model, "decision", BatchOf(rule, people), {"outcome", "amount"},
                               {.mode = policy::Mode::kStrict, .trace = trace});
  if (!plan) {
    std::fprintf(stderr, "%s: %s\n", rule.id.c_str(), plan.error().ToString().c_str());
    std::exit(1);
  }
  return std::move(*plan);
}

double ThreadMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Gives the processor time of the busiest thread: what the clock would show on a machine with nothing else to do.
double RunPlan(const ColumnPlan& plan, std::size_t rows, int threads, ColumnResult* result) {
  std::vector<double> busy(static_cast<std::size_t>(threads));
  std::vector<std::map<std::size_t, policy::Evaluation>> by_row(static_cast<std::size_t>(threads));
  const std::size_t chunks = (rows + policy::kChunkRows - 1) / policy::kChunkRows;
  std::vector<std::thread> team;
  for (int i = 0; i < threads; ++i) {
    const std::size_t first = chunks * static_cast<std::size_t>(i) / static_cast<std::size_t>(threads),
                      last = chunks * static_cast<std::size_t>(i + 1) / static_cast<std::size_t>(threads);
    const auto work = [&plan, &busy, result, &by_row, i, first, last, rows] {
      const double start = ThreadMilliseconds();
      plan.Run(first * policy::kChunkRows, std::min(rows, last * policy::kChunkRows), result,
               &by_row[static_cast<std::size_t>(i)]);
      busy[static_cast<std::size_t>(i)] = ThreadMilliseconds() - start;
    };
    if (i + 1 < threads) {
      team.emplace_back(work);
    } else {
      work();
    }
  }
  for (std::thread& member : team) member.join();
  for (auto& part : by_row) result->by_row.merge(part);
  return *std::max_element(busy.begin(), busy.end());
}

// Sum of the amounts and number of rows that pay, of the first `rows`.
struct Totals {
  std::int64_t pay = 0, fen = 0;
};

Totals TotalsOf(const ColumnResult& result, std::size_t rows) {
  Totals totals;
  const policy::OutputColumn &outcome = result.outputs[0], &amount = result.outputs[1];
  std::int64_t factor = 100;
  for (int i = 0; i < amount.scale; ++i) factor /= 10;
  for (std::size_t row = 0; row < rows; ++row) {
    totals.pay += outcome.distinct[outcome.values[row]].text() == "pay" ? 1 : 0;
    totals.fen += amount.is_number ? amount.numbers[row] * factor
                                   : *amount.distinct[amount.values[row]].number().Multiply(Decimal(100))->ToInteger();
  }
  return totals;
}

// R-XX20, R-FZ2 and R-FZ3 as a programmer would write them for speed: rule number, outcome, fen.
struct HandMade {
  std::vector<std::uint16_t> rule;
  std::vector<std::int64_t> fen;
};

struct Codes {
  int no, unknown;
  Codes(const Population& people, const std::string& name)
      : no(people.CodeOf(name, "no")), unknown(people.CodeOf(name, "unknown")) {}
};

void HandTransport(const Population& people, HandMade* out) {
  const auto &origin = people.codes("origin"), &group = people.codes("group"), &tier = people.codes("tier");
  const auto &spell = people.flags("has_spell"), &contract = people.flags("has_contract");
  const auto &receipts = people.numbers("receipts"), &fare = people.numbers("fare");
  const Codes o(people, "origin"), g(people, "group");
  const int county = people.CodeOf("tier", "county"), unknown = people.CodeOf("tier", "unknown"),
            outside = people.CodeOf("tier", "outside"), province = people.CodeOf("tier", "province");
  for (std::size_t i = 0; i < people.rows(); ++i) {
    const int rule = !spell[i]                ? 0
                     : origin[i] == o.no      ? 1
                     : origin[i] == o.unknown ? 2
                     : group[i] == g.no       ? 3
                     : group[i] == g.unknown  ? 4
                     : tier[i] == county      ? 5
                     : tier[i] == unknown     ? 6
                     : receipts[i] == 0       ? 8
                     : !contract[i]           ? 9
                     : fare[i] == 0           ? 10
                     : tier[i] == outside     ? 11
                     : tier[i] == province    ? 12
                                              : 13;
    const std::int64_t cap = rule == 11 ? 40'000 : rule == 12 ? 20'000 : 10'000;
    out->rule[i] = static_cast<std::uint16_t>(rule);
    out->fen[i] = rule < 11 ? 0 : std::min(fare[i], cap);
  }
}

void HandMonths(const Population& people, bool settling, HandMade* out) {
  const std::string asked = settling ? "first_time_in" : "reserved_post";
  const auto &origin = people.codes("origin"), &group = people.codes("group"), &place = people.codes("workplace"),
             &third = people.codes(asked), &base = people.codes(settling ? asked : "base_enterprise");
  const auto& spell = people.flags("has_spell");
  const auto& months = people.numbers("months_on_post");
  const Codes o(people, "origin"), g(people, "group"), w(people, "workplace"), t(people, asked),
      b(people, settling ? asked : "base_enterprise");
  for (std::size_t i = 0; i < people.rows(); ++i) {
    const std::int64_t m = months[i];
    int rule = !spell[i]                ? 0
               : origin[i] == o.no      ? 1
               : origin[i] == o.unknown ? 2
               : group[i] == g.no       ? 3
               : group[i] == g.unknown  ? 4
               : place[i] == w.no       ? 5
               : place[i] == w.unknown  ? 6
               : third[i] == t.no       ? 7
                                        : 8;
    if (rule == 8 && settling) rule = m < 3 ? 8 : third[i] == t.unknown ? 9 : m < 6 ? 10 : 11;
    if (rule == 8 && !settling)
      rule = base[i] == b.no ? 8 : m < 3 ? 9 : third[i] == t.unknown ? 10 : base[i] == b.unknown ? 11 : 12;
    out->rule[i] = static_cast<std::uint16_t>(rule);
    out->fen[i] = settling     ? (rule < 10    ? 0
                                  : rule == 11 ? 1'200'000
                                               : 300'000)
                  : rule == 12 ? 60'000 * std::min<std::int64_t>(m, 6)
                               : 0;
  }
}

// What peers.mjs needs: recipes of the columns, tests and amounts as FEEL text, and the sums to come to.
void WritePeersFile(const std::string& path, const subsidies::Rules& rules, const std::vector<std::string>& ids,
                    const Population& people, const std::map<std::string, std::map<std::size_t, Totals>>& expected) {
  json::Writer json;
  json.BeginObject();
  json.Member("rows", static_cast<std::int64_t>(people.rows()));
  json.Key("columns");
  json.BeginArray();
  for (const auto& [name, recipe] : Recipes()) {
    json.BeginObject();
    json.Member("name", name);
    json.Member("kind", recipe.kind == policy::ColumnKind::kCode      ? "code"
                        : recipe.kind == policy::ColumnKind::kBoolean ? "flag"
                                                                      : "number");
    json.Key("words");
    json.BeginArray();
    for (const std::string& word : recipe.words) json.Text(word);
    json.EndArray();
    json.Member("first", recipe.first);
    json.Member("count", recipe.count);
    json.Member("scale", recipe.scale);
    json.Member("yes", recipe.yes);
    json.EndObject();
  }
  json.EndArray();
  json.Key("tables");
  json.BeginArray();
  for (const std::string& id : ids) {
    const subsidies::Rule& rule = rules.at(id);
    const auto& table = *rule.model->compiled().Find("decision")->expression->table;
    json.BeginObject();
    json.Member("id", id);
    json.Key("constants");
    json.BeginObject();
    for (const subsidies::Parameter& parameter : rule.parameters)
      json.Member(parameter.name, ValueOf(parameter).ToText());
    json.EndObject();
    json.Key("inputs");
    json.BeginArray();
    for (const auto& input : table.inputs) json.Text(input.expression->text);
    json.EndArray();
    json.Key("rules");
    json.BeginArray();
    for (const auto& table_rule : table.rules) {
      json.BeginObject();
      json.Key("tests");
      json.BeginArray();
      for (const auto& test : table_rule.tests) json.Text(test->source);
      json.EndArray();
      json.Member("outcome", table_rule.outputs[0]->literal.text());
      json.Member("amount", table_rule.outputs[1]->source);
      json.EndObject();
    }
    json.EndArray();
    json.Key("expected");
    json.BeginObject();
    for (const auto& [rows, totals] : expected.at(id)) {
      json.Key(std::to_string(rows));
      json.BeginObject();
      json.Member("pay", totals.pay);
      json.Member("fen", totals.fen);
      json.EndObject();
    }
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  std::ofstream(path) << std::move(json).Take();
}

// One case with everything that its explanation says (inputs, rules met, the nearest one and what it misses), every
// rule on the same 500 people: processor time of each case.
void ExplainCases(const std::map<std::string, subsidies::Rule>& rules, const Population& people) {
  std::vector<double> taken;
  std::string slowest;
  double worst = 0;
  for (const auto& [id, rule] : rules) {
    const ColumnPlan plan = PlanOf(rule, people, true);
    for (std::size_t row = 0; row < std::min<std::size_t>(people.rows(), 500); ++row) {
      const double start = ThreadMilliseconds();
      const policy::Evaluation explained = plan.ByRow(row);
      taken.push_back(ThreadMilliseconds() - start);
      if (explained.tables.empty()) {
        std::fprintf(stderr, "%s: a case without a trace\n", id.c_str());
        std::exit(1);
      }
      if (taken.back() > worst) worst = taken.back(), slowest = id;
    }
  }
  std::sort(taken.begin(), taken.end());
  std::printf("one explained case (%zu of them): median %.3f ms, p99 %.3f ms, max %.3f ms (%s)\n", taken.size(),
              taken[taken.size() / 2], taken[taken.size() * 99 / 100], worst, slowest.c_str());
}

int Run(std::size_t rows, const std::string& folder) {
  const auto rules = subsidies::LoadRules(folder);
  if (!rules) {
    std::fprintf(stderr, "%s\n", rules.error().ToString().c_str());
    return 1;
  }
  const Population people(rows);
  std::printf("%zu people, %zu rules, kernels %s\n", rows, rules->size(),
              std::string(policy::ColumnInstructions()).c_str());

  std::map<std::string, ColumnResult> results;
  double planning = 0;
  std::map<int, double> all, busy;
  for (const auto& [id, rule] : *rules) {
    planning += Best(3, [&, &rule = rule] { PlanOf(rule, people); });
    const ColumnPlan plan = PlanOf(rule, people);
    ColumnResult result = plan.NewResult();
    double busy_one = 1e300, busy_two = 1e300;
    const double one = Best(5, [&] { busy_one = std::min(busy_one, RunPlan(plan, rows, 1, &result)); });
    const double two = Best(5, [&] { busy_two = std::min(busy_two, RunPlan(plan, rows, 2, &result)); });
    busy[1] += busy_one;
    busy[2] += busy_two;
    all[1] += one;
    all[2] += two;
    std::printf("  %-8s %7.2f ms  %7.2f ms on 2 threads%s\n", id.c_str(), one, two,
                !plan.columnar()        ? "  BY ROW"
                : result.by_row.empty() ? ""
                                        : "  some rows by row");
    results.emplace(id, std::move(result));
  }
  std::printf("catalogue: %.1f ms, %.1f ms on 2 threads, plans %.1f ms\n", all[1], all[2], planning);
  std::printf("  processor time of the busiest thread: %.1f ms, %.1f ms on 2 threads\n", busy[1], busy[2]);

  ExplainCases(*rules, people);

  const std::vector<std::string> ids = {"R-XX20", "R-FZ2", "R-FZ3"};
  double columns = 0, by_hand = 0, by_row = 0;
  std::map<std::string, std::map<std::size_t, Totals>> expected;
  const std::size_t sample = std::min<std::size_t>(rows, 2'000);
  for (const std::string& id : ids) {
    const subsidies::Rule& rule = rules->at(id);
    const ColumnPlan plan = PlanOf(rule, people);
    ColumnResult& result = results.at(id);
    columns += Best(5, [&] { RunPlan(plan, rows, 1, &result); });
    HandMade hand{std::vector<std::uint16_t>(rows), std::vector<std::int64_t>(rows)};
    by_hand +=
        Best(5, [&] { id == "R-XX20" ? HandTransport(people, &hand) : HandMonths(people, id == "R-FZ3", &hand); });
    if (hand.rule != result.rule || TotalsOf(result, rows).fen != [&] {
          std::int64_t sum = 0;
          for (const std::int64_t fen : hand.fen) sum += fen;
          return sum;
        }()) {
      std::fprintf(stderr, "%s: the hand-written loop decides otherwise\n", id.c_str());
      return 1;
    }
    by_row += Best(1, [&] {
      for (std::size_t row = 0; row < sample; ++row) {
        const Value value = plan.ByRow(row).value;
        const Decimal& amount = value.context().Find("amount")->number();
        if (amount.Multiply(Decimal(100))->ToInteger() != hand.fen[row]) {
          std::fprintf(stderr, "%s: row mode decides otherwise in row %zu\n", id.c_str(), row);
          std::exit(1);
        }
      }
    });
    for (const std::size_t count : {std::size_t{300}, std::size_t{5'000}, rows})
      expected[id][std::min(count, rows)] = TotalsOf(result, std::min(count, rows));
  }
  std::printf("three tables (R-XX20, R-FZ2, R-FZ3):\n  column mode %.1f ms   hand-written branches %.1f ms\n", columns,
              by_hand);
  std::printf("  row mode %.2f s (from %zu rows)\n",
              by_row / 1000 * static_cast<double>(rows) / static_cast<double>(sample), sample);

  const std::filesystem::path peers = "bench/policy/peers";
  if (!std::filesystem::exists(peers / "node_modules")) {
    std::printf("peers SKIPPED: run npm install in %s\n", peers.c_str());
    return 0;
  }
  const std::string file = (std::filesystem::temp_directory_path() / "policy_bench_peers.json").string();
  WritePeersFile(file, *rules, ids, people, expected);
  std::fflush(stdout);
  return std::system(("node " + (peers / "peers.mjs").string() + " " + file).c_str()) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace gq::bench

int main(int argc, char** argv) {
  return gq::bench::Run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'500'000, argc > 2 ? argv[2] : "rules");
}
