// The asker's rounds: blinding the roster, reading the answer.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include "base/json_text.h"
#include "engines/reconcile/linkage.h"
#include "engines/reconcile/repair.h"
#include "kits/crypto/bytes.h"
#include "modules/private_comparison/round_parts.h"
#include "modules/private_comparison/values.h"
#include "modules/sources/compare.h"
#include "modules/sources/table_bytes.h"

namespace gq::psi {
namespace {

using crypto::Point;
using reconcile::IdKey;
using reconcile::Repair;
using reconcile::Roster;

enum class UseKind : std::uint8_t { kOwnId = 1, kOwnIdAndName, kOwnAsRepair, kCandidate };

// One row asking for one value.
struct Use {
  std::uint32_t value = 0;   // index in the query
  std::uint32_t person = 0;  // roster index
  UseKind kind = UseKind::kOwnId;
  Repair repair;  // candidates only
  IdKey key = 0;  // the ID asked for; not kept in the file
};
constexpr std::size_t kUseBytes = 16;

void PutNumber(std::string& out, std::uint32_t n) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(n >> (8 * i) & 0xFF);
}
std::uint32_t TakeNumber(std::string_view bytes) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < 4; ++i) n |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return n;
}

void AppendUse(const Use& use, std::string& out) {
  PutNumber(out, use.value);
  PutNumber(out, use.person);
  out += static_cast<char>(use.kind);
  out += static_cast<char>(use.repair.type);
  out += static_cast<char>(use.repair.position);
  out += use.repair.from;
  out += use.repair.to;
  out.append(3, '\0');
}

// False: not what AppendUse writes.
bool ParseUse(std::string_view bytes, std::uint64_t values, std::size_t people, Use* out) {
  out->value = TakeNumber(bytes), out->person = TakeNumber(bytes.substr(4));
  const auto kind = static_cast<unsigned char>(bytes[8]), type = static_cast<unsigned char>(bytes[9]),
             position = static_cast<unsigned char>(bytes[10]);
  if (out->value >= values || out->person >= people || kind < 1 || kind > 4 || type > 3 || position > 18) return false;
  out->kind = static_cast<UseKind>(kind);
  out->repair = {static_cast<reconcile::RepairType>(type), position, bytes[11], bytes[12], true};
  return true;
}

Result<Roster> ReadRoster(const RoundOptions& options, const std::string& path, RejectLines& rejects) {
  reconcile::Options engine;
  engine.threads = options.threads;
  engine.header_map = options.header_map;
  const auto bytes = TRY(sources::OpenTable(path, reconcile::TableKind::kRoster, options.header_map));
  auto roster = Roster::Read(*bytes, *TRY(sources::GetCompareContext()), engine, rejects.Sink());
  if (!roster) roster.error().With("file", path);
  return roster;
}

// What is asked for each row: its ID; its ID with the name, as somebody's own and as what a wrong ID of the registry
// may have been; and with the name every ID that its own wrong one may have been, unless that is somebody else's own in
// the roster.
std::vector<Use> ListUses(const Roster& roster) {
  std::vector<Use> out;
  std::vector<reconcile::RepairCandidate> candidates;
  for (std::uint32_t i = 0; i < roster.size(); ++i) {
    const IdKey key = roster.key(i);
    const bool named = !roster.name(i).empty();
    if (roster.Comparable(i)) out.push_back({0, i, UseKind::kOwnId, {}, key});
    if (roster.Comparable(i) && named) out.push_back({0, i, UseKind::kOwnIdAndName, {}, key});
    if (roster.Comparable(i) && named && reconcile::CheckFits(key))
      out.push_back({0, i, UseKind::kOwnAsRepair, {}, key});
    if (!named || !reconcile::Suspicious(key, roster.tail_cut(i))) continue;
    reconcile::ListRepairs(key, roster.tail_cut(i) || reconcile::MayBeCut(key), candidates);
    for (const reconcile::RepairCandidate& candidate : candidates) {
      const std::uint32_t known = roster.table().Find(candidate.key);
      if (known != reconcile::KeyTable::kAbsent && (known & Roster::kMayBe) == 0) continue;
      Use use{0, i, UseKind::kCandidate, candidate.repair, candidate.key};
      use.repair.in_roster = true;
      out.push_back(use);
    }
  }
  return out;
}

