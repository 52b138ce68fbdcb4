#include "modules/private_comparison/audit_trail.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

#include "engines/reconcile/csv.h"
#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"
#include "modules/private_comparison/exchange_file.h"

namespace gq::psi {
namespace {

constexpr std::string_view kHeader = "seq,time,who,round,peer,session,values,input,output,chain\n";
constexpr std::size_t kLineBytesMax = 4096;

// All but the chain, with the comma in front of it.
std::string FormatBody(const AuditLine& line) {
  std::string out = std::to_string(line.seq);
  for (const std::string* cell : {&line.time, &line.who, &line.round, &line.peer, &line.session}) {
    out += ',';
    reconcile::AppendCell(*cell, out);
  }
  return out + "," + std::to_string(line.values) + "," + line.input + "," + line.output + ",";
}

std::string ChainOf(const std::string& key, const std::string& before, const std::string& body) {
  return crypto::ToHex(crypto::AsText(crypto::HmacSha256(key, before + "\n" + body)));
}

tl::unexpected<Error> Broken(std::size_t line) {
  return Fail(kAuditBroken, "审计记录第 " + std::to_string(line) + " 行对不上：有人改过，或少了一行",
              "请保留原文件，与抄下的序号和链值核对，并查明原因");
}

class LockedFile {
 public:
  explicit LockedFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0) ::close(descriptor_), descriptor_ = -1;
  }
  ~LockedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Result<std::string> ReadAll(const std::string& path) {
  const auto source = TRY(file::OpenSource(path));
  std::string text, part(std::size_t{1} << 16, '\0');
  for (;;) {
    const std::size_t got = TRY(source->Read(part.data(), part.size()));
    if (got == 0) return text;
    text.append(part, 0, got);
  }
}

}  // namespace

std::string AuditPathOf(const std::string& key_path) { return key_path + ".audit.csv"; }

Result<std::vector<AuditLine>> ParseAudit(std::string_view text, const std::string& key) {
  std::vector<AuditLine> out;
  if (text.empty()) return out;
  if (text.substr(0, kHeader.size()) != kHeader) return Broken(0);
  std::string before;
  std::vector<reconcile::Cell> cells;
  for (std::size_t at = kHeader.size(); at < text.size();) {
    const std::size_t number = out.size() + 1, end = text.find('\n', at);
    if (end == std::string_view::npos || end - at > kLineBytesMax) return Broken(number);
    const std::string_view record = text.substr(at, end - at);
    at = end + 1;
    reconcile::SplitRecord(record, cells);
    if (cells.size() != 10) return Broken(number);
    std::string texts[10], scratch;
    for (std::size_t i = 0; i < 10; ++i) texts[i] = std::string(reconcile::CellText(cells[i], scratch));
    AuditLine line;
    line.seq = number, line.time = texts[1], line.who = texts[2], line.round = texts[3], line.peer = texts[4];
    line.session = texts[5], line.input = texts[7], line.output = texts[8], line.chain = texts[9];
    if (texts[6].empty() || texts[6].size() > 15 || texts[6].find_first_not_of("0123456789") != std::string::npos)
      return Broken(number);
    line.values = std::stoull(texts[6]);
    const std::string body = FormatBody(line);  // seq is counted, not read
    before = ChainOf(key, before, body);
    if (body + before != record) return Broken(number);
    out.push_back(std::move(line));
  }
  return out;
}

namespace {

// `begins`: the office's key is being made, whose line is the first.
Result<std::vector<AuditLine>> ReadLines(const std::string& path, const std::string& key, bool begins) {
  std::vector<AuditLine> lines;
  if (::access(path.c_str(), F_OK) == 0) {
    auto read = ParseAudit(TRY(ReadAll(path)), key);
    if (!read) return Fail(std::move(read).error().With("file", path));
    lines = *std::move(read);
  }
  if (begins ? lines.empty() : !lines.empty() && lines.front().round == "keys") return lines;
  return Fail(Error{&kAuditBroken,
                    begins ? "这个密钥已有审计记录「" + path + "」" : "审计记录不见了，或开头被截去：「" + path + "」",
                    begins ? "请为新的密钥另选一个位置" : "请用备份恢复；没有备份的，请建新的密钥，换公钥时向对方说明",
                    {{"file", path}}});
}

}  // namespace

Result<std::vector<AuditLine>> ReadAudit(const std::string& path, const std::string& key) {
  return ReadLines(path, key, false);
}

Result<AuditLine> AppendAudit(const std::string& path, const std::string& key, AuditLine line) {
  const bool begins = line.round == "keys";
  if (!begins && ::access(path.c_str(), F_OK) != 0) TRY(ReadAudit(path, key));  // locking would make the file
  const LockedFile lock(path);
  if (lock.get() < 0) return Fail(kIo, "写不了审计记录「" + path + "」：" + std::strerror(errno), "请检查路径和权限");
  const auto before = TRY(ReadLines(path, key, begins));
  for (std::string* cell : {&line.who, &line.peer, &line.session}) {
    for (char& c : *cell) c = c == '\n' || c == '\r' ? ' ' : c;
  }
  line.seq = before.size() + 1;
  const std::string body = FormatBody(line);
  line.chain = ChainOf(key, before.empty() ? std::string() : before.back().chain, body);
  struct stat info {};
  const bool empty = ::fstat(lock.get(), &info) == 0 && info.st_size == 0;
  const std::string text = (empty ? std::string(kHeader) : std::string()) + body + line.chain + "\n";
  if (::write(lock.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(lock.get()) != 0)
    return Fail(kIo, "写不了审计记录「" + path + "」：" + std::strerror(errno),
                "请检查磁盘空间；这一轮没有交出任何文件");
  return line;
}

std::string AuditTime() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[24];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string AuditAccount() {
  passwd entry{}, *found = nullptr;
  char buffer[4096];
  if (::getpwuid_r(::geteuid(), &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr) return entry.pw_name;
  return "uid " + std::to_string(::geteuid());
}

}  // namespace gq::psi
