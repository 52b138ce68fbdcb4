#include "kits/codes/region_tree.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "base/text.h"
#include "kits/codes/embedded.h"
#include "kits/codes/region_names.h"

namespace gq {

namespace {

bool Exists(const std::string& path) { return access(path.c_str(), R_OK) == 0; }

std::string ProgramFolder() {
  char path[4096];
  const auto length = readlink("/proc/self/exe", path, sizeof path);
  if (length <= 0) return {};
  const std::string text(path, static_cast<std::size_t>(length));
  return text.substr(0, text.rfind('/'));
}

// One row of codes/regions/tier.csv.
struct TierRow {
  std::string prefix;
  std::int64_t prefecture;  // 0: each county is its own prefecture
  std::optional<Date> from, to;
};

const std::vector<TierRow>& TierRows() {
  static const auto* const kRows = [] {
    auto* rows = new std::vector<TierRow>;
    for (const auto& file : internal::EmbeddedCodeFiles()) {
      if (file.name != "tier_regions") continue;
      for (const auto line : Split(file.text, '\n')) {
        const auto fields = Split(line, ',');
        if (fields.size() < 4 || fields[0] == "prefix") continue;
        rows->push_back({std::string(fields[0]), std::atoll(std::string(fields[1]).c_str()), Date::Parse(fields[2]),
                         Date::Parse(fields[3])});
      }
    }
    return rows;
  }();
  return *kRows;
}

// What people write between parts of an address.
std::string_view SkipMarks(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = NextCodePoint(text, at);
    if (!IsBlank(c) && c != '-' && c != '/' && c != ',' && c != U'，' && c != U'、' && c != '>' && c != U'·' &&
        c != '|')
      return text.substr(from);
  }
  return {};
}

}  // namespace

std::string FindShareFolder() {
  if (const char* folder = std::getenv("GANGQIAO_SHARE"); folder != nullptr && *folder != 0) return folder;
  const std::string program = ProgramFolder();
  // Tests lie one folder below the program.
  for (const std::string& folder : {program + "/share", program + "/../share", program + "/../../share",
                                    program + "/../share/gangqiao", std::string("/usr/share/gangqiao")}) {
    if (Exists(folder + "/regions.tsv")) return folder;
  }
  return {};
}

Result<RegionTree> RegionTree::Load(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) {
    return Fail(Error{
        &kNoRegionData, "区划数据打不开", "请重新安装，或用环境变量 GANGQIAO_SHARE 指明数据目录", {{"file", path}}});
  }
  std::string text(static_cast<std::size_t>(in.tellg()), 0);
  in.seekg(0);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  return FromText(std::move(text));
}

Result<RegionTree> RegionTree::LoadInstalled() {
  const std::string folder = FindShareFolder();
  if (folder.empty())
    return Fail(kNoRegionData, "找不到区划数据 regions.tsv", "请重新安装，或用环境变量 GANGQIAO_SHARE 指明数据目录");
  return Load(folder + "/regions.tsv");
}

Result<RegionTree> RegionTree::FromText(std::string text) {
  RegionTree tree;
  tree.text_ = std::make_unique<std::string>(std::move(text));
  std::string_view rest = *tree.text_;
  const auto rows = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\n')) + 1;
  tree.codes_.reserve(rows);
  tree.names_.reserve(rows);
  tree.levels_.reserve(rows);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    const auto tab = line.find('\t');
    const auto last = line.rfind('\t');
    std::int64_t code = 0;
    for (const char c : line.substr(0, std::min<std::size_t>(tab, 12))) code = code * 10 + (c - '0');
    const bool ordered = tree.codes_.empty() || tree.codes_.back() < code;
    if (tab != 12 || last == tab || last + 2 != line.size() || line.back() < '1' || line.back() > '5' || !ordered) {
      return Fail(
          Error{&kNoRegionData, "区划数据已损坏", "请重新安装", {{"row", std::to_string(tree.codes_.size() + 1)}}});
    }
    tree.codes_.push_back(code);
    tree.names_.push_back(line.substr(tab + 1, last - tab - 1));
    tree.levels_.push_back(static_cast<std::uint8_t>(line.back() - '0'));
  }
  tree.BuildIndex();
  return tree;
}

void RegionTree::BuildIndex() {
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    const auto level = static_cast<RegionLevel>(levels_[i]);
    if (level > RegionLevel::kCounty || IsPseudoLevel(names_[i], level)) continue;
    for (auto& form : WrittenForms(names_[i], level)) tops_.emplace(std::move(form), static_cast<std::uint32_t>(i));
  }
}

