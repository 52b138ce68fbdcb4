// What the routes of claims and those of notices and batches share.
#pragma once

#include <string>
#include <vector>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/claims/model.h"

namespace gq::api {

void WriteObjection(json::Writer& out, Store& store, const NoticeObjection& objection);
// A list of ids; empty when the member is missing.
Result<std::vector<Uuid>> ReadIds(const json::Node& root, std::string_view key);
// A file of its own in the folder for downloads.
std::string ClaimTemporaryPath(std::string_view ending);

}  // namespace gq::api
