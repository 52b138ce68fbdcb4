#include "engines/reconcile/key_table.h"

#include <gtest/gtest.h>

#include <map>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

// Small tables with many repeats: keys of one part often find no place left in it.
TEST(KeyTable, AnyNumberOfThreadsFillsItAlike) {
  testing::Dice dice(7);
  for (int round = 0; round < 300; ++round) {
    const int different = 1 + dice.Below(60);
    std::vector<IdKey> keys;
    for (int n = dice.Below(120); n > 0; --n)
      keys.push_back(MakeKey(static_cast<std::uint64_t>(dice.Below(different)) * 7919, 3));
    if (keys.size() > 3) keys[3] = kNoKey;
    const auto wanted = [&](std::uint32_t i) { return keys[i] != kNoKey && i % 10 != 9; };
    std::map<IdKey, std::uint32_t> first;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> repeats;
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      if (!wanted(i)) continue;
      const auto [at, is_first] = first.emplace(keys[i], i);
      if (!is_first) repeats.emplace_back(at->second, i);
    }
    for (const int threads : {1, 2, 3, 7}) {
      KeyTable table(first.size());  // no more room than it has to have
      std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
      for (const auto& [one, later] : table.AddAll(keys, wanted, threads)) found.emplace_back(one, later);
      EXPECT_EQ(found, repeats) << threads;
      for (int k = 0; k < different; ++k) {
        const IdKey key = MakeKey(static_cast<std::uint64_t>(k) * 7919, 3);
        const auto at = first.find(key);
        EXPECT_EQ(table.Find(key), at == first.end() ? KeyTable::kAbsent : at->second);
        if (at != first.end()) {
          EXPECT_TRUE(table.MayHold(key));
        }
      }
    }
  }
}

}  // namespace
}  // namespace gq::reconcile
