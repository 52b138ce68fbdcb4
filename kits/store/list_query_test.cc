// Lists against a naive answer in memory: random people, scopes, filters, sorting and paging on both databases; and the
// maintained counters against count(*). Uses the people module's records, so it is built by modules/schema.
#include "kits/store/list_query.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "kits/db/test_support.h"
#include "kits/store/unit_of_work.h"
#include "modules/employers/model.h"
#include "modules/people/model.h"
#include "modules/schema/schema.h"

namespace gq {
namespace {

const std::vector<std::int64_t> kVillages = {433124001001, 433124001002, 433124002001,
                                             433125001001, 433125001002, 520628001001};
const std::vector<std::int64_t> kWorkplaces = {0, 0, 350104001000, 350102001000, 433124001002};
const std::vector<std::string> kNames = {"麻金莲", "石爬专", "龙德成", "麻金", "吴_满", "隆%英", "施六金"};
const std::vector<std::string> kEmployment = {"not_working", "on_post", "returned", "lost_contact"};
const std::vector<std::string> kLists = {"task", "retention", "visit", "none"};

class ListQueryTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    RegisterAllRecordTypes();
    static int n = 0;
    const auto key = db::testing::TemporaryFolder() / ("list-keys" + std::to_string(n++)) / "k.key";
    auto opened = Store::Open({.url = db::testing::FreshUrl(GetParam()), .key_path = key.string(), .create = true},
                              AllMigrations());
    ASSERT_TRUE(opened) << opened.error().ToString();
    store_ = std::move(*opened);
  }
  std::size_t Draw(std::size_t n) { return random_() % n; }
  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[Draw(values.size())];
  }
  Person MakePerson() {
    Person person;
    person.id = store_->NewId();
    person.home_code = OneOf(kVillages);
    person.county_id = person.home_code / 1'000'000;
    person.name = OneOf(kNames);
    person.employment = OneOf(kEmployment);
    person.list = OneOf(kLists);
    if (const auto work = OneOf(kWorkplaces); work != 0) person.work_code = work;
    if (Draw(4) != 0) person.wage = Fen(static_cast<std::int64_t>(Draw(5)) * 100'000);
    if (Draw(4) != 0)
      person.birth = Date::FromYmd(1970 + static_cast<int>(Draw(30)), 1 + static_cast<int>(Draw(12)), 3);
    person.created_at = person.updated_at = Instant(1'700'000'000'000'000 + static_cast<std::int64_t>(Draw(50)));
    return person;
  }
  void Save(const std::vector<Person>& people) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    for (const auto& person : people) ASSERT_TRUE(work->Insert(person));
    const auto done = work->Commit();
    ASSERT_TRUE(done) << done.error().ToString();
  }
  CodeRange RandomRange(const std::vector<std::int64_t>& codes) {
    std::int64_t code = 0;
    while (code == 0) code = OneOf(codes);
    const std::int64_t span = std::vector<std::int64_t>{1, 1'000, 1'000'000, 100'000'000, 10'000'000'000}[Draw(5)];
    return {code / span * span, code / span * span + span - 1};
  }
  Scope RandomScope() {
    if (Draw(8) == 0) return Scope::System("all");
    Scope scope = Scope::Nobody("somebody");
    for (std::size_t i = Draw(3); i > 0; --i) scope.home.push_back(RandomRange(kVillages));  // they may overlap
    for (std::size_t i = Draw(3); i > 0; --i) scope.work.push_back(RandomRange(kWorkplaces));
    return scope;
  }
  // A query as its text, and the same as a function.
  QueryParams RandomParams(const Scope& scope, std::vector<std::function<bool(const Person&)>>& tests) {
    QueryParams params;
    const auto add = [&](std::string key, std::string value, std::function<bool(const Person&)> test) {
      params.emplace_back(std::move(key), std::move(value));
      tests.push_back(std::move(test));
    };
    if (Draw(3) == 0) {
      const auto one = OneOf(kEmployment);
      add("employment", one, [one](const Person& p) { return p.employment == one; });
    }
    if (Draw(3) == 0) {
      const auto one = OneOf(kLists), two = OneOf(kLists);
      add("list.in", one + "," + two, [one, two](const Person& p) { return p.list == one || p.list == two; });
    }
    if (Draw(4) == 0) {
      const auto from = *Date::FromYmd(1970 + static_cast<int>(Draw(30)), 6, 1);
      if (Draw(2) == 0)
        add("birth.ge", from.ToString(), [from](const Person& p) { return p.birth && *p.birth >= from; });
      else
        add("birth.le", from.ToString(), [from](const Person& p) { return p.birth && *p.birth <= from; });
    }
    if (Draw(4) == 0) {
      if (Draw(2) == 0)
        add("wage_fen.empty", "1", [](const Person& p) { return !p.wage; });
      else
        add("wage_fen.empty", "0", [](const Person& p) { return p.wage.has_value(); });
    }
    if (Draw(4) == 0) {
      const std::string part =
          std::vector<std::string>{"金", "麻金", "_", "%", "没有"}[Draw(5)];  // wildcards are plain characters
      add("name.like", part, [part](const Person& p) { return p.name.find(part) != std::string::npos; });
    }
    if (Draw(4) == 0) {
      const auto code = OneOf(kVillages) / 1'000'000 * 1'000'000;
      const auto touches = [code](const std::vector<CodeRange>& ranges) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [code](const CodeRange& r) { return r.low < code + 1'000'000 && code <= r.high; });
      };
      // The place of work where the reader's side is work, either where it is both, else the home.
      const bool by_work = !scope.everything && touches(scope.work), by_home = !by_work || touches(scope.home);
      add("region", std::to_string(code), [code, by_work, by_home](const Person& p) {
        const auto inside = [code](std::int64_t place) { return place / 1'000'000 * 1'000'000 == code; };
        return (by_home && inside(p.home_code)) || (by_work && p.work_code && inside(*p.work_code));
      });
    }
    return params;
  }

  std::mt19937 random_{20260821};
  std::unique_ptr<Store> store_;
};

