#include <thread>

#include "kits/http/server_fixture.h"

namespace gq::http {
namespace {

using Milliseconds = std::chrono::milliseconds;

TEST_F(ServerTest, EventsComeAsTheyHappenAndEnd) {
  Add("GET", "/events", [](const Request&) -> Result<Response> {
    return Response::Events(
        [n = 0]() mutable {
          EventBatch batch;
          ++n;
          if (n == 2) return batch;  // nothing new this time
          batch.events.push_back(
              {.name = "progress", .id = std::to_string(n), .data = "{\"done\":" + std::to_string(n) + "}"});
          batch.last = n == 4;
          return batch;
        },
        Milliseconds(10));
  });
  Start();
  TestClient client(port());
  const auto answer = client.Get("/events");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("content-type"), "text/event-stream");
  EXPECT_EQ(answer.Header("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.body,
            "id: 1\r\nevent: progress\r\ndata: {\"done\":1}\n\n"
            "id: 3\r\nevent: progress\r\ndata: {\"done\":3}\n\n"
            "id: 4\r\nevent: progress\r\ndata: {\"done\":4}\n\n");
  EXPECT_TRUE(client.ClosedWithin(3000));
}

TEST_F(ServerTest, EventSourcesAreNotAskedAfterTheClientLeft) {
  std::atomic<int> asked = 0;
  Add("GET", "/events", [&](const Request&) -> Result<Response> {
    return Response::Events(
        [&] {
          ++asked;
          return EventBatch{};
        },
        Milliseconds(10));
  });
  Start();
  {
    TestClient client(port());
    client.SendRaw("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(Soon([&] { return asked > 3; }));
  }
  EXPECT_TRUE(Soon([&] { return server_->stats().connections_open == 0; }));
  const int then = asked;
  std::this_thread::sleep_for(Milliseconds(100));
  EXPECT_EQ(asked, then);
}

TEST_F(ServerTest, ManyStreamsNeedNoWorkersOfTheirOwn) {
  options_.workers = 1;
  Add("GET", "/events", [](const Request&) -> Result<Response> {
    return Response::Events(
        [sent = false]() mutable {
          EventBatch batch;
          if (!sent) batch.events.push_back({.data = "first"});
          sent = true;
          return batch;
        },
        Milliseconds(50));
  });
  Start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<TestClient>(port()));
    clients.back()->SendRaw("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  for (auto& client : clients) EXPECT_NE(client->ReadUntil("first", 5000).find("first"), std::string::npos);
  TestClient other(port());
  EXPECT_EQ(other.Get("/hello").status, 200);
  const auto from = std::chrono::steady_clock::now();
  server_->Stop();  // ends the streams without waiting for the drain time
  EXPECT_LT(std::chrono::steady_clock::now() - from, Milliseconds(1500));
}

TEST_F(ServerTest, ASourceThatThrowsEndsItsStreamOnly) {
  Add("GET", "/events", [](const Request&) -> Result<Response> {
    return Response::Events([]() -> EventBatch { throw std::runtime_error("x"); }, Milliseconds(10));
  });
  Start();
  TestClient client(port());
  EXPECT_EQ(client.Get("/events").body, "");
  TestClient other(port());
  EXPECT_EQ(other.Get("/hello").status, 200);
}

TEST_F(ServerTest, OldClientsGetEventsUntilTheConnectionEnds) {
  Add("GET", "/events", [](const Request&) -> Result<Response> {
    return Response::Events([] { return EventBatch{{{.data = "only"}}, true}; }, Milliseconds(10));
  });
  Start();
  TestClient client(port());
  client.SendRaw("GET /events HTTP/1.0\r\n\r\n");
  const std::string text = client.ReadUntil("only\n\n", 3000);
  EXPECT_EQ(text.find("chunked"), std::string::npos);
  EXPECT_NE(text.find("\r\n\r\ndata: only\n\n"), std::string::npos);
}

}  // namespace
}  // namespace gq::http
