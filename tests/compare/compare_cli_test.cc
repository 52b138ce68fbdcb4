// gangqiao compare: every file that it writes, the same answer in every way of asking, and files that are not as they
// should be.
#include <xlsxwriter.h>

#include <map>
#include <random>

#include "base/id_number.h"
#include "engines/reconcile/identity.h"
#include "engines/reconcile/world_test.h"
#include "tests/compare/command_test.h"

namespace gq {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

std::string Id(std::uint64_t digits17) {
  return reconcile::IdText(reconcile::MakeKey(digits17, reconcile::CheckCode(digits17)));
}

std::string Csv(const Rows& rows) {
  std::string out;
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out += ',';
      reconcile::AppendCell(row[c], out);
    }
    out += '\n';
  }
  return out;
}

std::string FullWidth(const std::string& text) {
  std::string out;
  for (const char c : text) out += std::string("\xEF\xBC") + static_cast<char>(0x90 + (c - '0'));
  return out;
}

const std::string kA = Id(43312719800101123), kB = Id(43312719810202234), kC = Id(43312719820303345),
                  kD = Id(43312719830404456);
const std::string kOld = Id(51232419700203112);  // 512324 lay in Sichuan until 1997
const std::string kX = [] {
  std::uint64_t n = 43312719850505001;
  while (reconcile::CheckCode(n) != 10) ++n;
  return Id(n);
}();
const std::string kUnit1 = "91440900MA4UXXXX1K", kUnit2 = "91440900MA4UYYYY2M";

Rows RosterRows() {
  std::string slip = kD;
  slip[9] = static_cast<char>('0' + (slip[9] - '0' + 1) % 10);
  return {{"制表单位：某县", "", "", "", ""},
          {"", "", "", "", ""},
          {"序号", "公民身份证号码", "姓 名", "就业状态（必填）", "统一社会信用代码"},
          {"1", FullWidth(kA), "向大明", "已就业", kUnit1},
          {"2", kB.substr(0, 6) + kB.substr(8, 9), "田小花", "已就业", kUnit1},
          {"3", " " + kX.substr(0, 6) + " " + kX.substr(6, 11) + "x", "石阿妹", "未就业", ""},
          {"4", "'" + kC, "麻老三", "灵活就业", ""},
          {"5", "", "龙无号", "未就业", ""},
          {"6", "", "龙无号", "未就业", ""},
          {"7", kA, "向大明", "已就业", kUnit1},
          {"8", slip, "彭小五", "已就业", kUnit1},
          {"9", kOld, "老地方", "已就业", ""},
          {"10", "", "", "", ""},
          {"合计", "10", "", "", ""}};
}

Rows InsuranceRows() {
  return {{"个人编号", "证件号码", "姓名", "险种类型", "参保状态", "单位名称", "单位编号", "参保时间"},
          {"1", kA, "向大明", "企业职工基本养老保险", "参保缴费", "甲厂", kUnit1, "2020年1月"},
          {"2", kA, "向大明", "职工", "终止", "旧厂", kUnit2, "2026-01-01"},
          {"3", kB, "田小花", "职工", "1", "乙厂", kUnit2, "1/15/2020"},
          {"4", kX, "石阿妹", "城乡居民", "1", "", "", "202001"},
          {"5", kC, "麻老四", "职工", "暂停参保（中断）", "丙厂", "", "20200131"},
          {"6", "", "龙无号", "职工", "1", "丁厂", "", "202001"},
          {"7", kD, "彭小五", "职工", "正常", "戊厂", kUnit1, "43831"},
          {"8", kOld, "老地方", "职工", "1", "己厂", "", "202001"}};
}

class CompareCommand : public CommandTest {};

