// What the fuzzers of workbooks share: a file in memory that has a path, and reading all of it.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "kits/table/table_reader.h"

namespace gq::fuzzing {

class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("fuzz", 0)), path_("/proc/self/fd/" + std::to_string(descriptor_)) {}
  ~MemoryFile() { ::close(descriptor_); }
  void Put(std::string_view bytes) {
    if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  const std::string& path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

inline void ReadTables(const std::string& path) {
  table::ReadOptions options;
  options.source.limits.unpacked_bytes_max = 8 << 20;
  options.source.limits.row_bytes_max = 1 << 20;
  options.source.csv.record_bytes_max = 1 << 20;
  static const table::HeaderSpec kRoster{
      {{"id_number", {"身份证号"}, true}, {"name", {"姓名"}}, {"wage", {"月工资", "就业情况-月工资"}}}};
  for (const table::HeaderSpec& spec : {kRoster, table::HeaderSpec{}}) {
    auto reader = table::ReadTable(path, spec, options);
    if (!reader) {
      if (reader.error().message.empty() || reader.error().hint.empty()) std::abort();  // every refusal says what to do
      continue;
    }
    std::uint64_t before = 0;
    for (;;) {
      const Result<bool> more = reader->Next();
      if (!more || !*more) break;
      if (reader->RecordNumber() != ++before) std::abort();
      for (std::size_t column = 0; column < spec.columns.size(); ++column) table::LostDigits(reader->Cell(column));
    }
  }
}

}  // namespace gq::fuzzing
