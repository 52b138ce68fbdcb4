// Many rows into PostgreSQL: binary COPY, or one statement over arrays where rows may exist already or are updated.
#include <endian.h>

#include "kits/db/postgres_connection.h"

namespace gq::db {

namespace {

constexpr std::size_t kPortionBytes = 4U << 20U;
constexpr std::size_t kPortionRows = 10'000;  // of arrays: one statement each

void Append32(std::string& out, std::uint32_t n) {
  const std::uint32_t big = htobe32(n);
  out.append(reinterpret_cast<const char*>(&big), 4);
}
void Append16(std::string& out, std::uint16_t n) {
  const std::uint16_t big = htobe16(n);
  out.append(reinterpret_cast<const char*>(&big), 2);
}
void Append64(std::string& out, std::int64_t n) {
  const std::uint64_t big = htobe64(static_cast<std::uint64_t>(n));
  out.append(reinterpret_cast<const char*>(&big), 8);
}

// What COPY and arrays share: cells are checked, counted, and encoded as length + octets into Target().
class PostgresBulk : public BulkWriter {
 public:
  PostgresBulk(PostgresConnection& connection, std::vector<BulkColumn> columns)
      : connection_(connection), columns_(std::move(columns)) {}

  void Null() override {
    if (std::string* out = Target()) Append32(*out, 0xffffffffU);
  }
  void Int(std::int64_t n) override {
    CheckKind(CellKind::kInteger);
    if (std::string* out = Target()) {
      Append32(*out, 8);
      Append64(*out, n);
    }
  }
  void Text(std::string_view text) override {
    CheckKind(CellKind::kText);
    if (failed_) failed_ = CheckText(text);
    Octets(text);
  }
  void Bytes(std::string_view bytes) override {
    CheckKind(CellKind::kBlob);
    Octets(bytes);
  }
  Status EndRow() override {
    if (failed_ && at_ != columns_.size()) failed_ = Fail(kStatement, "一行的格数与列数不同");
    at_ = 0;
    ++rows_;
    if (failed_ && IsFull()) Portion();
    return failed_;
  }
  Result<std::int64_t> Flush() override {
    FaultPoint("bulk_flush");
    if (failed_ && at_ != 0) failed_ = Fail(kStatement, "最后一行没有写完");
    if (failed_ && rows_ > 0) Portion();
    if (!failed_) return Fail(failed_.error());
    return std::exchange(changed_, 0);
  }

 protected:
  // Where the next cell goes; called once a cell.
  virtual std::string* CellBuffer(std::size_t column) = 0;
  virtual bool IsFull() const = 0;
  // Sends what has been gathered and empties it; rows changed.
  virtual Result<std::int64_t> Send() = 0;

  PostgresConnection& connection_;
  const std::vector<BulkColumn> columns_;
  std::size_t rows_ = 0;  // gathered, not sent

 private:
  void Portion() {
    auto changed = Send();
    rows_ = 0;
    if (changed)
      changed_ += *changed;
    else
      failed_ = Fail(std::move(changed).error());
  }
  std::string* Target() {
    if (failed_ && at_ >= columns_.size()) failed_ = Fail(kStatement, "一行的格数与列数不同");
    const std::size_t column = at_++;
    return failed_ ? CellBuffer(column) : nullptr;
  }
  void CheckKind(CellKind kind) {
    if (failed_ && at_ < columns_.size() && columns_[at_].kind != kind) {
      failed_ = Fail(kStatement, "列 " + columns_[at_].name + " 的类型与所写内容不同");
    }
  }
  void Octets(std::string_view octets) {
    if (failed_ && octets.size() > 0x3fffffff) failed_ = Fail(kOther, "内容过大，数据库存不下");
    if (std::string* out = Target()) {
      Append32(*out, static_cast<std::uint32_t>(octets.size()));
      out->append(octets);
    }
  }

  Status failed_ = Ok();
  std::size_t at_ = 0;
  std::int64_t changed_ = 0;
};

class CopyBulk final : public PostgresBulk {
 public:
  CopyBulk(PostgresConnection& connection, std::string_view table, std::vector<BulkColumn> columns)
      : PostgresBulk(connection, std::move(columns)) {
    sql_ = "COPY " + std::string(table) + " (";
    for (std::size_t i = 0; i < columns_.size(); ++i) sql_ += (i == 0 ? "" : ", ") + columns_[i].name;
    sql_ += ") FROM STDIN (FORMAT binary)";
    Begin();
  }

 private:
  void Begin() {
    data_.assign("PGCOPY\n\377\r\n\0", 11);
    data_.append(8, '\0');  // flags, length of the header's extension
  }
  std::string* CellBuffer(std::size_t column) override {
    if (column == 0) Append16(data_, static_cast<std::uint16_t>(columns_.size()));
    return &data_;
  }
  bool IsFull() const override { return data_.size() >= kPortionBytes; }

