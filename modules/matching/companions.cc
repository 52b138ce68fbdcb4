#include "modules/matching/companions.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace gq::matching {
namespace {

class Union {
 public:
  explicit Union(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t Root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  // The lower row stays the root, so parties come in the order of their first worker.
  void Join(std::uint32_t a, std::uint32_t b) {
    a = Root(a), b = Root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

using RowOfId = std::unordered_map<std::string, std::uint32_t>;

constexpr std::uint32_t kNobody = UINT32_MAX;

// By row, the spouse that the row names; kNobody: none who is in the file and is not the row itself.
std::vector<std::uint32_t> NamedSpouses(std::span<const CompanionCells> cells, const RowOfId& row_of_id) {
  std::vector<std::uint32_t> named(cells.size(), kNobody);
  for (std::uint32_t w = 0; w < cells.size(); ++w) {
    if (cells[w].spouse.empty()) continue;
    const auto at = row_of_id.find(cells[w].spouse);
    if (at != row_of_id.end() && at->second != w) named[w] = at->second;
  }
  return named;
}

void Judge(std::span<const CompanionCells> cells, NamedParty& named) {
  bool any_no = false, all_yes = true, leader = false;
  std::map<std::int64_t, std::size_t> townships;
  for (const std::uint32_t w : named.party.workers) {
    any_no = any_no || cells[w].may_part == Consent::kNo;
    all_yes = all_yes && cells[w].may_part == Consent::kYes;
    leader = leader || cells[w].leader;
    ++townships[cells[w].township.value()];
    if (!cells[w].group.empty()) named.group = cells[w].group;
  }
  named.consent = any_no ? Consent::kNo : all_yes ? Consent::kYes : Consent::kAsk;
  named.party.may_part = !any_no;
  named.party.is_group = !named.group.empty();
  const bool large = named.party.is_group && named.party.workers.size() >= kTownshipGroup;
  named.needs_leader = large && !leader;
  named.several_townships = large && townships.size() > 1;
  named.led = large && leader && !named.several_townships;
}

}  // namespace

Companions FindCompanions(std::span<const CompanionCells> cells,
                          const std::unordered_map<std::string, std::uint32_t>& row_of_id) {
  Companions result;
  const std::vector<std::uint32_t> spouse = NamedSpouses(cells, row_of_id);
  std::vector<std::uint32_t> namers(cells.size(), 0);
  for (const std::uint32_t named : spouse) {
    if (named != kNobody) ++namers[named];
  }
  Union all(cells.size());
  std::unordered_map<std::string, std::uint32_t> first_of_group;
  const auto remark = [&](std::uint32_t w, const char* column, std::string text, std::string cure) {
    result.remarks.push_back({w, column, std::move(text), std::move(cure)});
  };
  for (std::uint32_t w = 0; w < cells.size(); ++w) {
    const CompanionCells& mine = cells[w];
    if (spouse[w] != kNobody) {
      const std::uint32_t other = spouse[w];
      if (spouse[other] != kNobody && spouse[other] != w) {
        remark(w, "spouse", "对方填写的配偶是另一人，不作夫妻同行处理", "请核对双方的配偶编号");
      } else if (spouse[other] == kNobody && namers[other] > 1) {
        remark(w, "spouse", "另有人填写了同一个配偶，不作夫妻同行处理", "请核对配偶编号，并在配偶一行填写本人的编号");
      } else {
        all.Join(w, other);
      }
    } else if (!mine.spouse.empty()) {
      const bool himself = row_of_id.contains(mine.spouse);
      remark(w, "spouse", himself ? "配偶是本人" : "文件中没有编号为 " + mine.spouse + " 的人，不作夫妻同行处理",
             himself ? "请更正配偶编号" : "配偶也要安排的，请核对编号，或把配偶加入文件");
    }
    std::string unknown;
    for (const std::string& name : mine.companions) {
      const auto at = row_of_id.find(name);
      if (at == row_of_id.end()) {
        unknown += (unknown.empty() ? "" : "、") + name;
      } else if (at->second != w) {
        all.Join(w, at->second);
      }
    }
    if (!unknown.empty())
      remark(w, "companions", "文件中没有编号为 " + unknown + " 的人，不作同行处理",
             "同行的人也要安排的，请核对编号，或把他加入文件");
    if (mine.group.empty()) continue;
    const auto [at, fresh] = first_of_group.try_emplace(mine.group, w);
    if (!fresh) all.Join(w, at->second);
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> members;
  for (std::uint32_t w = 0; w < cells.size(); ++w) members[all.Root(w)].push_back(w);
  for (auto& [root, workers] : members) {
    if (workers.size() < 2) continue;
    NamedParty named;
    named.party.workers = std::move(workers);
    Judge(cells, named);
    if (named.needs_leader) remark(root, "leader", "同乡镇 20 人以上的小组没有带队人", "请指定一名管理者带队");
    if (named.several_townships) remark(root, "group", "小组成员来自不同乡镇", "请按乡镇分组，或确认由谁带队");
    result.parties.push_back(std::move(named));
  }
  return result;
}

void ShareLeaders(const Companions& companions, Workers& workers) {
  for (const NamedParty& named : companions.parties) {
    if (!named.led) continue;
    for (const std::uint32_t w : named.party.workers) workers.traits[w] |= kHasLeader;
  }
}

}  // namespace gq::matching
