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
    {"total", "这是合计行，不是一个人", "不用处理；或在导出时不带合计行"},
    {"footer", "这是签名或说明，不是一个人", "不用处理；或在导出时不带表尾"},
    {"zero_byte", "这一格里有空字节，已去掉", "请检查导出程序；文件可能损坏"},
    {"place", "参保地不是认得的区划", "请填 6 位或 12 位区划代码，或从省起写全称；就业地先按单位所在地登记"},
    {"near_limit", "身份证号有误的行太多，疑似查找只看了前面的一部分", "请先改正身份证号列的格式，再比对一次"},
    {"empty", "身份证号和姓名都是空的", "请补上身份证号或姓名，或删去这一行"},
    {"encoding", "文字编码有误，有的字读不出来", "请用 Excel 打开原文件，另存为“CSV UTF-8”"},
    {"encoding_mixed", "这一行的编码与文件其余部分不同，已按另一种编码读入", "请把文件统一存为 UTF-8"},
    {"state", "不认识的状态，按未知处理", "请改用规定的代码，或在 rules/reconcile/words.csv 中补上这个词"},
    {"state_code", "状态代码不是这个登记库规定的，只原样列出", "请核对代码；规定的代码见文件格式说明"},
    {"since", "日期或年月不可能存在，按没有日期处理", "请填 YYYYMM 或 YYYY-MM-DD"},
    {"header_repeated", "有两列表头含义相同，以靠左的一列为准", "请删去或改名多余的一列"},
    {"state_unit_missing", "没有参保状态列，也没有单位列，谁都不能算在业：已就业的人都会判为查不到在业依据，不可采信",
     "请补上参保状态列和单位代码（或单位名称）列再比对；表头不同的，compare 可用 --map 指明"},
    {"state_missing", "没有参保状态列，谁都不能算在业：已就业的人都会判为查不到在业依据，不可采信",
     "请补上参保状态列（1 参保缴费、2 暂停、4 终止）再比对；表头不同的，compare 可用 --map 指明"},
    {"unit_missing", "没有单位代码列，也没有单位名称列，谁都不能算在业：已就业的人都会判为查不到在业依据，不可采信",
     "请补上单位代码列或单位名称列再比对；表头不同的，compare 可用 --map 指明"},
    {"labour_state_missing", "没有就业状态列，这个登记库说明不了谁在业：结论与没有它一样，不可采信",
     "请补上就业状态列（1 就业、2 失业、3 灵活就业、4 未就业）再比对；表头不同的，compare 可用 --map 指明"},
    {"no_rows", "文件里只有表头，没有一行数据：谁都查不到，结论不可采信", "请检查是否给错了文件，或重新导出后再比对"},
    {"nobody_found", "名册上的人一个也没有对上，像是给错了文件，或身份证号不在这一列：结论不可采信",
     "请核对文件和身份证号列；表头不同的，compare 可用 --map 指明"},
    {"ids_cut", "许多身份证号的后三位丢了，像是整列被电子表格改成了数字：这些人只能按疑似查找，结论不可采信",
     "请从原始系统重新导出，身份证号列设为文本格式，再比对"},
    {"id_lost", "身份证号已经损坏，无法还原", "请从原始系统重新导出，身份证号列设为文本格式"},
    {"id_damaged", "身份证号的校验码不符：有一位写错，或后三位被电子表格改成了 000，只按疑似查找",
     "请核对身份证号；比对结果里有可能的正确号码"},
    {"id_empty", "没有身份证号，只按姓名等疑似查找", "请补上身份证号"},
    {"id_implausible", "身份证号的出生日期或地区不可能存在", "请核对身份证号"},
};

const Sentences* Find(std::string_view code) {
  for (const Sentences& sentences : kSentences) {
    if (sentences.code == code) return &sentences;
  }
  return nullptr;
}

// At most 60 characters, as valid UTF-8 without control characters.
std::string Shorten(std::string_view value) {
  std::string out;
  int characters = 0;
  for (std::size_t i = 0; i < value.size() && characters < 60; ++characters) {
    const char32_t c = NextCodePoint(value, i);
    AppendCodePoint(c < 0x20 && c != '\n' && c != '\t' ? 0xFFFD : c, out);
  }
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

void RowsBase::AddIssue(std::uint32_t row, std::string_view column, std::string_view value, std::string_view code,
                        bool rejects) {
  for (auto it = issues.rbegin(); it != issues.rend() && it->row == row; ++it) {
    if (it->column == column && it->code == code) return;  // a cell may be read twice
  }
  issues.push_back({row, std::string(column), Shorten(value), code, rejects});
}

void RowsBase::ReportForeign(std::uint32_t row, std::string_view value, bool readable) {
  for (auto it = issues.rbegin(); it != issues.rend() && it->row == row; ++it) {
    if (it->code == "encoding_mixed" || it->code == "encoding") return;
  }
  AddIssue(row, "", value, readable ? "encoding_mixed" : "encoding", false);
}

void RowsBase::Report(TableCounts& counts, const IssueSink& sink) {
  if (sink) {
    std::stable_sort(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) { return a.row < b.row; });
    for (Issue& issue : issues) {
      issue.row += counts.rows + 1;
      if (!issue.rejected) {
        std::uint64_t& listed = counts.remarks[issue.code];
        if (listed == kRemarksListed) {
          TableCounts::Further& further = counts.further[issue.code];
          further.column = further.rows == 0 || further.column == issue.column ? issue.column : std::string();
          ++further.rows;
          continue;
        }
        ++listed;
      }
      sink(issue);
    }
  }
  counts.rows += rows;
  counts.rejected += rejected;
  counts.blank_lines += blank_lines;
  for (int i = 0; i < kIdKinds; ++i) counts.by_kind[i] += by_kind[i];
  counts.ids_cut += ids_cut;
}

