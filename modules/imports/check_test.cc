// What the check says of rows that look right and are not, and of rows that are taken with a remark.
#include <fstream>
#include <map>

#include "kits/codes/region_tree.h"
#include "kits/json/reader.h"
#include "modules/imports/lookups.h"
#include "modules/imports/run_json.h"
#include "modules/imports/service.h"
#include "modules/people/name_index.h"
#include "modules/people/people_query.h"
#include "modules/people/register.h"
#include "modules/people/sharing_world.h"
#include "modules/posts/open.h"

namespace gq::imports {
namespace {

class CheckFile : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    lookups_ = MakeLookups(tree()).value();
  }
  static const RegionTree& tree() {
    static const RegionTree* const tree = new RegionTree(RegionTree::LoadInstalled().value());
    return *tree;
  }
  static std::string Number(int n) {
    const std::string digits = "43312419900101" + std::to_string(100 + n);
    return digits + IdCheckCharacter(digits);
  }
  imports::Run Checked(const std::string& text) {
    const std::string path = testing::TempDir() + "check_file.csv";
    std::ofstream(path) << "姓名,身份证号,户籍地,户编号,与户主关系,备注\n" << text;
    auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
    EXPECT_TRUE(run) << run.error().ToString();
    run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
    EXPECT_TRUE(run) << run.error().ToString();
    return *run;
  }
  std::vector<Problem> ProblemsOf(const imports::Run& run) {
    return Problems(*store_, huayuan_, run.id, 1, 100).value();
  }

  const Date kDay = *Date::FromYmd(2026, 8, 31);
  Lookups lookups_;
};

// As a county writes its own places, and as it writes those of others.
TEST_P(CheckFile, PlacesAreReadAroundTheReader) {
  const Lookups near = Around(lookups_, huayuan_);
  const auto name = [&](const std::vector<std::string>& parts) {
    const auto code = near.place_of(parts);
    return code ? tree().ShortName(UnitCode::FromInt(*code)) + near.rest_of_place(parts) : code.error().message;
  };
  for (const auto& [written, meant] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"花垣镇"}, "花垣县花垣镇"},
           {{"", "", "", "花垣镇", ""}, "花垣县花垣镇"},
           {{"龙潭镇"}, "花垣县龙潭镇"},
           {{"民乐镇"}, "花垣县民乐镇"},
           {{"双龙镇十八洞村"}, "花垣县双龙镇十八洞村"},
           {{"", "", "", "双龙镇", "十八洞村"}, "花垣县双龙镇十八洞村"},
           {{"花垣县双龙镇十八洞村3组"}, "花垣县双龙镇十八洞村3组"},
           {{"433124000000"}, "花垣县"},
           {{"吉首市"}, "吉首市"},
           {{"凤凰县"}, "凤凰县"},
           {{"福建省福州市长乐区"}, "长乐区"}}) {
    EXPECT_EQ(name(written), meant);
  }
  EXPECT_EQ(near.place_of({"吉首市"}).value(), lookups_.place_of({"吉首市"}).value());
  EXPECT_FALSE(near.place_of({"城关镇"})) << "none in the reader's county, many elsewhere";
}

// 无 in a column of phones says that there is none; what Excel writes when a formula fails says nothing of anybody.
TEST_P(CheckFile, WordsForNothingAndErrorsOfTheSpreadsheet) {
  const std::string path = testing::TempDir() + "nothing.csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,联系电话,期望月薪,开始务工时间,就业状态,就业单位,备注\n石一,"
                      << Number(1) << ",433124000000,无,—,/,已就业,某厂,无\n石二," << Number(2)
                      << ",433124000000,0,暂无,0,未就业,无,不详\n#N/A," << Number(3)
                      << ",433124000000,,,,未就业,,\n石四," << Number(4) << ",433124000000,#REF!,,,未就业,,\n=cmd|1,"
                      << Number(5) << ",433124000000,,,,未就业,,\n12345," << Number(6)
                      << ",433124000000,,,,未就业,,\n无," << Number(7) << ",433124000000,,,,未就业,,\n石八,"
                      << Number(8) << ",433124000000,1381234,,,未就业,,\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.added, 2);
  EXPECT_EQ(run->totals.error, 6);
  std::map<std::int64_t, std::string> columns;
  for (const auto& problem : ProblemsOf(*run)) columns[problem.row] += problem.column;
  EXPECT_EQ(columns, (std::map<std::int64_t, std::string>{
                         {3, "姓名"}, {4, "联系电话"}, {5, "姓名"}, {6, "姓名"}, {7, "姓名"}, {8, "联系电话"}}));
  ASSERT_TRUE(Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {}));
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE phone IS NULL AND note IS NULL"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM spell WHERE employer_name = '某厂' AND start_on IS NULL"), 1);
}

