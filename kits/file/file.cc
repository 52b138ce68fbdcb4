#include "kits/file/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace gq::file {
namespace {

std::string ReasonOf(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "文件不存在";
    case EACCES:
    case EPERM:
      return "没有权限";
    case ENOSPC:
      return "磁盘已满";
    case EISDIR:
      return "这是文件夹";
    case EROFS:
      return "磁盘只读";
    default:
      return std::strerror(error_number);
  }
}

class FileSource : public ByteSource {
 public:
  FileSource(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~FileSource() override { ::close(descriptor_); }
  Result<std::size_t> Read(char* buffer, std::size_t capacity) override {
    for (;;) {
      const ssize_t size = ::read(descriptor_, buffer, capacity);
      if (size >= 0) return static_cast<std::size_t>(size);
      if (errno != EINTR) return Fail(kIo, "读不出文件「" + path_ + "」：" + ReasonOf(errno));
    }
  }

 private:
  int descriptor_;
  std::string path_;
};

class ViewSource : public ByteSource {
 public:
  explicit ViewSource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> Read(char* buffer, std::size_t capacity) override {
    const std::size_t size = std::min(capacity, bytes_.size());
    if (size > 0) std::memcpy(buffer, bytes_.data(), size);
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> OpenSource(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Fail(kFile, "打不开文件「" + path + "」：" + ReasonOf(errno), "请检查文件名和权限");
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Fail(kFile, "打不开文件「" + path + "」：这是文件夹", "请给出文件夹里的文件");
  }
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::make_unique<FileSource>(descriptor, path);
}

std::unique_ptr<ByteSource> MemorySource(std::string_view bytes) { return std::make_unique<ViewSource>(bytes); }

Result<std::string> ReadHead(const std::string& path, std::size_t size_max) {
  const std::unique_ptr<ByteSource> source = TRY(OpenSource(path));
  std::string head(size_max, '\0');
  std::size_t size = 0;
  while (size < size_max) {
    const std::size_t got = TRY(source->Read(head.data() + size, size_max - size));
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  return head;
}

Status SyncPath(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error_number = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (synced) return Ok();
  return Fail(kIo, "文件「" + path + "」没有写成：" + ReasonOf(error_number), "请检查磁盘空间后再试");
}

Result<AtomicFile> AtomicFile::Create(const std::string& path) {
  AtomicFile file;
  file.path_ = path;
  std::string name = path + ".XXXXXX.part";
  file.descriptor_ = ::mkostemps(name.data(), 5, O_CLOEXEC);  // mode 0600
  if (file.descriptor_ < 0) {
    return Fail(kIo, "写不了文件「" + path + "」：" + ReasonOf(errno), "请检查文件夹是否存在、可写、有空间");
  }
  file.temporary_path_ = std::move(name);
  return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::exchange(other.temporary_path_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this != &other) {
    Discard();
    path_ = std::move(other.path_);
    temporary_path_ = std::exchange(other.temporary_path_, {});
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

AtomicFile::~AtomicFile() { Discard(); }

void AtomicFile::Discard() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (!temporary_path_.empty()) ::unlink(temporary_path_.c_str());
  temporary_path_.clear();
}

Status AtomicFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(descriptor_, bytes.data(), bytes.size());
    if (size < 0) {
      if (errno == EINTR) continue;
      return Fail(kIo, "写文件「" + path_ + "」出错：" + ReasonOf(errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return Ok();
}

Status AtomicFile::Commit() {
  const int descriptor = std::exchange(descriptor_, -1);
  const bool synced = ::fsync(descriptor) == 0;
  const int sync_error = errno;
  const bool closed = ::close(descriptor) == 0;
  if (!synced || !closed || ::rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    const int error_number = synced ? errno : sync_error;
    Discard();
    return Fail(kIo, "文件「" + path_ + "」没有写成：" + ReasonOf(error_number));
  }
  temporary_path_.clear();
  // The rename itself must survive a power cut: the folder is synced too.
  const std::size_t slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  (void)SyncPath(folder);
  return Ok();
}

Result<UnnamedFile> UnnamedFile::Create() {
  const char* folder = std::getenv("TMPDIR");
  std::string name = std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/gangqiao-XXXXXX";
  UnnamedFile file;
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);  // mode 0600
  if (file.descriptor_ < 0)
    return Fail(kIo, "临时文件写不进去：" + ReasonOf(errno), "请检查临时目录（TMPDIR 或 /tmp）是否可写、有空间");
  ::unlink(name.c_str());
  file.path_ = "/proc/self/fd/" + std::to_string(file.descriptor_);
  return file;
}

UnnamedFile::UnnamedFile(UnnamedFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

UnnamedFile& UnnamedFile::operator=(UnnamedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

UnnamedFile::~UnnamedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace gq::file
