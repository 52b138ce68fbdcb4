#include "kits/store/rotation.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "kits/store/layout.h"

namespace gq::store {

namespace {

namespace fs = std::filesystem;
constexpr int kPageRows = 500;

struct Cell {
  std::string column, place;
  std::vector<std::string> id;
  bool indexed = false;
  const IndexCopy* copy = nullptr;
};
struct Table {
  std::string name;
  std::vector<std::string> keys;
  std::vector<Cell> cells;
};

struct Page {
  std::vector<std::vector<Value>> rows;  // in the order of `columns`
};

db::Param ToParam(const Value& value) {
  if (const std::int64_t* n = AsInteger(value)) return db::Param(*n);
  if (const std::string* text = AsText(value)) return db::Param(*text);
  if (const Bytes* bytes = AsBytes(value)) return db::Param(db::Blob{bytes->data});
  return {};
}

std::string Join(const std::vector<std::string>& words, const std::string& between) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : between) + word;
  return out;
}

// "?4, ?5"
std::string Marks(std::size_t first, std::size_t count) {
  std::vector<std::string> marks;
  for (std::size_t i = 0; i < count; ++i) marks.push_back("?" + std::to_string(first + i));
  return Join(marks, ", ");
}

class Rotator {
 public:
  Rotator(Store& store, const crypto::MasterKey& old_key, const crypto::MasterKey& new_key)
      : store_(store), old_(old_key), new_(new_key) {}

  Status Run(const Table& table, const std::function<void(const std::string&, std::int64_t)>& watch,
             RotationCount& count) {
    Prepare(table);
    std::vector<Value> last;
    for (std::int64_t seen = 0;;) {
      const auto lease = TRY(MaintenanceAccess(store_).database().Write());
      auto tx = TRY(db::Transaction::Begin(*lease));
      const Page page = TRY(Read(*lease, table, last));
      for (const auto& row : page.rows) TRY(Reseal(*lease, table, row, count));
      TRY(tx.Commit());
      if (page.rows.empty()) return Ok();
      last.assign(page.rows.back().begin(), page.rows.back().begin() + static_cast<std::ptrdiff_t>(table.keys.size()));
      seen += static_cast<std::int64_t>(page.rows.size());
      if (watch) watch(table.name, seen);
    }
  }

 private:
  // Keys, then all that is read, each once.
  void Prepare(const Table& table) {
    columns_ = table.keys;
    const auto add = [&](const std::string& name) {
      if (std::find(columns_.begin(), columns_.end(), name) == columns_.end()) columns_.push_back(name);
    };
    for (const auto& cell : table.cells) {
      add(cell.column);
      if (cell.indexed) add(cell.column + "_index");
      for (const auto& part : cell.id) {
        if (part[0] != '=') add(part);
      }
    }
  }
  const Value& At(const std::vector<Value>& row, const std::string& column) const {
    return row[static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) - columns_.begin())];
  }

  Result<Page> Read(db::Connection& connection, const Table& table, const std::vector<Value>& last) const {
    const std::string keys = Join(table.keys, ", ");
    std::string sql = "SELECT " + Join(columns_, ", ") + " FROM " + table.name;
    if (!last.empty()) sql += " WHERE (" + keys + ") > (" + Marks(1, last.size()) + ")";
    sql += " ORDER BY " + keys + " LIMIT " + std::to_string(kPageRows);
    std::vector<db::Param> params;
    for (const auto& value : last) params.push_back(ToParam(value));
    Page page;
    TRY(connection.ForEach(sql, db::Params(params.data(), params.size()), [&](const db::Row& row) {
      auto& values = page.rows.emplace_back();
      for (int i = 0; i < row.Columns(); ++i) values.push_back(row.IsNull(i) ? Value() : row.At(i));
      return Ok();
    }));
    return page;
  }

  std::string IdOf(const std::vector<Value>& row, const Cell& cell) const {
    std::string id;
    for (const auto& part : cell.id) {
      if (part[0] == '=') {
        id += part.substr(1);
        continue;
      }
      const Value& value = At(row, part);
      if (const std::int64_t* n = AsInteger(value))
        id += std::to_string(*n);
      else if (const Bytes* bytes = AsBytes(value))
        id += bytes->data;
      else if (const std::string* text = AsText(value))
        id += *text;
    }
    return id;
  }

  Status Reseal(db::Connection& connection, const Table& table, const std::vector<Value>& row, RotationCount& count) {
    std::vector<std::string> sets;
    std::vector<Value> values(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(table.keys.size()));
    const auto set = [&](const std::string& column, std::string value) {
      values.push_back(Bytes{std::move(value)});
      sets.push_back(column + " = ?" + std::to_string(values.size()));
    };
    for (const auto& cell : table.cells) {
      const Bytes* sealed = AsBytes(At(row, cell.column));
      if (sealed == nullptr || new_.IsOwn(sealed->data)) continue;
      const std::string id = IdOf(row, cell);
      const auto opened = old_.Open(cell.place, id, sealed->data);
      if (!opened) {
        Error error = opened.error();
        return Fail(std::move(error.With("table", table.name).With("column", cell.column)));
      }
      set(cell.column, new_.Seal(cell.place, id, *opened));
      ++count.values;
      if (!cell.indexed) continue;
      const std::string index = new_.Index(cell.place, *opened);
      set(cell.column + "_index", index);
      const Bytes* before = AsBytes(At(row, cell.column + "_index"));
      if (cell.copy != nullptr && before != nullptr) {
        TRY(connection.Execute(
            "UPDATE " + cell.copy->table + " SET " + cell.copy->column + " = ?2 WHERE " + cell.copy->column + " = ?1",
            {db::Blob{before->data}, db::Blob{index}}));
      }
    }
    ++count.rows;
    if (sets.empty()) return Ok();
    std::vector<std::string> where;
    for (std::size_t i = 0; i < table.keys.size(); ++i) where.push_back(table.keys[i] + " = ?" + std::to_string(i + 1));
    std::vector<db::Param> params;
    for (const auto& value : values) params.push_back(ToParam(value));
    TRY(connection.Execute("UPDATE " + table.name + " SET " + Join(sets, ", ") + " WHERE " + Join(where, " AND "),
                           db::Params(params.data(), params.size())));
    return Ok();
  }

  Store& store_;
  Vault old_, new_;
  std::vector<std::string> columns_;
};

