#include "modules/imports/reading.h"

#include "modules/imports/columns.h"

namespace gq::imports {

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