TEST_F(CompareCommand, WritesEveryFileAsTheFormatPageSays) {
  Put("roster.csv", Csv(RosterRows()));
  Put("si.csv", Csv(InsuranceRows()));
  Put("lr.csv", "id_number,name,state,updated\n" + kA + ",向大明,2,2026-08-01\n" + kC + ",麻老三,灵活就业,2026/8/1\n");
  ASSERT_EQ(Run("compare --roster roster.csv --registry social_insurance=si.csv --registry labour_resource=lr.csv "
                "--out out --json --as-of 2026-09-01"),
            3)
      << Get("stderr.txt");
  EXPECT_EQ(Get("out/people.csv"),
            "row,id_number,name,social_insurance_match,social_insurance_row,social_insurance_repair,social_insurance_"
            "state,social_insurance_employer,"
            "labour_resource_match,labour_resource_row,labour_resource_repair,labour_resource_state,labour_resource_"
            "employer,finding,flags\n"
            "1," +
                kA + ",向大明,exact,1,,1," + kUnit1 +
                ",exact,1,,2,,still_employed,registries_disagree;several\n"
                "2," +
                kB + ",田小花,exact,3,,1," + kUnit2 +
                ",none,,,,,changed_employer,\n"
                "3," +
                kX +
                ",石阿妹,exact,4,,1,,none,,,,,not_employed,\n"
                "4," +
                kC +
                ",麻老三,exact,5,,2,丙厂,exact,2,,3,,still_employed,name_conflict\n"
                "5,,龙无号,none,,,,,none,,,,,not_employed,in_no_registry\n"
                "6,,龙无号,none,,,,,none,,,,,not_employed,in_no_registry\n"
                "7," +
                kA + ",向大明,exact,1,,1," + kUnit1 +
                ",exact,1,,2,,still_employed,registries_disagree;several\n"
                "8," +
                RosterRows()[10][1] + ",彭小五,repaired,7,roster:digit@10:4>3,1," + kUnit1 +
                ",none,,,,,still_employed,\n"
                "9," +
                kOld + ",老地方,exact,8,,1,己厂,none,,,,,still_employed,\n");
  EXPECT_EQ(Get("out/duplicates.csv"), "file,row,first_row,kind\nroster,7,1,same_row\n");
  EXPECT_EQ(Get("out/rejects.csv").find("file,row,column,value,code,reason,cure\nroster,5,id_number,,id_empty,"), 0U)
      << Get("out/rejects.csv");
  EXPECT_NE(Get("out/rejects.csv").find("\nroster,10,,,empty,"), std::string::npos);
  EXPECT_NE(Get("out/rejects.csv").find("\nroster,11,,\"合计,10,,,\",total,"), std::string::npos);
  EXPECT_EQ(Get("out/review.csv")
                .find("row,registry,registry_row,probability,weight,repair,name_level,birth_level,place_level,phone_"
                      "level,unit_level,id_level,"
                      "roster_id,roster_name,registry_id,registry_name,registry_offset\n"),
            0U);
  EXPECT_EQ(Number("rows_in"), 11);
  EXPECT_EQ(Number("rows_rejected"), 2);
  EXPECT_EQ(Number("social_insurance.rows"), 8);
  EXPECT_EQ(Number("social_insurance.rows_matched") + Number("social_insurance.rows_unmatched") +
                Number("social_insurance.rows_rejected"),
            8);
  EXPECT_EQ(Number("social_insurance.exact"), 6);
  EXPECT_EQ(Number("findings.still_employed") + Number("changed_employer") + Number("newly_employed") +
                Number("employment_lapsed") + Number("not_employed"),
            9);
  EXPECT_NE(Get("out/summary.json").find("\"as_of\":\"2026-09-01\""), std::string::npos);
}

