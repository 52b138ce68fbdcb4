#include "kits/codes/id_prefixes.h"

#include <cstdlib>
#include <fstream>

#include "kits/codes/region_tree.h"

namespace gq {

Result<IdPrefixes> IdPrefixes::Load(const std::string& path) {
  std::ifstream in(path);
  if (!in)
    return Fail(Error{&kNoRegionData,
                      "身份证地区码表打不开",
                      "请重新安装，或用环境变量 GANGQIAO_SHARE 指明数据目录",
                      {{"file", path}}});
  IdPrefixes prefixes;
  for (std::string line; std::getline(in, line);) {
    const int prefix = std::atoi(line.substr(0, 6).c_str());
    if (prefix < 100'000 || prefix > 999'999)
      return Fail(Error{&kNoRegionData, "身份证地区码表已损坏", "请重新安装", {{"file", path}}});
    prefixes.known_[static_cast<std::size_t>(prefix)] = true;
    ++prefixes.count_;
  }
  return prefixes;
}

Result<IdPrefixes> IdPrefixes::LoadInstalled() {
  const std::string folder = FindShareFolder();
  if (folder.empty())
    return Fail(kNoRegionData, "找不到身份证地区码表", "请重新安装，或用环境变量 GANGQIAO_SHARE 指明数据目录");
  return Load(folder + "/id_prefixes.tsv");
}

bool IdPrefixes::Contains(int prefix) const {
  return prefix >= 0 && prefix < 1'000'000 && known_[static_cast<std::size_t>(prefix)];
}

}  // namespace gq
