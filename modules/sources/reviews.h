// The queue of doubtful matches (D13, engines.md §1): both sides, the evidence, and what people decide.
//
//   open -> accepted | rejected | unsure                 a decision that changes nobody's state
//   open -> second -> accepted (-> applied) | rejected   one that does: another person checks it (double check)
//
// A correction of the roster stands in the same queue (purpose "correction"): the person's ID number is wrong by its
// check digit, and registries have one that fits, with the same name. Nobody's number changes without it being decided
// here, always by two people; accepted it is written as any correction of a number (people/register.h), in the run's
// cause, so that withdrawing the run puts the old one back. Refused (kRegisteredHere, kElsewhere) when somebody else
// bears the number. What was rejected is not proposed again.
//
// unsure stays in the queue behind the open ones and can be decided later. Accepting one registry row for a person
// rejects the other people's claims to it. The unit's comparison of a later month ends what is undecided. A decision
// erases the registry's values (D12) and teaches the weights of the next comparison (LabelsOf). Thread-safety: from any
// thread.
#pragma once

#include <string>
#include <vector>

#include "modules/sources/runs.h"

namespace gq::sources {

inline constexpr ErrorKind kOtherPerson{"comparison.other_person", 409, "须由另一人复核",
                                        "Another person has to check this"};

// What a review is about (comparison_review.purpose).
namespace purpose {
inline constexpr std::string_view kMatch = "match", kCorrection = "correction";
}  // namespace purpose

enum class ReviewDecision : std::uint8_t { kSame, kDifferent, kUnsure };

struct Agreeing {
  std::string registry;
  std::int64_t row = 0;
};

struct Review {
  Uuid id, person_id;
  std::int64_t county_id = 0, registry_row = 0, registry_offset = 0, probability = 0, weight = 0, rivals = 0,
               effect = 0, home_code = 0;  // probability in millionths, weight in thousandths of a bit
  std::string registry, match, repair, levels, state, decided_by, second_by, person_name;
  Instant decided_at, second_at;
  std::string data;                 // JSON of both sides; empty once decided
  std::string finding, finding_if;  // now, and if it were accepted
  bool changes_state = false;       // accepting would move the person, or change who it is
  std::string purpose;
  std::vector<Agreeing> agreeing;  // correction: registries that have the number; empty once decided
};

// By effect, then probability; page from 1. state: open, second, unsure, accepted, rejected, or "" for the first three.
// `about`: a purpose, or "" for both.
Result<std::vector<Review>> ListReviews(Store& store, const Scope& scope, const Uuid& run, std::string_view state,
                                        int page, int size, std::string_view about = {});
Result<Review> GetReview(Store& store, const Scope& scope, const Uuid& run, const Uuid& id);
struct ReviewCount {
  std::string state;
  std::int64_t n = 0;
};
Result<std::vector<ReviewCount>> CountReviews(Store& store, const Scope& scope, const Uuid& run);

// kOtherPerson when the same account would check its own decision; kConflict when it was decided meanwhile. `note`
// goes to the event.
Result<Review> DecideReview(Store& store, const Scope& scope, const Uuid& run, const Uuid& id, ReviewDecision decision,
                            std::string_view note);

}  // namespace gq::sources
