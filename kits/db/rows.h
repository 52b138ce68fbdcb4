// Rows out of the database (Row) and many rows into it (BulkWriter).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/uuid.h"
#include "base/value.h"
#include "kits/db/param.h"

namespace gq::db {

// The current row of a result; views are valid until the callback returns (of a Statement: until the next Step).
// Columns count from 0. A getter of another type than the column's converts ("12" ↔ 12); null gives 0 or "".
class Row {
 public:
  virtual ~Row() = default;
  virtual int Columns() const = 0;
  virtual std::string_view Name(int column) const = 0;
  virtual bool IsNull(int column) const = 0;
  virtual std::int64_t Int(int column) const = 0;
  virtual double Double(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;  // also raw octets of a BYTEA
  virtual Value At(int column) const = 0;               // by the column's own type; a fraction comes as text
  std::string String(int column) const { return std::string(Text(column)); }
  Uuid Id(int column) const { return Uuid::FromBytes(Text(column)); }
  std::span<const std::uint8_t> Octets(int column) const {
    const std::string_view text = Text(column);
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  }
  // T: bool, integers, double, std::string, std::string_view, Bytes, Uuid, Value, std::optional of them.
  template <typename T>
  T Get(int column) const;
};
using RowFunction = std::function<Status(const Row&)>;

enum class CellKind : std::uint8_t { kInteger, kText, kBlob };
struct BulkColumn {
  std::string name;
  CellKind kind;
};
struct BulkOptions {
  // Skips rows that exist already (any unique constraint). PostgreSQL then sends arrays instead of COPY.
  bool on_conflict_do_nothing = false;
  // Texts and bytes stay where they are until Flush has returned: SQLite then copies none and takes many rows at once.
  bool cells_stay = false;
};

// Many rows for one table, inside the caller's transaction (Connection::Bulk, Connection::BulkUpdate).
//
//   auto bulk = write->Bulk("t", {{"a", CellKind::kInteger}, {"b", CellKind::kText}});
//   for (...) TRY(bulk->Append(a, b));
//   std::int64_t inserted = TRY(bulk->Flush());
//
// Or cell by cell: Int, Text, Bytes, Null in the order of the columns, EndRow after each row. Rows travel in portions:
// an error of a row can come from a later EndRow or from Flush, and after it the whole must be rolled back. Other
// statements of the connection may run in between; they see the rows at Flush at the latest. Columns are BIGINT, TEXT,
// BYTEA exactly. What was not flushed at the writer's end is dropped.
class BulkWriter {
 public:
  virtual ~BulkWriter() = default;
  virtual void Null() = 0;
  virtual void Int(std::int64_t n) = 0;
  virtual void Text(std::string_view text) = 0;
  virtual void Bytes(std::string_view bytes) = 0;
  virtual Status EndRow() = 0;
  // Sends what is left; rows inserted or updated since the start or the last Flush (skipped or absent ones do not
  // count).
  virtual Result<std::int64_t> Flush() = 0;

  Status Finish() {
    auto flushed = Flush();
    if (!flushed) return Fail(std::move(flushed).error());
    return Ok();
  }
  Status AppendRow(Params row) {
    for (const auto& cell : row) Cell(cell);
    return EndRow();
  }
  template <typename... Args>
  Status Append(const Args&... args) {
    (Cell(Param(args)), ...);
    return EndRow();
  }

 private:
  void Cell(const Param& cell) {
    switch (cell.kind) {
      case Param::Kind::kNull:
      case Param::Kind::kDouble:  // no such column type
        return Null();
      case Param::Kind::kInteger:
        return Int(cell.integer);
      case Param::Kind::kText:
        return Text(cell.text);
      case Param::Kind::kBlob:
        return Bytes(cell.text);
    }
  }
};
using BulkInsert = BulkWriter;

// ---- templates ----

namespace internal {
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsTuple : std::false_type {};
template <typename... T>
struct IsTuple<std::tuple<T...>> : std::true_type {};

template <typename Tuple, std::size_t... I>
Tuple ReadTuple(const Row& row, std::index_sequence<I...>) {
  return Tuple{row.Get<std::tuple_element_t<I, Tuple>>(static_cast<int>(I))...};
}
// A whole row as T (its first column) or as a tuple.
template <typename T>
T ReadRow(const Row& row) {
  if constexpr (IsTuple<T>::value) {
    return ReadTuple<T>(row, std::make_index_sequence<std::tuple_size_v<T>>());
  } else {
    static_assert(!std::is_same_v<T, std::string_view>, "the row is gone when the query returns");
    return row.Get<T>(0);
  }
}
}  // namespace internal

template <typename T>
T Row::Get(int column) const {
  if constexpr (internal::IsOptional<T>::value) {
    if (IsNull(column)) return std::nullopt;
    return Get<typename T::value_type>(column);
  } else if constexpr (std::is_same_v<T, bool>) {
    return Int(column) != 0;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(Int(column));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(Double(column));
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    return Text(column);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return String(column);
  } else if constexpr (std::is_same_v<T, Uuid>) {
    return Id(column);
  } else if constexpr (std::is_same_v<T, Value>) {
    return At(column);
  } else {
    static_assert(std::is_same_v<T, gq::Bytes>, "no such column type");
    return gq::Bytes{String(column)};
  }
}

}  // namespace gq::db
