#include "kits/store/store.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>

#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"
#include "kits/store/layout.h"
#include "kits/store/rotation.h"

namespace gq {

namespace fs = std::filesystem;

namespace {

std::map<std::string, const RecordType*, std::less<>>& Registry() {
  static std::map<std::string, const RecordType*, std::less<>> registry;
  return registry;
}
std::mutex registry_mutex;

std::string Ranges(std::string_view alias, std::string_view column, const std::vector<CodeRange>& ranges) {
  std::string sql;
  for (const auto& range : ranges) {
    if (!sql.empty()) sql += " OR ";
    sql += std::string(alias) + "." + std::string(column);
    sql += range.low == range.high ? " = " + std::to_string(range.low)
                                   : " BETWEEN " + std::to_string(range.low) + " AND " + std::to_string(range.high);
  }
  return sql;
}

std::string Quoted(const std::vector<std::string>& texts) {
  std::string list;
  for (const auto& text : texts) {
    list += list.empty() ? "'" : ", '";
    for (const char c : text) list += c == '\'' ? "\'\'" : std::string(1, c);
    list += "'";
  }
  return list;
}

std::string Joined(const std::vector<std::int64_t>& ids) {
  std::string list;
  for (const auto id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id);
  return list;
}

// A text of a PlaceRule with the scope's values in its places.
std::string Filled(std::string_view text, const Scope& scope, std::string_view alias) {
  std::string sql;
  while (!text.empty()) {
    const auto at = text.find_first_of("@$");
    sql += text.substr(0, at);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    const auto take = [&](std::string_view name) {
      const bool found = text.substr(0, name.size()) == name;
      if (found) text.remove_prefix(name.size());
      return found;
    };
    if (take("@")) {
      sql += alias;
    } else if (take("$ended_since")) {
      sql += std::to_string(scope.ended_since);
    } else if (take("$employer_codes")) {
      sql += Quoted(scope.employer_codes);
    } else if (take("$broker_units")) {
      sql += Joined(scope.broker_units);
    } else {
      return "1=0";  // no such value: nothing is reached
    }
  }
  return sql;
}

// What employers and brokers reach of a type, wherever it is; empty when nothing.
std::string OwnSides(const Scope& scope, const PlaceRule& rule, std::string_view alias) {
  std::string sql;
  if (!rule.employer_when.empty() && !scope.employer_codes.empty())
    sql = "(" + Filled(rule.employer_when, scope, alias) + ")";
  if (!rule.broker_when.empty() && !scope.broker_units.empty())
    sql += (sql.empty() ? "(" : " OR (") + Filled(rule.broker_when, scope, alias) + ")";
  return sql;
}

std::string PlacePredicate(const Scope& scope, const RecordType& type, std::string_view alias) {
  const PlaceRule& rule = type.place;
  std::string sql = Ranges(alias, "home_code", scope.home);
  const auto add = [&](const std::string& side) {
    if (!sql.empty() && !side.empty()) sql += " OR ";
    sql += side;
  };
  const std::string work = Ranges(alias, "work_code", scope.work);
  add(work.empty() || rule.work_when.empty() ? work
                                             : "((" + work + ") AND " + Filled(rule.work_when, scope, alias) + ")");
  add(OwnSides(scope, rule, alias));
  if (const RecordType* other = rule.through.empty() ? nullptr : FindRecordType(rule.through); other != nullptr) {
    const std::string a(alias), own = OwnSides(scope, other->place, "own");
    if (!own.empty())
      add("(" + a + ".county_id, " + a + ".id) IN (SELECT own.county_id, own.person_id FROM " +
          std::string(other->name) + " own WHERE " + own + ")");
  }
  return sql.empty() ? "1=0" : "(" + sql + ")";
}

}  // namespace

void RegisterRecordType(const RecordType& type) {
  const std::lock_guard lock(registry_mutex);
  Registry()[std::string(type.name)] = &type;
}

const RecordType* FindRecordType(std::string_view name) {
  const std::lock_guard lock(registry_mutex);
  const auto it = Registry().find(name);
  return it == Registry().end() ? nullptr : it->second;
}

std::vector<const RecordType*> AllRecordTypes() {
  const std::lock_guard lock(registry_mutex);
  std::vector<const RecordType*> all;
  for (const auto& [name, type] : Registry()) all.push_back(type);
  return all;
}

std::string DefaultKeyPath(const std::string& url) {
  const char* home = std::getenv("HOME");
  std::string path = url;
  if (url.find('=') == std::string::npos && url.find("://") == std::string::npos) {
    std::error_code error;
    path = fs::absolute(url, error).lexically_normal().string();
  }
  const auto digest = crypto::Sha256(path);
  const std::string name = crypto::ToHex(crypto::AsText(digest)).substr(0, 16) + ".key";
  if (geteuid() == 0 || home == nullptr) return "/etc/gangqiao/" + name;
  return std::string(home) + "/.config/gangqiao/" + name;
}

namespace {

std::string DataFolder(const std::string& url) {
  if (url.find('=') != std::string::npos || url.find("://") != std::string::npos) return {};
  std::error_code error;
  return fs::absolute(url, error).parent_path().string();
}

Result<crypto::MasterKey> KeyOf(const StoreOptions& options, bool new_store) {
  const std::string path = options.key_path.empty() ? DefaultKeyPath(options.url) : options.key_path;
  std::error_code error;
  if (fs::exists(path, error) || error) return crypto::ReadKeyFile(path);  // what cannot be seen is said there
  if (!new_store) {
    return Fail(crypto::kKeyFile, "找不到这个数据库的密钥文件 " + path,
                "请把原来的密钥文件放回，或用打印的恢复码恢复（gangqiao key restore）");
  }
  fs::create_directories(fs::path(path).parent_path(), error);
  return crypto::CreateKeyFile(path, DataFolder(options.url));
}

}  // namespace

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Open(const StoreOptions& options, std::span<const db::Migration> migrations) {
  std::unique_ptr<Store> store(new Store);
  std::error_code error;
  if (options.create) {
    const std::string folder = DataFolder(options.url);
    if (!folder.empty()) fs::create_directories(folder, error);
  } else if (const std::string folder = DataFolder(options.url); !folder.empty() && !fs::exists(options.url, error)) {
    if (error) return Fail(kIo, "看不到数据文件 " + options.url + "：" + error.message(), "请检查文件夹的权限");
    return Fail(kNotFound, "没有数据文件 " + options.url, "新建请用 gangqiao init --data " + options.url);
  }
  store->database_ = TRY(db::Database::Open({.url = options.url}));
  TRY(db::Migrate(*store->database_, migrations,
                  options.create ? db::WithoutSchema::kMake : db::WithoutSchema::kRefuse));
  std::string key_id, next_key_id;
  {
    const auto lease = TRY(store->database_->Read());
    key_id = TRY(lease->QueryText("SELECT value FROM setting WHERE name = 'key_id'"));
    next_key_id = TRY(lease->QueryText("SELECT value FROM setting WHERE name = 'next_key_id'"));
  }
  if (!next_key_id.empty() && !options.changes_key) {
    return Fail(kKeyChanging, "这个数据库的密钥更换到一半", "请再执行一次 gangqiao key rotate，它会接着办完");
  }
  if (!key_id.empty())
    TRY(store::FinishKeyFiles(options.key_path.empty() ? DefaultKeyPath(options.url) : options.key_path, key_id));
  if (key_id.empty() && !options.create)
    return Fail(db::kNoSchema, "数据库新建到一半", "请再执行一次 gangqiao init，它会接着建完");
  const auto key = TRY(KeyOf(options, key_id.empty()));
  if (key_id.empty()) {
    const auto lease = TRY(store->database_->Write());
    TRY(lease->Execute("INSERT INTO setting (name, value) VALUES ('key_id', ?1)", {key.id()}));
  } else {
    TRY(crypto::CheckKeyId(key, key_id));
  }
  store->vault_ = std::make_unique<store::Vault>(key);
  return store;
}

std::string Store::Predicate(const Scope& scope, const RecordType& type, std::string_view alias) {
  const std::string a(alias);
  switch (type.scope) {
    case ScopeRule::kShared:
      return "1=1";
    case ScopeRule::kPlace:
      return scope.everything ? "1=1" : PlacePredicate(scope, type, alias);
    case ScopeRule::kPerson:
      if (scope.everything) return "1=1";
      return "EXISTS (SELECT 1 FROM person sp WHERE sp.county_id = " + a + ".county_id AND sp.id = " + a +
             ".person_id AND " + Predicate(scope, *FindRecordType("person"), "sp") + ")";
    case ScopeRule::kTwoUnits:
    case ScopeRule::kOwnerUnit: {
      if (scope.everything) return "1=1";
      std::string in;
      for (const auto id : scope.units) in += (in.empty() ? "" : ", ") + std::to_string(id);
      if (in.empty()) return "1=0";
      if (type.scope == ScopeRule::kOwnerUnit) return a + ".unit_id IN (" + in + ")";
      return "(" + a + ".unit_id IN (" + in + ") OR " + a + ".asked_by_unit IN (" + in + "))";
    }
  }
  return "1=0";
}

Result<std::string> Store::ScopedSql(const Scope& scope, std::string_view sql) {
  std::string text;
  bool marked = false;
  while (!sql.empty()) {
    const auto open = sql.find('{');
    text += sql.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = sql.find('}', open);
    if (close == std::string_view::npos) return Fail(kInternal, "查询语句的范围标记没有结束");
    const std::string_view marker = sql.substr(open + 1, close - open - 1);
    sql.remove_prefix(close + 1);
    marked = true;
    if (marker == "shared") continue;
    if (marker.substr(0, 6) != "scope:") return Fail(kInternal, "查询语句里有不认识的标记");
    const auto colon = marker.find(':', 6);
    const std::string_view alias = marker.substr(6, colon == std::string_view::npos ? colon : colon - 6);
    const RecordType* type = FindRecordType(colon == std::string_view::npos ? "person" : marker.substr(colon + 1));
    if (type == nullptr) return Fail(kInternal, "查询语句的范围标记指向不认识的记录");
    text += Predicate(scope, *type, alias);
  }
  if (!marked) return Fail(kInternal, "查询没有范围：语句里须有 {scope:别名} 或 {shared}");
  return text;
}

Status Store::Query(const Scope& scope, std::string_view sql, db::Params params, const db::RowFunction& each,
                    bool streaming) {
  const std::string text = TRY(ScopedSql(scope, sql));
  const auto lease = TRY(database_->Read());
  return lease->ForEach(text, params, each, streaming);
}

Status Store::Query(const Scope& scope, std::string_view sql, std::initializer_list<db::Param> params,
                    const db::RowFunction& each, bool streaming) {
  return Query(scope, sql, db::Params(params.begin(), params.size()), each, streaming);
}

Status Store::SelectEach(const Scope& scope, const RecordType& type, std::string_view condition, db::Params params,
                         const db::RowFunction& each) {
  const std::string sql = "SELECT " + store::LayoutOf(type).select_list + " FROM " + std::string(type.name) +
                          " p WHERE " + Predicate(scope, type, "p") + (condition.empty() ? "" : " AND ") +
                          std::string(condition);
  const auto lease = TRY(database_->Read());
  return lease->ForEach(sql, params, each);
}

Status Store::GetInto(const Scope& scope, const RecordType& type, const Uuid& id, void* record) {
  bool found = false;
  const std::string bytes = id.ToBytes();
  const db::Param param(db::Blob{bytes});
  TRY(SelectEach(scope, type, "p.id = ?1", db::Params(&param, 1), [&](const db::Row& row) {
    found = true;
    return ReadRecord(type, row, record);
  }));
  if (!found)
    return Fail(kNotFound, "没有这条" + std::string(type.zh) + "记录，或不在您的范围内",
                "请核对链接，或向有权的单位查询");
  return Ok();
}

Status Store::ReadRecord(const RecordType& type, const db::Row& row, void* record, int first_column) const {
  const auto& layout = store::LayoutOf(type);
  std::string id;
  Value value;
  int at = first_column;
  for (const Field* field : layout.selected) {
    if (row.IsNull(at)) {
      value = std::monostate{};
    } else if (field->type == FieldType::kSecret) {
      if (id.empty()) return Fail(kInternal, "记录没有编号");
      value = TRY(vault_->Open(std::string(type.name) + "." + std::string(field->name), id, row.Text(at)));
    } else if (field->type == FieldType::kText) {
      value = row.String(at);
    } else if (field->type == FieldType::kUuid) {
      value = Bytes{row.String(at)};
      if (field->name == "id") id = row.String(at);
    } else {
      value = row.Int(at);
    }
    if (!field->set(record, value)) {
      return Fail(kInternal, "数据库里的值与字段类型不符：" + std::string(type.name) + "." + std::string(field->name));
    }
    ++at;
  }
  return Ok();
}

Uuid Store::NewId() const {
  std::array<std::uint8_t, 10> random;
  crypto::FillRandom(random.data(), random.size());
  // Milliseconds and 12 bits that count within them (RFC 9562, 6.2, method 1); a full count borrows the next one.
  const std::int64_t now = Now().microseconds() / 1000 << 12;
  std::int64_t last = last_id_.load(std::memory_order_relaxed), next = 0;
  do {
    next = std::max(now, last + 1);
  } while (!last_id_.compare_exchange_weak(last, next, std::memory_order_relaxed));
  random[0] = static_cast<std::uint8_t>(next >> 8 & 0x0f);
  random[1] = static_cast<std::uint8_t>(next);
  return Uuid::MakeV7(next >> 12, random);
}

Instant Store::Now() const {
  return Instant(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

}  // namespace gq
