// The zip container of an .xlsx, read with limits on everything a hostile file could blow up. (Internal to kits/xlsx
// and kits/table.)
//
// Parts are streamed, never written to disk; sizes are counted while unpacking, not believed from the directory.
// Part names compare without case and leading slash, as Office does.
// Thread-safety: an object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::xlsx {

struct Limits {
  std::uint64_t unpacked_bytes_max = 2ULL << 30;  // of one part, and of all parts by the directory
  std::uint64_t ratio_max = 400;                  // unpacked : packed, looked at beyond ratio_free_bytes
  std::uint64_t ratio_free_bytes = 64ULL << 20;
  std::uint64_t entries_max = 10000;
  std::uint64_t shared_text_bytes_max = 512ULL << 20;  // shared strings live in memory
  std::uint64_t row_bytes_max = 16ULL << 20;           // text of one row
  std::uint32_t merged_ranges_max = 1'000'000;
};

class Package {
 public:
  static Result<Package> Open(const std::string& path, const Limits& limits);
  Package(Package&&) noexcept;
  Package& operator=(Package&&) noexcept;
  ~Package();

  bool Has(std::string_view part) const;
  const std::string& path() const { return path_; }

  // Unpacking of one part at a time: OpenPart, ReadPart until it gives 0.
  Status OpenPart(std::string_view part);
  Result<std::size_t> ReadPart(char* buffer, std::size_t capacity);

 private:
  struct Entry;
  struct Handle;
  Package() = default;
  Status CheckSize();

  std::string path_;
  Limits limits_;
  std::unique_ptr<Handle> handle_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::string part_;
  std::uint64_t unpacked_ = 0, packed_ = 0;
  bool part_open_ = false;
};

// "/xl/worksheets/../a.xml" seen from folder "xl" and the like, as a part name.
std::string ResolvePart(std::string_view folder, std::string_view target);

}  // namespace gq::xlsx
