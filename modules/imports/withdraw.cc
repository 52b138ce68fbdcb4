// Withdrawal of a whole import: compensating events, newest first (D11).
#include <map>
#include <memory>

#include "base/json_text.h"
#include "kits/json/reader.h"
#include "kits/store/event_chain.h"
#include "kits/store/record_json.h"
#include "kits/store/unit_of_work.h"
#include "modules/employers/model.h"
#include "modules/imports/run_json.h"
#include "modules/imports/undo.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"
#include "modules/requests/model.h"
#include "modules/subsidies/model.h"

namespace gq::imports {

namespace {

constexpr std::string_view kWithdrawn = "import.withdraw";  // events.md

// Records being put back, one slot a record: a record that the import wrote twice is read once and written once.
class Slots {
 public:
  virtual ~Slots() = default;
  virtual Status Undo(std::string_view op, const json::Node& change, std::vector<LaterEdit>& edits) = 0;
  virtual Status Write(UnitOfWork& work) = 0;
};

Result<bool> Equals(const Field& field, const void* record, const json::Node& wanted) {
  Value is;
  field.get(record, is);
  return is == TRY(ReadJsonValue(wanted, field));
}

bool Bookkeeping(std::string_view name) { return name == "version" || name == "updated_at" || name == "created_at"; }

template <typename T>
class SlotsOf : public Slots {
 public:
  explicit SlotsOf(Store& store) : store_(store) {}

  Status Undo(std::string_view op, const json::Node& change, std::vector<LaterEdit>& edits) override {
    const auto id = Uuid::Parse(TRY(TRY(change.Get("id")).Text()));
    if (!id) return Fail(kInternal, "事件里的编号不对");
    auto& slot = slots_[*id];
    if (!slot.read) {
      slot.read = true;
      const std::string bytes = id->ToBytes();
      slot.before = TRY(store_.Find<T>(Scope::System("system:withdraw"), "p.id = ?1", {db::Blob{bytes}}));
      slot.after = slot.before;
    }
    if (!slot.after) return Ok();               // somebody removed it since
    std::map<std::string, json::Node> written;  // what the cause wrote, also the fields that it emptied (null)
    const auto after = TRY(change.Get("after"));
    for (const auto& [name, node] : TRY(after.Members())) {
      if (kTypeOf<T>->FindField(name) != nullptr && !Bookkeeping(name)) written.emplace(name, node);
    }
    if (op == "insert") {
      std::vector<LaterEdit> mine;
      for (const auto& [name, node] : written) {
        const Field& field = *kTypeOf<T>->FindField(name);
        if (!TRY(Equals(field, &*slot.after, node))) mine.push_back(EditOf(*slot.after, field));
      }
      if (mine.empty()) slot.after.reset();
      edits.insert(edits.end(), mine.begin(), mine.end());
      return Ok();
    }
    const auto before = TRY(change.Get("before"));
    for (const auto& [name, node] : TRY(before.Members())) {
      const auto it = written.find(name);
      if (it == written.end()) continue;
      const Field& field = *kTypeOf<T>->FindField(name);
      if (TRY(Equals(field, &*slot.after, it->second))) {
        field.set(&*slot.after, TRY(ReadJsonValue(node, field)));
      } else if (!TRY(Equals(field, &*slot.after, node))) {  // put back already: a withdrawal that was interrupted
        edits.push_back(EditOf(*slot.after, field));
      }
    }
    return Ok();
  }

  Status Write(UnitOfWork& work) override {
    for (auto& [id, slot] : slots_) {
      if (!slot.before) continue;
      std::int64_t chain = work.scope().unit_id;
      Uuid subject = slot.before->id;
      if constexpr (requires(T t) { t.county_id; }) {
        if (slot.before->county_id != 0) chain = slot.before->county_id;  // 0: an employer's claim
      }
      if constexpr (requires(T t) { t.person_id; }) subject = slot.before->person_id;
      work.About(chain, kWithdrawn, kTypeOf<T>->name, subject);
      if (slot.after) {
        TRY(work.Update(*slot.before, *slot.after));
        continue;
      }
      TRY(work.Remove(*slot.before));
      if constexpr (std::is_same_v<T, Identifier>) {
        const std::string index = store_.vault().Index("person_identifier.value", slot.before->value.Reveal());
        work.Later([index](db::Connection& connection) -> Status {
          TRY(connection.Execute("DELETE FROM identity_index WHERE value_index = ?1", {db::Blob{index}}));
          return Ok();
        });
      }
    }
    slots_.clear();
    return Ok();
  }

