// Who of a store's people want to go together (FD-19), from what the intention and the household say:
//
//   与配偶同去  the husband or wife in the same household: by the relation to the head (户主 and 配偶, 之子 and 之儿媳
//   …); where
//              several fit, the one who says the same; else, where nobody fits, the only other one who says the same
//   与家人同去  everybody of the household who looks for work
//   同行小组    people of one county who name the same group
//
// One who says so is enough; whoever says 独自去 goes with nobody of the household. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "modules/matching/records.h"

namespace gq::offers {

struct Tie {
  std::int64_t county_id = 0;
  Uuid household;        // nil: not known
  std::string relation;  // codes/relation.csv
  std::string together;  // codes/going_together.csv
  std::string group;
};

// Fills spouse, companions and group of the records. ties: by worker.
void TieTogether(std::span<const Tie> ties, std::span<matching::WorkerRecord> workers);

}  // namespace gq::offers
