// Streaming a registry: the kernel hands over rows that the roster may hold and rows that are not plain; here they are
// looked up, their cells read, and the best row of each person kept.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <set>

#include "engines/reconcile/local_employers.h"
#include "engines/reconcile/near_blocks.h"
#include "engines/reconcile/reconcile.h"
#include "engines/reconcile/scanned_rows.h"

namespace gq::reconcile {
namespace {

// Names of two characters of which one is another.
bool OneInCommon(NameLevel level, std::string_view a, std::string_view b) {
  if (level != NameLevel::kOneCharacter) return false;
  const auto characters = [](std::string_view name) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < name.size(); ++n) NextCodePoint(name, i);
    return n;
  };
  return std::max(characters(a), characters(b)) <= 2;
}

// TableCounts::missing_columns: insured at work is who has state 1 and an employer, at work for the labour resource who
// has its state. The card says nothing of work.
std::string_view MissingColumns(TableKind kind, const Header& header) {
  const bool state = header.Of(Role::kState) >= 0;
  if (kind == TableKind::kLabourResource) return state ? "" : "labour_state_missing";
  if (kind != TableKind::kSocialInsurance) return "";
  const bool unit = header.Of(Role::kUnit) >= 0 || header.Of(Role::kUnitName) >= 0;
  return state ? (unit ? "" : "unit_missing") : (unit ? "state_missing" : "state_unit_missing");
}

struct Hit {
  std::uint32_t person;  // roster index
  Match match;           // row from 0 of the segment, employer of the segment
};

// A hit without an equal ID.
struct NearHit {
  std::uint32_t person;
  Match match;
  NearEvidence evidence;
  std::string registry_id, registry_name;
  std::uint64_t offset;
};

// Hits, near and kept rows stand in the order of the file.
struct RegistryRows : RowsBase {
  std::vector<Hit> hits;
  std::vector<NearHit> near;
  std::vector<KeptRow> kept;
  std::uint64_t wrong_ids = 0, chance_fits = 0;  // how often a wrong ID fits somebody of another name
  std::uint64_t matched = 0;
  LocalEmployers employers;
};

// Of which kinds of ID enough rows have been listed. Set by who takes segments in order, so that what is left out
// behind it would not have been listed anyway.
class EnoughListed {
 public:
  bool Of(IdKind kind) const { return full_[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed); }
  void Renew(const TableCounts& counts) {
    for (int k = 0; k < kIdKinds; ++k) {
      const auto listed = counts.remarks.find(RemarkOn(static_cast<IdKind>(k)));
      if (listed != counts.remarks.end() && listed->second == kRemarksListed)
        full_[k].store(true, std::memory_order_relaxed);
    }
  }

 private:
  std::atomic<bool> full_[kIdKinds] = {};
};

class RegistryWorker : public ScannedWorker<RegistryRows, RegistryWorker> {
 public:
  RegistryWorker(ByteReader& bytes, const TableHead& head, const RegistryName& name, const Roster& roster,
                 const Context& context, const Options& options, ScanFunction scan, const NearProbe* probe,
                 const EnoughListed& enough, SharedEmployers& employers)
      : ScannedWorker(bytes, head, context.gb18030, options, scan),
        name_(name),
        roster_(roster),
        context_(context),
        probe_(probe),
        enough_(enough),
        shared_employers_(employers) {
    task_.filter = roster.table().filter();
    if (probe != nullptr && !probe->empty()) {
      task_.probe = probe->filter();
      if (probe->has_phones()) task_.phone_column = head.header.Of(Role::kPhone);
      if (probe->has_names()) task_.name_column = head.header.Of(Role::kName);
    }
  }

 private:
  friend ScannedWorker;

  void Begin() {
    if (name_.kind == TableKind::kSocialInsurance) employers_.Learn(shared_employers_);
  }

  static auto PutInto(RegistryRows& rows) {
    return [&rows](std::uint32_t index, std::uint32_t employer) { rows.hits[index].match.employer = employer; };
  }

