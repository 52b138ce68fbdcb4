#include "kits/http/message_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace gq::http {
namespace {

using State = MessageReader::State;

State ReadAll(std::string_view text) {
  MessageReader reader(16 << 10);
  std::size_t consumed = 0;
  return reader.ReadHead(text, &consumed);
}

TEST(MessageReader, HeadMayComeInPiecesOfAnySize) {
  const std::string text = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-Two: 1\r\nContent-Length: 3\r\n\r\nabcGET";
  for (std::size_t step = 1; step < text.size(); ++step) {
    MessageReader reader(16 << 10);
    std::string buffer;
    std::size_t given = 0, consumed = 0;
    State state = State::kNeedMore;
    while (state == State::kNeedMore && given < text.size()) {
      buffer += text.substr(given, step);
      given = std::min(text.size(), given + step);
      state = reader.ReadHead(buffer, &consumed);
      buffer.erase(0, consumed);
    }
    ASSERT_EQ(state, State::kReady) << step;
    EXPECT_EQ(reader.method(), "POST");
    EXPECT_EQ(reader.target(), "/a?b=c");
    EXPECT_EQ(reader.content_length(), 3u);
    EXPECT_TRUE(reader.keep_alive());
    EXPECT_EQ(reader.headers().size(), 3u);
    std::string body;
    std::array<char, 2> out;
    while (!reader.body_done()) {
      std::size_t written = 0;
      if (buffer.empty()) buffer += text.substr(given, step), given += step;
      ASSERT_NE(reader.ReadBody(buffer, &consumed, out.data(), out.size(), &written), State::kBad);
      buffer.erase(0, consumed);
      body.append(out.data(), written);
      ASSERT_LE(body.size(), 3u);
    }
    EXPECT_EQ(body, "abc");
  }
}

TEST(MessageReader, ChunksInAnyCut) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string body = "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: 1\r\n\r\n";
  for (std::size_t step = 1; step <= body.size(); ++step) {
    MessageReader reader(16 << 10);
    std::size_t consumed = 0, given = 0;
    ASSERT_EQ(reader.ReadHead(head, &consumed), State::kReady);
    EXPECT_TRUE(reader.chunked());
    std::string buffer, text;
    std::array<char, 4> out;
    int rounds = 0;
    while (!reader.body_done() && ++rounds < 1000) {
      std::size_t written = 0;
      const State state = reader.ReadBody(buffer, &consumed, out.data(), out.size(), &written);
      ASSERT_NE(state, State::kBad) << step;
      buffer.erase(0, consumed);
      text.append(out.data(), written);
      if (state == State::kNeedMore || (consumed == 0 && written == 0)) {
        buffer += body.substr(std::min(given, body.size()), step);
        given += step;
      }
    }
    EXPECT_TRUE(reader.body_done()) << step;
    EXPECT_EQ(text, "hello world") << step;
  }
}

TEST(MessageReader, BadRequestsAreBad) {
  for (const char* text : {
           "GET\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
           "GET /\x01 HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "GET / HTTP/1.1\r\nBad Name: 1\r\n\r\n", "GET / HTTP/1.1\r\n: 1\r\n\r\n",
           "GET / HTTP/1.1\r\nX: a\x01\r\n\r\n",
           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  // TLS to the plain port
       }) {
    EXPECT_EQ(ReadAll(text), State::kBad) << text;
  }
}

TEST(MessageReader, HeadLimitHoldsForFinishedAndEndlessHeads) {
  EXPECT_EQ(ReadAll("GET / HTTP/1.1\r\nX: " + std::string(20000, 'a') + "\r\n\r\n"), State::kTooLarge);
  EXPECT_EQ(ReadAll("GET / HTTP/1.1\r\nX: " + std::string(20000, 'a')), State::kTooLarge);
  EXPECT_EQ(ReadAll("GET /" + std::string(20000, 'a')), State::kTooLarge);
  EXPECT_EQ(ReadAll("GET / HTTP/1.1\r\nX: " + std::string(15000, 'a') + "\r\n\r\n"), State::kReady);
}

TEST(MessageReader, RandomBytesNeverBreakIt) {
  std::mt19937 random(5);
  const std::string good = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (int round = 0; round < 20000; ++round) {
    std::string text = good;
    for (int flips = static_cast<int>(random() % 4) + 1; flips > 0; --flips) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    MessageReader reader(16 << 10);
    std::size_t consumed = 0;
    if (reader.ReadHead(text, &consumed) != State::kReady) continue;
    ASSERT_LE(consumed, text.size());
    text.erase(0, consumed);
    std::array<char, 16> out;
    for (int pieces = 0; pieces < 50 && !reader.body_done(); ++pieces) {
      std::size_t written = 0;
      if (reader.ReadBody(text, &consumed, out.data(), out.size(), &written) != State::kReady) break;
      ASSERT_LE(consumed, text.size());
      ASSERT_LE(written, out.size());
      text.erase(0, consumed);
    }
  }
}

}  // namespace
}  // namespace gq::http
