// Documents of a claim: files sealed below <data folder>/evidence/<county>/<claim>/<id> (D9), or papers that somebody
// has seen. PDF, JPEG and PNG, found out from the first bytes, up to 10 MiB, thirty a claim. Thread-safety: from any
// thread.
#pragma once

#include <filesystem>
#include <string>

#include "modules/claims/service.h"

namespace gq::claims {

inline constexpr std::int64_t kEvidenceBytesMax = std::int64_t{10} << 20;
inline constexpr int kEvidenceMax = 30;

struct NewEvidence {
  std::string document, name, note;
  std::optional<Date> valid_to;
};
// kBadInput for a file of another kind or size. Allowed until the claim is in public notice; not on a draft of somebody
// else's range.
Result<ClaimEvidence> AddFile(Store& store, const Scope& scope, const std::filesystem::path& folder, const Uuid& claim,
                              const NewEvidence& evidence, const std::filesystem::path& file);
Result<ClaimEvidence> AddPaper(Store& store, const Scope& scope, const Uuid& claim, const NewEvidence& evidence);
// Out of the list; the file and its hash stay, because a review may have rested on it.
Status RemoveEvidence(Store& store, const Scope& scope, const Uuid& claim, const Uuid& id);
// Opens the sealed file into `to`; kBadSeal when it was changed.
Result<ClaimEvidence> OpenEvidence(Store& store, const Scope& scope, const std::filesystem::path& folder,
                                   const Uuid& claim, const Uuid& id, const std::filesystem::path& to);
Result<std::vector<ClaimEvidence>> EvidenceOf(Store& store, const SubsidyClaim& claim);  // oldest first

}  // namespace gq::claims
