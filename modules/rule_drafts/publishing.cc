#include "modules/rule_drafts/publishing.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/text.h"
#include "kits/store/unit_of_work.h"
#include "modules/claims/transitions.h"
#include "modules/org/service.h"
#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/overlay.h"
#include "modules/subsidies/rule_files.h"

namespace gq::rule_drafts {

namespace fs = std::filesystem;
using subsidies::PublishedChange, subsidies::PublishedParts, subsidies::Rule, subsidies::Rules,
    subsidies::TemporaryFolder;

namespace {

// The codes that begin with a prefix.
std::optional<CodeRange> RangeOf(std::string_view prefix) {
  std::int64_t low = 0;
  const auto read = std::from_chars(prefix.data(), prefix.data() + prefix.size(), low);
  if (prefix.empty() || prefix.size() > 12 || read.ptr != prefix.data() + prefix.size()) return std::nullopt;
  std::int64_t span = 1;
  for (std::size_t i = prefix.size(); i < 12; ++i) span *= 10;
  return CodeRange{low * span, low * span + span - 1};
}

bool Governs(const Scope& scope, std::string_view prefixes) {
  if (scope.everything) return true;
  for (const std::string_view prefix : Split(prefixes, ';')) {
    const auto range = RangeOf(Trim(prefix));
    const bool inside = range && std::any_of(scope.home.begin(), scope.home.end(), [&](const CodeRange& own) {
                          return own.low <= range->low && range->high <= own.high;
                        });
    if (!inside) return false;
  }
  return true;
}

bool WorkedOn(const RuleDraft& draft, std::string_view name) {
  const auto names = Split(draft.authors, ';');
  return name == draft.created_by || std::find(names.begin(), names.end(), name) != names.end();
}

Status MustHold(const subsidies::RuleCheck& check) {
  std::size_t errors = 0;
  const subsidies::RuleFinding* first = nullptr;
  for (const auto& finding : check.findings) {
    if (!finding.error) continue;
    if (++errors == 1) first = &finding;
  }
  if (first == nullptr) return Ok();
  return Fail(subsidies::kBadRule,
              "检查有 " + std::to_string(errors) + " 处错误，不能发布。第一处：" + first->file + "：" + first->message,
              "请退回起草，改到没有错误");
}

Result<PublishedParts> PartsOfRule(const Rules& rules, const std::string& id) {
  Rules one;
  const auto found = rules.find(id);
  if (found == rules.end()) return Fail(kNotFound, "没有规则 " + id);
  one.emplace(id, found->second);
  return subsidies::PartsOf(one);
}

// What the draft adds to what is published of its rule. kBadRule: nothing, or it would change something.
Result<PublishedParts> AddedParts(const Rules& current, const RuleDraft& draft) {
  const TemporaryFolder folder("draft");
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  TRY(Lay(current, draft, folder.path.string()));
  const auto before = TRY(PartsOfRule(current, draft.rule));
  const auto after = TRY(PartsOfRule(TRY(subsidies::LoadRules(folder.path.string())), draft.rule));
  PublishedParts added;
  for (const auto& change : subsidies::Compare(before, after)) {
    if (change.kind != PublishedChange::Kind::kNew)
      return Fail(subsidies::kBadRule, "版本 " + change.version + " 已发布的 " + change.part + " 会被改动",
                  "发布过的不能改：请写新的版本，或自某日起的新值");
    const std::string key = change.rule + " " + change.version + " " + change.part;
    added[key] = after.at(key);
  }
  if (added.empty()) return Fail(subsidies::kBadRule, "草案没有改动什么", "请先改，再送审");
  return added;
}

Result<RulePublication> PublicationOf(Store& store, const Rules& current, const RuleDraft& draft) {
  const Files files = TRY(FilesOf(current, draft));
  const Rule& base = current.at(draft.rule);
  RulePublication one;
  one.id = store.NewId();
  one.rule = draft.rule;
  one.base_version = draft.base_version;
  one.parts = subsidies::ToText(TRY(AddedParts(current, draft)));
  one.article = base.article;
  one.document = base.document;
  const auto values = AddedOf(draft);
  if (IsNewVersion(draft)) {
    one.kind = subsidies::kNewVersion;
    one.rule_version = draft.new_version;
    one.starts_on = draft.starts_on;
    one.model = files.model;
    one.terms = files.terms;
  } else {
    one.kind = draft.county.empty() ? subsidies::kNewValues : subsidies::kOfCounty;
    one.rule_version = base.version;
    one.county = draft.county;
    one.terms = files.added;
    for (const auto& value : values) {
      if (value.from && (!one.starts_on || *value.from < *one.starts_on)) one.starts_on = value.from;
    }
  }
  for (const auto& value : values) {
    if (!value.article.empty()) one.article = value.article;
    if (!value.document.empty()) one.document = value.document;
  }
  one.cases = draft.cases;
  one.note = draft.note;
  one.unit_id = draft.unit_id;
  one.drafted_by = draft.authors;
  return one;
}

// Everything together, as every server will read it.
Status TryOut(const Rules& current, const RulePublication& publication) {
  const TemporaryFolder folder("trial");
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  std::error_code error;
  fs::copy(current.folder, folder.path, fs::copy_options::recursive, error);
  if (error) return Fail(kIo, "读不了规则文件夹");
  TRY(subsidies::LayOver(folder.path.string(), {publication}));
  return MustHold(TRY(subsidies::CheckRules(folder.path.string())));
}

Result<RuleDraft> Take(Store& store, const Scope& scope, const Uuid& id, std::int64_t version, std::string_view state) {
  RuleDraft draft = TRY(store.Get<RuleDraft>(scope, id));
  if (draft.version != version) return Fail(kConflict, "这份草案刚被别人改过", "请刷新后再办");
  if (draft.state != state)
    return Fail(claims::kWrongState, state == "drafting" ? "这份草案已送审" : "这份草案没有送审，或已办完",
                "请刷新后看清");
  return draft;
}

Result<RuleDraft> Move(Store& store, const Scope& scope, const RuleDraft& before, std::string_view action,
                       std::string_view state) {
  RuleDraft after = before;
  after.state = state;
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  work.About(after.unit_id, action, "rule_draft", after.id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

}  // namespace

Result<std::string> CountyOfUnit(Store& store, std::int64_t unit_id) {
  for (const Unit& unit : TRY(org::PathOf(store, unit_id))) {
    if (unit.kind == "county") return std::to_string(unit.code / 1'000'000);
  }
  return std::string();
}

std::string WithAuthor(std::string authors, std::string_view name) {
  const auto names = Split(authors, ';');
  if (std::find(names.begin(), names.end(), name) != names.end()) return authors;
  if (!authors.empty()) authors += ';';
  return authors += name;
}

Status MayPublish(const Scope& scope, const Rules& current, const RuleDraft& draft) {
  if (!draft.county.empty()) {
    if (Governs(scope, draft.county)) return Ok();
    return Fail(kForbidden, "只能发布本县的参数");
  }
  const auto rule = current.find(draft.rule);
  if (rule == current.end()) return Fail(kNotFound, "没有规则 " + draft.rule);
  const std::string& place = rule->second.work_region.empty() ? rule->second.region : rule->second.work_region;
  if (Governs(scope, place)) return Ok();
  return Fail(kForbidden, "这条规则不是本级定的", "县里可以发布只用于本县的参数：把适用范围改为本县");
}

Result<subsidies::RuleCheck> CheckAs(const Scope& scope, const Rules& current, const RuleDraft& draft,
                                     std::optional<Date> today) {
  subsidies::RuleCheck check = TRY(Check(current, draft, today));
  const Status may = MayPublish(scope, current, draft);
  if (!may && draft.county.empty())
    check.findings.push_back({"rule.toml", "scope", may.error().message + "，不能送审：" + may.error().hint, false});
  return check;
}

Result<RuleDraft> Propose(Store& store, const Scope& scope, const Uuid& id, std::int64_t version) {
  const RuleDraft draft = TRY(Take(store, scope, id, version, "drafting"));
  const auto rules = TRY(subsidies::CurrentRules(store));
  TRY(MayPublish(scope, *rules, draft));
  TRY(MustHold(TRY(Check(*rules, draft))));
  TRY(AddedParts(*rules, draft));
  RuleDraft before = draft;
  RuleDraft after = draft;
  after.state = "proposed";
  after.authors = WithAuthor(draft.authors, scope.actor);
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  work.About(after.unit_id, "rule_draft.propose", "rule_draft", after.id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

Result<RuleDraft> Return(Store& store, const Scope& scope, const Uuid& id, std::int64_t version) {
  const RuleDraft draft = TRY(Take(store, scope, id, version, "proposed"));
  return Move(store, scope, draft, "rule_draft.return", "drafting");
}

Result<RulePublication> Publish(Store& store, const Scope& scope, const Uuid& id, std::int64_t version) {
  const RuleDraft before = TRY(Take(store, scope, id, version, "proposed"));
  if (WorkedOn(before, scope.actor))
    return Fail(claims::kFourEyes, "发布须由没有参与起草、送审的人复核", "请同事用自己的账号办理");
  // Before the rules: what is published from now on makes the number taken.
  const auto kept = TRY(subsidies::Publications(store));
  const auto rules = TRY(subsidies::CurrentRules(store));
  TRY(MayPublish(scope, *rules, before));
  TRY(MustHold(TRY(Check(*rules, before))));
  RulePublication one = TRY(PublicationOf(store, *rules, before));
  one.seq = static_cast<std::int64_t>(kept.size()) + 1;
  if (!kept.empty()) one.previous_hash = kept.back().hash;
  one.approved_by = scope.actor;
  one.hash = subsidies::HashOf(one);
  TRY(TryOut(*rules, one));
  RuleDraft after = before;
  after.state = "published";
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  one.published_at = work.now();
  work.About(after.unit_id, "rule.publish", "rule_draft", after.id);
  TRY(work.Insert(one));
  TRY(work.Update(before, after));
  Status done = work.Commit();
  if (!done && done.error().kind == &db::kUnique)
    return Fail(kConflict, "别人刚发布了规则", "请刷新，看过新的规则再发布");
  TRY(std::move(done));
  return one;
}

}  // namespace gq::rule_drafts
