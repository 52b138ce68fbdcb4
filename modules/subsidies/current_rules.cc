#include "modules/subsidies/current_rules.h"

#include <algorithm>
#include <filesystem>
#include <mutex>

namespace gq::subsidies {

namespace {

namespace fs = std::filesystem;

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

}  // namespace

Result<std::shared_ptr<const Rules>> CurrentRules() {
  static std::mutex mutex;
  static std::string stamp;
  static std::shared_ptr<const Rules> rules;
  const std::string folder = FindRulesFolder();
  std::string now = StampOf(folder);
  const std::lock_guard lock(mutex);
  if (rules == nullptr || now != stamp) {
    rules = std::make_shared<const Rules>(TRY(LoadRules(folder)));
    stamp = std::move(now);
  }
  return rules;
}

}  // namespace gq::subsidies
