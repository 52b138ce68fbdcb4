// One keep-alive connection to 127.0.0.1 for measurements: blocking, answers with Content-Length only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace gq::bench {

class HttpClient {
 public:
  struct Answer {
    int status = 0;  // 0: no complete answer
    std::string body;
  };

  HttpClient(std::uint16_t port, std::string cookie) : cookie_(std::move(cookie)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~HttpClient() { close(socket_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  bool connected() const { return connected_; }
  int socket() const { return socket_; }

  bool Ask(const std::string& path) {
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie_ + "\r\n\r\n";
    return send(socket_, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  }
  // Reads once; true when the answer is complete.
  bool Read(Answer& answer) {
    char buffer[65536];
    const ssize_t got = recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) {
      answer.status = 0;
      return true;
    }
    in_.append(buffer, static_cast<std::size_t>(got));
    const auto head = in_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    auto at = in_.find("ontent-length:");  // either case of the first letter
    if (at == std::string::npos || at > head) at = in_.find("ontent-Length:");
    const std::size_t size =
        at == std::string::npos || at > head ? 0 : std::strtoull(in_.c_str() + at + 14, nullptr, 10);
    if (in_.size() < head + 4 + size) return false;
    answer.status = std::atoi(in_.c_str() + 9);
    answer.body = in_.substr(head + 4, size);
    in_.erase(0, head + 4 + size);
    return true;
  }
  Answer Get(const std::string& path) {
    Answer answer;
    if (!Ask(path)) return answer;
    while (!Read(answer)) {
    }
    return answer;
  }

 private:
  int socket_ = -1;
  bool connected_ = false;
  std::string cookie_, in_;
};

}  // namespace gq::bench
