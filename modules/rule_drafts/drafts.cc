#include "modules/rule_drafts/drafts.h"

#include <algorithm>

#include "kits/store/unit_of_work.h"
#include "modules/claims/deciding.h"
#include "modules/claims/transitions.h"
#include "modules/rule_drafts/population.h"
#include "modules/rule_drafts/publishing.h"

namespace gq::rule_drafts {

using subsidies::GridRow, subsidies::Rules;

namespace {

constexpr std::size_t kModelBytesMax = std::size_t{1} << 20;

Result<std::optional<Date>> DateOf(const json::Node& node) {
  const std::string text = TRY(node.Text(20));
  if (text.empty()) return std::optional<Date>();
  return std::optional<Date>(TRY(node.Day()));
}

Result<std::vector<std::string>> CellsFrom(const json::Node& row, std::string_view key) {
  std::vector<std::string> cells;
  const auto list = row.Find(key);
  if (!list) return cells;
  for (const auto& cell : TRY(list->Items())) cells.push_back(TRY(cell.Text(subsidies::kGridCellBytesMax)));
  return cells;
}

Result<std::vector<GridRow>> RowsFrom(const json::Node& list) {
  std::vector<GridRow> rows;
  const auto items = TRY(list.Items());
  if (items.size() > subsidies::kGridRowsMax) return list.Refuse("行太多", "请分成几条规则");
  for (const auto& item : items) {
    TRY(item.OnlyMembers({"id", "when", "then", "notes"}));
    rows.push_back({TRY(TRY(item.Get("id")).Text(60)), TRY(CellsFrom(item, "when")), TRY(CellsFrom(item, "then")),
                    TRY(CellsFrom(item, "notes"))});
  }
  return rows;
}

Result<std::vector<AddedValue>> AddedFrom(const json::Node& list) {
  std::vector<AddedValue> values;
  const auto items = TRY(list.Items());
  if (items.size() > kAddedMax) return list.Refuse("参数太多", "请分几次");
  for (const auto& item : items) {
    TRY(item.OnlyMembers({"parameter", "value", "from", "article", "document"}));
    AddedValue value{TRY(TRY(item.Get("parameter")).Text(60)), TRY(TRY(item.Get("value")).Text(40)), {}, {}, {}};
    if (const auto from = item.Find("from")) value.from = TRY(DateOf(*from));
    if (const auto article = item.Find("article")) value.article = TRY(article->Text(100));
    if (const auto document = item.Find("document")) value.document = TRY(document->Text(200));
    values.push_back(std::move(value));
  }
  return values;
}

std::string ToJson(const std::vector<AddedValue>& values) {
  json::Writer out;
  out.BeginArray();
  for (const auto& value : values) {
    out.BeginObject();
    out.Member("parameter", value.parameter);
    out.Member("value", value.value);
    out.Member("from", value.from ? std::optional(value.from->ToString()) : std::nullopt);
    out.Member("article", value.article);
    out.Member("document", value.document);
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

Status Keep(Store& store, const Scope& scope, std::string_view action, const RuleDraft& before, RuleDraft& after,
            bool fresh) {
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  if (fresh) after.created_at = after.updated_at = work.now();
  work.About(after.unit_id, action, "rule_draft", after.id);
  if (fresh)
    TRY(work.Insert(after));
  else
    TRY(work.Update(before, after));
  return work.Commit();
}

}  // namespace

Result<Edit> EditFrom(const json::Node& root) {
  TRY(root.OnlyMembers({"version", "rows", "parameters", "new_version", "starts_on", "note", "county", "cases"}));
  Edit edit;
  if (const auto rows = root.Find("rows")) edit.rows = TRY(RowsFrom(*rows));
  if (const auto parameters = root.Find("parameters")) edit.parameters = TRY(AddedFrom(*parameters));
  if (const auto name = root.Find("new_version")) edit.new_version = TRY(name->Text(40));
  if (const auto note = root.Find("note")) edit.note = TRY(note->Text(500));
  if (const auto county = root.Find("county")) edit.county = TRY(county->Text(6));
  if (const auto cases = root.Find("cases")) edit.cases = TRY(cases->Text(kCasesBytesMax));
  if (const auto day = root.Find("starts_on"))
    edit.starts_on = TRY(DateOf(*day));
  else if (root.Has("starts_on"))
    edit.starts_on = std::optional<Date>();
  return edit;
}

Result<RuleDraft> Create(Store& store, const Scope& scope, const std::string& rule) {
  const auto rules = TRY(subsidies::CurrentRules(store));
  const auto found = rules->find(rule);
  if (found == rules->end()) return Fail(kNotFound, "没有规则 " + rule, "请从列表里选");
  const auto text = TRY(claims::ReadRuleText(found->second));
  TRY(subsidies::ReadGrid(text.model));
  RuleDraft draft;
  draft.id = store.NewId();
  draft.unit_id = scope.unit_id;
  draft.rule = rule;
  draft.base_version = found->second.version;
  draft.base_hash = text.model_hash;
  draft.model = text.model;
  draft.parameters = "[]";
  draft.created_by = draft.authors = scope.actor;
  TRY(Keep(store, scope, "rule_draft.create", draft, draft, true));
  return draft;
}

Result<RuleDraft> Edited(const RuleDraft& draft, const Edit& edit) {
  RuleDraft after = draft;
  if (edit.rows) after.model = TRY(subsidies::WriteGrid(draft.model, *edit.rows));
  if (after.model.size() > kModelBytesMax) return Fail(kBadInput, "决策表太大", "请分成几条规则");
  if (edit.parameters) after.parameters = ToJson(*edit.parameters);
  if (edit.new_version) {
    // It becomes the name of a folder.
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '/' || c == '\\' || c == '@'; };
    if (std::any_of(edit.new_version->begin(), edit.new_version->end(), bad) || edit.new_version->substr(0, 1) == ".")
      return Fail(kBadInput, "版本名里不能有空格、斜杠和 @，也不能以点开头", "可写施行日，如 2027-01-01");
    after.new_version = *edit.new_version;
  }
  if (edit.starts_on) after.starts_on = *edit.starts_on;
  if (edit.note) after.note = *edit.note;
  if (edit.county) after.county = *edit.county;
  if (edit.cases) after.cases = *edit.cases;
  return after;
}

Result<RuleDraft> Save(Store& store, const Scope& scope, const Uuid& id, std::int64_t version, const Edit& edit) {
  const auto before = TRY(store.Get<RuleDraft>(scope, id));
  if (before.version != version) return Fail(kConflict, "这份草案刚被别人改过", "请刷新后再改");
  if (before.state != "drafting")
    return Fail(claims::kWrongState, "这份草案已送审", "要改的，先退回起草；已发布的，请另起草");
  RuleDraft after = TRY(Edited(before, edit));
  if (!after.county.empty() && after.county != TRY(CountyOfUnit(store, after.unit_id)))
    return Fail(kBadInput, "只能定本县的参数", "请选本县或“全部适用”");
  // Parameters that are not there, days that are missing.
  TRY(FilesOf(*TRY(subsidies::CurrentRules(store)), after));
  after.authors = WithAuthor(before.authors, scope.actor);
  TRY(Keep(store, scope, "rule_draft.edit", before, after, false));
  return after;
}

Status Remove(Store& store, const Scope& scope, const Uuid& id) {
  const auto draft = TRY(store.Get<RuleDraft>(scope, id));
  if (draft.state != "drafting")
    return Fail(claims::kWrongState, "送审或已发布的草案不能删", "送审的先退回起草；已发布的留作记录");
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  work.About(draft.unit_id, "rule_draft.remove", "rule_draft", draft.id);
  TRY(work.Remove(draft));
  return work.Commit();
}

std::vector<AddedValue> AddedOf(const RuleDraft& draft) {
  const auto document = json::Parse(draft.parameters);
  if (!document) return {};
  return AddedFrom(document->root()).value_or(std::vector<AddedValue>());
}

Result<Hits> CountHits(Store& store, const Scope& scope, const RuleDraft& draft, std::string_view basis, Date as_of,
                       jobs::JobStep& step) {
  const auto current = TRY(subsidies::CurrentRules(store));
  const Rules with = TRY(WithDraft(*current, draft));
  // Judged by this table whatever the day: the question is whom each row is about.
  Rules alone;
  alone.emplace(draft.rule, with.at(draft.rule));
  auto& rule = alone.at(draft.rule);
  rule.earlier.clear();
  rule.exclusion.clear();
  rule.valid_from = *Date::FromYmd(1900, 1, 1);
  rule.valid_to.reset();
  subsidies::UseBounds(&alone);
  if (step.Cancelled()) return Fail(kCancelled, "已停止");
  const Population population = TRY(ReadPopulation(store, scope, basis, alone, as_of));
  step.Total(static_cast<std::int64_t>(population.claims.size()));
  if (step.Cancelled()) return Fail(kCancelled, "已停止");
  const auto decided =
      TRY(subsidies::DecideAll(population.all.facts, population.claims, alone, as_of, {.columns = true}));
  Hits hits;
  hits.claims = static_cast<std::int64_t>(population.claims.size());
  for (const auto& row : TRY(subsidies::ReadGrid(draft.model)).rows) hits.rows[row.id] = 0;
  for (const auto& decision : decided.rows) {
    const auto row = hits.rows.find(decision.rule_ids);
    if (row != hits.rows.end()) ++row->second;
  }
  step.Set(step.total());
  return hits;
}

void RegisterJobs(Store& store, jobs::Jobs& jobs) {
  jobs.Register("rule_hits", [s = &store](jobs::JobRun& run) -> Status {
    const auto document = TRY(json::Parse(run.params()));
    const auto root = document.root();
    const auto id = Uuid::Parse(TRY(TRY(root.Get("draft")).Text(60)));
    const auto as_of = Date::Parse(TRY(TRY(root.Get("as_of")).Text(20)));
    if (!id || !as_of) return Fail(kInternal, "任务里没有草案编号或业务日期");
    const std::string basis = TRY(TRY(root.Get("basis")).Text(20));
    run.SetResult(TRY(run.Step("hits", "各行命中件数", [&](jobs::JobStep& step) -> Result<std::string> {
      const auto draft = TRY(s->Get<RuleDraft>(run.scope(), *id));
      const Hits hits = TRY(CountHits(*s, run.scope(), draft, basis, *as_of, step));
      json::Writer out;
      out.BeginObject();
      out.Member("claims", hits.claims);
      out.Key("rows");
      out.BeginObject();
      for (const auto& [row, count] : hits.rows) out.Member(row, count);
      out.EndObject();
      out.EndObject();
      return std::move(out).Take();
    })));
    return Ok();
  });
}

Result<Uuid> SubmitHits(jobs::Jobs& jobs, const Scope& scope, const RuleDraft& draft, std::string_view basis,
                        Date as_of) {
  json::Writer params;
  params.BeginObject();
  params.Member("draft", draft.id.ToString());
  params.Member("version", draft.version);
  params.Member("basis", basis);
  params.Member("as_of", as_of.ToString());
  params.EndObject();
  // Every version of the draft is counted anew.
  const std::string key =
      "rule_hits/" + draft.id.ToString() + "/" + std::to_string(draft.version) + "/" + std::string(basis);
  return jobs.Submit(scope, {.kind = "rule_hits", .key = key, .params = std::move(params).Take(), .restart = true});
}

}  // namespace gq::rule_drafts
