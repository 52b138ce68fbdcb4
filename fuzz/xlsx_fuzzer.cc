// The parts of a workbook as text, cut at "\n====\n": sheet, shared strings, styles, workbook. Packed without
// compression, so that the fuzzer reaches the XML behind checksums.
#include <minizip/zip.h>

#include <array>
#include <cstdint>

#include "fuzz/table_fuzzing.h"

namespace {

constexpr std::string_view kCut = "\n====\n";
constexpr std::string_view kWorkbook =
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
constexpr std::string_view kRelations =
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"sheet.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"shared.xml\"/><Relationship Id=\"r3\" Type=\"x/styles\" "
    "Target=\"styles.xml\"/></Relationships>";

void Add(zipFile file, const char* name, std::string_view content) {
  zip_fileinfo info{};
  zipOpenNewFileInZip(file, name, &info, nullptr, 0, nullptr, 0, nullptr, 0, 0);
  zipWriteInFileInZip(file, content.data(), static_cast<unsigned>(content.size()));
  zipCloseFileInZip(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::array<std::string_view, 4> parts{};
  for (std::string_view& part : parts) {
    const std::size_t cut = rest.find(kCut);
    part = rest.substr(0, cut);
    rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + kCut.size());
  }
  const gq::fuzzing::MemoryFile target;
  zipFile file = zipOpen(target.path().c_str(), APPEND_STATUS_CREATE);
  if (file == nullptr) return 0;
  Add(file, "xl/sheet.xml", parts[0]);
  if (!parts[1].empty()) Add(file, "xl/shared.xml", parts[1]);
  if (!parts[2].empty()) Add(file, "xl/styles.xml", parts[2]);
  Add(file, "xl/workbook.xml", parts[3].empty() ? kWorkbook : parts[3]);
  Add(file, "xl/_rels/workbook.xml.rels", kRelations);
  zipClose(file, nullptr);
  gq::fuzzing::ReadTables(target.path());
  return 0;
}
