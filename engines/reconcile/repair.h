// The check digit as an error-correcting syndrome (GB 11643-1999, ISO 7064 MOD 11-2): which IDs may a wrong one have
// been?
//
// Every single wrong digit and every swap of two neighbours is detected, because all weights are different from zero
// and neighbouring weights differ modulo 11. What is detected leaves at most one digit for each position and few swaps:
// about 17 candidates, those with an impossible birth date or province left out. A tail cut by Excel (three last
// characters 000) leaves a hundred, and the candidates of one slip beside them, since an ID may truly end in 000. Pure
// functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engines/reconcile/identity.h"

namespace gq::reconcile {

enum class RepairType : std::uint8_t { kNone, kDigit, kSwap, kTail };

struct Repair {
  RepairType type = RepairType::kNone;
  std::uint8_t position = 0;  // from 1; swap: of the left one
  char from = 0, to = 0;      // digit only
  bool in_roster = false;     // the roster's ID was wrong; false: the registry's
};
// "digit@9:3>5", "swap@7", "tail@16", with "roster:" or "registry:" in front; "" for none.
std::string RepairText(const Repair& repair);

struct RepairCandidate {
  IdKey key;
  Repair repair;
};
// IDs with a right check code that `key` (wrong check code, or cut tail) may have been, each once. Cleared first.
void ListRepairs(IdKey key, bool tail_cut, std::vector<RepairCandidate>& out);
// A right check code, but 000 at the end: one cut ID in eleven looks like that.
constexpr bool MayBeCut(IdKey key) { return CheckOf(key) == 0 && Digits17(key) % 100 == 0; }
// Repairs are worth looking for: a wrong check code, or a tail that is or may have been cut.
inline bool Suspicious(IdKey key, bool tail_cut) {
  return key != kNoKey && (tail_cut || MayBeCut(key) || !CheckFits(key));
}

}  // namespace gq::reconcile
