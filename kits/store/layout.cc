#include "kits/store/layout.h"

#include <map>
#include <memory>
#include <mutex>

namespace gq::store {

namespace {

ColumnKind KindOf(const Field& field) {
  switch (field.type) {
    case FieldType::kText:
      return ColumnKind::kText;
    case FieldType::kSecret:
    case FieldType::kUuid:
      return ColumnKind::kBytes;
    default:
      return ColumnKind::kInteger;
  }
}

bool IsInEvent(const Field& field) {
  return field.name != "id" && field.name != "version" && field.name != "created_at" && field.name != "updated_at";
}

Layout Build(const RecordType& type) {
  Layout layout{&type, {}, {}, {}, type.FindField("id")};
  for (const auto& field : type.fields) {
    const std::string name(field.name);
    const std::string place = std::string(type.name) + "." + name;
    const bool secret = field.type == FieldType::kSecret;
    const std::string key = "\"" + name + "\":";
    layout.columns.push_back(
        {name, KindOf(field), secret ? ColumnPart::kCipher : ColumnPart::kValue, &field, place, key, IsInEvent(field)});
    if (secret && field.indexed)
      layout.columns.push_back({name + "_index", ColumnKind::kBytes, ColumnPart::kIndex, &field, place, key, false});
    if (!layout.select_list.empty()) layout.select_list += ", ";
    layout.select_list += name;
    layout.selected.push_back(&field);
  }
  return layout;
}

}  // namespace

const Layout& LayoutOf(const RecordType& type) {
  static std::mutex mutex;
  static std::map<const RecordType*, std::unique_ptr<Layout>> layouts;
  const std::lock_guard lock(mutex);
  auto& slot = layouts[&type];
  if (slot == nullptr) slot = std::make_unique<Layout>(Build(type));
  return *slot;
}

}  // namespace gq::store
