#include "kits/cli/command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace gq::cli {

bool Invocation::Has(std::string_view name) const {
  const auto it = values.find(name);
  return it != values.end() && !it->second.empty();
}

std::string Invocation::Get(std::string_view name) const {
  const auto it = values.find(name);
  return it == values.end() || it->second.empty() ? std::string() : it->second.front();
}

std::vector<std::string> Invocation::GetAll(std::string_view name) const {
  const auto it = values.find(name);
  return it == values.end() ? std::vector<std::string>() : it->second;
}

Result<long long> Invocation::GetInteger(std::string_view name, long long fallback) const {
  const std::string text = Get(name);
  if (text.empty()) return fallback;
  try {
    std::size_t used = 0;
    const long long value = std::stoll(text, &used);
    if (used == text.size()) return value;
  } catch (const std::exception&) {
    // falls through to the sentence below
  }
  return Fail(kUsage, "--" + std::string(name) + " 须是整数，得到 “" + text + "”");
}

int Invocation::Threads() const {
  const auto given = GetInteger("threads", 0);
  if (given && *given > 0) return static_cast<int>(std::min<long long>(*given, 256));
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::string Invocation::PathOf(const std::string& path) const {
  if (path.empty()) return path;
  const std::filesystem::path given(path);
  if (!folder.empty()) return (std::filesystem::path(folder) / given).lexically_normal().string();
  std::error_code error;
  const auto full = std::filesystem::absolute(given, error);
  return error ? path : full.lexically_normal().string();
}

std::string Invocation::Path(std::string_view name) const { return PathOf(Get(name)); }

std::string Invocation::Environment(const std::string& name) const {
  if (environment) {
    const auto it = environment->find(name);
    return it == environment->end() ? std::string() : it->second;
  }
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

int Report(const Result<int>& result, std::FILE* err) {
  if (result) return *result;
  const Error& error = result.error();
  std::fprintf(err, "%s：%s\n", std::string(error.kind->zh).c_str(), error.message.c_str());
  for (const auto& [key, value] : error.details) std::fprintf(err, "  %s: %s\n", key.c_str(), value.c_str());
  if (!error.hint.empty()) std::fprintf(err, "  办法：%s\n", error.hint.c_str());
  std::fprintf(err, "  [%s]\n", std::string(error.kind->code).c_str());
  return error.kind == &kUsage ? kWrongUse : kFailed;
}

namespace {

std::vector<Option> WithCommonOptions(std::vector<Option> options) {
  const std::vector<Option> common = {{.name = "as-of", .value = "DATE", .help = "业务日期 YYYY-MM-DD（程序不看时钟）"},
                                      {.name = "threads", .value = "N", .help = "线程数，默认为本机核数"},
                                      {.name = "json", .value = "", .help = "结束时在标准输出给出一个 JSON 对象"}};
  for (const auto& option : common) {
    const bool own =
        std::any_of(options.begin(), options.end(), [&](const Option& o) { return o.name == option.name; });
    if (!own) options.push_back(option);
  }
  return options;
}

struct Leaf {
  CLI::App* app;
  const Command* command;
  Invocation invocation;
  std::map<std::string, bool> flags;
};

CLI::App* FindOrAdd(CLI::App& parent, const std::string& word) {
  for (auto* sub : parent.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_name() == word) return sub;
  }
  auto* sub = parent.add_subcommand(word);
  sub->require_subcommand(0, 1);
  return sub;
}

void Declare(Leaf& leaf) {
  for (const auto& option : WithCommonOptions(leaf.command->options)) {
    if (option.value.empty()) {
      leaf.app->add_flag("--" + option.name, leaf.flags[option.name], option.help);
      continue;
    }
    auto& values = leaf.invocation.values[option.name];
    CLI::Option* added = nullptr;
    if (option.repeated) {
      added = leaf.app->add_option("--" + option.name, values, option.help)->take_all()->allow_extra_args(false);
    } else {  // a list would read "[]" as an empty one
      added = leaf.app->add_option_function<std::string>(
          "--" + option.name, [&values](const std::string& value) { values = {value}; }, option.help);
    }
    added->type_name(option.value);
    if (option.required) added->required();
    if (!option.default_value.empty()) added->default_str(option.default_value);
  }
  for (const auto& positional : leaf.command->positionals) {
    auto& values = leaf.invocation.values[positional.name];
    CLI::Option* added = nullptr;
    if (positional.repeated) {
      added = leaf.app->add_option(positional.name, values, positional.help)->expected(-1);
    } else {  // a list would take what is meant for the next positional
      added = leaf.app->add_option_function<std::string>(
          positional.name, [&values](const std::string& value) { values = {value}; }, positional.help);
    }
    if (positional.required) added->required();
  }
}

// What the parser says, in Chinese.
std::string WrongUse(const CLI::ParseError& error) {
  const std::string said = error.what(), kind = error.get_name();
  const auto before = [&](std::string_view end) { return said.substr(0, said.find(end)); };
  if (kind == "RequiredError" && said.find("ubcommand") != std::string::npos) return "没有写要办什么";
  if (kind == "RequiredError") return "缺少 " + before(" is required");
  if (said.find("not expected") != std::string::npos)
    return "不认识" + said.substr(std::min(said.find(':'), said.size()));
  if (kind == "ArgumentMismatch") return before(":") + " 后面要写一个值，且只写一次";
  return said;
}

int Execute(Leaf& leaf) {
  for (const auto& [name, on] : leaf.flags) {
    if (on) leaf.invocation.values[name] = {"1"};
  }
  for (const auto& option : leaf.command->options) {
    auto& values = leaf.invocation.values[option.name];
    if (values.empty() && !option.default_value.empty()) values = {option.default_value};
  }
  leaf.invocation.terminal = isatty(STDERR_FILENO) == 1;
  if (const auto threads = leaf.invocation.GetInteger("threads", 1); !threads || *threads < 1) {
    const std::string given = leaf.invocation.Get("threads");
    return Report(Fail(kUsage, "--threads 须是不小于 1 的整数，得到 “" + given + "”", "不写就用本机全部核"), stderr);
  }
  return Report(leaf.command->run(leaf.invocation), stderr);
}

}  // namespace

int Run(std::string_view program, std::string_view version, const std::vector<Command>& commands, int argc,
        char** argv) {
  CLI::App app{"岗桥：劳务协作从摸底到留住", std::string(program)};
  app.set_version_flag("--version", std::string(version));
  app.require_subcommand(1);
  std::vector<Leaf> leaves;
  leaves.reserve(commands.size());
  for (const auto& command : commands) {
    CLI::App* at = &app;
    for (const auto& word : command.path) at = FindOrAdd(*at, word);
    at->description(command.summary);
    leaves.push_back({at, &command, {}, {}});
    Declare(leaves.back());
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    std::fprintf(stderr, "用法有误：%s\n  办法：加 --help 看用法\n  [usage]\n", WrongUse(e).c_str());
    return kWrongUse;
  }
  Leaf* chosen = nullptr;  // the deepest command that was named
  for (auto& leaf : leaves) {
    if (leaf.app->parsed() && (chosen == nullptr || leaf.command->path.size() > chosen->command->path.size())) {
      chosen = &leaf;
    }
  }
  if (chosen == nullptr) {
    std::fprintf(stderr, "%s\n", app.help().c_str());
    return kWrongUse;
  }
  return Execute(*chosen);
}

}  // namespace gq::cli
