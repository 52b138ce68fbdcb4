// Files of rules as texts: reading, writing, one key of a TOML file set without touching the rest. Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::subsidies {

// A folder of its own below the folder for temporary files; gone with the object.
struct TemporaryFolder {
  std::filesystem::path path;  // empty: could not be made
  explicit TemporaryFolder(std::string_view purpose);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
};

Status WriteText(const std::filesystem::path& path, std::string_view text);
Result<std::string> ReadText(const std::filesystem::path& path);
// The text with `more` behind it, on a line of its own.
std::string WithLines(std::string text, std::string_view more);

// `text` as a TOML string. kBadInput: control characters.
Result<std::string> TomlQuoted(const std::string& text);
// The lines before the first table of a TOML file with one key set; the rest as it was. A key that is not there is
// written behind the key `behind`, if that is named.
std::string WithKey(const std::string& toml, std::string_view key, const std::string& value,
                    std::string_view behind = {});

}  // namespace gq::subsidies
