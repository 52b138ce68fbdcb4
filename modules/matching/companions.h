// Who wants to go together (FD-19): from the columns spouse, companions and group to the parties of the engine.
//
// Spouses and companions who look for work themselves make a family, the same group a group; a family one of whose
// members is in a group goes with it. Who is named but is not in the file (children, a spouse at home) binds nobody,
// nor does a spouse whom two name and who names neither; that is a remark.
// A group of kTownshipGroup or more must name somebody who leads it and come from one township; what is amiss is a
// remark, never a reason to leave anybody out. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/unit_code.h"
#include "engines/matching/parties.h"
#include "modules/matching/records.h"

namespace gq::matching {

inline constexpr std::size_t kTownshipGroup = 20;  // FD-19

struct CompanionCells {
  std::string spouse, group;
  std::vector<std::string> companions;
  Consent may_part = Consent::kAsk;
  bool leader = false;
  UnitCode township;  // where registered, or what is known of it
};

struct NamedParty {
  Party party;
  std::string group;  // name; empty of a family
  Consent consent = Consent::kAsk;
  bool needs_leader = false, several_townships = false;
  bool led = false;  // a group of kTownshipGroup or more from one township, one of whom is marked as leader
};

struct CompanionRemark {
  std::uint32_t worker;  // row of the columns
  std::string column, text, cure;
};

struct Companions {
  std::vector<NamedParty> parties;  // by their first worker
  std::vector<CompanionRemark> remarks;
};

Companions FindCompanions(std::span<const CompanionCells> cells,
                          const std::unordered_map<std::string, std::uint32_t>& row_of_id);

// Who goes with a led group goes with a leader, whoever of them is marked. Before the score is made of the workers.
void ShareLeaders(const Companions& companions, Workers& workers);

}  // namespace gq::matching
