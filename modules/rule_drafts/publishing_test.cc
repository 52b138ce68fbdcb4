// Drafts published from the console, on both databases: proposed, approved by a second person, in force everywhere,
// never changed again; and what was decided before stays as it was.
#include "modules/rule_drafts/publishing.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kits/store/unit_of_work.h"
#include "modules/claims/deciding.h"
#include "modules/claims/service.h"
#include "modules/claims/transitions.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"
#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/overlay.h"

namespace gq::rule_drafts {
namespace {

namespace fs = std::filesystem;
using people::kCounty, people::kStreet, people::kVillage, people::NumberOf;

const Date kToday = *Date::FromYmd(2026, 9, 1);
constexpr std::int64_t kCity = 433100000000;

class PublishingTest : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    colleague_ = ScopeFor("tongshi", "county_officer", IdOf(kCounty), "home");
    city_ = ScopeFor("zhou", "city_supervisor", IdOf(kCity), "home");
    city2_ = ScopeFor("zhou2", "city_supervisor", IdOf(kCity), "home");
  }
  Result<RuleDraft> Drafted(const Scope& by, const std::string& rule, const Edit& edit) {
    const auto made = TRY(Create(*store_, by, rule));
    return Save(*store_, by, made.id, made.version, edit);
  }
  Result<RulePublication> Publish2(const Scope& by, const Scope& approver, const std::string& rule, const Edit& edit) {
    const auto draft = TRY(Drafted(by, rule, edit));
    const auto proposed = TRY(Propose(*store_, by, draft.id, draft.version));
    return Publish(*store_, approver, proposed.id, proposed.version);
  }
  static Edit Value(const std::string& parameter, const std::string& value, const char* from,
                    const std::string& county = {}) {
    Edit edit;
    edit.parameters = {{parameter, value, Date::Parse(from), "某条", "某号文"}};
    edit.county = county;
    return edit;
  }
  // R-XX20 in other words, from 2027 on.
  Edit NewTable() {
    const auto base = subsidies::CurrentRules(*store_).value()->at("R-XX20");
    Edit edit{.new_version = "2027-01-01", .starts_on = Date::FromYmd(2027, 1, 1)};
    edit.rows = subsidies::ReadGrid(claims::ReadRuleText(base)->model)->rows;
    for (auto& row : *edit.rows)
      if (row.id == "outside") row.then[2] = "\"第二十条：省外据实\"";
    return edit;
  }
  const subsidies::Rule& RuleNow(const std::string& id) {
    held_ = subsidies::CurrentRules(*store_).value();
    return held_->at(id);
  }
  std::string ValueOn(const std::string& rule, const std::string& parameter, const char* day,
                      const std::string& county = {}) {
    for (const auto& one : RuleNow(rule).parameters)
      if (one.name == parameter) return one.On(*Date::Parse(day), county)->value;
    return "none";
  }
  static int Errors(const std::string& folder) {
    int errors = 0;
    const auto check = subsidies::CheckRules(folder);
    EXPECT_TRUE(check);
    for (const auto& finding : check->findings) {
      if (!finding.error && finding.kind != "published") continue;
      ++errors;
      ADD_FAILURE() << finding.file << " " << finding.message;
    }
    return errors;
  }
  Scope colleague_, city_, city2_;
  std::shared_ptr<const subsidies::Rules> held_;
};

