// The field-table store: typed records in either database, always through a scope, every change with its event.
//
//   auto store = TRY(Store::Open({.url = path, .key_path = key}, migrations));
//   auto person = TRY(store->Get<Person>(scope, id));  // kNotFound also when the scope does not reach it
//
//   auto work = TRY(UnitOfWork::Begin(*store, scope, now));
//   work.About(person.county_id, "person.edit", "person", person.id);
//   TRY(work.Update(before, person));                  // kConflict when somebody else was faster
//   TRY(work.Commit());                                // records, counters and events in one transaction
//
// There is no query without a scope: Select() adds the predicate of the record type, and Query() refuses a text that
// does not say where the predicate goes ("{scope:p}") or that it reads reference data only ("{shared}").
//
// Thread-safety: Store from any thread; UnitOfWork belongs to one thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.h"
#include "base/result.h"
#include "kits/db/db.h"
#include "kits/store/scope.h"
#include "kits/store/vault.h"

namespace gq {

inline constexpr ErrorKind kKeyChanging{"store.key_changing", 503, "正在更换密钥", "Key change not finished"};

struct StoreOptions {
  std::string url;           // as in kits/db
  std::string key_path;      // empty: beside the data folder, see DefaultKeyPath
  bool create = false;       // make key and schema when they are missing; without it kNoSchema
  bool changes_key = false;  // opens a store whose change of key has not ended (rotation.h); others are refused
};

class Store {
 public:
  static Result<std::unique_ptr<Store>> Open(const StoreOptions& options, std::span<const db::Migration> migrations);
  ~Store();

  // One record by id; kNotFound when there is none or the scope does not reach it.
  template <typename T>
  Result<T> Get(const Scope& scope, const Uuid& id) {
    T record;
    TRY(GetInto(scope, *kTypeOf<T>, id, &record));
    return record;
  }
  // Records that match `condition` (SQL on the alias p, e.g. "p.household_id = ?1 ORDER BY p.birth"), within the scope.
  template <typename T>
  Result<std::vector<T>> Select(const Scope& scope, std::string_view condition,
                                std::initializer_list<db::Param> params = {}) {
    std::vector<T> records;
    TRY(SelectEach(scope, *kTypeOf<T>, condition, db::Params(params.begin(), params.size()),
                   [&](const db::Row& row) -> Status {
                     records.emplace_back();
                     return ReadRecord(*kTypeOf<T>, row, &records.back());
                   }));
    return records;
  }
  template <typename T>
  Result<std::optional<T>> Find(const Scope& scope, std::string_view condition,
                                std::initializer_list<db::Param> params = {}) {
    auto records = TRY(Select<T>(scope, condition, params));
    if (records.empty()) return std::optional<T>();
    return std::optional<T>(std::move(records.front()));
  }
  // Any query; `sql` holds {scope:ALIAS} where the predicate of a place-scoped table goes, {scope:ALIAS:RECORD} for
  // another record type, or {shared} once when it reads reference data only.
  Status Query(const Scope& scope, std::string_view sql, std::initializer_list<db::Param> params,
               const db::RowFunction& each, bool streaming = false);
  Status Query(const Scope& scope, std::string_view sql, db::Params params, const db::RowFunction& each,
               bool streaming = false);

  // While it lives, what this thread reads is one look at the store (db::Snapshot).
  [[nodiscard]] db::Snapshot LookOnce() const { return db::Snapshot(*database_); }

  db::Dialect dialect() const { return database_->dialect(); }
  const store::Vault& vault() const { return *vault_; }
  Status BackupTo(const std::string& path) { return database_->BackupTo(path); }

  // A new id, greater than every one before it of this process; unique between processes. So what one process makes,
  // and what lies beside it in an index, has the order in which it was made (rows of an import as in their file).
  Uuid NewId() const;
  // The wall clock; replaced in tests and by --as-of of the demo.
  Instant Now() const;

  // The id of a unit of the tree by its code at present; used by scopes and imports. Cached by modules/org.
  // Called after every commit with the subjects that changed (search index, live screens). Any thread.
  void OnCommit(std::function<void()> listener) { listeners_.push_back(std::move(listener)); }

  // Fills a record from a row whose columns are LayoutOf(type).select_list.
  Status ReadRecord(const RecordType& type, const db::Row& row, void* record, int first_column = 0) const;
  // "(p.home_code BETWEEN ... OR ...)"; "1=1" for everything, "1=0" for nothing.
  static std::string Predicate(const Scope& scope, const RecordType& type, std::string_view alias);
  // Fills the markers of a text; kInternal when there is none.
  static Result<std::string> ScopedSql(const Scope& scope, std::string_view sql);

 private:
  friend class UnitOfWork;
  friend class MaintenanceAccess;
  Store() = default;
  Status GetInto(const Scope& scope, const RecordType& type, const Uuid& id, void* record);
  Status SelectEach(const Scope& scope, const RecordType& type, std::string_view condition, db::Params params,
                    const db::RowFunction& each);

  std::unique_ptr<db::Database> database_;
  std::unique_ptr<store::Vault> vault_;
  std::vector<std::function<void()>> listeners_;
  mutable std::atomic<std::int64_t> last_id_{0};
};

// The raw database, for what stands outside of all scopes: sign-in, sessions, jobs' own tables, bulk load of code
// tables, backups and the audit's verification. Whoever uses it is listed in tests/fences.
class MaintenanceAccess {
 public:
  explicit MaintenanceAccess(Store& store) : store_(store) {}
  db::Database& database() const { return *store_.database_; }

 private:
  Store& store_;
};

// Record types by name, for {scope:ALIAS:RECORD}, the API and the tests. Modules register theirs once at start.
void RegisterRecordType(const RecordType& type);
const RecordType* FindRecordType(std::string_view name);
std::vector<const RecordType*> AllRecordTypes();

// Where the key of a data file lies when nothing is said: ~/.config/gangqiao/<hash of the data's path>.key, or
// /etc/gangqiao for root.
std::string DefaultKeyPath(const std::string& url);

}  // namespace gq
