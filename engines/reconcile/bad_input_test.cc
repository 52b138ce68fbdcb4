// What files hold in reality: every trouble is reported by row, nothing is dropped silently, nothing crashes.
#include <gtest/gtest.h>

#include <cstring>

#include "engines/reconcile/world_test.h"

namespace gq::reconcile {
namespace {

using testing::TestContext;

const std::string kAnna = "433127198001011235";  // the check code is put right below

std::string WithCheck(const std::string& id17) {
  std::uint64_t n = 0;
  for (const char c : id17.substr(0, 17)) n = n * 10 + static_cast<unsigned>(c - '0');
  return IdText(MakeKey(n, CheckCode(n)));
}

struct Outcomes {
  std::vector<Issue> roster_issues, registry_issues;
  TableCounts roster, registry;
  BigArray<Match> matches;
  std::vector<Roster::Duplicate> duplicates;
  std::vector<IdKind> kinds;
};

Result<Outcomes> Compare(ByteReader& roster_bytes, ByteReader& registry_bytes, Options options = {}) {
  Outcomes out;
  Roster roster = TRY(Roster::Read(roster_bytes, TestContext(), options,
                                   [&](const Issue& issue) { out.roster_issues.push_back(issue); }));
  Comparison comparison(roster, TestContext(), options);
  TRY(comparison.AddRegistry({"social_insurance", TableKind::kSocialInsurance}, registry_bytes,
                             [&](const Issue& issue) { out.registry_issues.push_back(issue); }));
  comparison.Finish();
  out.roster = roster.counts();
  out.registry = comparison.counts(0);
  out.matches = comparison.matches(0);
  out.duplicates = roster.duplicates();
  for (std::size_t i = 0; i < roster.size(); ++i) out.kinds.push_back(roster.id_kind(i));
  return out;
}

Result<Outcomes> Compare(std::string_view roster, std::string_view registry, Options options = {}) {
  MemoryBytes a(roster), b(registry);
  return Compare(a, b, options);
}

const std::string kRosterHead = "id_number,name,status,unit\n";
const std::string kRegistryHead = "id_number,name,unit,scheme,state,since\n";

// Of people of the roster: what is not known is said by row, and changes no match.
TEST(BadInput, UnknownWordsCodesAndMonthsAreRemarks) {
  const std::string id = WithCheck(kAnna);
  const auto outcome = Compare(
      kRosterHead + id + ",安娜,不知道,\n" + id + ",安娜,,\n",
      kRegistryHead + id + ",安娜,x,职工,3,209913\n" + id + ",安娜,x,职工,古怪,-\n" + id + ",安娜,x,职工,1,202601\n");
  ASSERT_TRUE(outcome) << outcome.error().ToString();
  ASSERT_EQ(outcome->roster_issues.size(), 1U);
  EXPECT_EQ(outcome->roster_issues[0].row, 1U);
  EXPECT_EQ(outcome->roster_issues[0].column, "status");
  EXPECT_EQ(outcome->roster_issues[0].code, "state");
  ASSERT_EQ(outcome->registry_issues.size(), 3U);
  EXPECT_EQ(outcome->registry_issues[0].code, "since");
  EXPECT_EQ(outcome->registry_issues[1].code, "state_code");
  EXPECT_EQ(outcome->registry_issues[2].code, "state");
  for (const Issue& issue : outcome->registry_issues) {
    EXPECT_FALSE(issue.rejected);
    EXPECT_NE(ReasonOf(issue.code), "未知的问题");
  }
  EXPECT_EQ(outcome->registry.matched, 3U);
  EXPECT_EQ(outcome->registry.rejected, 0U);
}

TEST(BadInput, EmptyFilesAndFilesWithoutHeaderAreRefusedWithACure) {
  for (const std::string& bad :
       {std::string(), std::string("\xEF\xBB\xBF"), std::string("a,b,c\n1,2,3\n"), std::string("\xFF\xFEi\0d\0", 6),
        std::string("PK\x03\x04whatever"), std::string(3000, '\0'), std::string("\n\n\n")}) {
    const auto outcome = Compare(bad, kRegistryHead);
    ASSERT_FALSE(outcome) << bad.substr(0, 10);
    EXPECT_FALSE(outcome.error().message.empty());
  }
  EXPECT_TRUE(Compare(kRosterHead, kRegistryHead));
}

TEST(BadInput, HeaderMayStandBehindTitleLinesAndRepeatedHeadersAreReported) {
  const std::string id = WithCheck(kAnna);
  const auto outcome =
      Compare("易地搬迁劳动力名册,,,\n\n制表：2026年8月\n身份证号（必填）,姓名*,就业状态,身份证号码\n" + id +
                  ",安娜,已就业,x\n",
              kRegistryHead + id + ",安娜,,,1,202601\n");
  ASSERT_TRUE(outcome) << outcome.error().ToString();
  ASSERT_EQ(outcome->roster_issues.size(), 1U);
  EXPECT_EQ(outcome->roster_issues[0].code, "header_repeated");
  ASSERT_EQ(outcome->matches.size(), 1U);
  EXPECT_EQ(outcome->matches[0].row, 1U);
}

TEST(BadInput, OtherSeparatorsAreNamed) {
  const std::string id = WithCheck(kAnna);
  for (const auto& [separator, word] : {std::pair{'\t', "制表符"}, {';', "分号"}}) {
    std::string registry = kRegistryHead + id + ",安娜,,,1,202601\n";
    std::replace(registry.begin(), registry.end(), ',', separator);
    const auto outcome = Compare(kRosterHead + id + ",安娜,已就业,\n", registry);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, &kNoHeader);
    EXPECT_NE(outcome.error().message.find(word), std::string::npos) << outcome.error().message;
  }
}

TEST(BadInput, AnUnclosedQuoteCostsOneRow) {
  const std::string id = WithCheck(kAnna);
  std::string registry = kRegistryHead + "\"" + WithCheck("433127198001011000") + ",未闭合,,,1,202601\n";
  for (int i = 0; i < 5000; ++i) registry += WithCheck("4331271980010" + std::to_string(1000 + i)) + ",某,,,1,202601\n";
  registry += id + ",安娜,,,1,202601\n";
  for (const int threads : {1, 3}) {
    Options options;
    options.threads = threads, options.segment_bytes = 5000;
    const auto outcome = Compare(kRosterHead + id + ",安娜,已就业,\n", registry, options);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->registry.rows, 5002U);
    EXPECT_EQ(outcome->registry.rejected, 1U);
    ASSERT_EQ(outcome->registry_issues.size(), 1U);
    EXPECT_EQ(outcome->registry_issues[0].row, 1U);
    EXPECT_EQ(outcome->registry_issues[0].code, "quotes");
    EXPECT_EQ(outcome->matches[0].kind, MatchKind::kExact);
  }
}

