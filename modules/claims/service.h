// A claim from its entry to the approval (HN-14, a.7.3): create, edit, step by step; what else the same person gets.
// Every step is one transaction with its event. Thread-safety: from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/period.h"
#include "kits/json/reader.h"
#include "kits/store/record_json.h"
#include "modules/claims/deciding.h"
#include "modules/claims/transitions.h"

namespace gq::claims {

inline constexpr ErrorKind kNotYet{"claims.not_yet", 409, "还不能办这一步", "Not yet"};

// {"person": id}, {"credit_code"} or {"station": name or number of a unit}, "rule", and the fields of a claim. A draft.
// kBadInput names the field: a claimant that the rule is not for, a period that ends before it begins. kConflict when
// the same claimant has the same claim (rule, day, broker) already.
Result<SubsidyClaim> Create(Store& store, const Scope& scope, const json::Node& fields, const CodeCheck& codes);
// {"version", fields}: while it is a draft or returned.
Result<SubsidyClaim> Edit(Store& store, const Scope& scope, const Uuid& id, const json::Node& fields,
                          const CodeCheck& codes);

// Takes a step by hand (transitions.h). On the way to the county's review every document of the rule must be there and
// the decision must be to pay; the approval needs the objection period over, no open objection, and the same decision
// as was shown to the public. kNotYet says what is missing.
Result<SubsidyClaim> Step(Store& store, const Scope& scope, const Uuid& id, std::string_view action,
                          std::string_view note, std::int64_t version, Date as_of);

std::vector<ClaimStep> StepsOf(Store& store, const SubsidyClaim& claim);  // oldest first
// The accounts whose four eyes count since the claim was last submitted.
std::vector<std::string> EarlierHands(const SubsidyClaim& claim, const std::vector<ClaimStep>& steps);
// What has to be shown for a claim: the rule's documents, and what the county that pays asks for besides (A11).
std::vector<std::string> DocumentsOf(const subsidies::Rule& rule, const SubsidyClaim& claim);
// Those that are not there, or not valid on the day. None are asked for by a proposal from the
// register.
Result<std::vector<std::string>> MissingDocuments(Store& store, const SubsidyClaim& claim,
                                                  const subsidies::Rules& rules, Date as_of);

// Another claim, or decision of a month, about the same claimant: seen before it is paid (D7). What lies outside of the
// reader's range says that it is there, of which rule and whether it was paid, and nothing else.
struct Overlap {
  Uuid claim_id;  // nil: of a month, or elsewhere
  std::string rule, title, state, period, place;
  std::optional<std::int64_t> amount_fen;
  bool elsewhere = false;
  bool same_kind = false;  // the same rule or exclusion group
  bool given = false;      // counts as paid
};
Result<std::vector<Overlap>> Overlaps(Store& store, const Scope& scope, const SubsidyClaim& claim,
                                      const subsidies::Rules& rules);

// What the last month that decided about the claim gave. A month works out; it moves no claim: that is done by the
// steps above, so a claim that a month would pay still waits where it was.
struct MonthDecision {
  gq::Month period;
  std::string outcome;
  std::int64_t amount_fen = 0;
};
Result<std::optional<MonthDecision>> DecidedInMonth(Store& store, const SubsidyClaim& claim);

// Shared by notices and batches: moves a claim inside of a unit of work, with its step and event.
Status Move(UnitOfWork& work, const Transition& row, std::string_view note, const SubsidyClaim& before,
            SubsidyClaim& after);
// Chain and subject of a claim's events.
void AboutClaim(UnitOfWork& work, std::string_view action, const SubsidyClaim& claim);
// The claimant's name as records have it; the credit code of an unknown employer.
std::string NameOfClaimant(Store& store, const SubsidyClaim& claim);

}  // namespace gq::claims
