#include "base/money.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(Fen, ReadsWhatOfficersWrite) {
  const std::pair<std::string_view, std::int64_t> good[] = {
      {"3500", 350000},   {"3,500", 350000},   {"386.50", 38650},
      {"386.5", 38650},   {"￥1200", 120000},  {"¥0.05", 5},
      {"0.35万", 350000}, {"3.2千元", 320000}, {"1.2345万元", 1234500},
      {"3500元", 350000}, {" 3500 ", 350000},  {"-5.05", -505},
      {"0", 0},           {"3500.000", 350000}};
  for (const auto& [text, fen] : good) {
    const auto read = Fen::ParseYuan(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->value(), fen) << text;
  }
  for (const std::string_view bad :
       {"", "-", "元", "3.505", "三千", "3000-4000", "3.5.5", "--5", "1e5", "3 500", "99999999999999999999"}) {
    EXPECT_FALSE(Fen::ParseYuan(bad)) << bad;
  }
}

TEST(Fen, WritesTwoDecimalsAndReadsThemBack) {
  EXPECT_EQ(Fen(38650).ToYuan(), "386.50");
  EXPECT_EQ(Fen(-5).ToYuan(), "-0.05");
  for (std::int64_t n = -20'000; n < 20'000; n += 7) EXPECT_EQ(Fen::ParseYuan(Fen(n).ToYuan()), Fen(n));
}

}  // namespace
}  // namespace gq
