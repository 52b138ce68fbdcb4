// Two offices, each in its own folder: the private intersection is the one in clear, and whatever does not belong to
// the round is refused before anything is handed over.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engines/reconcile/world_test.h"
#include "kits/crypto/bytes.h"
#include "modules/private_comparison/audit_trail.h"
#include "modules/private_comparison/exchange_file.h"
#include "modules/private_comparison/round_parts.h"
#include "modules/private_comparison/rounds.h"
#include "modules/sources/compare.h"

namespace gq::psi {
namespace {

namespace fs = std::filesystem;
using reconcile::testing::Dice;

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Id(std::uint64_t digits17) {
  return reconcile::IdText(reconcile::MakeKey(digits17, reconcile::CheckCode(digits17)));
}

class TwoOffices : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gq_psi_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ASSERT_TRUE(CreateOfficeKey(Role::kAsker, "甲县", {}, Path("asker.key")));
    ASSERT_TRUE(CreateOfficeKey(Role::kHolder, "乙局", {}, Path("holder.key")));
    asker_ = {Path("asker.key"), Path("holder.key.pub"), 2, {}, nullptr};
    holder_ = {Path("holder.key"), Path("asker.key.pub"), 2, {}, nullptr};
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Put(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }

  Result<RoundResult> Mask(const std::string& registry, const std::string& out, const std::string& since = "") const {
    return MaskRegistry(holder_, "social_insurance", Path(registry), since.empty() ? "" : Path(since), Path(out));
  }
  Result<RoundResult> Blind() const { return BlindRoster(asker_, Path("roster.csv"), Path("query.psi")); }
  Result<RoundResult> Answer() const { return AnswerQuery(holder_, Path("query.psi"), Path("answer.psi")); }
  Result<RoundResult> Match(MatchCounts* counts = nullptr) const {
    MatchCounts ignored;
    return MatchAnswer(
        asker_, {Path("roster.csv"), Path("query.psi.secret"), Path("masked.psi"), Path("answer.psi"), Path("out")},
        counts == nullptr ? &ignored : counts);
  }
  // A small exchange that is in order.
  void PutSmallWorld() {
    Put("roster.csv", "id_number,name\n11010519491231002X,甲\n" + Id(43312719800101123) + ",乙\n");
    Put("registry.csv", "id_number,name,state\n11010519491231002X,甲,1\n");
    ASSERT_TRUE(Mask("registry.csv", "masked.psi"));
    ASSERT_TRUE(Blind());
  }
  // The file with its head changed and signed again by whoever holds `key`.
  void Resign(const std::string& path, const std::string& key, const std::map<std::string, std::string>& changes,
              std::string_view payload = {}) const {
    const std::string bytes = Slurp(Path(path));
    std::size_t head_bytes = 0;
    ExchangeHead head = *ParseHead(bytes, &head_bytes);
    std::string body = bytes.substr(head_bytes, head.values * ValueBytes(head.kind));
    if (!payload.empty()) body = payload, head.values = body.size() / ValueBytes(head.kind);
    for (const auto& [name, value] : changes) head.lines[name] = value;
    const OfficeKey signer = *ReadOfficeKey(Path(key));
    head.from = signer.office.key;
    auto writer = ExchangeWriter::Create(Path(path), head);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->Write(body));
    ASSERT_TRUE(writer->Seal(signer.seed));
    ASSERT_TRUE(writer->Commit());
  }
  template <typename T>
  static std::string CodeOf(const Result<T>& result) {
    return result ? "done" : std::string(result.error().kind->code);
  }

  fs::path folder_;
  RoundOptions asker_, holder_;
};

// ---- the same people as in clear ----

// An ID as it stands in a file with errors of every kind.
std::string Spoil(std::string id, Dice& dice) {
  switch (dice.Below(9)) {
    case 0:
    case 1: {  // one wrong digit
      char& digit = id[static_cast<std::size_t>(dice.Below(17))];
      digit = static_cast<char>('0' + (digit - '0' + 1 + dice.Below(9)) % 10);
      return id;
    }
    case 2:
    case 3: {  // neighbours swapped
      const auto at = static_cast<std::size_t>(dice.Below(16));
      std::swap(id[at], id[at + 1]);
      return id;
    }
    case 4:  // Excel
      return id.substr(0, 15) + "000";
    case 5:
      return id.substr(0, 1) + "." + id.substr(1, 14) + "E+17";
    case 6:
      return " " + id.substr(0, 6) + " " + id.substr(6);
    case 7:
      if (id.back() == 'X') id.back() = 'x';
      return "'" + id;
    default:
      return dice.Chance(50) ? "" : "4.33E+17";
  }
}

