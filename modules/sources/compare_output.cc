#include "modules/sources/compare_output.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/json_text.h"
#include "engines/reconcile/near_blocks.h"
#include "engines/reconcile/parts.h"
#include "kits/file/file.h"
#include "kits/file/output_folder.h"

namespace gq::sources {
namespace {

using reconcile::AppendCell;
using reconcile::Comparison;
using reconcile::MatchKind;
using reconcile::Roster;

void AppendNumber(std::string& out, std::uint64_t n) {
  char digits[20];
  int size = 0;
  do digits[size++] = static_cast<char>('0' + n % 10);
  while ((n /= 10) != 0);
  std::reverse(digits, digits + size);
  out.append(digits, static_cast<std::size_t>(size));
}

std::string PeopleHeader(const Comparison& comparison) {
  std::string out = "row,id_number,name";
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    for (const char* column : {"_match", "_row", "_repair", "_state", "_employer"})
      out += "," + comparison.registry(r).name + column;
  }
  return out + ",finding,flags\n";
}

void AppendPerson(const CompareResult& result, std::size_t i, std::string& scratch, std::string& out) {
  const Roster& roster = result.roster();
  const Comparison& comparison = result.comparison();
  AppendNumber(out, roster.row(i));
  out += ',';
  if (roster.key(i) != reconcile::kNoKey) {
    roster.AppendIdText(i, out);
  } else {
    scratch.clear();
    roster.AppendIdText(i, scratch);
    AppendCell(scratch, out);
  }
  out += ',';
  AppendCell(roster.name(i), out);
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    const reconcile::Match& match = comparison.matches(r)[i];
    out += ',';
    out += NameOf(match.kind);
    out += ',';
    if (match.kind == MatchKind::kNone) {
      out += ",,,";
      continue;
    }
    AppendNumber(out, match.row);
    out += ',';
    out += comparison.RepairOf(r, i);
    out += ',';
    if (match.state != reconcile::kStateUnknown) out += static_cast<char>('0' + match.state);
    out += ',';
    if (match.employer != 0) AppendCell(roster.employers().Text(match.employer), out);
  }
  out += ',';
  out += NameOf(comparison.outcome(i).finding);
  out += ',';
  if (comparison.outcome(i).flags != 0) out += reconcile::FlagText(comparison.outcome(i).flags);
  out += '\n';
}

