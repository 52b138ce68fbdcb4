// The slips with which people and programs write somebody down, injected on purpose and named in truth/.
#pragma once

#include <string>
#include <string_view>

#include "modules/demo/draw.h"
#include "modules/demo/population.h"

namespace gq::demo {

// How a person is written in one row of a file.
struct Written {
  std::string id_number, name, phone;
  std::string_view slip;  // "" none; else one of: digit swap excel excel_zeros fifteen lower_x full_width blanks
                          // homophone variant old_name phone
};

// per_mille: how many rows get a slip that matters (all but lower_x, which one X in five gets).
Written WriteDown(const Person& person, Draw& draw, std::uint32_t per_mille);

// One digit of the first 17 exchanged for another; the check character stays, so it does not fit any more.
std::string WrongDigit(std::string_view id_number, Draw& draw);

}  // namespace gq::demo
