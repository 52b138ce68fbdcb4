// A row of a binary PostgreSQL result. Private to this folder.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <string>

#include "kits/db/backends.h"

namespace gq::db {

inline constexpr Oid kBoolType = 16, kByteaType = 17, kInt8Type = 20, kInt2Type = 21, kInt4Type = 23, kTextType = 25,
                     kFloat4Type = 700, kFloat8Type = 701, kNumericType = 1700, kInt8ArrayType = 1016,
                     kTextArrayType = 1009, kByteaArrayType = 1001;

struct ResultClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultClear>;

// Fails with kStatement when a column has a type that is not read in its binary form (dates, arrays ...): the query has
// to cast it.
Status CheckColumnTypes(const PGresult* result);

class PostgresRow final : public Row {
 public:
  PostgresRow() = default;
  void MoveTo(const PGresult* result, int row) {
    result_ = result;
    row_ = row;
    if (!scratch_.empty()) scratch_.clear();
  }
  int Columns() const override { return PQnfields(result_); }
  std::string_view Name(int column) const override { return PQfname(result_, column); }
  bool IsNull(int column) const override { return PQgetisnull(result_, row_, column) == 1; }
  std::int64_t Int(int column) const override;
  double Double(int column) const override;
  std::string_view Text(int column) const override;
  Value At(int column) const override;

 private:
  std::string_view Raw(int column) const {
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  const PGresult* result_ = nullptr;
  int row_ = 0;
  mutable std::deque<std::string> scratch_;  // numbers asked for as text
};

}  // namespace gq::db
