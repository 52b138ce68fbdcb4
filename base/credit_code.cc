#include "base/credit_code.h"

#include <algorithm>

#include "base/text.h"

namespace gq {

namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr int kWeights[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
constexpr int kOrganisationWeights[8] = {3, 7, 9, 10, 5, 8, 4, 2};

std::string Clean(std::string_view text) {
  std::string clean = ToUpperAscii(RemoveBlanks(ToHalfWidth(text)));
  clean.erase(std::remove(clean.begin(), clean.end(), '-'), clean.end());
  if (StartsWith(clean, "'")) clean.erase(0, 1);
  return clean;
}

}  // namespace

char CreditCheckCharacter(std::string_view first17) {
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    const auto value = i < first17.size() ? kAlphabet.find(first17[i]) : std::string_view::npos;
    if (value == std::string_view::npos) return 0;
    sum += static_cast<int>(value) * kWeights[i];
  }
  return kAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char OrganisationCheckCharacter(std::string_view first8) {
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const char c = first8[i];
    sum += (c <= '9' ? c - '0' : c - 'A' + 10) * kOrganisationWeights[i];
  }
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

std::string_view WhyNotCreditCode(std::string_view text) {
  const std::string clean = Clean(text);
  if (clean.empty()) return "没有统一社会信用代码";
  if (clean.size() != 18) return "统一社会信用代码不是 18 位";
  for (const char c : clean) {
    if (kAlphabet.find(c) == std::string_view::npos) return "统一社会信用代码里有不该有的字符（没有 I、O、S、V、Z）";
  }
  for (std::size_t i = 2; i < 8; ++i) {
    if (clean[i] > '9') return "统一社会信用代码的第 3 到 8 位应当是地区数字";
  }
  if (CreditCheckCharacter(clean) != clean[17]) return "统一社会信用代码的校验码不符，至少有一位写错";
  return {};
}

std::optional<CreditCode> CreditCode::Parse(std::string_view text) {
  if (!WhyNotCreditCode(text).empty()) return std::nullopt;
  const std::string clean = Clean(text);
  CreditCode code;
  std::copy(clean.begin(), clean.end(), code.text_.begin());
  return code;
}

int CreditCode::region_prefix() const {
  int n = 0;
  for (std::size_t i = 2; i < 8; ++i) n = n * 10 + (text_[i] - '0');
  return n;
}

}  // namespace gq
