#include "modules/subsidies/overlay.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "kits/crypto/bytes.h"
#include "modules/subsidies/rule_files.h"

namespace gq::subsidies {

namespace fs = std::filesystem;

namespace {

// Folders of the versions: rule -> version -> folder.
using Folders = std::map<std::string, std::map<std::string, fs::path>>;

Folders FoldersOf(const Rules& rules) {
  Folders folders;
  for (const auto& [id, rule] : rules) {
    folders[id][rule.version] = rule.folder;
    for (const Rule& earlier : rule.earlier) folders[id][earlier.version] = earlier.folder;
  }
  return folders;
}

Result<PublishedParts> PartsIn(const std::map<std::string, fs::path>& versions) {
  PublishedParts parts;
  for (const auto& [version, folder] : versions) {
    Rules one;
    Rule rule = TRY(LoadRule(folder.string()));
    one.emplace(rule.id, std::move(rule));
    parts.merge(TRY(PartsOf(one)));
  }
  return parts;
}

tl::unexpected<Error> Unfit(const RulePublication& publication, const std::string& reason) {
  return Fail(kBadRule,
              "第 " + std::to_string(publication.seq) + " 次发布（" + publication.rule + " 版本 " +
                  publication.rule_version + "）：" + reason,
              "请核对规则文件夹与发布记录，恢复被改动的一方");
}

// Whether the folder says it already.
Result<bool> Holds(const RulePublication& publication, const PublishedParts& wanted, const PublishedParts& now) {
  std::size_t same = 0;
  for (const auto& [key, hash] : wanted) {
    const auto found = now.find(key);
    if (found == now.end()) continue;
    if (found->second != hash) return Unfit(publication, "规则文件夹里已有不同的 " + key);
    ++same;
  }
  if (same != 0 && same != wanted.size()) return Unfit(publication, "规则文件夹里只有它的一部分");
  return same != 0;
}

// "retention_award@2027-01-01" beside "retention_award".
fs::path FolderFor(const fs::path& base, const std::string& version) {
  const std::string name = base.filename().string();
  return base.parent_path() / (name.substr(0, name.find('@')) + "@" + version);
}

Status AddVersion(const RulePublication& publication, const fs::path& base, const fs::path& to, bool ends_base) {
  std::error_code error;
  if (fs::exists(to, error)) return Unfit(publication, "文件夹 " + to.filename().string() + " 已另有用处");
  fs::copy(base, to, fs::copy_options::recursive, error);
  if (error) return Fail(kIo, "写不了文件夹 " + to.string());
  TRY(WriteText(to / "rule.dmn", publication.model));
  TRY(WriteText(to / "rule.toml", publication.terms));
  if (!publication.cases.empty()) TRY(WriteText(to / "cases.csv", publication.cases));
  if (!ends_base) return Ok();
  const std::string last = "\"" + publication.starts_on->AddDays(-1).ToString() + "\"";
  const fs::path terms = base / "rule.toml";
  return WriteText(terms, WithKey(TRY(ReadText(terms)), "valid_to", last, "valid_from"));
}

Status Apply(const RulePublication& publication, const PublishedParts& wanted,
             std::map<std::string, fs::path>& versions) {
  const auto base = versions.find(publication.base_version);
  if (base == versions.end()) return Unfit(publication, "没有它所依据的版本 " + publication.base_version);
  const fs::path folder = base->second;
  if (publication.kind == kNewVersion) {
    if (!publication.starts_on) return Unfit(publication, "没有施行日");
    const fs::path to = FolderFor(folder, publication.rule_version);
    const bool ends_base = wanted.count(publication.rule + " " + publication.base_version + " end") != 0;
    TRY(AddVersion(publication, folder, to, ends_base));
    versions[publication.rule_version] = to;
    return Ok();
  }
  fs::path terms = folder / "rule.toml";
  std::string text;
  if (publication.kind == kOfCounty) {
    std::error_code error;
    fs::create_directories(folder / "counties", error);
    terms = folder / "counties" / (publication.county + ".toml");
    if (fs::exists(terms, error)) text = TRY(ReadText(terms));
  } else {
    text = TRY(ReadText(terms));
  }
  TRY(WriteText(terms, WithLines(std::move(text), publication.terms)));
  return publication.cases.empty() ? Ok() : WriteText(folder / "cases.csv", publication.cases);
}

}  // namespace

std::string ToText(const PublishedParts& parts) {
  std::string text;
  for (const auto& [key, hash] : parts) text.append(key).append(" ").append(hash).append("\n");
  return text;
}

Result<PublishedParts> PartsFrom(std::string_view text) {
  PublishedParts parts;
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty()) continue;
    const auto words = Split(line, ' ');
    if (words.size() != 4) return Fail(kBadRule, "发布记录的指纹写法不对");
    parts[std::string(line.substr(0, line.rfind(' ')))] = std::string(words[3]);
  }
  return parts;
}

std::string HashOf(const RulePublication& publication) {
  std::string text = std::to_string(publication.seq);
  const std::string starts_on = publication.starts_on ? publication.starts_on->ToString() : std::string();
  for (const std::string* part :
       {&publication.previous_hash, &publication.rule, &publication.rule_version, &publication.kind,
        &publication.county, &publication.base_version, &starts_on, &publication.model, &publication.terms,
        &publication.cases, &publication.parts, &publication.article, &publication.document, &publication.note,
        &publication.drafted_by, &publication.approved_by})
    text += "\n" + std::to_string(part->size()) + "\n" + *part;
  return crypto::Sha256Hex(text);
}

Status CheckChain(const std::vector<RulePublication>& publications) {
  std::string before;
  for (std::size_t i = 0; i < publications.size(); ++i) {
    const RulePublication& one = publications[i];
    if (one.seq != static_cast<std::int64_t>(i) + 1) return Unfit(one, "它前面缺一次发布");
    if (one.previous_hash != before || one.hash != HashOf(one)) return Unfit(one, "发布记录与指纹不符，被改动过");
    before = one.hash;
  }
  return Ok();
}

Result<std::size_t> LayOver(const std::string& folder, const std::vector<RulePublication>& publications) {
  if (publications.empty()) return std::size_t{0};
  Folders folders = FoldersOf(TRY(LoadRules(folder)));
  PublishedParts added;
  std::size_t laid = 0;
  for (const RulePublication& publication : publications) {
    auto& versions = folders[publication.rule];
    if (versions.empty()) return Unfit(publication, "规则文件夹里没有这条规则");
    const PublishedParts wanted = TRY(PartsFrom(publication.parts));
    if (!TRY(Holds(publication, wanted, TRY(PartsIn(versions))))) {
      TRY(Apply(publication, wanted, versions));
      const PublishedParts now = TRY(PartsIn(versions));
      for (const auto& [key, hash] : wanted) {
        const auto found = now.find(key);
        if (found == now.end() || found->second != hash) return Unfit(publication, key + " 与发布时不同");
      }
      ++laid;
    }
    added.insert(wanted.begin(), wanted.end());
  }
  TRY(AddToLock(folder, added));
  return laid;
}

}  // namespace gq::subsidies
