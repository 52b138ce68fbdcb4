#include "engines/matching/ranking_scan.h"

namespace gq::matching {

bool ScanRankedScalar(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best) {
  return ScanRanked(task, ranking, rows, best);
}

Quick ScanQuickScalar(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best) {
  return ScanQuick(task, ranking, rows, best);
}

RankBound FindBoundScalar(std::span<const std::int16_t> level, std::int16_t none, std::int16_t least,
                          const Effect* effects, const std::int32_t* price, RankBound start) {
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (level[i] <= none || level[i] >= least) continue;
    start.arrive = std::max(start.arrive, effects[i].arrive);
    start.stay = std::max(start.stay, effects[i].stay);
    start.price = std::min(start.price, price[i]);
  }
  return start;
}

std::size_t PickFromScalar(std::span<const std::int16_t> level, std::int16_t least, std::uint32_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < level.size(); ++i) {
    out[count] = static_cast<std::uint32_t>(i);
    count += level[i] >= least;
  }
  return count;
}

void PickBitsScalar(const std::uint64_t* bitmap, const std::uint32_t* positions, std::size_t words,
                    std::uint32_t* out) {
  for (std::size_t w = 0; w < words; ++w) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 32; ++k) {
      const std::uint32_t at = positions[w * 32 + k];
      bits |= static_cast<std::uint32_t>(bitmap[at / 64] >> (at % 64) & 1) << k;
    }
    out[w] = bits;
  }
}

void PickKindScalar(const std::uint64_t* kinds, unsigned bit, std::size_t words, std::uint32_t* out) {
  for (std::size_t w = 0; w < words; ++w) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 32; ++k) bits |= static_cast<std::uint32_t>(kinds[w * 32 + k] >> bit & 1) << k;
    out[w] = bits;
  }
}

void FindLevelsScalar(const ScanTask& task, const std::uint64_t* possible, std::int16_t none, Effect* effects,
                      std::int16_t* levels) {
  for (std::size_t i = 0; i < task.blocks * 64; ++i) {
    effects[i] = {static_cast<std::int16_t>(task.origin.arrive[i] + task.wage.arrive[i]),
                  static_cast<std::int16_t>(task.origin.stay[i] + task.wage.stay[i])};
    const std::int32_t value = ValueOf(task.arrive->At(effects[i].arrive + task.worker.arrive),
                                       task.stay->At(effects[i].stay + task.worker.stay));
    const auto level = static_cast<std::int16_t>((value >> kCoarseBits) - task.price_coarse[i]);
    levels[i] = (possible[i / 64] >> (i % 64) & 1) != 0 ? level : none;
  }
}

}  // namespace gq::matching
