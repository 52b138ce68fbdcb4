// A table lowered to column mode: nodes of arithmetic, atoms that test one column, cells made of atoms, rules made of
// cells. Indices instead of pointers; equal nodes and atoms are one, so that each is worked out once a chunk. Internal
// to the engine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engines/policy/column/column.h"
#include "engines/policy/column/kernels.h"
#include "engines/policy/evaluate/model.h"

namespace gq::policy {

enum class NodeKind { kColumn, kConstant, kCombine, kFloorDivide, kChoose };

// An int64 a row, with the bounds that the batch proves.
struct NumberNode {
  NodeKind kind = NodeKind::kConstant;
  NumberOp op = NumberOp::kAdd;
  int a = -1, b = -1;  // nodes; kColumn: a is the column; kChoose: when the condition holds, and when not
  int condition = -1;  // kChoose: a truth node
  std::int64_t constant = 0;
  int scale = 0;
  std::int64_t low = 0, high = 0;
  std::vector<int> columns;  // that must be valid
  friend bool operator==(const NumberNode&, const NumberNode&) = default;
};

enum class AtomKind { kNumber, kPair, kCode, kFlag, kValid, kNever };

struct Atom {
  AtomKind kind = AtomKind::kNever;
  CompareOp op = CompareOp::kEqual;
  int subject = -1;  // kNumber, kPair: a node; else a column
  int other = -1;    // kPair: a node
  std::int64_t bound = 0;
  std::vector<int> columns;  // that must be valid for it to hold
  friend bool operator==(const Atom&, const Atom&) = default;
};

// Holds when all atoms hold. `negated`: when not all hold, a missing value included (x != 5).
struct Alternative {
  std::vector<int> atoms;
  bool negated = false;
  bool unknown_when_missing = false;  // of the atoms' columns
};

// One cell of a table, or the allowed values of a column.
struct Cell {
  std::vector<Alternative> alternatives;
  bool negated = false;
};

// A condition of if-then-else; rows with a missing value do not come here.
struct TruthNode {
  enum class Kind { kAtom, kAnd, kOr, kNot };
  Kind kind = Kind::kAtom;
  int a = -1, b = -1;
};

enum class OutputKind { kConstant, kNumber, kDeferred, kByRow };

struct OutputCell {
  OutputKind kind = OutputKind::kByRow;
  Value constant;
  std::size_t index = 0;     // kConstant: in the column's distinct values
  int node = -1;             // kNumber
  std::vector<int> columns;  // that must be valid
};

struct LoweredRule {
  std::vector<int> cells;
  std::vector<OutputCell> outputs;  // all outputs of the table
  bool by_row = false;
};

// A row is left to row mode when the cell does not hold and the columns have values.
struct InputCheck {
  int cell = -1;
  std::vector<int> columns;
};

struct ColumnPlan::Impl {
  std::shared_ptr<const CompiledModel> model;
  const Element* decision = nullptr;
  Batch batch;
  EvaluateOptions options;
  std::vector<std::string> notes, rule_ids;
  bool columnar = false;
  const DecisionTable* table = nullptr;

  std::vector<NumberNode> nodes;
  std::vector<Atom> atoms;
  std::vector<Cell> cells;
  std::vector<TruthNode> truths;
  std::vector<InputCheck> checks;
  std::vector<LoweredRule> rules;  // with a last one for the default outputs, when there are any
  bool has_otherwise = false;
  std::vector<std::size_t> wanted;    // outputs of the table
  std::vector<OutputColumn> outputs;  // empty columns, one for each that is wanted

  Context InputsOf(std::size_t row) const;
};

}  // namespace gq::policy
