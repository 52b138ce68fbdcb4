// Codes and ids in words: the one place where the code of a division, the id of a unit or the sign-in of an account
// becomes what a person reads. An answer carries the words beside the value: `steward_unit` 454763 and
// `steward_unit_name` 花垣县. Thread-safe; names are cached as PlaceName says.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "kits/json/writer.h"
#include "kits/store/store.h"

namespace gq::org {

// What `value` of `field` is called. Nothing for a field whose value is read as it stands, for an empty value and for a
// name that is not known.
//   places and units    the name (Meaning::kPlace, Meaning::kUnit)
//   accounts            the name of the person: text fields that end in _by
//   places in a text    "433124:12;福州" → "花垣县 12 人、福州": staff_by_origin, want_regions
std::optional<std::string> WordsOf(Store& store, const Field& field, const Value& value);

// `NAME_name` for every field NAME of the record that WordsOf knows and that `sees` lets through (null: all). Left out:
// county_id, home and place of work, whose names the lists carry as region_name and work_region_name.
void WriteWords(json::Writer& out, Store& store, const RecordType& type, const void* record,
                const std::function<bool(const Field&)>& sees = {});

}  // namespace gq::org
