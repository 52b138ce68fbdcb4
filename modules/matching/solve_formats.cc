#include "modules/matching/solve_formats.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "engines/matching/assignment.h"
#include "engines/matching/lists.h"
#include "kits/csv/reader.h"

namespace gq::matching {
namespace {

constexpr std::int64_t kNodesMax = 20'000'000, kArcsMax = 400'000'000;

tl::unexpected<Error> BadLine(std::size_t line, std::string what) {
  Error error{&kBadInstance, std::move(what), "请对照 docs/reference/formats.md 检查文件", {}};
  if (line != 0) error.With("line", std::to_string(line));
  return Fail(std::move(error));
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Enough of a word to find it by; characters stay whole.
std::string Shown(std::string_view word) {
  constexpr std::size_t kMost = 40;
  if (word.size() <= kMost) return std::string(word);
  std::size_t size = kMost;
  while (size > 0 && (static_cast<unsigned char>(word[size]) & 0xC0) == 0x80) --size;
  return std::string(word.substr(0, size)) + "…";
}

// Words between blanks; with `one_line` only until the line's end.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  std::size_t line() const { return line_; }
  bool AtEnd() {
    Skip(false);
    return text_.empty();
  }
  // Empty at the end, or at the end of the line.
  std::string_view Next(bool one_line) {
    Skip(one_line);
    std::size_t size = 0;
    while (size < text_.size() && !IsBlank(text_[size])) ++size;
    const std::string_view word = text_.substr(0, size);
    text_.remove_prefix(size);
    return word;
  }
  void SkipLine() {
    const std::size_t end = text_.find('\n');
    text_.remove_prefix(std::min(end, text_.size()));
  }
  Result<std::int64_t> Integer(bool one_line, std::int64_t least, std::int64_t most) {
    std::string_view word = Next(one_line);
    if (word.empty()) return BadLine(line_, "数字不够");
    if (word.starts_with('+')) word.remove_prefix(1);
    // OR-Library writes some whole numbers as 17.0.
    if (const std::size_t dot = word.find('.'); dot != word.npos && word.find_first_not_of('0', dot + 1) == word.npos)
      word = word.substr(0, dot);
    std::int64_t value = 0;
    const auto [end, bad] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (bad == std::errc::result_out_of_range) return BadLine(line_, "数太大，超出 64 位整数");
    if (bad != std::errc() || end != word.data() + word.size()) return BadLine(line_, "“" + Shown(word) + "” 不是整数");
    if (value < least || value > most) {
      return BadLine(line_, "数 " + std::to_string(value) + " 超出范围，应在 " + std::to_string(least) + " 到 " +
                                std::to_string(most) + " 之间");
    }
    return value;
  }
  Status EndOfLine() {
    if (!Next(true).empty()) return BadLine(line_, "行末有多余内容");
    return Ok();
  }

 private:
  void Skip(bool one_line) {
    std::size_t size = 0;
    while (size < text_.size() && IsBlank(text_[size]) && !(one_line && text_[size] == '\n'))
      line_ += text_[size++] == '\n';
    text_.remove_prefix(size);
  }

  std::string_view text_;
  std::size_t line_ = 1;
};

constexpr std::int64_t kAny = INT64_MAX / 4;

// More places than this are as good as this many: no instance has so many workers.
constexpr std::int64_t kPlacesMax = kNodesMax;
constexpr std::int64_t kProfitOfLists = std::int64_t{1} << 48;

struct Bmatch {
  struct Edge {
    std::uint32_t worker, post;
    std::int64_t profit;
  };
  std::int64_t workers = -1, posts = 0, edges = 0;
  std::vector<bool> said;            // by post: its places have been given; without a line it has one
  std::vector<std::int64_t> places;  // by post
  std::vector<Edge> edge;
};

Status ReadBmatchLine(Words& words, std::string_view kind, Bmatch& b) {
  if (kind == "p") {
    if (b.workers >= 0) return BadLine(words.line(), "p 行只能有一行");
    if (words.Next(true) != "bmatch") return BadLine(words.line(), "p 行应为 p bmatch W P E");
    b.workers = TRY(words.Integer(true, 0, kNodesMax));
    b.posts = TRY(words.Integer(true, 0, kNodesMax));
    b.edges = TRY(words.Integer(true, 0, kArcsMax));
    b.places.assign(static_cast<std::size_t>(b.posts), 1);
    b.said.resize(static_cast<std::size_t>(b.posts));
    return words.EndOfLine();
  }
  if (b.workers < 0) return BadLine(words.line(), "p 行应在最前");
  if (kind == "c") {
    const std::int64_t post = TRY(words.Integer(true, 1, b.posts));
    if (b.said[static_cast<std::size_t>(post - 1)])
      return BadLine(words.line(), "岗位 " + std::to_string(post) + " 的容量给了两次");
    b.said[static_cast<std::size_t>(post - 1)] = true;
    b.places[static_cast<std::size_t>(post - 1)] = std::min(kPlacesMax, TRY(words.Integer(true, 0, kAny)));
    return words.EndOfLine();
  }
  if (kind != "e") return BadLine(words.line(), "行首应为 p、c、e 或 #");
  if (static_cast<std::int64_t>(b.edge.size()) == b.edges) return BadLine(words.line(), "e 行比 p 行所说的多");
  const std::int64_t worker = TRY(words.Integer(true, 1, b.workers)), post = TRY(words.Integer(true, 1, b.posts));
  const std::int64_t profit = TRY(words.Integer(true, 0, kAny));
  b.edge.push_back({static_cast<std::uint32_t>(worker - 1), static_cast<std::uint32_t>(post - 1), profit});
  return words.EndOfLine();
}

// By worker, then in the order of the file: the post he gets, or kUnplaced.
template <typename Lists>
Result<std::vector<std::int32_t>> SolveByLists(const Bmatch& b) {
  Lists lists;
  lists.begin.assign(static_cast<std::size_t>(b.workers) + 1, 0);
  for (const Bmatch::Edge& edge : b.edge) ++lists.begin[edge.worker + 1];
  for (std::size_t w = 0; w + 1 < lists.begin.size(); ++w) lists.begin[w + 1] += lists.begin[w];
  lists.post.resize(b.edge.size());
  lists.score.resize(b.edge.size());
  std::vector<std::uint64_t> next(lists.begin.begin(), lists.begin.end() - 1);
  for (const Bmatch::Edge& edge : b.edge) {
    const std::uint64_t to = next[edge.worker]++;
    lists.post[to] = static_cast<typename decltype(lists.post)::value_type>(edge.post);
    lists.score[to] = static_cast<typename decltype(lists.score)::value_type>(edge.profit);
  }
  return TRY(SolveListsExactly(lists, b.places, {})).assignment;
}

// The same for profits too large for the lists. The rest, a node beside workers and posts, takes every worker who stays
// and gives every place that remains empty.
Result<std::vector<std::int32_t>> SolveByFlow(const Bmatch& b) {
  FlowProblem flow;
  const auto workers = static_cast<std::uint32_t>(b.workers);
  const auto rest = static_cast<std::uint32_t>(b.workers + b.posts);
  flow.supply.assign(workers, 1);
  for (const Bmatch::Edge& edge : b.edge) flow.arcs.push_back({edge.worker, workers + edge.post, 0, 1, -edge.profit});
  for (std::uint32_t w = 0; w < workers; ++w) flow.arcs.push_back({w, rest, 0, 1, 0});
  std::int64_t places = 0;
  for (std::size_t p = 0; p < b.places.size(); ++p) {
    flow.supply.push_back(-b.places[p]);
    flow.arcs.push_back({rest, workers + static_cast<std::uint32_t>(p), 0, b.places[p], 0});
    places += b.places[p];
  }
  flow.supply.push_back(places - b.workers);
  const FlowSolution solution = TRY(SolveMinCostFlow(flow));
  std::vector<std::int32_t> post(workers, kUnplaced);
  for (std::size_t e = 0; e < b.edge.size(); ++e) {
    if (solution.flow[e] != 0) post[b.edge[e].worker] = static_cast<std::int32_t>(b.edge[e].post);
  }
  return post;
}

Result<Solved> SolveBmatch(std::string_view text) {
  Words words(text);
  Bmatch b;
  while (!words.AtEnd()) {
    const std::string_view kind = words.Next(true);
    if (kind.starts_with('#')) {
      words.SkipLine();
      continue;
    }
    TRY(ReadBmatchLine(words, kind, b));
  }
  if (b.workers < 0) return BadLine(0, "没有 p 行");
  if (static_cast<std::int64_t>(b.edge.size()) != b.edges) return BadLine(words.line(), "e 行比 p 行所说的少");
  std::int64_t most = 0;
  for (const Bmatch::Edge& edge : b.edge) most = std::max(most, edge.profit);
  // Sums along the longest path of posts stay far inside 64 bits.
  const bool fits = most <= kProfitOfLists && most <= kAny / (std::max(b.workers, b.posts) + 2);
  const std::vector<std::int32_t> post = TRY(!fits                                ? SolveByFlow(b)
                                             : most < 65'536 && b.posts <= 65'536 ? SolveByLists<CompactLists>(b)
                                                                                  : SolveByLists<WideLists>(b));
  std::vector<std::int64_t> profit(post.size(), -1);
  for (const Bmatch::Edge& edge : b.edge) {
    if (post[edge.worker] == static_cast<std::int32_t>(edge.post))
      profit[edge.worker] = std::max(profit[edge.worker], edge.profit);
  }
  Solved solved;
  solved.maximise = true;
  for (std::size_t w = 0; w < post.size(); ++w) {
    if (post[w] == kUnplaced) continue;
    ++solved.matched;
    solved.objective += profit[w];
    solved.assignment.emplace_back(std::to_string(w + 1), std::to_string(post[w] + 1));
  }
  solved.unmatched = static_cast<std::uint64_t>(b.workers) - solved.matched;
  return solved;
}

Result<Solved> SolvePerfect(std::int64_t n, std::vector<FlowArc> arcs) {
  FlowProblem problem;
  problem.supply.assign(static_cast<std::size_t>(n), 1);
  problem.supply.resize(static_cast<std::size_t>(2 * n), -1);
  problem.arcs = std::move(arcs);
  const auto solution = SolveMinCostFlow(problem);
  if (!solution && solution.error().kind == &kInfeasible)
    return Fail(kInfeasible, "没有完整的指派：有的行没有可用的列", "请检查缺少的费用");
  if (!solution) return Fail(solution.error());
  Solved solved;
  solved.objective = solution->cost;
  solved.matched = static_cast<std::uint64_t>(n);
  for (std::size_t a = 0; a < problem.arcs.size(); ++a) {
    if (solution->flow[a] != 0)
      solved.assignment.emplace_back(std::to_string(problem.arcs[a].from + 1),
                                     std::to_string(problem.arcs[a].to - n + 1));
  }
  std::stable_sort(solved.assignment.begin(), solved.assignment.end(), [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() < b.first.size() : a.first < b.first;
  });
  return solved;
}

Result<Solved> SolveOrlib(std::string_view text, bool triples) {
  Words words(text);
  const std::int64_t n = TRY(words.Integer(false, 0, 1'000'000));
  std::vector<FlowArc> arcs;
  if (triples) {
    while (!words.AtEnd()) {
      const std::int64_t i = TRY(words.Integer(false, 1, n)), j = TRY(words.Integer(false, 1, n));
      arcs.push_back({static_cast<std::uint32_t>(i - 1), static_cast<std::uint32_t>(n + j - 1), 0, 1,
                      TRY(words.Integer(false, -kAny, kAny))});
    }
    return SolvePerfect(n, std::move(arcs));
  }
  std::vector<std::int64_t> cost;
  for (std::int64_t pair = 0; pair < n * n; ++pair) cost.push_back(TRY(words.Integer(false, -kAny, kAny)));
  if (!words.AtEnd()) return BadLine(words.line(), "费用比 n² 多");
  const std::vector<std::uint32_t> column = TRY(SolveAssignment(static_cast<std::size_t>(n), cost));
  Solved solved;
  solved.matched = static_cast<std::uint64_t>(n);
  for (std::size_t i = 0; i < column.size(); ++i) {
    solved.objective += cost[i * static_cast<std::size_t>(n) + column[i]];
    solved.assignment.emplace_back(std::to_string(i + 1), std::to_string(column[i] + 1));
  }
  return solved;
}

Status ReadDimacsLine(Words& words, std::string_view kind, FlowProblem& problem, std::int64_t& nodes,
                      std::int64_t& arcs, std::vector<bool>& said) {
  if (kind == "p") {
    if (nodes >= 0) return BadLine(words.line(), "p 行只能有一行");
    if (words.Next(true) != "min") return BadLine(words.line(), "p 行应为 p min N M");
    nodes = TRY(words.Integer(true, 0, kNodesMax));
    arcs = TRY(words.Integer(true, 0, kArcsMax));
    problem.supply.assign(static_cast<std::size_t>(nodes), 0);
    said.resize(static_cast<std::size_t>(nodes));
    return words.EndOfLine();
  }
  if (nodes < 0) return BadLine(words.line(), "p 行应在最前");
  if (kind == "n") {
    const std::int64_t node = TRY(words.Integer(true, 1, nodes));
    if (said[static_cast<std::size_t>(node - 1)])
      return BadLine(words.line(), "节点 " + std::to_string(node) + " 的供给给了两次");
    said[static_cast<std::size_t>(node - 1)] = true;
    problem.supply[static_cast<std::size_t>(node - 1)] = TRY(words.Integer(true, -kAny, kAny));
    return words.EndOfLine();
  }
  if (kind != "a") return BadLine(words.line(), "行首应为 c、p、n 或 a");
  if (static_cast<std::int64_t>(problem.arcs.size()) == arcs) return BadLine(words.line(), "a 行比 p 行所说的多");
  FlowArc arc;
  arc.from = static_cast<std::uint32_t>(TRY(words.Integer(true, 1, nodes)) - 1);
  arc.to = static_cast<std::uint32_t>(TRY(words.Integer(true, 1, nodes)) - 1);
  arc.low = TRY(words.Integer(true, -kAny, kAny));
  arc.capacity = TRY(words.Integer(true, -kAny, kAny));
  arc.cost = TRY(words.Integer(true, -kAny, kAny));
  if (arc.capacity < arc.low) return BadLine(words.line(), "弧的容量小于下界");
  problem.arcs.push_back(arc);
  return words.EndOfLine();
}

Result<Solved> SolveDimacs(std::string_view text) {
  Words words(text);
  FlowProblem problem;
  std::int64_t nodes = -1, arcs = 0;
  std::vector<bool> said;
  while (!words.AtEnd()) {
    const std::string_view kind = words.Next(true);
    if (kind.starts_with('c')) {
      words.SkipLine();
      continue;
    }
    TRY(ReadDimacsLine(words, kind, problem, nodes, arcs, said));
  }
  if (nodes < 0) return BadLine(0, "没有 p 行");
  if (static_cast<std::int64_t>(problem.arcs.size()) != arcs) return BadLine(words.line(), "a 行比 p 行所说的少");
  const FlowSolution solution = TRY(SolveMinCostFlow(problem));
  Solved solved;
  solved.objective = solution.cost;
  for (std::size_t a = 0; a < problem.arcs.size(); ++a) {
    if (solution.flow[a] == 0) {
      ++solved.unmatched;
      continue;
    }
    ++solved.matched;
    solved.assignment.emplace_back(std::to_string(a + 1), std::to_string(solution.flow[a]));
  }
  return solved;
}

// "574,Jane,Doe,[NYC,LAX]", the list in quotes or not.
struct ListLine {
  std::size_t number = 0;  // of the line in its file
  std::vector<std::string> fields, list;
};

// The first line may name the columns; a row of data has a list, or at least a number somewhere.
bool IsHeader(const csv::Record& record) {
  return record.line == 1 && std::all_of(record.fields.begin(), record.fields.end(), [](std::string_view cell) {
           return cell.find('[') == cell.npos && cell.find_first_of("0123456789") == cell.npos;
         });
}

bool IsQuote(char c) { return c == '"' || c == '\''; }

std::string Unquoted(std::string_view item) {
  item = Trimmed(item);
  while (!item.empty() && IsQuote(item.front())) item.remove_prefix(1);
  while (!item.empty() && IsQuote(item.back())) item.remove_suffix(1);
  return std::string(Trimmed(item));
}

// Items between commas; one in quotes, as programs write them, may hold commas.
std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> out;
  text = Trimmed(text);
  while (!text.empty()) {
    std::size_t end = std::min(text.find(','), text.size());
    for (std::size_t at = 0; IsQuote(text.front()) && (at = text.find(text.front(), at + 1)) != text.npos;) {
      const std::size_t behind = std::min(text.find_first_not_of(" \t", at + 1), text.size());
      if (behind < text.size() && text[behind] != ',') continue;
      end = behind;
      break;
    }
    out.push_back(Unquoted(text.substr(0, end)));
    text = Trimmed(text.substr(std::min(end + 1, text.size())));
  }
  return out;
}

// Of the cells "[NYC,LAX]", or "[NYC" and "LAX]".
Result<std::vector<std::string>> ListOf(std::vector<std::string_view> cells, std::size_t line) {
  while (!cells.empty() && !cells.back().ends_with(']')) cells.pop_back();
  if (cells.empty() || !cells.front().starts_with('[')) return BadLine(line, "每行末尾应有 [编号,编号,…]");
  cells.front().remove_prefix(1);
  cells.back().remove_suffix(1);
  if (cells.size() == 1) return SplitList(cells.front());
  std::vector<std::string> out;
  for (const std::string_view cell : cells) {
    const std::string_view item = Trimmed(cell);
    if (item.starts_with('"') != item.ends_with('"'))
      return BadLine(line, "名单中的引号不成对：" + Shown(item) + "；编号里有逗号时，请给整个名单加引号");
    out.push_back(Unquoted(item));
  }
  return out;
}

Result<ListLine> ParseListLine(const csv::Record& record, std::size_t fields) {
  const bool unclosed = std::any_of(record.issues.begin(), record.issues.end(), [](const csv::Issue& issue) {
    return issue.kind == csv::IssueKind::kUnclosedQuote;
  });
  if (unclosed) return BadLine(record.line, "引号没有闭合");
  std::vector<std::string_view> cells;
  for (const std::string_view field : record.fields) cells.push_back(Trimmed(field));
  const auto list =
      std::find_if(cells.begin(), cells.end(), [](std::string_view cell) { return cell.starts_with('['); });
  ListLine row;
  row.number = record.line;
  for (auto cell = cells.begin(); cell != list; ++cell) row.fields.push_back(Unquoted(*cell));
  row.list = TRY(ListOf({list, cells.end()}, record.line));
  if (row.fields.size() != fields || row.fields[0].empty())
    return BadLine(record.line, "列表前应有三列：编号，以及另外两列；格里有逗号时请加引号");
  return row;
}

// `what`: whose rows they are.
Result<std::vector<ListLine>> ReadLists(std::string_view text, std::size_t fields, const std::string& what) {
  constexpr std::size_t kBytesMax = std::size_t{1} << 30;  // a list is as long as the other file
  csv::Reader reader = TRY(csv::Reader::Open(
      file::MemorySource(text),
      {.delimiter = ',', .field_bytes_max = kBytesMax, .record_bytes_max = kBytesMax, .fields_max = kBytesMax}));
  std::vector<ListLine> out;
  csv::Record record;
  while (TRY(reader.Next(record))) {
    const std::string_view first = Trimmed(record.fields[0]);
    if (first.starts_with('#') || (first.empty() && record.fields.size() == 1) || IsHeader(record)) continue;
    out.push_back(TRY(ParseListLine(record, fields)));
  }
  if (out.empty()) return BadLine(0, what + "文件里没有一行数据");
  return out;
}

using Ids = std::unordered_map<std::string, std::uint32_t>;

Result<Ids> IdsOf(const std::vector<ListLine>& lines, const char* what) {
  Ids ids;
  for (const ListLine& line : lines) {
    if (!ids.try_emplace(line.fields[0], static_cast<std::uint32_t>(ids.size())).second) {
      return BadLine(line.number, std::string(what) + "编号重复：" + line.fields[0]);
    }
  }
  return ids;
}

// Who is not in the other file cannot be matched with; such entries are passed over, as in the national programme.
Result<std::vector<std::vector<std::uint32_t>>> ListsOf(const std::vector<ListLine>& lines, const Ids& others) {
  std::vector<std::vector<std::uint32_t>> lists;
  for (const ListLine& line : lines) {
    std::vector<std::uint32_t>& list = lists.emplace_back();
    for (const std::string& name : line.list) {
      const auto other = others.find(name);
      if (other == others.end()) continue;
      if (std::find(list.begin(), list.end(), other->second) != list.end())
        return BadLine(line.number, line.fields[0] + " 的名单中 " + name + " 写了两次");
      list.push_back(other->second);
    }
  }
  return lists;
}

Result<Solved> SolveResidentsText(std::string_view text, std::string_view programmes_text) {
  constexpr const char *kResidents = "住院医师", *kProgrammes = "项目";
  const std::vector<ListLine> residents = TRY(ReadLists(text, 3, kResidents)),
                              programmes = TRY(ReadLists(programmes_text, 3, kProgrammes));
  const Ids resident_ids = TRY(IdsOf(residents, kResidents)), programme_ids = TRY(IdsOf(programmes, kProgrammes));
  ResidentsProblem problem;
  problem.residents = TRY(ListsOf(residents, programme_ids));
  problem.programmes = TRY(ListsOf(programmes, resident_ids));
  for (const ListLine& line : programmes) {
    std::uint32_t places = 0;
    const std::string& word = line.fields[2];
    const auto [end, bad] = std::from_chars(word.data(), word.data() + word.size(), places);
    if (bad != std::errc() || end != word.data() + word.size())
      return BadLine(line.number, "项目 " + line.fields[0] + " 的名额应是不小于 0 的整数");
    problem.places.push_back(places);
  }
  const std::vector<std::int32_t> answer = SolveResidents(problem);
  Solved solved;
  solved.maximise = true;
  for (std::size_t r = 0; r < answer.size(); ++r) {
    if (answer[r] < 0) {
      ++solved.unmatched;
      continue;
    }
    ++solved.matched;
    solved.assignment.emplace_back(residents[r].fields[0], programmes[static_cast<std::size_t>(answer[r])].fields[0]);
  }
  solved.objective = static_cast<std::int64_t>(solved.matched);
  return solved;
}

}  // namespace

std::optional<SolveFormat> FindSolveFormat(std::string_view name) {
  static constexpr std::string_view kNames[] = {"bmatch", "orlib-assign", "orlib-assignp", "dimacs-min", "residents"};
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) return static_cast<SolveFormat>(i);
  }
  return std::nullopt;
}

Result<Solved> SolveText(SolveFormat format, std::string_view text, std::string_view programmes) {
  switch (format) {
    case SolveFormat::kBmatch:
      return SolveBmatch(text);
    case SolveFormat::kOrlibAssign:
      return SolveOrlib(text, false);
    case SolveFormat::kOrlibAssignp:
      return SolveOrlib(text, true);
    case SolveFormat::kDimacsMin:
      return SolveDimacs(text);
    case SolveFormat::kResidents:
      return SolveResidentsText(text, programmes);
  }
  return Fail(kBadInstance, "不认识的格式");
}

}  // namespace gq::matching