TEST_P(PublishingTest, ACountyPublishesItsOwnAmountWithASecondPerson) {
  const auto draft = Drafted(huayuan_, "R-XX24", Value("amount_each", "1200", "2027-01-01", "433124"));
  ASSERT_TRUE(draft) << draft.error().ToString();
  EXPECT_EQ(Publish(*store_, colleague_, draft->id, draft->version).error().kind, &claims::kWrongState);
  const auto proposed = Propose(*store_, huayuan_, draft->id, draft->version);
  ASSERT_TRUE(proposed) << proposed.error().ToString();
  // Nobody changes what somebody is reading, and nobody approves his own.
  EXPECT_EQ(Save(*store_, huayuan_, draft->id, proposed->version, {.note = "改"}).error().kind, &claims::kWrongState);
  EXPECT_EQ(Remove(*store_, huayuan_, draft->id).error().kind, &claims::kWrongState);
  EXPECT_EQ(Publish(*store_, huayuan_, draft->id, proposed->version).error().kind, &claims::kFourEyes);
  EXPECT_EQ(Publish(*store_, baojing_, draft->id, proposed->version).error().kind, &kNotFound);
  EXPECT_EQ(Publish(*store_, colleague_, draft->id, proposed->version - 1).error().kind, &kConflict);
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2027-06-01", "433124"), "1000") << "a proposal decides nothing";
  const auto done = Publish(*store_, colleague_, draft->id, proposed->version);
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_EQ(done->kind, "county");
  EXPECT_EQ(done->approved_by, "tongshi");
  EXPECT_EQ(done->drafted_by, "huayuan");
  EXPECT_EQ(done->document, "某号文");
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2027-06-01", "433124"), "1200");
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2026-12-31", "433124"), "1000");
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2027-06-01", "433125"), "1000") << "another county";
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'rule.publish'"), 1);
  EXPECT_EQ(Publish(*store_, colleague_, draft->id, proposed->version + 1).error().kind, &claims::kWrongState);
  // What stands together is what `policy check` calls clean.
  EXPECT_EQ(Errors(held_->folder), 0);
}

TEST_P(PublishingTest, ACountyNeitherLowersNorPublishesForAll) {
  const auto for_all = Drafted(huayuan_, "R-XX24", Value("amount_each", "1200", "2027-01-01")).value();
  EXPECT_EQ(Propose(*store_, huayuan_, for_all.id, for_all.version).error().kind, &kForbidden);
  const auto low = Drafted(huayuan_, "R-XX24", Value("amount_each", "900", "2027-01-01", "433124")).value();
  EXPECT_EQ(Propose(*store_, huayuan_, low.id, low.version).error().kind, &subsidies::kBadRule);
  Edit bare = Value("amount_each", "1200", "2027-01-01", "433124");
  bare.parameters->front().document.clear();
  const auto baseless = Drafted(huayuan_, "R-XX24", bare).value();
  const auto refused = Propose(*store_, huayuan_, baseless.id, baseless.version);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("没有写本县的依据"), std::string::npos) << refused.error().message;
  for (const char* amount : {"-400", "1e30"}) {
    const auto odd = Drafted(city_, "R-XX20", Value("cap_outside", amount, "2027-01-01")).value();
    EXPECT_EQ(Propose(*store_, city_, odd.id, odd.version).error().kind, &subsidies::kBadRule) << amount;
  }
  EXPECT_FALSE(Drafted(huayuan_, "R-XX24", Value("amount_each", "1200", "2027-01-01", "433125"))) << "another county's";
  EXPECT_FALSE(Drafted(city_, "R-XX24", Value("amount_each", "1200", "2027-01-01", "433124")))
      << "a city has no county";
  Edit table = NewTable();
  table.county = "433124";
  const auto changed = Drafted(huayuan_, "R-XX20", table).value();
  EXPECT_EQ(Propose(*store_, huayuan_, changed.id, changed.version).error().kind, &subsidies::kBadRule);
  const auto nothing = Drafted(city_, "R-XX20", {.note = "没有改"}).value();
  EXPECT_EQ(Propose(*store_, city_, nothing.id, nothing.version).error().kind, &subsidies::kBadRule);
  // Fuzhou's rule is not Xiangxi's.
  const auto foreign = Drafted(city_, "R-FZ3", Value("amount_six", "9500", "2027-01-01")).value();
  EXPECT_EQ(Propose(*store_, city_, foreign.id, foreign.version).error().kind, &kForbidden);
}