// Rows are formatted in parallel and written in order: whose turn it is writes while the others format.
Status WritePeople(const CompareResult& result, const std::string& path) {
  file::AtomicFile out = TRY(file::AtomicFile::Create(path));
  TRY(out.Write(PeopleHeader(result.comparison())));
  constexpr std::size_t kChunk = 4096;
  std::mutex mutex;
  std::condition_variable turn;
  std::size_t next = 0;
  Status status = Ok();
  reconcile::InTasks((result.size() + kChunk - 1) / kChunk, result.threads(), [&](std::size_t chunk) {
    std::string text, scratch;
    text.reserve(kChunk * 256);
    const std::size_t end = std::min(result.size(), (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < end; ++i) AppendPerson(result, i, scratch, text);
    std::unique_lock lock(mutex);
    turn.wait(lock, [&] { return next == chunk; });  // chunks are taken in order, so the one before is under way
    if (status) status = out.Write(text);
    ++next;
    turn.notify_all();
  });
  TRY(std::move(status));
  return out.Commit();
}

std::string FormatRejects(const CompareResult& result) {
  std::string text = "file,row,column,value,code,reason,cure\n";
  for (const FileIssue& entry : result.issues()) {
    text += entry.file + ",";
    AppendNumber(text, entry.issue.row);
    text += "," + entry.issue.column + ",";
    AppendCell(entry.issue.value, text);
    text += ",";
    text += entry.issue.code;
    text += ",";
    AppendCell(reconcile::ReasonOf(entry.issue.code), text);
    text += entry.issue.rejected ? "" : "（未拒收）";
    text += ",";
    AppendCell(reconcile::CureOf(entry.issue.code), text);
    text += "\n";
  }
  return text;
}

std::string FormatReview(const CompareResult& result) {
  const Comparison& comparison = result.comparison();
  std::string text = "row,registry,registry_row,probability,weight,repair";
  for (const std::string_view field : reconcile::kNearFields) text += "," + std::string(field) + "_level";
  text += ",roster_id,roster_name,registry_id,registry_name,registry_offset\n";
  char number[48];
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    for (const reconcile::ReviewItem& item : comparison.review(r)) {
      if (item.certain) continue;
      AppendNumber(text, result.roster().row(item.person));
      text += "," + comparison.registry(r).name + ",";
      AppendNumber(text, item.registry_row);
      std::snprintf(number, sizeof number, ",%.6f,%.3f,", item.probability, item.weight);
      text += number + reconcile::RepairText(item.repair);
      for (std::size_t f = 0; f < std::size(reconcile::kNearFields); ++f) {
        text += ",";
        text += reconcile::NearLevelText(f, item.levels[f]);
      }
      std::string id;
      result.roster().AppendIdText(item.person, id);
      for (const std::string_view value : {std::string_view(id), result.roster().name(item.person),
                                           std::string_view(item.registry_id), std::string_view(item.registry_name)}) {
        text += ",";
        AppendCell(value, text);
      }
      text += ",";
      AppendNumber(text, item.registry_offset);
      text += "\n";
    }
  }
  return text;
}

std::string FormatDuplicates(const CompareResult& result) {
  std::string text = "file,row,first_row,kind\n";
  for (const Roster::Duplicate& duplicate : result.roster().duplicates()) {
    text += "roster,";
    AppendNumber(text, duplicate.row);
    text += ",";
    AppendNumber(text, duplicate.first_row);
    text += duplicate.whole_row ? ",same_row\n" : ",same_id\n";
  }
  return text;
}

std::string FormatChanges(const CompareResult& result, const std::vector<Change>& changes) {
  std::string text = "row,id_number,kind\n";
  const Roster& roster = result.roster();
  std::size_t i = 0;
  for (const Change& change : changes) {
    AppendNumber(text, change.row);
    text += ',';
    if (change.kind != ChangeKind::kLeft) {  // who left is known by last month's row only
      while (i < roster.size() && roster.row(i) < change.row) ++i;
      if (i < roster.size()) roster.AppendIdText(i, text);
    }
    text += ',';
    text += NameOf(change.kind);
    text += '\n';
  }
  return text;
}

std::string FormatRegistryChanges(const CompareResult& result, const std::vector<RegistryChange>& changes) {
  std::string text = "row,id_number,registry,kind\n";
  const Roster& roster = result.roster();
  const Comparison& comparison = result.comparison();
  std::size_t i = 0;
  for (const RegistryChange& change : changes) {
    AppendNumber(text, change.row);
    text += ',';
    while (i < roster.size() && roster.row(i) < change.row) ++i;
    if (i < roster.size()) roster.AppendIdText(i, text);
    text += ',';
    for (std::size_t r = 0; r < comparison.registries(); ++r) {
      if (comparison.registry(r).kind == change.registry) text += comparison.registry(r).name;
    }
    text += ',';
    text += NameOf(change.kind);
    text += '\n';
  }
  return text;
}

long PeakMegabytes() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void AppendMember(std::string& out, std::string_view name, std::uint64_t value) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, name);
  out += ':';
  AppendNumber(out, value);
}

const std::vector<std::string>& OutputNames() {
  static const std::vector<std::string> names = {"people.csv",  "review.csv",           "rejects.csv", "duplicates.csv",
                                                 "changes.csv", "registry_changes.csv", "sidecar.bin"};
  return names;
}

