#include "modules/subsidies/rule_files.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "kits/file/file.h"

namespace gq::subsidies {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFileBytesMax = std::size_t{4} << 20;

bool SetsKey(std::string_view line, std::string_view key) {
  line = Trim(line);
  if (line.substr(0, key.size()) != key) return false;
  line = Trim(line.substr(key.size()));
  return !line.empty() && line.front() == '=';
}

}  // namespace

TemporaryFolder::TemporaryFolder(std::string_view purpose) {
  std::string pattern = (fs::temp_directory_path() / ("gangqiao-" + std::string(purpose) + "-XXXXXX")).string();
  if (::mkdtemp(pattern.data()) != nullptr) path = pattern;
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  if (!path.empty()) fs::remove_all(path, error);
}

Status WriteText(const fs::path& path, std::string_view text) {
  auto file = TRY(file::AtomicFile::Create(path.string()));
  TRY(file.Write(text));
  return file.Commit();
}
Result<std::string> ReadText(const fs::path& path) { return file::ReadHead(path.string(), kFileBytesMax); }

std::string WithLines(std::string text, std::string_view more) {
  if (!more.empty() && !text.empty() && text.back() != '\n') text += '\n';
  return text += more;
}

Result<std::string> TomlQuoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return Fail(kBadInput, "文字里有控制字符", "请重新填写");
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string WithKey(const std::string& toml, std::string_view key, const std::string& value, std::string_view behind) {
  std::string out;
  bool top = true, done = false;
  std::size_t at = 0;
  while (at < toml.size()) {
    const std::size_t end = std::min(toml.find('\n', at), toml.size() - 1) + 1;
    const std::string_view line = std::string_view(toml).substr(at, end - at);
    at = end;
    top = top && (Trim(line).empty() || Trim(line).front() != '[');
    if (top && !done && SetsKey(line, key)) {
      out += std::string(key) + " = " + value + "\n";
      done = true;
      continue;
    }
    out += line;
    if (top && !done && !behind.empty() && SetsKey(line, behind)) {
      if (out.back() != '\n') out += '\n';
      out += std::string(key) + " = " + value + "\n";
      done = true;
    }
  }
  return out;
}

}  // namespace gq::subsidies
