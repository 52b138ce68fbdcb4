// The folder into which a command writes its results, looked at before anything is read or compared.
//
//   TRY(PrepareOutputFolder("out", {"links.csv", "summary.json"}, {left, right, config}));
//
// Thread-safety: one call at a time for a folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::sources {

// Makes the folder when it is not there. kUsage when an output would replace one of the inputs (empty paths are none),
// however either is written; kIo when the outputs cannot be written.
Status PrepareOutputFolder(const std::string& folder, const std::vector<std::string_view>& outputs,
                           const std::vector<std::string>& inputs);

}  // namespace gq::sources
