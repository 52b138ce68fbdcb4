// Who an office is in a private comparison: a secret file of its own and a public one that it hands over once.
//
//   TRY(CreateOfficeKey({Role::kHolder, "省社会保险局"}, "holder.key"));       // holder.key 0600, holder.key.pub
//   OfficeKey mine = TRY(ReadOfficeKey("holder.key"));
//   Office peer = TRY(ReadOffice("asker.key.pub"));
//
// All secrets of an office follow from one seed of 32 bytes in its key file; the secret by which a holder masks its
// registry is another one for each asker, so that masked files of two askers have nothing in common.
// Errors: kFile for files that are missing, open to others or damaged; kWrongRole. Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/crypto/blind_point.h"

namespace gq::psi {

inline constexpr ErrorKind kWrongRole{"psi.role", 422, "角色不对", "Wrong role"};

enum class Role : std::uint8_t {
  kAsker,   // has a roster, learns which of its people the registry has
  kHolder,  // has the registry, learns how many were asked for and nothing else
};
std::string_view NameOf(Role role);  // "asker", "holder"

// What everybody may know of an office.
struct Office {
  Role role = Role::kAsker;
  std::string name;
  std::string key;  // public key, 64 hex digits
  // Sixteen digits of the public key in groups, to be compared by telephone.
  std::string Fingerprint() const;
};

struct OfficeLimits {
  std::uint64_t query_values = 6000000;   // a holder answers no greater query
  std::uint64_t month_values = 12000000;  // nor more values of one asker in one calendar month
};

struct OfficeKey {
  Office office;
  OfficeLimits limits;
  std::string seed;  // 32 bytes
  ~OfficeKey();
  OfficeKey() = default;
  OfficeKey(OfficeKey&&) = default;
  OfficeKey& operator=(OfficeKey&&) = default;

  crypto::Scalar MaskFor(const Office& asker) const;   // a holder's
  std::string OrderKeyFor(const Office& asker) const;  // 32 bytes: the order of masked values
  std::string AuditKey() const;                        // 32 bytes
};

// Writes `path` (0600) and `path`.pub; refuses to replace either.
Result<Office> CreateOfficeKey(Role role, const std::string& name, const OfficeLimits& limits, const std::string& path);
Result<OfficeKey> ReadOfficeKey(const std::string& path);
// The file itself, without any file: what a fuzzer may throw anything at.
Result<OfficeKey> ParseOfficeKey(std::string_view text);
Result<Office> ReadOffice(const std::string& path);
// kWrongRole unless `office` is a `role`.
Status RequireRole(const Office& office, Role role, const std::string& what);

}  // namespace gq::psi
