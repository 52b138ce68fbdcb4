#include "kits/store/verify_records.h"

#include <algorithm>
#include <cstring>

#include "base/json_text.h"
#include "kits/crypto/hash.h"
#include "kits/store/layout.h"
#include "kits/store/record_json.h"

namespace gq::store {

namespace {

bool IsCompared(const RecordType& type, const Field& field) {
  if (field.derived || field.name == "id" || field.name == "version" || field.name == "created_at" ||
      field.name == "updated_at")
    return false;
  if (type.name == "account") return field.name != "password_hash" && field.name != "password_due";
  return !(type.name == "post" && field.name == "placed");
}

// Divisions of the tree are loaded without events.
bool MayHaveNoEvent(const RecordType& type) { return type.name == "unit"; }

// What the program works out anew and nobody enters: sightings of registries, plans and their proposals, names of
// what-ifs. A plan is one event; the steps that people take on its offers have theirs.
bool IsWorkedOut(const RecordType& type) {
  return type.name == "observation" || type.name == "match_plan" || type.name == "match_offer" ||
         type.name == "what_if_row";
}

std::string AccessKey(std::int64_t county, std::int64_t at, std::string_view person, std::string_view what) {
  std::string key = std::to_string(county) + "/" + std::to_string(at) + "/";
  key += person;
  key += what;
  return key;
}

Result<Value> ReadCell(const Vault& vault, const Column& column, const std::string& id, const db::Row& row, int at) {
  if (row.IsNull(at)) return Value();
  switch (column.field->type) {
    case FieldType::kSecret:
      return Value(TRY(vault.Open(column.place, id, row.Text(at))));
    case FieldType::kText:
      return Value(row.String(at));
    case FieldType::kUuid:
      return Value(Bytes{row.String(at)});
    default:
      return Value(row.Int(at));
  }
}

}  // namespace

std::size_t RecordCheck::KeyHash::operator()(const Key& key) const {
  std::uint64_t low = 0, high = 0;
  std::memcpy(&low, key.id.data(), 8);
  std::memcpy(&high, key.id.data() + 8, 8);
  return static_cast<std::size_t>((low * 0x9e3779b97f4a7c15ULL) ^ high ^ key.type);
}

RecordCheck::RecordCheck(Store& store) : store_(store) {
  for (const RecordType* type : AllRecordTypes()) {
    if (!IsWorkedOut(*type)) types_.push_back(type);
  }
}

int RecordCheck::IndexOf(std::string_view type) const {
  for (std::size_t i = 0; i < types_.size(); ++i) {
    if (types_[i]->name == type) return static_cast<int>(i);
  }
  return -1;
}

void RecordCheck::AddField(Sum& sum, const RecordType& type, const Key& key, const Field& field,
                           const Value& value) const {
  if (IsNull(value) || !IsCompared(type, field)) return;
  std::string text(key.id.data(), key.id.size());
  text += type.name;
  text += '.';
  text += field.name;
  text += '=';
  AppendJsonValue(text, field, value);
  const auto digest = crypto::Sha256(text);
  std::uint64_t low = 0, high = 0;
  std::memcpy(&low, digest.data(), 8);
  std::memcpy(&high, digest.data() + 8, 8);
  sum.low ^= low;
  sum.high ^= high;
}

namespace {

std::array<char, 16> IdOf(const Value& value) {
  std::array<char, 16> id{};
  if (const Bytes* bytes = AsBytes(value)) {
    std::memcpy(id.data(), bytes->data.data(), std::min<std::size_t>(16, bytes->data.size()));
  } else if (const std::int64_t* n = AsInteger(value)) {
    std::memcpy(id.data(), n, 8);
  }
  return id;
}

}  // namespace

Status RecordCheck::AddChange(const json::Node& change) {
  if (!change.Has("op")) return Ok();
  const int index = IndexOf(TRY(TRY(change.Get("type")).Text()));
  if (index < 0) return Ok();
  const RecordType& type = *types_[static_cast<std::size_t>(index)];
  const Field& id_field = *type.FindField("id");
  const Key key{static_cast<std::uint8_t>(index), IdOf(TRY(ReadJsonValue(TRY(change.Get("id")), id_field)))};
  Sum& sum = sums_[key];
  for (const std::string_view side : {"before", "after"}) {
    const auto cells = change.Find(side);
    if (!cells) continue;
    for (const auto& [name, node] : TRY(cells->Members())) {
      const Field* field = type.FindField(name);
      if (field != nullptr && IsCompared(type, *field))
        AddField(sum, type, key, *field, TRY(ReadJsonValue(node, *field)));
    }
  }
  const std::string op = TRY(TRY(change.Get("op")).Text());
  sum.events += op == "insert" ? 1 : op == "remove" ? -1 : 0;
  return Ok();
}

Status RecordCheck::AddEvent(std::int64_t chain, std::int64_t number, std::int64_t at, const Uuid& subject,
                             std::string_view action, std::string_view payload) {
  const auto document = TRY(json::Parse(payload, {.bytes_max = std::size_t{64} << 20}));
  for (const auto& change : TRY(document.root().Items())) {
    TRY(AddChange(change));
    const auto reveal = action == "person.reveal" ? change.Find("reveal") : std::nullopt;
    if (!reveal) continue;
    auto& access = accesses_[AccessKey(chain, at, subject.ToBytes(), TRY(reveal->Text(1000)))];
    access.chain = chain;
    access.number = number;
    ++access.events;
  }
  return Ok();
}

Status RecordCheck::ReadRows(db::Connection& connection, const RecordType& type, const std::string& where,
                             db::Params params) {
  const auto& layout = LayoutOf(type);
  std::vector<const Column*> columns;
  for (const auto& column : layout.columns) {
    if (column.part == ColumnPart::kValue || column.part == ColumnPart::kCipher) columns.push_back(&column);
  }
  const auto index = static_cast<std::uint8_t>(IndexOf(type.name));
  return connection.ForEach(
      "SELECT " + layout.select_list + " FROM " + std::string(type.name) + " p" + where, params,
      [&](const db::Row& row) -> Status {
        Key key{index, {}};
        std::string id;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          if (columns[i]->field->name != "id") continue;
          const Value value = TRY(ReadCell(store_.vault(), *columns[i], {}, row, static_cast<int>(i)));
          key.id = IdOf(value);
          id = AsBytes(value) != nullptr ? AsBytes(value)->data : std::to_string(*AsInteger(value));
        }
        Sum& sum = sums_[key];
        ++sum.rows;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          if (!IsCompared(type, *columns[i]->field)) continue;
          const auto value = ReadCell(store_.vault(), *columns[i], id, row, static_cast<int>(i));
          if (!value) {
            sum.low ^= 1;  // a cipher that does not open was not written by the program
            continue;
          }
          AddField(sum, type, key, *columns[i]->field, *value);
        }
        return Ok();
      },
      true);
}

