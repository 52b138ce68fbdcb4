#include "kits/codes/region_names.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace gq {

namespace {

constexpr auto kPeoples = std::to_array<std::string_view>(
    {"蒙古族藏族", "壮族苗族", "维吾尔",   "哈萨克", "柯尔克孜", "塔吉克",   "锡伯",   "蒙古族", "蒙古",
     "回族",       "回",       "藏族",     "苗族",   "彝族",     "壮族",     "布依族", "朝鲜族", "满族",
     "侗族",       "瑶族",     "白族",     "土家族", "哈尼族",   "哈萨克族", "傣族",   "黎族",   "傈僳族",
     "佤族",       "畲族",     "拉祜族",   "水族",   "东乡族",   "纳西族",   "景颇族", "土族",   "达斡尔族",
     "仫佬族",     "羌族",     "布朗族",   "撒拉族", "毛南族",   "仡佬族",   "普米族", "怒族",   "鄂温克族",
     "保安族",     "裕固族",   "鄂伦春族", "独龙族", "各族",     "达斡尔"});

constexpr auto kVillageEndings = std::to_array<std::string_view>(
    {"社区居民委员会", "村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "嘎查", "村"});
constexpr auto kTownEndings =
    std::to_array<std::string_view>({"街道办事处", "民族乡", "街道", "地区", "苏木", "镇", "乡"});

bool TakeEnding(std::string_view& text, std::string_view ending) {
  if (text.size() <= ending.size() || !EndsWith(text, ending)) return false;
  text.remove_suffix(ending.size());
  return true;
}

// 湘西土家族苗族 → 湘西.
std::string_view WithoutPeoples(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const auto people : kPeoples) {
      // One character that is left is no place name (城步苗族 keeps 城步, 土族 keeps nothing).
      if (text.size() >= people.size() + 6 && TakeEnding(text, people)) {
        again = true;
        break;
      }
    }
  }
  return text;
}

void AddVillageForms(std::string_view name, std::vector<std::string>& forms) {
  std::string_view stem = name;
  for (const auto ending : kVillageEndings) {
    if (TakeEnding(stem, ending)) break;
  }
  const bool urban = EndsWith(name, "居委会") || EndsWith(name, "居民委员会") || EndsWith(name, "社区");
  const std::string base(stem);
  static constexpr auto kUrban =
      std::to_array<std::string_view>({"社区居民委员会", "居民委员会", "社区居委会", "居委会", "社区", ""});
  static constexpr auto kRural = std::to_array<std::string_view>({"村民委员会", "村委会", "村", ""});
  for (const auto ending :
       urban ? std::span<const std::string_view>(kUrban) : std::span<const std::string_view>(kRural)) {
    forms.push_back(base + std::string(ending));
  }
}

}  // namespace

bool IsPseudoLevel(std::string_view name, RegionLevel level) {
  if (level != RegionLevel::kPrefecture) return false;
  return name == "市辖区" || name == "县" || name == "省直辖县级行政区划" || name == "自治区直辖县级行政区划";
}

std::vector<std::string> WrittenForms(std::string_view name, RegionLevel level) {
  std::vector<std::string> forms{std::string(name)};
  std::string_view stem = name;
  if (level == RegionLevel::kVillage) {
    AddVillageForms(name, forms);
  } else if (level == RegionLevel::kTownship) {
    for (const auto ending : kTownEndings) {
      if (TakeEnding(stem, ending)) {
        if (ending == "民族乡") stem = WithoutPeoples(stem);
        forms.emplace_back(stem);
        forms.push_back(std::string(stem) + (ending == "街道办事处" ? "街道"
                                             : ending == "街道"     ? "街道办事处"
                                             : ending == "民族乡"   ? "乡"
                                                                    : ""));
        break;
      }
    }
  } else if (TakeEnding(stem, "自治区") || TakeEnding(stem, "自治州") || TakeEnding(stem, "自治县") ||
             TakeEnding(stem, "自治旗")) {
    const std::string ending(name.substr(name.size() - 3));
    const std::string base(WithoutPeoples(stem));
    for (const auto& form : {base + "自治" + ending, base + (ending == "区" ? "" : ending), base})
      forms.push_back(form);
  } else {
    for (const std::string_view ending : {"特别行政区", "地区", "省", "市", "县", "区", "旗", "盟"}) {
      // 城区, 郊区, 矿区 and other names of two characters stay whole.
      if (stem.size() >= ending.size() + 6 && TakeEnding(stem, ending)) {
        forms.emplace_back(stem);
        break;
      }
    }
  }
  std::sort(forms.begin(), forms.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

}  // namespace gq
