// Characters that stand for each other in names (codes/name_variants.csv): 峯 = 峰, 龍 = 龙. ICU has no table of them.
// The comparison of registers folds by the same table (engines/reconcile/text.h). Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gq {

std::string_view NameVariantsCsv();  // the file itself

// Every variant as the character that stands for it: 吳羣 -> 吴群.
std::string FoldVariants(std::string_view utf8);

// All ways to write the text, as it was typed first: 龙羣 -> 龙羣, 龙群, 龍羣, 龍群. When there are more than `most`,
// the characters at the end stay as they were typed.
std::vector<std::string> SpellingsOf(std::string_view utf8, std::size_t most = 64);

}  // namespace gq
