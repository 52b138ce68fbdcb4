// What a workbook's sheets share. (Internal.)
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kits/xlsx/workbook.h"

namespace gq::xlsx {

// Texts kept for good in blocks, so that views of them stay valid.
class TextArena {
 public:
  std::string_view Keep(std::string_view text);
  std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kBlock = 1 << 20;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = kBlock;
  std::uint64_t bytes_ = 0;
};

struct WorkbookData {
  std::string path;
  Limits limits;
  std::vector<SheetInfo> sheets;
  bool date1904 = false;
  std::vector<NumberKind> styles;  // by cell style index
  std::vector<std::string_view> shared;
  TextArena arena;
};

// Replaces _x000D_ and the like by the character they stand for.
void UnescapeText(std::string& text);

Result<std::shared_ptr<const WorkbookData>> LoadWorkbook(const std::string& path, const Limits& limits);

}  // namespace gq::xlsx
