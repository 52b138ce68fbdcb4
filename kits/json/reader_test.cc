#include "kits/json/reader.h"

#include <gtest/gtest.h>

namespace gq::json {
namespace {

std::string FieldOf(const Error& error) {
  for (const auto& [key, value] : error.details) {
    if (key == "field") return value;
  }
  return "(none)";
}

TEST(Reader, ReadsWithPaths) {
  const auto document =
      Parse(R"({"name":"龙富英","spells":[{"wage_fen":450000},{"wage_fen":"x"}],"able":true,"rate":1.5,"no":null})");
  ASSERT_TRUE(document) << document.error().ToString();
  const Node root = document->root();
  EXPECT_EQ(*root.Get("name")->Text(), "龙富英");
  EXPECT_TRUE(*root.Get("able")->Bool());
  EXPECT_EQ(*root.Get("rate")->Double(), 1.5);
  EXPECT_FALSE(root.Find("no"));
  EXPECT_TRUE(root.Has("no"));
  EXPECT_FALSE(root.Has("none"));
  const auto spells = *root.Get("spells")->Items();
  EXPECT_EQ(*spells[0].Get("wage_fen")->Integer(), 450000);
  const auto wrong = spells[1].Get("wage_fen")->Integer();
  ASSERT_FALSE(wrong);
  EXPECT_EQ(FieldOf(wrong.error()), "spells[1].wage_fen");
  EXPECT_EQ(wrong.error().kind, &kBadInput);
  EXPECT_EQ(FieldOf(root.Get("birth").error()), "birth");
  EXPECT_EQ(FieldOf(root.Get("no").error()), "no");
}

TEST(Reader, UnknownMembersAreNamed) {
  const auto document = Parse(R"({"a":{"b":1,"wage":2}})");
  const Node inner = *document->root().Get("a");
  EXPECT_TRUE(inner.OnlyMembers({"b", "wage"}));
  EXPECT_EQ(FieldOf(inner.OnlyMembers({"b"}).error()), "a.wage");
}

TEST(Reader, NumbersKeepTheirKind) {
  const auto document = Parse("[9223372036854775807,9223372036854775808,1.0,-5,1e2]");
  const auto items = *document->root().Items();
  EXPECT_EQ(*items[0].Integer(), 9223372036854775807);
  EXPECT_FALSE(items[1].Integer());
  EXPECT_FALSE(items[2].Integer());
  EXPECT_FALSE(items[3].Integer(0, 10));
  EXPECT_TRUE(items[3].Integer(-5, -5));
  EXPECT_FALSE(items[4].Integer());
}

TEST(Reader, DuplicateKeysAreRefusedAtAnyDepth) {
  EXPECT_FALSE(Parse(R"({"a":1,"a":2})"));
  EXPECT_FALSE(Parse(R"([{"x":{"a":1,"b":2,"a":3}}])"));
  EXPECT_FALSE(Parse(R"({"a":1,"\u0061":2})"));  // the same name, written otherwise
  EXPECT_TRUE(Parse(R"({"a":{"a":{"a":1}},"b":{"a":1}})"));
  EXPECT_NE(Parse(R"({"a":1,"a":2})").error().message.find("重复"), std::string::npos);
}

TEST(Reader, BadTextIsRefusedWithItsPlace) {
  for (const char* text : {"", " ", "{", "[1,]", "{\"a\":}", "nul", "01", "1 2", "\"\x01\"", "\"\xff\"", "[1]x", "'a'",
                           "{a:1}", "// x\n1", "NaN", "\"\\ud800\"", "+1", ".5", "\"a"}) {
    EXPECT_FALSE(Parse(text)) << text;
  }
  const auto error = Parse("{\n  \"a\": 1,\n  \"b\": x\n}").error();
  EXPECT_EQ(error.kind, &kBadJson);
  EXPECT_EQ(error.details[0], (std::pair<std::string, std::string>("line", "3")));
  EXPECT_EQ(error.details[1], (std::pair<std::string, std::string>("column", "8")));
}

TEST(Reader, DepthAndSizeAreLimited) {
  EXPECT_TRUE(Parse(std::string(32, '[') + std::string(32, ']')));
  const auto deep = Parse(std::string(33, '[') + std::string(33, ']'));
  ASSERT_FALSE(deep);
  EXPECT_NE(deep.error().message.find("太深"), std::string::npos);
  EXPECT_FALSE(Parse(std::string(100000, '[')));
  EXPECT_EQ(Parse("[1,2,3]", {.bytes_max = 6}).error().kind, &kTooLarge);
}

TEST(Reader, WritesBackWhatItRead) {
  const std::string text = R"({"a":[1,-2,18446744073709551615,1.5,true,null,"龙\"\n"],"b":{},"c":[]})";
  EXPECT_EQ(Parse(text)->root().ToJson(), text);
  EXPECT_EQ(Parse(text)->root().Get("a")->Items()->at(6).ToJson(), R"("龙\"\n")");
}

TEST(Reader, TextLengthIsLimited) {
  const auto document = Parse("[\"" + std::string(5000, 'a') + "\"]");
  const auto items = *document->root().Items();
  EXPECT_FALSE(items[0].Text());
  EXPECT_TRUE(items[0].Text(5000));
}

}  // namespace
}  // namespace gq::json
