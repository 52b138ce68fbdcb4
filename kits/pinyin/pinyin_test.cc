#include "kits/pinyin/pinyin.h"

#include <gtest/gtest.h>

#include <chrono>
#include <regex>

#include "base/text.h"

namespace gq {
namespace {

TEST(Pinyin, Names) {
  const std::tuple<std::string_view, std::string_view, std::string_view> cases[] = {
      {"马金莲", "ma jin lian", "mjl"},
      {"曾小红", "zeng xiao hong", "zxh"},
      {"单仇", "shan chou", "sc"},
      {"仇单", "qiu dan", "qd"},
      {"覃芳", "qin fang", "qf"},
      {"朴正", "piao zheng", "pz"},
      {"缪勇", "miao yong", "my"},
      {"吕女", "lyu nyu", "ln"},
      {"石曾", "shi ceng", "sc"},
      {"解放", "xie fang", "xf"},
      {"查盖", "zha gai", "zg"},
      {"尉迟恭", "yu chi gong", "ycg"},
      {"欧阳小三", "ou yang xiao san", "oyxs"},
      {"欧阳", "ou yang", "oy"},
      {"万俟明", "mo qi ming", "mqm"},
      {"阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"},
      {"龙茜", "long qian", "lq"},
      {"向䶮", "xiang yan", "xy"},
      {"Tom 李", "tom li", "tl"},
      {"", "", ""},
      {"𠮷田", "? tian", "t"},
      {"乐乐", "yue le", "yl"},
      {"翟翟", "zhai zhai", "zz"}};
  for (const auto& [name, pinyin, initials] : cases) {
    EXPECT_EQ(NamePinyin(name).pinyin, pinyin) << name;
    EXPECT_EQ(NamePinyin(name).initials, initials) << name;
  }
  EXPECT_EQ(TextPinyin("单位").pinyin, "dan wei");
}

// Nearly every character of the basic block has a reading, and every reading is a Mandarin syllable in plain letters.
TEST(Pinyin, TableIsSound) {
  const std::regex syllable("[a-z]{1,7}");
  int with_reading = 0;
  for (char32_t c = 0x4e00; c <= 0x9fa5; ++c) {
    const std::string reading(CharacterPinyin(c));
    if (reading.empty()) continue;
    ++with_reading;
    EXPECT_TRUE(std::regex_match(reading, syllable)) << reading;
  }
  EXPECT_GT(with_reading, 20'800);
}

TEST(Pinyin, IsFast) {
  const auto start = std::chrono::steady_clock::now();
  std::size_t bytes = 0;
  for (int i = 0; i < 200'000; ++i) bytes += NamePinyin(i % 2 == 0 ? "石金莲" : "欧阳小三").pinyin.size();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_GT(bytes, 1'000'000u);
  EXPECT_LT(seconds, 2.0);  // 0.2 s for a million a second; slack for sanitizers and busy machines
  RecordProperty("names_per_second", std::to_string(static_cast<long long>(200'000 / seconds)));
  std::cout << static_cast<long long>(200'000 / seconds) << " names a second\n";
}

}  // namespace
}  // namespace gq
