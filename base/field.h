// Field tables: a record type is declared once, as a struct and its table of fields, and everything regular is derived
// from that table: SQL for both databases, JSON, OpenAPI, filters and sorting, spreadsheet templates, import with
// header synonyms, export, masks, audit differences, and what the console needs to draw lists and forms.
//
//   struct Post { Uuid id; std::string name; std::optional<Fen> wage_min; ... };
//   inline constexpr auto kPostFields = std::to_array<Field>({
//       Of<&Post::name>("name", "岗位名称", "Name").Required().Search().Sort().List(160).Max(60).Also("岗位;工种名称"),
//       Of<&Post::wage_min>("wage_min_fen", "最低月薪", "Lowest wage").Filter().Sort().Range(0, 10'000'000),
//   });
//   inline constexpr RecordType kPost = Type<Post>("post", "岗位", "Post", kPostFields);
//
// The C++ type of the member decides how a field is stored and shown (see FieldTypeOf). Adding a field touches the
// field table, a migration and a case; tests/schema compares field tables with the migrated schema of both databases.
// Thread-safety: constants.
#pragma once

#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/date.h"
#include "base/money.h"
#include "base/secret.h"
#include "base/uuid.h"
#include "base/value.h"

namespace gq {

enum class FieldType : std::uint8_t {
  kText,     // std::string; empty = null
  kSecret,   // Secret; encrypted in the database, found through keyed indexes
  kInteger,  // std::optional<int64_t> or int64_t
  kMoney,    // std::optional<Fen>; fen in JSON and database, yuan in spreadsheets
  kDate,     // std::optional<Date>
  kMonth,    // std::optional<Month>
  kInstant,  // Instant; UTC microseconds
  kBool,     // std::optional<bool>
  kUuid,     // Uuid; all zero = null
};

// What the text of a kText field means, beyond text.
enum class Meaning : std::uint8_t {
  kPlain,
  kCode,   // a code of the table Field::codes
  kCodes,  // several, separated by ';'
  kUnit,   // integer: internal id of a unit
  kPlace,  // integer: 12-digit division code (D4)
  kLong,   // several lines
};

enum class MaskKind : std::uint8_t { kNone, kName, kIdNumber, kPhone, kAddress, kBank };

// Who writes the field (architecture.md section 4, D6).
enum class OwnerSide : std::uint8_t { kOrigin, kDestination, kEmployer, kSystem };

struct Field {
  std::string_view name;  // column and JSON name; unit last (wage_fen)
  std::string_view zh;
  std::string_view en;
  FieldType type = FieldType::kText;
  Meaning meaning = Meaning::kPlain;
  MaskKind mask = MaskKind::kNone;
  OwnerSide owner = OwnerSide::kOrigin;
  std::string_view codes;      // code table of kCode / kCodes
  std::string_view group;      // form section and visibility group (D7)
  std::string_view synonyms;   // spreadsheet headers beside zh, separated by ';'
  std::string_view unit;       // shown in the heading: 元, 岁
  std::string_view not_above;  // the field that this one never exceeds, as from and to (kits/store/record_json.h)
  std::int64_t min = INT64_MIN;
  std::int64_t max = INT64_MAX;  // numbers: bounds; text: length in characters when set
  std::int16_t list_width = 0;   // > 0: shown in lists by default, in pixels
  bool required = false, unique = false, searchable = false, sortable = false, filterable = false;
  bool read_only = false;   // set by the program, not by a form or file
  bool indexed = false;     // kSecret: has <name>_index (last four, whole value)
  bool importable = false;  // offered in import templates
  bool derived = false;     // counted from other records (kits/store/derived.h); stands in no event

  void (*get)(const void* record, Value& out) = nullptr;
  bool (*set)(void* record, const Value& in) = nullptr;  // false: the value has the wrong type

