// The files that two offices exchange in a private comparison (docs/reference/formats.md), and those that one of them
// keeps: a head of text, values of a fixed size, a signature.
//
//   gangqiao-psi 1
//   kind: query
//   session: 3f0c...                                  (further lines "name: value" in any order, each once)
//   values: 3037200
//                                                     (an empty line)
//   <values, each of ValueBytes(kind) bytes>
//   signature: <128 hex digits>                       (Ed25519ph by the office in `from`, over all before)
//
//   ExchangeWriter out = TRY(ExchangeWriter::Create(path, head));
//   TRY(out.Write(values)); std::string hash = TRY(out.Seal(seed)); TRY(out.Commit());
//   ExchangeReader in = TRY(ExchangeReader::Open(path, kQuery));   // whole file read and its signature checked
//   while (!(chunk = TRY(in.Next(65536))).empty()) ...
//
// Files are created with mode 0600 and appear whole or not at all. Errors: kExchangeFile (no such file, another format,
// cut), kTampered (signature), and those of files. Thread-safety: an object belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/crypto/hash.h"
#include "kits/crypto/signature.h"
#include "kits/file/file.h"

namespace gq::psi {

inline constexpr ErrorKind kExchangeFile{"psi.file", 422, "交换文件无法使用", "Unusable exchange file"};
inline constexpr ErrorKind kTampered{"psi.tampered", 422, "交换文件被改动或损坏", "Exchange file altered"};

enum class FileKind : std::uint8_t {
  kOffice,  // who an office is: role, name, public key; no values
  kMasked,  // the registry, masked by its holder: 32 bytes a value
  kTags,    // the holder's own: where each value of kMasked came from, as a keyed hash; 16 bytes
  kQuery,   // what the asker asks for, blinded: 32 bytes
  kAnswer,  // the same values, masked by the holder as well, in the same order: 32 bytes
  kSecret,  // the asker's own: which row stands behind each value of the query; 16 bytes a use
};
std::string_view NameOf(FileKind kind);
std::size_t ValueBytes(FileKind kind);

inline constexpr std::size_t kHeadBytesMax = 4096;
inline constexpr std::size_t kSignatureLineBytes = 11 + 128 + 1;  // "signature: " hex "\n"

struct ExchangeHead {
  FileKind kind = FileKind::kOffice;
  std::uint64_t values = 0;
  std::string from;                          // public key of the office that signs, 64 hex digits
  std::map<std::string, std::string> lines;  // the other lines; the kind's own are all there after parsing
  std::string Get(const std::string& name) const;
};
// Text of the head with its empty line.
std::string FormatHead(const ExchangeHead& head);
// `bytes` begin with a head; *size is set to its bytes. Pure: what a fuzzer may throw anything at.
Result<ExchangeHead> ParseHead(std::string_view bytes, std::size_t* size);

class ExchangeWriter {
 public:
  static Result<ExchangeWriter> Create(const std::string& path, const ExchangeHead& head);
  // Whole values only; their number must come to head.values.
  Status Write(std::string_view values);
  // Signs; answers the SHA-256 of the whole file as hex. Fails when the number of values is not that of the head.
  Result<std::string> Seal(std::string_view seed);
  // Makes the sealed file appear.
  Status Commit() { return file_.Commit(); }

 private:
  ExchangeWriter(file::AtomicFile file, const ExchangeHead& head) : file_(std::move(file)), head_(head) {}
  Status Put(std::string_view bytes);
  file::AtomicFile file_;
  ExchangeHead head_;
  crypto::SigningDigest digest_;
  crypto::Sha256Stream sha256_;
  std::uint64_t bytes_ = 0;
};

class ExchangeReader {
 public:
  // Refuses another kind, a wrong length and a wrong signature. `private_file`: also a file that others may read.
  static Result<ExchangeReader> Open(const std::string& path, FileKind kind, bool private_file = false);
  const ExchangeHead& head() const { return head_; }
  const std::string& sha256() const { return sha256_; }
  // The next values, at most `values_max`; empty at the end. Valid until the next call.
  Result<std::string_view> Next(std::size_t values_max);

 private:
  ExchangeReader() = default;
  Result<std::string_view> Read(std::size_t bytes);
  std::unique_ptr<file::ByteSource> source_;
  std::string path_, sha256_, buffer_;
  ExchangeHead head_;
  std::uint64_t left_ = 0;
};

// Fails with kFile when the group or others may read or write the file.
Status CheckPrivate(const std::string& path);

}  // namespace gq::psi
