// Runs the built program in a folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace gq {

class CommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("gq_command_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  void Put(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name), std::ios::binary) << bytes;
  }
  std::string Get(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  // The exit code; output goes to stdout.txt and stderr.txt. Runs in the folder.
  int Run(const std::string& arguments) const {
    const std::string binary = std::string(std::getenv("GQ_BUILD_DIR")) + "/gangqiao";
    const std::string command = "cd '" + folder_.string() + "' && XDG_CONFIG_HOME=. '" + binary + "' " + arguments +
                                " >stdout.txt 2>stderr.txt";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // A number of the JSON on stdout, by the last key of a path: "rows_in" or "social_insurance.rows".
  double Number(const std::string& path) const {
    const std::string text = Get("stdout.txt");
    std::size_t at = 0;
    std::stringstream parts(path);
    for (std::string part; std::getline(parts, part, '.');) at = text.find("\"" + part + "\":", at) + part.size() + 3;
    return std::strtod(text.c_str() + at, nullptr);
  }

  std::filesystem::path folder_;
};

}  // namespace gq
