#include "engines/policy/parse/parser.h"

#include <algorithm>

namespace gq::policy {

Parser::Parser(std::string_view text, ParseScope& scope) : scope_(scope), text_(text) {
  if (text.size() > kTextBytesMax) {
    tokens_.push_back({});
    Fail("表达式过长");
    return;
  }
  tokens_ = Tokenize(text);
  for (const Token& token : tokens_) {
    if (token.kind != TokenKind::kBad) continue;
    failed_ = true;
    reason_ = token.text;
    failed_at_ = token.begin;
  }
}

ExprPtr ParseExpression(std::string_view text, ParseScope& scope) {
  const std::size_t frames = scope.frames.size();
  ExprPtr expression = Parser(text, scope).WholeExpression();
  scope.frames.resize(frames);
  return expression;
}

ExprPtr ParseUnaryTests(std::string_view text, ParseScope& scope) {
  const std::size_t frames = scope.frames.size();
  ExprPtr tests = Parser(text, scope).WholeTests();
  scope.frames.resize(frames);
  return tests;
}

TypePtr ParseType(std::string_view text, ParseScope& scope) { return Parser(text, scope).WholeType(); }

// --- words ---

const Token& Parser::Peek(std::size_t ahead) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
bool Parser::IsSymbol(std::string_view symbol, std::size_t ahead) const {
  return Peek(ahead).kind == TokenKind::kSymbol && Peek(ahead).text == symbol;
}
bool Parser::IsWord(std::string_view word, std::size_t ahead) const {
  return Peek(ahead).kind == TokenKind::kWord && Peek(ahead).text == word;
}

bool Parser::TakeSymbol(std::string_view symbol) {
  if (failed_ || !IsSymbol(symbol)) return false;
  ++at_;
  return true;
}

bool Parser::TakeWord(std::string_view word) {
  if (failed_ || !IsWord(word)) return false;
  ++at_;
  return true;
}

bool Parser::Expect(std::string_view symbol) {
  if (TakeSymbol(symbol)) return true;
  Fail("此处应为 " + std::string(symbol));
  return false;
}

bool Parser::ExpectWord(std::string_view word) {
  if (TakeWord(word)) return true;
  Fail("此处应为 " + std::string(word));
  return false;
}

ExprPtr Parser::Fail(std::string reason) {
  if (!failed_) {
    failed_ = true;
    reason_ = std::move(reason);
    failed_at_ = Peek().begin;
  }
  return Broken();
}

// The text for messages, cut at a whole character.
std::string Parser::Beginning() const {
  constexpr std::size_t kBytes = 200;
  if (text_.size() <= kBytes) return std::string(text_);
  std::size_t end = kBytes;
  while (end > 0 && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) --end;
  return std::string(text_.substr(0, end)) + "…";
}

ExprPtr Parser::Broken() const {
  auto node = std::make_shared<Expr>();
  node->kind = ExprKind::kBroken;
  node->text = reason_;
  node->offset = failed_at_;
  node->source = Beginning();
  return node;
}

std::shared_ptr<Expr> Parser::Node(ExprKind kind, std::vector<ExprPtr> children) {
  auto node = std::make_shared<Expr>();
  node->kind = kind;
  node->offset = Peek().begin;
  node->children = std::move(children);
  return node;
}

ExprPtr Parser::Done(std::shared_ptr<Expr> node) {
  for (const ExprPtr& child : node->children) node->depth = std::max(node->depth, child->depth + 1);
  for (const Binding& binding : node->bindings) {
    if (binding.value) node->depth = std::max(node->depth, binding.value->depth + 1);
  }
  if (node->depth > kNestingMax) return Fail("表达式嵌套过深");
  return node;
}

std::string Parser::SourceSince(std::size_t first_token) const {
  if (at_ == first_token) return "";
  const std::size_t begin = tokens_[first_token].begin;
  return std::string(text_.substr(begin, tokens_[at_ - 1].end - begin));
}

// --- whole texts ---

ExprPtr Parser::WholeExpression() {
  if (failed_) return Broken();
  if (AtEnd()) return Fail("表达式是空的");
  ExprPtr expression = Expression();
  if (!failed_ && !AtEnd()) return Fail("多余的内容");
  if (failed_) return Broken();
  auto whole = std::make_shared<Expr>(*expression);
  whole->source = Beginning();
  return whole;
}

ExprPtr Parser::WholeTests() {
  if (failed_) return Broken();
  if (AtEnd() || (IsSymbol("-") && Peek(1).kind == TokenKind::kEnd)) {
    auto any = Node(ExprKind::kTests);
    any->source = "-";
    return any;
  }
  if (IsWord("not") && IsSymbol("(", 1)) {
    at_ = 2;
    ExprPtr inner = Tests(false);
    if (!failed_ && TakeSymbol(")") && AtEnd()) {
      auto negated = std::make_shared<Expr>(*inner);
      negated->flag = true;
      negated->source = std::string(text_);
      return negated;
    }
    at_ = 0;
    failed_ = false;
  }
  ExprPtr tests = Tests(true);
  if (!failed_ && !AtEnd()) return Fail("多余的内容");
  if (failed_) return Broken();
  auto whole = std::make_shared<Expr>(*tests);
  whole->source = std::string(text_);
  return whole;
}

TypePtr Parser::WholeType() {
  TypePtr type = failed_ ? nullptr : TypeExpression();
  return failed_ || !AtEnd() ? nullptr : type;
}

// --- operators ---

// Located at its operator, where a reader looks for what is wrong.
ExprPtr Parser::Binary(ExprKind kind, Op op, std::size_t offset, std::vector<ExprPtr> children) {
  auto node = Node(kind, std::move(children));
  node->op = op;
  node->offset = offset;
  return Done(std::move(node));
}

ExprPtr Parser::Expression() {
  if (failed_) return Broken();
  if (++nesting_ > kNestingMax) return Fail("表达式嵌套过深");
  const bool outer = std::exchange(in_range_end_, false);
  ExprPtr expression = Disjunction();
  in_range_end_ = outer;
  --nesting_;
  return expression;
}

ExprPtr Parser::Disjunction() {
  ExprPtr left = Conjunction();
  for (std::size_t at = Peek().begin; TakeWord("or"); at = Peek().begin)
    left = Binary(ExprKind::kOr, Op::kNone, at, {left, Conjunction()});
  return left;
}

ExprPtr Parser::Conjunction() {
  ExprPtr left = Comparison();
  for (std::size_t at = Peek().begin; TakeWord("and"); at = Peek().begin)
    left = Binary(ExprKind::kAnd, Op::kNone, at, {left, Comparison()});
  return left;
}

namespace {

Op CompareOp(const Token& token) {
  if (token.kind != TokenKind::kSymbol) return Op::kNone;
  if (token.text == "=") return Op::kEqual;
  if (token.text == "!=") return Op::kNotEqual;
  if (token.text == "<") return Op::kLess;
  if (token.text == "<=") return Op::kLessEqual;
  if (token.text == ">") return Op::kGreater;
  if (token.text == ">=") return Op::kGreaterEqual;
  return Op::kNone;
}

}  // namespace

ExprPtr Parser::Comparison() {
  ExprPtr left = Additive();
  while (!failed_) {
    if (const Op op = CompareOp(Peek()); op != Op::kNone) {
      const std::size_t at = tokens_[at_++].begin;
      left = Binary(ExprKind::kCompare, op, at, {left, Additive()});
    } else if (IsWord("between")) {
      left = Between(std::move(left));
    } else if (IsWord("in")) {
      left = In(std::move(left));
    } else {
      break;
    }
  }
  return left;
}

ExprPtr Parser::Between(ExprPtr left) {
  const std::size_t at = tokens_[at_++].begin;
  ExprPtr low = Additive();
  ExpectWord("and");
  return Binary(ExprKind::kBetween, Op::kNone, at, {std::move(left), std::move(low), Additive()});
}

ExprPtr Parser::In(ExprPtr left) {
  const std::size_t word = tokens_[at_++].begin;
  const std::size_t start = at_, frames = scope_.frames.size();
  if (TakeSymbol("(")) {
    ExprPtr tests = Tests(false);
    static constexpr std::string_view kGoesOn[] = {".", "[", "+", "-", "*", "/", "**", "("};
    const bool closed = TakeSymbol(")");
    const bool goes_on = std::any_of(std::begin(kGoesOn), std::end(kGoesOn),
                                     [this](std::string_view symbol) { return IsSymbol(symbol); });
    if (closed && !goes_on) return Binary(ExprKind::kIn, Op::kNone, word, {std::move(left), std::move(tests)});
    at_ = start;  // a range such as (2..4] or an expression that begins with a parenthesis
    failed_ = false;
    scope_.frames.resize(frames);
  }
  auto tests = Node(ExprKind::kTests);
  if (const Op op = CompareOp(Peek()); op != Op::kNone) {
    ++at_;
    auto test = Node(ExprKind::kUnaryTest, {Additive()});
    test->op = op;
    tests->children = {Done(std::move(test))};
  } else {
    tests->children = {Additive()};
  }
  return Binary(ExprKind::kIn, Op::kNone, word, {std::move(left), Done(std::move(tests))});
}

ExprPtr Parser::Additive() {
  ExprPtr left = Multiplicative();
  while (!failed_ && (IsSymbol("+") || IsSymbol("-"))) {
    const Op op = IsSymbol("+") ? Op::kAdd : Op::kSubtract;
    const std::size_t at = tokens_[at_++].begin;
    left = Binary(ExprKind::kArithmetic, op, at, {left, Multiplicative()});
  }
  return left;
}

ExprPtr Parser::Multiplicative() {
  ExprPtr left = Power();
  while (!failed_ && (IsSymbol("*") || IsSymbol("/"))) {
    const Op op = IsSymbol("*") ? Op::kMultiply : Op::kDivide;
    const std::size_t at = tokens_[at_++].begin;
    left = Binary(ExprKind::kArithmetic, op, at, {left, Power()});
  }
  return left;
}

ExprPtr Parser::Power() {
  ExprPtr left = Unary();
  for (std::size_t at = Peek().begin; TakeSymbol("**"); at = Peek().begin)
    left = Binary(ExprKind::kArithmetic, Op::kPower, at, {left, Unary()});
  return left;
}

ExprPtr Parser::Unary() {
  if (failed_) return Broken();
  if (!IsSymbol("-")) return Postfix();
  ++at_;
  // "-1" is a literal, so that "-1 instance of number" asks about -1.
  if (Peek().kind == TokenKind::kNumber) {
    negate_ = true;
    return Postfix();
  }
  if (++nesting_ > kNestingMax) return Fail("表达式嵌套过深");
  ExprPtr negated = Done(Node(ExprKind::kNegate, {Unary()}));
  --nesting_;
  return negated;
}

// At the end of a range a bracket may close it: "[1..5[". It is a filter only when one can be read there.
bool Parser::FilterFollows() {
  if (!in_range_end_) return true;
  const std::size_t frames = scope_.frames.size();
  Parser ahead(*this);
  ++ahead.at_;
  ahead.Expression();
  steps_ = ahead.steps_;
  scope_.frames.resize(frames);
  return !ahead.failed_ && ahead.IsSymbol("]");
}

ExprPtr Parser::Postfix() {
  ExprPtr left = Primary();
  const bool literal = left->kind == ExprKind::kLiteral;
  while (!failed_) {
    if (IsSymbol(".")) {
      left = PathName(std::move(left));
    } else if (IsSymbol("[") && !(in_range_end_ && literal) && FilterFollows()) {
      left = Filter(std::move(left));
    } else if (IsSymbol("(")) {
      left = Call(std::move(left));
    } else if (IsWord("instance") && IsWord("of", 1)) {
      at_ += 2;
      auto node = Node(ExprKind::kInstanceOf, {left});
      node->type = TypeExpression();
      left = Done(std::move(node));
    } else {
      break;
    }
  }
  return left;
}

}  // namespace gq::policy
