// The divisions of the country down to villages (665,000 of them), with names, and the tier between two places.
//
//   auto tree = RegionTree::LoadInstalled();                                    // share/regions.tsv; 0.1 s
//   auto match = tree->Match("湖南省湘西州花垣县双龙镇十八洞村");                  // one candidate: 433124110226
//   tree->PathName(match.candidates[0]);                                        //
//   湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村 tree->Tier(home, work, as_of); // "outside", "province",
//   "prefecture", "county"
//
// Source: china-division 2.7.0 (statistical codes of 2023-06-30) and codes/regions/*.csv; see codes/README.md. Pseudo
// levels (市辖区, 县, 省直辖县级行政区划) are rows too, but are left out of path names and need not be written.
// Immutable; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "base/unit_code.h"

namespace gq {

inline constexpr ErrorKind kNoRegionData{"codes.no_regions", 500, "找不到区划数据", "No division data"};

struct Region {
  UnitCode code;
  std::string_view name;
  RegionLevel level;
};

struct RegionMatch {
  // The deepest places that the text names, best first. One: certain. Several: ambiguous. None: the text names no
  // place.
  std::vector<UnitCode> candidates;
  std::string rest;  // what follows the place in the text: "3组12号"
};

// The folder of installed data: $GANGQIAO_SHARE, else share/ beside the program, else /usr/share/gangqiao. Empty when
// there is none.
std::string FindShareFolder();

class RegionTree {
 public:
  static Result<RegionTree> Load(const std::string& regions_tsv);
  static Result<RegionTree> LoadInstalled();
  // Rows "code<TAB>name<TAB>level" ordered by code.
  static Result<RegionTree> FromText(std::string text);

  std::size_t size() const { return codes_.size(); }
  Region At(std::size_t index) const;  // in code order, index < size()
  std::vector<Region> All() const { return Range(UnitCode()); }
  std::vector<Region> Range(UnitCode top) const;        // top and everything below it, in code order
  std::vector<Region> Children(UnitCode parent) const;  // direct children; of the country: provinces
  bool Contains(UnitCode code) const { return Find(code) >= 0; }
  std::string_view Name(UnitCode code) const;  // "" when unknown
  // From the province down to the place, pseudo levels left out: "湖南省湘西土家族苗族自治州花垣县". "" when unknown.
  std::string PathName(UnitCode code) const;
  // As PathName, from the county down: "花垣县双龙镇十八洞村".
  std::string ShortName(UnitCode code) const;

  // Reads a written address. It may begin at any level down to the county, skip levels, and drop endings (湘西, 花垣,
  // 双龙, 十八洞).
  RegionMatch Match(std::string_view text) const;
  // Reads columns 省 市 县 乡镇 村 (empty ones are skipped): every column has to be the whole name of a place below the
  // one before.
  RegionMatch MatchColumns(std::span<const std::string_view> columns) const;
  // A cell: a code of 6, 9 or 12 digits, or names. nullopt-like empty candidates when nothing fits.
  RegionMatch Read(std::string_view cell) const;

  // Distance tier of work against home on a day (D4): county, prefecture, province, outside. "" when either place is no
  // county.
  std::string_view Tier(UnitCode home, UnitCode work, Date on) const;
  // The county that a prefecture is as a whole, its own code where towns stand right below it (东莞, 中山, 儋州), that
  // of its only county otherwise (嘉峪关); 0: it has several, or is none (D4).
  UnitCode SoleCounty(UnitCode prefecture) const;

 private:
  struct Step;  // a partial match
  std::ptrdiff_t Find(UnitCode code) const;
  std::pair<std::size_t, std::size_t> IndexRange(UnitCode top) const;
  void Below(std::size_t index, std::vector<std::size_t>& out) const;
  void Descend(std::size_t index, std::string_view rest, bool whole, std::vector<Step>& best) const;
  void BuildIndex();
  std::int64_t PrefectureKey(UnitCode code, Date on) const;

  std::unique_ptr<std::string> text_;  // names point into it
  std::vector<std::int64_t> codes_;
  std::vector<std::string_view> names_;
  std::vector<std::uint8_t> levels_;
  std::unordered_multimap<std::string, std::uint32_t>
      tops_;  // names, full and short, of provinces, prefectures and counties
};

}  // namespace gq
