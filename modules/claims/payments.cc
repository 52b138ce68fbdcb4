#include "modules/claims/payments.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "kits/crypto/bytes.h"
#include "kits/csv/writer.h"
#include "kits/file/file.h"
#include "kits/store/sealed_file.h"
#include "modules/claims/sides.h"
#include "modules/org/service.h"
#include "modules/people/register.h"

namespace gq::claims {

namespace fs = std::filesystem;

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

fs::path PathOf(const fs::path& folder, const Uuid& batch) { return folder / "payments" / batch.ToString(); }

struct Payee {
  std::string name;
  Secret account;
};

// A person's own account, unless the rule pays somebody else; then what the claim names.
Result<Payee> PayeeOf(Store& store, const SubsidyClaim& claim, const subsidies::Rules& rules) {
  const auto rule = rules.find(claim.rule);
  const bool to_person = rule == rules.end() || rule->second.payee == "person";
  Payee payee{claim.payee_name.empty() ? NameOfClaimant(store, claim) : claim.payee_name, claim.payee_account};
  if (!to_person || claim.claimant_id.IsNil() || !payee.account.empty()) return payee;
  const std::string id = claim.claimant_id.ToBytes();
  const auto person = TRY(store.Find<Person>(Program(), "p.id = ?1", {db::Blob{id}}));
  if (person) payee = {person->name, person->bank_account};
  return payee;
}

Result<std::vector<SubsidyClaim>> ClaimsOf(Store& store, const Scope& scope, const std::vector<Uuid>& ids) {
  const Scope home = ClaimScope(scope);
  if (ids.empty())
    return store.Select<SubsidyClaim>(home, HandledHereSql(scope) +
                                                " AND p.state = 'approved' ORDER BY p.home_code, p.id LIMIT " +
                                                std::to_string(kBatchLinesMax));
  if (ids.size() > kBatchLinesMax) return Fail(kTooLarge, "一批最多五千笔", "请分几批");
  std::vector<SubsidyClaim> claims;
  for (const auto& id : ids) {
    if (std::any_of(claims.begin(), claims.end(), [&](const auto& one) { return one.id == id; })) continue;
    claims.push_back(TRY(store.Get<SubsidyClaim>(home, id)));
    if (claims.back().state != "approved") return Fail(kWrongState, "选中的申请里有一件没有审批", "请刷新名单后重选");
  }
  return claims;
}

struct Draft {
  PaymentBatch batch;
  std::vector<Payment> lines;
  std::vector<SubsidyClaim> claims;
};

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// Every cell is quoted; a name that a spreadsheet would take for a formula gets an apostrophe in front.
std::string BankText(const Draft& draft) {
  std::string text = "\"批次号\",\"序号\",\"户名\",\"账号\",\"金额\",\"用途\"\n";
  for (const auto& line : draft.lines) {
    const bool formula =
        !line.payee_name.empty() && std::string_view("=+-@\t\r").find(line.payee_name[0]) != std::string_view::npos;
    for (const auto& cell : {draft.batch.number, std::to_string(line.position), (formula ? "'" : "") + line.payee_name,
                             line.account.Reveal(), line.amount->ToYuan()})
      text += Quoted(cell) + ",";
    text += Quoted("就业补贴") + "\n";
  }
  return text;
}

Status WriteSealed(Store& store, const fs::path& folder, Draft& draft) {
  const std::string text = BankText(draft);
  draft.batch.file_sha256 = crypto::Sha256Hex(text);
  const fs::path to = PathOf(folder, draft.batch.id);
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (error || ::chmod(to.parent_path().c_str(), 0700) != 0)
    return Fail(kIo, "建不了文件夹", "请检查数据目录的空间与权限");
  const std::string open = to.string() + ".open";
  auto file = TRY(file::AtomicFile::Create(open));  // 0600
  TRY(file.Write(text));
  TRY(file.Commit());
  const auto sealed = store::SealFile(store.vault(), draft.batch.id.ToString(), open, to.string());
  fs::remove(open, error);
  return sealed;
}

Result<std::string> NextNumber(Store& store, std::int64_t county_id, int year, int ahead) {
  std::int64_t n = 0;
  TRY(store.Query(Program(), "{shared}SELECT count(*) FROM payment_batch WHERE county_id = ?1", {county_id},
                  [&](const db::Row& row) {
                    n = row.Int(0);
                    return Ok();
                  }));
  std::string digits = std::to_string(n + 1 + ahead);
  return std::to_string(year) + "-" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

struct Sorting {
  Store& store;
  const Scope& scope;
  const subsidies::Rules& rules;
  std::int64_t county_id = 0, home_code = 0;                                   // of what the home pays
  std::map<std::tuple<std::string, std::string, std::int64_t>, Draft> drafts;  // by payer, pool and paying destination
  std::map<std::string, std::string> holder_of;                                // account -> claimant
  std::vector<LeftOut> left_out;

  Status Add(const SubsidyClaim& claim) {
    const auto decision = TRY(store.Get<LedgerEntry>(Program(), claim.decision_id));
    const auto payee = TRY(PayeeOf(store, claim, rules));
    if (payee.account.empty() || payee.name.empty()) {
      left_out.push_back({claim.id, payee.name, "没有收款户名或账号"});
      return Ok();
    }
    const std::string who = claim.station_id != 0       ? std::to_string(claim.station_id)
                            : claim.credit_code.empty() ? claim.claimant_id.ToString()
                                                        : claim.credit_code;
    const auto rule = rules.find(claim.rule);
    const bool own = rule != rules.end() && rule->second.payee == "person";
    const auto [holder, first] = holder_of.emplace(store::NormaliseSecret(payee.account.Reveal()), who);
    if (own && !first && holder->second != who) {
      left_out.push_back({claim.id, payee.name, "同一账号在这一批里还收另一个人的补贴"});
      return Ok();
    }
    const std::int64_t destination = AtDestination(claim) ? PlaceOfHandling(claim) : 0;
    Draft& draft = drafts[{decision.payer, decision.pool, destination}];
    if (draft.lines.empty()) {
      draft.batch.id = store.NewId();
      draft.batch.county_id = destination == 0 ? county_id : TRY(org::CountyOf(store, destination)).id;
      draft.batch.home_code = destination == 0 ? home_code : destination;
      draft.batch.work_code = destination;
      draft.batch.payer = decision.payer;
      draft.batch.pool = decision.pool;
      draft.batch.total = draft.batch.paid = draft.batch.failed = Fen(0);
    }
    Payment line;
    line.id = store.NewId();
    line.county_id = draft.batch.county_id;
    line.home_code = draft.batch.home_code;
    line.work_code = draft.batch.work_code;
    line.batch_id = draft.batch.id;
    line.position = static_cast<std::int64_t>(draft.lines.size()) + 1;
    line.claim_county = claim.county_id;
    line.claim_id = claim.id;
    line.payee_name = payee.name;
    line.account = payee.account;
    line.amount = claim.decided.value_or(Fen(0));
    line.state = "waiting";
    line.updated_at = store.Now();
    draft.batch.total = Fen(draft.batch.total->value() + line.amount->value());
    ++draft.batch.lines;
    draft.lines.push_back(std::move(line));
    draft.claims.push_back(claim);
    return Ok();
  }
};

}  // namespace

Result<Composed> Compose(Store& store, const Scope& scope, const fs::path& folder, const std::vector<Uuid>& ids) {
  const auto claims = TRY(ClaimsOf(store, scope, ids));
  if (claims.empty()) return Fail(kNotYet, "没有已审批、等待发放的申请", "请先审批");
  const auto rules = TRY(subsidies::CurrentRules(store));
  const Unit unit = TRY(org::GetUnit(store, scope.unit_id));
  Sorting sorting{store, scope, *rules, 0, unit.code, {}, {}, {}};
  sorting.county_id = TRY(org::CountyOf(store, claims.front().home_code)).id;
  if (unit.code == 0) sorting.home_code = TRY(org::GetUnit(store, sorting.county_id)).code;
  for (const auto& claim : claims) TRY(sorting.Add(claim));
  Composed composed;
  composed.left_out = std::move(sorting.left_out);
  if (sorting.drafts.empty()) {
    return Fail(kNotYet, "选中的申请都还不能发：" + composed.left_out.front().reason,
                "请在人员档案或申请里补上收款账号");
  }
  int ahead = 0;
  for (auto& [key, draft] : sorting.drafts) {
    PaymentBatch& batch = draft.batch;
    batch.state = "composed";
    batch.composed_by = scope.actor;
    batch.created_at = batch.updated_at = store.Now();
    batch.number = TRY(NextNumber(store, batch.county_id, store.Now().DateInShanghai().year(), ahead++));
    TRY(WriteSealed(store, folder, draft));
  }
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  for (auto& [key, draft] : sorting.drafts) {
    work.About(draft.batch.county_id, "payment.compose", "payment_batch", draft.batch.id);
    TRY(work.Insert(draft.batch));
    for (const auto& line : draft.lines) TRY(work.Insert(line));
    for (const auto& claim : draft.claims) {
      SubsidyClaim after = claim;
      after.batch_id = draft.batch.id;
      const auto* row = TRY(Check(scope, "compose", claim, {}, ""));
      TRY(Move(work, *row, draft.batch.number, claim, after));
    }
    composed.batches.push_back(draft.batch);
  }
  TRY(work.Commit());
  return composed;
}

Result<std::vector<Payment>> PaymentsOf(Store& store, const PaymentBatch& batch) {
  const std::string id = batch.id.ToBytes();
  return store.Select<Payment>(Program(), "p.county_id = ?1 AND p.batch_id = ?2 ORDER BY p.position",
                               {batch.county_id, db::Blob{id}});
}

Result<PaymentBatch> Release(Store& store, const Scope& scope, const Uuid& id) {
  const auto before = TRY(store.Get<PaymentBatch>(ClaimScope(scope), id));
  if (before.state != "composed") return Fail(kWrongState, "这一批不是待核放");
  if (before.composed_by == scope.actor)
    return Fail(kFourEyes, "这一批是您编制的，须由另一人核放", "请本单位另一位有发放权限的人核放");
  PaymentBatch after = before;
  after.state = "released";
  after.released_by = scope.actor;
  after.released_at = store.Now();
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  work.About(before.county_id, "payment.release", "payment_batch", before.id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

Result<PaymentBatch> Cancel(Store& store, const Scope& scope, const Uuid& id) {
  const auto before = TRY(store.Get<PaymentBatch>(ClaimScope(scope), id));
  if (before.state != "composed") return Fail(kWrongState, "核放以后不能撤销", "没有到账的会随回盘退回");
  PaymentBatch after = before;
  after.state = "cancelled";
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  work.About(before.county_id, "payment.cancel", "payment_batch", before.id);
  TRY(work.Update(before, after));
  for (const auto& line : TRY(PaymentsOf(store, before))) {
    Payment dropped = line;
    dropped.state = "dropped";
    work.About(before.county_id, "payment.cancel", "payment_batch", before.id);
    TRY(work.Update(line, dropped));
    const auto claim = TRY(store.Get<SubsidyClaim>(Program(), line.claim_id));
    SubsidyClaim moved = claim;
    const auto* row = TRY(Check(scope, "drop", claim, {}, ""));
    TRY(Move(work, *row, before.number, claim, moved));
  }
  TRY(work.Commit());
  return after;
}

Status OpenBankFile(Store& store, const Scope& scope, const fs::path& folder, const Uuid& id, const fs::path& to) {
  const auto batch = TRY(store.Get<PaymentBatch>(ClaimScope(scope), id));
  if (batch.state != "released" && batch.state != "settled")
    return Fail(kWrongState, "核放以后才能下载给银行的文件", "请另一位经办人核放");
  TRY(store::OpenFile(store.vault(), batch.id.ToString(), PathOf(folder, batch.id).string(), to.string()));
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  work.About(batch.county_id, "payment.download", "payment_batch", batch.id);
  work.Note("lines", std::to_string(batch.lines));
  return work.Commit();
}

}  // namespace gq::claims
