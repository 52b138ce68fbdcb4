// What the store knows, as facts for the rules: people, spells and what follows from posts, employers, comparisons and
// the spells before. Reads within the scope of the month. Sources: HN-22, FD-13, policies.md A8, A9;
// modules/subsidies/evidence.h.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "modules/months/month.h"
#include "modules/people/model.h"
#include "modules/subsidies/decide.h"

namespace gq::months {

struct Claimant {
  std::int64_t county_id = 0;
  Uuid person_id;
  std::string number;  // the first active one; the person's name in facts, claims and decisions
};
struct Register {
  std::vector<subsidies::Fact> facts;
  std::unordered_map<std::string, Claimant> people;        // by any active ID number
  std::unordered_map<std::string, std::string> number_of;  // by the person's id (16 bytes)
};
Result<Register> ReadRegister(const StepContext& context);
// The same as known on a day; of one person, or of everybody in the scope.
Result<Register> ReadRegister(Store& store, const Scope& scope, Date as_of, const Person* only = nullptr);
// With people who neither worked nor claim anything: a fact without a spell each. For questions about whoever may be
// entitled: trainees and students are among them.
Result<Register> ReadWholeRegister(Store& store, const Scope& scope, Date as_of);

}  // namespace gq::months
