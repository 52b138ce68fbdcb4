#include "kits/table/header.h"

#include <algorithm>

#include "base/text.h"

namespace gq::table {
namespace {

constexpr std::size_t kHeaderRowsMax = 3;

char32_t ToHalfWidthLetter(char32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFEE0;
  switch (code) {
    case 0x3010:
    case 0x3014:
    case 0x3016:
      return '[';  // 【 〔 〖
    case 0x3011:
    case 0x3015:
    case 0x3017:
      return ']';
    default:
      return code;
  }
}

bool IsSkipped(char32_t code) { return IsBlank(code) || code < 0x20 || code == 0x7F || code == 0xAD; }

bool IsIgnored(char32_t code) {
  if (code < 0x80)
    return std::string_view("*#:_-/\\.,;'\"|`~!+=").find(static_cast<char>(code)) != std::string_view::npos;
  return std::u32string_view(U"★☆※•●▲、。—‘’“”·").find(code) != std::u32string_view::npos;
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// "1.姓名", "(2) 性别", "三、电话" -> without the number.
std::string_view WithoutNumbering(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  if (at == 0 || at > 3 || at == text.size()) return text;
  const std::string_view rest = text.substr(at);
  for (const std::string_view mark : {".", "、", "．", ")", "）"}) {
    if (rest.substr(0, mark.size()) == mark) return rest.substr(mark.size());
  }
  return text;
}

std::string_view At(const std::vector<std::string>& row, std::size_t position) {
  return position < row.size() ? std::string_view(row[position]) : std::string_view();
}

}  // namespace

std::string HeaderKey(std::string_view text, bool keep_brackets) {
  text = WithoutNumbering(text);
  std::string key;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = ToHalfWidthLetter(NextCodePoint(text, at));
    if (code == '(' || code == '[' || code == '{' || code == '<') {
      ++depth;
    } else if (code == ')' || code == ']' || code == '}' || code == '>') {
      depth = std::max(0, depth - 1);
    } else if (!IsSkipped(code) && !IsIgnored(code) && (depth == 0 || keep_brackets)) {
      AppendUtf8(key, code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code);
    }
  }
  for (const std::string_view mark : {"必填项", "必录项", "必填", "选填"}) ReplaceAll(key, mark, "");
  ReplaceAll(key, "号码", "号");
  return key;
}

HeaderFinder::HeaderFinder(const HeaderSpec& spec, const std::vector<std::pair<std::string, std::string>>& chosen)
    : spec_(spec) {
  // Names first: a template's key means its own column, whatever else it is a synonym of.
  for (std::size_t column = 0; column < spec.columns.size(); ++column) {
    names_.emplace(HeaderKey(spec.columns[column].name, true), column);
  }
  for (std::size_t column = 0; column < spec.columns.size(); ++column) {
    const HeaderColumn& wanted = spec.columns[column];
    for (const std::string& synonym : wanted.synonyms) names_.emplace(HeaderKey(synonym, true), column);
    for (const auto& [name, header] : chosen) {
      if (name == wanted.name) chosen_[HeaderKey(header, true)] = column;
    }
  }
  names_.erase("");
}

std::optional<HeaderFinder::Named> HeaderFinder::Lookup(std::string_view header) const {
  const std::string full = HeaderKey(header, true);
  if (full.empty()) return std::nullopt;
  if (const auto found = chosen_.find(full); found != chosen_.end()) return Named{found->second, 9};
  if (const auto found = names_.find(full); found != names_.end()) return Named{found->second, 3};
  if (const auto found = names_.find(HeaderKey(header, false)); found != names_.end()) return Named{found->second, 2};
  return std::nullopt;
}

// Reads `count` rows from `first` on as one header. `score` grows with every column explained.
HeaderMatch HeaderFinder::Match(const std::vector<std::vector<std::string>>& rows, std::size_t first, std::size_t count,
                                int& score) const {
  HeaderMatch match;
  match.first_row = first;
  match.rows = count;
  match.positions.resize(spec_.columns.size());
  std::vector<int> quality(spec_.columns.size(), 0);
  std::size_t width = 0;
  for (std::size_t row = first; row < first + count; ++row) width = std::max(width, rows[row].size());
  std::vector<std::string> above(count);  // the label that reaches over from the left
  for (std::size_t position = 0; position < width; ++position) {
    std::string joined, own;
    for (std::size_t level = 0; level < count; ++level) {
      const std::string text = CollapseBlanks(At(rows[first + level], position));
      const bool last = level + 1 == count;
      if (!text.empty()) {
        above[level] = text;
        for (std::size_t lower = level + 1; lower < count; ++lower) above[lower].clear();
        own = text;
      }
      // A label reaches right only over columns that have one of their own below it.
      const std::string below = last ? std::string() : CollapseBlanks(At(rows[first + level + 1], position));
      const std::string& part = text.empty() && !last && !below.empty() ? above[level] : text;
      if (!part.empty()) joined += (joined.empty() ? "" : "-") + part;
    }
    if (own.empty()) {
      for (std::string& label : above) label.clear();
      continue;
    }
    std::optional<Named> named = Lookup(joined);
    if (!named) named = Lookup(own);
    FileColumn column{joined, position, std::nullopt};
    if (!named && HeaderKey(own, false) == kReasonHeader) continue;  // written by the program into a returned file
    if (!named) {
      match.unknown.push_back(joined);
    } else if (match.positions[named->column] && quality[named->column] >= named->quality) {
      match.duplicates.push_back(joined);
    } else {
      if (const auto before = match.positions[named->column]) {  // the better name wins
        for (FileColumn& other : match.columns) {
          if (other.position == *before) {
            other.column.reset();
            match.duplicates.push_back(other.header);
          }
        }
      } else {
        ++match.matched;
      }
      match.positions[named->column] = position;
      quality[named->column] = named->quality;
      column.column = named->column;
    }
    match.columns.push_back(std::move(column));
  }
  score = 0;
  for (std::size_t column = 0; column < spec_.columns.size(); ++column) {
    if (match.positions[column])
      score += 100 + quality[column] + (spec_.columns[column].required ? 50 : 0);
    else if (spec_.columns[column].required)
      match.missing.emplace_back(spec_.columns[column].Label());
  }
  return match;
}

// Without wishes: the first row that is about as wide as the table.
std::optional<HeaderMatch> HeaderFinder::FirstFullRow(const std::vector<std::vector<std::string>>& rows) const {
  const auto filled = [](const std::vector<std::string>& row) {
    return static_cast<std::size_t>(
        std::count_if(row.begin(), row.end(), [](const std::string& text) { return !CollapseBlanks(text).empty(); }));
  };
  std::size_t most = 0;
  for (const auto& row : rows) most = std::max(most, filled(row));
  for (std::size_t row = 0; row < rows.size() && most > 0; ++row) {
    if (filled(rows[row]) * 2 < most || (most > 1 && filled(rows[row]) < 2)) continue;
    int score = 0;
    HeaderMatch match = Match(rows, row, 1, score);
    match.unknown.clear();
    return match;
  }
  return std::nullopt;
}

std::optional<HeaderMatch> HeaderFinder::Find(const std::vector<std::vector<std::string>>& rows) const {
  if (spec_.columns.empty()) return FirstFullRow(rows);
  std::optional<HeaderMatch> best;
  int best_score = 0;
  for (std::size_t first = 0; first < rows.size(); ++first) {
    for (std::size_t count = 1; count <= kHeaderRowsMax && first + count <= rows.size(); ++count) {
      int score = 0;
      HeaderMatch match = Match(rows, first, count, score);
      const std::size_t enough = std::min<std::size_t>(2, spec_.columns.size());
      if (match.matched < enough) continue;
      // Of two readings that explain as much, the one with fewer rows: a title above is no part of the header.
      if (best && (score < best_score || (score == best_score && count >= best->rows))) continue;
      best_score = score;
      best = std::move(match);
    }
  }
  if (best) JoinKeyRow(rows, *best);
  return best;
}

bool HeaderFinder::IsKeyRow(const HeaderMatch& match, const std::vector<std::string>& row) const {
  std::size_t same = 0;
  for (const FileColumn& column : match.columns) {
    same += column.column && At(row, column.position) == spec_.columns[*column.column].name ? 1 : 0;
  }
  return same >= 2 && same * 2 > match.matched;
}

// A template has a hidden row of keys above its labels. Both are the header: the keys find the columns, people read the
// labels.
void HeaderFinder::JoinKeyRow(const std::vector<std::vector<std::string>>& rows, HeaderMatch& match) const {
  if (match.rows != 1) return;
  const std::size_t at = match.first_row;
  if (IsKeyRow(match, rows[at]) && at + 1 < rows.size() && IsRepeated(match, rows[at + 1])) {
    for (FileColumn& column : match.columns) {
      const std::string label = CollapseBlanks(At(rows[at + 1], column.position));
      if (!label.empty()) column.header = label;
    }
  } else if (at > 0 && IsKeyRow(match, rows[at - 1])) {
    --match.first_row;
  } else {
    return;
  }
  match.rows = 2;
  match.has_keys = true;
}

bool HeaderFinder::IsRepeated(const HeaderMatch& match, const std::vector<std::string>& row) const {
  std::size_t same = 0, filled = 0;
  for (const FileColumn& column : match.columns) {
    const std::string_view text = At(row, column.position);
    if (text.empty()) continue;
    ++filled;
    const std::optional<Named> named = column.column ? Lookup(text) : std::nullopt;
    if ((named && named->column == *column.column) ||
        (!column.column && HeaderKey(text, true) == HeaderKey(column.header, true)))
      ++same;
  }
  return same >= 2 && same * 2 > filled;
}

namespace {

// "共3人", "合计1797人", "总人数2人": a count with its unit and nothing else.
bool IsCount(std::string_view key) {
  for (const std::string_view word : {"合计人数", "总人数", "合计", "总计", "共计", "共"}) {
    if (key.compare(0, word.size(), word) != 0) continue;
    std::string_view rest = key.substr(word.size());
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
    rest.remove_prefix(digits);
    for (const std::string_view unit : {"人", "户", "条", "行", "名", "人次"}) {
      if (digits > 0 && rest == unit) return true;
    }
    return false;
  }
  return false;
}

bool IsOneOf(std::string_view key, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, key) != end;
}

constexpr std::string_view kTotals[] = {"合计",   "总计",     "小计",     "共计",     "累计",
                                        "总合计", "本页合计", "本页小计", "合计人数", "总人数"};
constexpr std::string_view kSignatures[] = {
    "填报人",   "填表人",     "制表人",     "制表",     "审核人",   "审核",     "复核人",   "复核",
    "负责人",   "单位负责人", "主要负责人", "分管领导", "主管领导", "经办人",   "联系人",   "填报单位",
    "填表单位", "填报日期",   "填报时间",   "填表日期", "填表时间", "制表日期", "制表时间", "审批人",
    "校对人",   "单位盖章",   "盖章",       "签字",     "签章",     "日期",     "数据来源"};
constexpr std::string_view kNotes[] = {"备注",     "附注", "注",   "说明", "填表说明",
                                       "填报说明", "合计", "总计", "共计", "小计"};
constexpr std::string_view kWhole[] = {"以下空白", "以下无正文", "此页无正文", "填报单位盖章", "单位公章",
                                       "盖章",     "签字",       "公章",       "填报人签字"};

}  // namespace

