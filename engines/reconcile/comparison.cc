// Resolving and explaining: from matches to one finding a person.
#include <algorithm>

#include "engines/reconcile/near_blocks.h"
#include "engines/reconcile/parts.h"
#include "engines/reconcile/reconcile.h"

namespace gq::reconcile {
namespace {

constexpr std::string_view kKindNames[] = {"none", "review", "near", "repaired", "exact"};

std::string_view LabelOf(TableKind kind) {
  static constexpr std::string_view kLabels[] = {"名册", "社会保险全民参保登记库", "劳动力资源信息库",
                                                 "社保卡发放信息库"};
  return kLabels[static_cast<std::size_t>(kind)];
}

std::string_view StateLabel(TableKind kind, std::uint8_t state) {
  switch (kind) {
    case TableKind::kSocialInsurance:
      return state == 1 ? "参保缴费" : state == 2 ? "暂停" : state == 4 ? "终止" : "状态不明";
    case TableKind::kLabourResource:
      return state == 1 ? "就业" : state == 2 ? "失业" : state == 3 ? "灵活就业" : state == 4 ? "未就业" : "状态不明";
    case TableKind::kSocialCard:
      return state == 0 ? "未激活" : state == 1 ? "正常" : state == 2 ? "注销" : "状态不明";
    case TableKind::kRoster:
      break;
  }
  return "";
}

std::string_view FindingLabel(Finding finding) {
  static constexpr std::string_view kLabels[] = {"仍在业", "换了单位", "新就业", "查不到在业依据，须走访核实",
                                                 "未就业"};
  return kLabels[static_cast<std::size_t>(finding)];
}

// Nobody's status changes on near evidence alone.
bool Certain(const Match& match) { return match.kind >= MatchKind::kRepaired; }

}  // namespace

std::string_view NameOf(MatchKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::string FlagText(std::uint8_t flags) {
  static constexpr std::string_view kNames[] = {"name_conflict", "in_no_registry", "registries_disagree", "several"};
  std::string out;
  for (unsigned i = 0; i < 4; ++i) {
    if ((flags >> i & 1) == 0) continue;
    if (!out.empty()) out += ';';
    out += kNames[i];
  }
  return out;
}

Comparison::Comparison(Roster& roster, const Context& context, const Options& options)
    : roster_(roster), context_(context), options_(options) {
  GetKernel(options.isa, &isa_);
}

Comparison::~Comparison() = default;

Insurance Comparison::InsuranceOf(std::size_t i, bool uncertain) const {
  for (const Registry& registry : registries_) {
    if (registry.name.kind != TableKind::kSocialInsurance) continue;
    const Match& match = registry.matches[i];
    if (!Certain(match) && !uncertain) return Insurance::kNone;
    if (match.rank == 2) {
      switch (roster_.employers().Compare(roster_.employer(i), match.employer)) {
        case Employers::Likeness::kSame:
          return Insurance::kSame;
        case Employers::Likeness::kDifferent:
          return Insurance::kOther;
        case Employers::Likeness::kUnknown:
          return Insurance::kEmployed;
      }
    }
    return match.employee_scheme && (match.state == 2 || match.state == 4) ? Insurance::kEnded : Insurance::kNone;
  }
  return Insurance::kNone;
}

Labour Comparison::LabourOf(std::size_t i, bool uncertain) const {
  for (const Registry& registry : registries_) {
    if (registry.name.kind != TableKind::kLabourResource) continue;
    const Match& match = registry.matches[i];
    if (!Certain(match) && !uncertain) return Labour::kNone;
    return match.state >= 1 && match.state <= 4 ? static_cast<Labour>(match.state - 1) : Labour::kNone;
  }
  return Labour::kNone;
}

void Comparison::Demote(std::size_t r, const std::unordered_set<std::uint32_t>& people) {
  Registry& registry = registries_[r];
  const auto stays = [&](std::uint32_t person) {
    const MatchKind kind = registry.matches[person].kind;
    return kind == MatchKind::kExact || kind == MatchKind::kNone;
  };
  for (ReviewItem& item : registry.review) {
    if (people.count(item.person) == 0 || stays(item.person)) continue;
    item.certain = false, item.probability = std::min(item.probability, 0.5);
  }
  for (const std::uint32_t person : people) {
    if (stays(person)) continue;
    Match& match = registry.matches[person];
    if (match.kind == MatchKind::kRepaired) --registry.counts.matched, ++registry.counts.unmatched;
    match.kind = MatchKind::kReview;
  }
}

// What certain links lead to stands against what near ones do; certain ones that contradict each other all fall.
void Comparison::CloseAcrossRegistries() {
  struct Claim {
    std::size_t registry;
    IdKey id;
    bool certain;
  };
  std::unordered_map<std::uint32_t, std::vector<Claim>> claims;
  std::unordered_map<IdKey, std::unordered_map<std::uint32_t, bool>>
      owners;  // of each right ID: people, and whether for certain
  for (std::size_t r = 0; r < registries_.size(); ++r) {
    for (const auto& [person, id] : registries_[r].true_ids) {
      const bool certain = Certain(registries_[r].matches[person]);
      claims[person].push_back({r, id, certain});
      bool& owned = owners[id][person];
      owned = owned || certain;
    }
  }
  std::vector<std::unordered_set<std::uint32_t>> doubtful(registries_.size());
  std::unordered_set<std::uint32_t> disagreeing;
  for (auto& [person, list] : claims) {
    bool exact = false;
    for (const Registry& registry : registries_) exact = exact || registry.matches[person].kind == MatchKind::kExact;
    if (exact) list.push_back({registries_.size(), roster_.key(person), true});
    std::unordered_set<IdKey> certain, near;
    for (const Claim& claim : list) (claim.certain ? certain : near).insert(claim.id);
    for (const Claim& claim : list) {
      bool contradicted = certain.size() > 1 || (certain.empty() && near.size() > 1) ||
                          (!claim.certain && !certain.empty() && certain.count(claim.id) == 0);
      for (const auto& [other, surely] : owners[claim.id]) {
        contradicted =
            contradicted || (other != person && roster_.key(other) != roster_.key(person) && surely >= claim.certain);
      }
      if (!contradicted || claim.registry == registries_.size()) continue;
      if (claim.certain) disagreeing.insert(person);
      doubtful[claim.registry].insert(person);
    }
  }
  for (std::size_t r = 0; r < doubtful.size(); ++r) Demote(r, doubtful[r]);
  disagreeing_ = std::move(disagreeing);
  for (Registry& registry : registries_) {
    std::stable_sort(registry.review.begin(), registry.review.end(),
                     [](const ReviewItem& a, const ReviewItem& b) { return a.probability > b.probability; });
  }
}

void Comparison::Finish() {
  probe_.reset();  // tens of megabytes in a province
  CloseAcrossRegistries();
  outcomes_.assign(roster_.size(), Outcome());
  // Each thread counts what it decides.
  struct alignas(64) Counts {
    std::size_t findings[kFindings] = {};
    std::vector<std::array<std::size_t, kMatchKinds>> kinds;
  };
  std::vector<Counts> parts(Parts(options_.threads));
  for (Counts& counts : parts) counts.kinds.resize(registries_.size());
  InParts(roster_.size(), options_.threads, [&](std::size_t part, std::size_t i) {
    for (std::size_t r = 0; r < registries_.size(); ++r)
      ++parts[part].kinds[r][static_cast<std::size_t>(registries_[r].matches[i].kind)];
    outcomes_[i] = Decide(i);
    ++parts[part].findings[static_cast<std::size_t>(outcomes_[i].finding)];
  });
  std::fill(std::begin(findings_), std::end(findings_), 0);
  for (Registry& registry : registries_) registry.match_counts = {};
  for (const Counts& counts : parts) {
    for (std::size_t f = 0; f < kFindings; ++f) findings_[f] += counts.findings[f];
    for (std::size_t r = 0; r < registries_.size(); ++r) {
      for (std::size_t k = 0; k < kMatchKinds; ++k) registries_[r].match_counts[k] += counts.kinds[r][k];
    }
  }
}

Outcome Comparison::Decide(std::size_t i) const {
  const Verdict& verdict = context_.rules.Decide(roster_.status(i), InsuranceOf(i), LabourOf(i));
  unsigned flags = verdict.registries_disagree || disagreeing_.count(static_cast<std::uint32_t>(i)) != 0
                       ? unsigned{kRegistriesDisagree}
                       : 0U;
  bool found = false;
  for (const Registry& registry : registries_) {
    const Match& match = registry.matches[i];
    if (!Certain(match)) continue;
    found = true;
    flags |= (match.name_conflict ? unsigned{kNameConflict} : 0U) | (match.several ? unsigned{kSeveral} : 0U);
  }
  return {verdict.finding, static_cast<std::uint8_t>(flags | (found ? 0U : unsigned{kInNoRegistry}))};
}

std::size_t Comparison::flag_count(OutcomeFlag flag) const {
  std::size_t n = 0;
  for (const Outcome& outcome : outcomes_) n += (outcome.flags & flag) != 0 ? 1 : 0;
  return n;
}

std::string Comparison::RepairOf(std::size_t r, std::size_t i) const {
  const Match& match = registries_[r].matches[i];
  if (match.kind == MatchKind::kExact) return RepairText(match.repairs);
  const auto it = registries_[r].repairs.find(static_cast<std::uint32_t>(i));
  return it == registries_[r].repairs.end() ? RepairText(match.repairs) : RepairText(it->second);
}

IdKey Comparison::CorrectionOf(std::size_t r, std::size_t i) const {
  const Registry& registry = registries_[r];
  if (registry.matches[i].kind != MatchKind::kRepaired) return kNoKey;
  const auto repair = registry.repairs.find(static_cast<std::uint32_t>(i));
  if (repair == registry.repairs.end() || !repair->second.in_roster) return kNoKey;
  const auto id = registry.true_ids.find(static_cast<std::uint32_t>(i));
  return id == registry.true_ids.end() ? kNoKey : id->second;
}

std::vector<std::string> Comparison::Explain(std::size_t i) const {
  std::vector<std::string> out;
  for (const Registry& registry : registries_) {
    const Match& match = registry.matches[i];
    std::string line(LabelOf(registry.name.kind));
    if (match.kind == MatchKind::kNone) {
      out.push_back(line + "：没有找到");
      continue;
    }
    line += "：第 " + std::to_string(match.row) + " 行，" + std::string(StateLabel(registry.name.kind, match.state));
    if (registry.name.kind == TableKind::kSocialInsurance) {
      line += match.employee_scheme ? "，职工参保" : "，居民参保（不说明是否在业）";
      if (match.employer != 0) line += "，单位 " + std::string(roster_.employers().Text(match.employer));
    }
    if (match.name_conflict) line += "，姓名与名册不同";
    if (match.several) line += "，有多行，按在业优先、最近、行号最小取这一行";
    if (!Certain(match)) line += "，只是疑似，须人工确认，不改变状态";
    out.push_back(std::move(line));
  }
  out.push_back("结论：" + std::string(FindingLabel(outcomes_[i].finding)));
  return out;
}

}  // namespace gq::reconcile