// A world with every kind of trouble, the same for every way of asking.
struct World {
  Rows roster, insurance, labour;
};
World MakeWorld(unsigned seed, int people) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned n) { return static_cast<std::uint64_t>(random() % n); };
  const std::vector<std::string> family = {"王", "李", "张", "向", "田", "彭", "峯", "欧阳"},
                                 given = {"伟", "秀英", "峰", "群", "建国", "小燕", "芳", "敏"};
  World world;
  world.roster.push_back({"身份证号", "姓名", "就业状态", "单位名称", "联系电话", "户籍地"});
  world.insurance.push_back({"id_number", "name", "sex", "unit", "unit_name", "scheme", "state", "since", "region"});
  world.labour.push_back({"身份证号码", "姓名", "联系电话", "状态", "更新日期", "行政区划代码"});
  for (int p = 0; p < people; ++p) {
    const std::string id =
        Id(43312719800000000 + (below(12) + 1) * 100000 + (below(28) + 1) * 1000 + below(1000) + below(30) * 10000000);
    const std::string name = family[below(8)] + given[below(8)] + (below(3) == 0 ? given[below(8)] : ""),
                      phone = "138" + std::to_string(10000000 + below(80000000));
    const auto spoil = [&](std::string text) {
      switch (below(14)) {
        case 0:
          text[below(17)] = static_cast<char>('0' + below(10));
          break;
        case 1: {
          const std::size_t at = below(16);
          std::swap(text[at], text[at + 1]);
          break;
        }
        case 2:
          text.replace(15, 3, "000");
          break;
        case 3:
          text = "4.33E+17";
          break;
        case 4:
          text.clear();
          break;
        case 5:
          text = " " + text;
          break;
        case 6:
          text = text.substr(0, 17);
          break;
        default:
          break;
      }
      return text;
    };
    const std::string unit = "第" + std::to_string(below(9)) + "厂, 一\"车间\"";
    if (below(10) < 8)
      world.roster.push_back(
          {spoil(id), name, below(2) == 0 ? "已就业" : "未就业", unit, below(2) == 0 ? phone : "", "433127"});
    for (std::uint64_t n = below(3); n > 0; --n)
      world.insurance.push_back({spoil(id), name, "", "", unit, below(3) == 0 ? "城乡居民" : "职工",
                                 std::to_string(1 + below(2)), std::to_string(202001 + below(12)), "433127"});
    if (below(2) == 0)
      world.labour.push_back({spoil(id), name, phone, below(2) == 0 ? "就业" : "失业",
                              "2026/8/" + std::to_string(1 + below(28)), "433127"});
  }
  return world;
}

const std::vector<std::string> kReports = {"people.csv", "review.csv", "rejects.csv", "duplicates.csv", "sidecar.bin"};

TEST_F(CompareCommand, TheSameBytesForAnyThreadsAndInstructionSet) {
  const World world = MakeWorld(5, 6000);
  Put("roster.csv", Csv(world.roster)), Put("si.csv", Csv(world.insurance)), Put("lr.csv", Csv(world.labour));
  std::map<std::string, std::string> first;
  for (const std::string how :
       {"--threads 1 --isa scalar", "--threads 2 --isa avx2", "--threads 5 --isa avx512", "--threads 3 --isa best"}) {
    ASSERT_LE(Run("compare --roster roster.csv --registry social_insurance=si.csv --registry labour_resource=lr.csv "
                  "--out out --json " +
                  how) &
                  ~3,
              0)
        << Get("stderr.txt");
    EXPECT_GT(Number("social_insurance.repaired"), 50);
    EXPECT_GT(Number("social_insurance.near") + Number("social_insurance.review"), 20);
    for (const std::string registry : {"social_insurance", "labour_resource"}) {
      EXPECT_EQ(Number(registry + ".rows_matched") + Number(registry + ".rows_unmatched") +
                    Number(registry + ".rows_rejected"),
                Number(registry + ".rows"));
      EXPECT_EQ(Number(registry + ".exact") + Number(registry + ".repaired") + Number(registry + ".near") +
                    Number(registry + ".review") + Number(registry + ".none"),
                Number("rows_in") - Number("rows_rejected"));
    }
    for (const std::string& report : kReports) {
      const std::string bytes = Get("out/" + report);
      const auto [it, added] = first.emplace(report, bytes);
      EXPECT_TRUE(it->second == bytes) << report << " differs with " << how;
    }
  }
}

using reconcile::testing::ToGb18030;

