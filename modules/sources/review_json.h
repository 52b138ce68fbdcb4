// A review as the console shows it: side by side, differing characters marked, whole numbers never shown.
// Thread-safety: functions from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kits/json/writer.h"
#include "modules/sources/reviews.h"

namespace gq::sources {

struct Piece {
  std::string text;
  bool differs = false;
};
// How much of a text is shown: all of it; of an ID number the first three characters and what differs at up to two
// places; the first three alone. As base/mask.h has it, the end of a number is never shown: birth date and home stand
// beside it.
enum class Shown : std::uint8_t { kWhole, kDifferences, kBeginning };
// For numbers: differences to whoever may reveal them at all.
Shown ShownOfNumbers(const Scope& scope);
// Two texts cut into pieces that agree and pieces that differ (none when one is empty): character by character when
// they are of one length, else between the common beginning and end. What is not shown stands as *.
std::pair<std::vector<Piece>, std::vector<Piece>> CutApart(std::string_view left, std::string_view right, Shown shown);

// "登记库号码第 9 位写错：“3”应为“5”" for RepairText, or without the digits; empty for none.
std::string RepairWords(std::string_view repair, bool digits);

// The members of shape ReviewRow into an open object.
void WriteReviewRow(json::Writer& out, Store& store, const Review& review, std::string_view region_name,
                    const Scope& scope);
// The member "fields", and "agreeing" of a correction.
Status WriteReviewFields(json::Writer& out, const Review& review, const ComparisonRun& run, const Scope& scope);

}  // namespace gq::sources
