// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> MetaShapes() {
  return {
      {"FailureDetail", "出错的细节", {{"key", "text"}, {"value", "text"}}},
      {"FailureBody",
       "出错",
       {{"code", "text"},
        {"title_en", "text", "这一类错误的英文"},
        {"message", "text"},
        {"hint", "text"},
        {"details", "FailureDetail[]"}}},
      {"Failure", "出错：代码、原因、办法", {{"error", "FailureBody"}}},
      {"Field",
       "字段",
       {{"name", "text"},
        {"label", "text"},
        {"label_en", "text"},
        {"type", "=text|integer|money|date|month|instant|bool|code|codes|region|uuid|unit|long_text"},
        {"code_table?", "text"},
        {"group?", "text"},
        {"unit?", "text", "元、岁"},
        {"required", "bool"},
        {"unique", "bool"},
        {"searchable", "bool"},
        {"sortable", "bool"},
        {"filterable", "bool"},
        {"editable", "bool"},
        {"importable", "bool"},
        {"mask", "=none|name|id_number|phone|address|bank"},
        {"owner", "=origin|destination|employer|system"},
        {"list_default", "bool"},
        {"width?", "integer"},
        {"align", "=left|right"},
        {"min?", "integer"},
        {"max?", "integer"}}},
      {"FieldGroup", "表单的一节", {{"name", "text"}, {"label", "text"}, {"label_en", "text"}}},
      {"RecordMeta",
       "一种记录的字段表",
       {{"name", "text"}, {"label", "text"}, {"label_en", "text"}, {"fields", "Field[]"}, {"groups", "FieldGroup[]"}}},
      {"RecordsMeta", "字段表", {{"records", "RecordMeta[]"}}},
      {"Code", "一个代码", {{"code", "text"}, {"label", "text"}, {"label_en", "text"}, {"valid_to?", "date"}}},
      {"CodesMeta", "代码表", {{"tables", "map<Code[]>"}}},
      {"OpenApi",
       "OpenAPI 3.1 文档",
       {{"openapi", "text"}, {"info", "map<json>"}, {"paths", "map<map<json>>"}, {"components", "map<json>"}}},
  };
}

}  // namespace gq::api
