#include "modules/sources/link.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>

#include "engines/reconcile/csv.h"
#include "kits/file/file.h"
#include "kits/file/output_folder.h"
#include "modules/sources/compare.h"
#include "modules/sources/link_table.h"

namespace gq::sources {
namespace {

Result<std::string> ReadText(const std::string& path) {
  constexpr std::size_t kConfigBytesMax = std::size_t{1} << 20;
  std::string text = TRY(file::ReadHead(path, kConfigBytesMax + 1));
  if (text.size() > kConfigBytesMax) return Fail(kTooLarge, "配置文件太大：" + path);
  return text;
}

// The columns of the fields, in their order.
Result<reconcile::LinkTable> TakeColumns(LinkFile& file, const std::vector<std::string>& headers,
                                         const std::string& path) {
  reconcile::LinkTable table;
  table.rows = file.table.rows;
  for (const std::string& header : headers) {
    const std::size_t column = FindColumn(file, header);
    if (column == file.headers.size()) {
      std::string what = "文件里没有这一列：";
      return Fail(reconcile::kBadPlan, what.append(header).append("（").append(path).append("）"));
    }
    table.columns.push_back(file.table.columns[column]);
  }
  return table;
}

// A row of a file, counted from 1; 0 when the cell holds none.
std::uint32_t ParseRow(const std::string& text) {
  std::uint32_t row = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), row);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? row : 0;
}

// Lines "left_row,right_row,same|different", as links.csv with a person's answer. A line that says again what another
// has said counts once.
Result<std::vector<reconcile::LinkDecision>> ReadDecisions(const std::string& path, bool two, std::size_t left_rows,
                                                           std::size_t right_rows) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<std::size_t, bool>> said;  // by pair: line, same
  std::vector<reconcile::LinkDecision> out;
  if (path.empty()) return out;
  const LinkFile file = TRY(ReadLinkFile(path, {"left_row", "right_row", "decision"}));
  const auto cell = [&](const char* header, std::size_t i) { return file.table.columns[FindColumn(file, header)][i]; };
  for (std::size_t i = 0; i < file.table.rows; ++i) {
    const std::uint32_t left = ParseRow(cell("left_row", i)), right = ParseRow(cell("right_row", i));
    const std::string answer = cell("decision", i);
    if (left == 0 || right == 0 || (answer != "same" && answer != "different")) {
      return Fail(reconcile::kBadPlan, "人工结论第 " + std::to_string(i + 1) + " 行有误：" + path,
                  "应为 left_row,right_row,decision；decision 为 same 或 different");
    }
    const bool itself = !two && left == right;
    if (left > left_rows || right > (two ? right_rows : left_rows) || itself) {
      return Fail(reconcile::kBadPlan,
                  "人工结论第 " + std::to_string(i + 1) + " 行的行号（" + std::to_string(left) + "," +
                      std::to_string(right) + (itself ? "）是同一行：" : "）超出了文件：") + path,
                  "行号从 1 起，不数表头；左边有 " + std::to_string(left_rows) + " 行" +
                      (two ? "，右边有 " + std::to_string(right_rows) + " 行" : ""));
    }
    const bool same = answer == "same";
    const auto pair = two ? std::pair(left, right) : std::pair(std::min(left, right), std::max(left, right));
    const auto [before, first] = said.emplace(pair, std::pair(i + 1, same));
    if (!first && before->second.second != same) {
      return Fail(reconcile::kBadPlan,
                  "人工结论第 " + std::to_string(before->second.first) + " 行与第 " + std::to_string(i + 1) +
                      " 行矛盾：同一对记录（" + std::to_string(left) + "," + std::to_string(right) +
                      "）既是 same 又是 different：" + path,
                  "请只留一行");
    }
    if (first) out.push_back({left - 1, right - 1, same});
  }
  return out;
}

