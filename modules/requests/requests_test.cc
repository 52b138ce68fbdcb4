// Change requests and transfers, on both databases.
#include <gtest/gtest.h>

#include <set>

#include "kits/store/unit_of_work.h"
#include "modules/people/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"
#include "modules/requests/changes.h"
#include "modules/requests/transfers.h"

namespace gq::requests {
namespace {

using people::kDestination, people::kOtherCounty, people::kOtherVillage, people::kCounty, people::kStreet,
    people::kVillage, people::NumberOf;

class RequestsTest : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    ASSERT_FALSE(HasFatalFailure());
    const auto document = json::Parse(
        R"({"name":"龙建设","id_number":")" + NumberOf(1) + R"(","home_unit":)" + std::to_string(IdOf(kVillage)) +
        R"(,"household_number":"H1","ability":"able","willingness":"yes","phone":"13800001111"})");
    person_ = people::RegisterPerson(*store_, huayuan_, document->root(), {}).value();
    const auto spell =
        json::Parse(R"({"state":"on_post","employer_name":"榕城电子","work_code":)" + std::to_string(kStreet) + "}");
    spell_ = people::SaveSpell(*store_, huayuan_, person_.id, {}, spell->root(), {}).value();
    const auto wish = json::Parse(R"({"want_wage_fen":500000})");
    ASSERT_TRUE(people::SaveIntention(*store_, huayuan_, person_.id, wish->root(), {}));
  }
  Result<int> Ask(const Scope& scope, const Uuid* spell, const std::string& text) {
    const auto document = json::Parse(text);
    return Propose(*store_, scope, person_.id, spell, document->root(), {}, "已核实");
  }
  std::vector<ChangeRequest> Seen(const Scope& scope) {
    return store_->Select<ChangeRequest>(scope, "p.state = 'open' ORDER BY p.field").value();
  }
  Result<TransferRequest> Transfer(const Scope& scope, int number, std::int64_t home) {
    const auto document =
        json::Parse(R"({"id_number":")" + NumberOf(number) + R"(","name":"龙建设","reason":"户口迁入","home_unit":)" +
                    std::to_string(IdOf(home)) + "}");
    return OpenTransfer(*store_, scope, document->root());
  }

  Person person_;
  Spell spell_;
};

TEST_P(RequestsTest, AcceptingWritesTheFieldAndTellsBothSides) {
  ASSERT_EQ(Ask(cangshan_, &spell_.id, R"({"post_name":"普工","wage_fen":520000})").value(), 2);
  EXPECT_FALSE(Ask(cangshan_, &spell_.id, R"({"post_name":"组长"})")) << "one open request a field and unit";
  ASSERT_EQ(Seen(huayuan_).size(), 2U);
  ASSERT_EQ(Seen(cangshan_).size(), 2U);
  EXPECT_TRUE(Seen(baojing_).empty());
  const ChangeRequest post = Seen(huayuan_)[0], wage = Seen(huayuan_)[1];
  const Shown shown = Show(*store_, huayuan_, post).value();
  EXPECT_EQ(shown.now, "null");
  EXPECT_EQ(shown.proposed, "\"普工\"");
  EXPECT_FALSE(shown.changed_since);
  EXPECT_EQ(Decide(*store_, cangshan_, post.id, true, "", {}).error().kind, &kForbidden) << "who asks does not decide";
  EXPECT_EQ(Decide(*store_, baojing_, post.id, true, "", {}).error().kind, &kNotFound);
  ASSERT_TRUE(Decide(*store_, huayuan_, post.id, true, "", {}));
  EXPECT_FALSE(Decide(*store_, huayuan_, post.id, true, "", {})) << "once";
  EXPECT_FALSE(Decide(*store_, huayuan_, wage.id, false, "", {})) << "a refusal has a reason";
  ASSERT_TRUE(Decide(*store_, huayuan_, wage.id, false, "与工资条不符", {}));
  const Spell now = store_->Get<Spell>(Scope::System("test"), spell_.id).value();
  EXPECT_EQ(now.post_name, "普工");
  EXPECT_FALSE(now.wage);
  EXPECT_EQ(store_->Get<ChangeRequest>(cangshan_, wage.id)->answer, "与工资条不符");
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action IN ('change_request.accept', 'change_request.refuse')"), 2);
}

TEST_P(RequestsTest, NobodyAsksForAContractThatEndsBeforeItBegins) {
  const auto asked = Ask(cangshan_, &spell_.id, R"({"contract_start":"2026-05-01","contract_end":"2026-04-30"})");
  ASSERT_FALSE(asked);
  EXPECT_NE(asked.error().message.find("2026-05-01"), std::string::npos) << asked.error().message;
  EXPECT_TRUE(Seen(huayuan_).empty());
  EXPECT_EQ(Ask(cangshan_, &spell_.id, R"({"contract_start":"2026-05-01","contract_end":"2027-04-30"})").value(), 2);
}

TEST_P(RequestsTest, WhatChangedSinceIsNotOverwritten) {
  ASSERT_TRUE(Ask(cangshan_, &spell_.id, R"({"post_name":"普工"})"));
  const auto edit = json::Parse("{\"version\":" + std::to_string(spell_.version) + R"(,"post_name":"组长"})");
  ASSERT_TRUE(people::SaveSpell(*store_, huayuan_, person_.id, spell_.id, edit->root(), {}));
  const ChangeRequest request = Seen(huayuan_)[0];
  EXPECT_TRUE(Show(*store_, huayuan_, request)->changed_since);
  EXPECT_EQ(Decide(*store_, huayuan_, request.id, true, "", {}).error().kind, &kConflict);
  EXPECT_EQ(store_->Get<Spell>(Scope::System("test"), spell_.id)->post_name, "组长");
}

