// Recursive descent over the words of FEEL (grammar of DMN 1.5, 10.3.1.2). Internal to parse/: use ParseExpression of
// names.h.
#pragma once

#include "engines/policy/parse/names.h"

namespace gq::policy {

inline constexpr std::size_t kTextBytesMax = 64 * 1024;
inline constexpr int kNestingMax = 250;
inline constexpr int kStepsMax = 200'000;

class Parser {
 public:
  Parser(std::string_view text, ParseScope& scope);

  ExprPtr WholeExpression();
  ExprPtr WholeTests();
  TypePtr WholeType();

 private:
  // parser.cc: the words
  const Token& Peek(std::size_t ahead = 0) const;
  bool AtEnd() const { return Peek().kind == TokenKind::kEnd; }
  bool IsSymbol(std::string_view symbol, std::size_t ahead = 0) const;
  bool IsWord(std::string_view word, std::size_t ahead = 0) const;
  bool TakeSymbol(std::string_view symbol);
  bool TakeWord(std::string_view word);
  bool Expect(std::string_view symbol);
  bool ExpectWord(std::string_view word);
  ExprPtr Fail(std::string reason);
  ExprPtr Broken() const;
  std::string Beginning() const;
  std::shared_ptr<Expr> Node(ExprKind kind, std::vector<ExprPtr> children = {});
  ExprPtr Done(std::shared_ptr<Expr> node);
  std::string SourceSince(std::size_t first_token) const;

  // parser.cc: operators, lowest precedence first
  ExprPtr Binary(ExprKind kind, Op op, std::size_t offset, std::vector<ExprPtr> children);
  ExprPtr Expression();
  ExprPtr Disjunction();
  ExprPtr Conjunction();
  ExprPtr Comparison();
  ExprPtr Additive();
  ExprPtr Multiplicative();
  ExprPtr Power();
  ExprPtr Unary();
  ExprPtr Postfix();
  ExprPtr Between(ExprPtr left);
  ExprPtr In(ExprPtr left);
  bool FilterFollows();

  // parser_primary.cc
  ExprPtr Primary();
  ExprPtr NumberLiteral();
  ExprPtr AtLiteral();
  ExprPtr Name();
  ExprPtr PathName(ExprPtr left);
  ExprPtr Parenthesis();
  ExprPtr Bracket();
  ExprPtr RangeEnd(ExprPtr start, std::string open);
  ExprPtr Context();
  ExprPtr If();
  ExprPtr For();
  ExprPtr Quantified(ExprKind kind);
  ExprPtr Function();
  ExprPtr Call(ExprPtr callee);
  ExprPtr Filter(ExprPtr left);
  ExprPtr Test();
  ExprPtr Tests(bool until_end);
  bool Iterators(std::vector<Binding>* iterators, bool with_range);
  bool FreeName(std::string_view stop, std::string* name);
  bool NamedArgument(std::string* name);
  TypePtr TypeExpression();
  TypePtr GenericType(TypeKind kind);
  std::optional<NameTable::Hit> KnownName() const;

  ParseScope& scope_;
  std::vector<Token> tokens_;
  std::string_view text_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  int steps_ = 0;
  bool negate_ = false;  // the number that follows is negative
  bool failed_ = false;
  bool in_range_end_ = false;
  std::string reason_;
  std::size_t failed_at_ = 0;
  NameTable keys_;  // entry names of context literals met in this text
};

}  // namespace gq::policy
