// A personal value that no log can hold: ID number, phone, bank account.
//
// It has no operator<<, no formatter and no implicit conversion; whoever needs the text calls Reveal(), which greps.
#pragma once

#include <string>
#include <utility>

namespace gq {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& Reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

}  // namespace gq