  void TakeScanned(std::string_view data, std::uint64_t from, const ScanBatch& batch, std::uint32_t base,
                   RegistryRows& rows) {
    const auto count = [&] { return std::array{rows.hits.size(), rows.near.size(), rows.kept.size()}; };
    const auto before = count();
    TakeCandidates(data, from, batch, base, rows);
    employers_.Settle(rows.employers, PutInto(rows));  // what was asked for stands in the window
    const auto middle = count();
    for (std::uint32_t i = 0; i < batch.odd; ++i) TakeOdd(batch.odd_row[i], from, base, rows);
    InOrder(rows.hits, before[0], middle[0]);
    InOrder(rows.near, before[1], middle[1]);
    InOrder(rows.kept, before[2], middle[2]);
  }

  // Of plain rows, from `begin` on, and of odd ones, from `middle` on, to the order of the file.
  template <typename List>
  static void InOrder(List& list, std::size_t begin, std::size_t middle) {
    const auto at = [&](std::size_t i) { return list.begin() + static_cast<std::ptrdiff_t>(i); };
    std::inplace_merge(at(begin), at(middle), list.end(),
                       [](const auto& a, const auto& b) { return a.match.row < b.match.row; });
  }

  // Table and names are larger than any cache: what a candidate needs is asked for some candidates ahead, one look
  // after the other.
  void TakeCandidates(std::string_view data, std::uint64_t from, const ScanBatch& batch, std::uint32_t base,
                      RegistryRows& rows) {
    constexpr std::uint32_t kAhead = 8, kLooks = 3;
    const std::uint32_t count = batch.candidates;
    const auto is_person = [&](std::uint32_t found) { return (found & Roster::kMayBe) == 0; };
    for (std::uint32_t i = 0; i < count + kLooks * kAhead; ++i) {
      if (i < count) roster_.table().Prefetch(batch.candidate[i].key);
      if (i >= kAhead && i - kAhead < count) {
        std::uint32_t& found = found_[i - kAhead] = roster_.table().Find(batch.candidate[i - kAhead].key);
        if (is_person(found)) roster_.PrefetchNameAt(found);
      }
      if (i >= 2 * kAhead && i - 2 * kAhead < count) {
        if (const std::uint32_t found = found_[i - 2 * kAhead]; is_person(found)) roster_.PrefetchName(found);
      }
      if (i >= kLooks * kAhead)
        TakeCandidate(data, from, batch.candidate[i - kLooks * kAhead], found_[i - kLooks * kAhead], base, rows);
    }
  }

  void TakeCandidate(std::string_view data, std::uint64_t from, const ScanRow& candidate, std::uint32_t found,
                     std::uint32_t base, RegistryRows& rows) {
    if (found == KeyTable::kAbsent && task_.probe.words == nullptr) return;
    (void)PutPlain(data, from, candidate);
    if (found == KeyTable::kAbsent) {
      KeepIfProbed(candidate.key, base + candidate.row, rows);
    } else {
      TakeFound(found, candidate.key, 0, base + candidate.row, rows);
    }
  }

