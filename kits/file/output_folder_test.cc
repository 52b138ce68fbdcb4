// Results appear together or not at all, and never over what was read.
#include "kits/file/output_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace gq::file {
namespace {

namespace fs = std::filesystem;

class OutputFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gq_output_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  void Put(const std::string& name, const std::string& text) const { std::ofstream(Path(name)) << text; }
  std::string Get(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(Path(name)).rdbuf();
    return text.str();
  }
  std::string Folder() const { return folder_.string(); }
  std::ptrdiff_t Entries() const { return std::distance(fs::directory_iterator(folder_), {}); }
  OutputSet Begin(std::string_view manifest = kSummary) const {
    auto set = OutputSet::Create(Folder(), {"plan.csv", "explore.csv"}, manifest);
    EXPECT_TRUE(set) << set.error().ToString();
    return *std::move(set);
  }
  // A whole run that leaves plan.csv with `text`.
  void Run(const std::string& text) const {
    OutputSet set = Begin();
    ASSERT_TRUE(set.Write("plan.csv", text));
    const auto summary = set.Commit("{\"placed\":3}");
    ASSERT_TRUE(summary) << summary.error().ToString();
  }
  fs::path folder_;
};

TEST_F(OutputFolder, AnInputIsNeverAnOutput) {
  Put("posts.csv", "read");
  fs::create_directory(Path("sub"));
  fs::create_symlink(Path("posts.csv"), Path("link.csv"));
  fs::create_hard_link(Path("posts.csv"), Path("second.csv"));
  for (const char* spelling : {"posts.csv", "./posts.csv", "sub/../posts.csv", "link.csv", "second.csv"}) {
    for (const bool as_output : {true, false}) {
      const Status refused = as_output ? RefuseToOverwrite(Path(spelling), {"", Path("posts.csv")})
                                       : RefuseToOverwrite(Path("posts.csv"), {Path("other.csv"), Path(spelling)});
      ASSERT_FALSE(refused) << spelling;
      EXPECT_EQ(refused.error().kind, &kUsage) << spelling;
    }
    const Status folder = PrepareOutputFolder(Folder(), {"plan.csv", "posts.csv"}, {Path(spelling)});
    ASSERT_FALSE(folder) << spelling;
    EXPECT_EQ(folder.error().kind, &kUsage) << spelling;
  }
  EXPECT_FALSE(RefuseToOverwrite(Path("new.csv"), {Path("sub/../new.csv")})) << "not there yet";
  EXPECT_TRUE(RefuseToOverwrite(Path("posts.csv"), {"", Path("other.csv")}));
  EXPECT_TRUE(RefuseToOverwrite("", {"", Path("posts.csv")}));
  EXPECT_TRUE(PrepareOutputFolder(Path("sub"), {"posts.csv"}, {Path("posts.csv")}));
  EXPECT_EQ(Get("posts.csv"), "read");
}

TEST_F(OutputFolder, WhatCannotBeWrittenIsSaidBefore) {
  Put("file", "");
  fs::create_directories(Path("out/plan.csv"));
  for (const char* folder : {"file", "file/below", "out"}) {
    const Status refused = PrepareOutputFolder(Path(folder), {"explore.csv", "plan.csv"}, {});
    ASSERT_FALSE(refused) << folder;
    EXPECT_EQ(refused.error().kind, &kIo) << folder;
  }
  ASSERT_TRUE(PrepareOutputFolder(Path("new/below"), {"plan.csv"}, {}));
  EXPECT_TRUE(fs::is_empty(Path("new/below")));
  EXPECT_FALSE(OutputSet::Create(Path("nowhere"), {"plan.csv"}));
}

