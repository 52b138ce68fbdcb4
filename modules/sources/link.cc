#include "modules/sources/link.h"

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "kits/file/file.h"
#include "kits/table/table_reader.h"
#include "modules/sources/compare.h"

namespace gq::sources {
namespace {

Status WriteWhole(const std::string& path, std::string_view text) {
  file::AtomicFile out = TRY(file::AtomicFile::Create(path));
  TRY(out.Write(text));
  return out.Commit();
}

Result<std::string> ReadText(const std::string& path) {
  constexpr std::size_t kConfigBytesMax = std::size_t{1} << 20;
  std::string text = TRY(file::ReadHead(path, kConfigBytesMax + 1));
  if (text.size() > kConfigBytesMax) return Fail(kTooLarge, "配置文件太大：" + path);
  return text;
}

Result<reconcile::LinkTable> ReadColumns(const std::string& path, const std::vector<std::string>& headers) {
  table::HeaderSpec spec;
  for (const std::string& header : headers) spec.columns.push_back({header, {}, true});
  auto reader = TRY(table::ReadTable(path, spec));
  reconcile::LinkTable table;
  table.columns.resize(headers.size());
  while (TRY(reader.Next())) {
    for (std::size_t f = 0; f < headers.size(); ++f) table.columns[f].emplace_back(reader.Text(f));
    ++table.rows;
  }
  return table;
}

std::string FormatLinks(const std::vector<reconcile::Link>& links) {
  std::string out = "left_row,right_row,probability,weight\n";
  char line[96];
  for (const reconcile::Link& link : links) {
    std::snprintf(line, sizeof line, "%u,%u,%.6f,%.3f\n", link.left + 1, link.right + 1, link.probability, link.weight);
    out += line;
  }
  return out;
}

std::string FormatClusters(const reconcile::LinkResult& result, std::size_t left_rows, bool two_files) {
  std::string out = two_files ? "side,row,cluster\n" : "row,cluster\n";
  for (std::size_t i = 0; i < result.clusters.size(); ++i) {
    const bool right = i >= left_rows;
    if (two_files) out += right ? "right," : "left,";
    out += std::to_string((right ? i - left_rows : i) + 1) + "," + std::to_string(result.clusters[i] + 1) + "\n";
  }
  return out;
}

}  // namespace

Result<LinkOutcome> LinkFiles(const std::string& left, const std::string& right, const std::string& config_path, const std::string& folder) {
  const auto started = std::chrono::steady_clock::now();
  const LinkConfig config = TRY(ParseLinkConfig(TRY(ReadText(config_path)), config_path));
  const reconcile::LinkTable left_table = TRY(ReadColumns(left, config.left));
  reconcile::LinkTable right_table;
  if (!right.empty()) right_table = TRY(ReadColumns(right, config.right));
  const reconcile::Context& context = *TRY(GetCompareContext());
  LinkOutcome out;
  out.result = TRY(reconcile::LinkRecords(left_table, right_table, config.plan, {context.variants, context.pinyin}));
  out.left_rows = left_table.rows, out.right_rows = right_table.rows;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Fail(kIo, "建不了输出文件夹：" + folder);
  TRY(WriteWhole(folder + "/links.csv", FormatLinks(out.result.links)));
  TRY(WriteWhole(folder + "/clusters.csv", FormatClusters(out.result, out.left_rows, !right.empty())));
  char text[320];
  std::snprintf(text, sizeof text,
                "{\"left_rows\":%zu,\"right_rows\":%zu,\"pairs\":%llu,\"links\":%zu,\"blocks_skipped\":%llu,\"prior\":%.9g,\"seconds\":%.3f}",
                out.left_rows, out.right_rows, static_cast<unsigned long long>(out.result.pairs), out.result.links.size(),
                static_cast<unsigned long long>(out.result.blocks_skipped), out.result.prior,
                std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  out.summary = text;
  TRY(WriteWhole(folder + "/summary.json", out.summary + "\n"));
  return out;
}

}  // namespace gq::sources
