// The weights file rules/matching/weights.toml: tables of the score, and what is known of provinces.
//
//   MatchingWeights weights = TRY(ReadWeights(text, "weights.toml"));   // or DefaultWeights(), the file compiled into
//   the program
//
// Decimal log-odds become steps of 1/128 here, once; everything behind is integers (D14).
// Errors: kBadWeights with key and line: missing, not a number, NaN, outside ±8, against the sign that was fixed in
// advance, unknown key, no TOML. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engines/matching/matching.h"
#include "engines/matching/parties.h"

namespace gq::matching {

inline constexpr ErrorKind kBadWeights{"matching.bad_weights", 422, "匹配权重文件有误", "Unusable matching weights"};

struct Province {
  std::int32_t latitude = 0, longitude = 0;  // hundredths of a degree
  std::int32_t january = 0;                  // degrees
  std::int32_t july_humidity = 0;            // per cent
  std::int32_t rice = 0;                     // tenths
};

struct MatchingWeights {
  std::string hash;  // SHA-256 of the file, in hex
  Weights tables;
  std::uint16_t priority = 1250;  // thousandths
  double index_error = 0.5;       // log-odds by which all probabilities may be wrong together; files may leave it out
  PartyRules together;            // the section may be missing
  std::array<std::optional<Province>, 100> provinces;  // by the first two digits of the code
};

// Which way a factor works was fixed before any figure (engines.md §3); figures decide only how much. 1: never below 0,
// -1: never above, 0: either. `falls`: a curve that never rises.
struct FixedSigns {
  int arrive = 0, stay = 0;
  bool falls = false;
};
FixedSigns SignsOf(std::string_view key);  // "wage.below"; of a key that is no factor: either

// The text of a file; kBadWeights: more than a megabyte.
Result<std::string> ReadWeightsText(const std::string& path);
Result<MatchingWeights> ReadWeights(std::string_view toml, std::string_view file_name);
const MatchingWeights& DefaultWeights();

}  // namespace gq::matching
