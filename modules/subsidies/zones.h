// Offsets of time zones from the system's zone data (ICU), for models that name one ("Asia/Shanghai"). Thread-safe.
#pragma once

#include "engines/policy/calendar.h"

namespace gq::subsidies {

policy::ZoneResolver SystemZones();

}  // namespace gq::subsidies
