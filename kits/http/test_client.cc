#include "kits/http/test_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

namespace gq::http {
namespace {

constexpr int kWait = 5000;

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string TestClient::Answer::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string{} : found->second;
}

TestClient::TestClient(std::uint16_t port) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) Close();
  const int on = 1;
  if (socket_ >= 0) ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

TestClient::~TestClient() { Close(); }

void TestClient::Close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool TestClient::SendRaw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool TestClient::Fill(int milliseconds) {
  pollfd waiting{socket_, POLLIN, 0};
  if (socket_ < 0 || ::poll(&waiting, 1, milliseconds) <= 0) return false;
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  in_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

TestClient::Answer TestClient::Send(std::string_view method, std::string_view target, std::string_view body,
                                    const Headers& headers) {
  std::string text(method);
  text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  bool has_own = method == "GET" || method == "HEAD";
  const auto add = [&](const Headers& list) {
    for (const auto& [name, value] : list) {
      if (name == "X-Gangqiao") has_own = true;
      if (!value.empty()) text.append(name).append(": ").append(value).append("\r\n");
    }
  };
  add(standing_headers);
  add(headers);
  if (!has_own) text.append("X-Gangqiao: 1\r\n");
  if (!body.empty() || method == "POST") text.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
  text.append("\r\n").append(body);
  SendRaw(text);  // an early refusal may close before all is sent; the answer is read all the same
  return ReadAnswer(method == "HEAD");
}

TestClient::Answer TestClient::ReadAnswer(bool head_only) {
  Answer answer;
  std::size_t end;
  while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill(kWait)) return answer;
  }
  const std::string head = in_.substr(0, end + 2);
  in_.erase(0, end + 4);
  const int status = std::atoi(head.c_str() + std::min<std::size_t>(9, head.size()));
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const std::size_t line_end = head.find("\r\n", at);
    const std::string line = head.substr(at, line_end - at);
    const std::size_t colon = line.find(": ");
    const std::string name = Lower(line.substr(0, colon));
    if (colon != std::string::npos) answer.headers[name] = line.substr(colon + 2);
    if (name == "set-cookie") answer.cookies.push_back(line.substr(colon + 2));
    at = line_end + 2;
  }
  if (head_only || status == 204 || status == 304) {
    answer.status = status;
    return answer;
  }
  if (answer.Header("transfer-encoding") == "chunked") {
    while (true) {
      while (in_.find("\r\n") == std::string::npos) {
        if (!Fill(kWait)) return answer;
      }
      const std::size_t size = std::strtoul(in_.c_str(), nullptr, 16);
      in_.erase(0, in_.find("\r\n") + 2);
      while (in_.size() < size + 2) {
        if (!Fill(kWait)) return answer;
      }
      answer.body += in_.substr(0, size);
      in_.erase(0, size + 2);
      if (size == 0) break;
    }
  } else {
    const std::size_t size = std::strtoul(answer.Header("content-length").c_str(), nullptr, 10);
    while (in_.size() < size) {
      if (!Fill(kWait)) return answer;
    }
    answer.body = in_.substr(0, size);
    in_.erase(0, size);
  }
  answer.status = status;
  return answer;
}

std::string TestClient::ReadUntil(std::string_view text, int milliseconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (in_.find(text) == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !Fill(static_cast<int>(left.count()))) break;
  }
  return in_;
}

bool TestClient::ClosedWithin(int milliseconds) {
  pollfd waiting{socket_, POLLIN, 0};
  if (!in_.empty() || ::poll(&waiting, 1, milliseconds) <= 0) return false;
  char byte;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

}  // namespace gq::http
