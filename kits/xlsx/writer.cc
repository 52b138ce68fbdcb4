#include "kits/xlsx/writer.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "kits/file/file.h"

namespace gq::xlsx {
namespace {

constexpr std::size_t kCellUnitsMax = 32767;  // UTF-16 units
constexpr std::uint32_t kRowsMax = 1048576, kColumnsMax = 16384;
constexpr time_t kCreated = 1577836800;         // 2020-01-01: the same content gives the same bytes
constexpr std::int32_t kSerialOfEpoch = 25569;  // serial of 1970-01-01

bool IsEscape(std::string_view text, std::size_t at) {
  if (at + 7 > text.size() || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') return false;
  return text.substr(at + 2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// What may stand in a cell: valid UTF-8 without control characters, at most `units_max` UTF-16 units.
std::string CellText(std::string_view text, std::size_t units_max, bool& cut) {
  std::string clean;
  clean.reserve(text.size());
  std::size_t units = 0;
  cut = false;
  for (std::size_t at = 0; at < text.size();) {
    if (IsEscape(text, at)) {  // would be read back as the character it spells
      clean += "_x005F_";
      units += 7;
      ++at;
      continue;
    }
    const char32_t code = NextCodePoint(text, at);
    if ((code < 0x20 && code != '\t' && code != '\n') || code == 0xFFFE || code == 0xFFFF) continue;
    units += code > 0xFFFF ? 2 : 1;
    if (units > units_max) {
      cut = true;
      break;
    }
    AppendUtf8(clean, code);
  }
  return clean;
}

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return letter >= 0x20 && letter != '_' && letter != 0x7F; });
}

bool IsWrapped(Look look) {
  return look == Look::kHeader || look == Look::kRequired || look == Look::kReason || look == Look::kWrapped;
}

// Lines that a text needs in a column of `width` characters; a Chinese character is two wide.
double LinesOf(std::string_view text, double width) {
  double lines = 0, used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = NextCodePoint(text, at);
    const double letter = code < 0x2000 ? 1 : 2;
    if (code == '\n' || used + letter > width) {
      ++lines;
      used = 0;
    }
    used += code == '\n' ? 0 : letter;
  }
  return lines + 1;
}

using Formats = std::array<lxw_format*, static_cast<std::size_t>(Look::kCount)>;

Formats MakeFormats(lxw_workbook* book) {
  Formats formats{};
  for (std::size_t at = 0; at < formats.size(); ++at) {
    lxw_format* format = formats[at] = workbook_add_format(book);
    const Look look = static_cast<Look>(at);
    format_set_font_name(format,
                         look == Look::kTitle || look == Look::kHeader || look == Look::kRequired ? "黑体" : "宋体");
    format_set_font_size(format, look == Look::kTitle ? 18 : look == Look::kNote ? 10 : 11);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (look != Look::kTitle && look != Look::kNote) format_set_border(format, LXW_BORDER_THIN);
  }
  const auto at = [&](Look look) { return formats[static_cast<std::size_t>(look)]; };
  for (const Look look : {Look::kPlain, Look::kBad, Look::kDoubtful, Look::kReason, Look::kNote, Look::kWrapped})
    format_set_num_format(at(look), "@");
  for (const Look look : {Look::kHeader, Look::kRequired}) {
    format_set_bg_color(at(look), 0xD9E1F2);
    format_set_align(at(look), LXW_ALIGN_CENTER);
    format_set_text_wrap(at(look));
  }
  format_set_font_color(at(Look::kRequired), 0xC00000);
  format_set_align(at(Look::kTitle), LXW_ALIGN_CENTER);
  format_set_text_wrap(at(Look::kNote));
  format_set_text_wrap(at(Look::kWrapped));
  format_set_num_format(at(Look::kInteger), "0");
  format_set_num_format(at(Look::kMoney), "#,##0.00");
  format_set_num_format(at(Look::kPercent), "0.00%");
  format_set_num_format(at(Look::kDate), "yyyy-mm-dd");
  format_set_num_format(at(Look::kMonth), "yyyy-mm");
  format_set_bg_color(at(Look::kBad), 0xFFC7CE);
  format_set_bg_color(at(Look::kDoubtful), 0xFFEB9C);
  format_set_font_color(at(Look::kReason), 0x9C0006);
  format_set_text_wrap(at(Look::kReason));
  return formats;
}

Error WriteError(lxw_error error) {
  return Error{&kIo, std::string("表格没有写成：") + lxw_strerror(error), "请检查磁盘空间", {}};
}

}  // namespace

struct SheetWriter::State {
  lxw_worksheet* sheet = nullptr;
  const Formats* formats = nullptr;
  Status* status = nullptr;
  std::uint32_t row = 0, column = 0, frozen_columns = 0;
  std::uint64_t cut_cells = 0;
  double lines = 1;  // of the row under way
  std::vector<double> widths;

