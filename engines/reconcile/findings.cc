#include "engines/reconcile/findings.h"

#include <vector>

#include "engines/reconcile/csv.h"
#include "engines/reconcile/text.h"

namespace gq::reconcile {
namespace {

constexpr std::string_view kStatuses[] = {"working", "flexible", "not_working", "unknown"};
constexpr std::string_view kInsurances[] = {"same", "other", "employed", "ended", "none"};
constexpr std::string_view kLabours[] = {"working", "unemployed", "flexible", "not_working", "none"};
constexpr std::string_view kFindingNames[] = {"still_employed", "changed_employer", "newly_employed",
                                              "employment_lapsed", "not_employed"};

// The positions that a cell names: "*", or names separated by blanks. Empty when a name is unknown.
template <std::size_t N>
std::vector<std::size_t> Named(std::string_view cell, const std::string_view (&names)[N]) {
  std::vector<std::size_t> out;
  if (cell == "*") {
    for (std::size_t i = 0; i < N; ++i) out.push_back(i);
    return out;
  }
  while (!cell.empty()) {
    const std::size_t end = cell.find(' ');
    std::size_t i = 0;
    while (i < N && names[i] != cell.substr(0, end)) ++i;
    if (i == N) return {};
    out.push_back(i);
    cell.remove_prefix(end == std::string_view::npos ? cell.size() : end + 1);
  }
  return out;
}

// Calls take(line number, cells) for each line that is not a comment, the header excepted.
template <typename Take>
Status ForEachLine(std::string_view csv, Take take) {
  bool header = true;
  std::vector<Cell> cells;
  for (int line = 1; !csv.empty(); ++line) {
    const Record record = FindRecord(csv, true, csv.size());
    const std::string_view text = csv.substr(0, record.size);
    csv.remove_prefix(record.next);
    if (text.empty() || text[0] == '#') continue;
    if (header) {
      header = false;
      continue;
    }
    SplitRecord(text, cells);
    TRY(take(line, cells));
  }
  return Ok();
}

Error BadLine(std::string_view file, int line, std::string what) {
  Error error{&kBadRules, std::move(what), "请按文件开头的说明改正", {}};
  error.With("file", std::string(file)).With("row", std::to_string(line));
  return error;
}

}  // namespace

std::string_view NameOf(Finding finding) { return kFindingNames[static_cast<std::size_t>(finding)]; }

Result<Rules> Rules::Parse(std::string_view findings_csv, std::string_view words_csv) {
  Rules rules;
  TRY(rules.ReadFindings(findings_csv));
  TRY(rules.ReadWords(words_csv));
  return rules;
}

Status Rules::ReadFindings(std::string_view csv) {
  std::array<bool, 100> set{};
  TRY(ForEachLine(csv, [&](int line, const std::vector<Cell>& cells) -> Status {
    if (cells.size() < 5)
      return Fail(BadLine("findings.csv", line, "应有五列：status,insurance,labour,finding,disagree"));
    const auto statuses = Named(cells[0].text, kStatuses);
    const auto insurances = Named(cells[1].text, kInsurances);
    const auto labours = Named(cells[2].text, kLabours);
    const auto findings = Named(cells[3].text, kFindingNames);
    if (statuses.empty() || insurances.empty() || labours.empty() || findings.size() != 1) {
      return Fail(BadLine("findings.csv", line, "有不认识的取值"));
    }
    for (const std::size_t s : statuses) {
      for (const std::size_t i : insurances) {
        for (const std::size_t l : labours) {
          const std::size_t at = Index(static_cast<RosterStatus>(s), static_cast<Insurance>(i), static_cast<Labour>(l));
          if (set[at]) continue;  // the first line that fits counts
          set[at] = true;
          verdicts_[at] = {static_cast<Finding>(findings[0]), cells[4].text == "yes"};
        }
      }
    }
    return Ok();
  }));
  for (const bool known : set) {
    if (!known) return Fail(BadLine("findings.csv", 0, "有的组合没有结论"));
  }
  return Ok();
}

Status Rules::ReadWords(std::string_view csv) {
  return ForEachLine(csv, [&](int line, const std::vector<Cell>& cells) -> Status {
    if (cells.size() < 3) return Fail(BadLine("words.csv", line, "应有三列：kind,word,code"));
    if (cells[1].text.size() > 2 && cells[1].text.front() == '*' && cells[1].text.back() == '*') {
      parts_.push_back({std::string(cells[0].text), FoldUnitName(cells[1].text.substr(1, cells[1].text.size() - 2)),
                        std::string(cells[2].text)});
      return Ok();
    }
    words_[std::string(cells[0].text) + '\n' + FoldUnitName(cells[1].text)] = std::string(cells[2].text);
    return Ok();
  });
}

const std::string* Rules::FindWord(std::string_view kind, std::string_view word) const {
  const std::string folded = FoldUnitName(word);
  const auto it = words_.find(std::string(kind) + '\n' + folded);
  if (it != words_.end()) return &it->second;
  for (const Part& part : parts_) {
    if (part.kind == kind && folded.find(part.word) != std::string::npos) return &part.code;
  }
  return nullptr;
}

RosterStatus Rules::StatusOf(std::string_view word) const {
  const std::string* code = FindWord("roster", word);
  if (code != nullptr) {
    for (std::size_t i = 0; i < 4; ++i) {
      if (kStatuses[i] == *code) return static_cast<RosterStatus>(i);
    }
  }
  return RosterStatus::kUnknown;
}

std::uint8_t Rules::StateOf(std::string_view kind, std::string_view word) const {
  while (word.size() > 1 && word[0] == '0' && word[1] != '.') word.remove_prefix(1);  // 01
  if (word.size() == 3 && word.substr(1) == ".0")
    word = word.substr(0, 1);  // a number on its way through other programs
  if (word.size() == 1 && word[0] >= '0' && word[0] <= '8') return static_cast<std::uint8_t>(word[0] - '0');
  const std::string* code = FindWord(kind, word);
  return code == nullptr || code->empty() ? kStateUnknown : static_cast<std::uint8_t>((*code)[0] - '0');
}

bool Rules::IsEmployeeScheme(std::string_view word) const {
  if (word.empty()) return true;
  const std::string* code = FindWord("scheme", word);
  if (code != nullptr) return *code == "employee";
  // Names of schemes vary (城镇职工基本养老保险, 企业职工基本养老保险 ...); residents' schemes never say 职工.
  return word.find("职工") != std::string_view::npos;
}

}  // namespace gq::reconcile
