// Values of one field made ready for comparing once, and the level of agreement of two of them (linkage.h).
//
//   FieldComparer comparer(field, language);
//   ReadyValue a = comparer.MakeReady("12 Stanley Street"), b = comparer.MakeReady("stanley st 12");
//   comparer.WeighWords();                        // after the last value: rare words count more than common ones
//   std::uint8_t level = comparer.Compare(a, b);  // 0 = one of them is missing
//
// Thread-safety: Compare from any thread after WeighWords; the rest from one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/reconcile/linkage.h"

namespace gq::reconcile {

// Made by the million: what few fields have stands apart.
struct ReadyValue {
  struct More {
    std::string second;                // Chinese names: pinyin; kEdit: an e-mail address; else empty
    std::vector<std::uint32_t> words;  // ids, in the order of the text; text comparators only
  };
  std::string text;  // folded; empty = missing
  std::unique_ptr<More> more;

  const std::string& second() const { return more == nullptr ? None().second : more->second; }
  const std::vector<std::uint32_t>& words() const { return more == nullptr ? None().words : more->words; }

 private:
  static const More& None() {
    static const More none;
    return none;
  }
};

class FieldComparer {
 public:
  FieldComparer(const LinkField& field, const LinkLanguage& language) : field_(&field), language_(&language) {}

  // `times`: records that hold it; each different value once.
  ReadyValue MakeReady(std::string_view value, std::uint32_t times = 1);
  void WeighWords();
  std::uint8_t Compare(const ReadyValue& a, const ReadyValue& b) const;

  std::size_t levels() const;  // with 0
  // The values are words, so that prefixes and words of them may block.
  bool IsText() const;
  double WeightOf(std::uint32_t word) const { return word_weights_[word]; }
  // 0 to 1: how alike two texts are, by words or by letters, whichever says more.
  double Likeness(const ReadyValue& a, const ReadyValue& b) const;

 private:
  bool AreAddresses(const ReadyValue& a, const ReadyValue& b) const;
  double WordLikeness(const ReadyValue& a, const ReadyValue& b) const;
  std::uint8_t CompareByLikeness(const ReadyValue& a, const ReadyValue& b) const;
  std::uint8_t CompareChineseNames(const ReadyValue& a, const ReadyValue& b) const;
  void SplitWords(std::string_view value, std::uint32_t times, std::string& text, std::vector<std::uint32_t>& words);

  const LinkField* field_;
  const LinkLanguage* language_;
  std::unordered_map<std::string, std::uint32_t> word_ids_;
  std::vector<std::string> words_;
  std::vector<std::uint32_t> word_counts_;  // values that hold it
  std::vector<double> word_weights_;
  std::uint64_t values_ = 0;
};

}  // namespace gq::reconcile
