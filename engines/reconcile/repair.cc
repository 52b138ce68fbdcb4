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

char Character(int digit) { return digit == 10 ? 'X' : static_cast<char>('0' + digit); }

constexpr std::uint64_t kPlace[17] = {10000000000000000ULL,
                                      1000000000000000ULL,
                                      100000000000000ULL,
                                      10000000000000ULL,
                                      1000000000000ULL,
                                      100000000000ULL,
                                      10000000000ULL,
                                      1000000000ULL,
                                      100000000ULL,
                                      10000000ULL,
                                      1000000ULL,
                                      100000ULL,
                                      10000ULL,
                                      1000ULL,
                                      100ULL,
                                      10ULL,
                                      1ULL};

// `key` with another digit at place i (from 0; 17 is the check code).
IdKey With(IdKey key, int i, int from, int to) {
  if (i == 17) return (key & ~IdKey{15}) | static_cast<unsigned>(to);
  return key + (static_cast<IdKey>(to - from) * kPlace[i] << 4);
}

// Whether a digit there is part of province or birth date: elsewhere it makes nothing more or less plausible.
constexpr bool Matters(int i) { return i < 2 || (i >= 6 && i < 14); }

void ListTails(IdKey key, std::vector<RepairCandidate>& out) {
  if (!IsPlausible(key)) return;  // by place and birth date, which all tails share
  const std::uint64_t base = Digits17(key) / 100 * 100;
  const unsigned check = CheckCode(base);
  for (unsigned tail = 0; tail < 100; ++tail) {
    const unsigned more =
        static_cast<unsigned>(kWeights[15]) * (tail / 10) + static_cast<unsigned>(kWeights[16]) * (tail % 10);
    out.push_back({MakeKey(base + tail, (check + 11 * 5 - more) % 11), {RepairType::kTail, 16, 0, 0, false}});
  }
}

}  // namespace

void ListRepairs(IdKey key, bool tail_cut, std::vector<RepairCandidate>& out) {
  out.clear();
  if (tail_cut) ListTails(key, out);  // 000 may also be the true end of an ID that is wrong elsewhere: both are offered
  const std::size_t tails = out.size();
  const Digits digits = Unpack(key);
  int sum = 0;
  for (int i = 0; i < 18; ++i) sum += kWeights[i] * digits.d[i];
  const int lack = ((1 - sum) % 11 + 11) % 11;
  if (lack == 0) return;
  const bool plausible = IsPlausible(key);
  // What changes the sum by what it lacks has a right check code: only the plausible ones of those are left to find.
  const auto offer = [&](IdKey candidate, bool matters, const Repair& repair) {
    if (matters ? !IsPlausible(candidate) : !plausible) return;
    const auto end = out.begin() + static_cast<std::ptrdiff_t>(tails);
    if (std::none_of(out.begin(), end, [&](const RepairCandidate& c) { return c.key == candidate; }))
      out.push_back({candidate, repair});
  };
  for (int i = 0; i < 18; ++i) {
    const int to = (digits.d[i] + Inverse(kWeights[i]) * lack) % 11;
    if (to == 10 && i < 17) continue;
    offer(With(key, i, digits.d[i], to), Matters(i),
          {RepairType::kDigit, static_cast<std::uint8_t>(i + 1), Character(digits.d[i]), Character(to), false});
  }
  for (int i = 0; i < 17; ++i) {
    const int left = digits.d[i], right = digits.d[i + 1];
    const int change = (kWeights[i] - kWeights[i + 1]) * (right - left);
    if ((change - lack) % 11 != 0 || (i == 16 && right == 10)) continue;
    offer(With(With(key, i, left, right), i + 1, right, left), Matters(i) || Matters(i + 1),
          {RepairType::kSwap, static_cast<std::uint8_t>(i + 1), 0, 0, false});
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
