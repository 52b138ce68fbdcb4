// Writes JSON (RFC 8259) straight into a string: no tree, no allocation per value.
//
//   Writer json;
//   json.BeginObject();
//   json.Member("name", person.name);            // text, integer, bool, or optional of these (empty = null)
//   json.Key("spells"); json.BeginArray(); ... json.EndArray();
//   json.EndObject();
//   return Response::Json(std::move(json).Take());
//
// Always gives valid JSON: commas are put by the writer, control characters escaped, bytes that are not UTF-8 replaced
// by U+FFFD. Numbers never use E notation, which some parsers of spreadsheets and databases misread. Integers beyond
// ±2^53 lose digits in browsers: write such ids as text.
// Wrong nesting is a bug and ends the program by assertion. Thread-safety: a value; one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gq::json {

class Writer {
 public:
  Writer() { out_.reserve(1024); }
  // Appends to `text`, so that a buffer can be used again.
  explicit Writer(std::string text) : out_(std::move(text)) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('{', '}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close('[', ']'); }
  void Key(std::string_view key);

  void Null();
  void Bool(bool value);
  void Integer(std::int64_t value);
  void Unsigned(std::uint64_t value);
  // Shortest text that reads back as the same number, without exponent; not-a-number and infinity become null.
  void Double(double value);
  void Text(std::string_view value);
  // A value that is JSON already.
  void Raw(std::string_view json);

  void Value(std::string_view value) { Text(value); }
  void Value(const std::string& value) { Text(value); }
  void Value(const char* value) { Text(value); }
  void Value(std::nullptr_t) { Null(); }
  void Value(std::same_as<bool> auto value) { Bool(value); }
  void Value(std::signed_integral auto value) { Integer(value); }
  void Value(std::unsigned_integral auto value) requires(!std::same_as<decltype(value), bool>) { Unsigned(value); }
  void Value(std::same_as<double> auto value) { Double(value); }
  template <typename T>
  void Value(const std::optional<T>& value) {
    if (value) {
      Value(*value);
    } else {
      Null();
    }
  }

  template <typename T>
  void Member(std::string_view key, const T& value) {
    Key(key);
    Value(value);
  }

  const std::string& text() const { return out_; }
  // The finished text; every object and array must be closed.
  std::string Take() &&;

 private:
  void Open(char kind);
  void Close(char kind, char end);
  void Comma();

  std::string out_;
  std::string open_;  // '{' and '[' still open
  bool comma_ = false;
};

// `value` between quotes, escaped.
void AppendQuoted(std::string_view value, std::string* out);

}  // namespace gq::json
