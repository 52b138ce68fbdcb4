#include "kits/log/logger.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>
#include <vector>

#include "kits/json/reader.h"

namespace gq::log {
namespace {

struct Secret {
  std::string value;
  operator std::string_view() const { return value; }  // even a convertible type is refused
};
static_assert(std::is_constructible_v<Field, const char*, int>);
static_assert(std::is_constructible_v<Field, const char*, std::string>);
static_assert(!std::is_constructible_v<Field, const char*, Secret>);
static_assert(!std::is_constructible_v<Field, const char*, double>);

class LoggerTest : public ::testing::Test {
 protected:
  LoggerTest() : file_(std::filesystem::temp_directory_path() / ("gq_log_" + std::to_string(::getpid()) + ".log")) {
    std::filesystem::remove(file_);
  }
  ~LoggerTest() override { std::filesystem::remove(file_); }
  std::vector<std::string> Lines() const {
    std::ifstream in(file_);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  std::filesystem::path file_;
};

TEST_F(LoggerTest, OneJsonObjectALine) {
  Logger log({.file = file_});
  log.Info("import.finished", {{"run", std::string("a\"b\n")}, {"rows", 12000}, {"all", false}});
  log.Debug("dropped", {});
  ASSERT_EQ(Lines().size(), 1u);
  const auto document = json::Parse(Lines()[0]);
  ASSERT_TRUE(document);
  EXPECT_EQ(*document->root().Get("level")->Text(), "info");
  EXPECT_EQ(*document->root().Get("run")->Text(), "a\"b\n");
  EXPECT_EQ(*document->root().Get("rows")->Integer(), 12000);
  EXPECT_FALSE(*document->root().Get("all")->Bool());
  EXPECT_EQ(document->root().Get("at")->Text()->size(), std::string("2026-11-21T05:17:04.123Z").size());
}

TEST_F(LoggerTest, ThreadsDoNotMixTheirLines) {
  Logger log({.file = file_});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log, t] {
      for (int i = 0; i < 200; ++i) log.Warning("x", {{"thread", t}, {"text", std::string(300, 'a')}});
    });
  }
  for (auto& thread : threads) thread.join();
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 800u);
  for (const auto& line : lines) ASSERT_TRUE(json::Parse(line));
}

TEST_F(LoggerTest, ReopenFollowsARotation) {
  Logger log({.file = file_});
  log.Info("first", {});
  const std::filesystem::path moved = file_.string() + ".1";
  std::filesystem::rename(file_, moved);
  ASSERT_TRUE(log.Reopen());
  log.Info("second", {});
  EXPECT_EQ(Lines().size(), 1u);
  EXPECT_NE(Lines()[0].find("second"), std::string::npos);
  std::filesystem::remove(moved);
}

}  // namespace
}  // namespace gq::log
