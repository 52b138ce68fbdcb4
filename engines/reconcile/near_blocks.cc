#include "engines/reconcile/near_blocks.h"

#include <algorithm>
#include <utility>

#include "engines/reconcile/linkage.h"
#include "engines/reconcile/parts.h"
#include "engines/reconcile/table_rows.h"

namespace gq::reconcile {
namespace {

constexpr std::size_t kNearColumns = 11;
constexpr std::size_t kPeopleAtOnce = 16;  // so that the cache misses of filters overlap
constexpr double kNearProbability = 0.95, kReviewProbability = 0.2;

std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = (a ^ (b + 0x9E3779B97F4A7C15ULL + (a << 6) + (a >> 2))) * 0xBF58476D1CE4E5B9ULL;
  return z ^ z >> 31;
}

std::uint64_t HashText(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

std::uint64_t SoundOf(std::string_view name, const Context& context) {
  if (name.empty()) return 0;
  static const Variants kNone;
  thread_local std::string folded;  // asked for every name of the roster and every row with a wrong ID
  folded.clear();
  FoldName(name, kNone, folded);
  return HashText(context.pinyin ? context.pinyin(folded) : folded) | 1;
}

// What blocks are made of, as numbers; 0: not known. id: eighteen characters as they stand there, or kNoKey.
struct BlockFacts {
  std::uint64_t phone = 0, birth = 0, place = 0, sound = 0;
  IdKey id = kNoKey;
};

// Under which keys a row can meet others: one for each combination of NearPlan, but for those that hold place and name
// and something else, because who meets there meets under place and name too. 0 = none.
struct BlockKeys {
  std::uint64_t key[5] = {};
  BlockKeys() = default;
  explicit BlockKeys(const BlockFacts& facts) {
    const std::uint64_t sound = facts.sound;
    if (facts.phone != 0) key[0] = Mix(facts.phone, 1);
    if (sound == 0) return;
    if (facts.birth != 0) key[1] = Mix(Mix(facts.birth, sound), 2);
    if (facts.place != 0) key[2] = Mix(Mix(facts.place, sound), 5);
    if (facts.id == kNoKey) return;
    const std::uint64_t digits = Digits17(facts.id);
    key[3] = Mix(Mix(digits / 100000 % 1000000, sound), 6);
    key[4] = Mix(Mix(digits % 100000 * 16 + CheckOf(facts.id), sound), 7);
  }
};

// The first fourteen digits may be read from an ID whatever is wrong behind them.
void ReadId(const ParsedId& parsed, std::string_view id, BlockFacts& facts) {
  std::uint64_t front = 0;  // fourteen digits
  if (parsed.key != kNoKey) {
    front = Digits17(parsed.key) / 1000;
    if (!parsed.tail_cut) facts.id = parsed.key;
  } else {
    int digits = 0;
    for (const char c : id) {
      if (c < '0' || c > '9') continue;
      if (++digits <= 14) front = front * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (digits < 14 || digits > 19) return;
  }
  const IdKey key = MakeKey(front * 1000, 0);
  if (!IsPlausible(key)) return;
  facts.birth = static_cast<std::uint64_t>(BirthOf(key));
  if (facts.place == 0) facts.place = static_cast<std::uint64_t>(PlaceOf(key));
}

BlockFacts BlockFactsOf(const Roster& roster, std::size_t i, std::uint64_t sound) {
  const IdKey id = roster.key(i);
  BlockFacts facts;
  facts.phone = roster.phone(i), facts.place = roster.place(i), facts.sound = sound;
  facts.birth = id != kNoKey && IsPlausible(id) ? static_cast<std::uint64_t>(BirthOf(id)) : 0;
  if (roster.Comparable(i)) facts.id = id;
  return facts;
}

BlockFacts BlockFactsOf(const ParsedId& id, std::string_view id_text, std::string_view phone, std::string_view region,
                        std::uint64_t sound) {
  BlockFacts facts;
  facts.phone = PhoneDigits(phone), facts.place = PlaceDigits(region), facts.sound = sound;
  ReadId(id, id_text, facts);
  return facts;
}

LinkPlan NearPlan() {
  LinkPlan plan;
  plan.fields = {{"name", Comparator::kName},   {"birth", Comparator::kDate, false}, {"place", Comparator::kPrefix},
                 {"phone", Comparator::kPhone}, {"unit", Comparator::kExact},        {"id", Comparator::kId, false}};
  plan.blocks = {{{3, 0}}, {{0, 0}, {1, 0}}, {{0, 0}, {2, 0}, {4, 0}}};
  for (std::size_t f = plan.fields.size(); f < kNearColumns; ++f) {
    plan.fields.push_back({"block", Comparator::kExact});
    plan.fields.back().block_only = plan.fields.back().keyed = true;
    plan.blocks.push_back({{f, 0}});
  }
  plan.automatic_blocks = false;
  plan.probability_min = kReviewProbability;
  plan.random_pairs = 20000;
  return plan;
}

constexpr std::size_t kComparedFields = std::size(kNearFields), kKeys = kNearColumns - kComparedFields;

// What a row that takes part in the linkage says, but for its name and employer.
struct RowFacts {
  std::uint32_t birth = 0, place = 0;
  std::uint64_t phone = 0;
  IdKey id = kNoKey;  // eighteen characters as they stand there
  std::uint64_t keys[kKeys] = {};
};

std::uint64_t KeyOf(std::uint64_t sound, std::uint64_t hash) { return std::max<std::uint64_t>(1, Mix(sound, hash)); }

// Keys are there for blocks only: name and place of everybody on one side, and on the other of those whose ID gives no
// birth date; name and each part of the ID that two slips may have left whole.
RowFacts FactsOf(const BlockFacts& read, bool roster) {
  RowFacts facts;
  facts.birth = static_cast<std::uint32_t>(read.birth), facts.place = static_cast<std::uint32_t>(read.place);
  facts.phone = read.phone, facts.id = read.id;
  const std::uint64_t name_and_place = read.sound == 0 || read.place == 0 ? 0 : KeyOf(read.sound, read.place);
  facts.keys[roster ? 1 : 0] = name_and_place;
  facts.keys[roster ? 0 : 1] = read.birth == 0 ? name_and_place : 0;
  if (read.sound == 0 || read.id == kNoKey) return facts;
  const std::uint64_t digits = Digits17(read.id);
  facts.keys[2] = KeyOf(read.sound, digits / 100000 % 1000000);                // year and month
  facts.keys[3] = KeyOf(read.sound, digits % 100000 * 16 + CheckOf(read.id));  // day and behind it
  if (name_and_place != 0) facts.keys[4] = KeyOf(Mix(read.sound, read.place), digits / 10000000 % 10000);
  return facts;
}

RowFacts FactsOf(const Roster& roster, std::size_t i, std::uint64_t sound) {
  BlockFacts facts;
  facts.phone = roster.phone(i), facts.place = roster.place(i), facts.sound = sound;
  std::string id;
  roster.AppendIdText(i, id);
  ReadId(ParseId(id), id, facts);
  return FactsOf(facts, true);
}

std::string_view NumberText(std::uint64_t n, std::string& scratch) {
  scratch.clear();
  if (n != 0) scratch = std::to_string(n);
  return scratch;
}

}  // namespace

std::string_view NearLevelText(std::size_t field, std::uint8_t level) {
  static constexpr std::string_view kTexts[][6] = {
      {"missing", "different", "one_character", "homophone", "variant", "same"},
      {"missing", "different", "partly", "close", "same", ""},
      {"missing", "different", "partly", "same", "", ""},
      {"missing", "different", "close", "same", "", ""},
      {"missing", "different", "same", "", "", ""},
      {"missing", "different", "two_slips", "one_slip", "same", ""}};
  return kTexts[field][level];
}

void KeptRows::Add(const KeptRow& row) {
  const std::string* const texts[] = {&row.id, &row.name, &row.phone, &row.region, &row.unit_name};
  std::size_t size = 0;
  for (const std::string* text : texts) size += text->size();
  if (size > left_) {
    left_ = std::max(size, kPiece);
    pieces_.push_back(std::make_unique<char[]>(left_));
    at_ = pieces_.back().get();
  }
  Head head{row.match, row.offset, at_, {}};
  for (std::size_t i = 0; i < 5; ++i) {
    head.sizes[i] = static_cast<std::uint32_t>(texts[i]->size());
    at_ = std::copy(texts[i]->begin(), texts[i]->end(), at_);
  }
  left_ -= size;
  heads_.push_back(head);
}

KeptRows::View KeptRows::operator[](std::size_t i) const {
  const Head& head = heads_[i];
  std::string_view cells[5];
  const char* at = head.text;
  for (std::size_t c = 0; c < 5; at += head.sizes[c++]) cells[c] = std::string_view(at, head.sizes[c]);
  return {head.match, head.offset, cells[0], cells[1], cells[2], cells[3], cells[4]};
}

NearProbe::NearProbe(const Roster& roster, const Context& context, int threads) : roster_(roster), context_(context) {
  const Gb18030& gb = context.gb18030;
  std::string encoded;
  for (std::size_t i = 0; i < roster.size(); ++i) {
    if (roster.id_kind(i) < IdKind::kDamaged) continue;
    const bool readable = roster.key(i) != kNoKey && IsPlausible(roster.key(i));
    if (readable) Add(ProbeOfPlaceAndBirth(roster.key(i)));
    if (roster.phone(i) != 0) Add(ProbeOfPhoneNumber(roster.phone(i))), has_phones_ = true;
    const std::uint32_t place = roster.place(i);
    if (roster.name(i).empty() || place < 100000 || place > 999999) continue;
    has_names_ = true;
    const IdKey of_place = MakeKey(std::uint64_t{place} * 100000000000ULL, 0);
    Add(ProbeOfNameAndPlace(HashName(roster.name(i).data(), roster.name(i).size()), of_place));
    encoded.clear();
    if (gb.Encode(roster.name(i), encoded))
      Add(ProbeOfNameAndPlace(HashName(encoded.data(), encoded.size()), of_place));
  }
  // A word a key: what passes wrongly costs far more than the filter's place in the near caches.
  filter_ = KeyFilter(4 * (keys_.size() + 1));
  keys_.ForEach([this](std::uint64_t key) { filter_.Add(key); });
  Lookout(threads);
}

std::uint64_t NearProbe::ProbeOfPhoneNumber(std::uint64_t phone) {
  char digits[11];
  for (std::size_t i = std::size(digits); i-- > 0; phone /= 10) digits[i] = static_cast<char>('0' + phone % 10);
  return ProbeOfPhone(digits);
}

void NearProbe::Lookout(int threads) {
  sounds_.resize(roster_.size());
  blocks_ = KeyFilter(roster_.size() * std::size(BlockKeys(BlockFacts()).key));
  InParts((roster_.size() + kPeopleAtOnce - 1) / kPeopleAtOnce, threads, [&](std::size_t, std::size_t group) {
    std::uint64_t keys[kPeopleAtOnce * std::size(BlockKeys(BlockFacts()).key)];
    std::size_t count = 0;
    for (std::size_t i = group * kPeopleAtOnce; i < std::min(roster_.size(), (group + 1) * kPeopleAtOnce); ++i) {
      sounds_[i] = SoundOf(roster_.name(i), context_);
      for (const std::uint64_t key : BlockKeys(BlockFactsOf(roster_, i, sounds_[i])).key) {
        if (key == 0) continue;
        blocks_.PrefetchToAdd(key);
        keys[count++] = key;
      }
    }
    for (std::size_t k = 0; k < count; ++k) blocks_.Add(keys[k]);
  });
}

void NearProbe::ReleaseFilters() {
  blocks_ = KeyFilter();
  keys_ = NearKeys();
  filter_ = KeyFilter();
}

bool NearProbe::MayMeet(const ParsedId& id, std::string_view id_text, std::string_view name, std::string_view phone,
                        std::string_view region) const {
  const BlockKeys own(BlockFactsOf(id, id_text, phone, region, SoundOf(name, context_)));
  for (const std::uint64_t key : own.key) blocks_.Prefetch(key);
  return std::any_of(std::begin(own.key), std::end(own.key),
                     [&](std::uint64_t key) { return key != 0 && blocks_.MayHold(key); });
}

namespace {

// Which roster rows and kept rows share a block at all: the rest is not prepared for comparing.
class NearTables {
 public:
  NearTables(const Roster& roster, const Context& context, const std::vector<std::uint64_t>& sounds,
             const KeptRows& kept, const BigArray<Match>& matches, int threads)
      : roster_(roster), kept_(kept) {
    // Each thread has a part of the rows and what it found there.
    std::vector<BlockFacts> kept_facts(kept.size());
    std::vector<NearKeys> right_keys(Parts(threads)), left_keys(Parts(threads));
    KeyFilter right_filter(kept.size() * std::size(BlockKeys(BlockFacts()).key));
    InParts(kept.size(), threads, [&](std::size_t part, std::size_t k) {
      const KeptRows::View row = kept[k];
      kept_facts[k] = BlockFactsOf(ParseId(row.id), row.id, row.phone, row.region, SoundOf(row.name, context));
      for (const std::uint64_t key : BlockKeys(kept_facts[k]).key) right_keys[part].Insert(key), right_filter.Add(key);
    });
    const auto may_share = [&](const BlockKeys& own) {
      return std::any_of(std::begin(own.key), std::end(own.key),
                         [&](std::uint64_t key) { return key != 0 && right_filter.MayHold(key); });
    };
    std::vector<std::vector<std::uint32_t>> people(Parts(threads)), rows(Parts(threads));
    InParts((roster.size() + kPeopleAtOnce - 1) / kPeopleAtOnce, threads, [&](std::size_t part, std::size_t group) {
      BlockKeys keys[kPeopleAtOnce];
      std::uint32_t of[kPeopleAtOnce];
      std::size_t count = 0;
      const std::size_t end = std::min(roster.size(), (group + 1) * kPeopleAtOnce);
      for (std::size_t i = group * kPeopleAtOnce; i < end; ++i) {
        if (matches[i].kind != MatchKind::kNone) continue;
        keys[count] = BlockKeys(BlockFactsOf(roster, i, sounds[i]));
        for (const std::uint64_t key : keys[count].key) right_filter.Prefetch(key);
        of[count++] = static_cast<std::uint32_t>(i);
      }
      for (std::size_t k = 0; k < count; ++k) {
        if (!may_share(keys[k]) || !Shares(keys[k], right_keys)) continue;
        for (const std::uint64_t key : keys[k].key) left_keys[part].Insert(key);
        people[part].push_back(of[k]);
      }
    });
    right_keys.clear();  // tens of megabytes in a province
    right_keys.shrink_to_fit();
    InParts(kept.size(), threads, [&](std::size_t part, std::size_t k) {
      if (Shares(BlockKeys(kept_facts[k]), left_keys)) rows[part].push_back(static_cast<std::uint32_t>(k));
    });
    for (const auto& part : people) person_of.insert(person_of.end(), part.begin(), part.end());
    for (const auto& part : rows) kept_of.insert(kept_of.end(), part.begin(), part.end());
    left_.resize(person_of.size());
    InParts(person_of.size(), threads, [&](std::size_t, std::size_t row) {
      left_[row] = FactsOf(roster, person_of[row], sounds[person_of[row]]);
    });
    right_.resize(kept_of.size());
    InParts(kept_of.size(), threads,
            [&](std::size_t, std::size_t row) { right_[row] = FactsOf(kept_facts[kept_of[row]], false); });
  }

  // Values in the order of kNearFields, keys behind them.
  LinkInput Input() const {
    LinkInput input;
    input.left_rows = left_.size(), input.right_rows = right_.size();
    input.value = [this](bool right, std::size_t field, std::size_t row, std::string& scratch) {
      return Value(right, field, row, scratch);
    };
    input.key = [this](bool right, std::size_t field, std::size_t row) {
      return (right ? right_ : left_)[row].keys[field - kComparedFields];
    };
    return input;
  }

  std::vector<std::uint32_t> person_of, kept_of;

 private:
  std::string_view Value(bool right, std::size_t field, std::size_t row, std::string& scratch) const {
    const RowFacts& facts = (right ? right_ : left_)[row];
    switch (field) {
      case 0:
        return right ? kept_[kept_of[row]].name : roster_.name(person_of[row]);
      case 1:
        return NumberText(facts.birth, scratch);
      case 2:
        return NumberText(facts.place, scratch);
      case 3:
        return NumberText(facts.phone, scratch);
      case 4:
        scratch = FoldUnitName(right ? kept_[kept_of[row]].unit_name
                                     : roster_.employers().Name(roster_.employer(person_of[row])));
        return scratch;
      default:
        scratch.clear();
        if (facts.id != kNoKey) AppendId(facts.id, scratch);
        return scratch;
    }
  }

  static bool Shares(const BlockKeys& own, const std::vector<NearKeys>& keys) {
    return std::any_of(std::begin(own.key), std::end(own.key), [&](std::uint64_t key) {
      return std::any_of(keys.begin(), keys.end(), [&](const NearKeys& part) { return part.Contains(key); });
    });
  }

  const Roster& roster_;
  const KeptRows& kept_;
  std::vector<RowFacts> left_, right_;
};

// Name, birthday and place are for a person to judge, however rare the name: near takes the phone, or IDs at most two
// slips apart of which one is wrong by its check code, while no other phone speaks against it. Two right ones that are
// alike are those of neighbours. Brothers and sisters share a phone and all but one character of the name: the phone is
// enough only where the name sounds the same and no birthday speaks against it, or where the IDs are alike. IDs of
// twins are two slips apart: with another name one slip at most.
MatchKind KindOf(const Link& link, bool both_right) {
  const bool same_phone = link.levels[3] >= 3, other_phone = link.levels[3] == 1;
  const bool same_name = link.levels[0] >= 3, other_birth = link.levels[1] == 1,
             alike_ids = link.levels[5] >= (same_name ? 2 : 3);
  const bool more_than_name =
      (same_phone && ((same_name && !other_birth) || alike_ids)) || (alike_ids && !both_right && !other_phone);
  return more_than_name && link.probability * link.share >= kNearProbability ? MatchKind::kNear : MatchKind::kReview;
}

}  // namespace

Status LinkKeptRows(const Roster& roster, const Context& context, const std::vector<std::uint64_t>& sounds,
                    const KeptRows& kept, const std::vector<LinkLabel>& labels, int threads, BigArray<Match>& matches,
                    std::unordered_map<std::uint32_t, IdKey>& true_ids, std::vector<ReviewItem>& review) {
  if (kept.empty()) return Ok();
  const NearTables tables(roster, context, sounds, kept, matches, threads);
  if (tables.person_of.empty() || tables.kept_of.empty()) return Ok();
  LinkPlan plan = NearPlan();
  plan.labels = labels;
  plan.threads = threads;
  const LinkResult result = TRY(LinkRecords(tables.Input(), plan, {context.variants, context.pinyin}));
  for (const Link& link : result.links) {
    const std::uint32_t person = tables.person_of[link.left];
    const KeptRows::View row = kept[tables.kept_of[link.right]];
    // Neighbours share place, birthday, family name and employer by the dozen: without the sound of the name only a
    // phone says something.
    if (link.levels[0] < 3 && link.levels[3] < 3) continue;
    Match& match = matches[person];
    match = row.match;
    const ParsedId id = ParseId(row.id);
    const auto is_right = [](IdKey key, bool cut) { return key != kNoKey && !Suspicious(key, cut); };
    match.kind = KindOf(link, is_right(id.key, id.tail_cut) && is_right(roster.key(person), roster.tail_cut(person)));
    match.name_conflict = link.levels[0] != 0 && link.levels[0] < 4;
    if (id.kind <= IdKind::kRepaired && id.Comparable()) true_ids[person] = id.key;
    ReviewItem item;
    item.person = person, item.registry_row = row.match.row, item.registry_offset = row.offset;
    item.probability = link.probability * link.share, item.weight = link.weight;
    item.name = static_cast<NameLevel>(link.levels[0]);
    std::copy_n(link.levels.begin(), std::size(item.levels), item.levels);
    item.registry_id = row.id, item.registry_name = row.name;
    review.push_back(std::move(item));
  }
  return Ok();
}

}  // namespace gq::reconcile