void WriteBook(const std::string& path, const Rows& rows, bool two_sheets) {
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_worksheet* cover = workbook_add_worksheet(book, "封面");
  worksheet_write_string(cover, 0, 0, "劳动力名册", nullptr);
  const std::size_t half = two_sheets ? rows.size() / 2 : rows.size();
  lxw_worksheet* sheet = nullptr;
  for (std::size_t r = 0, line = 0; r < rows.size(); ++r) {
    if (r == 0 || r == half) {
      sheet = workbook_add_worksheet(book, nullptr);
      worksheet_write_string(sheet, 0, 0, "全国劳动力信息导出", nullptr);
      line = 2;
      for (std::size_t c = 0; r > 0 && c < rows[0].size(); ++c)
        worksheet_write_string(sheet, 2, static_cast<lxw_col_t>(c), rows[0][c].c_str(), nullptr);
      line += r > 0 ? 1 : 0;
    }
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      worksheet_write_string(sheet, static_cast<lxw_row_t>(line), static_cast<lxw_col_t>(c), rows[r][c].c_str(),
                             nullptr);
    ++line;
  }
  workbook_close(book);
}

TEST_F(CompareCommand, TheSameReportsFromEveryKindOfFile) {
  const World world = MakeWorld(8, 1500);
  const Rows* const tables[] = {&world.roster, &world.insurance, &world.labour};
  const std::string names[] = {"roster", "si", "lr"};
  std::map<std::string, std::string> first;
  for (const std::string kind : {"csv", "bom", "crlf", "gb", "xlsx"}) {
    for (int t = 0; t < 3; ++t) {
      std::string text = Csv(*tables[t]);
      if (kind == "crlf") {
        std::string lines;
        for (const char c : text) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
        text = lines;
      }
      const std::string name = names[t] + (kind == "xlsx" ? ".xlsx" : ".csv");
      if (kind == "xlsx")
        WriteBook(Path(name), *tables[t], t > 0);
      else
        Put(name, kind == "bom" ? "\xEF\xBB\xBF" + text : kind == "gb" ? ToGb18030(text) : text);
    }
    const std::string end = kind == "xlsx" ? ".xlsx " : ".csv ";
    ASSERT_LE(Run("compare --roster roster" + end + "--registry social_insurance=si" + end +
                  "--registry labour_resource=lr" + end + "--out out --json") &
                  ~3,
              0)
        << Get("stderr.txt");
    for (const std::string& report : kReports) {
      std::string bytes = Get("out/" + report);
      if (report == "review.csv") {  // offsets are those of the file
        std::stringstream lines(bytes);
        bytes.clear();
        for (std::string line; std::getline(lines, line);) bytes += line.substr(0, line.rfind(',')) + "\n";
      }
      const auto [it, added] = first.emplace(report, bytes);
      EXPECT_TRUE(it->second == bytes) << report << " differs for " << kind;
    }
  }
}

TEST_F(CompareCommand, HeadersByMap) {
  Put("roster.csv", "证号X,谁,咋样\n" + kA + ",向大明,已就业\n");
  Put("si.csv", "sfz,xm,zt\n" + kA + ",向大明,1\n");
  EXPECT_EQ(Run("compare --roster roster.csv --registry social_insurance=si.csv --out out"), 1);
  Put("map.txt", "# 对照\nid_number=证号X\nid_number=sfz\nname=谁\nname,xm\nstatus=咋样\nstate=zt\n");
  ASSERT_EQ(Run("compare --roster roster.csv --registry social_insurance=si.csv --out out --map map.txt"), 0)
      << Get("stderr.txt");
  EXPECT_NE(Get("out/people.csv").find(",向大明,exact,1,,1,,employment_lapsed,"), std::string::npos)
      << Get("out/people.csv");
}

TEST_F(CompareCommand, MonthAgainstMonth) {
  Put("a.csv", "id_number,name\n" + kA + ",向大明\n" + kB + ",田小花\n" + kC + ",麻老三\n");
  const std::string right = Id(43312719820303347);
  Put("b.csv", "id_number,name\n" + kD + ",新来的\n" + kA + ",向大明\n" + right + ",麻老三\n");
  Put("si1.csv", "id_number,name,unit_name,state\n" + kA + ",向大明,甲厂,1\n");
  Put("si2.csv", "id_number,name,unit_name,state\n" + kA + ",向大明,乙厂,1\n");
  ASSERT_EQ(Run("compare --roster a.csv --registry social_insurance=si1.csv --out first"), 0);
  ASSERT_EQ(Run("compare --roster b.csv --registry social_insurance=si2.csv --out second --since first"), 0)
      << Get("stderr.txt");
  EXPECT_EQ(Get("second/changes.csv"), "row,id_number,kind\n1," + kD + ",entered\n2," + kA + ",employer_changed\n3," +
                                           right + ",corrected\n2,,left\n");
  EXPECT_EQ(Get("first/sidecar.bin").find(kA), std::string::npos);
  EXPECT_EQ(Run("compare --roster b.csv --registry social_insurance=si2.csv --out third --since nowhere"), 1);
}

