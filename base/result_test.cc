#include "base/result.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return Fail(kBadInput, "不是偶数", "请换一个数");
  return n / 2;
}

Result<int> Quarter(int n) {
  const int half = TRY(Half(n));
  return TRY(Half(half));
}

Status Check(int n) {
  TRY(Quarter(n));
  return Ok();
}

TEST(Result, TryHandsValueOn) { EXPECT_EQ(Quarter(12).value(), 3); }

TEST(Result, TryHandsErrorOn) {
  const auto result = Quarter(6);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, &kBadInput);
  EXPECT_EQ(result.error().hint, "请换一个数");
  EXPECT_FALSE(Check(6));
  EXPECT_TRUE(Check(8));
}

TEST(Result, ToStringNamesCodeSentenceCureAndPlace) {
  Error error{&kBadInput, "不是偶数", "请换一个数", {}};
  error.With("row", "17");
  EXPECT_EQ(error.ToString(), "input.invalid: 不是偶数 (请换一个数) [row=17]");
}

}  // namespace
}  // namespace gq
