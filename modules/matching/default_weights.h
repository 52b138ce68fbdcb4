// rules/matching/weights.toml as text, put into the program by the build. Use weights.h.
#pragma once

#include <string_view>

namespace gq::matching::internal {

extern const std::string_view kDefaultWeights;

}  // namespace gq::matching::internal
