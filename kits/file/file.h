// Bytes in, bytes out: a pull source over a file or memory, and a file that appears whole or not at all.
//
//   auto source = TRY(file::OpenSource("名册.csv"));
//   std::size_t size = TRY(source->Read(buffer, sizeof buffer));      // 0 at the end
//
//   auto out = TRY(file::AtomicFile::Create("people.csv"));            // writes people.csv.XXXXXX.part, mode 0600
//   TRY(out.Write("row,id_number\n"));
//   TRY(out.Commit());                                                 // fsync, rename; without it nothing appears
//
//   const file::UnnamedFile copy = TRY(file::UnnamedFile::Create());    // for what must not outlive the process
//   std::ofstream(copy.path()) << text;
//
// Errors: kFile when a file cannot be opened for reading, kIo for everything else. Messages name the file, never its
// content. Thread-safety: an object belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::file {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Puts up to `capacity` bytes into `buffer`; the count, 0 only at the end.
  virtual Result<std::size_t> Read(char* buffer, std::size_t capacity) = 0;
};

Result<std::unique_ptr<ByteSource>> OpenSource(const std::string& path);

// Reads from `bytes`, which must outlive the source.
std::unique_ptr<ByteSource> MemorySource(std::string_view bytes);

// The first `size_max` bytes of a file (fewer if it is shorter).
Result<std::string> ReadHead(const std::string& path, std::size_t size_max);

// Puts a file, or what a folder lists, on the disk, so that it survives a power cut. Some file systems cannot do it for
// a folder.
Status SyncPath(const std::string& path);

// A file under construction. Readers of `path` see the old file until Commit and the whole new one after it.
class AtomicFile {
 public:
  static Result<AtomicFile> Create(const std::string& path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  ~AtomicFile();  // not committed: the temporary file is removed

  Status Write(std::string_view bytes);
  Status Commit();
  // Where the bytes are until Commit, for libraries that write by path.
  const std::string& temporary_path() const { return temporary_path_; }

 private:
  AtomicFile() = default;
  void Discard();

  std::string path_;
  std::string temporary_path_;
  int descriptor_ = -1;
};

// A file of mode 0600 in the folder for temporary files that stands in no folder: it is gone with the object, and with
// the process however that ends. For personal data in clear while a library reads it by path.
class UnnamedFile {
 public:
  static Result<UnnamedFile> Create();
  UnnamedFile(UnnamedFile&& other) noexcept;
  UnnamedFile& operator=(UnnamedFile&& other) noexcept;
  ~UnnamedFile();
  // A path that this process can open any number of times, to write and to read; nobody else sees it.
  const std::string& path() const { return path_; }

 private:
  UnnamedFile() = default;
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace gq::file