TEST_F(OutputFolder, OldFilesStandUntilTheNewOnesAreWhole) {
  for (const char* name : {"plan.csv", "explore.csv", "summary.json"}) Put(name, "before");
  {
    OutputSet set = Begin();
    struct stat info {};
    ASSERT_EQ(stat(set.staging().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700U);
    std::ofstream(set.Path("plan.csv")) << "now";  // and no further
  }
  for (const char* name : {"plan.csv", "explore.csv", "summary.json"}) EXPECT_EQ(Get(name), "before");
  {
    OutputSet set = Begin();
    std::ofstream(set.Path("plan.csv")) << "now";
    std::ofstream(set.Path("draft.csv")) << "of no name";
    ASSERT_TRUE(set.Commit("{}\n"));
  }
  EXPECT_EQ(Get("plan.csv"), "now");
  EXPECT_FALSE(fs::exists(Path("explore.csv"))) << "of the run before, not of this one";
  EXPECT_EQ(Get("summary.json").find("{\"run\":\""), 0U);
  EXPECT_EQ(Entries(), 2);
}

TEST_F(OutputFolder, WhatAKilledRunLeftIsTakenAway) {
  Run("before");
  const std::string summary = Get("summary.json");
  if (const pid_t child = fork(); child == 0) {
    auto set = OutputSet::Create(Folder(), {"plan.csv", "explore.csv"});
    const bool written = set && set->Write("plan.csv", "half") && set->Write("explore.csv", "half");
    ::_exit(written ? 0 : 1);  // nothing is destroyed
  } else {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
  }
  EXPECT_EQ(Entries(), 3);
  EXPECT_EQ(Get("plan.csv"), "before");
  EXPECT_EQ(Get("summary.json"), summary);
  // Of a program before this one, and what is nobody's.
  fs::create_directory(Path(".unfinished"));
  Put(".unfinished/plan.csv", "half");
  Put("plan.csv.AbCdEf.part", "half");
  Put("summary.json.AbCdEf.part", "half");
  Put("other.csv.AbCdEf.part", "kept");
  Put(".unfinished.list.txt", "kept");
  Run("now");
  EXPECT_EQ(Get("plan.csv"), "now");
  EXPECT_EQ(Entries(), 4);
  EXPECT_EQ(Get("other.csv.AbCdEf.part") + Get(".unfinished.list.txt"), "keptkept");
}

TEST_F(OutputFolder, CutOffWhileFilesArePutInPlaceNoManifestStands) {
  Run("before");
  {
    OutputSet set = Begin();
    ASSERT_TRUE(set.Write("plan.csv", "now"));
    ASSERT_TRUE(set.Write("explore.csv", "now"));
    fs::create_directory(Path("explore.csv"));  // behind plan.csv
    const auto summary = set.Commit("{}");
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().kind, &kIo);
  }
  EXPECT_EQ(Get("plan.csv"), "now");
  EXPECT_FALSE(fs::exists(Path("summary.json")));
  const auto refused = ReadOutput(Folder(), "plan.csv");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("没有写完"), std::string::npos);
  EXPECT_EQ(Entries(), 2);
}

TEST_F(OutputFolder, AnOldManifestThatStaysKeepsItsFiles) {
  Run("before");
  fs::remove(Path("summary.json"));
  fs::create_directories(Path("summary.json/not-empty"));
  OutputSet set = Begin();
  ASSERT_TRUE(set.Write("plan.csv", "now"));
  EXPECT_FALSE(set.Commit("{}"));
  EXPECT_EQ(Get("plan.csv"), "before");
}

TEST_F(OutputFolder, TheManifestNamesTheRunAndItsFiles) {
  std::string runs[2];
  for (std::string& run : runs) {
    OutputSet set = Begin("report.json");
    ASSERT_TRUE(set.Write("plan.csv", "12345"));
    ASSERT_TRUE(set.Write("explore.csv", ""));
    const auto summary = set.Commit("{\"placed\":3}\n");
    ASSERT_TRUE(summary);
    EXPECT_EQ(Get("report.json"), *summary + "\n");
    EXPECT_EQ(summary->find("{\"placed\":3,\"run\":\""), 0U) << *summary;
    EXPECT_TRUE(summary->ends_with("\",\"files\":{\"explore.csv\":0,\"plan.csv\":5}}")) << *summary;
    run = *summary;
  }
  EXPECT_NE(runs[0], runs[1]);
  EXPECT_FALSE(fs::exists(Path("summary.json")));
  EXPECT_EQ(ReadOutput(Folder(), "plan.csv", "report.json").value(), "12345");
  EXPECT_FALSE(ReadOutput(Folder(), "plan.csv"));
  EXPECT_FALSE(ReadOutput(Path("nowhere"), "plan.csv", "report.json"));
  Put("plan.csv", "1234");
  const auto other = ReadOutput(Folder(), "plan.csv", "report.json");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("不是同一次运行"), std::string::npos);
  Put("report.json", "{}\n");  // of a version that named no files
  EXPECT_EQ(ReadOutput(Folder(), "plan.csv", "report.json").value(), "1234");
}

TEST_F(OutputFolder, OfTwoRunsAtOnceTheSecondWaits) {
  std::thread later;
  std::atomic<bool> began = false;
  {
    OutputSet first = Begin();
    ASSERT_TRUE(first.Write("plan.csv", "first"));
    later = std::thread([&] {
      OutputSet second = Begin();
      began = true;
      EXPECT_TRUE(second.Write("plan.csv", "second"));
      EXPECT_TRUE(second.Commit("{}"));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_FALSE(began) << "the folder is the first one's";
    ASSERT_TRUE(first.Commit("{}"));
    EXPECT_EQ(Get("plan.csv"), "first");
  }
  later.join();
  EXPECT_EQ(Get("plan.csv"), "second");
  EXPECT_TRUE(ReadOutput(Folder(), "plan.csv"));
}

}  // namespace
}  // namespace gq::file
