// docs/reference/permissions.md says what the code does: its tables are made here and compared. After a change of
// roles, routes or visibility: GQ_RENEW_DOCS=1 scopes_test --gtest_filter='PermissionsDocument*' writes them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "kits/db/test_support.h"
#include "modules/org/roles.h"
#include "modules/people/visibility.h"
#include "tests/scopes/world.h"

namespace gq::scopes {
namespace {

const char kPath[] = "docs/reference/permissions.md";

std::set<std::string> Words(std::string_view text, char separator) {
  std::set<std::string> words;
  std::istringstream in{std::string(text)};
  for (std::string word; std::getline(in, word, separator);) {
    if (!word.empty()) words.insert(word);
  }
  return words;
}

std::string RolesTable() {
  std::string table = "| role | 中文 | permissions |\n| --- | --- | --- |\n";
  for (const auto& role : org::Roles()) {
    table += "| `" + std::string(role.code) + "` | " + std::string(role.zh) + " |";
    for (const auto& permission : Words(role.permissions, ' ')) table += " " + permission;
    table += " |\n";
  }
  return table;
}

std::string RoutesTable(const http::Router& router) {
  std::map<std::string, std::vector<std::string>> routes;
  for (const auto& role : org::Roles()) {
    for (const auto& permission : Words(role.permissions, ' ')) routes[permission];
  }
  for (const auto& route : router.routes()) {
    for (const auto& permission : Words(route.permission, '|')) {
      if (routes.count(permission) > 0) routes[permission].push_back(route.method + " " + route.path);
    }
  }
  std::string table = "| permission | routes that ask for it |\n| --- | --- |\n";
  for (const auto& [permission, asking] : routes) {
    table += "| `" + permission + "` | ";
    for (std::size_t i = 0; i < asking.size(); ++i) table += (i == 0 ? "`" : ", `") + asking[i] + "`";
    table += asking.empty() ? "none by itself: asked inside of a route |\n" : " |\n";
  }
  return table;
}

std::string VisibilityTableText() {
  std::string table = "| group or field |", line = "| --- |";
  for (int stand = 0; stand < people::kStands; ++stand) {
    table += " `" + std::string(people::Name(static_cast<people::Stand>(stand))) + "` |";
    line += " --- |";
  }
  table += "\n" + line + "\n";
  for (const auto& row : people::VisibilityTable()) {
    table += "| `" + std::string(row.key) + "` |";
    for (const bool seen : row.seen) table += seen ? " yes |" : " – |";
    table += "\n";
  }
  return table;
}

// The text of kPath with the block `name` replaced.
std::string WithBlock(const std::string& text, const std::string& name, const std::string& block) {
  const std::string begin = "<!-- " + name + " -->\n", end = "<!-- end -->";
  const auto from = text.find(begin);
  EXPECT_NE(from, std::string::npos) << kPath << " has no " << begin;
  if (from == std::string::npos) return text;
  const auto to = text.find(end, from);
  EXPECT_NE(to, std::string::npos) << kPath << ": " << name << " does not end";
  return text.substr(0, from + begin.size()) + block + text.substr(to);
}

TEST(PermissionsDocument, SaysWhatTheCodeDoes) {
  World world(db::Dialect::kSqlite);
  std::ifstream in(kPath);
  ASSERT_TRUE(in) << kPath;
  std::stringstream read;
  read << in.rdbuf();
  std::string wanted = WithBlock(read.str(), "roles", RolesTable());
  wanted = WithBlock(wanted, "routes", RoutesTable(world.router()));
  wanted = WithBlock(wanted, "groups", VisibilityTableText());
  if (std::getenv("GQ_RENEW_DOCS") != nullptr) {
    std::ofstream(kPath) << wanted;
    return;
  }
  EXPECT_EQ(read.str(), wanted) << "GQ_RENEW_DOCS=1 scopes_test --gtest_filter='PermissionsDocument*' writes it";
}

}  // namespace
}  // namespace gq::scopes
