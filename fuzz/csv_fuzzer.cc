// Any bytes are a CSV file to the reader: it must end, stay within its limits and not depend on how the bytes arrive.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "kits/csv/reader.h"
#include "kits/csv/writer.h"

namespace {

using gq::csv::Record;

class Pieces : public gq::file::ByteSource {
 public:
  Pieces(std::string_view bytes, std::size_t step) : bytes_(bytes), step_(step) {}
  gq::Result<std::size_t> Read(char* buffer, std::size_t capacity) override {
    const std::size_t size = std::min({capacity, step_, bytes_.size()});
    bytes_.copy(buffer, size);
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
  std::size_t step_;
};

struct Outcome {
  std::vector<std::vector<std::string>> rows;
  bool failed = false;
  bool operator==(const Outcome&) const = default;
};

Outcome ReadAll(std::string_view bytes, std::size_t step) {
  gq::csv::ReaderOptions options;
  options.field_bytes_max = 2000;
  options.record_bytes_max = 8000;
  options.fields_max = 300;
  Outcome outcome;
  auto reader = gq::csv::Reader::Open(std::make_unique<Pieces>(bytes, step), options);
  if (!reader) std::abort();
  Record record;
  for (;;) {
    const gq::Result<bool> more = reader->Next(record);
    outcome.failed = !more;
    if (!more || !*more) return outcome;
    if (record.fields.empty() || record.fields.size() > options.fields_max) std::abort();
    outcome.rows.emplace_back(record.fields.begin(), record.fields.end());
    for (const std::string& field : outcome.rows.back()) {
      if (!gq::IsUtf8(field)) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = ReadAll(bytes, SIZE_MAX);
  if (ReadAll(bytes, 3) != whole) std::abort();
  // Written and read again it is the same.
  if (whole.failed) return 0;
  std::string text = "header\n";  // so that no text at the front is taken for a byte order mark
  for (const auto& row : whole.rows) {
    std::string line;
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (at > 0) line += ',';
      gq::csv::AppendField(row[at], false, line);
    }
    text += line.empty() ? "\"\"" : line;
    text += '\n';
  }
  gq::csv::ReaderOptions options;
  options.delimiter = ',';
  options.encoding = gq::csv::Encoding::kUtf8;
  options.field_bytes_max = 1 << 20;
  auto reader = gq::csv::Reader::Open(std::make_unique<Pieces>(text, SIZE_MAX), options);
  Record record;
  if (!*reader->Next(record)) std::abort();
  for (const auto& row : whole.rows) {
    if (!*reader->Next(record)) std::abort();
    if (std::vector<std::string>(record.fields.begin(), record.fields.end()) != row) std::abort();
  }
  if (*reader->Next(record)) std::abort();
  return 0;
}