bool Sees(const Scope& scope, const Person& person) {
  if (scope.everything) return true;
  for (const auto& range : scope.home) {
    if (person.home_code >= range.low && person.home_code <= range.high) return true;
  }
  for (const auto& range : scope.work) {
    if (person.work_code && *person.work_code >= range.low && *person.work_code <= range.high) return true;
  }
  return false;
}

std::vector<std::string> Ids(const std::vector<Person>& people) {
  std::vector<std::string> ids;
  ids.reserve(people.size());
  for (const auto& person : people) ids.push_back(person.id.ToString());
  return ids;
}

TEST_P(ListQueryTest, PagesAreWhatANaiveSearchGives) {
  std::vector<Person> people;
  people.reserve(160);
  for (int i = 0; i < 160; ++i) people.push_back(MakePerson());
  Save(people);
  int not_empty = 0, two_sided = 0;
  for (int round = 0; round < 250; ++round) {
    const Scope scope = RandomScope();
    std::vector<std::function<bool(const Person&)>> tests;
    QueryParams params = RandomParams(scope, tests);
    const std::string sort = std::vector<std::string>{"", "name", "-name", "updated_at", "-updated_at"}[Draw(5)];
    if (!sort.empty()) params.emplace_back("sort", sort);
    const std::size_t size = 1 + Draw(40);
    params.emplace_back("size", std::to_string(size));
    auto query = ParseListQuery(kPerson, params);
    ASSERT_TRUE(query) << query.error().ToString();

    std::vector<Person> expected;
    for (const auto& person : people) {
      if (Sees(scope, person) &&
          std::all_of(tests.begin(), tests.end(), [&](const auto& test) { return test(person); }))
        expected.push_back(person);
    }
    std::sort(expected.begin(), expected.end(), [&](const Person& a, const Person& b) {
      const std::string x = a.id.ToBytes(), y = b.id.ToBytes();
      if (sort == "name") return std::tie(a.name, x) < std::tie(b.name, y);
      if (sort == "-name") return std::tie(b.name, y) < std::tie(a.name, x);
      const auto at = a.updated_at.microseconds(), bt = b.updated_at.microseconds();
      if (sort == "updated_at") return std::tie(at, x) < std::tie(bt, y);
      if (sort == "-updated_at") return std::tie(bt, y) < std::tie(at, x);
      return std::tie(a.home_code, x) < std::tie(b.home_code, y);
    });
    std::vector<Person> listed;
    for (query->page = 1;; ++query->page) {
      const auto page = List<Person>(*store_, scope, *query);
      ASSERT_TRUE(page) << page.error().ToString();
      EXPECT_LE(page->size(), size);
      listed.insert(listed.end(), page->begin(), page->end());
      if (page->size() < size) break;
    }
    ASSERT_EQ(Ids(listed), Ids(expected)) << "round " << round << ", sort " << sort;
    const auto ids = Ids(listed);
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << "somebody twice";
    const auto count = CountList(*store_, scope, *query);
    ASSERT_TRUE(count) << count.error().ToString();
    EXPECT_EQ(*count, static_cast<std::int64_t>(expected.size())) << "round " << round;
    std::vector<std::string> whole;
    query->page = 3;  // RunWhole knows no pages
    ASSERT_TRUE(RunWhole(*store_, scope, *query, [&](const db::Row& row) -> Status {
      Person person;
      TRY(store_->ReadRecord(kPerson, row, &person));
      whole.push_back(person.id.ToString());
      return Ok();
    }));
    EXPECT_EQ(whole, ids);
    not_empty += expected.empty() ? 0 : 1;
    two_sided += !scope.home.empty() && !scope.work.empty() && !expected.empty() ? 1 : 0;
  }
  EXPECT_GT(not_empty, 60);
  EXPECT_GT(two_sided, 20);
}

