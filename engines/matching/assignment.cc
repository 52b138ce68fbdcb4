#include "engines/matching/assignment.h"

#include <algorithm>
#include <limits>

namespace gq::matching {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;
constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();

class Assignment {
 public:
  Assignment(std::size_t n, std::span<const std::int64_t> cost)
      : n_(static_cast<std::uint32_t>(n)),
        cost_(cost),
        price_(n, kFar),
        column_of_(n, kNone),
        row_of_(n, kNone),
        distance_(n),
        before_(n),
        columns_(n) {}

  std::vector<std::uint32_t> Run() && {
    ReduceColumns();
    TransferReduction();
    for (int pass = 0; pass < 2 && !free_.empty(); ++pass) BidForColumns();
    for (const std::uint32_t row : free_) Augment(row);
    return std::move(column_of_);
  }

 private:
  const std::int64_t* Row(std::uint32_t row) const { return cost_.data() + std::size_t{row} * n_; }

  // Every column asks what its cheapest row costs, and takes that row if it is still free.
  void ReduceColumns() {
    std::vector<std::uint32_t> cheapest(n_, 0);
    for (std::uint32_t i = 0; i < n_; ++i) {
      const std::int64_t* row = Row(i);
      for (std::uint32_t j = 0; j < n_; ++j) {
        if (row[j] < price_[j]) price_[j] = row[j], cheapest[j] = i;
      }
    }
    wanted_by_.assign(n_, 0);
    for (std::uint32_t j = n_; j-- > 0;) {
      if (++wanted_by_[cheapest[j]] > 1) continue;
      column_of_[cheapest[j]] = j;
      row_of_[j] = cheapest[j];
    }
  }

  // A row with one column only gives what it could save elsewhere to that column.
  void TransferReduction() {
    for (std::uint32_t i = 0; i < n_; ++i) {
      if (wanted_by_[i] == 0) {
        free_.push_back(i);
        continue;
      }
      if (wanted_by_[i] > 1 || n_ == 1) continue;
      const std::int64_t* row = Row(i);
      const std::uint32_t own = column_of_[i];
      std::int64_t least = kFar;
      for (std::uint32_t j = 0; j < n_; ++j) {
        if (j != own) least = std::min(least, row[j] - price_[j]);
      }
      price_[own] -= least;
    }
  }

  // Free rows bid for their best column; who loses it bids again at once while that lowers a price.
  void BidForColumns() {
    std::vector<std::uint32_t> waiting(free_.rbegin(), free_.rend());
    free_.clear();
    while (!waiting.empty()) {
      const std::uint32_t i = waiting.back();
      waiting.pop_back();
      const std::int64_t* row = Row(i);
      std::int64_t first = kFar, second = kFar;
      std::uint32_t at = kNone, other = kNone;
      for (std::uint32_t j = 0; j < n_; ++j) {
        const std::int64_t reduced = row[j] - price_[j];
        if (reduced >= second) continue;
        if (reduced < first) {
          second = first, other = at;
          first = reduced, at = j;
        } else {
          second = reduced, other = j;
        }
      }
      std::uint32_t loser = row_of_[at];
      const bool lowers = first < second;
      if (lowers && second != kFar) {
        price_[at] -= second - first;
      } else if (!lowers && loser != kNone) {
        at = other;
        loser = row_of_[at];
      }
      column_of_[i] = at;
      row_of_[at] = i;
      if (loser == kNone) continue;
      column_of_[loser] = kNone;
      (lowers ? waiting : free_).push_back(loser);
    }
  }

  // Columns [0, low) are settled, [low, up) are the nearest that are not, the rest is farther.
  void Augment(std::uint32_t free_row) {
    const std::int64_t* first_row = Row(free_row);
    for (std::uint32_t j = 0; j < n_; ++j) {
      distance_[j] = first_row[j] - price_[j];
      before_[j] = free_row;
      columns_[j] = j;
    }
    std::uint32_t low = 0, up = 0, settled = 0, end = kNone;
    std::int64_t least = 0;
    while (end == kNone) {
      if (up == low) {
        settled = low;
        least = distance_[columns_[up++]];
        for (std::uint32_t k = up; k < n_; ++k) {
          const std::uint32_t j = columns_[k];
          if (distance_[j] > least) continue;
          if (distance_[j] < least) up = low, least = distance_[j];
          columns_[k] = columns_[up];
          columns_[up++] = j;
        }
        for (std::uint32_t k = low; k < up && end == kNone; ++k) {
          if (row_of_[columns_[k]] == kNone) end = columns_[k];
        }
        if (end != kNone) break;
      }
      const std::uint32_t from = columns_[low++], i = row_of_[from];
      const std::int64_t* row = Row(i);
      const std::int64_t base = row[from] - price_[from] - least;
      for (std::uint32_t k = up; k < n_; ++k) {
        const std::uint32_t j = columns_[k];
        const std::int64_t reach = row[j] - price_[j] - base;
        if (reach >= distance_[j]) continue;
        distance_[j] = reach;
        before_[j] = i;
        if (reach != least) continue;
        if (row_of_[j] == kNone) {
          end = j;
          break;
        }
        columns_[k] = columns_[up];
        columns_[up++] = j;
      }
    }
    for (std::uint32_t k = 0; k < settled; ++k) price_[columns_[k]] += distance_[columns_[k]] - least;
    for (std::uint32_t i = kNone; i != free_row;) {
      i = before_[end];
      row_of_[end] = i;
      std::swap(end, column_of_[i]);
    }
  }

  std::uint32_t n_;
  std::span<const std::int64_t> cost_;
  std::vector<std::int64_t> price_;
  std::vector<std::uint32_t> column_of_, row_of_, wanted_by_, free_;
  std::vector<std::int64_t> distance_;
  std::vector<std::uint32_t> before_, columns_;
};

}  // namespace

Result<std::vector<std::uint32_t>> SolveAssignment(std::size_t n, std::span<const std::int64_t> cost) {
  if (n >= (1U << 31) || cost.size() != n * n) return Fail(kBadInstance, "费用表不是 n × n", "请检查文件");
  std::uint64_t most = 0;
  for (const std::int64_t c : cost)
    most = std::max(most, c < 0 ? -static_cast<std::uint64_t>(c) : static_cast<std::uint64_t>(c));
  // Prices and distances stay within a path of n columns.
  if (n != 0 && most > static_cast<std::uint64_t>(kFar) / 8 / (n + 1))
    return Fail(kBadInstance, "题目中的数字过大，64 位整数算不下", "请缩小费用或题目规模");
  if (n == 0) return std::vector<std::uint32_t>();
  return Assignment(n, cost).Run();
}

}  // namespace gq::matching
