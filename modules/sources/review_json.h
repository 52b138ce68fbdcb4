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
// Two texts cut into pieces that agree and pieces that differ (none when one is empty): character by character when
// they are of one length, else between the common beginning and end. With `masked` (ID numbers) all but the first
// three, the last four and what differs at up to three places is shown as *.
std::pair<std::vector<Piece>, std::vector<Piece>> CutApart(std::string_view left, std::string_view right, bool masked);

// "登记库号码第 9 位“3”应为“5”" for RepairText; empty for none.
std::string RepairWords(std::string_view repair);

// The members of shape ReviewRow into an open object.
void WriteReviewRow(json::Writer& out, Store& store, const Review& review, std::string_view region_name,
                    const Scope& scope);
// The member "fields".
Status WriteReviewFields(json::Writer& out, const Review& review);

}  // namespace gq::sources
