#include "modules/subsidies/column_judge.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/decimal.h"
#include "engines/policy/column/column.h"

namespace gq::subsidies {
namespace {

using policy::Column;
using policy::Context;
using policy::Value;

constexpr int kScaleMax = 9;

// The values of one input, kept while the plan views them.
struct Stored {
  std::vector<std::uint8_t> flags;
  std::vector<std::int64_t> numbers;
  std::vector<std::int32_t> codes;
  std::vector<std::string> words;
};

// Decimals that the number needs; more than the kernels take counts as too many.
int ScaleOf(const Decimal& number) {
  Decimal scaled = number;
  for (int scale = 0; scale <= kScaleMax; ++scale) {
    if (scaled.IsInteger()) return scale;
    const auto next = scaled.Multiply(Decimal(10));
    if (!next) break;
    scaled = *next;
  }
  return kScaleMax + 1;
}

bool FillNumbers(const std::vector<Context>& inputs, const std::string& name, Stored* stored, int* scale) {
  *scale = 0;
  for (const Context& row : inputs) *scale = std::max(*scale, ScaleOf(row.Find(name)->number()));
  if (*scale > kScaleMax) return false;
  for (const Context& row : inputs) {
    std::optional<Decimal> number = row.Find(name)->number();
    for (int i = 0; i < *scale && number; ++i) number = number->Multiply(Decimal(10));
    const auto whole = number ? number->ToInteger() : std::nullopt;
    if (!whole) return false;
    stored->numbers.push_back(*whole);
  }
  return true;
}

void FillCodes(const std::vector<Context>& inputs, const std::string& name, Stored* stored) {
  std::unordered_map<std::string, std::int32_t> known;
  for (const Context& row : inputs) {
    const std::string& text = row.Find(name)->text();
    const auto [at, added] = known.emplace(text, static_cast<std::int32_t>(known.size()));
    if (added) stored->words.push_back(text);
    stored->codes.push_back(at->second);
  }
}

// A column of the batch, or a constant; false when the values are of no kind that kernels take.
bool Add(const std::vector<Context>& inputs, const std::string& name, policy::Batch* batch, std::deque<Stored>* kept) {
  const policy::Kind kind = inputs.front().Find(name)->kind();
  bool same = true;
  for (const Context& row : inputs) {
    const Value* value = row.Find(name);
    if (value == nullptr || value->kind() != kind) return false;
    same = same && policy::Equals(*value, *inputs.front().Find(name)).value_or(false);
  }
  if (same) {
    batch->constants.Set(name, *inputs.front().Find(name));
    return true;
  }
  Stored& stored = kept->emplace_back();
  if (kind == policy::Kind::kBoolean) {
    for (const Context& row : inputs) stored.flags.push_back(row.Find(name)->boolean() ? 1 : 0);
    batch->columns.push_back(Column::OfFlags(name, stored.flags.data()));
    return true;
  }
  if (kind == policy::Kind::kNumber) {
    int scale = 0;
    if (!FillNumbers(inputs, name, &stored, &scale)) return false;
    batch->columns.push_back(Column::OfNumbers(name, stored.numbers.data(), scale));
    return true;
  }
  if (kind != policy::Kind::kString) return false;
  FillCodes(inputs, name, &stored);
  batch->columns.push_back(Column::OfCodes(name, stored.codes.data(), &stored.words));
  return true;
}

}  // namespace

Result<std::vector<ColumnVerdict>> JudgeColumns(const policy::Model& model, const std::vector<Context>& inputs) {
  std::vector<ColumnVerdict> verdicts(inputs.size());
  if (inputs.empty()) return verdicts;
  const policy::EvaluateOptions options{.mode = policy::Mode::kStrict};
  policy::Batch batch;
  batch.rows = inputs.size();
  std::deque<Stored> kept;
  bool columnar = true;
  for (const auto& [name, value] : inputs.front().entries()) columnar = columnar && Add(inputs, name, &batch, &kept);
  if (!columnar) {
    for (std::size_t row = 0; row < inputs.size(); ++row)
      verdicts[row].done = model.Evaluate("decision", inputs[row], options);
    return verdicts;
  }
  const auto plan = TRY(policy::ColumnPlan::Make(model, "decision", batch, {"outcome", "amount"}, options));
  policy::ColumnResult result = plan.NewResult();
  plan.Run(0, batch.rows, &result);
  const policy::OutputColumn &outcome = result.outputs[0], &amount = result.outputs[1];
  for (std::size_t row = 0; row < inputs.size(); ++row) {
    ColumnVerdict& verdict = verdicts[row];
    const std::uint16_t rule = result.rule[row];
    if (rule == policy::kByRow || outcome.deferred || amount.deferred) {
      verdict.done = plan.ByRow(row);
      continue;
    }
    if (rule == policy::kNoRule) continue;
    if (rule < plan.rule_ids().size()) verdict.rule_id = plan.rule_ids()[rule];
    Context context;
    context.Set("outcome", outcome.distinct[outcome.values[row]]);
    if (amount.is_number) {
      std::optional<Decimal> number = Decimal(amount.numbers[row]);
      for (int i = 0; i < amount.scale && number; ++i) number = number->Divide(Decimal(10));
      context.Set("amount", number ? Value::Number(*number) : Value());
    } else {
      context.Set("amount", amount.distinct[amount.values[row]]);
    }
    verdict.done.value = Value::OfContext(std::move(context));
  }
  return verdicts;
}

}  // namespace gq::subsidies
