// A folder of built web pages, read into memory at start: every answer is one write.
//
//   StaticFiles files;
//   TRY(files.Mount("/", "web/console/dist"));
//   TRY(files.Mount("/m/", "web/mobile/dist"));
//
// Each file has an ETag from its content; text is compressed once. Names with a content hash (assets/index-B3x9aZ_k.js)
// are cached for a year, all others are asked for again each time (304). A path without an extension that names no file
// gets the mount's index.html, so that addresses inside the single-page application can be opened and reloaded; paths
// below /api never do. Thread-safety: Mount before the server starts; afterwards only read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::http {

struct StaticFile {
  std::string content_type;
  std::string etag;  // with quotes
  bool immutable = false;
  std::string bytes;
  std::string gzip;  // empty when it saves nothing
};

class StaticFiles {
 public:
  // Prefix begins and ends with '/'. Hidden files are left out. An index.html must exist.
  Status Mount(std::string prefix, const std::filesystem::path& folder);
  // Null: nothing there.
  const StaticFile* Find(std::string_view path) const;

 private:
  std::map<std::string, StaticFile, std::less<>> files_;  // by full path
  std::vector<std::string> prefixes_;                     // longest first
};

}  // namespace gq::http
