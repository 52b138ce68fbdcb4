// Two people change one record: who was faster, when, and which fields. Thread-safety: from any thread.
#pragma once

#include "base/result.h"
#include "kits/json/reader.h"
#include "kits/store/store.h"

namespace gq::org {

// `version` of `changes` against the stored one. kConflict carries who (name of the unit whose account changed it; the
// program's own writes are named by their cause), when (UTC, ISO) and fields (names, separated by ';') of what came
// after the version that was given. `chain` and `subject` are those of the record's events.
struct Current {
  const RecordType& type;
  std::int64_t chain = 0;
  Uuid subject;
  Uuid id;
  std::int64_t version = 0;
};
Status CheckVersion(Store& store, const json::Node& changes, const Current& current);

}  // namespace gq::org
