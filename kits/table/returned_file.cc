#include "kits/table/returned_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "kits/xlsx/writer.h"

namespace gq::table {
namespace {

constexpr std::size_t kCommentsMax = 5000;

bool Before(const Problem& a, const Problem& b) {
  if (a.sheet != b.sheet) return a.sheet < b.sheet;
  if (a.row != b.row) return a.row < b.row;
  return a.position.value_or(SIZE_MAX) < b.position.value_or(SIZE_MAX);
}

// One sheet on its way through.
class SheetCopy {
 public:
  SheetCopy(const SheetLayout& layout, xlsx::Writer& book, const ReturnedOptions& options, ReturnedCounts& counts)
      : layout_(layout), options_(options), counts_(counts) {
    for (const FileColumn& column : layout.header.columns)
      reason_column_ = std::max(reason_column_, column.position + 1);
    xlsx::SheetOptions sheet_options;
    sheet_options.widths.assign(reason_column_, 12);
    for (const FileColumn& column : layout.header.columns) {
      const double letters = static_cast<double>(CountCodePoints(column.header));
      const std::string key = HeaderKey(column.header, true);
      const bool number = key.find("号") != std::string::npos || key.find("电话") != std::string::npos ||
                          key.find("手机") != std::string::npos;
      sheet_options.widths[column.position] = std::clamp(letters * 2 + 2, number ? 21.0 : 10.0, 30.0);
    }
    sheet_options.widths.push_back(50);
    sheet_options.header_rows = static_cast<std::uint32_t>(layout.header.first_row + layout.header.rows);
    sheet_ = &book.AddSheet(layout.name.empty() ? "退回修改" : layout.name, sheet_options);
  }

  void Header(const SourceRow& row, std::size_t index) {
    const bool in_header = index >= layout_.header.first_row;
    if (!in_header) {
      const auto filled = std::count_if(row.cells.begin(), row.cells.end(),
                                        [](const Cell& cell) { return cell.kind != CellKind::kEmpty; });
      const auto first = std::find_if(row.cells.begin(), row.cells.end(),
                                      [](const Cell& cell) { return cell.kind != CellKind::kEmpty; });
      if (filled == 1)
        return sheet_->Title(first->text, static_cast<std::uint32_t>(reason_column_),
                             index == 0 ? xlsx::Look::kTitle : xlsx::Look::kNote);
    }
    if (layout_.header.has_keys && index == layout_.header.first_row) sheet_->HideRow();
    for (std::size_t position = 0; position < reason_column_; ++position) {
      const bool has = position < row.cells.size() && !row.cells[position].merged;
      if (in_header)
        sheet_->Text(has ? row.cells[position].text : std::string_view(), xlsx::Look::kHeader);
      else if (has && row.cells[position].kind != CellKind::kEmpty)
        sheet_->Text(row.cells[position].text, xlsx::Look::kNote);
      else
        sheet_->Skip();
    }
    if (in_header) {
      const bool last = index + 1 == layout_.header.first_row + layout_.header.rows;
      sheet_->Text(last ? kReasonHeader : std::string_view(), xlsx::Look::kRequired);
    }
    sheet_->EndRow();
  }

  // [begin, end) are the problems of the row.
  void Row(const SourceRow& row, const Problem* begin, const Problem* end) {
    const Problem* next = begin;
    for (std::size_t position = 0; position < std::max(row.cells.size(), reason_column_); ++position) {
      if (position == reason_column_) Reason(row, begin, end);  // cells without a header stand behind it
      const Problem* first = next;
      while (next != end && next->position == position) ++next;
      static const Cell kNone{};
      Put(position < row.cells.size() ? row.cells[position] : kNone, first, next);
    }
    if (row.cells.size() <= reason_column_) Reason(row, begin, end);
    sheet_->EndRow();
    ++counts_.rows;
    counts_.bad_rows += begin != end ? 1 : 0;
  }