Status RecordCheck::ReadAccesses(db::Connection& connection, const std::string& where, db::Params params) {
  return connection.ForEach(
      "SELECT county_id, at, person_id, field, purpose FROM access_log" + where, params, [&](const db::Row& row) {
        ++accesses_[AccessKey(row.Int(0), row.Int(1), row.Text(2), row.String(3) + "/" + row.String(4))].rows;
        return Ok();
      });
}

void RecordCheck::DropWhatAgrees() {
  for (auto it = sums_.begin(); it != sums_.end();) it = it->second.IsZero() ? sums_.erase(it) : std::next(it);
  for (auto it = accesses_.begin(); it != accesses_.end();)
    it = it->second.events == it->second.rows ? accesses_.erase(it) : std::next(it);
}

Status RecordCheck::AddRecords(db::Connection& connection, std::int64_t chain) {
  chains_.push_back(chain);
  const std::vector<db::Param> county = {db::Param(chain)};
  for (const RecordType* type : types_) {
    if (type->distributed) TRY(ReadRows(connection, *type, " WHERE p.county_id = ?1", db::Params(county)));
  }
  TRY(ReadAccesses(connection, " WHERE county_id = ?1", db::Params(county)));
  DropWhatAgrees();
  return Ok();
}

Status RecordCheck::Finish(db::Connection& connection, std::vector<std::string>& problems) {
  std::string chains;
  for (const auto chain : chains_) chains += (chains.empty() ? "" : ", ") + std::to_string(chain);
  const std::string rest = chains.empty() ? "" : " WHERE county_id NOT IN (" + chains + ")";
  const std::vector<db::Param> none;
  for (const RecordType* type : types_)
    TRY(ReadRows(connection, *type, type->distributed ? rest : std::string(), db::Params(none)));
  TRY(ReadAccesses(connection, rest, db::Params(none)));
  DropWhatAgrees();
  std::vector<std::string> sentences;
  for (const auto& [key, sum] : sums_) {
    const RecordType& type = *types_[key.type];
    if (sum.events == 0 && sum.rows > 0 && MayHaveNoEvent(type)) continue;
    std::int64_t number = 0;
    std::memcpy(&number, key.id.data(), 8);
    const std::string id = type.FindField("id")->type == FieldType::kUuid
                               ? Uuid::FromBytes(std::string(key.id.data(), 16)).ToString()
                               : std::to_string(number);
    sentences.push_back(std::string(type.zh) + " " + id + "：" +
                        (sum.events > sum.rows   ? "事件里有，库里没有，被直接删去"
                         : sum.events < sum.rows ? "库里有，没有登记它的事件"
                                                 : "现在的内容与事件不符，被直接改过"));
  }
  std::sort(sentences.begin(), sentences.end());
  for (const auto& [key, access] : accesses_) {
    sentences.push_back(access.events > access.rows
                            ? "链 " + std::to_string(access.chain) + " 第 " + std::to_string(access.number) +
                                  " 条：看过完整号码，查看记录里没有这一条"
                            : "查看记录里有一条没有对应的事件（县 " + key.substr(0, key.find('/')) + "）");
  }
  problems.insert(problems.end(), sentences.begin(), sentences.end());
  return Ok();
}

}  // namespace gq::store
