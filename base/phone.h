// Telephone numbers of people: mobile (11 digits) and fixed lines with area code. Personal data: non-loggable, Reveal()
// greps.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace gq {

enum class PhoneKind : unsigned char { kMobile, kLandline };

class Phone {
 public:
  // Accepts "138 1234 5678", "138-1234-5678", "+86 138…", "0086…", full width, "13812345678.0", "0743-8222123",
  // "(0743)8222123转12". Of several numbers in one cell the first sound one counts. nullopt: none.
  static std::optional<Phone> Parse(std::string_view text);

  // "13812345678"; landline "0743-8222123" or "0743-8222123-12".
  const std::string& Reveal() const { return value_.Reveal(); }
  PhoneKind kind() const { return kind_; }
  friend bool operator==(const Phone&, const Phone&) = default;

 private:
  Secret value_;
  PhoneKind kind_ = PhoneKind::kMobile;
};

}  // namespace gq
