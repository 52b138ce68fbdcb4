// The files of `gangqiao match`, there and back.
#include "modules/matching/commands.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "modules/matching/match_files.h"
#include "modules/matching/test_records.h"

namespace gq::matching {
namespace {

std::string Folder(const std::string& name) {
  std::string folder = testing::TempDir() + "match_" + name + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  return folder;
}
void Write(const std::string& path, std::string_view text) { std::ofstream(path) << text; }
std::vector<std::string> Lines(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

constexpr std::string_view kPosts =
    "岗位编号,用人单位,工作地区,工种,招聘人数,最低月薪,最高月薪,计件,最小年龄,最大年龄,最低学历,证书要求,健康要求,"
    "有效期起,有效期止,定向地区,有宿舍,有食堂,夫妻房,在岗同乡,颜色\n"
    "P1,甲厂,福建省福州市,缝纫,2,3500,4500,否,18,50,初中及以上,,健康,2018-01-01,2018-12-31,,是,否,否,433124000000:12;"
    "621102000000:3,红\n"
    "P2,乙厂,湖南省湘西土家族苗族自治州吉首市,电工,1,3000,3000,否,,,不限,电工证,,,,,否,否,否,,\n"
    "P2,乙厂,湖南省湘西土家族苗族自治州吉首市,电工,1,3000,3000,否,,,,,,,,,否,否,否,,\n"
    "P3,丙厂,火星,电工,1,3000,3000,否,,,,,,,,,否,否,否,,\n"
    "P4,丁厂,350102,缝纫,若干,3000,3000,否,,,,,,,,,否,否,否,,\n"
    "P5,戊厂,350102,缝纫,3,4000,3000,否,,,,,,,,,否,否,否,,\n";
constexpr std::string_view kWorkers =
    "编号,户籍地,出生日期,文化程度,健康状况,证书,工种,意向层级,意向城市,最低月薪,期望月薪,优先,已告知岗位,可出发日期\n"
    "W1,湖南省湘西土家族苗族自治州花垣县,1990-05-01,初中,健康,,缝纫:3,省外;省内,福建省福州市,3000,3500,是,,\n"
    "W2,433101,1985.3.2,高中,健康,电工证;驾驶证,电工 5年,州内;县内,,,,否,,\n"
    "W3,433101,1950-01-01,小学,健康,,,,,,,否,,\n"
    "W4,433101,很久以前,小学,健康,,,,,,,否,,\n"
    "W5,433101,1990-01-01,小学,健康,,,天上,,,,否,,\n"
    "W1,433101,1990-01-01,小学,健康,,,,,,,否,,\n";

TEST(MatchFiles, ReadsPlansAndRejects) {
  const std::string folder = Folder("files");
  Write(folder + "/posts.csv", kPosts);
  Write(folder + "/workers.csv", kWorkers);
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  const auto posts = ReadPosts(folder + "/posts.csv", TestRegions(), input, rejects);
  ASSERT_TRUE(posts) << posts.error().ToString();
  EXPECT_EQ(posts->rows, 6U);
  EXPECT_EQ(posts->unknown_columns, std::vector<std::string>{"颜色"});
  const auto workers = ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects);
  ASSERT_TRUE(workers) << workers.error().ToString();
  EXPECT_EQ(input.posts(), 2U);
  EXPECT_EQ(input.workers(), 3U);
  std::vector<std::string> where;
  where.reserve(rejects.size());
  for (const Reject& reject : rejects) where.push_back(reject.file + std::to_string(reject.row) + reject.column);
  const std::vector<std::string> want = {"posts3id",      "posts4city",    "posts5openings", "posts6wage_max",
                                         "workers4birth", "workers5tiers", "workers6id"};
  EXPECT_EQ(where, want);

  auto match = std::move(input).Solve({});
  ASSERT_TRUE(match) << match.error().ToString();
  EXPECT_EQ((*match)->plan.assignment, (std::vector<std::int32_t>{0, 1, kUnplaced}));
  EXPECT_EQ((*match)->workers.weight[0], 1250);
  ASSERT_TRUE(WritePlan(folder, **match, rejects));
  const std::vector<std::string> plan = Lines(folder + "/plan.csv");
  ASSERT_EQ(plan.size(), 3U);
  EXPECT_EQ(plan[0],
            "worker,post,value,price,p_arrive,p_stay1,p_stay3,p_stay6,reason_for_1,reason_for_2,reason_for_3,reason_"
            "against_1,reason_against_2,reason_against_3");
  EXPECT_TRUE(plan[1].starts_with("W1,P1,0.")) << plan[1];
  EXPECT_NE(plan[1].find("这个工种做过 3 年"), std::string::npos) << plan[1];
  const std::vector<std::string> unplaced = Lines(folder + "/unplaced.csv");
  ASSERT_EQ(unplaced.size(), 2U);
  EXPECT_EQ(unplaced[0], "worker,feasible_posts,age,education,health,certificates,wage,tier,city,reserved,dates,sex");
  EXPECT_EQ(unplaced[1], "W3,0,0,0,0,1,0,0,0,0,0,0") << "P2 but for the certificate; P1 has two reasons";
  EXPECT_EQ(Lines(folder + "/posts.csv").size(), 3U);
  EXPECT_EQ(Lines(folder + "/rejects.csv").size(), 8U);
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, WithoutACityTheEmployersPlaceCounts) {
  const std::string folder = Folder("city");
  Write(folder + "/posts.csv",
        "岗位编号,招聘人数,工作地区,单位所在地\n"
        "P1,1,,350102\n"      // the employer's
        "P2,1,350102,火星\n"  // not needed
        "P3,1,火星,350102\n"  // written, so it is meant
        "P4,1,,火星\n"
        "P5,1,,\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  ASSERT_TRUE(ReadPosts(folder + "/posts.csv", TestRegions(), input, rejects));
  EXPECT_EQ(input.posts(), 2U);
  ASSERT_EQ(rejects.size(), 3U);
  const char* const reasons[] = {"看不出是哪个地区，或不止一处同名",
                                 "没有工作地区，单位所在地也看不出是哪个地区，或不止一处同名",
                                 "没有工作地区，也没有单位所在地"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(rejects[i].row, i + 3);
    EXPECT_EQ(rejects[i].column, "city");
    EXPECT_EQ(rejects[i].reason, reasons[i]);
  }
  EXPECT_NE(rejects[1].cure.find("工作地区或单位所在地"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, PriorityComesFromTheCategoryUnlessTheRowSaysIt) {
  const std::string folder = Folder("priority");
  Write(folder + "/workers.csv",
        "编号,户籍地,优先,人员类别,健康状况\nW1,433101,,脱贫户,健康\nW2,433101,否,脱贫户,健康\nW3,433101,,一般户,残疾\n"
        "W4,433101,是,,\nW5,433101,,残疾人,\nW6,433101,,说不清,\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  ASSERT_TRUE(ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects));
  EXPECT_TRUE(rejects.empty());
  const auto match = std::move(input).Solve({});
  ASSERT_TRUE(match) << match.error().ToString();
  EXPECT_EQ((*match)->workers.weight, (std::vector<std::uint16_t>{1250, 1000, 1000, 1250, 1000, 1000}));
  EXPECT_EQ((*match)->groups.disabled, (std::vector<std::int8_t>{0, 0, 1, -1, 1, -1}));
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, WhatIsAskedForIsNotRoundedDown) {
  const std::string folder = Folder("wages");
  Write(folder + "/workers.csv",
        "编号,户籍地,最低月薪,期望月薪\nW1,433101,3500.99,3500.99\nW2,433101,-0.5,\nW3,433101,3500,\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  ASSERT_TRUE(ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects));
  ASSERT_EQ(rejects.size(), 1U);
  EXPECT_EQ(rejects[0].row, 2U);
  const auto match = std::move(input).Solve({});
  ASSERT_TRUE(match) << match.error().ToString();
  EXPECT_EQ((*match)->workers.min_wage, (std::vector<std::int32_t>{3501, 3500}));
  EXPECT_EQ((*match)->workers.want_wage[0], 3500);
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, FixedPointAsDecimals) {
  EXPECT_EQ(ValueText(0), "0.000000");
  EXPECT_EQ(ValueText(1LL << 24), "1.000000");
  EXPECT_EQ(ValueText((1LL << 24) - 1), "1.000000");
  EXPECT_EQ(ValueText((3LL << 23) + (1LL << 40)), "65537.500000");
  EXPECT_EQ(ProbabilityText(1 << 14), "0.5000");
  EXPECT_EQ(ProbabilityText(1), "0.0000");
}

TEST(MatchFiles, RowsOutOfShapeAreRejected) {
  const std::string folder = Folder("shape");
  Write(folder + "/workers.csv",
        "id,region,min_wage,\n"
        "w1,433124000000,3000,\n"
        "w2,433124000000,3,500,extra\n"
        "w3,433124000000\n"
        "\"w4,433124000000,3000,\n"
        "w5,433124000000,3000\n"
        "w6,433124000000,3000,,,\n"
        "\"w7\",433124000000,\"3,500\",\n"
        "w8,4331\"24000000,3000,\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  const auto workers = ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects);
  ASSERT_TRUE(workers) << workers.error().ToString();
  EXPECT_EQ(workers->rows, 8U);
  EXPECT_EQ(input.workers(), 4U);
  std::vector<std::string> what;
  what.reserve(rejects.size());
  for (const Reject& reject : rejects) what.push_back(std::to_string(reject.row) + reject.reason.substr(0, 6));
  EXPECT_EQ(what, (std::vector<std::string>{"2这一", "3列数", "4引号", "8看不"}));
  const auto match = std::move(input).Solve({});
  ASSERT_TRUE(match) << match.error().ToString();
  EXPECT_EQ((*match)->worker_ids, (std::vector<std::string>{"w1", "w5", "w6", "w7"}));
  EXPECT_EQ((*match)->workers.min_wage, (std::vector<std::int32_t>{3000, 3000, 3000, 3500}));

  ASSERT_TRUE(WritePlan(folder, **match, rejects));
  EXPECT_EQ(Lines(folder + "/rejects.csv").size(), 5U);
  ASSERT_TRUE(WritePlan(folder, **match, {}));
  EXPECT_FALSE(std::filesystem::exists(folder + "/rejects.csv")) << "of the run before";
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, WishesThatContradictEachOtherAreRemarked) {
  const std::string folder = Folder("contradict");
  Write(folder + "/workers.csv",
        "id,region,tiers,cities\n"
        "w1,433124000000,县内,350100000000\n"               // far, but only at home
        "w2,433124000000,县内;省外,350100000000\n"          // fits
        "w3,433124000000,县内,433100000000\n"               // the own prefecture
        "w4,433124000000,省外,433124000000;433101000000\n"  // near, but only far away: the first is home itself
        "w5,433124000000,省外,433101000000\n"
        "w6,433124000000,县内,\n"
        "w7,433124000000,,350100000000\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  const auto workers = ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects);
  ASSERT_TRUE(workers) << workers.error().ToString();
  const auto match = std::move(input).Solve({});
  ASSERT_TRUE(match) << match.error().ToString();
  std::vector<std::string> who;
  for (const MatchRemark& remark : (*match)->remarks) who.push_back(remark.id + remark.column);
  EXPECT_EQ(who, (std::vector<std::string>{"w1cities", "w5cities"}));
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, AFileThatCannotBeUsedIsNamed) {
  const std::string folder = Folder("unusable");
  Write(folder + "/workers.csv", "");
  Write(folder + "/posts.csv", "id,region\n1,433124000000\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  const auto workers = ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects);
  ASSERT_FALSE(workers);
  EXPECT_NE(workers.error().ToString().find("workers.csv"), std::string::npos) << workers.error().ToString();
  const auto posts = ReadPosts(folder + "/posts.csv", TestRegions(), input, rejects);
  ASSERT_FALSE(posts);
  EXPECT_NE(posts.error().ToString().find("posts.csv"), std::string::npos) << posts.error().ToString();
  std::filesystem::remove_all(folder);
}

TEST(MatchFiles, RepeatedAndUnusedColumnsAreNamed) {
  const std::string folder = Folder("columns");
  Write(folder + "/workers.csv",
        "id,region,min_wage,min_wage,household\nw1,433124000000,3000,9000,H1\nw2,433124000000,3000,9000,H1\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  const auto workers = ReadWorkers(folder + "/workers.csv", TestRegions(), input, rejects);
  ASSERT_TRUE(workers) << workers.error().ToString();
  EXPECT_TRUE(rejects.empty());
  EXPECT_EQ(workers->repeated_columns, std::vector<std::string>{"min_wage"});
  EXPECT_EQ(workers->unknown_columns, std::vector<std::string>{"household"});
  const auto match = std::move(input).Solve({});
  ASSERT_TRUE(match) << match.error().ToString();
  EXPECT_EQ((*match)->workers.min_wage, (std::vector<std::int32_t>{3000, 3000}));
  ASSERT_EQ((*match)->remarks.size(), 2U);
  EXPECT_EQ((*match)->remarks[0].column, "min_wage");
  EXPECT_EQ((*match)->remarks[1].column, "household");
  std::filesystem::remove_all(folder);
}

// 劳动法 15: by the day of departure, not by today.
TEST(MatchFiles, NobodyUnderSixteen) {
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  WorkerRecord young = TestWorker("W1");
  young.birth = Day("2002-03-06");
  const Status status = input.AddWorker(young);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, &kBadRecord);
  EXPECT_EQ(status.error().details.at(0).second, "birth");
  young.available_from = Day("2018-03-06");
  EXPECT_TRUE(input.AddWorker(young));
  WorkerRecord unknown = TestWorker("W2");
  unknown.birth.reset();
  EXPECT_TRUE(input.AddWorker(unknown));
}

TEST(MatchFiles, EmptyFilesAreNamed) {
  const std::string folder = Folder("empty");
  Write(folder + "/none.csv", "");
  Write(folder + "/header.csv", "岗位编号,招聘人数,工作地区\n");
  MatchInput input(DefaultWeights(), Day("2018-03-05"), TestRegions());
  std::vector<Reject> rejects;
  EXPECT_FALSE(ReadPosts(folder + "/none.csv", TestRegions(), input, rejects));
  EXPECT_FALSE(ReadPosts(folder + "/missing.csv", TestRegions(), input, rejects));
  const auto header = ReadPosts(folder + "/header.csv", TestRegions(), input, rejects);
  ASSERT_TRUE(header) << header.error().ToString();
  EXPECT_EQ(header->rows, 0U);
  std::filesystem::remove_all(folder);
}

cli::Invocation Given(const std::map<std::string, std::string>& values) {
  cli::Invocation invocation;
  for (const auto& [name, value] : values) invocation.values[name] = {value};
  return invocation;
}

TEST(MatchCommand, WrongUse) {
  const std::map<std::string, std::string> good = {
      {"workers", "a"}, {"posts", "b"}, {"out", "c"}, {"as-of", "2018-03-05"}};
  for (const std::string name : {"workers", "posts", "out", "as-of"}) {
    auto values = good;
    values.erase(name);
    EXPECT_EQ(RunMatch(Given(values)).error().kind, &kUsage) << name;
  }
  for (const std::pair<std::string, std::string>& bad : {std::pair<std::string, std::string>{"objective", "best"},
                                                         {"epsilon", "x"},
                                                         {"epsilon", "-1"},
                                                         {"epsilon", "1.5"},
                                                         {"epsilon", "nan"},
                                                         {"epsilon", "1e-3"},
                                                         {"as-of", "yesterday"}}) {
    auto values = good;
    values[bad.first] = bad.second;
    EXPECT_EQ(RunMatch(Given(values)).error().kind, &kUsage) << bad.second;
  }
  EXPECT_EQ(RunSolve(Given({{"file", "x"}})).error().kind, &kUsage);
  EXPECT_EQ(RunSolve(Given({{"file", "x"}, {"format", "mps"}})).error().kind, &kUsage);
  EXPECT_EQ(RunSolve(Given({{"file", "x"}, {"format", "residents"}})).error().kind, &kUsage);
}

// From the command's own files: couples, places kept for a county, conditions that the law forbids, all tables beside.
// The plan's own posts.csv would have replaced the posts that were read.
TEST(MatchCommand, NeverReplacesItsInput) {
  const std::string folder = Folder("input");
  Write(folder + "/workers.csv", kWorkers);
  Write(folder + "/posts.csv", kPosts);
  std::filesystem::create_directories(folder + "/sub");
  for (const std::string& out : {folder, folder + "/sub/..", folder + "/"}) {
    const auto code = RunMatch(Given({{"workers", folder + "/workers.csv"},
                                      {"posts", folder + "/posts.csv"},
                                      {"out", out},
                                      {"as-of", "2018-03-05"}}));
    ASSERT_FALSE(code) << out;
    EXPECT_EQ(code.error().kind, &kUsage) << out;
    EXPECT_NE(code.error().message.find("posts.csv"), std::string::npos) << code.error().message;
  }
  EXPECT_EQ(Lines(folder + "/posts.csv").size(), 7U);
  EXPECT_FALSE(std::filesystem::exists(folder + "/plan.csv"));
  std::filesystem::remove_all(folder);
}

TEST(MatchCommand, WritesEverythingAroundThePlan) {
  if (!RegionTree::LoadInstalled()) GTEST_SKIP() << "no divisions installed";
  const std::string folder = Folder("whole"), out = folder + "/out";
  std::string workers = "id,region,birth,education,health,trades,min_wage,want_wage,spouse,priority,sex,leader\n";
  for (int i = 0; i < 60; ++i) {
    const std::string id = "W" + std::to_string(i), mate = "W" + std::to_string(i ^ 1);
    workers += id + ",433124110226,1990-05-01,初中,健康,缝纫:" + std::to_string(i % 7) + "," +
               (i == 5 ? "5000,4000," : "2000,3500,") + (i < 10 ? mate : "") + "," + (i % 5 == 0 ? "是" : "否") + "," +
               (i % 2 == 0 ? "男" : "女") + ",否\n";
  }
  Write(folder + "/workers.csv", workers);
  Write(folder + "/posts.csv",
        "id,employer,city,trade,openings,wage_min,wage_max,reserved_region,性别要求\n"
        "P1,甲,350102,缝纫,20,3000,4000,433124000000:5,女\n"
        "P2,乙,350102,缝纫,15,3500,4500,,不限\n"
        "P3,丙,330106,缝纫,10,4000,4500,,\n"
        "P4,丙,330106,缝纫,0,4000,4500,,\n");
  std::filesystem::create_directories(out);
  Write(out + "/rejects.csv", "file,row,column,reason,cure\nworkers,1,birth,x,y\n");
  Write(out + "/remarks.csv", "file,id,column,remark,cure\nworkers,old,x,y,z\n");
  testing::internal::CaptureStdout();
  const auto code = RunMatch(Given({{"workers", folder + "/workers.csv"},
                                    {"posts", folder + "/posts.csv"},
                                    {"out", out},
                                    {"as-of", "2018-03-05"},
                                    {"rules", "resolve"},
                                    {"explore", "0.05"}}));
  testing::internal::GetCapturedStdout();
  ASSERT_TRUE(code) << code.error().ToString();
  EXPECT_EQ(*code, cli::kDone);
  EXPECT_EQ(Lines(out + "/plan.csv").size(), 46U);
  EXPECT_EQ(Lines(out + "/posts.csv").size(), 5U);
  EXPECT_TRUE(Lines(out + "/posts.csv")[1].starts_with("P1,20,20,"));
  EXPECT_EQ(Lines(out + "/parties.csv").size(), 6U);
  EXPECT_EQ(Lines(out + "/employers.csv").size(), 5U);
  EXPECT_EQ(Lines(out + "/rules.csv").size(), 1U + kConstraints + 1);
  EXPECT_EQ(Lines(out + "/departures.csv")[1], "433124110000,45,0");
  EXPECT_FALSE(std::filesystem::exists(out + "/rejects.csv")) << "of an earlier run";
  const std::vector<std::string> remarks = Lines(out + "/remarks.csv");
  ASSERT_EQ(remarks.size(), 4U);
  EXPECT_TRUE(remarks[1].starts_with("posts,P1,sex,")) << remarks[1];
  EXPECT_TRUE(remarks[2].starts_with("posts,P4,openings,")) << remarks[2];
  EXPECT_TRUE(remarks[3].starts_with("workers,W5,min_wage,")) << remarks[3];
  const std::string summary = Lines(out + "/summary.json").at(0), report = Lines(out + "/report.json").at(0);
  EXPECT_NE(summary.find("\"posts\":4,\"openings\":45,\"placed\":45,"), std::string::npos) << summary;
  EXPECT_NE(summary.find("\"parties\":5,"), std::string::npos) << summary;
  EXPECT_NE(summary.find("\"weights\":\"" + DefaultWeights().hash + "\","), std::string::npos) << summary;
  EXPECT_EQ(DefaultWeights().hash.size(), 64U);
  EXPECT_NE(summary.find("\"run\":\""), std::string::npos) << summary;
  const std::string bytes = std::to_string(std::filesystem::file_size(out + "/plan.csv"));
  EXPECT_NE(summary.find("\"plan.csv\":" + bytes + ","), std::string::npos) << summary;
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out), {}), 11) << "no rejects.csv, nothing half-written";
  EXPECT_NE(report.find("\"by\":\"sex\",\"group\":\"female\",\"workers\":30"), std::string::npos) << report;
  std::filesystem::remove_all(folder);
}

TEST(MatchCommand, EveryInstructionSetGivesTheSamePlan) {
  if (!RegionTree::LoadInstalled()) GTEST_SKIP() << "no divisions installed";
  const std::string folder = Folder("isa");
  std::string workers = "id,region,birth,education,health,trades,min_wage,want_wage,spouse\n";
  for (int i = 0; i < 300; ++i) {
    workers += "W" + std::to_string(i) + (i % 3 == 0 ? ",433124110226," : ",433101,") +
               "1990-05-01,初中,健康,缝纫:" + std::to_string(i % 7) + "," + std::to_string(2000 + 100 * (i % 13)) +
               ",3500," + (i < 20 ? "W" + std::to_string(i ^ 1) : "") + "\n";
  }
  Write(folder + "/workers.csv", workers);
  std::string posts = "id,employer,city,trade,openings,wage_min,wage_max\n";
  for (int i = 0; i < 80; ++i) {
    posts += "P" + std::to_string(i) + ",甲" + std::to_string(i / 4) +
             (i % 2 == 0 ? ",350102,缝纫," : ",330106,电工,") + std::to_string(1 + i % 4) + "," +
             std::to_string(2500 + 50 * (i % 17)) + ",4500\n";
  }
  Write(folder + "/posts.csv", posts);
  const auto run = [&](const std::string& isa) {
    std::string out = folder + "/" + isa;
    testing::internal::CaptureStdout();
    const auto code = RunMatch(Given({{"workers", folder + "/workers.csv"},
                                      {"posts", folder + "/posts.csv"},
                                      {"out", out},
                                      {"as-of", "2018-03-05"},
                                      {"explore", "0.01"},
                                      {"isa", isa}}));
    testing::internal::GetCapturedStdout();
    EXPECT_TRUE(code) << code.error().ToString();
    const Isa used = isa == "best" ? BestIsa() : ParseIsa(isa, BestIsa()).value();
    const std::string named = "\"isa\":\"" + std::string(NameOf(used)) + "\"";
    EXPECT_NE(Lines(out + "/summary.json").at(0).find(named), std::string::npos) << isa;
    return out;
  };
  const std::string scalar = run("scalar");
  EXPECT_GT(Lines(scalar + "/plan.csv").size(), 100U);
  for (const Isa isa : {Isa::kAvx2, Isa::kAvx512, Isa::kBest}) {
    if (isa != Isa::kBest && isa > BestIsa()) continue;
    const std::string other = run(std::string(NameOf(isa)));
    for (const char* name : {"/plan.csv", "/unplaced.csv", "/posts.csv", "/parties.csv", "/explore.csv", "/rules.csv",
                             "/employers.csv", "/report.json"})
      EXPECT_EQ(Lines(other + name), Lines(scalar + name)) << NameOf(isa) << name;
  }
  std::filesystem::remove_all(folder);
}

TEST(MatchCommand, InstructionSetsThatTheMachineLacksAreRefused) {
  EXPECT_EQ(ParseIsa("best", Isa::kScalar).value(), Isa::kBest);
  EXPECT_EQ(ParseIsa("scalar", Isa::kScalar).value(), Isa::kScalar);
  EXPECT_EQ(ParseIsa("avx2", Isa::kAvx512).value(), Isa::kAvx2);
  const auto lacks = ParseIsa("avx512", Isa::kAvx2);
  ASSERT_FALSE(lacks);
  EXPECT_EQ(lacks.error().kind, &kUsage);
  EXPECT_NE(lacks.error().message.find("avx512"), std::string::npos);
  EXPECT_NE(lacks.error().hint.find("avx2"), std::string::npos);
  EXPECT_FALSE(ParseIsa("avx2", Isa::kScalar));
  EXPECT_FALSE(ParseIsa("sse", Isa::kAvx512));
  EXPECT_FALSE(ParseIsa("", Isa::kAvx512));
}

TEST(MatchCommand, ALimitOfSexHoldsWhereTheLawSetsItAndIsFlaggedElsewhere) {
  if (!RegionTree::LoadInstalled()) GTEST_SKIP() << "no divisions installed";
  const std::string folder = Folder("limit"), out = folder + "/out";
  Write(folder + "/workers.csv",
        "id,region,birth,education,health,want_wage,性别\n"
        "A,433124110226,1990-05-01,初中,健康,3500,女\n"
        "B,433124110226,1990-05-01,初中,健康,3500,\n"
        "C,433124110226,1990-05-01,初中,健康,3500,男\n"
        "D,433124110226,1990-05-01,初中,健康,3500,男\n");
  Write(folder + "/posts.csv",
        "id,city,trade,openings,wage_min,wage_max,性别限定,限定的法律依据\n"
        "mine,350102,矿工,4,8000,9000,男,《女职工劳动保护特别规定》附录第一条：矿山井下作业\n"
        "driver,350102,司机,1,3000,4000,男,单位规定\n"
        "sewing,350102,缝纫,1,3000,4000,女,女职工劳动保护特别规定\n");
  testing::internal::CaptureStdout();
  const auto code = RunMatch(Given({{"workers", folder + "/workers.csv"},
                                    {"posts", folder + "/posts.csv"},
                                    {"out", out},
                                    {"as-of", "2018-03-05"},
                                    {"rules", "resolve"}}));
  testing::internal::GetCapturedStdout();
  ASSERT_TRUE(code) << code.error().ToString();
  for (const std::string& line : Lines(out + "/plan.csv")) {
    const bool mine = line.find(",mine,") != std::string::npos, man = line[0] == 'C' || line[0] == 'D';
    if (line.starts_with("worker")) continue;
    EXPECT_EQ(mine, man) << line;
  }
  EXPECT_EQ(Lines(out + "/plan.csv").size(), 5U) << "both women have the posts whose limit is not lawful";
  const std::vector<std::string> remarks = Lines(out + "/remarks.csv");
  ASSERT_EQ(remarks.size(), 3U);
  EXPECT_NE(remarks[1].find("posts,driver,sex,法律不允许以此为招聘条件，匹配时没有采用：男（依据：单位规定）"),
            std::string::npos)
      << remarks[1];
  EXPECT_NE(remarks[1].find("限定的法律依据"), std::string::npos) << remarks[1];
  EXPECT_NE(remarks[1].find("矿山井下作业；第四级体力劳动强度的作业；"), std::string::npos) << remarks[1];
  EXPECT_TRUE(remarks[2].starts_with("posts,sewing,sex,")) << remarks[2];
  const std::vector<std::string> rules = Lines(out + "/rules.csv");
  EXPECT_TRUE(std::any_of(rules.begin(), rules.end(), [](const std::string& line) {
    return line.starts_with("sex,依法限男性,") && line.find(",2,resolve") != std::string::npos;
  })) << "its price is reckoned, and whom it concerns";
  std::filesystem::remove_all(folder);
}

TEST(MatchCommand, WrongUseOfThePolicyOptions) {
  const std::map<std::string, std::string> good = {
      {"workers", "a"}, {"posts", "b"}, {"out", "c"}, {"as-of", "2018-03-05"}};
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"rules", "all"}, {"parties", "maybe"}, {"explore", "2"}, {"seed", "-1"}, {"isa", "sse"}}) {
    auto values = good;
    values[name] = value;
    EXPECT_EQ(RunMatch(Given(values)).error().kind, &kUsage) << name;
  }
}

TEST(MatchCommand, SolveWritesTheAssignment) {
  const std::string folder = Folder("solve");
  Write(folder + "/a.txt", "2\n1 5\n4 2\n");
  testing::internal::CaptureStdout();
  const auto code =
      RunSolve(Given({{"file", folder + "/a.txt"}, {"format", "orlib-assign"}, {"assignment", folder + "/out.txt"}}));
  const std::string out = testing::internal::GetCapturedStdout();
  ASSERT_TRUE(code);
  EXPECT_TRUE(
      out.starts_with("{\"objective\":3,\"bound\":3,\"sense\":\"min\",\"matched\":2,\"unmatched\":0,\"seconds\":"))
      << out;
  EXPECT_EQ(Lines(folder + "/out.txt"), (std::vector<std::string>{"1 1", "2 2"}));
  const auto own =
      RunSolve(Given({{"file", folder + "/a.txt"}, {"format", "orlib-assign"}, {"assignment", folder + "/a.txt"}}));
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().kind, &kUsage);
  EXPECT_EQ(Lines(folder + "/a.txt").size(), 3U);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gq::matching
