#include "modules/matching/solve_formats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace gq::matching {
namespace {

Solved Solve(SolveFormat format, std::string_view text, std::string_view programmes = {}) {
  auto solved = SolveText(format, text, programmes);
  EXPECT_TRUE(solved) << (solved ? "" : solved.error().ToString());
  return solved ? *std::move(solved) : Solved{};
}

TEST(SolveFormats, Bmatch) {
  const Solved solved = Solve(SolveFormat::kBmatch,
                              "# three workers, two posts\np bmatch 3 2 5\nc 1 1\nc 2 1\n"
                              "e 1 1 10\ne 1 2 9\ne 2 1 8\ne 3 1 7\ne 2 2 1\n");
  EXPECT_TRUE(solved.maximise);
  EXPECT_EQ(solved.objective, 17);
  EXPECT_EQ(solved.matched, 2U);
  EXPECT_EQ(solved.unmatched, 1U);
  const std::vector<std::pair<std::string, std::string>> want = {{"1", "2"}, {"2", "1"}};
  EXPECT_EQ(solved.assignment, want);
  EXPECT_EQ(Solve(SolveFormat::kBmatch, "p bmatch 0 0 0\n").objective, 0);
  EXPECT_EQ(Solve(SolveFormat::kBmatch, "p bmatch 2 1 2\r\nc 1 0\r\ne 1 1 5\r\ne 2 1 5\r\n").objective, 0);
}

// Lists of 16 bits, wide ones, and the flow that takes over for profits beyond them: one optimum, at any scale.
TEST(SolveFormats, BmatchIsTheSameOptimumAtEveryScale) {
  std::mt19937_64 random(11);
  for (int world = 0; world < 60; ++world) {
    const std::size_t workers = 1 + random() % 25, posts = 1 + random() % 6, edges = random() % 90;
    std::string places;
    for (std::size_t p = 1; p <= posts; ++p) {
      if (random() % 4 != 0) places += "c " + std::to_string(p) + " " + std::to_string(random() % 6) + "\n";
    }
    struct Edge {
      std::size_t worker, post;
      std::int64_t profit;
    };
    std::vector<Edge> list;
    for (std::size_t e = 0; e < edges; ++e)
      list.push_back({1 + random() % workers, 1 + random() % posts, static_cast<std::int64_t>(random() % 50)});
    std::vector<std::int64_t> objectives;
    for (const std::int64_t scale : {std::int64_t{1}, std::int64_t{100'000}, std::int64_t{1} << 46}) {
      std::string text = "p bmatch " + std::to_string(workers) + " " + std::to_string(posts) + " " +
                         std::to_string(edges) + "\n" + places;
      for (const Edge& edge : list) {
        text += "e " + std::to_string(edge.worker) + " " + std::to_string(edge.post) + " " +
                std::to_string(edge.profit * scale) + "\n";
      }
      const Solved solved = Solve(SolveFormat::kBmatch, text);
      EXPECT_EQ(solved.objective % scale, 0);
      EXPECT_EQ(solved.matched, solved.assignment.size());
      objectives.push_back(solved.objective / scale);
    }
    EXPECT_EQ(objectives[1], objectives[0]) << world;
    EXPECT_EQ(objectives[2], objectives[0]) << world;
  }
}

std::string Refused(SolveFormat format, std::string_view text, std::string_view programmes = {}) {
  const auto solved = SolveText(format, text, programmes);
  EXPECT_FALSE(solved);
  if (solved) return {};
  EXPECT_EQ(solved.error().kind, &kBadInstance);
  return solved.error().ToString();
}
bool Has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(SolveFormats, WhatIsSaidTwiceIsRefusedWithItsLine) {
  const std::string places = Refused(SolveFormat::kBmatch, "p bmatch 1 2 1\nc 2 1\nc 2 4\ne 1 1 5\n");
  EXPECT_TRUE(Has(places, "岗位 2 的容量给了两次") && Has(places, "line=3")) << places;
  const std::string supply = Refused(SolveFormat::kDimacsMin, "p min 2 1\nn 1 5\nn 1 4\nn 2 -4\na 1 2 0 9 2\n");
  EXPECT_TRUE(Has(supply, "节点 1 的供给给了两次") && Has(supply, "line=3")) << supply;
  const std::string programmes = "x,X,1,[1]\ny,Y,1,[1]\n";
  const std::string list = Refused(SolveFormat::kResidents, "\n1,A,B,[x,y,x]\n", programmes);
  EXPECT_TRUE(Has(list, "x 写了两次") && Has(list, "line=2")) << list;
  const std::string id = Refused(SolveFormat::kResidents, "1,A,B,[x]\n2,C,D,[x]\n1,E,F,[y]\n", programmes);
  EXPECT_TRUE(Has(id, "编号重复：1") && Has(id, "line=3")) << id;
}

TEST(SolveFormats, WhatIsNoNumberIsShown) {
  const std::string word = Refused(SolveFormat::kBmatch, "p bmatch 2 2 2\ne 1 1 5\ne 1 2 nan\n");
  EXPECT_TRUE(Has(word, "“nan” 不是整数") && Has(word, "line=3")) << word;
  EXPECT_TRUE(Has(Refused(SolveFormat::kBmatch, "p bmatch 1 1 1\ne 1 1 5.5\n"), "“5.5”"));
  std::string many;
  for (int i = 0; i < 50; ++i) many += "岗";
  EXPECT_TRUE(Has(Refused(SolveFormat::kBmatch, "p bmatch 1 1 1\ne 1 1 " + many + "\n"), "岗…” 不是整数"));
}

TEST(SolveFormats, AFirstRowWithoutListIsNoHeader) {
  const std::string programmes = "id,name,places,rol\nx,X,1,[1]\n";
  EXPECT_EQ(Solve(SolveFormat::kResidents, "id,first name,last name,rol\n1,A,B,[x]\n", programmes).matched, 1U);
  EXPECT_TRUE(Has(Refused(SolveFormat::kResidents, "1,A,B,x;y\n", programmes), "line=1"));
  EXPECT_TRUE(Has(Refused(SolveFormat::kResidents, "1,A,B,[x]\n", "x,X,1,1\n"), "line=1"));
}

TEST(SolveFormats, ByteOrderMarksLargeCapacitiesAndNamedRanges) {
  EXPECT_EQ(Solve(SolveFormat::kBmatch, "\xEF\xBB\xBFp bmatch 2 1 2\nc 1 1\ne 1 1 5\ne 2 1 6\n").objective, 6);
  EXPECT_EQ(Solve(SolveFormat::kBmatch, "p bmatch 2 1 2\nc 1 3000000000\ne 1 1 5\ne 2 1 6\n").objective, 11);
  EXPECT_EQ(Solve(SolveFormat::kOrlibAssign, "\xEF\xBB\xBF 2\n1 2\n3 5\n").objective, 5);
  EXPECT_TRUE(Has(Refused(SolveFormat::kBmatch, "p bmatch 2 1 1\ne 3 1 5\n"), "数 3 超出范围，应在 1 到 2 之间"));
  EXPECT_TRUE(Has(Refused(SolveFormat::kBmatch, "p bmatch 2 1 1\ne 1 1 99999999999999999999\n"), "64 位"));
}

TEST(SolveFormats, OrlibAssignAgainstAllPermutations) {
  std::mt19937_64 random(3);
  for (int n = 1; n <= 7; ++n) {
    std::string dense = " " + std::to_string(n) + "\n", sparse = std::to_string(n) + "\n";
    std::vector<std::int64_t> cost;
    for (int i = 0; i < n * n; ++i) {
      cost.push_back(static_cast<std::int64_t>(random() % 100));
      dense += " " + std::to_string(cost.back()) + (i % 5 == 4 ? "\n" : "");
      sparse += std::to_string(i / n + 1) + " " + std::to_string(i % n + 1) + " " + std::to_string(cost.back()) + "\n";
    }
    std::vector<int> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::int64_t best = INT64_MAX;
    do {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < order.size(); ++i) sum += cost[i * order.size() + static_cast<std::size_t>(order[i])];
      best = std::min(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(Solve(SolveFormat::kOrlibAssign, dense).objective, best);
    EXPECT_EQ(Solve(SolveFormat::kOrlibAssignp, sparse).objective, best);
    EXPECT_EQ(Solve(SolveFormat::kOrlibAssign, dense).assignment.size(), static_cast<std::size_t>(n));
  }
  EXPECT_EQ(SolveText(SolveFormat::kOrlibAssignp, "2\n1 1 5\n2 1 6\n", {}).error().kind, &kInfeasible);
}

TEST(SolveFormats, DimacsMin) {
  // The example of the DIMACS description: 4 units from node 1 to node 4.
  const Solved solved =
      Solve(SolveFormat::kDimacsMin,
            "c example\np min 4 5\nn 1 4\nn 4 -4\na 1 2 0 4 2\na 1 3 0 2 2\na 2 3 0 2 1\na 2 4 0 3 3\na 3 4 0 5 1\n");
  EXPECT_FALSE(solved.maximise);
  EXPECT_EQ(solved.objective, 14);
  EXPECT_EQ(SolveText(SolveFormat::kDimacsMin, "p min 2 1\nn 1 5\nn 2 -5\na 1 2 0 4 1\n", {}).error().kind,
            &kInfeasible);
  EXPECT_EQ(Solve(SolveFormat::kDimacsMin, "p min 2 1\na 1 2 0 4 1\n").objective, 0);
}

TEST(SolveFormats, Residents) {
  const std::string residents =
      "id,first_name,last_name,programmes\n"
      "1,Anna,A,[City]\n2,Ben,B,\"[City,Mercy]\"\n3,Cy,C,[City, Mercy]\n4,Di,D,[Mercy,City,Nowhere]\n5,Eve,E,[]\n";
  const std::string programmes = "Mercy,Mercy Hospital,2,[3,4]\nCity,City Hospital,2,[3,2,1,4]\n";
  const Solved solved = Solve(SolveFormat::kResidents, residents, programmes);
  EXPECT_EQ(solved.objective, 3);
  EXPECT_EQ(solved.unmatched, 2U);
  const std::vector<std::pair<std::string, std::string>> want = {{"2", "City"}, {"3", "City"}, {"4", "Mercy"}};
  EXPECT_EQ(solved.assignment, want);
}

TEST(SolveFormats, ResidentsAsLibrariesWriteThem) {
  // Ids as text, names with blanks and quotes, lists in quotes, empty lists, Windows line ends, no last line end.
  const std::string residents =
      "R-01,Mary Ann,\"O'Neil\",\"[San Juan, St. Mary's]\"\r\n"
      "R-02,Li,van der Berg,[St. Mary's]\r\n"
      "007,张,三,\"[]\"\r\n"
      "7,Zed,Z,[]";
  const std::string programmes =
      "San Juan,Hospital of San Juan,1,\"[R-02, R-01]\"\r\nSt. Mary's,St. Mary's,0,[R-01,R-02]\r\n";
  const Solved solved = Solve(SolveFormat::kResidents, residents, programmes);
  EXPECT_EQ(solved.matched, 1U);
  EXPECT_EQ(solved.unmatched, 3U);
  ASSERT_EQ(solved.assignment.size(), 1U);
  EXPECT_EQ(solved.assignment[0].second, "San Juan");
}

TEST(SolveFormats, ResidentsMayHoldCommasInQuotes) {
  // Names, ids, and ids in lists as spreadsheets and programs write them.
  const std::string programmes =
      "\"San Juan, PR\",\"Hospital, \"\"the old one\"\"\",1,\"[1, 2, 3, 4]\"\r\n"
      "LAX,\"Los\nAngeles [west]\",3,[1,2,3,4,5]\r\n";
  const std::string residents =
      "1,\"Doe, Jane\",\"Mary \"\"M\"\" Ann\",\"[\"\"San Juan, PR\"\",LAX]\"\n"
      "2,Ben,B,\"['San Juan, PR', 'LAX']\"\n"
      "3,Cy,C,[LAX,\"San Juan, PR\",nowhere]\n"
      "4,Di,\"O'Neil, jr.\",\"[\"\"LAX\"\", \"\"San Juan, PR\"\"]\"\n"
      "5,Eve,E,[\"LAX\",\"x\"],\n";
  const Solved solved = Solve(SolveFormat::kResidents, residents, programmes);
  const std::vector<std::pair<std::string, std::string>> want = {
      {"1", "San Juan, PR"}, {"2", "LAX"}, {"3", "LAX"}, {"4", "LAX"}};
  EXPECT_EQ(solved.assignment, want);
  EXPECT_EQ(solved.unmatched, 1U);

  const std::string commas = Refused(SolveFormat::kResidents, "1,A,B,[LAX]\n2,Doe, Jane,B,[LAX]\n", programmes);
  EXPECT_TRUE(Has(commas, "应有三列") && Has(commas, "加引号") && Has(commas, "line=2")) << commas;
  const std::string list = Refused(SolveFormat::kResidents, "1,A,B,[\"San Juan, PR\",LAX]\n", programmes);
  EXPECT_TRUE(Has(list, "引号不成对：\"San Juan") && Has(list, "line=1")) << list;
  const std::string open = Refused(SolveFormat::kResidents, "1,A,B,[LAX]\n\n2,A,\"B,[LAX]\n3,A,B,[LAX]\n", programmes);
  EXPECT_TRUE(Has(open, "引号没有闭合") && Has(open, "line=3")) << open;
  // Behind a cell of two lines.
  EXPECT_TRUE(Has(Refused(SolveFormat::kResidents, "1,\"A\nB\",C,[LAX]\n2,D,E\n", programmes), "line=3"));
}

TEST(SolveFormats, NothingIsNoProblemToSolve) {
  for (const SolveFormat format :
       {SolveFormat::kBmatch, SolveFormat::kOrlibAssign, SolveFormat::kOrlibAssignp, SolveFormat::kDimacsMin})
    EXPECT_NE(Refused(format, ""), "");
  const std::string residents = "1,A,B,[x]\n", programmes = "x,X,1,[1]\n";
  for (const std::string none : {"", "\n\n", "\xEF\xBB\xBF", "id,first name,last name,rol\n", "# nothing\n"}) {
    EXPECT_TRUE(Has(Refused(SolveFormat::kResidents, none, none), "住院医师文件里没有一行数据")) << none;
    EXPECT_TRUE(Has(Refused(SolveFormat::kResidents, none, programmes), "住院医师文件里没有一行数据")) << none;
    EXPECT_TRUE(Has(Refused(SolveFormat::kResidents, residents, none), "项目文件里没有一行数据")) << none;
  }
}

TEST(SolveFormats, EdgesOfDimacs) {
  // Negative costs, lower bounds, parallel arcs, loops, parts without connection, a single node.
  EXPECT_EQ(Solve(SolveFormat::kDimacsMin, "p min 1 0\n").objective, 0);
  EXPECT_EQ(Solve(SolveFormat::kDimacsMin, "p min 1 1\na 1 1 0 3 -4\n").objective, -12);
  EXPECT_EQ(Solve(SolveFormat::kDimacsMin, "p min 2 2\nn 1 3\nn 2 -3\na 1 2 0 2 5\na 1 2 0 2 -1\n").objective, 3);
  EXPECT_EQ(
      Solve(SolveFormat::kDimacsMin, "p min 4 3\nn 1 1\nn 2 -1\na 1 2 0 1 9\na 3 4 2 5 1\na 4 3 0 9 1\n").objective,
      9 + 4);
  EXPECT_EQ(Solve(SolveFormat::kDimacsMin, "p min 3 3\na 1 2 0 4 -5\na 2 3 0 3 1\na 3 1 0 9 1\n").objective, -9);
  EXPECT_EQ(SolveText(SolveFormat::kDimacsMin, "p min 3 2\nn 1 1\nn 3 -1\na 1 2 0 0 1\na 2 3 0 5 1\n", {}).error().kind,
            &kInfeasible);
  EXPECT_EQ(SolveText(SolveFormat::kDimacsMin, "p min 2 1\nn 1 1\na 1 2 0 5 1\n", {}).error().kind, &kInfeasible);
}

TEST(SolveFormats, BadFilesAreRefusedWithTheLine) {
  const std::pair<SolveFormat, const char*> bad[] = {
      {SolveFormat::kBmatch, ""},
      {SolveFormat::kBmatch, "e 1 1 5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 1\ne 1 2 5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 1\ne 1 1 -5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 1\ne 1 1 5.5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 2\ne 1 1 5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 0\ne 1 1 5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 1\nc 1 -1\ne 1 1 5\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 1\ne 1 1 99999999999999999999\n"},
      {SolveFormat::kBmatch, "p bmatch 99999999999 1 1\n"},
      {SolveFormat::kBmatch, "p bmatch 1 1 1\nx 1 1 5\n"},
      {SolveFormat::kOrlibAssign, ""},
      {SolveFormat::kOrlibAssign, "2\n1 2 3"},
      {SolveFormat::kOrlibAssign, "2\n1 2 3 4 5"},
      {SolveFormat::kOrlibAssign, "-2\n"},
      {SolveFormat::kOrlibAssignp, "2\n1 3 4\n"},
      {SolveFormat::kDimacsMin, "p max 2 1\n"},
      {SolveFormat::kDimacsMin, "p min 2 1\na 1 2 5 4 1\n"},
      {SolveFormat::kDimacsMin, "p min 2 1\na 1 2 0 4\n"},
      {SolveFormat::kResidents, "1,A,B\n2,A,B\n"},
      {SolveFormat::kResidents, "1,A,B,[x]\n1,C,D,[x]\n"},
  };
  for (const auto& [format, text] : bad) {
    const auto solved = SolveText(format, text, "x,X,1,[1]\n");
    ASSERT_FALSE(solved) << text;
    EXPECT_EQ(solved.error().kind, &kBadInstance) << text;
  }
  EXPECT_EQ(SolveText(SolveFormat::kBmatch, "p bmatch 1 1 1\n\ne 1 2 5\n", {}).error().details[0].second, "3");
  EXPECT_FALSE(SolveText(SolveFormat::kResidents, "1,A,B,[x]\n", "x,X,many,[1]\n"));
}

}  // namespace
}  // namespace gq::matching
