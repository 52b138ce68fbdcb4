#include "kits/http/request.h"

#include <gtest/gtest.h>

#include <fstream>

#include "kits/http/exchange.h"

namespace gq::http {
namespace {

TEST(Request, PathAndQueryAreDecoded) {
  const auto request = RequestBuilder("GET", "/api/%E4%BA%BA?q=%E9%BE%99+%E5%AF%8C&sort=-age&flag&&a=1&a=2").Build();
  EXPECT_EQ(request->path(), "/api/人");
  EXPECT_EQ(request->FindQuery("q"), "龙 富");
  EXPECT_EQ(request->FindQuery("sort"), "-age");
  EXPECT_EQ(request->FindQuery("flag"), "");
  EXPECT_EQ(request->FindQuery("a"), "1");
  EXPECT_EQ(request->query().size(), 5u);
  EXPECT_FALSE(request->FindQuery("none"));
}

TEST(Request, OddTargetsAreRefused) {
  for (const char* target : {"", "*", "http://x/", "x", "/a%", "/a%2", "/a%zz", "/a%00", "/../etc/passwd", "/a/..",
                             "/a/./b", "/%2e%2e/x", "/a?b=%", "/a?%00"}) {
    EXPECT_FALSE(RequestBuilder("GET", target).ok()) << target;
  }
  for (const char* target : {"/", "/a..b", "/...", "/a?b=..", "/a//b"})
    EXPECT_TRUE(RequestBuilder("GET", target).ok()) << target;
}

TEST(Request, QueryIntegersNameTheParameter) {
  const auto request = RequestBuilder("GET", "/?size=20&page=x&big=99999999999999999999&empty=&neg=-1").Build();
  EXPECT_EQ(*request->QueryInteger("size", 1, 1, 100), 20);
  EXPECT_EQ(*request->QueryInteger("none", 7, 1, 100), 7);
  for (const char* name : {"page", "big", "empty", "neg"}) {
    const auto number = request->QueryInteger(name, 1, 1, 100);
    ASSERT_FALSE(number) << name;
    EXPECT_EQ(number.error().details[0].second, name);
  }
}

TEST(Request, CookiesAndHeaders) {
  RequestBuilder builder("GET", "/");
  builder.AddHeader("Cookie", "a=1; session=abc; session2=x").AddHeader("X-Gangqiao", "1");
  const auto request = builder.Build();
  EXPECT_EQ(request->Cookie("session"), "abc");
  EXPECT_EQ(request->Cookie("a"), "1");
  EXPECT_EQ(request->Cookie("sessio"), "");
  EXPECT_EQ(request->Header("x-gangqiao"), "1");
}

TEST(Request, RemovesItsUpload) {
  const auto path = std::filesystem::temp_directory_path() / "gq_request_upload";
  std::ofstream(path) << "x";
  {
    RequestBuilder builder("POST", "/");
    builder.set_upload({path, 1});
    const auto request = builder.Build();
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Percent, EncodeAndDecodeAreInverse) {
  std::string all;
  for (int i = 1; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(DecodePercent(EncodePercent(all), false), all);
  EXPECT_EQ(DecodePercent(EncodePercent(all), true), all);
  EXPECT_EQ(EncodePercent("a b/岗"), "a%20b%2F%E5%B2%97");
}

TEST(Hosts, OnlyListedOnesAreAccepted) {
  EXPECT_TRUE(IsAcceptedHost({}, "anything"));
  EXPECT_TRUE(IsAcceptedHost({"gq.local"}, "GQ.local:8080"));
  EXPECT_TRUE(IsAcceptedHost({"[::1]"}, "[::1]:80"));
  EXPECT_TRUE(IsAcceptedHost({"[::1]"}, "[::1]"));
  EXPECT_FALSE(IsAcceptedHost({"gq.local"}, "evil.example"));
  EXPECT_FALSE(IsAcceptedHost({"gq.local"}, ""));
}

}  // namespace
}  // namespace gq::http
