// Password hashes: Argon2id (RFC 9106) by libsodium. Parameters and salt stand inside the stored text, so they can be
// raised later and old hashes still verify (NeedsRehash says when to store a new one).
//
//   PasswordHasher passwords({});                       // one for the whole program
//   std::string stored = TRY(passwords.Hash(typed));
//   bool right = TRY(passwords.Verify(stored, typed));  // kBusy when too many sign in at once
//
// One hash costs tens of milliseconds and 64 MiB, so only `running_max` run at a time and `waiting_max` may wait: a
// flood of sign-ins can take neither all cores nor all memory. An unknown account must cost the same as a wrong
// password: call VerifyNothing then.
// Thread-safety: from any thread; Hash and Verify block.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::crypto {

struct PasswordOptions {
  unsigned passes = 2;
  std::size_t memory_bytes = std::size_t{64} << 20;
  int running_max = 1;   // of two cores
  int waiting_max = 32;  // about two seconds of queue
};

class PasswordHasher {
 public:
  explicit PasswordHasher(const PasswordOptions& options);
  ~PasswordHasher();

  Result<std::string> Hash(std::string_view password) const;
  // Passwords longer than 1,024 bytes are never right and cost nothing.
  Result<bool> Verify(const std::string& stored, std::string_view password) const;
  // Always false, in the time of a Verify.
  Result<bool> VerifyNothing(std::string_view password) const;
  // The hash was made with other parameters than these options.
  bool NeedsRehash(const std::string& stored) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gq::crypto
