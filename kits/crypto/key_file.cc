#include "kits/crypto/key_file.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "kits/crypto/base32.h"
#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"

namespace gq::crypto {
namespace {

constexpr std::string_view kFileHead = "gangqiao key 1\n";
constexpr char kRecoveryVersion = 1;
constexpr std::size_t kRecoveryCharacters = 60;  // 1 version + 32 key + 4 checksum bytes = 296 bits
constexpr std::size_t kGroupCharacters = 5;

class FileHandle {
 public:
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  ~FileHandle() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string Reason() { return std::strerror(errno); }

bool IsInside(const std::filesystem::path& path, const std::filesystem::path& folder) {
  std::error_code ignored;
  const auto inner = std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  const auto outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder, ignored), ignored);
  const auto relative = inner.lexically_relative(outer);
  return !relative.empty() && *relative.begin() != "..";
}

Status WriteDurably(const std::filesystem::path& path, std::string_view text) {
  const FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) {
    if (errno == EEXIST) {
      return Fail(kKeyFile, "密钥文件已经存在：" + path.string(),
                  "不会覆盖已有的密钥；请换一个位置，或者先确认旧密钥不再需要");
    }
    return Fail(kKeyFile, "无法建立密钥文件 " + path.string() + "：" + Reason(),
                "请检查文件夹是否存在、是否有写入权限");
  }
  if (::fchmod(file.get(), 0600) != 0 ||
      ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(file.get()) != 0) {
    const std::string reason = Reason();
    ::unlink(path.c_str());
    return Fail(kKeyFile, "密钥文件写入失败：" + reason, "请检查磁盘空间");
  }
  const auto folder = path.parent_path().empty() ? std::filesystem::path(".") : path.parent_path();
  const FileHandle parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() >= 0) ::fsync(parent.get());
  return Ok();
}

}  // namespace

MasterKey MasterKey::Random() {
  Key bytes;
  FillRandom(bytes.data(), bytes.size());
  MasterKey key(bytes);
  Wipe(bytes.data(), bytes.size());
  return key;
}

MasterKey MasterKey::FromBytes(const Key& bytes) { return MasterKey(bytes); }

MasterKey::~MasterKey() { Wipe(bytes_.data(), bytes_.size()); }

std::string MasterKey::RecoveryForm() const {
  std::string bytes(1, kRecoveryVersion);
  bytes += AsText(bytes_);
  bytes += AsText(Sha256(bytes)).substr(0, 4);
  std::string text = ToBase32(bytes, kGroupCharacters);
  Wipe(bytes.data(), bytes.size());
  return text;
}

Result<MasterKey> MasterKey::FromRecoveryForm(std::string_view text) {
  const std::string hint = "恢复码是 12 组、每组 5 个字符，只用数字和除 I、L、O、U 以外的字母；请对照打印件重新输入";
  const Base32Text read = FromBase32(text);
  if (read.wrong_at) {
    return Fail(kRecoveryForm,
                "恢复码第 " + std::to_string((*read.wrong_at - 1) / kGroupCharacters + 1) + " 组有不可能出现的字符",
                hint);
  }
  if (read.characters != kRecoveryCharacters) {
    return Fail(kRecoveryForm,
                "恢复码应有 " + std::to_string(kRecoveryCharacters) + " 个字符，现有 " +
                    std::to_string(read.characters) + " 个",
                hint);
  }
  const std::string_view bytes = read.bytes;
  const std::string_view body = bytes.substr(0, 33);
  if (!EqualInConstantTime(AsText(Sha256(body)).substr(0, 4), bytes.substr(33))) {
    return Fail(kRecoveryForm, "恢复码的校验位不符，至少有一个字符输错了", hint);
  }
  if (body[0] != kRecoveryVersion) return Fail(kRecoveryForm, "恢复码来自更新的版本", "请先升级程序");
  Key key;
  std::memcpy(key.data(), body.data() + 1, key.size());
  return MasterKey(key);
}

std::string MasterKey::id() const { return ToHex(AsText(Derive("key id")).substr(0, 8)); }

Key MasterKey::Derive(std::string_view purpose) const {
  static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  if (algorithm == nullptr) throw std::runtime_error("no HKDF in OpenSSL");
  EVP_KDF_CTX* const context = EVP_KDF_CTX_new(algorithm);
  char hash[] = "SHA256";
  std::string salt = "gangqiao/1";
  std::string info(purpose);
  Key bytes = bytes_;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end(),
  };
  Key derived;
  const bool done = context != nullptr && EVP_KDF_derive(context, derived.data(), derived.size(), parameters) == 1;
  EVP_KDF_CTX_free(context);
  Wipe(bytes.data(), bytes.size());
  if (!done) throw std::runtime_error("key derivation failed in OpenSSL");
  return derived;
}

Status WriteKeyFile(const MasterKey& key, const std::filesystem::path& path, const std::filesystem::path& data_folder) {
  if (!data_folder.empty() && IsInside(path, data_folder)) {
    return Fail(kKeyFile, "密钥文件不能放在数据文件夹里：" + path.string(),
                "请放到别处，例如 /etc/gangqiao/master.key；否则拷走数据的人同时拿到密钥");
  }
  std::string text = std::string(kFileHead) + key.RecoveryForm() + "\n";
  const Status written = WriteDurably(path, text);
  Wipe(text.data(), text.size());
  return written;
}

namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLineCharacters = 20, kLines = 3, kLineCheckCharacters = 2;

std::string LineCheck(std::size_t line, std::string_view characters) {
  const auto digest = Sha256("gangqiao recovery line " + std::to_string(line) + " " + std::string(characters));
  return {kAlphabet[digest[0] & 31], kAlphabet[digest[1] & 31]};
}

std::string Characters(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == '\t' || c == '\r') continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

// The line's twenty characters.
Result<std::string> ReadLine(std::size_t number, std::string_view characters) {
  const std::string hint = "请对照打印件重新输入这一行；只用数字和除 I、L、O、U 以外的字母";
  const std::string which = "恢复码第 " + std::to_string(number) + " 行";
  if (characters.find_first_not_of(kAlphabet) != std::string_view::npos)
    return Fail(kRecoveryForm, which + "有不可能出现的字符", hint);
  if (characters.size() != kLineCharacters + kLineCheckCharacters) {
    return Fail(kRecoveryForm,
                which + "应有 " + std::to_string(kLineCharacters + kLineCheckCharacters) +
                    " 个字符（行号以外），现有 " + std::to_string(characters.size()) + " 个",
                hint);
  }
  const auto body = characters.substr(0, kLineCharacters);
  if (LineCheck(number, body) != characters.substr(kLineCharacters))
    return Fail(kRecoveryForm, which + "的校验位不符，至少有一个字符输错了", hint);
  return std::string(body);
}

}  // namespace

std::string MasterKey::RecoveryLines() const {
  const std::string form = RecoveryForm(), all = Characters(form);
  std::string out;
  for (std::size_t line = 0; line < kLines; ++line) {
    const auto body = std::string_view(all).substr(line * kLineCharacters, kLineCharacters);
    out += std::to_string(line + 1) + "  ";
    for (std::size_t at = 0; at < body.size(); at += kGroupCharacters) {
      if (at > 0) out += '-';
      out += body.substr(at, kGroupCharacters);
    }
    out += "  " + LineCheck(line + 1, body) + "\n";
  }
  return out;
}

Result<MasterKey> MasterKey::FromRecoveryLines(std::string_view text) {
  std::array<std::string, kLines> bodies;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string line = Characters(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line[0] == '#') continue;
    if (line.size() >= kRecoveryCharacters) return FromRecoveryForm(line);  // all in one line, as in the key file
    if (line[0] < '1' || line[0] > '3')
      return Fail(kRecoveryForm, "恢复码的每一行须以行号 1、2、3 开头", "请照打印件的样子输入三行");
    const auto number = static_cast<std::size_t>(line[0] - '0');
    bodies[number - 1] = TRY(ReadLine(number, std::string_view(line).substr(1)));
  }
  std::string all;
  for (std::size_t i = 0; i < kLines; ++i) {
    if (bodies[i].empty()) return Fail(kRecoveryForm, "恢复码缺第 " + std::to_string(i + 1) + " 行", "打印件上共三行");
    all += bodies[i];
  }
  return FromRecoveryForm(all);
}

Result<MasterKey> CreateKeyFile(const std::filesystem::path& path, const std::filesystem::path& data_folder) {
  MasterKey key = MasterKey::Random();
  TRY(WriteKeyFile(key, path, data_folder));
  return key;
}

Result<MasterKey> ReadKeyFile(const std::filesystem::path& path) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    return Fail(kKeyFile, "打不开密钥文件 " + path.string() + "：" + Reason(),
                "请检查位置和权限；文件丢失时用打印的恢复码重建");
  }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return Fail(kKeyFile, "密钥文件不是普通文件：" + path.string(), "请检查位置");
  }
  if ((about.st_mode & 077) != 0) {
    return Fail(kKeyFile, "密钥文件 " + path.string() + " 的权限过宽，别人也能读",
                "请执行 chmod 600 后再启动；如果这台机器有别的用户，应更换密钥");
  }
  if (about.st_uid != ::geteuid() && about.st_uid != 0) {
    return Fail(kKeyFile, "密钥文件 " + path.string() + " 属于别的用户", "请用 chown 改为运行本程序的用户");
  }
  std::array<char, 512> buffer{};
  const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
  const std::string_view text(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  if (text.substr(0, kFileHead.size()) != kFileHead) {
    return Fail(kKeyFile, "这不是岗桥的密钥文件：" + path.string(), "请检查位置");
  }
  auto key = MasterKey::FromRecoveryForm(text.substr(kFileHead.size()));
  Wipe(buffer.data(), buffer.size());
  if (!key) return Fail(kKeyFile, "密钥文件已损坏：" + path.string(), "请用打印的恢复码重建");
  return key;
}

Status CheckKeyId(const MasterKey& key, std::string_view id_in_store) {
  if (key.id() == id_in_store) return Ok();
  return Fail(kWrongKey, "数据是用另一把密钥加密的（数据 " + std::string(id_in_store) + "，密钥文件 " + key.id() + "）",
              "请找到建库时的密钥文件，或用打印的恢复码重建");
}

}  // namespace gq::crypto
