// gangqiao link: two files and one, with and without a configuration, other languages, decisions of people.
#include <map>
#include <set>

#include "engines/reconcile/linkage_world_test.h"
#include "tests/compare/command_test.h"

namespace gq {
namespace {

using reconcile::testing::FebrlWorld;
using reconcile::testing::PaperWorld;
using reconcile::testing::Record;

class LinkCommand : public CommandTest {
 protected:
  // Pairs of links.csv or of clusters.csv.
  std::vector<std::pair<int, int>> Links() const {
    std::stringstream lines(Get("out/links.csv"));
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, "left_row,right_row,probability,weight");
    std::vector<std::pair<int, int>> out;
    while (std::getline(lines, line)) {
      out.emplace_back(std::atoi(line.c_str()), std::atoi(line.c_str() + line.find(',') + 1));
      const double probability = std::strtod(line.c_str() + line.find(',', line.find(',') + 1) + 1, nullptr);
      EXPECT_TRUE(probability >= 0 && probability <= 1) << line;
    }
    return out;
  }
  static std::string Line(const Record& record, const char* separator) {
    std::string out;
    for (const std::string& value : record) {
      if (!out.empty()) out += separator;
      out += value.find(',') == std::string::npos ? value : "\"" + value + "\"";
      if (&value == &record.front() && value.empty()) out += " ";
    }
    return out + "\n";
  }
};

const char* const kFebrlHeader =
    "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, "
    "soc_sec_id\n";
const char* const kFebrlConfig = R"(
[[field]]
name = "given_name"
compare = "edit"
[[field]]
name = "surname"
compare = "edit"
[[field]]
name = "street_number"
[[field]]
name = "address_1"
compare = "edit"
[[field]]
name = "suburb"
compare = "edit"
[[field]]
name = "postcode"
compare = "id"
[[field]]
name = "date_of_birth"
compare = "date"
[[field]]
name = "soc_sec_id"
compare = "id"
[[block]]
fields = ["surname:3", "postcode"]
)";

// A file as FEBRL's data sets come: blanks behind commas, a record id that would tell.
TEST_F(LinkCommand, TwoFilesOfPeopleWithAndWithoutConfiguration) {
  FebrlWorld world(31);
  std::string left = kFebrlHeader, right = kFebrlHeader;
  std::vector<int> order;
  for (int i = 0; i < 800; ++i) order.push_back(i);
  for (int i = 799; i > 0; --i)
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(world.dice.Below(i + 1))]);
  std::vector<Record> people;
  for (int i = 0; i < 800; ++i) {
    people.push_back(world.Someone());
    left += "rec-" + std::to_string(i) + "-org, " + Line(people.back(), ", ");
  }
  for (const int i : order)
    right += "rec-" + std::to_string(i) + "-dup-0, " + Line(world.Spoil(people[static_cast<std::size_t>(i)], 3), ", ");
  Put("left.csv", left), Put("right.csv", right), Put("febrl.toml", kFebrlConfig),
      Put("plain.toml", "one_to_one = true\n");
  for (const std::string config : {"--config febrl.toml", "--config plain.toml", ""}) {
    ASSERT_EQ(Run("link left.csv right.csv " + config + " --out out --json"), 0) << Get("stderr.txt");
    std::size_t hits = 0;
    const auto links = Links();
    for (const auto& [l, r] : links) hits += order[static_cast<std::size_t>(r - 1)] == l - 1 ? 1 : 0;
    EXPECT_EQ(hits, 800U) << config;
    EXPECT_EQ(links.size(), 800U) << config;
  }
  EXPECT_EQ(Get("out/clusters.csv").find("side,row,cluster\nleft,1,1\n"), 0U);
  EXPECT_EQ(Get("out/model.csv").find("rec_id"), std::string::npos) << "a record's number is no evidence";
}

