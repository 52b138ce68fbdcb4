#include "modules/subsidies/publication.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "base/text.h"
#include "kits/crypto/bytes.h"
#include "kits/file/file.h"

namespace gq::subsidies {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;

// Line ends are no change.
Result<std::string> TextOf(const fs::path& path) {
  std::string text = TRY(file::ReadHead(path.string(), kFileBytesMax));
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return text;
}

// Everything in rule.toml that may not change, comments and order of the lines aside: tables are sorted by key.
Result<std::string> TermsOf(const fs::path& path) {
  toml::table table;
  try {
    table = toml::parse(TRY(TextOf(path)));
  } catch (const toml::parse_error& error) {
    return Fail(kBadRule, path.string() + "：第 " + std::to_string(error.source().begin.line) + " 行写法不对");
  }
  for (const char* name : {"parameters", "valid_to", "repealed_by"}) table.erase(name);
  std::ostringstream text;
  text << toml::json_formatter(table);
  return text.str();
}

Status AddParts(const Rule& rule, PublishedParts* parts) {
  const std::string key = rule.id + " " + rule.version + " ";
  (*parts)[key + "model"] = crypto::Sha256Hex(TRY(TextOf(fs::path(rule.folder) / "rule.dmn")));
  (*parts)[key + "terms"] = crypto::Sha256Hex(TRY(TermsOf(fs::path(rule.folder) / "rule.toml")));
  // An end is a part of its own: added once, it may not be moved.
  if (rule.valid_to) (*parts)[key + "end"] = crypto::Sha256Hex(rule.valid_to->ToString() + "\n" + rule.repealed_by);
  for (const Parameter& parameter : rule.parameters) {
    for (const ParameterValue& value : parameter.values) {
      const std::string name = key + PartNameOf(parameter, value);
      (*parts)[name] = crypto::Sha256Hex(value.value + "\n" + value.unit + "\n" + value.article + "\n" +
                                         value.document + "\n" + value.stated_floor + "\n" + value.stated_cap);
      if (value.to) (*parts)[name + "/end"] = crypto::Sha256Hex(value.to->ToString());
    }
  }
  return Ok();
}

Status WriteLock(const std::string& folder, const PublishedParts& parts) {
  std::string text = "# 已发布的规则：规则 版本 部分 sha256。由 gangqiao policy publish 添加，不要手改。\n";
  for (const auto& [key, hash] : parts) text += key + " " + hash + "\n";
  auto out = TRY(file::AtomicFile::Create((fs::path(folder) / kLockName).string()));
  TRY(out.Write(text));
  return out.Commit();
}

PublishedChange ChangeOf(PublishedChange::Kind kind, const std::string& key) {
  const auto words = Split(key, ' ');
  return {kind, std::string(words[0]), std::string(words[1]), std::string(words[2])};
}

}  // namespace

std::string PartNameOf(const Parameter& parameter, const ParameterValue& value) {
  std::string name = parameter.name + "@" + value.from.ToString();
  if (!value.county.empty()) name += "/" + value.county;
  if (value.year != 0) name += "/" + std::to_string(value.year);
  // Left open by the law: an amount from the same day may be added beside it.
  if (value.value.empty()) name += "/open";
  return name;
}

Result<PublishedParts> PartsOf(const Rules& rules) {
  PublishedParts parts;
  for (const auto& [id, rule] : rules) {
    TRY(AddParts(rule, &parts));
    for (const Rule& earlier : rule.earlier) TRY(AddParts(earlier, &parts));
  }
  return parts;
}

Result<PublishedParts> ReadLock(const std::string& folder) {
  PublishedParts parts;
  const fs::path path = fs::path(folder) / kLockName;
  std::error_code error;
  if (!fs::exists(path, error)) return parts;
  const std::string text = TRY(TextOf(path));
  std::size_t number = 0;
  for (const std::string_view line : Split(text, '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const auto words = Split(line, ' ');
    if (words.size() != 4 || words[3].size() != 64)
      return Fail(kBadRule, path.string() + " 第 " + std::to_string(number) + " 行写法不对",
                  "此文件由 gangqiao policy publish 写成，请从版本库恢复");
    parts[std::string(words[0]) + " " + std::string(words[1]) + " " + std::string(words[2])] = std::string(words[3]);
  }
  return parts;
}

std::vector<PublishedChange> Compare(const PublishedParts& lock, const PublishedParts& now) {
  using Kind = PublishedChange::Kind;
  std::vector<PublishedChange> changes;
  for (const auto& [key, hash] : lock) {
    const auto found = now.find(key);
    if (found == now.end())
      changes.push_back(ChangeOf(Kind::kRemoved, key));
    else if (found->second != hash)
      changes.push_back(ChangeOf(Kind::kChanged, key));
  }
  for (const auto& [key, hash] : now) {
    if (lock.count(key) == 0) changes.push_back(ChangeOf(Kind::kNew, key));
  }
  return changes;
}

Result<std::size_t> Publish(const std::string& folder) {
  const Rules rules = TRY(LoadRules(folder));
  const PublishedParts now = TRY(PartsOf(rules));
  PublishedParts lock = TRY(ReadLock(folder));
  std::size_t added = 0;
  for (const PublishedChange& change : Compare(lock, now)) {
    if (change.kind != PublishedChange::Kind::kNew)
      return Fail(kBadRule, change.rule + " 版本 " + change.version + " 已发布的内容（" + change.part + "）有改动",
                  "恢复原文；要改规则，请另建文件夹写新版本，并给旧版本写 valid_to");
    ++added;
  }
  TRY(WriteLock(folder, now));
  return added;
}

Status AddToLock(const std::string& folder, const PublishedParts& parts) {
  PublishedParts lock = TRY(ReadLock(folder));
  for (const auto& [key, hash] : parts) {
    if (lock.emplace(key, hash).first->second != hash)
      return Fail(kBadRule, "published.lock 里已有不同的 " + key, "请核对规则文件夹与发布记录");
  }
  return WriteLock(folder, lock);
}

}  // namespace gq::subsidies
