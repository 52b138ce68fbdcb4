// One line of progress on stderr: "比对  43%  8,600,000/20,000,000 行  0.4 秒".
//
// On a terminal the line is redrawn at most ten times a second; elsewhere each stage is printed once when it ends.
// Thread-safety: Advance may be called from any thread; the rest from one.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "kits/cli/command.h"

namespace gq::cli {

class Progress {
 public:
  // To stderr of the process.
  explicit Progress(bool quiet = false);
  // To the error stream of whoever gave the command; quiet with --json.
  explicit Progress(const Invocation& given);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Begins a stage; ends the one before. total 0 = unknown.
  void Stage(std::string title, std::uint64_t total = 0, std::string unit = "行");
  void Advance(std::uint64_t n = 1);
  void Set(std::uint64_t done);
  // Ends the stage and prints its closing line.
  void Finish(const std::string& note = {});

 private:
  void Draw(bool last, const std::string& note);
  std::FILE* out_;
  bool quiet_;
  bool terminal_;
  bool open_ = false;
  std::string title_, unit_;
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::int64_t> next_draw_us_{0};
  std::chrono::steady_clock::time_point started_;
  std::mutex mutex_;
};

// "1,518,600"
std::string WithThousands(std::uint64_t n);

}  // namespace gq::cli
