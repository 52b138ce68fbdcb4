// The holder's rounds: masking the registry, answering queries.
#include <algorithm>
#include <set>

#include "kits/crypto/bytes.h"
#include "modules/private_comparison/round_parts.h"
#include "modules/private_comparison/values.h"
#include "modules/sources/compare.h"
#include "modules/sources/table_bytes.h"

namespace gq::psi {
namespace {

using crypto::Point;
using crypto::ShortHash;

struct MaskedValue {
  ShortHash tag;
  Point point;
};

class Masker {
 public:
  Masker(const RoundOptions& options, const Parties& parties)
      : options_(options),
        parties_(parties),
        mask_(parties.mine.MaskFor(parties.peer)),
        order_key_(parties.mine.OrderKeyFor(parties.peer)) {}

  // The tags of the file before; its points are read when the new one is written.
  Status LoadBefore(const std::string& masked) {
    before_path_ = masked;
    const ExchangeReader points = TRY(ExchangeReader::Open(masked, FileKind::kMasked));
    ExchangeReader tags = TRY(ExchangeReader::Open(TagsPathOf(masked), FileKind::kTags, true));
    const std::string& mine = parties_.mine.office.key;
    for (const ExchangeReader* reader : {&points, static_cast<const ExchangeReader*>(&tags)}) {
      TRY(CheckBinding(*reader, mine, parties_.peer.key, "--since 的文件"));
      TRY(CheckLine(*reader, "set", points.head().Get("set"), "--since 的 .tags 文件"));
      TRY(CheckLine(*reader, "mask", MaskId(), "--since 的文件"));
    }
    if (points.head().values != tags.head().values)
      return Fail(kExchangeFile, "--since 的文件与它的 .tags 文件个数不同");
    before_.reserve(static_cast<std::size_t>(tags.head().values));
    for (;;) {
      const std::string_view bytes = TRY(tags.Next(kChunkValues));
      if (bytes.empty()) break;
      for (std::size_t at = 0; at < bytes.size(); at += sizeof(ShortHash)) {
        ShortHash tag;
        std::memcpy(tag.data(), bytes.data() + at, tag.size());
        if (!before_.empty() && !(before_.back() < tag)) return Fail(kExchangeFile, "--since 的 .tags 文件次序有误");
        before_.push_back(tag);
      }
    }
    kept_.assign(before_.size(), false);
    return Ok();
  }

