#include <gtest/gtest.h>

#include "kits/crypto/password.h"
#include "kits/db/test_support.h"
#include "modules/org/service.h"
#include "modules/org/words.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"
#include "modules/schema/schema.h"

namespace gq::org {
namespace {

class OrgTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    RegisterAllRecordTypes();
    static int n = 0;
    const auto key = db::testing::TemporaryFolder() / ("org-keys" + std::to_string(n++)) / "k.key";
    auto opened = Store::Open({.url = db::testing::FreshUrl(GetParam()), .key_path = key.string(), .create = true},
                              AllMigrations());
    ASSERT_TRUE(opened) << opened.error().ToString();
    store_ = std::move(*opened);
    const std::vector<Division> divisions = {{430000000000, "湖南省", 1},   {433100000000, "湘西土家族苗族自治州", 2},
                                             {433124000000, "花垣县", 3},   {433124112000, "双龙镇", 4},
                                             {433124112201, "十八洞村", 5}, {433125000000, "保靖县", 3}};
    ASSERT_EQ(LoadDivisions(*store_, divisions).value(), 6);
    ASSERT_EQ(LoadDivisions(*store_, divisions).value(), 0);
  }
  std::int64_t IdOf(std::int64_t code) { return FindUnitByCode(*store_, code).value().value().id; }
  Account Create(const std::string& name, const std::string& role, std::int64_t code, const std::string& side) {
    const auto made = CreateAccount(*store_, Scope::System("test"), hasher_,
                                    {name, "某某", "correct horse", IdOf(code), {{role, IdOf(code), side}}});
    EXPECT_TRUE(made) << made.error().ToString();
    return *made;
  }
  crypto::PasswordHasher hasher_{{.passes = 1, .memory_bytes = 8U << 20}};
  std::unique_ptr<Store> store_;
};

TEST_P(OrgTest, TreeKnowsParentsRangesAndNames) {
  const auto path = PathOf(*store_, IdOf(433124112201)).value();
  ASSERT_EQ(path.size(), 5U);
  EXPECT_EQ(path[2].name, "花垣县");
  EXPECT_EQ(RangeOf(path[2]), (CodeRange{433124000000, 433124999999}));
  EXPECT_EQ(PlaceName(*store_, 433124112201), "湘西土家族苗族自治州花垣县双龙镇十八洞村");
  EXPECT_EQ(PlaceName(*store_, 433124112201, 3), "花垣县双龙镇十八洞村");
  EXPECT_EQ(PlaceName(*store_, 433124000000, 3), "花垣县");
  EXPECT_EQ(ListChildren(*store_, IdOf(433100000000))->size(), 2U);
}

// What the national list calls a level and nobody does: the city or the province stands for it.
TEST_P(OrgTest, PlacesOfMunicipalitiesKeepTheirCity) {
  ASSERT_TRUE(LoadDivisions(*store_, {{110000000000, "北京市", 1},
                                      {110100000000, "市辖区", 2},
                                      {110101000000, "东城区", 3},
                                      {420000000000, "湖北省", 1},
                                      {429000000000, "省直辖县级行政区划", 2},
                                      {429004000000, "仙桃市", 3},
                                      {659000000000, "自治区直辖县级行政区划", 2}}));
  EXPECT_EQ(PlaceName(*store_, 110101000000), "北京市东城区");
  EXPECT_EQ(PlaceName(*store_, 110101000000, 3), "东城区");
  EXPECT_EQ(PlaceName(*store_, 110101001000, 1), "北京市东城区");
  EXPECT_EQ(PlaceName(*store_, 110100000000), "北京市");
  EXPECT_EQ(PlaceName(*store_, 110000000000), "北京市");
  EXPECT_EQ(PlaceName(*store_, 429004000000), "湖北省仙桃市");
  EXPECT_EQ(PlaceName(*store_, 429004000000, 1), "湖北省仙桃市");
}

