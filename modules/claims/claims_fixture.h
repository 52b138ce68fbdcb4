// A county with its village, township and two officers, one worker in Fuzhou, and what tests of claims do with them.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "kits/file/file.h"
#include "kits/store/unit_of_work.h"
#include "modules/claims/evidence.h"
#include "modules/claims/explain.h"
#include "modules/claims/jobs.h"
#include "modules/claims/notices.h"
#include "modules/claims/payments.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"

namespace gq::claims {

namespace fs = std::filesystem;
using people::kCounty, people::kStreet, people::kVillage, people::NumberOf;

inline const Date kToday = *Date::FromYmd(2026, 9, 1);

class ClaimsTest : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    edits_directly_ = true;
    ASSERT_FALSE(HasFatalFailure());
    static int n = 0;
    folder_ = db::testing::TemporaryFolder() / ("claims" + std::to_string(n++));
    fs::create_directories(folder_);
    village_ = ScopeFor("cun", "village_collector", IdOf(kVillage), "home");
    township_ = ScopeFor("zhen", "township_clerk", IdOf(433124112000), "home");
    county2_ = ScopeFor("juzhang", "county_officer", IdOf(kCounty), "home");
    rules_ = subsidies::CurrentRules(*store_).value();
    person_ = AddWorker(1, "龙建设", "6217000000000000001");
  }

  Person AddWorker(int number, const std::string& name, const std::string& account) {
    const auto document = json::Parse(
        R"({"name":")" + name + R"(","id_number":")" + NumberOf(number) + R"(","home_unit":)" +
        std::to_string(IdOf(kVillage)) +
        R"(,"ability":"able","willingness":"yes","target_group":"lifted","target_group_from":"2020-01-01","bank_account":")" +
        account + "\"}");
    const auto person = people::RegisterPerson(*store_, huayuan_, document->root(), {});
    EXPECT_TRUE(person) << person.error().ToString();
    const auto spell = json::Parse(
        R"({"state":"on_post","employer_name":"榕城电子","unit_code":"91350100MA2XN08K07","start_on":"2026-03-01","contract_start":"2026-03-01","work_code":)" +
        std::to_string(kStreet) + "}");
    const auto saved = people::SaveSpell(*store_, huayuan_, person->id, {}, spell->root(), {});
    EXPECT_TRUE(saved) << saved.error().ToString();
    return *person;
  }
  Result<SubsidyClaim> Enter(const Scope& scope, const Person& person, const std::string& more) {
    const auto document = json::Parse(R"({"person":")" + person.id.ToString() + R"(","rule":"R-XX20")" + more + "}");
    return Create(*store_, scope, document->root(), {});
  }
  SubsidyClaim Fare(const Person& person, const Scope& by, int yuan = 512) {
    auto claim = Enter(by, person,
                       R"(,"event_on":"2026-03-01","amount_fen":)" + std::to_string(yuan * 100) + R"(,"receipts":1)");
    EXPECT_TRUE(claim) << claim.error().ToString();
    return *claim;
  }
  Result<SubsidyClaim> Take(const Scope& scope, const SubsidyClaim& claim, const std::string& action,
                            const std::string& note = {}, Date day = kToday) {
    const auto now = store_->Get<SubsidyClaim>(Scope::System("test"), claim.id);
    return Step(*store_, scope, claim.id, action, note, now->version, day);
  }
  void Must(const Scope& scope, const SubsidyClaim& claim, const std::string& action, const std::string& note = {},
            Date day = kToday) {
    const auto done = Take(scope, claim, action, note, day);
    ASSERT_TRUE(done) << action << ": " << done.error().ToString();
  }
  void ShowDocuments(const SubsidyClaim& claim) {
    for (const auto& document : rules_->at(claim.rule).documents)
      ASSERT_TRUE(AddPaper(*store_, village_, claim.id, {document, "", "村委会已核对", {}}));
  }
  // Up to the county's review, each step by its own account.
  SubsidyClaim Reviewed(const Person& person, int yuan = 512) {
    const auto claim = Fare(person, village_, yuan);
    ShowDocuments(claim);
    const Scope helper = ScopeOf("cun2", "village_collector", kVillage);
    Must(village_, claim, "submit");
    Must(helper, claim, "review_village");
    Must(township_, claim, "review_township");
    Must(huayuan_, claim, "review_county");
    return Now(claim);
  }
  SubsidyClaim Approved(const Person& person, int yuan = 512) {
    const auto claim = Reviewed(person, yuan);
    EXPECT_TRUE(OpenNotices(*store_, huayuan_, {{claim.id}, {"village_board", "internet"}, 7, 30}, kToday));
    Must(county2_, claim, "approve", "", kToday.AddDays(8));
    return Now(claim);
  }
  Scope ScopeOf(const std::string& name, const std::string& role, std::int64_t code) {
    const auto there = org::ActAs(*store_, name);
    return there ? there->scope : ScopeFor(name, role, IdOf(code), "home");
  }
  SubsidyClaim Now(const SubsidyClaim& claim) {
    return store_->Get<SubsidyClaim>(Scope::System("test"), claim.id).value();
  }
  json::Document Explained(const Replayed& replayed) {
    json::Writer out;
    out.BeginObject();
    WriteExplanation(
        out, replayed, [](std::int64_t) { return std::string("某地"); },
        [](const std::string&) { return std::string(); });
    out.EndObject();
    auto document = json::Parse(out.text());
    EXPECT_TRUE(document) << out.text();
    return *std::move(document);
  }
  std::string WriteFile(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string ReadFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  fs::path folder_;
  Scope village_ = Scope::Nobody(""), township_ = Scope::Nobody(""), county2_ = Scope::Nobody("");
  std::shared_ptr<const subsidies::Rules> rules_;
  Person person_;
};

}  // namespace gq::claims