// The blinded point of each use.
std::vector<Point> BlindUses(const RoundOptions& options, const Roster& roster, const std::vector<Use>& uses,
                             const crypto::Scalar& blind, const reconcile::Variants& variants) {
  std::vector<Point> points(uses.size());
  for (std::size_t from = 0; from < uses.size(); from += kChunkValues) {
    const std::size_t count = std::min(kChunkValues, uses.size() - from);
    InParallel(count, options.threads, [&](std::size_t begin, std::size_t end) {
      std::string name;
      for (std::size_t i = from + begin; i < from + end; ++i) {
        name.clear();
        if (uses[i].kind != UseKind::kOwnId) reconcile::FoldName(roster.name(uses[i].person), variants, name);
        const ValueKind kind =
            uses[i].kind == UseKind::kOwnAsRepair ? ValueKind::kRepairAndName : ValueKind::kIdAndName;
        const Point point =
            PointOf(uses[i].kind == UseKind::kOwnId ? IdValue(uses[i].key) : NamedValue(kind, uses[i].key, name));
        (void)crypto::MultiplyPoint(blind, point, &points[i]);  // a hash is never the identity
      }
    });
    if (options.progress) options.progress(from + count, uses.size());
  }
  return points;
}

// Gives each use its value, values in the order of their bytes; `points` become the values.
void OrderValues(std::vector<Use>& uses, std::vector<Point>& points) {
  std::vector<std::uint32_t> order(uses.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return points[a] < points[b]; });
  std::vector<Point> values;
  for (const std::uint32_t i : order) {
    if (values.empty() || values.back() != points[i]) values.push_back(points[i]);
    uses[i].value = static_cast<std::uint32_t>(values.size() - 1);
  }
  points = std::move(values);
}

// Which of many points a long list of points holds.
class PointSet {
 public:
  explicit PointSet(const std::vector<Point>& points) : points_(points), found_(points.size(), false) {
    std::size_t slots = 64;
    while (slots < points.size() * 2) slots *= 2;
    slots_.assign(slots, 0);
    for (std::uint32_t i = 0; i < points.size(); ++i) {
      std::size_t at = Slot(points[i]);
      while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = i + 1;
    }
  }
  void See(const char* bytes) {
    Point point;
    std::memcpy(point.data(), bytes, point.size());
    for (std::size_t at = Slot(point); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (points_[slots_[at] - 1] == point) found_[slots_[at] - 1] = true;
    }
  }
  bool Found(std::uint32_t i) const { return found_[i]; }

 private:
  std::size_t Slot(const Point& point) const {
    std::size_t bits = 0;
    std::memcpy(&bits, point.data() + 8, sizeof bits);
    return bits & (slots_.size() - 1);
  }
  const std::vector<Point>& points_;
  std::vector<std::uint32_t> slots_;
  std::vector<bool> found_;
};

enum class Found : std::uint8_t { kNone, kReview, kRepaired, kExact };
constexpr std::string_view kFoundNames[] = {"none", "review", "repaired", "exact"};

struct PersonFound {
  Found found = Found::kNone;
  bool same_name = false, by_registry = false;
  std::uint32_t candidates = 0;
  Repair repair;
};