void ReportFurther(const TableCounts& counts, std::initializer_list<IdKind> kinds, const IssueSink& sink) {
  if (!sink) return;
  const auto report = [&](std::string_view column, std::uint64_t rows, std::string_view code) {
    sink({0, std::string(column), "另有 " + std::to_string(rows) + " 行", code, false});
  };
  std::map<std::string_view, TableCounts::Further> further = counts.further;
  for (const IdKind kind : kinds) {
    const std::uint64_t n = counts.by_kind[static_cast<std::size_t>(kind)];
    further.erase(RemarkOn(kind));
    if (n > kRemarksListed) report("id_number", n - kRemarksListed, RemarkOn(kind));
  }
  for (const auto& [code, rest] : further) report(rest.column, rest.rows, code);
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

namespace {

bool IsDay(int month, int day) { return month >= 1 && month <= 12 && day >= 0 && day <= 31; }

// Days since 1899-12-30, as Excel counts, to yyyymmdd (Howard Hinnant's civil_from_days).
std::int32_t FromExcelDay(int days) {
  const int z = days - 25569 + 719468;
  const int era = z / 146097, day_of_era = z - era * 146097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * shifted + 2) / 5 + 1, month = shifted < 10 ? shifted + 3 : shifted - 9;
  return (year_of_era + era * 400 + (month <= 2 ? 1 : 0)) * 10000 + month * 100 + day;
}

// YYYYMM and YYYY-MM-DD, as registries write them; 0: written otherwise, or no date.
std::int32_t ParseUsualDate(std::string_view text) {
  const bool dashed = text.size() == 10 && text[4] == '-' && text[7] == '-';
  if (text.size() != 6 && !dashed) return 0;
  int digits[8] = {}, n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dashed && (i == 4 || i == 7)) continue;
    if (text[i] < '0' || text[i] > '9') return 0;
    digits[n++] = text[i] - '0';
  }
  const int year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3], month = digits[4] * 10 + digits[5],
            day = digits[6] * 10 + digits[7];
  return IsDay(month, day) ? year * 10000 + month * 100 + day : 0;
}

}  // namespace

std::int32_t ParseSinceDate(std::string_view text) {
  if (const std::int32_t date = ParseUsualDate(text); date != 0) return date;
  int numbers[3] = {0, 0, 0}, digits[3] = {0, 0, 0}, n = -1;
  bool inside = false;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = NextCodePoint(text, i);
    if (c >= 0xFF10 && c <= 0xFF19) c -= 0xFEE0;
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside && ++n > 2) break;
    if (digit && digits[n] < 9) numbers[n] = numbers[n] * 10 + static_cast<int>(c - '0'), ++digits[n];
    inside = digit;
  }
  if (digits[0] == 6 || digits[0] == 8) {  // whatever follows is a time or a fraction
    const int date = digits[0] == 6 ? numbers[0] * 100 : numbers[0];
    return IsDay(date / 100 % 100, date % 100) ? date : 0;
  }
  if (digits[0] == 5 && numbers[0] >= 10000 && numbers[0] <= 73000) return FromExcelDay(numbers[0]);
  if (digits[0] == 4 && digits[1] == 0) return numbers[0] >= 1900 && numbers[0] <= 2100 ? numbers[0] * 10000 : 0;
  if (digits[0] == 4 && digits[1] <= 2) {
    const int day = digits[2] > 0 && numbers[2] <= 31 ? numbers[2] : 0;
    return IsDay(numbers[1], day) ? numbers[0] * 10000 + numbers[1] * 100 + day : 0;
  }
  if (digits[0] > 2 || digits[1] > 4) return 0;
  if (digits[2] == 0 && digits[1] == 4) return IsDay(numbers[0], 0) ? numbers[1] * 10000 + numbers[0] * 100 : 0;
  if (digits[2] != 4) return 0;
  const bool day_first = numbers[0] > 12 || text.find('.') != std::string_view::npos;  // 21.8.2026; 8/21/2026
  const int month = numbers[day_first ? 1 : 0], day = numbers[day_first ? 0 : 1];
  return IsDay(month, day) ? numbers[2] * 10000 + month * 100 + day : 0;
}

void ReportHeader(const TableHead& head, const IssueSink& issues) {
  if (!issues) return;
  for (const std::string& name : head.header.repeated) issues({0, "", name, "header_repeated", false});
}

}  // namespace gq::reconcile