  double Width(std::uint32_t column) const {
    return column < widths.size() && widths[column] > 0 ? widths[column] : 12;
  }

  lxw_format* Format(Look look) const { return (*formats)[static_cast<std::size_t>(look)]; }
  void Check(lxw_error error) {
    if (error != LXW_NO_ERROR && *status) *status = Fail(WriteError(error));
  }
  // Whether the next cell exists; the limits of the format are errors, not silence.
  bool Room() {
    if (row < kRowsMax && column < kColumnsMax) return true;
    if (*status) *status = Fail(kTooLarge, "一个工作表最多 1048576 行、16384 列，放不下", "请缩小范围，或改为导出 CSV");
    return false;
  }
};

struct Writer::State {
  file::AtomicFile file;
  lxw_workbook* book = nullptr;
  Formats formats{};
  Status status;
  std::vector<std::unique_ptr<SheetWriter>> sheets;
  std::vector<std::string> names;

  explicit State(file::AtomicFile created) : file(std::move(created)) {}
};

SheetWriter::SheetWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SheetWriter::~SheetWriter() = default;
std::uint32_t SheetWriter::row() const { return state_->row; }
std::uint64_t SheetWriter::cut_cells() const { return state_->cut_cells; }

void SheetWriter::Title(std::string_view text, std::uint32_t columns, Look look) {
  if (!state_->Room()) return;
  bool cut = false;
  const std::string clean = CellText(text, kCellUnitsMax, cut);
  lxw_format* format = state_->Format(look);
  if (columns > 1) {
    state_->Check(worksheet_merge_range(state_->sheet, state_->row, 0, state_->row, static_cast<lxw_col_t>(columns - 1),
                                        clean.c_str(), format));
  } else {
    state_->Check(worksheet_write_string(state_->sheet, state_->row, 0, clean.c_str(), format));
  }
  // Rows do not grow by themselves in every program: room for the lines that the text needs.
  double width = 0;
  for (std::uint32_t column = 0; column < std::max(columns, 1U); ++column) width += state_->Width(column);
  const bool large = look == Look::kTitle;
  const double lines = LinesOf(clean, std::max(width / (large ? 1.7 : 1.0), 2.0));
  worksheet_set_row(state_->sheet, state_->row, std::min(400.0, lines * (large ? 28 : 15)), nullptr);
  EndRow();
}

void SheetWriter::Text(std::string_view text, Look look) {
  State& state = *state_;
  if (!state.Room()) return;
  const auto column = static_cast<lxw_col_t>(state.column++);
  if (text.empty()) {
    worksheet_write_blank(state.sheet, state.row, column, state.Format(look));
    return;
  }
  bool cut = false;
  const std::string clean =
      text.size() < 1000 && IsPlainAscii(text) ? std::string(text) : CellText(text, kCellUnitsMax, cut);
  state.cut_cells += cut ? 1 : 0;
  if (IsWrapped(look)) state.lines = std::max(state.lines, LinesOf(clean, state.Width(column) - 1));
  state.Check(worksheet_write_string(state.sheet, state.row, column, clean.c_str(), state.Format(look)));
}

void SheetWriter::Number(double value, Look look) {
  if (!state_->Room()) return;
  state_->Check(worksheet_write_number(state_->sheet, state_->row, static_cast<lxw_col_t>(state_->column++), value,
                                       state_->Format(look)));
}

void SheetWriter::Integer(std::int64_t value, Look look) {
  // Beyond 15 digits a number cell would lose the last ones.
  if (value > 999'999'999'999'999 || value < -999'999'999'999'999)
    Text(std::to_string(value));
  else
    Number(static_cast<double>(value), look);
}

void SheetWriter::Money(Fen amount) { Number(static_cast<double>(amount.value()) / 100.0, Look::kMoney); }
void SheetWriter::Date(gq::Date date) { Number(date.days() + kSerialOfEpoch, Look::kDate); }
void SheetWriter::Month(gq::Month month) { Number(month.First().days() + kSerialOfEpoch, Look::kMonth); }
void SheetWriter::Skip(std::uint32_t cells) { state_->column += cells; }

void SheetWriter::EndRow() {
  if (state_->lines > 1)
    worksheet_set_row(state_->sheet, state_->row, std::min(400.0, state_->lines * 15 + 3), nullptr);
  state_->lines = 1;
  ++state_->row;
  state_->column = 0;
}

void SheetWriter::Comment(std::string_view text) {
  if (state_->column == 0 || !state_->Room()) return;
  bool cut = false;
  const std::string clean = CellText(text, 2000, cut);
  if (clean.empty()) return;
  lxw_comment_options options{};
  options.width = 260;
  options.height = 20.0 + 16.0 * (1.0 + static_cast<double>(CountCodePoints(clean)) / 18.0);
  state_->Check(worksheet_write_comment_opt(state_->sheet, state_->row, static_cast<lxw_col_t>(state_->column - 1),
                                            clean.c_str(), &options));
}

