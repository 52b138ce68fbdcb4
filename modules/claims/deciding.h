// Decisions on stored claims and the ledger that keeps them (policies.md §2; replay gives the same bytes as known on
// its day). What other claims and months gave to the same person counts as paid, wherever it was decided: the county
// that decides is the person's own and may know (D7). Thread-safety: from any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kits/store/unit_of_work.h"
#include "modules/claims/model.h"
#include "modules/claims/snapshot.h"
#include "modules/months/facts.h"
#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/model.h"

namespace gq::claims {

// Facts of everybody, found by whom a claim names. Holds on to the register, which must outlive it.
class FactIndex {
 public:
  explicit FactIndex(const months::Register& all);
  const months::Register& all() const { return all_; }
  // Of a person's number, or of an employer's code; none when nobody is there.
  std::span<const subsidies::Fact* const> Of(const std::string& claimant) const;

 private:
  const months::Register& all_;
  std::unordered_map<std::string_view, std::vector<const subsidies::Fact*>> of_;
};

// What a decision would be, not written yet: the entry with its sealed input, and the texts that it needs.
struct Made {
  LedgerEntry entry;
  std::vector<RuleText> texts;
};
// `index`: facts of everybody, where many claims are decided; else they are read for this one. kConflict when the
// person has moved out of reach.
Result<Made> MakeDecision(Store& store, const Scope& scope, const SubsidyClaim& claim, const subsidies::Rules& rules,
                          Date as_of, const FactIndex* index = nullptr);
// Writes the entry, unless the last one was made from the same input, and what the claim shows of it. After
// work.About().
Status Append(UnitOfWork& work, const Made& made, const SubsidyClaim& before, SubsidyClaim& after);
// An entry of money that moved.
LedgerEntry EntryOf(const SubsidyClaim& claim, const LedgerEntry& decision, std::string_view kind, Fen amount,
                    UnitOfWork& work, Date as_of);

// Decides one claim now and keeps it.
Result<SubsidyClaim> DecideNow(Store& store, const Scope& scope, const Uuid& id, Date as_of);

struct Replayed {
  Snapshot snapshot;
  subsidies::Rules rules;
  std::string model;  // the claim's rule.dmn as it was
  subsidies::Decision decision;
  bool same_input = false, same_result = false;  // as kept on its day
};
// Decides an entry of the ledger again from what was kept then.
Result<Replayed> Replay(Store& store, const Scope& scope, const Uuid& entry_id);

}  // namespace gq::claims
