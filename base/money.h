// Money: integer fen. No floating point anywhere near it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gq {

class Fen {
 public:
  constexpr Fen() = default;
  constexpr explicit Fen(std::int64_t value) : value_(value) {}
  // "3,500", "386.50", "￥1200", "0.35万", "3500元". Fails on more than two decimals of a fen, signs other than one
  // leading '-', words.
  static std::optional<Fen> ParseYuan(std::string_view text);

  constexpr std::int64_t value() const { return value_; }
  std::string ToYuan() const;  // "386.50", "-0.05"
  friend constexpr auto operator<=>(const Fen&, const Fen&) = default;

 private:
  std::int64_t value_ = 0;
};

}  // namespace gq
