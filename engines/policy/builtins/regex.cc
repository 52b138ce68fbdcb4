#include "engines/policy/builtins/regex.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace gq::policy {
namespace {

// ICU counts steps of its engine; one is some thousand instructions, so this is well below a second.
constexpr std::int32_t kTimeLimit = 500;
constexpr std::int32_t kStackBytesMax = 8 << 20;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Rewrites an XPath pattern for ICU; empty when XPath does not allow it.
class Translator {
 public:
  Translator(std::string_view pattern, bool dot_all, bool multiline, bool extended)
      : dot_all_(dot_all), multiline_(multiline) {
    // Flag x drops blanks outside character classes (5.6.2), also inside an escape such as \p{ Is... }.
    int level = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const char c = pattern[i];
      if (extended && level == 0 && IsBlank(c)) continue;
      text_.push_back(c);
      if (c == '\\' && i + 1 < pattern.size()) {
        while (extended && level == 0 && i + 1 < pattern.size() && IsBlank(pattern[i + 1])) ++i;
        if (i + 1 < pattern.size()) text_.push_back(pattern[++i]);
      } else if (c == '[') {
        ++level;
      } else if (c == ']' && level > 0) {
        --level;
      }
    }
  }

  std::optional<std::string> Run() {
    while (at_ < text_.size()) {
      if (!Step()) return std::nullopt;
    }
    return out_;
  }

 private:
  char Peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool Step() {
    const char c = Peek();
    switch (c) {
      case '\\':
        return Escape(false);
      case '[':
        return Class();
      case '.':
        out_ += dot_all_ ? "[\\s\\S]" : "[^\\n\\r]";
        break;
      case '^':
        out_ += multiline_ ? "^" : "\\A";
        break;
      case '$':
        out_ += multiline_ ? "$" : "\\z";
        break;
      case '(':
        if (Peek(1) == '?' && Peek(2) != ':') return false;
        if (Peek(1) == '?') {
          out_ += "(?:";
          at_ += 3;
          return true;
        }
        ++groups_;
        out_ += c;
        break;
      case '*':
      case '+':
      case '?':
      case '}':
        // "a++" is possessive in ICU and an error in XPath.
        if (Peek(1) == '+') return false;
        out_ += c;
        break;
      case ']':
        return false;
      default:
        out_ += c;
        break;
    }
    ++at_;
    return true;
  }

  bool Escape(bool in_class) {
    const char c = Peek(1);
    at_ += 2;
    if (std::string_view("nrt\\|.?*+(){}$-[]^").find(c) != std::string_view::npos && c != '\0') {
      out_ += '\\';
      out_ += c;
      return true;
    }
    switch (c) {
      case 'd':
        out_ += "\\p{Nd}";
        return true;
      case 'D':
        out_ += "\\P{Nd}";
        return true;
      case 's':
        out_ += "[ \\t\\n\\r]";
        return true;
      case 'S':
        out_ += "[^ \\t\\n\\r]";
        return true;
      case 'w':
        out_ += "[^\\p{P}\\p{Z}\\p{C}]";
        return true;
      case 'W':
        out_ += "[\\p{P}\\p{Z}\\p{C}]";
        return true;
      case 'i':
        out_ += "[_:\\p{L}\\p{Nl}]";
        return true;
      case 'I':
        out_ += "[^_:\\p{L}\\p{Nl}]";
        return true;
      case 'c':
        out_ += "[-._:\\p{L}\\p{N}\\p{M}\\u00B7]";
        return true;
      case 'C':
        out_ += "[^-._:\\p{L}\\p{N}\\p{M}\\u00B7]";
        return true;
      case 'p':
      case 'P':
        return Category(c);
      default:
        break;
    }
    if (in_class || c < '1' || c > '9') return false;
    return BackReference(c);
  }

  // \N takes as many digits as there are groups opened so far.
  bool BackReference(char first) {
    int number = first - '0';
    while (IsDigit(Peek()) && number * 10 + (Peek() - '0') <= groups_) number = number * 10 + (text_[at_++] - '0');
    if (number > groups_) return false;
    out_ += "(?:\\" + std::to_string(number) + ")";
    return true;
  }

  bool Category(char letter) {
    if (Peek() != '{') return false;
    const std::size_t end = text_.find('}', at_);
    if (end == std::string::npos) return false;
    const std::string name = text_.substr(at_ + 1, end - at_ - 1);
    if (name.empty() || !std::all_of(name.begin(), name.end(), [](char c) {
          return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        }))
      return false;
    at_ = end + 1;
    const bool block = name.size() > 2 && name.compare(0, 2, "Is") == 0;
    if (!block && name.size() > 2) return false;
    out_ += std::string("\\") + letter + "{" + (block ? "blk=" + name.substr(2) : name) + "}";
    return true;
  }

  bool Class() {
    if (++level_ > 50) return false;
    out_ += '[';
    ++at_;
    if (Peek() == '^') {
      out_ += '^';
      ++at_;
    }
    bool empty = true;
    while (at_ < text_.size() && Peek() != ']') {
      if (Peek() == '-' && Peek(1) == '[' && !empty) {
        // [A-Z-[OI]]: what stands in front without what follows.
        out_ += "--";
        ++at_;
        if (!Class() || Peek() != ']') return false;
        break;
      }
      if (!ClassItem()) return false;
      empty = false;
    }
    if (at_ >= text_.size() || empty) return false;
    ++at_;
    out_ += ']';
    --level_;
    return true;
  }

