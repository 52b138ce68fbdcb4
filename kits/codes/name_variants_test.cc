#include "kits/codes/name_variants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gq {
namespace {

TEST(NameVariants, OneFormForEveryWayToWriteAName) {
  EXPECT_EQ(FoldVariants("吳羣"), "吴群");
  EXPECT_EQ(FoldVariants("龍峯"), "龙峰");
  EXPECT_EQ(FoldVariants("吴群 Wu·\xff"), "吴群 Wu·\xff") << "what is no variant stays, broken bytes too";
}

TEST(NameVariants, AllSpellingsHaveOneForm) {
  EXPECT_EQ(SpellingsOf("马一"), (std::vector<std::string>{"马一", "馬一"}));
  EXPECT_EQ(SpellingsOf("一Li").size(), 1U);
  const auto four = SpellingsOf("龍群");
  EXPECT_EQ(four.front(), "龍群") << "as it was typed first";
  EXPECT_EQ(std::set<std::string>(four.begin(), four.end()), (std::set<std::string>{"龙群", "龍群", "龙羣", "龍羣"}));
  EXPECT_EQ(SpellingsOf("强").size(), 3U);
  const auto many = SpellingsOf("吴国华伟丽军红兰凤");
  EXPECT_LE(many.size(), 64U);
  for (const auto& spelling : many) EXPECT_EQ(FoldVariants(spelling), "吴国华伟丽军红兰凤");
  EXPECT_EQ(std::set<std::string>(many.begin(), many.end()).size(), many.size());
}

// A variant of a variant would be folded to two forms, by the side from which one looks.
TEST(NameVariants, TheTableIsFlat) {
  ASSERT_GT(NameVariantsCsv().size(), 500U);
  for (const char* name : {"吳", "龍", "峯", "羣", "彊", "勛"}) {
    const std::string once = FoldVariants(name);
    EXPECT_NE(once, name);
    EXPECT_EQ(FoldVariants(once), once);
  }
}

}  // namespace
}  // namespace gq
