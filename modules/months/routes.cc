#include "modules/api/context.h"

namespace gq::api {

void AddMonthRoutes(http::Router&, Context&) {}

}  // namespace gq::api