// The id of a unit, the code of a place, an account and places in a text are written with their names beside them.
TEST_P(OrgTest, CodesHaveWordsBesideThem) {
  Create("huayuan", "county_officer", 433124000000, "home");
  Spell spell;
  spell.county_id = IdOf(433124000000);
  spell.steward_unit = IdOf(433125000000);
  spell.work_code = 433124112000;
  json::Writer out;
  out.BeginObject();
  WriteWords(out, *store_, kSpell, &spell);
  out.EndObject();
  EXPECT_EQ(std::move(out).Take(), R"({"steward_unit_name":"保靖县"})") << "the place of work has a member of its own";

  const auto words = [&](const RecordType& type, std::string_view name, Value value) {
    return WordsOf(*store_, *type.FindField(name), value).value_or("(none)");
  };
  EXPECT_EQ(words(kSpell, "work_code", std::int64_t{433124112000}), "湘西土家族苗族自治州花垣县双龙镇");
  EXPECT_EQ(words(kSpell, "steward_unit", std::int64_t{999999}), "(none)");
  EXPECT_EQ(words(kSpell, "steward_unit", Value()), "(none)");
  EXPECT_EQ(words(kPost, "staff_by_origin", std::string("433124:12;4331250:3;福州:2")),
            "湘西土家族苗族自治州花垣县 12 人、湘西土家族苗族自治州保靖县 3 人、福州 2 人");
  EXPECT_EQ(words(kIntention, "want_regions", std::string("福州;433125000000")), "福州、湘西土家族苗族自治州保靖县");
  EXPECT_EQ(words(kPost, "name", std::string("433124")), "(none)") << "a name is a name";
  EXPECT_EQ(words(kPost, "collected_by", std::int64_t{IdOf(433124000000)}), "花垣县");
  const Field made_by = Field(*kSpell.FindField("employer_name")).With([](Field& f) { f.name = "made_by"; });
  EXPECT_EQ(WordsOf(*store_, made_by, std::string("huayuan")).value_or(""), "某某");
  EXPECT_EQ(WordsOf(*store_, made_by, std::string("nobody")).value_or(""), "nobody");
}

TEST_P(OrgTest, ZoneOutsideTheTreeLiesInsideItsParentsRange) {
  const auto zone = AddUnit(*store_, Scope::System("test"), "zone", IdOf(433100000000), "湘西经济开发区");
  ASSERT_TRUE(zone) << zone.error().ToString();
  EXPECT_TRUE(RangeOf(GetUnit(*store_, IdOf(433100000000)).value()).Contains(zone->code));
  EXPECT_FALSE(RangeOf(GetUnit(*store_, IdOf(433124000000)).value()).Contains(zone->code));
}

TEST_P(OrgTest, SignInResumeSignOut) {
  Create("huayuan", "county_officer", 433124000000, "home");
  EXPECT_EQ(SignIn(*store_, hasher_, "huayuan", "wrong").error().kind, &kSignIn);
  EXPECT_EQ(SignIn(*store_, hasher_, "nobody", "wrong").error().kind, &kSignIn);
  const auto session = SignIn(*store_, hasher_, "huayuan", "correct horse");
  ASSERT_TRUE(session) << session.error().ToString();
  const auto resumed = Resume(*store_, session->token);
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->scope.home, (std::vector<CodeRange>{{433124000000, 433124999999}}));
  EXPECT_TRUE(resumed->scope.May("imports.run"));
  EXPECT_FALSE(resumed->scope.SeesHome(433125000000));
  ASSERT_TRUE(SignOut(*store_, session->token));
  EXPECT_EQ(Resume(*store_, session->token).error().kind, &kUnauthenticated);
}

TEST_P(OrgTest, GuessingIsSlowedDown) {
  Create("huayuan", "county_officer", 433124000000, "home");
  for (int i = 0; i < 8; ++i) EXPECT_EQ(SignIn(*store_, hasher_, "huayuan", "wrong").error().kind, &kSignIn);
  EXPECT_EQ(SignIn(*store_, hasher_, "huayuan", "correct horse").error().kind, &kBlocked);
}

TEST_P(OrgTest, WeakPasswordsAndUnknownRolesAreRefused) {
  EXPECT_FALSE(CreateAccount(*store_, Scope::System("t"), hasher_, {"abcdefgh", "n", "abcdefgh", 1, {}}));
  EXPECT_FALSE(CreateAccount(*store_, Scope::System("t"), hasher_, {"a", "n", "short", 1, {}}));
  EXPECT_FALSE(
      CreateAccount(*store_, Scope::System("t"), hasher_, {"a", "n", "long enough", 1, {{"king", 1, "home"}}}));
}

INSTANTIATE_TEST_SUITE_P(Databases, OrgTest, ::testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgres),
                         [](const auto& info) { return db::testing::Name(info.param); });

}  // namespace
}  // namespace gq::org
