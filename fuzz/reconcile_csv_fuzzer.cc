// libs: engines_reconcile
// Any bytes as a registry: no crash, and one report for whole reading and for tiny segments and blocks on every kernel.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engines/reconcile/reconcile.h"

namespace {

using namespace gq::reconcile;

const Context& FuzzContext() {
  static const Context* const context = [] {
    auto rules = Rules::Parse("status,insurance,labour,finding,disagree\n*,*,*,not_employed,no\n", "kind,word,code\n");
    return new Context{std::move(*rules), Gb18030(), Variants(), nullptr};
  }();
  return *context;
}

std::string Report(std::string_view text, const Options& options) {
  static const std::string kRoster =
      "id_number,name,phone\n11010519491231002X,甲,13800000000\n110105194912310020,乙,\n,丙,13900000000\n";
  MemoryBytes roster_bytes(kRoster), registry_bytes(text);
  auto roster = Roster::Read(roster_bytes, FuzzContext(), options, nullptr);
  if (!roster) std::abort();
  Comparison comparison(*roster, FuzzContext(), options);
  std::string out;
  const auto sink = [&](const Issue& issue) {
    out += std::to_string(issue.row) + " " + std::string(issue.code) + "\n";
  };
  const auto added = comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, registry_bytes, sink);
  if (!added) {
    if (added.error().kind == &kBookkeeping) std::abort();
    return "refused";
  }
  comparison.Finish();
  for (const Match& match : comparison.matches(0))
    out += std::to_string(match.row) + " " + std::string(NameOf(match.kind)) + "\n";
  return out + std::to_string(comparison.counts(0).rows) + " " + std::to_string(comparison.counts(0).rejected);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = "id_number,name,phone,state\n" + std::string(reinterpret_cast<const char*>(data), size);
  Options whole, pieces;
  whole.record_bytes_max = pieces.record_bytes_max = 200;
  pieces.threads = 2, pieces.segment_bytes = 11, pieces.block_bytes = 7, pieces.isa = static_cast<Isa>(size % 4);
  if (Report(text, whole) != Report(text, pieces)) std::abort();
  (void)Report(std::string_view(text).substr(size % text.size()), whole);
  return 0;
}