TEST_P(RequestsTest, NobodyAsksForWhatIsHidden) {
  EXPECT_EQ(Ask(cangshan_, nullptr, R"({"bank_account":"6217000000001"})").error().kind, &kForbidden);
  EXPECT_EQ(Ask(cangshan_, nullptr, R"({"household_number":"H1"})").error().kind, &kForbidden) << "what stands there";
  EXPECT_EQ(Ask(cangshan_, nullptr, R"({"household_number":"H2"})").error().kind, &kForbidden) << "what does not";
  ASSERT_EQ(Ask(cangshan_, nullptr, R"({"phone":"13900002222"})").value(), 1);
  const ChangeRequest request = Seen(huayuan_)[0];
  const Shown shown = Show(*store_, huayuan_, request).value();
  EXPECT_EQ(shown.proposed.find("13900002222"), std::string::npos) << "masked";
  EXPECT_EQ(Count("SELECT count(*) FROM change_request WHERE CAST(value AS TEXT) LIKE '%13900002222%'"), 0) << "sealed";
  ASSERT_TRUE(Decide(*store_, huayuan_, request.id, true, "", {}));
  EXPECT_EQ(store_->Get<Person>(huayuan_, person_.id)->phone.Reveal(), "13900002222");
}

TEST_P(RequestsTest, ATransferMovesTheWholeRecord) {
  EXPECT_FALSE(Transfer(baojing_, 2, kOtherVillage)) << "nobody bears that number";
  EXPECT_FALSE(Transfer(huayuan_, 1, kVillage)) << "registered here";
  const auto request = Transfer(baojing_, 1, kOtherVillage);
  ASSERT_TRUE(request) << request.error().ToString();
  EXPECT_FALSE(Transfer(baojing_, 1, kOtherVillage)) << "once";
  EXPECT_EQ(DecideTransfer(*store_, baojing_, request->id, true, "").error().kind, &kForbidden);
  EXPECT_FALSE(DecideTransfer(*store_, huayuan_, request->id, false, ""));
  ASSERT_TRUE(Ask(cangshan_, &spell_.id, R"({"post_name":"普工"})"));
  const auto done = DecideTransfer(*store_, huayuan_, request->id, true, "户口已迁");
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_FALSE(store_->Get<Person>(huayuan_, person_.id));
  const auto file = people::GetPersonFile(*store_, baojing_, person_.id);
  ASSERT_TRUE(file) << file.error().ToString();
  EXPECT_EQ(file->person.county_id, IdOf(kOtherCounty));
  EXPECT_EQ(file->person.home_code, kOtherVillage);
  EXPECT_TRUE(file->person.household_id.IsNil());
  EXPECT_EQ(file->person.phone.Reveal(), "13800001111");
  ASSERT_EQ(file->spells.size(), 1U);
  EXPECT_EQ(*file->spells[0].steward_unit, IdOf(kOtherCounty));
  ASSERT_TRUE(file->intention);
  ASSERT_EQ(file->identifiers.size(), 1U);
  EXPECT_EQ(people::FindBearer(*store_, NumberOf(1)).value()->county_id, IdOf(kOtherCounty));
  for (const std::string& table : std::vector<std::string>{"person", "spell", "intention", "person_identifier"}) {
    EXPECT_EQ(Count("SELECT count(*) FROM " + table), 1) << table;
    EXPECT_EQ(Count("SELECT count(*) FROM " + table + " WHERE county_id = " + std::to_string(IdOf(kCounty))), 0)
        << table;
  }
  EXPECT_EQ(Count("SELECT count(*) FROM person_moved"), 1);
  EXPECT_EQ(
      Count("SELECT CAST(SUM(n) AS BIGINT) FROM person_count WHERE county_id = " + std::to_string(IdOf(kOtherCounty))),
      1);
  EXPECT_EQ(Count("SELECT CAST(SUM(n) AS BIGINT) FROM person_count WHERE county_id = " + std::to_string(IdOf(kCounty))),
            0);
  EXPECT_TRUE(Seen(huayuan_).empty()) << "open requests end with the move";
  // The history of both counties is the person's.
  std::set<std::int64_t> chains;
  const auto history = people::Timeline(*store_, baojing_, person_.id, 100);
  ASSERT_TRUE(history);
  for (const auto& line : *history) chains.insert(line.chain);
  EXPECT_EQ(chains.size(), 2U);
  EXPECT_EQ(chains.count(IdOf(kCounty)), 1U);
  EXPECT_EQ(chains.count(IdOf(kOtherCounty)), 1U);
  // And back again.
  const auto back = Transfer(huayuan_, 1, kVillage);
  ASSERT_TRUE(back) << back.error().ToString();
  ASSERT_TRUE(DecideTransfer(*store_, baojing_, back->id, true, ""));
  EXPECT_TRUE(store_->Get<Person>(huayuan_, person_.id));
}

TEST_P(RequestsTest, AnOldRequestExpires) {
  edits_directly_ = true;
  const auto request = Transfer(baojing_, 1, kOtherVillage).value();
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  ASSERT_TRUE(work->connection().Execute("UPDATE transfer_request SET expires_on = 20200101"));
  ASSERT_TRUE(work->Commit());
  { const auto ended = std::move(*work); }
  EXPECT_EQ(DecideTransfer(*store_, huayuan_, request.id, true, "").error().kind, &kConflict);
  EXPECT_TRUE(Transfer(baojing_, 1, kOtherVillage)) << "asked anew";
}

INSTANTIATE_TEST_SUITE_P(Databases, RequestsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::requests