// From values found to people: see docs/reference/formats.md.
class Judgement {
 public:
  Judgement(const Roster& roster, const std::vector<Use>& uses, const PointSet& set,
            const reconcile::Variants& variants)
      : roster_(roster), people_(roster.size()) {
    std::unordered_map<std::uint32_t, std::set<IdKey>> rivals;  // roster IDs that claim one value by the check digit
    for (const Use& use : uses) {
      if (set.Found(use.value)) Take(use, rivals);
    }
    for (const Use& use : uses) {
      if (use.kind != UseKind::kCandidate || !set.Found(use.value)) continue;
      PersonFound& person = people_[use.person];
      if (person.found == Found::kRepaired && rivals[use.value].size() > 1) person.found = Found::kReview;
    }
    DoubtTwins(variants);
  }
  const PersonFound& Of(std::size_t i) const { return people_[i]; }

 private:
  void Take(const Use& use, std::unordered_map<std::uint32_t, std::set<IdKey>>& rivals) {
    PersonFound& person = people_[use.person];
    // IDs that may have been cut alike are equal without being one: there the name has to agree.
    const bool may_be_cut = reconcile::MayBeCut(roster_.key(use.person)) && !roster_.name(use.person).empty();
    if (use.kind == UseKind::kOwnId) {
      if (!may_be_cut) person.found = Found::kExact;
    } else if (use.kind == UseKind::kOwnIdAndName) {
      person.same_name = true;  // beside kOwnId, which is found as well
      person.found = Found::kExact;
    } else if (use.kind == UseKind::kOwnAsRepair) {
      if (person.found == Found::kExact) return;
      person.same_name = person.by_registry = true;
      if (person.found == Found::kNone) person.found = Found::kRepaired;
    } else {
      rivals[use.value].insert(roster_.key(use.person));
      if (person.found == Found::kExact) return;
      person.same_name = true;
      person.repair = use.repair;
      person.found = ++person.candidates == 1 ? Found::kRepaired : Found::kReview;
    }
  }

  // A wrong ID of the registry may have been that of either of two people with one name: both are for review.
  void DoubtTwins(const reconcile::Variants& variants) {
    std::map<std::string, std::vector<std::uint32_t>> by_name;
    for (std::uint32_t i = 0; i < people_.size(); ++i) {
      if (people_[i].by_registry) by_name[reconcile::FoldName(roster_.name(i), variants)].push_back(i);
    }
    for (const auto& [name, list] : by_name) {
      for (std::size_t a = 0; a < list.size(); ++a) {
        for (std::size_t b = a + 1; b < list.size(); ++b) {
          const std::string x = reconcile::IdText(roster_.key(list[a])), y = reconcile::IdText(roster_.key(list[b]));
          const bool close = x != y && (reconcile::EditsApart(x, y, 2) <= 2 || x.compare(0, 15, y, 0, 15) == 0);
          if (close) people_[list[a]].found = people_[list[b]].found = Found::kReview;
        }
      }
    }
  }

  const Roster& roster_;
  std::vector<PersonFound> people_;
};

std::string FormatPerson(const Roster& roster, std::size_t i, const PersonFound& person) {
  std::string out = std::to_string(roster.row(i)) + ",", id;
  roster.AppendIdText(i, id);
  reconcile::AppendCell(id, out);
  out += ',';
  reconcile::AppendCell(roster.name(i), out);
  out += "," + std::string(kFoundNames[static_cast<std::size_t>(person.found)]) + ",";
  if (person.found != Found::kNone) out += roster.name(i).empty() ? "unknown" : person.same_name ? "same" : "different";
  out += ',';
  if (person.found == Found::kRepaired) out += person.by_registry ? "registry" : RepairText(person.repair);
  return out + "\n";
}

struct Answer {
  std::vector<Use> uses;
  std::vector<Point> points;  // masked by the holder only
  std::string session;
};