std::string FormatRemarks(const char* side, const LinkFile& file) {
  std::string out;
  for (const LinkFile::Remark& remark : file.remarks) {
    out += std::string(side) + "," + std::to_string(remark.row) + ",";
    reconcile::AppendCell(remark.column, out);
    out += ",,read_as_is,";
    reconcile::AppendCell(remark.reason, out);
    out += "（未拒收）,\n";
  }
  return out;
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

// What each level of agreement says: the weights by which a link can be understood.
std::string FormatModel(const reconcile::LinkPlan& plan, const reconcile::LinkResult& result) {
  std::string out = "field,level,m,u,weight\n";
  char line[96];
  for (std::size_t f = 0; f < result.model.size(); ++f) {
    for (std::size_t level = 1; level < result.model[f].m.size(); ++level) {
      const double m = result.model[f].m[level], u = result.model[f].u[level];
      reconcile::AppendCell(plan.fields[f].name, out);
      std::snprintf(line, sizeof line, ",%zu,%.6f,%.9f,%.3f\n", level, m, u, std::log2(m / u));
      out += line;
    }
  }
  return out;
}

// What makes a run say little or nothing, though nothing is wrong with it.
std::vector<std::string> WarningsOf(const LinkRequest& request, const LinkConfig& config,
                                    const reconcile::LinkTable& left, const reconcile::LinkTable& right) {
  std::vector<std::string> lines;
  const bool two = !request.right.empty();
  const auto look = [&](const std::string& path, const reconcile::LinkTable& table,
                        const std::vector<std::string>& headers) {
    if (table.rows == 0) lines.push_back("文件里只有表头，没有一行数据：" + path);
    if (table.rows == 1 && !two) lines.push_back("文件里只有一行，没有可以比较的：" + path);
    for (std::size_t f = 0; f < config.plan.fields.size(); ++f) {
      if (config.plan.fields[f].block_only || ReadsAs(config.plan.fields[f].comparator, table.columns[f])) continue;
      lines.push_back("列“" + headers[f] + "”按 " + std::string(NameOf(config.plan.fields[f].comparator)) +
                      " 比较，但多数值不像：" + path);
    }
  };
  look(request.left, left, config.left);
  if (two) look(request.right, right, config.right);
  return lines;
}

std::string FormatSummary(const LinkOutcome& out, double seconds) {
  char text[384];
  std::snprintf(text, sizeof text,
                "{\"left_rows\":%zu,\"right_rows\":%zu,\"pairs\":%llu,\"links\":%zu,\"blocks_skipped\":%llu,\"prior\":%"
                ".9g,\"seconds\":%.3f}",
                out.left_rows, out.right_rows, static_cast<unsigned long long>(out.result.pairs),
                out.result.links.size(), static_cast<unsigned long long>(out.result.blocks_skipped), out.result.prior,
                seconds);
  return text;
}

}  // namespace

Result<LinkOutcome> LinkFiles(const LinkRequest& request) {
  const auto started = std::chrono::steady_clock::now();
  const bool two = !request.right.empty();
  TRY(file::PrepareOutputFolder(request.folder,
                                {"links.csv", "clusters.csv", "model.csv", "rejects.csv", "summary.json"},
                                {request.left, request.right, request.config, request.decisions}));
  LinkConfig config;
  if (!request.config.empty()) config = TRY(ParseLinkConfig(TRY(ReadText(request.config)), request.config));
  LinkFile left = TRY(ReadLinkFile(request.left, config.left)), right;
  if (two) right = TRY(ReadLinkFile(request.right, config.right));
  std::vector<reconcile::LinkField>& fields = config.plan.fields;
  if (std::all_of(fields.begin(), fields.end(), [](const auto& field) { return field.block_only; })) {
    for (reconcile::LinkField& field : GuessFields(left, two ? &right : nullptr)) {
      if (fields.size() == 16) break;
      config.left.push_back(field.name), config.right.push_back(field.name);
      fields.push_back(std::move(field));
    }
    if (config.left.empty() || fields.back().block_only)
      return Fail(reconcile::kBadPlan, two ? "两个文件没有可以比较的同名列" : "文件里没有可以比较的列：" + request.left,
                  "请检查这些列是否有内容，或用 --config 写明字段");
  }
  for (std::size_t f = 0; f < fields.size(); ++f) fields[f].personal = IsPersonal(fields[f], config.left[f]);
  config.plan.decisions = TRY(ReadDecisions(request.decisions, two, left.table.rows, right.table.rows));
  config.plan.threads = request.threads;
  const reconcile::LinkTable left_table = TRY(TakeColumns(left, config.left, request.left));
  reconcile::LinkTable right_table;
  if (two) right_table = TRY(TakeColumns(right, config.right, request.right));
  const reconcile::Context& context = *TRY(GetCompareContext());
  LinkOutcome out;
  out.left_rows = left_table.rows, out.right_rows = right_table.rows;
  out.warnings = WarningsOf(request, config, left_table, right_table);
  if (two && right_table.rows == 0) {  // nothing to link with; not a search for duplicates
    for (std::uint32_t i = 0; i < left_table.rows; ++i) out.result.clusters.push_back(i);
  } else {
    out.result = TRY(reconcile::LinkRecords(left_table, right_table, config.plan, {context.variants, context.pinyin}));
  }
  file::OutputSet files =
      TRY(file::OutputSet::Create(request.folder, {"links.csv", "clusters.csv", "model.csv", "rejects.csv"}));
  TRY(files.Write("links.csv", FormatLinks(out.result.links)));
  TRY(files.Write("clusters.csv", FormatClusters(out.result, out.left_rows, two)));
  TRY(files.Write("model.csv", FormatModel(config.plan, out.result)));
  TRY(files.Write("rejects.csv", "file,row,column,value,code,reason,cure\n" + FormatRemarks("left", left) +
                                     FormatRemarks("right", right)));
  out.summary = FormatSummary(out, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  out.summary = TRY(files.Commit(std::move(out.summary)));
  return out;
}

}  // namespace gq::sources