// Pages of every size over the border between what is known and what is not, filters on the field itself, both sides.
TEST_P(ListQueryTest, WhatIsNotKnownComesLastInBothDirections) {
  std::vector<Spell> spells(150);
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  for (auto& spell : spells) {
    spell.id = store_->NewId();
    spell.person_id = store_->NewId();
    spell.home_code = OneOf(kVillages);
    spell.county_id = spell.home_code / 1'000'000;
    spell.state = "on_post";
    spell.created_at = spell.updated_at = Instant(1'700'000'000'000'000);
    if (const auto place = OneOf(kWorkplaces); place != 0) spell.work_code = place;
    if (Draw(10) != 0) spell.start = Date::FromYmd(2025, 1 + static_cast<int>(Draw(3)), 1);
    if (Draw(4) == 0) spell.end = Date::FromYmd(2026, 1 + static_cast<int>(Draw(3)), 1);
    ASSERT_TRUE(work->Insert(spell));
  }
  const auto done = work->Commit();
  ASSERT_TRUE(done) << done.error().ToString();
  int over_the_border = 0;
  for (int round = 0; round < 120; ++round) {
    Scope scope = RandomScope();
    if (round % 4 == 0) scope = Scope::System("all");
    const bool by_end = Draw(2) == 0, descending = Draw(2) == 0;
    const auto day = [&](const Spell& s) { return by_end ? s.end : s.start; };
    const std::string field = by_end ? "end_on" : "start_on";
    QueryParams params = {{"sort", (descending ? "-" : "") + field}, {"size", std::to_string(1 + Draw(40))}};
    const auto asked = Draw(4);  // nothing, unknown only, known only, from a day on
    const std::string from = by_end ? "2026-02-01" : "2025-02-01";
    if (asked == 1 || asked == 2) params.emplace_back(field + ".empty", asked == 1 ? "1" : "0");
    if (asked == 3) params.emplace_back(field + ".ge", from);
    auto query = ParseListQuery(kSpell, params);
    ASSERT_TRUE(query) << query.error().ToString();
    std::vector<Spell> expected;
    for (const auto& spell : spells) {
      Person where;
      where.home_code = spell.home_code;
      where.work_code = spell.work_code;
      const bool wanted =
          asked == 0 || (asked == 1 ? !day(spell) : day(spell) && (asked == 2 || *day(spell) >= *Date::Parse(from)));
      if (wanted && Sees(scope, where)) expected.push_back(spell);
    }
    std::sort(expected.begin(), expected.end(), [&](const Spell& a, const Spell& b) {
      if (day(a).has_value() != day(b).has_value()) return day(a).has_value();
      const std::string x = a.id.ToBytes(), y = b.id.ToBytes();
      if (day(a) && *day(a) != *day(b)) return descending ? *day(b) < *day(a) : *day(a) < *day(b);
      return descending ? y < x : x < y;
    });
    std::vector<std::string> listed, whole, ids;
    for (const auto& spell : expected) ids.push_back(spell.id.ToString());
    for (query->page = 1;; ++query->page) {
      const auto page = List<Spell>(*store_, scope, *query);
      ASSERT_TRUE(page) << page.error().ToString();
      for (const auto& spell : *page) listed.push_back(spell.id.ToString());
      over_the_border += !page->empty() && day(page->front()).has_value() && !day(page->back()).has_value();
      if (page->size() < static_cast<std::size_t>(query->size)) break;
    }
    EXPECT_EQ(listed, ids) << "round " << round << ", " << params[0].second;
    ASSERT_TRUE(RunWhole(*store_, scope, *query, [&](const db::Row& row) -> Status {
      Spell spell;
      TRY(store_->ReadRecord(kSpell, row, &spell));
      whole.push_back(spell.id.ToString());
      return Ok();
    }));
    EXPECT_EQ(whole, ids) << "round " << round;
  }
  EXPECT_GT(over_the_border, 10);
}

TEST_P(ListQueryTest, CountersFollowRandomEdits) {
  std::vector<Person> people;
  people.reserve(60);
  for (int i = 0; i < 60; ++i) people.push_back(MakePerson());
  Save(people);
  for (int round = 0; round < 60; ++round) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work);
    std::vector<Person> next = people;
    std::set<std::size_t> touched;
    for (std::size_t n = 1 + Draw(5); n > 0; --n) {
      const auto kind = Draw(4);
      if (kind == 0) {
        next.push_back(MakePerson());
        touched.insert(next.size() - 1);
        ASSERT_TRUE(work->Insert(next.back()));
        continue;
      }
      const auto at = Draw(people.size());
      if (!touched.insert(at).second) continue;
      if (kind == 1) {
        ASSERT_TRUE(work->Remove(people[at]));
        next[at].id = Uuid();
        continue;
      }
      next[at].employment = OneOf(kEmployment);
      next[at].list = OneOf(kLists);
      next[at].home_code = people[at].home_code / 1000 * 1000 + 1 + static_cast<std::int64_t>(Draw(2));
      ASSERT_TRUE(work->Update(people[at], next[at]));
    }
    if (Draw(4) == 0) continue;  // rolled back: counters too
    const auto done = work->Commit();
    ASSERT_TRUE(done) << done.error().ToString();
    std::erase_if(next, [](const Person& person) { return person.id.IsNil(); });
    people = std::move(next);

    std::map<std::string, std::int64_t> counted, real;
    const auto read = [&](const std::string& sql, std::map<std::string, std::int64_t>& into) {
      const auto status = store_->Query(Scope::System("test"), "{shared}" + sql, {}, [&](const db::Row& row) {
        if (row.Int(4) != 0)
          into[std::to_string(row.Int(0)) + "/" + std::to_string(row.Int(1)) + "/" + row.String(2) + "/" +
               row.String(3)] = row.Int(4);
        return Ok();
      });
      ASSERT_TRUE(status) << status.error().ToString();
    };
    read("SELECT county_id, home_code, employment, list, n FROM person_count", counted);
    read(
        "SELECT county_id, home_code, employment, list, count(*) FROM person GROUP BY county_id, home_code, "
        "employment, list",
        real);
    ASSERT_EQ(counted, real) << "round " << round;
  }
  EXPECT_GT(people.size(), 10U);
}