  Status Take(std::vector<reconcile::Identity>& rows) {
    std::vector<PlainValue> values;
    for (const reconcile::Identity& row : rows) AppendRegistryValues(row, repairs_, values);
    std::vector<ShortHash> tags(values.size());
    std::vector<std::size_t> place(values.size());
    InParallel(values.size(), options_.threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        tags[i] = crypto::KeyedShortHash(order_key_, PurposeOf(values[i].kind), values[i].text);
        place[i] = Find(tags[i]);
      }
    });
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (place[i] == before_.size()) {
        fresh.push_back(i);
      } else {
        kept_[place[i]] = true;
      }
    }
    std::sort(fresh.begin(), fresh.end(), [&](std::size_t a, std::size_t b) { return tags[a] < tags[b]; });
    fresh.erase(
        std::unique(fresh.begin(), fresh.end(), [&](std::size_t a, std::size_t b) { return tags[a] == tags[b]; }),
        fresh.end());
    const std::size_t base = fresh_.size();
    fresh_.resize(base + fresh.size());
    InParallel(fresh.size(), options_.threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        MaskedValue& value = fresh_[base + i];
        value.tag = tags[fresh[i]];
        (void)crypto::MultiplyPoint(mask_, PointOf(values[fresh[i]]), &value.point);  // a hash is never the identity
      }
    });
    computed_ += fresh.size();
    return Ok();
  }

  // Writes both files; they appear after the audit line.
  Status Write(const std::string& registry_kind, const std::string& input, const std::string& out,
               RoundResult& result) {
    std::sort(fresh_.begin(), fresh_.end(), [](const MaskedValue& a, const MaskedValue& b) { return a.tag < b.tag; });
    fresh_.erase(std::unique(fresh_.begin(), fresh_.end(),
                             [](const MaskedValue& a, const MaskedValue& b) { return a.tag == b.tag; }),
                 fresh_.end());
    result.reused = static_cast<std::uint64_t>(std::count(kept_.begin(), kept_.end(), true));
    result.values = result.reused + fresh_.size();
    result.computed = computed_;
    ExchangeHead head;
    head.kind = FileKind::kMasked, head.values = result.values, head.from = parties_.mine.office.key;
    head.lines = {{"to", parties_.peer.key},
                  {"set", crypto::ToHex(crypto::RandomBytes(16))},
                  {"mask", MaskId()},
                  {"registry", registry_kind}};
    ExchangeWriter masked = TRY(ExchangeWriter::Create(out, head));
    head.kind = FileKind::kTags;
    head.lines.erase("registry");
    ExchangeWriter tags = TRY(ExchangeWriter::Create(TagsPathOf(out), head));
    TRY(Merge(masked, tags));
    result.sha256 = TRY(masked.Seal(parties_.mine.seed));
    (void)TRY(tags.Seal(parties_.mine.seed));
    TRY(Record(options_, parties_, "mask", input, result));
    TRY(tags.Commit());
    return masked.Commit();
  }

 private:
  std::string MaskId() const { return crypto::ToHex(crypto::AsText(crypto::PublicOf(mask_))); }

  std::size_t Find(const ShortHash& tag) const {
    const auto it = std::lower_bound(before_.begin(), before_.end(), tag);
    return it != before_.end() && *it == tag ? static_cast<std::size_t>(it - before_.begin()) : before_.size();
  }

  // Old and new values in the order of their tags.
  Status Merge(ExchangeWriter& masked, ExchangeWriter& tags) const {
    std::string points, hashes;
    const auto flush = [&](std::size_t least) -> Status {
      if (points.size() < least) return Ok();
      TRY(masked.Write(points));
      TRY(tags.Write(hashes));
      points.clear(), hashes.clear();
      return Ok();
    };
    const auto put = [&](const ShortHash& tag, std::string_view point) -> Status {
      hashes += crypto::AsText(tag);
      points += point;
      return flush(std::size_t{1} << 20);
    };
    std::size_t next = 0;
    if (!before_.empty()) {
      ExchangeReader old = TRY(ExchangeReader::Open(before_path_, FileKind::kMasked));
      if (old.head().values != before_.size()) return Fail(kExchangeFile, "--since 的文件在读取途中变了");
      std::string_view chunk;
      for (std::size_t i = 0; i < before_.size(); ++i, chunk.remove_prefix(sizeof(Point))) {
        if (chunk.empty()) chunk = TRY(old.Next(kChunkValues));
        for (; next < fresh_.size() && fresh_[next].tag < before_[i]; ++next)
          TRY(put(fresh_[next].tag, crypto::AsText(fresh_[next].point)));
        if (kept_[i]) TRY(put(before_[i], chunk.substr(0, sizeof(Point))));
      }
    }
    for (; next < fresh_.size(); ++next) TRY(put(fresh_[next].tag, crypto::AsText(fresh_[next].point)));
    return flush(0);
  }

  const RoundOptions& options_;
  const Parties& parties_;
  const crypto::Scalar mask_;
  const std::string order_key_;
  std::string before_path_;
  std::vector<ShortHash> before_;
  std::vector<bool> kept_;
  std::vector<MaskedValue> fresh_;
  std::vector<reconcile::RepairCandidate> repairs_;
  std::uint64_t computed_ = 0;
};

reconcile::Options TableOptions(const RoundOptions& options, std::uint64_t bytes) {
  reconcile::Options out;
  out.threads = options.threads;
  out.header_map = options.header_map;
  if (options.progress) out.progress = [&options, bytes](std::uint64_t done) { options.progress(done, bytes); };
  return out;
}

