// The fences of the source tree: who may include whom, what pure code must not touch, how long files may be, and words
// that have no place in the repository. Reads the files that git tracks; docs/explanation/architecture.md says why.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

// ---- exceptions; each with its reason ----

// Tests that need a layer above their own; they are built by that layer.
const std::set<std::string> kTestsOfALowerLayer = {
    "kits/store/store_test.cc",       // records of the people module; built by modules/schema
    "kits/store/list_query_test.cc",  // the same
};
// Threads inside an engine; the engine's README says how results stay the same for every number of them.
const std::set<std::string> kEngineThreads = {"engines/matching/thread_team.h", "engines/reconcile/parts.h",
                                              "engines/reconcile/stream.h"};
// Files above the limit: path -> its own limit. Empty is the goal.
const std::map<std::string, std::size_t> kLongFiles = {};
// MaintenanceAccess goes around every scope: sign-in, tables of a module's own, backups, verification. Add a file only
// with a reason.
const std::map<std::string, std::string> kMaintenanceAccess = {
    {"kits/store/store.h", "declares it"},
    {"modules/imports/apply.cc", "staging tables"},
    {"modules/imports/check.cc", "imports' own staging"},
    {"kits/store/verify.cc", "verification reads whole chains"},
    {"kits/store/rotation.cc", "a change of the key goes through every table"},
    {"apps/gangqiao/heads.cc", "heads of the chains"},
    {"apps/gangqiao/key_commands.cc", "which key the store has"},
    {"modules/jobs/jobs.cc", "jobs' own tables"},
    {"modules/api/session_cache.cc", "whether anything was written since"},
    {"modules/org/accounts.cc", "sign-in and sessions come before any scope"},
    {"modules/org/units.cc", "bulk load of divisions"},
    {"modules/org/routes.cc", "demo accounts and the count by region"},
    {"modules/imports/service.cc", "imports' own staging"},
    {"modules/imports/hold.cc", "a lock of the database, not data"},
    {"modules/imports/runs.cc", "imports' own staging"},
    {"modules/imports/withdraw.cc", "imports' own staging"},
    {"modules/imports/jobs.cc", "imports' own staging"},
    {"modules/months/import_step.cc", "imports' own staging"},
    {"apps/gangqiao/store_commands.cc", "init, backup"},
    {"apps/gangqiao/server_commands.cc", "setting of the demo"},
};

struct Source {
  std::string path, text;
  std::vector<std::string> lines;
};

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

// What git tracks or would track; without git (a source archive) every file outside of build folders.
std::vector<std::string> TrackedFiles() {
  std::vector<std::string> paths;
  if (fs::exists(".git")) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
        popen("git -c core.quotePath=false ls-files --cached --others --exclude-standard", "r"), pclose);
    std::array<char, 4096> line;
    while (pipe != nullptr && fgets(line.data(), line.size(), pipe.get()) != nullptr) {
      std::string path = line.data();
      path.erase(path.find_last_not_of('\n') + 1);
      if (fs::is_regular_file(path)) paths.push_back(path);
    }
    if (!paths.empty()) return paths;
  }
  const std::set<std::string> skipped = {"build", "node_modules", "dist", ".git"};
  for (auto it = fs::recursive_directory_iterator("."); it != fs::recursive_directory_iterator(); ++it) {
    if (it->is_directory() && skipped.count(it->path().filename().string()) > 0) it.disable_recursion_pending();
    if (it->is_regular_file()) paths.push_back(it->path().lexically_relative(".").string());
  }
  return paths;
}

const std::vector<Source>& Sources() {
  static const std::vector<Source> sources = [] {
    std::vector<Source> read;
    for (const auto& path : TrackedFiles()) {
      const auto extension = fs::path(path).extension();
      if (extension != ".cc" && extension != ".h") continue;
      Source source{path, Slurp(path), {}};
      std::istringstream in(source.text);
      for (std::string line; std::getline(in, line);) source.lines.push_back(line);
      read.push_back(std::move(source));
    }
    return read;
  }();
  return sources;
}

bool StartsWith(const std::string& text, const std::string& head) { return text.rfind(head, 0) == 0; }
bool IsTest(const std::string& path) {
  return StartsWith(path, "tests/") || StartsWith(path, "bench/") || StartsWith(path, "fuzz/") ||
         path.find("_test.") != std::string::npos || path.find("test_") != std::string::npos;
}
// "engines/matching" of "engines/matching/score.h"; "base" of "base/date.h".
std::string PartOf(const std::string& path) {
  const auto first = path.find('/');
  if (first == std::string::npos) return "";
  std::string layer = path.substr(0, first);
  if (layer == "base") return layer;
  return path.substr(0, path.find('/', first + 1));
}
std::string LayerOf(const std::string& path) { return path.substr(0, path.find('/')); }

// The line without its comment and without the inside of string literals.
std::string CodeOf(const std::string& line) {
  std::string code;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '\\') {
      ++i;
      continue;
    }
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && line[i] == '/' && i + 1 < line.size() && line[i + 1] == '/') break;
    if (!quoted || line[i] == '"') code += line[i];
  }
  return code;
}

