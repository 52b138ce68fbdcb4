#include "engines/reconcile/linkage_pairs.h"

#include <algorithm>
#include <functional>

#include "engines/reconcile/parts.h"

namespace gq::reconcile {
namespace {

// Automatic blocks: at most so many pairs a group, by one value and by two.
constexpr std::size_t kSinglePairsMax = 60, kDoublePairsMax = 120;
constexpr std::size_t kDoubleRowsMax = 200000;  // more records than this are blocked by single values only
constexpr std::size_t kRareWords = 4;           // of a value, whose pairs block

using Key = std::uint64_t;
struct KeyedRow {
  Key key;
  std::uint32_t row;
  bool operator<(const KeyedRow& other) const { return key != other.key ? key < other.key : row < other.row; }
};
using KeyedRows = std::vector<KeyedRow>;

Key Mix(Key a, Key b) {
  Key z = (a ^ (b + 0x9E3779B97F4A7C15ULL + (a << 6) + (a >> 2))) * 0xBF58476D1CE4E5B9ULL;
  return z ^ z >> 31;
}

Key HashText(std::string_view text, Key seed) {
  Key hash = 0xCBF29CE484222325ULL ^ seed * 0x9E3779B97F4A7C15ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return Mix(hash, seed) | 1;  // 0 = missing
}

std::string_view FirstCharacters(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (std::size_t n = 0; end < text.size() && n < characters; ++n) NextCodePoint(text, end);
  return text.substr(0, end);
}

// What a record says in one way, for each row: 0 where it says nothing.
using KeyColumn = std::vector<Key>;

// Pairs found so far, often the same one several times: made each once when there are many.
class PairList {
 public:
  void Add(std::uint32_t left, std::uint32_t right) {
    pairs_.push_back(std::uint64_t{left} << 32 | right);
    if (pairs_.size() >= compact_at_) Compact();
  }
  void Add(const PairList& other) {
    pairs_.insert(pairs_.end(), other.pairs_.begin(), other.pairs_.end());
    if (pairs_.size() >= compact_at_) Compact();
  }
  void Compact() {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    compact_at_ = std::max<std::size_t>(std::size_t{1} << 22, pairs_.size() * 2);
  }
  std::size_t size() const { return pairs_.size(); }
  std::vector<std::uint64_t> Take() { return std::move(pairs_); }

 private:
  std::vector<std::uint64_t> pairs_;
  std::size_t compact_at_ = std::size_t{1} << 22;
};

class PairFinder {
 public:
  PairFinder(const ReadyColumns& columns, bool dedupe, const std::vector<FieldComparer>& comparers,
             const LinkPlan& plan)
      : columns_(columns), dedupe_(dedupe), comparers_(comparers), plan_(plan) {}

  std::vector<std::uint64_t> Run(std::uint64_t& blocks_skipped) {
    std::vector<PairList> found(plan_.blocks.size());
    std::vector<std::uint64_t> skipped(plan_.blocks.size());
    InTasks(plan_.blocks.size(), plan_.threads, [&](std::size_t b) {
      const Block& block = plan_.blocks[b];
      Join(BlockKeys(Side::kLeft, block), dedupe_ ? KeyedRows() : BlockKeys(Side::kRight, block), found[b],
           [&](std::size_t left, std::size_t right) {
             const bool fits = left <= plan_.block_rows_max && right <= plan_.block_rows_max;
             skipped[b] += fits ? 0 : 1;
             return fits;
           });
      found[b].Compact();
    });
    for (std::size_t b = 0; b < found.size(); ++b) {
      pairs_.Add(found[b]);
      found[b] = PairList();
      blocks_skipped += skipped[b];
    }
    pairs_.Compact();
    if (plan_.automatic_blocks) AddAutomatic();
    pairs_.Compact();
    return pairs_.Take();
  }

 private:
  std::size_t Rows(Side side) const { return columns_.empty() ? 0 : columns_[0].rows(side); }
  std::size_t AllRows() const { return Rows(Side::kLeft) + (dedupe_ ? 0 : Rows(Side::kRight)); }

