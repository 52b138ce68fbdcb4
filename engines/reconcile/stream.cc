#include "engines/reconcile/stream.h"

#include <algorithm>

#include "engines/reconcile/identity.h"

namespace gq::reconcile {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr int kHeaderRecordsMax = 20;

std::size_t CopyOut(std::string_view bytes, std::uint64_t offset, char* buffer, std::size_t size) {
  if (offset >= bytes.size()) return 0;
  size = std::min<std::size_t>(size, bytes.size() - offset);
  std::memcpy(buffer, bytes.data() + offset, size);
  return size;
}

}  // namespace

Result<std::size_t> MemoryBytes::ReadAt(std::uint64_t offset, char* buffer, std::size_t size) {
  return CopyOut(bytes_, offset, buffer, size);
}

void RowBytes::Add(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) bytes_ += ',';
    AppendCell(cells[i], bytes_);
  }
  bytes_ += '\n';
}

Result<std::size_t> RowBytes::ReadAt(std::uint64_t offset, char* buffer, std::size_t size) {
  return CopyOut(bytes_, offset, buffer, size);
}

Status Window::Require(std::uint64_t offset, std::size_t least) {
  if (offset >= begin_ && offset <= end_) {
    if (end_ - offset >= least || AtFileEnd()) return Ok();
    std::memmove(buffer_.data(), buffer_.data() + (offset - begin_), static_cast<std::size_t>(end_ - offset));
    begin_ = offset;
  } else {
    begin_ = end_ = offset;
  }
  while (end_ - begin_ < least && end_ < reader_.size()) {
    const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(block_, reader_.size() - end_));
    const std::size_t got = TRY(reader_.ReadAt(end_, buffer_.data() + (end_ - begin_), want));
    if (got == 0) return Fail(kIo, "文件在读取途中变短了", "请确认没有别的程序正在改写它，再比对一次");
    end_ += got;
  }
  return Ok();
}

Result<std::uint64_t> SkipLine(Window& window, std::uint64_t from, std::uint64_t limit) {
  while (from < limit) {
    TRY(window.Require(from, 1));
    const std::string_view data = window.From(from).substr(0, static_cast<std::size_t>(limit - from));
    const std::size_t newline = data.find('\n');
    if (newline != std::string_view::npos) return from + newline + 1;
    from += data.size();
  }
  return limit;
}

Result<PlacedRecord> ReadRecord(Window& window, std::uint64_t offset, std::size_t record_bytes_max) {
  std::size_t least = 1;
  for (;;) {
    TRY(window.Require(offset, least));
    const std::string_view data = window.From(offset);
    const Record record = FindRecord(data, window.AtFileEnd(), record_bytes_max);
    if (record.kind == RecordKind::kNeedsMore) {
      least = data.size() + 1;
      continue;
    }
    PlacedRecord placed{record.kind, record.quoted, record.size, offset + record.next};
    if (record.kind == RecordKind::kTooLong) {
      // The bytes that the report shows are gone once skipping begins; the caller takes the row's number only.
      for (;;) {
        TRY(window.Require(placed.next, 1));
        const std::string_view rest = window.From(placed.next);
        const std::size_t newline = rest.find('\n');
        if (newline != std::string_view::npos) {
          placed.next += newline + 1;
          break;
        }
        placed.next += rest.size();
        if (window.AtFileEnd()) break;
      }
      placed.size = 0;
    }
    return placed;
  }
}

namespace {

// Lines that end in CR alone, as old Macintoshes wrote them: the whole file would be one line.
bool EndsLinesInCr(std::string_view head) {
  constexpr std::size_t kLinesLeast = 2;
  if (head.find('\n') != std::string_view::npos) return false;
  return static_cast<std::size_t>(std::count(head.begin(), head.end(), '\r')) >= kLinesLeast;
}

Status RefuseForeignFiles(std::string_view head) {
  if (head.empty()) return Fail(kFile, "文件是空的", "请换一个文件");
  if (head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF") {
    return Fail(kWrongEncoding, "文件是 UTF-16 编码", "请另存为“CSV UTF-8”或普通 CSV（GB18030）");
  }
  if (head.substr(0, 4) == "PK\x03\x04" || head.substr(0, 4) == "\xD0\xCF\x11\xE0") {
    return Fail(kWrongEncoding, "文件是 Excel 工作簿，不是 CSV", "请把扩展名改回 .xlsx，或另存为 CSV");
  }
  if (EndsLinesInCr(head))
    return Fail(kWrongEncoding, "各行只用回车（CR）分开，读出来只有一行", "请用 Excel 打开，另存为“CSV UTF-8”");
  return Ok();
}

// Hashed IDs: most cells of `column` that hold something, of the first records from `offset` on. column < 0: of any
// column.
bool HoldsHashes(std::string_view head, std::size_t offset, bool whole, int column) {
  constexpr int kRecords = 200;
  std::vector<Cell> cells;
  std::vector<int> filled, hashed;
  for (int i = 0; i < kRecords && offset < head.size(); ++i) {
    const Record record = FindRecord(head.substr(offset), whole, head.size());
    if (record.kind == RecordKind::kNeedsMore || record.kind == RecordKind::kTooLong) break;
    SplitRecord(head.substr(offset, record.size), cells);
    offset += record.next;
    filled.resize(std::max(filled.size(), cells.size()));
    hashed.resize(filled.size());
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string_view text = Trim(cells[c].text);
      if (text.empty() || (column >= 0 && c != static_cast<std::size_t>(column))) continue;
      ++filled[c];
      hashed[c] += LooksHashed(text) ? 1 : 0;
    }
  }
  for (std::size_t c = 0; c < filled.size(); ++c) {
    if (hashed[c] > 0 && hashed[c] * 2 > filled[c]) return true;
  }
  return false;
}