// Empty when `from` may include `to`.
std::string WhyNot(const std::string& from, const std::string& to) {
  const std::string layer = LayerOf(from), target = LayerOf(to);
  static const std::map<std::string, std::set<std::string>> allowed = {
      {"base", {"base"}},
      {"engines", {"base"}},
      {"kits", {"base", "kits"}},
      {"modules", {"base", "engines", "kits", "modules"}},
  };
  const auto rule = allowed.find(layer);
  if (rule == allowed.end()) return "";  // apps, tests, bench, fuzz: anything
  if (rule->second.count(target) > 0 || PartOf(from) == PartOf(to)) return "";
  return layer + " must not include " + target;
}

TEST(Fences, TheTreeIsThere) {
  EXPECT_GT(Sources().size(), 200U);
  EXPECT_EQ(CodeOf("a = \"printf(\";  // getenv"), "a = \"\";  ");
}

TEST(Fences, TableOfLayersRefusesWhatItShould) {
  EXPECT_EQ(WhyNot("base/date.cc", "base/text.h"), "");
  EXPECT_NE(WhyNot("base/date.cc", "kits/db/db.h"), "");
  EXPECT_EQ(WhyNot("engines/matching/score.cc", "engines/matching/score.h"), "");
  EXPECT_NE(WhyNot("engines/matching/score.cc", "engines/reconcile/csv.h"), "");
  EXPECT_NE(WhyNot("engines/matching/score.cc", "kits/json/writer.h"), "");
  EXPECT_NE(WhyNot("kits/json/writer.cc", "modules/people/model.h"), "");
  EXPECT_NE(WhyNot("kits/json/writer.cc", "engines/reconcile/csv.h"), "");
  EXPECT_NE(WhyNot("modules/people/view.cc", "apps/gangqiao/program.h"), "");
  EXPECT_EQ(WhyNot("apps/gangqiao/main.cc", "modules/people/view.h"), "");
}

TEST(Fences, IncludesFollowTheLayers) {
  const std::regex include("^\\s*#\\s*include\\s+\"([^\"]+)\"");
  int includes = 0;
  for (const auto& source : Sources()) {
    if (kTestsOfALowerLayer.count(source.path) > 0) continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_search(source.lines[i], match, include)) continue;
      ++includes;
      const std::string target = match[1];
      EXPECT_EQ(target.find("../"), std::string::npos)
          << source.path << ":" << i + 1 << ": includes are from the project's root";
      EXPECT_EQ(WhyNot(source.path, target), "") << source.path << ":" << i + 1 << ": " << target;
    }
  }
  EXPECT_GT(includes, 500);
}

TEST(Fences, BaseAndEnginesArePure) {
  const std::vector<std::pair<std::string, std::regex>> banned = {
      {"a clock", std::regex("system_clock|steady_clock|high_resolution_clock|\\btime\\(nullptr\\)|gettimeofday")},
      {"chance", std::regex("random_device|\\brand\\(")},
      {"the environment", std::regex("\\bgetenv\\b|setlocale")},
      {"files", std::regex("<fstream>|<filesystem>|\\bfopen\\(")},
      {"a database", std::regex("sqlite3|libpq")},
      {"output", std::regex("(^|[^nsv_a-zA-Z])f?printf\\(|<iostream>")},
  };
  for (const auto& source : Sources()) {
    const std::string layer = LayerOf(source.path);
    if ((layer != "base" && layer != "engines") || IsTest(source.path)) continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string code = CodeOf(source.lines[i]);
      for (const auto& [what, pattern] : banned) {
        EXPECT_FALSE(std::regex_search(code, pattern))
            << source.path << ":" << i + 1 << ": " << what << " has no place in " << layer;
      }
      if (code.find("<thread>") != std::string::npos) {
        EXPECT_EQ(kEngineThreads.count(source.path), 1U)
            << source.path << ":" << i + 1 << ": threads only where kEngineThreads says";
      }
    }
  }
  for (const auto& path : kEngineThreads) {
    EXPECT_TRUE(fs::exists(path)) << path;
    EXPECT_NE(Slurp(fs::path(path).parent_path() / "README.md").find("thread"), std::string::npos)
        << path << ": the engine's README must speak of its threads";
  }
}

TEST(Fences, FilesAreShortEnoughToRead) {
  for (const auto& source : Sources()) {
    const auto longer = kLongFiles.find(source.path);
    const std::size_t limit = longer != kLongFiles.end() ? longer->second : IsTest(source.path) ? 1000 : 700;
    EXPECT_LE(source.lines.size(), limit) << source.path;
    if (longer != kLongFiles.end()) {
      EXPECT_GT(source.lines.size(), 700U) << source.path << " needs no exception any more";
    }
  }
}

TEST(Fences, OnlyListedFilesGoAroundScopes) {
  std::set<std::string> users;
  for (const auto& source : Sources()) {
    if (IsTest(source.path)) continue;
    for (const auto& line : source.lines) {
      if (CodeOf(line).find("MaintenanceAccess") != std::string::npos) users.insert(source.path);
    }
  }
  for (const auto& user : users)
    EXPECT_EQ(kMaintenanceAccess.count(user), 1U)
        << user << " uses MaintenanceAccess: use a Scope, or list it with a reason";
  for (const auto& [path, reason] : kMaintenanceAccess)
    EXPECT_EQ(users.count(path), 1U) << path << " does not use it any more";
}

