#include "kits/crypto/base32.h"

namespace gq::crypto {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int DigitOf(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const auto at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string ToBase32(std::string_view bytes, std::size_t group) {
  std::string text;
  std::size_t written = 0;
  unsigned bits = 0;
  int count = 0;
  const auto put = [&](unsigned digit) {
    if (written != 0 && written % group == 0) text += '-';
    text += kAlphabet[digit & 31];
    ++written;
  };
  for (const char c : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xFFF;  // at most 4 bits are left over, so 12 suffice
    for (count += 8; count >= 5; count -= 5) put(bits >> (count - 5));
  }
  if (count > 0) put(bits << (5 - count));
  return text;
}

Base32Text FromBase32(std::string_view text) {
  Base32Text out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '-' || c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    ++out.characters;
    const int digit = DigitOf(c);
    if (digit < 0) {
      if (!out.wrong_at) out.wrong_at = out.characters;
      continue;
    }
    bits = (bits << 5 | static_cast<unsigned>(digit)) & 0xFFF;
    count += 5;
    if (count >= 8) {
      count -= 8;
      out.bytes += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return out;
}

}  // namespace gq::crypto
