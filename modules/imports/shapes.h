// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> ImportShapes() {
  return {
      {"ImportColumn",
       "文件的一列",
       {{"index", "integer"}, {"header", "text"}, {"field", "text?"}, {"sure", "bool"}, {"samples", "text[]"}}},
      {"ImportField", "可以对应的字段", {{"name", "text"}, {"label", "text"}, {"required", "bool"}}},
      {"ImportTotals",
       "行数",
       {{"rows", "integer"},
        {"new", "integer"},
        {"update", "integer"},
        {"same", "integer"},
        {"conflict", "integer"},
        {"error", "integer"},
        {"remark", "integer", "提请核对之处，不影响导入"}}},
      {"ImportProgress", "进度", {{"done", "integer"}, {"total", "integer"}}},
      {"ImportRun",
       "一次导入",
       {{"id", "uuid"},
        {"kind", "=roster|posts|employers|claims|households"},
        {"file_name", "text"},
        {"size", "integer"},
        {"state", "=uploaded|mapped|checking|checked|running|done|withdrawing|withdrawn|failed"},
        {"by", "text"},
        {"message", "text"},
        {"good_rows_only", "bool"},
        {"columns", "ImportColumn[]"},
        {"fields", "ImportField[]"},
        {"totals", "ImportTotals"},
        {"progress", "ImportProgress"},
        {"job_id", "uuid?"},
        {"created_at", "instant"},
        {"finished_at", "instant?"}}},
      http::RowsOf("ImportRun", "导入记录"),
      {"ImportColumnChoice", "一列对应哪个字段", {{"index", "integer"}, {"field?", "text?"}}},
      {"ImportMapping", "各列对应的字段", {{"columns", "ImportColumnChoice[]"}}},
      {"ImportGo", "执行导入", {{"good_rows_only?", "bool", "跳过有问题的行"}}},
      {"ImportProblem",
       "有问题的一格",
       {{"row", "integer", "第几行数据"},
        {"sheet_row", "integer", "表格里的行号"},
        {"column", "text"},
        {"value", "text"},
        {"code", "text"},
        {"reason", "text"},
        {"cure", "text"},
        {"suggestion", "text"},
        {"remark", "bool", "只是提请核对，这一行照常导入"}}},
      {"ImportProblems", "有问题的行", {{"rows", "ImportProblem[]"}, {"total", "integer"}}},
      {"ImportPerson", "涉及的人", {{"id", "text", "新人为空"}, {"name", "text"}}},
      {"ImportCell",
       "一格的变化",
       {{"field", "text"}, {"label", "text"}, {"before", "text"}, {"after", "text"}, {"owned", "bool"}}},
      {"ImportChange",
       "一行的变化",
       {{"row", "integer"},
        {"kind", "=new|update|same|conflict"},
        {"person", "ImportPerson"},
        {"cells", "ImportCell[]"},
        {"problem?", "ImportProblem"}}},
      {"ImportChanges", "逐格预览", {{"rows", "ImportChange[]"}, {"total", "integer"}}},
  };
}

}  // namespace gq::api
