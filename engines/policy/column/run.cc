// Runs a plan chunk by chunk.
#include <algorithm>

#include "engines/policy/column/plan.h"

namespace gq::policy {
namespace {

using Impl = ColumnPlan::Impl;

// What has been worked out for the chunk at hand. Nodes, atoms and cells are worked out when first asked for.
class Chunk {
 public:
  explicit Chunk(const Impl& plan)
      : plan_(plan),
        numbers_(plan.nodes.size()),
        node_done_(plan.nodes.size()),
        atom_bits_(plan.atoms.size()),
        atom_done_(plan.atoms.size()),
        valid_bits_(plan.batch.columns.size()),
        valid_done_(plan.batch.columns.size()) {
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
      const NodeKind kind = plan.nodes[i].kind;
      if (kind != NodeKind::kColumn) numbers_[i].resize(kChunkRows);
      if (kind == NodeKind::kConstant) std::fill(numbers_[i].begin(), numbers_[i].end(), plan.nodes[i].constant);
    }
  }

  void Begin(std::size_t first, std::size_t count) {
    first_ = first;
    count_ = count;
    std::fill(node_done_.begin(), node_done_.end(), 0);
    std::fill(atom_done_.begin(), atom_done_.end(), 0);
    std::fill(valid_done_.begin(), valid_done_.end(), 0);
    all_.fill(0);
    for (std::size_t i = 0; i < count / 64; ++i) all_[i] = ~std::uint64_t{0};
    if (count % 64 != 0) all_[count / 64] = (std::uint64_t{1} << (count % 64)) - 1;
  }

  const RowBits& all() const { return all_; }
  std::size_t count() const { return count_; }

  // Rows in which all the columns have values.
  RowBits Valid(const std::vector<int>& columns) {
    RowBits bits = all_;
    for (const int column : columns) {
      const auto i = static_cast<std::size_t>(column);
      if (!valid_done_[i]) {
        FlagBits(plan_.batch.columns[i].valid + first_, count_, &valid_bits_[i]);
        valid_done_[i] = 1;
      }
      for (std::size_t w = 0; w < kChunkWords; ++w) bits[w] &= valid_bits_[i][w];
    }
    return bits;
  }

  const std::int64_t* Numbers(int index) {
    const auto i = static_cast<std::size_t>(index);
    const NumberNode& node = plan_.nodes[i];
    if (node.kind == NodeKind::kColumn) return plan_.batch.columns[static_cast<std::size_t>(node.a)].numbers + first_;
    std::int64_t* out = numbers_[i].data();
    if (node.kind == NodeKind::kConstant || node_done_[i]) return out;
    node_done_[i] = 1;
    switch (node.kind) {
      case NodeKind::kCombine: {
        const std::int64_t* a = Numbers(node.a);
        Combine(node.op, a, Numbers(node.b), count_, out);
        break;
      }
      case NodeKind::kFloorDivide:
        FloorDivide(Numbers(node.a), count_, node.constant, out);
        break;
      default: {
        const RowBits holds = Truth(node.condition);
        const std::int64_t *a = Numbers(node.a), *b = Numbers(node.b);
        std::copy_n(b, count_, out);
        PutNumbers(holds, count_, a, out);
        break;
      }
    }
    return out;
  }

  // Rows in which the cell holds, as Machine::Passes would say.
  RowBits Holds(const Cell& cell) {
    if (cell.alternatives.empty()) return all_;
    RowBits passed{}, unknown{};
    for (const Alternative& alternative : cell.alternatives) {
      RowBits holds = all_;
      for (const int atom : alternative.atoms) {
        const RowBits& bits = AtomBits(atom);
        for (std::size_t w = 0; w < kChunkWords; ++w) holds[w] &= bits[w];
      }
      if (alternative.negated) {
        for (std::size_t w = 0; w < kChunkWords; ++w) holds[w] = all_[w] & ~holds[w];
      }
      for (std::size_t w = 0; w < kChunkWords; ++w) passed[w] |= holds[w];
      if (!cell.negated || !alternative.unknown_when_missing) continue;
      for (const int atom : alternative.atoms) {
        const RowBits valid = Valid(plan_.atoms[static_cast<std::size_t>(atom)].columns);
        for (std::size_t w = 0; w < kChunkWords; ++w) unknown[w] |= all_[w] & ~valid[w];
      }
    }
    if (cell.negated) {
      for (std::size_t w = 0; w < kChunkWords; ++w) passed[w] = all_[w] & ~passed[w] & ~unknown[w];
    }
    return passed;
  }

