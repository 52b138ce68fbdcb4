// Drafts of rules on both databases: saved, checked at the cell, counted over the reader's people, taken out as files.
#include "modules/rule_drafts/drafts.h"

#include <gtest/gtest.h>

#include "modules/claims/deciding.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"

namespace gq::rule_drafts {
namespace {

using people::kOtherVillage, people::kStreet, people::kVillage, people::NumberOf;
using subsidies::RuleCheck, subsidies::RuleFinding;

const Date kToday = *Date::FromYmd(2026, 9, 1);

class DraftsTest : public people::SharingWorld {
 protected:
  void AddWorker(const Scope& by, std::int64_t village, int number, bool contract) {
    const auto entered = Enter(
        by, R"({"name":"工人","id_number":")" + NumberOf(number) + R"(","home_unit":)" + std::to_string(IdOf(village)) +
                R"(,"ability":"able","willingness":"yes","target_group":"lifted","target_group_from":"2020-01-01"})");
    ASSERT_TRUE(entered) << entered.error().ToString();
    const auto spell = json::Parse(
        R"({"state":"on_post","employer_name":"榕城电子","unit_code":"91350100MA2XN08K1A","start_on":"2026-03-01",)" +
        std::string(contract ? R"("contract_start":"2026-03-01",)" : "") + R"("work_code":)" + std::to_string(kStreet) +
        "}");
    ASSERT_TRUE(people::SaveSpell(*store_, by, entered->id, {}, spell->root(), {}));
  }
  RuleDraft NewDraft() {
    const auto draft = Create(*store_, huayuan_, "R-XX20");
    EXPECT_TRUE(draft) << draft.error().ToString();
    return *draft;
  }
  static std::vector<subsidies::GridRow> RowsOf(const RuleDraft& draft) {
    return subsidies::ReadGrid(draft.model)->rows;
  }
  static std::size_t At(const std::vector<subsidies::GridRow>& rows, const std::string& id) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].id == id) return i;
    }
    ADD_FAILURE() << id;
    return 0;
  }
  Result<RuleCheck> CheckOf(const RuleDraft& draft) { return Check(*subsidies::CurrentRules(*store_).value(), draft); }
  static const RuleFinding* Find(const RuleCheck& check, const std::string& kind) {
    for (const auto& finding : check.findings) {
      if (finding.kind == kind) return &finding;
    }
    return nullptr;
  }
  static std::string Text(const RuleCheck& check) {
    std::string text;
    for (const auto& one : check.findings) text += one.kind + " " + one.message + "\n";
    return text;
  }
  static int Errors(const RuleCheck& check) {
    int errors = 0;
    for (const auto& finding : check.findings) errors += finding.error ? 1 : 0;
    return errors;
  }
};

TEST_P(DraftsTest, AFreshDraftIsTheRuleAndHasNoErrors) {
  const RuleDraft draft = NewDraft();
  EXPECT_FALSE(TableChanged(draft));
  const auto check = CheckOf(draft);
  ASSERT_TRUE(check) << check.error().ToString();
  EXPECT_EQ(Errors(*check), 0) << Text(*check);
  EXPECT_GT(check->cases, 0) << "its cases ran";
  const auto text = claims::ReadRuleText(subsidies::CurrentRules(*store_).value()->at("R-XX20")).value();
  const auto files = FilesOf(*subsidies::CurrentRules(*store_).value(), draft).value();
  EXPECT_EQ(files.model, text.model);
  EXPECT_NE(text.parameters.find(files.terms), std::string::npos) << "byte for byte";
}