TEST_P(PublishingTest, CasesFollowTheAmountAndAreReadByTheNextCheck) {
  const auto stale = Drafted(city_, "R-XX24", Value("amount_each", "1200", "2027-01-01")).value();
  const auto refused = Propose(*store_, city_, stale.id, stale.version);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("cases.csv"), std::string::npos) << refused.error().ToString();
  const auto rules = subsidies::CurrentRules(*store_).value();
  Edit edit;
  edit.cases = CasesOf(*rules, stale).value();
  for (std::size_t at = 0; (at = edit.cases->find(",1000,", at)) != std::string::npos;)
    edit.cases->replace(at, 6, ",1200,");
  const auto follows = Save(*store_, city_, stale.id, stale.version, edit).value();
  const auto proposed = Propose(*store_, city_, follows.id, follows.version);
  ASSERT_TRUE(proposed) << proposed.error().ToString();
  ASSERT_TRUE(Publish(*store_, city2_, proposed->id, proposed->version));
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2027-06-01"), "1200");
  EXPECT_EQ(Errors(held_->folder), 0);
  // A county below it may not stay under the new amount.
  const auto low = Drafted(huayuan_, "R-XX24", Value("amount_each", "1100", "2027-02-01", "433124")).value();
  EXPECT_EQ(Propose(*store_, huayuan_, low.id, low.version).error().kind, &subsidies::kBadRule);
}

TEST_P(PublishingTest, ANewVersionHoldsFromItsDayAndOldDecisionsReplayByteForByte) {
  const auto entered =
      Enter(huayuan_,
            R"({"name":"工人","id_number":")" + NumberOf(1) + R"(","home_unit":)" + std::to_string(IdOf(kVillage)) +
                R"(,"ability":"able","willingness":"yes","target_group":"lifted","target_group_from":"2020-01-01"})");
  ASSERT_TRUE(entered);
  const auto spell = json::Parse(
      R"({"state":"on_post","employer_name":"榕城电子","unit_code":"91350100MA2XN08K1A","start_on":"2026-03-01","contract_start":"2026-03-01","work_code":)" +
      std::to_string(kStreet) + "}");
  ASSERT_TRUE(people::SaveSpell(*store_, huayuan_, entered->id, {}, spell->root(), {}));
  const auto text = json::Parse(R"({"person":")" + entered->id.ToString() +
                                R"(","rule":"R-XX20","event_on":"2026-03-01","amount_fen":51200,"receipts":1})");
  const auto claim = claims::Create(*store_, huayuan_, text->root(), {});
  ASSERT_TRUE(claim) << claim.error().ToString();
  const auto before = claims::DecideNow(*store_, huayuan_, claim->id, kToday).value();
  const auto entry = store_->Get<LedgerEntry>(huayuan_, before.decision_id).value();

  const auto done = Publish2(city_, city2_, "R-XX20", NewTable());
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_EQ(done->kind, "version");
  const auto& rule = RuleNow("R-XX20");
  EXPECT_EQ(rule.version, "2027-01-01");
  ASSERT_EQ(rule.earlier.size(), 1U);
  EXPECT_EQ(rule.earlier.front().valid_to, Date::FromYmd(2026, 12, 31));
  EXPECT_EQ(Errors(held_->folder), 0);
  // The anchor of the claim lies in the version that was: decided again by it, and replayed to the same bytes.
  const auto again = claims::Replay(*store_, huayuan_, before.decision_id).value();
  EXPECT_TRUE(again.same_input);
  EXPECT_TRUE(again.same_result);
  const auto anew = claims::DecideNow(*store_, huayuan_, claim->id, kToday).value();
  const auto second = store_->Get<LedgerEntry>(huayuan_, anew.decision_id).value();
  EXPECT_EQ(second.rule_version, entry.rule_version);
  EXPECT_EQ(second.amount, entry.amount);
  EXPECT_EQ(second.reason, entry.reason);
  // The version it followed is closed, and so is the version itself.
  const auto twice = Drafted(city_, "R-XX20", Value("cap_outside", "390", "2027-01-01"));
  ASSERT_TRUE(twice);
  EXPECT_FALSE(Propose(*store_, city_, twice->id, twice->version)) << "cases say 400";
}

