#include "kits/codes/region_tree.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <set>

#include "base/id_number.h"
#include "kits/codes/id_prefixes.h"
#include "kits/codes/region_names.h"

namespace gq {
namespace {

const RegionTree& Tree() {
  static const auto* const kTree = [] {
    const char* build = std::getenv("GQ_BUILD_DIR");
    auto tree =
        build == nullptr ? RegionTree::LoadInstalled() : RegionTree::Load(std::string(build) + "/share/regions.tsv");
    if (!tree) ADD_FAILURE() << tree.error().ToString();
    return new RegionTree(std::move(tree).value());
  }();
  return *kTree;
}

UnitCode Code(std::string_view text) { return *UnitCode::Parse(text); }
const Date kDay = *Date::Parse("2026-08-21");

TEST(RegionTree, HoldsTheWholeCountry) {
  std::size_t counts[6] = {};
  for (std::size_t i = 0; i < Tree().size(); ++i) ++counts[static_cast<int>(Tree().At(i).level)];
  EXPECT_EQ(counts[1], 34u);
  EXPECT_EQ(counts[2], 342u);
  EXPECT_GT(counts[3], 2970u);
  EXPECT_GT(counts[4], 41'300u);
  EXPECT_GT(counts[5], 620'500u);
  // requirements.md e.1: Xiangxi has 8 counties (and the zone), 116 townships, 1,797 villages.
  std::size_t xiangxi[6] = {};
  for (const auto& region : Tree().Range(Code("4331"))) ++xiangxi[static_cast<int>(region.level)];
  EXPECT_EQ(xiangxi[3], 9u);
  EXPECT_EQ(xiangxi[4], 116u);
  EXPECT_EQ(xiangxi[5], 1797u);
}

TEST(RegionTree, EveryRowHasItsParent) {
  for (std::size_t i = 0; i < Tree().size(); ++i) {
    const auto region = Tree().At(i);
    if (region.level == RegionLevel::kProvince) continue;
    const auto parent = region.code.At(static_cast<RegionLevel>(static_cast<int>(region.level) - 1));
    ASSERT_TRUE(Tree().Contains(parent)) << region.code.ToString();
  }
}

TEST(RegionTree, NamesAndChildren) {
  const auto village = Code("433124110226");
  EXPECT_EQ(Tree().Name(village), "十八洞村");
  EXPECT_EQ(Tree().PathName(village), "湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村");
  EXPECT_EQ(Tree().ShortName(village), "花垣县双龙镇十八洞村");
  EXPECT_EQ(Tree().PathName(Code("110101")), "北京市东城区");
  EXPECT_EQ(Tree().PathName(Code("441900003")), "广东省东莞市东城街道");
  EXPECT_EQ(Tree().PathName(Code("999999")), "");
  EXPECT_EQ(Tree().Children(UnitCode()).size(), 34u);
  EXPECT_EQ(Tree().Children(Code("4331")).size(), 9u);
  EXPECT_EQ(Tree().Children(Code("433124110")).front().level, RegionLevel::kVillage);
  EXPECT_TRUE(Tree().Children(village).empty());
  EXPECT_EQ(Tree().Children(Code("4419")).front().level, RegionLevel::kTownship);
}

TEST(RegionTree, ReadsAddresses) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村", "433124110226"},
      {"湖南省湘西州花垣县双龙镇十八洞村", "433124110226"},
      {"湖南湘西花垣双龙十八洞", "433124110226"},
      {"湖南省花垣县双龙镇十八洞村村民委员会", "433124110226"},
      {"花垣县双龙镇十八洞村委会", "433124110226"},
      {" 湖南省 / 湘西州 / 花垣县 ", "433124000000"},
      {"湖南省-湘西州-花垣县-双龙镇", "433124110000"},
      {"湘西经济开发区", "433191000000"},
      {"广东省东莞市东城街道", "441900003000"},
      {"东莞", "441900000000"},
      {"北京市东城区", "110101000000"},
      {"重庆市酉阳土家族苗族自治县", "500242000000"},
      {"重庆酉阳", "500242000000"},
      {"湖北省仙桃市", "429004000000"},
      {"福建省福州市", "350100000000"},
      {"福州市", "350100000000"},
      {"湖南", "430000000000"},
      {"新疆伊犁州", "654000000000"},
      {"433124110226", "433124110226"},
      {"433124", "433124000000"},
  };
  for (const auto& [text, code] : cases) {
    const auto match = Tree().Read(text);
    ASSERT_EQ(match.candidates.size(), 1u) << text;
    EXPECT_EQ(match.candidates[0].ToString(), code) << text;
  }
  EXPECT_EQ(Tree().Match("花垣县双龙镇十八洞村3组12号").rest, "3组12号");
  EXPECT_TRUE(Tree().Match("火星市").candidates.empty());
  EXPECT_TRUE(Tree().Match("").candidates.empty());
  EXPECT_TRUE(Tree().Read("999999").candidates.empty());
}

TEST(RegionTree, AmbiguousNamesGiveCandidates) {
  const auto match = Tree().Match("鼓楼区");  // 南京, 徐州, 福州, 开封
  EXPECT_GE(match.candidates.size(), 4u);
  const std::set<UnitCode> all(match.candidates.begin(), match.candidates.end());
  EXPECT_EQ(all.count(Code("350102")), 1u);
}

TEST(RegionTree, ReadsColumns) {
  const std::string_view full[] = {"湖南省", "湘西州", "花垣县", "双龙镇", "十八洞村"};
  EXPECT_EQ(Tree().MatchColumns(full).candidates, std::vector<UnitCode>{Code("433124110226")});
  const std::string_view gaps[] = {"湖南省", "", "花垣县", "双龙镇", ""};
  EXPECT_EQ(Tree().MatchColumns(gaps).candidates, std::vector<UnitCode>{Code("433124110")});
  const std::string_view pseudo[] = {"北京市", "市辖区", "东城区"};
  EXPECT_EQ(Tree().MatchColumns(pseudo).candidates, std::vector<UnitCode>{Code("110101")});
  const std::string_view twice[] = {"广东省", "东莞市", "东莞市", "东城街道"};
  EXPECT_EQ(Tree().MatchColumns(twice).candidates, std::vector<UnitCode>{Code("441900003")});
  const std::string_view wrong[] = {"湖南省", "湘西州", "花垣县", "双龙镇", "不存在村"};
  EXPECT_TRUE(Tree().MatchColumns(wrong).candidates.empty());
}

// The path name of a village, as it is printed, is read back.
TEST(RegionTree, PathNamesRoundTrip) {
  std::size_t tried = 0, certain = 0;
  for (std::size_t i = 0; i < Tree().size(); i += 997) {
    const auto region = Tree().At(i);
    if (region.level == RegionLevel::kPrefecture && IsPseudoLevel(region.name, region.level)) continue;
    const auto match = Tree().Match(Tree().PathName(region.code));
    ++tried;
    const bool among =
        std::find(match.candidates.begin(), match.candidates.end(), region.code) != match.candidates.end();
    EXPECT_TRUE(among) << region.code.ToString() << " " << Tree().PathName(region.code);
    certain += among && match.candidates.size() == 1;
  }
  EXPECT_GT(tried, 600u);
  EXPECT_GT(certain, tried * 99 / 100);
}

// D4: the tier comes from the dated table, not from prefixes.
TEST(RegionTree, SomePrefecturesAreOneCounty) {
  EXPECT_EQ(Tree().SoleCounty(Code("4419")), Code("4419"));
  EXPECT_EQ(Tree().SoleCounty(Code("6202")), Code("620201"));
  for (const char* code : {"4331", "433124", "43", "441900003"})
    EXPECT_EQ(Tree().SoleCounty(Code(code)), UnitCode()) << code;
}

TEST(RegionTree, Tiers) {
  struct Case {
    std::string_view home, work, tier;
  };
  const Case cases[] = {
      {"433124110226", "433124106203", "county"},
      {"433124110226", "433101", "prefecture"},
      {"433124110226", "4331", "prefecture"},
      {"433124110226", "430102", "province"},
      {"433124110226", "4301", "province"},
      {"433124110226", "350102", "outside"},
      {"433124110226", "35", "outside"},
      {"433124110226", "43", ""},
      {"429004100", "429005", "province"},
      {"429004100", "429004001", "county"},
      {"500112", "500242", "prefecture"},
      {"500242", "500242104", "county"},
      {"441900003", "441900004", "county"},
      {"441900003", "4419", "county"},
      {"4419", "441900003", "county"},
      {"4604", "460400100", "county"},
      {"6202", "6202", "county"},
      {"442000", "441900003", "province"},
      {"469001", "469002", "province"},
      {"110101", "110117", "prefecture"},
      {"433124110226", "433191", "prefecture"},
      {"433124110226", "500242", "outside"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(Tree().Tier(Code(c.home), Code(c.work), kDay), c.tier) << c.home << " " << c.work;
}

TEST(RegionTree, RefusesDamagedData) {
  for (const char* bad :
       {"4331\tX\t2\n", "433100000000\tX\t9\n", "433100000000 X 2\n", "440000000000\tA\t1\n430000000000\tB\t1\n"}) {
    EXPECT_FALSE(RegionTree::FromText(bad)) << bad;
  }
  EXPECT_FALSE(RegionTree::Load("/nonexistent/regions.tsv"));
}

TEST(IdPrefixes, AbolishedPlacesCount) {
  const auto prefixes = IdPrefixes::Load(std::string(std::getenv("GQ_BUILD_DIR")) + "/share/id_prefixes.tsv");
  ASSERT_TRUE(prefixes) << prefixes.error().ToString();
  EXPECT_GT(prefixes->size(), 6'500u);
  for (const int known : {433124, 110103, 422801, 433121, 430102}) EXPECT_TRUE(prefixes->Contains(known)) << known;
  for (const int unknown : {999999, 0, -1, 433199}) EXPECT_FALSE(prefixes->Contains(unknown)) << unknown;
}

}  // namespace
}  // namespace gq
