// What the matching reads from the store: people who look for work, and posts with the places that are left. The month
// and the plans of this module read the same (HN-24). Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "kits/codes/region_tree.h"
#include "kits/store/store.h"
#include "modules/matching/records.h"
#include "modules/offers/model.h"

namespace gq::offers {

// The divisions, read once in the life of the program.
Result<const RegionTree*> Regions();

// One entry a person in every vector. Disability is for the report on fairness only, sex for that and for posts that
// the law itself closes to women; the score gets neither.
struct Seekers {
  std::vector<matching::WorkerRecord> workers;
  std::vector<Uuid> ids;
  std::vector<std::int64_t> counties, homes;
  std::vector<std::string> sexes;
  std::vector<bool> disabled;
  std::vector<std::vector<std::string>> groups;  // of target_group, the main one first
};
// The task list of the scope's home side, by home and id.
Result<Seekers> ReadSeekers(Store& store, const Scope& scope, const RegionTree& regions);
// One person, on whatever list; empty when the scope's home side does not reach it.
Result<Seekers> ReadSeeker(Store& store, const Scope& scope, const RegionTree& regions, const Uuid& person_id);

struct OpenPosts {
  std::vector<matching::PostRecord> records;  // openings: what is left
  std::vector<Uuid> ids;
  std::vector<std::int64_t> codes;                     // of the place of work
  std::vector<std::string> employers, names, numbers;  // number: 岗位编号 of the posts file; may be empty
};
// Open posts that are valid on the day, and those named in `also` in any state, with places for their own people only.
// taken: by post, places that are not free (PlacesTaken).
Result<OpenPosts> ReadOpenPosts(Store& store, const Scope& scope, const RegionTree& regions, Date as_of,
                                const std::map<Uuid, std::int64_t>& taken, const std::map<Uuid, std::int64_t>& also);
// One post, in any state, with one place at least; none when its last day has passed (modules/posts/open.h).
Result<OpenPosts> ReadOnePost(Store& store, const Scope& scope, const RegionTree& regions, const Uuid& post_id);

// The names of a list of certificates, without the words for none.
std::vector<std::string> RealCertificates(std::string_view text);

// Places of each post that people hold: confirmed, told, accepted, or departed and not ended; of all counties.
Result<std::map<Uuid, std::int64_t>> PlacesTaken(Store& store);

}  // namespace gq::offers
