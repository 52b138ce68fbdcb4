// How places are written: endings that people drop, and pseudo levels that nobody writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/unit_code.h"

namespace gq {

// 市辖区, 县, 省直辖县级行政区划, 自治区直辖县级行政区划: rows of the list that are no places.
bool IsPseudoLevel(std::string_view name, RegionLevel level);

// Every way in which the name may be written, longest first, without doubles:
// 湘西土家族苗族自治州 → itself, 湘西自治州, 湘西州, 湘西; 双龙镇 → 双龙镇, 双龙; 十八洞村 → 十八洞村, 十八洞村民委员会
// …, 十八洞.
std::vector<std::string> WrittenForms(std::string_view name, RegionLevel level);

}  // namespace gq
