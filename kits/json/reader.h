// Reads JSON that somebody sent: limits on size and depth, no duplicate keys, and errors that name the field.
//
//   Document document = TRY(Parse(request.body()));
//   Node root = document.root();
//   TRY(root.OnlyMembers({"account", "password", "skills"}));
//   std::string account = TRY(TRY(root.Get("account")).Text());
//   if (auto wage = root.Find("want_wage_fen")) fen = TRY(wage->Integer(0, 100'000'00));
//   for (const Node& skill : TRY(TRY(root.Get("skills")).Items())) ...
//   → input.invalid: 应为文字 [field=skills[2]]
//
// Values are never repeated in messages (they may be personal data). A Node points into its Document and must not
// outlive it. Thread-safety: a Document is immutable; reading from several threads is fine.
// The header hides Boost.JSON, so that users do not pay for it at compile time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace boost::json {
class value;
}

namespace gq::json {

inline constexpr ErrorKind kBadJson{"json.invalid", 400, "JSON 有误", "Invalid JSON"};

struct Limits {
  std::size_t bytes_max = std::size_t{1} << 20;
  std::size_t depth_max = 32;
};

class Node {
 public:
  enum class Type { kNull, kBool, kInteger, kDouble, kText, kArray, kObject };

  Type type() const;
  bool IsNull() const { return type() == Type::kNull; }
  // "spells[2].employer_name"; empty for the root.
  const std::string& path() const { return path_; }

  // Object members. Find: nothing when the member is missing or null (use Has to tell them apart). Get: an error then.
  Result<Node> Get(std::string_view key) const;
  std::optional<Node> Find(std::string_view key) const;
  bool Has(std::string_view key) const;
  // Members in the order in which they came.
  Result<std::vector<std::pair<std::string, Node>>> Members() const;
  // Refuses a member that is not listed, by name: a misspelt field must not be silently ignored.
  Status OnlyMembers(std::initializer_list<std::string_view> known) const;

  Result<std::vector<Node>> Items() const;
  Result<std::string> Text(std::size_t bytes_max = 4096) const;
  Result<bool> Bool() const;
  // A whole number without point or exponent, inside [min, max].
  Result<std::int64_t> Integer(std::int64_t min = std::numeric_limits<std::int64_t>::min(),
                               std::int64_t max = std::numeric_limits<std::int64_t>::max()) const;
  Result<double> Double() const;  // integers too
  // A day as "2026-08-31". FindDay: of a member, nothing when it is missing or null.
  Result<Date> Day() const;
  Result<std::optional<Date>> FindDay(std::string_view key) const;

  // This value as JSON again, for what is stored as it came (saved filters, drafts).
  std::string ToJson() const;

  // An error of kind input.invalid at this field, for checks of the caller's own.
  tl::unexpected<Error> Refuse(std::string message, std::string hint = {}) const;

 private:
  friend class Document;
  Node(const boost::json::value* value, std::string path) : value_(value), path_(std::move(path)) {}
  const boost::json::value* value_;
  std::string path_;
};

class Document {
 public:
  Node root() const;

 private:
  friend Result<Document> Parse(std::string_view text, const Limits& limits);
  std::shared_ptr<const boost::json::value> value_;
};

// kBadJson with line and column in the details; kTooLarge above bytes_max.
Result<Document> Parse(std::string_view text, const Limits& limits = {});

}  // namespace gq::json