 private:
  static LaterEdit EditOf(const T& record, const Field& field) {
    return {std::string(kTypeOf<T>->zh), LabelOf(record), std::string(field.zh)};
  }
  static std::string LabelOf(const T& record) {
    Value value;
    kTypeOf<T>->FindField(kTypeOf<T>->label_field)->get(&record, value);
    const std::string* text = AsText(value);
    return text == nullptr ? std::string() : *text;
  }
  struct Slot {
    bool read = false;
    std::optional<T> before, after;
  };
  Store& store_;
  std::map<Uuid, Slot> slots_;
};

class Undoing {
 public:
  explicit Undoing(Store& store) {
    by_type_["person"] = std::make_unique<SlotsOf<Person>>(store);
    by_type_["household"] = std::make_unique<SlotsOf<Household>>(store);
    by_type_["person_identifier"] = std::make_unique<SlotsOf<Identifier>>(store);
    by_type_["spell"] = std::make_unique<SlotsOf<Spell>>(store);
    by_type_["intention"] = std::make_unique<SlotsOf<Intention>>(store);
    by_type_["change_request"] = std::make_unique<SlotsOf<ChangeRequest>>(store);
    by_type_["post"] = std::make_unique<SlotsOf<Post>>(store);
    by_type_["employer"] = std::make_unique<SlotsOf<Employer>>(store);
    by_type_["claim"] = std::make_unique<SlotsOf<SubsidyClaim>>(store);
  }

  Status Undo(std::string_view payload, std::vector<LaterEdit>& edits) {
    if (payload.empty()) return Ok();  // erased since: nothing to put back
    const auto document = TRY(json::Parse(payload, {.bytes_max = 16U << 20}));
    const auto changes = TRY(document.root().Items());
    for (auto it = changes.rbegin(); it != changes.rend(); ++it) {
      if (!it->Has("op")) continue;
      const auto slots = by_type_.find(TRY(TRY(it->Get("type")).Text()));
      if (slots == by_type_.end()) continue;
      TRY(slots->second->Undo(TRY(TRY(it->Get("op")).Text()), *it, edits));
    }
    return Ok();
  }
  Status Write(UnitOfWork& work) {
    for (auto& [name, slots] : by_type_) TRY(slots->Write(work));
    return Ok();
  }

 private:
  std::map<std::string, std::unique_ptr<Slots>, std::less<>> by_type_;
};

struct Stored {
  std::int64_t chain, seq;
  std::string payload;
};

// The next events of the run below `seq`, newest first.
Result<std::vector<Stored>> Older(Store& store, std::int64_t chain, const std::string& cause, std::int64_t seq) {
  std::vector<Stored> events;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(
      lease->ForEach("SELECT seq, payload, commitment FROM event WHERE chain = ?1 AND cause = ?2 AND seq < ?3 AND "
                     "action <> 'import.withdraw' ORDER BY seq DESC LIMIT 1000",
                     {chain, cause, seq}, [&](const db::Row& row) -> Status {
                       events.push_back({chain, row.Int(0), {}});
                       if (!row.IsNull(1))
                         events.back().payload = TRY(store::OpenEvent(store.vault(), chain, row.Text(2), row.Text(1)));
                       return Ok();
                     }));
  return events;
}

}  // namespace

Result<std::vector<LaterEdit>> UndoEvents(Store& store, const std::string& actor, const std::string& cause,
                                          const std::string& undo_cause, const Watch& watch) {
  std::vector<LaterEdit> edits;
  std::vector<std::int64_t> chains;
  {
    const auto lease = TRY(MaintenanceAccess(store).database().Read());
    TRY(lease->ForEach("SELECT chain FROM chain_head ORDER BY chain", {}, [&](const db::Row& row) {
      chains.push_back(row.Int(0));
      return Ok();
    }));
  }
  std::int64_t done = 0;
  for (const auto chain : chains) {
    for (std::int64_t seq = INT64_MAX;;) {
      const auto events = TRY(Older(store, chain, cause, seq));
      if (events.empty()) break;
      Undoing undoing(store);
      for (const auto& event : events) TRY(undoing.Undo(event.payload, edits));
      auto work = TRY(UnitOfWork::Begin(store, Scope::System(actor), undo_cause));
      TRY(undoing.Write(work));
      TRY(work.Commit());
      seq = events.back().seq;
      done += static_cast<std::int64_t>(events.size());
      if (watch.done) watch.done(done);
    }
  }
  return edits;
}

Result<std::vector<LaterEdit>> Withdraw(Store& store, const Scope& scope, const Uuid& id, const Watch& watch) {
  const Run run = TRY(GetRun(store, scope, id));
  if (run.state == "withdrawn") return std::vector<LaterEdit>();
  if (run.state != "done" && run.state != "running" && run.state != "withdrawing")
    return Fail(kWrongStep, "这次导入还没有执行", "不需要撤回");
  const std::string bytes = id.ToBytes();
  {
    const auto lease = TRY(MaintenanceAccess(store).database().Write());
    TRY(lease->Execute("UPDATE import_run SET state = 'withdrawing' WHERE id = ?1", {db::Blob{bytes}}));
  }
  if (watch.total) watch.total(run.row_count);
  // "withdraw/": another cause, so that a withdrawal taken up again after a crash undoes no compensation.
  auto edits = TRY(UndoEvents(store, scope.actor, "import/" + id.ToString(), "withdraw/" + id.ToString(), watch));
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  TRY(lease->Execute("UPDATE import_run SET state = 'withdrawn', message = ?2, finished_at = ?3 WHERE id = ?1",
                     {db::Blob{bytes},
                      edits.empty() ? std::string("已全部撤回")
                                    : "已撤回；" + std::to_string(edits.size()) + " 处后来被改过，保留现值",
                      store.Now().microseconds()}));
  return edits;
}

}  // namespace gq::imports
