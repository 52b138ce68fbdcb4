// Zip files for tests: any parts, also hostile ones.
#pragma once

#include <minizip/zip.h>

#include <map>
#include <string>
#include <string_view>

namespace gq::xlsx {

class ZipBuilder {
 public:
  explicit ZipBuilder(const std::string& path) : file_(zipOpen64(path.c_str(), APPEND_STATUS_CREATE)) {}
  ~ZipBuilder() { zipClose(file_, nullptr); }
  ZipBuilder& Add(const std::string& name, std::string_view content, std::size_t times = 1) {
    zip_fileinfo info{};
    zipOpenNewFileInZip64(file_, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 6, 1);
    for (std::size_t at = 0; at < times; ++at)
      zipWriteInFileInZip(file_, content.data(), static_cast<unsigned>(content.size()));
    zipCloseFileInZip(file_);
    return *this;
  }

 private:
  zipFile file_;
};

// The parts of a small workbook with one sheet; `sheet_data` goes between <sheetData> tags, `extra` behind.
inline std::map<std::string, std::string> BookParts(const std::string& sheet_data, const std::string& extra = {}) {
  return {
      {"[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
      {"_rels/.rels",
       "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/officeDocument\" "
       "Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"r\"><sheets><sheet name=\"表\" sheetId=\"7\" r:id=\"rId9\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId9\" Type=\"http://x/worksheet\" "
       "Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet_data + "</sheetData>" + extra + "</worksheet>"},
  };
}

inline std::string WriteBook(const std::string& path, const std::map<std::string, std::string>& parts) {
  ZipBuilder zip(path);
  for (const auto& [name, content] : parts) zip.Add(name, content);
  return path;
}

}  // namespace gq::xlsx
