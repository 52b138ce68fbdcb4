#include "modules/people/rules.h"

#include <algorithm>
#include <array>

namespace gq::people {

using namespace state;

namespace {

bool IsNotWorking(std::string_view employment) { return employment == kNotWorking || employment == kReturned; }
bool IsAble(std::string_view ability) { return ability == kAble || ability == kPartlyAble; }
bool IsActive(std::string_view status) { return status.empty() || status == kActive; }

constexpr auto kTransitions = std::to_array<Transition>({
    {kNotWorking, kDeparted, "origin", "出发名单或本人告知"},
    {kNotWorking, kOnPost, "origin;destination;employer;registry", "合同、参保或走访"},
    {kNotWorking, kFlexible, "origin;registry", "走访或灵活就业登记"},
    {kNotWorking, kReturned, "origin", "走访"},
    {kNotWorking, kLostContact, "origin", "三次联系不上的记录"},
    {kReturned, kDeparted, "origin", "出发名单或本人告知"},
    {kReturned, kOnPost, "origin;destination;employer;registry", "合同、参保或走访"},
    {kReturned, kFlexible, "origin;registry", "走访或灵活就业登记"},
    {kReturned, kNotWorking, "origin", "走访"},
    {kReturned, kLostContact, "origin", "三次联系不上的记录"},
    {kDeparted, kOnPost, "origin;destination;employer;registry", "到岗确认"},
    {kDeparted, kReturned, "origin;destination", "返乡登记"},
    {kDeparted, kNotWorking, "origin", "未成行的说明"},
    {kDeparted, kFlexible, "origin", "走访"},
    {kDeparted, kLostContact, "origin;destination", "三次联系不上的记录"},
    {kOnPost, kReturned, "origin;destination", "返乡登记"},
    {kOnPost, kNotWorking, "origin;destination;employer;registry", "离岗登记"},
    {kOnPost, kDeparted, "origin;destination", "转岗途中"},
    {kOnPost, kFlexible, "origin;destination;registry", "走访或灵活就业登记"},
    {kOnPost, kLostContact, "origin;destination", "三次联系不上的记录"},
    {kFlexible, kOnPost, "origin;destination;employer;registry", "合同、参保或走访"},
    {kFlexible, kDeparted, "origin", "出发名单或本人告知"},
    {kFlexible, kReturned, "origin;destination", "返乡登记"},
    {kFlexible, kNotWorking, "origin;registry", "走访"},
    {kFlexible, kLostContact, "origin", "三次联系不上的记录"},
    {kLostContact, kNotWorking, "origin", "走访"},
    {kLostContact, kReturned, "origin;destination", "返乡登记"},
    {kLostContact, kDeparted, "origin;destination", "走访"},
    {kLostContact, kOnPost, "origin;destination;employer;registry", "合同、参保或走访"},
    {kLostContact, kFlexible, "origin;registry", "走访或灵活就业登记"},
});

bool Contains(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(';'), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::string_view EmploymentWords(std::string_view employment) {
  if (employment == kReturned) return "已返乡";
  if (employment == kDeparted) return "已出发";
  if (employment == kOnPost) return "在岗";
  if (employment == kFlexible) return "自主或灵活就业";
  if (employment == kLostContact) return "失去联系";
  return "未就业";
}

std::string WhyNotOnTask(const Person& p) {
  if (!IsActive(p.register_status)) return "不在册（在校、退休、迁出、去世等）";
  if (!IsNotWorking(p.employment)) return std::string(EmploymentWords(p.employment));
  if (!IsAble(p.ability)) return p.ability.empty() ? "还不知道有无劳动能力" : "无劳动能力";
  return p.willingness == kUnwilling ? "本人不愿外出" : "外出意愿还没有问到";
}

}  // namespace

std::string_view WhyNotOfAge(Date birth, Date day, std::string_view register_status) {
  constexpr int kYoungest = 16, kOldest = 120;
  if (day < birth) return "出生日期在今天或业务日期之后";
  if (!IsActive(register_status)) return {};
  if (AgeOn(birth, day) > kOldest) return "年龄超过 120 岁";
  return AgeOn(birth, day) < kYoungest ? "不满 16 周岁，不能列为在册劳动力" : std::string_view();
}

std::string_view ListOf(std::string_view employment, std::string_view ability, std::string_view willingness,
                        std::string_view register_status) {
  if (!IsActive(register_status)) return kNoList;
  if (employment == kOnPost) return kRetention;
  if (employment == kLostContact) return kVisit;
  if (!IsNotWorking(employment) && !employment.empty()) return kNoList;
  if (employment.empty()) return kVisit;
  if (ability.empty()) return kVisit;
  if (!IsAble(ability)) return kNoList;
  if (willingness == kWilling) return kTask;
  return willingness == kUnwilling ? kNoList : kVisit;
}

OpenFinding OpenFindingOf(std::string_view finding, std::string_view employment, std::string_view list) {
  if (finding == "employment_lapsed" && (employment == kOnPost || employment == kFlexible)) return OpenFinding::kLapsed;
  if (finding == "newly_employed" && (list == kTask || list == kVisit)) return OpenFinding::kEmployed;
  return OpenFinding::kNone;
}

std::string OpenFindingSql(std::string_view alias, OpenFinding which) {
  const std::string a(alias);
  if (which == OpenFinding::kLapsed)
    return "(" + a + ".finding = 'employment_lapsed' AND " + a + ".employment IN ('on_post', 'flexible'))";
  if (which == OpenFinding::kEmployed)
    return "(" + a + ".finding = 'newly_employed' AND " + a + ".list IN ('task', 'visit'))";
  return "1=0";
}

std::vector<ListReason> ExplainLists(const Person& p) {
  const auto on = ListOf(p.employment, p.ability, p.willingness, p.register_status);
  const std::string since = p.employment_since ? " " + p.employment_since->ToString() + " 起" : std::string();
  std::vector<ListReason> reasons;
  if (on == kTask) {
    reasons.push_back(
        {kTask, true,
         "在任务清单上，因为" + since + std::string(EmploymentWords(p.employment)) + "、有劳动能力且愿意外出"});
  } else {
    reasons.push_back({kTask, false, "不在任务清单上：" + WhyNotOnTask(p)});
  }
  if (on == kRetention) {
    reasons.push_back({kRetention, true,
                       "在稳岗清单上，因为" + since + "在岗" +
                           (p.employer_name.empty() ? std::string() : "（" + p.employer_name + "）")});
  } else {
    reasons.push_back({kRetention, false,
                       "不在稳岗清单上：" + (p.employment == kOnPost ? std::string("不在册")
                                                                     : std::string(EmploymentWords(p.employment)))});
  }
  std::string why_visit;
  if (on == kVisit) {
    why_visit = p.employment == kLostContact ? "失去联系"
                : p.employment.empty()       ? "就业状态还不清楚"
                : p.ability.empty()          ? "还不知道有无劳动能力"
                                             : "外出意愿还没有问到";
  }
  const OpenFinding open = OpenFindingOf(p.finding, p.employment, on);
  std::string found;
  if (open == OpenFinding::kLapsed) found = "登记库里查不到在岗，要走访核实（比对结论：就业中断）";
  if (open == OpenFinding::kEmployed) found = "登记库里已就业，核实以前不推荐岗位（比对结论：新就业）";
  if (on == kVisit) found = "待摸底，因为" + why_visit + (found.empty() ? "" : "；" + found);
  reasons.push_back({kVisit, !found.empty(), found.empty() ? "不需要摸底" : found});
  return reasons;
}

std::span<const Transition> Transitions() { return kTransitions; }

Status CheckTransition(std::string_view from, std::string_view to, std::string_view side) {
  if (from == to || from.empty()) return Ok();
  for (const auto& row : kTransitions) {
    if (row.from != from || row.to != to) continue;
    if (Contains(row.sides, side)) return Ok();
    return Fail(
        kBadTransition,
        "这一侧不能把“" + std::string(EmploymentWords(from)) + "”改为“" + std::string(EmploymentWords(to)) + "”",
        "请由有权的一方登记，依据：" + std::string(row.evidence));
  }
  return Fail(kBadTransition,
              "“" + std::string(EmploymentWords(from)) + "”不能直接变为“" + std::string(EmploymentWords(to)) + "”",
              "请先登记中间的状态");
}

namespace {

tl::unexpected<Error> BadDay(std::string_view field, std::string message, std::string hint) {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  return Fail(error.With("field", std::string(field)));
}

}  // namespace

Status CheckWorkDay(const Person& person, Date day, Date today, std::string_view field) {
  constexpr int kAgeMin = 16;
  if (day > today) return BadDay(field, "日期在今天（" + today.ToString() + "）之后", "请填已经发生的日期");
  if (person.birth && day < person.birth->AddMonths(12 * kAgeMin))
    return BadDay(field, "那一天还不满 16 岁（" + person.birth->ToString() + " 出生）", "请核对年份");
  return Ok();
}

Status CheckBirth(const Person& person, Date today) {
  if (!person.birth) return Ok();
  if (*person.birth > today) return BadDay("birth", "出生日期在今天之后", "请核对年份");
  if (person.birth->year() < 1900) return BadDay("birth", "出生日期早于 1900 年", "请核对年份");
  return Ok();
}

namespace {

struct Need {
  std::string_view label;
  bool known;
};

Clear Judge(std::string_view name, std::string_view label, std::initializer_list<Need> needs) {
  Clear clear{name, label, true, {}};
  for (const auto& need : needs) {
    if (need.known) continue;
    clear.clear = false;
    clear.missing.push_back(need.label);
  }
  return clear;
}

}  // namespace

Completeness CheckCompleteness(const Person& p, const Spell* spell, const Intention* intention) {
  const bool working = p.employment == kOnPost || p.employment == kFlexible || p.employment == kDeparted;
  const bool has_intention = intention != nullptr;
  const Clear basic = Judge("basic", "基本信息清",
                            {{"姓名", !p.name.empty()},
                             {"性别", !p.sex.empty()},
                             {"出生日期", p.birth.has_value()},
                             {"文化程度", !p.education.empty()},
                             {"健康状况", !p.health.empty()},
                             {"户籍地", p.home_code != 0},
                             {"联系电话", !p.phone.empty()}});
  const Clear status =
      Judge("status", "就业状态清",
            {{"就业状态", !p.employment.empty()},
             {"就业单位", !working || (spell != nullptr && !spell->employer_name.empty()) || p.employment == kFlexible},
             {"就业地区", !working || (spell != nullptr && spell->work_code.has_value())}});
  const Clear wish =
      Judge("wish", "就业意向清",
            {{"外出意愿", !p.willingness.empty() && p.willingness != kToAsk},
             {"意向地区", p.willingness != kWilling ||
                              (has_intention && !(intention->want_regions.empty() && intention->want_tiers.empty()))},
             {"意向工种", p.willingness != kWilling || (has_intention && !intention->want_jobs.empty())},
             {"期望月薪", p.willingness != kWilling || (has_intention && intention->want_wage.has_value())}});
  const Clear ability = Judge("ability_needs", "能力需求清",
                              {{"劳动能力", !p.ability.empty()},
                               {"劳动技能", !p.trades.empty() || !p.skill_level.empty()},
                               {"培训意愿", has_intention && !intention->want_training.empty()}});
  const Clear business =
      Judge("business", "创业意愿清", {{"创业意愿", has_intention && !intention->want_business.empty()}});
  const Clear where = Judge("where", "就业去向清",
                            {{"就业地区", !working || (spell != nullptr && spell->work_code.has_value())},
                             {"就业岗位", !working || (spell != nullptr && !spell->post_name.empty())}});
  const Clear income =
      Judge("income", "就业收入清", {{"月工资", !working || (spell != nullptr && spell->wage.has_value())}});
  Clear wish_four = wish;
  wish_four.label = "就业意愿清";
  return {{basic, status, wish, ability, business}, {basic, where, wish_four, income}};
}

int Completeness::CountFive() const {
  return static_cast<int>(std::count_if(five.begin(), five.end(), [](const Clear& c) { return c.clear; }));
}
int Completeness::CountFour() const {
  return static_cast<int>(std::count_if(four.begin(), four.end(), [](const Clear& c) { return c.clear; }));
}

void KeepFormerGroup(const Person& before, Person& after, Date day) {
  if (before.target_group.empty() || before.target_group == after.target_group) return;
  if (after.target_group_from == before.target_group_from)
    after.target_group_from = after.target_group.empty() ? std::nullopt : std::optional(day);
  const Date next = after.target_group_from.value_or(day);
  const bool ended_before = before.target_group_to && *before.target_group_to < next;
  const Date last = ended_before ? *before.target_group_to : next.AddDays(-1);
  if (after.target_group_to == before.target_group_to) after.target_group_to.reset();
  const std::string from =
      before.target_group_from ? std::to_string(before.target_group_from->ToYmdInt()) : std::string();
  after.former_groups += (after.former_groups.empty() ? "" : ";") + before.target_group + ":" + from + ":" +
                         std::to_string(last.ToYmdInt());
}

void Refresh(Person& p, const Spell* current, const Intention* intention) {
  const bool away = p.employment == kOnPost || p.employment == kDeparted || p.employment == kFlexible;
  if (away && current != nullptr) {
    p.work_code = current->work_code;
    p.tier = current->tier;
    p.employer_name = current->employer_name;
    p.post_name = current->post_name;
    p.wage = current->wage;
  } else {
    p.work_code.reset();
    p.tier.clear();
    p.employer_name.clear();
    p.post_name.clear();
    p.wage.reset();
  }
  p.list = p.merged_into.IsNil() ? ListOf(p.employment, p.ability, p.willingness, p.register_status) : kNoList;
  const Completeness completeness = CheckCompleteness(p, away ? current : nullptr, intention);
  p.clear_five = completeness.CountFive();
  p.clear_four = completeness.CountFour();
}

}  // namespace gq::people