TEST(Fences, WordsThatHaveNoPlaceHere) {
  // Put together here, so that this file does not hold them.
  const std::vector<std::string> words = {std::string("NOTE-") + "FROM",          std::string("session") + " of",
                                          std::string("registry.") + "npmjs.org", std::string("deb.") + "debian.org",
                                          std::string("<<<<") + "<<< ",           std::string(">>>>") + ">>> "};
  for (const auto& path : TrackedFiles()) {
    const std::string text = Slurp(path);
    if (text.find('\0') != std::string::npos) continue;  // workbooks and pictures
    for (const auto& word : words)
      EXPECT_TRUE(text.find(word) == std::string::npos) << path << " holds \"" << word << "\"";
  }
}

// g++ takes a function that does nothing but prefetch for a pure one and drops its calls, and nothing shows but the
// time.
TEST(Fences, FunctionsThatPrefetchAreInlined) {
  static const std::regex declares(R"(^\s*(.*\s)?void Prefetch\w*\()");
  int seen = 0;
  for (const Source& source : Sources()) {
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      if (!std::regex_search(source.lines[i], declares)) continue;
      ++seen;
      EXPECT_NE(source.lines[i].find("always_inline"), std::string::npos)
          << source.path << ":" << i + 1 << ": put [[gnu::always_inline]] before it";
    }
  }
  EXPECT_GT(seen, 8);
}

TEST(Fences, MigrationsAreNumberedWithoutGaps) {
  const std::regex name("^modules/([a-z_]+)/migrations/([0-9]{4})_[a-z0-9_]+(\\.postgres)?\\.sql$");
  std::map<std::string, std::set<int>> versions;
  for (const auto& path : TrackedFiles()) {
    if (path.find("/migrations/") == std::string::npos) continue;
    std::smatch match;
    const bool numbered = std::regex_match(path, match, name);
    EXPECT_TRUE(numbered) << path << ": NNNN_name.sql";
    if (numbered) versions[match[1]].insert(std::stoi(match[2]));
  }
  EXPECT_GE(versions.size(), 5U);
  for (const auto& [module, numbers] : versions) {
    EXPECT_EQ(*numbers.begin(), 1) << module;
    EXPECT_EQ(*numbers.rbegin(), static_cast<int>(numbers.size())) << module << ": a gap";
  }
}

TEST(Fences, ErrorCodesAreUnique) {
  const std::regex kind("ErrorKind\\s+k\\w+\\s*=?\\s*\\{\\s*\"([^\"]*)\"\\s*,\\s*([0-9]+)");
  std::map<std::string, std::string> codes;
  for (const auto& source : Sources()) {
    if (IsTest(source.path)) continue;
    for (std::sregex_iterator it(source.text.begin(), source.text.end(), kind), end; it != end; ++it) {
      const std::string code = (*it)[1];
      if (code == "family.name") continue;  // the example in base/result.h
      EXPECT_TRUE(std::regex_match(code, std::regex("[a-z_]+(\\.[a-z0-9_]+)?"))) << source.path << ": " << code;
      EXPECT_TRUE(codes.emplace(code, source.path).second)
          << code << " is declared in " << codes[code] << " and in " << source.path;
      const int status = std::stoi((*it)[2]);
      EXPECT_TRUE(status >= 400 && status <= 599) << source.path << ": " << code;
    }
  }
  EXPECT_GT(codes.size(), 50U);
}

// What About() is told in the sources, actions put together at run time aside.
TEST(Fences, EveryActionOfAnEventStandsInItsPage) {
  const std::string page = Slurp("docs/reference/events.md");
  const std::regex told("About\\([^;]*?\"([a-z_]+\\.[a-z_]+)\"");
  std::set<std::string> actions;
  for (const auto& source : Sources()) {
    if (IsTest(source.path) || source.path.rfind("modules/", 0) != 0) continue;
    for (std::sregex_iterator it(source.text.begin(), source.text.end(), told), end; it != end; ++it) {
      const std::string action = (*it)[1];
      if (action.back() == '.') continue;
      actions.insert(action);
      EXPECT_NE(page.find("`" + action + "`"), std::string::npos) << source.path << ": " << action;
    }
  }
  EXPECT_GT(actions.size(), 30U);
}

TEST(Fences, ErrorsPageIsCurrent) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen("bash tools/errors-doc.sh", "r"), pclose);
  ASSERT_NE(pipe, nullptr);
  std::string made;
  std::array<char, 4096> part;
  for (std::size_t n; (n = fread(part.data(), 1, part.size(), pipe.get())) > 0;) made.append(part.data(), n);
  EXPECT_NE(made.find("| `not_found` | 404 |"), std::string::npos);
  EXPECT_EQ(made, Slurp("docs/reference/errors.md")) << "run tools/errors-doc.sh > docs/reference/errors.md";
}

}  // namespace
