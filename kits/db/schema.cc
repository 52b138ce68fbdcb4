// The schema as each database reports it, in one shape.
#include <algorithm>

#include "kits/db/db.h"

namespace gq::db {

namespace {

SchemaTable& TableOf(std::vector<SchemaTable>& tables, std::string_view name) {
  const auto it =
      std::find_if(tables.begin(), tables.end(), [&](const SchemaTable& table) { return table.name == name; });
  if (it != tables.end()) return *it;
  tables.push_back({std::string(name), {}, {}});
  return tables.back();
}

// Columns of every query over columns: table, column, type, not null, position in the primary key.
RowFunction IntoColumns(std::vector<SchemaTable>& tables) {
  return [&tables](const Row& row) {
    TableOf(tables, row.Text(0)).columns.push_back({row.String(1), row.String(2), row.Int(3) != 0, row.Get<int>(4)});
    return Ok();
  };
}

// Columns of every query over indexes: table, index, unique, partial, constraint, column (null: an expression).
RowFunction IntoIndexes(std::vector<SchemaTable>& tables) {
  return [&tables](const Row& row) {
    auto& indexes = TableOf(tables, row.Text(0)).indexes;
    if (indexes.empty() || indexes.back().name != row.Text(1)) {
      indexes.push_back({row.String(1), row.Get<bool>(2), {}, row.Get<bool>(3), row.Get<bool>(4)});
    }
    indexes.back().columns.push_back(row.String(5));
    return Ok();
  };
}

Status ReadSqlite(Connection& connection, std::vector<SchemaTable>& tables) {
  TRY(connection.ForEach(
      "SELECT m.name, c.name, upper(c.type), c.\"notnull\", c.pk FROM sqlite_master m, pragma_table_info(m.name) c "
      "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid",
      {}, IntoColumns(tables)));
  return connection.ForEach(
      "SELECT m.name, i.name, i.\"unique\", i.partial, i.origin = 'u', c.name "
      "FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c "
      "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND i.origin <> 'pk' ORDER BY m.name, "
      "i.name, c.seqno",
      {}, IntoIndexes(tables));
}

Status ReadPostgres(Connection& connection, std::vector<SchemaTable>& tables) {
  TRY(connection.ForEach(
      "SELECT c.relname::text, a.attname::text, upper(format_type(a.atttypid, NULL)), a.attnotnull, "
      "COALESCE(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1 "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
      "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
      "WHERE c.relkind IN ('r', 'p') AND n.nspname = current_schema() ORDER BY c.relname COLLATE \"C\", a.attnum",
      {}, IntoColumns(tables)));
  // A key column of number 0 is an expression; what stands after indnkeyatts is only carried along (INCLUDE).
  return connection.ForEach(
      "SELECT t.relname::text, x.relname::text, i.indisunique, i.indpred IS NOT NULL, "
      "EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype = 'u'), a.attname::text "
      "FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid "
      "JOIN pg_namespace n ON n.oid = t.relnamespace CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, at) "
      "LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0 "
      "WHERE NOT i.indisprimary AND k.at <= i.indnkeyatts AND t.relkind IN ('r', 'p') AND n.nspname = current_schema() "
      "ORDER BY t.relname COLLATE \"C\", x.relname COLLATE \"C\", k.at",
      {}, IntoIndexes(tables));
}

}  // namespace

Result<std::vector<SchemaTable>> ReadSchema(Connection& connection) {
  std::vector<SchemaTable> tables;
  TRY(connection.dialect() == Dialect::kSqlite ? ReadSqlite(connection, tables) : ReadPostgres(connection, tables));
  return tables;
}

}  // namespace gq::db
