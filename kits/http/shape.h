// The shape of a JSON body, declared beside the routes that use it. The OpenAPI document, the console's TypeScript
// types and the test that checks real answers are made from it.
//
//   router.Describe({{"Uploaded", "收到的文件", {{"upload_id", "uuid"}, {"name", "text"}, {"size", "integer"},
//   {"kind_guess", "text"}}},
//                    {"MonthRow", "一个月", {{"period", "month"}, {"job", "Job?"}, {"files", "MonthFile[]"}, {"note?",
//                    "text"}}}});
//
// A name ending in "?" may be missing. A type is one of
//   text integer number bool date month instant uuid   (numbers of money are integers in fen)
//   json             anything: what is passed on as it was stored
//   =a|b|c           one of these words
//   map<TYPE>        an object with free names
//   Name             another shape, or one derived from a field table: Person (as shown), PersonNew (a POST),
//   PersonEdit (a PATCH)
// followed by any number of "[]" (list of) and "?" (may be null), read from left to right: "text?[]" is a list of texts
// or nulls. Thread-safety: values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gq::http {

struct Member {
  std::string name;
  std::string type;
  std::string summary = {};
};

struct Shape {
  std::string name;  // UpperCamelCase; unique in the program
  std::string summary;
  std::vector<Member> members;
  std::string base = {};  // another shape whose members come first
};

// The page of a list: {"rows":[ROW],"page","size","as_of"}, named ROW + "Page".
inline Shape PageOf(const std::string& row, const std::string& summary) {
  return {
      row + "Page", summary, {{"rows", row + "[]"}, {"page", "integer"}, {"size", "integer"}, {"as_of", "instant"}}};
}
// {"rows":[ROW]}, named ROW + "Rows".
inline Shape RowsOf(const std::string& row, const std::string& summary) {
  return {row + "Rows", summary, {{"rows", row + "[]"}}};
}

// A type taken apart from the right: "Job[]?" is null or "Job[]"; "Job[]" is a list of "Job"; "map<Job>" has values
// "Job".
struct TypeParts {
  enum class Kind { kPlain, kNullable, kList, kMap } kind = Kind::kPlain;
  std::string_view inner;
};
inline TypeParts TakeApart(std::string_view type) {
  if (type.ends_with('?')) return {TypeParts::Kind::kNullable, type.substr(0, type.size() - 1)};
  if (type.ends_with("[]")) return {TypeParts::Kind::kList, type.substr(0, type.size() - 2)};
  if (type.starts_with("map<") && type.ends_with('>')) return {TypeParts::Kind::kMap, type.substr(4, type.size() - 5)};
  return {TypeParts::Kind::kPlain, type};
}

}  // namespace gq::http
