#include "kits/csv/reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gq::csv {
namespace {

constexpr std::size_t kBufferSize = 256 << 10;
constexpr std::size_t kPadding = 64;  // FindSpecial reads whole blocks
constexpr std::size_t kSampleLines = 40;

// First position from `at` on that holds the delimiter, a quote, CR or LF; `end` if none. May read 16 bytes past `end`.
std::size_t FindSpecial(const char* text, std::size_t at, std::size_t end, char delimiter) {
#if defined(__SSE2__)
  const __m128i want_delimiter = _mm_set1_epi8(delimiter), want_quote = _mm_set1_epi8('"');
  const __m128i want_lf = _mm_set1_epi8('\n'), want_cr = _mm_set1_epi8('\r');
  for (; at < end; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
    const __m128i found =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, want_delimiter), _mm_cmpeq_epi8(block, want_quote)),
                     _mm_or_si128(_mm_cmpeq_epi8(block, want_lf), _mm_cmpeq_epi8(block, want_cr)));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(found));
    if (mask != 0) return std::min(end, at + static_cast<unsigned>(std::countr_zero(mask)));
  }
  return end;
#else
  while (at < end && text[at] != delimiter && text[at] != '"' && text[at] != '\n' && text[at] != '\r') ++at;
  return at;
#endif
}

// How regularly `delimiter` cuts the sample: lines with the commonest count above zero, and that count.
struct Regularity {
  std::size_t lines = 0, count = 0;
};

Regularity RegularityOf(std::string_view sample, char delimiter) {
  std::vector<std::size_t> counts;
  std::size_t count = 0;
  bool quoted = false;
  for (const char letter : sample) {
    if (letter == '"') quoted = !quoted;
    if (quoted) continue;
    if (letter == delimiter) ++count;
    if (letter != '\n' && letter != '\r') continue;
    if (count > 0) counts.push_back(std::exchange(count, 0));
    if (counts.size() == kSampleLines) break;
  }
  if (count > 0) counts.push_back(count);
  Regularity best;
  for (const std::size_t candidate : counts) {
    const auto lines = static_cast<std::size_t>(std::count(counts.begin(), counts.end(), candidate));
    if (lines > best.lines || (lines == best.lines && candidate > best.count)) best = {lines, candidate};
  }
  return best;
}

char DetectDelimiter(std::string_view sample) {
  char best = ',';
  Regularity most = RegularityOf(sample, ',');
  const Regularity tab = RegularityOf(sample, '\t');
  if (tab.lines > most.lines || (tab.lines == most.lines && tab.count > most.count)) {
    best = '\t';
    most = tab;
  }
  // Semicolons separate lists inside fields as well: they must cut clearly more lines.
  if (RegularityOf(sample, ';').lines > most.lines) best = ';';
  return best;
}

}  // namespace

std::string_view Describe(IssueKind kind) {
  switch (kind) {
    case IssueKind::kUnclosedQuote:
      return "引号没有闭合，已按普通字符读取；请补上缺少的引号";
    case IssueKind::kTextAfterQuote:
      return "引号之后还有文字，已并入同一格；请检查引号";
    case IssueKind::kBareQuote:
      return "格内有单独的引号，已按普通字符读取";
    case IssueKind::kZeroByte:
      return "含有零字节，已去掉；文件可能损坏，请重新导出";
    case IssueKind::kOtherEncoding:
      return "这一行的编码与文件其他行不同，已按它自己的编码读取；请统一另存为 UTF-8";
    case IssueKind::kUndecodable:
      return "有认不出的字节，已显示为“\uFFFD”；请从原系统重新导出";
  }
  return {};
}

struct Reader::State {
  struct Span {
    std::size_t begin, size;
    bool doubled_quotes;  // quoted, with "" inside
    bool joined;          // text after the closing quote: begins at the opening quote
  };
  enum class Decoding { kNone, kGb18030, kRepair };
  enum class Outcome { kRecord, kNeedMore, kUnclosed, kFieldTooLarge, kTooManyFields };

  std::unique_ptr<file::ByteSource> source;
  ReaderOptions options;
  Encoding main = Encoding::kAuto;
  char delimiter = ',';
  std::vector<char> buffer;
  std::size_t begin = 0, end = 0;  // unread bytes
  bool ended = false;
  std::uint64_t records = 0, line = 1;

