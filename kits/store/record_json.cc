#include "kits/store/record_json.h"

#include <algorithm>

#include "base/bank_account.h"
#include "base/credit_code.h"
#include "base/id_number.h"
#include "base/json_text.h"
#include "base/mask.h"
#include "base/person_name.h"
#include "base/phone.h"
#include "base/text.h"
#include "base/unit_code.h"
#include "kits/store/list_query.h"

namespace gq {

namespace {

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Error Bad(const Field& field, std::string message, std::string hint) {
  Error error{&kBadInput, "“" + std::string(field.zh) + "”" + std::move(message), std::move(hint), {}};
  error.With("field", std::string(field.name));
  return error;
}

bool IsPersonName(const Field& field) { return field.mask == MaskKind::kName; }

// What a form gives, in the one form that an import gives it too; codes and numbers that cannot be are refused.
Result<Value> AsTyped(const Field& field, Value value) {
  const std::string* text = AsText(value);
  if (text == nullptr) return value;
  if (IsCreditCode(field)) {
    const auto code = CreditCode::Parse(*text);
    if (!code) return Fail(Bad(field, "：" + std::string(WhyNotCreditCode(*text)), "请对照营业执照核对 18 位代码"));
    return Value(std::string(code->text()));
  }
  if (field.mask == MaskKind::kPhone) {
    const auto phone = Phone::Parse(*text);
    if (!phone) return Fail(Bad(field, "不是一个电话号码", "手机为 11 位数字；座机请带区号"));
    return Value(phone->Reveal());
  }
  if (field.mask == MaskKind::kBank) {
    const auto account = ReadBankAccount(*text);
    if (!account.reason.empty()) return Fail(Bad(field, "：" + std::string(account.reason), std::string(account.cure)));
    return Value(account.cleaned);
  }
  if (field.mask == MaskKind::kIdNumber) {
    const auto number = ReadIdNumber(*text, nullptr);
    if (!number.number) return Fail(Bad(field, "：" + std::string(number.reason), std::string(number.cure)));
    return Value(std::string(number.number->Reveal()));
  }
  if (field.type != FieldType::kText) return value;
  std::string trimmed(Trim(*text));
  return trimmed.empty() ? Value() : Value(std::move(trimmed));
}

// A number, a day or an amount as a sentence says it.
std::string InWords(const Field& field, std::int64_t n) {
  if (field.type == FieldType::kMoney) return Fen(n).ToYuan() + " 元";
  if (field.type == FieldType::kDate) return Date::FromYmdInt(static_cast<int>(n))->ToString();
  if (field.type == FieldType::kMonth) return Month::FromInt(static_cast<int>(n))->ToString();
  return std::to_string(n) + (field.unit.empty() ? "" : " " + std::string(field.unit));
}

}  // namespace

bool IsCreditCode(const Field& field) {
  return field.name == "unit_code" || field.name == "credit_code" || field.name == "employer_code";
}

Value TypedText(const Field& field, std::string_view text) {
  if (IsCreditCode(field)) {
    const auto code = CreditCode::Parse(text);
    return Value(code ? std::string(code->text()) : std::string(text));
  }
  if (!IsPersonName(field)) return Value(std::string(text));
  std::string name = TidyPersonName(text);
  return name.empty() ? Value() : Value(std::move(name));
}

void WriteRecord(json::Writer& out, const RecordType& type, const void* record, int mask_level,
                 const std::function<bool(const Field&)>& sees) {
  Value value;
  std::string text;
  for (const auto& field : type.fields) {
    if (sees && !sees(field)) continue;
    if (field.name == "password_hash") continue;
    field.get(record, value);
    out.Key(field.name);
    if (field.mask != MaskKind::kNone && !IsNull(value)) {
      out.Text(MaskValue(field.mask, *AsText(value), mask_level));
      continue;
    }
    text.clear();
    AppendJsonValue(text, field, value);
    out.Raw(text);
  }
}

std::string_view TypeName(const Field& field) {
  switch (field.meaning) {
    case Meaning::kCode:
      return "code";
    case Meaning::kCodes:
      return "codes";
    case Meaning::kUnit:
      return "unit";
    case Meaning::kPlace:
      return "region";
    case Meaning::kLong:
      return "long_text";
    case Meaning::kPlain:
      break;
  }
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kSecret:
      return "text";
    case FieldType::kInteger:
      return "integer";
    case FieldType::kMoney:
      return "money";
    case FieldType::kDate:
      return "date";
    case FieldType::kMonth:
      return "month";
    case FieldType::kInstant:
      return "instant";
    case FieldType::kBool:
      return "bool";
    case FieldType::kUuid:
      return "uuid";
  }
  return "text";
}

