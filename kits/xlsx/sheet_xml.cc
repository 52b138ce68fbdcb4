#include "kits/xlsx/sheet_xml.h"

#include <charconv>
#include <cstring>

#include "base/text.h"
#include "kits/xlsx/xml.h"

namespace gq::xlsx {
namespace {

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kMarkupMax = 1 << 20;  // one tag or comment

bool IsSpace(char letter) { return letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r'; }
bool IsNameEnd(char letter) { return IsSpace(letter) || letter == '=' || letter == '/' || letter == '>'; }

std::string_view Local(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What a run of text has that needs care.
struct Care {
  bool decode = false;     // references, carriage returns
  bool wide = false;       // bytes outside ASCII
  bool forbidden = false;  // control characters
};

Care CareOf(std::string_view text) {
  unsigned flags = 0;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    flags |= byte & 0x80U;
    if (byte < 0x20)
      flags |= byte == '\r' ? 1U : byte == '\n' || byte == '\t' ? 0U : 2U;
    else if (byte == '&')
      flags |= 1U;
  }
  return {(flags & 1U) != 0, (flags & 0x80U) != 0, (flags & 2U) != 0};
}

}  // namespace

bool SheetXml::CanRead(std::string_view head) {
  if (head.substr(0, 3) == "\xEF\xBB\xBF") head.remove_prefix(3);
  if (head.substr(0, 5) != "<?xml")
    return !head.empty() && head[0] == '<' && head.substr(0, 512).find('\0') == std::string_view::npos;
  const std::size_t end = head.find("?>");
  if (end == std::string_view::npos) return false;
  const std::string declaration = ToLowerAscii(head.substr(0, end));
  return declaration.find("encoding") == std::string::npos || declaration.find("\"utf-8\"") != std::string::npos ||
         declaration.find("'utf-8'") != std::string::npos;
}

void SheetXml::Stop(Error error) {
  if (!stopped_) error_ = std::move(error);
  stopped_ = true;
}

// Resolves references; line ends become \n (in attributes: every white space a blank).
bool SheetXml::Decode(std::string_view text, bool attribute, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size(); ++at) {
    char letter = text[at];
    if (letter == '\r') {
      if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
      letter = '\n';
    }
    if (letter != '&') {
      out += attribute && (letter == '\n' || letter == '\t') ? ' ' : letter;
      continue;
    }
    const std::size_t end = text.find(';', at);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    at = end;
    if (name == "amp")
      out += '&';
    else if (name == "lt")
      out += '<';
    else if (name == "gt")
      out += '>';
    else if (name == "quot")
      out += '"';
    else if (name == "apos")
      out += '\'';
    else if (name.size() >= 2 && name[0] == '#') {
      const bool hexadecimal = name[1] == 'x';
      const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
      std::uint32_t code = 0;
      const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
      const bool allowed = code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code <= 0x10FFFF);
      if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || !allowed ||
          (code >= 0xD800 && code <= 0xDFFF) || code == 0xFFFE || code == 0xFFFF) {
        return false;
      }
      AppendUtf8(out, code);
    } else {
      return false;
    }
  }
  return true;
}

SheetXml::Step SheetXml::GiveText(std::string_view run) {
  const Care care = CareOf(run);
  if (care.forbidden || (care.wide && !IsUtf8(run))) return Step::kBroken;
  if (open_begins_.empty())
    return run.find_first_not_of(" \t\r\n") == std::string_view::npos ? Step::kDone : Step::kBroken;
  if (!care.decode) {
    if (handler_.WantsText()) handler_.OnText(run);
    return Step::kDone;
  }
  if (!Decode(run, false, decoded_)) return Step::kBroken;
  if (handler_.WantsText()) handler_.OnText(decoded_);
  return Step::kDone;
}

