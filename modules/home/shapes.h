// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> HomeShapes() {
  return {
      {"HomeDenominator", "分母", {{"value", "integer"}, {"label", "text"}}},
      {"HomeFigure",
       "一句话里的一个数",
       {{"key", "text"},
        {"sentence", "text", "含 {value}"},
        {"value", "integer"},
        {"unit", "text"},
        {"note", "text"},
        {"link", "text", "打开同一批人的名单"},
        {"denominator?", "HomeDenominator"},
        {"share_percent?", "text"}}},
      {"HomeTodo",
       "待办",
       {{"key", "text"},
        {"count", "integer"},
        {"text", "text"},
        {"note", "text"},
        {"tone", "=normal|late"},
        {"link", "text"}}},
      {"HomeStage",
       "漏斗的一段",
       {{"stage", "text"},
        {"label", "text"},
        {"value", "integer?"},
        {"of?", "integer?"},
        {"of_label?", "text"},
        {"link", "text"}}},
      {"Home",
       "首页",
       {{"title", "text"},
        {"unit", "text"},
        {"as_of", "instant"},
        {"lunar", "text"},
        {"figures", "HomeFigure[]"},
        {"todo", "HomeTodo[]"},
        {"funnel", "HomeStage[]"}}},
  };
}

}  // namespace gq::api