TEST_P(PublishingTest, PublicationsAreAChainAndFitAnyFolderOnce) {
  ASSERT_TRUE(Publish2(city_, city2_, "R-XX20", NewTable()));
  ASSERT_TRUE(Publish2(huayuan_, colleague_, "R-XX24", Value("amount_each", "1200", "2027-01-01", "433124")));
  ASSERT_TRUE(Publish2(huayuan_, colleague_, "R-XX24", Value("amount_each", "1300", "2028-01-01", "433124")));
  const auto kept = subsidies::Publications(*store_).value();
  ASSERT_EQ(kept.size(), 3U);
  ASSERT_TRUE(subsidies::CheckChain(kept));
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2028-06-01", "433124"), "1300");
  // Into a folder under version control: once, and clean.
  const fs::path folder =
      db::testing::TemporaryFolder() / (std::string("laid") + std::to_string(static_cast<int>(GetParam())));
  fs::remove_all(folder);
  fs::copy("rules", folder, fs::copy_options::recursive);
  const auto laid = subsidies::LayOver(folder.string(), kept);
  ASSERT_TRUE(laid) << laid.error().ToString();
  EXPECT_EQ(*laid, 3U);
  EXPECT_EQ(Errors(folder.string()), 0);
  EXPECT_EQ(subsidies::LayOver(folder.string(), kept).value(), 0U);
  EXPECT_TRUE(fs::exists(folder / "xiangxi" / "transport@2027-01-01" / "rule.dmn"));
  // Somebody has written the same year himself, with another amount.
  fs::remove_all(folder);
  fs::copy("rules", folder, fs::copy_options::recursive);
  fs::create_directories(folder / "xiangxi/retention_award/counties");
  ASSERT_TRUE(subsidies::LayOver(folder.string(), {kept[0]}));
  std::ofstream(folder / "xiangxi/retention_award/counties/433124.toml")
      << "[[parameters.amount_each]]\nfrom = \"2027-01-01\"\nvalue = \"1250\"\nunit = \"元\"\narticle = \"某条\"\n";
  EXPECT_EQ(subsidies::LayOver(folder.string(), kept).error().kind, &subsidies::kBadRule);
  // A row that somebody has touched is noticed, and nothing is decided by it.
  const auto execute = [&](const char* sql) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work->connection().Execute(sql));
    ASSERT_TRUE(work->Commit());
  };
  execute("UPDATE rule_publication SET terms = terms || ' ' WHERE seq = 2");
  EXPECT_EQ(subsidies::CheckChain(subsidies::Publications(*store_).value()).error().kind, &subsidies::kBadRule);
  execute("UPDATE rule_publication SET terms = substr(terms, 1, length(terms) - 1) WHERE seq = 2");
  EXPECT_TRUE(subsidies::CheckChain(subsidies::Publications(*store_).value()));
}

