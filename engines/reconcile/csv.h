// Records and cells of a CSV file (RFC 4180), found from any record's beginning without knowing what stood before it.
//
// FindRecord is a function of the bytes from a record's first byte on, so a file may be cut anywhere: whoever guesses a
// record's beginning and later learns that the record before ends just there has guessed rightly (stream.h).
//
// A quoted cell may hold commas, newlines and doubled quotes. What breaks the rules costs one line and no more: when a
// quote is never closed (within record_bytes_max or before the end), or stands inside an unquoted cell, the record's
// first line is rejected and reading goes on behind that line. A line without an end is skipped up to the next newline,
// however far it is. Records end with LF or CR LF. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace gq::reconcile {

enum class RecordKind : std::uint8_t {
  kComplete,
  kNeedsMore,  // the end does not lie in the bytes given
  kBadQuotes,  // rejected: a quote is not closed, or stands inside an unquoted cell
  kTooLong,    // rejected: no newline within record_bytes_max; `next` is not known, skip to the next newline
};

struct Record {
  RecordKind kind = RecordKind::kComplete;
  bool quoted = false;   // holds quotes: cells may need unescaping
  std::size_t size = 0;  // bytes without the line's end
  std::size_t next = 0;  // where the next record begins
};
// `data` begins with a record. `last`: nothing follows behind data.
Record FindRecord(std::string_view data, bool last, std::size_t record_bytes_max);

// Cells as they stand in the record: views into it, quotes of quoted cells taken off, doubled quotes left.
struct Cell {
  std::string_view text;
  bool escaped = false;  // holds doubled quotes
};
void SplitRecord(std::string_view record, std::vector<Cell>& cells);
// The same for a record without quotes of exactly `columns` cells, behind which 16 more bytes can be read. True: no
// cell needs a closer look at its characters: what leads them and what follows fits (kernel.h) in a file of UTF-8, and
// there is no zero byte, no lead that may begin something overlong or a surrogate, and none of two bytes, which may be
// GB18030. In other files: it is ASCII without zero bytes.
bool SplitScanned(std::string_view record, std::size_t columns, bool utf8, std::vector<Cell>& cells);
// The cell's text; `scratch` holds it when quotes had to be undoubled.
std::string_view CellText(const Cell& cell, std::string& scratch);
// Appends a cell, in quotes where needed.
void AppendCell(std::string_view text, std::string& out);

// What a column means. kRoster* and registries share them.
enum class Role : std::uint8_t {
  kId,
  kName,
  kSex,
  kPhone,
  kRegion,
  kProvince,
  kCity,
  kCounty,
  kTown,
  kVillage,
  kStatus,
  kUnit,
  kUnitName,
  kScheme,
  kState,
  kSince,
  kNone,
};
inline constexpr std::size_t kRoles = static_cast<std::size_t>(Role::kNone);
std::string_view NameOf(Role role);  // "id_number" ...
enum class TableKind : std::uint8_t { kRoster, kSocialInsurance, kLabourResource, kSocialCard };

inline constexpr ErrorKind kNoHeader{"reconcile.no_header", 422, "没有找到表头", "No header found"};
inline constexpr ErrorKind kHashedIds{"reconcile.hashed_ids", 422, "身份证号是散列值", "ID numbers are hashed"};
inline constexpr ErrorKind kWrongEncoding{"reconcile.encoding", 422, "文件编码不能识别", "Unknown encoding"};

struct Header {
  int column[kRoles];                 // -1: not there
  int work_place = -1;                // social insurance: the column of where somebody is insured, not of the home
  int columns = 0;                    // cells of the header line
  std::vector<std::string> unknown;   // headers without a meaning here, kept aside
  std::vector<std::string> repeated;  // headers whose meaning another column had already: the first one counts
  int Of(Role role) const { return column[static_cast<std::size_t>(role)]; }
};
// A header line given by hand beside the built-in synonyms: {"id_number", "身份证"}.
using HeaderMap = std::vector<std::pair<std::string, std::string>>;
// As header lines are compared: without blanks, brackets and what they hold, in lower case.
bool SameHeader(std::string_view a, std::string_view b);
// Whether the first of such a pair means something in any table.
bool IsFieldName(std::string_view name);
// Reads `cells` (UTF-8) as a header; false when no cell means the ID number, or nothing else is known in a line of
// several cells.
bool ReadHeader(const std::vector<std::string>& cells, TableKind kind, const HeaderMap& map, Header& header);

}  // namespace gq::reconcile
