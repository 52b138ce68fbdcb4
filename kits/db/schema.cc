#include <algorithm>

#include "kits/db/db.h"

namespace gq::db {

namespace {

SchemaTable& TableOf(std::vector<SchemaTable>& tables, const std::string& name) {
  const auto it = std::find_if(tables.begin(), tables.end(), [&](const SchemaTable& t) { return t.name == name; });
  if (it != tables.end()) return *it;
  tables.push_back({name, {}, {}});
  return tables.back();
}

Status ReadSqlite(Connection& connection, std::vector<SchemaTable>& tables) {
  TRY(connection.ForEach("SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m, pragma_table_info(m.name) c "
                         "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid",
                         {}, [&](const Row& row) {
                           TableOf(tables, row.String(0)).columns.push_back({row.String(1), row.String(2), row.Int(3) != 0, static_cast<int>(row.Int(4))});
                           return Ok();
                         }));
  return connection.ForEach(
      "SELECT m.name, i.name, i.\"unique\", c.name FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c "
      "WHERE m.type = 'table' AND i.origin <> 'pk' ORDER BY m.name, i.name, c.seqno",
      {}, [&](const Row& row) {
        auto& indexes = TableOf(tables, row.String(0)).indexes;
        if (indexes.empty() || indexes.back().name != row.Text(1)) indexes.push_back({row.String(1), row.Int(2) != 0, {}});
        indexes.back().columns.push_back(row.String(3));
        return Ok();
      });
}

Status ReadPostgres(Connection& connection, std::vector<SchemaTable>& tables) {
  TRY(connection.ForEach(
      "SELECT c.relname::text, a.attname::text, upper(format_type(a.atttypid, NULL)), a.attnotnull, "
      "COALESCE(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1 "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
      "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 1, a.attnum",
      {}, [&](const Row& row) {
        TableOf(tables, row.String(0)).columns.push_back({row.String(1), row.String(2), row.Int(3) != 0, static_cast<int>(row.Int(4))});
        return Ok();
      }));
  return connection.ForEach(
      "SELECT t.relname::text, x.relname::text, i.indisunique, a.attname::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
      "JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace, unnest(i.indkey) WITH ORDINALITY k(attnum, at) "
      "JOIN pg_attribute a ON a.attnum = k.attnum WHERE a.attrelid = i.indrelid AND NOT i.indisprimary AND n.nspname = current_schema() ORDER BY 1, 2, k.at",
      {}, [&](const Row& row) {
        auto& indexes = TableOf(tables, row.String(0)).indexes;
        if (indexes.empty() || indexes.back().name != row.Text(1)) indexes.push_back({row.String(1), row.Int(2) != 0, {}});
        indexes.back().columns.push_back(row.String(3));
        return Ok();
      });
}

}  // namespace

Result<std::vector<SchemaTable>> ReadSchema(Connection& connection) {
  std::vector<SchemaTable> tables;
  TRY(connection.dialect() == Dialect::kSqlite ? ReadSqlite(connection, tables) : ReadPostgres(connection, tables));
  return tables;
}

}  // namespace gq::db
