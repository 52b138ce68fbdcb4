// The files of a draft: written into a folder of their own, checked and loaded from there.
#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "kits/crypto/bytes.h"
#include "modules/rule_drafts/drafts.h"
#include "modules/subsidies/bounds.h"
#include "modules/subsidies/publication.h"
#include "modules/subsidies/rule_files.h"

namespace gq::rule_drafts {

namespace fs = std::filesystem;
using subsidies::Parameter, subsidies::ParameterValue, subsidies::Rule, subsidies::RuleCheck, subsidies::Rules;
using subsidies::ReadText, subsidies::TemporaryFolder, subsidies::TomlQuoted, subsidies::WithKey, subsidies::WithLines,
    subsidies::WriteText;

namespace {

Result<std::string> AddedText(const Rule& rule, const RuleDraft& draft) {
  std::string out;
  for (const auto& value : AddedOf(draft)) {
    const auto parameter = std::find_if(rule.parameters.begin(), rule.parameters.end(),
                                        [&](const Parameter& one) { return one.name == value.parameter; });
    if (parameter == rule.parameters.end())
      return Fail(kBadInput, "规则 " + rule.id + " 没有参数 " + value.parameter, "请从列表里选");
    if (!value.from) return Fail(kBadInput, "参数 " + value.parameter + " 没有写自何日起", "请填日期");
    const ParameterValue* law = subsidies::LawOn(*parameter, *value.from);
    for (const auto& one : parameter->values) {  // before the first: that one
      if (law == nullptr && one.county.empty()) law = &one;
    }
    if (law == nullptr) return Fail(kBadInput, "参数 " + value.parameter + " 没有本级的值", "请在文件里改");
    out += "\n[[parameters." + value.parameter + "]]\nfrom = \"" + value.from->ToString() + "\"\n";
    const auto add = [&](const char* key, const std::string& text) -> Status {
      if (!text.empty()) out += std::string(key) + " = " + TRY(TomlQuoted(text)) + "\n";
      return Ok();
    };
    TRY(add("value", value.value));
    TRY(add("unit", law->unit));
    TRY(add("article", value.article.empty() ? law->article : value.article));
    TRY(add("document", value.document.empty() ? law->document : value.document));
    if (!draft.county.empty()) continue;  // the law's bounds hold for a county anyway
    TRY(add("floor", law->floor));
    TRY(add("cap", law->cap));
  }
  return out;
}

Result<const Rule*> BaseOf(const Rules& rules, const RuleDraft& draft) {
  const auto rule = rules.find(draft.rule);
  if (rule == rules.end()) return Fail(kNotFound, "没有规则 " + draft.rule);
  return &rule->second;
}

Status CopyVersion(const Rule& rule, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  fs::copy(rule.folder, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  if (error) return Fail(kIo, "读不了规则 " + rule.id + " 的文件夹");
  return Ok();
}

Status LayDraft(const Rules& rules, const RuleDraft& draft, const fs::path& folder) {
  const Files files = TRY(FilesOf(rules, draft));
  TRY(WriteText(folder / "rule.dmn", files.model));
  TRY(WriteText(folder / "rule.toml", files.terms));
  if (!draft.cases.empty()) TRY(WriteText(folder / "cases.csv", draft.cases));
  if (draft.county.empty()) return Ok();
  std::error_code error;
  fs::create_directories(folder / "counties", error);
  return WriteText(folder / "counties" / (draft.county + ".toml"), files.county);
}

}  // namespace

bool TableChanged(const RuleDraft& draft) { return crypto::Sha256Hex(draft.model) != draft.base_hash; }

bool IsNewVersion(const RuleDraft& draft) { return !draft.new_version.empty() && draft.starts_on.has_value(); }

Result<Files> FilesOf(const Rules& rules, const RuleDraft& draft) {
  const Rule& base = *TRY(BaseOf(rules, draft));
  Files files{draft.model, TRY(ReadText(fs::path(base.folder) / "rule.toml")), {}, {}};
  if (draft.state == "published") return files;  // its values stand in the file already
  files.added = TRY(AddedText(base, draft));
  if (IsNewVersion(draft)) {
    files.terms = WithKey(files.terms, "version", TRY(TomlQuoted(draft.new_version)));
    files.terms = WithKey(files.terms, "valid_from", "\"" + draft.starts_on->ToString() + "\"");
  }
  if (draft.county.empty()) {
    files.terms = WithLines(std::move(files.terms), files.added);
    return files;
  }
  const fs::path own = fs::path(base.folder) / "counties" / (draft.county + ".toml");
  std::error_code error;
  if (fs::exists(own, error)) files.county = TRY(ReadText(own));
  files.county = WithLines(std::move(files.county), files.added);
  return files;
}

Result<std::string> CasesOf(const Rules& rules, const RuleDraft& draft) {
  if (!draft.cases.empty()) return draft.cases;
  const fs::path path = fs::path(TRY(BaseOf(rules, draft))->folder) / "cases.csv";
  std::error_code error;
  if (!fs::exists(path, error)) return std::string();
  return ReadText(path);
}

// base/, earlier0/ ..., draft/.
Status Lay(const Rules& rules, const RuleDraft& draft, const std::string& to) {
  const fs::path folder = to;
  const Rule& base = *TRY(BaseOf(rules, draft));
  for (std::size_t i = 0; i < base.earlier.size(); ++i)
    TRY(CopyVersion(base.earlier[i], folder / ("earlier" + std::to_string(i))));
  TRY(CopyVersion(base, folder / "draft"));
  if (IsNewVersion(draft)) {
    TRY(CopyVersion(base, folder / "base"));
    if (!base.valid_to && *draft.starts_on > base.valid_from) {
      const std::string last = "\"" + draft.starts_on->AddDays(-1).ToString() + "\"";
      const fs::path terms = folder / "base" / "rule.toml";
      TRY(WriteText(terms, WithKey(TRY(ReadText(terms)), "valid_to", last, "valid_from")));
    }
  }
  TRY(LayDraft(rules, draft, folder / "draft"));
  std::string lock;
  const std::string whole = ReadText(fs::path(rules.folder) / subsidies::kLockName).value_or("");
  for (const std::string_view line : Split(whole, '\n')) {
    if (line.substr(0, draft.rule.size() + 1) == draft.rule + " ") lock += std::string(line) + "\n";
  }
  return lock.empty() ? Ok() : WriteText(folder / subsidies::kLockName, lock);
}

Result<RuleCheck> Check(const Rules& rules, const RuleDraft& draft, std::optional<Date> today) {
  const Rule& base = *TRY(BaseOf(rules, draft));
  const TemporaryFolder folder("draft");
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  TRY(Lay(rules, draft, folder.path.string()));
  RuleCheck check = TRY(subsidies::CheckRules(folder.path.string(), today));
  std::vector<subsidies::RuleFinding> findings;
  if (base.version != draft.base_version)
    findings.push_back({"rule.toml", "version",
                        "起草时施行的是版本 " + draft.base_version + "，现在是 " + base.version + "：请重新起草"});
  if (!draft.county.empty() && (TableChanged(draft) || IsNewVersion(draft)))
    findings.push_back(
        {"rule.toml", "version", "县里只能定参数，不能改决策表、另立版本（A11）：请选“全部适用”，或恢复原表"});
  for (const auto& value : AddedOf(draft)) {
    if (Trim(value.value).empty())
      findings.push_back({"rule.toml", "parameter", "参数 " + value.parameter + " 没有写数：请填新的值，或删去这一段"});
  }
  for (const auto& value : AddedOf(draft)) {  // the county's own document, not the one it departs from
    if (!draft.county.empty() && (value.article.empty() || value.document.empty()))
      findings.push_back({"rule.toml", "parameter", "参数 " + value.parameter + " 没有写本县的依据：请填条款和文号"});
  }
  if (TableChanged(draft) && !IsNewVersion(draft))
    findings.push_back({"rule.toml", "version", "决策表改了，须写新的版本和施行日：发布过的版本不能改"});
  for (auto& finding : check.findings) {
    const fs::path file(finding.file);
    const bool of_draft = finding.file.substr(0, 6) == "draft/";
    if (finding.kind == "published" && !finding.error) continue;
    if (finding.kind == "published" && TableChanged(draft) && !IsNewVersion(draft)) continue;  // said above
    if (!of_draft && (finding.file.substr(0, 5) == "base/" || finding.file.substr(0, 7) == "earlier")) continue;
    finding.file = file.filename().string();
    findings.push_back(std::move(finding));
  }
  check.findings = std::move(findings);
  return check;
}

Result<Rules> WithDraft(const Rules& current, const RuleDraft& draft) {
  const TemporaryFolder folder("draft");
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  TRY(Lay(current, draft, folder.path.string()));
  Rules loaded = TRY(subsidies::LoadRules(folder.path.string()));
  Rules with = current;
  with[draft.rule] = std::move(loaded.at(draft.rule));
  TRY(subsidies::SetGroups(current.groups_text, &with));
  return with;
}

}  // namespace gq::rule_drafts