 private:
  void Put(const Cell& cell, const Problem* begin, const Problem* end) {
    if (begin != end) {
      const bool doubtful = std::all_of(begin, end, [](const Problem& problem) { return problem.doubtful; });
      sheet_->Text(cell.text, doubtful ? xlsx::Look::kDoubtful : xlsx::Look::kBad);
      ++counts_.bad_cells;
      if (comments_++ < kCommentsMax) sheet_->Comment(Sentence(begin, end, false));
      return;
    }
    if (cell.kind == CellKind::kEmpty) return sheet_->Skip();
    double number = 0;
    const auto parsed = std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), number);
    if (cell.kind == CellKind::kNumber && parsed.ec == std::errc() &&
        parsed.ptr == cell.text.data() + cell.text.size() && !LostDigits(cell)) {
      // A long number would be shown as 1.38E+10.
      return sheet_->Number(number, std::fabs(number) >= 1e9 ? xlsx::Look::kInteger : xlsx::Look::kNumber);
    }
    if (cell.kind == CellKind::kDate) {
      if (const std::optional<Date> date = Date::Parse(cell.text)) return sheet_->Date(*date);
    }
    sheet_->Text(cell.kind == CellKind::kText ? cell.raw : cell.text);
  }

  void Reason(const SourceRow& row, const Problem* begin, const Problem* end) {
    if (begin == end) return sheet_->Skip();
    const std::string place = options_.only_bad_rows ? "原第 " + std::to_string(row.number) + " 行：" : "";
    sheet_->Text(place + Sentence(begin, end, true), xlsx::Look::kReason);
  }

  // "「身份证号」校验码不对，建议改为 …；「姓名」…"
  std::string Sentence(const Problem* begin, const Problem* end, bool with_header) const {
    std::string sentence;
    for (const Problem* problem = begin; problem != end; ++problem) {
      if (problem != begin) sentence += "；";
      if (with_header && problem->position) {
        for (const FileColumn& column : layout_.header.columns) {
          if (column.position == *problem->position) sentence += "「" + column.header + "」";
        }
      }
      sentence += problem->reason;
      if (!problem->suggestion.empty()) sentence += "，建议改为：" + problem->suggestion;
    }
    return sentence;
  }

  const SheetLayout& layout_;
  const ReturnedOptions& options_;
  ReturnedCounts& counts_;
  std::size_t reason_column_ = 0;
  xlsx::SheetWriter* sheet_ = nullptr;
  std::size_t comments_ = 0;
};

}  // namespace

Result<ReturnedCounts> WriteReturnedFile(const std::string& source_path, const std::vector<SheetLayout>& layouts,
                                         std::vector<Problem> problems, const ReturnedOptions& options,
                                         const std::string& out_path) {
  std::stable_sort(problems.begin(), problems.end(), Before);
  const TableFile file = TRY(TableFile::Open(source_path, options.source));
  const std::unique_ptr<xlsx::Writer> book = TRY(xlsx::Writer::Create(out_path));
  ReturnedCounts counts;
  for (const SheetLayout& layout : layouts) {
    const auto in_sheet = [&](const Problem& problem) { return problem.sheet == layout.name; };
    const auto sheet_begin = std::find_if(problems.begin(), problems.end(), in_sheet);
    const auto sheet_end = std::find_if_not(sheet_begin, problems.end(), in_sheet);
    if (options.only_bad_rows && sheet_begin == sheet_end && layouts.size() > 1) continue;
    SheetCopy copy(layout, *book, options, counts);
    const std::unique_ptr<RowSource> source = TRY(file.OpenSheet(layout.index));
    const std::size_t header_end = layout.header.first_row + layout.header.rows;
    const Problem* next = problems.data() + (sheet_begin - problems.begin());
    const Problem* const end = problems.data() + (sheet_end - problems.begin());
    SourceRow row;
    for (std::size_t index = 0; TRY(source->Next(row)); ++index) {
      if (index < header_end) {
        copy.Header(row, index);
        continue;
      }
      while (next != end && next->row < row.number) ++next;
      const Problem* row_end = next;
      while (row_end != end && row_end->row == row.number) ++row_end;
      if (next != row_end || !options.only_bad_rows) copy.Row(row, next, row_end);
      next = row_end;
    }
  }
  TRY(book->Close());
  return counts;
}

}  // namespace gq::table
