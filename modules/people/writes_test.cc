// What a write is refused for: days that cannot be, states that say nothing.
#include <gtest/gtest.h>

#include "modules/people/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"

namespace gq::people {
namespace {

class WritesTest : public SharingWorld {
 protected:
  std::string Form(int number, const std::string& more = {}) {
    return R"({"name":"龙建设","id_number":")" + NumberOf(number) + R"(","home_unit":)" +
           std::to_string(IdOf(kVillage)) + more + "}";
  }
  Person Add(int number) {
    return Enter(huayuan_, Form(number, R"(,"employment":"not_working","ability":"able")")).value();
  }
  Person Read(const Person& person) { return store_->Get<Person>(Scope::System("test"), person.id).value(); }
  Result<Spell> SaveText(const Person& person, const std::string& text) {
    const auto document = json::Parse(text);
    EXPECT_TRUE(document) << text;
    return SaveSpell(*store_, huayuan_, person.id, {}, document->root(), {});
  }
  Result<Person> Change(const Person& person, const std::string& employment, const char* on) {
    StateChange change;
    change.employment = employment;
    if (on != nullptr) change.on = Date::Parse(on);
    return ChangeState(*store_, huayuan_, person.id, change);
  }
  // The field that the refusal names.
  template <typename T>
  static std::string FieldOf(const Result<T>& result) {
    if (result) return "accepted";
    for (const auto& [name, value] : result.error().details) {
      if (name == "field") return value;
    }
    return std::string(result.error().kind->code);
  }
};

TEST_P(WritesTest, AChangeOfStateHasADayThatCanBe) {
  const Person person = Add(1);  // born 1990-01-01
  EXPECT_EQ(FieldOf(Change(person, "flexible", "2099-01-01")), "on");
  EXPECT_EQ(FieldOf(Change(person, "flexible", "1999-01-01")), "on");
  EXPECT_EQ(Read(person).employment, "not_working");
  ASSERT_TRUE(SaveText(person, R"({"state":"on_post","employer_name":"某厂","start_on":"2025-03-01"})"));
  EXPECT_EQ(FieldOf(Change(person, "returned", "2025-02-28")), "on");
  EXPECT_EQ(FieldOf(Change(person, "returned", "2099-01-01")), "on");
  EXPECT_EQ(Count("SELECT count(*) FROM spell WHERE end_on IS NOT NULL"), 0);
  ASSERT_TRUE(Change(person, "returned", "2025-03-01"));
  EXPECT_EQ(Count("SELECT count(*) FROM spell WHERE end_on = 20250301"), 1);
}

TEST_P(WritesTest, OnPostMeansSomewhere) {
  const Person person = Add(1);
  EXPECT_EQ(FieldOf(Change(person, "on_post", nullptr)), "employment");
  EXPECT_EQ(FieldOf(Enter(huayuan_, Form(2, R"(,"employment":"on_post")"))), "employment");
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE list = 'retention'"), 0);
  // Somebody under way has a spell, and arrives.
  ASSERT_TRUE(SaveText(person, R"({"state":"departed","employer_name":"某厂"})"));
  EXPECT_TRUE(Change(person, "on_post", nullptr));
}

TEST_P(WritesTest, SpellsBeginAndEndOnDaysThatCanBe) {
  const Person person = Add(1);
  EXPECT_EQ(FieldOf(SaveText(person, R"({"state":"on_post","employer_name":"某厂","start_on":"2099-01-01"})")),
            "start_on");
  EXPECT_EQ(FieldOf(SaveText(person, R"({"state":"on_post","employer_name":"某厂","start_on":"1999-01-01"})")),
            "start_on");
  EXPECT_EQ(FieldOf(SaveText(
                person, R"({"state":"ended","employer_name":"某厂","start_on":"2025-01-01","end_on":"2099-01-01"})")),
            "end_on");
  EXPECT_EQ(FieldOf(SaveText(
                person, R"({"state":"ended","employer_name":"某厂","start_on":"2025-01-01","end_on":"2024-12-31"})")),
            "end_on");
  EXPECT_EQ(Count("SELECT count(*) FROM spell"), 0);
  const std::string soon = store_->Now().DateInShanghai().AddDays(20).ToString();
  EXPECT_TRUE(SaveText(person, R"({"state":"departed","employer_name":"某厂","start_on":")" + soon + "\"}"));
}

TEST_P(WritesTest, FromAndToAreNotReversed) {
  const std::string reversed =
      R"(,"target_group":"lifted","target_group_from":"2021-01-01","target_group_to":"2020-12-31")";
  EXPECT_EQ(FieldOf(Enter(huayuan_, Form(1, reversed))), "target_group_to");
  Person person = Add(1);
  const auto edit = [&](const std::string& fields) {
    const auto document = json::Parse("{\"version\":" + std::to_string(Read(person).version) + fields + "}");
    return EditPerson(*store_, huayuan_, person.id, document->root(), {});
  };
  EXPECT_EQ(FieldOf(edit(reversed)), "target_group_to");
  EXPECT_EQ(Read(person).target_group, "");
  ASSERT_EQ(
      FieldOf(edit(R"(,"target_group":"lifted","target_group_from":"2014-01-01","target_group_to":"2020-12-31")")),
      "accepted");
  // Beside what stands there, and not beside the days of a group that was left.
  EXPECT_EQ(FieldOf(edit(R"(,"target_group_from":"2021-01-01")")), "target_group_to");
  EXPECT_EQ(FieldOf(edit(R"(,"target_group":"monitored","target_group_from":"2023-06-30")")), "accepted");
  EXPECT_EQ(Read(person).former_groups, "lifted:20140101:20201231");
  // The other side's words for a spell: the contract and, of one that has ended, both ends.
  EXPECT_EQ(FieldOf(SaveText(person, R"({"state":"on_post","employer_name":"某厂","contract_start":"2026-05-01",)"
                                     R"("contract_end":"2026-04-30"})")),
            "contract_end");
  const auto spell = SaveText(person, R"({"state":"on_post","employer_name":"某厂","start_on":"2025-03-01"})");
  ASSERT_TRUE(spell);
  const auto end = json::Parse("{\"version\":" + std::to_string(spell->version) + R"(,"on":"2025-02-28"})");
  EXPECT_EQ(FieldOf(EndSpell(*store_, huayuan_, person.id, spell->id, end->root(), {})), "end_on");
  EXPECT_EQ(Count("SELECT count(*) FROM spell WHERE end_on IS NOT NULL"), 0);
}

TEST_P(WritesTest, ABirthIsTheNumbersAndNotInTheFuture) {
  const Person person = Add(1);
  const auto edit = [&](const std::string& birth) {
    const auto document =
        json::Parse("{\"version\":" + std::to_string(Read(person).version) + R"(,"birth":")" + birth + "\"}");
    return FieldOf(EditPerson(*store_, huayuan_, person.id, document->root(), {}));
  };
  EXPECT_EQ(edit("2090-01-01"), "birth");
  EXPECT_EQ(edit("1991-01-01"), "birth");  // the number says 1990-01-01
  EXPECT_EQ(edit("1990-01-01"), "accepted");
  const auto pending = [&](const std::string& birth) {
    return FieldOf(Enter(huayuan_, R"({"name":"龙某","identifier_kind":"pending","birth":")" + birth +
                                       R"(","home_unit":)" + std::to_string(IdOf(kVillage)) + "}"));
  };
  EXPECT_EQ(pending("2090-01-01"), "birth");
  EXPECT_EQ(pending("1890-01-01"), "birth");
  EXPECT_EQ(pending("1990-05-01"), "accepted");
}

TEST_P(WritesTest, AnIntentionThatWasChangedMeanwhileIsNotOverwritten) {
  const Person person = Add(1);
  const auto save = [&](const std::string& text) {
    const auto document = json::Parse(text);
    EXPECT_TRUE(document) << text;
    return SaveIntention(*store_, huayuan_, person.id, document->root(), {});
  };
  const auto first = save(R"({"want_wage_fen":500000})");
  ASSERT_TRUE(first) << first.error().ToString();
  const std::string version = R"({"version":)" + std::to_string(first->version);
  const auto second = save(version + R"(,"want_wage_fen":600000})");
  ASSERT_TRUE(second) << second.error().ToString();
  const auto late = save(version + R"(,"want_wage_fen":400000})");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, &kConflict);
  EXPECT_FALSE(save(R"({"version":99,"want_wage_fen":400000})"));
  EXPECT_FALSE(save(R"({"want_wage_fen":400000})"));  // without a version it cannot be told
  EXPECT_EQ(Count("SELECT want_wage_fen FROM intention"), 600000);
}

INSTANTIATE_TEST_SUITE_P(Databases, WritesTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::people
