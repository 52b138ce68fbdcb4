#include "modules/subsidies/current_rules.h"

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "modules/subsidies/overlay.h"
#include "modules/subsidies/rule_files.h"

namespace gq::subsidies {

namespace {

namespace fs = std::filesystem;

const gq::Scope& Program() {
  static const gq::Scope scope = gq::Scope::System("system:rules");
  return scope;
}

// Changes whenever a file of the rules does.
std::string StampOf(const std::string& folder) {
  std::string stamp = folder;
  std::error_code error;
  std::vector<std::string> parts;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error)) continue;
    parts.push_back(entry.path().string() + std::to_string(entry.last_write_time(error).time_since_epoch().count()) +
                    std::to_string(entry.file_size(error)));
  }
  std::sort(parts.begin(), parts.end());
  for (const auto& part : parts) stamp += part;
  return stamp;
}

// Of the last publication; empty when there is none. It stands for all of them (CheckChain).
Result<std::string> HeadOf(Store& store) {
  std::string head;
  TRY(store.Query(Program(), "{shared}SELECT hash FROM rule_publication ORDER BY seq DESC LIMIT 1", {},
                  [&](const db::Row& row) {
                    head = row.String(0);
                    return Ok();
                  }));
  return head;
}

// A folder of their own holds files and publications together, and lives as long as the rules.
Result<Rules> Together(const std::string& folder, const std::vector<RulePublication>& publications) {
  TRY(CheckChain(publications));
  const auto own = std::make_shared<const TemporaryFolder>("published");
  if (own->path.empty()) return Fail(kIo, "建不了临时文件夹");
  std::error_code error;
  fs::copy(folder, own->path, fs::copy_options::recursive, error);
  if (error) return Fail(kIo, "读不了规则文件夹 " + folder);
  TRY(LayOver(own->path.string(), publications));
  Rules rules = TRY(LoadRules(own->path.string()));
  rules.holds = own;
  return rules;
}

struct Known {
  std::string files, head, own;  // stamps of the program's folder and of one made for them
  std::shared_ptr<const Rules> rules;
};

}  // namespace

Result<std::vector<RulePublication>> Publications(Store& store) {
  return store.Select<RulePublication>(Program(), "1 = 1 ORDER BY p.seq");
}

Result<std::shared_ptr<const Rules>> CurrentRules(Store& store) {
  static std::mutex mutex;
  static Known known;
  const std::string head = TRY(HeadOf(store));
  const std::string folder = FindRulesFolder();
  std::string files = StampOf(folder);
  {
    const std::lock_guard lock(mutex);
    // The folder for temporary files is others' too: what is gone from it is made again.
    if (known.rules != nullptr && known.files == files && known.head == head &&
        (head.empty() || StampOf(known.rules->folder) == known.own))
      return known.rules;
  }
  // Not under the lock: a thread that waits for it may hold the connection that this one waits for.
  const auto publications = head.empty() ? std::vector<RulePublication>() : TRY(Publications(store));
  const std::lock_guard lock(mutex);
  auto rules =
      std::make_shared<const Rules>(head.empty() ? TRY(LoadRules(folder)) : TRY(Together(folder, publications)));
  known = {std::move(files), publications.empty() ? std::string() : publications.back().hash,
           head.empty() ? std::string() : StampOf(rules->folder), rules};
  return rules;
}

}  // namespace gq::subsidies
