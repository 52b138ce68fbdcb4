// Records as JSON, derived from the field table: masks by level, only what the reader may see; and back, with the
// field's name in every error.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/field.h"
#include "base/result.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"

namespace gq {

// Field by field into an open object. `sees` says whether a field's group may be shown (null: all); what may not is
// left out.
void WriteRecord(json::Writer& out, const RecordType& type, const void* record, int mask_level,
                 const std::function<bool(const Field&)>& sees = {});

// Sets the fields of an object into a record: unknown fields, read-only fields, wrong types, values out of bounds and
// codes that are not in their table are refused with the field's path. `version` and names in `taken` are left to the
// caller. code_known: whether a code stands in a table (kits/codes), places in "region"; null: not checked.
using CodeCheck = std::function<bool(std::string_view table, std::string_view code)>;
Status ReadFields(const json::Node& object, const RecordType& type, void* record, const CodeCheck& code_known,
                  std::initializer_list<std::string_view> taken = {});
// Whether a field holds a unified social credit code (GB 32100): checked and kept in capitals wherever it comes in.
bool IsCreditCode(const Field& field);
// A text as the field keeps it: names of people in their one form (base/person_name.h), credit codes in capitals,
// everything else as it was typed. Forms, filters and imports alike, so that what one writes the other finds.
Value TypedText(const Field& field, std::string_view text);
// One value as the field's type.
Result<Value> ReadJsonValue(const json::Node& node, const Field& field);
// Required fields are there, bounds hold, codes exist, no value is above the one that bounds it: what forms and imports
// check alike.
Status CheckRecord(const RecordType& type, const void* record, const CodeCheck& code_known);
Status CheckValue(const Field& field, const Value& value, const CodeCheck& code_known);
// The pairs of Field::not_above alone: age_min and age_max, from and to. The error names both fields with their values
// and carries the upper one as its detail field. `before`: only pairs that differ from it, so that what has stood there
// since long ago bars no other change.
Status CheckOrder(const RecordType& type, const void* record, const void* before = nullptr);
// One such pair; what is not filled is in order.
Status CheckInOrder(const Field& lower, const Value& low, const Field& upper, const Value& high);

// {"name","label","label_en","type",...}: what /api/meta/records and the OpenAPI document are made of.
void WriteFieldMeta(json::Writer& out, const Field& field);
std::string_view TypeName(const Field& field);

}  // namespace gq
