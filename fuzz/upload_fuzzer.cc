// Any bytes as an uploaded file: recognised, refused or read.
#include <cstdint>

#include "fuzz/table_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gq::fuzzing::MemoryFile file;
  file.Put({reinterpret_cast<const char*>(data), size});
  gq::fuzzing::ReadTables(file.path());
  return 0;
}
