// Unified social credit codes of employers (统一社会信用代码, GB 32100-2015): 18 characters of 0-9 A-H J-N P-R T-U W-Y
// (no I, O, S, V, Z): department, kind, six digits of the place, nine of the organisation code (GB 11714, with its own
// check), one check character. Employers' codes are public; they may be logged. Values; thread-safe.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace gq {

// REQUIRES: 17 characters of the alphabet. Answers 0 otherwise.
char CreditCheckCharacter(std::string_view first17);
// The check character of an organisation code (GB 11714), a function of its first 8 characters.
char OrganisationCheckCharacter(std::string_view first8);

class CreditCode {
 public:
  constexpr CreditCode() = default;  // empty
  // Accepts full width, blanks, dashes and lower case.
  static std::optional<CreditCode> Parse(std::string_view text);

  std::string_view text() const { return {text_.data(), text_[0] == 0 ? 0u : 18u}; }
  int region_prefix() const;  // six digits; 100000 for the national registry
  friend bool operator==(const CreditCode&, const CreditCode&) = default;
  friend auto operator<=>(const CreditCode&, const CreditCode&) = default;

 private:
  std::array<char, 18> text_{};
};

// Why a text is no credit code (Chinese); empty when it is one.
std::string_view WhyNotCreditCode(std::string_view text);

}  // namespace gq
