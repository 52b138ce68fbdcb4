// Units, accounts, sign-in, and the scope that an account's grants give (architecture.md section 4; D4, D7).
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/org/model.h"

namespace gq::crypto {
class PasswordHasher;
}

namespace gq {
class RegionTree;
}

namespace gq::org {

inline constexpr ErrorKind kSignIn{"auth.sign_in", 401, "账号或密码不对", "Wrong account or password"};
inline constexpr ErrorKind kPasswordDue{"auth.password_due", 403, "请先改密码", "Change the password first"};
inline constexpr ErrorKind kBlocked{"auth.blocked", 429, "试得太多，请稍后", "Too many attempts"};

// One division of the national list; rows come ordered by code.
struct Division {
  std::int64_t code;  // 12 digits
  std::string name;
  int level;  // 1 province .. 5 village
};
// Fills the unit table with divisions that are not there yet; ids are internal and never reused. Returns how many were
// added.
Result<std::int64_t> LoadDivisions(Store& store, const std::vector<Division>& divisions);
// A unit outside the tree: zone, station, employer, broker, office (XX-02, XX-05). Its local code lies inside the
// parent's range. CreateUnit() of administration.h without dates.
Result<Unit> AddUnit(Store& store, const Scope& scope, std::string_view kind, std::int64_t parent_id,
                     std::string_view name);

// Whom an event names, as an officer knows them: the name of the account, 本程序, 本机操作员（user）; else as it
// stands.
std::string NameOfActor(Store& store, const std::string& actor);

Result<Unit> GetUnit(Store& store, std::int64_t id);
Result<std::optional<Unit>> FindUnitByCode(Store& store, std::int64_t code);
// Direct children ordered by code.
Result<std::vector<Unit>> ListChildren(Store& store, std::int64_t parent_id);
// From the province down to the unit itself.
Result<std::vector<Unit>> PathOf(Store& store, std::int64_t id);
// Codes of the tables, and as "region" the places of the national list and the units of the store (zones are in no
// list). Both must outlive it.
CodeCheck KnownCodes(const RegionTree& tree, Store& store);
// "福州市仓山区" (from_level 2: prefecture; "北京市东城区", "湖北省仙桃市" where the prefecture is none) or
// "花垣县双龙镇十八洞村" (3: county) for a code; cached.
std::string PlaceName(Store& store, std::int64_t code, int from_level = 2);
// After a name has changed; other processes keep theirs until they restart.
void ForgetPlaceNames();
// The range of codes of a unit's subtree.
CodeRange RangeOf(const Unit& unit);
// The county-level unit that a 12-digit code belongs to.
Result<Unit> CountyOf(Store& store, std::int64_t code);

struct NewAccount {
  std::string account, name, password;
  std::int64_t unit_id = 0;
  struct Granted {
    std::string role;
    std::int64_t unit_id;
    std::string side;
    std::optional<Date> valid_from = {}, valid_to = {};
  };
  std::vector<Granted> grants;
  bool password_due = false;  // the password is good for one sign-in and must be changed then
};
// Account names and passwords as in rules.h; the account's unit and every grant must be the scope's to give
// (administration.h).
Result<Account> CreateAccount(Store& store, const Scope& scope, const crypto::PasswordHasher& hasher,
                              const NewAccount& account);

struct Session {
  std::string token;  // only after SignIn; goes into the cookie and is kept nowhere
  Account account;
  std::vector<Grant> grants;
  Scope scope;
};
// Wrong account and wrong password answer alike and cost alike; after 8 failures the account waits 5 minutes.
Result<Session> SignIn(Store& store, const crypto::PasswordHasher& hasher, std::string_view account,
                       std::string_view password);
// kUnauthenticated when the token is unknown or older than 12 hours without use.
Result<Session> Resume(Store& store, std::string_view token);
// kBadInput (field old_password) when it is wrong: counts like a failed sign-in.
Status CheckPasswordOf(Store& store, const crypto::PasswordHasher& hasher, const Account& account,
                       std::string_view password);
Status SignOut(Store& store, std::string_view token);
// The scope of an account by name: what the command line's --as gives.
Result<Session> ActAs(Store& store, std::string_view account);
Result<Scope> ScopeOf(Store& store, const Account& account, const std::vector<Grant>& grants);

}  // namespace gq::org
