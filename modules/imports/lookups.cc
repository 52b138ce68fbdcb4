#include "modules/imports/lookups.h"

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "kits/codes/code_tables.h"
#include "kits/codes/id_prefixes.h"
#include "kits/codes/region_tree.h"
#include "kits/pinyin/pinyin.h"

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

Result<std::int64_t> FindPlace(const RegionTree& tree, const std::vector<std::string>& parts) {
  const RegionMatch match = ReadPlace(tree, parts);
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
  explicit PlaceCache(const RegionTree& tree) : tree_(tree) {}
  Result<std::int64_t> Find(const std::vector<std::string>& parts) {
    std::string key;
    for (const auto& part : parts) key += part + '\x1f';
    {
      const std::shared_lock lock(mutex_);
      const auto it = known_.find(key);
      if (it != known_.end()) return it->second;
    }
    const std::int64_t code = TRY(FindPlace(tree_, parts));
    const std::unique_lock lock(mutex_);
    if (known_.size() > 100'000) known_.clear();
    known_[key] = code;
    return code;
  }

 private:
  const RegionTree& tree_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::int64_t> known_;
};

}  // namespace

Result<Lookups> MakeLookups(const RegionTree& tree) {
  const auto prefixes = std::make_shared<const IdPrefixes>(TRY(IdPrefixes::LoadInstalled()));
  const auto places = std::make_shared<PlaceCache>(tree);
  Lookups lookups;
  lookups.code_of = [](std::string_view table, std::string_view label) -> std::optional<std::string> {
    const CodeTable* codes = FindCodeTable(table);
    const Code* code = codes == nullptr ? nullptr : codes->ByLabel(label);
    return code == nullptr ? std::nullopt : std::optional<std::string>(code->code);
  };
  lookups.place_of = [places](const std::vector<std::string>& parts) { return places->Find(parts); };
  lookups.rest_of_place = [&tree](const std::vector<std::string>& parts) { return ReadPlace(tree, parts).rest; };
  lookups.is_id_prefix = [prefixes](int prefix) { return prefixes->Contains(prefix); };
  lookups.pinyin_of = [](std::string_view name) {
    const Pinyin pinyin = NamePinyin(name);
    return std::pair(pinyin.pinyin, pinyin.initials);
  };
  return lookups;
}

}  // namespace gq::imports