TEST_P(DraftsTest, ErrorsStandAtTheirCells) {
  const RuleDraft draft = NewDraft();
  Edit edit{.new_version = "2027-01-01", .starts_on = Date::FromYmd(2027, 1, 1)};
  const auto errors_of = [&](auto&& change) {
    edit.rows = RowsOf(draft);
    change(*edit.rows);
    return CheckOf(Edited(draft, edit).value()).value();
  };
  // A text where a number belongs.
  const auto typed = errors_of([&](auto& rows) { rows[At(rows, "no_receipt")].when[5] = "\"没有\""; });
  const auto* type = Find(typed, "type");
  ASSERT_NE(type, nullptr) << Text(typed);
  EXPECT_EQ(type->row, At(*edit.rows, "no_receipt") + 1);
  EXPECT_EQ(type->column, 6U);
  EXPECT_TRUE(type->error);
  // A row that never applies: it stands behind one that takes everything of it.
  const auto hidden = errors_of([&](auto& rows) {
    auto copy = rows[At(rows, "outside")];
    copy.id = "outside_again";
    rows.push_back(copy);
  });
  const auto* unreachable = Find(hidden, "unreachable");
  ASSERT_NE(unreachable, nullptr) << Text(hidden);
  EXPECT_EQ(unreachable->row, edit.rows->size());
  // A gap: nobody of the province is decided.
  const auto gap = errors_of([&](auto& rows) { rows.erase(rows.begin() + static_cast<long>(At(rows, "province"))); });
  EXPECT_NE(Find(gap, "gap"), nullptr) << Text(gap);
  // A case that no longer holds, and FEEL that is none.
  const auto failed = errors_of([&](auto& rows) { rows[At(rows, "outside")].then[1] = "min(fare, 1)"; });
  EXPECT_NE(Find(failed, "case"), nullptr) << Text(failed);
  EXPECT_GT(Errors(errors_of([&](auto& rows) { rows[0].then[1] = "min("; })), 0);
}

TEST_P(DraftsTest, APublishedTableIsNotChangedButFollowed) {
  const RuleDraft draft = NewDraft();
  Edit edit;
  edit.rows = RowsOf(draft);
  (*edit.rows)[At(*edit.rows, "outside")].then[2] = "\"第二十条：省外据实\"";
  const RuleDraft changed = Edited(draft, edit).value();
  const auto refused = CheckOf(changed).value();
  ASSERT_NE(Find(refused, "version"), nullptr) << Text(refused);
  edit.new_version = "2027-01-01";
  edit.starts_on = Date::FromYmd(2027, 1, 1);
  const RuleDraft follows = Edited(draft, edit).value();
  const auto accepted = CheckOf(follows).value();
  EXPECT_EQ(Errors(accepted), 0) << Text(accepted);
  const auto files = FilesOf(*subsidies::CurrentRules(*store_).value(), follows).value();
  EXPECT_NE(files.terms.find("version = \"2027-01-01\"\nvalid_from = \"2027-01-01\"\n"), std::string::npos);
  const auto with = WithDraft(*subsidies::CurrentRules(*store_).value(), follows);
  ASSERT_TRUE(with) << with.error().ToString();
  EXPECT_EQ(with->at("R-XX20").version, "2027-01-01");
  ASSERT_EQ(with->at("R-XX20").earlier.size(), 1U);
  EXPECT_EQ(with->at("R-XX20").earlier.front().valid_to, Date::FromYmd(2026, 12, 31));
  EXPECT_FALSE(with->at("R-XX20").exclusion.empty()) << "exclusion groups stay";
}

TEST_P(DraftsTest, ANumberFromADayOnNeedsNoNewVersion) {
  const RuleDraft draft = NewDraft();
  Edit edit;
  edit.parameters = {{"cap_outside", "380", Date::FromYmd(2027, 1, 1), "第二十条", "某号文“甲\\乙”"}};
  const RuleDraft changed = Edited(draft, edit).value();
  // Its cases say 400 and 386.50: as `policy check` does, they are judged by the latest value and have to follow.
  const auto check = CheckOf(changed).value();
  EXPECT_EQ(Errors(check), 2) << Text(check);
  for (const auto& finding : check.findings) EXPECT_TRUE(finding.kind == "case" || !finding.error) << finding.message;
  const auto with = WithDraft(*subsidies::CurrentRules(*store_).value(), changed).value();
  for (const auto& parameter : with.at("R-XX20").parameters) {
    if (parameter.name != "cap_outside") continue;
    EXPECT_EQ(parameter.On(*Date::FromYmd(2026, 12, 31))->value, "400");
    EXPECT_EQ(parameter.On(*Date::FromYmd(2027, 1, 1))->value, "380");
    EXPECT_EQ(parameter.values.back().cap, "400") << "the law's bound goes on";
    EXPECT_EQ(parameter.values.back().document, "某号文“甲\\乙”");
  }
  (*edit.parameters)[0].value = "401";
  const auto over = CheckOf(Edited(draft, edit).value()).value();
  ASSERT_GT(Errors(over), 0);
  EXPECT_NE(Text(over).find("高于法定上限 400"), std::string::npos) << Text(over);
  (*edit.parameters)[0] = {"cap_outside", "380", Date::FromYmd(2016, 5, 18), "", ""};
  EXPECT_GT(Errors(CheckOf(Edited(draft, edit).value()).value()), 0) << "what was published stays";
  (*edit.parameters)[0] = {"no_such", "380", Date::FromYmd(2027, 1, 1), "", ""};
  EXPECT_FALSE(Save(*store_, huayuan_, draft.id, draft.version, edit));
}