TEST_F(CompareCommand, BadFilesAreReportedByRow) {
  Put("roster.csv", "id_number,name\n" + kA + ",向大明\n" + kB + ",田小花\n");
  std::string bad =
      "id_number,name,name,state\n" + kA + ",向大明,,1\n少一列\n" + kB + ",\"田小花,,1\n" + kC + ",麻老三,,1\n";
  bad += std::string("43\0", 3) + "3127,某,,1\n" + kA + "," + ToGb18030("向大明") + ",,1\n";
  bad += std::string(std::size_t{300} << 20, 'x') + "\n" + kB + ",田小花,,1\n";
  Put("si.csv", bad);
  ASSERT_EQ(Run("compare --roster roster.csv --registry social_insurance=si.csv --out out --json"), 3)
      << Get("stderr.txt");
  const std::string rejects = Get("out/rejects.csv");
  for (const char* line :
       {"social_insurance,0,,name,header_repeated,", "social_insurance,2,,少一列,columns,", "social_insurance,3,",
        ",quotes,", "zero_byte", "social_insurance,6,name,向大明,encoding_mixed", "social_insurance,7,,,too_long,"}) {
    EXPECT_NE(rejects.find(line), std::string::npos) << line << "\n" << rejects.substr(0, 2000);
  }
  EXPECT_EQ(Number("social_insurance.rows"), 8);
  EXPECT_EQ(Number("social_insurance.rows_rejected"), 3);
  EXPECT_EQ(Number("social_insurance.exact"), 2);
  EXPECT_LT(Number("peak_mb"), 120) << "a long line must not be held";
}

TEST_F(CompareCommand, SignaturesAndNotesAreNobody) {
  Put("roster.csv", "姓名,身份证号,就业状态\n向大明," + kA + ",已就业\n审美," + kB +
                        ",已就业\n合计,2,\n制表人：张三,审核：李四,\n备注:以上属实,,\n");
  Put("si.csv", "序号,姓名,身份证号,参保状态,单位编号\n1,向大明," + kA + ",1," + kUnit1 + "\n填报人：王五,,,,\n");
  ASSERT_EQ(Run("compare --roster roster.csv --registry social_insurance=si.csv --out out --json"), 3)
      << Get("stderr.txt");
  EXPECT_EQ(Number("rows_in"), 5);
  EXPECT_EQ(Number("rows_rejected"), 3);
  const std::string rejects = Get("out/rejects.csv");
  for (const char* line :
       {"\nroster,3,,\"合计,2,\",total,", "\nroster,4,,\"制表人：张三,审核：李四,\",footer,",
        "\nroster,5,,\"备注:以上属实,,\",footer,", "\nsocial_insurance,2,,\"填报人：王五,,,,\",footer,"})
    EXPECT_NE(rejects.find(line), std::string::npos) << line << rejects;
}

// An empty registry, or one of other people, makes everybody who works "employment_lapsed": loud, not refused.
TEST_F(CompareCommand, ARegistryInWhichNobodyIsFoundIsSaid) {
  std::string roster = "id_number,name,status\n", others = "id_number,name,state,unit\n";
  for (int i = 0; i < 30; ++i) {
    const std::string mine = "43312419800101" + std::to_string(100 + i),
                      other = "43312419900101" + std::to_string(200 + i);
    roster += mine + gq::IdCheckCharacter(mine) + ",甲" + std::to_string(i) + ",已就业\n";
    others += other + gq::IdCheckCharacter(other) + ",乙" + std::to_string(i) + ",1," + kUnit1 + "\n";
  }
  Put("roster.csv", roster);
  Put("none.csv", "id_number,name,state,unit\n");
  Put("others.csv", others);
  for (const auto& [file, code] : {std::pair{"none.csv", "no_rows"}, {"others.csv", "nobody_found"}}) {
    ASSERT_EQ(Run("compare --roster roster.csv --registry social_insurance=" + std::string(file) + " --out out"), 0)
        << Get("stderr.txt");
    EXPECT_NE(Get("stderr.txt").find("注意：social_insurance "), std::string::npos) << file;
    EXPECT_NE(Get("out/rejects.csv").find("\nsocial_insurance,0,id_number,," + std::string(code) + ","),
              std::string::npos);
    EXPECT_NE(Get("out/summary.json").find("\"code\":\"" + std::string(code) + "\""), std::string::npos);
  }
}

