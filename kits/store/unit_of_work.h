// One transaction over records: changes are collected, then written in bulk with their events (D8) when it commits.
//
// Changes between two About() calls become one event of that subject, in the chain of its owner unit. Chains are locked
// in ascending order at the end of the transaction, so counties never wait for each other and two transactions cannot
// deadlock on chains. person_count is kept in the same transaction (D10). A failed step leaves nothing behind.
//
// Begin() takes the writer at once; what is read meanwhile cannot change. Gather() collects and seals without holding
// anything, in any thread, and takes the writer in Commit(): for imports, where other users' saves go in between.
// Versions and unique keys still find what somebody changed meanwhile (kConflict, db::kUnique): prepare the unit again
// then. Either way the writer is given back by Commit(), or when the unit ends.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kits/store/derived.h"
#include "kits/store/event_chain.h"
#include "kits/store/layout.h"
#include "kits/store/row_buffer.h"
#include "kits/store/store.h"

namespace gq {

class UnitOfWork {
 public:
  // `cause`: the import run, job or other reason that all events of this unit share; empty for a single edit.
  static Result<UnitOfWork> Begin(Store& store, const Scope& scope, std::string cause = {});
  static UnitOfWork Gather(Store& store, const Scope& scope, std::string cause = {});
  UnitOfWork(UnitOfWork&&) noexcept;
  ~UnitOfWork();

  // What the following changes are about. `action` is a verb in the table of docs/reference/events.md ("person.edit").
  void About(std::int64_t chain, std::string_view action, std::string_view subject_type, const Uuid& subject_id);

  template <typename T>
  Status Insert(const T& record) {
    return Insert(*kTypeOf<T>, &record);
  }
  // Writes the fields that differ; sets version and updated_at of `after`. kConflict at Commit when the stored version
  // is not before's.
  template <typename T>
  Status Update(const T& before, T& after) {
    return Update(*kTypeOf<T>, &before, &after);
  }
  template <typename T>
  Status Remove(const T& record) {
    return Remove(*kTypeOf<T>, &record);
  }
  // Adds a line to the event without a record: {"key": value}.
  void Note(std::string_view key, std::string_view json_value);

  Status Insert(const RecordType& type, const void* record);
  Status Update(const RecordType& type, const void* before, void* after);
  Status Remove(const RecordType& type, const void* record);

  // Inside the same transaction, for tables of a module's own (queues, staging). No personal data outside of records.
  // Only after Begin().
  db::Connection& connection() { return *lease_.value(); }
  // Runs inside the transaction after the collected records are written, before the events: what has to be in step with
  // them.
  void Later(std::function<Status(db::Connection&)> step) { later_.push_back(std::move(step)); }
  Instant now() const { return now_; }
  const Scope& scope() const { return scope_; }
  Store& store() { return *store_; }
  std::size_t changes() const { return changes_; }

  // For a gathered unit, in two steps: takes the writer; writes the new records. What is shared with others (changed
  // records, counts, later steps, events) waits for Commit(). On PostgreSQL the units of one import write their records
  // at once and commit one after the other. Commit() does what is left of both.
  Status Start();
  Status WriteInserts();
  // Seals the collected events and finishes the rows; Flush does it too. After it About() must come before the next
  // change.
  void Seal();
  // Writes what is collected so far inside the transaction; Commit does it too.
  Status Flush();
  Status Commit(db::Durable durable = db::Durable::kNow);

 private:
  struct Draft {
    std::int64_t chain;
    std::string action, subject_type;
    Uuid subject_id;
    std::string payload;  // until it is sealed
    std::string commitment, sealed;
  };
  struct PendingUpdate {
    const RecordType* type;
    std::vector<Value> values;  // in the order of the columns, then version, county, id
  };
  struct CountKey {
    std::int64_t county_id, home_code;
    std::string employment, list;
    auto operator<=>(const CountKey&) const = default;
  };

  // A new counting record: its row waits for what is counted of this unit (kits/store/derived.h).
  struct NewOwner {
    std::shared_ptr<void> record;
    store::Tally sums{};
  };

  UnitOfWork(Store& store, const Scope& scope, std::string cause);
  Status CheckReach(const RecordType& type, const void* record) const;
  // The row for its table, and the values for its event; either may be left out.
  void AppendRow(const RecordType& type, const void* record, store::RowBuffer* row, std::string* payload);
  void AppendNewOwners();
  void CountPerson(const RecordType& type, const void* record, int delta);
  void Touch(const RecordType& type, const void* before, const void* after);
  Status WriteUpdates();
  Status WriteCounts();
  Status WriteEvents();
  void OpenChange(const RecordType& type, const void* record, std::string_view operation);

  Store* store_;
  Scope scope_;
  std::string cause_;
  Instant now_;
  std::optional<db::Lease> lease_;
  std::optional<db::Transaction> tx_;
  std::map<const RecordType*, store::RowBuffer> inserts_;
  std::map<std::string, std::vector<PendingUpdate>> updates_;  // by SQL text
  std::map<CountKey, std::int64_t> counts_;
  std::map<const store::Derived*, std::set<store::DerivedKey>> touched_;
  std::map<const store::Derived*, std::map<store::DerivedKey, NewOwner>> new_owners_;
  std::vector<Draft> drafts_;
  std::vector<std::function<Status(db::Connection&)>> later_;
  std::size_t changes_ = 0;
};

}  // namespace gq
