// For tests: a store with two origin counties and a destination, an officer of each, on the database under test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/id_number.h"
#include "kits/crypto/password.h"
#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "kits/store/verify.h"
#include "modules/org/service.h"
#include "modules/people/register.h"
#include "modules/schema/schema.h"

namespace gq::people {

inline constexpr std::int64_t kVillage = 433124112201, kCounty = 433124000000, kOtherVillage = 433125100201,
                              kOtherCounty = 433125000000, kDestination = 350104000000, kStreet = 350104001000,
                              kFarCounty = 350981000000, kFarStreet = 350981001000;

// The n-th (1 to 999) resident number of the county.
inline std::string NumberOf(int n) {
  const std::string digits = "43312419900101" + std::string(n < 10 ? "00" : n < 100 ? "0" : "") + std::to_string(n);
  return digits + IdCheckCharacter(digits);
}

class SharingWorld : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    RegisterAllRecordTypes();
    static int n = 0;
    const auto key = db::testing::TemporaryFolder() / ("sharing-keys" + std::to_string(n++)) / "k.key";
    auto opened = Store::Open({.url = db::testing::FreshUrl(GetParam()), .key_path = key.string(), .create = true},
                              AllMigrations());
    ASSERT_TRUE(opened) << opened.error().ToString();
    store_ = std::move(*opened);
    ASSERT_TRUE(org::LoadDivisions(*store_, {{350000000000, "福建省", 1},
                                             {350100000000, "福州市", 2},
                                             {kDestination, "仓山区", 3},
                                             {kStreet, "仓前街道", 4},
                                             {350900000000, "宁德市", 2},
                                             {kFarCounty, "福安市", 3},
                                             {kFarStreet, "坂中街道", 4},
                                             {430000000000, "湖南省", 1},
                                             {433100000000, "湘西州", 2},
                                             {kCounty, "花垣县", 3},
                                             {433124112000, "双龙镇", 4},
                                             {kVillage, "十八洞村", 5},
                                             {kOtherCounty, "保靖县", 3},
                                             {433125100000, "迁陵镇", 4},
                                             {kOtherVillage, "和平村", 5}}));
    huayuan_ = ScopeFor("huayuan", "county_officer", IdOf(kCounty), "home");
    baojing_ = ScopeFor("baojing", "county_officer", IdOf(kOtherCounty), "home");
    cangshan_ = ScopeFor("cangshan", "destination_officer", IdOf(kDestination), "work");
  }
  std::int64_t IdOf(std::int64_t code) { return org::FindUnitByCode(*store_, code).value().value().id; }
  Scope ScopeFor(const std::string& name, const std::string& role, std::int64_t unit, const std::string& side) {
    const auto made = org::CreateAccount(*store_, Scope::System("test"), hasher_,
                                         {name, "某某", "correct horse", unit, {{role, unit, side}}});
    EXPECT_TRUE(made) << made.error().ToString();
    return org::ActAs(*store_, name)->scope;
  }
  Result<Person> Enter(const Scope& scope, const std::string& text) {
    const auto document = json::Parse(text);
    EXPECT_TRUE(document) << text;
    return RegisterPerson(*store_, scope, document->root(), {});
  }

  std::int64_t Count(const std::string& sql) {
    std::int64_t n = -1;
    EXPECT_TRUE(store_->Query(Scope::System("test"), "{shared}" + sql, {}, [&](const db::Row& row) {
      n = row.Int(0);
      return Ok();
    }));
    return n;
  }
  // What households count of their people is what is there (modules/people/household.h).
  void ExpectCounted() {
    EXPECT_EQ(
        Count("SELECT count(*) FROM household h WHERE COALESCE(h.members, 0) <> (SELECT count(*) FROM person p WHERE "
              "p.household_id = h.id AND p.merged_into IS NULL) OR COALESCE(h.workers, 0) <> (SELECT count(*) FROM "
              "person p WHERE p.household_id = h.id AND p.merged_into IS NULL AND p.ability IN ('able', "
              "'partly_able') AND p.register_status = 'active')"),
        0);
  }
  // Whatever a test did: the chains verify and the counts by region hold.
  void TearDown() override {
    const auto audit = VerifyAudit(*store_, {});
    ASSERT_TRUE(audit) << audit.error().ToString();
    for (const auto& problem : audit->problems) {
      if (!edits_directly_ || problem.find("被直接改过") == std::string::npos) ADD_FAILURE() << problem;
    }
    EXPECT_EQ(Count("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM person_count"),
              Count("SELECT count(*) FROM person"));
    ExpectCounted();
  }

  bool edits_directly_ = false;  // a test that sets a scene by SQL: what it edits stands out in the audit, rightly
  std::unique_ptr<Store> store_;
  crypto::PasswordHasher hasher_{{.passes = 1, .memory_bytes = std::size_t{8} << 20}};
  Scope huayuan_ = Scope::Nobody(""), baojing_ = Scope::Nobody(""), cangshan_ = Scope::Nobody("");
};

}  // namespace gq::people
