#include "engines/reconcile/repair.h"

#include <algorithm>

namespace gq::reconcile {
namespace {

constexpr int kWeights[18] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};

// x with weight * x = 1 modulo 11.
constexpr int Inverse(int weight) {
  int x = 1;
  while (weight * x % 11 != 1) ++x;
  return x;
}

struct Digits {
  int d[18];  // the last is the check code, 10 = X
};

Digits Unpack(IdKey key) {
  Digits out{};
  std::uint64_t n = Digits17(key);
  for (int i = 16; i >= 0; --i, n /= 10) out.d[i] = static_cast<int>(n % 10);
  out.d[17] = static_cast<int>(CheckOf(key));
  return out;
}

IdKey Pack(const Digits& digits) {
  std::uint64_t n = 0;
  for (int i = 0; i < 17; ++i) n = n * 10 + static_cast<unsigned>(digits.d[i]);
  return MakeKey(n, static_cast<unsigned>(digits.d[17]));
}

char Character(int digit) { return digit == 10 ? 'X' : static_cast<char>('0' + digit); }

void Offer(const Digits& digits, const Repair& repair, std::vector<RepairCandidate>& out) {
  const IdKey key = Pack(digits);
  if (!CheckFits(key) || !IsPlausible(key)) return;
  const bool known = std::any_of(out.begin(), out.end(), [&](const RepairCandidate& c) { return c.key == key; });
  if (!known) out.push_back({key, repair});
}

void ListTails(IdKey key, std::vector<RepairCandidate>& out) {
  const std::uint64_t base = Digits17(key) / 100 * 100;
  for (std::uint64_t tail = 0; tail < 100; ++tail) {
    const IdKey candidate = MakeKey(base + tail, CheckCode(base + tail));
    if (IsPlausible(candidate)) out.push_back({candidate, {RepairType::kTail, 16, 0, 0, false}});
  }
}

}  // namespace

void ListRepairs(IdKey key, bool tail_cut, std::vector<RepairCandidate>& out) {
  out.clear();
  if (tail_cut) ListTails(key, out);  // 000 may also be the true end of an ID that is wrong elsewhere: both are offered
  const Digits digits = Unpack(key);
  int sum = 0;
  for (int i = 0; i < 18; ++i) sum += kWeights[i] * digits.d[i];
  const int lack = ((1 - sum) % 11 + 11) % 11;
  if (lack == 0) return;
  for (int i = 0; i < 18; ++i) {
    Digits changed = digits;
    changed.d[i] = (digits.d[i] + Inverse(kWeights[i]) * lack) % 11;
    if (changed.d[i] == 10 && i < 17) continue;
    const Repair repair{RepairType::kDigit, static_cast<std::uint8_t>(i + 1), Character(digits.d[i]),
                        Character(changed.d[i]), false};
    Offer(changed, repair, out);
  }
  for (int i = 0; i < 17; ++i) {
    Digits changed = digits;
    std::swap(changed.d[i], changed.d[i + 1]);
    if (changed.d[16] == 10) continue;
    Offer(changed, {RepairType::kSwap, static_cast<std::uint8_t>(i + 1), 0, 0, false}, out);
  }
}

std::string RepairText(const Repair& repair) {
  if (repair.type == RepairType::kNone) return "";
  std::string out = repair.in_roster ? "roster:" : "registry:";
  const std::string at = "@" + std::to_string(repair.position);
  if (repair.type == RepairType::kDigit) return out + "digit" + at + ":" + repair.from + ">" + repair.to;
  return out + (repair.type == RepairType::kSwap ? "swap" : "tail") + at;
}

}  // namespace gq::reconcile
