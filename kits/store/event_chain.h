// Event chains (D8): every write appends an event in the same transaction; who, when, why, before -> after, and the hash of the event
// before it. One chain per owner unit (0 = the system); (chain, seq) is gapless.
//
// The hash covers canonical fields and a salted commitment to the personal values; the values themselves lie encrypted beside it. So keys
// can rotate and personal data can be erased (payload = null) without breaking the chain.
//
//   commitment = SHA-256(salt || payload)          salt: 16 random bytes, kept inside the sealed payload
//   hash       = SHA-256(previous hash || chain || seq || at || actor || action || subject type || subject id || cause || commitment)
//
// Numbers are 8 bytes big-endian; texts are prefixed with their length in 4 bytes. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/uuid.h"

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
std::string HashEvent(const Event& event, std::string_view previous_hash);

}  // namespace gq::store
