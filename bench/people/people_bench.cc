// Latency of lists, counts, searches and files over HTTP at a given number of people, for a county officer and a
// province-wide supervisor.
//
//   people_bench FOLDER PEOPLE [ROUNDS]           fills FOLDER/people.db when it holds fewer, then a table of p50, p99
//   and maximum in ms people_bench FOLDER PEOPLE --plain FILE N     for bench/http: N people as plain text into FILE;
//   paths of theirs to stdout
//
// The server runs in this process, as `gangqiao serve` does; one client, one request after another, over the loopback:
// guard, scope, query, masks, JSON and sockets are all in the figures.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>

#include "apps/gangqiao/commands.h"
#include "bench/http/http_client.h"
#include "bench/people/fill.h"
#include "kits/http/server.h"
#include "modules/api/context.h"
#include "modules/people/name_index.h"

namespace gq {
namespace {

using Clock = std::chrono::steady_clock;

struct Question {
  const char* name;
  std::vector<std::string> paths;  // taken in turn
};

// What an officer of `region` does all day. ids: people in reach.
std::vector<Question> Mix(const std::string& region, const std::vector<std::string>& ids) {
  std::vector<std::string> files;
  for (const auto& id : ids) files.push_back("/api/people/" + id);
  return {
      {"list, first page", {"/api/people?size=50&view=all", "/api/people?size=50&view=task"}},
      {"list, page 40", {"/api/people?size=50&page=40", "/api/people?size=50&page=40&view=retention"}},
      {"list of a region", {"/api/people?size=50&region=" + region, "/api/people?size=50&view=task&region=" + region}},
      {"list sorted by change", {"/api/people?size=50&sort=-updated_at"}},
      {"list by state",
       {"/api/people?size=50&employment=on_post", "/api/people?size=50&employment.in=returned,flexible"}},
      {"count of a list",
       {"/api/people/count?view=task", "/api/people/count?view=all", "/api/people/count?view=all&region=" + region}},
      {"search by name",
       {"/api/search?q=%E7%8E%89%E7%8F%8D", "/api/search?q=%E7%9F%B3%E7%8E%89%E7%8F%8D",
        "/api/search?q=%E6%AC%A7%E9%98%B3"}},
      {"search by initials", {"/api/search?q=syz", "/api/search?q=ljp", "/api/search?q=oyzq"}},
      {"search by last four", {"/api/search?q=0042", "/api/search?q=1234", "/api/search?q=9876"}},
      {"one person", files}};
}

class Bench {
 public:
  explicit Bench(Program& program)
      : program_(program),
        names_(*program.store),
        context_{*program.store, program.hasher, *program.jobs, names_, program.codes, false, "."} {}

  Status Start() {
    const auto from = Clock::now();
    TRY(names_.Load());
    std::printf("name index: %zu people, %.1f s\n", names_.size(),
                std::chrono::duration<double>(Clock::now() - from).count());
    api::AddAllRoutes(router_, context_);
    http::ServerOptions options;
    options.access_log = false;
    options.guard = [this](const http::Route& route, const http::Request& request) {
      return api::Guard(context_, route, request);
    };
    server_ = TRY(http::Server::Start(options, &router_, nullptr));
    return Ok();
  }
  void Stop() { server_->Stop(); }

  Status Measure(const std::string& account, const std::string& region, int rounds) {
    const auto session = TRY(org::SignIn(*program_.store, program_.hasher, account, "gangqiao-demo"));
    bench::HttpClient client(server_->port(), "gq_session=" + session.token);
    for (const auto& question : Mix(region, TRY(Ids(session.scope)))) {
      std::vector<double> times;
      for (int round = 0; round < rounds; ++round) {
        const auto& path = question.paths[static_cast<std::size_t>(round) % question.paths.size()];
        const auto from = Clock::now();
        const auto answer = client.Get(path);
        if (answer.status != 200)
          return Fail(kInternal, path + " " + std::to_string(answer.status) + " " + answer.body.substr(0, 200));
        times.push_back(std::chrono::duration<double>(Clock::now() - from).count() * 1000);
      }
      std::sort(times.begin(), times.end());
      std::printf("%-10s %-24s %6zu %9.2f %9.2f %9.2f\n", account.c_str(), question.name, times.size(),
                  times[times.size() / 2], times[times.size() * 99 / 100], times.back());
    }
    return Ok();
  }

  Result<std::vector<std::string>> Ids(const Scope& scope) {
    std::vector<std::string> ids;
    TRY(program_.store->Query(scope, "SELECT p.id FROM person p WHERE {scope:p} ORDER BY p.home_code, p.id LIMIT 4000",
                              {}, [&](const db::Row& row) {
                                ids.push_back(row.Id(0).ToString());
                                return Ok();
                              }));
    std::shuffle(ids.begin(), ids.end(), std::mt19937_64(1));
    return ids;
  }

 private:
  Program& program_;
  people::NameIndex names_;
  api::Context context_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

Result<int> Main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "people_bench FOLDER PEOPLE [ROUNDS | --plain FILE N]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const std::int64_t people = std::atoll(argv[2]);
  std::filesystem::create_directories(folder + "/key");
  cli::Invocation given;
  given.values["data"] = {folder + "/data/people.db"};
  given.values["key"] = {folder + "/key/people.key"};
  given.values["provinces"] = {"43"};
  if (!std::filesystem::exists(folder + "/data/people.db")) {
    { TRY(OpenProgram(given, true)); }
    for (const auto& command : AllCommands()) {
      if (command.path == std::vector<std::string>{"account", "demo"}) TRY(command.run(given));
    }
  }
  const auto program = TRY(OpenProgram(given, false));
  const auto from = Clock::now();
  TRY(bench::Fill(*program, people));
  const double seconds = std::chrono::duration<double>(Clock::now() - from).count();
  if (argc == 6 && std::string_view(argv[3]) == "--plain") {
    const auto session = TRY(org::SignIn(*program->store, program->hasher, "hunan", "gangqiao-demo"));
    TRY(bench::ExportPlain(*program, argv[4], session.token, std::atoll(argv[5])));
    std::printf("gq_session=%s\n", session.token.c_str());
    TRY(program->store->Query(Scope::System("bench"),
                              "{shared}SELECT id FROM person ORDER BY home_code, id LIMIT " + std::string(argv[5]), {},
                              [&](const db::Row& row) {
                                std::printf("/api/people/%s\n", row.Id(0).ToString().c_str());
                                return Ok();
                              }));
    return 0;
  }
  std::printf("%lld people; filled in %.1f s\n", static_cast<long long>(people), seconds);
  Bench bench(*program);
  TRY(bench.Start());
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 200;
  std::printf("%-10s %-24s %6s %9s %9s %9s\n", "account", "question", "asked", "p50 ms", "p99 ms", "max ms");
  Status huayuan = bench.Measure("huayuan", "433124100000", rounds);
  Status hunan = huayuan ? bench.Measure("hunan", "433124000000", rounds) : std::move(huayuan);
  bench.Stop();
  TRY(std::move(hunan));
  return 0;
}

}  // namespace
}  // namespace gq

int main(int argc, char** argv) {
  const auto code = gq::Main(argc, argv);
  if (code) return *code;
  std::fprintf(stderr, "%s\n", code.error().ToString().c_str());
  return 1;
}
