#include "base/phone.h"

#include "base/text.h"

namespace gq {

namespace {

std::string CleanPart(std::string_view part) {
  std::string clean;
  for (const char c : part) {
    if ((c >= '0' && c <= '9') || c == '+') clean += c;
  }
  if (StartsWith(clean, "+86")) clean.erase(0, 3);
  if (StartsWith(clean, "0086")) clean.erase(0, 4);
  if (clean.size() == 13 && StartsWith(clean, "861")) clean.erase(0, 2);
  return clean;
}

bool IsMobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
}

// "0743-8222123": three-digit area codes are 010 and 02x; numbers have 7 or 8 digits and do not begin with 0 or 1.
std::string Landline(std::string_view digits) {
  if (digits.size() < 10 || digits[0] != '0' || digits[1] == '0') return {};
  const std::size_t area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
  const auto number = digits.substr(area);
  if (number.size() < 7 || number.size() > 8 || number[0] < '2') return {};
  return std::string(digits.substr(0, area)) + "-" + std::string(number);
}

}  // namespace

std::optional<Phone> Phone::Parse(std::string_view text) {
  std::string plain = ToHalfWidth(Trim(text));
  if (EndsWith(plain, ".0")) plain.erase(plain.size() - 2);
  for (const auto& cell : SplitList(plain)) {
    std::string_view part = cell;
    std::string extension;
    for (const std::string_view mark : {"转", "ext"}) {
      const auto at = part.find(mark);
      if (at == std::string_view::npos) continue;
      extension = CleanPart(part.substr(at + mark.size()));
      part = part.substr(0, at);
    }
    // "13812345678 13912345678": blanks may also part two numbers.
    std::string digits = CleanPart(part);
    if (digits.size() == 22 && IsMobile(std::string_view(digits).substr(0, 11))) digits.resize(11);
    Phone phone;
    if (IsMobile(digits)) {
      phone.value_ = Secret(digits);
      return phone;
    }
    std::string line = Landline(digits);
    if (line.empty()) continue;
    if (!extension.empty()) line += "-" + extension;
    phone.value_ = Secret(line);
    phone.kind_ = PhoneKind::kLandline;
    return phone;
  }
  return std::nullopt;
}

}  // namespace gq
