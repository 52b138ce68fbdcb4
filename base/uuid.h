// UUID version 7 (RFC 9562): internal ids of records. Time-ordered, so that new rows lie beside each other in an index.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gq {

class Uuid {
 public:
  constexpr Uuid() = default;
  // unix_ms: 48 bits; random: 10 bytes of which 74 bits are used.
  static Uuid MakeV7(std::int64_t unix_ms, const std::array<std::uint8_t, 10>& random);
  static std::optional<Uuid> Parse(std::string_view text);  // 36 characters with dashes
  // 16 raw bytes; anything else gives nil.
  static Uuid FromBytes(std::string_view bytes);

  bool IsNil() const { return *this == Uuid(); }
  std::string ToBytes() const { return std::string(reinterpret_cast<const char*>(bytes_.data()), 16); }
  std::string ToString() const;
  friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace gq
