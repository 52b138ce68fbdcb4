// The one limit of sex that a post may have: work that the law itself closes to women (女职工劳动保护特别规定
// 附录第一条, 劳动法第五十九条). The law closes nothing to men, and what it bars to a woman who is pregnant or nurses
// closes no post to women.
//
//   ReadSexLimit("男", "女职工劳动保护特别规定附录第一条：矿山井下作业").men_only;   // true
//   ReadSexLimit("男", "井下作业除外").flagged;                                      // "男（依据：井下作业除外）"
//
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/code_table.h"

namespace gq::matching {

struct SexLimit {
  bool men_only = false;
  std::string flagged;  // what is asked for and the law does not allow; without effect
};
// `asked`: 性别限定 as employers write it, or its code; empty or 不限: none. `basis`: 限定的法律依据.
SexLimit ReadSexLimit(std::string_view asked, std::string_view basis);

// The cases of codes/lawful_basis.csv that the text names. None unless it says nothing besides them and what
// codes/lawful_citation.csv has: a word that is not understood may deny the case.
std::vector<const Code*> ClosedToWomen(std::string_view basis);

// What to write: all cases, one behind the other.
std::string AllClosedToWomen();

}  // namespace gq::matching
