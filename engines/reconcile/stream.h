// Reading a table in parallel with one answer: the file is cut into segments, each thread guesses where the first
// record of its segment begins, and segments are merged in order. A guess is right exactly when the segment before
// ended there; otherwise the segment is read again from the right place. So neither the number of threads nor the size
// of a segment or block changes any result.
//
// The engine opens nothing: bytes come from a ByteReader of the caller.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/csv.h"
#include "engines/reconcile/text.h"

namespace gq::reconcile {

// Bytes of a file or of memory. ReadAt is called from several threads at once (pread, not seek and read).
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  virtual std::uint64_t size() const = 0;
  // Puts up to `size` bytes from `offset` on into `buffer`; fewer only at the end.
  virtual Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer, std::size_t size) = 0;
};

// Bytes that stay where they are.
class MemoryBytes : public ByteReader {
 public:
  explicit MemoryBytes(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer, std::size_t size) override;

 private:
  std::string_view bytes_;
};

// Rows of another source (XLSX, store), written down as CSV, so that they are judged by the same code with the same
// report.
class RowBytes : public ByteReader {
 public:
  void Add(const std::vector<std::string>& cells);  // the header first
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer, std::size_t size) override;

 private:
  std::string bytes_;
};

struct StreamOptions {
  int threads = 1;
  std::size_t segment_bytes = std::size_t{4} << 20;
  std::size_t block_bytes = std::size_t{256} << 10;        // read at once by each thread
  std::size_t record_bytes_max = std::size_t{64} << 10;    // a longer record is rejected
  std::function<void(std::uint64_t bytes_done)> progress;  // may be called from any thread, one call at a time
};

// A sliding view of the file for one thread.
class Window {
 public:
  Window(ByteReader& reader, const StreamOptions& options)
      : reader_(reader),
        block_(options.block_bytes),
        buffer_(options.record_bytes_max + 2 * options.block_bytes + 128) {}
  // Afterwards the view begins at `offset` and holds at least `least` bytes, fewer only at the end of the file.
  // least <= record_bytes_max + block_bytes.
  Status Require(std::uint64_t offset, std::size_t least);
  std::string_view From(std::uint64_t offset) const {
    return {buffer_.data() + (offset - begin_), static_cast<std::size_t>(end_ - offset)};
  }
  bool Holds(std::uint64_t offset) const { return offset >= begin_ && offset < end_; }
  std::uint64_t end() const { return end_; }
  bool AtFileEnd() const { return end_ == reader_.size(); }

 private:
  ByteReader& reader_;
  std::size_t block_;
  std::vector<char> buffer_;  // 64 readable bytes stay behind end_
  std::uint64_t begin_ = 0, end_ = 0;
};

// The record at `offset`, which is below the file's size. After it, window.From(offset) holds the whole record; for
// kTooLong, `next` is found by skipping, and may be far away.
struct PlacedRecord {
  RecordKind kind;
  bool quoted;
  std::size_t size;
  std::uint64_t next;  // file offset
};
Result<PlacedRecord> ReadRecord(Window& window, std::uint64_t offset, std::size_t record_bytes_max);
// Offset behind the first newline at or behind `from`, if that newline lies before `limit`; else `limit`.
Result<std::uint64_t> SkipLine(Window& window, std::uint64_t from, std::uint64_t limit);

// What stands before the data: encoding, title lines, header.
struct TableHead {
  Encoding encoding = Encoding::kUtf8;
  Header header;
  int title_lines = 0;     // records before the header
  std::uint64_t body = 0;  // offset of the first record behind the header
};
Result<TableHead> ReadTableHead(ByteReader& reader, TableKind kind, const HeaderMap& map, const Gb18030& gb);

// One cell as UTF-8, whatever the file says it is.
class CellDecoder {
 public:
  CellDecoder(Encoding encoding, const Gb18030& gb) : encoding_(encoding), gb_(&gb) {}
  // Valid until the next call with the same scratch. *trouble is set to 1 when the cell is in the other encoding, to 2
  // when in neither.
  // fits: the record is right UTF-8 as a whole, as Fits said.
  std::string_view Decode(const Cell& cell, std::string& scratch, int* trouble, bool fits = false) const;
  // Whether all of a record is in the file's encoding, as far as that can be seen.
  bool Fits(std::string_view record) const {
    return IsAscii(record) ||
           (encoding_ == Encoding::kUtf8 ? IsUtf8(record) && !IsGb18030AmongUtf8(record) : !IsUtf8AmongGb18030(record));
  }

 private:
  Encoding encoding_;
  const Gb18030* gb_;
};

// What one segment gave; `Rows` is the caller's.
template <typename Rows>
struct Segment {
  bool none = false;        // no record begins here
  std::uint64_t first = 0;  // where the first record was taken to begin
  std::uint64_t next = 0;   // where the first record behind the segment begins
  Rows rows;
};

// Runs workers over [body, size). Worker has
//   Status Parse(std::uint64_t from, std::uint64_t limit, Segment<Rows>& out);   // records that begin in [from,
//   limit); sets out.next Window& window();
// make_worker() is called once for each thread; Status merge(Rows&) in file order, one call at a time.
template <typename Rows, typename MakeWorker, typename Merge>
Status RunSegments(ByteReader& reader, std::uint64_t body, const StreamOptions& options, MakeWorker make_worker,
                   Merge merge);

}  // namespace gq::reconcile

#include "engines/reconcile/stream_run.h"
