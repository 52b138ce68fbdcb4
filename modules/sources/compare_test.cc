// The comparison over real files: CSV and XLSX, outputs, months.
#include "modules/sources/compare.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "kits/csv/encoding.h"
#include "kits/file/output_folder.h"
#include "modules/sources/compare_output.h"
#include "modules/sources/header_map.h"
#include "modules/sources/table_bytes.h"

namespace gq::sources {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gq_compare_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Put(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
  static std::string Get(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  CompareOutput Output(const std::string& name, const std::string& since = "") const {
    CompareOutput output;
    output.folder = Path(name);
    output.since_folder = since.empty() ? "" : Path(since);
    output.key_path = Path("secret.key");
    return output;
  }
  fs::path folder_;
};

std::string Id(std::uint64_t digits17) {
  return reconcile::IdText(reconcile::MakeKey(digits17, reconcile::CheckCode(digits17)));
}

const std::string kA = Id(43312719800101123), kB = Id(43312719810202234), kC = Id(43312719820303345),
                  kD = Id(43312719830404456);
const std::string kUnit1 = "91440900MA4UXXXX1N", kUnit2 = "91440900MA4UYYYY4M";

std::string RosterCsv() {
  return "身份证号,姓名,就业状态,单位代码\n" + kA + ",向大明,已就业," + kUnit1 + "\n" + kB + ",田小花,已就业," +
         kUnit1 + "\n" + kC + ",石阿妹,未就业,\n坏行\n" + kD + ",\"麻\"\"老三\",已就业," + kUnit1 + "\n";
}

std::string InsuranceCsv() {
  return "id_number,name,unit,scheme,state,since\n" + kA + ",向大明," + kUnit1 + ",职工,1,202501\n" + kB + ",田小花," +
         kUnit2 + ",职工,1,202601\n" + kC + ",石阿妹," + kUnit2 + ",职工,1,202608\n" + kD + ",麻老四," + kUnit1 +
         ",职工,4,202001\n";
}

TEST_F(Files, WritesTheFilesOfTheFormatPage) {
  Put("roster.csv", RosterCsv());
  Put("insurance.csv", InsuranceCsv());
  CompareOptions options;
  options.threads = 2;
  auto result = CompareRosterFile(Path("roster.csv"), {{"social_insurance", Path("insurance.csv")}}, options);
  ASSERT_TRUE(result) << result.error().ToString();
  auto summary = WriteCompare(*result, Output("out"));
  ASSERT_TRUE(summary) << summary.error().ToString();
  EXPECT_EQ(Get(Path("out/people.csv")),
            "row,id_number,name,social_insurance_match,social_insurance_row,social_insurance_repair,social_insurance_"
            "state,social_insurance_employer,finding,flags\n"
            "1," +
                kA + ",向大明,exact,1,,1," + kUnit1 +
                ",still_employed,\n"
                "2," +
                kB + ",田小花,exact,2,,1," + kUnit2 +
                ",changed_employer,\n"
                "3," +
                kC + ",石阿妹,exact,3,,1," + kUnit2 +
                ",newly_employed,\n"
                "5," +
                kD + ",\"麻\"\"老三\",exact,4,,4," + kUnit1 + ",employment_lapsed,name_conflict\n");
  EXPECT_EQ(Get(Path("out/rejects.csv"))
                .substr(0, 70)
                .find("file,row,column,value,code,reason,cure\nroster,4,,坏行,columns,"),
            0U);
  EXPECT_NE(summary->find("\"rows_in\":5,\"rows_rejected\":1"), std::string::npos) << *summary;
  EXPECT_NE(summary->find("\"still_employed\":1,\"changed_employer\":1,\"newly_employed\":1,\"employment_lapsed\":1,"
                          "\"not_employed\":0"),
            std::string::npos);
  EXPECT_EQ(Get(Path("out/sidecar.bin")).find(kA), std::string::npos);
  for (const char* name : {"people.csv", "rejects.csv", "duplicates.csv", "sidecar.bin", "summary.json"}) {
    struct stat info {};
    ASSERT_EQ(stat(Path(std::string("out/") + name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << name;
  }
  EXPECT_FALSE(fs::exists(Path("out/changes.csv")));
}

TEST_F(Files, MonthsGiveEnteredLeftChangedAndCorrected) {
  Put("insurance.csv", InsuranceCsv());
  Put("first.csv", RosterCsv());
  const std::string corrected = Id(43312719830404458), entered = Id(43312719900505567);
  Put("second.csv", "身份证号,姓名,就业状态,单位代码\n" + kA + ",向大明,已就业," + kUnit1 + "\n" + kB +
                        ",田小花,已就业," + kUnit1 + "\n" + corrected + ",麻\"老三,已就业," + kUnit1 + "\n" + entered +
                        ",龙五,未就业,\n");
  std::string second_roster = Get(Path("second.csv"));
  second_roster.replace(second_roster.find("麻\"老三"), std::string("麻\"老三").size(), "\"麻\"\"老三\"");
  Put("second.csv", second_roster);
  std::string moved = InsuranceCsv();
  moved.replace(moved.find(kUnit2), kUnit2.size(), kUnit1);
  Put("insurance2.csv", moved);
  auto first = CompareRosterFile(Path("first.csv"), {{"social_insurance", Path("insurance.csv")}}, {});
  ASSERT_TRUE(first);
  ASSERT_TRUE(WriteCompare(*first, Output("july")));
  auto second = CompareRosterFile(Path("second.csv"), {{"social_insurance", Path("insurance2.csv")}}, {});
  ASSERT_TRUE(second);
  const auto written = WriteCompare(*second, Output("august", "july"));
  ASSERT_TRUE(written) << written.error().ToString();
  EXPECT_EQ(Get(Path("august/changes.csv")), "row,id_number,kind\n2," + kB + ",employer_changed\n3," + corrected +
                                                 ",corrected\n4," + entered + ",entered\n3,,left\n");
  CompareOutput other = Output("august", "july");
  other.key_path = Path("other.key");
  EXPECT_FALSE(WriteCompare(*second, other));
  std::string damaged = Get(Path("july/sidecar.bin"));
  damaged[40] = static_cast<char>(damaged[40] + 1);
  Put("july/sidecar.bin", damaged);
  EXPECT_FALSE(WriteCompare(*second, Output("august", "july")));
}

// Who stands in both months' rosters and came into a registry or went out of it, whatever the roster says of him.
TEST_F(Files, MonthsTellWhoEnteredAndLeftEachRegistry) {
  const std::string wrong = Id(43312719830404456), right = Id(43312719830404458), newcomer = Id(43312719900505567);
  const auto roster = [&](const std::string& last, const std::string& more) {
    return "身份证号,姓名\n" + kA + ",向大明\n" + kB + ",田小花\n" + kC + ",石阿妹\n" + last + ",麻老三\n" + more;
  };
  Put("july.csv", roster(wrong, ""));
  Put("august.csv", roster(right, newcomer + ",龙五\n"));
  const auto registry = [](const std::vector<std::string>& ids) {
    std::string out = "id_number,name,state\n";
    for (const std::string& id : ids) out += id + ",,1\n";
    return out;
  };
  Put("insured1.csv", registry({kA, kB, wrong}));
  Put("insured2.csv", registry({kB, kC, newcomer}));
  Put("card1.csv", registry({kA}));
  Put("card2.csv", registry({kA, right}));
  Put("labour.csv", registry({kA, kC}));  // compared in one of the months only
  const auto july = CompareRosterFile(
      Path("july.csv"), {{"social_insurance", Path("insured1.csv")}, {"social_card", Path("card1.csv")}}, {});
  const auto august = CompareRosterFile(Path("august.csv"),
                                        {{"social_card", Path("card2.csv")},
                                         {"labour_resource", Path("labour.csv")},
                                         {"social_insurance", Path("insured2.csv")}},
                                        {});
  ASSERT_TRUE(july);
  ASSERT_TRUE(august);
  ASSERT_TRUE(WriteCompare(*july, Output("july")));
  EXPECT_FALSE(fs::exists(Path("july/registry_changes.csv")));
  ASSERT_TRUE(WriteCompare(*august, Output("august", "july")));
  EXPECT_EQ(Get(Path("august/registry_changes.csv")),
            "row,id_number,registry,kind\n1," + kA + ",social_insurance,left\n3," + kC +
                ",social_insurance,entered\n4," + right + ",social_insurance,left\n4," + right +
                ",social_card,entered\n");
  // 25 bytes a person still.
  EXPECT_EQ(fs::file_size(Path("july/sidecar.bin")), 25U + 4 * 25 + 8);
  ASSERT_TRUE(WriteCompare(*july, Output("august")));
  EXPECT_FALSE(fs::exists(Path("august/registry_changes.csv")));
}

TEST_F(Files, ARunThatIsKilledLeavesNoMixtureAndNoMonth) {
  Put("roster.csv", RosterCsv());
  Put("insurance.csv", InsuranceCsv());
  const auto result = CompareRosterFile(Path("roster.csv"), {{"social_insurance", Path("insurance.csv")}}, {});
  ASSERT_TRUE(result);
  const auto written = WriteCompare(*result, Output("july"));
  ASSERT_TRUE(written);
  EXPECT_EQ(Get(Path("july/summary.json")), *written + "\n");
  EXPECT_NE(written->find("\"run\":\""), std::string::npos);
  EXPECT_NE(written->find("\"people.csv\":" + std::to_string(fs::file_size(Path("july/people.csv")))),
            std::string::npos);
  const std::string people = Get(Path("july/people.csv"));
  {
    auto killed = file::OutputSet::Create(Path("july"), {"people.csv"});
    ASSERT_TRUE(killed);
    ASSERT_TRUE(killed->Write("people.csv", "half"));
    EXPECT_EQ(Get(Path("july/people.csv")), people);
  }
  EXPECT_EQ(Get(Path("july/people.csv")), people);
  Put("july/people.csv.AbCdEf.part", "half");  // of a process that is no more
  const auto prepare = [&](const CompareOutput& output) { return PrepareCompare(output, Path("roster.csv"), {}, {}); };
  EXPECT_TRUE(prepare(Output("august", "july")));
  ASSERT_TRUE(WriteCompare(*result, Output("july")));
  EXPECT_FALSE(fs::exists(Path("july/people.csv.AbCdEf.part")));
  const auto refused = [&](const CompareOutput& output) {
    const Status prepared = prepare(output);
    EXPECT_FALSE(WriteCompare(*result, output));
    return prepared ? std::string() : prepared.error().message;
  };
  const std::string summary = Get(Path("july/summary.json"));
  Put("july/summary.json", "{\"files\":{\"sidecar.bin\":7}}\n");
  EXPECT_NE(refused(Output("august", "july")).find("不是同一次运行"), std::string::npos);
  fs::remove(Path("july/summary.json"));
  EXPECT_NE(refused(Output("august", "july")).find("没有写完"), std::string::npos);
  EXPECT_NE(refused(Output("august", "june")).find("没有这个文件夹"), std::string::npos);
  Put("july/summary.json", "{\"as_of\":null}\n");  // of a version that named no files
  EXPECT_TRUE(prepare(Output("august", "july")));
  Put("july/summary.json", summary);
  CompareOutput other = Output("august", "july");
  other.key_path = Path("none.key");
  const Status no_key = prepare(other);
  ASSERT_FALSE(no_key);
  EXPECT_EQ(no_key.error().kind, &kFile);
  EXPECT_FALSE(fs::exists(Path("none.key")));
  const Status same = prepare(Output("july", "july"));
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().kind, &kUsage);
  EXPECT_NE(same.error().message.find("--since 与 --out"), std::string::npos);
}

TEST_F(Files, HeadersOfTheMapStandInAFile) {
  Put("roster.csv", "名册\n证号码,姓名\n" + kA + ",向大明\n");
  Put("insurance.csv", "id_number,name,state\n" + kA + ",向大明,1\n");
  const std::vector<MappedFile> files = {{Path("roster.csv"), reconcile::TableKind::kRoster},
                                         {Path("insurance.csv"), reconcile::TableKind::kSocialInsurance}};
  EXPECT_TRUE(CheckHeaderMap({{"id_number", "证号码"}}, files));
  EXPECT_TRUE(CheckHeaderMap({{"id_number", "证 号码（必填）"}, {"name", "NAME"}}, files));
  const Status refused = CheckHeaderMap({{"id_number", "证号码"}, {"phone", "联系方法"}}, files);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &kUsage);
  EXPECT_NE(refused.error().message.find("联系方法"), std::string::npos);
  EXPECT_NE(refused.error().ToString().find("证号码、姓名"), std::string::npos) << refused.error().ToString();
  EXPECT_NE(refused.error().ToString().find("id_number、name、state"), std::string::npos);
}

TEST_F(Files, InputsAreNeverOverwritten) {
  fs::create_directories(Path("inout"));
  Put("inout/people.csv", RosterCsv());
  Put("insurance.csv", InsuranceCsv());
  const std::vector<RegistryFile> registries = {{"social_insurance", Path("insurance.csv")}};
  const auto refused = [&](const CompareOutput& output, const std::string& roster, const std::string& map) {
    const Status prepared = PrepareCompare(output, roster, registries, {map});
    return !prepared && prepared.error().kind == &kUsage;
  };
  EXPECT_TRUE(refused(Output("inout"), Path("inout/people.csv"), ""));
  EXPECT_TRUE(refused(Output("inout"), Path("inout/../inout/people.csv"), ""));
  fs::create_symlink(Path("inout/people.csv"), Path("link.csv"));
  EXPECT_TRUE(refused(Output("inout"), Path("link.csv"), ""));
  EXPECT_TRUE(refused(Output("inout"), Path("roster.csv"), Path("inout/changes.csv")));
  EXPECT_TRUE(refused(Output("inout", "inout"), Path("roster.csv"), ""));  // last month's sidecar
  EXPECT_FALSE(refused(Output("other"), Path("inout/people.csv"), ""));
  EXPECT_EQ(Get(Path("inout/people.csv")), RosterCsv());
}

TEST_F(Files, AFolderThatCannotBeWrittenIsSaidBeforeComparing) {
  Put("file", "");
  EXPECT_FALSE(PrepareCompare(Output("file"), Path("roster.csv"), {}, {}));
  EXPECT_FALSE(PrepareCompare(Output("file/below"), Path("roster.csv"), {}, {}));
  fs::create_directories(Path("out/review.csv"));
  EXPECT_FALSE(PrepareCompare(Output("out"), Path("roster.csv"), {}, {}));
  ASSERT_TRUE(PrepareCompare(Output("new"), Path("roster.csv"), {}, {}));
  EXPECT_TRUE(fs::is_empty(Path("new")));
}

TEST_F(Files, ChangesOfAnEarlierRunAreRemoved) {
  Put("roster.csv", RosterCsv());
  Put("insurance.csv", InsuranceCsv());
  const auto result = CompareRosterFile(Path("roster.csv"), {{"social_insurance", Path("insurance.csv")}}, {});
  ASSERT_TRUE(result);
  ASSERT_TRUE(WriteCompare(*result, Output("first")));
  ASSERT_TRUE(WriteCompare(*result, Output("out", "first")));
  ASSERT_TRUE(fs::exists(Path("out/changes.csv")));
  ASSERT_TRUE(WriteCompare(*result, Output("out")));
  EXPECT_FALSE(fs::exists(Path("out/changes.csv")));
}

TEST_F(Files, HeaderMapsNameKnownFields) {
  const auto map = ReadHeaderMap(Put("map.txt", "\xEF\xBB\xBF# columns\nid_number=证号\n身份证号,号\n"));
  ASSERT_TRUE(map) << map.error().ToString();
  EXPECT_EQ(map->size(), 2U);
  for (const char* const bad : {"foo=甲\n", "id_numbr=证号\n", "=证号\n", "id_number=\n", "id_number\n"}) {
    const auto refused = ReadHeaderMap(Put("map.txt", bad));
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, &kUsage) << bad;
  }
}

TEST_F(Files, WorkbookAndGb18030GiveTheSameAsUtf8) {
  Put("roster.csv", RosterCsv());
  Put("insurance.csv", InsuranceCsv());
  lxw_workbook* book = workbook_new(Path("roster.xlsx").c_str());
  lxw_worksheet* sheet = workbook_add_worksheet(book, nullptr);
  worksheet_write_string(sheet, 0, 0, "劳动力名册", nullptr);
  const std::vector<std::vector<std::string>> rows = {{"身份证号", "姓名", "就业状态", "单位代码"},
                                                      {kA, "向大明", "已就业", kUnit1},
                                                      {kB, "田小花", "已就业", kUnit1},
                                                      {kC, "石阿妹", "未就业", ""}};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      worksheet_write_string(sheet, static_cast<lxw_row_t>(r + 2), static_cast<lxw_col_t>(c), rows[r][c].c_str(),
                             nullptr);
    }
  }
  worksheet_write_number(sheet, 6, 0, 433127198304044567.0, nullptr);
  worksheet_write_string(sheet, 6, 1, "麻\"老三", nullptr);
  workbook_close(book);
  auto result = CompareRosterFile(Path("roster.xlsx"), {{"social_insurance", Path("insurance.csv")}}, {});
  ASSERT_TRUE(result) << result.error().ToString();
  ASSERT_EQ(result->size(), 4U);
  EXPECT_EQ(result->Get(0).finding, reconcile::Finding::kStillEmployed);
  EXPECT_EQ(result->Get(1).finding, reconcile::Finding::kChangedEmployer);
  EXPECT_EQ(result->Get(2).matches[0].employer_code, kUnit2);
  EXPECT_EQ(result->roster().id_kind(3), reconcile::IdKind::kDamaged);
  EXPECT_TRUE(result->roster().tail_cut(3));

