// Column mode: one decision table over many rows at once, for sweeps over the whole population (what-if, settlement
// of a month). The same compiled model as row mode, and the same answers: what the kernels cannot prove is decided by
// row mode, row by row.
//
//   Batch batch;
//   batch.rows = people.size();
//   batch.columns.push_back(Column::OfCodes("tier", tier_codes, &tier_words));
//   batch.columns.push_back(Column::OfNumbers("fare", fare_fen, 2));     // 51200 is 512.00
//   batch.constants.Set("cap_outside", Value::Integer(400));
//   ColumnPlan plan = TRY(ColumnPlan::Make(model, "decision", batch, {"outcome", "amount"}, {.mode = Mode::kStrict}));
//   ColumnResult result = plan.NewResult();
//   plan.Run(0, batch.rows, &result);
//   result.rule[i]                // which rule it was, kNoRule, or kByRow: then result.by_row.at(i)
//   result.outputs[1].numbers[i]  // with result.outputs[1].scale decimals
//   plan.At(result, i)            // the whole value as row mode gives it, texts built from the row included
//
// The profile of the kernels: tables with hit policy U, F or A; inputs that are columns or arithmetic of number
// columns (+ - *, min, max, abs, floor(x / constant)) or decisions made of such; cells "-", literals, lists of tests,
// intervals, comparisons, not(...), null; outputs that are such arithmetic or do not depend on the row. Numbers are
// int64 with a fixed scale; the plan proves from the values of the batch that nothing overflows. Rows with a null in
// arithmetic, a value outside the allowed ones, two hits of U or A, run by row mode. A decision outside the profile
// runs by row mode altogether and notes() says why.
//
// Sources: design page engines.md §2 (chunks of 2,048 rows, one kernel per type and operator, each distinct cell
// once per chunk). Instructions are chosen at run time (AVX-512, AVX2, scalar) by Highway; results do not depend on
// the choice. Thread-safety: a plan is immutable after Make and keeps views of the batch, which must stay; Run may be
// called from several threads for disjoint ranges of one result, each with a map of its own for the rows that row mode
// decides.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engines/policy/policy.h"

namespace gq::policy {

inline constexpr std::size_t kChunkRows = 2048;

enum class ColumnKind { kBoolean, kNumber, kCode, kDate };

// A view of one input; the values stay with the caller. Missing values (valid[i] == 0) are null.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kNumber;
  int scale = 0;                                    // of kNumber: value × 10^-scale, 0 … 9
  const std::uint8_t* flags = nullptr;              // kBoolean: 0 or 1
  const std::int64_t* numbers = nullptr;            // kNumber
  const std::int32_t* codes = nullptr;              // kCode: index in `words`; kDate: days since 1970-01-01
  const std::uint8_t* small_codes = nullptr;        // kCode with at most 256 words, instead of `codes`
  const std::vector<std::string>* words = nullptr;  // kCode
  const std::uint8_t* valid = nullptr;              // null pointer: every value is there

  static Column OfFlags(std::string name, const std::uint8_t* flags);
  static Column OfNumbers(std::string name, const std::int64_t* numbers, int scale);
  static Column OfCodes(std::string name, const std::int32_t* codes, const std::vector<std::string>* words);
  static Column OfCodes(std::string name, const std::uint8_t* codes, const std::vector<std::string>* words);
  static Column OfDates(std::string name, const std::int32_t* days);
};

struct Batch {
  std::size_t rows = 0;
  std::vector<Column> columns;
  Context constants;  // inputs that are the same in every row: parameters
};

inline constexpr std::uint16_t kNoRule = 0xFFFF;     // no rule stood: null
inline constexpr std::uint16_t kByRow = 0xFFFE;      // decided by row mode
inline constexpr std::uint16_t kOtherwise = 0xFFFD;  // the default output entries

// One output of all rows. Cells of rows that are kNoRule or kByRow are 0.
struct OutputColumn {
  std::string name;
  bool deferred = false;  // some rule builds it from the row in a way the kernels do not know: ask At()
  bool is_number = false;
  int scale = 0;
  std::vector<std::int64_t> numbers;  // is_number
  std::vector<std::uint16_t> values;  // else: index in `distinct`
  std::vector<Value> distinct;
};

struct ColumnResult {
  std::vector<std::uint16_t> rule;
  std::vector<OutputColumn> outputs;
  std::map<std::size_t, Evaluation> by_row;
};

class ColumnPlan {
 public:
  // `outputs`: names of the table's outputs that are wanted; empty for all. kBadDecision when there is no such
  // decision, output, or a column is malformed.
  static Result<ColumnPlan> Make(const Model& model, std::string_view decision, const Batch& batch,
                                 const std::vector<std::string>& outputs, const EvaluateOptions& options);

  // Whether the kernels decide; false when every row runs by row mode.
  bool columnar() const;
  // Why something runs by row mode (Chinese).
  const std::vector<std::string>& notes() const;
  // Ids of the rules in the model, by number.
  const std::vector<std::string>& rule_ids() const;

  ColumnResult NewResult() const;
  // Decides rows [first, last); `first` must be a multiple of kChunkRows. What row mode gave goes to *by_row; the
  // shorter form puts it into the result.
  void Run(std::size_t first, std::size_t last, ColumnResult* result, std::map<std::size_t, Evaluation>* by_row) const;
  void Run(std::size_t first, std::size_t last, ColumnResult* result) const {
    Run(first, last, result, &result->by_row);
  }
  // Value and error of one row, as row mode gives them.
  Evaluation At(const ColumnResult& result, std::size_t row) const;
  // Row mode for one row, with trace when the options ask for it.
  Evaluation ByRow(std::size_t row) const;

  struct Impl;

 private:
  explicit ColumnPlan(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

// "AVX3", "AVX2", ...: the instructions the kernels run with on this machine.
std::string_view ColumnInstructions();

}  // namespace gq::policy