struct BadQuery {
  const char* key;
  const char* value;
  const char* field;
};

TEST(ParseListQuery, EveryErrorNamesTheField) {
  for (const auto& bad : {BadQuery{"no_such_field", "1", "no_such_field"},
                          {"name", "麻", "name"},
                          {"employment.like", "x", "employment.like"},
                          {"birth.between", "1", "birth.between"},
                          {"birth.ge", "gestern", "birth"},
                          {"birth", "2026-02-30", "birth"},
                          {"wage_fen.ge", "viel", "wage_fen"},
                          {"employment", "xx", "employment"},
                          {"employment", "", "employment"},
                          {"employment.in", "on_post,xx", "employment.in"},
                          {"wage_fen.le", "", "wage_fen"},
                          {"household_id", "not-an-id", "household_id"},
                          {"phone", "138", "phone"},
                          {"sort", "birth", "sort"},
                          {"sort", "-no_such", "sort"},
                          {"sort", "", "sort"},
                          {"size", "0", "size"},
                          {"size", "201", "size"},
                          {"size", "-1", "size"},
                          {"size", "1e2", "size"},
                          {"page", "0", "page"},
                          {"page", "100001", "page"},
                          {"page", "99999999999999999999", "page"},
                          {"region", "4331", "region"},
                          {"region", "abc", "region"},
                          {"region", "", "region"}}) {
    const auto query = ParseListQuery(kPerson, {{bad.key, bad.value}});
    ASSERT_FALSE(query) << bad.key << "=" << bad.value;
    EXPECT_EQ(query.error().kind, &kBadInput);
    ASSERT_FALSE(query.error().details.empty()) << bad.key << "=" << bad.value;
    EXPECT_EQ(query.error().details[0], (std::pair<std::string, std::string>("field", bad.field)));
    // What somebody typed may be a name or a number: it does not go into the message of a value.
    if (std::string(bad.key) == "birth.ge") {
      EXPECT_EQ(query.error().message.find(bad.value), std::string::npos);
    }
  }
  std::string many;
  for (int i = 0; i < 201; ++i) many += (i == 0 ? "" : ",") + std::to_string(i);
  EXPECT_FALSE(ParseListQuery(kPerson, {{"employment.in", many}}));
  EXPECT_FALSE(ParseListQuery(kEmployer, {{"region", "433124000000"}})) << "employers have no home code";
}