// Without the columns of its findings a registry makes everybody who works "employment_lapsed": loud, not refused.
TEST_F(CompareCommand, ARegistryWithoutTheColumnsOfItsFindingsIsSaid) {
  Put("roster.csv", "id_number,name,status,unit\n" + kA + ",向大明,已就业," + kUnit1 + "\n");
  Put("card.csv", "id_number,name\n" + kA + ",向大明\n");
  struct Case {
    std::string kind, header, row, column, code;
  };
  for (const Case& c : {Case{"social_insurance", "", "", "state;unit", "state_unit_missing"},
                        {"social_insurance", ",state", ",1", "unit", "unit_missing"},
                        {"social_insurance", ",单位名称", ",甲厂", "state", "state_missing"},
                        {"labour_resource", "", "", "state", "labour_state_missing"},
                        {"labour_resource", ",state", ",1", "", ""},
                        {"social_insurance", ",state,unit", ",1," + kUnit1, "", ""},
                        {"social_insurance", ",state,unit_name", ",1,甲厂", "", ""}}) {
    Put("r.csv", "id_number,name" + c.header + "\n" + kA + ",向大明" + c.row + "\n");
    ASSERT_EQ(
        Run("compare --roster roster.csv --registry " + c.kind + "=r.csv --registry social_card=card.csv --out out"), 0)
        << Get("stderr.txt");
    const std::string said = Get("stderr.txt"), rejects = Get("out/rejects.csv");
    if (c.code.empty()) {
      EXPECT_EQ(said.find("注意"), std::string::npos) << said;
      EXPECT_EQ(rejects, "file,row,column,value,code,reason,cure\n");
      EXPECT_NE(Get("out/summary.json").find("\"warnings\":[]"), std::string::npos);
      continue;
    }
    EXPECT_NE(said.find("注意：" + c.kind + " 没有"), std::string::npos) << said;
    const std::size_t line = rejects.find("\n" + c.kind + ",0," + c.column + ",," + c.code + ",");
    ASSERT_NE(line, std::string::npos) << rejects;
    EXPECT_NE(rejects.find("（未拒收）,请补上", line), std::string::npos) << rejects;
    EXPECT_NE(Get("out/summary.json").find("\"code\":\"" + c.code + "\""), std::string::npos);
    if (c.kind == "social_insurance") {
      EXPECT_NE(Get("out/people.csv").find("employment_lapsed"), std::string::npos);
    }
  }
}

TEST_F(CompareCommand, ExitCodesAndSentences) {
  Put("roster.csv", "id_number,name\n" + kA + ",向大明\n");
  Put("empty.csv", "");
  Put("headless.csv", "a,b\n1,2\n");
  EXPECT_EQ(Run("compare --roster roster.csv --registry social_insurance=empty.csv --out out"), 1);
  EXPECT_NE(Get("stderr.txt").find("空"), std::string::npos) << Get("stderr.txt");
  EXPECT_EQ(Run("compare --roster roster.csv --registry social_insurance=headless.csv --out out"), 1);
  EXPECT_NE(Get("stderr.txt").find("表头"), std::string::npos);
  EXPECT_EQ(Run("compare --roster roster.csv --registry police=roster.csv --out out"), 2);
  EXPECT_EQ(Run("compare --roster roster.csv --registry social_insurance --out out"), 2);
  EXPECT_EQ(Run("compare --roster roster.csv --out out"), 2);
  EXPECT_EQ(Run("compare --roster roster.csv --registry social_card=roster.csv --out out --near maybe"), 2);
}

}  // namespace
}  // namespace gq
