// The socket beside a SQLite file over which a command talks to the server that owns the file (D11).
//
// "<data file>.socket", mode 0600. The client sends one request and perhaps a cancel; the server streams what the
// command prints and ends with its exit code. A message is its kind (1 byte), the size of its body (4 bytes,
// big-endian), the body. Thread-safety: functions on a descriptor; one sender and one receiver at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/cli/command.h"

namespace gq::local {

inline constexpr ErrorKind kServerGone{"cli.server_gone", 503, "服务中途停了", "Server went away"};
inline constexpr ErrorKind kRefusedPeer{"cli.refused_peer", 403, "本机服务不接受这个用户", "Peer refused"};

enum class MessageKind : char { kRequest = 'R', kCancel = 'C', kOut = 'O', kErr = 'E', kExit = 'X' };

struct Message {
  MessageKind kind;
  std::string body;
};

std::string SocketPath(const std::string& data_file);

// False when the other side is gone.
bool Send(int fd, MessageKind kind, std::string_view body);
// Nothing when the other side is gone or sends what is no message, or when a signal came (`interrupted` is then set).
std::optional<Message> Receive(int fd, bool* interrupted = nullptr);

// The invocation without its streams; `path` names the command.
std::string RequestText(const std::vector<std::string>& path, const cli::Invocation& given);
struct Request {
  std::vector<std::string> path;
  cli::Invocation given;
};
// kUsage when the client is of another version of the program.
Result<Request> ReadRequest(std::string_view text);

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();
  int get() const { return fd_; }

 private:
  int fd_;
};
// Connected or listening; paths longer than a socket's name may be are no trouble.
Result<Descriptor> Connect(const std::string& path);
// Removes what an earlier process left there: the caller holds the lock of the file.
Result<Descriptor> Listen(const std::string& path);

}  // namespace gq::local
