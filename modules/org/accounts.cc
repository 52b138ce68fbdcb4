#include <algorithm>

#include "kits/crypto/bytes.h"
#include "kits/crypto/password.h"
#include "kits/store/unit_of_work.h"
#include "modules/org/rules.h"
#include "modules/org/service.h"

namespace gq::org {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kIdle = 12 * 3600 * kSecond;
constexpr int kFailuresMax = 8;
constexpr int kSpellsSeenDays = 731;  // two years (D7)

Scope Anyone() { return Scope::System("system:org"); }

Result<std::vector<Grant>> GrantsOf(Store& store, std::int64_t account_id) {
  auto grants = TRY(store.Select<Grant>(Anyone(), "p.account_id = ?1 ORDER BY p.id", {account_id}));
  const Date today = store.Now().DateInShanghai();
  std::erase_if(grants, [&](const Grant& grant) { return !IsInForce(grant.valid_from, grant.valid_to, today); });
  return grants;
}

Result<Session> SessionOf(Store& store, Account account) {
  Session session;
  session.grants = TRY(GrantsOf(store, account.id));
  session.scope = TRY(ScopeOf(store, account, session.grants));
  session.account = std::move(account);
  return session;
}

Status CheckNotBlocked(db::Connection& connection, std::string_view account, std::int64_t now) {
  const auto until =
      TRY(connection.QueryInt("SELECT blocked_until FROM sign_in_attempt WHERE account = ?1", {account}));
  if (until > now) return Fail(kBlocked, "这个账号连续输错密码，暂停登录", "请在 5 分钟后再试，或请管理员重置");
  return Ok();
}

Status CountFailure(db::Connection& connection, std::string_view account, std::int64_t now) {
  TRY(
      connection.Execute("INSERT INTO sign_in_attempt (account, failures, blocked_until) VALUES (?1, 1, 0) "
                         "ON CONFLICT (account) DO UPDATE SET failures = sign_in_attempt.failures + 1",
                         {account}));
  TRY(connection.Execute(
      "UPDATE sign_in_attempt SET failures = 0, blocked_until = ?2 WHERE account = ?1 AND failures >= ?3",
      {account, now + 300 * kSecond, kFailuresMax}));
  return Ok();
}

// `stored` null: there is no such account, which must cost the same.
Status CheckTyped(Store& store, const crypto::PasswordHasher& hasher, std::string_view name, const std::string* stored,
                  std::string_view password) {
  auto& database = MaintenanceAccess(store).database();
  const std::int64_t now = store.Now().microseconds();
  {
    const auto lease = TRY(database.Read());
    TRY(CheckNotBlocked(*lease, name, now));
  }
  const bool right = stored != nullptr ? TRY(hasher.Verify(*stored, password)) : TRY(hasher.VerifyNothing(password));
  const auto lease = TRY(database.Write());
  if (!right) {
    TRY(CountFailure(*lease, name, now));
    return Fail(kSignIn, "账号或密码不对", "请核对后再试；忘记密码请找本单位管理员重置");
  }
  TRY(lease->Execute("DELETE FROM sign_in_attempt WHERE account = ?1", {name}));
  return Ok();
}

}  // namespace

namespace {

Status AddEmployer(Store& store, const Uuid& employer, Scope& scope) {
  const std::string id = employer.ToBytes();
  return store.Query(Anyone(), "{shared}SELECT credit_code FROM employer WHERE id = ?1", {db::Blob{id}},
                     [&](const db::Row& row) {
                       scope.employer_codes.push_back(row.String(0));
                       return Ok();
                     });
}

}  // namespace

Status CheckPasswordOf(Store& store, const crypto::PasswordHasher& hasher, const Account& account,
                       std::string_view password) {
  if (auto right = CheckTyped(store, hasher, account.account, &account.password_hash, password); !right) {
    if (right.error().kind != &kSignIn) return right;
    // 401 would say that the session has ended.
    return Fail(
        Error{&kBadInput, "旧密码不对", "请核对后再试；忘记密码请找本单位管理员重置", {{"field", "old_password"}}});
  }
  return Ok();
}

std::string NameOfActor(Store& store, const std::string& actor) {
  constexpr std::string_view kLocal = "local operator";
  if (actor.rfind("system:", 0) == 0) return "本程序";
  if (actor.rfind(kLocal, 0) == 0) {
    const auto open = actor.find('('), close = actor.rfind(')');
    const bool named = open != std::string::npos && close != std::string::npos && open < close;
    return named ? "本机操作员（" + actor.substr(open + 1, close - open - 1) + "）" : "本机操作员";
  }
  std::string name;
  const auto read =
      store.Query(Anyone(), "{shared}SELECT name FROM account WHERE account = ?1", {actor}, [&](const db::Row& row) {
        name = row.String(0);
        return Ok();
      });
  return read && !name.empty() ? name : actor;
}

