// Regular expressions of XPath (W3C XPath and XQuery Functions 3.1, 5.6) on top of ICU: what ICU reads differently is
// rewritten, what XPath does not know is refused. Half a second of matching at most. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gq::policy {

class Regex {
 public:
  // flags: any of s, m, i, x. Nothing when the pattern or a flag is invalid.
  static std::optional<Regex> Compile(std::string_view pattern, std::string_view flags);

  // Whether the pattern occurs; nothing when matching took too long.
  std::optional<bool> Matches(std::string_view text) const;
  // With $0 … $9, \$ and \\ in the replacement. Nothing when it took too long, the pattern matches empty text, or the
  // replacement is invalid.
  std::optional<std::string> Replace(std::string_view text, std::string_view replacement) const;
  std::optional<std::vector<std::string>> Split(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace gq::policy
