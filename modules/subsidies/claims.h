// Claims and facts from files (formats.md `decide`).
#pragma once

#include <string>
#include <vector>

#include "modules/subsidies/decide.h"

namespace gq {
class RegionTree;
}

namespace gq::subsidies {

struct FileReject {
  std::string file;
  std::uint64_t row;
  std::string column, reason, cure;
};

Result<std::vector<Claim>> ReadClaims(const std::string& path, std::vector<FileReject>& rejects);
Result<std::vector<Fact>> ReadFacts(const std::string& path, const RegionTree& regions, Date as_of,
                                    std::vector<FileReject>& rejects);

}  // namespace gq::subsidies