SheetXml::Step SheetXml::ParseAttributes(std::string_view rest) {
  attributes_.clear();
  std::size_t used = 0;  // of values_
  for (;;) {
    std::size_t at = 0;
    while (at < rest.size() && IsSpace(rest[at])) ++at;
    if (at == rest.size()) return Step::kDone;
    if (at == 0) return Step::kBroken;  // attributes are set apart
    std::size_t name_end = at;
    while (name_end < rest.size() && !IsNameEnd(rest[name_end])) ++name_end;
    std::size_t quote = name_end;
    while (quote < rest.size() && IsSpace(rest[quote])) ++quote;
    if (name_end == at || quote == rest.size() || rest[quote] != '=') return Step::kBroken;
    ++quote;
    while (quote < rest.size() && IsSpace(rest[quote])) ++quote;
    if (quote == rest.size() || (rest[quote] != '"' && rest[quote] != '\'')) return Step::kBroken;
    const std::size_t end = rest.find(rest[quote], quote + 1);
    if (end == std::string_view::npos) return Step::kBroken;
    std::string_view value = rest.substr(quote + 1, end - quote - 1);
    if (value.find_first_of(std::string_view("&\r\n\t<")) != std::string_view::npos) {
      if (value.find('<') != std::string_view::npos) return Step::kBroken;
      if (used == values_.size()) values_.emplace_back();
      if (!Decode(value, true, values_[used])) return Step::kBroken;
      value = values_[used++];
    }
    attributes_.push_back({Local(rest.substr(at, name_end - at)), value});
    rest.remove_prefix(end + 1);
  }
}

// `tag` without < and >, perhaps with / at the end.
SheetXml::Step SheetXml::ParseStart(std::string_view tag) {
  const bool empty = !tag.empty() && tag.back() == '/';
  if (empty) tag.remove_suffix(1);
  std::size_t name_end = 0;
  while (name_end < tag.size() && !IsNameEnd(tag[name_end])) ++name_end;
  const std::string_view name = tag.substr(0, name_end);
  if (name.empty() || (open_begins_.empty() && root_seen_) || open_begins_.size() >= kDepthMax) return Step::kBroken;
  root_seen_ = true;
  const Step step = ParseAttributes(tag.substr(name_end));
  if (step != Step::kDone) return step;
  handler_.OnElement(Local(name), attributes_);
  if (empty) {
    handler_.OnElementEnd(Local(name));
    return Step::kDone;
  }
  open_begins_.push_back(open_.size());
  open_ += name;
  return Step::kDone;
}

SheetXml::Step SheetXml::ParseEnd(std::string_view tag) {
  while (!tag.empty() && IsSpace(tag.back())) tag.remove_suffix(1);
  if (open_begins_.empty() || std::string_view(open_).substr(open_begins_.back()) != tag) return Step::kBroken;
  open_.resize(open_begins_.back());
  open_begins_.pop_back();
  handler_.OnElementEnd(Local(tag));
  return Step::kDone;
}

// <!-- -->, <![CDATA[ ]]>, <? ?>, <!DOCTYPE
SheetXml::Step SheetXml::ParseSpecial(std::string_view text, std::size_t& at) {
  const std::string_view rest = text.substr(at);
  const auto starts = [&](std::string_view piece) {
    return rest.substr(0, piece.size()) == piece.substr(0, rest.size());
  };
  std::string_view begin, end;
  if (starts("<?"))
    begin = "<?", end = "?>";
  else if (starts("<!--"))
    begin = "<!--", end = "-->";
  else if (starts("<![CDATA["))
    begin = "<![CDATA[", end = "]]>";
  else
    return starts("<!DOCTYPE") ? (rest.size() >= 9 ? Step::kDoctype : Step::kNeedMore) : Step::kBroken;
  if (rest.size() < begin.size()) return Step::kNeedMore;
  const std::size_t found = rest.find(end, begin.size());
  if (found == std::string_view::npos) return Step::kNeedMore;
  const std::string_view inside = rest.substr(begin.size(), found - begin.size());
  at += found + end.size();
  const Care care = CareOf(inside);
  if (care.forbidden || (care.wide && !IsUtf8(inside))) return Step::kBroken;
  if (begin.size() != 9) return Step::kDone;
  if (open_begins_.empty()) return Step::kBroken;
  if (!handler_.WantsText()) return Step::kDone;
  decoded_.clear();
  for (std::size_t letter = 0; letter < inside.size(); ++letter) {
    if (inside[letter] == '\r' && letter + 1 < inside.size() && inside[letter + 1] == '\n') continue;
    decoded_ += inside[letter] == '\r' ? '\n' : inside[letter];
  }
  handler_.OnText(decoded_);
  return Step::kDone;
}

