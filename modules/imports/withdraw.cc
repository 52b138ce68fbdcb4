// Withdrawal of a whole import: compensating events, newest first (D11).
//
// What the import made (a person with number, household, spell) goes as a whole, or stays as a whole when anybody did
// something about it since: half a person is worse than one too many. What the import changed is put back field by
// field; a field that was changed again keeps its value. Lists and completeness follow from what is left (D5).
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/json_text.h"
#include "kits/json/reader.h"
#include "kits/store/event_chain.h"
#include "kits/store/record_json.h"
#include "kits/store/unit_of_work.h"
#include "modules/employers/model.h"
#include "modules/imports/hold.h"
#include "modules/imports/run_json.h"
#include "modules/imports/undo.h"
#include "modules/people/model.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/posts/model.h"
#include "modules/requests/model.h"
#include "modules/subsidies/model.h"

namespace gq::imports {

namespace {

constexpr std::string_view kAllWithdrawn = "已全部撤回";
constexpr std::string_view kWithdrawn = "import.withdraw";  // events.md

// Records being put back, one slot a record: a record that the import wrote twice is read once and written once.
class Slots {
 public:
  virtual ~Slots() = default;
  // whole: the event made its subject, which goes or stays as one; kept: it stays, because somebody acted on it since.
  virtual Status Undo(std::string_view op, const json::Node& change, bool whole, bool kept,
                      std::vector<LaterEdit>& edits) = 0;
  virtual Status Write(UnitOfWork& work) = 0;
  virtual const RecordType& type() const = 0;
};

Result<bool> Equals(const Field& field, const void* record, const json::Node& wanted) {
  Value is;
  field.get(record, is);
  return is == TRY(ReadJsonValue(wanted, field));
}

bool Bookkeeping(std::string_view name) {
  return name == "id" || name == "version" || name == "updated_at" || name == "created_at";
}

template <typename T>
class SlotsOf : public Slots {
 public:
  explicit SlotsOf(Store& store) : store_(store) {}
  const RecordType& type() const override { return *kTypeOf<T>; }

