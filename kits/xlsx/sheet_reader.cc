// Rows of a sheet. Expat pushes, callers pull: a chunk of XML is parsed at a time, the rows it completes wait in a
// batch.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "kits/xlsx/sheet_xml.h"
#include "kits/xlsx/workbook.h"
#include "kits/xlsx/workbook_data.h"
#include "kits/xlsx/xml.h"

namespace gq::xlsx {
namespace {

constexpr std::uint32_t kColumnsMax = 16384, kRowsMax = 1048576;
constexpr std::size_t kChunk = 64 << 10;

constexpr double kExactMax = 9007199254740992.0;  // 2^53: integers up to here are kept exactly

// 4.30521198801011E+17 as 430521198801011000: what lies behind the 15 digits of a spreadsheet is unknown and shown as
// 0.
std::string WithZeros(double value) {
  char scientific[40];
  std::snprintf(scientific, sizeof scientific, "%.14e", std::fabs(value));
  std::string digits;
  for (const char letter : std::string_view(scientific, 16)) {
    if (letter != '.') digits += letter;
  }
  const int exponent = std::atoi(scientific + 17);
  digits.append(static_cast<std::size_t>(exponent) - 14, '0');
  return value < 0 ? "-" + digits : digits;
}

// A number as its cell would show it with enough width: plain decimal, 15 significant digits. Empty: keep the raw text.
std::string PlainNumber(std::string_view raw) {
  const bool plain = raw.find_first_not_of("0123456789.-") == std::string_view::npos;
  if (plain && raw.size() <= 15) return {};
  double value = 0;
  const auto parsed = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != raw.data() + raw.size() || !std::isfinite(value)) return {};
  if (std::fabs(value) >= 1e21) return {};
  if (std::fabs(value) >= kExactMax) return WithZeros(value);
  if (plain && raw.find('.') == std::string_view::npos) return {};
  char shortest[64];
  std::snprintf(shortest, sizeof shortest, "%.15g", value);
  if (std::fabs(value) < 1e15) std::from_chars(shortest, shortest + std::char_traits<char>::length(shortest), value);
  if (value != 0 && std::fabs(value) < 1e-9) return shortest;
  char fixed[64];
  const auto end = std::to_chars(fixed, fixed + sizeof fixed, value, std::chars_format::fixed);
  return end.ec == std::errc() ? std::string(fixed, end.ptr) : std::string(shortest);
}

enum class Type : std::uint8_t { kNumber, kShared, kInline, kText, kBool, kError, kIsoDate };

Type TypeOf(std::string_view t) {
  if (t.empty() || t == "n") return Type::kNumber;
  if (t == "s") return Type::kShared;
  if (t == "inlineStr") return Type::kInline;
  if (t == "str") return Type::kText;
  if (t == "b") return Type::kBool;
  if (t == "e") return Type::kError;
  return t == "d" ? Type::kIsoDate : Type::kText;
}

}  // namespace

struct SheetReader::State : SheetXml::Handler {
  struct Waiting {  // a cell of the batch; its text by place, for the batch's text still grows
    std::uint32_t column;
    Type type;
    NumberKind number;
    bool formula;
    std::size_t begin, size;
  };
  struct WaitingRow {
    std::uint32_t number;
    bool hidden;
    std::size_t first_cell, cells;
  };

  State(std::shared_ptr<const WorkbookData> shared_data, Package opened, std::string part_name)
      : data(std::move(shared_data)), package(std::move(opened)), part(std::move(part_name)) {}

  std::shared_ptr<const WorkbookData> data;
  Package package;
  std::string part;
  std::unique_ptr<SheetXml> plain;  // one of the two, chosen by the first chunk
  std::unique_ptr<XmlParser<State>> expat;
  std::vector<XmlAttribute> expat_attributes;
  std::string chunk = std::string(kChunk, '\0');
  bool ended = false;

  // The batch.
  std::vector<WaitingRow> rows;
  std::vector<Waiting> cells;
  std::string text;
  std::size_t next_row = 0;

  // The row and cell under way.
  std::uint32_t row_number = 0, column = 0;
  bool row_hidden = false, in_row = false, in_cell = false, in_value = false;
  int phonetic = 0;
  std::size_t row_first_cell = 0, row_first_text = 0;
  Waiting cell{};

  std::string computed;  // texts of the current row that are not in the file
  std::string unescaped;
  std::string last_serial, last_date;
  NumberKind last_kind = NumberKind::kNumber;

  Status Feed();
  void Give(Row& row);
  void GiveCell(const Waiting& waiting, Row& row);
  const std::string& DateOf(std::string_view raw, NumberKind kind);
  Status Parse(std::string_view bytes);
  void StartRow(std::span<const XmlAttribute> attributes);
  void StartCell(std::span<const XmlAttribute> attributes);
  void EndCell();
  void EndRow();
  void Stop(Error error) {
    if (plain)
      plain->Stop(std::move(error));
    else
      expat->Stop(std::move(error));
  }
  void Refuse(std::string what) {
    Stop(Error{&kFile, "表格文件损坏：" + std::move(what), std::string(kResaveHint), {}});
  }

