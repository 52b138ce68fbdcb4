// Finding people whose names are written with variants of characters (D9).
#include <gtest/gtest.h>

#include <set>

#include "modules/people/name_index.h"
#include "modules/people/people_query.h"
#include "modules/people/sharing_world.h"

namespace gq::people {
namespace {

class NamesTest : public SharingWorld {
 protected:
  void Add(const std::string& name) {
    ASSERT_TRUE(Enter(huayuan_, R"({"name":")" + name + R"(","id_number":")" + NumberOf(++people_) +
                                    R"(","home_unit":)" + std::to_string(IdOf(kVillage)) + "}"));
  }
  std::string NameOf(const Uuid& id) { return store_->Get<Person>(Scope::System("test"), id)->name; }
  // Names in the order of the index.
  std::vector<std::string> Found(NameIndex& index, const std::string& text, std::size_t limit = 12) {
    std::vector<std::string> names;
    const auto hits = index.Find(huayuan_, text, limit);
    for (const auto& hit : *hits) names.push_back(NameOf(hit.id));
    return names;
  }
  std::set<std::string> All(NameIndex& index, const std::string& text) {
    const auto names = Found(index, text);
    return {names.begin(), names.end()};
  }
  std::set<std::string> Listed(const std::string& key, const std::string& text) {
    const auto query = ReadPeopleQuery({{key, text}});
    EXPECT_TRUE(query);
    std::set<std::string> names;
    const auto people = List<Person>(*store_, huayuan_, *query);
    for (const auto& person : *people) names.insert(person.name);
    return names;
  }
  int people_ = 0;
};

TEST_P(NamesTest, ACharacterIsFoundHoweverItIsWritten) {
  for (const char* name : {"吴群", "吳羣", "龙峰", "龍峯", "石一"}) Add(name);
  NameIndex index(*store_);
  ASSERT_TRUE(index.Load());
  const std::set<std::string> both = {"吴群", "吳羣"}, dragons = {"龙峰", "龍峯"};
  for (const char* typed : {"吴", "吳", "群", "羣", "吴群", "吳群", "吴羣", "吳羣"}) {
    EXPECT_EQ(All(index, typed), both) << typed;
    EXPECT_EQ(Listed("name.like", typed), both) << typed;
    EXPECT_EQ(Listed("q", typed), both) << typed;
  }
  for (const char* typed : {"龙", "龍", "峰", "峯", "龍峰"}) EXPECT_EQ(All(index, typed), dragons) << typed;
  EXPECT_EQ(All(index, "wq"), both) << "initials as before";
  EXPECT_EQ(All(index, "longfeng"), dragons);
  EXPECT_TRUE(All(index, "一吴").empty()) << "a name and its other form are two texts";
  EXPECT_TRUE(All(index, "羣吴").empty());
  // Whoever enters after the start too.
  Add("吳一");
  ASSERT_TRUE(index.Refresh());
  EXPECT_EQ(All(index, "吴"), (std::set<std::string>{"吴群", "吳羣", "吳一"}));
}

TEST_P(NamesTest, TheSpellingThatWasTypedComesFirst) {
  for (int i = 0; i < 60; ++i) Add("吴伟");
  Add("吳偉");
  NameIndex index(*store_);
  ASSERT_TRUE(index.Load());
  EXPECT_EQ(Found(index, "吳偉", 12).front(), "吳偉");
  EXPECT_EQ(Found(index, "吳偉", 12).size(), 12U);
}

INSTANTIATE_TEST_SUITE_P(Databases, NamesTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::people
