// Files that go back to the officer: the own file with coloured cells and reasons, and import templates.
#pragma once

#include <string>

#include "modules/imports/service.h"

namespace gq::imports {

// Rows with problems of the uploaded file, coloured, with a last column 错误说明; can be corrected and uploaded again.
Status WriteReturnedFile(Store& store, const Scope& scope, const Uuid& run, const std::string& path);
Status WriteTemplateFile(std::string_view kind, const std::string& path);

}  // namespace gq::imports
