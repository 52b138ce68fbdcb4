// A county sees its own part of what its prefecture ran for all counties, and nothing of the others, on both databases.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "modules/months/month.h"
#include "modules/sources/runs.h"
#include "tests/scopes/world.h"

namespace gq::scopes {
namespace {

namespace fs = std::filesystem;

class FromAbove : public ::testing::TestWithParam<db::Dialect> {
 protected:
  World world{GetParam()};

  // The prefecture's month: one person of the county and one of the next county are insured.
  std::string RunMonth(const char* period) {
    const Scope city = world.ScopeOfRole("city_supervisor");
    const std::string insured = world.folder() + "/above.csv";
    std::ofstream(insured) << "身份证号,姓名,单位代码,单位名称,险种,参保状态,起始年月\n"
                           << world.people().at("next_village").id_number
                           << ",陈邻村,914300001234567882,甲厂,职工,1,202604\n"
                           << world.people().at("next_county").id_number
                           << ",俄邻县,914300001234567102,乙厂,职工,1,202604\n";
    months::MonthOptions options;
    options.period = *gq::Month::Parse(period);
    options.as_of = options.period.Last();
    options.out = world.folder() + "/months/" + std::to_string(city.unit_id) + "/" + period;
    options.files["social_insurance"] = insured;
    const auto id = months::SubmitMonth(world.jobs(), city, options, true);
    EXPECT_TRUE(id) << id.error().ToString();
    const auto ran = world.jobs().RunHere(*id, city);
    EXPECT_TRUE(ran) << ran.error().ToString();
    return id->ToString();
  }
};

std::int64_t Number(const std::string& body, std::initializer_list<const char*> path) {
  const auto document = json::Parse(body);
  auto node = document->root();
  for (const char* name : path) {
    const auto next = node.Find(name);
    if (!next) return -1;
    node = *next;
  }
  return node.Integer().value_or(-1);
}

// How many people have a finding.
std::int64_t Findings(const std::string& body) {
  const auto document = json::Parse(body);
  const auto findings = document->root().Get("summary")->Find("findings");
  if (!findings) return -1;
  const auto members = findings->Members();
  std::int64_t sum = 0;
  for (const auto& [name, node] : *members) sum += node.Integer().value_or(0);
  return sum;
}

TEST_P(FromAbove, TheCountySeesItsPartOfTheMonth) {
  const std::string id = RunMonth("2026-05");
  const Answer whole = world.Call("city_supervisor", "GET", "/api/months/2026-05");
  const Answer part = world.Call("county_officer", "GET", "/api/months/2026-05");
  ASSERT_EQ(whole.status, 200) << whole.body;
  ASSERT_EQ(part.status, 200) << part.body;
  const Answer count = world.Call("county_officer", "GET", "/api/people/count");
  EXPECT_EQ(Number(part.body, {"summary", "people"}), Number(count.body, {"count"}));
  EXPECT_GT(Number(whole.body, {"summary", "people"}), Number(part.body, {"summary", "people"}));
  EXPECT_GT(Findings(part.body), 0);
  EXPECT_GT(Findings(whole.body), Findings(part.body));
  const Answer names = world.Call("county_officer", "GET", "/api/comparisons/" + id + "/people?figure=people");
  const auto listed_names = json::Parse(names.body);
  const auto people = listed_names->root().Get("rows")->Items();
  EXPECT_EQ(Findings(part.body), static_cast<std::int64_t>(people->size())) << names.body;
  const auto document = json::Parse(part.body);
  EXPECT_FALSE(document->root().Get("summary")->Get("by")->Text()->empty());
  EXPECT_EQ(document->root().Get("job")->Get("steps")->Items()->size(), 0U) << "totals of the others";
  const auto listed = json::Parse(world.Call("county_officer", "GET", "/api/months").body);
  bool named = false;
  const auto rows = listed->root().Get("rows")->Items();
  for (const auto& row : *rows) named |= *row.Get("period")->Text() == "2026-05";
  EXPECT_TRUE(named);
  for (const auto& [name, status] :
       {std::pair{"report.pdf", 200}, {"report.xlsx", 200}, {"summary.json", 200}, {"task-list.xlsx", 404}})
    EXPECT_EQ(world.Call("county_officer", "GET", std::string("/api/months/2026-05/files/") + name).status, status)
        << name;
  EXPECT_EQ(world.Call("city_supervisor", "GET", "/api/months/2026-05/files/task-list.xlsx").status, 200);
  // Its own month of the same period stands before the part.
  EXPECT_EQ(world.Call("county_officer", "GET", "/api/months/2026-06").body.find("\"by\""), std::string::npos);
}

TEST_P(FromAbove, TheCountySeesItsPartOfTheComparison) {
  const std::string run = RunMonth("2026-05");
  const Answer whole = world.Call("city_supervisor", "GET", "/api/comparisons/" + run);
  const Answer part = world.Call("county_officer", "GET", "/api/comparisons/" + run);
  ASSERT_EQ(part.status, 200) << part.body;
  const auto document = json::Parse(part.body);
  EXPECT_TRUE(*document->root().Get("above")->Bool());
  EXPECT_FALSE(document->root().Get("by_unit")->Text()->empty());
  EXPECT_FALSE(document->root().Find("summary")) << "counts of all counties";
  EXPECT_TRUE(json::Parse(whole.body)->root().Find("summary"));
  EXPECT_FALSE(*json::Parse(whole.body)->root().Get("above")->Bool());
  const auto names = [&](const std::string& role) {
    return world.Call(role, "GET", "/api/comparisons/" + run + "/people?figure=people").body;
  };
  const std::string next = world.people().at("next_county").person.id.ToString(),
                    own = world.people().at("next_village").person.id.ToString();
  EXPECT_NE(names("city_supervisor").find(next), std::string::npos);
  EXPECT_EQ(names("county_officer").find(next), std::string::npos);
  EXPECT_NE(names("county_officer").find(own), std::string::npos);
  const std::string list = world.Call("county_officer", "GET", "/api/comparisons").body;
  EXPECT_NE(list.find(run), std::string::npos);
}

// Others' runs never push out one's own.
TEST_P(FromAbove, RunsOfOthersDoNotFillTheList) {
  const Scope county = world.ScopeOfRole("county_officer");
  const auto before = sources::ListComparisons(world.store(), county, 100);
  ASSERT_FALSE(before->empty());
  {
    const auto lease = MaintenanceAccess(world.store()).database().Write();
    auto once = db::Transaction::Begin(**lease);
    for (int i = 0; i < 1100; ++i) {
      const std::string id = world.store().NewId().ToBytes();
      ASSERT_TRUE((*lease)->Execute(
          "INSERT INTO comparison_run (id, unit_id, actor, source, period, as_of, state, files, created_at) VALUES "
          "(?1, 987654, 'stranger', 'upload', 202608, 20260831, 'compared', '[]', ?2)",
          {db::Blob{id}, std::int64_t{4'000'000'000'000'000} + i}));
    }
    ASSERT_TRUE(once->Commit());
  }
  EXPECT_EQ(sources::ListComparisons(world.store(), county, 100)->size(), before->size());
}

INSTANTIATE_TEST_SUITE_P(Databases, FromAbove, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::scopes
