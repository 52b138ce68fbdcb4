// Log lines as JSON, one event a line, to stderr or to a file.
//
//   Logger log({.file = "/var/log/gangqiao/server.log"});
//   log.Info("import.finished", {{"run", run_id}, {"rows", 12000}, {"rejected", 3}});
//   → {"at":"2026-11-21T05:17:04.123Z","level":"info","event":"import.finished","run":"…","rows":12000,"rejected":3}
//
// Events have stable dotted names; what varies goes into fields. Field values are text, integers and flags only, taken
// exactly: types of personal data convert to none of them, so they do not compile here. Row and column
// numbers, ids and counts are fine; names, ID numbers, phones are not.
// Thread-safety: from any thread; a line is written by one write() and never interleaves.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"

namespace gq::log {

enum class Level { kDebug, kInfo, kWarning, kError, kSilent };

// Text as such: a type that merely converts to text is not taken.
template <typename T>
concept LogText = std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as < std::decay_t<T>,
const char* > || std::same_as<std::decay_t<T>, char*>;

struct Field {
  enum class Kind { kText, kInteger, kFlag };

  template <typename T>
  requires LogText<T> Field(std::string_view k, const T& v) : key(k), kind(Kind::kText), text(v) {}
  template <typename T>
  requires std::integral<T> Field(std::string_view k, const T& v)
      : key(k), kind(std::same_as<T, bool> ? Kind::kFlag : Kind::kInteger), integer(static_cast<std::int64_t>(v)) {}

  std::string_view key;
  Kind kind;
  std::string_view text;
  std::int64_t integer = 0;
};

struct LogOptions {
  std::filesystem::path file;  // empty: stderr. Created with mode 0640
  Level level = Level::kInfo;  // lines below are dropped
};

class Logger {
 public:
  explicit Logger(const LogOptions& options = {});
  ~Logger();
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  void Debug(std::string_view event, std::initializer_list<Field> fields) { Write(Level::kDebug, event, fields); }
  void Info(std::string_view event, std::initializer_list<Field> fields) { Write(Level::kInfo, event, fields); }
  void Warning(std::string_view event, std::initializer_list<Field> fields) { Write(Level::kWarning, event, fields); }
  void Error(std::string_view event, std::initializer_list<Field> fields) { Write(Level::kError, event, fields); }
  void Write(Level level, std::string_view event, std::initializer_list<Field> fields);
  bool Takes(Level level) const { return level >= level_.load(std::memory_order_relaxed); }
  void set_level(Level level) { level_.store(level, std::memory_order_relaxed); }

  // Opens the file anew, after logrotate has moved it. On failure the old file stays in use.
  Status Reopen();

 private:
  std::filesystem::path file_;
  std::atomic<Level> level_;
  std::mutex mutex_;
  int descriptor_;
};

}  // namespace gq::log
