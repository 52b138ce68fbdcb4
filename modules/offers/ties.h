// Who of a store's people want to go together (FD-19), from what the intention and the household say:
//
//   与配偶同去  the husband or wife whose ID number the person file names, wherever registered (spouses.h); without a
//              number the one in the same household: by the relation to the head (户主 and 配偶, 之子 and 之儿媳
//   …); where
//              several fit, the one who says the same; else, where nobody fits, the only other one who says the same
//   与家人同去  everybody of the household who looks for work
//   同行小组    people of one county who name the same group
//
// One who says so is enough; whoever says 独自去 goes with nobody of the household. Pure.
#pragma once

#include <cstdint>
#include <optional>
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
  bool has_spouse_number = false;     // the person file names the husband or wife by ID number
  std::optional<std::size_t> spouse;  // the one with that number, if he or she looks for work; row of the ties
};

// Fills spouse, companions and group of the records. ties: by worker.
void TieTogether(std::span<const Tie> ties, std::span<matching::WorkerRecord> workers);

}  // namespace gq::offers
