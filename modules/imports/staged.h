// How rows lie between the check of a file and its run: one text a chunk, packed, then sealed (import_chunk.data).
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/imports/roster.h"

namespace gq::imports {

// What import_chunk.form says of a chunk.
enum class ChunkForm : std::uint8_t {
  kCells = 0,        // the cells of the file, not packed: checked by a program of before
  kPackedCells = 1,  // the cells of the file; the run reads them as the check did
  kPackedPeople = 2  // good rows of a roster as the check has read them
};

// Cells of rows, one row after another: row, sheet row, number of cells, then (column << 1 | is_number, size, text) a
// cell. Numbers are LEB128.
class ChunkWriter {
 public:
  void Add(const RawRow& row);
  std::string Take();

 private:
  std::string data_;
};
// kWrongStep: written by a program that had more columns.
Result<std::vector<RawRow>> ReadChunk(std::string_view data, std::size_t columns);

// Rows of a roster as values. The names of the fields stand once at the beginning, so that a program whose field tables
// have changed since finds them, or says that the file has to be checked again.
std::string WritePeople(const std::vector<RosterRow>& rows);
Result<std::vector<RosterRow>> ReadPeople(std::string_view data);

}  // namespace gq::imports
