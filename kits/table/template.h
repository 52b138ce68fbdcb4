// Import templates: a sheet of instructions, a sheet to fill in with ID columns in text format and drop-downs, and a
// hidden sheet with the choices and their codes.
//
//   table::TemplateSpec spec{.title = "务工人员名册", .columns = {
//       {.name = "id_number", .label = "身份证号", .required = true, .type = table::ColumnType::kIdNumber, .example =
//       "..."},
//       {.name = "sex", .label = "性别", .type = table::ColumnType::kChoice, .choices = {{"1", "男"}, {"2", "女"}}}}};
//   TRY(table::WriteTemplate(spec, "名册模板.xlsx"));
//
// The first row of the data sheet is hidden and holds the column names; ReadTable finds the columns by it even when
// some labels below were changed, and both rows are the header. Required columns have a red label. Thread-safety: a
// function without shared state.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace gq::table {

enum class ColumnType : std::uint8_t { kText, kIdNumber, kDate, kMonth, kInteger, kMoney, kChoice, kChoices };

struct TemplateColumn {
  std::string name;   // "id_number"
  std::string label;  // "身份证号"
  bool required = false;
  ColumnType type = ColumnType::kText;
  std::vector<std::pair<std::string, std::string>> choices;  // (code, text), of kChoice and kChoices
  std::string example;
  std::string explanation;
};

struct TemplateSpec {
  std::string title;
  std::vector<TemplateColumn> columns;
  std::vector<std::string> notes;  // sentences above the list of columns
  std::uint32_t rows = 20000;      // that have drop-downs
};

Status WriteTemplate(const TemplateSpec& spec, const std::string& path);

}  // namespace gq::table
