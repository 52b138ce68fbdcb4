#include "engines/policy/parse/token.h"

#include <array>

#include "base/text.h"

namespace gq::policy {
namespace {

bool IsFeelBlank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
         c == 0xFEFF;
}

// Grammar rules 28 and 29 of DMN 1.5.
bool IsNameStart(char32_t c) {
  return c == '?' || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0xD6) ||
         (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) || (c >= 0x370 && c <= 0x37D) ||
         (c >= 0x37F && c <= 0x1FFF) || c == 0x200C || c == 0x200D || (c >= 0x2070 && c <= 0x218F) ||
         (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) ||
         (c >= 0xFDF0 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0xEFFFF);
}

bool IsNamePart(char32_t c) {
  return IsNameStart(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F ||
         c == 0x2040;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Run() {
    while (SkipBlanks() && at_ < text_.size()) {
      if (!Next()) break;
    }
    tokens_.push_back({TokenKind::kEnd, "", text_.size(), text_.size()});
    return std::move(tokens_);
  }

 private:
  bool Bad(std::string reason) {
    tokens_.push_back({TokenKind::kBad, std::move(reason), at_, at_});
    return false;
  }

  char Peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool SkipBlanks() {
    while (at_ < text_.size()) {
      if (Peek() == '/' && Peek(1) == '/') {
        while (at_ < text_.size() && Peek() != '\n') ++at_;
        continue;
      }
      if (Peek() == '/' && Peek(1) == '*') {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return Bad("注释没有结束");
        at_ = end + 2;
        continue;
      }
      std::size_t after = at_;
      if (!IsFeelBlank(NextCodePoint(text_, after))) break;
      at_ = after;
    }
    return true;
  }

  void Push(TokenKind kind, std::size_t begin, std::string text) {
    tokens_.push_back({kind, std::move(text), begin, at_});
  }

  bool Next() {
    const char c = Peek();
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)) && StartsOperand())) return Number();
    if (c == '"') return String(TokenKind::kString);
    if (c == '@' && Peek(1) == '"') {
      ++at_;
      return String(TokenKind::kAtString);
    }
    std::size_t after = at_;
    if (IsNameStart(NextCodePoint(text_, after))) return Word();
    return Symbol();
  }

  // A point opens a number only where no value stands before it ("x.5" is no number).
  bool StartsOperand() const {
    if (tokens_.empty()) return true;
    const Token& last = tokens_.back();
    return last.kind == TokenKind::kSymbol && last.text != ")" && last.text != "]" && last.text != "}";
  }

  bool Number() {
    const std::size_t begin = at_;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == '.' && IsDigit(Peek(1))) {
      ++at_;
      while (IsDigit(Peek())) ++at_;
    }
    if (Peek() == 'e' || Peek() == 'E') {
      const std::size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
      if (IsDigit(Peek(1 + sign))) {
        at_ += 1 + sign;
        while (IsDigit(Peek())) ++at_;
      }
    }
    Push(TokenKind::kNumber, begin, std::string(text_.substr(begin, at_ - begin)));
    return true;
  }

  bool Word() {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      std::size_t after = at_;
      if (!IsNamePart(NextCodePoint(text_, after))) break;
      at_ = after;
    }
    Push(TokenKind::kWord, begin, std::string(text_.substr(begin, at_ - begin)));
    return true;
  }

  bool Symbol() {
    static constexpr std::array<std::string_view, 6> kPairs = {"..", "**", "<=", ">=", "!=", "->"};
    const std::size_t begin = at_;
    for (const std::string_view pair : kPairs) {
      if (text_.substr(at_, 2) == pair) {
        at_ += 2;
        Push(TokenKind::kSymbol, begin, std::string(pair));
        return true;
      }
    }
    if (std::string_view("()[]{},:;.+-*/=<>'").find(Peek()) == std::string_view::npos) return Bad("无法识别的字符");
    ++at_;
    Push(TokenKind::kSymbol, begin, std::string(text_.substr(begin, 1)));
    return true;
  }

  bool TakeHex(std::size_t count, char32_t* value) {
    *value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const int digit = HexDigit(Peek(i));
      if (digit < 0) return false;
      *value = *value * 16 + static_cast<char32_t>(digit);
    }
    at_ += count;
    return true;
  }

  // After the backslash. Unknown escapes keep the backslash: FEEL text carries regular expressions such as "\d".
  bool Escape(std::string* text) {
    const char c = Peek();
    if (c == 'u' || c == 'U') {
      const std::size_t start = at_;
      ++at_;
      char32_t code = 0;
      if (!TakeHex(c == 'u' ? 4 : 6, &code)) {
        at_ = start;
      } else {
        if (code >= 0xD800 && code <= 0xDBFF && Peek() == '\\' && Peek(1) == 'u') {
          at_ += 2;
          char32_t low = 0;
          if (!TakeHex(4, &low) || low < 0xDC00 || low > 0xDFFF) return Bad("代理对不完整");
          code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        AppendUtf8(*text, code);
        return true;
      }
    }
    ++at_;
    switch (c) {
      case 'n':
        text->push_back('\n');
        return true;
      case 'r':
        text->push_back('\r');
        return true;
      case 't':
        text->push_back('\t');
        return true;
      case '"':
      case '\'':
      case '\\':
        text->push_back(c);
        return true;
      default:
        text->push_back('\\');
        text->push_back(c);
        return true;
    }
  }

  bool String(TokenKind kind) {
    const std::size_t begin = at_;
    ++at_;
    std::string text;
    while (at_ < text_.size() && Peek() != '"') {
      if (Peek() != '\\') {
        text.push_back(text_[at_++]);
        continue;
      }
      ++at_;
      if (at_ == text_.size()) break;
      if (!Escape(&text)) return false;
    }
    if (at_ == text_.size()) return Bad("文字缺少结尾的引号");
    ++at_;
    Push(kind, begin, std::move(text));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view text) { return Lexer(text).Run(); }

std::vector<std::string> NameWords(std::string_view name) {
  std::vector<std::string> words;
  for (Token& token : Tokenize(name)) {
    if (token.kind == TokenKind::kEnd) break;
    if (token.kind == TokenKind::kBad) return {};
    words.push_back(std::move(token.text));
  }
  return words;
}

std::string NormalizeName(std::string_view name) {
  std::string normal;
  bool blank = false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = NextCodePoint(name, at);
    if (IsFeelBlank(c)) {
      blank = !normal.empty();
      continue;
    }
    if (blank) normal.push_back(' ');
    blank = false;
    AppendUtf8(normal, c);
  }
  return normal;
}

}  // namespace gq::policy
