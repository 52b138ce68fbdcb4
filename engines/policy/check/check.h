// Static checks of decision tables before they are published: combinations of inputs for which no rule stands (gaps),
// for which several stand that must not (overlaps), rules that can never apply, cells of the wrong type or outside the
// allowed values, and names that nothing declares.
//
//   for (const Finding& finding : CheckTables(model)) print(finding.table, finding.message);
//
// Every column is cut into points and stretches by the numbers, dates, durations and texts of its cells, each stretch
// is tried with one value in it, and every combination is judged by the engine itself. A cell that is no plain test (a
// name, a function) makes its rule "maybe": it closes a gap, but neither overlaps nor covers another rule. A table with
// more than 200,000 combinations is not cut and says so. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "engines/policy/policy.h"

namespace gq::policy {

enum class FindingKind { kGap, kOverlap, kUnreachable, kNotChecked, kType };

struct Finding {
  FindingKind kind = FindingKind::kGap;
  std::string table;               // decision or function it belongs to
  std::vector<std::string> rules;  // ids or numbers from 1
  std::string message;             // Chinese, with an example of inputs
  // Where it is in the table, from 1; inputs first, then outputs. 0: the whole table, or a column's head.
  std::size_t row = 0;
  std::size_t column = 0;
};

// "gap", "overlap", "unreachable", "not_checked", "type".
std::string_view NameOf(FindingKind kind);

// At most five gaps and five overlaps a table.
std::vector<Finding> CheckTables(const Model& model);

}  // namespace gq::policy
