#include "kits/store/unit_of_work.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/json_text.h"
#include "kits/crypto/bytes.h"

namespace gq {

namespace {

constexpr std::size_t kPayloadBytes = 2048;  // a person with his employment and wishes has 1,300

Value Read(const RecordType& type, const void* record, std::string_view name) {
  Value value;
  if (const Field* field = type.FindField(name)) field->get(record, value);
  return value;
}

std::int64_t IntegerOf(const Value& value) {
  const std::int64_t* n = AsInteger(value);
  return n == nullptr ? 0 : *n;
}

db::Param ToParam(const Value& value) {
  if (const std::int64_t* n = AsInteger(value)) return db::Param(*n);
  if (const std::string* text = AsText(value)) return db::Param(*text);
  if (const Bytes* bytes = AsBytes(value)) return db::Param(db::Blob{bytes->data});
  return {};
}

// What one field becomes in its columns when it changes: value, or cipher with index.
void AppendColumns(const store::Vault& vault, const RecordType& type, const Field& field, const Value& value,
                   const std::string& id, std::vector<Value>& cells) {
  if (field.type != FieldType::kSecret) {
    cells.push_back(value);
    return;
  }
  const std::string place = std::string(type.name) + "." + std::string(field.name);
  const std::string* text = AsText(value);
  cells.push_back(text == nullptr ? Value() : Value(Bytes{vault.Seal(place, id, *text)}));
  if (!field.indexed) return;
  cells.push_back(text == nullptr ? Value() : Value(Bytes{vault.Index(place, *text)}));
}

// A payload is a list of changes.
void BeginChange(std::string& payload) {
  if (payload.empty()) payload.reserve(kPayloadBytes);
  payload += payload.empty() ? '[' : ',';
}

std::string IdBytes(const RecordType& type, const void* record) {
  Value id;
  store::LayoutOf(type).id->get(record, id);
  const Bytes* bytes = AsBytes(id);
  return bytes != nullptr ? bytes->data : std::to_string(IntegerOf(id));
}

std::deque<store::Derived>& Deriving() {  // addresses stay
  static std::deque<store::Derived> all;
  return all;
}

}  // namespace

namespace store {

void RegisterDerived(const Derived& derived) {
  if (FindDerived(*derived.type) == nullptr) Deriving().push_back(derived);
}

const Derived* FindDerived(const RecordType& type) {
  for (const auto& one : Deriving()) {
    if (one.type == &type) return &one;
  }
  return nullptr;
}

const Derived* FindDerivedOwner(const RecordType& type) {
  for (const auto& one : Deriving()) {
    if (one.owner == &type) return &one;
  }
  return nullptr;
}

}  // namespace store

UnitOfWork::UnitOfWork(Store& store, const Scope& scope, std::string cause)
    : store_(&store), scope_(scope), cause_(std::move(cause)), now_(store.Now()) {}
UnitOfWork::UnitOfWork(UnitOfWork&&) noexcept = default;
UnitOfWork::~UnitOfWork() {
  tx_.reset();  // before the lease
  lease_.reset();
}

Result<UnitOfWork> UnitOfWork::Begin(Store& store, const Scope& scope, std::string cause) {
  UnitOfWork work(store, scope, std::move(cause));
  TRY(work.Start());
  return work;
}

UnitOfWork UnitOfWork::Gather(Store& store, const Scope& scope, std::string cause) {
  return UnitOfWork(store, scope, std::move(cause));
}

Status UnitOfWork::Start() {
  if (tx_) return Ok();
  if (!lease_) lease_.emplace(TRY(store_->database_->Write()));
  tx_.emplace(TRY(db::Transaction::Begin(**lease_)));
  return Ok();
}

void UnitOfWork::About(std::int64_t chain, std::string_view action, std::string_view subject_type,
                       const Uuid& subject_id) {
  drafts_.push_back({chain, std::string(action), std::string(subject_type), subject_id, {}, {}, {}});
}

Status UnitOfWork::CheckReach(const RecordType& type, const void* record) const {
  if (scope_.everything || type.scope != ScopeRule::kPlace) return Ok();
  if (scope_.SeesHome(IntegerOf(Read(type, record, "home_code")))) return Ok();
  const Value work = Read(type, record, "work_code");
  if (!IsNull(work) && scope_.SeesWork(IntegerOf(work))) return Ok();
  return Fail(kForbidden, "这条" + std::string(type.zh) + "记录不在您的范围内", "请由户籍地或就业地有权的单位办理");
}

void UnitOfWork::OpenChange(const RecordType& type, const void* record, std::string_view operation) {
  if (drafts_.empty()) {
    Uuid subject;
    const Value id = Read(type, record, "id");
    if (const Bytes* bytes = AsBytes(id)) subject = Uuid::FromBytes(bytes->data);
    const Value county = Read(type, record, "county_id");
    About(IsNull(county) ? scope_.unit_id : IntegerOf(county), std::string(type.name) + "." + std::string(operation),
          type.name, subject);
  }
  std::string& payload = drafts_.back().payload;
  BeginChange(payload);
  payload += "{\"op\":\"";
  payload += operation;
  payload += "\",\"type\":\"";
  payload += type.name;
  payload += "\",\"id\":";
  const Field& field = *store::LayoutOf(type).id;
  Value id;
  field.get(record, id);
  AppendJsonValue(payload, field, id);
}

void UnitOfWork::Note(std::string_view key, std::string_view json_value) {
  if (drafts_.empty()) return;
  std::string& payload = drafts_.back().payload;
  BeginChange(payload);
  payload += '{';
  AppendJsonString(payload, key);
  payload += ':';
  payload += json_value;
  payload += '}';
}

void UnitOfWork::AppendRow(const RecordType& type, const void* record, store::RowBuffer* row, std::string* payload) {
  const std::string id = IdBytes(type, record);
  const store::Vault& vault = *store_->vault_;
  if (payload != nullptr) *payload += ",\"after\":{";
  bool first = true;
  Value value;
  for (const auto& column : store::LayoutOf(type).columns) {
    const std::string* text = nullptr;
    if (column.part != store::ColumnPart::kIndex) {
      column.field->get(record, value);
      if (payload != nullptr && column.in_event && !IsNull(value)) {
        if (!std::exchange(first, false)) *payload += ',';
        *payload += column.key;
        AppendJsonValue(*payload, *column.field, value);
      }
    }
    if (row == nullptr) continue;
    switch (column.part) {
      case store::ColumnPart::kIndex:  // of the field before, whose value is still at hand
      case store::ColumnPart::kCipher:
        text = AsText(value);
        if (text == nullptr)
          row->Null();
        else if (column.part == store::ColumnPart::kCipher)
          row->Bytes(vault.Seal(column.place, id, *text));
        else
          row->Bytes(vault.Index(column.place, *text));
        break;
      case store::ColumnPart::kValue:
        row->Cell(value);
    }
  }
  if (payload != nullptr) *payload += "}}";
  if (row != nullptr) row->EndRow();
}

void UnitOfWork::AppendNewOwners() {
  for (const auto& [derived, owners] : new_owners_) {
    for (const auto& [key, owner] : owners)
      AppendRow(*derived->owner, derived->with(owner.record.get(), owner.sums).get(), &inserts_[derived->owner],
                nullptr);
  }
  new_owners_.clear();
}

void UnitOfWork::CountPerson(const RecordType& type, const void* record, int delta) {
  if (type.name != "person") return;
  const auto text = [&](std::string_view name) {
    const Value value = Read(type, record, name);
    const std::string* t = AsText(value);
    return t == nullptr ? std::string() : *t;
  };
  counts_[{IntegerOf(Read(type, record, "county_id")), IntegerOf(Read(type, record, "home_code")), text("employment"),
           text("list")}] += delta;
}

void UnitOfWork::Touch(const RecordType& type, const void* before, const void* after) {
  const auto* derived = store::FindDerived(type);
  if (derived == nullptr) return;
  std::set<store::DerivedKey>& keys = touched_[derived];
  derived->touch(before, after, keys);
  const auto owners = new_owners_.find(derived);
  if (owners == new_owners_.end()) return;
  for (const void* record : {before, after}) {
    if (record == nullptr) continue;
    const auto owner = owners->second.find(derived->key_of(record));
    if (owner == owners->second.end()) continue;
    derived->tally(record, record == before ? -1 : 1, owner->second.sums);
    keys.erase(owner->first);
  }
}

Status UnitOfWork::Insert(const RecordType& type, const void* record) {
  TRY(CheckReach(type, record));
  OpenChange(type, record, "insert");
  std::string* payload = &drafts_.back().payload;
  if (const auto* derived = store::FindDerivedOwner(type)) {
    AppendRow(type, record, nullptr, payload);
    new_owners_[derived][{IntegerOf(Read(type, record, "county_id")), IdBytes(type, record)}].record =
        derived->with(record, {});
  } else {
    AppendRow(type, record, &inserts_[&type], payload);
  }
  CountPerson(type, record, 1);
  Touch(type, nullptr, record);
  ++changes_;
  return Ok();
}

Status UnitOfWork::Update(const RecordType& type, const void* before, void* after) {
  TRY(CheckReach(type, before));
  TRY(CheckReach(type, after));
  const std::string id = IdBytes(type, after);
  std::string set, old_values, new_values;
  PendingUpdate pending{&type, {}};
  Value was, is;
  for (const auto& field : type.fields) {
    if (field.name == "version" || field.name == "updated_at" || field.derived) continue;
    field.get(before, was);
    field.get(after, is);
    if (was == is) continue;
    const std::size_t first = pending.values.size();
    AppendColumns(*store_->vault_, type, field, is, id, pending.values);
    static constexpr std::array<std::string_view, 2> kSuffix = {"", "_index"};
    for (std::size_t part = 0; part < pending.values.size() - first; ++part) {
      set += (set.empty() ? "" : ", ") + std::string(field.name) + std::string(kSuffix[part]) + " = ?" +
             std::to_string(first + part + 1);
    }
    for (auto* side : {&old_values, &new_values}) {
      if (!side->empty()) *side += ',';
      AppendJsonString(*side, field.name);
      *side += ':';
      AppendJsonValue(*side, field, side == &old_values ? was : is);
    }
  }
  if (set.empty()) return Ok();
  OpenChange(type, after, "update");
  drafts_.back().payload += ",\"before\":{" + old_values + "},\"after\":{" + new_values + "}}";
  std::string sql = "UPDATE " + std::string(type.name) + " SET " + set;
  const auto bind = [&](Value value) {
    pending.values.push_back(std::move(value));
    return "?" + std::to_string(pending.values.size());
  };
  std::string where = " WHERE id = ";
  const bool versioned = type.FindField("version") != nullptr;
  if (type.FindField("updated_at") != nullptr) {
    sql += ", updated_at = " + bind(now_.microseconds());
    type.FindField("updated_at")->set(after, now_.microseconds());
  }
  const std::int64_t version = IntegerOf(Read(type, before, "version"));
  if (versioned) {
    sql += ", version = " + bind(version + 1);
    type.FindField("version")->set(after, version + 1);
  }
  where += bind(Read(type, before, "id"));
  if (type.distributed) where += " AND county_id = " + bind(Read(type, before, "county_id"));
  // The key of a person's records begins with county and person.
  if (type.scope == ScopeRule::kPerson) where += " AND person_id = " + bind(Read(type, before, "person_id"));
  if (versioned) where += " AND version = " + bind(version);
  updates_[sql + where].push_back(std::move(pending));
  CountPerson(type, before, -1);
  CountPerson(type, after, 1);
  Touch(type, before, after);
  ++changes_;
  return Ok();
}

Status UnitOfWork::Remove(const RecordType& type, const void* record) {
  TRY(CheckReach(type, record));
  OpenChange(type, record, "remove");
  std::string& payload = drafts_.back().payload;
  payload += ",\"before\":{";
  Value value;
  bool first = true;
  for (const auto& field : type.fields) {
    field.get(record, value);
    if (IsNull(value) || field.name == "id") continue;
    if (!first) payload += ',';
    first = false;
    AppendJsonString(payload, field.name);
    payload += ':';
    AppendJsonValue(payload, field, value);
  }
  payload += "}}";
  PendingUpdate pending{&type, {Read(type, record, "id")}};
  std::string sql = "DELETE FROM " + std::string(type.name) + " WHERE id = ?1";
  if (type.distributed) {
    sql += " AND county_id = ?2";
    pending.values.push_back(Read(type, record, "county_id"));
  }
  if (type.scope == ScopeRule::kPerson) {
    pending.values.push_back(Read(type, record, "person_id"));
    sql += " AND person_id = ?" + std::to_string(pending.values.size());
  }
  updates_[sql].push_back(std::move(pending));
  CountPerson(type, record, -1);
  Touch(type, record, nullptr);
  ++changes_;
  return Ok();
}

Status UnitOfWork::WriteInserts() {
  AppendNewOwners();
  for (auto& [type, rows] : inserts_) {
    if (rows.rows() == 0) continue;
    std::vector<db::BulkColumn> columns;
    for (const auto& column : store::LayoutOf(*type).columns) {
      columns.push_back({column.name, column.kind == store::ColumnKind::kInteger ? db::CellKind::kInteger
                                      : column.kind == store::ColumnKind::kText  ? db::CellKind::kText
                                                                                 : db::CellKind::kBlob});
    }
    const auto bulk = (*lease_)->Bulk(type->name, std::move(columns), {.cells_stay = true});
    TRY(rows.WriteTo(*bulk));
    TRY(bulk->Finish());
    rows.Clear();
  }
  return Ok();
}

Status UnitOfWork::WriteUpdates() {
  for (const auto& [sql, rows] : updates_) {
    db::Pipeline batch(**lease_);  // one round trip for many rows
    for (const auto& row : rows) {
      std::vector<db::Param> params;
      params.reserve(row.values.size());
      for (const auto& value : row.values) params.push_back(ToParam(value));
      TRY(batch.Query(sql, db::Params(params), nullptr));
    }
    const auto changed = TRY(batch.Flush());
    if (changed != static_cast<std::int64_t>(rows.size())) {
      return Fail(kConflict, "有" + std::string(rows.front().type->zh) + "记录刚被别人改过",
                  "请刷新后看清不同之处，再改一次");
    }
  }
  updates_.clear();
  return Ok();
}

Status UnitOfWork::WriteCounts() {
  db::Pipeline batch(**lease_);
  for (const auto& [key, delta] : counts_) {  // ascending: no deadlock between two transactions
    if (delta == 0) continue;
    TRY(
        batch.Add("INSERT INTO person_count (county_id, home_code, employment, list, n) VALUES (?1, ?2, ?3, ?4, ?5) "
                  "ON CONFLICT (county_id, home_code, employment, list) DO UPDATE SET n = person_count.n + excluded.n",
                  {key.county_id, key.home_code, key.employment, key.list, delta}));
  }
  TRY(batch.Flush());
  counts_.clear();
  return Ok();
}

void UnitOfWork::Seal() {
  AppendNewOwners();
  std::string random;
  for (auto& draft : drafts_) {
    if (draft.payload.empty()) continue;
    if (random.empty()) random = crypto::RandomBytes(store::kSaltBytes * 64);  // one call for 64 salts
    const std::string salt = random.substr(random.size() - store::kSaltBytes);
    random.resize(random.size() - store::kSaltBytes);
    const std::string payload = std::exchange(draft.payload, {}) + ']';
    draft.commitment = store::Commit(salt, payload);
    draft.sealed = store::SealEvent(*store_->vault_, draft.chain, draft.commitment, salt, payload);
  }
}

Status UnitOfWork::WriteEvents() {
  Seal();
  db::Connection& connection = **lease_;
  std::stable_sort(drafts_.begin(), drafts_.end(), [](const Draft& a, const Draft& b) { return a.chain < b.chain; });
  const auto bulk = connection.Bulk("event",
                                    {{"chain", db::CellKind::kInteger},
                                     {"seq", db::CellKind::kInteger},
                                     {"at", db::CellKind::kInteger},
                                     {"actor", db::CellKind::kText},
                                     {"action", db::CellKind::kText},
                                     {"subject_type", db::CellKind::kText},
                                     {"subject_id", db::CellKind::kBlob},
                                     {"cause", db::CellKind::kText},
                                     {"payload", db::CellKind::kBlob},
                                     {"commitment", db::CellKind::kBlob},
                                     {"hash", db::CellKind::kBlob}},
                                    {.cells_stay = true});
  store::RowBuffer rows;
  const std::string lock = connection.dialect() == db::Dialect::kPostgres ? " FOR UPDATE" : "";
  for (std::size_t at = 0; at < drafts_.size();) {
    const std::int64_t chain = drafts_[at].chain;
    std::int64_t seq = 0, first = 0;
    std::string hash(store::kGenesisHash);
    TRY(connection.Execute(
        "INSERT INTO chain_head (chain, seq, hash) VALUES (?1, 0, ?2) ON CONFLICT (chain) DO NOTHING",
        {chain, db::Blob{hash}}));
    TRY(connection.ForEach("SELECT seq, hash FROM chain_head WHERE chain = ?1" + lock, {chain},
                           [&](const db::Row& row) {
                             seq = row.Int(0);
                             hash = row.String(1);
                             return Ok();
                           }));
    first = seq + 1;
    for (; at < drafts_.size() && drafts_[at].chain == chain; ++at) {
      const Draft& draft = drafts_[at];
      if (draft.sealed.empty()) continue;  // About() without a change
      store::Event event{chain,
                         ++seq,
                         now_.microseconds(),
                         scope_.actor,
                         draft.action,
                         draft.subject_type,
                         draft.subject_id,
                         cause_,
                         {},
                         draft.commitment,
                         {}};
      event.hash = store::HashEvent(event, hash);
      hash = event.hash;
      rows.Int(chain);
      rows.Int(seq);
      rows.Int(event.at);
      rows.Text(event.actor);
      rows.Text(event.action);
      rows.Text(event.subject_type);
      rows.Bytes(event.subject_id.ToBytes());
      rows.Text(event.cause);
      rows.Bytes(draft.sealed);
      rows.Bytes(event.commitment);
      rows.Bytes(event.hash);
      rows.EndRow();
    }
    TRY(connection.Execute("UPDATE chain_head SET seq = ?2, hash = ?3 WHERE chain = ?1", {chain, seq, db::Blob{hash}}));
    if (cause_.empty() || seq < first) continue;
    TRY(connection.Execute("INSERT INTO event_span (chain, cause, first_seq, last_seq) VALUES (?1, ?2, ?3, ?4)",
                           {chain, cause_, first, seq}));
  }
  drafts_.clear();
  if (rows.rows() == 0) return Ok();
  TRY(rows.WriteTo(*bulk));
  return bulk->Finish();
}

Status UnitOfWork::Flush() {
  TRY(Start());
  TRY(WriteInserts());
  TRY(WriteUpdates());
  for (const auto& step : later_) TRY(step(**lease_));
  later_.clear();
  for (const auto& [derived, keys] : touched_) TRY(derived->write(**lease_, keys));
  touched_.clear();
  TRY(WriteCounts());
  return WriteEvents();
}

Status UnitOfWork::Commit(db::Durable durable) {
  TRY(Flush());
  db::Transaction transaction = std::move(*tx_);
  db::Lease lease = std::move(*lease_);
  tx_.reset();
  lease_.reset();
  TRY(store_->database_->Finish(std::move(transaction), std::move(lease), durable));
  for (const auto& listener : store_->listeners_) listener();
  return Ok();
}

}  // namespace gq
