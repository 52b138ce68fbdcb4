// A CSV file of the demo under construction: fields, rows, UTF-8 or GB18030; it appears whole or not at all, mode 0600.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/file/file.h"

namespace gq::demo {

class CsvFile {
 public:
  enum class Code { kUtf8, kUtf8Mark, kGb18030 };
  static Result<CsvFile> Create(const std::string& path, Code code, std::initializer_list<std::string_view> header);
  CsvFile(CsvFile&&) noexcept;
  CsvFile& operator=(CsvFile&&) noexcept;
  ~CsvFile();

  CsvFile& Add(std::string_view field);
  CsvFile& Add(std::int64_t number);
  void EndRow();
  std::uint64_t rows() const;  // without the header
  Status Close();

 private:
  struct State;
  explicit CsvFile(std::unique_ptr<State> state);
  void Flush();
  std::unique_ptr<State> state_;
};

}  // namespace gq::demo
