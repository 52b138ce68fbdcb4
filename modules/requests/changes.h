// Change requests (D6): who does not own a field asks, who owns it decides. Thread-safety: from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/record_json.h"
#include "kits/store/unit_of_work.h"
#include "modules/people/model.h"
#include "modules/requests/model.h"

namespace gq::requests {

// What a field of a record would become.
struct Proposal {
  const RecordType* type = nullptr;  // kPerson or kSpell
  const Field* field = nullptr;
  Value before, after;
};
// Adds one request a proposal to `work`, about the person; a field that the same unit has asked for and that is still
// open is left out. spell: the record, or null for the person's own fields. Returns how many were added.
Result<int> Add(Store& store, UnitOfWork& work, const Person& person, const Spell* spell,
                const std::vector<Proposal>& proposals, std::string_view cause, std::string_view reason);

// The members of `fields` that differ, as requests. The reader must reach the person; fields that it may not see cannot
// be asked for. record_type "spell" needs spell_id. Returns how many were added; kBadInput when nothing differs.
Result<int> Propose(Store& store, const Scope& scope, const Uuid& person_id, const Uuid* spell_id,
                    const json::Node& fields, const CodeCheck& codes, std::string_view reason);

// Accepting writes the field through the same checks as an edit of the owner's. kConflict when the field has changed
// since it was asked.
Result<ChangeRequest> Decide(Store& store, const Scope& scope, const Uuid& id, bool accept, std::string_view answer,
                             const CodeCheck& codes);

// The value of the field at present and the proposed one, as JSON; masked ones masked. Present only for who sees the
// record's group.
struct Shown {
  std::string now, proposed;  // "null" when unknown
  std::string person_name;
  bool changed_since = false;
};
Result<Shown> Show(Store& store, const Scope& scope, const ChangeRequest& request);

// Decides: the unit is one of the scope's, or the program.
bool IsOwner(const Scope& scope, std::int64_t unit_id);

}  // namespace gq::requests
