// Linking records without a common key (Fellegi and Sunter 1969), unsupervised: no labels, one configuration for all.
//
//   LinkPlan plan;
//   plan.fields = {{"surname", Comparator::kEdit}, {"birth", Comparator::kDate}, ...};
//   plan.blocks = {{{0, 0}, {1, 4}}, ...};             // pairs are compared that agree on surname and the first four
//   of birth LinkResult result = TRY(LinkRecords(left, right, plan, language));   // right empty: duplicates within
//   left
//
// Pairs: those that share a block of the plan, and (automatic_blocks) those that share a rare value, a rare word, half
// a number, or values of two fields; so a plan without blocks works as well. Weights: each pair gets one level of
// agreement a field. u (how often a level happens by chance) comes from random pairs, m (how often between records of
// one person) by EM over the pairs, the prior is what is consistent with both. Between two files with one_to_one, a
// record has at most one partner already while m is estimated, so rivals share what is expected of them. A rare value
// that agrees weighs more than a common one (term frequency). Missing values say nothing. Two text fields whose values
// were exchanged (given name and surname) count as alike.
// Those who live together are not one person: where what EM finds differs in most of what is personal, it is taken as
// the class of kin, and that of one person is estimated anew beside it.
// Answer: one_to_one keeps the best partner of each record. Otherwise records are clustered from the surest link
// downwards, two clusters becoming one only while all their pairs together speak for it; links then holds every pair of
// a cluster. Decisions of people (plan.decisions) stand as they are, and m is learnt from them as well;
// from those of earlier runs (plan.labels) m is learnt only.
//
// Deterministic: random pairs come from a seed; results do not depend on anything but the input, nor on the number of
// threads, bit by bit. Values in, values out; thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/names.h"

namespace gq::reconcile {

// Levels from 1 = different upwards; 0 is always "missing".
enum class Comparator : std::uint8_t {
  kExact,   // 2 same
  kName,    // 2 one character, 3 homophone, 4 variant, 5 same: Chinese names; others as kEdit
  kDate,    // 2 two of year, month, day agree or day and month are swapped, 3 one digit wrong, two swapped, missing
            // or too many, 4 same
  kId,      // 2, 3 two, one characters wrong, swapped, missing or too many (two: from six characters on), 4 same
  kPhone,   // 2 one digit wrong, swapped, missing or too many, 3 same
  kEdit,    // 2, 3, 4 alike at least 0.75, 0.88, 0.95 by letters (Jaro-Winkler) or by words, 5 same: names, streets;
            // texts of five words as kWords, e-mail addresses by the share of letters that stay in place
  kPrefix,  // 2 the first half agrees, 3 same
  kWords,   // 2, 3, 4 alike at least 0.45, 0.7, 0.9 by words in any order, 5 same: long texts
  kNumber,  // 2 within 10 %, 3 within 1 %, 4 same
};
bool FindComparator(std::string_view name, Comparator& comparator);
std::string_view NameOf(Comparator comparator);  // as a configuration writes it
std::size_t LevelsOf(Comparator comparator);     // levels with 0

struct LinkField {
  std::string name;
  Comparator comparator = Comparator::kExact;
  bool term_frequency = true;
  bool block_only = false;       // never compared: for blocks
  bool keyed = false;            // block_only, and its values are numbers (LinkInput::key)
  bool personal = false;         // says who somebody is and not where he belongs: names, birth dates, ID numbers
  std::vector<double> likeness;  // own bounds of the levels between same and different, falling; at most 10. Likeness
                                 // of what is no text: the share of its letters that stay in place
};

struct BlockPart {
  std::size_t field = 0;
  std::size_t prefix = 0;  // characters; 0 = the whole value
};
using Block = std::vector<BlockPart>;

struct LinkDecision {
  std::uint32_t left = 0, right = 0;  // as in Link
  bool same = false;
};

// A pair of an earlier run that a person decided: its levels by field, 0 = missing.
struct LinkLabel {
  std::vector<std::uint8_t> levels;
  bool same = false;
};

struct LinkPlan {
  std::vector<LinkField> fields;  // at most 16
  std::vector<Block> blocks;      // may be empty with automatic_blocks
  bool automatic_blocks = true;
  std::vector<LinkDecision> decisions;
  std::vector<LinkLabel> labels;  // of earlier runs with the same fields: those that were the same teach m
  double probability_min = 0.5;
  bool one_to_one = true;             // two files: each record has one partner at most
  std::size_t block_rows_max = 2000;  // a larger block is not compared; counted in blocks_skipped
  std::uint64_t seed = 1;
  int random_pairs = 200000;  // for u
  int threads = 1;
};

struct LinkTable {
  std::size_t rows = 0;
  std::vector<std::vector<std::string>> columns;  // by field; UTF-8
};

// Both tables without a copy of them: values are asked for once, field by field, those of different fields from several
// threads at a time. right_rows = 0: duplicates within left.
struct LinkInput {
  std::size_t left_rows = 0, right_rows = 0;
  // A cell as UTF-8; `scratch` may hold it until the next call with it.
  std::function<std::string_view(bool right, std::size_t field, std::size_t row, std::string& scratch)> value;
  std::function<std::uint64_t(bool right, std::size_t field, std::size_t row)> key;  // of keyed fields; 0 = missing
};

struct LinkLanguage {
  Variants variants;
  PinyinFunction pinyin;
};

struct Link {
  std::uint32_t left = 0, right = 0;  // from 0; without a right table both are of the left one, left < right
  double probability = 0;
  double weight = 0;                 // log2 of the likelihood ratio
  double share = 1;                  // of what speaks for this pair in all that speaks for a pair of one of its records
  std::vector<std::uint8_t> levels;  // by field
};

struct FieldModel {
  std::vector<double> m, u;  // by level; entry 0 is not used
};

struct LinkResult {
  std::vector<Link> links;              // most probable first
  std::vector<std::uint32_t> clusters;  // by record, left ones first: the lowest record of the cluster
  std::vector<FieldModel> model;
  double prior = 0;         // of a random pair
  std::uint64_t pairs = 0;  // compared
  std::uint64_t blocks_skipped = 0;
};

inline constexpr ErrorKind kBadPlan{"link.plan", 422, "链接配置有误", "Unusable link configuration"};

Result<LinkResult> LinkRecords(const LinkTable& left, const LinkTable& right, const LinkPlan& plan,
                               const LinkLanguage& language);

// The same with values that the caller makes as they are asked for.
Result<LinkResult> LinkRecords(const LinkInput& input, const LinkPlan& plan, const LinkLanguage& language);

// Exposed for tests.
double JaroWinkler(std::string_view a, std::string_view b);
// One insertion, removal, replacement or swap of neighbours, bytes.
bool OneEditApart(std::string_view a, std::string_view b);
// Insertions, removals, replacements and swaps of neighbours between two texts; stops at most + 1.
int EditsApart(std::string_view a, std::string_view b, int most);

}  // namespace gq::reconcile
