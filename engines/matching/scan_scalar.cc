#include <algorithm>
#include <bit>

#include "engines/matching/probability.h"
#include "engines/matching/scan.h"

namespace gq::matching {

void ScanScalar(const ScanTask& task, BestPosts& best) {
  for (std::size_t block = 0; block < task.blocks; ++block) {
    for (std::uint64_t bits = task.feasible[block]; bits != 0; bits &= bits - 1) {
      const std::size_t i = block * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      const Effect index = Unpack(AddHalves(task.base[i], task.worker));
      const std::int32_t arrive = task.arrive[std::clamp<int>(index.arrive, kIndexMin, kIndexMax)];
      const std::int32_t stay = task.stay[std::clamp<int>(index.stay, kIndexMin, kIndexMax)];
      if (task.stay_floor != nullptr) {
        if (stay > task.stay_floor[i] && arrive > best.floor()) best.Add(arrive, static_cast<std::uint32_t>(i));
        continue;
      }
      const std::int32_t net = ValueOf(arrive, stay) - task.price[i];
      if (net > best.floor()) best.Add(net, static_cast<std::uint32_t>(i));
    }
  }
}

void BuildBlockScalar(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base) {
  for (std::size_t i = block * 64; i < block * 64 + 64; ++i) {
    base[i] = AddHalves(AddHalves(codes.own[i], rows.place[codes.place[i]]), AddHalves(rows.trade[codes.trade[i]], rows.wage[codes.wage[i]]));
  }
}

}  // namespace gq::matching
