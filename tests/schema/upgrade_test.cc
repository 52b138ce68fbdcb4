// Migrations that change what is stored: a database of the version before is filled by SQL, brought up, and read.
#include <string>
#include <vector>

#include "kits/db/test_support.h"
#include "modules/schema/schema.h"

namespace gq {
namespace {

class Upgrade : public ::testing::TestWithParam<db::Dialect> {
 protected:
  // All steps, those of `module` from `version` on left out.
  static void LeaveOut(std::vector<db::Migration>& steps, std::string_view module, int version) {
    std::erase_if(steps, [&](const auto& step) { return step.module == module && step.version >= version; });
  }
  std::string Bytes(const std::string& sql) {
    std::string found;
    const auto lease = *database_->Read();
    const Status read = lease->ForEach(sql, {}, [&](const db::Row& row) {
      found = row.String(0);
      return Ok();
    });
    EXPECT_TRUE(read) << read.error().ToString();
    return found;
  }
  db::testing::TestDatabase database_{GetParam()};
};

TEST_P(Upgrade, KeyedIndexesOfNumbersBeginWithTheirLastFour) {
  std::vector<db::Migration> before = AllMigrations();
  LeaveOut(before, "people", 6);
  LeaveOut(before, "subsidies", 6);
  ASSERT_TRUE(db::Migrate(*database_, before));
  // Zeros and a quote within: bytes, not text.
  const std::string whole(
      "\x00w'\xff\x00"
      "0123456789a",
      16),
      tail(
          "\xfe\x00t\x80\x00"
          "abc",
          8);
  const std::string other(16, 'o'), end(8, 'e');
  {
    const auto lease = *database_->Write();
    ASSERT_TRUE(
        lease->Execute("INSERT INTO person (county_id, id, name, home_code, phone_index, phone_tail, created_at, "
                       "updated_at, version) VALUES (1, ?1, '麻金莲', 433124001001, ?2, ?3, 0, 0, 0)",
                       {db::Blob{other}, db::Blob{whole}, db::Blob{tail}}));
    ASSERT_TRUE(
        lease->Execute("INSERT INTO person (county_id, id, name, home_code, created_at, updated_at, version) "
                       "VALUES (1, ?1, '无电话', 433124001001, 0, 0, 0)",
                       {db::Blob{end}}));
    // The number of a record that was merged leads to another person; nobody bears the last one any more.
    for (const auto& [index, part] : {std::pair{whole, tail}, std::pair{other, end}}) {
      ASSERT_TRUE(lease->Execute("INSERT INTO identity_index (value_index, county_id, person_id) VALUES (?1, 7, ?1)",
                                 {db::Blob{index}}));
      ASSERT_TRUE(
          lease->Execute("INSERT INTO person_identifier (county_id, id, person_id, kind, value_index, value_tail, "
                         "status) VALUES (1, ?1, ?1, 'resident18', ?1, ?2, 'active')",
                         {db::Blob{index}, db::Blob{part}}));
    }
  }
  const Status upgraded = db::Migrate(*database_, AllMigrations());
  ASSERT_TRUE(upgraded) << upgraded.error().ToString();
  EXPECT_EQ(Bytes("SELECT phone_index FROM person WHERE name = '麻金莲'"), tail + whole);
  EXPECT_EQ(Bytes("SELECT count(*) FROM person WHERE phone_index IS NULL"), "1");
  EXPECT_EQ(Bytes("SELECT value_index FROM identity_index ORDER BY value_index DESC"), end + other);
  EXPECT_EQ(Bytes("SELECT value_index FROM identity_index ORDER BY value_index"), tail + whole);
  EXPECT_EQ(
      Bytes("SELECT count(*) FROM identity_index x JOIN person_identifier i ON i.value_index = x.value_index WHERE "
            "x.county_id = 7"),
      "2");
}

TEST_P(Upgrade, PeopleAndSpellsAreKeptWhenTheirKeyChanges) {
  std::vector<db::Migration> before = AllMigrations();
  LeaveOut(before, "people", 7);
  ASSERT_TRUE(db::Migrate(*database_, before));
  const std::string person(
      "\x01\x00p'\xff\x00"
      "0123456789",
      16),
      spell(
          "\x02\x00s\x80\x00"
          "0123456789a",
          16);
  {
    const auto lease = *database_->Write();
    ASSERT_TRUE(lease->Execute(
        "INSERT INTO person (county_id, id, name, home_code, note, merged_into, created_at, updated_at, version, "
        "other_groups) VALUES (7, ?1, '麻金莲', 433124001001, '备注', ?1, 11, 12, 13, 'poor')",
        {db::Blob{person}}));
    ASSERT_TRUE(lease->Execute(
        "INSERT INTO spell (county_id, id, person_id, home_code, state, end_on, created_at, updated_at, version, "
        "employment_class) VALUES (7, ?1, ?2, 433124001001, 'ended', 20260831, 21, 22, 23, 'c')",
        {db::Blob{spell}, db::Blob{person}}));
  }
  const Status upgraded = db::Migrate(*database_, AllMigrations());
  ASSERT_TRUE(upgraded) << upgraded.error().ToString();
  EXPECT_EQ(Bytes("SELECT id FROM person WHERE county_id = 7 AND note = '备注' AND other_groups = 'poor' AND "
                  "created_at = 11 AND updated_at = 12 AND version = 13 AND merged_into = id"),
            person);
  EXPECT_EQ(Bytes("SELECT id FROM spell WHERE county_id = 7 AND state = 'ended' AND end_on = 20260831 AND "
                  "created_at = 21 AND updated_at = 22 AND version = 23 AND employment_class = 'c'"),
            spell);
}

TEST_P(Upgrade, SpansOfCausesAreReadOffTheEvents) {
  std::vector<db::Migration> before = AllMigrations();
  LeaveOut(before, "audit", 2);
  ASSERT_TRUE(db::Migrate(*database_, before));
  {
    const auto lease = *database_->Write();
    const std::vector<std::string> causes = {"", "a", "a", "b", "a", "", "a"};
    for (const int chain : {1, 2}) {
      for (std::size_t n = 0; n < causes.size(); ++n)
        ASSERT_TRUE(lease->Execute(
            "INSERT INTO event (chain, seq, at, actor, action, subject_type, subject_id, cause, commitment, hash) "
            "VALUES (?1, ?2, 0, 'x', 'x', 'x', ?3, ?4, ?3, ?3)",
            {chain, static_cast<std::int64_t>(n + 1), db::Blob{"\x01"}, causes[n]}));
    }
  }
  const Status upgraded = db::Migrate(*database_, AllMigrations());
  ASSERT_TRUE(upgraded) << upgraded.error().ToString();
  std::string spans;
  const auto lease = *database_->Read();
  ASSERT_TRUE(lease->ForEach("SELECT chain, cause, first_seq, last_seq FROM event_span ORDER BY chain, first_seq", {},
                             [&](const db::Row& row) {
                               spans += std::to_string(row.Int(0)) + row.String(1) + std::to_string(row.Int(2)) + "-" +
                                        std::to_string(row.Int(3)) + " ";
                               return Ok();
                             }));
  EXPECT_EQ(spans, "1a2-3 1b4-4 1a5-5 1a7-7 2a2-3 2b4-4 2a5-5 2a7-7 ");
}

INSTANTIATE_TEST_SUITE_P(Databases, Upgrade, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq
