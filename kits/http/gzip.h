// gzip (RFC 1952) for bodies. `level` 1 (fast, for answers made now) to 9 (small, for files read once at start).
#pragma once

#include <string>
#include <string_view>

namespace gq::http {

// Empty when it does not work or saves nothing worth a header.
std::string Gzip(std::string_view bytes, int level);

// An Accept-Encoding header that takes gzip.
bool TakesGzip(std::string_view accept_encoding);

}  // namespace gq::http
