// Requests a second of one server: load_bench PORT PATHS SECONDS CONNECTIONS. PATHS: a file whose first line is the
// cookie, then one path a line. One thread; every connection asks again as soon as it has its answer.
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <vector>

#include "bench/http/http_client.h"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc != 5) return 2;
  std::ifstream file(argv[2]);
  std::string cookie, line;
  std::getline(file, cookie);
  std::vector<std::string> paths;
  while (std::getline(file, line)) paths.push_back(line);
  const int connections = std::atoi(argv[4]);
  std::vector<std::unique_ptr<gq::bench::HttpClient>> clients;
  std::vector<pollfd> waiting;
  std::vector<Clock::time_point> asked(static_cast<std::size_t>(connections));
  std::size_t next = 0;
  for (int i = 0; i < connections; ++i) {
    clients.push_back(std::make_unique<gq::bench::HttpClient>(static_cast<std::uint16_t>(std::atoi(argv[1])), cookie));
    if (!clients.back()->connected() || paths.empty()) {
      std::fprintf(stderr, "no connection or no paths\n");
      return 1;
    }
    waiting.push_back({clients.back()->socket(), POLLIN, 0});
    asked[static_cast<std::size_t>(i)] = Clock::now();
    clients.back()->Ask(paths[next++ % paths.size()]);
  }
  const auto from = Clock::now();
  const auto until = from + std::chrono::milliseconds(static_cast<long>(std::atof(argv[3]) * 1000));
  std::vector<double> times;
  std::size_t bad = 0, bytes = 0;
  while (Clock::now() < until) {
    poll(waiting.data(), waiting.size(), 1000);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents == 0) continue;
      gq::bench::HttpClient::Answer answer;
      if (!clients[i]->Read(answer)) continue;
      times.push_back(std::chrono::duration<double>(Clock::now() - asked[i]).count() * 1000);
      bad += answer.status == 200 ? 0 : 1;
      bytes += answer.body.size();
      if (answer.status == 0) {
        std::fprintf(stderr, "connection lost\n");
        return 1;
      }
      asked[i] = Clock::now();
      clients[i]->Ask(paths[next++ % paths.size()]);
    }
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - from).count();
  if (times.empty()) return 1;
  std::sort(times.begin(), times.end());
  std::printf("%.0f %.2f %.2f %zu %zu\n", static_cast<double>(times.size()) / seconds, times[times.size() / 2],
              times[times.size() * 99 / 100], bytes / times.size(), bad);
  return bad == 0 ? 0 : 1;
}