TEST_P(CheckFile, AFileWithoutRowsIsRefused) {
  const std::string path = testing::TempDir() + "empty.csv";
  std::ofstream(path) << "姓名,身份证号,户籍地\n\n说明：空表\n";
  const auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().message.find("只有表头"), std::string::npos) << run.error().ToString();
}

TEST_P(CheckFile, AMonthThatMayHaveLostItsZeroIsRemarked) {
  const std::string path = testing::TempDir() + "months.csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,开始务工时间,就业状态,就业单位\n石一," << Number(1)
                      << ",433124000000,2025.1,已就业,某厂\n石二," << Number(2)
                      << ",433124000000,2025.11,已就业,某厂\n石三," << Number(3)
                      << ",433124000000,2025.01,已就业,某厂\n石四," << Number(4)
                      << ",433124000000,2025.1.1,已就业,某厂\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.added, 4);
  const auto problems = ProblemsOf(*run);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].row, 1);
  EXPECT_TRUE(problems[0].remark);
  EXPECT_EQ(problems[0].suggestion, "2025-10");
}

// Rows that are taken for no record are said, so that nothing goes without a word.
TEST_P(CheckFile, WhatStandsAroundTheListIsTold) {
  const auto run = Checked("石一," + Number(1) + ",433124000000,,,\n以上情况属实,,,,,\n石二," + Number(2) +
                           ",433124000000,,,\n合计,2人,,,,\n本表由村委会核对后上报\n");
  EXPECT_EQ(run.totals.added, 2);
  EXPECT_EQ(run.totals.error, 0);
  EXPECT_EQ(run.totals.remark, 2);
  std::string told;
  for (const auto& problem : ProblemsOf(run)) told += std::to_string(problem.sheet_row) + problem.value + ' ';
  EXPECT_EQ(told, "3以上情况属实 6本表由村委会核对后上报 ");
}

TEST_P(CheckFile, NamesAreKeptInOneForm) {
  const auto run = Checked("张  三," + Number(1) + ",433124000000,,,\n买买提•依明," + Number(2) +
                           ",433124000000,,,\n张　三," + Number(3) + ",433124000000,,,\n");
  ASSERT_TRUE(Apply(*store_, huayuan_, run.id, lookups_, kDay, false, {}));
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE name = '张三'"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE name = '买买提·依明'"), 1);
  for (const auto& [asked, found] :
       std::vector<std::pair<std::string, std::int64_t>>{{"张三", 2}, {"张 三", 2}, {"买买提‧依", 1}, {"三张", 0}}) {
    EXPECT_EQ(people::CountPeople(*store_, huayuan_, {{"q", asked}}).value(), found) << asked;
  }
  people::NameIndex index(*store_);
  ASSERT_TRUE(index.Load());
  for (const auto& [asked, found] : std::vector<std::pair<std::string, std::size_t>>{
           {"张 三", 2}, {"买买提依明", 1}, {"买买提•依明", 1}, {"maimaiti", 1}, {"张三丰", 0}}) {
    EXPECT_EQ(index.Find(huayuan_, asked, 10).value().size(), found) << asked;
  }
}

