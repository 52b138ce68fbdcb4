#include "kits/store/store.h"
#include "modules/claims/model.h"
#include "modules/employers/model.h"
#include "modules/offers/model.h"
#include "modules/org/model.h"
#include "modules/people/household.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"
#include "modules/requests/model.h"
#include "modules/rule_drafts/model.h"
#include "modules/schema/schema.h"
#include "modules/subsidies/model.h"
#include "modules/subsidies/publication_record.h"
#include "modules/what_if/model.h"

namespace gq {

void RegisterAllRecordTypes() {
  for (const RecordType* type :
       {&kPerson,        &kHousehold,       &kIdentifier, &kSpell,           &kIntention,    &kObservation,
        &kUnit,          &kAccount,         &kGrant,      &kEmployer,        &kPost,         &kSubsidyClaim,
        &kChangeRequest, &kTransferRequest, &kMatchPlan,  &kMatchOffer,      &kClaimStep,    &kClaimEvidence,
        &kLedgerEntry,   &kPublicNotice,    &kNoticeLine, &kNoticeObjection, &kPaymentBatch, &kPayment,
        &kWhatIf,        &kWhatIfRow,       &kRuleDraft,  &kRulePublication, &kMatchWeights}) {
    RegisterRecordType(*type);
  }
  store::RegisterDerived(people::HouseholdCounts());
}

}  // namespace gq
