#include "modules/imports/reading.h"

#include <filesystem>

#include "kits/crypto/bytes.h"
#include "modules/imports/columns.h"

namespace gq::imports {

namespace fs = std::filesystem;

TemporaryFile::TemporaryFile()
    : path_((fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)))).string()) {}

TemporaryFile::~TemporaryFile() {
  std::error_code error;
  fs::remove(path_, error);
}

table::HeaderSpec SpecOf(std::string_view kind) {
  table::HeaderSpec spec;
  for (const auto& column : ColumnsOf(kind)) spec.columns.push_back({column.key, column.headers, column.required});
  return spec;
}

table::ReadOptions OptionsOf(const std::map<std::string, std::string>& chosen) {
  table::ReadOptions options;
  for (const auto& [header, key] : chosen) {
    if (!key.empty()) options.chosen.emplace_back(key, header);
  }
  return options;
}

}  // namespace gq::imports
