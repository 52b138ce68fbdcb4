// Lists of people as the console asks for them: the one reading of /api/people's parameters, so that a figure and the
// list it opens count the same. Thread-safe.
#pragma once

#include "kits/store/list_query.h"

namespace gq::people {

// Parameters of kits/store/list_query.h, and view=task|retention|visit|all, q=part of a name, matched=YYYY-MM: somebody
// for whom that month's plan proposes a post, unoffered=true: nothing proposed since the present state began,
// to_check=lapsed|employed: an open finding of a comparison (rules.h), figure=UNIT:YYYY-MM:FIGURE: whom a figure of
// that unit's monthly report counted (month_figures.h). kBadInput names what is wrong.
Result<ListQuery> ReadPeopleQuery(const QueryParams& params);

// How many names the list has.
Result<std::int64_t> CountPeople(Store& store, const Scope& scope, const QueryParams& params);

}  // namespace gq::people
