#include "base/decimal.h"

#include <gtest/gtest.h>

#include <random>

namespace gq {
namespace {

Decimal D(std::string_view text) {
  const auto value = Decimal::Parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Decimal());
}

TEST(Decimal, ReadsAndWritesPlainText) {
  for (const char* text : {"0", "1", "-1", "12.5", "0.001", "-386.5", "1234567890123456789012345678901234"}) {
    EXPECT_EQ(D(text).ToString(), text);
  }
  EXPECT_EQ(D("386.50").ToString(), "386.5");
  EXPECT_EQ(D("1e3").ToString(), "1000");
  EXPECT_EQ(D(".5").ToString(), "0.5");
  EXPECT_EQ(D("-0").ToString(), "0");
  for (const char* text : {"", "-", ".", "1.", "1 ", "abc", "1e", "0x10", "Inf", "NaN", "1e999999"})
    EXPECT_FALSE(Decimal::Parse(text)) << text;
}

TEST(Decimal, AddsExactlyWhereDoublesDoNot) {
  EXPECT_EQ(*D("0.1").Add(D("0.2")), D("0.3"));
  EXPECT_EQ(D("1.0"), D("1"));
  EXPECT_LT(D("-2"), D("1.5"));
}

TEST(Decimal, DividesToThirtyFourDigits) {
  EXPECT_EQ(Decimal(1).Divide(Decimal(3))->ToString(), "0." + std::string(34, '3'));
  EXPECT_FALSE(Decimal(1).Divide(Decimal(0)));
  EXPECT_FALSE(Decimal(0).Divide(Decimal(0)));
  EXPECT_FALSE(D("9e6144").Multiply(Decimal(10)));
}

TEST(Decimal, RoundsInEveryMode) {
  struct Case {
    const char* value;
    int scale;
    const char* even;
    const char* up;
    const char* down;
    const char* away;
    const char* zero;
    const char* floor;
    const char* ceiling;
  };
  for (const Case& c :
       {Case{"2.5", 0, "2", "3", "2", "3", "2", "2", "3"}, Case{"-2.5", 0, "-2", "-3", "-2", "-3", "-2", "-3", "-2"},
        Case{"1.121", 2, "1.12", "1.12", "1.12", "1.13", "1.12", "1.12", "1.13"},
        Case{"1254", -2, "1300", "1300", "1300", "1300", "1200", "1200", "1300"},
        Case{"0.05", 0, "0", "0", "0", "1", "0", "0", "1"},
        Case{"99.995", 2, "100", "100", "99.99", "100", "99.99", "99.99", "100"}}) {
    const Decimal value = D(c.value);
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kHalfEven), D(c.even)) << c.value;
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kHalfUp), D(c.up)) << c.value;
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kHalfDown), D(c.down)) << c.value;
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kUp), D(c.away)) << c.value;
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kDown), D(c.zero)) << c.value;
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kFloor), D(c.floor)) << c.value;
    EXPECT_EQ(*value.RoundTo(c.scale, Rounding::kCeiling), D(c.ceiling)) << c.value;
  }
  EXPECT_EQ(*D("5.5").RoundTo(6176, Rounding::kUp), D("5.5"));
  EXPECT_FALSE(D("5.5").RoundTo(6177, Rounding::kUp));
  EXPECT_FALSE(D("5.5").RoundTo(-6112, Rounding::kUp));
}

TEST(Decimal, ModuloTakesTheSignOfTheDivisor) {
  EXPECT_EQ(*D("12").Modulo(D("5")), D("2"));
  EXPECT_EQ(*D("-12").Modulo(D("5")), D("3"));
  EXPECT_EQ(*D("12").Modulo(D("-5")), D("-3"));
  EXPECT_EQ(*D("10.1").Modulo(D("4.5")), D("1.1"));
  EXPECT_FALSE(D("1").Modulo(D("0")));
}

TEST(Decimal, PowersAndRoots) {
  EXPECT_EQ(*D("10").Power(D("5")), D("100000"));
  EXPECT_EQ(*D("10").Power(D("-5")), D("0.00001"));
  EXPECT_EQ(*D("2").SquareRoot()->Multiply(Decimal(1)), *D("2").SquareRoot());
  EXPECT_EQ(*D("16").SquareRoot(), D("4"));
  EXPECT_FALSE(D("-1").SquareRoot());
  EXPECT_FALSE(D("0").Logarithm());
}

TEST(Decimal, AgreesWithIntegersOnRandomNumbers) {
  std::mt19937_64 random(20180301);
  for (int round = 0; round < 20'000; ++round) {
    const std::int64_t a = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
    const std::int64_t b = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
    ASSERT_EQ(Decimal(a).Add(Decimal(b))->ToInteger(), a + b);
    ASSERT_EQ(Decimal(a).Multiply(Decimal(b))->ToInteger(), a * b);
    ASSERT_EQ(Decimal(a) < Decimal(b), a < b);
    ASSERT_EQ(Decimal(a).ToString(), std::to_string(a));
    if (b != 0) {
      const std::int64_t floored = a / b - ((a % b != 0) && ((a % b < 0) != (b < 0)) ? 1 : 0);
      ASSERT_EQ(Decimal(a).Modulo(Decimal(b))->ToInteger(), a - b * floored) << a << " " << b;
    }
  }
}

}  // namespace
}  // namespace gq
