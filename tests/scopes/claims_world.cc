#include "tests/scopes/claims_world.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "kits/store/sealed_file.h"
#include "kits/store/unit_of_work.h"
#include "modules/claims/evidence.h"

namespace gq::scopes {

namespace fs = std::filesystem;

namespace {

template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  return std::move(*result);
}
void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().ToString());
}
const Scope& Tester() {
  static const Scope scope = Scope::System("test");
  return scope;
}
const Date kDay = *Date::FromYmd(2026, 6, 1);

template <typename T>
void Insert(Store& store, const T& record) {
  auto work = Must(UnitOfWork::Begin(store, Tester()));
  Must(work.Insert(record));
  Must(work.Commit());
}

}  // namespace

Uuid ClaimsWorld::AddClaim(const Person& person, const std::string& event, const std::string& state) {
  SubsidyClaim claim;
  claim.id = store_.NewId();
  claim.county_id = person.county_id;
  claim.claimant_id = person.id;
  claim.home_code = person.home_code;
  claim.work_code = person.work_code.value_or(0);
  claim.rule = "R-XX20";
  claim.event = Date::Parse(event);
  claim.amount = Fen(51200);
  claim.receipts = 1;
  claim.certificate = state;
  claim.state = "draft";
  if (destination_) claim.handled_by = "destination";
  claim.created_at = claim.updated_at = claim.state_at = store_.Now();
  Insert(store_, claim);
  const auto made = Must(claims::MakeDecision(store_, Tester(), claim, *Must(subsidies::CurrentRules(store_)), kDay));
  SubsidyClaim after = claim;
  after.state = state;
  auto work = Must(UnitOfWork::Begin(store_, Tester()));
  work.About(claim.county_id, "claim.decide", "person", person.id);
  Must(claims::Append(work, made, claim, after));
  after.outcome = "pay";
  after.decided = Fen(40000);
  Must(work.Update(claim, after));
  Must(work.Commit());
  return claim.id;
}

Uuid ClaimsWorld::AddNotice(const Person& person, const Uuid& claim, const std::string& profile) {
  const Date today = store_.Now().DateInShanghai();
  PublicNotice notice;
  notice.id = store_.NewId();
  notice.county_id = person.county_id;
  notice.home_code = person.home_code;
  if (destination_) notice.home_code = notice.work_code = person.work_code.value();
  notice.profile = profile;
  notice.title = "公示";
  notice.opened_on = today.AddDays(-1);
  notice.closes_on = today.AddDays(5);
  notice.retain_until = today.AddDays(20);
  notice.lines = 1;
  notice.total = Fen(40000);
  notice.created_by = "somebody";
  notice.created_at = notice.updated_at = store_.Now();
  Insert(store_, notice);
  NoticeLine line;
  line.id = store_.NewId();
  line.county_id = notice.county_id;
  line.home_code = notice.home_code;
  line.work_code = notice.work_code;
  line.notice_id = notice.id;
  line.claim_id = claim;
  line.position = 1;
  line.name = profile == "internet" ? "某*" : person.name;
  line.place = "某村";
  line.rule = "R-XX20";
  line.title = "交通路费补助";
  line.amount = Fen(40000);
  Insert(store_, line);
  return notice.id;
}

Uuid ClaimsWorld::AddObjection(const Person& person, const Uuid& claim) {
  NoticeObjection objection;
  objection.id = store_.NewId();
  objection.county_id = person.county_id;
  objection.home_code = person.home_code;
  if (destination_) objection.work_code = person.work_code.value();
  objection.claim_id = claim;
  objection.said_by = Secret("邻居");
  objection.text = Secret("没有外出");
  objection.received_on = kDay;
  objection.state = "open";
  objection.recorded_by = "somebody";
  objection.created_at = objection.updated_at = store_.Now();
  Insert(store_, objection);
  return objection.id;
}

