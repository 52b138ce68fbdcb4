#include "modules/imports/reading.h"

#include "base/text.h"

namespace gq::imports {

table::HeaderSpec SpecOf(std::string_view kind) {
  table::HeaderSpec spec;
  for (const auto& column : ColumnsOf(kind)) spec.columns.push_back({column.key, column.headers, column.required});
  return spec;
}

table::ReadOptions OptionsOf(const std::map<std::string, std::string>& chosen) {
  table::ReadOptions options;
  for (const auto& [header, key] : chosen) {
    if (!key.empty()) options.chosen.emplace_back(key, header);
  }
  return options;
}

std::vector<std::string_view> UnitsOf(const table::SheetLayout& layout, const std::vector<ImportColumn>& columns) {
  std::vector<std::string_view> units(columns.size());
  for (const auto& one : layout.header.columns) {
    if (!one.column || columns[*one.column].field == nullptr || columns[*one.column].field->type != FieldType::kMoney)
      continue;
    for (const std::string_view unit : {"万", "千"}) {
      const std::string in_yuan = std::string(unit) + "元", half = "(" + std::string(unit) + ")",
                        full = "（" + std::string(unit) + "）";
      for (const auto& words : {in_yuan, half, full}) {
        if (one.header.find(words) != std::string::npos) units[*one.column] = unit;
      }
    }
  }
  return units;
}

std::string WithUnit(std::string_view text, std::string_view unit) {
  std::string cell(text);
  const std::string_view number = Trim(text);
  if (unit.empty() || number.empty()) return cell;
  const std::string plain = ToHalfWidth(number);
  if (plain.back() >= '0' && plain.back() <= '9') cell = plain + std::string(unit);
  return cell;
}

}  // namespace gq::imports
