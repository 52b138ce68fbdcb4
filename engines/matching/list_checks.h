// What both solvers over lists need: the check of their input, and the certificate of a plan.
#pragma once

#include <algorithm>
#include <limits>
#include <string>

#include "engines/matching/lists.h"

namespace gq::matching {

// The auction. `for_start`: coarser where options leave epsilon open, and what coarse bids leave in the gap stays: a
// plan for the simplex to begin with.
template <typename Lists>
ListPlan RunListAuction(const Lists& lists, const std::vector<std::int32_t>& places, const ListOptions& options,
                        bool for_start);

// The best score that the worker's list gives the post; -1: it does not name it.
template <typename Lists>
std::int64_t BestScore(const Lists& lists, std::size_t worker, std::int32_t post) {
  std::int64_t best = -1;
  for (std::uint64_t i = lists.begin[worker]; i < lists.begin[worker + 1]; ++i) {
    if (static_cast<std::int64_t>(lists.post[i]) == post)
      best = std::max(best, static_cast<std::int64_t>(lists.score[i]));
  }
  return best;
}

// Places that can be filled, by post: more than its lists and one say no more. kBadInstance.
template <typename Lists>
Result<std::vector<std::int32_t>> CheckLists(const Lists& lists, std::span<const std::int64_t> capacity) {
  constexpr std::int64_t kScoreMax = std::int64_t{1} << 48, kSumMax = std::numeric_limits<std::int64_t>::max() / 2;
  constexpr std::size_t kCountMax = std::numeric_limits<std::int32_t>::max();
  if (lists.begin.empty() || lists.begin.front() != 0 || lists.begin.back() != lists.post.size() ||
      lists.post.size() != lists.score.size() || !std::is_sorted(lists.begin.begin(), lists.begin.end()))
    return Fail(kBadInstance, "名单的起止对不上", "这是程序错误，请报告");
  if (lists.workers() >= kCountMax || capacity.size() >= kCountMax)
    return Fail(kBadInstance, "劳动者或岗位太多", "最多 2^31 个");
  std::vector<std::int32_t> places(capacity.size());
  std::int64_t most = 0;
  for (std::size_t i = 0; i < lists.post.size(); ++i) {
    if (lists.post[i] >= capacity.size()) return Fail(kBadInstance, "名单中的岗位编号超出范围", "请检查岗位编号");
    const auto score = static_cast<std::int64_t>(lists.score[i]);
    if (score < 0 || score > kScoreMax) return Fail(kBadInstance, "名单中的分值应在 0 到 2^48 之间", "请检查分值");
    most = std::max(most, score);
    std::int32_t& named = places[lists.post[i]];
    if (named < static_cast<std::int32_t>(kCountMax) - 1) ++named;
  }
  if (most != 0 && static_cast<std::int64_t>(std::max(lists.workers(), capacity.size()) + 2) > kSumMax / most)
    return Fail(kBadInstance, "题目中的数字过大，64 位整数算不下", "请缩小分值或题目规模");
  for (std::size_t p = 0; p < capacity.size(); ++p) {
    if (capacity[p] < 0)
      return Fail(kBadInstance, "岗位 " + std::to_string(p + 1) + " 的容量小于 0", "容量应是不小于 0 的整数");
    places[p] = static_cast<std::int32_t>(std::min<std::int64_t>(capacity[p], std::int64_t{places[p]} + 1));
  }
  return places;
}

// Writes objective, bound and placed from assignment and price alone; the gap in 1/256 of a score.
template <typename Lists>
std::int64_t Certify(const Lists& lists, const std::vector<std::int32_t>& places, ListPlan& plan) {
  __extension__ using Wide = __int128;
  Wide bound = 0;
  plan.objective = 0;
  plan.placed = 0;
  for (std::size_t p = 0; p < places.size(); ++p) bound += Wide{places[p]} * plan.price[p];
  for (std::size_t w = 0; w < lists.workers(); ++w) {
    std::int64_t most = 0;
    for (std::uint64_t i = lists.begin[w]; i < lists.begin[w + 1]; ++i)
      most = std::max(most, (static_cast<std::int64_t>(lists.score[i]) << kListPriceBits) - plan.price[lists.post[i]]);
    bound += most;
    if (plan.assignment[w] == kUnplaced) continue;
    plan.objective += BestScore(lists, w, plan.assignment[w]);
    ++plan.placed;
  }
  plan.bound = static_cast<std::int64_t>(bound >> kListPriceBits);
  return static_cast<std::int64_t>(bound - (Wide{plan.objective} << kListPriceBits));
}

}  // namespace gq::matching