  // The record under way; positions in the buffer.
  std::vector<Span> spans;
  std::vector<Issue> issues;
  std::size_t next = 0;          // where the following record begins
  std::size_t record_end = 0;    // without the line end
  std::size_t literal_from = 0;  // quotes from here on (relative to `begin`) are letters; SIZE_MAX: none
  std::size_t open_quote = 0;    // of kUnclosed
  std::string decoded;
  std::vector<std::size_t> field_ends;

  Status Fill();
  Status Prepare();
  Outcome Scan();
  Outcome ScanQuoted(std::size_t& at, bool& more_text);
  Outcome ScanField(std::size_t& at);
  void Deliver(Record& record);
  Decoding Examine();
  void Decode(Decoding decoding, Record& record);
  std::uint64_t LineBreaks(std::size_t from, std::size_t to) const;
  Status TooLarge(std::string what) const;
};

// Moves the unread bytes to the front and fills the buffer up; doubles it when it is full.
Status Reader::State::Fill() {
  if (begin > 0) {
    std::memmove(buffer.data(), buffer.data() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  if (end + kPadding >= buffer.size()) buffer.resize(buffer.size() * 2);
  while (!ended && end + kPadding < buffer.size()) {
    const std::size_t size = TRY(source->Read(buffer.data() + end, buffer.size() - kPadding - end));
    if (size == 0) ended = true;
    end += size;
  }
  return Ok();
}

Status Reader::State::Prepare() {
  buffer.resize(kBufferSize + kPadding);
  TRY(Fill());
  std::size_t mark_size = 0;
  Encoding found = DetectByHead({buffer.data(), end}, mark_size);
  if (options.encoding != Encoding::kAuto) {
    if (found != options.encoding) mark_size = 0;
    found = options.encoding;
  }
  begin = mark_size;
  main = found;
  if (found == Encoding::kUtf16Le || found == Encoding::kUtf16Be) {
    std::string head(buffer.data() + begin, end - begin);
    source = Utf16Source(Prefixed(std::move(head), std::move(source)), found == Encoding::kUtf16Be);
    begin = end = 0;
    ended = false;
    TRY(Fill());
  }
  const std::string_view sample(buffer.data() + begin, end - begin);
  delimiter = options.delimiter != 0 ? options.delimiter : DetectDelimiter(sample);
  if (options.delimiter == 0 && sample.size() >= 6 && sample.substr(0, 4) == "sep=" &&
      (sample[5] == '\r' || sample[5] == '\n')) {
    delimiter = sample[4];
    begin += 6 + (sample[5] == '\r' && sample.size() > 6 && sample[6] == '\n');
    line = 2;
  }
  return Ok();
}

// From an opening quote at `at` to the delimiter, line end or end behind the closing one.
Reader::State::Outcome Reader::State::ScanQuoted(std::size_t& at, bool& more_text) {
  const char* text = buffer.data();
  open_quote = at - begin;
  Span span{at + 1, 0, false, false};
  std::size_t from = at + 1;
  for (;;) {
    const void* found = from < end ? std::memchr(text + from, '"', end - from) : nullptr;
    const std::size_t quote = found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - text) : end;
    if (quote - span.begin > options.field_bytes_max) return Outcome::kUnclosed;
    if (found == nullptr) return ended ? Outcome::kUnclosed : Outcome::kNeedMore;
    if (quote + 1 == end && !ended) return Outcome::kNeedMore;
    if (quote + 1 == end || text[quote + 1] != '"') {
      span.size = quote - span.begin;
      at = quote + 1;
      break;
    }
    span.doubled_quotes = true;
    from = quote + 2;
  }
  more_text = at < end && text[at] != delimiter && text[at] != '\n' && text[at] != '\r';
  if (more_text) {
    // "a line break, then text after the quote" is how a forgotten closing quote looks that met the next record's
    // quote.
    if (std::memchr(text + span.begin, '\n', span.size) != nullptr) return Outcome::kUnclosed;
    issues.push_back({IssueKind::kTextAfterQuote, spans.size()});
    span.joined = true;
    --span.begin;
  }
  spans.push_back(span);
  return Outcome::kRecord;
}

// One field from `at` on; `at` is left on the delimiter, the line end or the end.
Reader::State::Outcome Reader::State::ScanField(std::size_t& at) {
  const char* text = buffer.data();
  const std::size_t from = at;
  bool more_text = true;
  if (at < end && text[at] == '"' && at - begin < literal_from) {
    const Outcome outcome = ScanQuoted(at, more_text);
    if (outcome != Outcome::kRecord) return outcome;
    if (!more_text) return Outcome::kRecord;
  } else {
    spans.push_back({from, 0, false, false});
  }
  bool bare_quote = false;
  for (;; ++at) {
    at = FindSpecial(text, at, end, delimiter);
    if (at == end || text[at] != '"') break;
    bare_quote = true;
  }
  Span& span = spans.back();
  span.size = at - span.begin;
  if (bare_quote && !span.joined && from - begin < literal_from) {
    issues.push_back({IssueKind::kBareQuote, spans.size() - 1});
  }
  return Outcome::kRecord;
}

Reader::State::Outcome Reader::State::Scan() {
  spans.clear();
  issues.clear();
  std::size_t at = begin;
  for (;;) {
    const Outcome outcome = ScanField(at);
    if (outcome != Outcome::kRecord) return outcome;
    if (spans.back().size > options.field_bytes_max) return Outcome::kFieldTooLarge;
    if (spans.size() > options.fields_max) return Outcome::kTooManyFields;
    if (at == end) {
      if (!ended) return Outcome::kNeedMore;
      record_end = next = end;
      return Outcome::kRecord;
    }
    if (buffer[at] == delimiter) {
      ++at;
      continue;
    }
    if (buffer[at] == '\r' && at + 1 == end && !ended) return Outcome::kNeedMore;
    record_end = at;
    next = at + (buffer[at] == '\r' && at + 1 < end && buffer[at + 1] == '\n' ? 2 : 1);
    return Outcome::kRecord;
  }
}

std::uint64_t Reader::State::LineBreaks(std::size_t from, std::size_t to) const {
  std::uint64_t breaks = 0;
  for (std::size_t at = from; at < to; ++at) {
    if (buffer[at] == '\n' || (buffer[at] == '\r' && (at + 1 == to || buffer[at + 1] != '\n'))) ++breaks;
  }
  return breaks;
}

Status Reader::State::TooLarge(std::string what) const {
  Error error{&kTooLarge,
              "第 " + std::to_string(line) + " 行" + what,
              "文件可能不是表格，或缺少一个引号；请用表格软件打开检查",
              {}};
  return Fail(std::move(error.With("line", std::to_string(line))));
}

// Turns the spans of the record into UTF-8 views.
void Reader::State::Deliver(Record& record) {
  char* text = buffer.data();
  record.fields.resize(spans.size());
  for (std::size_t field = 0; field < spans.size(); ++field) {
    Span& span = spans[field];
    if (span.doubled_quotes || span.joined) {
      // Compacted in place: the bytes are not scanned again.
      std::size_t to = span.begin, from = span.begin;
      const std::size_t stop = span.begin + span.size;
      bool inside = !span.joined;
      for (; from < stop; ++from) {
        if (text[from] == '"' && span.joined && from == span.begin) {
          inside = true;
          continue;
        }
        if (text[from] == '"' && inside) {
          if (from + 1 < stop && text[from + 1] == '"')
            ++from;
          else {
            inside = false;
            continue;
          }
        }
        text[to++] = text[from];
      }
      span.size = to - span.begin;
    }
    record.fields[field] = {text + span.begin, span.size};
  }
}

// Finds out, on the bytes as they came, whether the fields must be decoded and how.
Reader::State::Decoding Reader::State::Examine() {
  const std::string_view raw(buffer.data() + begin, record_end - begin);
  if (std::memchr(raw.data(), '\0', raw.size()) != nullptr) issues.push_back({IssueKind::kZeroByte, 0});
  if (IsAscii(raw)) return Decoding::kNone;
  if (main == Encoding::kAuto) {
    // Decided at the first record outside ASCII, by it and what the buffer holds of those behind it.
    std::string_view sample(buffer.data() + begin, end - begin);
    const std::size_t last = sample.rfind('\n');
    if (!ended && last != std::string_view::npos && last > raw.size()) sample = sample.substr(0, last);
    main = DetectByLines(sample);
  }
  const bool valid_utf8 = IsUtf8(raw);
  if (main == Encoding::kGb18030) {
    if (!valid_utf8 || !LooksLikeChineseUtf8(raw)) return Decoding::kGb18030;
    issues.push_back({IssueKind::kOtherEncoding, 0});
    return Decoding::kNone;
  }
  if (valid_utf8) return Decoding::kNone;
  decoded.clear();
  if (main == Encoding::kUtf8 && AppendGb18030AsUtf8(raw, decoded)) {
    issues.push_back({IssueKind::kOtherEncoding, 0});
    return Decoding::kGb18030;
  }
  return Decoding::kRepair;
}

void Reader::State::Decode(Decoding decoding, Record& record) {
  if (!issues.empty() && std::any_of(issues.begin(), issues.end(),
                                     [](const Issue& issue) { return issue.kind == IssueKind::kZeroByte; })) {
    for (std::string_view& field : record.fields) {
      char* from = buffer.data() + (field.data() - buffer.data());
      field = {from, static_cast<std::size_t>(std::remove(from, from + field.size(), '\0') - from)};
    }
  }
  if (decoding == Decoding::kNone) return;
  decoded.clear();
  field_ends.clear();
  bool clean = true;
  for (const std::string_view field : record.fields) {
    if (decoding == Decoding::kGb18030) {
      clean = AppendGb18030AsUtf8(field, decoded) && clean;
    } else {
      clean = clean && IsUtf8(field);
      AppendUtf8Repaired(field, decoded);
    }
    field_ends.push_back(decoded.size());
  }
  if (!clean) issues.push_back({IssueKind::kUndecodable, 0});
  std::size_t from = 0;
  for (std::size_t field = 0; field < field_ends.size(); ++field) {
    record.fields[field] = std::string_view(decoded).substr(from, field_ends[field] - from);
    from = field_ends[field];
  }
}

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::Open(std::unique_ptr<file::ByteSource> source, const ReaderOptions& options) {
  auto state = std::make_unique<State>();
  state->source = std::move(source);
  state->options = options;
  TRY(state->Prepare());
  return Reader(std::move(state));
}

Result<bool> Reader::Next(Record& record) {
  State& state = *state_;
  state.literal_from = SIZE_MAX;
  for (;;) {
    if (state.begin == state.end) {
      if (state.ended) return false;
      TRY(state.Fill());
      continue;
    }
    const State::Outcome outcome = state.Scan();
    const std::size_t size = (outcome == State::Outcome::kRecord ? state.record_end : state.end) - state.begin;
    if (outcome == State::Outcome::kRecord && size <= state.options.record_bytes_max) break;
    if (outcome == State::Outcome::kUnclosed) {
      state.literal_from = state.open_quote;
      continue;
    }
    if (outcome == State::Outcome::kFieldTooLarge) {
      TRY(state.TooLarge("有一格超过 " + std::to_string(state.options.field_bytes_max >> 10) + " KB"));
    }
    if (outcome == State::Outcome::kTooManyFields) {
      TRY(state.TooLarge("超过 " + std::to_string(state.options.fields_max) + " 列"));
    }
    if (size > state.options.record_bytes_max) {
      TRY(state.TooLarge("超过 " + std::to_string(state.options.record_bytes_max >> 10) + " KB"));
    }
    TRY(state.Fill());
  }
  record.number = ++state.records;
  record.line = state.line;
  state.line += state.LineBreaks(state.begin, state.record_end) + (state.next > state.record_end ? 1 : 0);
  const State::Decoding decoding = state.Examine();  // before Deliver, which writes into the buffer
  state.Deliver(record);
  if (state.literal_from != SIZE_MAX) {
    std::size_t field = 0;
    while (field + 1 < state.spans.size() && state.spans[field + 1].begin <= state.begin + state.literal_from) ++field;
    state.issues.push_back({IssueKind::kUnclosedQuote, field});
  }
  state.Decode(decoding, record);
  record.issues = state.issues;
  record.open_end = state.next == state.record_end;
  state.begin = state.next;
  return true;
}

Encoding Reader::encoding() const { return state_->main; }
char Reader::delimiter() const { return state_->delimiter; }

}  // namespace gq::csv
