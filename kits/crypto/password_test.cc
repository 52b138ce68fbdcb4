#include "kits/crypto/password.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace gq::crypto {
namespace {

PasswordOptions Cheap() { return {.passes = 1, .memory_bytes = 1 << 20, .running_max = 1, .waiting_max = 4}; }

TEST(Password, RightAndWrong) {
  const PasswordHasher passwords(Cheap());
  const auto stored = passwords.Hash("十八洞-2013");
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->rfind("$argon2id$v=19$m=1024,t=1,p=1$", 0), 0u) << *stored;
  EXPECT_TRUE(*passwords.Verify(*stored, "十八洞-2013"));
  EXPECT_FALSE(*passwords.Verify(*stored, "十八洞-2014"));
  EXPECT_FALSE(*passwords.Verify(*stored, ""));
  EXPECT_FALSE(*passwords.Verify("not a hash", "x"));
  EXPECT_FALSE(*passwords.VerifyNothing("x"));
  EXPECT_NE(*passwords.Hash("same"), *passwords.Hash("same"));
}

TEST(Password, LongPasswordsCostNothing) {
  const PasswordHasher passwords(Cheap());
  EXPECT_FALSE(passwords.Hash(std::string(1025, 'a')));
  EXPECT_FALSE(*passwords.Verify(*passwords.Hash("a"), std::string(1 << 20, 'a')));
}

TEST(Password, StrongerParametersAskForANewHash) {
  const PasswordHasher weak(Cheap());
  PasswordOptions more = Cheap();
  more.passes = 2;
  const PasswordHasher strong(more);
  const std::string stored = *weak.Hash("a");
  EXPECT_FALSE(weak.NeedsRehash(stored));
  EXPECT_TRUE(strong.NeedsRehash(stored));
  EXPECT_TRUE(*strong.Verify(stored, "a"));
}

TEST(Password, AFloodIsTurnedAwayAndTheRestServed) {
  PasswordOptions options = Cheap();
  options.memory_bytes = 16 << 20;
  options.waiting_max = 2;
  const PasswordHasher passwords(options);
  const std::string stored = *passwords.Hash("a");
  std::atomic<int> right = 0, busy = 0, other = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const auto verified = passwords.Verify(stored, "a");
      if (!verified) {
        (verified.error().kind == &kBusy ? busy : other)++;
      } else {
        (*verified ? right : other)++;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right + busy, 16);
  EXPECT_EQ(other, 0);
  EXPECT_GE(right, 3);  // one runs, two wait
  EXPECT_GE(busy, 1);
  EXPECT_TRUE(*passwords.Verify(stored, "a"));  // and afterwards all is well
}

}  // namespace
}  // namespace gq::crypto
