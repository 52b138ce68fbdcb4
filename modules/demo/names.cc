#include "modules/demo/names.h"

#include <vector>

#include "base/text.h"

namespace gq::demo {

namespace {

constexpr std::string_view kMiao[] = {"石", "龙", "麻", "吴", "廖", "杨", "田", "隆", "施", "张",
                                      "秦", "时", "欧", "黄", "刘", "滕", "梁", "符", "谭", "覃"};
constexpr std::string_view kTujia[] = {"向", "田", "彭", "王", "张", "黄", "李", "覃", "罗", "贾", "瞿",
                                       "尚", "鲁", "刘", "符", "胡", "杨", "严", "宋", "梁", "周", "欧阳"};
constexpr std::string_view kElsewhere[] = {"张", "王", "李", "刘", "陈", "杨", "赵", "马", "何", "罗", "曾", "吕",
                                           "冯", "唐", "苟", "蒲", "仇", "单", "司", "常", "漆", "景", "汪", "包"};

constexpr std::string_view kOlderMen[] = {"国", "建", "志", "文", "明", "光", "永", "清", "昌", "世",
                                          "大", "正", "兴", "德", "家", "金", "玉", "天", "远", "胜"};
constexpr std::string_view kOlderMenEnd[] = {"军", "华", "林", "平", "生", "成", "发", "贵", "福", "富", "忠", "义",
                                             "刚", "强", "勇", "云", "海", "山", "龙", "顺", "才", "武", "辉", "红"};
constexpr std::string_view kOlderWomen[] = {"金", "银", "桂", "秀", "翠", "菊", "玉", "春", "冬", "腊",
                                            "香", "美", "丽", "小", "艳", "素", "水", "兰", "晓", "云"};
constexpr std::string_view kOlderWomenEnd[] = {"莲", "花", "英", "香", "妹", "梅", "芝", "云", "珍", "芳", "兰",
                                               "菊", "凤", "娥", "姣", "红", "琴", "群", "玲", "秀", "燕", "珠"};
constexpr std::string_view kYoungerMen[] = {"浩", "宇", "俊", "子", "泽", "嘉", "博", "天", "明", "志",
                                            "文", "伟", "晓", "思", "家", "鑫", "峰", "航", "鹏", "佳"};
constexpr std::string_view kYoungerMenEnd[] = {"然", "轩", "杰", "豪", "涛", "宇", "辉", "龙", "鹏", "飞", "斌",
                                               "伟", "鑫", "波", "凯", "峰", "洋", "阳", "林", "航", "成"};
constexpr std::string_view kYoungerWomen[] = {"思", "雨", "欣", "佳", "梦", "诗", "静", "雅", "婷", "晓",
                                              "丽", "慧", "紫", "雪", "琳", "美", "海", "春", "玉", "秋"};
constexpr std::string_view kYoungerWomenEnd[] = {"怡", "婷", "雨", "涵", "琪", "娜", "芳", "玲", "燕", "萍", "霞",
                                                 "倩", "颖", "慧", "娟", "丹", "玥", "瑶", "洁", "薇", "妹", "英"};
constexpr std::string_view kSingle[] = {"军", "勇", "强", "涛", "磊", "超", "杰", "鹏", "辉", "斌", "敏", "静",
                                        "艳", "丽", "芳", "娟", "霞", "燕", "慧", "婷", "曾", "单", "解", "乐"};
// Characters that fonts, code pages and input methods trip over; the last ones lie outside the basic plane or in
// extension A.
constexpr std::string_view kRare[] = {"堃", "喆", "犇", "淼", "垚", "燚",   "䶮",
                                      "玥", "昇", "赟", "翀", "㛃", "𬭎", "𠅤"};

struct Pair {
  std::string_view a, b;
};
constexpr Pair kHomophones[] = {{"军", "君"}, {"华", "花"}, {"林", "琳"}, {"平", "萍"}, {"英", "瑛"}, {"明", "铭"},
                                {"红", "宏"}, {"志", "治"}, {"文", "雯"}, {"玉", "钰"}, {"建", "健"}, {"成", "诚"},
                                {"伟", "玮"}, {"梅", "玫"}, {"兰", "岚"}, {"娟", "鹃"}, {"燕", "艳"}, {"香", "湘"},
                                {"辉", "晖"}, {"斌", "彬"}, {"佳", "嘉"}, {"晓", "小"}, {"莲", "连"}, {"珍", "贞"},
                                {"芝", "枝"}, {"云", "芸"}, {"子", "梓"}, {"宇", "雨"}, {"浩", "皓"}, {"鑫", "欣"},
                                {"龙", "隆"}, {"国", "帼"}, {"清", "青"}, {"琪", "琦"}, {"阳", "洋"}, {"石", "时"}};
constexpr Pair kVariants[] = {{"龙", "龍"}, {"峰", "峯"}, {"群", "羣"}, {"昇", "升"}, {"淼", "渺"},
                              {"吴", "吳"}, {"杨", "楊"}, {"张", "張"}, {"刘", "劉"}, {"黄", "黃"},
                              {"陈", "陳"}, {"兰", "蘭"}, {"凤", "鳳"}, {"华", "華"}, {"强", "強"},
                              {"丽", "麗"}, {"云", "雲"}, {"国", "國"}, {"贵", "貴"}, {"银", "銀"}};

// Exchanges the first character, from character `from` on, that stands in `pairs` (either side when both_ways).
template <std::size_t kSize>
std::string Exchange(std::string_view name, const Pair (&pairs)[kSize], std::size_t from, bool both_ways) {
  std::size_t number = 0;
  for (std::size_t at = 0; at < name.size(); ++number) {
    const std::size_t begin = at;
    NextCodePoint(name, at);
    if (number < from) continue;
    const auto character = name.substr(begin, at - begin);
    for (const auto& pair : pairs) {
      const auto other = pair.a == character ? pair.b : both_ways && pair.b == character ? pair.a : std::string_view();
      if (!other.empty()) return std::string(name.substr(0, begin)) + std::string(other) + std::string(name.substr(at));
    }
  }
  return {};
}

}  // namespace

std::string_view Surname(Draw& draw, int people) {
  const auto early = [&](std::span<const std::string_view> list) {
    return list[draw.Early(static_cast<std::uint32_t>(list.size()))];
  };
  return people == 0 ? early(kMiao) : people == 1 ? early(kTujia) : early(kElsewhere);
}

std::string GivenName(Draw& draw, bool male, bool older) {
  if (draw.Chance(3)) return std::string(draw.Pick(kRare));
  if (draw.Chance(older ? 120 : 160)) return std::string(draw.Pick(kSingle));
  std::string name;
  if (older) {
    name += male ? draw.Pick(kOlderMen) : draw.Pick(kOlderWomen);
    name += male ? draw.Pick(kOlderMenEnd) : draw.Pick(kOlderWomenEnd);
  } else {
    name += male ? draw.Pick(kYoungerMen) : draw.Pick(kYoungerWomen);
    name += male ? draw.Pick(kYoungerMenEnd) : draw.Pick(kYoungerWomenEnd);
  }
  return name;
}

std::string Homophone(std::string_view name, Draw& draw) {
  const std::size_t from = draw.Below(2) + 1;
  std::string other = Exchange(name, kHomophones, from, true);
  return other.empty() && from > 1 ? Exchange(name, kHomophones, 1, true) : other;
}

std::string Variant(std::string_view name) { return Exchange(name, kVariants, 0, false); }

}  // namespace gq::demo
