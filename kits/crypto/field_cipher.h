// Encryption of single values: ID numbers, phones, bank accounts, event payloads, import staging, job results (D9).
//
//   FieldCipher cipher(key);
//   std::string sealed = cipher.Encrypt("13800001234", "person.phone/" + id);
//   std::string phone = TRY(cipher.Decrypt(sealed, "person.phone/" + id));
//
// `context` says where the value belongs and is authenticated, not stored: a value copied into another row or column
// does not open. Every value begins with its algorithm, so both kinds may stand in one table and the choice can change
// later:
//
//   byte 0      algorithm: 1 AES-256-GCM, 2 SM4-CTR + HMAC-SM3
//   bytes 1–4   key check value: tells "wrong key" from "damaged value"
//   then        1: nonce 12, text, tag 16      (33 bytes more than the text)
//               2: counter 16, text, mac 32    (53 bytes more than the text)
//
// Nonces are random (96 bits), so one key should write fewer than 2^32 values: rotate the key before that.
// Thread-safety: one FieldCipher serves all threads; contexts with the expanded key are kept and handed out to one
// thread at a time. Encrypt throws std::runtime_error only when OpenSSL itself fails.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/crypto/key_file.h"

namespace gq::crypto {

inline constexpr ErrorKind kDamaged{"crypto.damaged", 500, "加密内容已损坏", "Encrypted value damaged"};

enum class Algorithm : std::uint8_t { kAes256Gcm = 1, kSm4CtrHmacSm3 = 2 };

class FieldCipher {
 public:
  explicit FieldCipher(const MasterKey& key, Algorithm writes = Algorithm::kAes256Gcm);
  ~FieldCipher();
  FieldCipher(FieldCipher&&) noexcept;
  FieldCipher& operator=(FieldCipher&&) noexcept;

  // Values up to 1 GiB.
  std::string Encrypt(std::string_view text, std::string_view context) const;
  // Opens either algorithm. kWrongKey: written with another master key. kDamaged: changed, cut, or of another context.
  Result<std::string> Decrypt(std::string_view sealed, std::string_view context) const;
  // By the key check value alone: was it written with this key?
  bool IsOwn(std::string_view sealed) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gq::crypto
