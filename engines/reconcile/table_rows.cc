#include "engines/reconcile/table_rows.h"

#include <algorithm>

namespace gq::reconcile {
namespace {

struct Sentences {
  std::string_view code, reason, cure;
};

constexpr Sentences kSentences[] = {
    {"quotes", "引号没有成对，或出现在没有加引号的单元格中间", "请把单元格用引号括起，里面的引号写成两个"},
    {"too_long", "这一行太长，没有换行", "请检查文件是否损坏，或是否少了换行"},
    {"columns", "列数与表头不同", "请检查这一行是否多了或少了逗号；含逗号的单元格要用引号括起"},
    {"empty", "身份证号和姓名都是空的", "请补上身份证号或姓名，或删去这一行"},
    {"encoding", "文字编码有误，有的字读不出来", "请用 Excel 打开原文件，另存为“CSV UTF-8”"},
    {"encoding_mixed", "这一格的编码与文件其余部分不同，已按另一种编码读入", "请把文件统一存为 UTF-8"},
    {"state", "不认识的状态，按未知处理", "请改用规定的代码，或在 rules/reconcile/words.csv 中补上这个词"},
    {"header_repeated", "有两列表头含义相同，以靠左的一列为准", "请删去或改名多余的一列"},
    {"id_lost", "身份证号已经损坏，无法还原", "请从原始系统重新导出，身份证号列设为文本格式"},
    {"id_implausible", "身份证号的出生日期或地区不可能存在", "请核对身份证号"},
};

const Sentences* Find(std::string_view code) {
  for (const Sentences& sentences : kSentences) {
    if (sentences.code == code) return &sentences;
  }
  return nullptr;
}

// At most 60 characters, as valid UTF-8.
std::string Shorten(std::string_view value) {
  std::string out;
  int characters = 0;
  for (std::size_t i = 0; i < value.size() && characters < 60; ++characters) AppendCodePoint(NextCodePoint(value, i), out);
  return out;
}

}  // namespace

std::string_view ReasonOf(std::string_view code) {
  const Sentences* found = Find(code);
  return found == nullptr ? std::string_view("未知的问题") : found->reason;
}

std::string_view CureOf(std::string_view code) {
  const Sentences* found = Find(code);
  return found == nullptr ? std::string_view() : found->cure;
}

std::uint32_t LocalEmployers::Intern(std::string_view code, std::string_view name) {
  if (code.empty() && name.empty()) return 0;
  probe_.assign(code);
  probe_ += '\n';
  probe_ += name;
  const std::uint32_t id = texts_.Add(probe_);
  if (id == code_sizes_.size()) code_sizes_.push_back(static_cast<std::uint32_t>(code.size()));
  return id + 1;
}

std::vector<std::uint32_t> LocalEmployers::Merge(Employers& all) const {
  std::vector<std::uint32_t> out{0};
  out.reserve(texts_.size() + 1);
  for (std::uint32_t id = 0; id < texts_.size(); ++id) out.push_back(all.InternText(texts_.Text(id), texts_.HashOf(id), code_sizes_[id]));
  return out;
}

void RowsBase::AddIssue(std::uint32_t row, std::string_view column, std::string_view value, std::string_view code, bool rejects) {
  issues.push_back({row, std::string(column), Shorten(value), code, rejects});
}

void RowsBase::Report(TableCounts& counts, const IssueSink& sink) {
  if (sink) {
    std::stable_sort(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) { return a.row < b.row; });
    for (Issue& issue : issues) {
      issue.row += counts.rows + 1;
      sink(issue);
    }
  }
  counts.rows += rows;
  counts.rejected += rejected;
  counts.blank_lines += blank_lines;
  for (int i = 0; i < kIdKinds; ++i) counts.by_kind[i] += by_kind[i];
}

std::uint64_t PhoneDigits(std::string_view text) {
  std::uint64_t digits = 0;
  int count = 0;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = NextCodePoint(text, i);
    if (c >= 0xFF10 && c <= 0xFF19) c -= 0xFEE0;
    if (c >= '0' && c <= '9') digits = digits * 10 + (c - '0'), ++count;
    if (count == 13 && digits / 100000000000ULL == 86) digits %= 100000000000ULL, count = 11;
    if (count > 15) return 0;
  }
  return count == 11 && digits / 10000000000ULL == 1 ? digits : 0;
}

std::uint32_t PlaceDigits(std::string_view text) {
  if (text.size() < 6) return 0;
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    if (text[i] < '0' || text[i] > '9') return 0;
    n = n * 10 + static_cast<std::uint32_t>(text[i] - '0');
  }
  return n;
}

void ReportHeader(const TableHead& head, const IssueSink& issues) {
  if (!issues) return;
  for (const std::string& name : head.header.repeated) issues({0, "", name, "header_repeated", false});
}

}  // namespace gq::reconcile