  void TakeSlow(std::uint32_t row, RegistryRows& rows) {
    const ParsedId id = ParseId(Text(Role::kId, row, rows));
    ++rows.by_kind[static_cast<std::size_t>(id.kind)];
    rows.ids_cut += id.tail_cut;
    // Wrong by the check code alone: the near pass looks for it, and what it found says so.
    if (const std::string_view code = RemarkOn(id.kind);
        !code.empty() && id.kind != IdKind::kDamaged && !enough_.Of(id.kind))
      rows.AddIssue(row, "id_number", Text(Role::kId, row, rows), code, false);
    std::uint32_t found = id.Comparable() ? roster_.table().Find(id.key) : KeyTable::kAbsent;
    bool own = found != KeyTable::kAbsent && (found & Roster::kMayBe) == 0;
    // Two IDs that were cut alike are equal, and one in eleven passes the check: the name has to agree as well.
    if (own && options_.near && MayBeCut(id.key) && !OfThisName(found, Text(Role::kName, row, rows)))
      own = false, found = KeyTable::kAbsent;
    // An ID that somebody's wrong one may have been can itself be cut: then both are looked at.
    if (own || (found != KeyTable::kAbsent && !Suspicious(id.key, false)))
      return TakeFound(found, id.key, id.repairs, row, rows);
    if (!options_.near) return;
    if (id.key == kNoKey) return KeepIfMet(id, row, rows);
    if (!Suspicious(id.key, id.tail_cut)) return KeepIfProbed(id.key, row, rows);
    ++rows.wrong_ids;
    fits_.clear();
    if (found != KeyTable::kAbsent) AddMayBe(found);
    ListRepairs(id.key, id.tail_cut || MayBeCut(id.key), repairs_);
    for (const RepairCandidate& candidate : repairs_) roster_.table().PrefetchMayHold(candidate.key);
    for (const RepairCandidate& candidate : repairs_) {
      if (!roster_.table().MayHold(candidate.key)) continue;
      std::uint32_t person = roster_.table().Find(candidate.key);
      if (person == KeyTable::kAbsent || (person & Roster::kMayBe) != 0) continue;
      for (; person != KeyTable::kAbsent; person = roster_.NextSame(person))
        fits_.push_back({person, candidate.repair});
    }
    if (fits_.empty() || !TakeNear(id.key, id.repairs, row, rows)) KeepIfMet(id, row, rows);
  }

  // Somebody of the roster with this ID has the name, or one of the names is missing.
  bool OfThisName(std::uint32_t person, std::string_view name) const {
    for (; person != KeyTable::kAbsent; person = roster_.NextSame(person)) {
      const NameLevel level = CompareNames(roster_.name(person), name, context_.variants, nullptr);
      if (SameName(level) || level == NameLevel::kMissing) return true;
    }
    return false;
  }

  // People whose wrong ID may have been this one.
  void AddMayBe(std::uint32_t found) {
    for (std::uint32_t at = found & ~Roster::kMayBe; at != KeyTable::kAbsent; at = roster_.may_be(at).next)
      fits_.push_back({roster_.may_be(at).person, roster_.may_be(at).repair});
  }

  // A row with a right ID of nobody: kept when it may belong to a roster row whose own ID is of no use.
  void KeepIfProbed(IdKey key, std::uint32_t row, RegistryRows& rows) {
    if (probe_ == nullptr) return;
    if (probe_->HasPlaceAndBirth(key) || probe_->HasPhone(PhoneDigits(Text(Role::kPhone, row, rows))) ||
        probe_->HasNameAndPlace(Text(Role::kName, row, rows), key)) {
      Keep(row, rows);
    }
  }

  // A row that shares no block with anybody of the roster cannot be anybody's; what is to be remarked of it is.
  void KeepIfMet(const ParsedId& id, std::uint32_t row, RegistryRows& rows) {
    if (probe_->MayMeet(id, Peek(Role::kId), Peek(Role::kName), Peek(Role::kPhone), Peek(Role::kRegion)))
      return Keep(row, rows);
    (void)ReadSince(row, rows);
    (void)ReadState(row, rows);
    if (name_.kind == TableKind::kSocialInsurance) {
      for (const Role role : {Role::kScheme, Role::kUnitName, Role::kUnit}) (void)Text(role, row, rows);
    }
    for (const Role role : {Role::kId, Role::kName, Role::kPhone, Role::kRegion, Role::kUnitName})
      (void)Text(role, row, rows);
  }

  // As Text, without a remark on what is wrong with the cell.
  std::string_view Peek(Role role) {
    const int column = head_.header.Of(role);
    int trouble = 0;
    return column < 0 ? std::string_view()
                      : decoder_.Decode(cells_[static_cast<std::size_t>(column)],
                                        scratch_[static_cast<std::size_t>(role)], &trouble);
  }

  void Keep(std::uint32_t row, RegistryRows& rows) {
    KeptRow kept;
    kept.match = ReadMatch(0, row, rows);
    kept.id = Text(Role::kId, row, rows);
    kept.name = Text(Role::kName, row, rows);
    kept.phone = Text(Role::kPhone, row, rows);
    kept.region = Text(Role::kRegion, row, rows);
    kept.offset = offset_;
    kept.unit_name = Text(Role::kUnitName, row, rows);
    rows.kept.push_back(std::move(kept));
  }

