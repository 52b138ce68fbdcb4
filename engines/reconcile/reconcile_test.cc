// The comparison against a naive one: std::map on normalised strings over the rows as they were meant.
#include "engines/reconcile/reconcile.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

using testing::Dice;
using testing::Row;
using testing::Table;
using testing::TestContext;

struct World {
  Table roster, insurance, labour, card;
};

// How somebody may have written an ID: what the engine must see through, or must not.
std::string WriteId(IdKey key, Dice& dice) {
  std::string id = IdText(key);
  switch (dice.Below(16)) {
    case 0:
      for (char& c : id) c = c == 'X' ? 'x' : c;
      return id;
    case 1:
      return id.substr(0, 6) + " " + id.substr(6);
    case 2:
      return "'" + id;
    case 3: {
      std::string wide;
      for (const char c : id) AppendCodePoint(c == 'X' ? 0xFF38 : 0xFF10 + static_cast<char32_t>(c - '0'), wide);
      return wide;
    }
    case 4:
      return id.substr(6, 2) == "19" && id.substr(17) != "?" ? id.substr(0, 6) + id.substr(8, 9) : id;
    case 5:
      return "\xE3\x80\x80" + id + "\xE3\x80\x80";
    default:
      return id;
  }
}

// The naive normalising: returns "" for what equals nothing.
std::string NaiveId(const std::string& cell) {
  std::string out;
  for (std::size_t i = 0; i < cell.size();) {
    char32_t c = NextCodePoint(cell, i);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == ' ' || c == 0x3000 || c == '\'') continue;
    if (c == 'x') c = 'X';
    AppendCodePoint(c, out);
  }
  if (out.size() == 15) {
    static const int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    out = out.substr(0, 6) + "19" + out.substr(6);
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (out[i] - '0') * kWeights[i];
    out += "10X98765432"[sum % 11];
  }
  if (out.size() != 18) return "";
  if (out.substr(15) == "000") {  // cut by Excel unless the check code says otherwise
    static const int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (out[i] - '0') * kWeights[i];
    if ("10X98765432"[sum % 11] != '0') return "";
  }
  return out;
}

std::string Employer(Dice& dice) {
  return dice.Chance(20) ? "" : "9144090" + std::to_string(1000000000 + dice.Below(6)) + "K";
}

World MakeWorld(unsigned seed, int people) {
  Dice dice(seed);
  World w;
  w.roster.rows.push_back({"姓名", "公民身份号码", "就业状态", "单位代码", "备注"});
  w.insurance.rows.push_back({"id_number", "name", "unit", "scheme", "state", "since", "address"});
  w.labour.rows.push_back({"序号", "证件号码", "姓名", "就业状态", "更新日期"});
  w.card.rows.push_back({"id_no", "name", "state", "issued", "card"});
  const std::vector<std::string> statuses = {"已就业", "未就业", "灵活就业", "已返乡", "", "在岗"};
  const std::vector<std::string> remarks = {
      "", "无", "两行\n地址", "有,逗号", "说\"好\"", "\r\n开头换行", "长" + std::string(40, 'y')};
  const std::vector<std::string> bad = {"\1只有一格", "\1,,,,,,,,多", "\1x\"y,1,2,3,4,5,6"};
  for (int p = 0; p < people; ++p) {
    const IdKey key = testing::RandomKey(dice);
    const std::string name = testing::RandomName(dice);
    const bool lost = dice.Chance(3), empty = dice.Chance(2);
    const std::string id = lost ? "4.33E+17" : empty ? "" : WriteId(key, dice);
    if (dice.Chance(80)) w.roster.rows.push_back({name, id, dice.Pick(statuses), Employer(dice), dice.Pick(remarks)});
    if (dice.Chance(2))
      w.roster.rows.push_back({testing::RandomName(dice), WriteId(key, dice), "已就业", Employer(dice), ""});
    for (int k = dice.Below(3); k > 0; --k) {
      w.insurance.rows.push_back(
          {dice.Chance(3) ? "" : WriteId(key, dice), dice.Chance(90) ? name : testing::RandomName(dice), Employer(dice),
           dice.Chance(70) ? "职工" : "城乡居民", dice.Chance(60) ? "1" : "暂停",
           "20" + std::to_string(10 + dice.Below(16)) + (dice.Chance(50) ? "03" : "11"), dice.Pick(remarks)});
    }
    if (dice.Chance(60)) {
      w.labour.rows.push_back({std::to_string(p), WriteId(key, dice), name, std::to_string(1 + dice.Below(4)),
                               "2026-0" + std::to_string(1 + dice.Below(9)) + "-15"});
    }
    if (dice.Chance(70))
      w.card.rows.push_back({WriteId(key, dice), name, std::to_string(dice.Below(3)), "2020/5/1", dice.Pick(remarks)});
    if (dice.Chance(2)) w.insurance.rows.push_back({dice.Pick(bad)});
    if (dice.Chance(2)) w.roster.rows.push_back({dice.Pick(bad)});
  }
  return w;
}