// A11, both ways round: the prefecture is not held up by a county below it, and a county may not stay below what is
// already published.
TEST_P(PublishingTest, ARaiseOfThePrefectureOvertakesACounty) {
  ASSERT_TRUE(Publish2(huayuan_, colleague_, "R-XX24", Value("amount_each", "1100", "2027-01-01", "433124")));
  Edit raise = Value("amount_each", "1500", "2028-01-01");
  const auto fresh = Drafted(city_, "R-XX24", raise).value();
  raise.cases = CasesOf(*subsidies::CurrentRules(*store_).value(), fresh).value();
  for (std::size_t at = 0; (at = raise.cases->find(",1000,", at)) != std::string::npos;)
    raise.cases->replace(at, 6, ",1500,");
  const auto text_of = [&](const RuleDraft& draft, bool errors) {
    std::string text;
    const auto check = Check(*subsidies::CurrentRules(*store_).value(), draft).value();
    for (const auto& finding : check.findings)
      if (finding.error == errors) text += finding.message + "\n";
    return text;
  };
  const auto raised = Save(*store_, city_, fresh.id, fresh.version, raise).value();
  EXPECT_EQ(text_of(raised, true), "");
  const std::string warned = text_of(raised, false);
  EXPECT_NE(warned.find("县里（433124）自 2027-01-01 的 1100 低于本规则自 2028-01-01 的 1500"), std::string::npos)
      << warned;
  const auto proposed = Propose(*store_, city_, raised.id, raised.version).value();
  ASSERT_TRUE(Publish(*store_, city2_, proposed.id, proposed.version));
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2027-06-01", "433124"), "1100");
  EXPECT_EQ(ValueOn("R-XX24", "amount_each", "2028-06-01", "433124"), "1500");
  const auto late = Drafted(huayuan_, "R-XX24", Value("amount_each", "1200", "2027-07-01", "433124")).value();
  EXPECT_NE(text_of(late, true).find("自 2027-07-01 的 1200 低于本规则自 2028-01-01 的 1500"), std::string::npos)
      << text_of(late, true);
  EXPECT_FALSE(Propose(*store_, huayuan_, late.id, late.version));
}

// Said while it is drafted, not only when it is proposed.
TEST_P(PublishingTest, ACheckSaysWhatCannotBeProposed) {
  const auto rules = subsidies::CurrentRules(*store_).value();
  const auto found = [&](const Scope& by, const Edit& edit, const std::string& text) {
    const auto check = CheckAs(by, *rules, Drafted(by, "R-XX24", edit).value()).value();
    return std::count_if(check.findings.begin(), check.findings.end(),
                         [&](const auto& one) { return one.message.find(text) != std::string::npos; });
  };
  const std::string foreign = "这条规则不是本级定的，不能送审：县里可以发布只用于本县的参数";
  EXPECT_EQ(found(huayuan_, Value("amount_each", "1200", "2027-01-01"), foreign), 1);
  EXPECT_EQ(found(huayuan_, Value("amount_each", "1200", "2027-01-01", "433124"), foreign), 0);
  EXPECT_EQ(found(city_, Value("amount_each", "1200", "2027-01-01"), foreign), 0);
  const std::string empty = "参数 amount_each 没有写数";
  EXPECT_EQ(found(city_, Value("amount_each", " ", "2027-01-01"), empty), 1);
  EXPECT_EQ(found(city_, Value("amount_each", "1200", "2027-01-01"), empty), 0);
  const auto draft = Drafted(city_, "R-XX24", Value("amount_each", "", "2027-01-01")).value();
  EXPECT_EQ(Propose(*store_, city_, draft.id, draft.version).error().kind, &subsidies::kBadRule);
}

TEST_P(PublishingTest, AReturnedDraftIsEditedAgainAndItsEditorsDoNotApprove) {
  const auto draft = Drafted(huayuan_, "R-XX24", Value("amount_each", "1200", "2027-01-01", "433124")).value();
  const auto proposed = Propose(*store_, huayuan_, draft.id, draft.version).value();
  const auto returned = Return(*store_, colleague_, draft.id, proposed.version).value();
  EXPECT_EQ(returned.state, "drafting");
  const auto edited = Save(*store_, colleague_, draft.id, returned.version, {.note = "核对过"}).value();
  const auto again = Propose(*store_, huayuan_, draft.id, edited.version).value();
  EXPECT_EQ(Publish(*store_, colleague_, draft.id, again.version).error().kind, &claims::kFourEyes);
}

INSTANTIATE_TEST_SUITE_P(Databases, PublishingTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::rule_drafts
