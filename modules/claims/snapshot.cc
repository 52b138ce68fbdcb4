#include "modules/claims/snapshot.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <type_traits>

#include "kits/crypto/bytes.h"
#include "kits/file/file.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"

namespace gq::claims {

namespace fs = std::filesystem;
using subsidies::Budget, subsidies::Claim, subsidies::Fact, subsidies::Grant, subsidies::GroupPeriod;

namespace {

constexpr json::Limits kLimits{.bytes_max = std::size_t{64} << 20, .depth_max = 16};

// One list of members for writing and reading, so that nothing can be forgotten on one side.
template <typename T, typename V>
void Members(T& of, V&& each) {
  using Plain = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Plain, GroupPeriod>) {
    each("group", of.group), each("from", of.from), each("to", of.to);
  } else if constexpr (std::is_same_v<Plain, Fact>) {
    each("person", of.person), each("target_group", of.target_group), each("unit", of.unit);
    each("unit_name", of.unit_name), each("post", of.post), each("tier", of.tier);
    each("origin_region", of.origin_region), each("work_region", of.work_region);
    each("target_group_from", of.target_group_from), each("target_group_to", of.target_group_to);
    each("spell_start", of.spell_start), each("spell_end", of.spell_end);
    each("contract_start", of.contract_start), each("contract_end", of.contract_end);
    each("former_groups", of.former_groups), each("insured_from", of.insured_from), each("insured_to", of.insured_to);
    each("not_insured", of.not_insured), each("insured_conflict", of.insured_conflict);
    each("first_time_in", of.first_time_in), each("base_enterprise", of.base_enterprise);
    each("reserved_post", of.reserved_post), each("public_post", of.public_post), each("household", of.household);
  } else if constexpr (std::is_same_v<Plain, Claim>) {
    each("person", of.person), each("rule", of.rule), each("event_date", of.event_date), each("amount", of.amount);
    each("receipts", of.receipts), each("tracking_to", of.tracking_to), each("broker", of.broker);
    each("fee_taken", of.fee_taken), each("paid_before_fen", of.paid_before_fen);
    each("course_days", of.course_days), each("standard", of.standard), each("certificate", of.certificate);
    each("period_from", of.period_from), each("period_to", of.period_to), each("received_on", of.received_on);
  } else if constexpr (std::is_same_v<Plain, Grant>) {
    each("person", of.person), each("rule", of.rule), each("unit", of.unit), each("pool", of.pool);
    each("period", of.period), each("event_date", of.event_date), each("amount_fen", of.amount_fen);
    each("due_fen", of.due_fen), each("later", of.later);
  } else if constexpr (std::is_same_v<Plain, Budget>) {
    each("pool", of.pool), each("fen", of.fen), each("year", of.year), each("admission", of.admission);
    each("priority", of.priority), each("carry_over", of.carry_over);
  } else if constexpr (std::is_same_v<Plain, Snapshot::Used>) {
    each("rule", of.rule), each("model", of.model_hash), each("parameters", of.parameters_hash);
  } else {
    static_assert(std::is_same_v<Plain, Snapshot>);
    each("as_of", of.as_of), each("rules", of.rules), each("claim", of.claim), each("facts", of.facts);
    each("grants", of.grants), each("budgets", of.budgets), each("groups", of.groups);
    if (!std::is_const_v<T> || of.wording != 0) each("wording", of.wording);  // older texts keep their bytes
  }
}

template <typename T>
void Write(json::Writer& out, const std::optional<T>& value);
template <typename T>
void Write(json::Writer& out, const std::vector<T>& values);
template <typename T>
Status Read(const json::Node& node, std::optional<T>& value);
template <typename T>
Status Read(const json::Node& node, std::vector<T>& values);

template <typename T>
void Write(json::Writer& out, const T& value) {
  if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, gq::Month>) {
    out.Text(value.ToString());
  } else if constexpr (std::is_enum_v<T>) {
    out.Value(static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, std::string> || std::is_arithmetic_v<T>) {
    out.Value(value);
  } else {
    out.BeginObject();
    Members(value, [&](const char* name, const auto& member) {
      out.Key(name);
      Write(out, member);
    });
    out.EndObject();
  }
}
template <typename T>
void Write(json::Writer& out, const std::optional<T>& value) {
  if (value)
    Write(out, *value);
  else
    out.Null();
}
template <typename T>
void Write(json::Writer& out, const std::vector<T>& values) {
  out.BeginArray();
  for (const auto& value : values) Write(out, value);
  out.EndArray();
}

template <typename T>
Status Read(const json::Node& node, T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    value = TRY(node.Text(1 << 20));
  } else if constexpr (std::is_same_v<T, bool>) {
    value = TRY(node.Bool());
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(TRY(node.Integer(0, 16)));
  } else if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(TRY(node.Integer()));
  } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, gq::Month>) {
    const auto parsed = T::Parse(TRY(node.Text(20)));
    if (!parsed) return node.Refuse("日期不对");
    value = *parsed;
  } else {
    Status status;
    Members(value, [&](const char* name, auto& member) {
      if (!status) return;
      const auto found = node.Find(name);
      if (found) status = Read(*found, member);
    });
    return status;
  }
  return Ok();
}
template <typename T>
Status Read(const json::Node& node, std::optional<T>& value) {
  T inner{};
  TRY(Read(node, inner));
  value = std::move(inner);
  return Ok();
}
template <typename T>
Status Read(const json::Node& node, std::vector<T>& values) {
  for (const auto& item : TRY(node.Items())) TRY(Read(item, values.emplace_back()));
  return Ok();
}

