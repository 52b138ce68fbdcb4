// A command of the program, declared as data: `gangqiao policy test-kit DIR --csv FILE`.
//
// A module lists its commands in commands.cc and apps/gangqiao gathers them. This header does not include the argument
// parser, so that a module pays nothing for it at compile time.
//
//   std::vector<Command> MatchingCommands() {
//     return {{.path = {"match"}, .summary = "为每个人找留得住的岗位",
//              .options = {{.name = "workers", .value = "FILE", .help = "劳动者", .required = true}, ...},
//              .run = RunMatch}};
//   }
//
// Exit codes (docs/reference/formats.md): 0 done, 1 failed, 2 wrong use, 3 done with rejected rows.
// Progress goes to stderr; with --json one JSON object goes to stdout at the end.
#pragma once

#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::cli {

enum ExitCode : int { kDone = 0, kFailed = 1, kWrongUse = 2, kDoneWithRejects = 3 };

struct Option {
  std::string name;   // without dashes; "roster"
  std::string value;  // placeholder in the help; empty makes it a flag
  std::string help;   // one sentence
  bool required = false;
  bool repeated = false;      // may be given several times
  std::string default_value;  // shown in the help; empty means none
};

struct Positional {
  std::string name;
  std::string help;
  bool required = true;
  bool repeated = false;
};

// What the user gave. Values are text; Get* parse them and answer a sentence that names the option.
class Invocation {
 public:
  bool Has(std::string_view name) const;
  std::string Get(std::string_view name) const;  // first value, or the default, or empty
  std::vector<std::string> GetAll(std::string_view name) const;
  Result<long long> GetInteger(std::string_view name, long long fallback) const;
  bool Json() const { return Has("json"); }
  int Threads() const;  // --threads, else the machine's; at least 1
  // The value as an absolute path, seen from the folder of whoever gave the command; empty stays empty.
  std::string Path(std::string_view name) const;
  std::string PathOf(const std::string& path) const;
  // A variable of the environment of whoever gave the command; empty when it is not set. Only kForwarded ones cross to
  // a server.
  std::string Environment(const std::string& name) const;
  // True when the user asked to stop (Ctrl-C): long commands ask at their safe points.
  bool Cancelled() const { return cancelled && cancelled(); }

  std::map<std::string, std::vector<std::string>, std::less<>> values;

  // Where the output goes and where the command was given. A server that runs the command for somebody else at its
  // socket replaces all of them; commands therefore never write to stdout and stderr themselves.
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  bool terminal = false;                                          // err is a terminal: progress may redraw its line
  std::string folder;                                             // empty: the working folder of the process
  std::optional<std::map<std::string, std::string>> environment;  // empty: the process's own
  std::function<bool()> cancelled;
  std::string
      local_operator;  // who gave the command on this machine, as events name them; empty: whoever runs the process
};

struct Command {
  std::vector<std::string> path;  // {"policy", "test-kit"}
  std::string summary;
  std::vector<Option> options;  // --as-of, --threads, --json are added to every command
  std::vector<Positional> positionals;
  std::function<Result<int>(const Invocation&)> run;  // an Error is printed and becomes exit code 1 (2 for kUsage)
};

// What a server is told of the environment of its client.
inline constexpr const char* kForwarded[] = {"GANGQIAO_PASSWORD"};

// Prints the error of a command, if there is one; answers the exit code.
int Report(const Result<int>& result, std::FILE* err);

// Parses argv, runs one command, prints errors to stderr; returns the exit code.
int Run(std::string_view program, std::string_view version, const std::vector<Command>& commands, int argc,
        char** argv);

}  // namespace gq::cli
