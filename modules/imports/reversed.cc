#include "modules/imports/reversed.h"

#include <algorithm>

#include "kits/store/record_json.h"

namespace gq::imports {

void RefuseReversed(const RawRow& raw, const std::vector<ImportColumn>& columns, const RecordType& type,
                    const std::vector<FieldValue>& values, std::vector<Problem>& problems) {
  for (const auto& [lower, low] : values) {
    if (lower->not_above.empty()) continue;
    const Field* upper = type.FindField(lower->not_above);
    const auto high = std::find_if(values.begin(), values.end(), [&](const FieldValue& v) { return v.first == upper; });
    if (high == values.end()) continue;
    const Status checked = CheckInOrder(*lower, low, *upper, high->second);
    if (checked) continue;
    const auto column =
        std::find_if(columns.begin(), columns.end(), [&](const ImportColumn& c) { return c.field == upper; });
    problems.push_back({raw.row,
                        raw.sheet_row,
                        std::string(upper->zh),
                        raw.cells[static_cast<std::size_t>(column - columns.begin())],
                        std::string(upper->name) + ".reversed",
                        checked.error().message,
                        checked.error().hint,
                        {}});
  }
}

std::optional<Problem> ReversedBeside(std::int64_t row, std::int64_t sheet_row, const RecordType& type,
                                      const void* record, const void* before) {
  const Status checked = CheckOrder(type, record, before);
  if (checked) return {};
  const std::string upper = checked.error().details.front().second;
  return Problem{row,
                 sheet_row,
                 std::string(type.FindField(upper)->zh),
                 {},
                 upper + ".reversed",
                 checked.error().message,
                 checked.error().hint + "；文件里没有的那一项，系统里已有",
                 {}};
}

}  // namespace gq::imports
