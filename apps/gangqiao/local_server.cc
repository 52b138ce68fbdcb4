#include "apps/gangqiao/local_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

#include "apps/gangqiao/local_protocol.h"
#include "kits/crypto/key_file.h"
#include "modules/org/local_operator.h"

namespace gq::local {

namespace {

// One client: the streams of its command write to it, from any thread.
struct Client {
  explicit Client(Descriptor descriptor) : connection(std::move(descriptor)) {}
  Descriptor connection;
  std::mutex mutex;
  std::atomic<bool> cancelled{false};
  std::atomic<bool> over{false};
  std::thread thread;

  void Tell(MessageKind kind, std::string_view body) {
    const std::lock_guard lock(mutex);
    if (!Send(connection.get(), kind, body)) cancelled = true;
  }
};

struct Sink {
  Client* client;
  MessageKind kind;
};

// Always "written": a client that went away cancels its command, it does not break it.
ssize_t WriteToClient(void* cookie, const char* data, std::size_t size) {
  const auto* sink = static_cast<const Sink*>(cookie);
  sink->client->Tell(sink->kind, std::string_view(data, size));
  return static_cast<ssize_t>(size);
}

struct FileClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePtr = std::unique_ptr<std::FILE, FileClose>;

FilePtr OpenSink(Sink& sink) {
  cookie_io_functions_t functions = {};
  functions.write = WriteToClient;
  FilePtr file(fopencookie(&sink, "w", functions));
  if (file) std::setvbuf(file.get(), nullptr, _IOLBF, 4096);
  return file;
}

}  // namespace

struct LocalServer::State {
  Program& program;
  std::vector<StoreCommand> commands;
  std::string path;
  std::string key_file;
  Descriptor listening;
  std::list<Client> clients;
  std::atomic<bool> stopping{false};
  std::thread acceptor;

  Result<int> RunCommand(Client& client, std::string_view text, std::string local_operator, std::FILE* out,
                         std::FILE* err) {
    auto request = TRY(ReadRequest(text));
    request.given.local_operator = std::move(local_operator);
    request.given.out = out;
    request.given.err = err;
    // The server works with its own key; a key that was named must be that one, as it must without a server.
    if (request.given.Has("key")) {
      const auto key = TRY(crypto::ReadKeyFile(request.given.Path("key")));
      TRY(crypto::CheckKeyId(key, program.store->vault().key_id()));
    }
    request.given.cancelled = [this, &client] { return client.cancelled || stopping; };
    for (const auto& command : commands) {
      if (command.command.path != request.path) continue;
      if (command.check != nullptr) TRY(command.check(request.given));
      return command.work(program, request.given);
    }
    return Fail(kUsage, "正在运行的服务不会办这个命令", "请停下服务再试");
  }

  // Who is at the other end, as events name them; only root and the owner of the key file are somebody here.
  Result<std::string> PeerOf(int fd) const {
    ucred peer = {};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0) {
      if (auto name = org::LocalOperatorAs(peer.uid, org::LoginUser(peer.pid), key_file)) return name;
    }
    return Fail(kRefusedPeer, "只有 root 和密钥文件的主人可以请本机服务办命令", "请换用户，或在网页里办理");
  }

  void Serve(Client& client) {
    Sink out_sink{&client, MessageKind::kOut}, err_sink{&client, MessageKind::kErr};
    const FilePtr out = OpenSink(out_sink), err = OpenSink(err_sink);
    const int fd = client.connection.get();
    int code = cli::kFailed;
    if (const auto peer = PeerOf(fd); !peer) {
      code = cli::Report(Fail(peer.error()), err.get());
    } else if (const auto request = Receive(fd); request && request->kind == MessageKind::kRequest) {
      std::thread listener([&] {
        while (const auto message = Receive(fd)) {
          if (message->kind == MessageKind::kCancel) client.cancelled = true;
        }
        client.cancelled = true;  // gone: a terminal that was closed ends its command
      });
      try {
        code = cli::Report(RunCommand(client, request->body, *peer, out.get(), err.get()), err.get());
      } catch (const std::exception& e) {
        code = cli::Report(Fail(kInternal, std::string("命令遇到程序错误：") + e.what()), err.get());
      }
      shutdown(fd, SHUT_RD);
      listener.join();
    }
    std::fflush(out.get());
    std::fflush(err.get());
    client.Tell(MessageKind::kExit, std::to_string(code));
    client.over = true;
  }

  void Accept() {
    while (!stopping) {
      clients.remove_if([](Client& client) {
        if (!client.over) return false;
        client.thread.join();
        return true;
      });
      pollfd waiting{listening.get(), POLLIN, 0};
      if (clients.size() >= kCommandsMax || poll(&waiting, 1, 200) <= 0) {
        if (clients.size() >= kCommandsMax) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        continue;
      }
      Descriptor connection(accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connection.get() < 0) continue;
      const timeval patience{30, 0};  // a client that is stopped must not stop the server from stopping
      setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      Client& client = clients.emplace_back(std::move(connection));
      client.thread = std::thread([this, &client] { Serve(client); });
    }
    for (auto& client : clients) {
      if (!client.over) shutdown(client.connection.get(), SHUT_RD);
      client.thread.join();
    }
  }
};

LocalServer::LocalServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<LocalServer>> LocalServer::Start(Program& program, std::vector<StoreCommand> commands,
                                                        const std::string& data_file, const std::string& key_file) {
  const std::string path = SocketPath(data_file);
  auto listening = TRY(Listen(path));
  std::unique_ptr<State> state(
      new State{program, std::move(commands), path, key_file, std::move(listening), {}, {}, {}});
  State* s = state.get();
  s->acceptor = std::thread([s] { s->Accept(); });
  return std::unique_ptr<LocalServer>(new LocalServer(std::move(state)));
}

LocalServer::~LocalServer() {
  state_->stopping = true;
  state_->acceptor.join();
  unlink(state_->path.c_str());
}

}  // namespace gq::local