struct World {
  std::string roster = "身份证号,姓名,就业状态\n", registry = "证件号码,姓名,单位代码,参保状态\n";
};

World MakeWorld(unsigned seed) {
  Dice dice(seed);
  World world;
  std::vector<std::pair<std::string, std::string>> people;
  for (int i = 0; i < 500; ++i) {
    if (i > 0 && dice.Chance(8)) {  // a twin: the next number of the same day, sometimes with the same name
      const std::uint64_t digits = reconcile::Digits17(reconcile::ParseId(people.back().first).key) + 1;
      people.emplace_back(reconcile::IdText(reconcile::MakeKey(digits, reconcile::CheckCode(digits))),
                          dice.Chance(30) ? people.back().second : reconcile::testing::RandomName(dice));
    } else {
      people.emplace_back(reconcile::IdText(reconcile::testing::RandomKey(dice)), reconcile::testing::RandomName(dice));
    }
  }
  const auto name_of = [&](const std::string& name) {
    if (dice.Chance(3)) return reconcile::testing::RandomName(dice);
    if (name.find("峰") != std::string::npos && dice.Chance(50)) return name.substr(0, name.size() - 3) + "峯";
    return name;
  };
  for (const auto& [id, name] : people) {
    const bool in_roster = dice.Chance(60), in_registry = dice.Chance(70);
    for (int copies = in_roster ? (dice.Chance(4) ? 2 : 1) : 0; copies > 0; --copies)
      world.roster += (dice.Chance(15) ? Spoil(id, dice) : id) + "," + name_of(name) + ",未就业\n";
    for (int copies = in_registry ? 1 + dice.Below(2) : 0; copies > 0; --copies)
      world.registry += (dice.Chance(15) ? Spoil(id, dice) : id) + "," + name_of(name) + ",U" +
                        std::to_string(dice.Below(9)) + ",1\n";
  }
  return world;
}

// Row -> "exact same", "exact different" or "by check digit": what equal IDs and check digits together with the same
// name find in clear.
std::map<std::uint32_t, std::string> InClear(const std::string& roster, const std::string& registry) {
  sources::CompareOptions options;
  const auto result = sources::CompareRosterFile(roster, {{"social_insurance", registry}}, options);
  EXPECT_TRUE(result) << result.error().ToString();
  std::map<std::uint32_t, std::string> out;
  for (std::size_t i = 0; i < result->size(); ++i) {
    const reconcile::Match& match = result->comparison().matches(0)[i];
    if (match.kind == reconcile::MatchKind::kExact) out[result->roster().row(i)] = "exact";
  }
  for (const reconcile::ReviewItem& item : result->comparison().review(0)) {
    const std::uint32_t row = result->roster().row(item.person);
    if (item.repair.type != reconcile::RepairType::kNone && reconcile::SameName(item.name))
      out.emplace(row, "by check digit");
  }
  return out;
}

std::map<std::uint32_t, std::string> InPrivate(const std::string& path) {
  std::map<std::uint32_t, std::string> out;
  std::istringstream text(Slurp(path));
  std::string line;
  std::getline(text, line);
  EXPECT_EQ(line, "row,id_number,name,match,name_level,repair");
  while (std::getline(text, line)) {
    std::vector<reconcile::Cell> cells;
    reconcile::SplitRecord(line, cells);
    if (cells[3].text == "none") continue;
    out[static_cast<std::uint32_t>(std::stoul(std::string(cells[0].text)))] =
        cells[3].text == "exact" ? "exact" : "by check digit";
  }
  return out;
}

