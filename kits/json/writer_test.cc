#include "kits/json/writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include "kits/json/reader.h"

namespace gq::json {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendQuoted(text, &out);
  return out;
}

TEST(Writer, NestsAndPutsCommas) {
  Writer json;
  json.BeginObject();
  json.Member("name", "龙富英");
  json.Member("age", 36);
  json.Member("able", true);
  json.Member("wage_fen", std::optional<std::int64_t>());
  json.Member("big", std::uint64_t{18446744073709551615u});
  json.Key("list");
  json.BeginArray();
  json.Value(1);
  json.Value("x");
  json.BeginObject();
  json.EndObject();
  json.BeginArray();
  json.EndArray();
  json.Null();
  json.EndArray();
  json.Member("last", std::string("y"));
  json.EndObject();
  EXPECT_EQ(std::move(json).Take(),
            R"({"name":"龙富英","age":36,"able":true,"wage_fen":null,"big":18446744073709551615,)"
            R"("list":[1,"x",{},[],null],"last":"y"})");
}

TEST(Writer, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(Quoted("a\"b\\c/\b\f\n\r\t"), R"("a\"b\\c/\b\f\n\r\t")");
  EXPECT_EQ(Quoted(std::string("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\\u007f\"");
  EXPECT_EQ(Quoted("㛃䶮𬭎"), "\"㛃䶮𬭎\"");
}

TEST(Writer, BytesThatAreNotUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(Quoted("a\xff"
                   "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(Quoted("\xE5\xBC"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                  // cut in the middle
  EXPECT_EQ(Quoted("\xC0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                  // overlong
  EXPECT_EQ(Quoted("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // surrogate
  EXPECT_EQ(Quoted("\xF4\x90\x80\x80").size(), 2u + 12u);                         // beyond U+10FFFF
}

TEST(Writer, AnyBytesGiveJsonThatReadsBack) {
  std::mt19937 random(11);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 12, '\0');
    for (auto& c : text) c = static_cast<char>(random() % 3 == 0 ? random() % 128 : random());
    const auto document = Parse(Quoted(text));
    ASSERT_TRUE(document) << document.error().ToString();
    const std::string back = *document->root().Text();
    ASSERT_EQ(Quoted(back), Quoted(text));  // a second time changes nothing: everything was made valid
  }
}

TEST(Writer, NumbersHaveNoExponent) {
  for (const double number : {0.0, -0.5, 6500.5, 1e21, 1e-7, 0.1, 100.0, 1e300, 5e-324}) {
    Writer json;
    json.Double(number);
    const std::string text = std::move(json).Take();
    EXPECT_EQ(text.find_first_of("eE"), std::string::npos) << text;
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), number);
  }
  Writer json;
  json.BeginArray();
  json.Double(std::nan(""));
  json.Double(std::numeric_limits<double>::infinity());
  json.Integer(std::numeric_limits<std::int64_t>::min());
  json.EndArray();
  EXPECT_EQ(std::move(json).Take(), "[null,null,-9223372036854775808]");
}

}  // namespace
}  // namespace gq::json
