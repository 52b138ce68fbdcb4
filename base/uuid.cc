#include "base/uuid.h"

#include <cstring>

namespace gq {

Uuid Uuid::MakeV7(std::int64_t unix_ms, const std::array<std::uint8_t, 10>& random) {
  Uuid id;
  for (int i = 0; i < 6; ++i)
    id.bytes_[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(unix_ms >> (40 - 8 * i));
  std::memcpy(id.bytes_.data() + 6, random.data(), 10);
  id.bytes_[6] = static_cast<std::uint8_t>((id.bytes_[6] & 0x0f) | 0x70);
  id.bytes_[8] = static_cast<std::uint8_t>((id.bytes_[8] & 0x3f) | 0x80);
  return id;
}

std::optional<Uuid> Uuid::Parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < 36; ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return std::nullopt;
      continue;
    }
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    id.bytes_[nibble / 2] = static_cast<std::uint8_t>(id.bytes_[nibble / 2] << 4 | digit);
    ++nibble;
  }
  return id;
}

Uuid Uuid::FromBytes(std::string_view bytes) {
  Uuid id;
  if (bytes.size() == 16) std::memcpy(id.bytes_.data(), bytes.data(), 16);
  return id;
}

std::string Uuid::ToString() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text(36, '-');
  char* at = text.data();
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
    *at++ = kHex[bytes_[i] >> 4];
    *at++ = kHex[bytes_[i] & 15];
  }
  return text;
}

}  // namespace gq
