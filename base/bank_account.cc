#include "base/bank_account.h"

#include <algorithm>

#include "base/text.h"

namespace gq {

BankAccountReading ReadBankAccount(std::string_view text) {
  constexpr std::size_t kDigitsMin = 8, kDigitsMax = 32;
  BankAccountReading reading;
  for (const char c : ToHalfWidth(Trim(text))) {
    if (c != ' ' && c != '-' && c != '\'') reading.cleaned += c;
  }
  const std::string& cleaned = reading.cleaned;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto exponent = cleaned.find_first_of("eE");
  if (exponent != std::string::npos && exponent > 0 && is_digit(cleaned[0]) && exponent + 1 < cleaned.size() &&
      (cleaned[exponent + 1] == '+' || is_digit(cleaned[exponent + 1]))) {
    reading.reason = "账号被表格存成了数字，末几位已经丢失";
    reading.cure = "请把这一列设为文本格式后重新填写";
  } else if (!std::all_of(cleaned.begin(), cleaned.end(), is_digit)) {
    reading.reason = "账号里有不是数字的字符";
    reading.cure = "请对照银行卡或存折填写数字";
  } else if (cleaned.size() < kDigitsMin || cleaned.size() > kDigitsMax) {
    reading.reason = "账号的位数不对";
    reading.cure = "账号为 8 至 32 位数字，请对照银行卡或存折";
  }
  return reading;
}

}  // namespace gq
