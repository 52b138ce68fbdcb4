// Any bytes are a problem file to `match solve`: it must end with an answer or an error that has a kind, and an answer
// must add up.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "modules/matching/solve_formats.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gq::matching::SolveFormat;
  if (size == 0) return 0;
  const auto format = static_cast<SolveFormat>(data[0] % 5);
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Sizes are written in the file; ask for no worlds of millions.
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 3) return 0;
  }
  std::string_view programmes;
  if (const std::size_t cut = text.find('\0'); cut != text.npos) {
    programmes = text.substr(cut + 1);
    text = text.substr(0, cut);
  }
  const auto solved = gq::matching::SolveText(format, text, programmes);
  if (solved && format != SolveFormat::kDimacsMin && solved->assignment.size() != solved->matched) std::abort();
  return 0;
}
