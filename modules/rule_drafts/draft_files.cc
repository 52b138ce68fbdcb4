// The files of a draft: written into a folder of their own, checked and loaded from there.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "kits/file/file.h"
#include "modules/claims/deciding.h"
#include "modules/rule_drafts/drafts.h"
#include "modules/subsidies/publication.h"

namespace gq::rule_drafts {

namespace fs = std::filesystem;
using subsidies::Parameter, subsidies::ParameterValue, subsidies::Rule, subsidies::RuleCheck, subsidies::Rules;

namespace {

constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;

struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "gangqiao-draft-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
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
Result<std::string> ReadText(const fs::path& path) { return file::ReadHead(path.string(), kFileBytesMax); }

// `text` as a TOML string.
Result<std::string> Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return Fail(kBadInput, "文字里有控制字符", "请重新填写");
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

bool SetsKey(std::string_view line, std::string_view key) {
  line = Trim(line);
  if (line.substr(0, key.size()) != key) return false;
  line = Trim(line.substr(key.size()));
  return !line.empty() && line.front() == '=';
}

// The lines before the first table of a TOML file with one key set; the rest as it was.
std::string WithKey(const std::string& toml, std::string_view key, const std::string& value,
                    std::string_view behind = {}) {
  std::string out;
  bool top = true, done = false;
  std::size_t at = 0;
  while (at < toml.size()) {
    const std::size_t end = std::min(toml.find('\n', at), toml.size() - 1) + 1;
    const std::string_view line = std::string_view(toml).substr(at, end - at);
    at = end;
    top = top && (Trim(line).empty() || Trim(line).front() != '[');
    if (top && !done && SetsKey(line, key)) {
      out += std::string(key) + " = " + value + "\n";
      done = true;
      continue;
    }
    out += line;
    if (top && !done && !behind.empty() && SetsKey(line, behind)) {
      if (out.back() != '\n') out += '\n';
      out += std::string(key) + " = " + value + "\n";
      done = true;
    }
  }
  return out;
}

Result<std::string> AddedText(const Rule& rule, const std::vector<AddedValue>& values) {
  std::string out;
  for (const auto& value : values) {
    const auto parameter = std::find_if(rule.parameters.begin(), rule.parameters.end(),
                                        [&](const Parameter& one) { return one.name == value.parameter; });
    if (parameter == rule.parameters.end())
      return Fail(kBadInput, "规则 " + rule.id + " 没有参数 " + value.parameter, "请从列表里选");
    if (!value.from) return Fail(kBadInput, "参数 " + value.parameter + " 没有写自何日起", "请填日期");
    const ParameterValue* law = nullptr;
    for (const auto& one : parameter->values) {
      if (one.county.empty() && (law == nullptr || one.from <= *value.from)) law = &one;
    }
    if (law == nullptr) return Fail(kBadInput, "参数 " + value.parameter + " 没有本级的值", "请在文件里改");
    out += "\n[[parameters." + value.parameter + "]]\nfrom = \"" + value.from->ToString() + "\"\n";
    const auto add = [&](const char* key, const std::string& text) -> Status {
      if (!text.empty()) out += std::string(key) + " = " + TRY(Quoted(text)) + "\n";
      return Ok();
    };
    TRY(add("value", value.value));
    TRY(add("unit", law->unit));
    TRY(add("article", value.article.empty() ? law->article : value.article));
    TRY(add("document", value.document.empty() ? law->document : value.document));
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

bool IsNewVersion(const RuleDraft& draft) { return !draft.new_version.empty() && draft.starts_on.has_value(); }

Status CopyVersion(const Rule& rule, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  fs::copy(rule.folder, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  if (error) return Fail(kIo, "读不了规则 " + rule.id + " 的文件夹");
  return Ok();
}

// All versions of the rule with the draft among them, and what is locked of them: base/, earlier0/ ..., draft/.
Status Lay(const RuleDraft& draft, const Rule& base, const fs::path& folder) {
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
  const Files files = TRY(FilesOf(draft));
  TRY(WriteText(folder / "draft" / "rule.dmn", files.model));
  TRY(WriteText(folder / "draft" / "rule.toml", files.terms));
  std::string lock;
  const std::string whole = ReadText(fs::path(subsidies::FindRulesFolder()) / subsidies::kLockName).value_or("");
  for (const std::string_view line : Split(whole, '\n')) {
    if (line.substr(0, draft.rule.size() + 1) == draft.rule + " ") lock += std::string(line) + "\n";
  }
  return lock.empty() ? Ok() : WriteText(folder / subsidies::kLockName, lock);
}

}  // namespace

bool TableChanged(const RuleDraft& draft) { return claims::HashOf(draft.model) != draft.base_hash; }

Result<Files> FilesOf(const RuleDraft& draft) {
  const auto rules = TRY(subsidies::CurrentRules());
  const Rule& base = *TRY(BaseOf(*rules, draft));
  Files files{draft.model, TRY(ReadText(fs::path(base.folder) / "rule.toml"))};
  if (IsNewVersion(draft)) {
    files.terms = WithKey(files.terms, "version", TRY(Quoted(draft.new_version)));
    files.terms = WithKey(files.terms, "valid_from", "\"" + draft.starts_on->ToString() + "\"");
  }
  const std::string added = TRY(AddedText(base, AddedOf(draft)));
  if (!added.empty() && !files.terms.empty() && files.terms.back() != '\n') files.terms += '\n';
  files.terms += added;
  return files;
}

Result<RuleCheck> Check(const RuleDraft& draft) {
  const auto rules = TRY(subsidies::CurrentRules());
  const Rule& base = *TRY(BaseOf(*rules, draft));
  const TemporaryFolder folder;
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  TRY(Lay(draft, base, folder.path));
  RuleCheck check = TRY(subsidies::CheckRules(folder.path.string()));
  std::vector<subsidies::RuleFinding> findings;
  if (base.version != draft.base_version)
    findings.push_back({"rule.toml", "version",
                        "起草时施行的是版本 " + draft.base_version + "，现在是 " + base.version + "：请重新起草"});
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
  const TemporaryFolder folder;
  if (folder.path.empty()) return Fail(kIo, "建不了临时文件夹");
  TRY(Lay(draft, *TRY(BaseOf(current, draft)), folder.path));
  Rules loaded = TRY(subsidies::LoadRules(folder.path.string()));
  Rules with = current;
  with[draft.rule] = std::move(loaded.at(draft.rule));
  TRY(subsidies::SetGroups(current.groups_text, &with));
  return with;
}

}  // namespace gq::rule_drafts
