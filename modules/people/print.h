// 一人一卡 as PDF, and lists as XLSX: masked by level, only what the reader may see (D7, D12).
#pragma once

#include <string>

#include "kits/store/list_query.h"
#include "modules/api/context.h"
#include "modules/people/service.h"

namespace gq::people {

Result<std::string> PersonCard(api::Context& context, const Scope& scope, const PersonFile& file);
// Writes every row of the query (modules/api/list_sheet.h). columns: names of fields and age; empty: the usual ones.
Status ExportList(api::Context& context, const Scope& scope, const ListQuery& query, const std::string& columns,
                  const std::string& path);

}  // namespace gq::people
