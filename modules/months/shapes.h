// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> MonthShapes() {
  return {
      {"Uploaded",
       "收到的文件",
       {{"upload_id", "uuid"}, {"name", "text"}, {"size", "integer"}, {"kind_guess", "text"}}},
      {"StartMonth",
       "开始办一个月",
       {{"period", "month"},
        {"as_of", "date"},
        {"uploads", "map<uuid>", "文件种类 → 上传编号"},
        {"restart?", "bool", "从头再办"}}},
      {"MonthStarted", "已开始", {{"job_id", "uuid"}, {"period", "month"}}},
      {"MonthIndicator",
       "一项指标",
       {{"key", "text"},
        {"section?", "text"},
        {"label", "text"},
        {"value", "integer"},
        {"unit", "text"},
        {"share", "text"},
        {"definition", "text"}}},
      {"MonthSummary",
       "一个月的结果",
       {{"period", "month"},
        {"as_of", "date"},
        {"reach?", "text", "指标算的是谁"},
        {"names_of?", "integer", "指标的名单记在哪个单位的月份下（/api/people 的 figure 用）"},
        {"reach_code?", "integer", "指标所算的行政区划"},
        {"by?", "text", "由上级办理时：办理的单位"},
        {"seconds?", "map<number>", "各步用时"},
        {"people", "integer"},
        {"on_post", "integer"},
        {"retention", "integer"},
        {"task", "integer"},
        {"visit", "integer"},
        {"findings?", "map<integer>", "比对结论 → 人数"},
        {"placed?", "integer"},
        {"pay_fen?", "integer"},
        {"rejected?", "integer"},
        {"lists?", "json"},
        {"match?", "json"},
        {"decide?", "json"},
        {"indicators", "MonthIndicator[]"}}},
      {"MonthFile", "结果文件", {{"name", "text"}, {"size", "integer"}}},
      {"Month",
       "一个月",
       {{"period?", "month"},
        {"as_of?", "date"},
        {"job", "Job"},
        {"summary", "MonthSummary?"},
        {"files", "MonthFile[]"}}},
      {"Months", "办过的月份", {{"rows", "Month[]"}}},
  };
}

}  // namespace gq::api
