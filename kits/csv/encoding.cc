#include "kits/csv/encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "base/text.h"

namespace gq::csv {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

// Length of the ASCII run at the beginning.
std::size_t AsciiRun(const char* text, std::size_t size) {
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text + at, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (at < size && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

// GB18030 two-byte codes and the four-byte codes of the basic plane, from ICU.
class Gb18030Tables {
 public:
  static constexpr std::size_t kFourByteBasic = 39420;  // 0x81308130 .. 0x8431A439

  Gb18030Tables() : two_(0x10000, 0), four_(kFourByteBasic, 0) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter* converter = ucnv_open("gb18030", &status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no gb18030 converter");
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
      for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
        const char bytes[2] = {static_cast<char>(lead), static_cast<char>(trail)};
        two_[lead << 8 | trail] = Decode(converter, bytes, 2);
      }
    }
    for (std::size_t at = 0; at < kFourByteBasic; ++at) {
      const char bytes[4] = {static_cast<char>(0x81 + at / 12600), static_cast<char>(0x30 + at / 1260 % 10),
                             static_cast<char>(0x81 + at / 10 % 126), static_cast<char>(0x30 + at % 10)};
      four_[at] = Decode(converter, bytes, 4);
    }
    ucnv_close(converter);
  }
  std::uint32_t Two(unsigned code) const { return two_[code]; }
  // Linear position of a four-byte code to its character; 0 if unassigned.
  std::uint32_t Four(std::size_t at) const {
    if (at < kFourByteBasic) return four_[at];
    if (at >= 189000 && at - 189000 < 0x100000) return static_cast<std::uint32_t>(at - 189000 + 0x10000);
    return 0;
  }

 private:
  static std::uint16_t Decode(UConverter* converter, const char* bytes, int size) {
    UErrorCode status = U_ZERO_ERROR;
    UChar text[4];
    const int length = ucnv_toUChars(converter, text, 4, bytes, size, &status);
    return U_SUCCESS(status) && length == 1 ? text[0] : 0;
  }

  std::vector<std::uint16_t> two_, four_;
};

const Gb18030Tables& Tables() {
  static const Gb18030Tables* const tables = new Gb18030Tables();
  return *tables;
}

// One GB18030 character at `text`: its length, and the character (0 = not decodable).
std::size_t Gb18030Length(const unsigned char* text, std::size_t size, std::uint32_t& code_point) {
  const unsigned char lead = text[0];
  code_point = 0;
  if (lead < 0x80) {
    code_point = lead;
    return 1;
  }
  if (lead == 0x80) code_point = 0x20AC;
  if (lead == 0x80 || lead == 0xFF || size < 2) return 1;
  if (text[1] >= 0x40 && text[1] != 0x7F && text[1] != 0xFF) {
    code_point = Tables().Two(static_cast<unsigned>(lead) << 8 | text[1]);
    return 2;
  }
  if (size >= 4 && text[1] >= 0x30 && text[1] <= 0x39 && text[2] >= 0x81 && text[2] <= 0xFE && text[3] >= 0x30 &&
      text[3] <= 0x39) {
    const std::size_t at =
        ((lead - 0x81U) * 10 + (text[1] - 0x30U)) * 1260 + (text[2] - 0x81U) * 10 + (text[3] - 0x30U);
    code_point = Tables().Four(at);
    return 4;
  }
  return 1;
}

class Utf16Reader : public file::ByteSource {
 public:
  Utf16Reader(std::unique_ptr<file::ByteSource> inner, bool big_endian)
      : inner_(std::move(inner)), big_endian_(big_endian) {}

  Result<std::size_t> Read(char* buffer, std::size_t capacity) override {
    while (given_ == ready_.size() && !ended_) {
      ready_.clear();
      given_ = 0;
      const std::size_t size = TRY(inner_->Read(raw_, sizeof raw_));
      Transcode(std::string_view(raw_, size));
    }
    const std::size_t size = std::min(capacity, ready_.size() - given_);
    std::memcpy(buffer, ready_.data() + given_, size);
    given_ += size;
    return size;
  }

