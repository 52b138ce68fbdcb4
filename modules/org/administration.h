// Administration of units outside the tree, accounts and grants (requirements.md e.1 to e.3, architecture.md section 4,
// D4, D7, D8).
//
// Every function asks modules/org/rules.h on behalf of the scope's account, inside the transaction that writes; every
// write is an event in the chain of its owner unit: of the parent for a unit, of the account's unit for accounts and
// grants. Administration takes turns, so what a rule has seen still holds when it is written. A version that is not the
// stored one is kConflict with details "who" (account) and "when". What the scope does not administer is kNotFound when
// it is read and kForbidden when it is granted. Thread-safety: all functions may be called from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"
#include "kits/store/unit_of_work.h"
#include "modules/org/model.h"
#include "modules/org/rules.h"
#include "modules/org/service.h"

namespace gq::org {

inline constexpr ErrorKind kLastAdministrator{"org.last_administrator", 409, "最后一个管理员",
                                              "The last administrator"};
inline constexpr ErrorKind kUnitInUse{"org.unit_in_use", 409, "单位还在使用", "The unit is in use"};

// What the account of the scope holds today; the operator for a scope over everything.
Result<Authority> AuthorityOf(Store& store, const Scope& scope);

// Units.
struct UnitFilter {
  std::string name, kind;  // part of the name; codes/unit_kind.csv
  bool closed = false;     // those whose last day is over, too
  bool divisions = false;  // units of the tree, too
  int rows_max = 500;
};
// Ordered by code.
Result<std::vector<Unit>> ListUnits(Store& store, const Scope& scope, const UnitFilter& filter);
// kNotFound when the scope does not administer it.
Result<Unit> GetAdministered(Store& store, const Scope& scope, std::int64_t id);
// kind, parent_id, name; code 0 takes the highest free one of the parent's range; dates and employer_id as wanted.
Result<Unit> CreateUnit(Store& store, const Scope& scope, Unit wanted);
// Name, dates and employer may change; kind, parent and code stay, because rights hang on them. `wanted.version` is
// what the editor saw.
Result<Unit> EditUnit(Store& store, const Scope& scope, const Unit& wanted);
// Sets the last day. kUnitInUse while accounts that are not closed sit there or grants reach beyond that day.
Result<Unit> CloseUnit(Store& store, const Scope& scope, std::int64_t id, std::int64_t version, Date last_day);

// Accounts.
struct AccountFilter {
  std::string name;          // part of account or name
  std::string state;         // codes/account_state.csv
  std::int64_t unit_id = 0;  // the unit and all below; 0: everything administered
  std::int64_t page = 1, size = 50;
};
struct AccountPage {
  std::vector<Account> rows;  // ordered by account
  std::int64_t total = 0;
};
Result<AccountPage> ListAccounts(Store& store, const Scope& scope, const AccountFilter& filter);
Result<Account> GetAccount(Store& store, const Scope& scope, std::int64_t id);
// By name; what commands take.
Result<Account> GetAccount(Store& store, const Scope& scope, std::string_view name);
// All grants, past ones too, ordered by id.
Result<std::vector<Grant>> GrantsOfAccount(Store& store, std::int64_t account_id);
// Whether the authority may write the account: it administers its unit and could hand out every grant that the account
// holds or will hold. Whoever could reset the password of somebody with more rights would have those rights.
Status MayManage(Store& store, const Authority& authority, const Account& account);
// Name and unit; the new unit must be administered as well. Moving writes into both chains.
Result<Account> EditAccount(Store& store, const Scope& scope, const Account& wanted);
// active, locked, closed (for good); anything but active ends all sessions. Never one's own account, never the last
// administrator.
Result<Account> SetAccountState(Store& store, const Scope& scope, std::int64_t id, std::int64_t version,
                                std::string_view state);
// A new one-time password, to be shown once: it signs in, and nothing else works before it is changed. Ends all
// sessions and the wait after wrong passwords.
struct OneTimePassword {
  Account account;
  std::string password;
};
Result<OneTimePassword> ResetPassword(Store& store, const Scope& scope, const crypto::PasswordHasher& hasher,
                                      std::int64_t id, std::int64_t version);
// "hk7m-q2xw-9pfd": 12 characters that cannot be mistaken for each other.
std::string NewOneTimePassword();
// One's own, with the old one; all other sessions end. A wrong old password counts like a failed sign-in.
Status ChangeOwnPassword(Store& store, const Session& session, const crypto::PasswordHasher& hasher,
                         std::string_view old_password, std::string_view new_password);

// Grants. Nobody changes their own. The same role, unit and side twice at the same time is kConflict.
Result<Grant> AddGrant(Store& store, const Scope& scope, Grant wanted);
// Sets the last day; before today it ends at once, in open sessions too.
Result<Grant> EndGrant(Store& store, const Scope& scope, std::int64_t account_id, std::int64_t grant_id,
                       std::int64_t version, Date last_day);

// What the functions above share (administer_*.cc).
namespace internal {
// One administration after the other, until the unit of work ends; on both databases.
Status TakeTurn(UnitOfWork& work);
// An integer id as the subject of an event.
Uuid SubjectOf(std::int64_t id);
// kConflict with who changed the subject last and when; looks into one chain.
Status CheckVersion(Store& store, std::int64_t seen, std::int64_t stored, std::int64_t chain, std::int64_t id,
                    std::string_view what);
// Fails when nobody but `account_id` could administer `unit` any more.
Status CheckOthersAdminister(UnitOfWork& work, std::int64_t account_id, const Unit& unit);
Result<Account> AccountById(Store& store, std::int64_t id);
Status CheckGrant(const Authority& authority, Store& store, const Grant& grant);
}  // namespace internal

}  // namespace gq::org