Uuid ClaimsWorld::AddBatch(const Person& person, const Uuid* claim) {
  PaymentBatch batch;
  batch.id = store_.NewId();
  batch.county_id = person.county_id;
  batch.home_code = person.home_code / 1'000'000 * 1'000'000;
  if (destination_) batch.home_code = batch.work_code = person.work_code.value() / 1'000'000 * 1'000'000;
  batch.number = "T-" + std::to_string(++next_);
  batch.state = claim == nullptr ? "composed" : "released";
  batch.payer = batch.state;
  batch.lines = claim == nullptr ? 0 : 1;
  batch.total = Fen(claim == nullptr ? 0 : 40000);
  batch.paid = batch.failed = Fen(0);
  batch.composed_by = "somebody";
  batch.created_at = batch.updated_at = store_.Now();
  Insert(store_, batch);
  if (claim == nullptr) return batch.id;
  Payment line;
  line.id = store_.NewId();
  line.county_id = batch.county_id;
  line.home_code = batch.home_code;
  line.work_code = batch.work_code;
  line.batch_id = batch.id;
  line.position = 1;
  line.claim_county = person.county_id;
  line.claim_id = *claim;
  line.payee_name = person.name;
  line.account = person.bank_account;
  line.amount = Fen(40000);
  line.state = "waiting";
  line.updated_at = store_.Now();
  Insert(store_, line);
  const std::string open = folder_ + "/bank.csv";
  std::ofstream(open) << "\"批次号\"\n";
  fs::create_directories(folder_ + "/payments");
  Must(store::SealFile(store_.vault(), batch.id.ToString(), open, folder_ + "/payments/" + batch.id.ToString()));
  return batch.id;
}

std::map<std::string, std::string> ClaimsWorld::Add(const Person& person, bool destination) {
  destination_ = destination;
  // Another year, so that no claim is another one's twin.
  const std::string year = destination ? "2025" : "2026";
  const Uuid draft = AddClaim(person, year + "-01-05", "draft"),
             submitted = AddClaim(person, year + "-01-06", "submitted"),
             reviewed = AddClaim(person, year + "-01-07", "county_reviewed"),
             shown = AddClaim(person, year + "-01-08", "in_notice"),
             approved = AddClaim(person, year + "-01-09", "approved"),
             batched = AddClaim(person, year + "-01-10", "in_batch");
  const std::string file = folder_ + "/paper.pdf";
  std::ofstream(file) << "%PDF-1.4 x";
  const auto evidence = Must(claims::AddFile(store_, Tester(), folder_, draft, {"交通费票据", "票.pdf", "", {}}, file));
  const Uuid board = AddNotice(person, shown, "village_board");
  AddNotice(person, shown, "internet");
  return {{"claim", draft.ToString()},
          {"submitted_claim", submitted.ToString()},
          {"reviewed_claim", reviewed.ToString()},
          {"shown_claim", shown.ToString()},
          {"approved_claim", approved.ToString()},
          {"evidence", evidence.id.ToString()},
          {"notice", board.ToString()},
          {"objection", AddObjection(person, shown).ToString()},
          {"batch", AddBatch(person, nullptr).ToString()},
          {"released_batch", AddBatch(person, &batched).ToString()}};
}

// The state that a claim and a batch were made in stands in fields that no request of the table changes.
void ClaimsWorld::PutBack(db::Connection& connection) {
  for (const char* sql :
       {"DELETE FROM claim WHERE event_on = 20260202",  // what a request has entered
        "UPDATE claim SET state = certificate, decided_fen = 40000, outcome = 'pay', submitted_by = NULL, notice_id = "
        "NULL, batch_id = NULL WHERE state <> certificate OR decided_fen <> 40000 OR outcome <> 'pay'",
        "UPDATE payment_batch SET state = payer, paid_fen = 0, failed_fen = 0 WHERE number LIKE 'T-%' AND state <> "
        "payer",
        "UPDATE payment SET state = 'waiting' WHERE state <> 'waiting'",
        "UPDATE claim_evidence SET removed_on = NULL WHERE removed_on IS NOT NULL",
        "UPDATE public_notice SET taken_down_on = NULL WHERE taken_down_on IS NOT NULL",
        "UPDATE notice_objection SET state = 'open' WHERE state <> 'open'"})
    Must(connection.Execute(sql));
}

}  // namespace gq::scopes
