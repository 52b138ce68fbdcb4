// Streaming CSV writer: RFC 4180 quoting, UTF-8 without mark, comma, LF; the file appears whole or not at all, mode
// 0600.
//
//   auto writer = TRY(csv::Writer::Create("people.csv", {"row", "id_number"}));
//   writer.Integer(17); writer.Field(id); writer.EndRow();
//   TRY(writer.Close());                               // without it nothing appears
//
// Failures of the disk are kept and come out of Close (and of failed() earlier).
// Options::guard_formulas is for files that an officer opens in a spreadsheet: text beginning with = + - @ tab or CR
// gets an apostrophe in front, so that no cell is taken for a formula. Machine formats keep it off: they are exact.
// Thread-safety: a writer belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kits/file/file.h"

namespace gq::csv {

struct WriterOptions {
  bool guard_formulas = false;
  bool byte_order_mark = false;  // for spreadsheets that would take UTF-8 for the local code page
};

// One field in RFC 4180 form, appended to `out`.
void AppendField(std::string_view field, bool guard_formulas, std::string& out);

class Writer {
 public:
  static Result<Writer> Create(const std::string& path, const std::vector<std::string_view>& header,
                               const WriterOptions& options = {});

  void Field(std::string_view text);
  void Integer(std::int64_t value);  // never guarded: a negative number is no formula
  void EndRow();
  // Rows ended so far, without the header.
  std::uint64_t rows() const { return rows_; }
  bool failed() const { return !status_.has_value(); }
  Status Close();

 private:
  Writer(file::AtomicFile file, const WriterOptions& options) : file_(std::move(file)), options_(options) {}
  void Separate();
  void Flush();

  file::AtomicFile file_;
  WriterOptions options_;
  std::string pending_;
  std::size_t row_begin_ = 0;
  bool first_ = true;
  std::uint64_t rows_ = 0;
  Status status_;
};

}  // namespace gq::csv