 private:
  void Transcode(std::string_view raw) {
    for (const char byte : raw) {
      if (!have_half_) {
        half_ = byte;
        have_half_ = true;
        continue;
      }
      have_half_ = false;
      const auto first = static_cast<unsigned char>(half_), second = static_cast<unsigned char>(byte);
      Add(big_endian_ ? first << 8 | second : second << 8 | first);
    }
    if (!raw.empty()) return;
    ended_ = true;
    if (high_ != 0 || have_half_) ready_ += '\xFF';
  }
  void Add(unsigned unit) {
    if (high_ != 0) {
      const unsigned high = std::exchange(high_, 0U);
      if (unit >= 0xDC00 && unit <= 0xDFFF) {
        AppendUtf8(ready_, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        return;
      }
      ready_ += '\xFF';
    }
    if (unit >= 0xD800 && unit <= 0xDBFF)
      high_ = unit;
    else if (unit >= 0xDC00 && unit <= 0xDFFF)
      ready_ += '\xFF';
    else
      AppendUtf8(ready_, unit);
  }

  std::unique_ptr<file::ByteSource> inner_;
  bool big_endian_;
  bool ended_ = false, have_half_ = false;
  char half_ = 0;
  unsigned high_ = 0;
  std::string ready_;
  std::size_t given_ = 0;
  char raw_[32768];
};

class PrefixedSource : public file::ByteSource {
 public:
  PrefixedSource(std::string head, std::unique_ptr<file::ByteSource> inner)
      : head_(std::move(head)), inner_(std::move(inner)) {}
  Result<std::size_t> Read(char* buffer, std::size_t capacity) override {
    if (given_ == head_.size()) return inner_->Read(buffer, capacity);
    const std::size_t size = std::min(capacity, head_.size() - given_);
    std::memcpy(buffer, head_.data() + given_, size);
    given_ += size;
    return size;
  }

 private:
  std::string head_;
  std::size_t given_ = 0;
  std::unique_ptr<file::ByteSource> inner_;
};

}  // namespace

std::string_view NameOf(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return "UTF-8";
    case Encoding::kUtf16Le:
      return "UTF-16LE";
    case Encoding::kUtf16Be:
      return "UTF-16BE";
    case Encoding::kGb18030:
      return "GB18030";
    case Encoding::kAuto:
      break;
  }
  return "ASCII";
}

bool IsAscii(std::string_view text) { return AsciiRun(text.data(), text.size()) == text.size(); }

bool LooksLikeChineseUtf8(std::string_view text) {
  if (!IsUtf8(text)) return false;
  std::size_t wide = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code_point = NextCodePoint(text, at);
    if (code_point >= 0x80 && code_point < 0x800) return false;
    if (code_point >= 0x800) ++wide;
  }
  return wide >= 2;
}

bool AppendGb18030AsUtf8(std::string_view text, std::string& out) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  bool clean = true;
  std::size_t at = 0;
  while (at < text.size()) {
    if (bytes[at] < 0x80) {
      const std::size_t run = AsciiRun(text.data() + at, text.size() - at);
      out.append(text, at, run);
      at += run;
      continue;
    }
    std::uint32_t code_point = 0;
    at += Gb18030Length(bytes + at, text.size() - at, code_point);
    if (code_point == 0) {
      clean = false;
      code_point = kReplacement;
    }
    AppendUtf8(out, code_point);
  }
  return clean;
}

void AppendUtf8Repaired(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) AppendUtf8(out, NextCodePoint(text, at));
}

Encoding DetectByHead(std::string_view head, std::size_t& mark_size) {
  mark_size = 0;
  const auto starts = [&](std::string_view mark) { return head.substr(0, mark.size()) == mark; };
  if (starts("\xEF\xBB\xBF")) return mark_size = 3, Encoding::kUtf8;
  if (starts("\xFF\xFE")) return mark_size = 2, Encoding::kUtf16Le;
  if (starts("\xFE\xFF")) return mark_size = 2, Encoding::kUtf16Be;
  if (starts("\x84\x31\x95\x33")) return mark_size = 4, Encoding::kGb18030;
  // UTF-16 without a mark: delimiters, digits and line ends have a zero byte, always on the same side.
  const std::size_t size = std::min<std::size_t>(head.size(), 4096) & ~std::size_t{1};
  std::size_t zero_even = 0, zero_odd = 0;
  for (std::size_t at = 0; at < size; ++at) {
    if (head[at] == '\0') ++(at % 2 == 0 ? zero_even : zero_odd);
  }
  if (size >= 4 && zero_odd * 20 >= size && zero_even == 0) return Encoding::kUtf16Le;
  if (size >= 4 && zero_even * 20 >= size && zero_odd == 0) return Encoding::kUtf16Be;
  return Encoding::kAuto;
}

Encoding DetectByLines(std::string_view sample) {
  std::size_t utf8_lines = 0, other_lines = 0;
  while (!sample.empty()) {
    const std::size_t end = sample.find_first_of("\r\n");
    const std::string_view line = sample.substr(0, end);
    if (!IsAscii(line)) ++(IsUtf8(line) ? utf8_lines : other_lines);
    sample.remove_prefix(end == std::string_view::npos ? sample.size() : end + 1);
  }
  if (utf8_lines + other_lines == 0) return Encoding::kAuto;
  return utf8_lines >= other_lines ? Encoding::kUtf8 : Encoding::kGb18030;
}

std::unique_ptr<file::ByteSource> Utf16Source(std::unique_ptr<file::ByteSource> inner, bool big_endian) {
  return std::make_unique<Utf16Reader>(std::move(inner), big_endian);
}

std::unique_ptr<file::ByteSource> Prefixed(std::string head, std::unique_ptr<file::ByteSource> inner) {
  return std::make_unique<PrefixedSource>(std::move(head), std::move(inner));
}

}  // namespace gq::csv
