// The file of --map: what columns mean whose headers the program does not know. Thread-safety: functions without state.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/csv.h"

namespace gq::sources {

// Lines "name=header" or "name,header"; # begins a remark. An empty path is an empty map.
Result<reconcile::HeaderMap> ReadHeaderMap(const std::string& path);

struct MappedFile {
  std::string path;
  reconcile::TableKind kind;
};
// kUsage when the map names a header that stands in none of the files, with the headers that do. Files that cannot be
// read are passed over: who reads them says why.
Status CheckHeaderMap(const reconcile::HeaderMap& map, const std::vector<MappedFile>& files);

}  // namespace gq::sources
