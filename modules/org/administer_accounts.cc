#include <algorithm>
#include <array>

#include "base/json_text.h"
#include "kits/crypto/bytes.h"
#include "kits/crypto/password.h"
#include "kits/store/record_json.h"
#include "modules/org/administration.h"

namespace gq::org {

namespace {

Scope Anyone() { return Scope::System("system:org"); }

std::string Quoted(std::string_view text) {
  std::string json;
  AppendJsonString(json, text);
  return json;
}

// The roles that administer, as a list of SQL texts; from the table of roles, so nothing foreign is in it.
std::string AdministeringRoles() {
  std::string list;
  for (const auto& role : Roles()) {
    if (HasPermission(role.permissions, kAdministers))
      list += (list.empty() ? "'" : ", '") + std::string(role.code) + "'";
  }
  return list;
}

Status EndSessions(UnitOfWork& work, std::int64_t account_id) {
  TRY(work.connection().Execute("DELETE FROM session WHERE account_id = ?1", {account_id}));
  return Ok();
}

// Hashes stay out of the chain of events: whoever may read it later should have nothing to guess at.
void StoreHash(UnitOfWork& work, const Account& before, Account& after, std::string hash, bool due,
               std::string_view how) {
  work.Note("password", Quoted(how));
  after.password_hash = hash;
  after.password_due = due;
  after.version = before.version + 1;
  work.Later(
      [id = before.id, version = before.version, hash = std::move(hash), due](db::Connection& connection) -> Status {
        const auto changed =
            TRY(connection.Execute("UPDATE account SET password_hash = ?2, password_due = ?3, version = version + 1 "
                                   "WHERE id = ?1 AND version = ?4",
                                   {id, hash, due ? std::int64_t{1} : std::int64_t{0}, version}));
        if (changed != 1) return Fail(kConflict, "这个账号刚被别人改过", "请刷新后再试");
        return Ok();
      });
}

struct Target {
  Account account;
  Authority authority;
};
// The account as stored, when the scope may write it and saw its last version.
Result<Target> ForWriting(Store& store, const Scope& scope, std::int64_t id, std::int64_t version) {
  Target target{TRY(GetAccount(store, scope, id)), TRY(AuthorityOf(store, scope))};
  TRY(MayManage(store, target.authority, target.account));
  TRY(internal::CheckVersion(store, version, target.account.version, target.account.unit_id, id, "账号"));
  return target;
}

Status NotOneself(const Scope& scope, std::int64_t account_id, std::string_view what) {
  if (scope.account_id == 0 || scope.account_id != account_id) return Ok();
  return Fail(kForbidden, "不能" + std::string(what), "请由另一位管理员办理");
}

// For every unit that the account administers now, somebody else must remain.
Status CheckNotLast(UnitOfWork& work, const Scope& scope, const Account& account) {
  if (scope.everything) return Ok();  // the operator can always make a new one
  const Date today = work.store().Now().DateInShanghai();
  for (const auto& grant : TRY(GrantsOfAccount(work.store(), account.id))) {
    const Role* role = FindRole(grant.role);
    if (role == nullptr || !HasPermission(role->permissions, kAdministers) ||
        !IsInForce(grant.valid_from, grant.valid_to, today))
      continue;
    TRY(internal::CheckOthersAdminister(work, account.id, TRY(GetUnit(work.store(), grant.unit_id))));
  }
  return Ok();
}

}  // namespace

namespace internal {

Status TakeTurn(UnitOfWork& work) {
  // SQLite has one writer anyway; PostgreSQL waits for this row.
  TRY(work.connection().Execute("UPDATE setting SET value = value WHERE name = 'key_id'", {}));
  return Ok();
}

Uuid SubjectOf(std::int64_t id) {
  std::string bytes(16, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    bytes[15 - i] = static_cast<char>(static_cast<std::uint64_t>(id) >> (8 * i) & 0xff);
  return Uuid::FromBytes(bytes);
}

Status CheckVersion(Store& store, std::int64_t seen, std::int64_t stored, std::int64_t chain, std::int64_t id,
                    std::string_view what) {
  if (seen == stored) return Ok();
  std::string by, at;
  const std::string subject = SubjectOf(id).ToBytes();
  TRY(store.Query(Anyone(),
                  "{shared}SELECT actor, at FROM event WHERE chain = ?1 AND subject_id = ?2 ORDER BY seq DESC LIMIT 1",
                  {chain, db::Blob{subject}}, [&](const db::Row& row) {
                    by = row.String(0);
                    at = Instant(row.Int(1)).ToIso();
                    return Ok();
                  }));
  Error error{&kConflict, "这个" + std::string(what) + "在您打开之后被改过", "请看清不同之处，再改一次", {}};
  if (!by.empty()) {
    error.message = "这个" + std::string(what) + "在您打开之后被 " + by + " 改过";
    error.With("who", by).With("when", at);
  }
  return Fail(std::move(error));
}

Status CheckOthersAdminister(UnitOfWork& work, std::int64_t account_id, const Unit& unit) {
  bool others = false;
  const std::int64_t today = work.store().Now().DateInShanghai().ToYmdInt();
  TRY(work.connection().ForEach(
      "SELECT u.code, u.kind FROM account_grant g JOIN account a ON a.id = g.account_id JOIN unit u ON u.id = "
      "g.unit_id "
      "WHERE a.state = 'active' AND a.id <> ?1 AND (g.valid_from IS NULL OR g.valid_from <= ?2) "
      "AND (g.valid_to IS NULL OR g.valid_to >= ?2) AND g.role IN (" +
          AdministeringRoles() + ")",
      {account_id, today}, [&](const db::Row& row) {
        Unit held;
        held.code = row.Int(0);
        held.kind = row.String(1);
        others = others || RangeOf(held).Contains(unit.code);
        return Ok();
      }));
  if (others) return Ok();
  return Fail(kLastAdministrator, "这是管理该单位的最后一个账号", "请先给另一个账号授予管理权");
}

Result<Account> AccountById(Store& store, std::int64_t id) {
  auto account = TRY(store.Find<Account>(Anyone(), "p.id = ?1", {id}));
  if (!account) return Fail(kNotFound, "没有这个账号，或不归您管理");
  return std::move(*account);
}

Status CheckGrant(const Authority& authority, Store& store, const Grant& grant) {
  const Role* role = FindRole(grant.role);
  if (role == nullptr)
    return Fail(
        Error{&kBadInput, "没有角色 " + grant.role, "可用的角色见 docs/reference/permissions.md", {{"field", "role"}}});
  static constexpr std::array<std::string_view, 4> kSides = {"home", "work", "both", "own"};
  if (std::find(kSides.begin(), kSides.end(), grant.side) == kSides.end()) {
    return Fail(Error{&kBadInput, "没有这一侧：" + grant.side, "home work both own", {{"field", "side"}}});
  }
  if (!FitsSide(*role, grant.side)) {
    return Fail(Error{&kBadInput,
                      "“" + std::string(role->zh) + "”只看自己的人，不看一个地方的人",
                      "侧请选 own",
                      {{"field", "side"}}});
  }
  TRY(CheckOrder(kGrant, &grant));
  const auto unit = store.Find<Unit>(Anyone(), "p.id = ?1", {grant.unit_id});
  if (!unit) return Fail(unit.error());
  if (!*unit) return Fail(Error{&kBadInput, "没有这个单位", "请重新选择", {{"field", "unit_id"}}});
  if (!IsInForce({}, (*unit)->valid_to, store.Now().DateInShanghai())) {
    return Fail(Error{&kBadInput, "这个单位已停用", "请另选单位", {{"field", "unit_id"}}});
  }
  return authority.MayGrant(*role, **unit, grant.side);
}

}  // namespace internal

Result<Authority> AuthorityOf(Store& store, const Scope& scope) {
  if (scope.everything) return Authority::Operator();
  std::vector<Authority::Held> held;
  const Date today = store.Now().DateInShanghai();
  for (const auto& grant : TRY(GrantsOfAccount(store, scope.account_id))) {
    const Role* role = FindRole(grant.role);
    if (role == nullptr || !IsInForce(grant.valid_from, grant.valid_to, today)) continue;
    const Unit unit = TRY(GetUnit(store, grant.unit_id));
    if (IsInForce(unit.valid_from, unit.valid_to, today)) held.push_back({role, RangeOf(unit), grant.side});
  }
  return Authority(std::move(held));
}

Result<std::vector<Grant>> GrantsOfAccount(Store& store, std::int64_t account_id) {
  return store.Select<Grant>(Anyone(), "p.account_id = ?1 ORDER BY p.id", {account_id});
}

Result<AccountPage> ListAccounts(Store& store, const Scope& scope, const AccountFilter& filter) {
  const Authority authority = TRY(AuthorityOf(store, scope));
  std::string units = authority.everything() ? "1=1" : "";
  for (const auto& range : authority.Ranges()) {
    units += (units.empty() ? "" : " OR ") + std::string("u.code BETWEEN ") + std::to_string(range.low) + " AND " +
             std::to_string(range.high);
  }
  std::string where =
      "EXISTS (SELECT 1 FROM unit u WHERE u.id = p.unit_id AND (" + (units.empty() ? "1=0" : units) + ")";
  if (filter.unit_id != 0) {
    const CodeRange range = RangeOf(TRY(GetAdministered(store, scope, filter.unit_id)));
    where += " AND u.code BETWEEN " + std::to_string(range.low) + " AND " + std::to_string(range.high);
  }
  where += ") AND (?1 = '' OR p.state = ?1) AND (p.account LIKE ?2 ESCAPE '\\' OR p.name LIKE ?2 ESCAPE '\\')";
  std::string pattern = "%";
  for (const char c : filter.name) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += '%';
  AccountPage page;
  TRY(store.Query(Anyone(), "{shared}SELECT count(*) FROM account p WHERE " + where, {filter.state, pattern},
                  [&](const db::Row& row) {
                    page.total = row.Int(0);
                    return Ok();
                  }));
  where += " ORDER BY p.account LIMIT " + std::to_string(filter.size) + " OFFSET " +
           std::to_string((filter.page - 1) * filter.size);
  page.rows = TRY(store.Select<Account>(Anyone(), where, {filter.state, pattern}));
  return page;
}

Result<Account> GetAccount(Store& store, const Scope& scope, std::int64_t id) {
  Account account = TRY(internal::AccountById(store, id));
  const Unit unit = TRY(GetUnit(store, account.unit_id));
  if (TRY(AuthorityOf(store, scope)).Administers(unit.code)) return account;
  return Fail(kNotFound, "没有这个账号，或不归您管理");
}

Result<Account> GetAccount(Store& store, const Scope& scope, std::string_view name) {
  const auto account = TRY(store.Find<Account>(Anyone(), "p.account = ?1", {name}));
  if (!account) return Fail(kNotFound, "没有这个账号，或不归您管理");
  return GetAccount(store, scope, account->id);
}

Status MayManage(Store& store, const Authority& authority, const Account& account) {
  if (authority.everything()) return Ok();
  if (!authority.Administers(TRY(GetUnit(store, account.unit_id)).code))
    return Fail(kNotFound, "没有这个账号，或不归您管理");
  const Date today = store.Now().DateInShanghai();
  for (const auto& grant : TRY(GrantsOfAccount(store, account.id))) {
    const Role* role = FindRole(grant.role);
    if (role == nullptr || (grant.valid_to && *grant.valid_to < today)) continue;
    if (!authority.MayGrant(*role, TRY(GetUnit(store, grant.unit_id)), grant.side)) {
      return Fail(kForbidden, "这个账号的权限比您的大", "请由上级单位的系统管理员办理");
    }
  }
  return Ok();
}

Result<Account> CreateAccount(Store& store, const Scope& scope, const crypto::PasswordHasher& hasher,
                              const NewAccount& wanted) {
  TRY(CheckAccountName(wanted.account));
  if (wanted.name.empty() || wanted.name.size() > 150)
    return Fail(Error{&kBadInput, "姓名须填写，至多 50 字", "", {{"field", "name"}}});
  TRY(CheckPassword(wanted.account, wanted.password));
  const std::string hash = TRY(hasher.Hash(wanted.password));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Authority authority = TRY(AuthorityOf(store, scope));
  const Unit unit = TRY(GetUnit(store, wanted.unit_id));
  if (!authority.Administers(unit.code)) return Fail(kForbidden, "这个单位不归您管理", "请选您管理范围内的单位");
  if (TRY(work.connection().QueryInt("SELECT count(*) FROM account WHERE account = ?1", {wanted.account})) > 0) {
    return Fail(Error{&kConflict, "这个账号已有人用", "请换一个", {{"field", "account"}}});
  }
  Account account;
  account.id = TRY(work.connection().QueryInt("SELECT max(id) FROM account")) + 1;
  account.account = wanted.account;
  account.name = wanted.name;
  account.unit_id = wanted.unit_id;
  account.password_hash = "-";  // see StoreHash
  account.state = "active";
  account.created_at = store.Now();
  std::int64_t grant_id = TRY(work.connection().QueryInt("SELECT max(id) FROM account_grant"));
  work.About(wanted.unit_id, "account.create", "account", internal::SubjectOf(account.id));
  TRY(work.Insert(account));
  for (const auto& granted : wanted.grants) {
    Grant grant;
    grant.id = ++grant_id;
    grant.account_id = account.id;
    grant.role = granted.role;
    grant.unit_id = granted.unit_id;
    grant.side = granted.side;
    grant.valid_from = granted.valid_from;
    grant.valid_to = granted.valid_to;
    TRY(internal::CheckGrant(authority, store, grant));
    TRY(work.Insert(grant));
  }
  const Account inserted = account;
  StoreHash(work, inserted, account, hash, wanted.password_due, "set");
  TRY(work.Commit());
  return account;
}

Result<Account> EditAccount(Store& store, const Scope& scope, const Account& wanted) {
  if (wanted.name.empty() || wanted.name.size() > 150)
    return Fail(Error{&kBadInput, "姓名须填写，至多 50 字", "", {{"field", "name"}}});
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Target target = TRY(ForWriting(store, scope, wanted.id, wanted.version));
  const Account& before = target.account;
  Account after = before;
  after.name = wanted.name;
  after.unit_id = wanted.unit_id;
  const bool moves = after.unit_id != before.unit_id;
  if (moves && !target.authority.Administers(TRY(GetUnit(store, after.unit_id)).code)) {
    return Fail(kForbidden, "新单位不归您管理", "请选您管理范围内的单位");
  }
  if (moves) {
    work.About(after.unit_id, "account.move", "account", internal::SubjectOf(after.id));
    work.Note("from_unit", std::to_string(before.unit_id));
  }
  work.About(before.unit_id, moves ? "account.move" : "account.edit", "account", internal::SubjectOf(after.id));
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

Result<Account> SetAccountState(Store& store, const Scope& scope, std::int64_t id, std::int64_t version,
                                std::string_view state) {
  if (state != "active" && state != "locked" && state != "closed") {
    return Fail(Error{&kBadInput, "没有这种状态", "active locked closed", {{"field", "state"}}});
  }
  TRY(NotOneself(scope, id, "锁定或停用自己的账号"));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Target target = TRY(ForWriting(store, scope, id, version));
  const Account& before = target.account;
  if (before.state == "closed" && state != "closed") return Fail(kConflict, "停用的账号不能再用", "请新建账号");
  if (before.state == "active" && state != "active") TRY(CheckNotLast(work, scope, before));
  Account after = before;
  after.state = std::string(state);
  work.About(before.unit_id, "account.state", "account", internal::SubjectOf(id));
  TRY(work.Update(before, after));
  if (state != "active") TRY(EndSessions(work, id));
  TRY(work.Commit());
  return after;
}

std::string NewOneTimePassword() {
  static constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";  // without i l o 0 1
  constexpr unsigned kFair = 256 / kLetters.size() * kLetters.size();
  std::string password;
  while (password.size() < 14) {
    if (password.size() == 4 || password.size() == 9) password += '-';
    unsigned char byte = 0;
    do {
      crypto::FillRandom(&byte, 1);
    } while (byte >= kFair);
    password += kLetters[byte % kLetters.size()];
  }
  return password;
}

Result<OneTimePassword> ResetPassword(Store& store, const Scope& scope, const crypto::PasswordHasher& hasher,
                                      std::int64_t id, std::int64_t version) {
  TRY(NotOneself(scope, id, "重置自己的密码"));
  OneTimePassword made{{}, NewOneTimePassword()};
  TRY(GetAccount(store, scope, id));  // a stranger should not cost a hash
  std::string hash = TRY(hasher.Hash(made.password));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Target target = TRY(ForWriting(store, scope, id, version));
  if (target.account.state == "closed") return Fail(kConflict, "停用的账号不能再用", "请新建账号");
  made.account = target.account;
  work.About(target.account.unit_id, "account.password", "account", internal::SubjectOf(id));
  StoreHash(work, target.account, made.account, std::move(hash), true, "reset");
  TRY(work.connection().Execute("DELETE FROM sign_in_attempt WHERE account = ?1", {target.account.account}));
  TRY(EndSessions(work, id));
  TRY(work.Commit());
  return made;
}

Status ChangeOwnPassword(Store& store, const Session& session, const crypto::PasswordHasher& hasher,
                         std::string_view old_password, std::string_view new_password) {
  const Account& account = session.account;
  TRY(CheckPassword(account.account, new_password));
  if (old_password == new_password)
    return Fail(Error{&kBadInput, "新密码与旧密码相同", "请换一个", {{"field", "new_password"}}});
  TRY(CheckPasswordOf(store, hasher, account, old_password));
  std::string hash = TRY(hasher.Hash(new_password));
  auto work = TRY(UnitOfWork::Begin(store, session.scope));
  TRY(internal::TakeTurn(work));
  const Account before = TRY(internal::AccountById(store, account.id));
  // A reset meanwhile must not be undone by somebody who knew the old password.
  if (before.password_hash != account.password_hash || before.state != "active") {
    return Fail(kConflict, "密码刚被重置", "请用新的一次性密码重新登录");
  }
  Account after = before;
  work.About(before.unit_id, "account.password", "account", internal::SubjectOf(before.id));
  StoreHash(work, before, after, std::move(hash), false, "changed");
  const std::string digest = crypto::SessionTokenDigest(session.token);
  TRY(work.connection().Execute("DELETE FROM session WHERE account_id = ?1 AND token_hash <> ?2",
                                {before.id, db::Blob{digest}}));
  return work.Commit();
}

Result<Grant> AddGrant(Store& store, const Scope& scope, Grant wanted) {
  TRY(NotOneself(scope, wanted.account_id, "给自己授权"));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Account account = TRY(GetAccount(store, scope, wanted.account_id));
  TRY(internal::CheckGrant(TRY(AuthorityOf(store, scope)), store, wanted));
  if (account.state == "closed") return Fail(kConflict, "停用的账号不能再用", "请新建账号");
  for (const auto& grant : TRY(GrantsOfAccount(store, account.id))) {
    const bool same = grant.role == wanted.role && grant.unit_id == wanted.unit_id && grant.side == wanted.side;
    const bool apart = (grant.valid_to && wanted.valid_from && *grant.valid_to < *wanted.valid_from) ||
                       (grant.valid_to && !wanted.valid_from && *grant.valid_to < store.Now().DateInShanghai()) ||
                       (wanted.valid_to && grant.valid_from && *wanted.valid_to < *grant.valid_from);
    if (same && !apart) return Fail(kConflict, "已有同样的授权", "需要延长时请先结束原来的一项");
  }
  wanted.id = TRY(work.connection().QueryInt("SELECT max(id) FROM account_grant")) + 1;
  wanted.version = 0;
  work.About(account.unit_id, "account.grant", "account", internal::SubjectOf(account.id));
  TRY(work.Insert(wanted));
  TRY(work.Commit());
  return wanted;
}

Result<Grant> EndGrant(Store& store, const Scope& scope, std::int64_t account_id, std::int64_t grant_id,
                       std::int64_t version, Date last_day) {
  TRY(NotOneself(scope, account_id, "结束自己的授权"));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Account account = TRY(GetAccount(store, scope, account_id));
  const auto found = TRY(store.Find<Grant>(Anyone(), "p.id = ?1 AND p.account_id = ?2", {grant_id, account_id}));
  if (!found) return Fail(kNotFound, "没有这项授权");
  const Grant& before = *found;
  TRY(internal::CheckVersion(store, version, before.version, account.unit_id, account_id, "授权"));
  const Role* role = FindRole(before.role);
  const Unit unit = TRY(GetUnit(store, before.unit_id));
  if (role != nullptr) TRY(TRY(AuthorityOf(store, scope)).MayGrant(*role, unit, before.side));
  if (before.valid_to && *before.valid_to <= last_day) return Fail(kConflict, "这项授权已经结束", "");
  if (role != nullptr && HasPermission(role->permissions, kAdministers) && !scope.everything) {
    TRY(internal::CheckOthersAdminister(work, account_id, unit));
  }
  Grant after = before;
  after.valid_to = last_day;
  work.About(account.unit_id, "account.grant_end", "account", internal::SubjectOf(account_id));
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

}  // namespace gq::org
