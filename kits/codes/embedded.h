// The code files that the build put into the program (embed.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace gq::internal {

struct EmbeddedFile {
  std::string_view name;  // without folder and extension: "ethnicity", "tier_regions"
  std::string_view text;
};
const std::vector<EmbeddedFile>& EmbeddedCodeFiles();

}  // namespace gq::internal
