// Public notices (公示, D16, a.7.3): what is shown is frozen when it is opened. Two profiles: the board of a village
// (whole name, village, amount) and the internet (masked name); neither shows an ID number or a phone number. Both have
// an objection period, are shown for a time, and can be taken down. Thread-safety: from any thread.
#pragma once

#include <string>
#include <vector>

#include "modules/claims/service.h"

namespace gq::claims {

inline constexpr int kNoticeDaysMin = 5, kNoticeDaysMax = 60, kRetainDaysMax = 365;

struct NoticePlan {
  std::vector<Uuid> claims;           // empty: every claim of the range that the county has reviewed
  std::vector<std::string> profiles;  // village_board, internet; at least one
  int days = 7;                       // of the objection period, from the day after
  int retain_days = 30;               // that it is shown, longer than the objection period
  std::optional<Date> posted_on;      // of boards only: the day on which the paper was put up: not before the review
  std::optional<Date> reviewed_on;    // with posted_on: the review was on paper on this day and entered later; shown
  bool working_days = false;          // `days` are working days (working_days.h), not calendar days
};
// One notice a village and one a county, as the profiles ask; the claims are in notice. kBadInput, kNotFound for a
// claim out of reach, kWrongState for one that the county has not reviewed; then none is opened.
Result<std::vector<PublicNotice>> OpenNotices(Store& store, const Scope& scope, const NoticePlan& plan, Date as_of);
// Takes a notice off before its time. A claim all of whose notices are down cannot be approved (Step says so).
Result<PublicNotice> TakeDown(Store& store, const Scope& scope, const Uuid& id, std::string_view why, Date as_of);
Result<std::vector<NoticeLine>> LinesOf(Store& store, const PublicNotice& notice);
// Whether the public sees it on a day.
bool IsShown(const PublicNotice& notice, Date day);

// Somebody objects to a claim that is in notice. `said_by` may be empty.
Result<NoticeObjection> Object(Store& store, const Scope& scope, const Uuid& claim, std::string_view said_by,
                               std::string_view text, Date as_of);
// Upheld: the claim goes back to the applicant. Needs an answer in words.
Result<NoticeObjection> Answer(Store& store, const Scope& scope, const Uuid& id, bool upheld, std::string_view answer,
                               Date as_of);
Result<std::vector<NoticeObjection>> ObjectionsOf(Store& store, const SubsidyClaim& claim);

}  // namespace gq::claims
