#include "kits/store/verify.h"

#include "kits/crypto/bytes.h"
#include "kits/store/event_chain.h"
#include "kits/store/verify_records.h"

namespace gq {

namespace {

std::string Place(std::int64_t chain, std::int64_t seq) {
  return "链 " + std::to_string(chain) + " 第 " + std::to_string(seq) + " 条：";
}

// Numbers of events whose contents are gone, as ranges.
class Erased {
 public:
  void Add(std::int64_t seq) {
    if (ranges_.empty() || ranges_.back().second + 1 != seq) ranges_.emplace_back(seq, seq);
    ranges_.back().second = seq;
  }
  void Report(std::int64_t chain, std::vector<std::string>& problems) const {
    for (const auto& [first, last] : ranges_) {
      problems.push_back("链 " + std::to_string(chain) + " 第 " + std::to_string(first) +
                         (first == last ? std::string() : " 至 " + std::to_string(last)) + " 条：内容已被抹去");
    }
  }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges_;
};

// Whether event_span says what the events say: which of them one cause has written.
class Spans {
 public:
  static Result<Spans> Read(db::Connection& connection, std::int64_t chain) {
    Spans spans;
    TRY(connection.ForEach("SELECT first_seq, last_seq, cause FROM event_span WHERE chain = ?1 ORDER BY first_seq",
                           {chain}, [&](const db::Row& row) {
                             spans.all_.push_back({row.Int(0), row.Int(1), row.String(2)});
                             return Ok();
                           }));
    return spans;
  }
  void See(const store::Event& event) {
    for (; at_ < all_.size() && all_[at_].last < event.seq; ++at_) covered_ += all_[at_].last - all_[at_].first + 1;
    const bool inside = at_ < all_.size() && all_[at_].first <= event.seq;
    if ((inside ? all_[at_].cause : std::string()) != event.cause && wrong_ == 0) wrong_ = event.seq;
    seen_ += event.cause.empty() ? 0 : 1;
  }
  void Report(std::int64_t chain, std::vector<std::string>& problems) {
    for (; at_ < all_.size(); ++at_) covered_ += all_[at_].last - all_[at_].first + 1;
    if (wrong_ != 0)
      problems.push_back(Place(chain, wrong_) + "缘由与缘由登记不符");
    else if (covered_ != seen_)
      problems.push_back("链 " + std::to_string(chain) + "：缘由登记里有不存在的事件");
  }

 private:
  struct Span {
    std::int64_t first, last;
    std::string cause;
  };
  std::vector<Span> all_;
  std::size_t at_ = 0;
  std::int64_t covered_ = 0, seen_ = 0, wrong_ = 0;
};

Status WalkChain(Store& store, db::Connection& connection, std::int64_t chain, const ChainHeads& known,
                 store::RecordCheck& records, AuditReport& report) {
  std::int64_t seq = 0;
  std::string hash(store::kGenesisHash);
  Erased erased;
  Spans spans = TRY(Spans::Read(connection, chain));
  TRY(connection.ForEach(
      "SELECT seq, at, actor, action, subject_type, subject_id, cause, payload, commitment, hash FROM event WHERE "
      "chain = ?1 ORDER BY seq",
      {chain},
      [&](const db::Row& row) -> Status {
        store::Event event{chain,     row.Int(0),    row.Int(1), row.String(2), row.String(3), row.String(4),
                           row.Id(5), row.String(6), {},         row.String(8), row.String(9)};
        if (event.seq != seq + 1)
          report.problems.push_back(Place(chain, event.seq) + "序号不连续，前一条是 " + std::to_string(seq));
        if (store::HashEvent(event, hash) != event.hash)
          report.problems.push_back(Place(chain, event.seq) + "内容与哈希不符");
        if (row.IsNull(7)) {
          ++report.erased;
          erased.Add(event.seq);
        } else if (const auto payload = store::OpenEvent(store.vault(), chain, event.commitment, row.Text(7))) {
          TRY(records.AddEvent(chain, event.seq, event.at, event.subject_id, event.action, *payload));
        } else {
          report.problems.push_back(Place(chain, event.seq) + "加密内容打不开或与承诺不符");
        }
        spans.See(event);
        seq = event.seq;
        hash = event.hash;
        ++report.events;
        const std::string hex = crypto::ToHex(event.hash);
        const auto it = known.find(chain);
        if (it != known.end() && it->second.seq == event.seq && it->second.hash_hex != hex)
          report.problems.push_back(Place(chain, event.seq) + "与以前导出的链头不同，历史被改写过");
        report.heads[chain] = {event.seq, hex};
        return Ok();
      },
      true));
  erased.Report(chain, report.problems);
  spans.Report(chain, report.problems);
  return Ok();
}

}  // namespace

Result<AuditReport> VerifyAudit(Store& store, const ChainHeads& known) {
  AuditReport report;
  const auto look = store.LookOnce();  // what is written meanwhile is no difference
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  std::optional<db::Transaction> transaction;
  if (store.dialect() == db::Dialect::kPostgres)
    transaction.emplace(TRY(db::Transaction::Begin(*lease, db::Isolation::kRepeatableRead)));
  std::vector<std::int64_t> chains;
  TRY(lease->ForEach("SELECT chain FROM chain_head UNION SELECT DISTINCT chain FROM event ORDER BY chain", {},
                     [&](const db::Row& row) {
                       chains.push_back(row.Int(0));
                       return Ok();
                     }));
  store::RecordCheck records(store);
  for (const auto chain : chains) {
    TRY(WalkChain(store, *lease, chain, known, records, report));
    TRY(records.AddRecords(*lease, chain));
  }
  TRY(records.Finish(*lease, report.problems));
  // A store that was made and not used yet holds the divisions; an empty file, or one of another program, holds
  // nothing.
  if (report.events == 0 && TRY(lease->QueryInt("SELECT count(*) FROM unit")) == 0)
    report.problems.push_back(
        "库里一条事件、一个单位也没有：不是岗桥的库，或者已被清空；请核对 --data 指的是不是这个文件");
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
