#include "kits/http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace gq::http {
namespace {

Route Make(std::string method, std::string path, std::string permission = "people.read") {
  Route route;
  route.method = std::move(method);
  route.path = std::move(path);
  route.permission = std::move(permission);
  route.handler = [](const Request&) -> Result<Response> { return Response::Empty(); };
  return route;
}

TEST(Router, FindsWithParameters) {
  Router router;
  router.Add({Make("GET", "/api/people"), Make("GET", "/api/people/{id}"), Make("GET", "/api/people/count"),
              Make("POST", "/api/people/{id}/spells"), Make("GET", "/api/months/{period}/files/{name}"),
              Make("GET", "/")});
  EXPECT_EQ(router.Find("GET", "/api/people").route->path, "/api/people");
  EXPECT_EQ(router.Find("GET", "/api/people/count").route->path, "/api/people/count");  // fixed wins
  const auto match = router.Find("GET", "/api/people/7");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.params, (decltype(match.params){{"id", "7"}}));
  const auto file = router.Find("GET", "/api/months/2026-08/files/名单.xlsx");
  EXPECT_EQ(file.params, (decltype(file.params){{"period", "2026-08"}, {"name", "名单.xlsx"}}));
  EXPECT_EQ(router.Find("GET", "/").route->path, "/");
  for (const char* path : {"", "/api", "/api/people/", "/api/people/7/", "/api/people/7/x", "/api//people", "/x"}) {
    EXPECT_EQ(router.Find("GET", path).route, nullptr) << path;
    EXPECT_EQ(router.Find("GET", path).allowed, "") << path;
  }
}

TEST(Router, ComesBackFromAFixedSegmentThatLeadsNowhere) {
  Router router;
  router.Add({Make("GET", "/a/count/x"), Make("GET", "/a/{id}/y")});
  const auto match = router.Find("GET", "/a/count/y");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.params[0].second, "count");
}

TEST(Router, WrongMethodSaysWhichAreAllowed) {
  Router router;
  router.Add({Make("GET", "/a"), Make("POST", "/a")});
  EXPECT_EQ(router.Find("DELETE", "/a").allowed, "GET, POST");
  EXPECT_EQ(router.Find("HEAD", "/a").route->method, "GET");
}

TEST(Router, RefusesRoutesThatAreMistakes) {
  Router router;
  router.Add(Make("GET", "/a/{id}"));
  EXPECT_THROW(router.Add(Make("GET", "/b", "")), std::logic_error);  // nothing is public by forgetting
  EXPECT_THROW(router.Add(Make("GET", "/a/{name}")), std::logic_error);
  EXPECT_THROW(router.Add(Make("FETCH", "/b")), std::logic_error);
  EXPECT_THROW(router.Add(Make("GET", "b")), std::logic_error);
  EXPECT_THROW(router.Add(Make("GET", "/b/{id}.pdf")), std::logic_error);
  Route silent = Make("GET", "/c");
  silent.handler = nullptr;
  EXPECT_THROW(router.Add(silent), std::logic_error);
  EXPECT_EQ(router.routes().size(), 1u);
}

TEST(Router, ShapesAreDescribedOnce) {
  Router router;
  router.Describe(
      {{"Row", "一行", {{"id", "uuid"}, {"note?", "text?"}}}, PageOf("Row", "名单"), RowsOf("Row", "各行")});
  ASSERT_EQ(router.shapes().size(), 3u);
  EXPECT_EQ(router.shapes()[1].name, "RowPage");
  EXPECT_EQ(router.shapes()[1].members[0].type, "Row[]");
  EXPECT_EQ(router.shapes()[2].name, "RowRows");
  EXPECT_THROW(router.Describe({{"Row", "另一行", {}}}), std::logic_error);
}

TEST(Shape, TypesComeApartFromTheRight) {
  using Kind = TypeParts::Kind;
  EXPECT_EQ(TakeApart("text").kind, Kind::kPlain);
  EXPECT_EQ(TakeApart("=a|b").kind, Kind::kPlain);
  EXPECT_EQ(TakeApart("text[]?").kind, Kind::kNullable);
  EXPECT_EQ(TakeApart("text[]?").inner, "text[]");
  EXPECT_EQ(TakeApart("text?[]").kind, Kind::kList);
  EXPECT_EQ(TakeApart("text?[]").inner, "text?");
  EXPECT_EQ(TakeApart("map<Code[]>").kind, Kind::kMap);
  EXPECT_EQ(TakeApart("map<Code[]>").inner, "Code[]");
  EXPECT_EQ(TakeApart("map<json>[]").kind, Kind::kList);
}

TEST(Router, TheTableIsReadable) {
  Router router;
  Route route = Make("POST", "/a");
  route.summary = "建档";
  route.mask_level = 2;
  router.Add(route);
  EXPECT_EQ(router.routes()[0].summary, "建档");
  EXPECT_EQ(router.routes()[0].mask_level, 2);
}

}  // namespace
}  // namespace gq::http
