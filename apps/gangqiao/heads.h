// Heads of the event chains, one file a month (D8): kept apart from the database, they show later that nothing was cut
// or rewritten.
//
// <data folder>/heads/2026-08.json (0600): {"month", "written_at", "previous": SHA-256 of the file before, "heads":
// [{chain, seq, hash}]}. The hash of the file before makes the files a chain of their own: whoever keeps one copy of
// the latest outside can check them all.
#pragma once

#include <filesystem>
#include <string>

#include "base/date.h"
#include "kits/store/verify.h"

namespace gq {

// Writes the file of the month of `today` unless it is there; answers its path when it was written now, else "".
Result<std::string> WriteMonthlyHeads(Store& store, const std::filesystem::path& folder, Date today);
// Of one file, or of a folder: then every file's hash of the one before is checked, and the heads of the last are
// answered.
Result<ChainHeads> ReadHeads(const std::filesystem::path& path);

}  // namespace gq
