// Rows on their way to a bulk insert: all cells in one piece of memory instead of one allocation a cell.
// A cell is its kind, then 8 bytes of an integer or 4 bytes of size and the content. Native byte order: never leaves
// the process. Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"
#include "kits/db/rows.h"

namespace gq::store {

class RowBuffer {
 public:
  void Null() { data_ += 'n'; }
  void Int(std::int64_t n) {
    char cell[1 + sizeof n] = {'i'};
    std::memcpy(cell + 1, &n, sizeof n);
    data_.append(cell, sizeof cell);
  }
  void Text(std::string_view text) { Sized('t', text); }
  void Bytes(std::string_view bytes) { Sized('b', bytes); }
  void Cell(const Value& value) {
    if (const std::int64_t* n = AsInteger(value))
      Int(*n);
    else if (const std::string* text = AsText(value))
      Text(*text);
    else if (const gq::Bytes* bytes = AsBytes(value))
      Bytes(bytes->data);
    else
      Null();
  }
  void EndRow() {
    data_ += '.';
    ++rows_;
  }
  std::size_t rows() const { return rows_; }
  void Clear() {
    data_.clear();
    rows_ = 0;
  }

  Status WriteTo(db::BulkWriter& bulk) const {
    for (std::size_t at = 0; at < data_.size();) {
      switch (data_[at++]) {
        case '.':
          TRY(bulk.EndRow());
          break;
        case 'n':
          bulk.Null();
          break;
        case 'i': {
          std::int64_t n = 0;
          std::memcpy(&n, data_.data() + at, sizeof n);
          at += sizeof n;
          bulk.Int(n);
          break;
        }
        default: {
          const bool text = data_[at - 1] == 't';
          std::uint32_t size = 0;
          std::memcpy(&size, data_.data() + at, sizeof size);
          at += sizeof size;
          const std::string_view content = std::string_view(data_).substr(at, size);
          at += size;
          if (text)
            bulk.Text(content);
          else
            bulk.Bytes(content);
        }
      }
    }
    return Ok();
  }

 private:
  void Sized(char kind, std::string_view content) {
    const auto size = static_cast<std::uint32_t>(content.size());
    char head[1 + sizeof size] = {kind};
    std::memcpy(head + 1, &size, sizeof size);
    data_.append(head, sizeof head);
    data_ += content;
  }
  std::string data_;
  std::size_t rows_ = 0;
};

}  // namespace gq::store
