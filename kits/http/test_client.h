// A small blocking HTTP client for tests: one keep-alive connection to 127.0.0.1, also for sending what no proper
// client would send. Not for use in the program. Waits at most five seconds for anything.
//
//   TestClient client(server->port());
//   auto answer = client.Post("/api/session", R"({"account":"a","password":"b"})");
//   EXPECT_EQ(answer.status, 200);
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gq::http {

class TestClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  struct Answer {
    int status = 0;                              // 0: no complete answer came
    std::map<std::string, std::string> headers;  // lower-case names; the last of equal names
    std::vector<std::string> cookies;            // Set-Cookie lines
    std::string body;                            // chunks joined
    std::string Header(const std::string& name) const;
  };

  explicit TestClient(std::uint16_t port);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  // Sent with every request that Send makes, e.g. a session cookie.
  Headers standing_headers;

  Answer Get(std::string_view target, const Headers& headers = {}) { return Send("GET", target, {}, headers); }
  Answer Post(std::string_view target, std::string_view body, const Headers& headers = {}) {
    return Send("POST", target, body, headers);
  }
  // State-changing methods carry X-Gangqiao: 1 unless `headers` has its own X-Gangqiao (empty: leave it out).
  Answer Send(std::string_view method, std::string_view target, std::string_view body, const Headers& headers = {});

  bool SendRaw(std::string_view bytes);
  Answer ReadAnswer(bool head_only = false);
  // Reads until `text` was seen or the time is over; answers everything read so far that no answer used.
  std::string ReadUntil(std::string_view text, int milliseconds);
  // The server closed the connection within the time (and sent nothing more).
  bool ClosedWithin(int milliseconds);
  void Close();

 private:
  bool Fill(int milliseconds);

  int socket_ = -1;
  std::string in_;
};

}  // namespace gq::http
