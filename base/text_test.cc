#include "base/text.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(Text, EveryCodePointRoundTrips) {
  for (char32_t c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 7) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string text;
    AppendUtf8(text, c);
    ASSERT_TRUE(IsUtf8(text)) << static_cast<unsigned>(c);
    std::size_t at = 0;
    ASSERT_EQ(NextCodePoint(text, at), c);
    ASSERT_EQ(at, text.size());
    // Cut short, it is invalid and decodes to one replacement a byte.
    for (std::size_t n = 1; n < text.size(); ++n) {
      ASSERT_FALSE(IsUtf8(std::string_view(text).substr(0, n)));
      ASSERT_EQ(CountCodePoints(std::string_view(text).substr(0, n)), n);
    }
  }
}

TEST(Text, RejectsWhatIsNotUtf8) {
  for (const std::string_view bad : {"\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                     "\xf8\x88\x80\x80\x80", "\x80", "\xff", "\xd5\xc5\xc8\xfd"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("阿依古丽·买买提 𠮷"));
}

TEST(Text, Blanks) {
  EXPECT_EQ(Trim(" \t\xc2\xa0\xe3\x80\x80张 三\xe2\x80\x8b\r\n"), "张 三");
  EXPECT_EQ(Trim("\xe3\x80\x80\xe3\x80\x80"), "");
  EXPECT_EQ(Trim(""), "");
  EXPECT_EQ(CollapseBlanks("  湘西 \xe3\x80\x80 花垣  县 "), "湘西 花垣 县");
  EXPECT_EQ(RemoveBlanks(" 张 \xe3\x80\x80三 "), "张三");
}

TEST(Text, WidthAndCase) {
  EXPECT_EQ(ToHalfWidth("４３３１２２ｘ（Ａ）\xe3\x80\x80！"), "433122x(A) !");
  EXPECT_EQ(LabelKey(" 身份证号（18 位）ID "), "身份证号(18位)id");
  EXPECT_EQ(ToUpperAscii("abx张"), "ABX张");
}

TEST(Text, Lists) {
  EXPECT_EQ(Split("a; b;;c", ';'), (std::vector<std::string_view>{"a", "b", "", "c"}));
  EXPECT_TRUE(Split("", ';').empty());
  EXPECT_EQ(SplitList("电工、焊工；缝纫, 家政，\n 面点/"),
            (std::vector<std::string>{"电工", "焊工", "缝纫", "家政", "面点"}));
}

TEST(Text, IsCutBetweenCharacters) {
  const std::string text = "a张𠮷b";  // 1, 3, 4 and 1 bytes
  const std::vector<std::size_t> kept = {0, 1, 1, 1, 4, 4, 4, 4, 8, 9, 9};
  for (std::size_t bytes = 0; bytes < kept.size(); ++bytes)
    EXPECT_EQ(CutText(text, bytes), std::string_view(text).substr(0, kept[bytes])) << bytes;
  EXPECT_EQ(CutText("\x80\x80\x80", 2), "");
}

TEST(Text, Han) {
  EXPECT_TRUE(IsHan(U'张') && IsHan(U'𠮷') && IsHan(U'〇'));
  EXPECT_FALSE(IsHan(U'a') || IsHan(U'·') || IsHan(U'，'));
}

}  // namespace
}  // namespace gq