std::ptrdiff_t RegionTree::Find(UnitCode code) const {
  const auto at = std::lower_bound(codes_.begin(), codes_.end(), code.value());
  return at != codes_.end() && *at == code.value() ? at - codes_.begin() : -1;
}

Region RegionTree::At(std::size_t i) const {
  return {UnitCode::FromInt(codes_[i]), names_[i], static_cast<RegionLevel>(levels_[i])};
}

std::pair<std::size_t, std::size_t> RegionTree::IndexRange(UnitCode top) const {
  const auto low = std::lower_bound(codes_.begin(), codes_.end(), top.low());
  const auto high = std::upper_bound(low, codes_.end(), top.high());
  return {static_cast<std::size_t>(low - codes_.begin()), static_cast<std::size_t>(high - codes_.begin())};
}

std::vector<Region> RegionTree::Range(UnitCode top) const {
  std::vector<Region> rows;
  const auto [low, high] = IndexRange(top);
  rows.reserve(high - low);
  for (std::size_t i = low; i < high; ++i) rows.push_back(At(i));
  return rows;
}

std::vector<Region> RegionTree::Children(UnitCode parent) const {
  std::vector<Region> rows;
  std::vector<std::size_t> below;
  const auto self = Find(parent);
  if (parent.value() != 0 && self < 0) return rows;
  Below(parent.value() == 0 ? codes_.size() : static_cast<std::size_t>(self), below);
  for (const auto i : below) rows.push_back(At(i));
  return rows;
}

// Indices of direct children; index size() is the country. 东莞 and 中山 have no counties: their townships are direct
// children.
void RegionTree::Below(std::size_t index, std::vector<std::size_t>& out) const {
  const bool country = index == codes_.size();
  const auto [low, high] =
      country ? std::pair<std::size_t, std::size_t>{0, codes_.size()} : IndexRange(UnitCode::FromInt(codes_[index]));
  for (std::size_t i = country ? low : low + 1; i < high;) {
    out.push_back(i);
    i = IndexRange(UnitCode::FromInt(codes_[i])).second;
  }
}

std::string_view RegionTree::Name(UnitCode code) const {
  const auto i = Find(code);
  return i < 0 ? std::string_view() : names_[static_cast<std::size_t>(i)];
}

std::string RegionTree::PathName(UnitCode code) const {
  if (!Contains(code)) return {};
  std::string path;
  for (int level = 1; level <= static_cast<int>(code.level()); ++level) {
    const auto ancestor = code.At(static_cast<RegionLevel>(level));
    if (level > 1 && ancestor == code.At(static_cast<RegionLevel>(level - 1))) continue;
    const auto name = Name(ancestor);
    if (!IsPseudoLevel(name, static_cast<RegionLevel>(level))) path += name;
  }
  return path;
}

std::string RegionTree::ShortName(UnitCode code) const {
  if (code.level() <= RegionLevel::kCounty) return std::string(Name(code));
  std::string path;
  for (int level = 3; level <= static_cast<int>(code.level()); ++level)
    path += Name(code.At(static_cast<RegionLevel>(level)));
  return path;
}

struct RegionTree::Step {
  std::size_t index;
  std::size_t rest;  // bytes that are left
};

// Follows the text below `index` and keeps the deepest ends. With `whole` the text has to be used up.
void RegionTree::Descend(std::size_t index, std::string_view rest, bool whole, std::vector<Step>& best) const {
  rest = SkipMarks(rest);
  bool deeper = false;
  std::vector<std::size_t> below;
  if (!rest.empty()) Below(index, below);
  std::size_t longest = 0;
  std::vector<std::pair<std::size_t, std::size_t>> hits;  // index, bytes used
  const auto look = [&](std::size_t i) {
    if (names_[i].substr(0, 3) != rest.substr(0, 3)) return;  // every form begins as the name does
    for (const auto& form : WrittenForms(names_[i], static_cast<RegionLevel>(levels_[i]))) {
      if (!StartsWith(rest, form)) continue;
      hits.emplace_back(i, form.size());
      longest = std::max(longest, form.size());
      return;
    }
  };
  for (const auto i : below) {
    if (!IsPseudoLevel(names_[i], static_cast<RegionLevel>(levels_[i]))) look(i);
  }
  // One level may be left out: 湖南省花垣县, and always the pseudo levels.
  if (hits.empty() && index < codes_.size() && levels_[index] <= 2) {
    for (const auto i : below) {
      std::vector<std::size_t> grandchildren;
      Below(i, grandchildren);
      for (const auto j : grandchildren) look(j);
    }
  } else if (levels_[index] == 1) {
    for (const auto i : below) {
      if (!IsPseudoLevel(names_[i], static_cast<RegionLevel>(levels_[i]))) continue;
      std::vector<std::size_t> counties;
      Below(i, counties);
      for (const auto j : counties) look(j);
    }
  }
  for (const auto& [i, used] : hits) {
    if (used != longest) continue;
    Descend(i, rest.substr(used), whole, best);
    deeper = true;
  }
  if (!deeper && (!whole || rest.empty())) best.push_back({index, rest.size()});
}