  // `found`: what the key table says of the row's ID.
  void TakeFound(std::uint32_t found, IdKey key, std::uint8_t repairs, std::uint32_t row, RegistryRows& rows) {
    if ((found & Roster::kMayBe) == 0) return TakeHit(found, repairs, row, rows);
    fits_.clear();
    AddMayBe(found);
    (void)TakeNear(key, repairs, row, rows);
  }

  // cells_ holds a row that may be of the people of fits_. False: it is nobody's by name.
  bool TakeNear(IdKey key, std::uint8_t repairs, std::uint32_t row, RegistryRows& rows) {
    const std::string_view name = Text(Role::kName, row, rows);
    levels_.clear();
    std::set<IdKey> ids, same_name_ids;  // of the roster; two rows of one ID are no rivals
    for (const Fit& fit : fits_) {
      levels_.push_back(CompareNames(roster_.name(fit.person), name, context_.variants, context_.pinyin));
      ids.insert(roster_.key(fit.person));
      if (SameName(levels_.back())) same_name_ids.insert(roster_.key(fit.person));
    }
    // Another name is chance; but a registry ID that fits a wrong roster ID makes other ones less certain.
    const auto counts = [&](std::size_t i) { return levels_[i] != NameLevel::kDifferent || fits_[i].repair.in_roster; };
    std::size_t useful = 0;
    for (std::size_t i = 0; i < fits_.size(); ++i) {
      useful += counts(i) ? 1 : 0;
      rows.chance_fits += levels_[i] == NameLevel::kDifferent ? 1 : 0;
    }
    if (useful == 0) return false;
    Match match = ReadMatch(repairs, row, rows);
    match.kind = MatchKind::kReview;
    RemarkOnPlace(row, rows);
    for (std::size_t i = 0; i < fits_.size(); ++i) {
      if (!counts(i)) continue;
      match.name_conflict = !SameName(levels_[i]);
      rows.near.push_back({fits_[i].person,
                           match,
                           {fits_[i].repair, levels_[i], static_cast<std::uint16_t>(ids.size()),
                            static_cast<std::uint16_t>(same_name_ids.size()), key,
                            OneInCommon(levels_[i], roster_.name(fits_[i].person), name)},
                           std::string(Text(Role::kId, row, rows)),
                           std::string(name),
                           offset_});
    }
    return true;
  }

  // cells_ holds the row of somebody of the roster.
  void TakeHit(std::uint32_t person, std::uint8_t repairs, std::uint32_t row, RegistryRows& rows) {
    Employers::Key employer;
    Match match = ReadAllButEmployer(repairs, row, rows, employer);
    const std::string_view name = Text(Role::kName, row, rows);
    ++rows.matched;
    RemarkOnPlace(row, rows);
    for (; person != KeyTable::kAbsent; person = roster_.NextSame(person)) {
      match.name_conflict = !name.empty() && !roster_.name(person).empty() && name != roster_.name(person) &&
                            FoldName(name, context_.variants) != FoldName(roster_.name(person), context_.variants);
      const auto index = static_cast<std::uint32_t>(rows.hits.size());
      rows.hits.push_back({person, match});
      if (employer.none()) continue;
      if (clean_) {
        employers_.Ask(employer, index, rows.employers, PutInto(rows));
      } else {
        rows.hits.back().match.employer = employers_.Intern(employer, rows.employers);
      }
    }
  }

  std::uint8_t ReadState(std::uint32_t row, RegistryRows& rows) {
    const std::string_view text = Text(Role::kState, row, rows);
    const std::uint8_t state =
        rows.words.Get(text, [&](std::string_view word) { return context_.rules.StateOf(name_.name, word); });
    if (state == kStateUnknown && !text.empty()) rows.AddIssue(row, "state", text, "state", false);
    if (state != kStateUnknown && !IsStateOf(name_.kind, state)) rows.AddIssue(row, "state", text, "state_code", false);
    return state;
  }

