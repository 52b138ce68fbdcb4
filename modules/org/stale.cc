#include "modules/org/stale.h"

#include <set>

#include "kits/store/event_chain.h"
#include "modules/org/service.h"

namespace gq::org {

namespace {

constexpr int kEventsMax = 50;

struct Later {
  std::string actor;
  std::int64_t at = 0, changes = 0;
  std::set<std::string> fields;
};

// What one event did to the record.
Status Collect(Store& store, const Current& current, std::int64_t wanted, const db::Row& row, Later& later) {
  if (later.changes >= wanted || row.IsNull(3)) return Ok();
  const std::string payload = TRY(store::OpenEvent(store.vault(), current.chain, row.Text(2), row.Text(3)));
  const auto document = TRY(json::Parse(payload, {.bytes_max = std::size_t{16} << 20}));
  for (const auto& change : TRY(document.root().Items())) {
    const auto type = change.Find("type"), id = change.Find("id"), after = change.Find("after");
    if (!type || !id || !after || TRY(type->Text()) != current.type.name || TRY(id->Text()) != current.id.ToString())
      continue;
    ++later.changes;
    for (const auto& [name, node] : TRY(after->Members())) later.fields.insert(name);
    if (later.at != 0) continue;
    later.at = row.Int(0);
    later.actor = row.String(1);
  }
  return Ok();
}

Result<std::string> UnitOfActor(Store& store, const std::string& actor) {
  const auto account = TRY(store.Find<Account>(Scope::System("system:org"), "p.account = ?1", {actor}));
  if (!account) return actor.rfind("system:", 0) == 0 ? std::string("本程序") : actor;
  return TRY(GetUnit(store, account->unit_id)).name;
}

}  // namespace

Status CheckVersion(Store& store, const json::Node& changes, const Current& current) {
  const auto given = TRY(TRY(changes.Get("version")).Integer(0));
  if (given == current.version) return Ok();
  Error error{&kConflict, "这条记录在您打开之后被改过", "请看清不同之处，再改一次", {}};
  const std::string subject = current.subject.ToBytes();
  Later later;
  const auto read = store.Query(Scope::System("system:org"),
                                "{shared}SELECT at, actor, commitment, payload FROM event WHERE chain = ?1 AND "
                                "subject_id = ?2 ORDER BY seq DESC LIMIT " +
                                    std::to_string(kEventsMax),
                                {current.chain, db::Blob{subject}}, [&](const db::Row& row) {
                                  return Collect(store, current, current.version - given, row, later);
                                });
  if (!read || later.at == 0) return Fail(std::move(error));  // the events were erased, or lie in another chain
  const auto who = UnitOfActor(store, later.actor);
  std::string fields;
  for (const auto& name : later.fields) fields += (fields.empty() ? "" : ";") + name;
  error.With("who", who ? *who : later.actor).With("when", Instant(later.at).ToIso()).With("fields", fields);
  return Fail(std::move(error));
}

}  // namespace gq::org
