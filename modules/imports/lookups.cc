#include "modules/imports/lookups.h"

#include <mutex>
#include <set>
#include <shared_mutex>
#include <unordered_map>

#include "kits/codes/code_tables.h"
#include "kits/codes/id_prefixes.h"
#include "kits/codes/region_tree.h"
#include "kits/pinyin/pinyin.h"
#include "kits/store/scope.h"

namespace gq::imports {

namespace {

inline constexpr ErrorKind kPlaceUnknown{"import.place_unknown", 422, "地名认不出", "Unknown place"};
inline constexpr ErrorKind kPlaceAmbiguous{"import.place_ambiguous", 422, "地名有歧义", "Ambiguous place"};

RegionMatch ReadPlace(const RegionTree& tree, const std::vector<std::string>& parts) {
  if (parts.size() == 1) return tree.Read(parts.front());
  const std::vector<std::string_view> columns(parts.begin(), parts.end());
  RegionMatch match = tree.MatchColumns(columns);
  if (!match.candidates.empty()) return match;
  std::string joined;
  for (const auto& part : parts) joined += part;
  return tree.Read(joined);
}

using Tops = std::vector<std::int64_t>;

// A reading that leaves words over, or none, gives way to one below the tops that leaves fewer.
RegionMatch ReadPlace(const RegionTree& tree, const Tops& tops, const std::vector<std::string>& parts) {
  RegionMatch best = ReadPlace(tree, parts);
  if (tops.empty() || (best.candidates.size() == 1 && best.rest.empty())) return best;
  std::string joined;
  for (const auto& part : parts) joined += part;
  for (const std::int64_t top : tops) {
    const UnitCode code = UnitCode::FromInt(top);
    RegionMatch near = tree.Match(tree.PathName(code) + joined);
    if (near.candidates.size() != 1 || near.candidates.front() == code) continue;
    if (best.candidates.size() != 1 || near.rest.size() < best.rest.size()) best = std::move(near);
  }
  return best;
}

Result<std::int64_t> FindPlace(const RegionTree& tree, const Tops& tops, const std::vector<std::string>& parts) {
  const RegionMatch match = ReadPlace(tree, tops, parts);
  if (match.candidates.empty())
    return Fail(kPlaceUnknown, "区划表里没有这个地名", "请按“省市县乡镇村”写全称，或填 12 位代码");
  if (match.candidates.size() > 1) {
    std::string names;
    for (std::size_t i = 0; i < match.candidates.size() && i < 3; ++i)
      names += (i == 0 ? "" : "、") + tree.PathName(match.candidates[i]);
    return Fail(kPlaceAmbiguous, "这个地名有 " + std::to_string(match.candidates.size()) + " 处：" + names,
                "请写明上级地名");
  }
  return match.candidates.front().value();
}

// The same places come again and again in a roster.
class PlaceCache {
 public:
  PlaceCache(const RegionTree& tree, Tops tops) : tree_(tree), tops_(std::move(tops)) {}
  Result<std::int64_t> Find(const std::vector<std::string>& parts) {
    std::string key;
    for (const auto& part : parts) key += part + '\x1f';
    {
      const std::shared_lock lock(mutex_);
      const auto it = known_.find(key);
      if (it != known_.end()) return it->second;
    }
    const std::int64_t code = TRY(FindPlace(tree_, tops_, parts));
    const std::unique_lock lock(mutex_);
    if (known_.size() > 100'000) known_.clear();
    known_[key] = code;
    return code;
  }

 private:
  const RegionTree& tree_;
  const Tops tops_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::int64_t> known_;
};

Lookups WithPlaces(Lookups lookups, const RegionTree& tree, const Tops& tops) {
  const auto places = std::make_shared<PlaceCache>(tree, tops);
  lookups.place_of = [places](const std::vector<std::string>& parts) { return places->Find(parts); };
  lookups.rest_of_place = [&tree, tops](const std::vector<std::string>& parts) {
    return ReadPlace(tree, tops, parts).rest;
  };
  return lookups;
}

}  // namespace

Result<Lookups> MakeLookups(const RegionTree& tree) {
  const auto prefixes = std::make_shared<const IdPrefixes>(TRY(IdPrefixes::LoadInstalled()));
  Lookups lookups;
  lookups.code_of = [](std::string_view table, std::string_view label) -> std::optional<std::string> {
    const CodeTable* codes = FindCodeTable(table);
    const Code* code = codes == nullptr ? nullptr : codes->ByLabel(label);
    return code == nullptr ? std::nullopt : std::optional<std::string>(code->code);
  };
  lookups.is_id_prefix = [prefixes](int prefix) { return prefixes->Contains(prefix); };
  lookups.pinyin_of = [](std::string_view name) {
    const Pinyin pinyin = NamePinyin(name);
    return std::pair(pinyin.pinyin, pinyin.initials);
  };
  lookups = WithPlaces(std::move(lookups), tree, {});
  lookups.around = [plain = lookups, &tree](const Tops& tops) { return WithPlaces(plain, tree, tops); };
  return lookups;
}

Lookups Around(const Lookups& lookups, const Scope& scope) {
  if (!lookups.around || scope.everything || scope.home.empty()) return lookups;
  constexpr std::int64_t kCounty = 1'000'000;
  std::set<std::int64_t> tops;  // of a township or village, its county
  for (const auto& range : scope.home)
    tops.insert(range.high - range.low < kCounty ? range.low / kCounty * kCounty : range.low);
  return lookups.around(Tops(tops.begin(), tops.end()));
}

}  // namespace gq::imports
