// Signatures of files (Ed25519ph, RFC 8032) and a fast keyed hash (BLAKE2b, RFC 7693), by libsodium.
//
//   SigningDigest digest; digest.Update(part); ...; std::string signature = digest.Sign(seed);    // 64 bytes
//   digest.Update(part); ...; bool good = digest.Verify(public_key, signature);
//
// A digest is empty again after Sign or Verify. Thread-safety: functions from any thread; a digest belongs to one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gq::crypto {

// 32 bytes, of a seed of 32 bytes.
std::string PublicKeyOf(std::string_view seed);

class SigningDigest {
 public:
  SigningDigest();
  ~SigningDigest();
  SigningDigest(SigningDigest&&) noexcept;
  SigningDigest& operator=(SigningDigest&&) noexcept;

  void Update(std::string_view data);
  std::string Sign(std::string_view seed);
  // False as well when key or signature have a wrong length.
  bool Verify(std::string_view public_key, std::string_view signature);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 16 bytes; the key has 16 to 64.
using ShortHash = std::array<std::uint8_t, 16>;
ShortHash KeyedShortHash(std::string_view key, std::string_view purpose, std::string_view value);

}  // namespace gq::crypto
