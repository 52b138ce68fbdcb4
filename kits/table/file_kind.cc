#include "kits/table/file_kind.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "kits/crypto/hash.h"
#include "kits/csv/encoding.h"
#include "kits/file/file.h"
#include "kits/xlsx/package.h"

namespace gq::table {
namespace {

constexpr std::string_view kSaveAsXlsx =
    "请用 Excel 或 WPS 打开这个文件，选“另存为”，类型选“Excel 工作簿 (*.xlsx)”，再上传";

// The names of the streams in an OLE2 compound file (MS-CFB), UTF-16 reduced to Latin letters; empty if it is damaged.
std::vector<std::string> StreamNames(const std::string& file) {
  const auto u16 = [&](std::size_t at) {
    return at + 2 <= file.size() ? static_cast<unsigned char>(file[at]) | static_cast<unsigned char>(file[at + 1]) << 8
                                 : 0;
  };
  const auto u32 = [&](std::size_t at) {
    return static_cast<std::uint32_t>(u16(at)) | static_cast<std::uint32_t>(u16(at + 2)) << 16;
  };
  std::vector<std::string> names;
  const unsigned shift = static_cast<unsigned>(u16(30));
  if (shift != 9 && shift != 12) return names;
  const std::size_t sector_size = std::size_t{1} << shift, per_sector = sector_size / 4;
  std::uint32_t sector = u32(48);  // first sector of the directory
  for (std::size_t hops = 0; sector < 0xFFFFFFF0U && hops < 4096; ++hops) {
    const std::size_t from = (static_cast<std::size_t>(sector) + 1) * sector_size;
    if (from + sector_size > file.size()) break;
    for (std::size_t entry = from; entry < from + sector_size; entry += 128) {
      const auto length = static_cast<std::size_t>(u16(entry + 64));
      std::string name;
      for (std::size_t at = 0; at + 2 < std::min<std::size_t>(length, 64); at += 2) name += file[entry + at];
      if (!name.empty()) names.push_back(std::move(name));
    }
    // The next sector stands in the allocation table; its first 109 sectors are named in the header.
    const std::size_t table = sector / per_sector;
    if (table >= 109) break;
    sector = u32((static_cast<std::size_t>(u32(76 + table * 4)) + 1) * sector_size + sector % per_sector * 4);
  }
  return names;
}

Status RefuseCompound(const std::string& path) {
  const std::string file = TRY(file::ReadHead(path, 64 << 20));
  const std::vector<std::string> names = StreamNames(file);
  const auto has = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (has("EncryptedPackage") || has("EncryptionInfo")) {
    return Fail(kFile, "这个表格加了打开密码，读不了",
                "请用 Excel 或 WPS 输入密码打开，在“文件—信息—保护工作簿”里清除密码，另存后再上传");
  }
  if (has("WordDocument"))
    return Fail(kFile, "这是 Word 文档，不是表格", "请把表格复制到 Excel 里，存成 .xlsx 后再上传");
  if (has("PowerPoint Document")) return Fail(kFile, "这是演示文稿，不是表格", "请上传 .xlsx 或 .csv 表格");
  if (has("Workbook") || has("Book"))
    return Fail(kFile, "这是旧版 .xls（Excel 97-2003 或 WPS .et）表格，读不了", std::string(kSaveAsXlsx));
  return Fail(kFile, "这是旧版 Office 文件，看不出是不是表格", std::string(kSaveAsXlsx));
}

Result<FileKind> KindOfZip(const std::string& path) {
  const xlsx::Package package = TRY(xlsx::Package::Open(path, {}));
  if (package.Has("xl/workbook.bin")) {
    return Fail(kFile, "这是二进制的 .xlsb 工作簿，读不了", std::string(kSaveAsXlsx));
  }
  if (package.Has("word/document.xml"))
    return Fail(kFile, "这是 Word 文档，不是表格", "请把表格复制到 Excel 里，存成 .xlsx 后再上传");
  if (package.Has("ppt/presentation.xml")) return Fail(kFile, "这是演示文稿，不是表格", "请上传 .xlsx 或 .csv 表格");
  if (package.Has("xl/workbook.xml") || package.Has("[Content_Types].xml")) return FileKind::kXlsx;
  if (package.Has("mimetype") && package.Has("content.xml")) {
    return Fail(kFile, "这是 OpenDocument（.ods）文件，读不了", "请用 LibreOffice 或 WPS 打开，另存为 .xlsx 后再上传");
  }
  return Fail(kFile, "这是压缩包，不是表格", "请先解压，再上传里面的 .xlsx 或 .csv 文件");
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

Status RefuseMarkup(std::string_view text) {
  const std::string head = LowerAscii(text.substr(0, 8192));
  const auto has = [&](std::string_view piece) { return head.find(piece) != std::string::npos; };
  const auto starts = [&](std::string_view piece) { return head.compare(0, piece.size(), piece) == 0; };
  if (starts("<?xml") && has("urn:schemas-microsoft-com:office:spreadsheet")) {
    return Fail(kFile, "这是“XML 表格 2003”文件，读不了", std::string(kSaveAsXlsx));
  }
  if (starts("<?xml") && has("urn:oasis:names:tc:opendocument")) {
    return Fail(kFile, "这是 OpenDocument 单文件（.fods），读不了",
                "请用 LibreOffice 或 WPS 打开，另存为 .xlsx 后再上传");
  }
  if (starts("<!doctype html") || starts("<html") || starts("<table") || starts("<meta") || starts("<head") ||
      starts("<style") || starts("<div") || starts("<body") || (starts("<") && (has("<table") || has("<html")))) {
    return Fail(kFile, "这其实是网页（HTML）表格，只是文件名写成了 .xls",
                std::string(kSaveAsXlsx) + "；原系统若能导出 .xlsx 或 .csv，请直接导出");
  }
  if (starts("mime-version:")) return Fail(kFile, "这是单个网页文件（MHT），不是表格", std::string(kSaveAsXlsx));
  if (starts("<?xml")) return Fail(kFile, "这是 XML 文件，不是表格", "请上传 .xlsx 或 .csv 表格");
  if ((starts("{") && has("\":")) || starts("[{"))
    return Fail(kFile, "这是 JSON 文件，不是表格", "请上传 .xlsx 或 .csv 表格");
  return Ok();
}

// The Latin letters of a text in UTF-16, as what a markup begins with; everything else is left away. Other texts as
// they are.
std::string WithoutUtf16(std::string_view text) {
  std::size_t mark_size = 0;
  const csv::Encoding encoding = csv::DetectByHead(text, mark_size);
  if (encoding != csv::Encoding::kUtf16Le && encoding != csv::Encoding::kUtf16Be) return std::string(text);
  std::string latin;
  const std::size_t low = encoding == csv::Encoding::kUtf16Le ? 0 : 1;
  for (std::size_t at = mark_size; at + 2 <= text.size(); at += 2) {
    if (text[at + 1 - low] == '\0') latin += text[at + low];
  }
  return latin;
}

struct Magic {
  std::string_view bytes, what, cure;
};
constexpr Magic kOthers[] = {
    {"%PDF", "这是 PDF 文件，不是表格", "请向对方索取 .xlsx 或 .csv 文件"},
    {"{\\rtf", "这是 RTF 文档，不是表格", "请把表格复制到 Excel 里，存成 .xlsx 后再上传"},
    {"\x89PNG", "这是图片，不是表格", "请上传 .xlsx 或 .csv 表格"},
    {"\xFF\xD8\xFF", "这是图片，不是表格", "请上传 .xlsx 或 .csv 表格"},
    {"GIF8", "这是图片，不是表格", "请上传 .xlsx 或 .csv 表格"},
    {"Rar!", "这是压缩包，不是表格", "请先解压，再上传里面的 .xlsx 或 .csv 文件"},
    {"7z\xBC\xAF", "这是压缩包，不是表格", "请先解压，再上传里面的 .xlsx 或 .csv 文件"},
    {"\x1F\x8B", "这是压缩包，不是表格", "请先解压，再上传里面的 .xlsx 或 .csv 文件"},
    {"SQLite format 3", "这是数据库文件，不是表格", "请上传 .xlsx 或 .csv 表格"},
    {"\x7F"
     "ELF",
     "这是程序文件，不是表格", "请上传 .xlsx 或 .csv 表格"},
    {"MZ\x90", "这是程序文件，不是表格", "请上传 .xlsx 或 .csv 表格"},
};

// Text in any of the encodings that CSV comes in has next to no control characters.
bool LooksBinary(std::string_view head) {
  std::size_t mark_size = 0;
  const csv::Encoding encoding = csv::DetectByHead(head, mark_size);
  if (encoding == csv::Encoding::kUtf16Le || encoding == csv::Encoding::kUtf16Be) return false;
  std::size_t controls = 0;
  for (const char letter : head) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 && letter != '\t' && letter != '\n' && letter != '\r' && letter != '\f' && letter != '\v')
      ++controls;
  }
  return controls * 20 > head.size();
}

}  // namespace

