#include "engines/policy/parse/names.h"

#include <algorithm>
#include <array>

#include "engines/policy/builtins/registry.h"

namespace gq::policy {

void NameTable::Add(std::string_view name) {
  Entry entry{NameWords(name), NormalizeName(name)};
  if (entry.words.empty()) return;
  std::vector<Entry>& entries = by_first_word_[entry.words.front()];
  for (const Entry& known : entries) {
    if (known.words == entry.words) return;
  }
  entries.push_back(std::move(entry));
}

void NameTable::AddAll(const NameTable& other) {
  for (const auto& [word, entries] : other.by_first_word_) {
    for (const Entry& entry : entries) Add(entry.name);
  }
}

std::optional<NameTable::Hit> NameTable::Match(const std::vector<Token>& tokens, std::size_t at) const {
  const auto found = by_first_word_.find(tokens[at].text);
  if (found == by_first_word_.end() || tokens[at].kind == TokenKind::kString) return std::nullopt;
  const Entry* best = nullptr;
  for (const Entry& entry : found->second) {
    if (at + entry.words.size() >= tokens.size() || (best != nullptr && entry.words.size() <= best->words.size()))
      continue;
    bool equal = true;
    for (std::size_t i = 0; i < entry.words.size() && equal; ++i) {
      equal = tokens[at + i].kind != TokenKind::kString && tokens[at + i].text == entry.words[i];
    }
    if (equal) best = &entry;
  }
  if (best == nullptr) return std::nullopt;
  return Hit{best->words.size(), best->name};
}

const NameTable& BuiltinNames() {
  static const NameTable table = [] {
    NameTable names;
    for (const BuiltinInfo& builtin : Builtins()) names.Add(builtin.name);
    return names;
  }();
  return table;
}

bool UsesName(const Expr& expr, std::string_view name) {
  if (expr.kind == ExprKind::kName && expr.text == name) return true;
  return std::any_of(expr.children.begin(), expr.children.end(),
                     [&](const ExprPtr& child) { return UsesName(*child, name); }) ||
         std::any_of(expr.bindings.begin(), expr.bindings.end(),
                     [&](const Binding& binding) { return binding.value && UsesName(*binding.value, name); });
}

namespace {

constexpr std::array<std::pair<std::string_view, TypeKind>, 16> kSimpleTypes = {{
    {"Any", TypeKind::kAny},
    {"Null", TypeKind::kNull},
    {"boolean", TypeKind::kBoolean},
    {"number", TypeKind::kNumber},
    {"string", TypeKind::kString},
    {"date", TypeKind::kDate},
    {"time", TypeKind::kTime},
    {"date and time", TypeKind::kDateTime},
    {"dateTime", TypeKind::kDateTime},
    {"days and time duration", TypeKind::kDayTimeDuration},
    {"day and time duration", TypeKind::kDayTimeDuration},
    {"dayTimeDuration", TypeKind::kDayTimeDuration},
    {"years and months duration", TypeKind::kYearMonthDuration},
    {"year and month duration", TypeKind::kYearMonthDuration},
    {"yearMonthDuration", TypeKind::kYearMonthDuration},
    {"context", TypeKind::kContext},
}};

}  // namespace

std::optional<TypeKind> SimpleTypeKind(std::string_view name) {
  for (const auto& [known, kind] : kSimpleTypes) {
    if (known == name) return kind;
  }
  if (name == "list") return TypeKind::kList;
  if (name == "function") return TypeKind::kFunction;
  if (name == "range") return TypeKind::kRange;
  return std::nullopt;
}

const NameTable& BuiltinTypeNames() {
  static const NameTable table = [] {
    NameTable names;
    for (const auto& [name, kind] : kSimpleTypes) names.Add(name);
    for (const char* name : {"list", "function", "range"}) names.Add(name);
    return names;
  }();
  return table;
}

const NameTable& PropertyNames() {
  static const NameTable table = [] {
    NameTable names;
    for (const char* name : {"time offset", "start included", "end included"}) names.Add(name);
    return names;
  }();
  return table;
}

}  // namespace gq::policy
