#include "modules/api/session_cache.h"

#include "kits/crypto/bytes.h"
#include "kits/db/db.h"
#include "modules/api/context.h"

namespace gq::api {

namespace {
constexpr std::int64_t kKeptFor = 1'000'000;
constexpr std::size_t kEntriesMax = 4096;
}  // namespace

Result<std::shared_ptr<const SignedIn>> SessionCache::Resume(Store& store, std::string_view token) {
  const auto writes = MaintenanceAccess(store).database().WritesSoFar();
  if (!writes) return std::make_shared<const SignedIn>(TRY(org::Resume(store, token)));
  const std::int64_t now = store.Now().microseconds();
  std::string digest = crypto::SessionTokenDigest(token);
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(digest);
    if (found != entries_.end() && found->second.writes == *writes && now < found->second.until)
      return found->second.signed_in;
  }
  auto signed_in = std::make_shared<const SignedIn>(TRY(org::Resume(store, token)));
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kEntriesMax) entries_.clear();
  entries_[std::move(digest)] = {signed_in, *writes, now + kKeptFor};
  return signed_in;
}

}  // namespace gq::api
