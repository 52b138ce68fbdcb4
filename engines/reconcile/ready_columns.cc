#include "engines/reconcile/ready_columns.h"

#include "engines/reconcile/string_table.h"

namespace gq::reconcile {

ReadyColumn ReadyColumn::Read(const LinkInput& input, std::size_t field, FieldComparer& comparer) {
  ReadyColumn out;
  StringTable cells;
  std::vector<std::uint32_t> times;
  std::string scratch;
  const auto read = [&](Side side, std::size_t rows, std::vector<std::uint32_t>& column) {
    column.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint32_t id = cells.Add(input.value(side == Side::kRight, field, row, scratch));
      if (id == times.size()) times.push_back(0);
      ++times[id];
      column.push_back(id);
    }
  };
  read(Side::kLeft, input.left_rows, out.left_);
  read(Side::kRight, input.right_rows, out.right_);
  StringTable texts;
  out.values_.reserve(cells.size());
  out.text_of_.reserve(cells.size());
  for (std::uint32_t id = 0; id < cells.size(); ++id) {
    out.values_.push_back(comparer.MakeReady(cells.Text(id), times[id]));
    const std::string& text = out.values_.back().text;
    out.text_of_.push_back(text.empty() ? 0 : texts.Add(text) + 1);
  }
  out.texts_ = static_cast<std::uint32_t>(texts.size()) + 1;
  return out;
}

ReadyColumn ReadyColumn::OfKeys(const LinkInput& input, std::size_t field) {
  ReadyColumn out;
  out.keyed_ = true;
  const auto read = [&](Side side, std::size_t rows, std::vector<std::uint64_t>& keys) {
    keys.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) keys.push_back(input.key(side == Side::kRight, field, row));
  };
  read(Side::kLeft, input.left_rows, out.left_keys_);
  read(Side::kRight, input.right_rows, out.right_keys_);
  return out;
}

}  // namespace gq::reconcile
