// A value on its way into a statement: a view. Whatever it was made from must live until the call returns.
//
// Made from integers (bool = 0/1), double, text (valid UTF-8 without NUL, else kBadText), Blob, gq::Bytes, arrays,
// vectors and spans of uint8_t, nullptr, std::nullopt, std::optional of any of them, and gq::Value. (A Uuid goes as
// Blob{id.ToBytes()} kept in a variable.)
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/value.h"

namespace gq::db {

// Raw octets for a BYTEA column.
struct Blob {
  std::string_view data;
};

struct Param {
  enum class Kind : std::uint8_t { kNull, kInteger, kText, kBlob, kDouble };
  Kind kind = Kind::kNull;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;  // of kText and kBlob

  Param() = default;
  Param(std::nullptr_t) {}  // NOLINT: implicit on purpose
  Param(std::nullopt_t) {}  // NOLINT
  template <std::integral T>
  Param(T n) : kind(Kind::kInteger), integer(static_cast<std::int64_t>(n)) {  // NOLINT
    static_assert(sizeof(T) < 8 || std::is_signed_v<T>,
                  "an unsigned 64-bit number does not fit a BIGINT: convert it aloud");
  }
  Param(double d) : kind(Kind::kDouble), real(d) {}            // NOLINT
  Param(std::string_view t) : kind(Kind::kText), text(t) {}    // NOLINT
  Param(const std::string& t) : kind(Kind::kText), text(t) {}  // NOLINT
  Param(const char* t) : kind(Kind::kText), text(t) {}         // NOLINT
  Param(Blob b) : kind(Kind::kBlob), text(b.data) {}           // NOLINT
  Param(const Bytes& b) : kind(Kind::kBlob), text(b.data) {}   // NOLINT
  Param(std::span<const std::uint8_t> b)                       // NOLINT
      : kind(Kind::kBlob), text(reinterpret_cast<const char*>(b.data()), b.size()) {}
  Param(const std::vector<std::uint8_t>& b) : Param(std::span<const std::uint8_t>(b)) {}  // NOLINT
  template <std::same_as<Value> T>
  Param(const T& value) {  // NOLINT
    if (const auto* n = AsInteger(value)) *this = Param(*n);
    if (const auto* t = AsText(value)) *this = Param(*t);
    if (const auto* b = AsBytes(value)) *this = Param(*b);
  }
  template <typename T>
  Param(const std::optional<T>& value) {  // NOLINT
    if (value) *this = Param(*value);
  }
};
using Params = std::span<const Param>;

// For values kept elsewhere: connection.Execute(sql, Params(ParamsOf(values))).
inline std::vector<Param> ParamsOf(std::span<const Value> values) { return {values.begin(), values.end()}; }

}  // namespace gq::db
