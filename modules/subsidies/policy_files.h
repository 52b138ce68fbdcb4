// DMN models on disk and values as JSON, for the commands around the policy engine. Thread-safe.
#pragma once

#include <string>

#include "base/result.h"
#include "engines/policy/policy.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"

namespace gq::subsidies {

// Compiles a file; imported models are looked for in the same folder, by location or namespace.
Result<policy::Model> LoadModel(const std::string& path, policy::Mode mode);

// Numbers stay exact. Text is text, except "@…", which is a date, time, date and time or duration as in FEEL.
Result<policy::Value> FromJson(const json::Node& node);
// Inputs of a model: a member whose input is declared a date, time or duration may be plain text of it.
Result<policy::Context> InputsFromJson(const policy::Model& model, const json::Node& root);
// Numbers as JSON numbers; dates, times, durations and ranges as the text FEEL's string() gives.
void WriteJson(const policy::Value& value, json::Writer* out);

}  // namespace gq::subsidies
