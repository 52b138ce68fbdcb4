#include "kits/pdf/picture.h"

#include <gtest/gtest.h>

namespace gq::pdf {
namespace {

std::uint32_t At(const std::string& png, std::size_t offset) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(png.at(offset + i));
  return n;
}

PictureCard Card() {
  return {.band = "招聘信息",
          .title = "缝纫工",
          .figure = "4,500～6,000 元/月",
          .lines = {{"单位", "榕城电子"}, {"地点", "福州市仓山区"}},
          .tags = {"有宿舍", "有食堂"},
          .foot = "联系：驻榕工作站"};
}

TEST(Picture, IsAPngAsHighAsItsText) {
  const auto one = RenderPicture(Card());
  ASSERT_TRUE(one) << one.error().ToString();
  EXPECT_EQ(one->substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(At(*one, 16), 1080U);
  PictureCard long_card = Card();
  long_card.lines.push_back(
      {"要求",
       std::string(300 * 3, ' ')
           .replace(0, 0, "能吃苦耐劳，会用电脑绣花机，身体健康，愿意倒班，有两年以上经验的优先考虑，夫妻可以一起来")});
  const auto two = RenderPicture(long_card);
  ASSERT_TRUE(two);
  EXPECT_GT(At(*two, 20), At(*one, 20));
}

TEST(Picture, SameCardSameBytes) { EXPECT_EQ(*RenderPicture(Card()), *RenderPicture(Card())); }

TEST(Picture, WhatIsWrittenChangesIt) {
  PictureCard other = Card();
  other.figure = "5,000 元/月";
  EXPECT_NE(*RenderPicture(Card()), *RenderPicture(other));
}

}  // namespace
}  // namespace gq::pdf