  std::vector<RosterRow> memory;
  for (std::size_t r = 1; r < rows.size(); ++r)
    memory.push_back({rows[r][0], rows[r][1], rows[r][2], rows[r][3], "", "", ""});
  auto from_memory = CompareFiles(memory, {{"social_insurance", Path("insurance.csv")}}, {});
  ASSERT_TRUE(from_memory);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(from_memory->Get(i).finding, result->Get(i).finding);
    EXPECT_EQ(from_memory->Get(i).row, i + 1);
  }
}

// An empty file, one of other people, one that a spreadsheet has ruined, one with two columns of numbers.
TEST_F(Files, WhatMakesAFileWorthlessIsSaid) {
  constexpr std::uint64_t kPeople = 40;
  const auto number = [](std::uint64_t i) { return Id(43312419850101100 + i); };
  std::string roster = "身份证号,姓名,就业状态\n", cut = "身份证号,姓名,参保状态,单位名称\n", others = cut, two = cut;
  two.insert(0, "公民身份号码,");
  for (std::uint64_t i = 0; i < kPeople; ++i) {
    roster += number(i) + ",石明,已就业\n";
    cut += (i % 10 == 0 ? "4.33124198501010E+17" : number(i)) + ",石明,1,新厂\n";
    others += number(500 + i) + ",石明,1,新厂\n";
    two += "," + number(i) + ",石明,1,新厂\n";
  }
  for (int i = 0; i < 20; ++i) cut += "4.33124198501010E+17,石明,1,新厂\n";
  Put("roster.csv", roster);
  Put("ids_cut.csv", cut);
  Put("nobody_found.csv", others);
  Put("no_rows.csv", cut.substr(0, cut.find('\n') + 1));
  Put("header_repeated.csv", two);
  Put("fine.csv", roster);
  for (const char* code : {"ids_cut", "nobody_found", "no_rows", "header_repeated", "fine"}) {
    const bool fine = std::string_view(code) == "fine";
    const auto result = CompareRosterFile(
        Path("roster.csv"), {{fine ? "labour_resource" : "social_insurance", Path(std::string(code) + ".csv")}}, {});
    ASSERT_TRUE(result) << code << ": " << result.error().ToString();
    bool said = false;
    for (const auto& issue : result->issues()) said |= issue.issue.code == code && issue.issue.row == 0;
    EXPECT_EQ(said, !fine) << code;
    EXPECT_EQ(WarningsOf(*result).empty(), fine) << code;
  }
}

TEST_F(Files, WrongUseIsSaid) {
  Put("roster.csv", RosterCsv());
  Put("insurance.csv", InsuranceCsv());
  EXPECT_FALSE(CompareRosterFile(Path("nowhere.csv"), {}, {}));
  EXPECT_FALSE(CompareRosterFile(Path("roster.csv"), {{"police", Path("insurance.csv")}}, {}));
  EXPECT_FALSE(CompareRosterFile(Path("roster.csv"),
                                 {{"social_card", Path("insurance.csv")}, {"social_card", Path("insurance.csv")}}, {}));
  EXPECT_FALSE(CompareRosterFile(folder_.string(), {}, {}));
}

}  // namespace
}  // namespace gq::sources
