#include "modules/meta/schemas.h"

#include <algorithm>

#include "modules/api/context.h"
#include "modules/people/visibility.h"

namespace gq::api {

namespace {

void WriteNames(json::Writer& out, std::string_view key, const std::vector<std::string>& names) {
  if (names.empty()) return;
  out.Key(key);
  out.BeginArray();
  for (const auto& name : names) out.Text(name);
  out.EndArray();
}

// Plain types of kits/http/shape.h; empty: the name of a shape.
std::string_view PlainSchema(std::string_view type) {
  static constexpr std::pair<std::string_view, std::string_view> kPlain[] = {
      {"text", R"({"type":"string"})"},
      {"integer", R"({"type":"integer"})"},
      {"number", R"({"type":"number"})"},
      {"bool", R"({"type":"boolean"})"},
      {"date", R"({"type":"string","format":"date"})"},
      {"month", R"({"type":"string","pattern":"^[0-9]{4}-[0-9]{2}$"})"},
      {"instant", R"({"type":"string","format":"date-time"})"},
      {"uuid", R"({"type":"string","format":"uuid"})"},
      {"json", "{}"},
  };
  for (const auto& [name, schema] : kPlain) {
    if (name == type) return schema;
  }
  return {};
}

bool Shown(const Field& field) { return field.name != "password_hash"; }

std::string_view JsonType(const Field& field) {
  if (field.mask != MaskKind::kNone) return "string";
  if (field.type == FieldType::kInteger || field.type == FieldType::kMoney) return "integer";
  return field.type == FieldType::kBool ? "boolean" : "string";
}

}  // namespace

std::string CamelCase(std::string_view snake) {
  std::string name;
  bool upper = true;
  for (const char c : snake) {
    if (c == '_') {
      upper = true;
    } else {
      name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return name;
}

Schemas::Schemas(const http::Router& router) {
  for (const RecordType* type : AllRecordTypes()) {
    const std::string name = CamelCase(type->name);
    sources_[name] = {nullptr, type, Use::kShown};
    sources_[name + "New"] = {nullptr, type, Use::kNew};
    sources_[name + "Edit"] = {nullptr, type, Use::kEdit};
  }
  for (const auto& shape : router.shapes()) sources_[shape.name] = {&shape, nullptr, Use::kShown};
}

void Schemas::WriteType(json::Writer& out, std::string_view type) {
  const auto parts = http::TakeApart(type);
  if (parts.kind == http::TypeParts::Kind::kNullable) {
    out.BeginObject();
    out.Key("anyOf");
    out.BeginArray();
    WriteType(out, parts.inner);
    out.Raw(R"({"type":"null"})");
    out.EndArray();
    out.EndObject();
    return;
  }
  if (parts.kind != http::TypeParts::Kind::kPlain) {
    const bool list = parts.kind == http::TypeParts::Kind::kList;
    out.BeginObject();
    out.Member("type", list ? "array" : "object");
    out.Key(list ? "items" : "additionalProperties");
    WriteType(out, parts.inner);
    out.EndObject();
    return;
  }
  if (const auto plain = PlainSchema(type); !plain.empty()) return out.Raw(plain);
  out.BeginObject();
  if (type.starts_with('=')) {
    out.Member("type", "string");
    out.Key("enum");
    out.BeginArray();
    for (std::size_t at = 1; at <= type.size();) {
      const auto end = std::min(type.find('|', at), type.size());
      out.Text(type.substr(at, end - at));
      at = end + 1;
    }
    out.EndArray();
  } else {
    if (std::find(wanted_.begin(), wanted_.end(), type) == wanted_.end()) wanted_.emplace_back(type);
    out.Member("$ref", "#/components/schemas/" + std::string(type));
  }
  out.EndObject();
}

void Schemas::WriteField(json::Writer& out, const Field& field, bool nullable) {
  out.BeginObject();
  out.Key("type");
  if (nullable) {
    out.BeginArray();
    out.Text(JsonType(field));
    out.Text("null");
    out.EndArray();
  } else {
    out.Text(JsonType(field));
  }
  const bool number = field.type == FieldType::kInteger || field.type == FieldType::kMoney;
  if (field.type == FieldType::kDate) out.Member("format", "date");
  if (field.type == FieldType::kMonth) out.Member("pattern", "^[0-9]{4}-[0-9]{2}$");
  if (field.type == FieldType::kInstant) out.Member("format", "date-time");
  if (field.type == FieldType::kUuid) out.Member("format", "uuid");
  out.Member("title", field.zh);
  if (number && field.min != INT64_MIN) out.Member("minimum", field.min);
  if (number && field.max != INT64_MAX) out.Member("maximum", field.max);
  if (field.type == FieldType::kText && field.max != INT64_MAX) out.Member("maxLength", field.max);
  if (!field.codes.empty()) out.Member("x-code-table", field.codes);
  if (field.mask != MaskKind::kNone) out.Member("x-masked", true);
  out.EndObject();
}

void Schemas::WriteProperties(json::Writer& out, const Source& source, std::vector<std::string>& required) {
  if (source.record != nullptr) {
    for (const auto& field : source.record->fields) {
      if (!Shown(field)) continue;
      const bool identity = field.name == "id" || field.name == "version";
      if (source.use != Use::kShown && field.read_only && !(source.use == Use::kEdit && field.name == "version"))
        continue;
      out.Key(field.name);
      WriteField(out, field, !identity && !field.required);
      const bool always = source.use == Use::kShown ? people::EveryReaderGets(*source.record, field)
                          : source.use == Use::kNew ? field.required
                                                    : identity;
      if (always) required.emplace_back(field.name);
    }
    return;
  }
  if (!source.shape->base.empty()) {
    if (const auto base = sources_.find(source.shape->base); base != sources_.end()) {
      WriteProperties(out, base->second, required);
    } else {
      missing_.push_back(source.shape->base);
    }
  }
  for (const auto& member : source.shape->members) {
    const bool may_miss = member.name.ends_with('?');
    const std::string name = member.name.substr(0, member.name.size() - (may_miss ? 1 : 0));
    out.Key(name);
    WriteType(out, member.type);
    if (!may_miss) required.push_back(name);
  }
}

void Schemas::WriteComponents(json::Writer& out) {
  for (std::size_t i = 0; i < wanted_.size(); ++i) {  // grows while it is walked
    const std::string name = wanted_[i];
    const auto found = sources_.find(name);
    if (found == sources_.end()) {
      missing_.push_back(name);
      continue;
    }
    const Source& source = found->second;
    out.Key(name);
    out.BeginObject();
    out.Member("type", "object");
    out.Member("title", source.record != nullptr ? std::string(source.record->zh) : source.shape->summary);
    std::vector<std::string> required;
    out.Key("properties");
    out.BeginObject();
    WriteProperties(out, source, required);
    out.EndObject();
    WriteNames(out, "required", required);
    if (source.use != Use::kShown) out.Member("additionalProperties", false);
    out.EndObject();
  }
}

}  // namespace gq::api