// The secret, the answer to its query, and the masked registry belong together.
Status CheckBelonging(const Parties& parties, const MatchFiles& files, const ExchangeReader& secret,
                      const ExchangeReader& answer, const ExchangeReader& masked) {
  const std::string &mine = parties.mine.office.key, &theirs = parties.peer.key;
  TRY(CheckBinding(secret, mine, theirs, "密件"));
  TRY(CheckBinding(answer, theirs, mine, "回答文件"));
  TRY(CheckBinding(masked, theirs, mine, "登记库的盲化文件"));
  TRY(CheckLine(answer, "session", secret.head().Get("session"), "回答文件"));
  TRY(CheckLine(answer, "query", secret.head().Get("query"), "回答文件"));
  TRY(CheckLine(masked, "mask", answer.head().Get("mask"), "登记库的盲化文件"));
  TRY(CheckLine(secret, "roster", TRY(Sha256OfFile(files.roster)), "名册（须是 psi blind 用的那一份）"));
  if (std::to_string(answer.head().values) == secret.head().Get("points")) return Ok();
  return Fail(kWrongSession, "回答的个数与询问的不同");
}

Result<Answer> ReadAnswer(const RoundOptions& options, ExchangeReader& secret, ExchangeReader& reader,
                          std::size_t people) {
  Answer out;
  out.session = secret.head().Get("session");
  const std::string bytes = crypto::FromHex(secret.head().Get("blind"));
  crypto::Scalar blind;
  std::memcpy(blind.data(), bytes.data(), blind.size());
  if (blind == crypto::Scalar{}) return Fail(kExchangeFile, "密件里的密钥为零");
  const crypto::Scalar inverse = crypto::InvertScalar(blind);
  for (;;) {
    std::vector<Point> points = ToPoints(TRY(reader.Next(kChunkValues)));
    if (points.empty()) break;
    const std::size_t bad = MultiplyAll(inverse, points.data(), points.size(), options.threads);
    if (bad < points.size()) {
      return Fail(kBadPoint, "回答文件第 " + std::to_string(out.points.size() + bad + 1) + " 个值不是曲线上的点",
                  "请对方重新执行 psi answer");
    }
    out.points.insert(out.points.end(), points.begin(), points.end());
    if (options.progress) options.progress(out.points.size(), reader.head().values);
  }
  for (;;) {
    const std::string_view chunk = TRY(secret.Next(kChunkValues));
    if (chunk.empty()) return out;
    for (std::size_t at = 0; at < chunk.size(); at += kUseBytes) {
      Use use;
      if (!ParseUse(chunk.substr(at, kUseBytes), out.points.size(), people, &use))
        return Fail(kExchangeFile, "密件里有一条读不懂");
      out.uses.push_back(use);
    }
  }
}

std::string FormatSummary(const Parties& parties, const Roster& roster, const RoundResult& result,
                          const MatchCounts& counts) {
  std::string out = "{\"session\":\"" + result.session + "\",\"peer\":";
  AppendJsonString(out, parties.peer.name);
  const auto add = [&](const char* name, std::uint64_t value) {
    out += std::string(",\"") + name + "\":" + std::to_string(value);
  };
  add("rows_in", roster.counts().rows);
  add("rows_rejected", roster.counts().rejected);
  add("values", result.values);
  add("exact", counts.exact);
  add("name_conflict", counts.name_conflict);
  add("repaired", counts.repaired);
  add("review", counts.review);
  add("none", counts.none);
  return out + "}\n";
}

}  // namespace

