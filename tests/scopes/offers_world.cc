// What the matching leaves in the small country: an accepted offer of everybody, fifty refusals, a plan of each unit
// that may make one, with everything that a plan can say.
#include "kits/store/unit_of_work.h"
#include "modules/offers/plan.h"
#include "tests/scopes/world.h"

namespace gq::scopes {

namespace {

constexpr std::int64_t kStreet = 350104001000, kElsewhere = 350981000000;

template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  return std::move(*result);
}
void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().ToString());
}

}  // namespace

std::string World::AddMatchPost(const std::string& number, std::int64_t openings, const std::string& education) {
  Post post;
  post.id = store_->NewId();
  post.external_id = "MATCH" + number;
  post.name = "匹配岗" + number;
  post.employer_name = "某厂";
  post.region_code = kStreet;
  post.openings = openings;
  post.wage_min = Fen(400'000);
  post.wage_max = Fen(number == "-bad" ? 100 : 500'000);
  post.education_min = education;
  post.state = "open";
  post.collected_by = unit_of_role_.at("destination_officer");
  post.created_at = post.updated_at = store_->Now();
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(work.Insert(post));
  Must(work.Commit());
  return post.id.ToString();
}

std::string World::AddOffer(const std::string& key, const std::string& post, const std::string& state) {
  const Person& person = people_.at(key).person;
  MatchOffer offer;
  offer.id = store_->NewId();
  offer.county_id = person.county_id;
  offer.person_id = person.id;
  offer.plan_id = store_->NewId();
  offer.post_id = *Uuid::Parse(post);
  offer.home_code = person.home_code;
  offer.work_code = person.work_code.value_or(kElsewhere);
  offer.employer_code = key == "away" ? "9135010000FACT01XU" : "913501000000000354";
  offer.tier = "outside";
  offer.state = state;
  // All go together, and each may go alone: what one answers changes nothing for the others.
  offer.bond_id = *Uuid::Parse("018f0000-0000-7000-8000-0000000000b0");
  offer.bond_kind = "group";
  offer.bond_place = "city";
  offer.alone = "yes";
  offer.value = 100'000;
  offer.p_arrive = 300;
  offer.p_stay1 = 800;
  offer.p_stay3 = 600;
  offer.p_stay6 = 500;
  offer.reasons_for = "有宿舍";
  offer.reasons_against = "路程约 20 小时";
  const Date day = store_->Now().DateInShanghai();
  offer.confirmed_on = offer.told_on = offer.answered_on = day;
  offer.expires_on = day.AddDays(7);
  if (state == "refused") offer.answer_reason = "too_far";
  offer.created_at = offer.updated_at = store_->Now();
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(work.Insert(offer));
  Must(work.Commit());
  return offer.id.ToString();
}

void World::AddOffers() {
  // A place more than people who hold one; one that asks for too much; one whose wages are the wrong way round.
  match_post_ = AddMatchPost("", static_cast<std::int64_t>(people_.size()) - 1, "");
  AddMatchPost("-degree", 3, "10");
  AddMatchPost("-bad", 3, "");
  for (const auto& [key, somebody] : people_) {
    if (key != "seeker" && key != "second_seeker")
      offers_[somebody.person.id.ToString()] = AddOffer(key, match_post_, "accepted");
  }
  for (int i = 0; i < 50; ++i) AddOffer("away", AddMatchPost("-refused" + std::to_string(i), 1, ""), "refused");
  {
    auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
    Must(work.connection().Execute("UPDATE post SET state = 'withdrawn' WHERE external_id LIKE 'MATCH-refused%'"));
    Must(work.Commit());
  }
  foreign_plan_ = store_->NewId().ToString();
  for (const std::string role : {"province_supervisor", "city_supervisor", "county_officer"}) {
    const Scope scope = ScopeOfRole(role);
    const offers::PlanOptions options{.as_of = store_->Now().DateInShanghai()};
    const MatchPlan plan = Must(offers::NewPlan(*store_, scope, options));
    const auto solved = Must(offers::Solve(*store_, scope, options));
    Must(offers::SavePlan(*store_, scope, plan, solved, "test"));
    plans_[role] = plan.id.ToString();
  }
}

}  // namespace gq::scopes
