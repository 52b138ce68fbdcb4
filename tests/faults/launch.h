// Runs the built program as a child of a test: to its end, or in the background.
#pragma once

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "kits/db/test_support.h"

namespace gq {

using Words = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

struct Ended {
  int code = -1;
  bool killed = false;
};

inline std::string Binary() { return std::string(std::getenv("GQ_BUILD_DIR")) + "/gangqiao"; }

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream file(path);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

// A child whose output goes to <name>.out and <name>.err in the test's folder; killed at the end of the scope if it
// still runs.
class Child {
 public:
  // `prepare` runs in the child before the program: limits, another user.
  Child(const std::string& name, const Words& words, const Variables& environment = {},
        const std::function<void()>& prepare = {})
      : base_((db::testing::TemporaryFolder() / name).string()) {
    std::filesystem::remove(base_ + ".err");
    pid_ = fork();
    if (pid_ != 0) return;
    for (const auto& [key, value] : environment) setenv(key.c_str(), value.c_str(), 1);
    if (std::freopen((base_ + ".err").c_str(), "w", stderr) == nullptr ||
        std::freopen((base_ + ".out").c_str(), "w", stdout) == nullptr)
      _exit(99);
    if (prepare) prepare();
    std::vector<char*> argv = {const_cast<char*>("gangqiao")};
    for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execv(Binary().c_str(), argv.data());
    _exit(98);
  }
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    Wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Ended Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status)};
  }
  void Signal(int number) const { kill(pid_, number); }
  pid_t pid() const { return pid_; }
  std::string Errors() const { return ReadText(base_ + ".err"); }
  std::string Output() const { return ReadText(base_ + ".out"); }
  // False when the text does not come within the time.
  bool WaitForText(const std::string& text, int seconds = 30) const {
    for (int i = 0; i < seconds * 50; ++i) {
      if (Errors().find(text) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

 private:
  std::string base_;
  pid_t pid_ = -1;
};

inline Ended Launch(const Words& words, const Variables& environment = {}, const std::function<void()>& prepare = {}) {
  return Child("child", words, environment, prepare).Wait();
}
inline std::string ChildLog() { return ReadText(db::testing::TemporaryFolder() / "child.err"); }
inline std::string ChildOutput() { return ReadText(db::testing::TemporaryFolder() / "child.out"); }

}  // namespace gq
