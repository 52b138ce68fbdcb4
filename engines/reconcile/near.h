// The near pass: registry rows and roster rows that an exact comparison leaves apart because an ID is wrong, cut, lost
// or empty.
//
// (1) By the check digit (repair.h). A registry row with a wrong ID is looked for under every ID that it may have been;
// the IDs that a wrong
//     roster ID may have been stand in the key table beside the right ones.
//     repaired: the ID fits one person of the roster, one ID of the registry, and the name is the same. Certain.
//     near:     several fit, one of them by name; or one fits and the name is a homophone or one character apart. Of a
//     cut ID, whose county and birthday many share, and of names with no more than one character in common: review.
//     Probable: to be reviewed. review:   several fit by name. One that fits by nothing but the check digit, with
//     another name, is chance.
// (2), (3) By phone and by blocks: linkage over what (1) leaves, see near_blocks.h.
//
// An ID that ends in 000 with a right check code may be right or cut: it is exact only where the name agrees (or one is
// missing), and otherwise looked for like a cut one.
//
// A registry row that is some roster row's exact match is nobody's near match, and a roster row with an exact match
// gets no near one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engines/reconcile/names.h"
#include "engines/reconcile/repair.h"

namespace gq::reconcile {

// What a registry row and a roster row have in common without an equal ID.
struct NearEvidence {
  Repair repair;
  NameLevel name = NameLevel::kMissing;
  std::uint16_t rivals = 0;            // roster rows that fit the registry row by the check digit, this one included
  std::uint16_t same_name_rivals = 0;  // of them with the same name
  IdKey registry_key = kNoKey;
  bool one_in_common = false;  // no more than one character of the names is the same
};

// One line of review.csv.
struct ReviewItem {
  std::uint32_t person;  // roster index
  std::uint32_t registry_row;
  double probability = 0;  // that both are one person
  double weight = 0;       // log2 of the likelihood ratio
  Repair repair;
  NameLevel name = NameLevel::kMissing;
  std::uint16_t rivals = 0;     // roster IDs with the same name that fit as well, this one included
  std::uint8_t levels[6] = {};  // of kNearFields; 0 = not compared
  bool certain = false;         // repaired: listed as evidence only, not in review.csv
  std::string registry_id, registry_name;
  std::uint64_t registry_offset =
      0;  // of the registry's row, bytes from the beginning of its file (a workbook: of its rows as CSV)
};

}  // namespace gq::reconcile
