// The server's side of the local socket: runs commands of the same machine on the server's own store.
//
// Who may: root, and the owner of the key file (SO_PEERCRED); they could open the store themselves if no server held
// it. What the command reads and writes as files is opened by the server's account. Thread-safety: Start and Stop from
// one thread; commands run in threads of their own, at most kCommandsMax at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/gangqiao/program.h"

namespace gq::local {

inline constexpr int kCommandsMax = 8;

class LocalServer {
 public:
  // `commands` and `program` must outlive it. The caller holds the lock of `data_file`.
  static Result<std::unique_ptr<LocalServer>> Start(Program& program, std::vector<StoreCommand> commands,
                                                    const std::string& data_file, const std::string& key_file);
  // Asks running commands to stop, waits for them, removes the socket.
  ~LocalServer();

 private:
  struct State;
  explicit LocalServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gq::local
