#include "kits/cli/command.h"

#include <gtest/gtest.h>

#include "kits/cli/progress.h"

namespace gq::cli {
namespace {

int RunWith(const std::vector<Command>& commands, std::vector<std::string> words) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return Run("gangqiao", "0", commands, static_cast<int>(argv.size()), argv.data());
}

TEST(Command, DeepestPathRunsWithItsValues) {
  Invocation seen;
  const auto keep = [&](const Invocation& given) -> Result<int> {
    seen = given;
    return kDone;
  };
  const std::vector<Command> commands = {
      {.path = {"match"},
       .summary = "m",
       .options = {{.name = "workers", .value = "FILE", .help = "w"}},
       .positionals = {},
       .run = [](const Invocation&) -> Result<int> { return kFailed; }},
      {.path = {"match", "solve"},
       .summary = "s",
       .options = {{.name = "format", .value = "F", .help = "f", .required = true},
                   {.name = "registry", .value = "K=F", .help = "r", .repeated = true},
                   {.name = "epsilon", .value = "E", .help = "e", .default_value = "0.001"}},
       .positionals = {{.name = "file", .help = "input"}},
       .run = keep}};
  EXPECT_EQ(RunWith(commands, {"gangqiao", "match", "solve", "a.txt", "--format", "bmatch", "--registry", "a=1",
                               "--registry", "b=2", "--threads", "3", "--json"}),
            kDone);
  EXPECT_EQ(seen.Get("file"), "a.txt");
  EXPECT_EQ(seen.Get("format"), "bmatch");
  EXPECT_EQ(seen.GetAll("registry"), (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_EQ(seen.Get("epsilon"), "0.001");
  EXPECT_EQ(seen.Threads(), 3);
  EXPECT_TRUE(seen.Json());
  EXPECT_EQ(RunWith(commands, {"gangqiao", "match", "solve", "a.txt"}), kWrongUse);
  EXPECT_EQ(RunWith(commands, {"gangqiao", "nonsense"}), kWrongUse);
  for (const char* threads : {"0", "-1", "x", "2x", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(RunWith(commands, {"gangqiao", "match", "solve", "a.txt", "--format", "f", "--threads", threads}),
              kWrongUse)
        << threads;
  }
}

TEST(Command, ABracketIsAValueAndWrongUseIsSaidInChinese) {
  Invocation seen;
  const std::vector<Command> commands = {
      {.path = {"evaluate"},
       .summary = "e",
       .options = {{.name = "input", .value = "JSON", .help = "i", .required = true}},
       .positionals = {{.name = "model", .help = "m"}},
       .run = [&](const Invocation& in) -> Result<int> { return seen = in, kDone; }}};
  for (const char* input : {"[]", "[1,2]", "{}", "", "[\"a\"]"}) {
    EXPECT_EQ(RunWith(commands, {"gangqiao", "evaluate", "m", "--input", input}), kDone) << input;
    EXPECT_EQ(seen.Get("input"), input);
  }
  const auto said = [&](std::vector<std::string> words) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(RunWith(commands, std::move(words)), kWrongUse);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_NE(said({"gangqiao", "evaluate", "m"}).find("缺少 --input"), std::string::npos);
  EXPECT_NE(said({"gangqiao", "evaluate", "--input", "{}"}).find("缺少 model"), std::string::npos);
  EXPECT_NE(said({"gangqiao", "evaluate", "m", "--input"}).find("--input 后面要写一个值"), std::string::npos);
  EXPECT_NE(said({"gangqiao", "evaluate", "m", "--input", "{}", "--input", "{}"}).find("只写一次"), std::string::npos);
  EXPECT_NE(said({"gangqiao", "evaluate", "m", "--input", "{}", "--nonsense"}).find("不认识"), std::string::npos);
  EXPECT_NE(said({"gangqiao"}).find("没有写要办什么"), std::string::npos);
}

TEST(Command, SeveralPositionalsEachTakeOne) {
  Invocation seen;
  const std::vector<Command> commands = {
      {.path = {"link"},
       .summary = "l",
       .options = {},
       .positionals = {{.name = "left", .help = "l"}, {.name = "right", .help = "r", .required = false}},
       .run = [&](const Invocation& in) -> Result<int> { return seen = in, kDone; }}};
  EXPECT_EQ(RunWith(commands, {"gangqiao", "link", "a.csv", "b.csv"}), kDone);
  EXPECT_EQ(seen.Get("left"), "a.csv");
  EXPECT_EQ(seen.Get("right"), "b.csv");
  EXPECT_EQ(RunWith(commands, {"gangqiao", "link", "a.csv"}), kDone);
  EXPECT_EQ(seen.Get("right"), "");
  EXPECT_EQ(RunWith(commands, {"gangqiao", "link", "a.csv", "b.csv", "c.csv"}), kWrongUse);
}

TEST(Command, ErrorsBecomeExitCodes) {
  const std::vector<Command> commands = {
      {.path = {"a"},
       .summary = "a",
       .options = {},
       .positionals = {},
       .run = [](const Invocation&) -> Result<int> { return Fail(kUsage, "用法"); }},
      {.path = {"b"}, .summary = "b", .options = {}, .positionals = {}, .run = [](const Invocation&) -> Result<int> {
         return Fail(kIo, "读写");
       }}};
  EXPECT_EQ(RunWith(commands, {"gangqiao", "a"}), kWrongUse);
  EXPECT_EQ(RunWith(commands, {"gangqiao", "b"}), kFailed);
}

TEST(Progress, Thousands) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1518600), "1,518,600");
}

}  // namespace
}  // namespace gq::cli
