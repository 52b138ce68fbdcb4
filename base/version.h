// The version of the program: shown by --version, in the OpenAPI document, and compared when a command talks to a
// server.
#pragma once

#include <string_view>

namespace gq {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace gq