  // What a value of a column blocks by: of names the sound.
  static const std::string& BlockText(const ReadyValue& value) {
    return value.second().empty() ? value.text : value.second();
  }

  // `of` of each different value, handed to each row; 0 = missing.
  template <typename Of>
  static KeyColumn EachRow(const ReadyColumn& column, Side side, Of of) {
    KeyColumn by_value, out;
    for (const ReadyValue& value : column.values()) by_value.push_back(of(value));
    out.reserve(column.rows(side));
    for (std::size_t row = 0; row < column.rows(side); ++row) out.push_back(by_value[column.ValueId(side, row)]);
    return out;
  }

  KeyColumn PartKeys(Side side, const BlockPart& part) const {
    const ReadyColumn& column = columns_[part.field];
    if (!column.keyed()) {
      return EachRow(column, side, [&](const ReadyValue& value) -> Key {
        const std::string& text = BlockText(value);
        if (text.empty()) return 0;
        return HashText(part.prefix == 0 ? std::string_view(text) : FirstCharacters(text, part.prefix), part.field);
      });
    }
    KeyColumn out;
    for (std::size_t row = 0; row < column.rows(side); ++row) out.push_back(column.Key(side, row));
    return out;
  }

  KeyedRows BlockKeys(Side side, const Block& block) const {
    KeyColumn keys(Rows(side), 1);
    for (const BlockPart& part : block) {
      const KeyColumn own = PartKeys(side, part);
      for (std::size_t row = 0; row < keys.size(); ++row)
        keys[row] = keys[row] == 0 || own[row] == 0 ? 0 : Mix(keys[row], own[row]);
    }
    return Keyed(keys);
  }

  // Adds the pairs of each group of equal keys that `fits` admits by its two sizes.
  template <typename Fits>
  void Join(KeyedRows left, KeyedRows right, PairList& out, Fits fits) const {
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::size_t r = 0;
    for (std::size_t from = 0, to = 0; from < left.size(); from = to) {
      while (to < left.size() && left[to].key == left[from].key) ++to;
      if (dedupe_) {
        if (to - from > 1 && fits(to - from, to - from)) AddWithin(left, from, to, out);
        continue;
      }
      while (r < right.size() && right[r].key < left[from].key) ++r;
      std::size_t end = r;
      while (end < right.size() && right[end].key == left[from].key) ++end;
      if (end == r || !fits(to - from, end - r)) continue;
      for (std::size_t i = from; i < to; ++i) {
        for (std::size_t k = r; k < end; ++k) out.Add(left[i].row, right[k].row);
      }
    }
  }

  static void AddWithin(const KeyedRows& rows, std::size_t from, std::size_t to, PairList& out) {
    for (std::size_t i = from; i < to; ++i) {
      for (std::size_t k = i + 1; k < to; ++k) {
        if (rows[i].row != rows[k].row) out.Add(rows[i].row, rows[k].row);
      }
    }
  }

  bool Spent(std::size_t limit) {
    if (pairs_.size() < limit) return false;
    pairs_.Compact();
    return pairs_.size() >= limit;
  }

  void JoinSmall(const KeyedRows& left, const KeyedRows& right, std::size_t pairs_max, PairList& out) const {
    Join(left, right, out,
         [&](std::size_t a, std::size_t b) { return (dedupe_ ? a * (a - 1) / 2 : a * b) <= pairs_max; });
  }

  static KeyedRows Keyed(const KeyColumn& column) {
    KeyedRows out;
    for (std::uint32_t row = 0; row < column.size(); ++row) {
      if (column[row] != 0) out.push_back({column[row], row});
    }
    return out;
  }

