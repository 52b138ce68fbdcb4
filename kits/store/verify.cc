#include "kits/store/verify.h"

#include "kits/crypto/bytes.h"
#include "kits/store/event_chain.h"

namespace gq {

namespace {

struct Walk {
  std::int64_t chain = -1, seq = 0;
  std::string hash;
};

std::string Place(std::int64_t chain, std::int64_t seq) {
  return "链 " + std::to_string(chain) + " 第 " + std::to_string(seq) + " 条：";
}

}  // namespace

Result<AuditReport> VerifyAudit(Store& store, const ChainHeads& known) {
  AuditReport report;
  Walk walk;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach(
      "SELECT chain, seq, at, actor, action, subject_type, subject_id, cause, payload, commitment, hash FROM event "
      "ORDER BY chain, seq",
      {},
      [&](const db::Row& row) {
        store::Event event{row.Int(0), row.Int(1),    row.Int(2), row.String(3), row.String(4), row.String(5),
                           row.Id(6),  row.String(7), {},         row.String(9), row.String(10)};
        if (event.chain != walk.chain) walk = {event.chain, 0, std::string(store::kGenesisHash)};
        if (event.seq != walk.seq + 1)
          report.problems.push_back(Place(event.chain, event.seq) + "序号不连续，前一条是 " + std::to_string(walk.seq));
        if (store::HashEvent(event, walk.hash) != event.hash)
          report.problems.push_back(Place(event.chain, event.seq) + "内容与哈希不符");
        if (row.IsNull(8)) {
          ++report.erased;
        } else {
          if (!store::OpenEvent(store.vault(), event.chain, event.commitment, row.Text(8))) {
            report.problems.push_back(Place(event.chain, event.seq) + "加密内容打不开或与承诺不符");
          }
        }
        walk.seq = event.seq;
        walk.hash = event.hash;
        ++report.events;
        const std::string hex = crypto::ToHex(event.hash);
        const auto it = known.find(event.chain);
        if (it != known.end() && it->second.seq == event.seq && it->second.hash_hex != hex) {
          report.problems.push_back(Place(event.chain, event.seq) + "与以前导出的链头不同，历史被改写过");
        }
        report.heads[event.chain] = {event.seq, hex};
        return Ok();
      },
      true));
  TRY(lease->ForEach("SELECT chain, seq, hash FROM chain_head", {}, [&](const db::Row& row) {
    const auto it = report.heads.find(row.Int(0));
    const std::int64_t seq = it == report.heads.end() ? 0 : it->second.seq;
    if (row.Int(1) != seq || (seq > 0 && crypto::ToHex(row.Text(2)) != it->second.hash_hex)) {
      report.problems.push_back("链 " + std::to_string(row.Int(0)) + "：链头与最后一条不符");
    }
    return Ok();
  }));
  for (const auto& [chain, head] : known) {
    const auto it = report.heads.find(chain);
    if (it == report.heads.end() || it->second.seq < head.seq) {
      report.problems.push_back("链 " + std::to_string(chain) + "：比以前导出的链头短，有事件被删去");
    }
  }
  report.chains = static_cast<std::int64_t>(report.heads.size());
  return report;
}

}  // namespace gq
