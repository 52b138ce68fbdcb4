#include "modules/imports/run_json.h"

#include "base/json_text.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"

namespace gq::imports {

std::string TotalsJson(const Totals& t) {
  json::Writer out;
  out.BeginObject();
  out.Member("rows", t.rows);
  out.Member("new", t.added);
  out.Member("update", t.updated);
  out.Member("same", t.same);
  out.Member("conflict", t.conflict);
  out.Member("error", t.error);
  out.Member("remark", t.remark);
  out.EndObject();
  return std::move(out).Take();
}

Result<Totals> TotalsFrom(std::string_view text) {
  Totals t;
  if (text.empty()) return t;
  const auto document = TRY(json::Parse(text));
  const auto root = document.root();
  for (const auto& [name, slot] : {std::pair{"rows", &t.rows},
                                   {"new", &t.added},
                                   {"update", &t.updated},
                                   {"same", &t.same},
                                   {"conflict", &t.conflict},
                                   {"error", &t.error}}) {
    *slot = TRY(TRY(root.Get(name)).Integer());
  }
  if (const auto remark = root.Find("remark")) t.remark = TRY(remark->Integer());  // runs of before have none
  return t;
}

std::string ColumnsJson(const std::vector<FileColumn>& columns) {
  json::Writer out;
  out.BeginArray();
  for (const auto& column : columns) {
    out.BeginObject();
    out.Member("header", column.header);
    out.Member("field", column.field);
    out.Key("samples");
    out.BeginArray();
    for (const auto& sample : column.samples) out.Text(sample);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

Result<std::vector<FileColumn>> ColumnsFrom(std::string_view text) {
  std::vector<FileColumn> columns;
  const auto document = TRY(json::Parse(text));
  for (const auto& node : TRY(document.root().Items())) {
    FileColumn column{TRY(TRY(node.Get("header")).Text(100'000)), TRY(TRY(node.Get("field")).Text()), {}};
    for (const auto& sample : TRY(TRY(node.Get("samples")).Items()))
      column.samples.push_back(TRY(sample.Text(1 << 20)));
    columns.push_back(std::move(column));
  }
  return columns;
}

std::string ProblemJson(const Problem& p) {
  json::Writer out;
  out.BeginObject();
  out.Member("row", p.row);
  out.Member("sheet_row", p.sheet_row);
  out.Member("column", p.column);
  out.Member("value", p.value);
  out.Member("code", p.code);
  out.Member("reason", p.reason);
  out.Member("cure", p.cure);
  out.Member("suggestion", p.suggestion);
  out.Member("remark", p.remark);
  out.EndObject();
  return std::move(out).Take();
}

Result<Problem> ProblemFrom(std::string_view text) {
  Problem p;
  const auto document = TRY(json::Parse(text, {.bytes_max = 8U << 20}));
  const auto root = document.root();
  p.row = TRY(TRY(root.Get("row")).Integer());
  p.sheet_row = TRY(TRY(root.Get("sheet_row")).Integer());
  for (const auto& [name, slot] : {std::pair{"column", &p.column},
                                   {"value", &p.value},
                                   {"code", &p.code},
                                   {"reason", &p.reason},
                                   {"cure", &p.cure},
                                   {"suggestion", &p.suggestion}}) {
    *slot = TRY(TRY(root.Get(name)).Text(4U << 20));
  }
  if (const auto remark = root.Find("remark")) p.remark = TRY(remark->Bool());
  return p;
}

std::string ToJson(const Run& run) {
  json::Writer out;
  out.BeginObject();
  out.Member("id", run.id.ToString());
  out.Member("kind", run.kind);
  out.Member("file_name", run.file_name);
  out.Member("size", run.file_size);
  out.Member("state", run.state);
  out.Member("by", run.actor);
  out.Member("message", run.message);
  out.Member("good_rows_only", run.good_rows_only);
  out.Key("columns");
  out.BeginArray();
  std::int64_t index = 0;
  for (const auto& column : run.columns) {
    out.BeginObject();
    out.Member("index", index++);
    out.Member("header", column.header);
    out.Key("field");
    if (column.field.empty())
      out.Null();
    else
      out.Text(column.field);
    out.Member("sure", !column.field.empty());
    out.Key("samples");
    out.BeginArray();
    for (const auto& sample : column.samples) out.Text(sample);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  out.Key("fields");
  out.BeginArray();
  for (const auto& column : ColumnsOf(run.kind)) {
    out.BeginObject();
    out.Member("name", column.key);
    out.Member("label", column.label);
    out.Member("required", column.required);
    out.EndObject();
  }
  out.EndArray();
  out.Key("totals");
  out.Raw(TotalsJson(run.totals));
  out.Key("progress");
  out.BeginObject();
  out.Member("done", run.rows_done);
  out.Member("total", run.row_count);
  out.EndObject();
  out.Key("job_id");
  if (run.job_id.IsNil())
    out.Null();
  else
    out.Text(run.job_id.ToString());
  out.Member("created_at", run.created_at.ToIso());
  out.Key("finished_at");
  if (run.finished_at.microseconds() == 0)
    out.Null();
  else
    out.Text(run.finished_at.ToIso());
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace gq::imports
