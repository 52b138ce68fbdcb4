// What clients do wrong, on purpose or not: each has one answer, and the server goes on.
#include <sys/socket.h>

#include <thread>

#include "kits/http/server_fixture.h"

namespace gq::http {
namespace {

using Milliseconds = std::chrono::milliseconds;

TEST_F(ServerTest, OversizedHeadIs431) {
  Start();
  TestClient client(port());
  EXPECT_EQ(client.Get("/hello", {{"X-Long", std::string(17000, 'a')}}).status, 431);
  EXPECT_TRUE(client.ClosedWithin(3000));
}

TEST_F(ServerTest, OversizedBodyIs413BeforeItIsRead) {
  Start();
  TestClient client(port());
  client.SendRaw("POST /echo HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nContent-Length: 1048577\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 413);
  TestClient pushing(port());  // one that sends everything without looking still gets its answer
  EXPECT_EQ(pushing.Post("/echo", std::string(1'500'000, 'a')).status, 413);
}

TEST_F(ServerTest, OversizedChunkedBodyIs413WhenItIsSeen) {
  Add("POST", "/small", [](const Request&) -> Result<Response> { return Response::Empty(); });
  pending_.back().body_bytes_max = 10;
  Start();
  TestClient client(port());
  client.SendRaw(
      "POST /small HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nTransfer-Encoding: "
      "chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 413);
}

TEST_F(ServerTest, NonsenseIs400AndTheConnectionEnds) {
  Start();
  for (const char* text : {
           "hello\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",  // no host
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /../x HTTP/1.1\r\nHost: a\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nX-Gangqiao: 1\r\nContent-Length: x\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nX-Gangqiao: 1\r\nContent-Length: 3\r\nTransfer-Encoding: "
           "chunked\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nX-Gangqiao: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
       }) {
    TestClient client(port());
    client.SendRaw(text);
    EXPECT_EQ(client.ReadAnswer().status, 400) << text;
    EXPECT_TRUE(client.ClosedWithin(3000)) << text;
  }
  TestClient client(port());
  EXPECT_EQ(client.Get("/hello").status, 200);
}

TEST_F(ServerTest, OldClientsAreServed) {
  Start();
  TestClient client(port());
  client.SendRaw("GET /hello HTTP/1.0\r\n\r\n");
  const auto answer = client.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(client.ClosedWithin(3000));
}

TEST_F(ServerTest, UnknownHostIs421) {
  options_.hosts = {"localhost"};
  Start();
  TestClient client(port());
  EXPECT_EQ(client.Get("/hello").status, 200);
  client.SendRaw("GET /hello HTTP/1.1\r\nHost: rebind.example\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 421);
}

TEST_F(ServerTest, SlowHeadIsCutHoweverItTrickles) {
  options_.header_ms_max = Milliseconds(200);
  Start();
  TestClient client(port());
  const auto from = std::chrono::steady_clock::now();
  bool open = true;
  for (int i = 0; i < 200 && open; ++i) {
    open = client.SendRaw(i == 0 ? "GET / HTTP/1.1\r\n" : "X: y\r\n") && !client.ClosedWithin(20);
  }
  EXPECT_FALSE(open);
  EXPECT_LT(std::chrono::steady_clock::now() - from, Milliseconds(3000));
  EXPECT_EQ(server_->stats().timeouts, 1u);
}

TEST_F(ServerTest, SilentConnectionsAreClosed) {
  options_.idle_ms_max = Milliseconds(150);
  options_.transfer_ms_max = Milliseconds(150);
  Start();
  TestClient silent(port());
  EXPECT_TRUE(silent.ClosedWithin(3000));
  TestClient kept(port());
  EXPECT_EQ(kept.Get("/hello").status, 200);
  EXPECT_TRUE(kept.ClosedWithin(3000));
  TestClient half(port());
  half.SendRaw("POST /echo HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_TRUE(half.ClosedWithin(3000));
}

TEST_F(ServerTest, TricklingBodyIsCutToo) {
  options_.transfer_ms_max = Milliseconds(200);
  Start();
  TestClient client(port());
  client.SendRaw("POST /echo HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nContent-Length: 1000\r\n\r\n");
  int sent = 0;
  while (sent < 300 && client.SendRaw("a") && client.ReadUntil("HTTP/1.1", 20).empty()) ++sent;
  EXPECT_LT(sent, 100);
  EXPECT_EQ(client.ReadAnswer().status, 408);
}

TEST_F(ServerTest, AClientThatNeverReadsIsCut) {
  options_.transfer_ms_max = Milliseconds(200);
  Add("GET", "/big",
      [](const Request&) -> Result<Response> { return Response::Bytes(std::string(64 << 20, 'x'), "text/plain"); });
  Start();
  TestClient client(port());
  client.SendRaw("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(Soon([&] { return server_->stats().timeouts == 1; }));
  EXPECT_TRUE(Soon([&] { return server_->stats().connections_open == 0; }));
}

TEST_F(ServerTest, EarlyDisconnectsLeaveNothingBehind) {
  Add("POST", "/uploads", [](const Request&) -> Result<Response> { return Response::Empty(); });
  pending_.back().upload = true;
  pending_.back().body_bytes_max = 8 << 20;
  Start();
  for (const char* text :
       {"G", "GET / HTTP/1.1\r\nHo", "POST /echo HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nContent-Length: 5\r\n\r\nab",
        "POST /uploads HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nContent-Length: 500000\r\n\r\nabc"}) {
    TestClient client(port());
    client.SendRaw(text);
    client.ReadUntil("x", 30);
  }
  EXPECT_TRUE(Soon([&] { return server_->stats().connections_open == 0; }));
  EXPECT_TRUE(Soon([&] { return UploadsLeft() == 0; }));
}

TEST_F(ServerTest, AFullQueueIs503AtOnce) {
  options_.workers = 1;
  options_.queue_max = 2;
  Add("GET", "/slow", [this](const Request&) -> Result<Response> {
    gate_.Wait();
    return Response::Empty();
  });
  Start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 3; ++i) {  // one runs, two wait
    clients.push_back(std::make_unique<TestClient>(port()));
    clients.back()->SendRaw("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    if (i == 0) gate_.AwaitWaiting(1);
  }
  ASSERT_TRUE(Soon([&] { return server_->stats().queued == 2; }));
  TestClient late(port());
  const auto answer = late.Get("/hello");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("retry-after"), "2");
  EXPECT_EQ(late.Get("/").status, 0 + 0);  // the refused connection was closed
  TestClient page(port());
  EXPECT_EQ(page.Get("/").status, 200);  // pages need no worker
  gate_.Open();
  for (auto& client : clients) EXPECT_EQ(client->ReadAnswer().status, 204);
  TestClient after(port());
  EXPECT_EQ(after.Get("/hello").status, 200);
}

TEST_F(ServerTest, PastTheDeadlineTheClientIsToldAndTheHandlerSeesIt) {
  std::atomic<bool> saw_it = false;
  Add("GET", "/endless", [&](const Request& request) -> Result<Response> {
    for (int i = 0; i < 500 && !request.Cancelled(); ++i) std::this_thread::sleep_for(Milliseconds(10));
    saw_it = request.Cancelled();
    return Response::Empty();
  });
  pending_.back().deadline = Milliseconds(100);
  Start();
  TestClient client(port());
  const auto answer = client.Get("/endless");
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(Soon([&] { return saw_it.load(); }));
}

TEST_F(ServerTest, UploadsOfStrangersAreRefusedUnread) {
  options_.guard = [](const Route&, const Request&) -> Result<std::shared_ptr<const Principal>> {
    return Fail(kUnauthenticated, "请先登录");
  };
  Add(
      "POST", "/uploads", [](const Request&) -> Result<Response> { return Response::Empty(); }, "imports.run");
  pending_.back().upload = true;
  pending_.back().body_bytes_max = 512 << 20;
  Start();
  TestClient client(port());
  client.SendRaw("POST /uploads HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nContent-Length: 400000000\r\n\r\nabc");
  EXPECT_EQ(client.ReadAnswer().status, 401);
  EXPECT_EQ(UploadsLeft(), 0u);
}

TEST_F(ServerTest, TooManyConnectionsAreRefused) {
  options_.connections_max = 2;
  Start();
  TestClient a(port()), b(port());
  EXPECT_EQ(a.Get("/hello").status, 200);
  EXPECT_EQ(b.Get("/hello").status, 200);
  TestClient c(port());
  EXPECT_TRUE(c.ClosedWithin(2000));
  a.Close();
  EXPECT_TRUE(Soon([&] { return server_->stats().connections_open == 1; }));
  TestClient d(port());
  EXPECT_EQ(d.Get("/hello").status, 200);
  EXPECT_EQ(server_->stats().connections_refused, 1u);
}

}  // namespace
}  // namespace gq::http
