// What a file of each kind may hold: the columns, derived from the field tables, and how a cell becomes a value.
//
// A column's key is the first short name of formats.md ("id_number", "status"); its headers are the field's label and
// synonyms. Cells are parsed by the field's type; every problem names row, column, reason and cure in words (D11).
// Pure; thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/field.h"
#include "base/result.h"

namespace gq::imports {

// One column of a kind of file. field null: handled apart (places in words, see roster.cc; claimants, see claims.cc).
struct ImportColumn {
  std::string key;
  std::string label;
  std::vector<std::string> headers;  // label first
  const RecordType* type = nullptr;
  const Field* field = nullptr;
  bool required = false;
};

// kind: roster, posts, employers, claims, households.
const std::vector<ImportColumn>& ColumnsOf(std::string_view kind);
bool IsImportKind(std::string_view kind);

struct Problem {
  std::int64_t row = 0;        // record number from 1
  std::int64_t sheet_row = 0;  // row of the sheet as the officer sees it
  std::string column;          // label
  std::string value;           // as in the file; goes back to the officer only, never to a log
  std::string code, reason, cure, suggestion;
  bool remark = false;  // something to look at; the row is taken all the same
};

// What the parsing needs from outside: code tables, the region tree, historic prefixes of ID numbers.
struct Lookups {
  std::function<std::optional<std::string>(std::string_view table, std::string_view label)> code_of;
  // 12-digit code of a place in words or digits; the parts are 省 市 县 乡镇 村 (any may be empty) or one text in the
  // last part.
  std::function<Result<std::int64_t>(const std::vector<std::string>& parts)> place_of;
  // What of the words stands behind the place that place_of finds: a village that no list knows, or "3组12号". May be
  // left out.
  std::function<std::string(const std::vector<std::string>& parts)> rest_of_place;
  // The same look-ups for a file of somebody who works in these counties or prefectures: words that name nothing for
  // certain in the whole country (花垣镇, 龙潭镇) are looked for there. May be left out.
  std::function<Lookups(const std::vector<std::int64_t>& tops)> around;
  std::function<bool(int prefix)> is_id_prefix;
  std::function<std::pair<std::string, std::string>(std::string_view name)> pinyin_of;  // pinyin, initials
};

using FieldValue = std::pair<const Field*, Value>;

// The value of a cell's text, null for an empty one; the error carries reason and cure (Error::message, hint).
// is_number: the cell is a number of the table, whose digits after the 15th are lost.
Result<Value> ParseCell(const Field& field, std::string_view text, bool is_number, const Lookups& lookups);

// Reads the cells of many rows: parsed, and checked by the field's rules. What repeats from row to row (codes, dates,
// places, employers) is read once; it is known by the text of the cell, which must outlive the reader.
// Thread-safety: one thread.
class CellReader {
 public:
  CellReader(std::string_view kind, const Lookups& lookups);
  const std::vector<ImportColumn>& columns() const { return columns_; }
  const Lookups& lookups() const { return lookups_; }
  Result<Value> Read(std::size_t column, std::string_view text, bool is_number);

 private:
  const std::vector<ImportColumn>& columns_;
  const Lookups& lookups_;
  std::vector<std::unordered_map<std::string_view, Value>> known_;  // by column
};

}  // namespace gq::imports