  void AddAutomatic() {
    const std::size_t limit = pairs_.size() + std::max<std::size_t>(500000, 30 * AllRows());
    const auto left = KeyColumns(Side::kLeft), right = dedupe_ ? decltype(left)() : KeyColumns(Side::kRight);
    std::vector<std::function<void(PairList&)>> joins;
    for (std::size_t k = 0; k < left.size(); ++k) {
      joins.push_back([&, k](PairList& out) {
        JoinSmall(Keyed(left[k].keys), dedupe_ ? KeyedRows() : Keyed(right[k].keys), kSinglePairsMax, out);
      });
    }
    AddInOrder(joins, ~std::size_t{0});
    AddByWords();
    if (AllRows() > kDoubleRowsMax) return;
    joins.clear();
    for (std::size_t a = 0; a < left.size(); ++a) {
      for (std::size_t b = a + 1; b < left.size(); ++b) {
        if (left[a].field == left[b].field) continue;
        joins.push_back([&, a, b](PairList& out) {
          JoinSmall(Both(left[a].keys, left[b].keys), dedupe_ ? KeyedRows() : Both(right[a].keys, right[b].keys),
                    kDoublePairsMax, out);
        });
      }
    }
    const PlacedKeys left_texts = TextsAnywhere(Side::kLeft),
                     right_texts = dedupe_ ? PlacedKeys() : TextsAnywhere(Side::kRight);
    joins.push_back(
        [&](PairList& out) { JoinSmall(TwoAnywhere(left_texts), TwoAnywhere(right_texts), kDoublePairsMax, out); });
    for (std::size_t k = 0; k < left.size(); ++k) {
      joins.push_back([&, k](PairList& out) {
        JoinSmall(Anywhere(left_texts, left[k]), dedupe_ ? KeyedRows() : Anywhere(right_texts, right[k]),
                  kDoublePairsMax, out);
      });
    }
    AddInOrder(joins, limit);
  }

  // Adds what the joins find, one after the other, until there are so many pairs; as many at a time as there are
  // threads.
  void AddInOrder(const std::vector<std::function<void(PairList&)>>& joins, std::size_t limit) {
    const std::size_t at_once = Parts(plan_.threads);
    for (std::size_t from = 0; from < joins.size(); from += at_once) {
      const std::size_t count = std::min(at_once, joins.size() - from);
      std::vector<PairList> found(count);
      InTasks(count, plan_.threads, [&](std::size_t i) { joins[from + i](found[i]); });
      for (const PairList& list : found) {
        if (Spent(limit)) return;
        pairs_.Add(list);
      }
    }
  }

  static KeyedRows Both(const KeyColumn& a, const KeyColumn& b) {
    KeyedRows out;
    for (std::uint32_t row = 0; row < a.size(); ++row) {
      if (a[row] != 0 && b[row] != 0) out.push_back({Mix(a[row], b[row]), row});
    }
    return out;
  }

  struct FieldKeys {
    std::size_t field;
    KeyColumn keys;
  };

  // Of most rows' values; the shorter one of two.
  std::size_t UsualLength(const ReadyColumn& column) const {
    std::vector<std::size_t> rows;
    for (const Side side : {Side::kLeft, Side::kRight}) {
      for (std::size_t row = 0; row < column.rows(side); ++row) {
        const std::size_t size = BlockText(column.Value(side, row)).size();
        if (size >= rows.size()) rows.resize(size + 1);
        if (size > 0) ++rows[size];
      }
    }
    return rows.empty() ? 0 : static_cast<std::size_t>(std::max_element(rows.begin(), rows.end()) - rows.begin());
  }

  // Texts of a row wherever they stand: given name and surname, lines of an address change places (linkage.cc counts
  // them as alike). By row, in the order of the fields; `field` of each.
  struct PlacedKey {
    std::size_t field;
    Key key;
  };
  using PlacedKeys = std::vector<std::vector<PlacedKey>>;
  PlacedKeys TextsAnywhere(Side side) const {
    PlacedKeys out(Rows(side));
    for (std::size_t f = 0; f < columns_.size(); ++f) {
      if (columns_[f].keyed() || !comparers_[f].IsText()) continue;
      const KeyColumn keys = EachRow(columns_[f], side, [](const ReadyValue& value) -> Key {
        return value.text.empty() ? 0 : HashText(BlockText(value), ~Key{0});
      });
      for (std::size_t row = 0; row < keys.size(); ++row) {
        if (keys[row] != 0) out[row].push_back({f, keys[row]});
      }
    }
    return out;
  }

