// Data files that are part of the program; the texts are those of the files at build time.
#pragma once

#include <string_view>

namespace gq::sources {

std::string_view FindingsCsv();  // rules/reconcile/findings.csv
std::string_view WordsCsv();     // rules/reconcile/words.csv

}  // namespace gq::sources
