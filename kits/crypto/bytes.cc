#include "kits/crypto/bytes.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <cstring>
#include <stdexcept>

#include "kits/crypto/hash.h"

namespace gq::crypto {

namespace {

void Ask(void* out, std::size_t size) {
  if (RAND_bytes(static_cast<unsigned char*>(out), static_cast<int>(size)) != 1) {
    throw std::runtime_error("no random bytes from the operating system");
  }
}

// A forked child owns a copy of every byte that was drawn and not given out. Were it to give them out too, two values
// would share a nonce, which breaks GCM altogether; so a fork makes all drawn bytes void.
std::atomic<unsigned> fork_count = 0;
const bool fork_is_watched = pthread_atfork(nullptr, nullptr, [] { ++fork_count; }) == 0;

// Ids, salts and nonces are some bytes each, by the million: one call of the library for a page of them. A byte is
// given out once and wiped.
struct Pool {
  std::array<unsigned char, 4096> bytes;
  std::size_t left = 0;
  unsigned drawn_at_fork = 0;
};
constexpr std::size_t kSmall = 64;

}  // namespace

void FillRandom(void* out, std::size_t size) {
  thread_local Pool pool;
  if (size > kSmall || !fork_is_watched) return Ask(out, size);
  const unsigned forks = fork_count.load(std::memory_order_relaxed);
  if (pool.left < size || pool.drawn_at_fork != forks) {
    Ask(pool.bytes.data(), pool.bytes.size());
    pool.left = pool.bytes.size();
    pool.drawn_at_fork = forks;
  }
  unsigned char* from = pool.bytes.data() + pool.left - size;
  std::memcpy(out, from, size);
  OPENSSL_cleanse(from, size);
  pool.left -= size;
}

std::string RandomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  FillRandom(bytes.data(), size);
  return bytes;
}

std::string NewSessionToken() {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<std::uint8_t, 33> bytes{};  // the last one stays 0: it only completes the last group of three
  FillRandom(bytes.data(), 32);
  std::string token;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) token += kAlphabet[group >> shift & 63];
  }
  token.pop_back();
  return token;
}

std::string SessionTokenDigest(std::string_view token) { return Sha256Hex(token); }
std::string Sha256Hex(std::string_view text) { return ToHex(AsText(Sha256(text))); }

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string ToHex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::string FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return {};
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]), low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

void Wipe(void* memory, std::size_t size) { OPENSSL_cleanse(memory, size); }

}  // namespace gq::crypto
