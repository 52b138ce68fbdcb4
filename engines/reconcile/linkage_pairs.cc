#include "engines/reconcile/linkage_pairs.h"

#include <algorithm>

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

class PairFinder {
 public:
  PairFinder(const ReadyColumns& left, const ReadyColumns* right, const std::vector<FieldComparer>& comparers,
             const LinkPlan& plan)
      : left_(left), right_(right), comparers_(comparers), plan_(plan) {}

  std::vector<std::uint64_t> Run(std::uint64_t& blocks_skipped) {
    for (const Block& block : plan_.blocks) {
      Join(BlockKeys(left_, block), right_ == nullptr ? KeyedRows() : BlockKeys(*right_, block),
           [&](std::size_t a, std::size_t b) {
             const bool fits = a <= plan_.block_rows_max && b <= plan_.block_rows_max;
             blocks_skipped += fits ? 0 : 1;
             return fits;
           });
    }
    Compact();
    if (plan_.automatic_blocks) AddAutomatic();
    Compact();
    return std::move(pairs_);
  }

 private:
  static std::size_t Rows(const ReadyColumns& columns) { return columns.empty() ? 0 : columns[0].size(); }
  std::size_t AllRows() const { return Rows(left_) + (right_ == nullptr ? 0 : Rows(*right_)); }

  static KeyedRows BlockKeys(const ReadyColumns& columns, const Block& block) {
    KeyedRows out;
    for (std::uint32_t row = 0; row < Rows(columns); ++row) {
      Key key = 1;
      for (const BlockPart& part : block) {
        const ReadyValue& value = columns[part.field][row];
        const std::string& text = value.second().empty() ? value.text : value.second();  // names: by sound
        if (text.empty()) {
          key = 0;
          break;
        }
        key = Mix(key,
                  HashText(part.prefix == 0 ? std::string_view(text) : FirstCharacters(text, part.prefix), part.field));
      }
      if (key != 0) out.push_back({key, row});
    }
    return out;
  }

  // Adds the pairs of each group of equal keys that `fits` admits by its two sizes.
  template <typename Fits>
  void Join(KeyedRows left, KeyedRows right, Fits fits) {
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::size_t r = 0;
    for (std::size_t from = 0, to = 0; from < left.size(); from = to) {
      while (to < left.size() && left[to].key == left[from].key) ++to;
      if (right_ == nullptr) {
        if (to - from > 1 && fits(to - from, to - from)) AddWithin(left, from, to);
        continue;
      }
      while (r < right.size() && right[r].key < left[from].key) ++r;
      std::size_t end = r;
      while (end < right.size() && right[end].key == left[from].key) ++end;
      if (end == r || !fits(to - from, end - r)) continue;
      for (std::size_t i = from; i < to; ++i) {
        for (std::size_t k = r; k < end; ++k) Add(left[i].row, right[k].row);
      }
    }
  }

  void AddWithin(const KeyedRows& rows, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      for (std::size_t k = i + 1; k < to; ++k) {
        if (rows[i].row != rows[k].row) Add(rows[i].row, rows[k].row);
      }
    }
  }

  void Add(std::uint32_t left, std::uint32_t right) {
    pairs_.push_back(std::uint64_t{left} << 32 | right);
    if (pairs_.size() >= compact_at_) Compact();
  }

  void Compact() {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    compact_at_ = std::max<std::size_t>(std::size_t{1} << 22, pairs_.size() * 2);
  }

  bool Spent(std::size_t limit) {
    if (pairs_.size() < limit) return false;
    Compact();
    return pairs_.size() >= limit;
  }

  void JoinSmall(const KeyedRows& left, const KeyedRows& right, std::size_t pairs_max) {
    const bool within = right_ == nullptr;
    Join(left, right, [&](std::size_t a, std::size_t b) { return (within ? a * (a - 1) / 2 : a * b) <= pairs_max; });
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
    const auto left = KeyColumns(left_), right = right_ == nullptr ? decltype(left)() : KeyColumns(*right_);
    for (std::size_t k = 0; k < left.size(); ++k) {
      JoinSmall(Keyed(left[k].keys), right_ == nullptr ? KeyedRows() : Keyed(right[k].keys), kSinglePairsMax);
    }
    AddByWords();
    if (AllRows() > kDoubleRowsMax) return;
    for (std::size_t a = 0; a < left.size(); ++a) {
      for (std::size_t b = a + 1; b < left.size(); ++b) {
        if (left[a].field == left[b].field) continue;
        if (Spent(limit)) return;
        JoinSmall(Both(left[a].keys, left[b].keys),
                  right_ == nullptr ? KeyedRows() : Both(right[a].keys, right[b].keys), kDoublePairsMax);
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

  // Whole values; for texts also their beginnings, for numbers their halves, for Chinese names their sounds.
  std::vector<FieldKeys> KeyColumns(const ReadyColumns& columns) const {
    std::vector<FieldKeys> out;
    for (std::size_t f = 0; f < columns.size(); ++f) {
      KeyColumn whole, front, back;
      for (const ReadyValue& value : columns[f]) {
        const std::string& text = value.second().empty() ? value.text : value.second();
        whole.push_back(text.empty() ? 0 : HashText(text, 3 * f));
        if (comparers_[f].IsText()) {
          front.push_back(text.empty() ? 0 : HashText(FirstCharacters(text, 3), 3 * f + 1));
        } else {
          front.push_back(text.size() < 6 ? 0 : HashText(std::string_view(text).substr(0, text.size() / 2), 3 * f + 1));
          back.push_back(text.size() < 6 ? 0 : HashText(std::string_view(text).substr(text.size() / 2), 3 * f + 2));
        }
      }
      out.push_back({f, std::move(whole)});
      out.push_back({f, std::move(front)});
      if (!back.empty()) out.push_back({f, std::move(back)});
    }
    return out;
  }

  void AddByWords() {
    for (std::size_t f = 0; f < comparers_.size(); ++f) {
      if (!comparers_[f].IsText()) continue;
      JoinSmall(WordKeys(left_, f), right_ == nullptr ? KeyedRows() : WordKeys(*right_, f), kSinglePairsMax);
    }
  }

  // Every word, and pairs of a value's rarest words.
  KeyedRows WordKeys(const ReadyColumns& columns, std::size_t field) const {
    KeyedRows out;
    std::vector<std::uint32_t> words;
    for (std::uint32_t row = 0; row < columns[field].size(); ++row) {
      words = columns[field][row].words();
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

  const ReadyColumns& left_;
  const ReadyColumns* const right_;
  const std::vector<FieldComparer>& comparers_;
  const LinkPlan& plan_;
  std::vector<std::uint64_t> pairs_;
  std::size_t compact_at_ = std::size_t{1} << 22;
};

}  // namespace

std::vector<std::uint64_t> FindPairs(const ReadyColumns& left, const ReadyColumns* right,
                                     const std::vector<FieldComparer>& comparers, const LinkPlan& plan,
                                     std::uint64_t& blocks_skipped) {
  return PairFinder(left, right, comparers, plan).Run(blocks_skipped);
}

}  // namespace gq::reconcile
