#include "kits/log/logger.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "kits/json/writer.h"

namespace gq::log {
namespace {

int OpenFile(const std::filesystem::path& file) {
  return ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    default:
      return "error";
  }
}

std::string Now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  std::array<char, 80> text;
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", utc.tm_year + 1900, utc.tm_mon + 1,
                utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, now.tv_nsec / 1'000'000);
  return text.data();
}

}  // namespace

Logger::Logger(const LogOptions& options) : file_(options.file), level_(options.level), descriptor_(STDERR_FILENO) {
  if (const Status opened = Reopen(); !opened) {
    Write(Level::kError, "log.unusable", {{"reason", opened.error().message}});  // to stderr, rather than nowhere
  }
}

Logger::~Logger() {
  if (descriptor_ != STDERR_FILENO) ::close(descriptor_);
}

Status Logger::Reopen() {
  if (file_.empty()) return Ok();
  const int fresh = OpenFile(file_);
  if (fresh < 0)
    return Fail(kIo, "打不开日志文件 " + file_.string() + "：" + std::strerror(errno), "请检查文件夹和权限");
  const std::lock_guard lock(mutex_);
  if (descriptor_ != STDERR_FILENO) ::close(descriptor_);
  descriptor_ = fresh;
  return Ok();
}

void Logger::Write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!Takes(level)) return;
  json::Writer line;
  line.BeginObject();
  line.Member("at", Now());
  line.Member("level", NameOf(level));
  line.Member("event", event);
  for (const Field& field : fields) {
    line.Key(field.key);
    switch (field.kind) {
      case Field::Kind::kText:
        line.Text(field.text);
        break;
      case Field::Kind::kInteger:
        line.Integer(field.integer);
        break;
      case Field::Kind::kFlag:
        line.Bool(field.integer != 0);
        break;
    }
  }
  line.EndObject();
  std::string text = std::move(line).Take();
  text += '\n';
  const std::lock_guard lock(mutex_);
  // A full disk must not stop the program: the line is lost, the work goes on.
  if (::write(descriptor_, text.data(), text.size()) < 0) return;
}

}  // namespace gq::log
