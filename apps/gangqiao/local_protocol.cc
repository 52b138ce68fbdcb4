#include "apps/gangqiao/local_protocol.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/version.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"

namespace gq::local {

namespace {

constexpr std::size_t kBodyMax = std::size_t{16} << 20;

bool SendAll(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// A signal counts only before the first byte: half a message is read to its end.
bool ReceiveAll(int fd, char* data, std::size_t size, bool* interrupted) {
  while (size > 0) {
    const ssize_t got = recv(fd, data, size, 0);
    if (got < 0 && errno == EINTR) {
      if (interrupted == nullptr) continue;
      *interrupted = true;
      return false;
    }
    if (got <= 0) return false;
    interrupted = nullptr;
    data += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// The name of a socket holds 107 bytes: the folder is opened and named by its descriptor.
Result<Descriptor> WithAddress(const std::string& path, int (*act)(int, const sockaddr_un&)) {
  const std::filesystem::path full(path);
  const Descriptor folder(open(full.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const std::string name = "/proc/self/fd/" + std::to_string(folder.get()) + "/" + full.filename().string();
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (folder.get() < 0 || name.size() >= sizeof address.sun_path)
    return Fail(kServerGone, "本机套接字的位置不可用：" + path);
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  Descriptor out(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (out.get() < 0 || act(out.get(), address) != 0) {
    return Fail(kServerGone, "本机套接字 " + path + " 不可用：" + std::strerror(errno));
  }
  return out;
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

// By the file itself, as its lock: a link to it leads to the same socket.
std::string SocketPath(const std::string& data_file) {
  const std::string plain = data_file.rfind("sqlite:", 0) == 0 ? data_file.substr(7) : data_file;
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(plain, error);
  return (error ? plain : path.string()) + ".socket";
}

bool Send(int fd, MessageKind kind, std::string_view body) {
  std::string text(1, static_cast<char>(kind));
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>((body.size() >> shift) & 0xff);
  text += body;
  return SendAll(fd, text.data(), text.size());
}

std::optional<Message> Receive(int fd, bool* interrupted) {
  char head[5];
  if (!ReceiveAll(fd, head, sizeof head, interrupted)) return std::nullopt;
  std::size_t size = 0;
  for (int i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(head[i]);
  if (size > kBodyMax) return std::nullopt;
  Message message{static_cast<MessageKind>(head[0]), std::string(size, '\0')};
  if (!ReceiveAll(fd, message.body.data(), size, nullptr)) return std::nullopt;
  return message;
}

std::string RequestText(const std::vector<std::string>& path, const cli::Invocation& given) {
  json::Writer out;
  out.BeginObject();
  out.Member("version", kVersion);
  out.Key("path");
  out.BeginArray();
  for (const auto& word : path) out.Text(word);
  out.EndArray();
  out.Member("folder", std::filesystem::current_path().string());
  out.Member("terminal", given.terminal);
  out.Key("environment");
  out.BeginObject();
  for (const char* name : cli::kForwarded) {
    if (const std::string value = given.Environment(name); !value.empty()) out.Member(name, value);
  }
  out.EndObject();
  out.Key("values");
  out.BeginObject();
  for (const auto& [name, values] : given.values) {
    out.Key(name);
    out.BeginArray();
    for (const auto& value : values) out.Text(value);
    out.EndArray();
  }
  out.EndObject();
  out.EndObject();
  return std::move(out).Take();
}

Result<Request> ReadRequest(std::string_view text) {
  const auto document = TRY(json::Parse(text, {.bytes_max = kBodyMax}));
  const auto root = document.root();
  if (TRY(TRY(root.Get("version")).Text()) != kVersion) {
    return Fail(kUsage, "正在运行的服务是另一个版本的岗桥", "请重新启动服务，或用同一版本的命令");
  }
  Request request;
  for (const auto& word : TRY(TRY(root.Get("path")).Items())) request.path.push_back(TRY(word.Text()));
  request.given.folder = TRY(TRY(root.Get("folder")).Text());
  request.given.terminal = TRY(TRY(root.Get("terminal")).Bool());
  request.given.environment.emplace();
  for (const auto& member : TRY(TRY(root.Get("environment")).Members())) {
    (*request.given.environment)[member.first] = TRY(member.second.Text());
  }
  for (const auto& member : TRY(TRY(root.Get("values")).Members())) {
    auto& values = request.given.values[member.first];
    for (const auto& value : TRY(member.second.Items())) values.push_back(TRY(value.Text(1 << 20)));
  }
  return request;
}

Result<Descriptor> Connect(const std::string& path) {
  return WithAddress(path, [](int fd, const sockaddr_un& address) {
    return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  });
}

Result<Descriptor> Listen(const std::string& path) {
  unlink(path.c_str());
  return WithAddress(path, [](int fd, const sockaddr_un& address) {
    const mode_t mask = umask(0177);  // 0600 from the first moment
    const int bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    umask(mask);
    return bound == 0 ? listen(fd, 16) : bound;
  });
}

}  // namespace gq::local
