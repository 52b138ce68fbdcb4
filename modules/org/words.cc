#include "modules/org/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "base/text.h"
#include "modules/org/service.h"

namespace gq::org {

namespace {

constexpr std::array<std::string_view, 2> kPlacesInText = {"staff_by_origin", "want_regions"};
// Named by the lists themselves: region_name, work_region_name.
constexpr std::array<std::string_view, 5> kNamedElsewhere = {"county_id", "home_unit", "home_code", "work_code",
                                                             "region_code"};

template <std::size_t n>
bool Has(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A code of 2 to 12 digits as people shorten it, filled up to 12; else 0.
std::int64_t FullCode(std::string_view digits) {
  if (digits.size() < 2 || digits.size() > 12) return 0;
  std::int64_t code = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return 0;
    code = code * 10 + (c - '0');
  }
  for (std::size_t i = digits.size(); i < 12; ++i) code *= 10;
  return code;
}

std::string PlacesInWords(Store& store, std::string_view text) {
  std::string words;
  for (const std::string& part : SplitList(text)) {
    const auto colon = part.find(':');
    const std::string place = part.substr(0, colon);
    const std::string name = PlaceName(store, FullCode(place));
    words += (words.empty() ? "" : "、") + (name.empty() ? place : name);
    if (colon != std::string::npos) words += " " + part.substr(colon + 1) + " 人";
  }
  return words;
}

std::optional<std::string> Known(std::string name) {
  return name.empty() ? std::nullopt : std::optional(std::move(name));
}

bool IsActor(const Field& field) {
  return field.type == FieldType::kText && field.name.ends_with("_by") && field.meaning == Meaning::kPlain;
}

// The few fields of a type that WordsOf may know, found once: a record has seventy.
const std::vector<const Field*>& FieldsWithWords(const RecordType& type) {
  static std::shared_mutex guard;
  static std::map<const RecordType*, std::vector<const Field*>> found;
  {
    const std::shared_lock lock(guard);
    if (const auto it = found.find(&type); it != found.end()) return it->second;
  }
  std::vector<const Field*> fields;
  for (const auto& field : type.fields) {
    if (Has(kNamedElsewhere, field.name)) continue;
    if (field.meaning == Meaning::kPlace || field.meaning == Meaning::kUnit || Has(kPlacesInText, field.name) ||
        IsActor(field))
      fields.push_back(&field);
  }
  const std::unique_lock lock(guard);
  return found.try_emplace(&type, std::move(fields)).first->second;  // a map: addresses stay
}

}  // namespace

std::optional<std::string> WordsOf(Store& store, const Field& field, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (*number == 0) return std::nullopt;
    if (field.meaning == Meaning::kPlace) return Known(PlaceName(store, *number));
    if (field.meaning != Meaning::kUnit) return std::nullopt;
    const auto unit = GetUnit(store, *number);
    return unit ? Known(unit->name) : std::nullopt;
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty() || field.type != FieldType::kText) return std::nullopt;
  if (Has(kPlacesInText, field.name)) return Known(PlacesInWords(store, *text));
  if (IsActor(field)) return Known(NameOfActor(store, *text));
  return std::nullopt;
}

void WriteWords(json::Writer& out, Store& store, const RecordType& type, const void* record,
                const std::function<bool(const Field&)>& sees) {
  Value value;
  for (const Field* field : FieldsWithWords(type)) {
    if (sees && !sees(*field)) continue;
    field->get(record, value);
    if (const auto words = WordsOf(store, *field, value)) out.Member(std::string(field->name) + "_name", *words);
  }
}

}  // namespace gq::org