Result<Scope> ScopeOf(Store& store, const Account& account, const std::vector<Grant>& grants) {
  Scope scope = Scope::Nobody(account.account);
  scope.account_id = account.id;
  scope.unit_id = account.unit_id;
  const Date today = store.Now().DateInShanghai();
  scope.ended_since = today.AddDays(-kSpellsSeenDays).ToYmdInt();
  for (const auto& grant : grants) {
    const Role* role = FindRole(grant.role);
    if (role == nullptr) continue;
    const Unit unit = TRY(GetUnit(store, grant.unit_id));
    if (!IsInForce(unit.valid_from, unit.valid_to, today)) continue;  // a closed unit gives nothing
    for (std::string_view rest = role->permissions; !rest.empty();) {
      const auto end = std::min(rest.find(' '), rest.size());
      if (end > 0) scope.permissions.emplace(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    scope.mask_level = std::max(scope.mask_level, role->mask_level);
    scope.units.push_back(unit.id);
    const CodeRange range = RangeOf(unit);
    if (grant.role == "broker") scope.broker_units.push_back(unit.id);
    if (grant.role == "employer" && !unit.employer_id.IsNil()) TRY(AddEmployer(store, unit.employer_id, scope));
    if (role->own_people) continue;  // also where an older grant names a side
    // A station or an office works for its parent's range.
    const bool division = range.low != range.high || unit.kind == "village";
    const CodeRange reach = division || unit.parent_id == 0 ? range : RangeOf(TRY(GetUnit(store, unit.parent_id)));
    if (grant.side == "home" || grant.side == "both") scope.home.push_back(unit.kind == "zone" ? range : reach);
    if (grant.side == "work" || grant.side == "both") scope.work.push_back(reach);
  }
  return scope;
}

Result<Session> ActAs(Store& store, std::string_view name) {
  auto account = TRY(store.Find<Account>(Anyone(), "p.account = ?1 AND p.state = 'active'", {name}));
  if (!account) return Fail(kSignIn, "没有这个账号，或已停用");
  return SessionOf(store, std::move(*account));
}

Result<Session> SignIn(Store& store, const crypto::PasswordHasher& hasher, std::string_view name,
                       std::string_view password) {
  const std::int64_t now = store.Now().microseconds();
  auto account = TRY(store.Find<Account>(Anyone(), "p.account = ?1 AND p.state = 'active'", {name}));
  TRY(CheckTyped(store, hasher, name, account ? &account->password_hash : nullptr, password));
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  TRY(lease->Execute("DELETE FROM session WHERE expires_at < ?1", {now}));
  const std::string token = crypto::NewSessionToken();
  const std::string digest = crypto::SessionTokenDigest(token);
  TRY(lease->Execute(
      "INSERT INTO session (token_hash, account_id, created_at, seen_at, expires_at) VALUES (?1, ?2, ?3, ?3, ?4)",
      {db::Blob{digest}, account->id, now, now + kIdle}));
  Session session = TRY(SessionOf(store, std::move(*account)));
  session.token = token;
  return session;
}

Result<Session> Resume(Store& store, std::string_view token) {
  auto& database = MaintenanceAccess(store).database();
  const std::string digest = crypto::SessionTokenDigest(token);
  const std::int64_t now = store.Now().microseconds();
  std::int64_t account_id = 0, seen = 0;
  const auto look = store.LookOnce();
  {
    const auto lease = TRY(database.Read());
    TRY(lease->ForEach("SELECT account_id, seen_at FROM session WHERE token_hash = ?1 AND expires_at > ?2",
                       {db::Blob{digest}, now}, [&](const db::Row& row) {
                         account_id = row.Int(0);
                         seen = row.Int(1);
                         return Ok();
                       }));
  }
  if (account_id == 0) return Fail(kUnauthenticated, "登录已过期", "请重新登录，没有保存的内容还在这一页");
  if (now - seen > 300 * kSecond) {  // at most one write in five minutes
    const auto lease = TRY(database.Write());
    TRY(lease->Execute("UPDATE session SET seen_at = ?2, expires_at = ?3 WHERE token_hash = ?1",
                       {db::Blob{digest}, now, now + kIdle}));
  }
  auto account = TRY(store.Find<Account>(Anyone(), "p.id = ?1 AND p.state = 'active'", {account_id}));
  if (!account) return Fail(kUnauthenticated, "账号已停用", "请联系本单位管理员");
  Session session = TRY(SessionOf(store, std::move(*account)));
  session.token = std::string(token);
  return session;
}

Status SignOut(Store& store, std::string_view token) {
  const std::string digest = crypto::SessionTokenDigest(token);
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  TRY(lease->Execute("DELETE FROM session WHERE token_hash = ?1", {db::Blob{digest}}));
  return Ok();
}

}  // namespace gq::org
