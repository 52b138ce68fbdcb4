#include "kits/table/table_reader.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace gq::table {
namespace {

constexpr std::string_view kHeaderCure = "请检查表头文字，或下载导入模板，把数据复制进去";

// A row kept while the header is being looked for.
struct KeptRow {
  std::uint64_t number;
  bool hidden;
  std::uint32_t widest_merge;
  bool open_end;
  std::vector<csv::Issue> issues;
  struct KeptCell {
    CellKind kind;
    bool merged;
    std::string text, raw;
  };
  std::vector<KeptCell> cells;
};

KeptRow Keep(const SourceRow& row) {
  KeptRow kept{row.number, row.hidden, row.widest_merge, row.open_end, row.issues, {}};
  kept.cells.reserve(row.cells.size());
  for (const Cell& cell : row.cells)
    kept.cells.push_back({cell.kind, cell.merged, std::string(cell.text), std::string(cell.raw)});
  return kept;
}

void Give(const KeptRow& kept, SourceRow& row) {
  row.number = kept.number;
  row.hidden = kept.hidden;
  row.widest_merge = kept.widest_merge;
  row.open_end = kept.open_end;
  row.issues = kept.issues;
  row.cells.clear();
  for (const KeptRow::KeptCell& cell : kept.cells) row.cells.push_back({cell.kind, cell.merged, cell.text, cell.raw});
}

// A merged cell counts once: in the rows below it the header has nothing.
std::vector<std::string> TextsOf(const KeptRow& row) {
  std::vector<std::string> texts;
  for (const KeptRow::KeptCell& cell : row.cells) texts.push_back(cell.merged ? std::string() : cell.text);
  return texts;
}

std::string Joined(const std::vector<std::string>& parts, std::size_t count_max) {
  std::string joined;
  for (std::size_t at = 0; at < std::min(parts.size(), count_max); ++at) joined += (at > 0 ? "、" : "") + parts[at];
  if (parts.size() > count_max) joined += " 等 " + std::to_string(parts.size()) + " 个";
  return joined;
}

bool IsNumberText(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

bool MayBeName(std::string_view text) {
  const auto points = CodePoints(text);
  return points.size() <= 4 && std::all_of(points.begin(), points.end(), IsHan);
}

}  // namespace

struct TableReader::State {
  HeaderSpec spec;
  ReadOptions options;
  std::unique_ptr<HeaderFinder> finder;
  std::optional<TableFile> file;
  std::vector<SheetLayout> layouts;
  std::vector<std::string> skipped;
  std::vector<Note> notes;
  std::uint64_t note_count = 0;

  std::size_t sheet = 0;  // index in layouts
  std::unique_ptr<RowSource> source;
  std::vector<KeptRow> kept;  // rows read while looking for the header of the sheet
  std::size_t next_kept = 0;
  SourceRow row;
  std::uint64_t record = 0;
  bool started = false;
  bool after_footer = false;       // the last row that was not empty was a total, a signature or a note
  std::vector<std::string> texts;  // scratch

