// The resident-optimal stable matching of the residents/hospitals problem (Gale, Shapley 1962): strict lists on both
// sides, places per programme. A pair counts only if each lists the other. Every other stable matching is no better for
// any resident. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gq::matching {

struct ResidentsProblem {
  std::vector<std::vector<std::uint32_t>> residents;   // programmes, most wanted first
  std::vector<std::vector<std::uint32_t>> programmes;  // residents, most wanted first
  std::vector<std::uint32_t> places;                   // by programme
};

// By resident: programme, or -1.
std::vector<std::int32_t> SolveResidents(const ResidentsProblem& problem);

}  // namespace gq::matching