TEST(ParseListQuery, TakesWhatIsDeclared) {
  const auto query = ParseListQuery(kPerson,
                                    {{"view", "task"},
                                     {"q", "麻"},
                                     {"employment.in", "on_post,returned"},
                                     {"region", "433124112000"},
                                     {"sort", "-updated_at"},
                                     {"size", "50"},
                                     {"page", "3"}},
                                    {"view", "q"});
  ASSERT_TRUE(query) << query.error().ToString();
  EXPECT_EQ(query->conditions.size(), 1U);
  EXPECT_EQ(query->conditions[0].values.size(), 2U);
  EXPECT_EQ(query->region, (CodeRange{433124112000, 433124112999}));
  EXPECT_EQ(query->sort->name, "updated_at");
  EXPECT_TRUE(query->descending);
  EXPECT_EQ(query->size, 50);
  EXPECT_EQ(query->page, 3);
  EXPECT_EQ(ParseListQuery(kPerson, {{"region", "430000000000"}})->region, (CodeRange{430000000000, 439999999999}));
  EXPECT_EQ(ParseListQuery(kPerson, {{"region", "433100000000"}})->region, (CodeRange{433100000000, 433199999999}));
  EXPECT_EQ(ParseListQuery(kPerson, {{"region", "433124112201"}})->region, (CodeRange{433124112201, 433124112201}));
}

INSTANTIATE_TEST_SUITE_P(Databases, ListQueryTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq
