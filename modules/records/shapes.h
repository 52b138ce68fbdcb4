// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> RecordShapes() {
  return {
      {"Count", "个数", {{"count", "integer"}, {"exact", "bool"}, {"as_of?", "instant"}}},
      {"Version", "写入后的版本", {{"id?", "uuid"}, {"version", "integer", "再改时带上"}}},
      {"HouseholdRow", "名单里的一户", {{"region_name?", "text"}}, "Household"},
      http::PageOf("HouseholdRow", "家庭名单"),
      {"SpellRow",
       "名单里的一段经历",
       {{"work_region_name?", "text"},
        {"steward_unit_name?", "text", "由谁经办"},
        {"broker_unit_name?", "text"},
        {"person_name?", "text", "遮掩后的"}},
       "Spell"},
      http::PageOf("SpellRow", "就业经历名单"),
      {"EmployerRow",
       "名单里的一个单位",
       {{"region_name?", "text"}, {"unit_id_name?", "text", "系统里的单位"}},
       "Employer"},
      http::PageOf("EmployerRow", "用人单位名单"),
      {"PostRow",
       "名单里的一个岗位",
       {{"work_region_name?", "text"},
        {"reserved_region_name?", "text"},
        {"staff_by_origin_name?", "text", "在岗同乡，写地名"},
        {"collected_by_name?", "text"},
        {"published_by_name?", "text"}},
       "Post"},
      http::PageOf("PostRow", "岗位名单"),
  };
}

}  // namespace gq::api
