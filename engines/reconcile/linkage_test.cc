// Linking duplicates of a made-up population: errors as in the FEBRL data sets (Christen 2002), truth known, no labels
// given.
#include "engines/reconcile/linkage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engines/reconcile/linkage_pairs.h"
#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

using testing::Dice;

const std::vector<std::string> kGiven = {"emily",  "joshua",  "lachlan", "isabella", "jack",     "olivia",
                                         "ethan",  "chloe",   "mia",     "thomas",   "samuel",   "sophie",
                                         "zoe",    "riley",   "matthew", "hannah",   "benjamin", "jessica",
                                         "daniel", "caitlin", "harry",   "ruby",     "xavier",   "imogen"};
const std::vector<std::string> kSurname = {"smith",   "nguyen",   "white",  "clarke",   "campbell", "ryan",
                                           "webb",    "green",    "reid",   "matthews", "dixon",    "burford",
                                           "thorpe",  "mccarthy", "goode",  "leslie",   "hazell",   "petersen",
                                           "coleman", "rawlings", "bishop", "noble",    "wallis"};
const std::vector<std::string> kStreet = {"stanley street", "burramurra place", "macdonnell crescent", "jenkins road",
                                          "lampard close",  "carstensz street", "weston circuit",      "dalley place",
                                          "hotham avenue",  "bindel loop",      "outtrim avenue",      "torrens court"};
const std::vector<std::string> kSuburb = {"canberra",  "richmond",     "toowoomba", "st kilda",
                                          "frankston", "port douglas", "bondi",     "geelong"};

// given, surname, number, street, suburb, postcode, state, birth, social security number
using Record = std::vector<std::string>;

Record Someone(Dice& dice) {
  const auto digits = [&](int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += static_cast<char>('0' + dice.Below(10));
    return out;
  };
  const int month = 1 + dice.Below(12), day = 1 + dice.Below(28);
  const std::string birth = std::to_string(1900 + dice.Below(100)) + (month < 10 ? "0" : "") + std::to_string(month) +
                            (day < 10 ? "0" : "") + std::to_string(day);
  return {dice.Pick(kGiven),
          dice.Pick(kSurname),
          std::to_string(1 + dice.Below(200)),
          dice.Pick(kStreet) + " " + std::to_string(dice.Below(40)),
          dice.Pick(kSuburb),
          digits(4),
          dice.Chance(40) ? "nsw" : "vic",
          birth,
          digits(7)};
}

std::string Mistype(std::string text, Dice& dice) {
  if (text.empty()) return text;
  const auto at = static_cast<std::size_t>(dice.Below(static_cast<int>(text.size())));
  switch (dice.Below(4)) {
    case 0:
      text.erase(at, 1);
      break;
    case 1:
      text.insert(at, 1, text[at]);
      break;
    case 2:
      if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
      break;
    default:
      text[at] = text[at] >= '0' && text[at] <= '9' ? static_cast<char>('0' + dice.Below(10))
                                                    : static_cast<char>('a' + dice.Below(26));
  }
  return text;
}

Record Spoil(Record record, Dice& dice) {
  for (int errors = 1 + dice.Below(4); errors > 0; --errors) {
    const auto field = static_cast<std::size_t>(dice.Below(9));
    const int kind = dice.Below(10);
    if (kind == 0)
      record[field].clear();
    else if (kind == 1)
      std::swap(record[0], record[1]);
    else
      record[field] = Mistype(record[field], dice);
  }
  return record;
}

LinkPlan FebrlPlan() {
  LinkPlan plan;
  plan.fields = {{"given", Comparator::kEdit},  {"surname", Comparator::kEdit}, {"number", Comparator::kExact},
                 {"street", Comparator::kEdit}, {"suburb", Comparator::kEdit},  {"postcode", Comparator::kId},
                 {"state", Comparator::kExact}, {"birth", Comparator::kDate},   {"ssn", Comparator::kId}};
  plan.blocks = {{{8, 0}}, {{7, 0}}, {{1, 4}, {5, 0}}, {{0, 4}, {1, 4}}, {{3, 0}, {2, 0}}};
  return plan;
}

LinkTable TableOf(const std::vector<Record>& records) {
  LinkTable table;
  table.rows = records.size();
  table.columns.resize(9);
  for (const Record& record : records) {
    for (std::size_t f = 0; f < 9; ++f) table.columns[f].push_back(record[f]);
  }
  return table;
}

