#include "kits/codes/code_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "base/text.h"

namespace gq {
namespace {

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Every table that a record's field names is in codes/.
TEST(CodeTables, EveryTableOfTheRecordsExists) {
  const std::regex named("\\.Codes?\\(\"([a-z_]+)\"\\)");
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("modules")) {
    if (entry.path().extension() != ".h") continue;
    const std::string text = ReadAll(entry.path());
    for (auto it = std::sregex_iterator(text.begin(), text.end(), named); it != std::sregex_iterator(); ++it) {
      EXPECT_NE(FindCodeTable((*it)[1].str()), nullptr) << entry.path() << ": " << (*it)[1];
      ++seen;
    }
  }
  EXPECT_GT(seen, 40);
}

// The constants of modules/people/rules.h are codes of the tables they speak of.
TEST(CodeTables, StatesOfTheRulesExist) {
  const std::map<std::string, std::string> tables = {
      {"employment", "not_working returned departed on_post flexible lost_contact"},
      {"ability", "able partly_able unable"},
      {"willingness", "yes no to_ask"},
      {"register_status", "active in_school retired moved_away dead other"},
      {"list", "task retention visit none"},
      {"grant_side", "home work both own"},
      {"tier", "county prefecture province outside"}};
  for (const auto& [table, codes] : tables) {
    std::istringstream words(codes);
    std::size_t count = 0;
    for (std::string code; words >> code; ++count)
      EXPECT_NE(GetCodeTable(table).Find(code), nullptr) << table << " " << code;
    EXPECT_EQ(GetCodeTable(table).All().size(), count) << table;
  }
  const std::string roles = ReadAll("modules/org/roles.cc");
  const std::regex first("\\{\"([a-z_]+)\", \"");
  for (auto it = std::sregex_iterator(roles.begin(), roles.end(), first); it != std::sregex_iterator(); ++it) {
    EXPECT_NE(GetCodeTable("role").Find((*it)[1].str()), nullptr) << (*it)[1];
  }
}

// A figure's place in the table is its bit in what months have kept: new ones go to the end.
TEST(CodeTables, FiguresOfTheMonthKeepTheirPlaces) {
  const auto& all = GetCodeTable("month_figure").All();
  ASSERT_GE(all.size(), 29U);
  ASSERT_LE(all.size(), 63U);
  constexpr const char* kPlaces[] = {
      "people",       "on_post",           "task",          "visit",           "ever",          "supported",
      "this_year",    "this_month",        "tier_county",   "tier_prefecture", "tier_province", "tier_outside",
      "tier_unknown", "with_wage",         "clear_five",    "arrived_1",       "arrived_3",     "arrived_6",
      "arrived_12",   "retained_1",        "retained_3",    "retained_6",      "retained_12",   "proposed",
      "at_bases",     "at_bases_province", "at_bases_city", "at_bases_county", "paid"};
  for (std::size_t i = 0; i < std::size(kPlaces); ++i) EXPECT_EQ(all[i].code, kPlaces[i]);
}

// The sentences that the program writes for the console have their English in codes/phrase.csv: every Chinese literal
// of these sources is a part of a phrase.
TEST(CodeTables, WhatTheProgramSaysHasEnglish) {
  struct Source {
    const char *file, *from, *to;  // the part of the file that speaks; to: the end
  };
  static constexpr Source kSources[] = {
      {"modules/home/routes.cc", "Status WriteFunnel", "void AddHomeRoutes"},
      {"modules/people/rules.cc", "std::string_view EmploymentWords", "Transitions() {"},
      {"modules/people/rules.cc", "Completeness CheckCompleteness", "void KeepFormerGroup"},
      {"modules/matching/reasons.cc", "std::string TradeText", "std::string Match::CongestionText"},
      {"modules/offers/suggest.cc", "LimitLabel(", "PricedPlan("},
      {"modules/offers/view.cc", "std::string AgeBand", "void WriteOffer("},
      {"modules/months/indicators.cc", "void AddState", "Result<std::vector<CountyRow>> Counties"},
      {"modules/months/month.cc", "{std::pair{\"employers\"", "uploads.RemoveSealed"},
  };
  const std::regex literal("\"([^\"]*[\xe4-\xe9][^\"]*)\"");
  const auto& phrases = GetCodeTable("phrase").All();
  const auto known = [&](const std::string& text) {
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](const Code& one) { return one.zh.find(text) != std::string::npos; });
  };
  int seen = 0;
  for (const auto& [file, from, to] : kSources) {
    const std::string text = ReadAll(file);
    const auto begin = text.find(from), end = text.find(to, begin);
    ASSERT_NE(begin, std::string::npos) << file << " " << from;
    ASSERT_NE(end, std::string::npos) << file << " " << to;
    const std::string part = text.substr(begin, end - begin);
    for (auto it = std::sregex_iterator(part.begin(), part.end(), literal); it != std::sregex_iterator(); ++it) {
      const std::string said = std::regex_replace((*it)[1].str(), std::regex("^ +| +$|^、"), "");
      EXPECT_TRUE(known(said)) << file << ": “" << said << "” has no English in codes/phrase.csv";
      ++seen;
    }
  }
  EXPECT_GT(seen, 110);
  // The same places stand in both languages.
  const std::regex place("\\{[a-z0-9]+\\}");
  const auto places = [&](const std::string& text) {
    std::vector<std::string> all(std::sregex_token_iterator(text.begin(), text.end(), place), {});
    std::sort(all.begin(), all.end());
    return all;
  };
  for (const auto& phrase : phrases) EXPECT_EQ(places(phrase.zh), places(phrase.en)) << phrase.code;
}

