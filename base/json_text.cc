#include "base/json_text.h"

namespace gq {

void AppendJsonString(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, from, at - from);
    from = at + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, from, text.size() - from);
  out += '"';
}

std::string ValueText(const Field& field, const Value& value) {
  if (const std::string* text = AsText(value)) return *text;
  if (const Bytes* bytes = AsBytes(value))
    return bytes->data.size() == 16 ? Uuid::FromBytes(bytes->data).ToString() : std::string();
  const std::int64_t* n = AsInteger(value);
  if (n == nullptr) return {};
  switch (field.type) {
    case FieldType::kDate: {
      const auto date = Date::FromYmdInt(static_cast<int>(*n));
      return date ? date->ToString() : std::string();
    }
    case FieldType::kMonth: {
      const auto month = Month::FromInt(static_cast<int>(*n));
      return month ? month->ToString() : std::string();
    }
    case FieldType::kInstant:
      return Instant(*n).ToIso();
    case FieldType::kBool:
      return *n != 0 ? "true" : "false";
    default:
      return std::to_string(*n);
  }
}

void AppendJsonValue(std::string& out, const Field& field, const Value& value) {
  if (IsNull(value)) {
    out += "null";
    return;
  }
  if (const std::string* text = AsText(value); text != nullptr && field.type == FieldType::kText) {
    AppendJsonString(out, *text);
    return;
  }
  if (const Bytes* bytes = AsBytes(value); bytes != nullptr && bytes->data.size() == 16) {
    out += '"';
    out += Uuid::FromBytes(bytes->data).ToString();
    out += '"';
    return;
  }
  const bool bare =
      field.type == FieldType::kInteger || field.type == FieldType::kMoney || field.type == FieldType::kBool;
  if (bare && AsText(value) == nullptr) {
    out += ValueText(field, value);
  } else {
    AppendJsonString(out, ValueText(field, value));
  }
}

}  // namespace gq