  // The codes of docs/reference/formats.md; the findings take any other digit for none of them.
  static bool IsStateOf(TableKind kind, std::uint8_t state) {
    if (kind == TableKind::kSocialInsurance) return state == 1 || state == 2 || state == 4;
    if (kind == TableKind::kLabourResource) return state >= 1 && state <= 4;
    return state <= 2;
  }

  std::int32_t ReadSince(std::uint32_t row, RegistryRows& rows) {
    const std::string_view text = Text(Role::kSince, row, rows);
    const std::int32_t since = ParseSinceDate(text);
    // A dash or zeros say that there is no date.
    if (since == 0 && text.find_first_of("123456789") != std::string_view::npos)
      rows.AddIssue(row, "since", text, "since", false);
    return since;
  }

  // What the row in cells_ says, names apart.
  Match ReadMatch(std::uint8_t repairs, std::uint32_t row, RegistryRows& rows) {
    Employers::Key employer;
    Match match = ReadAllButEmployer(repairs, row, rows, employer);
    match.employer = employers_.Intern(employer, rows.employers);
    return match;
  }

  Match ReadAllButEmployer(std::uint8_t repairs, std::uint32_t row, RegistryRows& rows, Employers::Key& employer) {
    Match match;
    unknown_place_.clear();
    match.kind = MatchKind::kExact;
    match.row = row;
    match.repairs = repairs;
    match.since = ReadSince(row, rows);
    match.state = ReadState(row, rows);
    match.rank = match.state == 1 ? 1 : 0;
    if (name_.kind == TableKind::kSocialInsurance) {
      match.employee_scheme = rows.schemes.Get(
          Text(Role::kScheme, row, rows), [&](std::string_view word) { return context_.rules.IsEmployeeScheme(word); });
      employer = {Text(Role::kUnit, row, rows), Text(Role::kUnitName, row, rows)};
      const bool employed = !employer.code.empty() || !employer.name.empty();
      if (match.state == 1 && match.employee_scheme && employed) match.rank = 2, employer.place = PlaceOfRow();
    }
    return match;
  }

  // Of rows that are somebody's of the roster.
  void RemarkOnPlace(std::uint32_t row, RegistryRows& rows) {
    if (!unknown_place_.empty()) rows.AddIssue(row, "region", unknown_place_, "place", false);
  }

  // Where the row in cells_ says that somebody is insured; 0: nowhere, or nobody asks.
  std::int64_t PlaceOfRow() {
    if (!options_.place_of || head_.header.work_place < 0) return 0;
    int trouble = 0;
    const auto& cell = cells_[static_cast<std::size_t>(head_.header.work_place)];
    const std::string_view text = decoder_.Decode(cell, place_scratch_, &trouble);
    if (text.empty()) return 0;
    const auto known = places_.find(std::string(text));
    const std::int64_t code = known != places_.end() ? known->second : options_.place_of(text);
    if (known == places_.end() && places_.size() < kPlacesKnown) places_.emplace(text, code);
    if (code == 0) unknown_place_ = text;
    return code;
  }

  struct Fit {
    std::uint32_t person;
    Repair repair;
  };
  static constexpr std::size_t kPlacesKnown = 100000;

  const RegistryName& name_;
  const Roster& roster_;
  const Context& context_;
  const NearProbe* probe_;
  const EnoughListed& enough_;
  SharedEmployers& shared_employers_;
  KnownEmployers employers_;
  std::array<std::uint32_t, ScanBatch::kCapacity + ScanBatch::kSlack> found_;  // what the key table says of candidates
  std::vector<RepairCandidate> repairs_;
  std::vector<Fit> fits_;
  std::vector<NameLevel> levels_;
  std::unordered_map<std::string, std::int64_t> places_;  // as written -> code
  std::string place_scratch_, unknown_place_;             // unknown: of the row in cells_, when it is no place
};

// Rows come in ascending order, so the later one counts only when it is strictly better.
void Keep(Match& kept, const Match& match) {
  if (kept.kind == MatchKind::kNone) {
    kept = match;
    return;
  }
  if (match.rank > kept.rank || (match.rank == kept.rank && match.since > kept.since)) kept = match;
  kept.several = true;
}

