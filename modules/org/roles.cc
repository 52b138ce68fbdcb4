#include "modules/org/roles.h"

#include <array>

namespace gq::org {

namespace {

constexpr auto kRoles = std::to_array<Role>({
    {"village_collector", "村级就业信息员", "Village collector",
     "people.read people.write lists.read posts.read employers.read offers.read offers.answer reveal.phone "
     "subsidies.read subsidies.apply subsidies.review.village",
     1},
    {"township_clerk", "乡镇经办", "Township clerk",
     "people.read people.write requests.read lists.read posts.read employers.read offers.read offers.confirm "
     "offers.answer imports.run export reveal.phone reveal.id_number subsidies.read subsidies.apply "
     "subsidies.review.village subsidies.review.township",
     1},
    {"county_officer", "县就业服务中心经办", "County officer",
     "people.read people.write requests.read requests.decide lists.read posts.read posts.write posts.publish "
     "employers.read employers.write plans.run offers.read offers.confirm offers.answer imports.run month.run "
     "export reveal.phone reveal.id_number reveal.bank_account jobs.read accounts.write audit.read subsidies.read "
     "subsidies.apply subsidies.review.village subsidies.review.township subsidies.review.county subsidies.notice "
     "subsidies.approve subsidies.pay rules.draft rules.publish",
     1},
    {"city_supervisor", "州市监管", "City supervisor",
     "people.read lists.read posts.read employers.read month.run imports.run export jobs.read audit.read reveal.phone "
     "posts.write employers.write posts.publish plans.run offers.read subsidies.read rules.draft rules.publish",
     1},
    {"province_supervisor", "省级监管", "Province supervisor",
     "people.read lists.read posts.read employers.read month.run imports.run export jobs.read audit.read posts.write "
     "employers.write posts.publish plans.run offers.read subsidies.read rules.draft rules.publish",
     1},
    {"destination_officer", "输入地人社", "Destination officer",
     "people.read lists.read spells.write requests.read requests.decide posts.read posts.write employers.read "
     "employers.write offers.read export reveal.phone subsidies.read subsidies.apply subsidies.review.county "
     "subsidies.notice subsidies.approve subsidies.pay",
     1},
    {"station", "驻外劳务工作站", "Labour station",
     "people.read lists.read spells.write requests.read requests.decide posts.read employers.read offers.read "
     "reveal.phone",
     1},
    {"employer", "用人单位", "Employer", "people.read posts.read employers.read offers.read spells.confirm", 1, true},
    {"broker", "劳务经纪人", "Broker", "people.read posts.read employers.read", 1, true},
    {"auditor", "审计", "Auditor",
     "people.read lists.read posts.read employers.read offers.read jobs.read audit.read subsidies.read", 1},
    {"administrator", "系统管理员", "Administrator", "accounts.write jobs.read", 1},
});

}  // namespace

std::span<const Role> Roles() { return kRoles; }

const Role* FindRole(std::string_view code) {
  for (const auto& role : kRoles) {
    if (role.code == code) return &role;
  }
  return nullptr;
}

bool FitsSide(const Role& role, std::string_view side) { return !role.own_people || side == "own"; }

std::string_view UsualSide(const Role& role) { return role.own_people ? "own" : "home"; }

bool RoleMay(const Role& role, std::string_view permission) {
  for (std::string_view rest = role.permissions; !rest.empty();) {
    const auto end = rest.find(' ');
    if (rest.substr(0, end) == permission) return true;
    if (end == rest.npos) break;
    rest.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace gq::org