  void OnElement(std::string_view name, std::span<const XmlAttribute> attributes) override {
    if (name == "c")
      StartCell(attributes);
    else if (name == "v")
      in_value = in_cell && cell.type != Type::kInline;
    else if (name == "t")
      in_value = in_cell && cell.type == Type::kInline && phonetic == 0;
    else if (name == "row")
      StartRow(attributes);
    else if (name == "f")
      cell.formula = in_cell;
    else if (name == "rPh")
      ++phonetic;
  }
  void OnElementEnd(std::string_view name) override {
    if (name == "v" || name == "t")
      in_value = false;
    else if (name == "c")
      EndCell();
    else if (name == "row")
      EndRow();
    else if (name == "rPh")
      --phonetic;
  }
  bool WantsText() const override { return in_value; }
  void OnText(std::string_view more) override {
    if (!in_value) return;
    text += more;
    if (text.size() - row_first_text > data->limits.row_bytes_max) {
      Stop(Error{&kTooLarge, "第 " + std::to_string(row_number) + " 行的文字太多，没有读取", "请检查这一行", {}});
    }
  }
  // The same for expat.
  void OnStart(std::string_view name, const char** attributes) {
    expat_attributes.clear();
    for (; *attributes != nullptr; attributes += 2)
      expat_attributes.push_back({LocalName(attributes[0]), attributes[1]});
    OnElement(name, expat_attributes);
  }
  void OnEnd(std::string_view name) { OnElementEnd(name); }
};

Status SheetReader::State::Parse(std::string_view bytes) {
  if (!plain && !expat) {
    if (SheetXml::CanRead(bytes))
      plain = std::make_unique<SheetXml>(*this, data->limits.row_bytes_max);
    else
      expat = std::make_unique<XmlParser<State>>(*this);
  }
  return plain ? plain->Feed(bytes, ended, part) : expat->Feed(bytes, ended, part);
}

void SheetReader::State::StartRow(std::span<const XmlAttribute> attributes) {
  std::uint32_t number = row_number + 1;
  row_hidden = false;
  for (const auto& [name, value] : attributes) {
    if (name == "r") std::from_chars(value.data(), value.data() + value.size(), number);
    if (name == "hidden") row_hidden = value == "1" || value == "true";
  }
  if (number <= row_number || number > kRowsMax)
    return Refuse("行号不对（第 " + std::to_string(row_number) + " 行之后）");
  row_number = number;
  column = 0;
  in_row = true;
  row_first_cell = cells.size();
  row_first_text = text.size();
}

void SheetReader::State::StartCell(std::span<const XmlAttribute> attributes) {
  if (!in_row) return;
  in_cell = true;
  cell = {column, Type::kNumber, NumberKind::kNumber, false, text.size(), 0};
  for (const auto& [name, value] : attributes) {
    if (name.size() != 1) continue;  // r, t and s are all that counts
    if (name[0] == 'r') {
      std::uint32_t row = 0;
      if (!ParseReference(value, row, cell.column) || row + 1 != row_number)
        return Refuse("第 " + std::to_string(row_number) + " 行有一格位置不对");
    } else if (name[0] == 't') {
      cell.type = TypeOf(value);
    } else if (name[0] == 's') {
      std::size_t style = 0;
      std::from_chars(value.data(), value.data() + value.size(), style);
      if (style < data->styles.size()) cell.number = data->styles[style];
    }
  }
  if (cell.column >= kColumnsMax) return Refuse("第 " + std::to_string(row_number) + " 行超过 16384 列");
  column = cell.column + 1;
}

void SheetReader::State::EndCell() {
  if (!in_cell) return;
  in_cell = false;
  in_value = false;
  cell.size = text.size() - cell.begin;
  if (cell.size > 0 || cell.formula) cells.push_back(cell);
  if (cells.size() - row_first_cell > kColumnsMax) Refuse("第 " + std::to_string(row_number) + " 行的格太多");
}

void SheetReader::State::EndRow() {
  if (!in_row) return;
  in_row = false;
  const auto from = cells.begin() + static_cast<std::ptrdiff_t>(row_first_cell);
  const auto before = [](const Waiting& a, const Waiting& b) { return a.column < b.column; };
  if (!std::is_sorted(from, cells.end(), before)) std::stable_sort(from, cells.end(), before);
  rows.push_back({row_number, row_hidden, row_first_cell, cells.size() - row_first_cell});
}

