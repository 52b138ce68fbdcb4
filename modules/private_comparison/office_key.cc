#include "modules/private_comparison/office_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"
#include "kits/crypto/signature.h"
#include "modules/private_comparison/audit_trail.h"
#include "modules/private_comparison/exchange_file.h"

namespace gq::psi {
namespace {

constexpr std::string_view kFirstLine = "gangqiao-psi-key 1";
constexpr std::size_t kKeyFileBytesMax = 4096;

tl::unexpected<Error> Damaged() {
  return Fail(kFile, "隐私比对的密钥文件已损坏",
              "请用备份恢复；没有备份时重新执行 gangqiao psi keys，并把新的公钥交给对方");
}

std::string CheckOf(std::string_view text) { return crypto::ToHex(crypto::AsText(crypto::Sha256(text)).substr(0, 8)); }

std::string FormatKey(const OfficeKey& key) {
  std::string out = std::string(kFirstLine) + "\nrole: " + std::string(NameOf(key.office.role)) +
                    "\noffice: " + key.office.name + "\nseed: " + crypto::ToHex(key.seed) +
                    "\nquery_values_max: " + std::to_string(key.limits.query_values) +
                    "\nmonth_values_max: " + std::to_string(key.limits.month_values) + "\n";
  return out + "check: " + CheckOf(out) + "\n";
}

bool ParseLimit(const std::string& text, std::uint64_t* out) {
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != std::string::npos) return false;
  *out = std::stoull(text);
  return true;
}

bool IsGoodName(std::string_view name) {
  return !name.empty() && name.size() <= 200 && name.find_first_of("\n\r") == std::string_view::npos;
}

Status WriteNew(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return Fail(kFile, "建不了密钥文件「" + path + "」：" + (errno == EEXIST ? "已经存在" : std::strerror(errno)),
                "不会覆盖已有的密钥；请换一个位置");
  }
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (written) return Ok();
  ::unlink(path.c_str());
  return Fail(kIo, "写不了密钥文件「" + path + "」", "请检查磁盘空间");
}

}  // namespace

std::string_view NameOf(Role role) { return role == Role::kAsker ? "asker" : "holder"; }

std::string Office::Fingerprint() const {
  std::string out;
  const std::string digits = crypto::ToHex(crypto::AsText(crypto::Sha256(key))).substr(0, 16);
  for (std::size_t i = 0; i < digits.size(); i += 4) out += (i > 0 ? " " : "") + digits.substr(i, 4);
  return out;
}

OfficeKey::~OfficeKey() { crypto::Wipe(seed.data(), seed.size()); }

crypto::Scalar OfficeKey::MaskFor(const Office& asker) const {
  return crypto::ScalarFromKey(seed, "gangqiao psi 1 mask " + asker.key);
}
std::string OfficeKey::OrderKeyFor(const Office& asker) const {
  return std::string(crypto::AsText(crypto::HmacSha256(seed, "gangqiao psi 1 order " + asker.key)));
}
std::string OfficeKey::AuditKey() const {
  return std::string(crypto::AsText(crypto::HmacSha256(seed, "gangqiao psi 1 audit")));
}

Result<Office> CreateOfficeKey(Role role, const std::string& name, const OfficeLimits& limits,
                               const std::string& path) {
  if (!IsGoodName(name)) return Fail(kUsage, "--office 应为单位名称，一行，不超过 200 字节");
  OfficeKey key;
  key.seed = crypto::RandomBytes(32);
  key.limits = limits;
  key.office = {role, name, crypto::ToHex(crypto::PublicKeyOf(key.seed))};
  ExchangeHead head;
  head.kind = FileKind::kOffice, head.from = key.office.key;
  head.lines = {{"role", std::string(NameOf(role))}, {"office", name}};
  if (::access((path + ".pub").c_str(), F_OK) == 0)
    return Fail(kFile, "文件「" + path + ".pub」已经存在", "不会覆盖；请换一个位置");
  std::string text = FormatKey(key);
  auto written = WriteNew(path, text);
  crypto::Wipe(text.data(), text.size());
  TRY(written);
  ExchangeWriter out = TRY(ExchangeWriter::Create(path + ".pub", head));
  (void)TRY(out.Seal(key.seed));
  TRY(out.Commit());
  // The trail begins with the key, so that one that is gone is noticed.
  AuditLine line;
  line.time = AuditTime(), line.who = AuditAccount(), line.round = "keys", line.peer = key.office.key;
  (void)TRY(AppendAudit(AuditPathOf(path), key.AuditKey(), line));
  return key.office;
}

Result<OfficeKey> ParseOfficeKey(std::string_view text) {
  const std::size_t check_at = text.rfind("check: ");
  if (text.substr(0, kFirstLine.size() + 1) != std::string(kFirstLine) + "\n" || check_at == std::string_view::npos ||
      text.substr(check_at) != "check: " + CheckOf(text.substr(0, check_at)) + "\n")
    return Damaged();
  std::map<std::string, std::string> lines;
  for (std::size_t at = kFirstLine.size() + 1; at < check_at;) {
    const std::size_t end = text.find('\n', at);
    const std::string_view line = text.substr(at, end - at);
    const std::size_t colon = line.find(": ");
    if (end == std::string_view::npos || colon == std::string_view::npos) return Damaged();
    lines.emplace(line.substr(0, colon), line.substr(colon + 2));
    at = end + 1;
  }
  OfficeKey key;
  key.seed = crypto::FromHex(lines["seed"]);
  const std::string role = lines["role"];
  if (key.seed.size() != 32 || (role != "asker" && role != "holder") || !IsGoodName(lines["office"]) ||
      !ParseLimit(lines["query_values_max"], &key.limits.query_values) ||
      !ParseLimit(lines["month_values_max"], &key.limits.month_values))
    return Damaged();
  key.office = {role == "asker" ? Role::kAsker : Role::kHolder, lines["office"],
                crypto::ToHex(crypto::PublicKeyOf(key.seed))};
  return key;
}

Result<OfficeKey> ReadOfficeKey(const std::string& path) {
  TRY(CheckPrivate(path));
  std::string text = TRY(file::ReadHead(path, kKeyFileBytesMax));
  auto key = ParseOfficeKey(text);
  crypto::Wipe(text.data(), text.size());
  if (!key) key.error().With("file", path);
  return key;
}

Result<Office> ReadOffice(const std::string& path) {
  const ExchangeReader reader = TRY(ExchangeReader::Open(path, FileKind::kOffice));
  const ExchangeHead& head = reader.head();
  return Office{head.Get("role") == "asker" ? Role::kAsker : Role::kHolder, head.Get("office"), head.from};
}

Status RequireRole(const Office& office, Role role, const std::string& what) {
  if (office.role == role) return Ok();
  return Fail(kWrongRole,
              what + "应属于" + (role == Role::kAsker ? "询问方（asker）" : "持有方（holder）") + "，现在是" +
                  (office.role == Role::kAsker ? "询问方（asker）" : "持有方（holder）"),
              "blind 和 match 由询问方执行，mask 和 answer 由持有方执行；--peer 是对方的 .pub 文件");
}

}  // namespace gq::psi