TEST(Linkage, FebrlLikeDuplicatesAreFoundWithoutLabels) {
  Dice dice(1);
  std::vector<Record> originals, copies;
  for (int i = 0; i < 2000; ++i) originals.push_back(Someone(dice));
  for (const Record& record : originals) copies.push_back(Spoil(record, dice));
  const auto result = LinkRecords(TableOf(originals), TableOf(copies), FebrlPlan(), {});
  ASSERT_TRUE(result) << result.error().ToString();
  std::size_t right = 0;
  for (const Link& link : result->links) right += link.left == link.right ? 1 : 0;
  const double recall = static_cast<double>(right) / 2000,
               precision = static_cast<double>(right) / static_cast<double>(result->links.size());
  EXPECT_GT(recall, 0.995);
  EXPECT_GT(precision, 0.999);
}

TEST(Linkage, DuplicatesWithinOneFileBecomeClusters) {
  Dice dice(2);
  std::vector<Record> records;
  std::vector<int> owner;
  for (int i = 0; i < 600; ++i) {
    const Record someone = Someone(dice);
    records.push_back(someone), owner.push_back(i);
    for (int k = dice.Below(3); k > 0; --k) records.push_back(Spoil(someone, dice)), owner.push_back(i);
  }
  const auto result = LinkRecords(TableOf(records), {}, FebrlPlan(), {});
  ASSERT_TRUE(result);
  std::size_t wrong = 0, split = 0;
  std::map<std::uint32_t, int> owner_of_cluster;
  std::map<int, std::set<std::uint32_t>> clusters_of_owner;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    const auto it = owner_of_cluster.emplace(result->clusters[i], owner[i]).first;
    wrong += it->second != owner[i] ? 1 : 0;
    clusters_of_owner[owner[i]].insert(result->clusters[i]);
  }
  for (const auto& entry : clusters_of_owner) split += entry.second.size() - 1;
  EXPECT_EQ(wrong, 0U);
  EXPECT_LE(split, 6U);
}

TEST(Linkage, ChineseNamesByLevels) {
  LinkPlan plan;
  plan.fields = {{"name", Comparator::kName},
                 {"birth", Comparator::kDate},
                 {"phone", Comparator::kPhone},
                 {"place", Comparator::kPrefix}};
  plan.blocks = {{{1, 0}}, {{2, 0}}};
  Dice dice(3);
  LinkTable left, right;
  left.columns.resize(4), right.columns.resize(4);
  for (int i = 0; i < 500; ++i) {
    std::string phone = "138";
    for (int k = 0; k < 8; ++k) phone += static_cast<char>('0' + dice.Below(10));
    const std::string values[] = {
        testing::RandomName(dice),
        std::to_string(19600000 + dice.Below(40) * 10000 + (1 + dice.Below(12)) * 100 + 1 + dice.Below(28)), phone,
        "433127" + std::to_string(100000 + dice.Below(50))};
    for (std::size_t f = 0; f < 4; ++f) {
      left.columns[f].push_back(values[f]);
      right.columns[f].push_back(f == 1 && i % 5 == 0   ? ""
                                 : f == 2 && i % 7 == 0 ? Mistype(values[f], dice)
                                                        : values[f]);
    }
    ++left.rows, ++right.rows;
  }
  const auto result = LinkRecords(left, right, plan, {testing::TestContext().variants, nullptr});
  ASSERT_TRUE(result);
  std::size_t right_links = 0;
  for (const Link& link : result->links) right_links += link.left == link.right ? 1 : 0;
  EXPECT_EQ(right_links, result->links.size());
  EXPECT_GT(right_links, 475U);
  for (const FieldModel& model : result->model) {
    double m = 0, u = 0;
    for (std::size_t l = 1; l < model.m.size(); ++l) m += model.m[l], u += model.u[l];
    EXPECT_NEAR(u, 1, 1e-9);
    EXPECT_NEAR(m, 1, 0.01);
  }
  // Decisions of earlier runs teach m: accepted pairs whose phone was a slip apart; rejected ones teach nothing.
  const LinkLabel slip = {{5, 4, 2, 3}, true}, apart = {{5, 4, 2, 3}, false};
  const auto taught_by = [&](const LinkLabel& label) {
    LinkPlan taught = plan;
    taught.labels.assign(400, label);
    return LinkRecords(left, right, taught, {testing::TestContext().variants, nullptr})->model;
  };
  EXPECT_GT(taught_by(slip)[2].m[2], result->model[2].m[2] + 0.2);
  EXPECT_EQ(taught_by(apart)[2].m, result->model[2].m);
}

