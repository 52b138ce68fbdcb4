// The posts on a person's page: shape PersonMatch. Thread-safe.
#pragma once

#include "kits/json/writer.h"
#include "kits/store/store.h"
#include "modules/people/service.h"

namespace gq::people {

// "matches": the post of the live offer alone, as soon as there is one. Else what the months proposed, newest first,
// without the posts whose offer has come to an end (replaced, refused, expired, withdrawn), and without posts that are
// no longer open (modules/posts/open.h).
void WriteMatches(json::Writer& out, Store& store, const PersonFile& file);

}  // namespace gq::people
