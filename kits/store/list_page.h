#pragma once

// A page of a list as every list answers it: {"rows": [...], "page": 1, "size": 20, "as_of": "2026-08-31T..."}.
// No count: counts are asked for by themselves (D10).

#include <string>
#include <type_traits>
#include <utility>

#include "kits/json/writer.h"
#include "kits/store/list_query.h"

namespace gq {

// Between the two the caller writes the rows, values of an array.
void BeginPage(json::Writer& out);
void EndPage(json::Writer& out, const Store& store, std::int64_t page, std::int64_t size);

// The whole document. `write(json::Writer&, row)` writes one value, and answers nothing or a Status.
template <typename Rows, typename Write>
Result<std::string> WritePage(const Store& store, const ListQuery& query, const Rows& rows, Write write) {
  json::Writer out;
  BeginPage(out);
  for (const auto& row : rows) {
    if constexpr (std::is_void_v<decltype(write(out, row))>) {
      write(out, row);
    } else {
      TRY(write(out, row));
    }
  }
  EndPage(out, store, query.page, query.size);
  return std::move(out).Take();
}

}  // namespace gq