std::vector<std::string> AllNames() {
  std::vector<std::string> names = OutputNames();
  names.emplace_back(file::kSummary);
  return names;
}

Result<Sidecar> ReadSidecar(const std::string& folder, const SidecarKey& key) {
  auto sidecar = ParseSidecar(TRY(file::ReadOutput(folder, "sidecar.bin")), key);
  if (!sidecar) sidecar.error().With("file", folder + "/sidecar.bin");
  return sidecar;
}

std::string KeyPath(const CompareOutput& output) {
  return output.key_path.empty() ? DefaultSidecarKeyPath() : output.key_path;
}

// Said before minutes of work, not behind them.
Status CheckSince(const CompareOutput& output) {
  if (output.since_folder.empty()) return Ok();
  std::error_code error;
  if (std::filesystem::equivalent(output.since_folder, output.folder, error)) {
    return Fail(kUsage, "--since 与 --out 是同一个文件夹：" + output.folder,
                "上个月的结果要留着作比较，也留作依据；请用 --out 给本月另选一个文件夹");
  }
  const std::string key_path = KeyPath(output);
  if (!std::filesystem::exists(key_path, error)) {
    return Fail(kFile, "没有上个月的密钥文件：" + key_path,
                "请用 --key 指定上个月比对用的密钥文件，或不带 --since 再比对");
  }
  TRY(ReadSidecar(output.since_folder, TRY(GetSidecarKey(key_path))));
  return Ok();
}

}  // namespace

Status PrepareCompare(const CompareOutput& output, const std::string& roster,
                      const std::vector<RegistryFile>& registries, const std::vector<std::string>& other_inputs) {
  TRY(CheckSince(output));
  std::vector<std::string> inputs = other_inputs;
  inputs.push_back(roster);
  inputs.push_back(output.key_path);
  if (!output.since_folder.empty()) inputs.push_back(output.since_folder + "/sidecar.bin");
  for (const RegistryFile& registry : registries) inputs.push_back(registry.path);
  return file::PrepareOutputFolder(output.folder, AllNames(), inputs);
}

// What makes the findings of a file worthless, said of the file as a whole.
bool IsWarning(const FileIssue& entry) {
  const std::string_view code = entry.issue.code;
  return entry.issue.row == 0 && (code.ends_with("_missing") || code == "no_rows" || code == "nobody_found" ||
                                  code == "ids_cut" || code == "header_repeated");
}

std::vector<std::string> WarningsOf(const CompareResult& result) {
  std::vector<std::string> lines;
  for (const FileIssue& entry : result.issues()) {
    if (!IsWarning(entry)) continue;
    lines.push_back("注意：" + entry.file + " " + std::string(reconcile::ReasonOf(entry.issue.code)) + "。" +
                    std::string(reconcile::CureOf(entry.issue.code)));
  }
  return lines;
}