TEST_P(CheckFile, TheUnitOfAHeaderIsThatOfItsCells) {
  const std::string path = testing::TempDir() + "units.csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,期望月薪（万元）,月工资(千元),就业状态,就业单位\n石一," << Number(1)
                      << ",433124000000,0.5,4.5,已就业,某厂\n石二," << Number(2)
                      << ",433124000000,5000元,０.６万,已就业,某厂\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.error, 0);
  ASSERT_TRUE(Apply(*store_, huayuan_, run->id, lookups_, kDay, false, {}));
  EXPECT_EQ(Count("SELECT count(*) FROM intention WHERE want_wage_fen = 500000"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM spell WHERE wage_fen = 450000"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM spell WHERE wage_fen = 600000"), 1);
}

// A number that nobody can be paid under, or that is nobody's, is not kept.
TEST_P(CheckFile, AccountsAndTheSpousesNumberAreChecked) {
  const std::string path = testing::TempDir() + "accounts.csv";
  std::string wrong = Number(9);
  wrong.back() = wrong.back() == '1' ? '2' : '1';
  std::ofstream(path) << "姓名,身份证号,户籍地,银行账号,配偶身份证号\n"
                      << "石一," << Number(1) << ",433124000000,6217 0000 0000 0000 001," << Number(9) << "\n石二,"
                      << Number(2) << ",433124000000,6.217E+18,\n石三," << Number(3) << ",433124000000,," << wrong
                      << "\n石四," << Number(4) << ",433124000000,农商行,4.33E+17\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.added, 1);
  EXPECT_EQ(run->totals.error, 3);
  std::multimap<std::int64_t, std::string> columns;
  for (const auto& problem : ProblemsOf(*run)) columns.emplace(problem.row, problem.column);
  EXPECT_EQ(columns, (std::multimap<std::int64_t, std::string>{
                         {2, "银行账号"}, {3, "配偶身份证号"}, {4, "银行账号"}, {4, "配偶身份证号"}}));
}

// The preview shows what changes, masked; of values that differ only in what the mask hides, both.
TEST_P(CheckFile, ThePreviewShowsWhatChanges) {
  const auto run_of = [&](const std::string& phone, const std::string& number) {
    const std::string path = testing::TempDir() + "preview.csv";
    std::ofstream(path) << "姓名,身份证号,户籍地,联系电话,户编号\n石一," << Number(1) << ",433124000000," << phone
                        << "," << number << "\n";
    auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
    EXPECT_TRUE(run) << run.error().ToString();
    run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
    EXPECT_TRUE(run) << run.error().ToString();
    return *run;
  };
  const auto cells_of = [&](const imports::Run& run, std::string_view kind) {
    std::map<std::string, std::pair<std::string, std::string>> cells;
    const auto changes = Changes(*store_, huayuan_, run.id, kind, 1, 10);
    EXPECT_TRUE(changes) << changes.error().ToString();
    for (const auto& change : *changes) {
      const auto document = json::Parse(change).value();
      const auto list = document.root().Get("cells").value().Items().value();
      for (const auto& cell : list) {
        cells[cell.Get("label").value().Text().value()] = {cell.Get("before").value().Text().value(),
                                                           cell.Get("after").value().Text().value()};
      }
    }
    return cells;
  };
  const imports::Run first = run_of("13812345678", "H1");
  EXPECT_EQ(cells_of(first, "new")["联系电话"], std::make_pair(std::string(), std::string("138****5678")));
  ASSERT_TRUE(Apply(*store_, huayuan_, first.id, lookups_, kDay, false, {}));
  using Cells = std::map<std::string, std::pair<std::string, std::string>>;
  EXPECT_EQ(cells_of(run_of("13899995678", "H2"), "update"),
            (Cells{{"联系电话", {"138****5678", "138****5678"}}, {"户编号", {"H1", "H2"}}}));
  EXPECT_EQ(cells_of(run_of("13812345678", "H1"), "update"), Cells{});
}