 private:
  const RowBits& AtomBits(int index) {
    const auto i = static_cast<std::size_t>(index);
    RowBits& bits = atom_bits_[i];
    if (atom_done_[i]) return bits;
    atom_done_[i] = 1;
    const Atom& atom = plan_.atoms[i];
    const auto column = [&]() -> const Column& { return plan_.batch.columns[static_cast<std::size_t>(atom.subject)]; };
    switch (atom.kind) {
      case AtomKind::kNumber:
        CompareNumbers(Numbers(atom.subject), count_, atom.op, atom.bound, &bits);
        break;
      case AtomKind::kPair: {
        const std::int64_t* a = Numbers(atom.subject);
        CompareNumberPairs(a, Numbers(atom.other), count_, atom.op, &bits);
        break;
      }
      case AtomKind::kCode:
        if (column().small_codes != nullptr) {
          CompareBytes(column().small_codes + first_, count_, static_cast<std::uint8_t>(atom.bound), &bits);
          break;
        }
        CompareCodes(column().codes + first_, count_, atom.op, static_cast<std::int32_t>(atom.bound), &bits);
        break;
      case AtomKind::kFlag:
        FlagBits(column().flags + first_, count_, &bits);
        if (atom.bound == 0) {
          for (std::size_t w = 0; w < kChunkWords; ++w) bits[w] = all_[w] & ~bits[w];
        }
        break;
      case AtomKind::kValid:
        bits = all_;
        break;
      case AtomKind::kNever:
        bits.fill(0);
        break;
    }
    if (!atom.columns.empty()) {
      const RowBits valid = Valid(atom.columns);
      for (std::size_t w = 0; w < kChunkWords; ++w) bits[w] &= valid[w];
    }
    return bits;
  }

  RowBits Truth(int index) {
    const TruthNode& truth = plan_.truths[static_cast<std::size_t>(index)];
    if (truth.kind == TruthNode::Kind::kAtom) return AtomBits(truth.a);
    RowBits bits = Truth(truth.a);
    if (truth.kind == TruthNode::Kind::kNot) {
      for (std::size_t w = 0; w < kChunkWords; ++w) bits[w] = all_[w] & ~bits[w];
      return bits;
    }
    const RowBits other = Truth(truth.b);
    for (std::size_t w = 0; w < kChunkWords; ++w)
      bits[w] = truth.kind == TruthNode::Kind::kAnd ? bits[w] & other[w] : bits[w] | other[w];
    return bits;
  }

  const Impl& plan_;
  std::size_t first_ = 0, count_ = 0;
  RowBits all_{};
  std::vector<std::vector<std::int64_t>> numbers_;
  std::vector<char> node_done_;
  std::vector<RowBits> atom_bits_;
  std::vector<char> atom_done_;
  std::vector<RowBits> valid_bits_;
  std::vector<char> valid_done_;
};

bool Any(const RowBits& bits) {
  return std::any_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word != 0; });
}

// Decides one chunk after another.
class TableChunks {
 public:
  TableChunks(const Impl& plan, ColumnResult* result)
      : plan_(plan), result_(*result), chunk_(plan), hits_(plan.rules.size()) {}

  // Rows that row mode must decide, as bits.
  const RowBits& Run(std::size_t first, std::size_t count) {
    chunk_.Begin(first, count);
    odd_.fill(0);
    for (const InputCheck& check : plan_.checks) {
      const RowBits holds = chunk_.Holds(plan_.cells[static_cast<std::size_t>(check.cell)]);
      const RowBits valid = chunk_.Valid(check.columns);
      for (std::size_t w = 0; w < kChunkWords; ++w) odd_[w] |= valid[w] & ~holds[w];
    }
    FindHits();
    std::uint16_t* rules = result_.rule.data() + first;
    PutRule(chunk_.all(), count, kNoRule, rules);
    for (std::size_t rule = 0; rule < hits_.size(); ++rule) Settle(rule, first);
    PutRule(odd_, count, kByRow, rules);
    return odd_;
  }