RegionMatch RegionTree::Match(std::string_view text) const {
  const std::string clean = RemoveBlanks(ToHalfWidth(text));
  std::vector<Step> ends;
  // Where the text may begin: every place of the upper three levels whose name it begins with; the longest name first.
  for (std::size_t length = std::min<std::size_t>(clean.size(), 60); length > 0; --length) {
    if (length < clean.size() && (static_cast<unsigned char>(clean[length]) & 0xc0) == 0x80) continue;
    const auto [from, to] = tops_.equal_range(clean.substr(0, length));
    for (auto it = from; it != to; ++it) Descend(it->second, std::string_view(clean).substr(length), false, ends);
  }
  RegionMatch match;
  match.rest = clean;
  if (ends.empty()) return match;
  const auto least =
      std::min_element(ends.begin(), ends.end(), [](const Step& a, const Step& b) { return a.rest < b.rest; })->rest;
  // Of places with the same text used, the upper one counts: 吉林 is the province, 海南 too.
  std::uint8_t level = 9;
  for (const auto& end : ends) {
    if (end.rest == least) level = std::min(level, levels_[end.index]);
  }
  for (const auto& end : ends) {
    if (end.rest == least && levels_[end.index] == level)
      match.candidates.push_back(UnitCode::FromInt(codes_[end.index]));
  }
  std::sort(match.candidates.begin(), match.candidates.end());
  match.candidates.erase(std::unique(match.candidates.begin(), match.candidates.end()), match.candidates.end());
  match.rest = clean.substr(clean.size() - least);
  return match;
}

RegionMatch RegionTree::MatchColumns(std::span<const std::string_view> columns) const {
  std::string joined;
  for (const auto column : columns) {
    const auto part = RemoveBlanks(ToHalfWidth(column));
    // 北京市, 市辖区, 东城区: the pseudo level says nothing.
    if (IsPseudoLevel(part, RegionLevel::kPrefecture)) continue;
    // 东莞市, 东莞市, 东城街道: said twice.
    if (!part.empty() && !EndsWith(joined, part)) joined += part;
  }
  RegionMatch match = Match(joined);
  if (!match.rest.empty()) match.candidates.clear();
  return match;
}

RegionMatch RegionTree::Read(std::string_view cell) const {
  if (const auto code = UnitCode::Parse(cell)) {
    RegionMatch match;
    if (Contains(*code)) match.candidates.push_back(*code);
    return match;
  }
  return Match(cell);
}

std::int64_t RegionTree::PrefectureKey(UnitCode code, Date on) const {
  const std::string digits = code.ToString();
  const TierRow* best = nullptr;
  for (const auto& row : TierRows()) {
    if (!StartsWith(digits, row.prefix) || (row.from && on < *row.from) || (row.to && on > *row.to)) continue;
    if (best == nullptr || row.prefix.size() > best->prefix.size()) best = &row;
  }
  if (best == nullptr) return code.value() / 100'000'000;
  return best->prefecture != 0 ? best->prefecture : code.county6();
}

std::string_view RegionTree::Tier(UnitCode home, UnitCode work, Date on) const {
  const auto is_county = [&](UnitCode code) {
    return code.level() >= RegionLevel::kCounty ||
           (code.level() == RegionLevel::kPrefecture && code.value() % 100'000'000 == 0 && code.value() != 0);
  };
  if (home.value() == 0 || work.value() == 0) return {};
  if (home.At(RegionLevel::kProvince) != work.At(RegionLevel::kProvince)) return "outside";
  if (!is_county(home) || !is_county(work)) return {};
  if (PrefectureKey(home, on) != PrefectureKey(work, on)) return "province";
  if (home.county6() != work.county6()) return "prefecture";
  // A prefecture alone (湘西州) does not say which county, unless it has none (东莞).
  return home.level() == RegionLevel::kPrefecture && SoleCounty(home).value() == 0 ? "prefecture" : "county";
}

UnitCode RegionTree::SoleCounty(UnitCode prefecture) const {
  if (prefecture.level() != RegionLevel::kPrefecture) return UnitCode();
  const std::vector<Region> below = Children(prefecture);
  if (below.empty()) return UnitCode();
  if (below.front().level > RegionLevel::kCounty) return prefecture;
  return below.size() == 1 ? below.front().code : UnitCode();
}

}  // namespace gq
