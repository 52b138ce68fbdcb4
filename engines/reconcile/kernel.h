// The scan loop over a registry: newlines, commas and quotes of 64 bytes at a time, the ID of each row packed into its
// key and verified, and a small filter asked whether the roster may hold it. It is the only code that touches every
// byte.
//
// Compiled for AVX-512, AVX2 and plain C++ (portable to aarch64) from one body (kernel_body.h); all give the same
// answers bit by bit. Rows that are not plain (quotes, another number of columns, an ID that is not 18 canonical
// characters with a right check code, or ends in 000, text that looks as if it were in another encoding than the file)
// are handed over as `odd` and judged by slower code.
//
// Encoding: leads and continuation bytes of UTF-8 are counted off against each other by bits, for each record. In a
// file of UTF-8 a record is odd in which they do not fit; in one of GB18030 a record outside ASCII in which they do.
//
// Thread-safety: functions without state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gq::reconcile {

enum class Isa : std::uint8_t { kScalar, kAvx2, kAvx512, kBest };
std::string_view NameOf(Isa isa);

// Three bits of one 64-bit word for each key; no false "no". words_log2 is chosen so that a roster of 1.5 M takes 4 MB
// and one row of two hundred that are not there passes.
struct Filter {
  const std::uint64_t* words = nullptr;
  int shift = 0;  // 64 - words_log2
};
__attribute__((always_inline)) inline constexpr std::uint64_t FilterHash(std::uint64_t key) {
  return (key + 1) * 0x9E3779B97F4A7C15ULL;
}
__attribute__((always_inline)) inline constexpr std::uint64_t FilterBits(std::uint64_t hash) {
  return 1ULL << (hash >> 12 & 63) | 1ULL << (hash >> 18 & 63) | 1ULL << (hash >> 24 & 63);
}

// Keys of the probe filter; neither can be an ID key.
__attribute__((always_inline)) inline constexpr std::uint64_t ProbeOfPlaceAndBirth(std::uint64_t key) {
  return (key >> 4) / 1000 | 1ULL << 62;
}
// Of the eleven bytes of a cell, whatever they are: eleven digits are nothing else's.
__attribute__((always_inline)) inline std::uint64_t ProbeOfPhone(const char* eleven) {
  std::uint64_t front = 0, back = 0;  // three bytes are in both
  __builtin_memcpy(&front, eleven, 8);
  __builtin_memcpy(&back, eleven + 3, 8);
  return (front * 0xBF58476D1CE4E5B9ULL ^ back * 0x94D049BB133111EBULL) | 1ULL << 63;
}

// `name` as the bytes of its cell, eight at a time.
__attribute__((always_inline)) inline std::uint64_t HashName(const char* name, std::size_t size) {
  std::uint64_t hash = size;
  for (std::size_t i = 0; i < size; i += 8) {
    std::uint64_t word = 0;
    if (size - i >= 8) {
      __builtin_memcpy(&word, name + i, 8);
    } else {
      for (std::size_t k = size; k-- > i;) word = word << 8 | static_cast<unsigned char>(name[k]);
    }
    hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
  }
  return hash;
}
__attribute__((always_inline)) inline constexpr std::uint64_t ProbeOfNameAndPlace(std::uint64_t name_hash,
                                                                                  std::uint64_t key) {
  return ((name_hash ^ (key >> 4) / 100000000000ULL * 0x9E3779B97F4A7C15ULL) & (~0ULL >> 2)) | 3ULL << 62;
}

struct ScanRow {
  std::uint64_t key;    // candidates only
  std::uint32_t start;  // of the record, in the data given
  std::uint32_t size;   // without the line's end
  std::uint32_t row;    // count of records before it
  std::uint32_t unused;
};

struct ScanBatch {
  static constexpr std::uint32_t kCapacity = 2048, kSlack = 256;
  std::uint32_t candidates = 0, odd = 0;
  ScanRow candidate[kCapacity + kSlack];
  ScanRow odd_row[kCapacity + kSlack];
};

struct ScanTask {
  const char* data = nullptr;  // readable 64 bytes beyond size
  std::size_t size = 0;
  std::size_t begin = 0;        // a record begins here
  std::size_t start_limit = 0;  // records that begin at or behind this are not wanted
  std::size_t record_bytes_max = 0;
  int id_column = 0;
  int columns = 0;
  bool gb18030 = false;  // else the file is UTF-8
  Filter filter;
  Filter probe;           // near pass: what else makes a row a candidate (ProbeOf...); words null = nothing
  int phone_column = -1;  // -1: phones are not probed
  int name_column = -1;   // -1: names are not probed
};

enum class ScanStop : std::uint8_t {
  kEnd,    // no complete record is left in the data
  kLimit,  // the next record begins at or behind start_limit
  kQuote,  // the next record holds a quote
  kFull,   // the batch is full
};

struct ScanResult {
  ScanStop stop;
  std::size_t next;      // where the next record begins
  std::uint32_t rows;    // records scanned; blank lines are none
  std::uint32_t blanks;  // blank lines
};

using ScanFunction = ScanResult (*)(const ScanTask&, ScanBatch&);
// The kernel of `isa`, or the best one that this machine has; *used says which.
ScanFunction GetKernel(Isa isa, Isa* used);

ScanResult ScanScalar(const ScanTask& task, ScanBatch& batch);
ScanResult ScanAvx2(const ScanTask& task, ScanBatch& batch);
ScanResult ScanAvx512(const ScanTask& task, ScanBatch& batch);

}  // namespace gq::reconcile