// A gigabyte without a newline, made up as it is read.
class EndlessLine : public ByteReader {
 public:
  EndlessLine(std::string head, std::string tail, std::uint64_t middle)
      : head_(std::move(head)), tail_(std::move(tail)), middle_(middle) {}
  std::uint64_t size() const override { return head_.size() + middle_ + tail_.size(); }
  Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer, std::size_t size) override {
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, this->size() - offset));
    std::memset(buffer, 'x', size);
    for (std::size_t i = 0; i < size && offset + i < head_.size(); ++i)
      buffer[i] = head_[static_cast<std::size_t>(offset + i)];
    const std::uint64_t tail_at = head_.size() + middle_;
    for (std::size_t i = tail_at > offset ? static_cast<std::size_t>(std::min<std::uint64_t>(size, tail_at - offset))
                                          : 0;
         i < size; ++i) {
      buffer[i] = tail_[static_cast<std::size_t>(offset + i - tail_at)];
    }
    return size;
  }

 private:
  std::string head_, tail_;
  std::uint64_t middle_;
};

TEST(BadInput, ALineOfAGigabyteCostsOneRowAndNoMemory) {
  const std::string id = WithCheck(kAnna);
  const std::string roster = kRosterHead + id + ",安娜,已就业,\n";
  MemoryBytes roster_bytes(roster);
  EndlessLine registry(kRegistryHead + id + ",安娜,,,2,202601\n", "\n" + id + ",安娜,,,1,202602\n",
                       std::uint64_t{1} << 30);
  Options options;
  options.threads = 2;
  const auto outcome = Compare(roster_bytes, registry, options);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->registry.rows, 3U);
  ASSERT_EQ(outcome->registry_issues.size(), 1U);
  EXPECT_EQ(outcome->registry_issues[0].row, 2U);
  EXPECT_EQ(outcome->registry_issues[0].code, "too_long");
  EXPECT_EQ(outcome->matches[0].row, 3U);
}

