#include "base/id_number.h"

#include <algorithm>

#include "base/text.h"

namespace gq {

namespace {

constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view kChecks = "10X98765432";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }
int Number(std::string_view digits) {
  int n = 0;
  for (const char c : digits) n = n * 10 + (c - '0');
  return n;
}

struct Sentence {
  std::string_view label, reason, cure;
};
// By IdNumberKind.
constexpr Sentence kSentences[] = {
    {"号码正确", "", ""},
    {"15 位旧号码", "", ""},
    {"港澳台居民居住证", "", ""},
    {"没有号码", "没有身份证号", "请补上 18 位号码；暂时没有的，本人按“证件待补”登记"},
    {"号码被遮盖", "身份证号的一部分被星号遮盖", "请向来源单位要完整号码，或请本人出示证件"},
    {"被表格软件改坏", "身份证号被表格软件当成数字，末三位已经丢失", "请把这一列设为“文本”后重新录入或重新导出"},
    {"位数不对", "身份证号不是 18 位", "请对照证件补齐或删去多余的数字"},
    {"有不该有的字符", "身份证号里有数字以外的字符", "请对照证件改正；只有最后一位可以是 X"},
    {"出生日期不对", "身份证号里的出生日期不存在", "请对照证件检查第 7 到 14 位"},
    {"地区码不对", "身份证号的前六位不是任何时期的县级地区", "请对照证件检查前 6 位"},
    {"校验码不符", "身份证号的校验码不符，至少有一位写错", "请对照证件逐位检查"},
};

IdNumberReading Read(IdNumberKind kind, std::string cleaned) {
  const Sentence& sentence = kSentences[static_cast<std::size_t>(kind)];
  IdNumberReading reading;
  reading.kind = kind;
  reading.cleaned = Secret(std::move(cleaned));
  reading.reason = sentence.reason;
  reading.cure = sentence.cure;
  return reading;
}

bool IsWordForNothing(std::string_view text) {
  static constexpr std::string_view kWords[] = {"",   "无", "暂无", "没有", "未知", "不详", "/",   "-",
                                                "--", "—",  "——",   "0",    "NULL", "NONE", "N/A", "空"};
  return std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords);
}

bool IsScientific(std::string_view text) {
  const auto e = text.find('E');
  if (e == std::string_view::npos || e == 0 || text.find('.') == std::string_view::npos) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!IsDigit(text[i]) && text[i] != '.' && text[i] != 'E' && text[i] != '+') return false;
  }
  return true;
}

// 15 digits: the century is 19 (the people born before 1900 are no longer in any roster).
std::optional<IdNumber> Upgrade(std::string_view fifteen) {
  std::string text(fifteen.substr(0, 6));
  text.append("19").append(fifteen.substr(6));
  text += IdCheckCharacter(text);
  return IdNumber::FromCanonical(text);
}

}  // namespace

std::string_view Label(IdNumberKind kind) { return kSentences[static_cast<std::size_t>(kind)].label; }

char IdCheckCharacter(std::string_view digits17) {
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (digits17[i] - '0') * kWeights[i];
  return kChecks[static_cast<std::size_t>(sum % 11)];
}

std::optional<IdNumber> IdNumber::FromCanonical(std::string_view text) {
  if (text.size() != 18 || !AllDigits(text.substr(0, 17))) return std::nullopt;
  if (IdCheckCharacter(text) != text[17] || !Date::FromYmdInt(Number(text.substr(6, 8)))) return std::nullopt;
  IdNumber number;
  std::copy(text.begin(), text.end(), number.text_.begin());
  return number;
}

int IdNumber::region_prefix() const { return Number(Reveal().substr(0, 6)); }
Date IdNumber::birth() const { return *Date::FromYmdInt(Number(Reveal().substr(6, 8))); }

std::uint64_t IdNumber::ToKey() const {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < 17; ++i) n = n * 10 + static_cast<std::uint64_t>(text_[i] - '0');
  return n * 11 + (text_[17] == 'X' ? 10u : static_cast<std::uint64_t>(text_[17] - '0'));
}

std::string CleanIdNumber(std::string_view text) {
  std::string clean = ToUpperAscii(RemoveBlanks(ToHalfWidth(text)));
  // ' and its typographic forms (’ ‘ `) force text in spreadsheets.
  for (const std::string_view mark : {"'", "`", "’", "‘", "\""}) {
    while (StartsWith(clean, mark)) clean.erase(0, mark.size());
    while (!clean.empty() && EndsWith(clean, mark)) clean.erase(clean.size() - mark.size());
  }
  if (EndsWith(clean, "×")) clean.replace(clean.size() - 2, 2, "X");
  return clean;
}

IdNumberReading ReadIdNumber(std::string_view text, const IdNumberRules* rules) {
  std::string clean = CleanIdNumber(text);
  if (IsWordForNothing(clean)) return Read(IdNumberKind::kEmpty, {});
  if (IsScientific(clean)) return Read(IdNumberKind::kDamagedExcel, std::move(clean));
  if (EndsWith(clean, ".0")) clean.erase(clean.size() - 2);
  if (std::count(clean.begin(), clean.end(), '*') >= 2) return Read(IdNumberKind::kMasked, std::move(clean));
  std::string_view digits = clean;
  if (!digits.empty() && digits.back() == 'X') digits.remove_suffix(1);
  if (!AllDigits(digits)) return Read(IdNumberKind::kBadCharacter, std::move(clean));
  if (clean.size() != 15 && clean.size() != 18) return Read(IdNumberKind::kBadLength, std::move(clean));
  if (clean.size() == 15 && clean.back() == 'X') return Read(IdNumberKind::kBadCharacter, std::move(clean));

  const bool fifteen = clean.size() == 15;
  const bool ends_000 = !fifteen && EndsWith(clean, "000");
  const int ymd = fifteen ? 19'000'000 + Number(digits.substr(6, 6)) : Number(digits.substr(6, 8));
  const auto birth = Date::FromYmdInt(ymd);
  const bool checks = fifteen || IdCheckCharacter(clean) == clean[17];
  if (!checks && ends_000) return Read(IdNumberKind::kDamagedExcel, std::move(clean));
  if (!birth || (rules != nullptr && rules->born_until && *birth > *rules->born_until))
    return Read(IdNumberKind::kBadDate, std::move(clean));
  const bool permit = !fifteen && (StartsWith(clean, "81") || StartsWith(clean, "82") || StartsWith(clean, "83"));
  if (!permit && rules != nullptr && rules->is_region && !rules->is_region(Number(digits.substr(0, 6)))) {
    return Read(IdNumberKind::kBadRegion, std::move(clean));
  }
  if (!checks) return Read(IdNumberKind::kBadCheck, std::move(clean));
  auto number = fifteen ? Upgrade(clean) : IdNumber::FromCanonical(clean);
  const auto kind = fifteen  ? IdNumberKind::kFifteen
                    : permit ? IdNumberKind::kResidencePermit
                             : IdNumberKind::kCanonical;
  IdNumberReading reading = Read(kind, std::move(clean));
  reading.number = number;
  reading.suspect_excel = ends_000;
  return reading;
}

}  // namespace gq
