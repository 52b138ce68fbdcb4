#include "base/id_number.h"

#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <type_traits>

namespace gq {
namespace {

template <typename T, typename = void>
struct CanBePrinted : std::false_type {};
template <typename T>
struct CanBePrinted<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};
static_assert(!CanBePrinted<IdNumber>::value && !std::is_convertible_v<IdNumber, std::string_view>,
              "numbers must not be loggable");

std::string WithCheck(std::string digits17) { return digits17 + IdCheckCharacter(digits17); }

// ISO 7064 MOD 11-2 by its recursion, not by weights.
char NaiveCheck(std::string_view digits) {
  int p = 0;
  for (const char c : digits) p = (p + (c - '0')) * 2 % 11;
  const int check = (12 - p) % 11;
  return check == 10 ? 'X' : static_cast<char>('0' + check);
}

std::string RandomDigits17(std::mt19937& random) {
  const Date birth = Date::FromYmd(1950, 1, 1)->AddDays(static_cast<int>(random() % 20'000));
  char tail[8];
  std::snprintf(tail, sizeof tail, "%03d", static_cast<int>(random() % 999 + 1));
  return "433122" + std::to_string(birth.ToYmdInt()) + tail;
}

TEST(IdNumber, CheckCharacterAgreesWithTheRecursion) {
  EXPECT_EQ(IdCheckCharacter("11010519491231002"), 'X');  // the example of GB 11643
  EXPECT_EQ(IdCheckCharacter("44052418800101001"), '4');
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto digits = RandomDigits17(random);
    ASSERT_EQ(IdCheckCharacter(digits), NaiveCheck(digits));
  }
}

TEST(IdNumber, EverySingleSlipIsCaught) {
  std::mt19937 random(11);
  for (int i = 0; i < 300; ++i) {
    const auto good = WithCheck(RandomDigits17(random));
    ASSERT_TRUE(IdNumber::FromCanonical(good));
    for (std::size_t at = 0; at < 17; ++at) {
      for (char c = '0'; c <= '9'; ++c) {
        auto bad = good;
        bad[at] = c;
        ASSERT_EQ(IdNumber::FromCanonical(bad).has_value(), bad == good);
      }
      if (at == 16) continue;
      auto swapped = good;
      std::swap(swapped[at], swapped[at + 1]);
      ASSERT_EQ(IdNumber::FromCanonical(swapped).has_value(), swapped == good);
    }
  }
}

TEST(IdNumber, Parts) {
  const auto number = *IdNumber::FromCanonical("11010519491231002X");
  EXPECT_EQ(number.region_prefix(), 110105);
  EXPECT_EQ(number.birth().ToString(), "1949-12-31");
  EXPECT_FALSE(number.is_male());
  EXPECT_EQ(number.SexCode(), "2");
  EXPECT_EQ(number.ToKey(), 11010519491231002ULL * 11 + 10);
  EXPECT_LT(number.ToKey(), 1ULL << 61);
}

TEST(IdNumber, Kinds) {
  using K = IdNumberKind;
  const std::pair<std::string_view, K> cases[] = {
      {"11010519491231002X", K::kCanonical},
      {"11010519491231002x", K::kCanonical},
      {"'11010519491231002x", K::kCanonical},
      {"１１０１０５１９４９１２３１００２Ｘ", K::kCanonical},
      {" 110105 19491231 002X\t", K::kCanonical},
      {"11010519491231002×", K::kCanonical},
      {"110105491231002", K::kFifteen},
      {"110105491331002", K::kBadDate},
      {"", K::kEmpty},
      {"　", K::kEmpty},
      {"无", K::kEmpty},
      {"/", K::kEmpty},
      {"4.33122E+17", K::kDamagedExcel},
      {"4.33122199001011E+17", K::kDamagedExcel},
      {"433122199001015000", K::kDamagedExcel},
      {"433122********1234", K::kMasked},
      {"1101051949123100", K::kBadLength},
      {"110105194912310021X", K::kBadLength},
      {"1101051949I231002X", K::kBadCharacter},
      {"11010X19491231002X", K::kBadCharacter},
      {"张三", K::kBadCharacter},
      {"110105194913310021", K::kBadDate},
      {"110105194912310021", K::kBadCheck},
      {"810000199408230021", K::kResidencePermit},
  };
  for (const auto& [text, kind] : cases) {
    const auto reading = ReadIdNumber(text, nullptr);
    EXPECT_EQ(Label(reading.kind), Label(kind)) << text;
    const bool sound = kind == K::kCanonical || kind == K::kFifteen || kind == K::kResidencePermit;
    EXPECT_EQ(reading.number.has_value(), sound) << text;
    EXPECT_EQ(reading.reason.empty(), sound) << text;
    EXPECT_EQ(reading.cure.empty(), sound) << text;
  }
  EXPECT_EQ(ReadIdNumber("110105491231002", nullptr).number->Reveal(), "11010519491231002X");
}

TEST(IdNumber, ExcelDamage) {
  std::mt19937 random(3);
  int damaged = 0, suspect = 0;
  for (int i = 0; i < 11'000; ++i) {
    auto text = WithCheck(RandomDigits17(random));
    text.replace(15, 3, "000");
    const auto reading = ReadIdNumber(text, nullptr);
    damaged += reading.kind == IdNumberKind::kDamagedExcel;
    suspect += reading.suspect_excel;
  }
  EXPECT_EQ(damaged + suspect, 11'000);
  EXPECT_NEAR(suspect, 1000, 150);  // one in eleven passes the check by chance
}

TEST(IdNumber, RegionAndDayRules) {
  IdNumberRules rules;
  rules.is_region = [](int prefix) { return prefix == 110105; };
  rules.born_until = Date::FromYmd(2026, 8, 1);
  EXPECT_EQ(ReadIdNumber("11010519491231002X", &rules).kind, IdNumberKind::kCanonical);
  EXPECT_EQ(ReadIdNumber(WithCheck("99010519491231002"), &rules).kind, IdNumberKind::kBadRegion);
  EXPECT_EQ(ReadIdNumber(WithCheck("11010520271231002"), &rules).kind, IdNumberKind::kBadDate);
}

}  // namespace
}  // namespace gq
