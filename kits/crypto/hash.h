// Hashes: SHA-256 for the event chain and file fingerprints, HMAC-SHA256 (RFC 2104), SM3 (GB/T 32905-2016) and
// HMAC-SM3.
//
//   Digest head = Sha256(canonical_fields);
//   Sha256Stream stream; stream.Update(part); ...; Digest all = stream.Finish();
//
// Thread-safety: functions from any thread; a stream belongs to one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace gq::crypto {

using Digest = std::array<std::uint8_t, 32>;

Digest Sha256(std::string_view data);
Digest Sm3(std::string_view data);
Digest HmacSha256(std::string_view key, std::string_view data);
Digest HmacSm3(std::string_view key, std::string_view data);

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void Update(std::string_view data);
  // The digest of everything given so far; afterwards the stream is empty again and may be used anew.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gq::crypto
