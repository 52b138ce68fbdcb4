#include "modules/claims/labels.h"

#include <array>
#include <utility>

#include "kits/codes/code_tables.h"

namespace gq::claims {
namespace {

constexpr auto kLabels = std::to_array<Label>({
    {"has_person", "名册里有此人", From::kRegister},
    {"has_spell", "有就业经历", From::kSpell},
    {"has_contract", "有合同或协议", From::kContract},
    {"contract_term", "合同种类", From::kContract},
    {"contract_months", "合同满几个月", From::kContract},
    {"contract_days_short", "合同离一年差几天", From::kContract},
    {"months_on_post", "在岗满几个月", From::kSpell},
    {"days_short", "离须满月数差几天", From::kSpell},
    {"insured", "参保", From::kInsurance},
    {"insured_note", "参保记录的矛盾", From::kInsurance},
    {"origin", "户籍地在范围内", From::kHome},
    {"workplace", "就业地在范围内", From::kWork},
    {"tier", "就业层次", From::kWork},
    {"group", "人员类别在范围内", From::kGroup},
    {"first_time_in", "首次来此地", From::kSpell},
    {"reserved_post", "定向岗位", From::kSpell},
    {"base_enterprise", "基地企业", From::kSpell},
    {"fee_taken", "中介收费", From::kBroker},
    {"has_broker", "写了中介", From::kBroker},
    {"tracked", "跟踪服务期满", From::kBroker},
    {"fare", "票价（元）", From::kClaim},
    {"receipts", "票据张数", From::kClaim},
    {"standard", "标准（元）", From::kClaim},
    {"claimed", "申报金额（元）", From::kClaim},
    {"course_days", "到课天数", From::kClaim},
    {"has_period", "有起止日期", From::kPeriod},
    {"period_months", "期间满几个月", From::kPeriod},
    {"period_days_short", "期间离须满月数差几天", From::kPeriod},
    {"year_number", "第几年", From::kPeriod},
    {"month_worked", "当月在岗", From::kSpell},
    {"public_post", "公益性岗位", From::kSpell},
    {"headcount", "稳定就业人数", From::kStaff},
    {"newly_hired", "本年新吸纳人数", From::kStaff},
});

}  // namespace

std::optional<Label> FindLabel(std::string_view name) {
  for (const auto& label : kLabels) {
    if (label.name == name) return label;
  }
  constexpr std::string_view kShows = "shows_";
  const CodeTable* papers = FindCodeTable("recognition");
  if (name.substr(0, kShows.size()) == kShows && papers != nullptr &&
      papers->Find(name.substr(kShows.size())) != nullptr)
    return Label{name, papers->Label(name.substr(kShows.size())), From::kShown};
  return std::nullopt;
}

std::string Words(std::string_view name, const policy::Value& value) {
  if (value.IsNull()) return "没有";
  if (value.IsBoolean()) return value.IsTrue() ? "是" : "否";
  std::string text = value.ToText();
  if (name == "tier") {
    const CodeTable* tiers = FindCodeTable("tier");
    if (tiers != nullptr && tiers->Find(text) != nullptr) return std::string(tiers->Label(text));
  }
  if (name == "month_worked" && text == "partly") return "部分";
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {{"yes", "是"},
                                                                             {"no", "否"},
                                                                             {"unknown", "不清"},
                                                                             {"throughout", "全程参保"},
                                                                             {"partly", "部分参保"},
                                                                             {"none", "没有"},
                                                                             {"fixed", "固定期限"},
                                                                             {"open", "无固定期限"},
                                                                             {"contradictory", "记录互相矛盾"}};
  for (const auto& [word, zh] : kWords) {
    if (text == word) return std::string(zh);
  }
  return text;
}

std::string LabelOf(std::string_view name) {
  const auto label = FindLabel(name);
  return label ? std::string(label->zh) : std::string(name);
}

}  // namespace gq::claims