void WriteFieldMeta(json::Writer& out, const Field& field) {
  static constexpr std::string_view kMasks[] = {"none", "name", "id_number", "phone", "address", "bank"};
  static constexpr std::string_view kOwners[] = {"origin", "destination", "employer", "system"};
  out.BeginObject();
  out.Member("name", field.name);
  out.Member("label", field.zh);
  out.Member("label_en", field.en);
  out.Member("type", TypeName(field));
  if (!field.codes.empty()) out.Member("code_table", field.codes);
  if (!field.group.empty()) out.Member("group", field.group);
  if (!field.unit.empty()) out.Member("unit", field.unit);
  out.Member("required", field.required);
  out.Member("unique", field.unique);
  out.Member("searchable", field.searchable);
  out.Member("sortable", field.sortable);
  out.Member("filterable", field.filterable);
  out.Member("editable", !field.read_only);
  out.Member("importable", field.importable);
  out.Member("mask", kMasks[static_cast<int>(field.mask)]);
  out.Member("owner", kOwners[static_cast<int>(field.owner)]);
  out.Member("list_default", field.list_width > 0);
  if (field.list_width > 0) out.Member("width", std::int64_t{field.list_width});
  const bool number =
      field.meaning == Meaning::kPlain && (field.type == FieldType::kInteger || field.type == FieldType::kMoney);
  out.Member("align", number ? "right" : "left");
  if (field.min != INT64_MIN) out.Member("min", field.min);
  if (field.max != INT64_MAX) out.Member("max", field.max);
  out.EndObject();
}