// The kind that a hit deserves; keys, same_name_keys: different registry IDs among the hits of its roster row.
MatchKind JudgeNear(const NearHit& hit, std::size_t keys, std::size_t same_name_keys) {
  const NearEvidence& e = hit.evidence;
  if (!SameName(e.name)) {
    const bool alone = e.rivals == 1 && (keys == 1 || !e.repair.in_roster);
    // What is left of a cut ID is county and birthday, which people with names alike share.
    const bool weak = e.repair.type == RepairType::kTail || e.one_in_common;
    return alone && !weak && e.name != NameLevel::kMissing ? MatchKind::kNear : MatchKind::kReview;
  }
  if (e.rivals == 1 && (keys == 1 || !e.repair.in_roster)) return MatchKind::kRepaired;
  return e.same_name_rivals == 1 && (same_name_keys == 1 || !e.repair.in_roster) ? MatchKind::kNear
                                                                                 : MatchKind::kReview;
}

// Decides the near hits of one roster row, [begin, end); adds registry rows that became certain.
void ResolvePerson(NearHit* begin, NearHit* end, Match& kept, std::unordered_map<std::uint32_t, Repair>& repairs,
                   std::unordered_map<std::uint32_t, IdKey>& true_ids, std::vector<ReviewItem>& review,
                   std::set<std::uint32_t>& certain) {
  std::vector<IdKey> keys, same_name_keys;
  for (const NearHit* hit = begin; hit != end; ++hit) {
    if (!hit->evidence.repair.in_roster) continue;
    keys.push_back(hit->evidence.registry_key);
    if (SameName(hit->evidence.name)) same_name_keys.push_back(hit->evidence.registry_key);
  }
  const auto count_different = [](std::vector<IdKey>& list) {
    std::sort(list.begin(), list.end());
    return static_cast<std::size_t>(std::unique(list.begin(), list.end()) - list.begin());
  };
  const std::size_t different = count_different(keys), same_name = count_different(same_name_keys);
  const bool exact = kept.kind == MatchKind::kExact;
  for (NearHit* hit = begin; hit != end; ++hit) {
    if (hit->evidence.name == NameLevel::kDifferent) continue;
    hit->match.kind = JudgeNear(*hit, different, same_name);
    const bool sure = hit->match.kind == MatchKind::kRepaired;
    if (sure) certain.insert(hit->match.row);
    if (exact) {
      kept.several = kept.several || sure;
      continue;
    }
    review.push_back({hit->person,
                      hit->match.row,
                      0,
                      0,
                      hit->evidence.repair,
                      hit->evidence.name,
                      hit->evidence.same_name_rivals,
                      {},
                      sure,
                      hit->registry_id,
                      hit->registry_name,
                      hit->offset});
    const bool better = hit->match.kind != kept.kind   ? hit->match.kind > kept.kind
                        : hit->match.rank != kept.rank ? hit->match.rank > kept.rank
                                                       : hit->match.since > kept.since;
    const bool several = kept.several || (sure && kept.kind == MatchKind::kRepaired);
    if (better) {
      kept = hit->match, repairs[hit->person] = hit->evidence.repair;
      if (hit->evidence.repair.in_roster) true_ids[hit->person] = hit->evidence.registry_key;
    }
    kept.several = several;
  }
}

// Hits come in the order of registry rows. Returns the number of registry rows that became certain.
std::size_t ResolveNear(std::vector<NearHit>& hits, BigArray<Match>& matches,
                        std::unordered_map<std::uint32_t, Repair>& repairs,
                        std::unordered_map<std::uint32_t, IdKey>& true_ids, std::vector<ReviewItem>& review) {
  std::stable_sort(hits.begin(), hits.end(), [](const NearHit& a, const NearHit& b) { return a.person < b.person; });
  std::set<std::uint32_t> certain;
  for (std::size_t from = 0, to = 0; from < hits.size(); from = to) {
    while (to < hits.size() && hits[to].person == hits[from].person) ++to;
    ResolvePerson(&hits[from], hits.data() + to, matches[hits[from].person], repairs, true_ids, review, certain);
  }
  return certain.size();
}

