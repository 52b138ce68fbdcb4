// Base32 as Crockford wrote it (no I, L, O, U), for what people type from paper: O counts as 0, I and L as 1, case,
// blanks and dashes do not matter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gq::crypto {

// Groups of `group` characters joined by dashes; the last group is shorter when it does not fit.
std::string ToBase32(std::string_view bytes, std::size_t group);

struct Base32Text {
  std::string bytes;                    // whole bytes only; bits that do not fill a byte are dropped
  std::size_t characters = 0;           // that counted (without blanks and dashes)
  std::optional<std::size_t> wrong_at;  // position, from 1 among counted characters, of the first impossible one
};
Base32Text FromBase32(std::string_view text);

}  // namespace gq::crypto
