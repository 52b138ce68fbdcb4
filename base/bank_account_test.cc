#include "base/bank_account.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(BankAccount, IsKeptAsDigits) {
  for (const char* text : {"6217000000000000001", "6217 0000 0000 0000 001", "６２１７000000000000001",
                           " 6217-0000-0000-0000-001 ", "'6217000000000000001"}) {
    const auto reading = ReadBankAccount(text);
    EXPECT_EQ(reading.cleaned, "6217000000000000001") << text;
    EXPECT_TRUE(reading.reason.empty()) << text;
  }
  EXPECT_TRUE(ReadBankAccount("12345678").reason.empty());
}

TEST(BankAccount, WhatIsNoneIsSaid) {
  for (const char* text :
       {"1234567", "123456789012345678901234567890123", "6217abc00000", "农商行", "6217.5", "E5", ""})
    EXPECT_FALSE(ReadBankAccount(text).reason.empty()) << text;
  for (const char* text : {"6.217E+18", "6.217e18"})
    EXPECT_NE(ReadBankAccount(text).reason.find("丢失"), std::string_view::npos) << text;
}

}  // namespace
}  // namespace gq
