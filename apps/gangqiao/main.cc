#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "apps/gangqiao/commands.h"
#include "base/version.h"
#include "kits/db/db.h"

namespace {

// For tests/faults: GANGQIAO_KILL_AT=n ends the process with SIGKILL at the n-th of the points that kits/db names
// (before and after every commit, at every bulk write); GANGQIAO_COUNT_POINTS=FILE writes how many there were.
std::atomic<long> points_seen{0};
long kill_at = 0;
std::string count_file;

void SeePoint(const char*) {
  const long seen = ++points_seen;  // a server has many threads
  if (kill_at > 0 && seen == kill_at) kill(getpid(), SIGKILL);
}

void WriteCount() {
  if (std::FILE* file = std::fopen(count_file.c_str(), "w")) {
    std::fprintf(file, "%ld\n", points_seen.load());
    std::fclose(file);
  }
}

void InstallFaults() {
  if (const char* at = std::getenv("GANGQIAO_KILL_AT")) {
    kill_at = std::atol(at);
    gq::db::SetFaultHook(SeePoint);
  }
  if (const char* file = std::getenv("GANGQIAO_COUNT_POINTS")) {
    count_file = file;
    gq::db::SetFaultHook(SeePoint);
    std::atexit(WriteCount);
  }
}

}  // namespace

int main(int argc, char** argv) {
  InstallFaults();
  return gq::cli::Run("gangqiao", gq::kVersion, gq::AllCommands(), argc, argv);
}
