#include "modules/private_comparison/exchange_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "kits/crypto/bytes.h"

namespace gq::psi {
namespace {

constexpr std::string_view kFormat = "gangqiao-psi ";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kSignature = "signature: ";
constexpr std::size_t kReadBytes = std::size_t{1} << 20;
constexpr std::uint64_t kValuesMax = std::uint64_t{1} << 36;

struct KindRow {
  std::string_view name;
  std::size_t value_bytes;
  std::vector<std::string_view> lines;  // that must be there, beside kind, from and values
};
const KindRow& RowOf(FileKind kind) {
  static const std::array<KindRow, 6> kRows = {{
      {"office", 0, {"role", "office"}},
      {"masked", 32, {"to", "set", "mask", "registry"}},
      {"tags", 16, {"to", "set", "mask"}},
      {"query", 32, {"to", "session"}},
      {"answer", 32, {"to", "session", "query", "mask"}},
      {"secret", 16, {"to", "session", "query", "roster", "blind", "points"}},
  }};
  return kRows[static_cast<std::size_t>(kind)];
}

bool IsHex(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What a line of this name may hold.
bool IsGoodValue(std::string_view name, std::string_view value) {
  if (name == "from" || name == "to" || name == "query" || name == "roster" || name == "blind" || name == "mask")
    return IsHex(value, 64);
  if (name == "session" || name == "set") return IsHex(value, 32);
  if (name == "role") return value == "asker" || value == "holder";
  if (name == "points") return IsHex(value, value.size()) && !value.empty() && value.size() <= 10;
  return !value.empty() && value.size() <= 300;
}

bool ParseCount(std::string_view text, std::uint64_t* out) {
  if (text.empty() || text.size() > 12 || (text[0] == '0' && text.size() > 1)) return false;
  *out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    *out = *out * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return *out <= kValuesMax;
}

tl::unexpected<Error> Bad(std::string message, std::string hint = "请向对方要一份完整的文件") {
  return Fail(kExchangeFile, std::move(message), std::move(hint));
}

Status CheckHead(const ExchangeHead& head) {
  const KindRow& row = RowOf(head.kind);
  if (!IsHex(head.from, 64)) return Bad("文件头里没有发出方的公钥");
  for (const std::string_view name : row.lines) {
    if (head.lines.count(std::string(name)) == 0) return Bad("文件头少了 " + std::string(name));
  }
  for (const auto& [name, value] : head.lines) {
    if (std::find(row.lines.begin(), row.lines.end(), name) == row.lines.end())
      return Bad("文件头里有不认识的 " + name, "文件可能来自更新的版本；请先升级程序");
    if (!IsGoodValue(name, value)) return Bad("文件头里 " + name + " 的值有误");
  }
  if (row.value_bytes == 0 && head.values != 0) return Bad("这种文件不应有数据");
  return Ok();
}

}  // namespace

std::string_view NameOf(FileKind kind) { return RowOf(kind).name; }
std::size_t ValueBytes(FileKind kind) { return RowOf(kind).value_bytes; }

std::string ExchangeHead::Get(const std::string& name) const {
  const auto it = lines.find(name);
  return it == lines.end() ? std::string() : it->second;
}

std::string FormatHead(const ExchangeHead& head) {
  std::string out = std::string(kFormat) + std::string(kVersion) + "\nkind: " + std::string(NameOf(head.kind)) +
                    "\nfrom: " + head.from + "\n";
  for (const auto& [name, value] : head.lines) out += name + ": " + value + "\n";
  return out + "values: " + std::to_string(head.values) + "\n\n";
}

Result<ExchangeHead> ParseHead(std::string_view bytes, std::size_t* size) {
  const std::string_view head = bytes.substr(0, kHeadBytesMax);
  if (head.substr(0, kFormat.size()) != kFormat) return Bad("不是隐私比对的交换文件", "请检查是否选错了文件");
  std::size_t at = head.find('\n');
  if (at == std::string_view::npos) return Bad("文件头不完整");
  if (head.substr(kFormat.size(), at - kFormat.size()) != kVersion)
    return Bad("交换文件的格式版本不认识", "请两方使用同一版本的程序");
  ExchangeHead out;
  bool kind = false, values = false;
  for (++at;;) {
    const std::size_t end = head.find('\n', at);
    if (end == std::string_view::npos) return Bad("文件头不完整");
    const std::string_view line = head.substr(at, end - at);
    at = end + 1;
    if (line.empty()) break;
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || colon == 0) return Bad("文件头有一行读不懂");
    const std::string name(line.substr(0, colon)), value(line.substr(colon + 2));
    bool fresh = true;
    if (name == "kind") {
      fresh = !kind;
      for (int k = 0; k < 6; ++k) {
        if (value == NameOf(static_cast<FileKind>(k))) out.kind = static_cast<FileKind>(k), kind = true;
      }
      if (!kind) return Bad("文件头里 kind 的值有误");
    } else if (name == "values") {
      fresh = !values, values = true;
      if (!ParseCount(value, &out.values)) return Bad("文件头里 values 的值有误");
    } else if (name == "from") {
      fresh = out.from.empty(), out.from = value;
    } else {
      fresh = out.lines.emplace(name, value).second;
    }
    if (!fresh) return Bad("文件头里 " + name + " 出现两次");
  }
  if (!kind || !values) return Bad("文件头少了 kind 或 values");
  TRY(CheckHead(out));
  *size = at;
  return out;
}

Result<ExchangeWriter> ExchangeWriter::Create(const std::string& path, const ExchangeHead& head) {
  TRY(CheckHead(head));
  ExchangeWriter out(TRY(file::AtomicFile::Create(path)), head);
  TRY(out.Put(FormatHead(head)));
  return out;
}

Status ExchangeWriter::Put(std::string_view bytes) {
  digest_.Update(bytes);
  sha256_.Update(bytes);
  return file_.Write(bytes);
}

Status ExchangeWriter::Write(std::string_view values) {
  bytes_ += values.size();
  return Put(values);
}

Result<std::string> ExchangeWriter::Seal(std::string_view seed) {
  if (bytes_ != head_.values * ValueBytes(head_.kind)) return Fail(kInternal, "交换文件的数据个数与文件头不符");
  const std::string line = std::string(kSignature) + crypto::ToHex(digest_.Sign(seed)) + "\n";
  sha256_.Update(line);
  TRY(file_.Write(line));
  return crypto::ToHex(crypto::AsText(sha256_.Finish()));
}

Status CheckPrivate(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return Fail(kFile, "打不开文件「" + path + "」", "请检查文件名和权限");
  if ((info.st_mode & 077) != 0) return Fail(kFile, "文件「" + path + "」别人也能读", "请执行 chmod 600");
  return Ok();
}

// All bytes of the file but the signature line have been hashed when `left_` is 0.
Result<ExchangeReader> ExchangeReader::Open(const std::string& path, FileKind kind, bool private_file) {
  if (private_file) TRY(CheckPrivate(path));
  const std::string start = TRY(file::ReadHead(path, kHeadBytesMax));
  ExchangeReader out;
  out.path_ = path;
  std::size_t head_bytes = 0;
  auto head = ParseHead(start, &head_bytes);
  if (!head) return Fail(std::move(head).error().With("file", path));
  out.head_ = *std::move(head);
  if (out.head_.kind != kind) {
    return Bad(
        "文件「" + path + "」是 " + std::string(NameOf(out.head_.kind)) + "，这里要的是 " + std::string(NameOf(kind)),
        "请检查是否选错了文件");
  }
  const std::uint64_t body = head_bytes + out.head_.values * ValueBytes(kind);
  crypto::SigningDigest digest;
  crypto::Sha256Stream all;
  std::string tail;
  std::uint64_t seen = 0;
  out.buffer_.resize(kReadBytes);
  out.source_ = TRY(file::OpenSource(path));
  for (;;) {
    const std::size_t got = TRY(out.source_->Read(out.buffer_.data(), out.buffer_.size()));
    if (got == 0) break;
    const std::string_view bytes(out.buffer_.data(), got);
    all.Update(bytes);
    const std::size_t before = static_cast<std::size_t>(std::min<std::uint64_t>(got, seen < body ? body - seen : 0));
    digest.Update(bytes.substr(0, before));
    tail += bytes.substr(before);
    seen += got;
    if (tail.size() > kSignatureLineBytes) break;
  }
  if (seen < body + kSignatureLineBytes) return Bad("文件「" + path + "」不完整，后面被截断了");
  if (tail.size() != kSignatureLineBytes || tail.substr(0, kSignature.size()) != kSignature || tail.back() != '\n')
    return Bad("文件「" + path + "」的长度与文件头不符");
  const std::string signature = crypto::FromHex(tail.substr(kSignature.size(), 128));
  if (!digest.Verify(crypto::FromHex(out.head_.from), signature))
    return Fail(kTampered, "文件「" + path + "」的签名不对：传送中损坏，或有人改过", "请不要使用，请对方重新发送");
  out.sha256_ = crypto::ToHex(crypto::AsText(all.Finish()));
  out.source_ = TRY(file::OpenSource(path));
  TRY(out.Read(head_bytes));
  out.left_ = out.head_.values;
  return out;
}

Result<std::string_view> ExchangeReader::Read(std::size_t bytes) {
  if (buffer_.size() < bytes) buffer_.resize(bytes);
  for (std::size_t done = 0; done < bytes;) {
    const std::size_t got = TRY(source_->Read(buffer_.data() + done, bytes - done));
    if (got == 0) return Bad("文件「" + path_ + "」在读取途中变短了", "请确认没有别的程序正在改写它");
    done += got;
  }
  return std::string_view(buffer_.data(), bytes);
}

Result<std::string_view> ExchangeReader::Next(std::size_t values_max) {
  const auto values = static_cast<std::size_t>(std::min<std::uint64_t>(values_max, left_));
  left_ -= values;
  return Read(values * ValueBytes(head_.kind));
}

}  // namespace gq::psi
