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
        {"actor", "text", "账号，或 local operator、system:…"},
        {"actor_name", "text"},
        {"action", "text"},
        {"subject_type", "text"},
        {"subject_id", "uuid"},
        {"subject_name", "text", "姓名、户编号、单位或岗位名称；看不到的为空"},
        {"cause", "text"}}},
      http::RowsOf("EventLine", "事件链"),
      {"Access", "一次查看", {{"at", "instant"}, {"by", "text"}, {"field", "text"}, {"purpose", "text"}}},
      http::RowsOf("Access", "谁看过这个人"),
  };
}

}  // namespace gq::api