TEST_F(TwoOffices, PrivateIntersectionIsThatInClear) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const World world = MakeWorld(seed);
    const std::string roster = Put("roster.csv", world.roster), registry = Put("registry.csv", world.registry);
    const auto masked = Mask("registry.csv", "masked.psi");
    ASSERT_TRUE(masked) << masked.error().ToString();
    ASSERT_TRUE(Blind());
    ASSERT_TRUE(Answer());
    MatchCounts counts;
    const auto matched = Match(&counts);
    ASSERT_TRUE(matched) << matched.error().ToString();
    const auto clear = InClear(roster, registry), found = InPrivate(Path("out/private.csv"));
    std::map<std::uint32_t, std::string> only_clear, only_private;
    for (const auto& [row, kind] : clear) {
      if (const auto it = found.find(row); it == found.end() || it->second != kind) only_clear[row] = kind;
    }
    for (const auto& [row, kind] : found) {
      if (const auto it = clear.find(row); it == clear.end() || it->second != kind) only_private[row] = kind;
    }
    EXPECT_TRUE(only_clear.empty()) << "seed " << seed << ": " << ::testing::PrintToString(only_clear);
    EXPECT_TRUE(only_private.empty()) << "seed " << seed << ": " << ::testing::PrintToString(only_private);
    if (HasFailure()) return;
    EXPECT_GT(counts.exact, 150U);
    EXPECT_GT(counts.repaired, 20U);
    EXPECT_GT(counts.name_conflict, 0U);
    EXPECT_GT(counts.none, 50U);
    EXPECT_EQ(counts.exact + counts.repaired + counts.review + counts.none + matched->rejected, matched->rows);
  }
}

TEST_F(TwoOffices, NameDecidesBetweenCandidatesAndStrangersStayUnknown) {
  // One slip, and the repaired ID belongs to somebody of another name: the asker does not learn that the ID exists.
  Put("roster.csv", "id_number,name\n110105194912310021,甲\n");
  Put("registry.csv", "id_number,name,state\n11010519491231002X,乙,1\n");
  MatchCounts counts;
  ASSERT_TRUE(Mask("registry.csv", "masked.psi") && Blind() && Answer() && Match(&counts));
  EXPECT_EQ(counts.none, 1U);
  Put("registry.csv", "id_number,name,state\n11010519491231002X,甲,1\n");
  ASSERT_TRUE(Mask("registry.csv", "masked.psi") && Match(&counts));
  EXPECT_EQ(counts.repaired, 1U);
  EXPECT_NE(Slurp(Path("out/private.csv")).find(",repaired,same,roster:digit@18:1>X"), std::string::npos);
}

// ---- what files show ----

