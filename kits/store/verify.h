// Verification of the event chains: recomputes every hash, opens every payload against its commitment, compares the
// records and the access log with what the events say (verify_records.h), the spans of causes with the causes, compares
// with exported heads. An erased payload is a problem with its number; so is a store without any event.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"

namespace gq {

struct ChainHead {
  std::int64_t seq = 0;
  std::string hash_hex;
};
using ChainHeads = std::map<std::int64_t, ChainHead>;  // by chain

struct AuditReport {
  std::int64_t events = 0, chains = 0, erased = 0;
  std::vector<std::string> problems;  // sentences: "链 7 第 12 条：内容与哈希不符"
  ChainHeads heads;                   // as they are now: export them monthly, keep them apart
};

// `known`: heads exported before; a chain that no longer contains one of them has been cut or rewritten.
Result<AuditReport> VerifyAudit(Store& store, const ChainHeads& known);

}  // namespace gq