Result<std::string> ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(kIo, "读不了规则文件 " + path.filename().string());
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// A folder of its own that goes when the rules are loaded.
struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "gangqiao-rules-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path.empty()) fs::remove_all(path, error);
  }
};

Status WriteText(const fs::path& path, std::string_view text) {
  auto file = TRY(file::AtomicFile::Create(path.string()));
  TRY(file.Write(text));
  return file.Commit();
}

}  // namespace

Result<RuleText> ReadRuleText(const subsidies::Rule& rule) {
  RuleText text{rule.id, rule.version, {}, {}, {}, {}};
  for (const auto& name : rule.files) {
    const std::string content = TRY(ReadWhole(fs::path(rule.folder) / name));
    if (name == "rule.dmn") {
      text.model = content;
    } else {
      text.parameters += "== " + name + " " + std::to_string(content.size()) + "\n" + content;
    }
  }
  text.model_hash = crypto::Sha256Hex(text.model);
  text.parameters_hash = crypto::Sha256Hex(text.parameters);
  return text;
}

std::string ToText(const Snapshot& snapshot) {
  json::Writer out;
  Write(out, snapshot);
  return std::move(out).Take();
}

Result<Snapshot> SnapshotFrom(std::string_view text) {
  const auto document = TRY(json::Parse(text, kLimits));
  Snapshot snapshot;
  snapshot.wording = 0;
  TRY(Read(document.root(), snapshot));
  return snapshot;
}

namespace {

// The files of RuleText::parameters below `folder`.
Status WriteParameters(const fs::path& folder, std::string_view bundle) {
  while (!bundle.empty()) {
    const auto end = bundle.find('\n');
    const std::string_view head = bundle.substr(0, end);
    const auto blank = head.rfind(' ');
    std::size_t size = 0;
    const bool whole = end != bundle.npos && head.substr(0, 3) == "== " && blank > 3 && blank != head.npos &&
                       std::from_chars(head.data() + blank + 1, head.data() + head.size(), size).ec == std::errc() &&
                       size <= bundle.size() - end - 1;
    const fs::path name = whole ? fs::path(head.substr(3, blank - 3)) : fs::path();
    if (!whole || name.is_absolute() || std::find(name.begin(), name.end(), "..") != name.end())
      return Fail(kReplay, "规则的参数读不回来");
    std::error_code error;
    fs::create_directories((folder / name).parent_path(), error);
    TRY(WriteText(folder / name, bundle.substr(end + 1, size)));
    bundle.remove_prefix(end + 1 + size);
  }
  return Ok();
}

}  // namespace

Result<subsidies::Rules> RulesFrom(const Snapshot& snapshot,
                                   const std::function<Result<std::string>(const std::string& hash)>& text_of) {
  const TemporaryFolder folder;
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  for (std::size_t i = 0; i < snapshot.rules.size(); ++i) {
    const fs::path one = folder.path / std::to_string(i);
    fs::create_directory(one);
    const auto& used = snapshot.rules[i];
    for (const auto& hash : {used.model_hash, used.parameters_hash}) {
      const std::string text = TRY(text_of(hash));
      if (crypto::Sha256Hex(text) != hash)
        return Fail(kReplay, "规则 " + used.rule + " 当时的文本与指纹不符", "请核对 rule_text 是否被改动");
      TRY(hash == used.model_hash ? WriteText(one / "rule.dmn", text) : WriteParameters(one, text));
    }
  }
  auto rules = TRY(subsidies::LoadRules(folder.path.string(), {.as_before_bounds_held = snapshot.wording < 2}));
  TRY(subsidies::SetGroups(snapshot.groups, &rules));
  rules.budgets = snapshot.budgets;
  return rules;
}

Result<subsidies::Decision> Decide(const Snapshot& snapshot, const subsidies::Rules& rules) {
  subsidies::Rules used;
  for (const auto& one : snapshot.rules) {
    const auto found = rules.find(one.rule);
    if (found != rules.end()) used.insert(*found);
  }
  used.budgets = snapshot.budgets;
  TRY(subsidies::SetGroups(snapshot.groups, &used));
  subsidies::DecideOptions options;
  options.grants = snapshot.grants;
  options.own_basis = snapshot.wording > 0;
  auto decided = TRY(subsidies::DecideAll(snapshot.facts, {snapshot.claim}, used, snapshot.as_of, options));
  if (decided.rows.empty()) return Fail(kInternal, "核定没有给出结论");
  return std::move(decided.rows.front());
}

std::string ToText(const subsidies::Decision& decision) {
  json::Writer out;
  out.BeginObject();
  out.Member("rule", decision.rule);
  out.Member("version", decision.version);
  out.Member("outcome", subsidies::NameOf(decision.outcome));
  out.Member("amount_fen", decision.amount_fen);
  out.Member("due_fen", decision.due_fen);
  out.Member("payee", decision.payee);
  out.Member("payer", decision.payer);
  out.Member("pool", decision.pool);
  out.Member("unit", decision.unit);
  out.Member("event_date", decision.event_date ? std::optional(decision.event_date->ToString()) : std::nullopt);
  out.Member("rule_ids", decision.rule_ids);
  out.Member("reason", decision.reason);
  out.Member("missing", decision.missing);
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace gq::claims