TEST_F(TwoOffices, NothingInClearAndNoOrderInWhatIsHandedOver) {
  const World world = MakeWorld(9);
  Put("roster.csv", world.roster);
  Put("registry.csv", world.registry);
  ASSERT_TRUE(Mask("registry.csv", "masked.psi") && Blind() && Answer());
  for (const char* name : {"query.psi", "answer.psi", "masked.psi"}) {
    const std::string bytes = Slurp(Path(name));
    EXPECT_EQ(bytes.find("43312719"), std::string::npos) << name;
    struct stat info {};
    ASSERT_EQ(::stat(Path(name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U) << name;
  }
  for (const char* name : {"asker.key", "holder.key", "query.psi.secret", "masked.psi.tags", "holder.key.audit.csv"}) {
    struct stat info {};
    ASSERT_EQ(::stat(Path(name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << name;
  }
  // The same rows the other way round: the same files, but for what chance put in.
  std::istringstream lines(world.registry);
  std::vector<std::string> rows;
  std::string header, line;
  std::getline(lines, header);
  while (std::getline(lines, line)) rows.push_back(line);
  std::reverse(rows.begin(), rows.end());
  std::string turned = header + "\n";
  for (const std::string& row : rows) turned += row + "\n";
  Put("turned.csv", turned);
  ASSERT_TRUE(Mask("turned.csv", "turned.psi"));
  const auto values = [&](const char* name) {
    const std::string bytes = Slurp(Path(name));
    std::size_t head = 0;
    const auto parsed = ParseHead(bytes, &head);
    return bytes.substr(head, parsed->values * 32);
  };
  EXPECT_EQ(values("masked.psi"), values("turned.psi"));
  const std::string query = values("query.psi");
  for (std::size_t at = 32; at < query.size(); at += 32)
    ASSERT_LT(query.compare(at - 32, 32, query, at, 32), 0) << "values of a query stand in the order of their bytes";
  // A second round of the same roster has nothing in common with the first.
  fs::rename(Path("query.psi"), Path("first.psi"));
  ASSERT_TRUE(Blind());
  std::set<std::string> first;
  const std::string one = values("first.psi"), two = values("query.psi");
  for (std::size_t at = 0; at < one.size(); at += 32) first.insert(one.substr(at, 32));
  for (std::size_t at = 0; at < two.size(); at += 32) ASSERT_EQ(first.count(two.substr(at, 32)), 0U);
}

TEST_F(TwoOffices, NextMonthComputesOnlyWhatIsNew) {
  World world = MakeWorld(3);
  Put("registry.csv", world.registry);
  const auto first = Mask("registry.csv", "masked.psi");
  ASSERT_TRUE(first);
  EXPECT_GE(first->computed, first->values);
  const auto again = Mask("registry.csv", "again.psi", "masked.psi");
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(again->computed, 0U);
  EXPECT_EQ(again->values, first->values);
  // One person came, one went.
  const std::size_t second_line = world.registry.find('\n') + 1,
                    third_line = world.registry.find('\n', second_line) + 1;
  world.registry.erase(second_line, third_line - second_line);
  world.registry += "110105194912310038,新人,U1,1\n";
  Put("registry.csv", world.registry);
  const auto next = Mask("registry.csv", "next.psi", "again.psi");
  ASSERT_TRUE(next) << next.error().ToString();
  EXPECT_GT(next->computed, 0U);
  EXPECT_LT(next->computed, 60U);
  const auto whole = Mask("registry.csv", "whole.psi");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->values, next->values);
  const auto body = [&](const char* name) {
    const std::string bytes = Slurp(Path(name));
    std::size_t head = 0;
    const auto parsed = ParseHead(bytes, &head);
    return bytes.substr(head, parsed->values * 32);
  };
  EXPECT_EQ(body("whole.psi"), body("next.psi")) << "kept and computed values are those of a whole run";
}

TEST_F(TwoOffices, ThreadsDoNotChangeAnything) {
  Put("registry.csv", MakeWorld(4).registry);
  holder_.threads = 1;
  ASSERT_TRUE(Mask("registry.csv", "one.psi"));
  holder_.threads = 5;
  ASSERT_TRUE(Mask("registry.csv", "five.psi"));
  const std::string a = Slurp(Path("one.psi")), b = Slurp(Path("five.psi"));
  std::size_t head_a = 0, head_b = 0;
  const auto parsed = ParseHead(a, &head_a);
  ASSERT_TRUE(parsed && ParseHead(b, &head_b));
  EXPECT_EQ(a.substr(head_a, parsed->values * 32), b.substr(head_b, parsed->values * 32));
}

// ---- what is refused ----

TEST_F(TwoOffices, AlteredAndCutFilesAreRefused) {
  PutSmallWorld();
  const std::string query = Slurp(Path("query.psi"));
  const std::size_t head = query.find("\n\n") + 2;
  int refused = 0;
  for (std::size_t at = 0; at < query.size(); at += at < head ? 1 : 13) {
    std::string altered = query;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    Put("query.psi", altered);
    const auto result = Answer();
    EXPECT_FALSE(result) << "byte " << at;
    refused += result ? 0 : 1;
    EXPECT_FALSE(fs::exists(Path("answer.psi")));
  }
  EXPECT_GT(refused, 200);
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, head - 1, head, head + 31, query.size() - 1}) {
    Put("query.psi", query.substr(0, size));
    EXPECT_EQ(CodeOf(Answer()), "psi.file") << size;
  }
  Put("query.psi", query + "x");
  EXPECT_EQ(CodeOf(Answer()), "psi.file");
  Put("query.psi", query);
  EXPECT_EQ(CodeOf(Answer()), "done");
}

TEST_F(TwoOffices, RolesAndKindsOfFilesAreChecked) {
  PutSmallWorld();
  EXPECT_EQ(CodeOf(AnswerQuery(asker_, Path("query.psi"), Path("answer.psi"))), "psi.role");
  EXPECT_EQ(CodeOf(BlindRoster(holder_, Path("roster.csv"), Path("q2.psi"))), "psi.role");
  RoundOptions to_itself = holder_;
  to_itself.peer_path = Path("holder.key.pub");
  EXPECT_EQ(CodeOf(AnswerQuery(to_itself, Path("query.psi"), Path("answer.psi"))), "psi.role");
  EXPECT_EQ(CodeOf(AnswerQuery(holder_, Path("masked.psi"), Path("answer.psi"))), "psi.file");
  ASSERT_TRUE(CreateOfficeKey(Role::kAsker, "丙县", {}, Path("other.key")));
  RoundOptions other = holder_;
  other.peer_path = Path("other.key.pub");
  EXPECT_EQ(CodeOf(AnswerQuery(other, Path("query.psi"), Path("answer.psi"))), "psi.tampered");
  EXPECT_FALSE(fs::exists(Path("answer.psi")));
}

TEST_F(TwoOffices, FilesOfAnotherSessionAreRefused) {
  PutSmallWorld();
  ASSERT_TRUE(Answer());
  fs::rename(Path("query.psi.secret"), Path("first.secret"));
  ASSERT_TRUE(Blind());
  EXPECT_EQ(CodeOf(Match()), "psi.session") << "secret of the second, answer of the first";
  ASSERT_TRUE(Answer());
  EXPECT_EQ(CodeOf(Match()), "done");
  const std::string roster = Slurp(Path("roster.csv"));
  Put("roster.csv", roster + Id(43312719820202345) + ",丙\n");
  EXPECT_EQ(CodeOf(Match()), "psi.session") << "another roster than the one that was blinded";
  Put("roster.csv", roster);
  // A registry that was masked for somebody else.
  ASSERT_TRUE(CreateOfficeKey(Role::kAsker, "丙县", {}, Path("other.key")));
  RoundOptions other = holder_;
  other.peer_path = Path("other.key.pub");
  ASSERT_TRUE(MaskRegistry(other, "social_insurance", Path("registry.csv"), "", Path("masked.psi")));
  EXPECT_EQ(CodeOf(Match()), "psi.session");
  EXPECT_EQ(CodeOf(Mask("registry.csv", "m3.psi", "masked.psi")), "psi.session");
  // One session has one query: a second one under the same number is a probe.
  Resign("query.psi", "asker.key", {}, std::string(32, '\1'));
  EXPECT_EQ(CodeOf(Answer()), "psi.session");
}

TEST_F(TwoOffices, InvalidPointsAreRefusedAndNothingIsHandedOver) {
  PutSmallWorld();
  const std::string session(32, 'a');
  std::string identity(32, '\0'), no_element(32, '\xFF'), twice(64, '\0');
  const crypto::Point good = crypto::HashToPoint("x", "y");
  twice.replace(0, 32, crypto::AsText(good)), twice.replace(32, 32, crypto::AsText(good));
  Resign("query.psi", "asker.key", {{"session", session}}, identity);
  EXPECT_EQ(CodeOf(Answer()), "psi.point");
  Resign("query.psi", "asker.key", {{"session", session}}, no_element);
  EXPECT_EQ(CodeOf(Answer()), "psi.point");
  Resign("query.psi", "asker.key", {{"session", session}}, twice);
  EXPECT_EQ(CodeOf(Answer()), "psi.file") << "a value twice";
  EXPECT_FALSE(fs::exists(Path("answer.psi")));
  // And in an answer.
  ASSERT_TRUE(Blind());
  ASSERT_TRUE(Answer());
  const std::string answer = Slurp(Path("answer.psi"));
  const std::size_t count = static_cast<std::size_t>(std::stoul(answer.substr(answer.find("values: ") + 8)));
  Resign("answer.psi", "holder.key", {}, std::string(count * 32, '\0'));
  EXPECT_EQ(CodeOf(Match()), "psi.point");
  EXPECT_FALSE(fs::exists(Path("out/private.csv")));
}

TEST_F(TwoOffices, LimitsHoldForAQueryAndForAMonth) {
  PutSmallWorld();
  fs::remove(Path("holder.key")), fs::remove(Path("holder.key.pub")), fs::remove(Path("holder.key.audit.csv"));
  ASSERT_TRUE(CreateOfficeKey(Role::kHolder, "乙局", {7, 13}, Path("holder.key")));
  ASSERT_TRUE(Blind());
  ASSERT_TRUE(Answer());
  EXPECT_EQ(CodeOf(Answer()), "done") << "the same query once more tells nothing new";
  ASSERT_TRUE(Blind());
  ASSERT_TRUE(Answer()) << "12 of 13";
  ASSERT_TRUE(Blind());
  EXPECT_EQ(CodeOf(Answer()), "psi.limit");
  Put("roster.csv", Slurp(Path("roster.csv")) + Id(43312719820202345) + ",丙\n");
  ASSERT_TRUE(Blind());
  EXPECT_EQ(CodeOf(Answer()), "psi.limit");
}

TEST_F(TwoOffices, KeysAndSecretsOpenToOthersAreRefused) {
  PutSmallWorld();
  ASSERT_TRUE(Answer());
  for (const char* name : {"asker.key", "query.psi.secret"}) {
    ::chmod(Path(name).c_str(), 0640);
    EXPECT_EQ(CodeOf(Match()), "file.unusable") << name;
    ::chmod(Path(name).c_str(), 0600);
  }
  EXPECT_EQ(CodeOf(Match()), "done");
  EXPECT_EQ(CodeOf(CreateOfficeKey(Role::kAsker, "甲县", {}, Path("asker.key"))), "file.unusable") << "never replaced";
  const std::string key = Slurp(Path("asker.key"));
  for (std::size_t at = 0; at < key.size(); ++at) {
    std::string altered = key;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_FALSE(ParseOfficeKey(altered)) << at;
    EXPECT_FALSE(ParseOfficeKey(key.substr(0, at))) << at;
  }
  EXPECT_TRUE(ParseOfficeKey(key));
}

// ---- the audit trail ----

TEST_F(TwoOffices, EveryRoundIsInTheTrailAndTheTrailShowsTampering) {
  PutSmallWorld();
  ASSERT_TRUE(Answer());
  ASSERT_TRUE(Match());
  const OfficeKey holder = *ReadOfficeKey(Path("holder.key")), asker = *ReadOfficeKey(Path("asker.key"));
  const auto held = ReadAudit(AuditPathOf(Path("holder.key")), holder.AuditKey()),
             asked = ReadAudit(AuditPathOf(Path("asker.key")), asker.AuditKey());
  ASSERT_TRUE(held && asked);
  ASSERT_EQ(held->size(), 3U);
  EXPECT_EQ((*held)[0].round, "keys");
  EXPECT_EQ((*held)[1].round, "mask");
  EXPECT_EQ((*held)[2].round, "answer");
  EXPECT_EQ((*held)[2].values, 6U);
  EXPECT_EQ((*held)[2].input, *Sha256OfFile(Path("query.psi")));
  EXPECT_EQ((*held)[2].output, *Sha256OfFile(Path("answer.psi")));
  ASSERT_EQ(asked->size(), 3U);
  EXPECT_EQ((*asked)[1].round, "blind");
  EXPECT_EQ((*asked)[2].round, "match");
  EXPECT_EQ((*asked)[1].session, (*held)[2].session);
  const std::string trail = Slurp(AuditPathOf(Path("holder.key")));
  EXPECT_FALSE(ParseAudit(trail, asker.AuditKey()));
  for (std::size_t at = 0; at < trail.size(); ++at) {
    std::string altered = trail;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_FALSE(ParseAudit(altered, holder.AuditKey())) << at;
  }
  const std::size_t first = trail.find('\n') + 1, second = trail.find('\n', first) + 1;
  EXPECT_FALSE(ParseAudit(trail.substr(0, first) + trail.substr(second), holder.AuditKey())) << "a line removed";
  // Without a sound trail nothing is answered.
  std::string altered = trail;
  altered[first + 4] = '1';
  Put("holder.key.audit.csv", altered);
  fs::remove(Path("answer.psi"));
  EXPECT_EQ(CodeOf(Answer()), "psi.audit");
  EXPECT_FALSE(fs::exists(Path("answer.psi")));
  // Nor without one, or one whose beginning is gone: the limits of a month would begin anew.
  Put("holder.key.audit.csv", trail.substr(0, first));
  EXPECT_EQ(CodeOf(Answer()), "psi.audit");
  fs::remove(Path("holder.key.audit.csv"));
  EXPECT_EQ(CodeOf(Answer()), "psi.audit");
  EXPECT_FALSE(ReadAudit(AuditPathOf(Path("holder.key")), holder.AuditKey()));
  EXPECT_FALSE(fs::exists(Path("answer.psi")));
  EXPECT_FALSE(fs::exists(Path("holder.key.audit.csv")));
}

}  // namespace
}  // namespace gq::psi
