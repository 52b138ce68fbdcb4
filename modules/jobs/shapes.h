// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> JobShapes() {
  return {
      {"JobStep",
       "任务的一步",
       {{"name", "text"},
        {"label", "text"},
        {"state", "text"},
        {"done", "integer"},
        {"total", "integer"},
        {"seconds", "number"}}},
      {"Job",
       "后台任务",
       {{"id", "uuid"},
        {"kind", "text"},
        {"state", "=queued|running|done|failed|cancelled"},
        {"message", "text"},
        {"created_at", "instant?"},
        {"started_at", "instant?"},
        {"finished_at", "instant?"},
        {"steps", "JobStep[]"},
        {"step", "text", "正在做的一步"},
        {"result", "json", "做完后的结果，随任务种类而定"}}},
  };
}

}  // namespace gq::api
