// Who asks, kept for a second, so that the requests of one screen look a session, its account and its grants up once.
// Only where this process alone writes the database (SQLite): an entry dies with the next write of any kind, so a
// sign-out, a locked account or an ended grant counts from the moment it is answered. Thread-safety: from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "kits/store/store.h"

namespace gq::api {

class SignedIn;

class SessionCache {
 public:
  // Errors: as org::Resume.
  Result<std::shared_ptr<const SignedIn>> Resume(Store& store, std::string_view token);

 private:
  struct Entry {
    std::shared_ptr<const SignedIn> signed_in;
    std::uint64_t writes = 0;  // of the database, before the entry was read
    std::int64_t until = 0;    // microseconds; days of grants and the idle limit are read again then
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;  // by the digest of the token
};

}  // namespace gq::api
