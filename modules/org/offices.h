// Stations by their name, and whether somebody at a place has an account that may act there. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "modules/org/service.h"

namespace gq::org {

// Labour stations in use on the day whose full name this is; or the one whose unit has this number.
Result<std::vector<Unit>> StationsCalled(Store& store, const std::string& name_or_id, Date day);

// Whether an account in use has a grant with the permission on the work side of a unit that the code lies in.
Result<bool> HasOffice(Store& store, std::int64_t code, std::string_view permission, Date day);

}  // namespace gq::org
