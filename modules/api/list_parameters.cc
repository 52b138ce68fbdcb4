// Parameters of lists, derived from the field table: the other side of ParseListQuery (kits/store/list_query.h).
#include "modules/api/context.h"

namespace gq::api {

namespace {

std::string TypeOf(const Field& field) {
  switch (field.type) {
    case FieldType::kInteger:
    case FieldType::kMoney:
      return "integer";
    case FieldType::kDate:
      return "date";
    case FieldType::kMonth:
      return "month";
    case FieldType::kBool:
      return "bool";
    case FieldType::kUuid:
      return "uuid";
    case FieldType::kText:
    case FieldType::kSecret:
    case FieldType::kInstant:
      return field.type == FieldType::kInstant ? "integer" : "text";
  }
  return "text";
}

bool Ordered(const Field& field) {
  return field.type == FieldType::kInteger || field.type == FieldType::kMoney || field.type == FieldType::kDate ||
         field.type == FieldType::kMonth || field.type == FieldType::kInstant;
}

void AddFilters(const Field& field, std::vector<http::QueryParameter>& out) {
  const std::string name(field.name), label(field.zh);
  if (field.filterable && field.type != FieldType::kSecret) {
    out.push_back({name, label, false, TypeOf(field)});
    if (Ordered(field)) {
      out.push_back({name + ".ge", label + "不小于", false, TypeOf(field)});
      out.push_back({name + ".le", label + "不大于", false, TypeOf(field)});
    }
    out.push_back({name + ".in", label + "是其中之一，用逗号隔开"});
    out.push_back({name + ".empty", label + "：1 为空，0 不为空", false, "=0|1"});
  }
  if (field.searchable) out.push_back({name + ".like", label + "含有"});
}

}  // namespace

std::vector<http::QueryParameter> FilterParameters(const RecordType& type, std::vector<http::QueryParameter> own) {
  for (const auto& field : type.fields) AddFilters(field, own);
  if (type.FindField("home_code") != nullptr)
    own.push_back({"region", "在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地", false, "integer"});
  return own;
}

std::vector<http::QueryParameter> ListParameters(const RecordType& type, std::vector<http::QueryParameter> own) {
  auto out = FilterParameters(type, std::move(own));
  std::string sorts;
  for (const auto& field : type.fields) {
    if (field.sortable) sorts += (sorts.empty() ? "=" : "|") + std::string(field.name) + "|-" + std::string(field.name);
  }
  if (!sorts.empty()) out.push_back({"sort", "字段，前加 - 为倒序", false, sorts});
  out.push_back({"page", "从 1 起", false, "integer"});
  out.push_back({"size", "1–200，默认 20", false, "integer"});
  return out;
}

}  // namespace gq::api
