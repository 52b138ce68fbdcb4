#include "engines/matching/ranking.h"

#include <algorithm>

#include "engines/matching/world.h"

namespace gq::matching {
namespace {

constexpr int kLevels = 4096;
constexpr int kLevelShift = 2;  // 14 bits to 12
constexpr std::int16_t kNowhere = INT16_MIN / 2, kNoLevel = INT16_MIN;
constexpr std::int32_t kNobodyPays = INT32_MAX;
constexpr std::uint16_t kNobodyPaysCoarse = INT16_MAX;
// Bitmaps of trades() are forgotten when there are so many: 14,300 posts take 2 KB each.
constexpr std::uint32_t kTradeRowsMax = 8192;
// A constraint of so many kinds is kept by post too: picking a kind there takes a fourth of the time, but all of a
// block have to be put in order first.
constexpr std::size_t kKindsByPost = 64;
constexpr std::uint32_t kNotByPost = UINT32_MAX;

}  // namespace

void Ranking::List::Resize(std::size_t size) {
  position.assign(size, 0);
  arrive.assign(size, kNowhere);
  stay.assign(size, kNowhere);
  price.assign(size, kNobodyPays);
  price_coarse.assign(size, kNobodyPaysCoarse);
}

Ranking::Ranking(const World& world, const Situation& situation, const Prices& prices, Kernel kernel)
    : world_(world), situation_(situation), prices_(prices), kernel_(kernel) {
  const std::size_t padded = world.model.blocks() * 64;
  for (std::size_t c = 0; c < kConstraints; ++c) {
    slot_[c].resize(world.eligibility.kinds(c));
    trade_row_[c].resize(world.eligibility.kinds(c));
  }
  slot_of_trade_.resize(world.model.trade_codes() / 2);
  effect_.resize(padded);
  level_.resize(padded);
  chosen_.resize(padded + kPickedSpare);
  ListTrades();
  ListKinds();
}

void Ranking::ListKinds() {
  const Eligibility& eligibility = world_.eligibility;
  std::uint32_t kinds = 0;
  std::fill(std::begin(first_kind_), std::end(first_kind_), kNotByPost);
  for (const std::size_t c : eligibility.barring()) {
    if (eligibility.kinds(c) > kKindsByPost || (situation_.ignored >> c & 1) != 0) continue;
    first_kind_[c] = kinds;
    kinds += static_cast<std::uint32_t>(eligibility.kinds(c));
  }
  first_trade_ = kinds;
  kinds += static_cast<std::uint32_t>(slot_of_trade_.size());
  const std::size_t padded = effect_.size();
  kinds_.assign((kinds + 63) / 64 * padded, 0);
  kinds_made_.resize((kinds + 63) / 64);
  for (std::size_t c = 0; c < kConstraints; ++c) {
    if (first_kind_[c] == kNotByPost) continue;
    for (std::size_t kind = 0; kind < eligibility.kinds(c); ++kind) {
      const Source to = SourceOf(c, static_cast<std::uint16_t>(kind));
      const std::uint64_t* const bitmap = eligibility.RowOfKind(c, static_cast<std::uint16_t>(kind));
      for (std::size_t at = 0; at < padded; ++at)
        kinds_[to.block * padded + at] |= (bitmap[at / 64] >> (at % 64) & 1) << to.bit;
    }
  }
  std::vector<std::uint64_t> any_trade(kinds_made_.size(), 0);  // by block
  for (std::size_t trade = 0; trade < slot_of_trade_.size(); ++trade) {
    const Source to = SourceOfTrade(trade);
    any_trade[to.block] |= std::uint64_t{1} << to.bit;
  }
  for (std::size_t block = 0; block < any_trade.size(); ++block) {
    for (std::size_t at = block * padded; at < (block + 1) * padded; ++at) kinds_[at] |= any_trade[block];
  }
  for (std::size_t at = 0; at < world_.model.positions(); ++at) {
    const Source of = SourceOfTrade(world_.model.TradeCodeAt(at) / 2);
    kinds_[of.block * padded + at] ^= std::uint64_t{1} << of.bit;
  }
}

Ranking::Source Ranking::SourceOf(std::size_t constraint, std::uint16_t kind) const {
  const std::uint32_t first = first_kind_[constraint];
  if (first == kNotByPost) return {world_.eligibility.RowOfKind(constraint, kind), 0, 0};
  return {nullptr, (first + kind) / 64, (first + kind) % 64};
}

Ranking::Source Ranking::SourceOfTrade(std::size_t trade) const {
  const auto number = static_cast<std::uint32_t>(first_trade_ + trade);
  return {nullptr, number / 64, number % 64};
}

void Ranking::ListTrades() {
  const ScoreModel& model = world_.model;
  std::vector<std::vector<std::uint32_t>> posts(model.trade_codes());
  for (std::uint32_t at = 0; at < model.positions(); ++at) {
    if ((situation_.places_left[at / 64] >> (at % 64) & 1) != 0) posts[model.TradeCodeAt(at)].push_back(at);
  }
  trade_begin_.assign(1, 0);
  for (const auto& list : posts)
    trade_begin_.push_back(trade_begin_.back() +
                           static_cast<std::uint32_t>((list.size() + kChunk - 1) / kChunk * kChunk));
  trades_.Resize(trade_begin_.back());
  for (std::size_t code = 0; code < posts.size(); ++code) {
    std::uint32_t to = trade_begin_[code];
    for (const std::uint32_t at : posts[code]) {
      trades_.position[to] = at;
      trades_.price[to] = prices_[at];
      trades_.price_coarse[to++] = prices_.coarse()[at];
    }
  }
  known_.assign(posts.size(), 0);
}

void Ranking::Know(const ScoreModel::TradeList& trades) {
  for (std::size_t k = 0; k < trades.count; ++k) {
    const std::uint32_t code = trades.items[k].code;
    if (known_[code] == group_) continue;
    known_[code] = group_;
    for (std::uint32_t i = trade_begin_[code]; i < trade_begin_[code + 1]; ++i) {
      trades_.arrive[i] = effect_[trades_.position[i]].arrive;
      trades_.stay[i] = effect_[trades_.position[i]].stay;
    }
  }
}

void Ranking::Rank(std::span<const std::uint32_t> group, ScoreModel::Row origin, ScoreModel::Row wage) {
  ++group_;
  Share(group);
  ShareTrades(group[0]);
  Add(group, origin, wage);
  Choose();
  Fill();
}

void Ranking::Share(std::span<const std::uint32_t> group) {
  shared_ = situation_.places_left;
  differ_.clear();
  for (const std::size_t c : world_.eligibility.barring()) {
    if ((situation_.ignored >> c & 1) != 0) continue;
    const std::uint64_t* row = world_.eligibility.Row(c, group[0]);
    if (std::any_of(group.begin(), group.end(), [&](std::uint32_t w) { return world_.eligibility.Row(c, w) != row; })) {
      differ_.push_back(c);
    } else {
      for (std::size_t i = 0; i < shared_.size(); ++i) shared_[i] &= row[i];
    }
  }
}

std::size_t Ranking::RowsOf(std::size_t worker, Eligibility::Rows& rows) const {
  rows[0] = shared_.data();
  for (std::size_t i = 0; i < differ_.size(); ++i) rows[i + 1] = world_.eligibility.Row(differ_[i], worker);
  return differ_.size() + 1;
}

void Ranking::ShareTrades(std::uint32_t worker) {
  MakeRoomForTradeBits();
  shared_trades_.assign(trades_.size() / kChunk, ~0U);
  for (const std::size_t c : world_.eligibility.barring()) {
    if ((situation_.ignored >> c & 1) != 0 || std::find(differ_.begin(), differ_.end(), c) != differ_.end()) continue;
    const std::uint32_t* bits = TradeBits(c, world_.eligibility.KindOf(c, worker));
    for (std::size_t i = 0; i < shared_trades_.size(); ++i) shared_trades_[i] &= bits[i];
  }
}

const std::uint32_t* Ranking::TradeBits(std::size_t constraint, std::uint16_t kind) {
  const std::size_t words = trades_.size() / kChunk;
  std::uint32_t& row = trade_row_[constraint][kind];
  if (row == 0) {
    row = ++trade_rows_;
    kernel_.pick_bits(world_.eligibility.RowOfKind(constraint, kind), trades_.position.data(), words,
                      trade_bits_.data() + (row - 1) * words);
  }
  return trade_bits_.data() + (row - 1) * words;
}

// Bitmaps that are made from here on, up to kConstraints, leave the others where they are.
void Ranking::MakeRoomForTradeBits() {
  if (trade_rows_ + kConstraints > kTradeRowsMax) {
    for (auto& list : trade_row_) std::fill(list.begin(), list.end(), 0);
    trade_rows_ = 0;
  }
  const std::size_t needed = (trade_rows_ + kConstraints) * (trades_.size() / kChunk);
  if (trade_bits_.size() < needed) trade_bits_.resize(needed * 2);
}

void Ranking::Make(std::uint32_t row, std::size_t segment) {
  const Source& from = source_[row];
  for (std::size_t s = made_[row]; s <= segment; ++s) {
    std::uint32_t* const to = order_bits_.data() + (row * segments_ + s) * kSegment;
    if (from.bitmap != nullptr) {
      kernel_.pick_bits(from.bitmap, order_.position.data() + s * kSegment * kChunk, kSegment, to);
    } else {
      kernel_.pick_kind(OrderKinds(from.block, s), from.bit, kSegment, to);
    }
  }
  made_[row] = static_cast<std::uint32_t>(segment) + 1;
}

const std::uint64_t* Ranking::OrderKinds(std::uint32_t block, std::size_t segment) {
  constexpr std::size_t kPosts = kSegment * kChunk;
  std::uint64_t* const order = order_kinds_.data() + block * segments_ * kPosts;
  const std::uint64_t* const kinds = kinds_.data() + block * effect_.size();
  for (std::uint32_t& s = kinds_made_[block]; s <= segment; ++s) {
    const std::uint32_t* const positions = order_.position.data() + s * kPosts;
    for (std::size_t k = 0; k < kPosts; ++k) order[s * kPosts + k] = kinds[positions[k]];
  }
  return order + segment * kPosts;
}

std::uint32_t Ranking::RowOf(Slot& slot, Source source) {
  if (slot.group != group_) {
    slot = {group_, static_cast<std::uint32_t>(source_.size())};
    source_.push_back(source);
    made_.push_back(0);
    if (order_bits_.size() < source_.size() * segments_ * kSegment)
      order_bits_.resize(std::max(source_.size() * segments_ * kSegment, order_bits_.size() * 2));
  }
  return slot.row;
}

void Ranking::FindRows(std::size_t worker, const ScoreModel::TradeList& trades, OrderedRows& rows) {
  MakeRoomForTradeBits();
  rows.order_count = rows.trade_count = 0;
  for (const std::size_t c : differ_) {
    const std::uint16_t kind = world_.eligibility.KindOf(c, worker);
    rows.order[rows.order_count++] = RowOf(slot_[c][kind], SourceOf(c, kind));
    rows.trade[rows.trade_count++] = TradeBits(c, kind);
  }
  rows.trade[rows.trade_count++] = shared_trades_.data();
  for (std::size_t k = 0; k < trades.count; k += 2) {  // by the piece, and not
    const std::uint32_t trade = trades.items[k].code / 2;
    rows.order[rows.order_count++] = RowOf(slot_of_trade_[trade], SourceOfTrade(trade));
  }
}

// Effects, and levels to the mean of the group.
void Ranking::Add(std::span<const std::uint32_t> group, ScoreModel::Row origin, ScoreModel::Row wage) {
  std::int64_t arrive = 0, stay = 0;
  for (const std::uint32_t w : group) {
    arrive += world_.model.worker(w).arrive;
    stay += world_.model.worker(w).stay;
  }
  const auto size = static_cast<std::int64_t>(group.size());
  ScanTask task;
  task.worker = {static_cast<std::int16_t>(arrive / size), static_cast<std::int16_t>(stay / size)};
  task.arrive = &world_.PlainArrive();
  task.stay = world_.stay;
  task.blocks = world_.model.blocks();
  task.price_coarse = prices_.coarse();
  task.origin = origin;
  task.wage = wage;
  kernel_.find_levels(task, shared_.data(), kNoLevel, effect_.data(), level_.data());
}

// The kMost posts of the highest levels, the highest level first, then the lowest position. Neighbouring groups like
// posts about as much: those from about the least level of the group before are looked at first, and all only where
// that is not enough.
void Ranking::Choose() {
  const auto pick = [&](int least) {
    return count_ = kernel_.pick_from(level_, static_cast<std::int16_t>(least), chosen_.data());
  };
  if (picked_from_ <= 0 || pick(picked_from_) < kMost) pick(kNoLevel + 1);
  const auto bucket = [&](std::uint32_t at) {
    return static_cast<std::size_t>(std::max<int>(level_[at], 0) >> kLevelShift);
  };
  next_.assign(kLevels, 0);
  for (std::size_t k = 0; k < count_; ++k) ++next_[bucket(chosen_[k])];
  std::uint32_t sum = 0;
  int least = kLevels;
  while (least > 0 && sum < kMost) {
    --least;
    const std::uint32_t n = next_[static_cast<std::size_t>(least)];
    next_[static_cast<std::size_t>(least)] = sum;
    sum += n;
  }
  least_level_ = least == 0 ? kNoLevel + 1 : least << kLevelShift;
  std::size_t to = 0;
  for (std::size_t k = 0; k < count_; ++k) {
    const std::uint32_t at = chosen_[k];
    chosen_[to] = at;
    to += level_[at] >= least_level_;
  }
  count_ = to;
  picked_from_ = (least - least / 8) << kLevelShift;
}

void Ranking::Fill() {
  chunks_ = (count_ + kChunk - 1) / kChunk;
  segments_ = (chunks_ + kSegment - 1) / kSegment;
  source_.clear();
  made_.clear();
  std::fill(kinds_made_.begin(), kinds_made_.end(), 0);
  order_kinds_.resize(std::max(order_kinds_.size(), kinds_made_.size() * segments_ * kSegment * kChunk));
  if (order_.size() < segments_ * kSegment * kChunk) order_.Resize(segments_ * kSegment * kChunk);
  bound_.resize(chunks_ + 1);
  for (std::size_t k = 0; k < count_; ++k) {
    const std::uint32_t at = chosen_[k];
    const std::uint32_t to = next_[static_cast<std::size_t>(std::max<int>(level_[at], 0) >> kLevelShift)]++;
    order_.position[to] = at;
    order_.arrive[to] = effect_[at].arrive;
    order_.stay[to] = effect_[at].stay;
    order_.price[to] = prices_[at];
    order_.price_coarse[to] = prices_.coarse()[at];
  }
  for (std::size_t k = count_; k < chunks_ * kChunk; ++k) {
    order_.arrive[k] = order_.stay[k] = kNowhere;
    order_.price[k] = kNobodyPays;
    order_.price_coarse[k] = kNobodyPaysCoarse;
  }
  RankBound best = kernel_.find_bound(level_, kNoLevel, static_cast<std::int16_t>(least_level_), effect_.data(),
                                      prices_.exact(), {kNowhere, kNowhere, kNobodyPays});
  bound_[chunks_] = best;
  for (std::size_t chunk = chunks_; chunk-- > 0;) {
    for (std::size_t k = chunk * kChunk; k < (chunk + 1) * kChunk; ++k) {
      best.arrive = std::max(best.arrive, order_.arrive[k]);
      best.stay = std::max(best.stay, order_.stay[k]);
      best.price = std::min(best.price, order_.price[k]);
    }
    bound_[chunk] = best;
  }
}

}  // namespace gq::matching