  Result<std::int64_t> Send() override {
    PGconn* handle = connection_.handle();
    data_.append("\xff\xff", 2);
    TRY(connection_.MakeReady());
    TRY(connection_.Command(sql_));
    const bool sent =
        PQputCopyData(handle, data_.data(), static_cast<int>(data_.size())) == 1 && PQputCopyEnd(handle, nullptr) == 1;
    Begin();
    Status status = sent ? Ok() : Fail(ExplainPostgres(handle, nullptr));
    std::int64_t rows = 0;
    while (PGresult* raw = PQgetResult(handle)) {
      const ResultPtr result(raw);
      if (PQresultStatus(raw) == PGRES_COMMAND_OK)
        rows += ChangedBy(raw);
      else if (status)
        status = Fail(ExplainPostgres(handle, raw));
      if (PQstatus(handle) != CONNECTION_OK) break;
    }
    if (!status) return Fail(std::move(status).error());
    return rows;
  }

  std::string sql_, data_;
};

class ArrayBulk final : public PostgresBulk {
 public:
  ArrayBulk(PostgresConnection& connection, std::string sql, std::vector<BulkColumn> columns)
      : PostgresBulk(connection, std::move(columns)), sql_(std::move(sql)), cells_(columns_.size()) {}

 private:
  static Oid ElementType(CellKind kind) {
    return kind == CellKind::kInteger ? kInt8Type : kind == CellKind::kText ? kTextType : kByteaType;
  }
  static Oid ArrayType(CellKind kind) {
    return kind == CellKind::kInteger ? kInt8ArrayType : kind == CellKind::kText ? kTextArrayType : kByteaArrayType;
  }
  std::string* CellBuffer(std::size_t column) override { return &cells_[column]; }
  bool IsFull() const override {
    if (rows_ >= kPortionRows) return true;
    if (rows_ % 64 != 0) return false;
    std::size_t bytes = 0;
    for (const auto& cells : cells_) bytes += cells.size();
    return bytes >= kPortionBytes;
  }

  Result<std::int64_t> Send() override {
    std::vector<std::string> arrays;
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    arrays.reserve(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::string& array = arrays.emplace_back();
      Append32(array, 1);  // dimensions
      Append32(array, 1);  // may hold nulls
      Append32(array, ElementType(columns_[i].kind));
      Append32(array, static_cast<std::uint32_t>(rows_));
      Append32(array, 1);  // first index
      array += cells_[i];
      cells_[i].clear();
      types.push_back(ArrayType(columns_[i].kind));
      values.push_back(array.data());
      lengths.push_back(static_cast<int>(array.size()));
      formats.push_back(1);
    }
    TRY(connection_.MakeReady());
    // Not prepared: the plan has to know how long the arrays are.
    const ResultPtr result(PQexecParams(connection_.handle(), sql_.c_str(), static_cast<int>(types.size()),
                                        types.data(), values.data(), lengths.data(), formats.data(), 1));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
      return Fail(ExplainPostgres(connection_.handle(), result.get()));
    return ChangedBy(result.get());
  }

  std::string sql_;
  std::vector<std::string> cells_;  // one buffer a column
};

const char* ArrayName(CellKind kind) {
  return kind == CellKind::kInteger ? "bigint[]" : kind == CellKind::kText ? "text[]" : "bytea[]";
}

// "unnest($1::bigint[], $2::text[])"
std::string Unnest(const std::vector<BulkColumn>& columns) {
  std::string out = "unnest(";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += (i == 0 ? "$" : ", $") + std::to_string(i + 1) + "::" + ArrayName(columns[i].kind);
  }
  return out + ")";
}

}  // namespace

std::unique_ptr<BulkWriter> PostgresConnection::Bulk(std::string_view table, std::vector<BulkColumn> columns,
                                                     BulkOptions options) {
  if (!options.on_conflict_do_nothing) return std::make_unique<CopyBulk>(*this, table, std::move(columns));
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ", ") + column.name;
  std::string sql = "INSERT INTO " + std::string(table) + " (" + names + ") SELECT * FROM " + Unnest(columns) +
                    " ON CONFLICT DO NOTHING";
  return std::make_unique<ArrayBulk>(*this, std::move(sql), std::move(columns));
}

std::unique_ptr<BulkWriter> PostgresConnection::BulkUpdate(std::string_view table, std::vector<BulkColumn> keys,
                                                           std::vector<BulkColumn> values) {
  std::string sets, wheres, names;
  for (const auto& key : keys) {
    wheres += (wheres.empty() ? "" : " AND ") + std::string("target.") + key.name + " = rows." + key.name;
    names += (names.empty() ? "" : ", ") + key.name;
  }
  for (const auto& value : values) {
    sets += (sets.empty() ? "" : ", ") + value.name + " = rows." + value.name;
    names += ", " + value.name;
  }
  std::vector<BulkColumn> all = std::move(keys);
  all.insert(all.end(), values.begin(), values.end());
  std::string sql = "UPDATE " + std::string(table) + " AS target SET " + sets + " FROM " + Unnest(all) + " AS rows (" +
                    names + ") WHERE " + wheres;
  return std::make_unique<ArrayBulk>(*this, std::move(sql), std::move(all));
}

}  // namespace gq::db
