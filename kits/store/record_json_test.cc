// Values that exclude each other, over a record type of its own.
#include "kits/store/record_json.h"

#include <gtest/gtest.h>

#include <array>

namespace gq {
namespace {

struct Thing {
  std::optional<std::int64_t> least, most;
  std::optional<Date> from, to;
  std::optional<Month> month_from, month_to;
  std::optional<Fen> low, high;
  std::optional<std::int64_t> place;
  std::string account, spouse;
};
constexpr auto kThingFields = std::to_array<Field>({
    Of<&Thing::least>("least", "最小年龄", "Least").NotAbove("most").Unit("岁"),
    Of<&Thing::most>("most", "最大年龄", "Most").Unit("岁"),
    Of<&Thing::from>("from", "起", "From").NotAbove("to"),
    Of<&Thing::to>("to", "止", "To"),
    Of<&Thing::month_from>("month_from", "自", "From").NotAbove("month_to"),
    Of<&Thing::month_to>("month_to", "至", "To"),
    Of<&Thing::low>("low", "最低月薪", "Low").NotAbove("high"),
    Of<&Thing::high>("high", "最高月薪", "High"),
    Of<&Thing::place>("place", "地点", "Place").Means(Meaning::kPlace),
    Of<&Thing::account>("account", "账号", "Account").Mask(MaskKind::kBank),
    Of<&Thing::spouse>("spouse", "配偶身份证号", "Spouse").Mask(MaskKind::kIdNumber),
});
constexpr RecordType kThing = {"thing", "东西", "Thing", kThingFields};

// "field: sentence" of the refusal.
std::string Said(const Thing& thing, const Thing* before = nullptr) {
  const Status status = before == nullptr ? CheckRecord(kThing, &thing, {}) : CheckOrder(kThing, &thing, before);
  return status ? "" : status.error().details.at(0).second + ": " + status.error().message;
}

TEST(CheckRecord, NoValueIsAboveTheOneThatBoundsIt) {
  Thing thing;
  EXPECT_EQ(Said(thing), "");
  thing.least = 45, thing.most = 30;
  EXPECT_EQ(Said(thing), "most: “最小年龄”（45 岁）大于“最大年龄”（30 岁）");
  thing.most = 45;
  EXPECT_EQ(Said(thing), "") << "equal is in order";
  thing.from = Date::FromYmd(2026, 9, 1), thing.to = Date::FromYmd(2026, 8, 31);
  EXPECT_EQ(Said(thing), "to: “起”（2026-09-01）晚于“止”（2026-08-31）");
  thing.to.reset();
  EXPECT_EQ(Said(thing), "") << "what is not filled bounds nothing";
  thing.month_from = Month::Parse("2026-09").value(), thing.month_to = Month::Parse("2026-08").value();
  EXPECT_EQ(Said(thing), "month_to: “自”（2026-09）晚于“至”（2026-08）");
  thing.month_to.reset();
  thing.low = Fen(520'050), thing.high = Fen(400'000);
  EXPECT_EQ(Said(thing), "high: “最低月薪”（5200.50 元）高于“最高月薪”（4000.00 元）");
}

// Records of old are not held against somebody who changes something else.
TEST(CheckOrder, AsksOnlyForPairsThatDiffer) {
  Thing before;
  before.least = 45, before.most = 30;
  Thing after = before;
  after.from = Date::FromYmd(2026, 9, 1);
  EXPECT_EQ(Said(after, &before), "");
  after.to = Date::FromYmd(2026, 8, 31);
  EXPECT_NE(Said(after, &before).find("止"), std::string::npos);
  after.to.reset();
  after.most = 31;
  EXPECT_NE(Said(after, &before).find("最大年龄"), std::string::npos);
}

// What is sent as `json` is refused with, or "".
std::string Refusal(Thing* thing, const std::string& text) {
  const auto document = json::Parse(text).value();
  const CodeCheck known = [](std::string_view table, std::string_view code) {
    return table == "region" && code == "433124000000";
  };
  const Status status = ReadFields(document.root(), kThing, thing, known);
  return status ? "" : status.error().message;
}

TEST(ReadFields, APlaceStandsInTheList) {
  Thing thing;
  EXPECT_EQ(Refusal(&thing, R"({"place":433124000000})"), "");
  EXPECT_NE(Refusal(&thing, R"({"place":433199000000})").find("没有这个地区"), std::string::npos);
  EXPECT_EQ(Refusal(&thing, R"({"place":null})"), "");
  // One that was abolished since may stay while something else is changed.
  thing.place = 433199000000;
  EXPECT_EQ(Refusal(&thing, R"({"place":433199000000,"least":3})"), "");
}

TEST(ReadFields, AccountsAndIdNumbersAreReadAsThoseOfFiles) {
  Thing thing;
  EXPECT_EQ(Refusal(&thing, R"({"account":"6217 0000-0000 0001"})"), "");
  EXPECT_EQ(thing.account, "6217000000000001");
  EXPECT_NE(Refusal(&thing, R"({"account":"6.217E+18"})").find("丢失"), std::string::npos);
  EXPECT_EQ(thing.account, "6217000000000001") << "nothing is set by what is refused";
  EXPECT_EQ(Refusal(&thing, R"({"spouse":"43312419900101100X"})").find("配偶身份证号"), 3U) << "wrong check character";
  EXPECT_EQ(Refusal(&thing, R"({"spouse":""})"), "");
}

}  // namespace
}  // namespace gq
