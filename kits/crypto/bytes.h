// Random bytes, session tokens, comparison in constant time, hex.
//
// Randomness comes from the operating system through OpenSSL; a machine that cannot give any is broken, so these
// functions throw std::runtime_error then and never return a weak value.
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gq::crypto {

void FillRandom(void* out, std::size_t size);
std::string RandomBytes(std::size_t size);

// 32 random bytes as 43 characters of base64url: goes into the cookie and is kept nowhere on the server.
std::string NewSessionToken();
// What the store keeps in place of a token: lower-case hex of its SHA-256, 64 characters. A stolen table signs nobody
// in.
std::string SessionTokenDigest(std::string_view token);

// Takes the same time wherever the first difference is; the length is not hidden.
bool EqualInConstantTime(std::string_view a, std::string_view b);

// Lower-case hex. FromHex refuses odd lengths and other characters (empty answer for a non-empty text).
std::string ToHex(std::string_view bytes);
std::string FromHex(std::string_view hex);
// Hex of the SHA-256 of a text: the fingerprint by which files and decisions are named.
std::string Sha256Hex(std::string_view text);

// Views of byte arrays, for the functions above.
template <std::size_t N>
std::string_view AsText(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

// Overwrites memory in a way that the compiler may not remove.
void Wipe(void* memory, std::size_t size);

}  // namespace gq::crypto
