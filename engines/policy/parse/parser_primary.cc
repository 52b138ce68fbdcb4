#include <algorithm>
#include <array>

#include "engines/policy/parse/parser.h"

namespace gq::policy {
namespace {

bool IsKeyword(const Token& token) {
  static constexpr std::array<std::string_view, 19> kKeywords = {
      "and",       "or",      "if",       "then", "else",     "for",      "in",   "return", "some", "every",
      "satisfies", "between", "instance", "of",   "function", "external", "true", "false",  "null"};
  return token.kind == TokenKind::kWord && std::find(kKeywords.begin(), kKeywords.end(), token.text) != kKeywords.end();
}

// Goes on a name that nothing declares. "of" is a keyword after "instance" only, "external" after a parameter list.
bool GoesOn(const Token& token) {
  return token.kind == TokenKind::kWord && (!IsKeyword(token) || token.text == "of" || token.text == "external");
}

bool InsideName(const Token& token) {
  static constexpr std::array<std::string_view, 7> kSymbols = {".", "/", "-", "'", "+", "*", "**"};
  return token.kind == TokenKind::kWord || token.kind == TokenKind::kNumber ||
         (token.kind == TokenKind::kSymbol &&
          std::find(kSymbols.begin(), kSymbols.end(), token.text) != kSymbols.end());
}

Op TestOp(const Token& token) {
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

ExprPtr Parser::Primary() {
  if (failed_) return Broken();
  // Backtracking reads some texts twice; a hostile one would double that at every level.
  if (++steps_ > kStepsMax) return Fail("表达式过于复杂");
  const Token& token = Peek();
  switch (token.kind) {
    case TokenKind::kNumber:
      return NumberLiteral();
    case TokenKind::kString: {
      auto node = Node(ExprKind::kLiteral);
      node->literal = Value::Text(token.text);
      ++at_;
      return node;
    }
    case TokenKind::kAtString:
      return AtLiteral();
    case TokenKind::kWord:
      return Name();
    case TokenKind::kSymbol:
      if (token.text == "(") return Parenthesis();
      if (token.text == "[" || token.text == "]") return Bracket();
      if (token.text == "{") return Context();
      if (TestOp(token) != Op::kNone) return Test();
      break;
    default:
      break;
  }
  return Fail("此处应为表达式");
}

ExprPtr Parser::NumberLiteral() {
  const bool negative = std::exchange(negate_, false);
  auto node = Node(ExprKind::kLiteral);
  const auto number = Decimal::Parse(Peek().text);
  if (!number) return Fail("数字超出范围");
  node->literal = Value::Number(negative ? number->Negate() : *number);
  ++at_;
  return node;
}

ExprPtr Parser::AtLiteral() {
  const std::string text = Peek().text;
  auto node = Node(ExprKind::kLiteral);
  ++at_;
  if (const auto date = ParseDate(text)) {
    node->literal = Value::OfDate(*date);
  } else if (const auto date_time = ParseDateTime(text, nullptr)) {
    node->literal = Value::OfDateTime(*date_time);
  } else if (const auto time = ParseTime(text, nullptr)) {
    node->literal = Value::OfTime(*time);
  } else if (const auto months = ParseYearMonthDuration(text)) {
    node->literal = Value::OfDuration(*months);
  } else if (const auto seconds = ParseDayTimeDuration(text)) {
    node->literal = Value::OfDuration(*seconds);
  } else {
    node->kind = ExprKind::kAtLiteral;
    node->text = text;
  }
  return node;
}

std::optional<NameTable::Hit> Parser::KnownName() const {
  std::optional<NameTable::Hit> best = BuiltinNames().Match(tokens_, at_);
  const auto consider = [&](const NameTable& table) {
    auto hit = table.Match(tokens_, at_);
    if (hit && (!best || hit->words >= best->words)) best = std::move(hit);
  };
  for (const NameTable& frame : scope_.frames) consider(frame);
  return best;
}

ExprPtr Parser::Name() {
  const std::optional<NameTable::Hit> known = KnownName();
  if (!known || known->words == 1) {
    if (IsWord("if")) return If();
    if (IsWord("for")) return For();
    if (IsWord("some")) return Quantified(ExprKind::kSome);
    if (IsWord("every")) return Quantified(ExprKind::kEvery);
    if (IsWord("function")) return Function();
    if (IsWord("true") || IsWord("false") || IsWord("null")) {
      auto node = Node(ExprKind::kLiteral);
      if (!IsWord("null")) node->literal = Value::Boolean(IsWord("true"));
      ++at_;
      return node;
    }
    // "of" and "external" mean something in one place only; elsewhere a declared name may be that word.
    const bool declared = known && (IsWord("of") || IsWord("external"));
    if (IsKeyword(Peek()) && !declared) return Fail("此处不能用 " + Peek().text);
  }
  auto node = Node(ExprKind::kName);
  if (known) {
    node->text = known->name;
    at_ += known->words;
    return node;
  }
  // A name that nothing declares: words up to the next operator.
  while (GoesOn(Peek())) {
    if (!node->text.empty()) node->text += " ";
    node->text += Peek().text;
    ++at_;
  }
  return node;
}

ExprPtr Parser::PathName(ExprPtr left) {
  ++at_;
  auto node = Node(ExprKind::kPath, {std::move(left)});
  std::optional<NameTable::Hit> best = PropertyNames().Match(tokens_, at_);
  for (const NameTable* table : std::initializer_list<const NameTable*>{&keys_, scope_.members}) {
    if (table == nullptr) continue;
    auto hit = table->Match(tokens_, at_);
    if (hit && (!best || hit->words > best->words)) best = std::move(hit);
  }
  if (best) {
    node->text = best->name;
    at_ += best->words;
    return Done(std::move(node));
  }
  if (Peek().kind != TokenKind::kWord) return Fail("点号后应为名称");
  do {
    if (!node->text.empty()) node->text += " ";
    node->text += Peek().text;
    ++at_;
  } while (GoesOn(Peek()));
  return Done(std::move(node));
}

ExprPtr Parser::Parenthesis() {
  ++at_;
  ExprPtr inner = Test();
  if (IsSymbol("..")) return RangeEnd(std::move(inner), "(");
  if (!Expect(")")) return Broken();
  return inner;
}

ExprPtr Parser::Bracket() {
  const bool open = IsSymbol("]");
  ++at_;
  auto list = Node(ExprKind::kList);
  if (open || !TakeSymbol("]")) {
    do {
      ExprPtr element = Test();
      if (failed_) return Broken();
      if (list->children.empty() && IsSymbol("..")) return RangeEnd(std::move(element), open ? "(" : "[");
      list->children.push_back(std::move(element));
    } while (TakeSymbol(","));
    if (open) return Fail("区间应写作 ]起点..终点]");
    if (!Expect("]")) return Broken();
  }
  return Done(std::move(list));
}

ExprPtr Parser::RangeEnd(ExprPtr start, std::string open) {
  ++at_;
  const bool outer = std::exchange(in_range_end_, true);
  ExprPtr end = Additive();
  in_range_end_ = outer;
  const bool included = IsSymbol("]");
  if (!included && !IsSymbol(")") && !IsSymbol("[")) return Fail("区间没有结束");
  auto range = Node(ExprKind::kRange, {std::move(start), std::move(end)});
  ++at_;
  range->text = open + (included ? "]" : ")");
  return Done(std::move(range));
}

// A name that is being declared: words up to `stop`, which may itself begin the name ("for in stock in goods").
bool Parser::FreeName(std::string_view stop, std::string* name) {
  const std::size_t first = at_;
  while (InsideName(Peek()) && (at_ == first || Peek().text != stop)) ++at_;
  if (at_ == first || Peek().text != stop) {
    at_ = first;
    return false;
  }
  *name = NormalizeName(SourceSince(first));
  return true;
}

ExprPtr Parser::Context() {
  ++at_;
  auto context = Node(ExprKind::kContext);
  scope_.Push();
  if (!TakeSymbol("}")) {
    do {
      Binding entry;
      if (Peek().kind == TokenKind::kString) {
        entry.name = Peek().text;
        ++at_;
      } else if (!FreeName(":", &entry.name)) {
        return Fail("此处应为条目名称");
      }
      if (!Expect(":")) return Broken();
      // A function may call itself by the name of its entry.
      if (IsWord("function")) scope_.Declare(entry.name);
      entry.value = Expression();
      scope_.Declare(entry.name);
      keys_.Add(entry.name);
      if (scope_.found_keys != nullptr) scope_.found_keys->Add(entry.name);
      context->bindings.push_back(std::move(entry));
    } while (TakeSymbol(","));
    if (!Expect("}")) return Broken();
  }
  scope_.Pop();
  return Done(std::move(context));
}

ExprPtr Parser::If() {
  ++at_;
  ExprPtr condition = Expression();
  ExpectWord("then");
  ExprPtr then = Expression();
  ExpectWord("else");
  return Done(Node(ExprKind::kIf, {std::move(condition), std::move(then), Expression()}));
}

bool Parser::Iterators(std::vector<Binding>* iterators, bool with_range) {
  do {
    Binding iterator;
    if (!FreeName("in", &iterator.name)) {
      Fail("此处应为变量名与 in");
      return false;
    }
    ++at_;
    iterator.value = Expression();
    if (with_range && TakeSymbol(".."))
      iterator.value = Done(Node(ExprKind::kIterationRange, {iterator.value, Expression()}));
    scope_.Declare(iterator.name);
    iterators->push_back(std::move(iterator));
  } while (TakeSymbol(","));
  return !failed_;
}

ExprPtr Parser::For() {
  ++at_;
  scope_.Push();
  auto loop = Node(ExprKind::kFor);
  if (!Iterators(&loop->bindings, true) || !ExpectWord("return")) return Broken();
  scope_.Declare("partial");
  loop->children = {Expression()};
  const bool own = std::any_of(loop->bindings.begin(), loop->bindings.end(),
                               [](const Binding& iterator) { return iterator.name == "partial"; });
  loop->flag = !own && UsesName(*loop->children[0], "partial");
  scope_.Pop();
  return Done(std::move(loop));
}

ExprPtr Parser::Quantified(ExprKind kind) {
  ++at_;
  scope_.Push();
  auto quantified = Node(kind);
  if (!Iterators(&quantified->bindings, true) || !ExpectWord("satisfies")) return Broken();
  quantified->children = {Expression()};
  scope_.Pop();
  return Done(std::move(quantified));
}

ExprPtr Parser::Function() {
  ++at_;
  if (!Expect("(")) return Broken();
  scope_.Push();
  auto function = Node(ExprKind::kFunction);
  if (!TakeSymbol(")")) {
    do {
      Binding parameter;
      const std::size_t first = at_;
      while (InsideName(Peek())) ++at_;
      if (at_ == first) return Fail("此处应为参数名");
      parameter.name = NormalizeName(SourceSince(first));
      if (TakeSymbol(":")) parameter.type = TypeExpression();
      scope_.Declare(parameter.name);
      function->bindings.push_back(std::move(parameter));
    } while (TakeSymbol(","));
    if (!Expect(")")) return Broken();
  }
  if (TakeWord("external")) {
    function->kind = ExprKind::kExternal;
    Expression();
  } else {
    function->children = {Expression()};
  }
  scope_.Pop();
  return Done(std::move(function));
}

bool Parser::NamedArgument(std::string* name) {
  const std::size_t first = at_;
  if (Peek().kind == TokenKind::kWord && FreeName(":", name)) {
    ++at_;
    return true;
  }
  at_ = first;
  return false;
}

ExprPtr Parser::Call(ExprPtr callee) {
  ++at_;
  auto call = Node(ExprKind::kCall, {std::move(callee)});
  const bool outer = std::exchange(in_range_end_, false);
  if (!TakeSymbol(")")) {
    do {
      Binding argument;
      const bool named = NamedArgument(&argument.name);
      if (!call->bindings.empty() && named == call->bindings.front().name.empty())
        return Fail("参数要么都带名称，要么都不带");
      argument.value = Test();
      call->bindings.push_back(std::move(argument));
    } while (TakeSymbol(","));
    Expect(")");
  }
  in_range_end_ = outer;
  return failed_ ? Broken() : Done(std::move(call));
}

ExprPtr Parser::Filter(ExprPtr left) {
  ++at_;
  scope_.Push();
  scope_.Declare("item");
  // The entries of the elements are names inside the brackets; which ones they have is known only when evaluated.
  if (scope_.members != nullptr) scope_.frames.push_back(*scope_.members);
  scope_.frames.push_back(keys_);
  ExprPtr condition = Expression();
  scope_.Pop();
  if (scope_.members != nullptr) scope_.Pop();
  scope_.Pop();
  if (!Expect("]")) return Broken();
  return Done(Node(ExprKind::kFilter, {std::move(left), std::move(condition)}));
}

ExprPtr Parser::Test() {
  const Op op = TestOp(Peek());
  if (op == Op::kNone) return Expression();
  ++at_;
  auto test = Node(ExprKind::kUnaryTest);
  test->op = op;
  test->children = {Additive()};
  return Done(std::move(test));
}

ExprPtr Parser::Tests(bool until_end) {
  auto tests = Node(ExprKind::kTests);
  do {
    tests->children.push_back(Test());
    if (failed_) return Broken();
  } while (TakeSymbol(","));
  if (until_end && !AtEnd()) return Fail("多余的内容");
  return Done(std::move(tests));
}

// --- types ---

TypePtr Parser::TypeExpression() {
  if (failed_) return nullptr;
  if (++nesting_ > kNestingMax) {
    Fail("类型嵌套过深");
    return nullptr;
  }
  std::optional<NameTable::Hit> hit = BuiltinTypeNames().Match(tokens_, at_);
  bool defined = false;
  if (scope_.types != nullptr) {
    auto own = scope_.types->Match(tokens_, at_);
    if (own && (!hit || own->words >= hit->words)) {
      hit = std::move(own);
      defined = true;
    }
  }
  if (!hit) {
    Fail("未知的类型");
    return nullptr;
  }
  at_ += hit->words;
  TypePtr type;
  if (defined) type = scope_.find_type ? scope_.find_type(hit->name) : nullptr;
  if (!type) type = GenericType(SimpleTypeKind(hit->name).value_or(TypeKind::kAny));
  --nesting_;
  return type;
}

TypePtr Parser::GenericType(TypeKind kind) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  if ((kind == TypeKind::kList || kind == TypeKind::kRange) && TakeSymbol("<")) {
    type->element = TypeExpression();
    Expect(">");
  } else if (kind == TypeKind::kContext && TakeSymbol("<")) {
    do {
      std::string name;
      if (!FreeName(":", &name)) {
        Fail("此处应为条目名称");
        return nullptr;
      }
      ++at_;
      type->members.emplace_back(name, TypeExpression());
    } while (TakeSymbol(","));
    Expect(">");
  } else if (kind == TypeKind::kFunction && TakeSymbol("<")) {
    if (!TakeSymbol(">")) {
      do {
        type->members.emplace_back("", TypeExpression());
      } while (TakeSymbol(","));
      Expect(">");
    }
    if (Expect("->")) type->result = TypeExpression();
  }
  return type;
}

}  // namespace gq::policy