  bool ClassItem() {
    const char c = Peek();
    if (c == '[') return false;
    if (c == '\\') return Escape(true);
    const bool at_edge =
        Peek(1) == ']' || out_.back() == '[' || (out_.back() == '^' && out_.size() > 1 && out_[out_.size() - 2] == '[');
    // ICU gives & and a loose - a meaning of their own.
    if (c == '&' || (c == '-' && at_edge)) out_ += '\\';
    out_ += c;
    ++at_;
    return true;
  }

  std::string text_;
  std::string out_;
  std::size_t at_ = 0;
  bool dot_all_;
  bool multiline_;
  int groups_ = 0;
  int level_ = 0;
};

}  // namespace

struct Regex::Compiled {
  std::unique_ptr<icu::RegexPattern> pattern;

  std::unique_ptr<icu::RegexMatcher> Matcher(const icu::UnicodeString& text) const {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::RegexMatcher> matcher(pattern->matcher(text, status));
    if (U_FAILURE(status) || matcher == nullptr) return nullptr;
    matcher->setTimeLimit(kTimeLimit, status);
    matcher->setStackLimit(kStackBytesMax, status);
    return U_FAILURE(status) ? nullptr : std::move(matcher);
  }
};

std::optional<Regex> Regex::Compile(std::string_view pattern, std::string_view flags) {
  std::uint32_t icu_flags = UREGEX_UNIX_LINES;
  bool dot_all = false, extended = false, multiline = false;
  for (const char flag : flags) {
    switch (flag) {
      case 's':
        dot_all = true;
        break;
      case 'm':
        multiline = true;
        break;
      case 'i':
        icu_flags |= UREGEX_CASE_INSENSITIVE;
        break;
      case 'x':
        extended = true;
        break;
      default:
        return std::nullopt;
    }
  }
  if (multiline) icu_flags |= UREGEX_MULTILINE;
  if (pattern.size() > 10'000) return std::nullopt;
  const auto translated = Translator(pattern, dot_all, multiline, extended).Run();
  if (!translated) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  auto compiled = std::make_shared<Compiled>();
  compiled->pattern.reset(
      icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(*translated), icu_flags, where, status));
  if (U_FAILURE(status)) return std::nullopt;
  return Regex(std::move(compiled));
}

std::optional<bool> Regex::Matches(std::string_view text) const {
  const icu::UnicodeString unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const auto matcher = compiled_->Matcher(unicode);
  if (matcher == nullptr) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const bool found = matcher->find(status) != 0;
  return U_FAILURE(status) ? std::nullopt : std::optional<bool>(found);
}

namespace {

// Appends a replacement with its groups; false when the replacement is malformed.
bool AppendReplacement(const std::string& replacement, const icu::RegexMatcher& matcher, icu::UnicodeString* out) {
  UErrorCode status = U_ZERO_ERROR;
  const int groups = matcher.groupCount();
  std::string plain;
  const auto flush = [&] {
    out->append(icu::UnicodeString::fromUTF8(plain));
    plain.clear();
  };
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    if (c == '\\') {
      if (i + 1 == replacement.size() || (replacement[i + 1] != '\\' && replacement[i + 1] != '$')) return false;
      plain.push_back(replacement[++i]);
    } else if (c == '$') {
      if (i + 1 == replacement.size() || !IsDigit(replacement[i + 1])) return false;
      int group = replacement[++i] - '0';
      while (i + 1 < replacement.size() && IsDigit(replacement[i + 1]) &&
             group * 10 + (replacement[i + 1] - '0') <= groups)
        group = group * 10 + (replacement[++i] - '0');
      flush();
      if (group <= groups) out->append(matcher.group(group, status));
    } else {
      plain.push_back(c);
    }
  }
  flush();
  return U_SUCCESS(status) != 0;
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

}  // namespace

std::optional<std::string> Regex::Replace(std::string_view text, std::string_view replacement) const {
  if (Matches("").value_or(true)) return std::nullopt;
  const icu::UnicodeString unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const auto matcher = compiled_->Matcher(unicode);
  if (matcher == nullptr) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out;
  std::int32_t done = 0;
  while (matcher->find(status)) {
    out.append(unicode, done, matcher->start(status) - done);
    if (!AppendReplacement(std::string(replacement), *matcher, &out)) return std::nullopt;
    done = matcher->end(status);
  }
  if (U_FAILURE(status)) return std::nullopt;
  out.append(unicode, done, unicode.length() - done);
  return ToUtf8(out);
}

std::optional<std::vector<std::string>> Regex::Split(std::string_view text) const {
  if (Matches("").value_or(true)) return std::nullopt;
  const icu::UnicodeString unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const auto matcher = compiled_->Matcher(unicode);
  if (matcher == nullptr) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  std::vector<std::string> parts;
  std::int32_t done = 0;
  while (matcher->find(status)) {
    parts.push_back(ToUtf8(unicode.tempSubStringBetween(done, matcher->start(status))));
    done = matcher->end(status);
  }
  if (U_FAILURE(status)) return std::nullopt;
  parts.push_back(ToUtf8(unicode.tempSubStringBetween(done)));
  return parts;
}

}  // namespace gq::policy
