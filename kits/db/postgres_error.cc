// SQLSTATE → kind of failure. DETAIL and most primary messages hold values, so only names are taken from them.
#include "kits/db/postgres_connection.h"

namespace gq::db {

namespace {

std::string FieldOf(const PGresult* result, int field) {
  const char* text = result != nullptr ? PQresultErrorField(result, field) : nullptr;
  return text != nullptr ? text : "";
}

// DETAIL of a unique violation begins "Key (county_id, id)=(": the columns, before the values.
std::string KeyColumns(const PGresult* result) {
  const std::string detail = FieldOf(result, PG_DIAG_MESSAGE_DETAIL);
  const auto open = detail.find('('), close = detail.find(")=(");
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  std::string out;
  for (const char c : detail.substr(open + 1, close - open - 1)) {
    if (c != ' ' && c != '"') out += c;
  }
  return out;
}

Error ByState(const std::string& state) {
  const std::string family = state.substr(0, 2);
  if (state == "23505") return MakeError(kUnique, "与已有记录重复");
  if (state == "23503") return MakeError(kForeignKey, "所引用的记录不存在，或仍被引用");
  if (state == "23502") return MakeError(kNotNull, "缺少必填内容");
  if (family == "23") return MakeError(kCheck, "内容不合数据库的规则");
  if (state == "40001") return MakeError(kSerialization, "有人同时在改同一内容", "请重试");
  if (state == "40P01") return MakeError(kDeadlock, "两个操作相互等待，已撤销其中一个", "请重试");
  if (state == "55P03") return MakeError(kBusy, "数据库正忙", "请稍后重试");
  if (state == "53300") return MakeError(kBusy, "数据库的连接数已满", "请稍后重试，或调大 max_connections");
  if (state == "25006") return MakeError(kReadOnly, "数据库以只读方式打开");
  if (state == "53100")
    return MakeError(kFull, "数据库的磁盘已满，这次没有保存", "请腾出空间后重试，已保存的内容没有丢失");
  if (state == "22021" || state == "22P05")
    return MakeError(kBadText, "有一项文字不是有效的 UTF-8", "请检查来源文件的编码");
  if (state == "XX001" || state == "XX002") return MakeError(kCorrupt, "数据库已损坏", "请从最近的备份恢复");
  if (state == "08P01") return MakeError(kStatement, "查询语句用法有误");
  if (family == "08" || state == "57P01" || state == "57P02" || state == "57P03") {
    return MakeError(kUnreachable, "与数据库的连接断了", "请检查数据库服务后重试");
  }
  if (family == "57") return MakeError(kCancelled, "查询被中止");
  if (family == "42" || family == "0A" || family == "26" || family == "25")
    return MakeError(kStatement, "查询语句有误");
  return MakeError(kOther, "数据库出错");
}

}  // namespace

Error ExplainPostgres(PGconn* handle, const PGresult* result) {
  const std::string state = FieldOf(result, PG_DIAG_SQLSTATE);
  if (state.empty() && PQstatus(handle) != CONNECTION_OK)
    return MakeError(kUnreachable, "与数据库的连接断了", "请检查数据库服务后重试");
  Error error = ByState(state);
  if (const auto table = FieldOf(result, PG_DIAG_TABLE_NAME); !table.empty()) error.With("table", table);
  if (error.kind == &kUnique) error.With("columns", KeyColumns(result));
  if (error.kind == &kNotNull) error.With("columns", FieldOf(result, PG_DIAG_COLUMN_NAME));
  if (const auto name = FieldOf(result, PG_DIAG_CONSTRAINT_NAME); !name.empty()) error.With("constraint", name);
  // Of a wrong statement the message names tables, columns, functions and types.
  if (error.kind == &kStatement) error.With("reason", FieldOf(result, PG_DIAG_MESSAGE_PRIMARY));
  error.With("native", "sqlstate " + state);
  return error;
}

}  // namespace gq::db
