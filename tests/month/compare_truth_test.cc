// Comparison of a demo month against truth/: every link that compare makes is a true one, and everybody whose ID number
// survived in a registry is found there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "kits/csv/reader.h"
#include "modules/demo/demo.h"
#include "modules/sources/compare.h"

namespace gq {
namespace {

using Row = std::vector<std::string>;
constexpr std::uint32_t kWorkers = 8'000;
const std::vector<std::string> kRegistries = {"social_insurance", "labour_resource", "social_card"};

std::vector<Row> ReadCsv(const std::string& path) {
  auto reader = csv::Reader::Open(file::OpenSource(path).value());
  std::vector<Row> rows;
  csv::Record record;
  while (reader->Next(record).value()) rows.emplace_back(record.fields.begin(), record.fields.end());
  rows.erase(rows.begin());
  return rows;
}

bool LosesTheNumber(const std::string& slip) {
  return slip == "digit" || slip == "swap" || slip == "excel" || slip == "excel_zeros";
}

class CompareTruth : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CompareTruth, LinksAreTrueAndComplete) {
  const auto tree = RegionTree::Load(std::string(std::getenv("GQ_BUILD_DIR")) + "/share/regions.tsv");
  ASSERT_TRUE(tree) << tree.error().ToString();
  const std::string folder =
      std::filesystem::temp_directory_path() / ("gangqiao-compare-truth-" + std::to_string(GetParam()));
  std::filesystem::remove_all(folder);
  demo::Options options;
  options.workers = kWorkers;
  options.seed = GetParam();
  ASSERT_TRUE(demo::WriteDemo(folder, options, *tree, [](std::string_view) {}));

  std::vector<sources::RegistryFile> files;
  for (const auto& kind : kRegistries) files.push_back({kind, folder + "/" + kind + ".csv"});
  const auto result = sources::CompareRosterFile(folder + "/roster.xlsx", files, {});
  ASSERT_TRUE(result) << result.error().ToString();
  const auto people = ReadCsv(folder + "/truth/people.csv");

  for (std::size_t registry = 0; registry < kRegistries.size(); ++registry) {
    const auto links = ReadCsv(folder + "/truth/links_" + kRegistries[registry] + ".csv");
    std::vector<bool> survives(kWorkers + 1);
    for (const auto& link : links) {
      if (!link[1].empty() && !LosesTheNumber(link[2])) survives[std::stoul(link[1])] = true;
    }
    std::size_t linked = 0, missed = 0, expected = 0, false_certain = 0;
    for (std::size_t i = 0; i < result->size(); ++i) {
      const auto row = result->Get(i);
      const auto& match = row.matches[registry];
      const bool certain =
          match.match == reconcile::MatchKind::kExact || match.match == reconcile::MatchKind::kRepaired;
      // A roster row without its own number cannot be expected to be found.
      const std::string& defect = people[row.row - 1][5];
      const bool wanted = survives[row.row] && defect != "bad_check" && defect != "no_id";
      expected += wanted;
      missed += wanted && !certain;
      linked += certain;
      // A row that repeats a person is rightly linked to what is linked to the first one.
      const std::string& linked_row = certain ? links[match.row - 1][1] : std::to_string(row.row);
      false_certain += linked_row.empty() || people[std::stoul(linked_row) - 1][1] != people[row.row - 1][1];
    }
    EXPECT_EQ(false_certain, 0u) << kRegistries[registry];
    EXPECT_EQ(missed, 0u) << kRegistries[registry];
    EXPECT_GE(linked, expected) << kRegistries[registry];
    EXPECT_GT(expected, kWorkers * 8 / 10) << kRegistries[registry];
  }
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CompareTruth, testing::Values(1, 2, 3));

}  // namespace
}  // namespace gq
