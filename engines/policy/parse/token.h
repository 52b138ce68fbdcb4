// Words of FEEL text. Names are not yet recognised here: a FEEL name may hold blanks and operators ("Teacher's
// Evaluation", "a-b"), and only the names in scope tell where it ends (DMN 1.5, 10.3.1.2–4). So the lexer gives small
// words and the parser joins them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gq::policy {

enum class TokenKind { kWord, kNumber, kString, kAtString, kSymbol, kEnd, kBad };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;       // words and symbols as written, strings unescaped
  std::size_t begin = 0;  // byte offset in the text
  std::size_t end = 0;
};

// Always ends with one kEnd; a kBad token carries the reason (Chinese) as its text and stands last but one.
std::vector<Token> Tokenize(std::string_view text);

// The words of a name, as Tokenize would give them inside an expression.
std::vector<std::string> NameWords(std::string_view name);

// Collapses blanks, so that "Loan  Amount" and "Loan Amount" are one name.
std::string NormalizeName(std::string_view name);

}  // namespace gq::policy