void SheetWriter::HideRow() {
  lxw_row_col_options options{};
  options.hidden = 1;
  state_->Check(worksheet_set_row_opt(state_->sheet, state_->row, LXW_DEF_ROW_HEIGHT, nullptr, &options));
}

void SheetWriter::DropDown(std::uint32_t column, std::uint32_t first_row, std::uint32_t last_row,
                           const std::vector<std::string>& choices, const std::string& list_range) {
  lxw_data_validation rule{};
  std::string formula = "=" + list_range;
  std::vector<std::string> texts = choices;
  std::vector<char*> list;
  if (list_range.empty()) {
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = list.data();
  } else {
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = formula.data();
  }
  std::string title = "请从下拉列表中选择", message = "填写的内容不在选项中；确需填写请选“是”";
  rule.error_title = title.data();
  rule.error_message = message.data();
  rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  state_->Check(worksheet_data_validation_range(state_->sheet, first_row, static_cast<lxw_col_t>(column), last_row,
                                                static_cast<lxw_col_t>(column), &rule));
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Writer::~Writer() {
  if (state_->book != nullptr) lxw_workbook_free(state_->book);  // nothing is written
}

Result<std::unique_ptr<Writer>> Writer::Create(const std::string& path) {
  auto state = std::make_unique<State>(TRY(file::AtomicFile::Create(path)));
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  state->book = workbook_new_opt(state->file.temporary_path().c_str(), &options);
  if (state->book == nullptr) return Fail(kIo, "表格没有写成：内存不足");
  lxw_doc_properties properties{};
  properties.created = kCreated;
  workbook_set_properties(state->book, &properties);
  state->formats = MakeFormats(state->book);
  return std::unique_ptr<Writer>(new Writer(std::move(state)));
}

SheetWriter& Writer::AddSheet(std::string_view name, const SheetOptions& options) {
  State& state = *state_;
  bool cut = false;
  std::string wanted = CellText(name, 28, cut);
  for (char& letter : wanted) {
    if (std::string_view("[]:*?/\\\t\n'").find(letter) != std::string_view::npos) letter = ' ';
  }
  wanted = std::string(Trim(wanted));
  if (wanted.empty()) wanted = "Sheet";
  std::string unique = wanted;
  for (int number = 2; std::find(state.names.begin(), state.names.end(), ToLowerAscii(unique)) != state.names.end();
       ++number) {
    unique = wanted + "-" + std::to_string(number);
  }
  state.names.push_back(ToLowerAscii(unique));
  auto sheet_state = std::make_unique<SheetWriter::State>();
  lxw_worksheet* sheet = sheet_state->sheet = workbook_add_worksheet(state.book, unique.c_str());
  sheet_state->formats = &state.formats;
  sheet_state->status = &state.status;
  sheet_state->widths = options.widths;
  state.sheets.push_back(std::unique_ptr<SheetWriter>(new SheetWriter(std::move(sheet_state))));
  if (sheet == nullptr) {
    // Cannot happen with the name made acceptable, short of memory.
    std::abort();
  }
  const std::size_t columns =
      std::max({options.widths.size(), options.text_columns.size(), std::size_t{options.columns}});
  for (std::size_t column = 0; column < columns; ++column) {
    const double width = column < options.widths.size() && options.widths[column] > 0 ? options.widths[column] : 12;
    const bool text = column < options.text_columns.size() && options.text_columns[column];
    worksheet_set_column(sheet, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column), width,
                         text ? state.formats[static_cast<std::size_t>(Look::kPlain)] : nullptr);
  }
  if (options.header_rows > 0 || options.frozen_columns > 0) {
    worksheet_freeze_panes(sheet, options.header_rows, static_cast<lxw_col_t>(options.frozen_columns));
  }
  if (options.autofilter && options.header_rows > 0 && columns > 0) {
    worksheet_autofilter(sheet, options.header_rows - 1, 0, options.header_rows - 1,
                         static_cast<lxw_col_t>(columns - 1));
  }
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6);
  worksheet_fit_to_pages(sheet, 1, 0);
  if (options.header_rows > 0) worksheet_repeat_rows(sheet, 0, options.header_rows - 1);
  std::string footer = "&L";
  for (const char letter : CellText(options.print_footer, 180, cut))
    footer += letter == '&' ? "&&" : std::string(1, letter);
  footer += "&R第 &P 页 共 &N 页";
  worksheet_set_footer(sheet, footer.c_str());
  if (options.hidden) worksheet_hide(sheet);
  return *state.sheets.back();
}

Status Writer::Close() {
  State& state = *state_;
  lxw_workbook* book = state.book;
  state.book = nullptr;
  const lxw_error closed = workbook_close(book);
  TRY(std::move(state.status));
  if (closed != LXW_NO_ERROR) return Fail(WriteError(closed));
  return state.file.Commit();
}

}  // namespace gq::xlsx
