// How a record type lies in its table: derived from the field table, the same for both databases.
//
// A field is one column of its own name; a kSecret field holds the cipher text there, and when it is indexed has one
// more column, <name>_index (24 bytes: last four, then the whole value; Vault::Index). tests/schema compares this with
// the migrated schema. Thread-safety: layouts are built once and constant afterwards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/field.h"

namespace gq::store {

enum class ColumnKind : std::uint8_t { kInteger, kText, kBytes };
enum class ColumnPart : std::uint8_t { kValue, kCipher, kIndex };

struct Column {
  std::string name;
  ColumnKind kind;
  ColumnPart part;
  const Field* field;
  std::string place;  // what ties a sealed value to its column: "person.phone"
  std::string key;    // as events name it: "\"phone\":"
  bool in_event;      // false: what the event says elsewhere (id, times, version)
};

struct Layout {
  const RecordType* type;
  std::vector<Column> columns;         // in the order of the field table
  std::string select_list;             // "id, county_id, name, ..." of kValue and kCipher columns only
  std::vector<const Field*> selected;  // fields in the order of select_list
  const Field* id;                     // null where there is none
};

const Layout& LayoutOf(const RecordType& type);

}  // namespace gq::store
