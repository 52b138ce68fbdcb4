// From a decision's expression tree to the plan of column mode. Internal to the engine.
#pragma once

#include <map>

#include "engines/policy/column/plan.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {

class Lowering {
 public:
  Lowering(ColumnPlan::Impl* plan) : plan_(*plan), machine_options_(plan->options) { machine_options_.trace = false; }

  // True when the kernels can decide; else the plan's notes say why not.
  bool Run();

 private:
  // What an expression stands for in every row.
  struct Operand {
    enum class Kind { kNone, kConstant, kNumber, kFlag, kCode, kDate };
    Kind kind = Kind::kNone;
    Value constant;
    int index = -1;  // kNumber: a node; kFlag, kCode, kDate: a column
  };

  // lower.cc: inputs, tables, outputs
  bool Refuse(std::string reason);
  bool CheckInputs();
  bool CheckType(const TypePtr& type, const Operand& operand, std::string_view what);
  bool LowerTable();
  bool LowerRule(const TableRule& rule, const std::vector<Operand>& subjects);
  OutputCell LowerOutput(const Expr& expr, const TableOutput& output, bool is_default);
  bool LowerText(const Expr& expr, std::vector<int>* columns);
  void ChooseOutputs();

  // lower_expression.cc: operands and arithmetic
  Operand LowerOperand(const Expr& expr);
  Operand LowerName(const std::string& name);
  Operand OfColumn(int column);
  std::optional<Value> Folded(const Expr& expr);
  bool IsConstant(const Expr& expr);
  bool IsBuiltin(const std::string& name) const;
  ScopePtr ConstantScope();
  int LowerNumber(const Expr& expr);
  int LowerArithmetic(const Expr& expr);
  int LowerCall(const Expr& expr);
  int LowerFloor(const Expr& argument);
  int LowerChoose(const Expr& expr);
  int LowerTruth(const Expr& expr);
  int ConstantNode(const Decimal& number);
  int Scaled(int node, int scale);
  int CombineNodes(NumberOp op, int a, int b);
  int AddNode(NumberNode node);
  int AddTruth(TruthNode::Kind kind, int a, int b);

  // lower_tests.cc: cells
  int LowerCell(const Expr& tests, const Operand& subject);
  bool LowerTest(const Expr& test, const Operand& subject, std::vector<Alternative>* alternatives);
  bool LowerValue(const Value& value, const Operand& subject, std::vector<Alternative>* alternatives);
  bool LowerPair(Op op, const Expr& other, const Operand& subject, std::vector<Alternative>* alternatives);
  // The atom that compares the subject with a constant of its kind; -1 when it cannot.
  int CompareAtom(Op op, const Operand& subject, const Value& constant);
  int NumberAtom(CompareOp op, int node, const Decimal& bound);
  int AddAtom(Atom atom);
  std::vector<int> ColumnsOf(const Operand& subject) const;

  struct Frame {
    const Element* element;
  };
  ColumnPlan::Impl& plan_;
  EvaluateOptions machine_options_;
  std::vector<Frame> frames_;
  std::map<int, std::pair<std::int64_t, std::int64_t>> bounds_;  // of number columns, read once
};

void MergeColumns(const std::vector<int>& from, std::vector<int>* into);

}  // namespace gq::policy
