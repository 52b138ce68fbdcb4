// Streaming CSV reader: RFC 4180, tolerant where officers' files are not, and saying so.
//
//   auto reader = TRY(csv::Reader::Open(TRY(file::OpenSource("名册.csv"))));
//   csv::Record record;
//   while (TRY(reader.Next(record))) Use(record.fields);      // UTF-8; valid until the next call
//
// Encoding (see encoding.h) and delimiter (comma, tab, semicolon; a first line "sep=;" is obeyed) are found out unless
// given. Lines end with LF, CR LF or CR, also mixed. Quoted fields may hold delimiters, line breaks and doubled quotes.
// What is out of order is read as well as can be and named in Record::issues:
//   * a quote that is never closed: the quote counts as a letter and the record ends with its line;
//   * text after a closing quote, quotes inside an unquoted field: kept as letters;
//   * zero bytes: dropped;
//   * a record in the other encoding than the rest of the file: read in its own;
//   * undecodable bytes: U+FFFD.
//
// Memory: one buffer of 256 KiB, grown only for a record that needs it, up to Options::record_bytes_max.
// Errors: kTooLarge with the line (a field, a record or the number of fields over its limit), kIo from the source.
// Thread-safety: a reader belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/csv/encoding.h"
#include "kits/file/file.h"

namespace gq::csv {

struct ReaderOptions {
  Encoding encoding = Encoding::kAuto;
  char delimiter = 0;                      // 0: find out
  std::size_t field_bytes_max = 1 << 20;   // up to 1 GiB
  std::size_t record_bytes_max = 4 << 20;  // up to 1 GiB
  std::size_t fields_max = 16384;
};

enum class IssueKind : std::uint8_t {
  kUnclosedQuote,
  kTextAfterQuote,
  kBareQuote,
  kZeroByte,
  kOtherEncoding,
  kUndecodable
};

struct Issue {
  IssueKind kind;
  std::size_t field;  // from 0; 0 where the whole record is meant
};

// What it means and how to cure it, in Chinese.
std::string_view Describe(IssueKind kind);

struct Record {
  std::vector<std::string_view> fields;  // at least one; an empty line has one empty field
  std::uint64_t number = 0;              // from 1, every record of the file
  std::uint64_t line = 0;                // from 1, the line on which the record begins
  std::vector<Issue> issues;             // nearly always empty
  bool open_end = false;                 // the file ends behind it without a line break
};

class Reader {
 public:
  static Result<Reader> Open(std::unique_ptr<file::ByteSource> source, const ReaderOptions& options = {});
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // The next record; false at the end. The views stay valid until the next call.
  Result<bool> Next(Record& record);

  // kAuto as long as only ASCII was seen.
  Encoding encoding() const;
  char delimiter() const;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gq::csv