Result<RoundResult> BlindRoster(const RoundOptions& options, const std::string& roster_path, const std::string& out) {
  const Parties parties = TRY(OpenParties(options, Role::kAsker));
  RejectLines rejects("roster");
  const Roster roster = TRY(ReadRoster(options, roster_path, rejects));
  std::vector<Use> uses = ListUses(roster);
  if (uses.size() > ~std::uint32_t{0}) return Fail(kOverLimit, "名册太大，要询问的值超过 4 294 967 295 个");
  crypto::Scalar blind = crypto::RandomScalar();
  std::vector<Point> points = BlindUses(options, roster, uses, blind, (*sources::GetCompareContext())->variants);
  RoundResult result;
  result.computed = uses.size();
  OrderValues(uses, points);
  result.rows = roster.counts().rows, result.rejected = roster.counts().rejected;
  result.values = points.size();
  result.session = crypto::ToHex(crypto::RandomBytes(16));
  ExchangeHead head;
  head.kind = FileKind::kQuery, head.values = points.size(), head.from = parties.mine.office.key;
  head.lines = {{"to", parties.peer.key}, {"session", result.session}};
  ExchangeWriter query = TRY(ExchangeWriter::Create(out, head));
  TRY(query.Write(ToBytes(points.data(), points.size())));
  result.sha256 = TRY(query.Seal(parties.mine.seed));
  const std::string roster_hash = TRY(Sha256OfFile(roster_path));
  head.kind = FileKind::kSecret, head.values = uses.size();
  head.lines["query"] = result.sha256;
  head.lines["roster"] = roster_hash;
  head.lines["blind"] = crypto::ToHex(crypto::AsText(blind));
  head.lines["points"] = std::to_string(points.size());
  crypto::Wipe(blind.data(), blind.size());
  ExchangeWriter secret = TRY(ExchangeWriter::Create(SecretPathOf(out), head));
  std::string bytes;
  for (const Use& use : uses) {
    AppendUse(use, bytes);
    if (bytes.size() < (std::size_t{1} << 20)) continue;
    TRY(secret.Write(bytes));
    bytes.clear();
  }
  TRY(secret.Write(bytes));
  (void)TRY(secret.Seal(parties.mine.seed));
  TRY(Record(options, parties, "blind", roster_hash, result));
  TRY(secret.Commit());
  TRY(query.Commit());
  return result;
}

Result<RoundResult> MatchAnswer(const RoundOptions& options, const MatchFiles& files, MatchCounts* counts) {
  const Parties parties = TRY(OpenParties(options, Role::kAsker));
  ExchangeReader secret = TRY(ExchangeReader::Open(files.secret, FileKind::kSecret, true));
  ExchangeReader reader = TRY(ExchangeReader::Open(files.answer, FileKind::kAnswer));
  ExchangeReader masked = TRY(ExchangeReader::Open(files.masked, FileKind::kMasked));
  TRY(CheckBelonging(parties, files, secret, reader, masked));
  RejectLines rejects("roster");
  const Roster roster = TRY(ReadRoster(options, files.roster, rejects));
  const Answer answer = TRY(ReadAnswer(options, secret, reader, roster.size()));
  PointSet set(answer.points);
  for (;;) {
    const std::string_view chunk = TRY(masked.Next(kChunkValues));
    if (chunk.empty()) break;
    for (std::size_t at = 0; at < chunk.size(); at += sizeof(Point)) set.See(chunk.data() + at);
  }
  const Judgement judgement(roster, answer.uses, set, (*sources::GetCompareContext())->variants);
  std::string text = "row,id_number,name,match,name_level,repair\n";
  *counts = MatchCounts();
  for (std::size_t i = 0; i < roster.size(); ++i) {
    const PersonFound& person = judgement.Of(i);
    text += FormatPerson(roster, i, person);
    std::uint64_t* const by_kind[] = {&counts->none, &counts->review, &counts->repaired, &counts->exact};
    ++*by_kind[static_cast<std::size_t>(person.found)];
    if (person.found == Found::kExact && !person.same_name && !roster.name(i).empty()) ++counts->name_conflict;
  }
  std::error_code error;
  std::filesystem::create_directories(files.folder, error);
  if (error) return Fail(kIo, "建不了输出文件夹：" + files.folder, "请检查路径和权限");
  RoundResult result;
  result.rows = roster.counts().rows, result.rejected = roster.counts().rejected;
  result.values = result.computed = answer.points.size();
  result.session = answer.session;
  TRY(Record(options, parties, "match", reader.sha256(), result));
  TRY(WriteText(files.folder + "/private.csv", text));
  TRY(WriteText(files.folder + "/rejects.csv", rejects.text()));
  TRY(WriteText(files.folder + "/summary.json", FormatSummary(parties, roster, result, *counts)));
  return result;
}

}  // namespace gq::psi
