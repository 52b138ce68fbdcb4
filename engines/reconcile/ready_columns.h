// The values of both tables by field, each different one made ready for comparing once (compare_values.h): names,
// places and birthdays repeat, so that a row costs four bytes a field.
//
// Thread-safety: const use from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engines/reconcile/compare_values.h"
#include "engines/reconcile/linkage.h"

namespace gq::reconcile {

enum class Side : std::uint8_t { kLeft, kRight };

class ReadyColumn {
 public:
  // Reads field `field` of both tables. Call comparer.WeighWords() afterwards.
  static ReadyColumn Read(const LinkInput& input, std::size_t field, FieldComparer& comparer);
  // Of a field whose values are numbers already (LinkField::keyed).
  static ReadyColumn OfKeys(const LinkInput& input, std::size_t field);

  bool keyed() const { return keyed_; }
  std::size_t rows(Side side) const { return keyed_ ? Keys(side).size() : Values(side).size(); }
  const ReadyValue& Value(Side side, std::size_t row) const { return values_[Values(side)[row]]; }
  // Which value: the same number for the same cell, below values().
  std::uint32_t ValueId(Side side, std::size_t row) const { return Values(side)[row]; }
  const std::vector<ReadyValue>& values() const { return values_; }
  // Which text: the same number where ReadyValue::text is the same, from 1 and numbered in the order of the first row;
  // 0: missing.
  std::uint32_t TextId(Side side, std::size_t row) const { return text_of_[Values(side)[row]]; }
  std::uint32_t texts() const { return texts_; }  // numbers are below it
  // Keyed fields: 0 = missing.
  std::uint64_t Key(Side side, std::size_t row) const { return Keys(side)[row]; }

 private:
  const std::vector<std::uint32_t>& Values(Side side) const { return side == Side::kLeft ? left_ : right_; }
  const std::vector<std::uint64_t>& Keys(Side side) const { return side == Side::kLeft ? left_keys_ : right_keys_; }

  bool keyed_ = false;
  std::vector<ReadyValue> values_;
  std::vector<std::uint32_t> text_of_;  // by value
  std::uint32_t texts_ = 1;
  std::vector<std::uint32_t> left_, right_;  // by row: the value
  std::vector<std::uint64_t> left_keys_, right_keys_;
};

using ReadyColumns = std::vector<ReadyColumn>;  // by field

}  // namespace gq::reconcile
