// QR codes (GB/T 18284, ISO/IEC 18004) as a grid of dark and light squares.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::pdf {

struct QrGrid {
  int side = 0;  // squares a side, without the quiet zone of four
  std::vector<bool> dark;
  bool At(int row, int column) const { return dark[static_cast<std::size_t>(row * side + column)]; }
};

// Level M: readable with 15 % of it spoilt, as happens to paper. Up to 2,331 bytes.
Result<QrGrid> EncodeQr(std::string_view content);

}  // namespace gq::pdf
