// Posts over HTTP: values that exclude each other, and the last day of a post (modules/posts/open.h).
#include <gtest/gtest.h>

#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "tests/scopes/world.h"

namespace gq::scopes {
namespace {

class Posts : public ::testing::TestWithParam<db::Dialect> {
 protected:
  const std::string kOfficer = "county_officer";
  World world{GetParam()};
  Date today() { return world.store().Now().DateInShanghai(); }
  std::string Text(const std::string& body, const char* name) {
    const auto document = json::Parse(body);
    const auto node = document->root().Find(name);
    return node ? node->Text().value_or("") : "";
  }
  std::int64_t Number(const std::string& body, const char* name) {
    const auto document = json::Parse(body);
    return document->root().Get(name)->Integer().value_or(-1);
  }
  Answer Add(const std::string& fields) {
    return world.Call(
        kOfficer, "POST", "/api/posts",
        R"({"external_id":"X)" + std::to_string(++added_) + R"(","name":"吳記缝纫","openings":3)" + fields + "}");
  }
  std::string One(const std::string& id) { return world.Call(kOfficer, "GET", "/api/posts/" + id).body; }
  Answer Edit(const std::string& id, const std::string& fields) {
    return world.Call(kOfficer, "PATCH", "/api/posts/" + id,
                      "{\"version\":" + std::to_string(Number(One(id), "version")) + fields + "}");
  }
  Answer Publish(const std::string& id) { return world.Call(kOfficer, "POST", "/api/posts/" + id + "/publish"); }
  // Rows of the list and the count, which are to be the same.
  std::int64_t Listed(const std::string& filter) {
    const auto list = world.Call(kOfficer, "GET", "/api/posts?size=200&name.like=%E5%90%B4&" + filter);  // 吴
    EXPECT_EQ(list.status, 200) << list.body;
    const auto document = json::Parse(list.body);
    const auto rows = static_cast<std::int64_t>(document->root().Get("rows")->Items()->size());
    const auto count = world.Call(kOfficer, "GET", "/api/posts/count?name.like=%E5%90%B4&" + filter);
    EXPECT_EQ(Number(count.body, "count"), rows) << filter;
    return rows;
  }
  int added_ = 0;
};

TEST_P(Posts, ReversedValuesAreRefused) {
  for (const auto& [fields, field] : std::vector<std::pair<std::string, std::string>>{
           {R"(,"age_min":45,"age_max":18)", "age_max"},
           {R"(,"wage_min_fen":600000,"wage_max_fen":400000)", "wage_max_fen"},
           {R"(,"valid_from":"2026-09-01","valid_to":"2026-08-31")", "valid_to"}}) {
    const Answer refused = Add(fields);
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_NE(refused.body.find("\"" + field + "\""), std::string::npos) << refused.body;
  }
  const Answer added = Add(R"(,"age_min":18,"age_max":45,"wage_min_fen":400000)");
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string id = Text(added.body, "id");
  const Answer refused = Edit(id, R"(,"age_min":50)");
  EXPECT_EQ(refused.status, 422) << "beside what stands there";
  EXPECT_NE(refused.body.find("“最小年龄”（50 岁）大于“最大年龄”（45 岁）"), std::string::npos) << refused.body;
  EXPECT_EQ(Edit(id, R"(,"age_min":45)").status, 200);
}

TEST_P(Posts, TheLastDayEndsAPost) {
  const Answer added = Add(R"(,"valid_to":")" + today().ToString() + "\"");
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string id = Text(added.body, "id");
  EXPECT_EQ(Text(One(id), "state"), "draft");
  ASSERT_EQ(Publish(id).status, 200);
  EXPECT_EQ(Text(One(id), "state"), "open") << "on its last day";
  EXPECT_EQ(Listed("state=open"), 1);
  EXPECT_EQ(Listed("state=expired"), 0);
  ASSERT_EQ(Edit(id, R"(,"valid_to":")" + today().AddDays(-1).ToString() + "\"").status, 200);
  EXPECT_EQ(Text(One(id), "state"), "expired");
  EXPECT_EQ(Listed("state=open"), 0);
  EXPECT_EQ(Listed("state.in=open,draft"), 0);
  EXPECT_EQ(Listed("state=expired"), 1);
  EXPECT_EQ(Listed("state.in=open,expired"), 1);
  const auto listed = world.Call(kOfficer, "GET", "/api/posts?name.like=%E5%90%B4").body;
  EXPECT_NE(listed.find("\"state\":\"expired\""), std::string::npos) << listed;
  const Answer refused = Publish(id);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("有效期止（" + today().AddDays(-1).ToString() + "）已经过去，不能发布"),
            std::string::npos)
      << refused.body;
  // A later last day is enough.
  ASSERT_EQ(Edit(id, R"(,"valid_to":")" + today().AddDays(30).ToString() + "\"").status, 200);
  EXPECT_EQ(Text(One(id), "state"), "open");
  EXPECT_EQ(Publish(id).status, 409) << "it is published";
}

TEST_P(Posts, ADraftThatIsOverIsNotPublished) {
  const Answer added = Add(R"(,"valid_to":"2026-01-31")");
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string id = Text(added.body, "id");
  EXPECT_EQ(Publish(id).status, 422);
  EXPECT_EQ(Text(One(id), "state"), "draft");
}

// Employers and posts as people: variants of a character are one character (D9).
TEST_P(Posts, TheSearchTakesVariantsAsOne) {
  ASSERT_EQ(Add("").status, 201);
  ASSERT_EQ(world.Call(kOfficer, "POST", "/api/employers", R"({"credit_code":"91330100MA27WXLM5U","name":"龙峰纺织"})")
                .status,
            201);
  const auto kinds = [&](const std::string& q) {
    const auto found = world.Call(kOfficer, "GET", "/api/search?q=" + q);
    EXPECT_EQ(found.status, 200) << found.body;
    return std::pair(found.body.find("吳記缝纫") != std::string::npos,
                     found.body.find("龙峰纺织") != std::string::npos);
  };
  EXPECT_EQ(kinds("%E5%90%B4"), std::pair(true, false)) << "吴";
  EXPECT_EQ(kinds("%E5%90%B3"), std::pair(true, false)) << "吳";
  EXPECT_EQ(kinds("%E9%BE%8D%E5%B3%AF"), std::pair(false, true)) << "龍峯";
  EXPECT_EQ(kinds("%25"), std::pair(false, false)) << "a wildcard is a character";
}

INSTANTIATE_TEST_SUITE_P(Databases, Posts, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::scopes
