// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> OrgShapes() {
  return {
      {"SignIn", "登录", {{"account", "text"}, {"password", "text"}}},
      {"SessionUnit", "所在单位", {{"id", "integer"}, {"name", "text"}, {"kind", "text"}, {"code", "integer"}}},
      {"SessionGrant",
       "一项授权",
       {{"role", "text"}, {"role_label", "text"}, {"unit_id", "integer"}, {"unit_name", "text"}, {"side", "text"}}},
      {"Session",
       "登录的人",
       {{"account", "text"},
        {"name", "text"},
        {"unit", "SessionUnit"},
        {"grants", "SessionGrant[]"},
        {"permissions", "text[]"},
        {"demo", "bool", "演示数据"}}},
      {"DemoAccount",
       "演示账号",
       {{"account", "text"}, {"password", "text"}, {"name", "text"}, {"role_label", "text"}, {"unit_name", "text"}}},
      http::RowsOf("DemoAccount", "演示账号"),
      {"RegionNode",
       "地区树的一级",
       {{"id", "integer", "单位的内部编号"},
        {"code", "integer", "12 位代码；名单里 region= 的值"},
        {"name", "text"},
        {"kind", "text"},
        {"people", "integer"},
        {"on_post", "integer"},
        {"task", "integer"},
        {"retention", "integer"},
        {"visit", "integer"},
        {"fresh_at", "instant?", "最近一次变更"},
        {"has_children", "bool"}}},
      {"Regions", "下级地区", {{"rows", "RegionNode[]"}, {"outside", "RegionNode[]", "站点等不在区划树里的单位"}}},
      {"RegionStep", "从省到本级的一级", {{"id", "integer"}, {"name", "text"}, {"kind", "text"}, {"code", "integer"}}},
      http::RowsOf("RegionStep", "从省到本级"),
      {"RegionHit", "找到的地区", {{"path", "text"}}, "RegionStep"},
      http::RowsOf("RegionHit", "找到的地区"),
  };
}

}  // namespace gq::api