TEST_P(CheckFile, AFileThatWasCutOffIsNotTakenToItsEnd) {
  const std::string whole = "石一," + Number(1) + ",433124000000\n";  // empty cells at the end left away
  const imports::Run run = Checked(whole + "石二," + Number(2) + ",433124000000,H");
  EXPECT_EQ(run.totals.added, 1);
  EXPECT_EQ(run.totals.error, 1);
  ASSERT_EQ(ProblemsOf(run).size(), 1U);
  EXPECT_EQ(ProblemsOf(run)[0].code, "file.misfit");
  EXPECT_EQ(Checked(whole + "石二," + Number(2) + ",433124000000,H\n").totals.error, 0);
  EXPECT_EQ(Checked(whole + "石二," + Number(2) + ",433124000000,H,,").totals.error, 0) << "all cells are there";
}

TEST_P(CheckFile, ARowWithMoreCellsThanTheHeaderIsNotTaken) {
  const imports::Run run = Checked("石一," + Number(1) + ",433124000000,H1,户主,住双龙镇,电话已停\n石二," + Number(2) +
                                   ",433124000000,H2,户主,没有,,\n");  // empty cells at the end do no harm
  EXPECT_EQ(run.totals.error, 1);
  EXPECT_EQ(run.totals.added, 1);
  const auto problems = ProblemsOf(run);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].row, 1);
  EXPECT_EQ(problems[0].code, "file.misfit");
  EXPECT_FALSE(problems[0].remark);
  const auto done = Apply(*store_, huayuan_, run.id, lookups_, kDay, true, {});
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_EQ(done->rows_done, 2);
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 1);
}

TEST_P(CheckFile, BytesThatAreNoTextAndUnpairedQuotesAreNotTaken) {
  const imports::Run run =
      Checked("石\xff\xff一," + Number(1) + ",433124000000,H1,户主,\n石二," + Number(2) +
              ",433124000000,H2,户主,\"住双龙\"镇\n石三," + Number(3) + ",433124000000,H3,户主,=\"3组\"\n");
  EXPECT_EQ(run.totals.error, 2);
  EXPECT_EQ(run.totals.added, 1);
  for (const auto& problem : ProblemsOf(run)) EXPECT_EQ(problem.code, "file.misfit") << problem.row;
}

TEST_P(CheckFile, AVillageThatNobodyKnowsIsRemarkedAndTheRowTaken) {
  const imports::Run run =
      Checked("石一," + Number(1) + ",湖南省湘西州花垣县双龙镇没有这个村,H1,户主,\n石二," + Number(2) +
              ",湖南省湘西州花垣县双龙镇十八洞村3组12号,H2,户主,\n石三," + Number(3) + ",433124000000,H3,户主,\n");
  EXPECT_EQ(run.totals.error, 0);
  EXPECT_EQ(run.totals.added, 3);
  EXPECT_EQ(run.totals.remark, 1);
  const auto problems = ProblemsOf(run);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].row, 1);
  EXPECT_EQ(problems[0].code, "region.rest");
  EXPECT_EQ(problems[0].value, "没有这个村");
  EXPECT_TRUE(problems[0].remark);
  const auto done = Apply(*store_, huayuan_, run.id, lookups_, kDay, false, {});  // remarks keep nothing back
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 3);
}

// A roster of numbers is no way to ask who is registered elsewhere: it has a limit a day, as numbers typed have.
TEST_P(CheckFile, WhoIsRegisteredElsewhereIsNotAskedWithoutEnd) {
  const auto row = [](int n, const char* code) { return "石一," + Number(n) + "," + code + ",,,\n"; };
  const imports::Run ours = Checked(row(1, "433124000000") + row(2, "433124000000"));
  ASSERT_TRUE(Apply(*store_, huayuan_, ours.id, lookups_, kDay, true, {}));
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(
        work->connection().Execute("INSERT INTO setting (name, value) VALUES ('import_probes_per_day_max', '3')"));
    ASSERT_TRUE(work->Commit());
  }
  const std::string path = testing::TempDir() + "probes.csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,户编号,与户主关系,备注\n" + row(1, "433125000000") +
                             row(2, "433125000000") + row(3, "433125000000");
  for (const bool answers : {true, false, false}) {  // 2, 4, 6
    const auto run = Upload(*store_, baojing_, "roster", "花名册.csv", path);
    const auto checked = Check(*store_, baojing_, run->id, lookups_, kDay, {});
    ASSERT_EQ(static_cast<bool>(checked), answers);
    EXPECT_EQ(answers ? checked->totals.conflict : 0, answers ? 2 : 0);
    EXPECT_EQ(answers ? nullptr : checked.error().kind, answers ? nullptr : &people::kProbesUsedUp);
  }
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'person.probes_used_up'"), 1);
}

