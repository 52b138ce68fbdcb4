// People for the benchmark: every input of the rule catalogue as a column, made by a hash that peers.mjs repeats, so
// that all programs decide the same rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engines/policy/column/column.h"

namespace gq::bench {

// How a column is made from the hash h of (row, salt): words[h % words.size()], or first + h % count, or h % 100 < yes.
struct ColumnRecipe {
  policy::ColumnKind kind = policy::ColumnKind::kNumber;
  std::vector<std::string> words;  // kCode, repeated by weight
  std::int64_t first = 0, count = 1;
  int scale = 0;
  int yes = 50;
};

const std::map<std::string, ColumnRecipe>& Recipes();
std::uint32_t Hash(std::uint32_t row, std::uint32_t salt);

class Population {
 public:
  explicit Population(std::size_t rows);
  std::size_t rows() const { return rows_; }
  policy::Column ColumnOf(const std::string& name) const;
  const std::vector<std::int64_t>& numbers(const std::string& name) const { return numbers_.at(name); }
  const std::vector<std::uint8_t>& codes(const std::string& name) const { return codes_.at(name); }
  const std::vector<std::uint8_t>& flags(const std::string& name) const { return flags_.at(name); }
  // The code of a word; -1 when the column has no such word.
  int CodeOf(const std::string& name, const std::string& word) const;

 private:
  std::size_t rows_;
  std::map<std::string, std::vector<std::int64_t>> numbers_;
  std::map<std::string, std::vector<std::uint8_t>> codes_;
  std::map<std::string, std::vector<std::uint8_t>> flags_;
  std::map<std::string, std::vector<std::string>> words_;
};

}  // namespace gq::bench
