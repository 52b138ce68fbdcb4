#include "modules/org/rules.h"

#include <algorithm>

#include "kits/store/record_json.h"
#include "modules/org/service.h"

namespace gq::org {

namespace {

constexpr std::string_view kAdministrator = "administrator";
constexpr std::string_view kOutsideKinds[] = {"zone", "station", "office", "employer", "broker", "school"};

bool SideCovers(std::string_view held, std::string_view wanted) {
  return wanted == "own" || held == "both" || held == wanted;
}

bool IsBelow(CodeRange range, CodeRange above) {
  return above.low <= range.low && range.high <= above.high && !(range == above);
}

template <typename Each>
void ForEachWord(std::string_view words, Each each) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (end > 0) each(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

}  // namespace

bool HasPermission(std::string_view permissions, std::string_view permission) {
  bool found = false;
  ForEachWord(permissions, [&](std::string_view one) { found = found || one == permission; });
  return found;
}

bool IsDivision(std::string_view kind) {
  return kind == "province" || kind == "city" || kind == "county" || kind == "township" || kind == "village";
}

bool IsInForce(const std::optional<Date>& from, const std::optional<Date>& to, Date today) {
  return (!from || *from <= today) && (!to || today <= *to);
}

Authority Authority::Operator() {
  Authority all;
  all.everything_ = true;
  return all;
}

std::vector<CodeRange> Authority::Ranges() const {
  std::vector<CodeRange> ranges;
  for (const auto& held : held_) {
    if (HasPermission(held.role->permissions, kAdministers)) ranges.push_back(held.range);
  }
  return ranges;
}

bool Authority::Administers(std::int64_t code) const {
  if (everything_) return true;
  const auto ranges = Ranges();
  return std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& range) { return range.Contains(code); });
}

Status Authority::MayGrant(const Role& role, const Unit& unit, std::string_view side) const {
  if (everything_) return Ok();
  if (!Administers(unit.code)) return Fail(kForbidden, "这个单位不归您管理", "请由有权管理它的单位办理");
  std::vector<std::string_view> missing;
  ForEachWord(role.permissions, [&](std::string_view permission) {
    const bool have = std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
      return held.range.Contains(unit.code) && HasPermission(held.role->permissions, permission);
    });
    if (!have) missing.push_back(permission);
  });
  const bool side_held = side == "own" || std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
                           return held.range.Contains(unit.code) && SideCovers(held.side, side);
                         });
  const bool administrator = std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
    return held.role->code == kAdministrator && held.range.Contains(unit.code);
  });
  if (missing.empty() && side_held && (role.code != kAdministrator || administrator)) return Ok();
  const bool superior = std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
    return held.role->code == kAdministrator && IsBelow(RangeOf(unit), held.range);
  });
  if (superior) return Ok();
  if (!missing.empty()) {
    return Fail(kForbidden,
                "不能授予“" + std::string(role.zh) + "”：您自己没有 " + std::string(missing.front()) + " 权限",
                "请由上级单位的系统管理员授权");
  }
  if (role.code == kAdministrator && side_held)
    return Fail(kForbidden, "不能授予“" + std::string(role.zh) + "”：只有系统管理员能授予",
                "请由上级单位的系统管理员授权");
  return Fail(kForbidden, "不能授予这一侧的数据范围：您自己看不到这一侧", "请由上级单位的系统管理员授权");
}

Status CheckAccountName(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const bool known =
      std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
  if (name.size() < 2 || name.size() > 40 || !known || !plain(name.front())) {
    return Fail(Error{&kBadInput,
                      "账号只能用小写字母、数字和 . _ -，2 到 40 个字符，以字母或数字开头",
                      "如 huayuan.li",
                      {{"field", "account"}}});
  }
  return Ok();
}

Status CheckPassword(std::string_view account, std::string_view password) {
  const auto refuse = [](std::string message, std::string hint) {
    return Fail(Error{&kBadInput, std::move(message), std::move(hint), {{"field", "password"}}});
  };
  if (password.size() < 8) return refuse("密码太短", "至少 8 个字符");
  if (password.size() > 1024) return refuse("密码太长", "至多 1024 个字节");
  if (password == account) return refuse("密码不能与账号相同", "请换一个密码");
  if (password.find_first_not_of(password.front()) == std::string_view::npos)
    return refuse("密码不能是同一个字符", "请换一个密码");
  return Ok();
}

Status CheckOutsideUnit(const Unit& unit, const Unit& parent) {
  const auto refuse = [](std::string_view field, std::string message, std::string hint) {
    return Fail(Error{&kBadInput, std::move(message), std::move(hint), {{"field", std::string(field)}}});
  };
  if (std::find(std::begin(kOutsideKinds), std::end(kOutsideKinds), unit.kind) == std::end(kOutsideKinds)) {
    return refuse("kind", "不能新建这一类单位", "区划之外可以建开发区、工作站、部门、用人单位、劳务经纪机构、学校");
  }
  if (!IsDivision(parent.kind) || parent.kind == "village") {
    return refuse("parent_id", "上级须是省、市州、县市区或乡镇街道", "请选区划里的上级单位");
  }
  if (unit.name.empty() || unit.name.size() > 300) return refuse("name", "单位名称须填写，至多 100 字", "");
  TRY(CheckOrder(kUnit, &unit));
  const CodeRange range = RangeOf(parent);
  if (unit.code != 0 && (!range.Contains(unit.code) || unit.code == parent.code)) {
    return refuse("code", "本地代码须在上级单位的代码段里",
                  "从 " + std::to_string(range.low + 1) + " 到 " + std::to_string(range.high));
  }
  if (!unit.employer_id.IsNil() && unit.kind != "employer")
    return refuse("employer_id", "只有用人单位的办公单位可以关联用人单位档案", "");
  return Ok();
}

}  // namespace gq::org
