// Who may administer what (requirements.md e.3, architecture.md section 4). Pure: values in, values out.
//
// Nobody hands out more than they hold. An account administers the units below its grants whose role carries
// accounts.write. There it may hand out a role when it holds every permission of that role over the unit itself, and a
// side when it holds that side; an administrator of a unit above may hand out any role and side. Because of that nobody
// makes an administrator but an administrator: whoever else could would hand himself everything through him.
// The local operator may do everything (D11). Thread-safety: values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/store/scope.h"
#include "modules/org/model.h"
#include "modules/org/roles.h"

namespace gq::org {

inline constexpr std::string_view kAdministers = "accounts.write";

class Authority {
 public:
  // One grant in force: the role over the range of codes of its unit.
  struct Held {
    const Role* role;
    CodeRange range;
    std::string side;  // codes/grant_side.csv
  };
  static Authority Operator();
  explicit Authority(std::vector<Held> held) : held_(std::move(held)) {}

  bool everything() const { return everything_; }
  // Ranges of codes whose units and accounts it administers; sorted by nothing, may overlap.
  std::vector<CodeRange> Ranges() const;
  bool Administers(std::int64_t code) const;
  // kForbidden with the reason when the role may not be handed out at `unit` for `side`.
  Status MayGrant(const Role& role, const Unit& unit, std::string_view side) const;

 private:
  Authority() = default;
  bool everything_ = false;
  std::vector<Held> held_;
};

bool HasPermission(std::string_view permissions, std::string_view permission);
// a-z, 0-9, '.', '_', '-'; 2 to 40 characters, a letter or digit first: a name can never look like "system:month" or
// "local operator".
Status CheckAccountName(std::string_view name);
// 8 to 1,024 bytes, not the account's name, not one character repeated.
Status CheckPassword(std::string_view account, std::string_view password);
// A unit outside the tree: its kind, a parent that is a division with room for local codes, dates in order. `parent` as
// stored.
Status CheckOutsideUnit(const Unit& unit, const Unit& parent);
bool IsDivision(std::string_view kind);
// Between the dates, both included; a missing date is open.
bool IsInForce(const std::optional<Date>& from, const std::optional<Date>& to, Date today);

}  // namespace gq::org
