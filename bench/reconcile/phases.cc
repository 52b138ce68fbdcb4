// Where the time of a comparison goes: clock and processor time of each phase over the files of reconcile_generate.
//
//   reconcile_phases DIR OUT [--near off] [--threads N] [--isa scalar|avx2|avx512]
//
// Phases are told apart by what the comparison reports of itself: a table is `read` until its last byte has been taken,
// and what follows until the next table begins (index, near pass) is `after` it. Processor time over clock says how
// many cores were busy. OUT gets the files of `gangqiao compare`.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "modules/sources/compare_output.h"

namespace {

double ProcessorSeconds(const rusage& usage) {
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

class Phases {
 public:
  // Ends the phase that runs and begins the next one.
  void Begin(const std::string& name) {
    const auto now = std::chrono::steady_clock::now();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double processor = ProcessorSeconds(usage);
    if (!name_.empty()) {
      const double clock = std::chrono::duration<double>(now - clock_).count();
      std::printf("%-28s %7.3f s  processor %7.3f s  peak %4ld MB\n", name_.c_str(), clock, processor - processor_,
                  usage.ru_maxrss / 1024);
    }
    name_ = name, clock_ = now, processor_ = processor;
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::chrono::steady_clock::time_point clock_;
  double processor_ = 0;
};

int Complain(const gq::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3)
    return std::fprintf(stderr, "usage: reconcile_phases DIR OUT [--near off] [--threads N] [--isa I]\n"), 2;
  const std::string folder = argv[1];
  gq::sources::CompareOptions options;
  options.threads = 2;
  for (int i = 3; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i], value = argv[i + 1];
    if (name == "--near") options.near = value != "off";
    if (name == "--threads") options.threads = std::atoi(argv[i + 1]);
    for (const auto isa : {gq::reconcile::Isa::kScalar, gq::reconcile::Isa::kAvx2, gq::reconcile::Isa::kAvx512}) {
      if (name == "--isa" && value == NameOf(isa)) options.isa = isa;
    }
  }
  Phases phases;
  phases.Begin("roster, read");
  std::string table = "roster";
  const auto progress = [&](std::string_view stage, std::uint64_t done, std::uint64_t total) {
    if (stage != table) phases.Begin(std::string(table = stage) + ", read");
    if (done >= total) phases.Begin(table + ", after");
  };
  std::vector<gq::sources::RegistryFile> registries;
  for (const char* kind : {"social_insurance", "labour_resource", "social_card"})
    registries.push_back({kind, folder + "/" + kind + ".csv"});
  const auto result = gq::sources::CompareRosterFile(folder + "/roster.csv", registries, options, progress);
  if (!result) return Complain(result.error());
  phases.Begin("writing");
  gq::sources::CompareOutput output;
  output.folder = argv[2];
  output.key_path = folder + "/key";
  if (const auto written = WriteCompare(*result, output); !written) return Complain(written.error());
  phases.Begin("");
  std::printf("counters %.3f s\n", result->seconds());
  return 0;
}
