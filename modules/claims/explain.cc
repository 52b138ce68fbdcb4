#include "modules/claims/explain.h"

#include <algorithm>

#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "modules/claims/labels.h"
#include "modules/claims/nearest.h"
#include "modules/subsidies/grid.h"
#include "modules/subsidies/inputs.h"

namespace gq::claims {

namespace {

using subsidies::Fact, subsidies::Subject;

std::string Day(const std::optional<Date>& day) { return day ? day->ToString() : "不详"; }

std::string SpellOf(const Fact& spell) {
  return (spell.unit_name.empty() ? spell.unit : spell.unit_name) + "，" + Day(spell.spell_start) + " 起" +
         (spell.spell_end ? "至 " + spell.spell_end->ToString() : "，在岗");
}

// The target groups of the day that counts, or what is on file.
std::string GroupsOf(const Fact& spell, const std::vector<std::string>& held) {
  const CodeTable* groups = FindCodeTable("target_group");
  const auto label = [&](const std::string& code) {
    return groups == nullptr || groups->Find(code) == nullptr ? code : std::string(groups->Label(code));
  };
  if (held.size() > 1) {
    std::string text = "当日属于";
    for (const auto& group : held) text += (group == held.front() ? "：" : "、") + label(group);
    return text;
  }
  const std::string name = label(spell.target_group);
  return "人员类别：" + (name.empty() ? std::string("没有填") : name) +
         (spell.target_group_from ? "，" + spell.target_group_from->ToString() + " 起" : std::string());
}

std::string PeriodOf(const subsidies::Claim& claim) {
  if (claim.period_from)
    return "申请，自 " + claim.period_from->ToString() +
           (claim.period_to ? " 至 " + claim.period_to->ToString() : std::string());
  return "申请没有写起止日期" +
         (claim.course_days > 0 ? "，到课 " + std::to_string(claim.course_days) + " 天" : std::string());
}

std::string SourceOf(From from, const Snapshot& snapshot, const std::optional<Fact>& spell,
                     const std::vector<std::string>& groups, const PlaceName& place) {
  switch (from) {
    case From::kRegister:
      return "名册";
    case From::kClaim:
      return "申请" +
             (snapshot.claim.event_date ? "，事项日期 " + snapshot.claim.event_date->ToString() : std::string());
    case From::kPeriod:
      return PeriodOf(snapshot.claim);
    case From::kShown:
      return snapshot.claim.certificate.empty() ? "申请没有写证书或认定"
                                                : "申请，写的是：" + snapshot.claim.certificate;
    case From::kBroker:
      return "申请" + (snapshot.claim.broker.empty() ? std::string() : "，中介 " + snapshot.claim.broker);
    case From::kStaff:
      return "该单位的员工名册，" + std::to_string(snapshot.facts.size()) + " 段就业经历";
    default:
      break;
  }
  if (!spell) return "名册里没有就业经历";
  switch (from) {
    case From::kContract:
      return spell->contract_start ? "合同 " + Day(spell->contract_start) + " 至 " +
                                         (spell->contract_end ? spell->contract_end->ToString() : "无固定期限")
                                   : "就业经历里没有合同";
    case From::kInsurance:
      return spell->insured_from ? "参保 " + spell->insured_from->ToString() + " 至 " +
                                       (spell->insured_to ? spell->insured_to->ToString() : "今")
                                 : "没有参保记录";
    case From::kGroup:
      return GroupsOf(*spell, groups);
    case From::kHome:
      return "户籍地 " + place(spell->origin_region);
    case From::kWork:
      return spell->work_region == 0 ? "就业地没有填" : "就业地 " + place(spell->work_region);
    default:
      return SpellOf(*spell);
  }
}

// The version that the decision was made by.
const subsidies::Rule& VersionOf(const Replayed& replayed) {
  const auto& latest = replayed.rules.at(replayed.snapshot.claim.rule);
  for (const auto& earlier : latest.earlier) {
    if (earlier.version == replayed.decision.version) return earlier;
  }
  return latest;
}

// As the decision asked.
policy::Context InputsFor(const Replayed& replayed, const subsidies::Rule& rule, Subject& subject, Date& anchor) {
  const auto& snapshot = replayed.snapshot;
  std::vector<const Fact*> spells;
  for (const auto& fact : snapshot.facts) spells.push_back(&fact);
  if (rule.subject == "employer") {
    if (!spells.empty()) subject = subsidies::StaffOf(rule, spells, snapshot.claim.event_date.value_or(snapshot.as_of));
  } else {
    subject.known = !spells.empty();
    if (subject.known) subject.spell = subsidies::FindSpell(spells, snapshot.claim.event_date, rule.gap_days);
  }
  anchor = subsidies::AnchorOf(rule, snapshot.claim, subject, snapshot.as_of);
  return subsidies::InputsOf(rule, snapshot.claim, subject, anchor, snapshot.as_of);
}

void WriteInputs(json::Writer& out, const Replayed& replayed, const subsidies::Rule& rule, const Subject& subject,
                 const policy::Context& asked, Date anchor, const PlaceName& place) {
  const auto groups = subject.spell ? subsidies::GroupsOn(rule, *subject.spell, anchor) : std::vector<std::string>();
  out.Key("inputs");
  out.BeginArray();
  for (const auto& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    const policy::Value* value = asked.Find(element.name);
    if (value == nullptr) continue;
    const auto label = FindLabel(element.name);
    if (!label) continue;  // a parameter: listed apart
    out.BeginObject();
    out.Member("name", element.name);
    out.Member("label", label->zh);
    out.Member("value", Words(element.name, *value));
    out.Member("source", SourceOf(label->from, replayed.snapshot, subject.spell, groups, place));
    out.EndObject();
  }
  out.EndArray();
}

void WriteStaff(json::Writer& out, const Replayed& replayed, const subsidies::Rule& rule,
                const std::function<std::string(const std::string&)>& name_of) {
  const auto& snapshot = replayed.snapshot;
  std::vector<subsidies::StaffCount> counts;
  if (rule.subject == "employer") {
    std::vector<const Fact*> spells;
    for (const auto& fact : snapshot.facts) spells.push_back(&fact);
    subsidies::StaffOf(rule, spells, snapshot.claim.event_date.value_or(snapshot.as_of), &counts);
  }
  const auto day = [](const std::optional<Date>& date) {
    return date ? std::optional(date->ToString()) : std::nullopt;
  };
  out.Key("staff");
  out.BeginArray();
  for (const auto& count : counts) {
    out.BeginObject();
    out.Member("name", name_of(count.fact->person));
    out.Member("from", day(count.fact->spell_start));
    out.Member("to", day(count.fact->spell_end));
    out.Member("steady", count.steady);
    out.Member("hired", count.hired);
    out.EndObject();
  }
  out.EndArray();
}

std::string OutcomeOf(const policy::Evaluation& done) {
  if (!done.value.IsContext()) return {};
  const policy::Value* outcome = done.value.context().Find("outcome");
  return outcome != nullptr && outcome->IsString() ? outcome->text() : std::string();
}

void WriteRows(json::Writer& out, const subsidies::Rule& rule, const std::string& model, const policy::Context& asked) {
  policy::Context wanted;
  for (const auto& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    if (const policy::Value* value = asked.Find(element.name)) wanted.Set(element.name, *value);
  }
  const auto done = rule.model->Evaluate("decision", wanted, {.mode = policy::Mode::kStrict, .trace = true});
  const bool silent = rule.subject == "employer";  // counted inside of the decision
  out.Key("rows");
  out.BeginArray();
  for (const auto& table : done.tables) {
    for (const auto& row : table.matched) {
      if (silent) break;
      out.BeginObject();
      out.Member("row", static_cast<std::int64_t>(row.index) + 1);
      out.Member("id", row.rule_id);
      std::string words;
      for (const auto& one : row.annotations) words += (words.empty() ? "" : "；") + one;
      out.Member("words", words);
      out.EndObject();
    }
  }
  out.EndArray();
  out.Key("nearest");
  out.BeginArray();
  const std::string outcome = OutcomeOf(done);
  if (!silent && outcome != "pay") WriteNearest(out, model, wanted);
  out.EndArray();
}

void WriteParametersOn(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place, std::optional<Date> on,
                       const std::string& county = {}) {
  out.Key("parameters");
  out.BeginArray();
  for (const auto& parameter : rule.parameters) {
    for (const auto& value : parameter.values) {
      if (on && &value != parameter.On(*on, county)) continue;
      out.BeginObject();
      out.Member("name", parameter.name);
      out.Member("value", value.value);
      out.Member("from", value.from.ToString());
      out.Member("to", value.to ? std::optional(value.to->ToString()) : std::nullopt);
      out.Member("unit", value.unit);
      out.Member("county", value.county);
      out.Member("county_name", value.county.empty() ? "" : place(std::stoll(value.county) * 1'000'000));
      out.Member("article", value.article);
      out.Member("document", value.document);
      out.Member("floor", value.floor);
      out.Member("cap", value.cap);
      out.EndObject();
    }
  }
  out.EndArray();
}

void WriteArticle(json::Writer& out, const subsidies::Rule& rule) {
  out.Member("title", rule.title);
  out.Member("article", rule.article);
  out.Member("document", rule.document);
  out.Member("article_text", rule.article_text);
  out.Member("version", rule.version);
  out.Member("valid_from", rule.valid_from.ToString());
  out.Member("valid_to", rule.valid_to ? std::optional(rule.valid_to->ToString()) : std::nullopt);
}

}  // namespace

void WriteExplanation(json::Writer& out, const Replayed& replayed, const PlaceName& place,
                      const std::function<std::string(const std::string&)>& name_of) {
  const auto& rule = VersionOf(replayed);
  Subject subject;
  Date anchor;
  const policy::Context asked = InputsFor(replayed, rule, subject, anchor);
  WriteArticle(out, rule);
  out.Member("anchor", anchor.ToString());
  WriteParametersOn(out, rule, place, anchor, subsidies::CountyOf(rule, subject));
  WriteInputs(out, replayed, rule, subject, asked, anchor, place);
  WriteStaff(out, replayed, rule, name_of);
  WriteRows(out, rule, replayed.model, asked);
  out.Key("grants");
  out.BeginArray();
  for (const auto& grant : replayed.snapshot.grants) {
    out.BeginObject();
    out.Member("rule", grant.rule);
    out.Member("period", grant.period);
    out.Member("amount_fen", grant.amount_fen);
    out.EndObject();
  }
  out.EndArray();
}

void WriteParameters(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place) {
  WriteParametersOn(out, rule, place, std::nullopt);
}

std::vector<std::string> ClaimFieldsOf(const subsidies::Rule& rule) {
  static constexpr std::pair<std::string_view, std::string_view> kReads[] = {
      {"fare", "amount_fen"},         {"claimed", "amount_fen"},     {"receipts", "receipts"},
      {"shows_", "certificate"},      {"has_period", "period_from"}, {"has_period", "period_to"},
      {"year_number", "period_from"}, {"year_number", "period_to"},  {"course_days", "course_days"},
      {"standard", "standard_fen"},   {"tracked", "tracking_to"},    {"has_broker", "broker"},
      {"fee_taken", "fee_taken"}};
  std::vector<std::string> fields = {"event_on", "received_on", "paid_before_fen"};
  const auto add = [&](std::string_view field) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.emplace_back(field);
  };
  for (const auto& element : rule.model->Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    for (const auto& [input, field] : kReads) {
      if (element.name == input || (input.back() == '_' && StartsWith(element.name, input))) add(field);
    }
    // Days attended may stand for the dates of a course (modules/subsidies/inputs.cc).
    if (element.name == "has_period" && rule.needs_months > 0) add("course_days");
  }
  if (rule.payee == "broker") add("broker");
  if (rule.payee != "person") add("payee_name");
  add("payee_account");
  return fields;
}