FooterKind FindFooterKind(std::string_view first_text) {
  if (first_text.size() > 4096) return FooterKind::kNote;
  if (IsOneOf(HeaderKey(first_text, false), std::begin(kTotals), std::end(kTotals))) return FooterKind::kTotal;
  const std::string key = HeaderKey(first_text, true);
  if (IsOneOf(key, std::begin(kWhole), std::end(kWhole))) return FooterKind::kSignature;
  // A label before a colon.
  const std::size_t colon = std::min(first_text.find(':'), first_text.find("："));
  if (colon != std::string_view::npos) {
    std::string label = HeaderKey(first_text.substr(0, colon), false);
    while (!label.empty() && label.back() >= '0' && label.back() <= '9') label.pop_back();
    if (IsOneOf(label, std::begin(kSignatures), std::end(kSignatures))) return FooterKind::kSignature;
    if (IsOneOf(label, std::begin(kNotes), std::end(kNotes))) return FooterKind::kNote;
    if (IsOneOf(label, std::begin(kTotals), std::end(kTotals))) return FooterKind::kTotal;
  }
  if (IsCount(key)) return FooterKind::kTotal;
  const std::string_view character = "注";
  if (key.size() > 3 && key.compare(0, 3, character) == 0 && key[3] >= '0' && key[3] <= '9') return FooterKind::kNote;
  if (StartsWith(key, "以上")) return FooterKind::kNote;  // 以上情况属实
  const bool page =
      key.size() > 6 && key.size() <= 30 && key.compare(0, 3, "第") == 0 && key.compare(key.size() - 3, 3, "页") == 0;
  return page ? FooterKind::kNote : FooterKind::kNone;
}

bool ReadsLikeSentence(std::string_view text) {
  constexpr std::size_t kSentence = 8;  // characters; names are shorter, also those with a dot
  std::size_t characters = 0;
  bool han = false;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    const char32_t c = NextCodePoint(text, at);
    han = han || IsHan(c);
    if (c == 0x00B7 || c == 0x2022) return false;
    if (c == U'，' || c == U'。' || c == U'；' || c == U'：') return true;
  }
  return han && characters >= kSentence;
}

}  // namespace gq::table
