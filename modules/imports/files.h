// Files that go back to the officer: the own file with coloured cells and reasons, and import templates.
#pragma once

#include <string>

#include "modules/imports/service.h"

namespace gq::imports {

// Rows with problems of the uploaded file, the cells coloured and commented, with a last column 错误说明; can be
// corrected and uploaded again (kits/table/returned_file.h).
Status WriteReturnedFile(Store& store, const Scope& scope, const Uuid& run, const std::string& path);
// A template of a kind: columns, drop-downs and explanations from the field and code tables (kits/table/template.h).
// Its title is the sheet's name: 人员名册, 岗位, 用人单位.
std::string TitleOf(std::string_view kind);
Status WriteTemplateFile(std::string_view kind, const std::string& path);

}  // namespace gq::imports
