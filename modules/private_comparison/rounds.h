// The rounds of a private comparison between two offices (docs/explanation/private-comparison.md): the asker has a
// roster and learns which of its people the holder's registry has; the holder learns how many values were asked for.
//
//   holder  MaskRegistry   registry.csv          -> masked.psi       to the asker; masked.psi.tags stays
//   asker   BlindRoster    roster.csv            -> query.psi        to the holder; query.psi.secret stays
//   holder  AnswerQuery    query.psi             -> answer.psi       to the asker
//   asker   MatchAnswer    answer.psi, masked.psi -> private.csv, summary.json
//
// Every round checks roles, signatures and bindings first, appends to the office's audit trail, and only then lets its
// file appear. Order: masked values stand in the order of a hash under the holder's key, queries in the order of their
// blinded bytes; neither follows the rows.
//
// Errors: kWrongRole, kExchangeFile, kTampered, kWrongSession, kBadPoint, kOverLimit, those of tables (hashed IDs
// included), kFile, kIo. Thread-safety: one round at a time an object; `threads` are used inside.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "engines/reconcile/csv.h"
#include "modules/private_comparison/office_key.h"

namespace gq::psi {

inline constexpr ErrorKind kWrongSession{"psi.session", 409, "文件不属于这一次比对", "File of another session"};
inline constexpr ErrorKind kBadPoint{"psi.point", 422, "交换文件里有无效的值", "Invalid group element"};
inline constexpr ErrorKind kOverLimit{"psi.limit", 422, "超过约定的数量上限", "Over the agreed limit"};

struct RoundOptions {
  std::string key_path, peer_path;
  int threads = 1;
  reconcile::HeaderMap header_map;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // total 0: unknown
};

// What a round did; also what its audit line says.
struct RoundResult {
  std::uint64_t values = 0;  // in the file that was made (match: that were asked for)
  std::uint64_t rows = 0, rejected = 0;
  std::uint64_t computed = 0;  // multiplications on the curve
  std::uint64_t reused = 0;    // mask: values taken over from the file before
  std::string session, sha256;
  std::uint64_t audit_seq = 0;
  std::string audit_chain;
};

// `since`: the masked file of an earlier month with its .tags beside it; only values that are new are computed. The
// values of people who are no longer in the registry are left out.
Result<RoundResult> MaskRegistry(const RoundOptions& options, const std::string& registry_kind,
                                 const std::string& registry, const std::string& since, const std::string& out);
Result<RoundResult> BlindRoster(const RoundOptions& options, const std::string& roster, const std::string& out);
Result<RoundResult> AnswerQuery(const RoundOptions& options, const std::string& query, const std::string& out);

struct MatchFiles {
  std::string roster, secret, masked, answer, folder;
};
struct MatchCounts {
  std::uint64_t exact = 0, name_conflict = 0, repaired = 0, review = 0, none = 0;
};
Result<RoundResult> MatchAnswer(const RoundOptions& options, const MatchFiles& files, MatchCounts* counts);

// Where a round keeps what it must not hand over.
inline std::string TagsPathOf(const std::string& masked) { return masked + ".tags"; }
inline std::string SecretPathOf(const std::string& query) { return query + ".secret"; }

}  // namespace gq::psi
