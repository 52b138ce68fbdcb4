// How long somebody has to stay on a post until a subsidy for staying is due, from the rules of rules/ (FD-03, HN-14):
// the factor "distance to the next subsidy date" of the matching.
//
// A rule counts if it pays the person on the day (anchor "met") on which needs_months (1 … 12) are full, holds on the
// day, covers the home, the group and the place of work. Who has been paid before is not looked at, and of several the
// nearest counts. Thread-safe.
#pragma once

#include "base/date.h"
#include "modules/offers/store_input.h"
#include "modules/subsidies/decide.h"

namespace gq::offers {

// Fills WorkerRecord::subsidy and PostRecord::subsidy_months. People whose rules differ are of different kinds; beyond
// kSubsidyKinds kinds the rarer ones get none.
void FillSubsidies(const subsidies::Rules& installed, Date as_of, Seekers& seekers, OpenPosts& posts);
// By the rules in force for the store. None there, or wrong ones (`policy check` says what is wrong): nothing is filled
// in.
void FillSubsidies(Store& store, Date as_of, Seekers& seekers, OpenPosts& posts);

}  // namespace gq::offers