// How often names of random pairs of the roster stand at each level, by sampling.
std::array<double, kNameLevels> ChanceOfNames(const Roster& roster, const Context& context) {
  std::array<double, kNameLevels> counts{};
  counts.fill(0.5);
  double total = 0.5 * kNameLevels;
  std::uint64_t state = 1;
  for (int n = 0; n < 20000 && roster.size() > 1; ++n) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::size_t a = (state >> 33) % roster.size();
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::size_t b = (state >> 33) % roster.size();
    if (a == b) continue;
    counts[static_cast<std::size_t>(CompareNames(roster.name(a), roster.name(b), context.variants, context.pinyin))] +=
        1;
    total += 1;
  }
  for (double& count : counts) count /= total;
  return counts;
}

// How often names of one person stand at each level where the check digit led to a review: as usual, which counts as
// fifty decisions, and as people decided since (labels that know nothing but a name).
std::array<double, kNameLevels> TruthOfNames(const std::vector<LinkLabel>& labels) {
  static constexpr double kUsual[kNameLevels] = {0.02, 0.02, 0.03, 0.03, 0.02, 0.88};
  constexpr double kTrust = 50;
  std::array<double, kNameLevels> counts{};
  double total = kTrust;
  for (std::size_t level = 0; level < kNameLevels; ++level) counts[level] = kTrust * kUsual[level];
  for (const LinkLabel& label : labels) {
    if (!label.same || label.levels.empty() || label.levels[0] >= kNameLevels) continue;
    if (std::any_of(label.levels.begin() + 1, label.levels.end(), [](std::uint8_t level) { return level != 0; }))
      continue;
    counts[label.levels[0]] += 1, total += 1;
  }
  for (double& count : counts) count /= total;
  return counts;
}

// Probabilities of what the check digit found: how often a wrong ID fits somebody by chance is measured in this very
// registry; names agree by chance as often as those of random pairs. That the right person is there at all is taken as
// even.
void RateReview(const Roster& roster, const Context& context, std::uint64_t wrong_ids, std::uint64_t chance_fits,
                const std::vector<LinkLabel>& labels, std::vector<ReviewItem>& review) {
  if (review.empty()) return;
  const auto truth = TruthOfNames(labels), by_chance = ChanceOfNames(roster, context);
  const double fit = (static_cast<double>(chance_fits) + 0.5) / (static_cast<double>(wrong_ids + review.size()) + 1.0);
  std::unordered_map<std::uint32_t, int> claims;  // items of one roster row
  for (const ReviewItem& item : review) claims[item.person] += 1;
  for (ReviewItem& item : review) {
    const auto level = static_cast<std::size_t>(item.name);
    const double ratio = truth[level] / (by_chance[level] * fit);
    item.weight = std::log2(ratio);
    item.levels[0] = static_cast<std::uint8_t>(level);
    item.probability = ratio / (1 + ratio) / (item.certain ? 1 : claims[item.person] * std::max<int>(1, item.rivals));
  }
}

}  // namespace

bool FindRegistryKind(std::string_view name, TableKind& kind) {
  if (name == "social_insurance") return kind = TableKind::kSocialInsurance, true;
  if (name == "labour_resource") return kind = TableKind::kLabourResource, true;
  if (name == "social_card") return kind = TableKind::kSocialCard, true;
  return false;
}

