#include "apps/gangqiao/local_client.h"

#include <csignal>
#include <cstdlib>

#include "apps/gangqiao/local_protocol.h"

namespace gq::local {

namespace {

void OnInterrupt(int) {}

// No SA_RESTART: the signal ends recv, and the loop sends the cancel.
void CatchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Result<std::optional<int>> RunInServer(const std::string& data_file, const std::vector<std::string>& path,
                                       const cli::Invocation& given) {
  const auto connected = Connect(SocketPath(data_file));
  if (!connected) return std::optional<int>();
  const int fd = connected->get();
  CatchInterrupts();
  if (!Send(fd, MessageKind::kRequest, RequestText(path, given)))
    return Fail(kServerGone, "服务没有接受这个命令", "请再试一次");
  for (;;) {
    bool interrupted = false;
    const auto message = Receive(fd, &interrupted);
    if (interrupted) {
      std::fprintf(given.err, "正在请服务停下这个命令 …（再按一次不等）\n");
      Send(fd, MessageKind::kCancel, "");
      continue;
    }
    if (!message) {
      return Fail(kServerGone, "服务在命令办完之前停了；已确认的部分都在",
                  "再发同一个命令即接着办（服务停着时由命令自己办）");
    }
    if (message->kind == MessageKind::kExit) return std::optional<int>(std::atoi(message->body.c_str()));
    std::FILE* to = message->kind == MessageKind::kOut ? given.out : given.err;
    std::fwrite(message->body.data(), 1, message->body.size(), to);
    std::fflush(to);
  }
}

}  // namespace gq::local
