// Kinds of failure of both databases, the same for SQLite and PostgreSQL.
//
// An error never holds a value of a row or of a parameter (personal data): it names table, columns, constraint and the
// native code only. Details, where known:
//   {"table", "person"}  {"columns", "county_id,id"}  {"constraint", "person_pkey"}  {"native", "sqlite 2067" |
//   "sqlstate 23505"}
// Columns of a unique or not-null violation are given by both. The constraint's name: PostgreSQL always, SQLite for a
// named CHECK and for a unique index on an expression.
#pragma once

#include <string_view>

#include "base/result.h"

namespace gq::db {

inline constexpr ErrorKind kUnique{"db.constraint_unique", 409, "已有相同的记录", "Duplicate"};
inline constexpr ErrorKind kForeignKey{"db.constraint_foreign", 409, "所引用的记录不存在或仍被引用",
                                       "Reference violated"};
inline constexpr ErrorKind kCheck{"db.constraint_check", 422, "记录不合规则", "Check violated"};
inline constexpr ErrorKind kNotNull{"db.constraint_not_null", 422, "缺少必填内容", "Missing value"};

// Retryable (IsRetryable): nothing has been kept; run the whole transaction again.
inline constexpr ErrorKind kBusy{"db.busy", 503, "数据库正忙，请稍后再试", "Database busy"};
inline constexpr ErrorKind kSerialization{"db.serialization", 503, "有人同时在改，请重试", "Serialization conflict"};
inline constexpr ErrorKind kDeadlock{"db.deadlock", 503, "相互等待，请重试", "Deadlock"};

inline constexpr ErrorKind kLocked{"db.locked", 503, "数据库正被另一个程序使用", "Database owned by another process"};
inline constexpr ErrorKind kReadOnly{"db.read_only", 500, "数据库不可写", "Database read-only"};
inline constexpr ErrorKind kCorrupt{"db.corrupt", 500, "数据文件已损坏", "Database corrupt"};
inline constexpr ErrorKind kUnreachable{"db.unreachable", 503, "连不上数据库", "Database unreachable"};
inline constexpr ErrorKind kFull{"db.full", 507, "磁盘已满", "Disk full"};
inline constexpr ErrorKind kBadText{"db.bad_text", 422, "文字编码有误", "Text is not UTF-8 or holds NUL"};
// The program's own mistake: syntax, unknown table, wrong number of parameters.
inline constexpr ErrorKind kStatement{"db.statement", 500, "查询语句有误", "Wrong statement"};
inline constexpr ErrorKind kServerTooOld{"db.server_too_old", 500, "数据库版本过低", "Server too old"};
inline constexpr ErrorKind kNewer{"db.newer_schema", 500, "数据来自更新的版本", "Schema newer than the program"};
inline constexpr ErrorKind kSchemaChanged{"db.schema_changed", 500, "数据库结构与程序不符",
                                          "Schema differs from the program"};
inline constexpr ErrorKind kNoSchema{"db.no_schema", 500, "不是本程序的数据库", "Not a database of this program"};
inline constexpr ErrorKind kOther{"db.other", 500, "数据库出错", "Database error"};

bool IsRetryable(const Error& error);

// A detail by its key; empty when absent.
std::string_view DetailOf(const Error& error, std::string_view key);

}  // namespace gq::db
