// Uploaded files: sealed on the disk, opened for a job only, gone afterwards whatever became of the job; outputs of
// past months stay.
#include "modules/imports/uploads.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "kits/db/test_support.h"
#include "kits/store/sealed_file.h"
#include "tests/month/world.h"

namespace gq::month_test {
namespace {

namespace fs = std::filesystem;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

void Spill(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<fs::path> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

class Uploads : public ::testing::Test {
 protected:
  World world{db::Dialect::kSqlite};
  fs::path folder = fs::path(world.folder()) / "uploads";
};

TEST_F(Uploads, SealedFilesComeBackAndNothingElseDoes) {
  const auto& vault = world.store().vault();
  const std::string clear = world.folder() + "/clear", sealed = world.folder() + "/sealed",
                    back = world.folder() + "/back";
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1048575}, std::size_t{1048576},
                                 std::size_t{1048577}, std::size_t{3145728}}) {
    std::string bytes(size, 'x');
    for (std::size_t i = 0; i < size; i += 7) bytes[i] = static_cast<char>(i * 31);
    Spill(clear, bytes);
    ASSERT_TRUE(store::SealFile(vault, "id", clear, sealed));
    ASSERT_TRUE(store::OpenFile(vault, "id", sealed, back)) << size;
    EXPECT_EQ(Slurp(back), bytes) << size;
    struct stat about {};
    ASSERT_EQ(stat(sealed.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    ASSERT_EQ(stat(back.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    fs::remove(back);
    EXPECT_FALSE(store::OpenFile(vault, "other", sealed, back)) << size;
    EXPECT_FALSE(fs::exists(back));
  }
  const std::string good = Slurp(sealed);  // three pieces
  EXPECT_EQ(good.find("xxxxxx"), std::string::npos);
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{100}, good.size() / 2, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    Spill(sealed, bad);
    const auto opened = store::OpenFile(vault, "id", sealed, back);
    ASSERT_FALSE(opened) << at;
    EXPECT_EQ(opened.error().kind, &store::kBadSeal) << at;
    EXPECT_FALSE(fs::exists(back)) << at;
  }
  // Cut at the end of a whole piece, and two pieces exchanged.
  const auto piece = 4 + ((static_cast<std::size_t>(static_cast<unsigned char>(good[8])) << 24) |
                          (static_cast<std::size_t>(static_cast<unsigned char>(good[9])) << 16) |
                          (static_cast<std::size_t>(static_cast<unsigned char>(good[10])) << 8) |
                          static_cast<unsigned char>(good[11]));
  Spill(sealed, good.substr(0, 8 + piece));
  EXPECT_FALSE(store::OpenFile(vault, "id", sealed, back));
  Spill(sealed, good.substr(0, 8) + good.substr(8 + piece, piece) + good.substr(8, piece) + good.substr(8 + 2 * piece));
  EXPECT_FALSE(store::OpenFile(vault, "id", sealed, back));
  Spill(sealed, "");
  EXPECT_FALSE(store::IsSealedFile(sealed));
}

class UploadedMonth : public Uploads {
 protected:
  Person person = world.AddPerson(kHuayuan);
  // A month over one uploaded file, as the browser starts it.
  Result<Uuid> Run(const std::string& kind, const std::string& path, std::string* kept) {
    const Uuid id = TRY(imports::KeepUpload(world.store(), folder, 5, path));
    *kept = imports::UploadPath(folder, 5, id).string();
    months::MonthOptions options;
    options.period = *gq::Month::Parse("2019-06");
    options.as_of = options.period.Last();
    options.out = world.Out("2019-06");
    options.files[kind] = *kept;
    const Uuid job = TRY(months::SubmitMonth(world.jobs(), world.scope, options, true));
    TRY(world.jobs().RunHere(job, world.scope));
    return job;
  }
  bool LiesInClear(const std::string& secret) const {
    for (const auto& file : FilesBelow(folder)) {
      if (Slurp(file).find(secret) != std::string::npos) return true;
    }
    return false;
  }
};

TEST_F(UploadedMonth, NothingIsLeftOfAMonthThatIsDone) {
  world.AddSpell(person, kDongguan, "2019-06-01");
  const std::string claims = world.Claims({world.NumberOf(person) + ",R-XX20,2019-06-01,386.50,1,,,,"});
  const auto id = imports::KeepUpload(world.store(), folder, 5, claims);
  ASSERT_TRUE(id);
  EXPECT_FALSE(LiesInClear(world.NumberOf(person)));
  std::string kept;
  const auto job = Run("claims", claims, &kept);
  ASSERT_TRUE(job) << job.error().ToString();
  EXPECT_EQ(world.PaidTo(person), 38'650);
  EXPECT_FALSE(fs::exists(kept));
  EXPECT_EQ(FilesBelow(folder).size(), 1U);  // the other one, which no month has used
}

TEST_F(UploadedMonth, NothingIsLeftOpenOfAMonthThatFails) {
  std::string kept;
  const auto job =
      Run("posts", world.File("posts.csv", "not,the,columns\n" + world.NumberOf(person) + ",2,3\n"), &kept);
  EXPECT_FALSE(job);
  EXPECT_TRUE(fs::exists(kept));  // sealed, for the next attempt
  EXPECT_EQ(FilesBelow(folder).size(), 1U);
  EXPECT_FALSE(LiesInClear(world.NumberOf(person)));
  // A file that was changed on the disk is refused, not read.
  std::string bytes = Slurp(kept);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  Spill(kept, bytes);
  months::MonthOptions options;
  options.files["posts"] = kept;
  EXPECT_FALSE(imports::OpenUploads::Open(world.store(), options.files, "job"));
  EXPECT_EQ(FilesBelow(folder).size(), 1U);
}

TEST_F(UploadedMonth, OpenFilesAreTheOwnersAloneAndGoWithTheObject) {
  const auto id = imports::KeepUpload(world.store(), folder, 5, world.File("f.csv", "hello"));
  months::MonthOptions options;
  options.files["roster"] = imports::UploadPath(folder, 5, *id).string();
  options.files["posts"] = world.File("plain.csv", "as it is");
  std::string opened;
  {
    const auto uploads = imports::OpenUploads::Open(world.store(), options.files, "job");
    ASSERT_TRUE(uploads) << uploads.error().ToString();
    opened = uploads->files().at("roster");
    EXPECT_EQ(Slurp(opened), "hello");
    EXPECT_EQ(uploads->files().at("posts"), options.files["posts"]);
    struct stat about {};
    ASSERT_EQ(stat(opened.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    ASSERT_EQ(stat(fs::path(opened).parent_path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700U);
  }
  EXPECT_FALSE(fs::exists(opened));
}

TEST_F(UploadedMonth, WhatACrashLeftOpenGoesAtTheNextStart) {
  const auto leave = [&](const std::string& process) {
    const fs::path file = folder / "open" / process / "job" / "roster";
    fs::create_directories(file.parent_path());
    Spill(file, world.NumberOf(person));
    return file;
  };
  const fs::path dead = leave("999999999"), own = leave(std::to_string(getpid())),
                 alive = leave(std::to_string(getppid()));
  const auto kept = imports::KeepUpload(world.store(), folder, 5, world.File("f.csv", "x"));
  const auto old = imports::KeepUpload(world.store(), folder, 5, world.File("f.csv", "x"));
  fs::last_write_time(imports::UploadPath(folder, 5, *old),
                      fs::file_time_type::clock::now() - std::chrono::hours(24 * 31));
  imports::CleanUploads(folder);
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_FALSE(fs::exists(own));  // an earlier process of the same number: this one has opened nothing yet
  EXPECT_TRUE(fs::exists(alive));
  EXPECT_TRUE(fs::exists(imports::UploadPath(folder, 5, *kept)));
  EXPECT_FALSE(fs::exists(imports::UploadPath(folder, 5, *old)));
}

TEST_F(UploadedMonth, OutputsOfPastMonthsStayAndAreListed) {
  world.AddSpell(person, kDongguan, "2019-05-01");
  for (const char* period : {"2019-05", "2019-06", "2019-07", "2019-06"}) world.Month(period);
  const auto listed = world.jobs().ListJobs(world.scope, "month", 240);
  ASSERT_TRUE(listed);
  std::set<std::string> periods;
  for (const auto& job : *listed) {
    const auto options = months::OptionsFrom(job.params);
    ASSERT_TRUE(options);
    periods.insert(options->period.ToString());
    EXPECT_EQ(job.state, "done");
    for (const char* name : {"summary.json", "report.xlsx", "report.pdf", "task-list.xlsx", "retention-list.xlsx",
                             "rejects.csv", "decide/pay.csv"}) {
      EXPECT_TRUE(fs::exists(options->out + "/" + name)) << options->period.ToString() << " " << name;
    }
  }
  EXPECT_EQ(periods, (std::set<std::string>{"2019-05", "2019-06", "2019-07"}));
}

}  // namespace
}  // namespace gq::month_test