// Markup at text[at] == '<'; `at` moves behind it when it is complete.
SheetXml::Step SheetXml::ParseMarkup(std::string_view text, std::size_t& at) {
  if (at + 1 == text.size()) return Step::kNeedMore;
  if (text[at + 1] == '!' || text[at + 1] == '?') return ParseSpecial(text, at);
  // > may stand inside quotes.
  std::size_t close = at + 1;
  bool wide = false;
  for (char quote = 0;; ++close) {
    if (close == text.size()) return Step::kNeedMore;
    const char letter = text[close];
    wide = wide || (static_cast<unsigned char>(letter) & 0x80) != 0;
    if (static_cast<unsigned char>(letter) < 0x20 && !IsSpace(letter)) return Step::kBroken;
    if (quote != 0) {
      if (letter == quote) quote = 0;
    } else if (letter == '>') {
      break;
    } else if (letter == '"' || letter == '\'') {
      quote = letter;
    } else if (letter == '<') {
      return Step::kBroken;
    }
  }
  const std::string_view tag = text.substr(at + 1, close - at - 1);
  if (wide && !IsUtf8(tag)) return Step::kBroken;
  at = close + 1;
  return !tag.empty() && tag[0] == '/' ? ParseEnd(tag.substr(1)) : ParseStart(tag);
}

SheetXml::Step SheetXml::ParseAll(std::string_view text, bool last, std::size_t& at) {
  while (at < text.size() && !stopped_) {
    if (text[at] == '<') {
      const Step step = ParseMarkup(text, at);
      if (step != Step::kDone) return step;
      continue;
    }
    const void* found = std::memchr(text.data() + at, '<', text.size() - at);
    if (found == nullptr && !last) return Step::kNeedMore;
    const std::size_t end =
        found == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    const Step step = GiveText(text.substr(at, end - at));
    if (step != Step::kDone) return step;
    at = end;
  }
  return Step::kDone;
}

Status SheetXml::Feed(std::string_view chunk, bool last, std::string_view part) {
  std::string_view text = chunk;
  if (!pending_.empty()) {
    pending_ += chunk;
    text = pending_;
  }
  std::size_t at = 0;
  if (!begun_ && text.substr(0, 3) == "\xEF\xBB\xBF") at = 3;
  begun_ = true;
  Step step = ParseAll(text, last, at);
  if (stopped_) return Fail(error_);
  if (step == Step::kDoctype) return Fail(DoctypeError());
  const bool unfinished = last && (step == Step::kNeedMore || !open_begins_.empty() || !root_seen_);
  if (step == Step::kBroken || unfinished) {
    return Fail(kFile, "表格文件损坏：部件 " + std::string(part) + (unfinished ? " 没有写完" : " 不合格式"),
                std::string(kResaveHint));
  }
  if (at < text.size() && text.size() - at > (text[at] == '<' ? kMarkupMax : pending_max_)) {
    return Fail(kTooLarge, "表格的部件 " + std::string(part) + " 里有一格文字太多，没有读取",
                "请检查表格里有没有异常长的文字");
  }
  const std::string rest(text.substr(at));
  pending_ = rest;
  return Ok();
}

}  // namespace gq::xlsx
