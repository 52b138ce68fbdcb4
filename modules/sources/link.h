// The command link: records of one or two files that are the same person, without a common key
// (engines/reconcile/linkage.h).
//
// Configuration (TOML, docs/reference/formats.md):
//   probability_min = 0.5            # optional, as are one_to_one, automatic_blocks, block_rows_max, seed
//   [[field]]
//   name = "surname"
//   left = "surname"                 # header in the left file; left and right default to name
//   right = "family_name"
//   compare = "edit"                 # exact | name | date | id | phone | edit | prefix | words | number
//   term_frequency = true
//   levels = [0.95, 0.85]            # likeness of the levels between same and different
//   [[block]]
//   fields = ["surname:4", "birth"]  # agree on the first four characters of surname and on birth;
//                                    # columns that no [[field]] names are taken for blocks only
//
// Thread-safety: one call at a time for a folder.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/linkage.h"

namespace gq::sources {

struct LinkConfig {
  reconcile::LinkPlan plan;
  std::vector<std::string> left, right;  // headers by field
};
Result<LinkConfig> ParseLinkConfig(std::string_view toml, const std::string& path);

struct LinkOutcome {
  reconcile::LinkResult result;
  std::size_t left_rows = 0, right_rows = 0;
  std::vector<std::string> warnings;  // for people: files without rows, columns that are not what they are compared as
  std::string summary;                // JSON
};
struct LinkRequest {
  std::string left, right;  // right empty: duplicates within left
  std::string config;       // empty: the headers that both files have, compared as their values suggest
  std::string folder;       // links.csv, clusters.csv, model.csv, rejects.csv, summary.json
  std::string
      decisions;  // left_row,right_row,decision (same|different): they stand, and teach the weights; may be empty
  int threads = 1;
};
Result<LinkOutcome> LinkFiles(const LinkRequest& request);

}  // namespace gq::sources