Result<std::vector<Table>> TablesOf(Store& store, const RotationPlan& plan) {
  std::map<std::string, Table> tables;
  for (const RecordType* type : AllRecordTypes()) {
    for (const auto& column : LayoutOf(*type).columns) {
      if (column.part != ColumnPart::kCipher) continue;
      Cell cell{column.name, column.place, {"id"}, column.field->indexed, nullptr};
      for (const auto& copy : plan.copies) {
        if (copy.place == column.place) cell.copy = &copy;
      }
      tables[std::string(type->name)].cells.push_back(std::move(cell));
    }
  }
  for (const auto& sealed : plan.columns)
    tables[sealed.table].cells.push_back({sealed.column, sealed.place, sealed.id, false, nullptr});
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  std::vector<Table> out;
  for (const auto& schema : TRY(db::ReadSchema(*lease))) {
    const auto it = tables.find(schema.name);
    if (it == tables.end()) continue;
    it->second.name = schema.name;
    std::map<int, std::string> keys;
    for (const auto& column : schema.columns) {
      if (column.key_position > 0) keys[column.key_position] = column.name;
    }
    for (const auto& [position, name] : keys) it->second.keys.push_back(name);
    out.push_back(std::move(it->second));
    tables.erase(it);
  }
  if (!tables.empty()) return Fail(kInternal, "没有要换密钥的表 " + tables.begin()->first);
  return out;
}

}  // namespace

Result<RotationCount> Rotate(Store& store, const crypto::MasterKey& old_key, const crypto::MasterKey& new_key,
                             const RotationPlan& plan,
                             const std::function<void(const std::string&, std::int64_t)>& watch) {
  auto& database = MaintenanceAccess(store).database();
  {
    const auto lease = TRY(database.Write());
    TRY(
        lease->Execute("INSERT INTO setting (name, value) VALUES ('next_key_id', ?1) ON CONFLICT (name) DO UPDATE SET "
                       "value = excluded.value",
                       {new_key.id()}));
  }
  const auto tables = TRY(TablesOf(store, plan));
  RotationCount count;
  Rotator rotator(store, old_key, new_key);
  for (const auto& table : tables) TRY(rotator.Run(table, watch, count));
  const auto lease = TRY(database.Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  TRY(lease->Execute("UPDATE setting SET value = ?1 WHERE name = 'key_id'", {new_key.id()}));
  TRY(lease->Execute("DELETE FROM setting WHERE name = 'next_key_id'"));
  TRY(tx.Commit());
  return count;
}

fs::path NextKeyPath(const fs::path& key_path) { return key_path.string() + ".next"; }

Status FinishKeyFiles(const fs::path& key_path, const std::string& key_id) {
  const fs::path next = NextKeyPath(key_path);
  std::error_code error;
  if (!fs::exists(next, error)) return Ok();
  const auto waiting = TRY(crypto::ReadKeyFile(next));
  if (waiting.id() != key_id) return Ok();
  const auto old = TRY(crypto::ReadKeyFile(key_path));
  const fs::path kept = key_path.string() + "." + old.id().substr(0, 8);
  if (link(key_path.c_str(), kept.c_str()) != 0 && errno != EEXIST)
    return Fail(kIo, "旧密钥存不到 " + kept.string(), "请检查文件夹的权限");
  fs::rename(next, key_path, error);
  if (error) return Fail(kIo, "新密钥换不到 " + key_path.string(), "请检查文件夹的权限");
  return Ok();
}

}  // namespace gq::store
