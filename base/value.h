// One cell of a record on its way between struct, database, JSON and spreadsheet: null, integer, text or bytes.
//
// Dates travel as yyyymmdd integers, months as yyyymm, instants as UTC microseconds, money as fen, booleans as 0/1, so
// that both databases sort and compare them without a type of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace gq {

struct Bytes {
  std::string data;  // raw octets
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

using Value = std::variant<std::monostate, std::int64_t, std::string, Bytes>;

inline bool IsNull(const Value& value) { return std::holds_alternative<std::monostate>(value); }
inline const std::int64_t* AsInteger(const Value& value) { return std::get_if<std::int64_t>(&value); }
inline const std::string* AsText(const Value& value) { return std::get_if<std::string>(&value); }
inline const Bytes* AsBytes(const Value& value) { return std::get_if<Bytes>(&value); }

}  // namespace gq