std::string FormatSummary(const CompareResult& result, const std::optional<Date>& as_of, double seconds) {
  const Comparison& comparison = result.comparison();
  std::string out = "{\"as_of\":" + (as_of ? "\"" + as_of->ToString() + "\"" : std::string("null"));
  char number[32];
  std::snprintf(number, sizeof number, "%.3f", result.seconds());
  out += std::string(",\"seconds\":") + number;
  std::snprintf(number, sizeof number, "%.3f", seconds);
  out += std::string(",\"seconds_output\":") + number;
  AppendMember(out, "rows_in", result.roster().counts().rows);
  AppendMember(out, "rows_rejected", result.roster().counts().rejected);
  out += ",\"registries\":{";
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    if (r > 0) out += ',';
    AppendJsonString(out, comparison.registry(r).name);
    out += ":{";
    const reconcile::TableCounts& counts = comparison.counts(r);
    AppendMember(out, "rows", counts.rows);
    for (const MatchKind kind :
         {MatchKind::kExact, MatchKind::kRepaired, MatchKind::kNear, MatchKind::kReview, MatchKind::kNone}) {
      AppendMember(out, NameOf(kind), comparison.match_count(r, kind));
    }
    AppendMember(out, "rows_matched", counts.matched);
    AppendMember(out, "rows_unmatched", counts.unmatched);
    AppendMember(out, "rows_rejected", counts.rejected);
    AppendMember(out, "near_skipped", counts.near_skipped);
    out += ",\"encoding\":\"" + std::string(NameOf(counts.encoding)) + "\",\"unknown_columns\":[";
    for (const std::string& header : counts.unknown_headers) {
      if (out.back() != '[') out += ',';
      AppendJsonString(out, header);
    }
    out += "]}";
  }
  out += "},\"findings\":{";
  for (std::size_t f = 0; f < reconcile::kFindings; ++f) {
    AppendMember(out, NameOf(static_cast<reconcile::Finding>(f)),
                 comparison.findings(static_cast<reconcile::Finding>(f)));
  }
  out += "},\"flags\":{";
  for (const auto flag :
       {reconcile::kNameConflict, reconcile::kInNoRegistry, reconcile::kRegistriesDisagree, reconcile::kSeveral}) {
    AppendMember(out, reconcile::FlagText(flag), comparison.flag_count(flag));
  }
  out += "},\"id_kinds\":{";
  for (int k = 0; k < reconcile::kIdKinds; ++k) {
    AppendMember(out, NameOf(static_cast<reconcile::IdKind>(k)), result.roster().counts().by_kind[k]);
  }
  out += "}";
  AppendMember(out, "duplicates", result.roster().duplicates().size());
  out += ",\"warnings\":[";
  for (const FileIssue& entry : result.issues()) {
    if (!IsWarning(entry)) continue;
    out += out.back() == '[' ? "{" : ",{";
    for (const auto& [name, text] : {std::pair<const char*, std::string_view>{"file", entry.file},
                                     {"column", entry.issue.column},
                                     {"code", entry.issue.code},
                                     {"reason", reconcile::ReasonOf(entry.issue.code)},
                                     {"cure", reconcile::CureOf(entry.issue.code)}}) {
      if (out.back() != '{') out += ',';
      AppendJsonString(out, name);
      out += ':';
      AppendJsonString(out, text);
    }
    out += '}';
  }
  out += "]";
  AppendMember(out, "peak_mb", static_cast<std::uint64_t>(PeakMegabytes()));
  AppendMember(out, "threads", static_cast<std::uint64_t>(result.threads()));
  return out + ",\"isa\":\"" + std::string(NameOf(comparison.isa())) + "\"}";
}

Result<std::string> WriteCompare(const CompareResult& result, const CompareOutput& output) {
  const auto started = std::chrono::steady_clock::now();
  TRY(file::PrepareOutputFolder(output.folder, AllNames(), {}));
  const SidecarKey key = TRY(GetSidecarKey(KeyPath(output)));
  file::OutputSet files = TRY(file::OutputSet::Create(output.folder, OutputNames()));
  {
    const Sidecar sidecar = MakeSidecar(result, key);
    if (!output.since_folder.empty()) {
      const MonthChanges changes = CompareMonths(TRY(ReadSidecar(output.since_folder, key)), sidecar);
      TRY(files.Write("changes.csv", FormatChanges(result, changes.people)));
      TRY(files.Write("registry_changes.csv", FormatRegistryChanges(result, changes.registries)));
    }
    TRY(files.Write("sidecar.bin", FormatSidecar(sidecar, key)));
  }
  TRY(WritePeople(result, files.Path("people.csv")));
  TRY(files.Write("review.csv", FormatReview(result)));
  TRY(files.Write("rejects.csv", FormatRejects(result)));
  TRY(files.Write("duplicates.csv", FormatDuplicates(result)));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return files.Commit(FormatSummary(result, output.as_of, seconds));
}

}  // namespace gq::sources