 private:
  void FindHits() {
    const bool first_only = plan_.table->hit_policy == HitPolicy::kFirst;
    const std::size_t tested = plan_.rules.size() - (plan_.has_otherwise ? 1 : 0);
    RowBits open = chunk_.all(), taken{};
    for (std::size_t w = 0; w < kChunkWords; ++w) open[w] &= ~odd_[w];
    for (std::size_t rule = 0; rule < tested; ++rule) {
      RowBits hit = open;
      for (const int cell : plan_.rules[rule].cells) {
        if (!Any(hit)) break;
        const RowBits holds = chunk_.Holds(plan_.cells[static_cast<std::size_t>(cell)]);
        for (std::size_t w = 0; w < kChunkWords; ++w) hit[w] &= holds[w];
      }
      for (std::size_t w = 0; w < kChunkWords; ++w) {
        if (first_only) {
          open[w] &= ~hit[w];
        } else {
          odd_[w] |= taken[w] & hit[w];
        }
        taken[w] |= hit[w];
      }
      hits_[rule] = hit;
    }
    if (!plan_.has_otherwise) return;
    for (std::size_t w = 0; w < kChunkWords; ++w) hits_[tested][w] = chunk_.all()[w] & ~taken[w];
  }

  // Writes the rule and its outputs into the rows it decides.
  void Settle(std::size_t rule, std::size_t first) {
    const LoweredRule& lowered = plan_.rules[rule];
    RowBits hit = hits_[rule];
    for (std::size_t w = 0; w < kChunkWords; ++w) hit[w] &= ~odd_[w];
    if (!Any(hit)) return;
    for (const OutputCell& cell : lowered.outputs) {
      if (cell.columns.empty() && !lowered.by_row) continue;
      const RowBits valid = lowered.by_row ? RowBits{} : chunk_.Valid(cell.columns);
      for (std::size_t w = 0; w < kChunkWords; ++w) {
        odd_[w] |= hit[w] & ~valid[w];
        hit[w] &= valid[w];
      }
    }
    if (!Any(hit)) return;
    const bool otherwise = plan_.has_otherwise && rule + 1 == plan_.rules.size();
    PutRule(hit, chunk_.count(), otherwise ? kOtherwise : static_cast<std::uint16_t>(rule),
            result_.rule.data() + first);
    for (std::size_t i = 0; i < plan_.wanted.size(); ++i) {
      const OutputCell& cell = lowered.outputs[plan_.wanted[i]];
      OutputColumn& output = result_.outputs[i];
      if (cell.kind == OutputKind::kNumber) {
        const NumberNode& node = plan_.nodes[static_cast<std::size_t>(cell.node)];
        if (node.kind == NodeKind::kConstant) {
          PutNumber(hit, chunk_.count(), node.constant, output.numbers.data() + first);
        } else {
          PutNumbers(hit, chunk_.count(), chunk_.Numbers(cell.node), output.numbers.data() + first);
        }
      } else if (cell.kind == OutputKind::kConstant) {
        PutRule(hit, chunk_.count(), static_cast<std::uint16_t>(cell.index), output.values.data() + first);
      }
    }
  }

  const Impl& plan_;
  ColumnResult& result_;
  Chunk chunk_;
  std::vector<RowBits> hits_;
  RowBits odd_{};
};

}  // namespace

void ColumnPlan::Run(std::size_t first, std::size_t last, ColumnResult* result,
                     std::map<std::size_t, Evaluation>* by_row) const {
  last = std::min(last, impl_->batch.rows);
  if (!impl_->columnar) {
    for (std::size_t row = first; row < last; ++row) {
      result->rule[row] = kByRow;
      (*by_row)[row] = ByRow(row);
    }
    return;
  }
  TableChunks chunks(*impl_, result);
  for (std::size_t at = first; at < last; at += kChunkRows) {
    const std::size_t count = std::min(kChunkRows, last - at);
    const RowBits& odd = chunks.Run(at, count);
    if (!Any(odd)) continue;
    for (std::size_t row = 0; row < count; ++row) {
      if ((odd[row / 64] >> (row % 64) & 1) != 0) (*by_row)[at + row] = ByRow(at + row);
    }
  }
}

}  // namespace gq::policy