void WriteRule(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place) {
  out.Member("id", rule.id);
  WriteArticle(out, rule);
  out.Member("payee", rule.payee);
  out.Member("payer", rule.payer);
  out.Member("pool", rule.pool);
  out.Member("subject", rule.subject);
  out.Member("region", rule.region);
  out.Member("needs_months", static_cast<std::int64_t>(rule.needs_months));
  out.Key("documents");
  out.BeginArray();
  for (const auto& document : rule.documents) out.Text(document);
  out.EndArray();
  out.Key("claim_fields");
  out.BeginArray();
  for (const auto& field : ClaimFieldsOf(rule)) out.Text(field);
  out.EndArray();
  WriteParameters(out, rule, place);
}

Status WriteGrid(json::Writer& out, const subsidies::Rule& rule) {
  const auto text = TRY(ReadRuleText(rule));
  const auto grid = TRY(subsidies::ReadGrid(text.model));
  out.Member("hit_policy", grid.hit_policy);
  const auto heads = [&](const char* key, const std::vector<subsidies::GridHead>& listed) {
    out.Key(key);
    out.BeginArray();
    for (const auto& head : listed) {
      out.BeginObject();
      out.Member("name", head.name);
      out.Member("label", head.label.empty() ? LabelOf(head.name) : head.label);
      out.EndObject();
    }
    out.EndArray();
  };
  heads("inputs", grid.inputs);
  heads("outputs", grid.outputs);
  heads("annotations", grid.annotations);
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : grid.rows) {
    out.BeginObject();
    out.Member("id", row.id);
    for (const auto& [key, cells] : {std::pair("when", &row.when), {"then", &row.then}, {"notes", &row.notes}}) {
      out.Key(key);
      out.BeginArray();
      for (const auto& cell : *cells) out.Text(cell);
      out.EndArray();
    }
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

}  // namespace gq::claims
