// A county with seven people, a second officer, and two registries that say something of them: what the tests of runs
// and of corrections start from.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "kits/table/file_kind.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"
#include "modules/sources/reviews.h"

namespace gq::sources {

using people::kCounty, people::kDestination, people::kStreet, people::kVillage, people::NumberOf;

constexpr const char* kFactory = "914300001234567882";

// Of number n, with one digit of the serial number written wrong: the check digit tells.
inline std::string WrongNumberOf(int n) {
  std::string number = NumberOf(n);
  number[10] = number[10] == '0' ? '1' : '0';
  return number;
}

class RunsWorld : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    edits_directly_ = true;
    ASSERT_FALSE(HasFatalFailure());
    second_ = ScopeFor("huayuan2", "county_officer", IdOf(kCounty), "home");
    people_["new"] = Add(1, "石大明", "not_working");
    people_["changed"] = Add(2, "石二妹", "not_working");
    people_["stewarded"] = Add(3, "石三保", "not_working");
    people_["lapsed"] = Add(4, "石四清", "not_working");
    people_["flexible"] = Add(5, "石五一", "not_working");
    people_["doubtful"] = Add(6, "龙建设", "not_working");
    people_["absent"] = Add(7, "麻七月", "not_working");
    AddSpell("changed");
    const Spell away = AddSpell("stewarded");
    const auto confirm = json::Parse("{\"version\":" + std::to_string(away.version) + "}");
    ASSERT_TRUE(people::ConfirmArrival(*store_, cangshan_, people_["stewarded"], away.id, confirm->root()));
    AddSpell("lapsed");
  }

  Uuid Add(int number, const std::string& name, const std::string& employment) {
    const auto person =
        Enter(huayuan_, R"({"name":")" + name + R"(","id_number":")" + NumberOf(number) + R"(","home_unit":)" +
                            std::to_string(IdOf(kVillage)) + R"(,"ability":"able","willingness":"yes","employment":")" +
                            employment + "\"}");
    EXPECT_TRUE(person) << person.error().ToString();
    return person->id;
  }
  Spell AddSpell(const std::string& key) {
    const auto fields = json::Parse(
        R"({"state":"on_post","employer_name":"旧厂","unit_code":"91350000000000000C","start_on":"2026-01-05","work_code":)" +
        std::to_string(kStreet) + "}");
    auto spell = people::SaveSpell(*store_, huayuan_, people_[key], {}, fields->root(), {});
    EXPECT_TRUE(spell) << spell.error().ToString();
    return *spell;
  }

  std::string File(const std::string& name, const std::string& text) {
    const auto folder = db::testing::TemporaryFolder() / "registries";
    std::filesystem::create_directories(folder);
    const auto path = folder / (std::to_string(++files_) + name);
    std::ofstream(path) << text;
    return path.string();
  }
  std::string Insured(std::initializer_list<std::pair<std::string, std::string>> more = {}) {
    std::string text = "身份证号,姓名,单位代码,单位名称,险种,参保状态,起始年月\n";
    const auto line = [&](const std::string& number, const std::string& name) {
      text += number + "," + name + "," + kFactory + ",新厂,职工,1,202607\n";
    };
    line(NumberOf(1), "石大明");
    line(NumberOf(2), "石二妹");
    line(NumberOf(3), "石三保");
    line(WrongNumberOf(6), "龙健设");
    line("433124198505050017", "外人甲");  // nobody's: must leave no trace
    for (const auto& [number, name] : more) line(number, name);
    return File("参保.csv", text);
  }
  std::string Labour(std::initializer_list<std::pair<std::string, std::string>> more = {}) {
    std::string text = "身份证号,姓名,就业状态\n" + NumberOf(5) + ",石五一,3\n" + NumberOf(4) + ",石四清,2\n";
    for (const auto& [number, name] : more) text += number + "," + name + ",2\n";
    return File("资源.csv", text);
  }

  ComparisonRun Run(const Scope& scope, const std::string& insured, const char* as_of = "2026-08-31",
                    const std::string& labour = {}, const CompareOptions& options = {}) {
    const std::vector<RegistryFile> paths = {{"social_insurance", insured},
                                             {"labour_resource", labour.empty() ? Labour() : labour}};
    std::vector<RunFile> files;
    for (const auto& path : paths) {
      files.push_back({path.kind, path.kind == "social_insurance" ? "八月参保.csv" : "八月资源.csv",
                       table::FileSha256(path.path).value()});
    }
    const Date day = Date::Parse(as_of).value();
    const auto opened = OpenRun(*store_, scope, store_->NewId(), "upload", gq::Month::Of(day), day, files);
    EXPECT_TRUE(opened) << opened.error().ToString();
    const auto compared = Compare(*store_, scope, opened->id, paths, options, {});
    EXPECT_TRUE(compared) << compared.error().ToString();
    return GetComparison(*store_, scope, opened->id).value();
  }
  std::map<std::string, std::int64_t> FiguresOf(const Scope& scope, const Uuid& run) {
    std::map<std::string, std::int64_t> figures;
    const auto counted = CountFigures(*store_, scope, run).value();
    for (const auto& figure : counted) figures[figure.key] = figure.value;
    return figures;
  }
  Person Now(const std::string& key) { return store_->Get<Person>(Scope::System("test"), people_[key]).value(); }
  std::string Facts() {
    std::string facts;
    for (const auto& [key, id] : people_) {
      const Person p = Now(key);
      facts += key + "|" + p.employment + "|" + p.list + "|" + p.finding + "|" + p.employer_name + "|";
      const std::string bytes = id.ToBytes();
      const auto spells =
          store_->Select<Spell>(Scope::System("test"), "p.person_id = ?1 ORDER BY p.id", {db::Blob{bytes}}).value();
      for (const auto& s : spells) {
        facts += s.state + "," + s.unit_code + "," + (s.end ? s.end->ToString() : "") + ";";
      }
      facts += "\n";
    }
    return facts;
  }
  Review TheReview(const Scope& scope, const Uuid& run) {
    const auto reviews = ListReviews(*store_, scope, run, "", 1, 50);
    EXPECT_TRUE(reviews) << reviews.error().ToString();
    EXPECT_EQ(reviews->size(), 1U);
    return reviews->at(0);
  }

  Scope second_;
  std::map<std::string, Uuid> people_;
  int files_ = 0;
};

}  // namespace gq::sources