TEST_P(CheckFile, ARowMayHaveARemarkAndBeAConflict) {
  const imports::Run run = Checked("石一," + Number(1) + ",湖南省湘西州保靖县迁陵镇没有这个村,H1,户主,\n");
  EXPECT_EQ(run.totals.conflict, 1);
  EXPECT_EQ(run.totals.remark, 1);
  const auto problems = ProblemsOf(run);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].code, "region.rest");
  EXPECT_EQ(problems[1].code, "scope.outside");
  EXPECT_EQ(CountProblems(*store_, huayuan_, run.id).value(), 2);
}

// What is wrong is said in the words of the file, not in those of the program.
TEST_P(CheckFile, ProblemsNameTheColumnsOfTheFile) {
  const std::string path = testing::TempDir() + "named.csv";
  std::ofstream(path) << "姓名,公民身份号码,户口所在地\n石一,433124199001011,433124000000\n石二," + Number(2) +
                             ",某地\n石三," + Number(2) + ",433124000000\n石四," + Number(2) + ",433124000000\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  std::vector<std::string> columns;
  for (const auto& problem : ProblemsOf(*run)) columns.push_back(problem.column);
  EXPECT_EQ(columns, (std::vector<std::string>{"公民身份号码", "户口所在地", "公民身份号码"}));
  EXPECT_EQ(HeaderIn(*run, "身份证号"), "公民身份号码");
  EXPECT_EQ(HeaderIn(*run, "就业单位"), "就业单位") << "not in the file";
}

// From and to, least and most: in every kind of file by the same declaration (Field::not_above).
TEST_P(CheckFile, ReversedValuesAreNotTaken) {
  const auto check = [&](const std::string& kind, const std::string& text) {
    const std::string path = testing::TempDir() + "reversed.csv";
    std::ofstream(path) << text;
    auto run = Upload(*store_, huayuan_, kind, kind + ".csv", path);
    EXPECT_TRUE(run) << run.error().ToString();
    run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
    EXPECT_TRUE(run) << run.error().ToString();
    return *run;
  };
  const auto roster =
      check("roster",
            "姓名,身份证号,户籍地,类别自,类别至,就业状态,就业单位,开始务工时间,结束务工时间,合同开始,合同结束\n石一," +
                Number(1) +
                ",433124000000,2021-01-01,2020-12-31,在岗,某厂,2026-03-01,2026-02-01,2026-05-01,2026-04-30\n石二," +
                Number(2) + ",433124000000,2020-01-01,2020-12-31,在岗,某厂,2026-03-01,,2026-05-01,2027-04-30\n");
  EXPECT_EQ(roster.totals.error, 1);
  EXPECT_EQ(roster.totals.added, 1);
  std::vector<std::string> codes;
  for (const auto& problem : ProblemsOf(roster)) codes.push_back(problem.column + " " + problem.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"类别至 target_group_to.reversed", "结束务工时间 end_on.reversed",
                                             "合同结束 contract_end.reversed"}));
  EXPECT_EQ(ProblemsOf(roster)[0].value, "2020-12-31");
  EXPECT_EQ(ProblemsOf(roster)[0].sheet_row, 2);
  EXPECT_EQ(ProblemsOf(roster)[0].reason, "“类别自”（2021-01-01）晚于“类别至”（2020-12-31）");
  EXPECT_NE(ProblemsOf(roster)[0].cure.find("填反"), std::string::npos);

  const std::string header = "岗位编号,岗位名称,招聘人数,最低月薪,最高月薪,最小年龄,最大年龄,有效期起,有效期止\n";
  const auto posts = check("posts", header +
                                        "A1,缝纫工,5,6000,4000,18,45,2026-08-01,2026-12-31\n"
                                        "A2,缝纫工,5,4000,6000,45,18,2026-08-01,2026-12-31\n"
                                        "A3,缝纫工,5,4000,6000,18,45,2026-12-31,2026-08-31\n"
                                        "A4,缝纫工,5,4000,4000,18,18,2026-12-31,2026-12-31\n");
  EXPECT_EQ(posts.totals.error, 3);
  EXPECT_EQ(posts.totals.added, 1);
  codes.clear();
  for (const auto& problem : ProblemsOf(posts)) codes.push_back(problem.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"wage_max_fen.reversed", "age_max.reversed", "valid_to.reversed"}));
  // Beside what is stored: the file has only one of the two.
  ASSERT_TRUE(Apply(*store_, huayuan_, posts.id, lookups_, kDay, true, {}));
  const auto beside = check("posts", "岗位编号,岗位名称,招聘人数,最高月薪\nA4,缝纫工,5,3000\n");
  EXPECT_EQ(beside.totals.conflict, 1);
  EXPECT_EQ(beside.totals.updated, 0);
  ASSERT_EQ(ProblemsOf(beside).size(), 1U);
  EXPECT_EQ(ProblemsOf(beside)[0].code, "wage_max_fen.reversed");
  ASSERT_TRUE(Apply(*store_, huayuan_, beside.id, lookups_, kDay, true, {}));
  EXPECT_EQ(Count("SELECT count(*) FROM post WHERE wage_max_fen = 400000"), 1) << "and not written";
}