bool IsBad(const Row& row) { return !row[0].empty() && row[0][0] == '\1'; }

// Everything that a comparison says, as text: equal texts are equal reports.
std::string Report(const std::string& roster_csv, const std::vector<std::pair<std::string, std::string>>& registries,
                   const Options& options) {
  std::string out;
  const auto sink = [&](const std::string& file) {
    return [&out, file](const Issue& issue) {
      out += file + " " + std::to_string(issue.row) + " " + issue.column + " " + std::string(issue.code) +
             (issue.rejected ? " rejected\n" : "\n");
    };
  };
  MemoryBytes roster_bytes(roster_csv);
  auto roster = Roster::Read(roster_bytes, TestContext(), options, sink("roster"));
  if (!roster) return roster.error().ToString();
  Comparison comparison(*roster, TestContext(), options);
  for (const auto& [name, csv] : registries) {
    RegistryName registry{name, TableKind::kRoster};
    EXPECT_TRUE(FindRegistryKind(name, registry.kind));
    MemoryBytes bytes(csv);
    const Status added = comparison.AddRegistry(registry, bytes, sink(name));
    if (!added) return added.error().ToString();
  }
  comparison.Finish();
  for (std::size_t i = 0; i < roster->size(); ++i) {
    out += std::to_string(roster->row(i)) + " ";
    roster->AppendIdText(i, out);
    for (std::size_t r = 0; r < comparison.registries(); ++r) {
      const Match& m = comparison.matches(r)[i];
      out += "|" + std::string(NameOf(m.kind)) + " " + std::to_string(m.row) + " " + std::to_string(m.state) + " " +
             std::to_string(m.since) + " " + std::string(roster->employers().Text(m.employer)) +
             (m.name_conflict ? " conflict" : "") + (m.several ? " several" : "");
    }
    out +=
        " " + std::string(NameOf(comparison.outcome(i).finding)) + " " + FlagText(comparison.outcome(i).flags) + "\n";
  }
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    const TableCounts& c = comparison.counts(r);
    out += std::to_string(c.rows) + "=" + std::to_string(c.matched) + "+" + std::to_string(c.unmatched) + "+" +
           std::to_string(c.rejected);
    for (const std::uint64_t n : c.by_kind) out += " " + std::to_string(n);
    out += "\n";
  }
  return out;
}

// The naive comparison of one registry: for each roster row the row number, state and flags.
struct Naive {
  std::uint32_t row = 0;
  int rank = 0;
  std::string since, state, unit, name;
  bool several = false;
};

