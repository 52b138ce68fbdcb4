#include "kits/http/static_files.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>

namespace gq::http {
namespace {

class StaticFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("gq_static_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "assets");
    std::filesystem::create_directories(folder_ / ".git");
    Write("index.html", "<html>" + std::string(1000, ' ') + "</html>");
    Write("assets/index-B3x9aZ_k.js", std::string(5000, 'x'));
    Write("assets/plain.css", "a{}");
    Write("logo.png", std::string(5000, 'x'));
    Write(".git/config", "secret");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  std::filesystem::path folder_;
};

TEST_F(StaticFilesTest, FindsFilesAndFallsBackToThePage) {
  StaticFiles files;
  ASSERT_TRUE(files.Mount("/", folder_));
  ASSERT_TRUE(files.Mount("/m/", folder_));
  const StaticFile* page = files.Find("/index.html");
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(files.Find("/"), page);
  EXPECT_EQ(files.Find("/people/7"), page);
  EXPECT_EQ(files.Find("/m"), files.Find("/m/index.html"));
  EXPECT_EQ(files.Find("/m/visits"), files.Find("/m/index.html"));
  EXPECT_NE(files.Find("/m/visits"), page);
  EXPECT_EQ(files.Find("/api/none"), nullptr);
  EXPECT_EQ(files.Find("/none.js"), nullptr);
  EXPECT_EQ(files.Find("/.git/config"), page);  // not the file: an address without an extension
}

TEST_F(StaticFilesTest, TypesCachingAndCompression) {
  StaticFiles files;
  ASSERT_TRUE(files.Mount("/", folder_));
  const StaticFile* script = files.Find("/assets/index-B3x9aZ_k.js");
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_TRUE(script->immutable);
  ASSERT_FALSE(script->gzip.empty());
  std::string back(5000, '\0');
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(script->gzip.data()));
  stream.avail_in = static_cast<uInt>(script->gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(back.data());
  stream.avail_out = 5000;
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(back, script->bytes);
  EXPECT_FALSE(files.Find("/assets/plain.css")->immutable);
  EXPECT_TRUE(files.Find("/logo.png")->gzip.empty());
  EXPECT_FALSE(files.Find("/index.html")->immutable);
  EXPECT_NE(files.Find("/index.html")->etag, script->etag);
}

TEST_F(StaticFilesTest, AFolderWithoutAPageIsAnError) {
  StaticFiles files;
  EXPECT_FALSE(files.Mount("/", folder_ / "assets"));
  EXPECT_FALSE(files.Mount("/", folder_ / "none"));
}

}  // namespace
}  // namespace gq::http
