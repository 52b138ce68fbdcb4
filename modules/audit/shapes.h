// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> AuditShapes() {
  return {
      {"EventLine",
       "事件链的一环",
       {{"seq", "integer"},
        {"at", "instant"},
        {"actor", "text"},
        {"action", "text"},
        {"subject_type", "text"},
        {"subject_id", "uuid"},
        {"cause", "text"}}},
      http::RowsOf("EventLine", "事件链"),
      {"Access", "一次查看", {{"at", "instant"}, {"by", "text"}, {"field", "text"}, {"purpose", "text"}}},
      http::RowsOf("Access", "谁看过这个人"),
  };
}

}  // namespace gq::api
