// Texts from files of others, cut to what a field holds. Pure; thread-safe.
#pragma once

#include <string_view>

namespace gq::claims {

// The longest start of at most so many bytes that ends between two characters: half a character is no UTF-8, and
// PostgreSQL refuses it.
inline std::string_view CutText(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace gq::claims