  // Before its uses: clang 14 does not instantiate a member template in a constant expression that stands in front of
  // it.
  template <typename Change>
  constexpr Field With(Change change) const {
    Field copy = *this;
    change(copy);
    return copy;
  }
  constexpr Field Required() const {
    return With([](Field& f) { f.required = true; });
  }
  constexpr Field Unique() const {
    return With([](Field& f) { f.unique = true; });
  }
  constexpr Field Search() const {
    return With([](Field& f) { f.searchable = true; });
  }
  constexpr Field Sort() const {
    return With([](Field& f) { f.sortable = true; });
  }
  constexpr Field Filter() const {
    return With([](Field& f) { f.filterable = true; });
  }
  constexpr Field System() const {
    return With([](Field& f) { f.read_only = true, f.owner = OwnerSide::kSystem; });
  }
  constexpr Field Derived() const {
    return System().With([](Field& f) { f.derived = true; });
  }
  constexpr Field By(OwnerSide side) const {
    return With([side](Field& f) { f.owner = side; });
  }
  constexpr Field Mask(MaskKind kind) const {
    return With([kind](Field& f) { f.mask = kind; });
  }
  constexpr Field Indexed() const {
    return With([](Field& f) { f.indexed = true; });
  }
  constexpr Field Code(std::string_view table) const {
    return With([table](Field& f) { f.meaning = Meaning::kCode, f.codes = table, f.filterable = true; });
  }
  constexpr Field Codes(std::string_view table) const {
    return With([table](Field& f) { f.meaning = Meaning::kCodes, f.codes = table; });
  }
  constexpr Field Means(Meaning m) const {
    return With([m](Field& f) { f.meaning = m; });
  }
  constexpr Field Group(std::string_view name_of_group) const {
    return With([=](Field& f) { f.group = name_of_group; });
  }
  // Offers the field to imports; `other` lists further headers, separated by ';'.
  constexpr Field Also(std::string_view other) const {
    return With([=](Field& f) { f.synonyms = other, f.importable = true; });
  }
  constexpr Field Import() const {
    return With([](Field& f) { f.importable = true; });
  }
  constexpr Field Unit(std::string_view text) const {
    return With([=](Field& f) { f.unit = text; });
  }
  constexpr Field Range(std::int64_t low, std::int64_t high) const {
    return With([=](Field& f) { f.min = low, f.max = high; });
  }
  // Where both are filled, this one is at most the field of that name (and its type): an age from, the first of two
  // days.
  constexpr Field NotAbove(std::string_view upper) const {
    return With([=](Field& f) { f.not_above = upper; });
  }
  constexpr Field Max(std::int64_t length) const {
    return With([=](Field& f) { f.max = length; });
  }
  constexpr Field List(std::int16_t width) const {
    return With([=](Field& f) { f.list_width = width; });
  }
};

namespace internal {

template <typename T>
struct FieldTraits;
template <>
struct FieldTraits<std::string> {
  static constexpr FieldType kType = FieldType::kText;
  static void Get(const std::string& m, Value& out) {
    if (m.empty())
      out = std::monostate{};
    else
      out = m;
  }
  static bool Set(std::string& m, const Value& in) {
    if (IsNull(in)) return m.clear(), true;
    const std::string* text = AsText(in);
    if (text != nullptr) m = *text;
    return text != nullptr;
  }
};
template <>
struct FieldTraits<Secret> {
  static constexpr FieldType kType = FieldType::kSecret;
  static void Get(const Secret& m, Value& out) {
    if (m.empty())
      out = std::monostate{};
    else
      out = m.Reveal();
  }
  static bool Set(Secret& m, const Value& in) {
    if (IsNull(in)) return m = Secret(), true;
    const std::string* text = AsText(in);
    if (text != nullptr) m = Secret(*text);
    return text != nullptr;
  }
};
template <>
struct FieldTraits<std::int64_t> {
  static constexpr FieldType kType = FieldType::kInteger;
  static void Get(std::int64_t m, Value& out) { out = m; }
  static bool Set(std::int64_t& m, const Value& in) {
    const std::int64_t* n = AsInteger(in);
    m = n == nullptr ? 0 : *n;
    return n != nullptr || IsNull(in);
  }
};
template <>
struct FieldTraits<Instant> {
  static constexpr FieldType kType = FieldType::kInstant;
  static void Get(Instant m, Value& out) {
    if (m.microseconds() == 0)
      out = std::monostate{};
    else
      out = m.microseconds();
  }
  static bool Set(Instant& m, const Value& in) {
    const std::int64_t* n = AsInteger(in);
    m = Instant(n == nullptr ? 0 : *n);
    return n != nullptr || IsNull(in);
  }
};
template <>
struct FieldTraits<Uuid> {
  static constexpr FieldType kType = FieldType::kUuid;
  static void Get(const Uuid& m, Value& out) {
    if (m.IsNil())
      out = std::monostate{};
    else
      out = Bytes{m.ToBytes()};
  }
  static bool Set(Uuid& m, const Value& in) {
    if (IsNull(in)) return m = Uuid(), true;
    const Bytes* bytes = AsBytes(in);
    if (bytes == nullptr || bytes->data.size() != 16) return false;
    m = Uuid::FromBytes(bytes->data);
    return true;
  }
};
// Integer-like optionals: To(int64) and From(T) are the only difference.
template <typename T, FieldType kKind, std::int64_t (*From)(const T&), std::optional<T> (*To)(std::int64_t)>
struct OptionalTraits {
  static constexpr FieldType kType = kKind;
  static void Get(const std::optional<T>& m, Value& out) {
    if (m)
      out = From(*m);
    else
      out = std::monostate{};
  }
  static bool Set(std::optional<T>& m, const Value& in) {
    m.reset();
    if (IsNull(in)) return true;
    const std::int64_t* n = AsInteger(in);
    if (n != nullptr) m = To(*n);
    return m.has_value();
  }
};
inline std::int64_t FromInteger(const std::int64_t& n) { return n; }
inline std::optional<std::int64_t> ToInteger(std::int64_t n) { return n; }
inline std::int64_t FromBool(const bool& b) { return b ? 1 : 0; }
inline std::optional<bool> ToBool(std::int64_t n) {
  return n == 0 || n == 1 ? std::optional<bool>(n == 1) : std::nullopt;
}
inline std::int64_t FromMoney(const Fen& f) { return f.value(); }
inline std::optional<Fen> ToMoney(std::int64_t n) { return Fen(n); }
inline std::int64_t FromDate(const Date& d) { return d.ToYmdInt(); }
inline std::optional<Date> ToDate(std::int64_t n) {
  const auto date = Date::FromYmdInt(static_cast<int>(n));
  return date ? std::optional<Date>(*date) : std::nullopt;
}
inline std::int64_t FromMonth(const Month& m) { return m.ToInt(); }
inline std::optional<Month> ToMonth(std::int64_t n) {
  const auto month = Month::FromInt(static_cast<int>(n));
  return month ? std::optional<Month>(*month) : std::nullopt;
}
template <>
struct FieldTraits<std::optional<std::int64_t>>
    : OptionalTraits<std::int64_t, FieldType::kInteger, FromInteger, ToInteger> {};
template <>
struct FieldTraits<std::optional<bool>> : OptionalTraits<bool, FieldType::kBool, FromBool, ToBool> {};
template <>
struct FieldTraits<std::optional<Fen>> : OptionalTraits<Fen, FieldType::kMoney, FromMoney, ToMoney> {};
template <>
struct FieldTraits<std::optional<Date>> : OptionalTraits<Date, FieldType::kDate, FromDate, ToDate> {};
template <>
struct FieldTraits<std::optional<Month>> : OptionalTraits<Month, FieldType::kMonth, FromMonth, ToMonth> {};

template <typename Record, typename M>
Record RecordOf(M Record::*);
template <typename Record, typename M>
M MemberOf(M Record::*);

}  // namespace internal

// A field bound to a member: Of<&Person::name>("name", "姓名", "Name").
template <auto Member>
constexpr Field Of(std::string_view name, std::string_view zh, std::string_view en) {
  using Record = decltype(internal::RecordOf(Member));
  using M = decltype(internal::MemberOf(Member));
  using Traits = internal::FieldTraits<M>;
  Field field;
  field.name = name;
  field.zh = zh;
  field.en = en;
  field.type = Traits::kType;
  field.get = [](const void* record, Value& out) { Traits::Get(static_cast<const Record*>(record)->*Member, out); };
  field.set = [](void* record, const Value& in) { return Traits::Set(static_cast<Record*>(record)->*Member, in); };
  return field;
}

// How a scope restricts a record type (kits/store/scope.h).
enum class ScopeRule : std::uint8_t {
  kPlace,      // columns county_id, home_code, work_code: registered here / working here
  kPerson,     // belongs to a person: county_id and person_id; seen by who sees the person
  kTwoUnits,   // columns unit_id and asked_by_unit: seen by both (requests)
  kOwnerUnit,  // column unit_id: seen by the units of the scope (employers, runs, jobs)
  kShared,     // reference data: everybody who may read the type sees all rows
};

// What ScopeRule::kPlace adds to home_code and work_code, for types of which not everybody at a place sees everything
// (D7). SQL on the record: "@" stands for its alias, "$ended_since", "$employer_codes" and "$broker_units" for what the
// scope holds under that name. Empty: the side reaches nothing, or, of work_when, all that is there.
struct PlaceRule {
  std::string_view work_when;      // must hold as well for who reaches the record by work_code only
  std::string_view employer_when;  // an employer reaches these wherever they are
  std::string_view broker_when;    // and a broker these
  std::string_view through;        // a type: employer and broker reach whom its records (county_id, person_id) name
};

struct RecordType {
  std::string_view name;  // "person"; also the table's name
  std::string_view zh;
  std::string_view en;
  std::span<const Field> fields;
  ScopeRule scope = ScopeRule::kShared;
  bool distributed = false;      // has county_id in its primary key (D4)
  std::string_view label_field;  // what a link to it shows
  PlaceRule place = {};          // with ScopeRule::kPlace

  const Field* FindField(std::string_view field_name) const {
    for (const auto& field : fields) {
      if (field.name == field_name) return &field;
    }
    return nullptr;
  }
};

// The record type of a struct: `template <> inline constexpr const RecordType* kTypeOf<Post> = &kPost;` beside the
// table.
template <typename T>
inline constexpr const RecordType* kTypeOf = nullptr;

}  // namespace gq