TEST_F(LinkCommand, OneFileIntoClustersAndDecisions) {
  FebrlWorld world(32);
  std::string file = kFebrlHeader;
  std::vector<int> owner;
  for (int i = 0; i < 400; ++i) {
    const Record someone = world.Someone();
    for (int copy = 0; copy <= i % 3; ++copy) {
      file += "x, " + Line(copy == 0 ? someone : world.Spoil(someone, 4), ", ");
      owner.push_back(i);
    }
  }
  Put("all.csv", file);
  ASSERT_EQ(Run("link all.csv --out out --json"), 0) << Get("stderr.txt");
  const auto links = Links();
  double hits = 0, all = 0;
  for (const auto& [l, r] : links)
    hits += owner[static_cast<std::size_t>(l - 1)] == owner[static_cast<std::size_t>(r - 1)] ? 1 : 0;
  for (int i = 0; i < 400; ++i) all += i % 3 == 2 ? 3 : i % 3;
  EXPECT_GE(2 * hits / (all + static_cast<double>(links.size())), 0.99);
  EXPECT_EQ(Get("out/clusters.csv").find("row,cluster\n1,1\n"), 0U);

  ASSERT_FALSE(links.empty());
  const auto [left, right] = links.front();
  Put("decisions.csv", "left_row,right_row,decision\n" + std::to_string(left) + "," + std::to_string(right) +
                           ",different\n1," + std::to_string(owner.size()) + ",same\n");
  ASSERT_EQ(Run("link all.csv --out out --decisions decisions.csv"), 0) << Get("stderr.txt");
  std::set<std::pair<int, int>> decided;
  for (const auto& link : Links()) decided.insert(link);
  EXPECT_EQ(decided.count({left, right}), 0U);
  EXPECT_EQ(decided.count({1, static_cast<int>(owner.size())}), 1U);
  Put("decisions.csv", "left_row,right_row,decision\n1,99999,same\n");
  EXPECT_EQ(Run("link all.csv --out out --decisions decisions.csv"), 1);
}

// Quoted commas, other encodings of one alphabet, values that miss, headers in other letters: nothing is dropped, rows
// keep their numbers.
TEST_F(LinkCommand, Bibliographies) {
  PaperWorld world(33);
  std::string left = "ID,Title,Authors,Venue,Year\n", right = "id,title,authors,venue,year\n";
  for (int i = 0; i < 600; ++i) {
    const auto paper = world.Write();
    left += "a" + std::to_string(i) + "," + Line(world.Full(paper), ",");
    right += "b" + std::to_string(i) + "," + Line(world.Other(paper), ",");
  }
  left += "a600,Jos\xE9 caf\xE9,M\xFCller,,1999\n";  // not UTF-8
  Put("left.csv", left), Put("right.csv", right);
  ASSERT_EQ(Run("link left.csv right.csv --out out --json"), 0) << Get("stderr.txt");
  EXPECT_EQ(Number("left_rows"), 601);
  EXPECT_EQ(Number("right_rows"), 600);
  const auto links = Links();
  double hits = 0;
  for (const auto& [l, r] : links) hits += l == r ? 1 : 0;
  EXPECT_GE(2 * hits / (600 + static_cast<double>(links.size())), 0.98);
  EXPECT_NE(Get("out/rejects.csv").find("left,601,"), std::string::npos);
}

TEST_F(LinkCommand, EmptyAndMissing) {
  Put("head.csv", "name,birth\n"), Put("two.csv", "name,birth\nanna,1990-01-01\nanna,1990-01-01\n"),
      Put("other.csv", "a,b\n1,2\n");
  EXPECT_EQ(Run("link two.csv head.csv --out out --json"), 0) << Get("stderr.txt");
  EXPECT_EQ(Number("links"), 0);
  EXPECT_EQ(Run("link two.csv other.csv --out out"), 1) << "no header in common";
  EXPECT_EQ(Run("link two.csv nowhere.csv --out out"), 1);
  EXPECT_EQ(Run("link two.csv"), 2);
}

}  // namespace
}  // namespace gq
