#include "modules/sources/link_table.h"

#include <algorithm>
#include <charconv>

#include "engines/reconcile/text.h"
#include "kits/table/row_source.h"
#include "modules/sources/link.h"

namespace gq::sources {
namespace {

constexpr std::size_t kHeaderRowsMax = 20;
constexpr std::size_t kRowsForGuess = 2000;

std::string FoldHeader(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = reconcile::NextCodePoint(text, i);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (reconcile::IsBlank(c) || c == '"') continue;
    reconcile::AppendCodePoint(c >= 'A' && c <= 'Z' ? c + 32 : c, out);
  }
  return out;
}

bool IsHeader(const std::vector<table::Cell>& cells, const std::vector<std::string>& wanted) {
  std::vector<std::string> folded;
  for (const table::Cell& cell : cells) folded.push_back(FoldHeader(cell.text));
  if (wanted.empty()) return std::count_if(folded.begin(), folded.end(), [](const auto& f) { return !f.empty(); }) >= 2;
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& header) {
    return std::find(folded.begin(), folded.end(), FoldHeader(header)) != folded.end();
  });
}

// False: the sheet has no such header.
Result<bool> ReadSheet(table::RowSource& source, bool csv, const std::vector<std::string>& wanted, LinkFile& out) {
  table::SourceRow row;
  bool found = false;
  for (std::size_t n = 0; !found && n < kHeaderRowsMax && TRY(source.Next(row)); ++n) {
    found = IsHeader(row.cells, wanted);
    if (found) {
      for (const table::Cell& cell : row.cells) out.headers.emplace_back(cell.text);
    }
  }
  if (!found) return false;
  out.table.columns.resize(out.headers.size());
  while (TRY(source.Next(row))) {
    const bool any =
        std::any_of(row.cells.begin(), row.cells.end(), [](const table::Cell& cell) { return !cell.text.empty(); });
    // A record of empty cells is a record all the same; blank lines, and rows of a sheet that hold nothing, are none.
    if (!any && !(csv && row.cells.size() > 1)) continue;
    ++out.table.rows;
    for (std::size_t c = 0; c < out.headers.size(); ++c) {
      out.table.columns[c].emplace_back(c < row.cells.size() ? row.cells[c].text : std::string_view());
    }
    for (const csv::Issue& issue : row.issues) {
      out.remarks.push_back({out.table.rows, issue.field < out.headers.size() ? out.headers[issue.field] : "",
                             csv::Describe(issue.kind)});
    }
  }
  return true;
}

// 1, 2, 3 ... or 0, 1, 2 ...: the numbers of the records, which say nothing about their people.
bool IsRunningNumber(const std::vector<std::string>& column) {
  if (column.size() < 2) return false;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column[i].empty()) continue;
    long number = -1;
    const char* const end = column[i].data() + column[i].size();
    const auto parsed = std::from_chars(column[i].data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end || number < 0) return false;
    if (number != static_cast<long>(i) && number != static_cast<long>(i) + 1) return false;
  }
  return true;
}

// What share of the values passes.
template <typename Pass>
double Share(const std::vector<std::string>& column, Pass pass) {
  double all = 0, passed = 0;
  for (std::size_t i = 0; i < std::min(column.size(), kRowsForGuess); ++i) {
    if (column[i].empty()) continue;
    all += 1;
    passed += pass(column[i]) ? 1 : 0;
  }
  return all > 0 ? passed / all : 0;
}

std::size_t CountDigits(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}
bool HasLetters(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
}

bool LooksLikeDate(const std::string& text) {
  const std::size_t digits = CountDigits(text);
  if (digits < 6 || digits > 8 || text.size() > 16 || HasLetters(text)) return false;
  if (digits != text.size())
    return std::count_if(text.begin(), text.end(), [](char c) { return c == '-' || c == '/' || c == '.'; }) == 2;
  const int month = std::atoi(text.substr(4, 2).c_str());
  return digits == 8 && (text.compare(0, 2, "19") == 0 || text.compare(0, 2, "20") == 0) && month >= 1 && month <= 12;
}

bool IsChineseName(const std::string& text) {
  std::size_t i = 0, n = 0;
  for (; i < text.size(); ++n) {
    const char32_t c = reconcile::NextCodePoint(text, i);
    if (c != 0xB7 && (c < 0x3400 || c > 0x9FFF)) return false;
  }
  return n >= 2 && n <= 4;
}

