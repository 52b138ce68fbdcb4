// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> RuleDraftShapes() {
  return {
      {"RuleDraftLine",
       "一份规则草案",
       {{"id", "uuid"},
        {"rule", "text"},
        {"rule_title", "text"},
        {"base_version", "text", "起草时施行的版本"},
        {"new_version", "text"},
        {"starts_on", "date?"},
        {"note", "text"},
        {"table_changed", "bool"},
        {"version", "integer"},
        {"unit_name", "text"},
        {"created_by", "text"},
        {"updated_at", "instant"}}},
      http::PageOf("RuleDraftLine", "规则草案"),
      {"AddedValue",
       "自某日起的参数值，加在已有的后面；上下限照旧",
       {{"parameter", "text"}, {"value", "text"}, {"from?", "date?"}, {"article?", "text"}, {"document?", "text"}}},
      {"DraftFinding",
       "检查发现的一处",
       {{"file", "text"},
        {"kind", "text"},
        {"message", "text"},
        {"error", "bool", "否：提醒，不妨碍发布"},
        {"row", "integer", "决策表第几行；0：不是一行的事"},
        {"column", "integer", "第几列，先条件后结果；0：不是一格的事"}}},
      {"DraftCheck", "检查的结果", {{"errors", "integer"}, {"cases", "integer"}, {"findings", "DraftFinding[]"}}},
      {"DraftHead", "决策表的一列", {{"name", "text"}, {"label", "text"}, {"type", "text"}, {"allowed", "text"}}},
      {"RuleDraftFile",
       "一份规则草案：决策表、参数、检查的结果",
       {{"article", "text"},
        {"document", "text"},
        {"article_text", "text"},
        {"hit_policy", "text"},
        {"inputs", "DraftHead[]"},
        {"outputs", "DraftHead[]"},
        {"annotations", "DraftHead[]"},
        {"rows", "GridRow[]"},
        {"parameters", "RuleParameter[]", "施行的版本的"},
        {"added", "AddedValue[]", "草案新增的"},
        {"check", "DraftCheck"}},
       "RuleDraftLine"},
      {"RuleDraftNew", "起草", {{"rule", "text"}}},
      {"RuleDraftEdit",
       "改草案；不写的不改",
       {{"version?", "integer", "保存时要写"},
        {"rows?", "GridRow[]"},
        {"parameters?", "AddedValue[]"},
        {"new_version?", "text"},
        {"starts_on?", "date?"},
        {"note?", "text"}}},
      {"HitsAsked", "数各行命中的件数", {{"basis?", "=claims|everybody"}, {"as_of?", "date"}}},
  };
}

}  // namespace gq::api