// The levels of the one pair that a decision makes compared, and that therefore stands in the answer.
std::vector<std::uint8_t> LevelsOfPair(const LinkPlan& fields, const Record& a, const Record& b) {
  LinkPlan plan = fields;
  plan.decisions = {{0, 0, true}};
  LinkTable left, right;
  left.rows = right.rows = 1;
  for (const std::string& value : a) left.columns.push_back({value});
  for (const std::string& value : b) right.columns.push_back({value});
  const auto result = LinkRecords(left, right, plan, {});
  return result && result->links.size() == 1 ? result->links[0].levels : std::vector<std::uint8_t>();
}

using Levels = std::vector<std::uint8_t>;

TEST(Linkage, ExchangedNamesAreAlikeWithASlipAndWithOneMissing) {
  LinkPlan plan;
  plan.fields = {{"given", Comparator::kEdit}, {"family", Comparator::kEdit}};
  EXPECT_EQ(LevelsOfPair(plan, {"longman", "samuel"}, {"samuel", "longman"}), (Levels{4, 4}));
  EXPECT_EQ(LevelsOfPair(plan, {"longman", "samuel"}, {"saumuel", "longman"}), (Levels{3, 3}));
  EXPECT_EQ(LevelsOfPair(plan, {"longman", ""}, {"samuel", "longman"}), (Levels{4, 0}));
  EXPECT_EQ(LevelsOfPair(plan, {"longman", ""}, {"", "longman"}), (Levels{4, 0}));
  EXPECT_EQ(LevelsOfPair(plan, {"longman", ""}, {"samuel", "webster"}), (Levels{1, 0}));
  EXPECT_EQ(LevelsOfPair(plan, {"longman", "samuel"}, {"webster", "longman"}), (Levels{1, 1}));
}

TEST(Linkage, AddressesOfMailCountInPlace) {
  LinkPlan plan;
  plan.fields = {{"email", Comparator::kEdit}};
  const auto level = [&](const char* a, const char* b) { return LevelsOfPair(plan, {a}, {b}); };
  EXPECT_EQ(level("Elsie.Davis197@hill-turner.com", "elsie.davis197@hill-turner.com"), Levels{5});
  EXPECT_EQ(level("elsie.davis197@hill-turner.com", "elsie.davis197.hill-turner.com"), Levels{5});  // @ mistyped
  EXPECT_GE(level("elsie.davis197@hill-turner.com", "elsei.dvis197@hilltunrer.com")[0], 2);         // five slips
  EXPECT_EQ(level("reuben.bell181@anderson.net", "reuben.adams13@adams.net"), Levels{1});  // no more than a first name
  EXPECT_EQ(level("jude.brown7@phillips.org", "jude.bailey98@price.biz"), Levels{1});
}

TEST(Linkage, DatesWithALetterOrADigitTooManyAreClose) {
  LinkPlan plan;
  plan.fields = {{"birth", Comparator::kDate}};
  const auto level = [&](const char* a, const char* b) { return LevelsOfPair(plan, {a}, {b}); };
  EXPECT_EQ(level("19870322", "l9870322"), Levels{3});
  EXPECT_EQ(level("1914-05-12", "1914052"), Levels{3});
  EXPECT_EQ(level("19140512", "191405122"), Levels{3});
  EXPECT_EQ(level("19870322", "l98703722"), Levels{2});
  EXPECT_EQ(level("19870322", "20050914"), Levels{1});
}

// Whether automatic blocks bring the first two records together, among a crowd that shares single values with them.
bool AreCompared(const LinkPlan& plan, const Record& a, const Record& b, const std::vector<Record>& crowd) {
  std::vector<Record> records = {a, b};
  records.insert(records.end(), crowd.begin(), crowd.end());
  LinkInput input;
  input.left_rows = records.size();
  input.value = [&](bool, std::size_t field, std::size_t row, std::string&) -> std::string_view {
    return records[row][field];
  };
  std::vector<FieldComparer> comparers;
  for (const LinkField& field : plan.fields) comparers.emplace_back(field, LinkLanguage());
  ReadyColumns columns;
  for (std::size_t f = 0; f < plan.fields.size(); ++f) {
    columns.push_back(ReadyColumn::Read(input, f, comparers[f]));
    comparers[f].WeighWords();
  }
  std::uint64_t skipped = 0;
  const auto pairs = FindPairs(columns, true, comparers, plan, skipped);
  return std::find(pairs.begin(), pairs.end(), 1U) != pairs.end();
}