// A list of posts may hold those that are over: they are told, and not matched.
TEST_P(CheckFile, APostThatIsOverIsRemarkedAndExpired) {
  const std::string path = testing::TempDir() + "over.csv";
  std::ofstream(path)
      << "岗位编号,岗位名称,招聘人数,有效期止\nB1,缝纫工,5,2026-08-30\nB2,缝纫工,5,2026-08-31\nB3,缝纫工,5,\n";
  auto run = Upload(*store_, huayuan_, "posts", "posts.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.added, 3);
  const auto problems = ProblemsOf(*run);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_TRUE(problems[0].remark);
  EXPECT_EQ(problems[0].row, 1);
  EXPECT_EQ(problems[0].code, "valid_to.over");
  ASSERT_TRUE(Apply(*store_, huayuan_, run->id, lookups_, kDay, false, {}));
  std::vector<std::string> states;
  const auto registered = store_->Select<Post>(Scope::System("test"), "1 = 1 ORDER BY p.external_id");
  for (const Post& post : *registered) states.emplace_back(posts::StateOn(post, kDay));
  EXPECT_EQ(states, (std::vector<std::string>{"expired", "open", "open"}));
}

TEST_P(CheckFile, TwoHeadsOfOneHouseholdAreRemarked) {
  const imports::Run run = Checked("石一," + Number(1) + ",433124000000,H1,户主,\n石二," + Number(2) +
                                   ",433124000000,H1,户主,\n石三," + Number(3) + ",433124000000,H1,子,\n");
  EXPECT_EQ(run.totals.added, 3);
  const auto problems = ProblemsOf(run);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].row, 2);
  EXPECT_EQ(problems[0].code, "relation.second_head");
  EXPECT_NE(problems[0].reason.find("第 2 行"), std::string::npos) << problems[0].reason;
}

TEST_P(CheckFile, AnotherEncodingWithinTheFileIsRemarked) {
  const imports::Run run = Checked("石一," + Number(1) + ",433124000000,H1,户主,有中文\n\xca\xaf\xb6\xfe," + Number(2) +
                                   ",433124000000,H2,\xbb\xa7\xd6\xf7,\n");
  EXPECT_EQ(run.totals.added, 2);
  const auto problems = ProblemsOf(run);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code, "file.encoding");
  EXPECT_TRUE(problems[0].remark);
}

INSTANTIATE_TEST_SUITE_P(Databases, CheckFile, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::imports
