// Masks of personal values (ux.md 2.6). Applied on the server, per field and level; nobody is unmasked by default.
//
//   level 0 (public)   张*三        first 2               nothing          to township   nothing
//   level 1 (lists)    full         first 3               138****1234      to village    last 4
//   level 2 (handling) as 1; the whole value is revealed one by one, with a purpose, and recorded
//   level 3 (whole)    everything
//
// An ID number shows nothing of its end: home, birth date and sex stand beside it, which are its first 14 digits and
// the parity of the 17th. Four digits of the end made it whole; none leave 500 numbers. No level shows what a higher
// one hides, so a public notice and a list cannot be put together.
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/field.h"

namespace gq {

std::string MaskValue(MaskKind kind, std::string_view text, int level);

// A cell of a file or a sentence of a problem, whatever it holds: of seven digits or more in a row (blanks and hyphens
// between them count as nothing) the first three are kept, and no end. A date is read as such and stays: no list masks
// one.
std::string MaskCell(std::string_view text);

}  // namespace gq
