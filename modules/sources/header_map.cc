#include "modules/sources/header_map.h"

#include <algorithm>

#include "engines/reconcile/text.h"
#include "kits/file/file.h"
#include "kits/table/row_source.h"

namespace gq::sources {
namespace {

constexpr int kHeaderRowsMax = 20;

using Cells = std::vector<std::string>;

// The rows of a file among which its header stands, and that header.
struct HeadRows {
  std::vector<Cells> rows;
  Cells header;
};

Result<HeadRows> ReadHeadRows(const MappedFile& file, const reconcile::HeaderMap& map) {
  HeadRows out;
  const table::TableFile table = TRY(table::TableFile::Open(file.path));
  for (std::size_t sheet = 0; sheet < std::max<std::size_t>(1, table.sheets().size()); ++sheet) {
    if (sheet < table.sheets().size() && table.sheets()[sheet].hidden) continue;
    const auto source = TRY(table.OpenSheet(sheet));
    table::SourceRow row;
    for (int n = 0; n < kHeaderRowsMax && TRY(source->Next(row)); ++n) {
      Cells cells;
      for (const table::Cell& cell : row.cells) cells.emplace_back(cell.text);
      reconcile::Header header;
      if (out.header.empty() && reconcile::ReadHeader(cells, file.kind, map, header)) out.header = cells;
      out.rows.push_back(std::move(cells));
    }
  }
  return out;
}

std::string Listed(const MappedFile& file, const HeadRows& head) {
  const Cells* shown = &head.header;
  for (const Cells& row : head.rows) {
    if (head.header.empty() && row.size() > shown->size()) shown = &row;
  }
  std::string out;
  for (const std::string& cell : *shown) {
    if (!reconcile::Trim(cell).empty()) out += (out.empty() ? "" : "、") + std::string(reconcile::Trim(cell));
  }
  return file.path + " 的表头是 " + out;
}

}  // namespace

Result<reconcile::HeaderMap> ReadHeaderMap(const std::string& path) {
  reconcile::HeaderMap map;
  if (path.empty()) return map;
  const auto source = TRY(file::OpenSource(path));
  std::string text(std::size_t{1} << 16, '\0');
  text.resize(TRY(source->Read(text.data(), text.size())));
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // Notepad's; the first field is none with it
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line(reconcile::Trim(std::string_view(text).substr(at, end - at)));
    at = end + 1;
    const std::size_t cut = line.find_first_of("=,");
    if (line.empty() || line[0] == '#') continue;
    if (cut == std::string::npos)
      return Fail(kUsage, "--map 文件的每一行应为 字段=表头：" + path, "例如 id_number=身份证");
    std::string field(reconcile::Trim(line.substr(0, cut))), header(reconcile::Trim(line.substr(cut + 1)));
    if (!reconcile::IsFieldName(field)) {
      return Fail(kUsage, "--map 文件里有不认识的字段：" + field + "（" + path + "）",
                  "应为 id_number、name、phone、region、status、unit、unit_name、scheme、state 或 since");
    }
    if (header.empty()) return Fail(kUsage, "--map 文件里 " + field + " 没有表头：" + path, "例如 id_number=身份证");
    map.emplace_back(std::move(field), std::move(header));
  }
  return map;
}

Status CheckHeaderMap(const reconcile::HeaderMap& map, const std::vector<MappedFile>& files) {
  if (map.empty()) return Ok();
  std::vector<HeadRows> heads;
  std::string listed;
  for (const MappedFile& file : files) {
    auto head = ReadHeadRows(file, map);
    if (!head) return Ok();
    listed += (listed.empty() ? "" : "；") + Listed(file, *head);
    heads.push_back(std::move(*head));
  }
  for (const auto& [field, header] : map) {
    const auto stands_in = [&header = header](const HeadRows& head) {
      return std::any_of(head.rows.begin(), head.rows.end(), [&](const Cells& cells) {
        return std::any_of(cells.begin(), cells.end(),
                           [&](const std::string& cell) { return reconcile::SameHeader(cell, header); });
      });
    };
    if (std::none_of(heads.begin(), heads.end(), stands_in))
      return Fail(kUsage, "--map 说 " + field + " 的表头是 " + header + "，可是哪个文件里都没有这个表头", listed);
  }
  return Ok();
}

}  // namespace gq::sources
