// A county with people who look for work and a city with posts, on both databases: what the tests of offers begin with.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "kits/store/unit_of_work.h"
#include "modules/offers/offers.h"
#include "modules/offers/plan.h"
#include "modules/offers/view.h"
#include "modules/people/sharing_world.h"
#include "modules/posts/model.h"

namespace gq::offers {

using people::kCounty, people::kDestination, people::kFarStreet, people::kOtherVillage, people::kStreet,
    people::kVillage, people::NumberOf;

class OffersTest : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    edits_directly_ = true;
    ASSERT_FALSE(HasFatalFailure());
    today_ = store_->Now().DateInShanghai();
    jobs_ = std::make_unique<jobs::Jobs>(
        *store_, [](const std::string& actor) -> Result<Scope> { return Scope::System(actor); });
    RegisterPlans(*store_, *jobs_);
  }
  Post AddPost(const std::string& name, std::int64_t openings, int wage, std::int64_t region = kStreet,
               const std::string& employer = "914331000000000192", const std::string& note = {}) {
    Post post;
    post.id = store_->NewId();
    post.external_id = "P" + std::to_string(++number_);
    post.name = name;
    post.employer_code = employer;
    post.employer_name = "榕城电子";
    post.region_code = region;
    post.openings = openings;
    post.wage_min = Fen(wage * 100);
    post.wage_max = Fen(wage * 100 + 100'000);
    post.state = "open";
    post.note = note;
    post.dormitory = true;
    post.collected_by = IdOf(kDestination);
    post.created_at = post.updated_at = store_->Now();
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    EXPECT_TRUE(work);
    EXPECT_TRUE(work->Insert(post));
    EXPECT_TRUE(work->Commit());
    return post;
  }
  void Sql(const std::string& sql, std::initializer_list<db::Param> params) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work);
    ASSERT_TRUE(work->connection().Execute(sql, params));
    ASSERT_TRUE(work->Commit());
  }
  // Its places are worth less.
  Post WithoutDormitory(const Post& post) {
    const std::string id = post.id.ToBytes();
    Sql("UPDATE post SET dormitory = 0 WHERE id = ?1", {db::Blob{id}});
    return post;
  }
  Person AddSeeker(const std::string& name, const Scope& scope, std::int64_t home, const std::string& more = {}) {
    ++person_;
    const auto person = Enter(scope, R"({"name":")" + name + R"(","id_number":")" + NumberOf(person_) +
                                         R"(","home_unit":)" + std::to_string(IdOf(home)) +
                                         R"(,"ability":"able","willingness":"yes","employment":"not_working","phone":)"
                                         "\"138000" +
                                         std::to_string(10000 + person_) + "\"" + more + "}");
    EXPECT_TRUE(person) << person.error().ToString();
    return *person;
  }
  std::vector<Person> AddSeekers(int n, const Scope& scope, std::int64_t home) {
    std::vector<Person> people;
    for (int i = 0; i < n; ++i) people.push_back(AddSeeker("某人" + std::to_string(i), scope, home));
    return people;
  }
  MatchPlan Run(const Scope& scope, const std::string& scheme = "full", const std::string& objective = "retained") {
    const PlanOptions options{.as_of = today_, .objective = objective, .scheme = scheme};
    const MatchPlan plan = NewPlan(*store_, scope, options).value();
    const auto solved = Solve(*store_, scope, options);
    EXPECT_TRUE(solved) << solved.error().ToString();
    const auto saved = SavePlan(*store_, scope, plan, *solved, "test");
    EXPECT_TRUE(saved) << saved.error().ToString();
    return store_->Get<MatchPlan>(scope, plan.id).value();
  }
  std::vector<MatchOffer> Offers(const Scope& scope, const std::string& state) {
    return store_->Select<MatchOffer>(scope, "p.state = '" + state + "' ORDER BY p.person_id").value();
  }
  MatchOffer Reload(const MatchOffer& offer) {
    return store_->Get<MatchOffer>(Scope::System("test"), offer.id).value();
  }
  std::string Json(const Scope& scope, const MatchOffer& offer) {
    json::Writer out;
    WriteOffer(out, *store_, scope, offer);
    return std::move(out).Take();
  }
  // As if it had been confirmed on that day.
  void Backdate(const MatchOffer& offer, Date confirmed_on) {
    const std::string id = offer.id.ToBytes();
    Sql("UPDATE match_offer SET confirmed_on = ?2 WHERE id = ?1",
        {db::Blob{id}, std::int64_t{confirmed_on.ToYmdInt()}});
  }
  // The first proposed offer, brought to a state by the way that officers go.
  MatchOffer BringTo(const std::string& state) {
    const MatchOffer offer = Offers(huayuan_, "proposed").at(0);
    const Selection one{{offer.id}, {}};
    if (state == "proposed") return offer;
    if (state == "withdrawn") {
      EXPECT_EQ(Withdraw(*store_, huayuan_, one, false)->done, 1);
      return Reload(offer);
    }
    EXPECT_EQ(Confirm(*store_, huayuan_, one, false)->done, 1);
    if (state == "confirmed") return Reload(offer);
    const bool late = state == "expired";
    if (late) Backdate(offer, today_.AddDays(-20));
    EXPECT_EQ(Tell(*store_, huayuan_, one, today_.AddDays(late ? -20 : 0), 7, false)->done, 1);
    if (late) {
      EXPECT_EQ(Expire(*store_, huayuan_).value(), 1);
      return Reload(offer);
    }
    if (state == "told") return Reload(offer);
    const bool accept = state != "refused";
    EXPECT_TRUE(TakeAnswer(*store_, huayuan_, offer.id,
                           {.accept = accept, .reason = accept ? "" : "too_far", .version = Reload(offer).version},
                           {}));
    if (state != "departed") return Reload(offer);
    const auto gone = Depart(*store_, huayuan_, offer.id, Reload(offer).version, {}, {});
    EXPECT_TRUE(gone) << gone.error().ToString();
    return Reload(offer);
  }

  Date today_;
  std::unique_ptr<jobs::Jobs> jobs_;
  int number_ = 0, person_ = 0;
};

}  // namespace gq::offers