reconcile::Comparator GuessComparator(const std::vector<std::string>& column) {
  using reconcile::Comparator;
  if (Share(column, LooksLikeDate) > 0.8) return Comparator::kDate;
  if (Share(column, IsChineseName) > 0.8) return Comparator::kName;
  const auto phone = [](const std::string& text) {
    return CountDigits(text) >= 7 && CountDigits(text) <= 15 && !HasLetters(text) && CountDigits(text) != text.size();
  };
  if (Share(column, phone) > 0.8) return Comparator::kPhone;
  const auto number = [](const std::string& text) {
    return CountDigits(text) + 1 >= text.size() && text.find('.') != std::string::npos;
  };
  if (Share(column, number) > 0.6) return Comparator::kNumber;
  const auto code = [](const std::string& text) {
    return text.find(' ') == std::string::npos && CountDigits(text) * 2 >= text.size() && text.size() >= 4;
  };
  if (Share(column, code) > 0.8) return Comparator::kId;
  const auto brief = [](const std::string& text) { return text.size() <= 3 || CountDigits(text) == text.size(); };
  return Share(column, brief) > 0.8 ? Comparator::kExact : Comparator::kEdit;
}

}  // namespace

Result<LinkFile> ReadLinkFile(const std::string& path, const std::vector<std::string>& wanted) {
  const table::TableFile file = TRY(table::TableFile::Open(path));
  LinkFile out;
  for (std::size_t sheet = 0; sheet < file.sheets().size(); ++sheet) {
    const auto source = TRY(file.OpenSheet(sheet));
    if (TRY(ReadSheet(*source, file.kind() == table::FileKind::kCsv, wanted, out))) return out;
  }
  std::string names;
  for (const std::string& header : wanted) names += (names.empty() ? "" : "、") + header;
  return Fail(reconcile::kBadPlan, "前 20 行里没有找到配置要的全部列：" + path,
              "表头须有：" + (names.empty() ? "至少两列" : names));
}

std::size_t FindColumn(const LinkFile& file, const std::string& header) {
  std::size_t c = 0;
  while (c < file.headers.size() && FoldHeader(file.headers[c]) != FoldHeader(header)) ++c;
  return c;
}

std::vector<reconcile::LinkField> GuessFields(const LinkFile& left, const LinkFile* right) {
  static constexpr std::string_view kNumbers[] = {
      "id",   "rec_id", "recid", "record_id", "row",     "row_id",     "rowid",     "index",     "no",
      "no.",  "uid",    "uuid",  "key",       "cluster", "cluster_id", "entity_id", "unique_id", "blocking_number",
      "序号", "编号",   "group", "group_id",  "true_id", "ent_id",     "person_id", "label"};
  std::vector<reconcile::LinkField> fields;
  for (std::size_t c = 0; c < left.headers.size() && fields.size() < 16; ++c) {
    const std::string folded = FoldHeader(left.headers[c]);
    if (folded.empty() || std::find(std::begin(kNumbers), std::end(kNumbers), folded) != std::end(kNumbers)) continue;
    if (FindColumn(left, left.headers[c]) != c) continue;  // a repeated header: the first one counts
    if (IsRunningNumber(left.table.columns[c])) continue;
    if (right != nullptr && FindColumn(*right, left.headers[c]) == right->headers.size()) continue;
    reconcile::LinkField field;
    field.name = left.headers[c];
    field.comparator = GuessComparator(left.table.columns[c]);
    fields.push_back(std::move(field));
  }
  return fields;
}

bool ReadsAs(reconcile::Comparator comparator, const std::vector<std::string>& column) {
  using reconcile::Comparator;
  const std::size_t digits_min = comparator == Comparator::kDate     ? 4
                                 : comparator == Comparator::kPhone  ? 5
                                 : comparator == Comparator::kNumber ? 1
                                                                     : 0;
  const auto filled = [](const std::string& text) { return !text.empty(); };
  if (digits_min == 0 || std::none_of(column.begin(), column.end(), filled)) return true;
  return Share(column, [&](const std::string& text) { return CountDigits(text) >= digits_min; }) >= 0.5;
}

bool IsPersonal(const reconcile::LinkField& field, const std::string& header) {
  static constexpr std::string_view kWords[] = {"姓名", "名字",  "出生", "生日",  "身份证",  "证件号", "社会保障号",
                                                "name", "birth", "dob",  "given", "surname", "ssn",    "soc_sec"};
  // Of somebody or something else: the head of the household, the employer, the street.
  static constexpr std::string_view kOthers[] = {"户主", "单位",    "企业",     "公司",   "学校",   "父亲",   "母亲",
                                                 "配偶", "company", "employer", "unit",   "org",    "school", "street",
                                                 "city", "place",   "head",     "mother", "father", "spouse"};
  const std::string folded = FoldHeader(header);
  const auto has = [&](std::string_view word) { return folded.find(word) != std::string::npos; };
  if (std::any_of(std::begin(kOthers), std::end(kOthers), has)) return false;
  return field.comparator == reconcile::Comparator::kName || std::any_of(std::begin(kWords), std::end(kWords), has);
}

}  // namespace gq::sources
