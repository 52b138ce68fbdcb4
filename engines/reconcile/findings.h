// The finding of a comparison (D13): from roster status, insurance and labour register by a truth table that is data
// (rules/reconcile/findings.csv), and the words that files use for states (rules/reconcile/words.csv).
//
//   Rules rules = TRY(Rules::Parse(findings_csv, words_csv));
//   Verdict v = rules.Decide(RosterStatus::kWorking, Insurance::kOther, Labour::kWorking);   // changed_employer
//
// Every combination has exactly one finding, so findings add up to the roster; Parse refuses a table with a gap.
// Thread-safety: constant after Parse.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace gq::reconcile {

inline constexpr ErrorKind kBadRules{"reconcile.rules", 500, "比对规则文件有误", "Comparison rules unusable"};

enum class RosterStatus : std::uint8_t { kWorking, kFlexible, kNotWorking, kUnknown };
// employed = employee scheme and state 1 and an employer (D13). kSame/kOther/kEmployed: at the roster's employer, at
// another, or the roster names none. kEnded: a row of the employee scheme that is not employed. kNone: no such row;
// 城乡居民 says nothing about work.
enum class Insurance : std::uint8_t { kSame, kOther, kEmployed, kEnded, kNone };
enum class Labour : std::uint8_t { kWorking, kUnemployed, kFlexible, kNotWorking, kNone };
enum class Finding : std::uint8_t { kStillEmployed, kChangedEmployer, kNewlyEmployed, kEmploymentLapsed, kNotEmployed };
inline constexpr std::size_t kFindings = 5;
std::string_view NameOf(Finding finding);  // "still_employed" ...

struct Verdict {
  Finding finding = Finding::kNotEmployed;
  bool registries_disagree = false;
};

inline constexpr std::uint8_t kStateUnknown = 9;  // a word that words.csv does not know, or an empty cell

class Rules {
 public:
  static Result<Rules> Parse(std::string_view findings_csv, std::string_view words_csv);

  const Verdict& Decide(RosterStatus status, Insurance insurance, Labour labour) const {
    return verdicts_[Index(status, insurance, labour)];
  }
  RosterStatus StatusOf(std::string_view word) const;
  // `kind`: social_insurance, labour_resource, social_card. The code of the state, or kStateUnknown.
  std::uint8_t StateOf(std::string_view kind, std::string_view word) const;
  // True for the employee scheme; an empty cell is one too.
  bool IsEmployeeScheme(std::string_view word) const;

 private:
  static std::size_t Index(RosterStatus status, Insurance insurance, Labour labour) {
    return (static_cast<std::size_t>(status) * 5 + static_cast<std::size_t>(insurance)) * 5 +
           static_cast<std::size_t>(labour);
  }
  Status ReadFindings(std::string_view csv);
  Status ReadWords(std::string_view csv);
  const std::string* FindWord(std::string_view kind, std::string_view word) const;

  std::array<Verdict, 100> verdicts_{};
  struct Part {
    std::string kind, word, code;
  };
  std::unordered_map<std::string, std::string> words_;  // "kind\nword" -> code
  std::vector<Part> parts_;                             // "*word*": cells that hold it; the first one counts
};

}  // namespace gq::reconcile
