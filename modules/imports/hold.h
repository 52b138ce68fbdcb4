// Who is at work on a run: checking, writing and withdrawing each hold it, so that the same run is never worked on
// twice at once, by two commands, two tabs or two servers of one database. A process that dies holds nothing: a run
// that says "checking" or "running" and is held by nobody was broken off. Thread-safety: from any thread; one Hold
// belongs to one thread at a time.
#pragma once

#include <optional>

#include "base/result.h"
#include "kits/db/db.h"
#include "kits/store/store.h"

namespace gq::imports {

class Hold {
 public:
  // none: somebody else holds it. On PostgreSQL it keeps one reading connection for as long as it lives.
  static Result<std::optional<Hold>> TryTake(Store& store, const Uuid& run);
  // kConflict when somebody else holds it.
  static Result<Hold> Take(Store& store, const Uuid& run);
  Hold(Hold&& other) noexcept;
  Hold& operator=(Hold&&) = delete;
  ~Hold();

 private:
  Hold() = default;
  std::pair<const void*, Uuid> key_{};  // the store and the run; nil: given away
  std::optional<db::ReadLease> lease_;
};

}  // namespace gq::imports
