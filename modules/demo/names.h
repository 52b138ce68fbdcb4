// Names as they are met in Xiangxi, Guangyuan and Dingxi, and the slips with which registries write them.
#pragma once

#include <string>
#include <string_view>

#include "modules/demo/draw.h"

namespace gq::demo {

// Which surnames are common: 0 Miao counties, 1 Tujia counties, 2 elsewhere.
std::string_view Surname(Draw& draw, int people);
// Born before 1985 or later, man or woman.
std::string GivenName(Draw& draw, bool male, bool older);

// Another name that sounds the same (one character exchanged); "" when no character of the name has a homophone in the
// table.
std::string Homophone(std::string_view name, Draw& draw);
// The name with a character in its variant form (龍 for 龙, 峯 for 峰); "" when there is none.
std::string Variant(std::string_view name);

}  // namespace gq::demo