TEST(BadInput, AnEmptyIdNeverMatchesAnotherAndDuplicatesAreNamed) {
  const std::string id = WithCheck(kAnna);
  const auto outcome =
      Compare(kRosterHead + ",甲,已就业,\n,乙,已就业,\n" + id + ",安娜,已就业,\n" + id + ",安娜,已就业,\n" + id +
                  ",安那,,\n,,,\n" + "4.3E+17,丙,,\n4.3E+17,丙,,\n433127198001011000,丁,,\n433127198001011000,戊,,\n",
              kRegistryHead + ",甲,,,1,202601\n\"\",乙,,,1,202601\n4.3E+17,丙,,,1,\n433127198001011000,丁,,,1,\n" + id +
                  ",安娜,,,1,202601\n");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->roster.rows, 10U);
  EXPECT_EQ(outcome->roster.rejected, 1U);
  ASSERT_EQ(outcome->duplicates.size(), 2U);
  EXPECT_EQ(outcome->duplicates[0].row, 4U);
  EXPECT_EQ(outcome->duplicates[0].first_row, 3U);
  EXPECT_TRUE(outcome->duplicates[0].whole_row);
  EXPECT_FALSE(outcome->duplicates[1].whole_row);
  std::size_t exact = 0;
  for (const Match& match : outcome->matches) exact += match.kind == MatchKind::kExact ? 1 : 0;
  EXPECT_EQ(exact, 3U);
  EXPECT_EQ(outcome->matches[4].name_conflict, true);
  EXPECT_EQ(outcome->registry.matched, 1U);
  EXPECT_EQ(outcome->registry.unmatched, 4U);
}

TEST(BadInput, NulBytesMixedEncodingsAndAbolishedPlaces) {
  const std::string id = WithCheck(kAnna),
                    old = WithCheck("51232419700203112");  // 512324: a county of Sichuan before 1997
  std::string registry = kRegistryHead + id + ",";
  registry += testing::ToGb18030("向峯") + ",,,1,202601\n";
  registry += std::string("43\0", 3) + "127,某,,,1,202601\n" + old + ",石敏,,,1,202601\n";
  const auto outcome = Compare(kRosterHead + id + ",向峰,已就业,\n" + old + ",石敏,,\n", registry);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->matches[0].kind, MatchKind::kExact);
  EXPECT_FALSE(outcome->matches[0].name_conflict) << "峯 is 峰";
  EXPECT_EQ(outcome->matches[1].kind, MatchKind::kExact);
  EXPECT_EQ(outcome->kinds[1], IdKind::kCanonical);
  EXPECT_TRUE(outcome->roster_issues.empty());
  ASSERT_EQ(outcome->registry_issues.size(), 3U);
  EXPECT_EQ(outcome->registry_issues[0].code, "encoding_mixed");
  EXPECT_EQ(outcome->registry_issues[1].code, "zero_byte");
  EXPECT_EQ(outcome->registry_issues[2].code, "id_lost");
  EXPECT_EQ(outcome->registry.by_kind[static_cast<int>(IdKind::kLost)], 1U);
}

// Whose ID cannot be compared as it stands is told so by row, in the roster and in the registry; of each kind the
// first ten thousand rows, then how many more.
TEST(BadInput, IdsOfNoUseAreReportedByRow) {
  std::string wrong = WithCheck(kAnna);
  wrong[9] = wrong[9] == '8' ? '7' : '8';
  const std::string rows = ",甲,,,1,202601\n4.3E+17,丙,,,1,\n" + wrong + ",安娜,,,1,\n";
  const auto outcome = Compare(kRosterHead + ",甲,已就业,\n4.3E+17,丙,,\n" + wrong + ",安娜,,\n", kRegistryHead + rows);
  ASSERT_TRUE(outcome);
  for (const std::vector<Issue>* issues : {&outcome->roster_issues, &outcome->registry_issues}) {
    // A registry's wrong check code is the near pass's business.
    ASSERT_EQ(issues->size(), issues == &outcome->roster_issues ? 3U : 2U);
    static constexpr const char* kCodes[] = {"id_empty", "id_lost", "id_damaged"};
    for (std::size_t i = 0; i < issues->size(); ++i) {
      EXPECT_EQ((*issues)[i].row, i + 1);
      EXPECT_EQ((*issues)[i].code, kCodes[i]);
      EXPECT_FALSE((*issues)[i].rejected);
      EXPECT_NE(ReasonOf((*issues)[i].code), "未知的问题");
    }
  }
  std::string many = kRegistryHead;
  for (std::uint64_t i = 0; i < kRemarksListed + 7; ++i) many += ",甲,,,1,202601\n";
  const auto much = Compare(kRosterHead + WithCheck(kAnna) + ",安娜,,\n", many);
  ASSERT_TRUE(much);
  ASSERT_EQ(much->registry_issues.size(), kRemarksListed + 1);
  EXPECT_EQ(much->registry_issues.back().row, 0U);
  EXPECT_EQ(much->registry_issues.back().value, "另有 7 行");
}

