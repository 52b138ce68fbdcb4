// Lists: filters, sorting and paging of any record type, typed by its field table (D10).
//
// Parameters: FIELD=V, FIELD.ge=V, FIELD.le=V, FIELD.in=a,b, FIELD.empty=1 (0: not empty), FIELD.like=TEXT for
// searchable texts (part of them, variants of characters alike), region=CODE (subtree of a division: home, or place of
// work where the reader's side is work), sort=FIELD or -FIELD, size (1..200, default 20), page (from 1). A field must
// be declared filterable or sortable; anything else is kBadInput naming the field. Unknown parameters that the caller
// has not taken are refused too.
//
// A scope with two sides is a union of two indexed ranges, not an OR. Sorting by another field than the default reads
// the rows of the narrow range and sorts them; over more than a county only fields with an index of their own may sort
// (Field::sortable).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kits/store/store.h"

namespace gq {

using QueryParams = std::vector<std::pair<std::string, std::string>>;

struct Condition {
  enum class Op : std::uint8_t { kEqual, kGreaterEqual, kLessEqual, kIn, kEmpty, kNotEmpty, kLike };
  const Field* field;
  Op op;
  std::vector<Value> values;
};

struct ListQuery {
  const RecordType* type = nullptr;
  std::vector<Condition> conditions;
  std::optional<CodeRange> region;
  const Field* sort = nullptr;
  bool descending = false;
  int size = 20;
  int page = 1;
  std::string extra;  // SQL of the caller on alias p, without parameters: "p.state <> 'withdrawn'"
};

// `taken`: parameters that the caller reads itself (view, q ...).
Result<ListQuery> ParseListQuery(const RecordType& type, const QueryParams& params,
                                 std::initializer_list<std::string_view> taken = {});

// The text of a filter value as the field's type; kBadInput with the field's name.
Result<Value> ParseFilterValue(const Field& field, std::string_view text);

// A condition that the column has `text` anywhere in it, however its characters are written
// (kits/codes/name_variants.h):
// "(name LIKE ?3 ESCAPE '\\' OR ...)". The patterns are appended to `patterns`, the first of them is parameter `first`.
std::string ContainsSql(std::string_view column, std::string_view text, std::size_t first,
                        std::vector<std::string>& patterns);

// Runs the query; the columns of a row are LayoutOf(type).select_list. Order without sort: home_code, id for places,
// else id.
Status RunList(Store& store, const Scope& scope, const ListQuery& query, const db::RowFunction& each);
// The same over all pages, streaming: exports and jobs.
Status RunWhole(Store& store, const Scope& scope, const ListQuery& query, const db::RowFunction& each);
// Number of rows without paging. People by list, employment and region come from maintained counters.
Result<std::int64_t> CountList(Store& store, const Scope& scope, const ListQuery& query);

template <typename T>
Result<std::vector<T>> List(Store& store, const Scope& scope, const ListQuery& query) {
  std::vector<T> records;
  TRY(RunList(store, scope, query, [&](const db::Row& row) -> Status {
    records.emplace_back();
    return store.ReadRecord(*query.type, row, &records.back());
  }));
  return records;
}

}  // namespace gq