TEST_P(DraftsTest, SavedWithItsEventByItsUnitOnly) {
  const RuleDraft draft = NewDraft();
  Edit edit;
  edit.rows = RowsOf(draft);
  std::swap((*edit.rows)[0], (*edit.rows)[1]);
  EXPECT_EQ(Save(*store_, baojing_, draft.id, draft.version, edit).error().kind, &kNotFound);
  const auto saved = Save(*store_, huayuan_, draft.id, draft.version, edit);
  ASSERT_TRUE(saved) << saved.error().ToString();
  EXPECT_EQ(RowsOf(store_->Get<RuleDraft>(huayuan_, draft.id).value()), *edit.rows);
  EXPECT_EQ(Save(*store_, huayuan_, draft.id, draft.version, edit).error().kind, &kConflict);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE subject_type = 'rule_draft'"), 2);
  ASSERT_TRUE(Remove(*store_, huayuan_, draft.id));
  EXPECT_FALSE(Create(*store_, huayuan_, "R-NONE"));
}

TEST_P(DraftsTest, HitsAreCountedOverOnesOwnPeople) {
  for (int i = 1; i <= 3; ++i) AddWorker(huayuan_, kVillage, i, i > 1);
  AddWorker(baojing_, kOtherVillage, 4, true);
  const RuleDraft draft = NewDraft();
  const std::atomic<bool> on = false, off = true;
  jobs::JobStep step(&on), stopped(&off);
  const auto hits = CountHits(*store_, huayuan_, draft, "everybody", kToday, step);
  ASSERT_TRUE(hits) << hits.error().ToString();
  EXPECT_EQ(hits->claims, 3);
  EXPECT_EQ(hits->rows.at("outside"), 2);
  EXPECT_EQ(hits->rows.at("no_contract"), 1);
  EXPECT_EQ(hits->rows.at("province"), 0);
  EXPECT_EQ(CountHits(*store_, huayuan_, draft, "claims", kToday, step)->claims, 0);
  EXPECT_EQ(CountHits(*store_, huayuan_, draft, "everybody", kToday, stopped).error().kind, &kCancelled);
}

TEST_P(DraftsTest, WhoNeverWorkedIsCountedWhereTheRuleDoesNotAskForWork) {
  AddWorker(huayuan_, kVillage, 1, true);
  const auto student =
      Enter(huayuan_,
            R"({"name":"学生","id_number":")" + NumberOf(2) + R"(","home_unit":)" + std::to_string(IdOf(kVillage)) +
                R"(,"ability":"able","willingness":"yes","target_group":"lifted","target_group_from":"2020-01-01"})");
  ASSERT_TRUE(student) << student.error().ToString();
  const std::atomic<bool> on = false;
  jobs::JobStep step(&on);
  const auto claims_under = [&](const char* rule) {
    const auto draft = Create(*store_, huayuan_, rule);
    EXPECT_TRUE(draft) << draft.error().ToString();
    const auto hits = CountHits(*store_, huayuan_, *draft, "everybody", kToday, step);
    EXPECT_TRUE(hits) << hits.error().ToString();
    return hits->claims;
  };
  EXPECT_EQ(claims_under("R-XX18a"), 2) << "a vocational student need not have worked";
  EXPECT_EQ(claims_under("R-XX17d"), 2) << "nor a trainee";
  EXPECT_EQ(claims_under("R-XX20"), 1) << "who never worked has no journey to work";
}

INSTANTIATE_TEST_SUITE_P(Databases, DraftsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::rule_drafts