std::map<std::string, Naive> JoinNaively(const Table& table, std::size_t id, std::size_t name, std::size_t state,
                                         std::size_t since, bool insurance) {
  std::map<std::string, Naive> best;
  for (std::uint32_t n = 1; n < table.rows.size(); ++n) {
    const Row& row = table.rows[n];
    if (IsBad(row)) continue;
    const std::string key = NaiveId(row[id]);
    if (key.empty()) continue;
    Naive found{n, 0, row[since], row[state] == "暂停" ? "2" : row[state], insurance ? row[2] : "", row[name], false};
    found.rank = found.state != "1" ? 0 : insurance && row[3] == "职工" && !row[2].empty() ? 2 : 1;
    const auto [it, added] = best.emplace(key, found);
    if (added) continue;
    if (found.rank > it->second.rank || (found.rank == it->second.rank && found.since > it->second.since))
      it->second = found;
    it->second.several = true;
  }
  return best;
}

class Worlds : public ::testing::TestWithParam<unsigned> {};

TEST_P(Worlds, MatchesAreThoseOfANaiveJoin) {
  const World w = MakeWorld(GetParam(), 400);
  const auto insurance = JoinNaively(w.insurance, 0, 1, 4, 5, true);
  const auto labour = JoinNaively(w.labour, 1, 2, 3, 4, false);
  const auto card = JoinNaively(w.card, 0, 1, 2, 3, false);
  const std::string roster_csv = w.roster.Csv(), insurance_csv = w.insurance.Csv(), labour_csv = w.labour.Csv(),
                    card_csv = w.card.Csv();
  MemoryBytes roster_bytes(roster_csv), a(insurance_csv), b(labour_csv), c(card_csv);
  Options options;
  auto roster = Roster::Read(roster_bytes, TestContext(), options, nullptr);
  ASSERT_TRUE(roster) << roster.error().ToString();
  Comparison comparison(*roster, TestContext(), options);
  ASSERT_TRUE(comparison.AddRegistry({"social_insurance", TableKind::kSocialInsurance}, a, nullptr));
  ASSERT_TRUE(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, b, nullptr));
  ASSERT_TRUE(comparison.AddRegistry({"social_card", TableKind::kSocialCard}, c, nullptr));
  comparison.Finish();
  std::size_t i = 0, findings = 0, bad = 0, conflicts = 0;
  const std::map<std::string, Naive>* const naive[] = {&insurance, &labour, &card};
  for (std::uint32_t n = 1; n < w.roster.rows.size(); ++n) {
    const Row& row = w.roster.rows[n];
    if (IsBad(row)) {
      ++bad;
      continue;
    }
    ASSERT_LT(i, roster->size());
    ASSERT_EQ(roster->row(i), n);
    EXPECT_EQ(roster->name(i), row[0]);
    bool anywhere = false, several = false, conflict = false;
    for (std::size_t r = 0; r < 3; ++r) {
      const auto it = NaiveId(row[1]).empty() ? naive[r]->end() : naive[r]->find(NaiveId(row[1]));
      const Match& m = comparison.matches(r)[i];
      ASSERT_EQ(m.kind == MatchKind::kExact, it != naive[r]->end()) << "row " << n << " registry " << r;
      if (it == naive[r]->end()) continue;
      anywhere = true;
      EXPECT_EQ(m.row, it->second.row) << "row " << n << " registry " << r;
      EXPECT_EQ(std::to_string(m.state), it->second.state);
      EXPECT_EQ(roster->employers().Code(m.employer), it->second.unit);
      EXPECT_EQ(m.name_conflict, it->second.name != row[0]);
      several |= it->second.several;
      conflict |= m.name_conflict;
    }
    const Outcome outcome = comparison.outcome(i);
    EXPECT_EQ((outcome.flags & kInNoRegistry) == 0, anywhere);
    EXPECT_EQ((outcome.flags & kSeveral) != 0, several);
    EXPECT_EQ((outcome.flags & kNameConflict) != 0, conflict);
    conflicts += conflict ? 1 : 0;
    ++i;
  }
  EXPECT_EQ(i, roster->size());
  EXPECT_GT(conflicts, 0U);
  EXPECT_EQ(roster->counts().rejected, bad);
  for (std::size_t f = 0; f < kFindings; ++f) findings += comparison.findings(static_cast<Finding>(f));
  EXPECT_EQ(findings, roster->size());
}

