// Fields that repeat each other (linkage.h): who lives in a village has its postcode as well, so that both agreeing
// says little more than one.
//
// For each field, pairs of records that agree on it by chance are drawn; how much oftener than elsewhere another field
// agrees among them is their dependence. The strongest dependences that form no circle count (a forest, as Chow and Liu
// 1968). Thread-safety: functions without state.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engines/reconcile/linkage_model.h"
#include "engines/reconcile/linkage_pairs.h"

namespace gq::reconcile {

struct Dependence {
  std::size_t field, other;
  double share;  // 0 to 1: of what the lesser of both says when both agree
};

// `compare` gives the pattern of two left rows of `columns`, from any thread; `chance` as LinkEvidence::chance.
std::vector<Dependence> FindDependences(const ReadyColumns& columns, const std::vector<std::vector<double>>& chance,
                                        std::uint64_t seed, int threads,
                                        const std::function<Pattern(std::uint32_t, std::uint32_t)>& compare);

}  // namespace gq::reconcile
