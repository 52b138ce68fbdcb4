#include "modules/imports/hold.h"

#include <cstring>
#include <mutex>
#include <set>

#include "kits/store/store.h"

namespace gq::imports {

namespace {

std::mutex& Guard() {
  static std::mutex guard;
  return guard;
}

std::set<std::pair<const void*, Uuid>>& InHand() {
  static std::set<std::pair<const void*, Uuid>> in_hand;
  return in_hand;
}

std::int64_t LockNumber(const Uuid& run) {
  const std::string bytes = run.ToBytes();
  std::int64_t number = 0;
  std::memcpy(&number, bytes.data() + 8, sizeof number);  // the random half of a version 7 id
  return number;
}

}  // namespace

Result<std::optional<Hold>> Hold::TryTake(Store& store, const Uuid& run) {
  Hold hold;
  {
    const std::lock_guard lock(Guard());
    if (!InHand().emplace(&store, run).second) return std::optional<Hold>();
    hold.key_ = {&store, run};
  }
  db::Database& database = MaintenanceAccess(store).database();
  if (database.dialect() == db::Dialect::kPostgres) {  // other processes may be at it
    auto lease = TRY(database.Read());
    bool taken = false;
    TRY(lease->ForEach("SELECT CASE WHEN pg_try_advisory_lock(?1) THEN 1 ELSE 0 END", {LockNumber(run)},
                       [&](const db::Row& row) {
                         taken = row.Int(0) != 0;
                         return Ok();
                       }));
    if (!taken) return std::optional<Hold>();
    hold.lease_.emplace(std::move(lease));
  }
  return std::optional<Hold>(std::move(hold));
}

Result<Hold> Hold::Take(Store& store, const Uuid& run) {
  auto hold = TRY(TryTake(store, run));
  if (!hold) return Fail(kConflict, "这次导入正在办理", "请等它办完；进度在导入记录里");
  return std::move(*hold);
}

Hold::Hold(Hold&& other) noexcept : key_(other.key_), lease_(std::move(other.lease_)) {
  other.key_ = {};
  other.lease_.reset();
}

Hold::~Hold() {
  if (key_.first == nullptr) return;
  if (lease_) {
    // A connection that is lost has lost its lock too.
    (void)(*lease_)->ForEach("SELECT pg_advisory_unlock(?1)", {LockNumber(key_.second)},
                             [](const db::Row&) { return Ok(); });
  }
  const std::lock_guard lock(Guard());
  InHand().erase(key_);
}

}  // namespace gq::imports
