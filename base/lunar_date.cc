#include "base/lunar_date.h"

#include <array>

namespace gq {

namespace {

// One lunar year: bits 17.. days from 1 January to its New Year; bits 13..16 the leap month (0: none); bits 0..12 one
// bit a month in the order of the year (the leap month after its namesake), set when the month has 30 days.
constexpr auto kYears = std::to_array<std::uint32_t>({
    0x3d16d2, 0x620752, 0x4c0ea5, 0x38b64a, 0x5c064b, 0x440a9b, 0x309556, 0x56056a, 0x400b59, 0x2a5752,  // 1900
    0x500752, 0x3adb25, 0x600b25, 0x480a4b, 0x32b4ab, 0x5802ad, 0x42056b, 0x2c4b69, 0x520da9, 0x3efd92,  // 1910
    0x640e92, 0x4c0d25, 0x36ba4d, 0x5c0a56, 0x4602b6, 0x2e95b5, 0x5606d4, 0x400ea9, 0x2c5e92, 0x500e92,  // 1920
    0x3acd26, 0x5e052b, 0x480a57, 0x32b2b6, 0x580b5a, 0x4406d4, 0x2e6ec9, 0x520749, 0x3cf693, 0x620a93,  // 1930
    0x4c052b, 0x34ca5b, 0x5a0aad, 0x46056a, 0x309b55, 0x560ba4, 0x400b49, 0x2a5a93, 0x500a95, 0x38f52d,  // 1940
    0x5e0536, 0x480aad, 0x34b5aa, 0x5805b2, 0x420da5, 0x2e7d4a, 0x540d4a, 0x3d0a95, 0x600a97, 0x4c0556,  // 1950
    0x36cab5, 0x5a0ad5, 0x4606d2, 0x308ea5, 0x560ea5, 0x40064a, 0x286c97, 0x4e0a9b, 0x3af55a, 0x5e056a,  // 1960
    0x480b69, 0x34b752, 0x5a0b52, 0x420b25, 0x2c964b, 0x520a4b, 0x3d14ab, 0x6002ad, 0x4a056d, 0x36cb69,  // 1970
    0x5c0da9, 0x460d92, 0x309d25, 0x560d25, 0x415a4d, 0x640a56, 0x4e02b6, 0x38c5b5, 0x5e06d5, 0x480ea9,  // 1980
    0x34be92, 0x5a0e92, 0x440d26, 0x2c6a56, 0x500a57, 0x3d14d6, 0x62035a, 0x4a06d5, 0x36b6c9, 0x5c0749,  // 1990
    0x460693, 0x2e952b, 0x54052b, 0x3e0a5b, 0x2a555a, 0x4e056a, 0x38fb55, 0x600ba4, 0x4a0b49, 0x32ba93,  // 2000
    0x580a95, 0x42052d, 0x2c8aad, 0x500ab5, 0x3d35aa, 0x6205d2, 0x4c0da5, 0x36dd4a, 0x5c0d4a, 0x460c95,  // 2010
    0x30952e, 0x540556, 0x3e0ab5, 0x2a55b2, 0x5006d2, 0x38cea5, 0x5e0725, 0x48064b, 0x32ac97, 0x560cab,  // 2020
    0x42055a, 0x2c6ad6, 0x520b69, 0x3d7752, 0x620b52, 0x4c0b25, 0x36da4b, 0x5a0a4b, 0x4404ab, 0x2ea55b,  // 2030
    0x5405ad, 0x3e0b6a, 0x2a5b52, 0x500d92, 0x3afd25, 0x5e0d25, 0x480a55, 0x32b4ad, 0x5804b6, 0x4005b5,  // 2040
    0x2c6daa, 0x520ec9, 0x3f1e92, 0x620e92, 0x4c0d26, 0x36ca56, 0x5a0a57, 0x4404d6, 0x2e86d5, 0x540755,  // 2050
    0x400749, 0x286e93, 0x4e0693, 0x38f52b, 0x5e052b, 0x460a5b, 0x32b55a, 0x58056a, 0x420b65, 0x2c974a,  // 2060
    0x520b4a, 0x3d1a95, 0x620a95, 0x4a052d, 0x34caad, 0x5a0ab5, 0x4605aa, 0x2e8ba5, 0x540da5, 0x400d4a,  // 2070
    0x2a7c95, 0x4e0c96, 0x38f94e, 0x5e0556, 0x480ab5, 0x32b5b2, 0x5806d2, 0x420ea5, 0x2e8e4a, 0x50068b,  // 2080
    0x3b0c97, 0x6004ab, 0x4a055b, 0x34cad6, 0x5a0b6a, 0x460752, 0x309725, 0x540b45, 0x3e0a8b, 0x28549b,  // 2090
    0x4e04ab,                                                                                            // 2100
});
constexpr int kFirstYear = 1900;
static_assert(kYears.size() == kLunarYearLast - kLunarYearFirst + 1 && kLunarYearFirst == kFirstYear);

std::uint32_t Entry(int year) { return kYears[static_cast<std::size_t>(year - kFirstYear)]; }
int LeapMonth(int year) { return static_cast<int>(Entry(year) >> 13 & 15); }
int Months(int year) { return LeapMonth(year) == 0 ? 12 : 13; }
int Length(int year, int index) { return (Entry(year) >> index & 1) != 0 ? 30 : 29; }
Date NewYear(int year) { return Date::FromYmd(year, 1, 1)->AddDays(static_cast<int>(Entry(year) >> 17)); }

constexpr std::string_view kDigits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

std::string DayText(int day) {
  if (day <= 10) return "初" + std::string(kDigits[day]);
  if (day == 20) return "二十";
  if (day == 30) return "三十";
  return std::string(day < 20 ? "十" : "廿") + std::string(kDigits[day % 10]);
}

}  // namespace

std::optional<LunarDate> ToLunar(Date date) {
  int year = date.year();
  if (year < kLunarYearFirst || year > kLunarYearLast + 1) return std::nullopt;
  if (year > kLunarYearLast || date < NewYear(year)) --year;
  if (year < kLunarYearFirst) return std::nullopt;
  int rest = date.days() - NewYear(year).days();
  const int leap = LeapMonth(year);
  for (int index = 0; index < Months(year); ++index) {
    if (rest < Length(year, index)) {
      const bool is_leap = leap != 0 && index == leap;
      const int month = leap != 0 && index >= leap ? index : index + 1;
      return LunarDate{year, month, rest + 1, is_leap};
    }
    rest -= Length(year, index);
  }
  return std::nullopt;
}

std::optional<Date> ToSolar(const LunarDate& lunar) {
  if (lunar.year < kLunarYearFirst || lunar.year > kLunarYearLast || lunar.month < 1 || lunar.month > 12 ||
      lunar.day < 1) {
    return std::nullopt;
  }
  const int leap = LeapMonth(lunar.year);
  if (lunar.leap && leap != lunar.month) return std::nullopt;
  const int index = lunar.month - 1 + (lunar.leap || (leap != 0 && lunar.month > leap) ? 1 : 0);
  if (lunar.day > Length(lunar.year, index)) return std::nullopt;
  int days = lunar.day - 1;
  for (int i = 0; i < index; ++i) days += Length(lunar.year, i);
  return NewYear(lunar.year).AddDays(days);
}

std::string LunarDate::ToText() const {
  static constexpr std::string_view kMonths[] = {"",   "正", "二", "三", "四", "五", "六",
                                                 "七", "八", "九", "十", "冬", "腊"};
  if (month < 1 || month > 12 || day < 1 || day > 30) return {};
  return (leap ? "闰" : "") + std::string(kMonths[month]) + "月" + DayText(day);
}

std::string LunarDate::ToLongText() const {
  std::string text;
  for (const char digit : std::to_string(year)) text += kDigits[digit - '0'];
  return text + "年" + ToText();
}

}  // namespace gq