// Parses chunks until a row is complete or the sheet ends.
Status SheetReader::State::Feed() {
  // A row that began in the last chunk moves to the front of the new batch.
  const std::size_t keep_cells = in_row ? row_first_cell : cells.size();
  const std::size_t keep_text = in_row ? row_first_text : text.size();
  cells.erase(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(keep_cells));
  text.erase(0, keep_text);
  for (Waiting& waiting : cells) waiting.begin -= keep_text;
  cell.begin -= std::min(cell.begin, keep_text);
  row_first_cell = row_first_text = 0;
  rows.clear();
  next_row = 0;
  while (rows.empty() && !ended) {
    const std::size_t size = TRY(package.ReadPart(chunk.data(), chunk.size()));
    ended = size == 0;
    TRY(Parse({chunk.data(), size}));
  }
  return Ok();
}

// The same dates stand in many cells: the last one is remembered.
const std::string& SheetReader::State::DateOf(std::string_view raw, NumberKind kind) {
  if (raw != last_serial || kind != last_kind) {
    double serial = 0;
    std::from_chars(raw.data(), raw.data() + raw.size(), serial);
    last_date = TextOfSerial(serial, data->date1904, kind);
    last_serial = raw;
    last_kind = kind;
  }
  return last_date;
}

void SheetReader::State::GiveCell(const Waiting& waiting, Row& row) {
  Cell given;
  given.column = waiting.column;
  given.formula = waiting.formula;
  const std::string_view raw = std::string_view(text).substr(waiting.begin, waiting.size);
  given.raw = given.text = raw;
  const auto compute = [&](const std::string& value) {  // `computed` has room: no view moves
    const std::size_t at = computed.size();
    computed += value;
    given.text = std::string_view(computed).substr(at);
  };
  switch (waiting.type) {
    case Type::kShared: {
      std::size_t index = 0;
      const auto parsed = std::from_chars(raw.data(), raw.data() + raw.size(), index);
      const bool known = parsed.ec == std::errc() && index < data->shared.size();
      given.text = given.raw = known ? data->shared[index] : std::string_view("#REF!");
      given.kind = known ? CellKind::kText : CellKind::kError;
      break;
    }
    case Type::kInline:
    case Type::kText: {
      given.kind = CellKind::kText;
      if (raw.find("_x") != std::string_view::npos) {
        unescaped = raw;
        UnescapeText(unescaped);
        compute(unescaped);
      }
      break;
    }
    case Type::kBool:
      given.kind = CellKind::kBool;
      given.text = raw == "1" || raw == "true" ? "TRUE" : "FALSE";
      break;
    case Type::kError:
      given.kind = CellKind::kError;
      break;
    case Type::kIsoDate: {  // 2025-01-31T08:30:00 of the strict form
      given.kind = CellKind::kDate;
      std::string date(raw.substr(0, 19));
      if (date.size() > 10 && date[10] == 'T')
        date = date.substr(11) == "00:00:00" ? date.substr(0, 10) : date.replace(10, 1, " ");
      compute(date);
      break;
    }
    case Type::kNumber: {
      given.kind = CellKind::kNumber;
      if (waiting.number != NumberKind::kNumber) {
        const std::string& date = DateOf(raw, waiting.number);
        if (!date.empty()) {
          given.kind = CellKind::kDate;
          compute(date);
          break;
        }
      }
      const std::string plain = PlainNumber(raw);
      if (!plain.empty()) compute(plain);
      break;
    }
  }
  if (waiting.size == 0) given.kind = waiting.formula ? CellKind::kEmpty : given.kind;
  if (!row.cells.empty() && row.cells.back().column == given.column)
    row.cells.back() = given;
  else
    row.cells.push_back(given);
}

void SheetReader::State::Give(Row& row) {
  const WaitingRow& waiting = rows[next_row++];
  row.number = waiting.number;
  row.hidden = waiting.hidden;
  row.cells.clear();
  std::size_t text_size = 0;
  for (std::size_t at = 0; at < waiting.cells; ++at) text_size += cells[waiting.first_cell + at].size + 64;
  computed.clear();
  if (computed.capacity() < text_size) computed.reserve(text_size * 2);
  for (std::size_t at = 0; at < waiting.cells; ++at) GiveCell(cells[waiting.first_cell + at], row);
}

SheetReader::SheetReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SheetReader::SheetReader(SheetReader&&) noexcept = default;
SheetReader& SheetReader::operator=(SheetReader&&) noexcept = default;
SheetReader::~SheetReader() = default;

Result<bool> SheetReader::Next(Row& row) {
  State& state = *state_;
  if (state.next_row == state.rows.size()) {
    if (!state.ended) TRY(state.Feed());
    if (state.next_row == state.rows.size()) return false;
  }
  state.Give(row);
  return true;
}

Result<SheetReader> Workbook::OpenSheet(std::size_t index) const {
  const std::string& part = data_->sheets.at(index).part;
  Package package = TRY(Package::Open(data_->path, data_->limits));
  TRY(package.OpenPart(part));
  return SheetReader(std::make_unique<SheetReader::State>(data_, std::move(package), part));
}

}  // namespace gq::xlsx
