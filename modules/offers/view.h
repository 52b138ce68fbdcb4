// Offers and suggestions as JSON: what each side sees (D7). The origin sees its people; the place of work sees skills,
// age band and figures without a name until departure; the employer name and telephone from acceptance on, and none of
// the reasons. Shapes in shapes.h. Thread-safe.
#pragma once

#include <string>

#include "kits/json/writer.h"
#include "kits/store/store.h"
#include "modules/offers/model.h"
#include "modules/offers/observed.h"
#include "modules/offers/suggest.h"

namespace gq::offers {

void WriteOffer(json::Writer& out, Store& store, const Scope& scope, const MatchOffer& offer);
void WritePostsFor(json::Writer& out, Store& store, const Scope& scope, const PostsForPerson& posts);
void WritePeopleFor(json::Writer& out, Store& store, const PeopleForPost& people);
void WriteObserved(json::Writer& out, const Observed& observed);
void WriteLimits(json::Writer& out, const std::vector<Limit>& limits);
// limits as match_unplaced keeps them: "wage:12;tier:3".
std::vector<Limit> ParseLimits(std::string_view text);

// "25～34 岁"; "--" when unknown.
std::string AgeBand(const std::optional<Date>& birth, Date on);

}  // namespace gq::offers