Result<FileKind> FindFileKind(const std::string& path) {
  const std::string head = TRY(file::ReadHead(path, 64 << 10));
  const auto starts = [&](std::string_view bytes) { return std::string_view(head).substr(0, bytes.size()) == bytes; };
  if (head.empty()) return Fail(kFile, "文件是空的", "请检查是否选对了文件，或重新导出");
  if (starts(std::string_view("PK\x03\x04", 4)) || starts(std::string_view("PK\x05\x06", 4))) return KindOfZip(path);
  if (starts("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) TRY(RefuseCompound(path));
  for (const Magic& other : kOthers) {
    if (starts(other.bytes)) return Fail(kFile, std::string(other.what), std::string(other.cure));
  }
  // BIFF 2-5 without a compound file around it: a record "beginning of file".
  if (head.size() > 4 && head[0] == '\x09' &&
      (head[1] == '\x00' || head[1] == '\x02' || head[1] == '\x04' || head[1] == '\x08') && head[3] == '\0') {
    return Fail(kFile, "这是很旧的 .xls 表格，读不了", std::string(kSaveAsXlsx));
  }
  std::string_view text = head;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Fail(kFile, "文件里只有空白", "请检查是否选对了文件，或重新导出");
  const std::string plain = WithoutUtf16(text);
  TRY(RefuseMarkup(Trim(plain)));
  if (LooksBinary(head))
    return Fail(kFile, "文件不是表格，或者已经损坏", "请上传 .xlsx 或 .csv 表格；传输中损坏的请重新传一次");
  return FileKind::kCsv;
}

Result<std::string> FileSha256(const std::string& path) {
  const std::unique_ptr<file::ByteSource> source = TRY(file::OpenSource(path));
  crypto::Sha256Stream stream;
  std::string buffer(256 << 10, '\0');
  for (;;) {
    const std::size_t size = TRY(source->Read(buffer.data(), buffer.size()));
    if (size == 0) break;
    stream.Update(std::string_view(buffer).substr(0, size));
  }
  std::string digits;
  for (const std::uint8_t byte : stream.Finish()) {
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

}  // namespace gq::table
