// Offers from proposal to departure (HN-24, FD-03, FD-21, D7). Thread-safety: from any thread.
//
//   proposed ──confirm──► confirmed ──tell──► told ──answer──► accepted ──depart──► departed (a spell begins)
//      └──────withdraw───────┴─────────────────┤                  ├──answer────► refused (coded reason)
//                                              ├──answer──► refused
//                                              └──expire──► expired ──tell──► told
//
// People who go together (bonds.h): when one refuses, is withdrawn or lets the time pass, the others are to be asked
// whether they go alone, unless they have said so before. Who is to be asked accepts only with that answer
// (Answer::alone; also once he has accepted, which is the step go_alone) and does not depart before it.
//
// All steps are the origin's; the place of work takes over when it confirms the arrival (modules/people/spells.h).
// No step lies in the future or before the step in front. Who answers after the last day cannot accept any more; an
// answer given in time may be entered later, with its day. Whoever let the time pass may be told again: while the offer
// stands it keeps its place; once it has expired there must be a place left, and the person must have no other offer.
// Confirming checks that the post still has a place: two counties may plan for the same posts. Couples and families who
// are proposed places together are confirmed together: one brings the others along, and if one of them cannot be
// confirmed, none is, until there is a place for all or somebody has said that he goes alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/offers/model.h"

namespace gq::offers {

inline constexpr ErrorKind kWrongState{"offers.wrong_state", 409, "推荐的状态不对", "Offer is in another state"};

inline constexpr int kAnswerDays = 7;  // to answer, unless said otherwise
inline constexpr int kAnswerDaysMax = 60;

// One row of the table of steps. `label`: what the officer presses.
struct OfferStep {
  std::string_view action, from, to, label;
};
std::span<const OfferStep> OfferSteps();
// The state after a step; nullptr when it cannot be taken from here.
const OfferStep* FindStep(std::string_view action, std::string_view from);

// Which offers: by id, or all of a plan that are in the state the step begins from.
struct Selection {
  std::vector<Uuid> ids;
  std::optional<Uuid> plan;
};
struct Skipped {
  Uuid id;
  std::string reason;
};
struct BatchDone {
  std::int64_t done = 0;
  std::vector<Skipped> skipped;
};
// dry_run says what would be done. Written in transactions of some hundred offers.
Result<BatchDone> Confirm(Store& store, const Scope& scope, const Selection& which, bool dry_run);
Result<BatchDone> Withdraw(Store& store, const Scope& scope, const Selection& which, bool dry_run);
Result<BatchDone> Tell(Store& store, const Scope& scope, const Selection& which, Date on, int days, bool dry_run);

struct Answer {
  bool accept = false;
  std::string reason;  // codes/refusal_reason.csv; needed for a refusal
  std::string note;
  std::optional<Date> on;  // today unless said
  bool alone = false;      // goes without his companions
  std::int64_t version = 0;
};
// kConflict when the version is old, kWrongState when nothing is asked of the person.
Result<MatchOffer> TakeAnswer(Store& store, const Scope& scope, const Uuid& id, const Answer& answer,
                              const CodeCheck& codes);
// Begins a spell in state departed through modules/people and ties it to the offer. Calling it again after a crash in
// between finds the spell.
Result<MatchOffer> Depart(Store& store, const Scope& scope, const Uuid& id, std::int64_t version,
                          std::optional<Date> on, const CodeCheck& codes);
// Told offers of the scope's people whose time is over. Returns how many.
Result<std::int64_t> Expire(Store& store, const Scope& scope);
bool IsOverdue(const MatchOffer& offer, Date today);

}  // namespace gq::offers
