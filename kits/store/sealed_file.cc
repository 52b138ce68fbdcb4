#include "kits/store/sealed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>

namespace gq::store {

namespace {

constexpr std::string_view kMagic = "GQSEAL1\n", kPlace = "file.sealed";
constexpr std::size_t kPieceBytes = std::size_t{1} << 20, kSealedBytesMax = kPieceBytes + 4096;

std::string PieceId(std::string_view id, std::uint64_t number, bool last) {
  return std::string(id) + "/" + std::to_string(number) + (last ? "/last" : "/more");
}

// A new file of mode 0600 that goes away unless Keep() is called.
class NewFile {
 public:
  explicit NewFile(const std::string& path) : path_(path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return;
    ::fchmod(fd, 0600);
    ::close(fd);
    out_.open(path, std::ios::binary | std::ios::trunc);
  }
  ~NewFile() {
    if (kept_) return;
    out_.close();
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  void Write(std::string_view bytes) { out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }
  Status Keep() {
    out_.close();
    if (!out_) return Fail(kIo, "文件写不进去", "请检查数据目录的空间与权限");
    kept_ = true;
    return Ok();
  }

 private:
  std::string path_;
  std::ofstream out_;
  bool kept_ = false;
};

Status Unreadable() { return Fail(kIo, "文件读不出来", "请检查数据目录的权限"); }

}  // namespace

bool IsSealedFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string magic(kMagic.size(), '\0');
  return in.read(magic.data(), static_cast<std::streamsize>(magic.size())) && magic == kMagic;
}

Status SealFile(const Vault& vault, std::string_view id, const std::string& from, const std::string& to) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return Unreadable();
  NewFile out(to);
  out.Write(kMagic);
  std::string piece(kPieceBytes, '\0');
  bool last = false;
  for (std::uint64_t number = 0; !last; ++number) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (in.bad()) return Unreadable();
    const auto size = static_cast<std::size_t>(in.gcount());
    last = size < piece.size() || in.peek() == std::ifstream::traits_type::eof();
    const std::string sealed = vault.Seal(kPlace, PieceId(id, number, last), std::string_view(piece.data(), size));
    const auto length = static_cast<std::uint32_t>(sealed.size());
    const std::array<char, 4> head = {static_cast<char>(length >> 24), static_cast<char>(length >> 16),
                                      static_cast<char>(length >> 8), static_cast<char>(length)};
    out.Write({head.data(), head.size()});
    out.Write(sealed);
  }
  return out.Keep();
}

Status OpenFile(const Vault& vault, std::string_view id, const std::string& from, const std::string& to) {
  const auto broken = [] { return Status(Fail(kBadSeal, "上传的文件已损坏，或不是用本库的密钥加密的", "请重新上传")); };
  if (!IsSealedFile(from)) return broken();
  std::ifstream in(from, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(kMagic.size()));
  NewFile out(to);
  std::string sealed;
  bool last = false;
  for (std::uint64_t number = 0; !last; ++number) {
    std::array<unsigned char, 4> head{};
    if (!in.read(reinterpret_cast<char*>(head.data()), 4)) return broken();
    const std::size_t length =
        std::size_t{head[0]} << 24 | std::size_t{head[1]} << 16 | std::size_t{head[2]} << 8 | head[3];
    if (length > kSealedBytesMax) return broken();
    sealed.resize(length);
    if (!in.read(sealed.data(), static_cast<std::streamsize>(length))) return broken();
    last = in.peek() == std::ifstream::traits_type::eof();
    const auto piece = vault.Open(kPlace, PieceId(id, number, last), sealed);
    if (!piece) return broken();
    out.Write(*piece);
  }
  return out.Keep();
}

}  // namespace gq::store
