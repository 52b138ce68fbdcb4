// Appending JSON text: strings with escapes, integers, and the values of fields. Reading JSON is kits/json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.h"

namespace gq {

// Appends "text" with quotes; escapes ", \, control characters; passes UTF-8 through.
void AppendJsonString(std::string& out, std::string_view text);
// Appends `value` as the field's type is written in JSON: date "2026-08-21", month "2026-08", instant ISO, uuid text,
// bool true/false, numbers as integers, null for unknown.
void AppendJsonValue(std::string& out, const Field& field, const Value& value);
// The same value as plain text ("" for null): what logs of changes, CSV and filters use.
std::string ValueText(const Field& field, const Value& value);

}  // namespace gq
