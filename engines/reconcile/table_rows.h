// What roster and registries share when they read rows: bookkeeping of a segment, walking over records, cells by role.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/reconcile/reconcile.h"

namespace gq::reconcile {

// A few different words again and again (states, schemes): remembers what each means.
class WordMemory {
 public:
  template <typename Judge>
  auto Get(std::string_view word, Judge judge) -> decltype(judge(word)) {
    for (const auto& [known, code] : known_) {
      if (known == word) return static_cast<decltype(judge(word))>(code);
    }
    const auto code = judge(word);
    if (known_.size() < 32) known_.emplace_back(word, static_cast<std::uint8_t>(code));
    return code;
  }

 private:
  std::vector<std::pair<std::string, std::uint8_t>> known_;
};

struct RowsBase {
  std::uint32_t rows = 0, rejected = 0;
  std::uint64_t blank_lines = 0;
  std::uint64_t by_kind[kIdKinds] = {};
  std::uint64_t ids_cut = 0;
  std::vector<Issue> issues;  // rows from 0, of the segment
  WordMemory words, schemes;

  void AddIssue(std::uint32_t row, std::string_view column, std::string_view value, std::string_view code,
                bool rejects);
  void Reject(std::uint32_t row, std::string_view column, std::string_view value, std::string_view code) {
    ++rejected;
    AddIssue(row, column, value, code, true);
  }
  // A row with a cell in another encoding, unless a cell that was read has said so already.
  void ReportForeign(std::uint32_t row, std::string_view value, bool readable);
  // Adds to the table's counts and hands issues on with their final row numbers.
  void Report(TableCounts& counts, const IssueSink& sink);
};

// The eleven digits of a mobile phone (also with +86 or blanks), 0 for anything else.
std::uint64_t PhoneDigits(std::string_view text);
// The first six digits of a division code, 0 when the text is none.
std::uint32_t PlaceDigits(std::string_view text);

// A date in every habit as yyyymmdd: day 0 when only the month is known, month 0 when only the year is; 0 when there is
// no date. 202608, 2026-08, 2026/8/21, 2026年8月, 20260821, 8/21/2026 and 21.8.2026, Excel's day numbers (45870); a
// time behind it is dropped.
std::int32_t ParseSinceDate(std::string_view text);

// How many rows with remarks were not listed one by one; those on IDs of `kinds` are counted by kind, because not all
// of them were collected.
void ReportFurther(const TableCounts& counts, std::initializer_list<IdKind> kinds, const IssueSink& sink);

void ReportHeader(const TableHead& head, const IssueSink& issues);

// Walks over the records of a segment one by one; the slow and complete way.
template <typename Rows>
class RowWorker {
 public:
  RowWorker(ByteReader& bytes, const TableHead& head, const Gb18030& gb, const Options& options)
      : window_(bytes, options), head_(head), decoder_(head.encoding, gb), options_(options) {}
  Window& window() { return window_; }

 protected:
  // Calls take(row) for each record with the right number of columns; cells_ holds its cells.
  template <typename Take>
  Status ForEachRecord(std::uint64_t from, std::uint64_t limit, Segment<Rows>& out, Take take) {
    while (from < limit) from = TRY(OneRecord(from, out.rows, take));
    out.next = from;
    return Ok();
  }

  template <typename Take>
  Result<std::uint64_t> OneRecord(std::uint64_t from, Rows& rows, Take take) {
    const PlacedRecord placed = TRY(ReadRecord(window_, from, options_.record_bytes_max));
    if (placed.kind == RecordKind::kComplete && placed.size == 0) {
      ++rows.blank_lines;
      return placed.next;
    }
    Judge(from, placed, rows.rows++, rows, take);
    return placed.next;
  }

