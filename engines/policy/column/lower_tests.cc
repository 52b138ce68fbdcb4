// Cells of column mode: the same answers as Machine::Passes, missing values included.
#include <algorithm>

#include "engines/policy/column/lower.h"

namespace gq::policy {
namespace {

std::optional<CompareOp> CompareOpOf(Op op) {
  switch (op) {
    case Op::kEqual:
      return CompareOp::kEqual;
    case Op::kLess:
      return CompareOp::kLess;
    case Op::kLessEqual:
      return CompareOp::kLessEqual;
    case Op::kGreater:
      return CompareOp::kGreater;
    case Op::kGreaterEqual:
      return CompareOp::kGreaterEqual;
    default:
      return std::nullopt;
  }
}

}  // namespace

int Lowering::AddAtom(Atom atom) {
  for (std::size_t i = 0; i < plan_.atoms.size(); ++i) {
    if (plan_.atoms[i] == atom) return static_cast<int>(i);
  }
  plan_.atoms.push_back(std::move(atom));
  return static_cast<int>(plan_.atoms.size()) - 1;
}

std::vector<int> Lowering::ColumnsOf(const Operand& subject) const {
  if (subject.kind == Operand::Kind::kNumber) return plan_.nodes[static_cast<std::size_t>(subject.index)].columns;
  if (subject.kind == Operand::Kind::kConstant || subject.kind == Operand::Kind::kNone) return {};
  return plan_.batch.columns[static_cast<std::size_t>(subject.index)].valid != nullptr ? std::vector<int>{subject.index}
                                                                                       : std::vector<int>{};
}

// x op bound for integers x of the node's scale; a bound with more decimals is moved to the next integer.
int Lowering::NumberAtom(CompareOp op, int node, const Decimal& bound) {
  const NumberNode& subject = plan_.nodes[static_cast<std::size_t>(node)];
  Atom atom;
  atom.kind = AtomKind::kNumber;
  atom.op = op;
  atom.subject = node;
  atom.columns = subject.columns;
  std::optional<Decimal> scaled = bound;
  for (int i = 0; i < subject.scale && scaled; ++i) scaled = scaled->Multiply(Decimal(10));
  if (!scaled) return -1;
  const auto whole = scaled->Floor().ToInteger();
  if (!whole) return -1;
  atom.bound = *whole;
  if (!scaled->IsInteger()) {
    if (op == CompareOp::kEqual) {
      atom = {};
    } else {
      atom.op = op == CompareOp::kLess || op == CompareOp::kLessEqual ? CompareOp::kLessEqual : CompareOp::kGreater;
    }
  }
  return AddAtom(std::move(atom));
}

int Lowering::CompareAtom(Op op, const Operand& subject, const Value& constant) {
  const auto compare = CompareOpOf(op);
  if (!compare) return -1;
  Atom atom;
  atom.op = *compare;
  atom.subject = subject.index;
  atom.columns = ColumnsOf(subject);
  switch (subject.kind) {
    case Operand::Kind::kNumber:
      return constant.IsNumber() ? NumberAtom(*compare, subject.index, constant.number()) : -1;
    case Operand::Kind::kFlag:
      if (!constant.IsBoolean() || op != Op::kEqual) return -1;
      atom.kind = AtomKind::kFlag;
      atom.bound = constant.boolean() ? 1 : 0;
      return AddAtom(std::move(atom));
    case Operand::Kind::kDate: {
      if (!constant.IsDate()) return -1;
      atom.kind = AtomKind::kCode;
      atom.bound = DaysOf(constant.date());
      if (atom.bound > INT32_MAX || atom.bound < INT32_MIN) return -1;
      return AddAtom(std::move(atom));
    }
    case Operand::Kind::kCode: {
      if (!constant.IsString() || op != Op::kEqual) return -1;
      const auto& words = *plan_.batch.columns[static_cast<std::size_t>(subject.index)].words;
      const auto found = std::find(words.begin(), words.end(), constant.text());
      if (found == words.end()) return AddAtom({});
      atom.kind = AtomKind::kCode;
      atom.bound = found - words.begin();
      return AddAtom(std::move(atom));
    }
    default:
      return -1;
  }
}

bool Lowering::LowerPair(Op op, const Expr& other, const Operand& subject, std::vector<Alternative>* alternatives) {
  const auto compare = CompareOpOf(op);
  if (!compare || subject.kind != Operand::Kind::kNumber) return false;
  const int node = LowerNumber(other);
  if (node < 0) return false;
  const auto scale_of = [this](int index) { return plan_.nodes[static_cast<std::size_t>(index)].scale; };
  const int scale = std::max(scale_of(subject.index), scale_of(node));
  Atom atom;
  atom.kind = AtomKind::kPair;
  atom.op = *compare;
  atom.subject = Scaled(subject.index, scale);
  atom.other = Scaled(node, scale);
  if (atom.subject < 0 || atom.other < 0) return false;
  atom.columns = ColumnsOf(subject);
  MergeColumns(plan_.nodes[static_cast<std::size_t>(node)].columns, &atom.columns);
  // Two missing values are equal to each other: row mode knows.
  if (*compare == CompareOp::kEqual && !atom.columns.empty()) return false;
  alternatives->push_back({{AddAtom(std::move(atom))}, false, true});
  return true;
}

// The test "equal to the value, inside it, or equal to or inside an element of it".
bool Lowering::LowerValue(const Value& value, const Operand& subject, std::vector<Alternative>* alternatives) {
  if (value.IsNull()) {
    Atom atom;
    atom.kind = AtomKind::kValid;
    atom.columns = ColumnsOf(subject);
    alternatives->push_back({{AddAtom(std::move(atom))}, true, false});
    return true;
  }
  if (value.IsRange()) {
    const Range& range = value.range();
    Alternative alternative{{}, false, true};
    for (const auto& [end, op] : {std::pair{&range.start, range.start_included ? Op::kGreaterEqual : Op::kGreater},
                                  {&range.end, range.end_included ? Op::kLessEqual : Op::kLess}}) {
      if (end->IsNull()) continue;
      const int atom = CompareAtom(op, subject, *end);
      if (atom < 0) return false;
      alternative.atoms.push_back(atom);
    }
    if (alternative.atoms.empty()) return false;
    alternatives->push_back(std::move(alternative));
    return true;
  }
  if (value.IsList()) {
    if (value.list().empty()) alternatives->push_back({{AddAtom({})}, false, false});
    for (const Value& element : value.list()) {
      // In strict mode a missing element is an error for every value that is not found: row mode says so.
      if (element.IsNull() && plan_.options.mode == Mode::kStrict) return false;
      if (element.IsList() || !LowerValue(element, subject, alternatives)) return false;
      // An element that cannot be compared is merely not the one.
      alternatives->back().unknown_when_missing = false;
    }
    return true;
  }
  const int atom = CompareAtom(Op::kEqual, subject, value);
  if (atom < 0) return false;
  alternatives->push_back({{atom}, false, false});
  return true;
}

bool Lowering::LowerTest(const Expr& test, const Operand& subject, std::vector<Alternative>* alternatives) {
  if (UsesName(test, "?")) return false;
  if (test.kind == ExprKind::kUnaryTest) {
    const auto constant = Folded(*test.children[0]);
    if (!constant) return LowerPair(test.op, *test.children[0], subject, alternatives);
    const bool equality = test.op == Op::kEqual || test.op == Op::kNotEqual;
    if (constant->IsNull() && !equality) return false;
    if (equality) {
      if (!constant->IsNull()) {
        const int atom = CompareAtom(Op::kEqual, subject, *constant);
        if (atom < 0) return false;
        alternatives->push_back({{atom}, test.op == Op::kNotEqual, false});
        return true;
      }
      if (!LowerValue(*constant, subject, alternatives)) return false;
      alternatives->back().negated = test.op == Op::kEqual;
      return true;
    }
    const int atom = CompareAtom(test.op, subject, *constant);
    if (atom < 0) return false;
    alternatives->push_back({{atom}, false, true});
    return true;
  }
  const auto constant = Folded(test);
  if (!constant || constant->IsFunction() || constant->IsContext()) return false;
  if (test.kind == ExprKind::kRange && constant->IsNull()) return false;
  if (constant->IsBoolean() && subject.kind != Operand::Kind::kFlag) return false;
  return LowerValue(*constant, subject, alternatives);
}

// A cell over a column; -1 when the kernels cannot.
int Lowering::LowerCell(const Expr& tests, const Operand& subject) {
  if (tests.kind != ExprKind::kTests) return -1;
  Cell cell;
  cell.negated = tests.flag;
  if (subject.kind == Operand::Kind::kConstant && !tests.children.empty()) {
    if (!std::all_of(tests.children.begin(), tests.children.end(), [&](const ExprPtr& e) { return IsConstant(*e); }))
      return -1;
    Machine machine(machine_options_);
    const bool passes = machine.Passes(tests, subject.constant, ConstantScope()).value_or(false);
    const Evaluation done = std::move(machine).Finish({});
    if (!done.error.empty() || !done.diagnostics.empty()) return -1;
    // "-" holds always; the negation of a test that holds always holds never.
    cell.negated = false;
    if (!passes) cell.alternatives.push_back({{AddAtom({})}, false, false});
    plan_.cells.push_back(std::move(cell));
    return static_cast<int>(plan_.cells.size()) - 1;
  }
  for (const ExprPtr& test : tests.children) {
    if (!LowerTest(*test, subject, &cell.alternatives)) return -1;
  }
  plan_.cells.push_back(std::move(cell));
  return static_cast<int>(plan_.cells.size()) - 1;
}

}  // namespace gq::policy