// What this asker was answered this month, and whether this query was answered before.
Status CheckLimits(const RoundOptions& options, const Parties& parties, const ExchangeReader& query) {
  const OfficeLimits& limits = parties.mine.limits;
  const std::uint64_t asked = query.head().values;
  if (asked > limits.query_values) {
    return Fail(kOverLimit,
                "这次询问 " + std::to_string(asked) + " 个值，超过上限 " + std::to_string(limits.query_values),
                "请对方分批，或双方商定后用 psi keys 的 --query-max 重建密钥");
  }
  const std::string month = AuditTime().substr(0, 7);
  std::uint64_t before = 0;
  std::set<std::string> sessions;
  for (const AuditLine& line : TRY(ReadAudit(AuditPathOf(options.key_path), parties.mine.AuditKey()))) {
    if (line.round != "answer" || line.peer != parties.peer.key) continue;
    if (line.session == query.head().Get("session")) {
      if (line.input != query.sha256())
        return Fail(kWrongSession, "同一个比对编号已经回答过另一份询问", "请对方重新执行 psi blind");
      return Ok();  // the same file once more tells nothing new
    }
    if (line.time.substr(0, 7) == month && sessions.insert(line.session).second) before += line.values;
  }
  if (before + asked <= limits.month_values) return Ok();
  return Fail(
      kOverLimit,
      "本月已回答这个单位 " + std::to_string(before) + " 个值，加上这次超过上限 " + std::to_string(limits.month_values),
      "请等到下个月，或双方商定后用 psi keys 的 --month-max 重建密钥");
}

}  // namespace

Result<RoundResult> MaskRegistry(const RoundOptions& options, const std::string& registry_kind,
                                 const std::string& registry, const std::string& since, const std::string& out) {
  const Parties parties = TRY(OpenParties(options, Role::kHolder));
  reconcile::TableKind kind = reconcile::TableKind::kRoster;
  if (!reconcile::FindRegistryKind(registry_kind, kind))
    return Fail(kUsage, "不认识的登记库：" + registry_kind, "应为 social_insurance、labour_resource 或 social_card");
  Masker masker(options, parties);
  if (!since.empty()) TRY(masker.LoadBefore(since));
  const auto bytes = TRY(sources::OpenTable(registry, kind, options.header_map));
  RejectLines rejects(registry_kind);
  const auto counts = TRY(reconcile::ReadIdentities(
      *bytes, kind, *TRY(sources::GetCompareContext()), TableOptions(options, bytes->size()), rejects.Sink(),
      [&](std::vector<reconcile::Identity>& rows) { return masker.Take(rows); }));
  RoundResult result;
  result.rows = counts.rows, result.rejected = counts.rejected;
  TRY(WriteText(out + ".rejects.csv", rejects.text()));
  TRY(masker.Write(registry_kind, TRY(Sha256OfFile(registry)), out, result));
  return result;
}

Result<RoundResult> AnswerQuery(const RoundOptions& options, const std::string& query, const std::string& out) {
  const Parties parties = TRY(OpenParties(options, Role::kHolder));
  ExchangeReader reader = TRY(ExchangeReader::Open(query, FileKind::kQuery));
  TRY(CheckBinding(reader, parties.peer.key, parties.mine.office.key, "询问文件"));
  TRY(CheckLimits(options, parties, reader));
  const crypto::Scalar mask = parties.mine.MaskFor(parties.peer);
  ExchangeHead head;
  head.kind = FileKind::kAnswer, head.values = reader.head().values, head.from = parties.mine.office.key;
  head.lines = {{"to", parties.peer.key},
                {"session", reader.head().Get("session")},
                {"query", reader.sha256()},
                {"mask", crypto::ToHex(crypto::AsText(crypto::PublicOf(mask)))}};
  ExchangeWriter writer = TRY(ExchangeWriter::Create(out, head));
  RoundResult result;
  result.session = head.lines["session"];
  Point last{};
  for (;;) {
    std::vector<Point> points = ToPoints(TRY(reader.Next(kChunkValues)));
    if (points.empty()) break;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (result.values + i > 0 && !(last < points[i]))
        return Fail(kExchangeFile, "询问文件第 " + std::to_string(result.values + i + 1) + " 个值次序有误，或有重复");
      last = points[i];
    }
    const std::size_t bad = MultiplyAll(mask, points.data(), points.size(), options.threads);
    if (bad < points.size()) {
      return Fail(kBadPoint, "询问文件第 " + std::to_string(result.values + bad + 1) + " 个值不是曲线上的点",
                  "不予回答；请对方用本程序重新生成");
    }
    TRY(writer.Write(ToBytes(points.data(), points.size())));
    result.values += points.size();
    if (options.progress) options.progress(result.values, reader.head().values);
  }
  result.computed = result.values;
  result.sha256 = TRY(writer.Seal(parties.mine.seed));
  TRY(Record(options, parties, "answer", reader.sha256(), result));
  TRY(writer.Commit());
  return result;
}

}  // namespace gq::psi
