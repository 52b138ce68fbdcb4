#include "kits/http/render.h"

#include <gtest/gtest.h>

namespace gq::http {
namespace {

std::string HeadText(const Head& head) {
  std::string out;
  AppendHead(head, &out);
  return out;
}

TEST(Render, HeadHasSecurityHeaders) {
  const std::string text = HeadText({.status = 200, .content_type = "text/html", .content_length = 5});
  EXPECT_EQ(text.rfind("HTTP/1.1 200 OK\r\n", 0), 0u);
  for (const char* part :
       {"Content-Security-Policy: default-src 'self'", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY",
        "Referrer-Policy: no-referrer", "Content-Length: 5\r\n", "Cache-Control: no-store", "\r\n\r\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(text.find("script-src 'self' 'unsafe"), std::string::npos);
  EXPECT_EQ(text.find("Strict-Transport-Security"), std::string::npos);
  EXPECT_NE(HeadText({.tls = true}).find("Strict-Transport-Security"), std::string::npos);
}

TEST(Render, BodylessAnswersAnnounceNoLength) {
  EXPECT_EQ(HeadText({.status = 204, .content_length = 0}).find("Content-Length"), std::string::npos);
  EXPECT_EQ(HeadText({.status = 304, .content_length = 0}).find("Content-Length"), std::string::npos);
  EXPECT_NE(HeadText({}).find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_EQ(HeadText({.version = 10}).find("Transfer-Encoding"), std::string::npos);
}

TEST(Render, Cookies) {
  const std::vector<Cookie> cookies = {{.name = "session", .value = "abc", .max_age_seconds = 60},
                                       {.name = "old", .max_age_seconds = -1}};
  const std::string text = HeadText({.cookies = &cookies});
  EXPECT_NE(text.find("Set-Cookie: session=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60\r\n"), std::string::npos);
  EXPECT_NE(text.find("Set-Cookie: old=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\r\n"), std::string::npos);
  EXPECT_NE(HeadText({.secure_cookies = true, .cookies = &cookies}).find("SameSite=Strict; Secure; Max-Age=60"),
            std::string::npos);
}

TEST(Render, EventsAndChunks) {
  std::string text;
  AppendEvent({.name = "progress", .id = "7", .data = "{\"a\":1}"}, &text);
  AppendEvent({.data = "two\nlines"}, &text);
  // Fields of an event end with a plain line feed or with CR LF; both are read.
  EXPECT_EQ(text, "id: 7\r\nevent: progress\r\ndata: {\"a\":1}\n\ndata: two\ndata: lines\n\n");
  std::string chunk;
  AppendChunk(std::string(26, 'x'), &chunk);
  EXPECT_EQ(chunk, "1a\r\n" + std::string(26, 'x') + "\r\n");
}

TEST(Render, ReasonsLoseWhatCouldBePersonal) {
  EXPECT_EQ(WithoutPersonalData("at row 1234: key 433123199001010427 x"), "at row 1234: key # x");
  EXPECT_EQ(WithoutPersonalData("龙a"), "###a");
}

TEST(Render, ErrorsHaveTheAgreedShape) {
  Error error{&kBadInput, "应为\"数字\"", "请改正", {}};
  error.With("field", "wage_fen");
  const Response response = RenderError(error);
  EXPECT_EQ(response.status(), 422);
  EXPECT_EQ(response.body(),
            R"({"error":{"code":"input.invalid","title_en":"Invalid input","message":"应为\"数字\"","hint":"请改正",)"
            R"("details":[{"key":"field","value":"wage_fen"}]}})");
}

TEST(Response, DownloadNamesAreSafe) {
  const Response response = Response::Bytes("x", kPdfType, "名单\"\r\n.pdf");
  EXPECT_EQ(response.headers()[0].second,
            "attachment; filename=\"_________.pdf\"; filename*=UTF-8''%E5%90%8D%E5%8D%95%22%0D%0A.pdf");
}

}  // namespace
}  // namespace gq::http
