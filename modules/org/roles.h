// Roles and what each may do (requirements.md e.3, D7): one table. scopes.case of every module is checked against it.
#pragma once

#include <span>
#include <string_view>

namespace gq::org {

// permissions separated by blanks; see docs/reference/permissions.md
struct Role {
  std::string_view code, zh, en, permissions;
  int mask_level;  // ux.md 2.6
};

std::span<const Role> Roles();
const Role* FindRole(std::string_view code);
bool RoleMay(const Role& role, std::string_view permission);

}  // namespace gq::org