  template <typename Take>
  void Judge(std::uint64_t from, const PlacedRecord& placed, std::uint32_t row, Rows& rows, Take take) {
    if (placed.kind == RecordKind::kTooLong) {
      rows.Reject(row, "", "", "too_long");
    } else if (placed.kind == RecordKind::kBadQuotes) {
      rows.Reject(row, "", window_.From(from).substr(0, placed.size), "quotes");
    } else if (SplitRecord(window_.From(from).substr(0, placed.size), cells_); !FitColumns()) {
      rows.Reject(row, "", window_.From(from).substr(0, placed.size), "columns");
    } else if (const std::string_view code = FooterCode(); !code.empty()) {
      rows.Reject(row, "", window_.From(from).substr(0, placed.size), code);
    } else {
      offset_ = from;
      clean_ = false;
      // Taking may move the window; a record that does not fit is judged before.
      fits_ = decoder_.Fits(window_.From(from).substr(0, placed.size));
      const std::string foreign = fits_ ? std::string() : Foreign();
      take(row);
      fits_ = false;
      if (!foreign.empty()) rows.ReportForeign(row, foreign.substr(1), foreign[0] == '1');
    }
  }

  // The first cell of cells_ that is not in the file's encoding, behind '1' (in the other one) or '2' (in neither);
  // empty: none by itself.
  std::string Foreign() {
    std::string scratch;
    for (const Cell& cell : cells_) {
      int trouble = 0;
      const std::string_view text = decoder_.Decode(cell, scratch, &trouble);
      if (trouble == 1 || trouble == 2) return (trouble == 1 ? "1" : "2") + std::string(text);
    }
    return std::string();
  }

  // The last rows of a report, by the first cell that holds something, with no name: 合计, 总计, 小计 (total), and
  // 制表人：, 审核：, 备注： (footer). Empty for all others.
  std::string_view FooterCode() {
    const int name = head_.header.Of(Role::kName);
    if (name >= 0 && !cells_[static_cast<std::size_t>(name)].text.empty() && name != 0) return {};
    for (const Cell& cell : cells_) {
      if (cell.text.empty()) continue;
      constexpr std::size_t kLongest = 64;
      if (static_cast<unsigned char>(cell.text[0]) < 0x80 || cell.text.size() > kLongest) return {};
      std::string scratch;
      int trouble = 0;
      const std::string_view text = decoder_.Decode(cell, scratch, &trouble);
      for (const std::string_view word : {"合计", "总计", "小计", "共计"}) {
        if (text.substr(0, word.size()) == word && text.size() <= word.size() + 3) return "total";
      }
      for (const std::string_view word : {"制表人", "制表", "填表人", "填报人", "审核人", "审核", "复核人", "负责人",
                                          "经办人", "填报单位", "填报日期", "填表日期", "备注", "说明", "注"}) {
        const std::string_view behind = text.substr(std::min(word.size(), text.size()));
        if (text.substr(0, word.size()) == word && (behind.substr(0, 3) == "：" || behind.substr(0, 1) == ":"))
          return "footer";
      }
      return {};
    }
    return {};
  }

  // The right number of cells; further empty ones are what spreadsheets leave behind.
  bool FitColumns() {
    const auto wanted = static_cast<std::size_t>(head_.header.columns);
    for (std::size_t i = wanted; i < cells_.size(); ++i) {
      if (!cells_[i].text.empty()) return false;
    }
    return cells_.size() >= wanted;
  }

  // The trimmed UTF-8 text of a cell; empty when the table has no such column. Valid until the next record.
  std::string_view Text(Role role, std::uint32_t row, Rows& rows) {
    const int column = head_.header.Of(role);
    if (column < 0) return {};
    if (clean_) return Trim(cells_[static_cast<std::size_t>(column)].text);
    int trouble = 0;
    const std::string_view text = decoder_.Decode(cells_[static_cast<std::size_t>(column)],
                                                  scratch_[static_cast<std::size_t>(role)], &trouble, fits_);
    if (trouble != 0)
      rows.AddIssue(row, NameOf(role), text,
                    trouble == 1   ? "encoding_mixed"
                    : trouble == 2 ? "encoding"
                                   : "zero_byte",
                    false);
    return text;
  }

  Window window_;
  const TableHead& head_;
  CellDecoder decoder_;
  const Options& options_;
  std::vector<Cell> cells_;
  std::string scratch_[kRoles];
  std::uint64_t offset_ = 0;  // of the record in cells_
  bool fits_ = false;         // the record in cells_ is known to be in the file's encoding
  bool clean_ = false;        // the cells are their texts, blanks at both ends apart
};

}  // namespace gq::reconcile