// Other remarks have the same limit, and nothing is left out without being counted.
TEST(BadInput, RemarksOnStatesAndDatesAreListedUpToALimit) {
  std::string many = kRegistryHead;
  for (std::uint64_t i = 0; i < kRemarksListed + 9; ++i)
    many += WithCheck(kAnna) + ",安娜,,," + (i < 3 ? "1" : "在编") + ",209913\n";
  const auto much = Compare(kRosterHead + WithCheck(kAnna) + ",安娜,,\n", many);
  ASSERT_TRUE(much);
  std::map<std::string_view, std::uint64_t> listed, further;
  for (const Issue& issue : much->registry_issues) {
    EXPECT_FALSE(issue.rejected);
    if (issue.row != 0) {
      ++listed[issue.code];
      continue;
    }
    ++further[issue.code];
    EXPECT_EQ(issue.value, issue.code == "since" ? "另有 9 行" : "另有 6 行");
    EXPECT_EQ(issue.column, issue.code);
  }
  EXPECT_EQ(listed, (std::map<std::string_view, std::uint64_t>{{"since", kRemarksListed}, {"state", kRemarksListed}}));
  EXPECT_EQ(further, (std::map<std::string_view, std::uint64_t>{{"since", 1}, {"state", 1}}));
}

TEST(BadInput, LinesThatEndInCrAloneAreRefusedNotLost) {
  std::string registry = kRegistryHead + WithCheck(kAnna) + ",安娜,,,1,202601\n";
  std::replace(registry.begin(), registry.end(), '\n', '\r');
  const auto outcome = Compare(kRosterHead + WithCheck(kAnna) + ",安娜,,\n", registry);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message.find("CR"), std::string::npos);
}

// Rows in another encoding than the file are reported one by one, whoever's they are, by every kernel, plain or in
// quotes; rows that are in order are not.
TEST(BadInput, EveryRowInAnotherEncodingIsReported) {
  static const std::vector<std::string> kNames = {"向峰", "欧阳修", "㼆丽",          "𠮷田", "龙·阿朵",
                                                  "李明", "石远强", "买买提·吐尔逊", "刘老", "王芳"};
  for (const bool gb_file : {false, true}) {
    for (const bool quoted : {false, true}) {
      testing::Dice dice(gb_file ? 3 : 4);
      std::string registry = gb_file ? testing::ToGb18030("证件号码,姓名,单位代码,单位名称,参保状态\n")
                                     : std::string("证件号码,姓名,单位代码,单位名称,参保状态\n");
      std::vector<std::uint64_t> foreign;
      for (std::uint64_t row = 1; row <= 3000; ++row) {
        const std::string name = dice.Pick(kNames);
        std::string line = IdText(testing::RandomKey(dice)) + "," + (quoted ? "\"" + name + "\"" : name) + ",U" +
                           std::to_string(row % 7) + "," + (row % 3 == 0 ? "东莞市电子厂" : "") + ",1\n";
        const bool odd = dice.Chance(5);
        if (odd) foreign.push_back(row);
        registry += odd != gb_file ? testing::ToGb18030(line) : line;
      }
      for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
        Options options;
        options.isa = isa, options.threads = 2, options.segment_bytes = 5000, options.block_bytes = 700;
        const auto outcome = Compare(kRosterHead + WithCheck(kAnna) + ",向峰,,\n", registry, options);
        ASSERT_TRUE(outcome);
        EXPECT_EQ(outcome->registry.encoding, gb_file ? Encoding::kGb18030 : Encoding::kUtf8);
        std::vector<std::uint64_t> reported;
        for (const Issue& issue : outcome->registry_issues) {
          EXPECT_EQ(issue.code, "encoding_mixed") << issue.row << " " << issue.value;
          EXPECT_FALSE(issue.rejected);
          reported.push_back(issue.row);
        }
        EXPECT_EQ(reported, foreign) << "gb " << gb_file << " quoted " << quoted << " isa " << static_cast<int>(isa);
        EXPECT_EQ(outcome->registry.rows, 3000U);
        EXPECT_EQ(outcome->registry.rejected, 0U);
      }
    }
  }
}