TEST_P(Worlds, OneReportForEveryThreadCountChunkAndEncoding) {
  const World w = MakeWorld(GetParam() + 1000, 120);
  const auto all = [&](auto change) {
    return std::vector<std::pair<std::string, std::string>>{{"social_insurance", change(w.insurance.Csv())},
                                                            {"labour_resource", change(w.labour.Csv())},
                                                            {"social_card", change(w.card.Csv())}};
  };
  const auto same = [](std::string text) { return text; };
  const std::string expected = Report(w.roster.Csv(), all(same), Options());
  ASSERT_GT(expected.size(), 5000U);
  for (const int threads : {1, 2, 5}) {
    for (const std::size_t segment : {std::size_t{1}, std::size_t{13}, std::size_t{100}, std::size_t{4096}}) {
      for (const std::size_t block : {std::size_t{1}, std::size_t{64}, std::size_t{1000}}) {
        Options options;
        options.threads = threads, options.segment_bytes = segment, options.block_bytes = block;
        options.isa = static_cast<Isa>((threads + segment + block) % 4);
        ASSERT_EQ(Report(w.roster.Csv(), all(same), options), expected) << threads << " " << segment << " " << block;
      }
    }
  }
  const auto gb = [](const std::string& text) { return testing::ToGb18030(text); };
  EXPECT_EQ(Report(gb(w.roster.Csv()), all(gb), Options()), expected);
  const auto marked = [](const std::string& text) { return "\xEF\xBB\xBF" + text; };
  EXPECT_EQ(Report(marked(w.roster.Csv()), all(marked), Options()), expected);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Worlds, ::testing::Range(1U, 9U));

TEST(Reconcile, RowInterfaceGivesTheSameReport) {
  World w = MakeWorld(77, 200);
  const auto rows = [](Table& table) {
    std::vector<Row> kept;
    for (const Row& row : table.rows) {
      if (!IsBad(row)) kept.push_back(row);
    }
    table.rows = kept;
    RowBytes bytes;
    for (const Row& row : kept) bytes.Add(row);
    std::string text(bytes.size(), '\0');
    EXPECT_EQ(*bytes.ReadAt(0, text.data(), text.size()), text.size());
    return text;
  };
  const std::string roster_rows = rows(w.roster), insurance_rows = rows(w.insurance);
  EXPECT_EQ(Report(w.roster.Csv("\r\n", true), {{"social_insurance", w.insurance.Csv("\r\n", true)}}, Options()),
            Report(roster_rows, {{"social_insurance", insurance_rows}}, Options()));
}

TEST(Reconcile, RosterInColumnsGivesTheSameMatches) {
  const World w = MakeWorld(78, 200);
  std::vector<Row> rows;
  for (std::size_t n = 1; n < w.roster.rows.size(); ++n) {
    if (!IsBad(w.roster.rows[n])) rows.push_back(w.roster.rows[n]);
  }
  Roster roster = Roster::FromRows(
      rows.size(),
      [&](std::size_t i) { return RosterCells{rows[i][1], rows[i][0], rows[i][2], rows[i][3], {}, {}, {}}; },
      TestContext());
  const std::string csv = w.roster.Csv();
  MemoryBytes roster_bytes(csv);
  auto read = Roster::Read(roster_bytes, TestContext(), Options(), nullptr);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), roster.size());
  for (std::size_t i = 0; i < roster.size(); ++i) {
    EXPECT_EQ(roster.key(i), read->key(i));
    EXPECT_EQ(roster.name(i), read->name(i));
    EXPECT_EQ(roster.status(i), read->status(i));
    EXPECT_EQ(roster.employers().Text(roster.employer(i)), read->employers().Text(read->employer(i)));
  }
}

}  // namespace
}  // namespace gq::reconcile
