// The command link: records of one or two files that are the same person, without a common key (engines/reconcile/linkage.h).
//
// Configuration (TOML, docs/reference/formats.md):
//   probability_min = 0.5            # optional, as are one_to_one, block_rows_max, seed
//   [[field]]
//   name = "surname"
//   left = "surname"                 # header in the left file; left and right default to name
//   right = "family_name"
//   compare = "edit"                 # exact | name | date | id | phone | edit | prefix
//   term_frequency = true
//   [[block]]
//   fields = ["surname:4", "birth"]  # agree on the first four characters of surname and on birth
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
  std::string summary;  // JSON
};
// right empty: duplicates within left. Writes links.csv, clusters.csv and summary.json into `folder`.
Result<LinkOutcome> LinkFiles(const std::string& left, const std::string& right, const std::string& config, const std::string& folder);

}  // namespace gq::sources
