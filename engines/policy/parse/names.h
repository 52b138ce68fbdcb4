// Which names an expression may use, so that the parser can tell where a name with blanks ends: the longest name in
// scope wins.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/policy/parse/ast.h"
#include "engines/policy/parse/token.h"

namespace gq::policy {

class NameTable {
 public:
  void Add(std::string_view name);
  void AddAll(const NameTable& other);
  struct Hit {
    std::size_t words;
    std::string name;
  };
  // The longest name that stands at tokens[at].
  std::optional<Hit> Match(const std::vector<Token>& tokens, std::size_t at) const;

 private:
  struct Entry {
    std::vector<std::string> words;
    std::string name;
  };
  std::unordered_map<std::string, std::vector<Entry>> by_first_word_;
};

// Names of the built-in functions.
const NameTable& BuiltinNames();
// Names of the built-in types, and of properties such as "time offset".
const NameTable& BuiltinTypeNames();
const NameTable& PropertyNames();

struct ParseScope {
  std::vector<NameTable> frames;                            // variables, outermost first
  const NameTable* members = nullptr;                       // entry names of contexts anywhere in the model
  NameTable* found_keys = nullptr;                          // collects the entry names of context literals
  const NameTable* types = nullptr;                         // item definitions, "import.type" included
  std::function<TypePtr(std::string_view name)> find_type;  // null pointer: unknown

  void Push() { frames.emplace_back(); }
  void Pop() { frames.pop_back(); }
  void Declare(std::string_view name) { frames.back().Add(name); }
};

// A kBroken node tells why a text could not be read. Limits: 64 KiB of text, 250 levels of nesting.
ExprPtr ParseExpression(std::string_view text, ParseScope& scope);
ExprPtr ParseUnaryTests(std::string_view text, ParseScope& scope);
// A type as written in `instance of` or in a typeRef ("list<number>"); null when it cannot be read.
TypePtr ParseType(std::string_view text, ParseScope& scope);
// Whether the name stands anywhere in the tree.
bool UsesName(const Expr& expr, std::string_view name);
// The names of simple types, "" of everything else: number, string, "date and time", dateTime ...
std::optional<TypeKind> SimpleTypeKind(std::string_view name);

}  // namespace gq::policy
