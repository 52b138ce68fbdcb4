// Event chains (D8): every write appends an event in the same transaction; who, when, why, before -> after, and the
// hash of the event before it. One chain per owner unit (0 = the system); (chain, seq) is gapless.
//
// The hash covers canonical fields and a salted commitment to the personal values; the values themselves lie encrypted
// beside it. So keys can rotate and personal data can be erased (payload = null) without breaking the chain.
//
//   commitment = SHA-256(salt || payload)          salt: 16 random bytes, kept inside the sealed payload
//   hash       = SHA-256(previous hash || chain || seq || at || actor || action || subject type || subject id || cause
//   || commitment)
//
// The commitment is to the payload's text; what is sealed is the salt and the packed payload (pack.h).
// Numbers are 8 bytes big-endian; texts are prefixed with their length in 4 bytes. The sealed payload is tied to its
// chain and commitment, not to its number in the chain: it can be sealed before the chain is locked, and the hash ties
// the commitment to the number. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uuid.h"
#include "kits/store/vault.h"

namespace gq::store {

struct Event {
  std::int64_t chain = 0;
  std::int64_t seq = 0;
  std::int64_t at = 0;  // UTC microseconds
  std::string actor, action, subject_type;
  Uuid subject_id;
  std::string cause;       // import run, job ...; empty for a single edit
  std::string payload;     // JSON text; empty when erased
  std::string commitment;  // 32 bytes
  std::string hash;        // 32 bytes
};

inline constexpr std::string_view kGenesisHash = std::string_view("gangqiao event chain, genesis \0\0", 32);

std::string Commit(std::string_view salt, std::string_view payload);

constexpr std::size_t kSaltBytes = 16;
std::string SealEvent(const Vault& vault, std::int64_t chain, std::string_view commitment, std::string_view salt,
                      std::string_view payload);
// The payload; an error when it cannot be opened or does not agree with the commitment.
Result<std::string> OpenEvent(const Vault& vault, std::int64_t chain, std::string_view commitment,
                              std::string_view sealed);

std::string HashEvent(const Event& event, std::string_view previous_hash);

}  // namespace gq::store
