// A plan that follows what happens during the day, without solving all again: a post arrives or is withdrawn, a worker
// arrives, leaves or is told.
//
//   Replanner today = TRY(Replanner::Create(workers, posts, places, weights, {.threads = 2}));
//   Change change = TRY(today.AddPost(one));   // `one`: columns with a single row
//   for (const Move& move : change.moves) ...   // who is now meant for another post
//   today.Gap();                                // as honest as that of a fresh plan
//
// A new post, or a place that becomes free, is filled by a reverse auction: the workers for whom it is worth most above
// what they have move there, its price falls to what the next one would gain, and the places that they leave are filled
// in the same way until a place has no price. A new worker, or one who lost his post, bids: a forward auction among the
// few whom it concerns. Each raise and fall is at least epsilon, so both come to an end. Told workers
// (Workers::told_post, Tell) and those in `held` never move.
//
// bound() holds for every plan that keeps what is held: prices times places, and for every worker a bound on what any
// post could give him above its price, which every change keeps true. The gap grows a little with each change (drift);
// a nightly full solve takes it back. Certify() looks at all pairs again and tightens the bound.
//
// Owns copies of the columns; rows are only ever appended, so indices stay. Not for several threads at once; the scans
// inside use options.threads. The same changes in the same order give the same plan for every thread count and
// instruction set.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

struct Move {
  std::uint32_t worker;
  std::int32_t from, to;  // posts or kUnplaced
};

struct Change {
  std::uint32_t index = 0;     // of the new post or worker
  std::vector<Move> moves;     // by worker, each once; who is where he was before is left out
  std::int64_t objective = 0;  // afterwards
  std::uint64_t bids = 0, worker_scans = 0, post_scans = 0, waves = 0;
};

class Replanner {
 public:
  // Solves afresh; kRetained only. `held`: empty, or by worker 1 for one who stays where the plan puts him (members of
  // parties). Errors: as Matcher::Create.
  static Result<Replanner> Create(Workers workers, Posts posts, Places places, const Weights& weights,
                                  const Options& options);
  // Goes on from a plan of these columns that was solved before.
  static Result<Replanner> Create(Workers workers, Posts posts, Places places, const Weights& weights,
                                  const Options& options, const Plan& plan, std::span<const std::uint8_t> held = {});
  Replanner(Replanner&&) noexcept;
  Replanner& operator=(Replanner&&) noexcept;
  ~Replanner();

  // kBadWorld: not one row, or a row that Matcher::Create would refuse. Nothing has changed then.
  Result<Change> AddPost(const Posts& one);
  Result<Change> AddWorker(const Workers& one);
  // All who are meant for it look elsewhere, told or not. Its openings are 0 afterwards.
  Result<Change> WithdrawPost(std::size_t post);
  // Refuses all, has found work, is ill: takes no part any more.
  Result<Change> WithdrawWorker(std::size_t worker);
  // He knows his post and keeps it from now on. kBadWorld: he has none.
  Status Tell(std::size_t worker);

  const Workers& workers() const;
  const Posts& posts() const;
  std::int32_t assignment(std::size_t worker) const;
  std::int32_t value(std::size_t worker) const;
  std::int32_t price(std::size_t post) const;
  std::int64_t objective() const;
  std::int64_t bound() const;  // adds up all workers and posts
  double Gap() const;
  double GapAtStart() const;
  std::uint64_t changes() const;  // since the last full solve
  void Certify();

 private:
  struct State;
  explicit Replanner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gq::matching
