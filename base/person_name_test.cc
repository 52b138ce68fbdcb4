#include "base/person_name.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(PersonName, OneFormIsKept) {
  for (const auto& [typed, kept] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"张三", "张三"},
                                                                            {" 张三\t", "张三"},
                                                                            {"张  三", "张三"},
                                                                            {"张　　三", "张三"},
                                                                            {"张\u200b三", "张三"},
                                                                            {"欧 阳 小 三", "欧阳小三"},
                                                                            {"买买提•依明", "买买提·依明"},
                                                                            {"买买提 ・ 依明", "买买提·依明"},
                                                                            {"买买提.依明", "买买提·依明"},
                                                                            {"买买提．依明", "买买提·依明"},
                                                                            {"买买提·依明", "买买提·依明"},
                                                                            {"Ｌｉ  Lei", "Li Lei"},
                                                                            {"J. Smith", "J. Smith"},
                                                                            {"张三（女）", "张三（女）"},
                                                                            {"张三 A", "张三A"},
                                                                            {"𠮷田", "𠮷田"},
                                                                            {"", ""},
                                                                            {"   ", ""}}) {
    EXPECT_EQ(TidyPersonName(typed), kept) << typed;
    EXPECT_EQ(TidyPersonName(TidyPersonName(typed)), kept) << typed;
  }
}

TEST(PersonName, OneKeyForOneName) {
  EXPECT_EQ(PersonNameKey("买买提•依明"), PersonNameKey("买买提 依明"));
  EXPECT_EQ(PersonNameKey("Ｌｉ Lei"), "lilei");
  EXPECT_NE(PersonNameKey("张三"), PersonNameKey("张山"));
}

TEST(PersonName, WhatIsNone) {
  for (const std::string_view name :
       {"张三", "甲", "买买提·依明", "Li Lei", "José", "张三（女）", "𠮷田", "张三2", "ᠪᠠᠲᠤ", "ཚེ་རིང"})
    EXPECT_EQ(WhyNotPersonName(name), "") << name;
  for (const std::string_view none :
       {"#N/A", "#REF!", "=cmd|1", "+1", "@SUM(A1)", "12345", "0", "-", "无", "不详", "……", "<b>张三</b>", "张|三"})
    EXPECT_NE(WhyNotPersonName(none), "") << none;
}

}  // namespace
}  // namespace gq
