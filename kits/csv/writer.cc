#include "kits/csv/writer.h"

#include <charconv>

namespace gq::csv {
namespace {

constexpr std::size_t kFlushSize = 256 << 10;

bool NeedsGuard(std::string_view field) {
  return !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
}

}  // namespace

void AppendField(std::string_view field, bool guard_formulas, std::string& out) {
  const bool guard = guard_formulas && NeedsGuard(field);
  if (field.find_first_of(std::string_view(",\"\r\n")) == std::string_view::npos) {
    if (guard) out += '\'';
    out += field;
    return;
  }
  out += '"';
  if (guard) out += '\'';
  for (;;) {
    const std::size_t quote = field.find('"');
    if (quote == std::string_view::npos) break;
    out.append(field.substr(0, quote)).append("\"\"");
    field.remove_prefix(quote + 1);
  }
  out.append(field) += '"';
}

Result<Writer> Writer::Create(const std::string& path, const std::vector<std::string_view>& header,
                              const WriterOptions& options) {
  Writer writer(TRY(file::AtomicFile::Create(path)), options);
  if (options.byte_order_mark) writer.pending_ = "\xEF\xBB\xBF";
  writer.row_begin_ = writer.pending_.size();
  if (!header.empty()) {
    for (const std::string_view name : header) writer.Field(name);
    writer.EndRow();
    writer.rows_ = 0;
  }
  return writer;
}

void Writer::Separate() {
  if (!first_) pending_ += ',';
  first_ = false;
}

void Writer::Field(std::string_view text) {
  Separate();
  AppendField(text, options_.guard_formulas, pending_);
}

void Writer::Integer(std::int64_t value) {
  Separate();
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  pending_.append(digits, end.ptr);
}

void Writer::EndRow() {
  if (pending_.size() == row_begin_) pending_ += "\"\"";  // one empty field must not look like an empty line
  pending_ += '\n';
  first_ = true;
  ++rows_;
  if (pending_.size() >= kFlushSize) Flush();
  row_begin_ = pending_.size();
}

void Writer::Flush() {
  if (status_) status_ = file_.Write(pending_);
  pending_.clear();
}

Status Writer::Close() {
  Flush();
  TRY(std::move(status_));
  return file_.Commit();
}

}  // namespace gq::csv
