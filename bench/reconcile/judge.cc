// Holds what `gangqiao compare` wrote against the truth of reconcile_generate.
//
//   reconcile_judge GENERATED_DIR OUT_DIR
//
// Prints for each registry and kind of error how many rows could be found and were, how many stand in review, and every
// false link. Ends with 1 when a certain link (exact, repaired) is false, when one wrong digit, a swap or a cut tail is
// neither recovered nor in review, or when less than 999 of 1,000 near links are true.
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engines/reconcile/csv.h"

namespace {

using Cells = std::vector<std::string>;

// The rows of a CSV file without line breaks in cells.
class Lines {
 public:
  explicit Lines(const std::string& path) : in_(path) {
    if (!in_) std::fprintf(stderr, "cannot read %s\n", path.c_str()), std::exit(2);
    Next(header);
  }
  bool Next(Cells& cells) {
    if (!std::getline(in_, line_)) return false;
    gq::reconcile::SplitRecord(line_, views_);
    cells.clear();
    for (const auto& cell : views_) cells.emplace_back(cell.text);
    return true;
  }
  std::size_t Column(const std::string& name) const {
    std::size_t c = 0;
    while (c < header.size() && header[c] != name) ++c;
    return c;
  }
  Cells header;

 private:
  std::ifstream in_;
  std::string line_;
  std::vector<gq::reconcile::Cell> views_;
};

struct Registry {
  std::unordered_map<std::uint32_t, std::uint32_t> owner;              // registry row -> roster row
  std::unordered_map<std::uint32_t, std::string> error;                // of the registry row, none left out
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> rows;  // of a roster row
};

Registry ReadTruth(const std::string& path) {
  Registry out;
  Lines lines(path);
  for (Cells cells; lines.Next(cells);) {
    const auto row = static_cast<std::uint32_t>(std::stoul(cells[0])),
               person = static_cast<std::uint32_t>(std::stoul(cells[1]));
    out.owner[row] = person;
    out.rows[person].push_back(row);
    if (cells[2] != "none") out.error[row] = cells[2];
  }
  return out;
}

bool CanBeRepaired(const std::string& error) { return error == "single" || error == "cut"; }

struct Tally {
  std::uint64_t people = 0, found = 0, review = 0, missed = 0, wrong = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: reconcile_judge GENERATED_DIR OUT_DIR\n"), 2;
  const std::string truth = argv[1], out = argv[2];
  std::unordered_map<std::uint32_t, std::string> roster_error;
  {
    Lines lines(truth + "/truth_roster.csv");
    for (Cells cells; lines.Next(cells);) {
      if (cells[1] != "none") roster_error[static_cast<std::uint32_t>(std::stoul(cells[0]))] = cells[1];
    }
  }
  std::map<std::string, std::set<std::pair<std::uint32_t, std::uint32_t>>> review;
  {
    Lines lines(out + "/review.csv");
    for (Cells cells; lines.Next(cells);) review[cells[1]].emplace(std::stoul(cells[0]), std::stoul(cells[2]));
  }
  bool failed = false;
  for (const std::string name : {"social_insurance", "labour_resource", "social_card"}) {
    const Registry registry = ReadTruth(truth + "/truth_" + name + ".csv");
    Lines people(out + "/people.csv");
    const std::size_t match = people.Column(name + "_match"), at = people.Column(name + "_row");
    if (match == people.header.size()) continue;
    std::map<std::string, Tally> tallies;  // by the easiest way in which the person could be found
    std::map<std::string, std::array<std::uint64_t, 2>> links;
    for (Cells cells; people.Next(cells);) {
      const auto row = static_cast<std::uint32_t>(std::stoul(cells[0]));
      const std::uint32_t linked = cells[at].empty() ? 0 : static_cast<std::uint32_t>(std::stoul(cells[at]));
      const auto owner = registry.owner.find(linked);
      const bool right = linked != 0 && owner != registry.owner.end() && owner->second == row;
      if (linked != 0) ++links[cells[match]][right ? 0 : 1];
      if (linked != 0 && !right && (cells[match] == "exact" || cells[match] == "repaired")) {
        std::printf("false %s link: %s roster row %u, registry row %u\n", cells[match].c_str(), name.c_str(), row,
                    linked);
        failed = true;
      }
      const auto rows = registry.rows.find(row);
      if (rows == registry.rows.end()) continue;
      const auto own = roster_error.find(row);
      std::string way = own == roster_error.end() ? "" : "roster " + own->second;
      bool reviewed = false, best = false;
      for (const std::uint32_t r : rows->second) {
        best = best || registry.error.count(r) == 0;
        reviewed = reviewed || review[name].count({row, r}) != 0;
      }
      if (!best) way += (way.empty() ? "registry " : ", registry ") + registry.error.at(rows->second.front());
      Tally& tally = tallies[way.empty() ? "right on both sides" : way];
      ++tally.people;
      const bool certain = right && (cells[match] == "exact" || cells[match] == "repaired");
      ++(certain ? tally.found : right || reviewed ? tally.review : linked != 0 ? tally.wrong : tally.missed);
      const bool one_side =
          own == roster_error.end() ? rows->second.size() == 1 || best : best && CanBeRepaired(own->second);
      const bool repairable = best || CanBeRepaired(registry.error.at(rows->second.front()));
      if (one_side && repairable && !certain && !right && !reviewed) {
        std::printf("missed: %s roster row %u (%s)\n", name.c_str(), row, way.c_str());
        failed = true;
      }
    }
    std::printf("%s\n%-36s %9s %9s %9s %9s %9s\n", name.c_str(), "  what is wrong with the ID", "people", "certain",
                "review", "missed", "wrong");
    for (const auto& [way, t] : tallies) {
      if (t.people > 0)
        std::printf("  %-34s %9llu %9llu %9llu %9llu %9llu\n", way.c_str(), static_cast<unsigned long long>(t.people),
                    static_cast<unsigned long long>(t.found), static_cast<unsigned long long>(t.review),
                    static_cast<unsigned long long>(t.missed), static_cast<unsigned long long>(t.wrong));
    }
    for (const auto& [kind, n] : links)
      std::printf("  %-8s links: %llu true, %llu false\n", kind.c_str(), static_cast<unsigned long long>(n[0]),
                  static_cast<unsigned long long>(n[1]));
    if (links["near"][1] * 1000 > links["near"][0] + links["near"][1]) failed = true;
  }
  std::printf(failed ? "NOT as it should be\n" : "as it should be\n");
  return failed ? 1 : 0;
}
