// Rows a second of a roster import: uploaded, checked, then applied with sealing, indexes and events, while another
// user saves.
//
//   import_bench ROSTER sqlite|postgres       one table row: rows, seconds of each step, rows a second, saves
//                                             meanwhile, peak memory, processor seconds: ours, the server's
//   import_bench ROSTER.xlsx csv FILE.csv     the same rows as CSV, read with our own reader
//
// PostgreSQL is a private instance of the tests: unix socket, no fsync. Peak memory is this process's own (without
// PostgreSQL's).
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "apps/gangqiao/program.h"
#include "kits/csv/writer.h"
#include "kits/db/test_support.h"
#include "kits/store/unit_of_work.h"
#include "kits/table/table_reader.h"
#include "modules/imports/service.h"
#include "modules/org/service.h"
#include "modules/people/model.h"

namespace gq {
namespace {

using Clock = std::chrono::steady_clock;
double SecondsSince(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

Result<int> Convert(const std::string& from, const std::string& to) {
  table::HeaderSpec spec;
  spec.columns = {{"id_number", {"身份证号", "公民身份号码", "证件号码"}, true}};
  auto reader = TRY(table::ReadTable(from, spec, {}));
  std::vector<std::string_view> header;
  for (const auto& column : reader.layout().header.columns) header.push_back(column.header);
  auto writer = TRY(csv::Writer::Create(to, header));
  while (TRY(reader.Next())) {
    for (const auto& column : reader.layout().header.columns) writer.Field(reader.CellAt(column.position).text);
    writer.EndRow();
  }
  TRY(writer.Close());
  std::printf("%llu rows\n", static_cast<unsigned long long>(writer.rows()));
  return 0;
}

// Another user at work: saves one person every 50 ms, takes the time of each.
class OtherUser {
 public:
  explicit OtherUser(Store& store) : store_(store) {}
  Status Start() {
    person_.id = store_.NewId();
    person_.county_id = TRY(org::CountyOf(store_, 433124001001)).id;
    person_.home_code = 433124001001;
    person_.name = "另一位";
    person_.employment = "not_working";
    person_.list = "task";
    person_.created_at = person_.updated_at = store_.Now();
    auto work = TRY(UnitOfWork::Begin(store_, Scope::System("bench")));
    TRY(work.Insert(person_));
    TRY(work.Commit());
    thread_ = std::thread([this] {
      while (!stop_) {
        const auto from = Clock::now();
        if (!Save()) ++failed_;
        milliseconds_.push_back(SecondsSince(from) * 1000);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    });
    return Ok();
  }
  void Stop() {
    stop_ = true;
    thread_.join();
    std::sort(milliseconds_.begin(), milliseconds_.end());
  }
  double At(double share) const {
    return milliseconds_.empty()
               ? 0
               : milliseconds_[static_cast<std::size_t>(share * static_cast<double>(milliseconds_.size() - 1))];
  }
  std::size_t saves() const { return milliseconds_.size(); }
  int failed() const { return failed_; }

 private:
  Status Save() {
    auto work = TRY(UnitOfWork::Begin(store_, Scope::System("bench")));
    Person after = person_;
    after.note = "第" + std::to_string(milliseconds_.size()) + "次";
    work.About(after.county_id, "person.edit", "person", after.id);
    TRY(work.Update(person_, after));
    TRY(work.Commit());
    person_ = after;
    return Ok();
  }
  Store& store_;
  Person person_;
  std::thread thread_;
  std::atomic<bool> stop_{false};
  std::vector<double> milliseconds_;
  int failed_ = 0;
};

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// Processor time of all processes named postgres: of the private server, on a machine that runs no other.
double ServerCpuSeconds() {
  double ticks = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    if (!std::getline(file, stat) || stat.find("(postgres)") == std::string::npos) continue;
    std::istringstream fields(stat.substr(stat.rfind(')') + 1));
    std::string skipped;
    for (int n = 3; n < 14; ++n) fields >> skipped;  // proc(5): utime and stime are the 14th and 15th
    double user = 0, system = 0;
    fields >> user >> system;
    ticks += user + system;
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

Result<int> Measure(const std::string& roster, db::Dialect dialect) {
  cli::Invocation given;
  given.values["data"] = {db::testing::FreshUrl(dialect)};
  given.values["key"] = {(db::testing::TemporaryFolder() / "bench-key" / "bench.key").string()};
  given.values["provinces"] = {"43;51;62"};
  const auto program = TRY(OpenProgram(given, true));
  Store& store = *program->store;
  const Scope scope = Scope::System("bench");
  const Date as_of = *Date::Parse("2026-08-31");
  const auto from = Clock::now();
  auto run = TRY(imports::Upload(store, scope, "roster", roster.substr(roster.rfind('/') + 1), roster));
  const double upload = SecondsSince(from);
  run = TRY(imports::Check(store, scope, run.id, program->lookups, as_of, {}));
  const double check = SecondsSince(from) - upload;
  OtherUser other(store);
  TRY(other.Start());
  const double cpu_before = CpuSeconds(), server_before = ServerCpuSeconds();
  const auto start = Clock::now();
  auto applied = imports::Apply(store, scope, run.id, program->lookups, as_of, true, {});
  const double apply = SecondsSince(start), cpu = CpuSeconds() - cpu_before,
               server = ServerCpuSeconds() - server_before;
  other.Stop();
  run = TRY(std::move(applied));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto rows = static_cast<double>(run.totals.rows);
  std::printf("%-8s %-5s %9lld %8.2f %8.2f %8.2f %10.0f %10.0f %7zu %8.0f %8.0f %8.0f %6d %7ld %8.1f %8.1f\n",
              db::testing::Name(dialect), roster.substr(roster.rfind('.') + 1).c_str(),
              static_cast<long long>(run.totals.rows), upload, check, apply, rows / apply,
              rows / (upload + check + apply), other.saves(), other.At(0.5), other.At(0.99), other.At(1),
              other.failed(), usage.ru_maxrss / 1024, cpu, server);
  return 0;
}

Result<int> Main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[2]) == "csv") return Convert(argv[1], argv[3]);
  if (argc == 2 && std::string_view(argv[1]) == "--header") {
    std::printf("%-8s %-5s %9s %8s %8s %8s %10s %10s %7s %8s %8s %8s %6s %7s %8s %8s\n", "store", "file", "rows",
                "upload s", "check s", "apply s", "apply r/s", "all r/s", "saves", "p50 ms", "p99 ms", "max ms",
                "failed", "RSS MB", "CPU s", "server s");
    return 0;
  }
  if (argc != 3) {
    std::fprintf(stderr,
                 "import_bench ROSTER sqlite|postgres; import_bench ROSTER.xlsx csv FILE.csv; import_bench --header\n");
    return 2;
  }
  return Measure(argv[1], std::string_view(argv[2]) == "postgres" ? db::Dialect::kPostgres : db::Dialect::kSqlite);
}

}  // namespace
}  // namespace gq

int main(int argc, char** argv) {
  const auto code = gq::Main(argc, argv);
  if (code) return *code;
  std::fprintf(stderr, "%s\n", code.error().ToString().c_str());
  return 1;
}