  Status Undo(std::string_view op, const json::Node& change, bool whole, bool kept,
              std::vector<LaterEdit>& edits) override {
    const auto id = Uuid::Parse(TRY(TRY(change.Get("id")).Text()));
    if (!id) return Fail(kInternal, "事件里的编号不对");
    auto& slot = slots_[*id];
    if (!slot.read) {
      slot.read = true;
      slot.before = TRY(Read(*id, change.Find("after")));
      slot.after = slot.before;
    }
    if (!slot.after) return Ok();  // somebody removed it since
    if (op == "insert" && whole) {
      if (!kept) slot.after.reset();
      return Ok();
    }
    std::map<std::string, json::Node> written;  // what the cause wrote, also the fields that it emptied (null)
    const auto after = TRY(change.Get("after"));
    for (const auto& [name, node] : TRY(after.Members())) {
      if (kTypeOf<T>->FindField(name) != nullptr && !Bookkeeping(name)) written.emplace(name, node);
    }
    if (op == "insert") {
      std::vector<LaterEdit> mine;
      for (const auto& [name, node] : written) {
        const Field& field = *kTypeOf<T>->FindField(name);
        if (!field.derived && !TRY(Equals(field, &*slot.after, node))) mine.push_back(EditOf(*slot.after, field));
      }
      for (const auto& field : kTypeOf<T>->fields) {  // empty when it was made, filled since
        Value is;
        field.get(&*slot.after, is);
        if (!Bookkeeping(field.name) && !field.derived && !IsNull(is) && written.count(std::string(field.name)) == 0)
          mine.push_back(EditOf(*slot.after, field));
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

  // Records of a person lie with the person: looked for there first, where the event left them. Without county and
  // person the whole table would be read for each.
  Result<std::optional<T>> Read(const Uuid& id, const std::optional<json::Node>& after) {
    const Scope scope = Scope::System("system:withdraw");
    const std::string bytes = id.ToBytes();
    if constexpr (kTypeOf<T>->scope == ScopeRule::kPerson) {
      const auto county = after ? after->Find("county_id") : std::nullopt;
      const auto person = after ? after->Find("person_id") : std::nullopt;
      const auto person_id = person ? Uuid::Parse(TRY(person->Text())) : std::nullopt;
      if (county && person_id) {
        const std::string person_bytes = person_id->ToBytes();
        auto there = TRY(store_.Find<T>(scope, "p.id = ?1 AND p.county_id = ?2 AND p.person_id = ?3",
                                        {db::Blob{bytes}, TRY(county->Integer()), db::Blob{person_bytes}}));
        if (there) return there;
      }
    }
    return store_.Find<T>(scope, "p.id = ?1", {db::Blob{bytes}});
  }

  struct Slot {
    bool read = false;
    std::optional<T> before, after;
  };
  std::map<Uuid, Slot>& slots() { return slots_; }

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
      if constexpr (std::is_same_v<T, Person>) {
        // What registries said of somebody who is not in the register is nobody's to keep (D12).
        work.Later([county = slot.before->county_id,
                    person = slot.before->id.ToBytes()](db::Connection& connection) -> Status {
          TRY(connection.Execute("DELETE FROM observation WHERE county_id = ?1 AND person_id = ?2",
                                 {county, db::Blob{person}}));
          return Ok();
        });
      }
      if constexpr (std::is_same_v<T, Identifier>) {
        // A number that the person bore before still leads to him.
        work.Later([index = store_.vault().Index("person_identifier.value", slot.before->value.Reveal()),
                    county = slot.before->county_id,
                    person = slot.before->person_id.ToBytes()](db::Connection& connection) -> Status {
          TRY(connection.Execute(
              "DELETE FROM identity_index WHERE value_index = ?1 AND person_id = ?3 AND NOT EXISTS (SELECT 1 FROM "
              "person_identifier i WHERE i.county_id = ?2 AND i.person_id = ?3 AND i.value_index = ?1)",
              {db::Blob{index}, county, db::Blob{person}}));
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
  Store& store_;
  std::map<Uuid, Slot> slots_;
};

Result<std::string> NameIn(const RecordType& type, const json::Node& change) {
  const auto after = TRY(change.Get("after"));
  if (!after.Has(type.label_field)) return std::string();
  return std::string(TRY(TRY(after.Get(type.label_field)).Text()));
}

class Undoing {
 public:
  explicit Undoing(Store& store)
      : store_(store), people_(store), households_(store), spells_(store), intentions_(store) {
    by_type_["person"] = &people_;
    by_type_["household"] = &households_;
    by_type_["spell"] = &spells_;
    by_type_["intention"] = &intentions_;
    Add<Identifier>();
    Add<ChangeRequest>();
    Add<Post>();
    Add<Employer>();
    Add<SubsidyClaim>();
  }

  // The event's changes, newest first.
  Status Undo(std::string_view payload, std::string_view subject_type, bool kept, bool again,
              std::vector<LaterEdit>& edits) {
    if (payload.empty()) return Ok();  // erased since: nothing to put back
    const auto document = TRY(json::Parse(payload, {.bytes_max = 16U << 20}));
    const auto changes = TRY(document.root().Items());
    bool whole = false;
    for (const auto& change : changes) {
      whole = whole || (change.Has("op") && TRY(TRY(change.Get("op")).Text()) == "insert" &&
                        TRY(TRY(change.Get("type")).Text()) == subject_type);
    }
    if (again && kept && !whole) return Ok();  // put back before, and somebody's since
    for (auto it = changes.rbegin(); it != changes.rend(); ++it) {
      if (!it->Has("op")) continue;
      const auto slots = by_type_.find(TRY(TRY(it->Get("type")).Text()));
      if (slots == by_type_.end()) continue;
      const std::string op(TRY(TRY(it->Get("op")).Text()));
      TRY(slots->second->Undo(op, *it, whole, kept, edits));
      const RecordType& type = slots->second->type();
      if (whole && kept && op == "insert" && type.name == subject_type)
        edits.push_back({std::string(type.zh), TRY(NameIn(type, *it)), "整份档案"});
    }
    return Ok();
  }

  Status Write(UnitOfWork& work) {
    TRY(KeepHouseholdsInUse());
    TRY(RefreshPeople());
    for (auto& [name, slots] : by_type_) TRY(slots->Write(work));
    return Ok();
  }

 private:
  template <typename T>
  void Add() {
    others_.push_back(std::make_unique<SlotsOf<T>>(store_));
    by_type_[std::string(kTypeOf<T>->name)] = others_.back().get();
  }

  // A household that the import made stays as long as anybody belongs to it.
  Status KeepHouseholdsInUse() {
    for (auto& [key, slot] : households_.slots()) {
      if (!slot.before || slot.after) continue;
      const Uuid id = key;  // lambdas of clang 14 cannot take a structured binding
      const std::string bytes = id.ToBytes();
      bool used = false;
      TRY(store_.Query(Scope::System("system:withdraw"),
                       "{shared}SELECT p.id FROM person p WHERE p.county_id = ?1 AND p.household_id = ?2",
                       {slot.before->county_id, db::Blob{bytes}}, [&](const db::Row& row) {
                         const auto person = people_.slots().find(row.Id(0));
                         used = used || person == people_.slots().end() ||
                                (person->second.after && person->second.after->household_id == id);
                         return Ok();
                       }));
      if (used) slot.after = slot.before;
    }
    return Ok();
  }

  // Lists, completeness and what a person shows of the spell follow from what is left.
  Status RefreshPeople() {
    for (auto& [id, slot] : people_.slots()) {
      if (!slot.after || !slot.before) continue;
      auto spells = TRY(Left(spells_, slot.after->county_id, id));
      std::sort(spells.begin(), spells.end(), [](const Spell& a, const Spell& b) { return b.start < a.start; });
      const auto intentions = TRY(Left(intentions_, slot.after->county_id, id));
      people::Refresh(*slot.after, people::CurrentSpell(spells), intentions.empty() ? nullptr : &intentions.front());
    }
    return Ok();
  }

  // The records of a person as they will be.
  template <typename T>
  Result<std::vector<T>> Left(SlotsOf<T>& slots, std::int64_t county, const Uuid& person) {
    const std::string bytes = person.ToBytes();
    auto records = TRY(store_.Select<T>(Scope::System("system:withdraw"), "p.county_id = ?1 AND p.person_id = ?2",
                                        {county, db::Blob{bytes}}));
    std::vector<T> left;
    for (auto& record : records) {
      const auto slot = slots.slots().find(record.id);
      if (slot == slots.slots().end()) left.push_back(std::move(record));
      if (slot != slots.slots().end() && slot->second.after) left.push_back(*slot->second.after);
    }
    return left;
  }

  Store& store_;
  SlotsOf<Person> people_;
  SlotsOf<Household> households_;
  SlotsOf<Spell> spells_;
  SlotsOf<Intention> intentions_;
  std::vector<std::unique_ptr<Slots>> others_;
  std::map<std::string, Slots*, std::less<>> by_type_;
};

struct Stored {
  std::int64_t chain, seq;
  std::string payload, subject_type, subject_id;
  bool acted_on_since = false;
};

constexpr std::size_t kEventsAtOnce = 1000;

// The newest events below `seq` that the cause wrote in one go: added to `events`, newest first, up to kEventsAtOnce in
// all. False: there are no more.
Result<bool> AddSpan(Store& store, db::Connection& connection, std::int64_t chain, const std::string& cause,
                     std::int64_t& seq, std::vector<Stored>& events) {
  std::int64_t first = 0, last = 0;
  TRY(connection.ForEach(
      "SELECT first_seq, last_seq FROM event_span WHERE chain = ?1 AND cause = ?2 AND first_seq < ?3 "
      "ORDER BY first_seq DESC LIMIT 1",
      {chain, cause, seq}, [&](const db::Row& row) {
        first = row.Int(0);
        last = row.Int(1);
        return Ok();
      }));
  if (first == 0) return false;
  const auto room = static_cast<std::int64_t>(kEventsAtOnce - events.size());
  const std::int64_t before = std::exchange(seq, first);  // further down if some are left in the span
  TRY(connection.ForEach(
      "SELECT seq, payload, commitment, subject_type, subject_id, action FROM event WHERE chain = ?1 AND seq >= ?2 AND "
      "seq <= ?3 ORDER BY seq DESC LIMIT ?4",
      {chain, first, std::min(last, before - 1), room}, [&](const db::Row& row) -> Status {
        seq = row.Int(0);
        if (row.Text(5) == kWithdrawn) return Ok();
        events.push_back({chain, seq, {}, row.String(3), row.String(4)});
        if (!row.IsNull(1))
          events.back().payload = TRY(store::OpenEvent(store.vault(), chain, row.Text(2), row.Text(1)));
        return Ok();
      }));
  return true;
}

// The next events of the cause below `seq`, newest first.
Result<std::vector<Stored>> Older(Store& store, std::int64_t chain, const std::string& cause,
                                  const std::string& undo_cause, std::int64_t seq,
                                  const std::set<std::string, std::less<>>& undone) {
  std::vector<Stored> events;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  while (events.size() < kEventsAtOnce && TRY(AddSpan(store, *lease, chain, cause, seq, events))) {
  }
  for (auto& event : events) {
    TRY(lease->ForEach(
        kLaterSql,
        {chain, db::Blob{event.subject_id}, event.seq, std::string_view(cause), std::string_view(undo_cause)},
        [&](const db::Row& row) {
          event.acted_on_since = event.acted_on_since || undone.count(row.Text(0)) == 0;
          return Ok();
        }));
  }
  return events;
}

}  // namespace

Result<std::vector<LaterEdit>> UndoEvents(Store& store, const std::string& actor, const std::string& cause,
                                          const std::string& undo_cause, const Watch& watch, bool again) {
  std::vector<LaterEdit> edits;
  std::vector<std::int64_t> chains;
  std::set<std::string, std::less<>> undone;
  {
    const auto lease = TRY(MaintenanceAccess(store).database().Read());
    TRY(lease->ForEach("SELECT chain FROM chain_head ORDER BY chain", {}, [&](const db::Row& row) {
      chains.push_back(row.Int(0));
      return Ok();
    }));
    TRY(lease->ForEach("SELECT cause FROM undone_cause", {}, [&](const db::Row& row) {
      undone.insert(row.String(0));
      return Ok();
    }));
  }
  std::int64_t done = 0;
  for (const auto chain : chains) {
    for (std::int64_t seq = INT64_MAX;;) {
      const auto events = TRY(Older(store, chain, cause, undo_cause, seq, undone));
      if (events.empty()) break;
      Undoing undoing(store);
      for (const auto& event : events)
        TRY(undoing.Undo(event.payload, event.subject_type, event.acted_on_since, again, edits));
      auto work = TRY(UnitOfWork::Begin(store, Scope::System(actor), undo_cause));
      TRY(undoing.Write(work));
      TRY(work.Commit());
      seq = events.back().seq;
      done += static_cast<std::int64_t>(events.size());
      if (watch.done) watch.done(done);
    }
  }
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  for (const std::string& done_with : {cause, undo_cause}) {
    TRY(lease->Execute("INSERT INTO undone_cause (cause) VALUES (?1) ON CONFLICT (cause) DO NOTHING",
                       {std::string_view(done_with)}));
  }
  return edits;
}

Result<std::vector<LaterEdit>> Withdraw(Store& store, const Scope& scope, const Uuid& id, const Watch& watch) {
  TRY(GetRun(store, scope, id));
  const Hold hold = TRY(Hold::Take(store, id));
  const Run run = TRY(GetRun(store, scope, id));  // as whoever held it left it
  const bool again = run.state == "withdrawn";
  if (again && run.message == kAllWithdrawn) return std::vector<LaterEdit>();
  if (!again && run.state != "done" && run.state != "running" && run.state != "withdrawing")
    return Fail(kWrongStep, "这次导入还没有执行", "不需要撤回");
  const std::string bytes = id.ToBytes();
  {
    const auto lease = TRY(MaintenanceAccess(store).database().Write());
    TRY(lease->Execute("UPDATE import_run SET state = 'withdrawing' WHERE id = ?1", {db::Blob{bytes}}));
  }
  if (watch.total) watch.total(run.row_count);
  // "withdraw/": another cause, so that a withdrawal taken up again after a crash undoes no compensation.
  auto edits =
      TRY(UndoEvents(store, scope.actor, "import/" + id.ToString(), "withdraw/" + id.ToString(), watch, again));
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  TRY(lease->Execute("UPDATE import_run SET state = 'withdrawn', message = ?2, finished_at = ?3 WHERE id = ?1",
                     {db::Blob{bytes},
                      edits.empty() ? std::string(kAllWithdrawn)
                                    : "已撤回；" + std::to_string(edits.size()) + " 处后来被改过，保留现值",
                      store.Now().microseconds()}));
  return edits;
}

}  // namespace gq::imports
