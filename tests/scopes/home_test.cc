// Every figure of the home page opens a list with the same count, for every role and on both databases (ux.md, W3).
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "kits/codes/code_tables.h"
#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "kits/store/unit_of_work.h"
#include "modules/offers/model.h"
#include "tests/scopes/world.h"

namespace gq::scopes {
namespace {

struct Shown {
  std::string key, link;
  std::int64_t value = 0;
};

std::vector<Shown> FiguresOf(const std::string& body) {
  std::vector<Shown> figures;
  const auto document = json::Parse(body);
  EXPECT_TRUE(document);
  for (const auto& [list, key, value] :
       {std::tuple{"figures", "key", "value"}, {"todo", "key", "count"}, {"funnel", "stage", "value"}}) {
    const auto items = document->root().Get(list)->Items();
    EXPECT_TRUE(items);
    for (const auto& item : *items)
      figures.push_back({std::string(list) + "/" + *item.Get(key)->Text(), *item.Get("link")->Text(1000),
                         *item.Get(value)->Integer()});
  }
  return figures;
}

std::int64_t RowsOf(const std::string& body) {
  const auto document = json::Parse(body);
  return document ? static_cast<std::int64_t>(document->root().Get("rows")->Items()->size()) : -1;
}

class Home : public ::testing::TestWithParam<db::Dialect> {
 protected:
  World world{GetParam()};
  void Propose(const std::string& key, int period) {
    const Person& person = world.people().at(key).person;
    const std::string id = person.id.ToBytes(), post = world.store().NewId().ToBytes();
    auto work = UnitOfWork::Begin(world.store(), Scope::System("test"));
    ASSERT_TRUE(work);
    work->About(0, "test", "test", person.id);
    ASSERT_TRUE(
        work->connection().Execute("INSERT INTO match_proposal (county_id, person_id, period, post_id, p_arrive, "
                                   "p_stay1, p_stay3, p_stay6, created_at) VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0, 0)",
                                   {person.county_id, db::Blob{id}, std::int64_t{period}, db::Blob{post}}));
    ASSERT_TRUE(work->Commit());
  }
};

// Whether a phrase of codes/phrase.csv says this: its English is found by the same comparison in the console.
bool HasEnglish(const std::string& said) {
  static const std::regex special("[.^$|()*+?\\[\\]\\\\]"), open_place("\\{[0-9]\\}");
  const auto& phrases = GetCodeTable("phrase").All();
  return said.empty() || std::any_of(phrases.begin(), phrases.end(), [&](const Code& one) {
           if (one.zh == said) return true;
           std::string pattern = std::regex_replace(one.zh, special, "\\$&");
           if (!std::regex_search(pattern, open_place)) return false;
           pattern = std::regex_replace(std::regex_replace(pattern, open_place, "(.+)"), std::regex("\\{value\\}"),
                                        "\\{value\\}");
           return std::regex_match(said, std::regex(pattern));
         });
}

TEST_P(Home, EverythingItSaysHasEnglish) {
  Propose("at_home", 202608);
  EXPECT_TRUE(HasEnglish("在岗满 3 个月"));
  EXPECT_FALSE(HasEnglish("在岗满三个月零两天"));
  int said = 0;
  for (const char* role : {"county_officer", "destination_officer", "city_supervisor"}) {
    const Answer home = world.Call(role, "GET", "/api/home");
    ASSERT_EQ(home.status, 200) << role;
    const auto document = json::Parse(home.body);
    ASSERT_TRUE(document);
    EXPECT_TRUE(HasEnglish(*document->root().Get("title")->Text()));
    for (const auto& [list, member] : {std::pair{"figures", "sentence"},
                                       {"figures", "note"},
                                       {"todo", "text"},
                                       {"todo", "note"},
                                       {"funnel", "label"},
                                       {"funnel", "of_label"}}) {
      const auto items = document->root().Get(list)->Items();
      ASSERT_TRUE(items);
      for (const auto& item : *items) {
        const std::string text = *item.Get(member)->Text();
        EXPECT_TRUE(HasEnglish(text)) << role << " " << text;
        said += text.empty() ? 0 : 1;
        if (const auto whole = item.Find("denominator")) {
          EXPECT_TRUE(HasEnglish(*whole->Get("label")->Text())) << home.body;
        }
      }
    }
  }
  EXPECT_GT(said, 30);
}

TEST_P(Home, EveryFigureOpensExactlyItsNames) {
  Propose("at_home", 202608);
  Propose("next_village", 202608);
  Propose("next_county", 202607);  // an earlier plan
  int opened = 0, with_names = 0;
  for (const auto& role : world.roles()) {
    const Answer home = world.Call(role, "GET", "/api/home");
    if (home.status == 403) continue;
    ASSERT_EQ(home.status, 200) << role;
    for (const auto& figure : FiguresOf(home.body)) {
      const bool people = figure.link.rfind("/people?", 0) == 0;
      ASSERT_TRUE(people || figure.link.rfind("/imports?", 0) == 0) << figure.key << " " << figure.link;
      const std::string target = "/api" + figure.link;
      const Answer rows = world.Call(role, "GET", people ? target + "&size=200" : target);
      ASSERT_EQ(rows.status, 200) << role << " " << figure.key << " " << target << " " << rows.body;
      EXPECT_EQ(RowsOf(rows.body), figure.value) << role << " " << figure.key << " " << target;
      if (people) {
        std::string count = target;
        const Answer counted = world.Call(role, "GET", count.insert(std::string("/api/people").size(), "/count"));
        ASSERT_EQ(counted.status, 200) << counted.body;
        EXPECT_EQ(*json::Parse(counted.body)->root().Get("count")->Integer(), figure.value)
            << role << " " << figure.key;
      }
      ++opened;
      with_names += figure.value > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(opened, 50);
  EXPECT_GT(with_names, 10);
}

TEST_P(Home, SharesAreRounded) {
  int cut = 0;  // where cutting the rest off would say something else
  for (const auto& role : world.roles()) {
    const Answer home = world.Call(role, "GET", "/api/home");
    if (home.status == 403) continue;
    const auto document = json::Parse(home.body);
    ASSERT_TRUE(document);
    const auto figures = document->root().Get("figures")->Items();
    ASSERT_TRUE(figures);
    for (const auto& figure : *figures) {
      const auto said = figure.Find("share_percent");
      if (!said) continue;
      const std::int64_t value = *figure.Get("value")->Integer(),
                         whole = *figure.Get("denominator")->Get("value")->Integer();
      std::string digits = *said->Text();
      digits.erase(digits.size() - 3, 1);
      const std::int64_t hundredths = std::stoll(digits), twice = 2 * (hundredths * whole - value * 10000);
      EXPECT_LE(twice, whole) << role << " " << home.body;
      EXPECT_GT(twice, -whole) << role << " " << home.body;
      cut += hundredths > value * 10000 / whole ? 1 : 0;
    }
  }
  EXPECT_GT(cut, 0);
}

TEST_P(Home, NobodyIsAskedForWhatTheRoleCannotDo) {
  const auto todos = [&](const std::string& role) {
    std::vector<std::string> keys;
    for (const auto& figure : FiguresOf(world.Call(role, "GET", "/api/home").body)) {
      if (figure.key.rfind("todo/", 0) == 0) keys.push_back(figure.key.substr(5));
    }
    return keys;
  };
  EXPECT_FALSE(todos("county_officer").empty());
  EXPECT_TRUE(todos("auditor").empty());
  for (const auto& key : todos("city_supervisor")) EXPECT_TRUE(key == "stale" || key == "imports") << key;
}

TEST_P(Home, TheFunnelGoesFromTheTaskListToStaying) {
  Propose("at_home", 202608);
  const auto figures = FiguresOf(world.Call("county_officer", "GET", "/api/home").body);
  std::vector<std::string> stages;
  for (const auto& figure : figures) {
    if (figure.key.rfind("funnel/", 0) == 0) stages.push_back(figure.key.substr(7));
  }
  EXPECT_EQ(stages, (std::vector<std::string>{"task", "matched", "departed", "on_post", "retained_1", "retained_3",
                                              "retained_6"}));
  const auto matched =
      std::find_if(figures.begin(), figures.end(), [](const Shown& figure) { return figure.key == "funnel/matched"; });
  ASSERT_NE(matched, figures.end());
  EXPECT_EQ(matched->link, "/people?list=task&matched=2026-08");
  EXPECT_EQ(world.Call("county_officer", "GET", "/api/people?matched=august").status, 422);
  // The destination cannot ask who was proposed what.
  EXPECT_EQ(RowsOf(world.Call("destination_officer", "GET", "/api/people?matched=2026-08").body), 0);
}

// "返乡满 30 天仍未推荐": who has been proposed a post by a plan or an offer is not in it.
TEST_P(Home, ReturnedAndNothingRecommended) {
  const auto stale = [&] {
    const auto figures = FiguresOf(world.Call("county_officer", "GET", "/api/home").body);
    const auto found =
        std::find_if(figures.begin(), figures.end(), [](const Shown& figure) { return figure.key == "todo/stale"; });
    return found == figures.end() ? 0 : found->value;
  };
  const Date today = world.store().Now().DateInShanghai();
  const auto come_back = [&](const std::string& key, Date day) {
    auto person = world.store().Get<Person>(Scope::System("test"), world.people().at(key).person.id);
    Person after = *person;
    after.employment = "returned";
    after.list = "task";
    after.employment_since = day;
    {
      auto work = UnitOfWork::Begin(world.store(), Scope::System("test"));
      ASSERT_TRUE(work->Update(*person, after));
      ASSERT_TRUE(work->Commit());
    }
    const std::string id = person->id.ToBytes();
    const auto lease = MaintenanceAccess(world.store()).database().Write();
    ASSERT_TRUE((*lease)->Execute("DELETE FROM match_offer WHERE person_id = ?1", {db::Blob{id}}));
    ASSERT_TRUE((*lease)->Execute("DELETE FROM match_proposal WHERE person_id = ?1", {db::Blob{id}}));
  };
  const std::int64_t before = stale();
  come_back("at_home", today.AddDays(-40));
  EXPECT_EQ(stale(), before + 1);
  come_back("at_home", today.AddDays(-20));
  EXPECT_EQ(stale(), before);
  come_back("at_home", today.AddDays(-40));
  Propose("at_home", Month::Of(today.AddDays(-200)).ToInt());  // before this return
  EXPECT_EQ(stale(), before + 1);
  Propose("at_home", Month::Of(today).ToInt());
  EXPECT_EQ(stale(), before);
  come_back("next_village", today.AddDays(-40));
  EXPECT_EQ(stale(), before + 1);
  const Person& person = world.people().at("next_village").person;
  MatchOffer offer;
  offer.id = world.store().NewId();
  offer.county_id = person.county_id;
  offer.person_id = person.id;
  offer.plan_id = offer.post_id = world.store().NewId();
  offer.home_code = person.home_code;
  offer.state = "refused";
  offer.created_at = offer.updated_at = world.store().Now();
  offer.answered_on = today.AddDays(-90);  // before this return
  const auto keep = [&](const MatchOffer& one) {
    auto work = UnitOfWork::Begin(world.store(), Scope::System("test"));
    ASSERT_TRUE(work->Insert(one));
    const auto kept = work->Commit();
    ASSERT_TRUE(kept) << kept.error().ToString();
  };
  keep(offer);
  EXPECT_EQ(stale(), before + 1);
  offer.id = world.store().NewId();
  offer.answered_on.reset();
  offer.state = "told";
  keep(offer);
  EXPECT_EQ(stale(), before);
}

// A destination sees who works there: the region of its tree is a place of work, and arrivals are its to confirm.
TEST_P(Home, TheDestinationSeesItsOwn) {
  const auto number = [&](const std::string& role, const std::string& target) {
    const Answer answer = world.Call(role, "GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return *json::Parse(answer.body)->root().Get("count")->Integer();
  };
  const std::string here = "350104000000", street = "350104001000", elsewhere = "350981000000", county = "433124000000";
  const std::string count = "/api/people/count?region=";
  EXPECT_EQ(number("destination_officer", "/api/people/count"), 2);
  EXPECT_EQ(number("destination_officer", count + here), 2);
  EXPECT_EQ(number("destination_officer", count + street), 2);
  EXPECT_EQ(number("destination_officer", count + elsewhere), 0);
  EXPECT_EQ(number("destination_officer", count + county), 1);  // from there, working here
  EXPECT_EQ(number("station", count + street + "&employment=on_post"), 2);
  EXPECT_EQ(number("county_officer", count + here), 0);  // nobody is registered there
  EXPECT_EQ(RowsOf(world.Call("destination_officer", "GET", "/api/people?sort=name&region=" + street).body), 2);
  EXPECT_EQ(RowsOf(world.Call("destination_officer", "GET", "/api/spells?region=" + here).body), 2);
  // The tree counts what the list shows.
  const Answer tree = world.Call("destination_officer", "GET", "/api/regions");
  const auto regions = json::Parse(tree.body);
  const auto rows = regions->root().Get("rows")->Items();
  ASSERT_EQ(rows->size(), 1U) << tree.body;
  EXPECT_EQ(*rows->front().Get("people")->Integer(), 2);
  EXPECT_EQ(*rows->front().Get("on_post")->Integer(), 2);
  // Somebody departs for here: on the home page, with a link to the name.
  auto away = world.store().Get<Person>(Scope::System("test"), world.people().at("away").person.id);
  Person departed = *away;
  departed.employment = "departed";
  departed.list = "none";
  auto work = UnitOfWork::Begin(world.store(), Scope::System("test"));
  ASSERT_TRUE(work->Update(*away, departed));
  ASSERT_TRUE(work->Commit());
  for (const std::string& region : {std::string(), "?region=" + here}) {
    const Answer home = world.Call("destination_officer", "GET", "/api/home" + region);
    const auto figures = FiguresOf(home.body);
    const auto arrivals =
        std::find_if(figures.begin(), figures.end(), [](const Shown& figure) { return figure.key == "todo/arrivals"; });
    ASSERT_NE(arrivals, figures.end()) << home.body;
    EXPECT_EQ(arrivals->value, 1);
    EXPECT_EQ(RowsOf(world.Call("destination_officer", "GET", "/api" + arrivals->link).body), 1);
    EXPECT_EQ(home.body.find("在册劳动力"), std::string::npos) << home.body;
    EXPECT_EQ(home.body.find("待转移"), std::string::npos);
  }
  EXPECT_EQ(world.Call("county_officer", "GET", "/api/home").body.find("待确认到岗"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, Home, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::scopes