TEST(Linkage, PairsAreFoundAcrossExchangedFieldsAndDigitsTooMany) {
  LinkPlan plan;
  plan.fields = {{"given", Comparator::kEdit},
                 {"surname", Comparator::kEdit},
                 {"street", Comparator::kEdit},
                 {"number", Comparator::kId}};
  std::vector<Record> crowd;
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(1000000 + i * 1237);
    crowd.push_back({"a" + n, "harvinly", "b" + n + " road", n});
    crowd.push_back({"harvinly", "c" + n, "d" + n + " road", "2" + n.substr(1)});
    crowd.push_back({"e" + n, "f" + n, "sonromilhu close", "3" + n.substr(1)});
    crowd.push_back({"e" + n, "risie", "g" + n + " close", "164" + n.substr(3)});
  }
  // Both names in each other's place.
  EXPECT_TRUE(AreCompared(plan, {"risie", "harvinly", "", ""}, {"harvinly", "risie", "", ""}, crowd));
  // One with a slip, beside a street or a number that many have.
  EXPECT_TRUE(AreCompared(plan, {"roisie", "harvinly", "sonromilhu close", "5550000"},
                          {"harvinly", "oisie", "sonromilhu close", "6660000"}, crowd));
  // A digit too many in a number.
  EXPECT_TRUE(AreCompared(plan, {"", "harvinly", "", "1647131"}, {"", "harvinly", "", "16471311"}, crowd));
  EXPECT_TRUE(AreCompared(plan, {"", "harvinly", "", "1647131"}, {"", "harvinly", "", "11647131"}, crowd));
  EXPECT_FALSE(AreCompared(plan, {"", "harvinly", "", "1647131"}, {"", "harvinly", "", "5558989"}, crowd));
}

// Bit by bit, whatever threads have done which part of the work.
TEST(Linkage, AnyNumberOfThreadsGivesTheSame) {
  Dice dice(9);
  std::vector<Record> left, right, both;
  for (int i = 0; i < 300; ++i) {
    left.push_back(Someone(dice));
    right.push_back(Spoil(left.back(), dice));
    both.push_back(left.back());
    if (i % 3 == 0) both.push_back(right.back());
  }
  for (const bool two_files : {true, false}) {
    LinkPlan plan = FebrlPlan();
    plan.blocks = {{{0, 0}}, {{1, 3}, {8, 0}}};
    const auto link = [&](int threads) {
      plan.threads = threads;
      return two_files ? LinkRecords(TableOf(left), TableOf(right), plan, {})
                       : LinkRecords(TableOf(both), {}, plan, {});
    };
    const auto alone = link(1);
    ASSERT_TRUE(alone);
    ASSERT_GT(alone->links.size(), 80U);
    for (const int threads : {2, 5}) {
      const auto shared = link(threads);
      ASSERT_TRUE(shared);
      EXPECT_EQ(shared->clusters, alone->clusters);
      EXPECT_EQ(shared->pairs, alone->pairs);
      EXPECT_EQ(shared->prior, alone->prior);
      ASSERT_EQ(shared->links.size(), alone->links.size());
      for (std::size_t i = 0; i < alone->links.size(); ++i) {
        const Link &a = alone->links[i], &b = shared->links[i];
        EXPECT_TRUE(a.left == b.left && a.right == b.right && a.probability == b.probability && a.weight == b.weight &&
                    a.share == b.share && a.levels == b.levels)
            << threads << " threads, link " << i;
      }
      for (std::size_t f = 0; f < alone->model.size(); ++f) {
        EXPECT_EQ(shared->model[f].m, alone->model[f].m);
        EXPECT_EQ(shared->model[f].u, alone->model[f].u);
      }
    }
  }
}

TEST(Linkage, ComparesAsWritten) {
  EXPECT_TRUE(OneEditApart("abcd", "acbd"));
  EXPECT_TRUE(OneEditApart("abcd", "abd"));
  EXPECT_TRUE(OneEditApart("abcd", "abxd"));
  EXPECT_FALSE(OneEditApart("abcd", "abcd"));
  EXPECT_FALSE(OneEditApart("abcd", "badc"));
  EXPECT_NEAR(JaroWinkler("martha", "marhta"), 0.9611, 1e-4);  // the example of Winkler 1990
  EXPECT_NEAR(JaroWinkler("dixon", "dicksonx"), 0.8133, 1e-4);
  EXPECT_FALSE(LinkRecords({}, {}, {}, {}));
  LinkPlan plan = FebrlPlan();
  EXPECT_TRUE(LinkRecords({}, {}, plan, {}));
  plan.blocks.push_back({{99, 0}});
  EXPECT_FALSE(LinkRecords({}, {}, plan, {}));
}

}  // namespace
}  // namespace gq::reconcile