// No label or synonym of a table stands for two codes, and every code is plain.
TEST(CodeTables, LabelsAreUnambiguous) {
  const std::regex plain("[A-T]|[0-9]{1,2}|[a-z][a-z0-9_]*|R-[A-Z]{2}[0-9]+[a-z]?");  // names of money rules: D1
  for (const CodeTable* table : AllCodeTables()) {
    std::map<std::string, std::string> owner;
    EXPECT_FALSE(table->All().empty()) << table->name();
    for (const auto& code : table->All()) {
      EXPECT_TRUE(std::regex_match(code.code, plain)) << table->name() << " " << code.code;
      EXPECT_FALSE(code.en.empty()) << table->name() << " " << code.code;
      std::vector<std::string> labels = code.synonyms;
      labels.push_back(code.zh);
      labels.push_back(code.code);
      for (const auto& label : labels) {
        const auto added = owner.emplace(LabelKey(label), code.code);
        EXPECT_EQ(added.first->second, code.code) << table->name() << ": " << label;
        EXPECT_EQ(table->ByLabel(label), &code) << table->name() << ": " << label;
      }
    }
  }
}

TEST(CodeTables, WordsOfOfficers) {
  const auto code_of = [](std::string_view table, std::string_view label) {
    const Code* code = GetCodeTable(table).ByLabel(label);
    return code == nullptr ? std::string("?") : code->code;
  };
  EXPECT_EQ(code_of("employment", "已就业"), "on_post");
  EXPECT_EQ(code_of("employment", "失联"), "lost_contact");
  EXPECT_EQ(code_of("ethnicity", "土家"), "15");
  EXPECT_EQ(code_of("ethnicity", "苗族"), "06");
  EXPECT_EQ(code_of("ethnicity", "土族"), "30");
  EXPECT_EQ(code_of("education", "高职"), "30");
  EXPECT_EQ(code_of("relation", "长子"), "20");
  EXPECT_EQ(code_of("target_group", "建档立卡"), "lifted");
  EXPECT_EQ(code_of("insurance_scheme", "城镇职工基本养老保险"), "employee");
  EXPECT_EQ(code_of("trade", "电焊"), "welder");
  EXPECT_EQ(GetCodeTable("ethnicity").All().size(), 58u);
  EXPECT_EQ(GetCodeTable("industry").All().size(), 20u);
  EXPECT_EQ(FindCodeTable("no_such_table"), nullptr);
}

}  // namespace
}  // namespace gq
