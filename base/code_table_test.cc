#include "base/code_table.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

constexpr std::string_view kHeader = "code,zh,en,valid_from,valid_to,synonyms\n";

TEST(CodeTable, FindsByCodeLabelAndSynonym) {
  const auto table = CodeTable::FromCsv(
      "t", std::string(kHeader) + "1,男,Male,,,男性;M\n2,女,Female,1990-01-01,2000-12-31,\"女性;F\"\r\n");
  ASSERT_TRUE(table) << table.error().ToString();
  EXPECT_EQ(table->All().size(), 2u);
  EXPECT_EQ(table->Find("1")->zh, "男");
  EXPECT_EQ(table->Find("男"), nullptr);
  for (const std::string_view text : {"女", " 女 ", "女性", "f", "Ｆ", "FEMALE", "2", "２"}) {
    ASSERT_NE(table->ByLabel(text), nullptr) << text;
    EXPECT_EQ(table->ByLabel(text)->code, "2") << text;
  }
  EXPECT_EQ(table->ByLabel("人"), nullptr);
  EXPECT_EQ(table->Label("2"), "女");
  EXPECT_EQ(table->Label("9"), "9");
  EXPECT_TRUE(table->Find("2")->ValidOn(*Date::Parse("2000-12-31")));
  EXPECT_FALSE(table->Find("2")->ValidOn(*Date::Parse("2001-01-01")));
  EXPECT_FALSE(table->Find("2")->ValidOn(*Date::Parse("1989-12-31")));
}

TEST(CodeTable, ANameWinsOverASynonymOfAnEarlierRow) {
  const auto table = CodeTable::FromCsv("t", std::string(kHeader) + "a,甲,,,,乙\nb,乙,,,,\n");
  EXPECT_EQ(table->ByLabel("乙")->code, "b");
}

TEST(CodeTable, RefusesBadFiles) {
  for (const std::string_view bad : {"code,zh\n1,男\n", "code,zh,en,valid_from,valid_to,synonyms\n1,男,,,\n",
                                     "code,zh,en,valid_from,valid_to,synonyms\n1,男,,,,\n1,女,,,,\n",
                                     "code,zh,en,valid_from,valid_to,synonyms\n,男,,,,\n",
                                     "code,zh,en,valid_from,valid_to,synonyms\n1,男,,2000-13-01,,\n"}) {
    EXPECT_FALSE(CodeTable::FromCsv("t", bad)) << bad;
  }
}

}  // namespace
}  // namespace gq