// What stands between the columns of a file that has no commas to speak of; null: nothing known.
const char* OtherSeparator(std::string_view head) {
  const auto commas = std::count(head.begin(), head.end(), ',');
  const auto lines = std::count(head.begin(), head.end(), '\n');
  for (const auto& [separator, word] : {std::pair{'\t', "制表符"}, {';', "分号"}}) {
    const auto n = std::count(head.begin(), head.end(), separator);
    if (n > commas && n >= lines && n > 0) return word;
  }
  return nullptr;
}

tl::unexpected<Error> RefuseHashes() {
  return Fail(
      kHashedIds,
      "身份证号列是散列值（哈希），不予比对：号码总数有限，一个省的号码几分钟就能全部算一遍，散列并不保护任何人",
      "散列值也对不上写错的号码。两个单位不能互给原始号码时，请用 gangqiao psi 作隐私比对");
}

}  // namespace

Result<TableHead> ReadTableHead(ByteReader& reader, TableKind kind, const HeaderMap& map, const Gb18030& gb) {
  std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(kHeadBytes, reader.size())), '\0');
  for (std::size_t have = 0; have < head.size();) {
    const std::size_t got = TRY(reader.ReadAt(have, head.data() + have, head.size() - have));
    if (got == 0) return Fail(kIo, "文件在读取途中变短了");
    have += got;
  }
  TRY(RefuseForeignFiles(head));
  TableHead result;
  std::size_t offset = head.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  if (offset == 0) result.encoding = DetectEncoding(head);
  const CellDecoder decoder(result.encoding, gb);
  const bool whole = head.size() == reader.size();
  std::vector<Cell> cells;
  std::vector<std::string> texts;
  std::string seen;
  for (int i = 0; i < kHeaderRecordsMax && offset < head.size(); ++i) {
    const Record record = FindRecord(std::string_view(head).substr(offset), whole, head.size());
    if (record.kind == RecordKind::kNeedsMore || record.kind == RecordKind::kTooLong) break;
    SplitRecord(std::string_view(head).substr(offset, record.size), cells);
    texts.clear();
    for (const Cell& cell : cells) {
      std::string scratch;
      int trouble = 0;
      texts.emplace_back(decoder.Decode(cell, scratch, &trouble));
    }
    offset += record.next;
    if (record.kind == RecordKind::kComplete && ReadHeader(texts, kind, map, result.header)) {
      result.title_lines = i;
      result.body = offset;
      if (HoldsHashes(head, offset, whole, result.header.Of(Role::kId))) return RefuseHashes();
      return result;
    }
  }
  if (HoldsHashes(head, head.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0, whole, -1)) return RefuseHashes();
  if (const char* mark = OtherSeparator(head))
    return Fail(kNoHeader, "这个文件的各列用" + std::string(mark) + "隔开，不是逗号",
                "请在电子表格里另存为“CSV（逗号分隔）”或 XLSX");
  return Fail(kNoHeader, "前 20 行里没有找到带“身份证号”的表头",
              "表头须有身份证号（公民身份号码、证件号码、id_number）和姓名等列；列名不同时可用 --map 指明");
}

std::string_view CellDecoder::Decode(const Cell& cell, std::string& scratch, int* trouble, bool fits) const {
  std::string_view raw = CellText(cell, scratch);
  if (IsPlainAscii(raw)) return Trim(raw);
  if (raw.find('\0') != std::string_view::npos) {
    std::string without;
    for (const char c : raw) {
      if (c != '\0') without += c;
    }
    scratch = std::move(without), raw = scratch, *trouble = 3;
  }
  if (IsAscii(raw)) return Trim(raw);
  std::string decoded;
  const bool as_gb = encoding_ == Encoding::kGb18030;
  if (as_gb && IsUtf8AmongGb18030(raw)) {
    *trouble = std::max(*trouble, 1);
    return Trim(raw);
  }
  if (as_gb ? gb_->Append(raw, decoded) : (fits || IsUtf8(raw)) && !IsGb18030AmongUtf8(raw)) {
    if (as_gb) scratch = std::move(decoded);
    return Trim(as_gb ? std::string_view(scratch) : raw);
  }
  *trouble = std::max(*trouble, 1);
  if (as_gb && IsUtf8(raw)) return Trim(raw);
  decoded.clear();
  if (as_gb || !gb_->Append(raw, decoded)) {
    *trouble = 2;
    decoded.clear();
    for (std::size_t i = 0; i < raw.size();) AppendCodePoint(NextCodePoint(raw, i), decoded);
  }
  scratch = std::move(decoded);
  return Trim(scratch);
}

}  // namespace gq::reconcile
