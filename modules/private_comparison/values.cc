#include "modules/private_comparison/values.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace gq::psi {

PlainValue IdValue(reconcile::IdKey key) { return {ValueKind::kId, reconcile::IdText(key)}; }

PlainValue NamedValue(ValueKind kind, reconcile::IdKey key, std::string_view folded_name) {
  PlainValue out{kind, reconcile::IdText(key)};
  out.text += '\n';
  out.text += folded_name;
  return out;
}

std::string_view PurposeOf(ValueKind kind) {
  return kind == ValueKind::kId          ? "gangqiao psi 1 id"
         : kind == ValueKind::kIdAndName ? "gangqiao psi 1 id and name"
                                         : "gangqiao psi 1 repair and name";
}

crypto::Point PointOf(const PlainValue& value) { return crypto::HashToPoint(PurposeOf(value.kind), value.text); }

void AppendRegistryValues(const reconcile::Identity& row, std::vector<reconcile::RepairCandidate>& scratch,
                          std::vector<PlainValue>& out) {
  const reconcile::IdKey key = row.id.key;
  if (key == reconcile::kNoKey) return;
  if (!row.id.tail_cut) out.push_back(IdValue(key));
  if (row.name.empty()) return;
  if (!row.id.tail_cut) out.push_back(NamedValue(ValueKind::kIdAndName, key, row.name));
  if (!reconcile::Suspicious(key, row.id.tail_cut)) return;
  reconcile::ListRepairs(key, row.id.tail_cut || reconcile::MayBeCut(key), scratch);
  for (const reconcile::RepairCandidate& candidate : scratch)
    out.push_back(NamedValue(ValueKind::kRepairAndName, candidate.key, row.name));
}

void InParallel(std::size_t count, int threads, const std::function<void(std::size_t, std::size_t)>& work) {
  constexpr std::size_t kPart = 256;
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (;;) {
      const std::size_t begin = next.fetch_add(kPart);
      if (begin >= count) return;
      work(begin, std::min(count, begin + kPart));
    }
  };
  std::vector<std::thread> others;
  const std::size_t parts = (count + kPart - 1) / kPart;
  for (std::size_t t = 1; t < std::min<std::size_t>(static_cast<std::size_t>(std::max(1, threads)), parts); ++t)
    others.emplace_back(run);
  run();
  for (std::thread& thread : others) thread.join();
}

std::size_t MultiplyAll(const crypto::Scalar& scalar, crypto::Point* points, std::size_t count, int threads) {
  std::atomic<std::size_t> bad{count};
  InParallel(count, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (crypto::MultiplyPoint(scalar, points[i], &points[i])) continue;
      std::size_t first = bad.load();
      while (i < first && !bad.compare_exchange_weak(first, i)) {
      }
      return;
    }
  });
  return bad;
}

}  // namespace gq::psi