Status Comparison::AddRegistry(const RegistryName& name, ByteReader& bytes, const IssueSink& issues, bool last) {
  for (const Registry& other : registries_) {
    if (other.name.name == name.name)
      return Fail(kUsage, "同一种登记库给了两次：" + name.name, "每种登记库只给一个文件");
  }
  const TableHead head = TRY(ReadTableHead(bytes, name.kind, options_.header_map, context_.gb18030));
  const ScanFunction scan = GetKernel(options_.isa, &isa_);
  ReportHeader(head, issues);
  Registry registry;
  registry.name = name;
  registry.counts.encoding = head.encoding;
  registry.counts.unknown_headers = head.header.unknown;
  registry.counts.missing_columns = MissingColumns(name.kind, head.header);
  registry.matches.resize(roster_.size());
  std::vector<NearHit> near;
  KeptRows kept;
  std::uint64_t wrong_ids = 0, chance_fits = 0;
  EnoughListed enough;
  SharedEmployers employers(roster_.employers());
  if (options_.near && probe_ == nullptr) probe_ = std::make_unique<NearProbe>(roster_, context_, options_.threads);
  TRY(RunSegments<RegistryRows>(
      bytes, head.body, options_,
      [&] {
        return std::make_unique<RegistryWorker>(bytes, head, name, roster_, context_, options_, scan, probe_.get(),
                                                enough, employers);
      },
      [&](RegistryRows& rows) -> Status {
        if (registry.counts.rows + rows.rows > ~std::uint32_t{0}) return Fail(kTooLarge, "登记库超过 4 294 967 295 行");
        const auto base = static_cast<std::uint32_t>(registry.counts.rows);
        const std::vector<std::uint32_t> employer_of = employers.Merge(rows.employers);
        constexpr std::size_t kAhead = 16;  // matches are larger than any cache
        for (std::size_t h = 0; h < rows.hits.size(); ++h) {
          if (h + kAhead < rows.hits.size()) __builtin_prefetch(&registry.matches[rows.hits[h + kAhead].person], 1);
          Hit& hit = rows.hits[h];
          hit.match.row += base + 1;
          hit.match.employer = FinalEmployer(hit.match.employer, employer_of);
          Keep(registry.matches[hit.person], hit.match);
        }
        for (NearHit& hit : rows.near) {
          hit.match.row += base + 1;
          hit.match.employer = FinalEmployer(hit.match.employer, employer_of);
          near.push_back(std::move(hit));
        }
        for (KeptRow& row : rows.kept) {
          if (kept.size() == KeptRowsMax(roster_.size())) {
            ++registry.counts.near_skipped;
            continue;
          }
          row.match.row += base + 1;
          row.match.employer = FinalEmployer(row.match.employer, employer_of);
          kept.Add(row);
        }
        wrong_ids += rows.wrong_ids, chance_fits += rows.chance_fits;
        registry.counts.matched += rows.matched;
        rows.Report(registry.counts, issues);
        enough.Renew(registry.counts);
        return Ok();
      }));
  ReportFurther(registry.counts, {IdKind::kEmpty, IdKind::kLost}, issues);
  if (registry.counts.near_skipped > 0 && issues)
    issues({0, "", std::to_string(registry.counts.near_skipped), "near_limit", false});
  registry.counts.matched += ResolveNear(near, registry.matches, registry.repairs, registry.true_ids, registry.review);
  near = {};
  if (last) {
    roster_.ReleaseTable();
    if (probe_ != nullptr) probe_->ReleaseFilters();
  }
  RateReview(roster_, context_, wrong_ids, chance_fits, options_.near_labels, registry.review);
  if (options_.near && !kept.empty()) {
    TRY(LinkKeptRows(roster_, context_, probe_->sounds(), kept, options_.near_labels, options_.threads,
                     registry.matches, registry.true_ids, registry.review));
  }
  std::stable_sort(registry.review.begin(), registry.review.end(),
                   [](const ReviewItem& a, const ReviewItem& b) { return a.probability > b.probability; });
  TableCounts& counts = registry.counts;
  std::uint64_t accepted = 0;
  for (const std::uint64_t n : counts.by_kind) accepted += n;
  counts.unmatched = accepted - counts.matched;
  if (counts.rows != counts.matched + counts.unmatched + counts.rejected || accepted < counts.matched) {
    return Fail(kBookkeeping, "登记库的行数对不上：读入 ≠ 对上 + 没有对上 + 拒收",
                "这是程序的错误，请连同文件的结构报告");
  }
  registries_.push_back(std::move(registry));
  return Ok();
}

}  // namespace gq::reconcile
