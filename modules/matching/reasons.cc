// Figures and words of an explanation.
#include <algorithm>
#include <bit>

#include "modules/matching/match.h"
#include "modules/matching/pair_factors.h"

namespace gq::matching {
namespace {

// A value with two digits, as people read it.
std::string ShortValue(std::int64_t value) {
  const std::int64_t hundredths = (value * 100 + (1LL << (kValueBits - 1))) >> kValueBits;
  const std::string digits = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (digits.size() < 2 ? "0" : "") + digits;
}

std::string TradeText(const Match& match, std::size_t worker, std::size_t post) {
  const auto years = YearsInTrade(match, worker, post);
  if (!years) return "没有做过这个工种";
  return *years == 0 ? "会这个工种" : "这个工种做过 " + std::to_string(*years) + " 年";
}

}  // namespace

std::string_view NameOf(Constraint constraint) {
  static constexpr std::string_view kNames[kConstraints] = {"age",  "education", "health",   "certificates", "wage",
                                                            "tier", "city",      "reserved", "dates",        "sex"};
  return kNames[static_cast<std::size_t>(constraint)];
}

std::string_view LabelOf(Constraint constraint) {
  static constexpr std::string_view kLabels[kConstraints] = {
      "年龄", "学历", "健康", "证书", "最低工资", "地区层级", "意向城市", "定向地区", "有效期", "依法限男性"};
  return kLabels[static_cast<std::size_t>(constraint)];
}

std::string Match::ReasonText(std::size_t worker, std::size_t post, const Reason& reason) const {
  const bool good = reason.effect.arrive + reason.effect.stay > 0;
  const std::size_t way = std::size_t{workers.origin[worker]} * places.cities + posts.city[post];
  switch (reason.factor) {
    case Factor::kWage: {
      const std::int64_t middle = (std::int64_t{posts.wage_min[post]} + posts.wage_max[post]) / 2;
      return "工资约为期望的 " + std::to_string(middle * 100 / std::max(1, workers.want_wage[worker])) + "%";
    }
    case Factor::kTravel:
      return "路程约 " + std::to_string(places.travel_hours[way]) + " 小时";
    case Factor::kClimate:
      return good ? "气候相近" : "气候差别大";
    case Factor::kDiet:
      return good ? "饮食相近" : "饮食习惯不同";
    case Factor::kTrade:
      return TradeText(*this, worker, post);
    case Factor::kPieceRate:
      return good ? "计件工资" : "计件工资，头几个月收入低";
    case Factor::kTownspeople:
      return "单位已有 " + std::to_string(TownspeopleAt(*this, worker, post)) + " 名同乡";
    case Factor::kDormitory:
      return "有宿舍";
    case Factor::kCanteen:
      return "有食堂";
    case Factor::kTraining:
      return "上岗前有培训";
    case Factor::kEducation:
      return "文化程度";
    case Factor::kOwnWish:
      return "本人愿意外出";
    case Factor::kOrganised:
      return "由政府组织输送";
    case Factor::kTrained:
      return "参加过培训";
    case Factor::kLeader:
      return "有带队人员";
    case Factor::kExperienced:
      return "有外出务工经历";
    case Factor::kSeason:
      return "出发在正月十五后第 " + std::to_string(workers.season[worker] + 1) + " 周";
    case Factor::kSpouse:
      return "配偶在同一城市务工";
    case Factor::kSubsidy:
      return "在岗满 " + std::to_string(posts.subsidy_months[post][workers.subsidy[worker] - 1U]) + " 个月可领稳岗补贴";
  }
  return {};
}

Unplaced Match::WhyUnplaced(std::size_t worker) const {
  Unplaced why = matcher->WhyUnplaced(worker);
  for (const auto& rows : split_posts) {
    bool possible = false;
    std::array<bool, kConstraints> alone{};
    for (const std::uint32_t row : rows) {
      if (matcher->Feasible(worker, row)) {
        possible = true;
        --why.feasible_posts;
        continue;
      }
      for (std::size_t c = 0; c < kConstraints; ++c) {
        if (!matcher->Feasible(worker, row, 1U << c)) continue;
        alone[c] = true;
        --why.removed_alone[c];
      }
    }
    why.feasible_posts += possible;
    for (std::size_t c = 0; c < kConstraints && !possible; ++c) why.removed_alone[c] += alone[c];
  }
  return why;
}

std::string Match::CongestionText(std::size_t worker) const {
  const Congestion full = matcher->FindCongestion(plan, worker);
  if (full.better_posts == 0) return {};
  std::string text = "有 " + std::to_string(full.better_posts) + " 个更合适的岗位已满";
  if (full.nearest.post == kUnplaced) return text;
  return text + "；最接近的 " + post_ids[static_cast<std::size_t>(full.nearest.post)] + " 最后一名为 " +
         ShortValue(full.nearest.price) + "，本人为 " + ShortValue(full.nearest.value);
}

std::optional<MatchRemark> Match::SeveralBars(std::size_t worker) const {
  if (plan.assignment[worker] != kUnplaced) return std::nullopt;
  const NearestPost nearest = matcher->FindNearest(worker);
  if (std::popcount(nearest.barred_by) < 2) return std::nullopt;
  std::string columns, labels;
  for (int c = 0; c < kConstraints; ++c) {
    if ((nearest.barred_by >> c & 1) == 0) continue;
    columns += (columns.empty() ? "" : ";") + std::string(NameOf(static_cast<Constraint>(c)));
    labels += (labels.empty() ? "“" : "、“") + std::string(LabelOf(static_cast<Constraint>(c))) + "”";
  }
  return MatchRemark{
      "workers", worker_ids[worker], columns,
      "没有合适的岗位：最接近的 " + post_ids[static_cast<std::size_t>(nearest.post)] + " 同时不符合" + labels,
      "请核对这几项；只放宽其中一项，仍没有岗位"};
}

std::string Match::UnplacedText(std::size_t worker) const {
  if (plan.assignment[worker] != kUnplaced) return {};
  const Unplaced why = WhyUnplaced(worker);
  if (why.feasible_posts > 0) return "有 " + std::to_string(why.feasible_posts) + " 个合适的岗位，都已满";
  std::vector<std::pair<std::uint32_t, int>> alone;
  for (int c = 0; c < kConstraints; ++c) {
    if (why.removed_alone[static_cast<std::size_t>(c)] > 0)
      alone.emplace_back(why.removed_alone[static_cast<std::size_t>(c)], c);
  }
  if (alone.empty()) {
    const auto bars = SeveralBars(worker);
    return bars ? bars->text : "没有合适的岗位：没有一个岗位有招聘人数";
  }
  std::stable_sort(alone.begin(), alone.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text = "没有合适的岗位";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, alone.size()); ++i) {
    const auto constraint = static_cast<Constraint>(alone[i].second);
    const std::string count = std::to_string(alone[i].first) + " 个", label(LabelOf(constraint));
    text += i == 0 ? "：" : "；";
    // What the law bars nobody relaxes.
    text += constraint == Constraint::kSex ? "有 " + count + label : "放宽“" + label + "”可有 " + count;
  }
  return text;
}

std::string Match::WageText(const WageOffer& offer, std::int32_t more_yuan) const {
  std::string text =
      "月薪再高 " + std::to_string(more_yuan) + " 元，可以多 " + std::to_string(offer.workers_added) + " 人合适";
  if (offer.price_then > offer.price)
    text += "，一个名额的价格从 " + ShortValue(offer.price) + " 到 " + ShortValue(offer.price_then);
  return text;
}

}  // namespace gq::matching