  // Two texts of a row in any order and place.
  static KeyedRows TwoAnywhere(const PlacedKeys& texts) {
    KeyedRows out;
    for (std::uint32_t row = 0; row < texts.size(); ++row) {
      for (std::size_t i = 0; i < texts[row].size(); ++i) {
        for (std::size_t k = i + 1; k < texts[row].size(); ++k) {
          const Key a = texts[row][i].key, b = texts[row][k].key;
          out.push_back({Mix(std::min(a, b), std::max(a, b)), row});
        }
      }
    }
    return out;
  }

  // A text anywhere, and what another field says.
  static KeyedRows Anywhere(const PlacedKeys& texts, const FieldKeys& other) {
    KeyedRows out;
    for (std::uint32_t row = 0; row < texts.size(); ++row) {
      if (other.keys[row] == 0) continue;
      for (const PlacedKey& text : texts[row]) {
        if (text.field != other.field) out.push_back({Mix(text.key, other.keys[row]), row});
      }
    }
    return out;
  }

  // Whole values; for texts also their beginnings, for numbers their halves, for Chinese names their sounds.
  std::vector<FieldKeys> KeyColumns(Side side) const {
    std::vector<FieldKeys> out;
    for (std::size_t f = 0; f < columns_.size(); ++f) {
      if (columns_[f].keyed()) continue;
      const auto add = [&](std::size_t kind, std::size_t least, auto part) {
        out.push_back({f, EachRow(columns_[f], side, [&](const ReadyValue& value) -> Key {
                         const std::string_view text = BlockText(value);
                         return text.size() < least ? 0 : HashText(part(text), 3 * f + kind);
                       })});
      };
      add(0, 1, [](std::string_view text) { return text; });
      if (comparers_[f].IsText()) {
        add(1, 1, [](std::string_view text) { return FirstCharacters(text, 3); });
      } else {
        // Counted from their ends by the usual length, so that a digit too many or too few leaves one of them whole.
        const std::size_t usual = UsualLength(columns_[f]), front = usual / 2, back = usual - front;
        const std::size_t least = usual < 6 ? ~std::size_t{0} : std::max<std::size_t>(5, back);
        add(1, least, [&](std::string_view text) { return text.substr(0, front); });
        add(2, least, [&](std::string_view text) { return text.substr(text.size() - back); });
      }
    }
    return out;
  }

  void AddByWords() {
    for (std::size_t f = 0; f < comparers_.size(); ++f) {
      if (!comparers_[f].IsText()) continue;
      JoinSmall(WordKeys(Side::kLeft, f), dedupe_ ? KeyedRows() : WordKeys(Side::kRight, f), kSinglePairsMax, pairs_);
    }
  }

  // Every word, and pairs of a value's rarest words.
  KeyedRows WordKeys(Side side, std::size_t field) const {
    KeyedRows out;
    std::vector<std::uint32_t> words;
    for (std::uint32_t row = 0; row < columns_[field].rows(side); ++row) {
      words = columns_[field].Value(side, row).words();
      std::sort(words.begin(), words.end(), [&](std::uint32_t a, std::uint32_t b) {
        const double x = comparers_[field].WeightOf(a), y = comparers_[field].WeightOf(b);
        return x != y ? x > y : a < b;
      });
      words.erase(std::unique(words.begin(), words.end()), words.end());
      for (std::size_t i = 0; i < words.size(); ++i) {
        out.push_back({Mix(words[i], 7), row});
        for (std::size_t k = i + 1; k < std::min(words.size(), kRareWords); ++k) {
          out.push_back({Mix(Mix(std::min(words[i], words[k]), std::max(words[i], words[k])), 8), row});
        }
      }
    }
    return out;
  }

  const ReadyColumns& columns_;
  const bool dedupe_;
  const std::vector<FieldComparer>& comparers_;
  const LinkPlan& plan_;
  PairList pairs_;
};

}  // namespace

std::vector<std::uint64_t> FindPairs(const ReadyColumns& columns, bool dedupe,
                                     const std::vector<FieldComparer>& comparers, const LinkPlan& plan,
                                     std::uint64_t& blocks_skipped) {
  return PairFinder(columns, dedupe, comparers, plan).Run(blocks_skipped);
}

}  // namespace gq::reconcile
