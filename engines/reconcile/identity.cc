#include "engines/reconcile/identity.h"

#include "engines/reconcile/text.h"

namespace gq::reconcile {
namespace {

constexpr std::array<int, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The characters of an ID after folding width and dropping what is certainly noise.
struct Folded {
  char text[40];
  int size = 0;
  bool too_long = false;
  bool foreign = false;  // a character that no ID holds
  std::uint8_t repairs = 0;

  void Put(char c) {
    if (size < 40)
      text[size++] = c;
    else
      too_long = true;
  }
};

bool IsApostrophe(char32_t c) {
  return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2032 || c == 0xFF07;
}
bool IsLookalikeX(char32_t c) { return c == 0x425 || c == 0x445 || c == 0xD7; }  // Cyrillic Kha, multiplication sign

void FoldOne(char32_t c, Folded& out) {
  if (c >= 0xFF10 && c <= 0xFF19) return out.repairs |= kFullWidth, out.Put(static_cast<char>('0' + (c - 0xFF10)));
  if (c == 0xFF38) return out.repairs |= kFullWidth, out.Put('X');
  if (c == 0xFF58 || IsLookalikeX(c)) return out.repairs |= kFullWidth, out.Put('X');
  if (IsBlank(c) || c == '-' || c == 0x2013) return void(out.repairs |= kBlanks);
  if (IsApostrophe(c) || c == '"' || c == '=') return void(out.repairs |= kApostrophe);
  if (c == 'x') return out.repairs |= kLowerX, out.Put('X');
  if (c < 0x80 && c != 0) return out.Put(static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c));
  out.foreign = true;
}

Folded Fold(std::string_view text) {
  Folded out;
  for (std::size_t i = 0; i < text.size() && !out.too_long;) FoldOne(NextCodePoint(text, i), out);
  return out;
}

int CountDigits(const Folded& f) {
  int n = 0;
  while (n < f.size && IsDigit(f.text[n])) ++n;
  return n;
}

std::uint64_t Number(const char* text, int size) {
  std::uint64_t n = 0;
  for (int i = 0; i < size; ++i) n = n * 10 + static_cast<std::uint64_t>(text[i] - '0');
  return n;
}

bool IsDate(int yyyymmdd) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = yyyymmdd / 10000, month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
  if (year < 1850 || year > 2100 || month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool IsProvince(int code) {
  return (code >= 11 && code <= 15) || (code >= 21 && code <= 23) || (code >= 31 && code <= 37) ||
         (code >= 41 && code <= 46) || (code >= 50 && code <= 54) || (code >= 61 && code <= 65) || code == 71 ||
         (code >= 81 && code <= 83) || code / 10 == 9;
}

// "4.30102198001011E+17": the digits of the mantissa, if the exponent makes it an 18-digit number.
bool FoldScientific(const Folded& f, Folded& digits) {
  int i = 0;
  for (; i < f.size && (IsDigit(f.text[i]) || (f.text[i] == '.' && i == 1)); ++i) {
    if (IsDigit(f.text[i])) digits.Put(f.text[i]);
  }
  return i >= 1 && f.size - i >= 3 && f.text[i] == 'E' && f.text[f.size - 2] == '1' && f.text[f.size - 1] == '7';
}

void CutTail(std::uint64_t digits15, ParsedId& id) {
  id.kind = IdKind::kDamaged;
  id.tail_cut = true;
  id.key = MakeKey(digits15 * 100, 0);
  id.plausible = IsPlausible(id.key);
}

// Seventeen digits and a digit or X.
void Parse18(const char* text, unsigned repairs, ParsedId& id) {
  const char last = text[17];
  id.key = MakeKey(Number(text, 17), last == 'X' ? 10U : static_cast<unsigned>(last - '0'));
  id.plausible = IsPlausible(id.key);
  const bool fits = CheckFits(id.key);
  id.kind = fits ? (repairs == 0 ? IdKind::kCanonical : IdKind::kRepaired) : IdKind::kDamaged;
  id.tail_cut = !fits && Digits17(id.key) % 100 == 0 && CheckOf(id.key) == 0;
}

bool IsNone(const Folded& f, std::string_view text) {
  const std::string_view word(f.text, static_cast<std::size_t>(f.size));
  if (f.size == 0 && !f.foreign) return true;
  return word == "0" || word == "NULL" || word == "N/A" || word == "NA" || word == "NONE" || text == "无" ||
         text == "空";
}

}  // namespace

std::string_view NameOf(IdKind kind) {
  static constexpr std::string_view kNames[] = {"canonical", "repaired", "damaged", "lost", "empty"};
  return kNames[static_cast<int>(kind)];
}

std::string_view RemarkOn(IdKind kind) {
  if (kind == IdKind::kDamaged) return "id_damaged";
  if (kind == IdKind::kLost) return "id_lost";
  return kind == IdKind::kEmpty ? "id_empty" : std::string_view();
}

namespace {

// The weighted sums of three digits at a time, modulo 11: the first of the seventeen stands alone with the second.
struct CheckSums {
  std::uint8_t of[6][1000] = {};
  constexpr CheckSums() {
    for (int group = 0; group < 6; ++group) {
      for (int value = 0; value < 1000; ++value) {
        int sum = 0;
        for (int k = 0, rest = value; k < 3; ++k, rest /= 10) {
          const int at = 16 - 3 * group - k;
          if (at >= 0) sum += kWeights[static_cast<std::size_t>(at)] * (rest % 10);
        }
        of[group][value] = static_cast<std::uint8_t>(sum % 11);
      }
    }
  }
};
constexpr CheckSums kCheckSums;

}  // namespace

unsigned CheckCode(std::uint64_t digits17) {
  unsigned sum = 0;
  for (const auto& sums : kCheckSums.of) {
    sum += sums[digits17 % 1000];
    digits17 /= 1000;
  }
  return (12 - sum % 11) % 11;
}

bool IsPlausible(IdKey key) { return IsDate(BirthOf(key)) && IsProvince(PlaceOf(key) / 10000); }

// Seventeen digits and a digit or X, nothing else: what most IDs are.
static bool IsWhole(std::string_view text) {
  if (text.size() != 18) return false;
  bool digits = true;
  for (std::size_t i = 0; i < 17; ++i) digits &= IsDigit(text[i]);
  return digits && (IsDigit(text[17]) || text[17] == 'X');
}

ParsedId ParseId(std::string_view text) {
  ParsedId id;
  if (IsWhole(text)) return Parse18(text.data(), 0, id), id;
  Folded f = Fold(text);
  id.repairs = f.repairs;
  if (IsNone(f, text)) return id.repairs = 0, id;
  id.kind = IdKind::kLost;
  if (f.foreign || f.too_long) return id;
  // ".0" is what a number became on its way through other programs.
  if (f.size > 2 && f.text[f.size - 2] == '.' && f.text[f.size - 1] == '0') f.size -= 2;
  const int digits = CountDigits(f);
  if (f.size == 18 && (digits == 18 || (digits == 17 && f.text[17] == 'X'))) return Parse18(f.text, f.repairs, id), id;
  if (f.size == 15 && digits == 15) {
    const std::uint64_t n = Number(f.text, 15);
    const std::uint64_t key17 = n / 1000000000 * 100000000000ULL + 19 * 1000000000ULL + n % 1000000000;
    if (IsDate(static_cast<int>(key17 / 1000 % 100000000))) {
      id.key = MakeKey(key17, CheckCode(key17));
      id.repairs |= kFrom15;
      id.kind = IdKind::kRepaired;
      id.plausible = IsPlausible(id.key);
      return id;
    }
    return CutTail(n, id), id;
  }
  Folded mantissa;
  if (FoldScientific(f, mantissa)) {
    if (mantissa.size >= 15) CutTail(Number(mantissa.text, 15), id);
    return id;
  }
  // One character too few or too many: no key, but birth date and place may still be read by the near pass.
  if ((f.size == 17 || f.size == 19) && digits >= f.size - 1) id.kind = IdKind::kDamaged;
  return id;
}

void AppendId(IdKey key, std::string& out) {
  char text[18];
  std::uint64_t digits = Digits17(key);
  for (int i = 16; i >= 0; --i, digits /= 10) text[i] = static_cast<char>('0' + digits % 10);
  text[17] = CheckOf(key) == 10 ? 'X' : static_cast<char>('0' + CheckOf(key));
  out.append(text, 18);
}

std::string IdText(IdKey key) {
  std::string out;
  AppendId(key, out);
  return out;
}

std::string RepairText(std::uint8_t repairs) {
  static constexpr std::string_view kNames[] = {"full_width", "blanks", "lower_x", "apostrophe", "15_to_18"};
  std::string out;
  for (unsigned i = 0; i < 5; ++i) {
    if ((repairs >> i & 1) == 0) continue;
    if (!out.empty()) out += ';';
    out += kNames[i];
  }
  return out;
}

bool LooksHashed(std::string_view text) {
  if (text.substr(0, 2) == "0x" || text.substr(0, 2) == "0X") text.remove_prefix(2);
  std::size_t digits = 0, hex_letters = 0, upper = 0, lower = 0, marks = 0;
  std::string_view body = text;
  while (!body.empty() && body.back() == '=' && text.size() - body.size() < 2) body.remove_suffix(1);
  for (const char c : body) {
    digits += c >= '0' && c <= '9' ? 1 : 0;
    hex_letters += (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ? 1 : 0;
    upper += c >= 'A' && c <= 'Z' ? 1 : 0;
    lower += c >= 'a' && c <= 'z' ? 1 : 0;
    marks += c == '+' || c == '/' || c == '-' || c == '_' ? 1 : 0;
  }
  static constexpr std::size_t kBytes[] = {16, 20, 28, 32, 48, 64};
  for (const std::size_t bytes : kBytes) {
    if (text.size() == 2 * bytes && digits + hex_letters == text.size() && digits > 0 && hex_letters > 0) return true;
    const bool of_length =
        body.size() == (bytes * 4 + 2) / 3 && (body.size() == text.size() || text.size() == (bytes + 2) / 3 * 4);
    if (of_length && digits + upper + lower + marks == body.size() && digits > 0 && upper > 0 && lower > 0) return true;
  }
  return false;
}

}  // namespace gq::reconcile