Status CheckValue(const Field& field, const Value& value, const CodeCheck& code_known) {
  if (IsNull(value)) {
    if (field.required) return Fail(Bad(field, "没有填", "这一项必须填"));
    return Ok();
  }
  if (const std::string* text = AsText(value)) {
    if (field.max != INT64_MAX && CountCharacters(*text) > static_cast<std::size_t>(field.max)) {
      return Fail(Bad(field, "太长", "最多 " + std::to_string(field.max) + " 个字"));
    }
    if (IsPersonName(field)) {
      if (const auto why = WhyNotPersonName(*text); !why.empty())
        return Fail(Bad(field, std::string(why), "请填写真实姓名"));
    }
    if (code_known && field.meaning == Meaning::kCode && !code_known(field.codes, *text))
      return Fail(Bad(field, "不在代码表里", "请从下拉表中选择"));
    if (code_known && field.meaning == Meaning::kCodes) {
      for (std::string_view rest = *text; !rest.empty();) {
        const auto end = std::min(rest.find(';'), rest.size());
        if (end > 0 && !code_known(field.codes, rest.substr(0, end)))
          return Fail(Bad(field, "有一项不在代码表里", "请从下拉表中选择"));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return Ok();
  }
  const std::int64_t* n = AsInteger(value);
  if (n == nullptr || field.meaning == Meaning::kPlace || field.meaning == Meaning::kUnit) return Ok();
  if (*n < field.min || *n > field.max) {
    const auto show = [&](std::int64_t bound) { return InWords(field, bound); };
    return Fail(Bad(field, "超出合理范围", "应在 " + show(field.min) + " 与 " + show(field.max) + " 之间"));
  }
  return Ok();
}

Status CheckRecord(const RecordType& type, const void* record, const CodeCheck& code_known) {
  Value value;
  for (const auto& field : type.fields) {
    if (field.read_only) continue;
    field.get(record, value);
    TRY(CheckValue(field, value, code_known));
  }
  return CheckOrder(type, record);
}

Status CheckInOrder(const Field& lower, const Value& low, const Field& upper, const Value& high) {
  const std::int64_t *from = AsInteger(low), *to = AsInteger(high);  // money, days and months are integers
  if (from == nullptr || to == nullptr || *from <= *to) return Ok();
  const auto named = [](const Field& field, const Value& value) {
    return "“" + std::string(field.zh) + "”（" + InWords(field, *AsInteger(value)) + "）";
  };
  const bool days = lower.type == FieldType::kDate || lower.type == FieldType::kMonth;
  const std::string_view above = days ? "晚于" : lower.type == FieldType::kMoney ? "高于" : "大于";
  Error error{&kBadInput, named(lower, low) + std::string(above) + named(upper, high), "请核对这两项，是否填反了", {}};
  return Fail(error.With("field", std::string(upper.name)));
}

Status CheckOrder(const RecordType& type, const void* record, const void* before) {
  Value low, high, low_before, high_before;
  for (const auto& lower : type.fields) {
    if (lower.not_above.empty()) continue;
    const Field& upper = *type.FindField(lower.not_above);  // tests/schema: it is there
    lower.get(record, low);
    upper.get(record, high);
    if (before != nullptr) {
      lower.get(before, low_before);
      upper.get(before, high_before);
      if (low == low_before && high == high_before) continue;
    }
    TRY(CheckInOrder(lower, low, upper, high));
  }
  return Ok();
}

Result<Value> ReadJsonValue(const json::Node& node, const Field& field) {
  if (node.IsNull()) return Value();
  switch (field.type) {
    case FieldType::kInteger:
    case FieldType::kMoney:
      return Value(TRY(node.Integer()));
    case FieldType::kBool:
      return Value(std::int64_t{TRY(node.Bool()) ? 1 : 0});
    case FieldType::kInstant: {
      const auto instant = Instant::FromIso(TRY(node.Text()));
      if (!instant) return node.Refuse("时刻不对", "应如 2026-08-21T01:12:00.000000Z");
      return Value(instant->microseconds());
    }
    default: {
      // What the program itself keeps (tables, results) may be longer than what a request may say.
      constexpr std::size_t kTypedBytesMax = 4096, kKeptBytesMax = std::size_t{16} << 20;
      const std::string text = TRY(node.Text(field.read_only ? kKeptBytesMax : kTypedBytesMax));
      if (text.empty()) return Value();
      if (field.type == FieldType::kText) return TypedText(field, text);
      if (field.type == FieldType::kSecret) return Value(text);
      auto value = ParseFilterValue(field, text);
      if (!value) return node.Refuse(value.error().message, value.error().hint);
      return *std::move(value);
    }
  }
}

Status ReadFields(const json::Node& object, const RecordType& type, void* record, const CodeCheck& code_known,
                  std::initializer_list<std::string_view> taken) {
  Value stood;
  for (const auto& [key, node] : TRY(object.Members())) {
    if (std::find(taken.begin(), taken.end(), key) != taken.end()) continue;
    const Field* field = type.FindField(key);
    if (field == nullptr) return node.Refuse("没有这个字段", "可用的字段见 /api/meta/records");
    if (field->read_only) return node.Refuse("这一项由系统维护，不能直接改");
    auto typed = AsTyped(*field, TRY(ReadJsonValue(node, *field)));
    if (!typed) return node.Refuse(typed.error().message, typed.error().hint);
    const Value value = *std::move(typed);
    const auto checked = CheckValue(*field, value, code_known);
    if (!checked) return node.Refuse(checked.error().message, checked.error().hint);
    // What has stood there since before a change of the divisions may stay.
    field->get(record, stood);
    if (const std::int64_t* place = AsInteger(value); place != nullptr && field->meaning == Meaning::kPlace &&
                                                      value != stood && code_known &&
                                                      !code_known("region", UnitCode::FromInt(*place).ToString()))
      return node.Refuse("没有这个地区", "请从地区列表中选择，或填 12 位区划代码");
    if (!field->set(record, value)) return node.Refuse("值的类型不对");
  }
  return Ok();
}

}  // namespace gq
