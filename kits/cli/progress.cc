#include "kits/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace gq::cli {

std::string WithThousands(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

Progress::Progress(bool quiet) : out_(stderr), quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::Progress(const Invocation& given) : out_(given.err), quiet_(given.Json()), terminal_(given.terminal) {}

Progress::~Progress() {
  if (open_) Finish();
}

void Progress::Stage(std::string title, std::uint64_t total, std::string unit) {
  if (open_) Finish();
  title_ = std::move(title);
  unit_ = std::move(unit);
  total_ = total;
  done_ = 0;
  next_draw_us_ = 0;
  started_ = std::chrono::steady_clock::now();
  open_ = true;
  if (terminal_) Draw(false, {});
}

void Progress::Advance(std::uint64_t n) {
  done_ += n;
  if (!terminal_ || quiet_) return;
  const auto elapsed =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_).count();
  if (elapsed >= next_draw_us_) {
    next_draw_us_ = elapsed + 100'000;
    Draw(false, {});
  }
}

void Progress::Set(std::uint64_t done) {
  const std::uint64_t before = done_;
  if (done > before) Advance(done - before);
}

void Progress::Finish(const std::string& note) {
  if (!open_) return;
  open_ = false;
  Draw(true, note);
}

void Progress::Draw(bool last, const std::string& note) {
  if (quiet_) return;
  const std::lock_guard lock(mutex_);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  const std::uint64_t done = done_;
  std::string line = title_;
  if (total_ > 0) {
    const auto percent = last ? 100 : std::min<std::uint64_t>(99, done * 100 / total_);
    line += "  " + std::to_string(percent) + "%  " + WithThousands(last && done == 0 ? total_ : done) + "/" +
            WithThousands(total_) + " " + unit_;
  } else if (done > 0) {
    line += "  " + WithThousands(done) + " " + unit_;
  }
  char tail[48];
  std::snprintf(tail, sizeof tail, "  %.2f 秒", seconds);
  line += tail;
  if (!note.empty()) line += "  " + note;
  if (terminal_) {
    std::fprintf(out_, "\r\033[K%s%s", line.c_str(), last ? "\n" : "");
  } else if (last) {
    std::fprintf(out_, "%s\n", line.c_str());
  }
  std::fflush(out_);
}

}  // namespace gq::cli
