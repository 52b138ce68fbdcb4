// Roles and what each may do (requirements.md e.3, D7): one table. scopes.case of every module is checked against it.
#pragma once

#include <span>
#include <string_view>

namespace gq::org {

// permissions separated by blanks; see docs/reference/permissions.md
struct Role {
  std::string_view code, zh, en, permissions;
  int mask_level;  // ux.md 2.6
  // Sees its own staff or placements, never a range of people, wherever its unit stands (D7).
  bool own_people = false;
};

std::span<const Role> Roles();
const Role* FindRole(std::string_view code);
// A role of own people has the side "own" alone.
bool FitsSide(const Role& role, std::string_view side);
// What a grant has where nobody names a side.
std::string_view UsualSide(const Role& role);
bool RoleMay(const Role& role, std::string_view permission);

}  // namespace gq::org