TEST(BadInput, HashedIdsAreRefusedWithTheReason) {
  const std::string hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  for (const std::string& hash :
       {hex, hex.substr(0, 32), hex.substr(0, 40), std::string("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="),
        std::string("n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"), "0x" + hex}) {
    EXPECT_TRUE(LooksHashed(hash)) << hash;
    for (const char* header : {"id_number", "身份证号哈希", "id_hash"}) {
      std::string roster = std::string(header) + ",name\n";
      for (int i = 0; i < 20; ++i) roster += hash + ",某" + std::to_string(i) + "\n";
      const auto outcome = Compare(roster, kRegistryHead);
      ASSERT_FALSE(outcome);
      EXPECT_EQ(outcome.error().kind->code, "reconcile.hashed_ids") << header << " " << hash;
      EXPECT_NE(outcome.error().hint.find("gangqiao psi"), std::string::npos);
      const auto registry = Compare(kRosterHead + WithCheck(kAnna) + ",向峰,,\n", roster);
      EXPECT_FALSE(registry);
    }
  }
  for (const char* honest : {"11010519491231002X", "", "无", "4.33127E+17", "91440900MA4UXXXX1K", "E12345678",
                             "00000000000000000000000000000000", "11010519491231002X11010519491231"})
    EXPECT_FALSE(LooksHashed(honest)) << honest;
  // One bad cell is that row's trouble and no reason to refuse the file.
  const auto outcome = Compare(
      kRosterHead + WithCheck(kAnna) + ",向峰,,\n" + WithCheck(kAnna) + ",向峰,,\n" + hex + ",某,,\n", kRegistryHead);
  ASSERT_TRUE(outcome);
}

TEST(BadInput, RulesWithAGapAreRefused) {
  EXPECT_FALSE(
      Rules::Parse("status,insurance,labour,finding,disagree\nworking,*,*,still_employed,no\n", "kind,word,code\n"));
  EXPECT_FALSE(Rules::Parse("status,insurance,labour,finding,disagree\n*,*,*,nonsense,no\n", "kind,word,code\n"));
  EXPECT_TRUE(Rules::Parse("status,insurance,labour,finding,disagree\n*,*,*,not_employed,no\n", "kind,word,code\n"));
}

TEST(BadInput, RandomBytesNeverCrashAndAlwaysAddUp) {
  testing::Dice dice(5);
  const std::string alphabet = "0123456789,,,\"\"\n\n\r xX'\xE3\x80\x80\xB0\xA1\x81\x30";
  for (int round = 0; round < 2000; ++round) {
    std::string text = kRegistryHead;
    for (int i = dice.Below(300); i > 0; --i)
      text += alphabet[static_cast<std::size_t>(dice.Below(static_cast<int>(alphabet.size())))];
    Options whole, pieces;
    whole.record_bytes_max = pieces.record_bytes_max = 40;
    pieces.threads = 3, pieces.segment_bytes = 9, pieces.block_bytes = 5, pieces.isa = static_cast<Isa>(round % 4);
    const auto a = Compare(kRosterHead, text, whole), b = Compare(kRosterHead, text, pieces);
    ASSERT_TRUE(a && b);
    ASSERT_EQ(a->registry.rows, b->registry.rows) << text;
    ASSERT_EQ(a->registry.rejected, b->registry.rejected) << text;
    ASSERT_EQ(a->registry_issues.size(), b->registry_issues.size()) << text;
    for (std::size_t i = 0; i < a->registry_issues.size(); ++i)
      ASSERT_EQ(a->registry_issues[i].row, b->registry_issues[i].row);
  }
}

}  // namespace
}  // namespace gq::reconcile