  Status KeepFirstRows();
  Status FindSheets();
  Result<bool> TryHeader(std::size_t index, std::optional<SheetLayout>& partial);
  Error MissingError(const std::optional<SheetLayout>& partial) const;
  Status StartSheet();
  Result<bool> NextRow();
  bool MayRepeatHeader(const table::Cell& first) const;
  enum class Looks : std::uint8_t { kEmpty, kRecord, kTotal, kSignatureOrNote, kRepeatedHeader };
  Looks LooksLike();
  bool IsRecord();
};

Status TableReader::State::KeepFirstRows() {
  kept.clear();
  next_kept = 0;
  SourceRow first;
  while (kept.size() < options.header_rows_scanned && TRY(source->Next(first))) kept.push_back(Keep(first));
  return Ok();
}

// Looks for the header of sheet `index`; adds its layout if all required columns are there.
Result<bool> TableReader::State::TryHeader(std::size_t index, std::optional<SheetLayout>& partial) {
  source = TRY(file->OpenSheet(index));
  TRY(KeepFirstRows());
  std::vector<std::vector<std::string>> rows;
  for (const KeptRow& row_kept : kept) rows.push_back(TextsOf(row_kept));
  std::optional<HeaderMatch> match = finder->Find(rows);
  if (!match) return false;
  SheetLayout layout{file->sheets()[index].name, index, kept[match->first_row].number,
                     kept[match->first_row + match->rows - 1].number, std::move(*match)};
  for (std::size_t at = 0; at < layout.header.rows; ++at)
    layout.width = std::max(layout.width, rows[layout.header.first_row + at].size());
  if (!layout.header.missing.empty()) {
    if (!partial || partial->header.matched < layout.header.matched) partial = std::move(layout);
    return false;
  }
  layouts.push_back(std::move(layout));
  return true;
}

Error TableReader::State::MissingError(const std::optional<SheetLayout>& partial) const {
  if (!partial) {
    std::vector<std::string> wanted;
    for (const HeaderColumn& column : spec.columns) {
      if (column.required || wanted.size() < 5) wanted.emplace_back(column.Label());
    }
    return Error{&kHeaderMissing,
                 "前 " + std::to_string(options.header_rows_scanned) + " 行里没有找到表头（" + Joined(wanted, 8) + "）",
                 std::string(kHeaderCure),
                 {}};
  }
  const std::string where = partial->name.empty() ? "" : "工作表「" + partial->name + "」";
  std::string message = where + "第 " + std::to_string(partial->header_row) + " 行的表头里缺少必需的列：" +
                        Joined(partial->header.missing, 20);
  if (!partial->header.unknown.empty()) message += "；认不出的列有：" + Joined(partial->header.unknown, 20);
  Error error{&kHeaderMissing, std::move(message), std::string(kHeaderCure), {}};
  error.With("missing", Joined(partial->header.missing, 100));
  return error;
}

Status TableReader::State::FindSheets() {
  std::optional<SheetLayout> partial;
  bool known = options.sheet.empty();
  for (std::size_t index = 0; index < file->sheets().size(); ++index) {
    const xlsx::SheetInfo& info = file->sheets()[index];
    const bool wanted =
        options.sheet.empty() ? !info.hidden && info.name != kInstructionSheet : info.name == options.sheet;
    known = known || wanted;
    // Without wishes every sheet has a header; the first one with rows is meant.
    const bool enough = spec.columns.empty() && !layouts.empty();
    if (!wanted || enough || !TRY(TryHeader(index, partial))) skipped.push_back(info.name);
  }
  if (!known) return Fail(kNotFound, "文件里没有名为「" + options.sheet + "」的工作表", "请从文件里已有的工作表中选择");
  if (layouts.empty()) {
    if (spec.columns.empty()) return Fail(kHeaderMissing, "文件里没有数据", "请检查是否选对了文件");
    return Fail(MissingError(partial));
  }
  source.reset();
  return Ok();
}

// Opens layouts[sheet] and passes over its header.
Status TableReader::State::StartSheet() {
  after_footer = false;
  source = TRY(file->OpenSheet(layouts[sheet].index));
  TRY(KeepFirstRows());
  next_kept = layouts[sheet].header.first_row + layouts[sheet].header.rows;
  return Ok();
}

Result<bool> TableReader::State::NextRow() {
  if (next_kept < kept.size()) {
    Give(kept[next_kept++], row);
    return true;
  }
  return source->Next(row);
}

// A cheap look before the thorough one: right below the header everything may (a template's row of keys and row of
// labels), later on only a row that begins with the very text of the header.
bool TableReader::State::MayRepeatHeader(const table::Cell& first) const {
  if (record < 3) return true;
  const auto position = static_cast<std::size_t>(&first - row.cells.data());
  for (const FileColumn& column : layouts[sheet].header.columns) {
    if (column.position == position) return first.text == column.header;
  }
  return false;
}

TableReader::State::Looks TableReader::State::LooksLike() {
  const HeaderMatch& header = layouts[sheet].header;
  std::size_t filled = 0, wanted = 0, required = 0, required_filled = 0;
  const table::Cell* first = nullptr;
  for (const table::Cell& cell : row.cells) {
    if (cell.kind == CellKind::kEmpty || cell.merged) continue;
    ++filled;
    if (first == nullptr || (IsNumberText(first->text) && !IsNumberText(cell.text)))
      first = first == nullptr || filled == 2 ? &cell : first;
  }
  if (filled == 0) return Looks::kEmpty;
  for (std::size_t column = 0; column < header.positions.size(); ++column) {
    const bool has = header.positions[column] && *header.positions[column] < row.cells.size() &&
                     row.cells[*header.positions[column]].kind != CellKind::kEmpty;
    const bool merged = has && row.cells[*header.positions[column]].merged;
    wanted += has && !merged ? 1 : 0;
    required += spec.columns[column].required ? 1 : 0;
    required_filled += has && spec.columns[column].required ? 1 : 0;
  }
  const bool complete = required > 0 ? required_filled == required : filled > 2;
  const FooterKind footer = FindFooterKind(first->text);
  if (footer == FooterKind::kTotal) return Looks::kTotal;
  if (footer == FooterKind::kSignature || (footer == FooterKind::kNote && !complete)) return Looks::kSignatureOrNote;
  const bool alone = !complete && filled == 1;
  if (alone && (row.widest_merge >= 3 || (after_footer && !MayBeName(first->text)) || ReadsLikeSentence(first->text)))
    return Looks::kSignatureOrNote;
  if (filled >= 2 && MayRepeatHeader(*first)) {
    texts.assign(row.cells.size(), {});
    for (std::size_t at = 0; at < row.cells.size(); ++at) texts[at] = row.cells[at].text;
    if (finder->IsRepeated(header, texts)) return Looks::kRepeatedHeader;
  }
  if (wanted > 0 || spec.columns.empty()) return Looks::kRecord;
  // Running numbers printed in advance are empty rows; text in columns nobody asked for is a note.
  return filled == 1 && IsNumberText(first->text) ? Looks::kEmpty : Looks::kSignatureOrNote;
}

// Whether the current row is a record; if it is a note, it is written down.
bool TableReader::State::IsRecord() {
  const Looks looks = LooksLike();
  if (looks == Looks::kRecord) return after_footer = false, true;
  if (looks == Looks::kEmpty) return false;
  after_footer = looks != Looks::kRepeatedHeader;
  ++note_count;
  if (notes.size() >= options.notes_max) return false;
  const auto kind = looks == Looks::kTotal            ? Note::Kind::kTotal
                    : looks == Looks::kRepeatedHeader ? Note::Kind::kRepeatedHeader
                                                      : Note::Kind::kSignatureOrNote;
  const auto first = std::find_if(row.cells.begin(), row.cells.end(),
                                  [](const table::Cell& cell) { return cell.kind != CellKind::kEmpty; });
  notes.push_back({kind, layouts[sheet].name, row.number, std::string(CutText(first->text, 200))});
  return false;
}

TableReader::TableReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;
TableReader::~TableReader() = default;

Result<TableReader> ReadTable(const std::string& path, const HeaderSpec& spec, const ReadOptions& options) {
  auto state = std::make_unique<TableReader::State>();
  state->spec = spec;
  state->options = options;
  state->finder = std::make_unique<HeaderFinder>(state->spec, options.chosen);
  state->file = TRY(TableFile::Open(path, options.source));
  TRY(state->FindSheets());
  return TableReader(std::move(state));
}

Result<bool> TableReader::Next() {
  State& state = *state_;
  if (!state.started) {
    TRY(state.StartSheet());
    state.started = true;
  }
  for (;;) {
    if (TRY(state.NextRow())) {
      if (!state.IsRecord()) continue;
      ++state.record;
      return true;
    }
    if (state.sheet + 1 >= state.layouts.size()) return false;
    ++state.sheet;
    TRY(state.StartSheet());
  }
}

const Cell& TableReader::CellAt(std::size_t position) const {
  static const table::Cell kNone{};
  return position < state_->row.cells.size() ? state_->row.cells[position] : kNone;
}

std::optional<std::size_t> TableReader::PositionOf(std::size_t column) const {
  const auto& positions = layout().header.positions;
  return column < positions.size() ? positions[column] : std::nullopt;
}

const Cell& TableReader::Cell(std::size_t column) const { return CellAt(PositionOf(column).value_or(SIZE_MAX)); }

std::uint64_t TableReader::RecordNumber() const { return state_->record; }
std::uint64_t TableReader::SheetRow() const { return state_->row.number; }
const std::string& TableReader::SheetName() const { return layout().name; }
bool TableReader::Hidden() const { return state_->row.hidden; }
const std::vector<csv::Issue>& TableReader::Issues() const { return state_->row.issues; }

std::optional<Misfit> TableReader::Misfit() const {
  if (kind() != FileKind::kCsv) return std::nullopt;
  for (const csv::Issue& issue : Issues()) {
    if (issue.kind == csv::IssueKind::kUndecodable)
      return table::Misfit{"这一行有认不出的字节，不是文字", "请从原系统重新导出，另存为 UTF-8"};
    // A quote inside of an unquoted cell moves nothing: ="4301…" keeps numbers text.
    if (issue.kind == csv::IssueKind::kUnclosedQuote || issue.kind == csv::IssueKind::kTextAfterQuote)
      return table::Misfit{"引号没有成对", "请把单元格用引号括起，里面的引号写成两个"};
  }
  // Others leave empty cells at the end of a row away; a file that was cut off ends like this as well.
  if (state_->row.open_end && state_->row.cells.size() < layout().width)
    return table::Misfit{"文件断在这一行：格数比表头少，后面也没有换行",
                         "文件可能没有传完，请重新导出；确实完整的，在最后一行后面加一个换行"};
  for (std::size_t at = layout().width; at < state_->row.cells.size(); ++at) {
    if (state_->row.cells[at].kind != CellKind::kEmpty)
      return table::Misfit{"这一行的格数比表头多，后面的内容可能错了列",
                           "请检查是否多了逗号；含逗号的单元格要用引号括起"};
  }
  return std::nullopt;
}

const SheetLayout& TableReader::layout() const { return state_->layouts[state_->sheet]; }
const std::vector<SheetLayout>& TableReader::layouts() const { return state_->layouts; }
const std::vector<std::string>& TableReader::skipped_sheets() const { return state_->skipped; }
const std::vector<Note>& TableReader::notes() const { return state_->notes; }
std::uint64_t TableReader::note_count() const { return state_->note_count; }
FileKind TableReader::kind() const { return state_->file->kind(); }

bool LostDigits(const Cell& cell) {
  const std::string_view raw = cell.kind == CellKind::kText ? cell.text : cell.raw;
  if (cell.kind != CellKind::kNumber && cell.kind != CellKind::kText) return false;
  // d.dddE+nn with an exponent of 15 and more.
  const std::size_t mark = raw.find_first_of("Ee");
  if (mark != std::string_view::npos) {
    const std::string_view mantissa = raw.substr(0, mark);
    std::string_view exponent = raw.substr(mark + 1);
    if (!exponent.empty() && exponent.front() == '+') exponent.remove_prefix(1);
    if (mantissa.empty() || mantissa.find_first_not_of("0123456789.") != std::string_view::npos ||
        !IsNumberText(exponent) || exponent.size() > 3)
      return false;
    return exponent.size() > 2 || std::stoi(std::string(exponent)) >= 15;
  }
  if (cell.kind != CellKind::kNumber) return false;
  const std::size_t digits = std::min(raw.find('.'), raw.size());
  if (!IsNumberText(raw.substr(0, digits)) || digits < 16) return false;
  // 16 digits below 2^53 are exact when a program wrote them; typed into a spreadsheet the last one became 0.
  return digits > 16 || raw[15] == '0' || raw.substr(0, 16) > "9007199254740992";
}

}  // namespace gq::table
