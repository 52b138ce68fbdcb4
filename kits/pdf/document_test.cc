#include "kits/pdf/document.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

// cairo 1.16 keeps 768 bytes for every embedded CFF font of a document, and fontconfig its patterns at the end of a
// thread: seen with a program of ten lines without any of our code. Other leaks still fail the sanitizer build.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the name is the sanitizer's
extern "C" const char* __lsan_default_suppressions() { return "leak:libcairo\nleak:libfontconfig\n"; }

namespace gq::pdf {
namespace {

// What poppler, an independent reader, finds in the file.
std::string Ask(const std::string& tool, const std::string& bytes) {
  const auto path = std::filesystem::temp_directory_path() / ("gq_pdf_" + std::to_string(::getpid()) + ".pdf");
  std::ofstream(path, std::ios::binary) << bytes;
  std::string text;
  FILE* pipe =
      ::popen((tool + " " + path.string() + (tool.rfind("pdftotext", 0) == 0 ? " -" : "") + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer;
  for (std::size_t got; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) text.append(buffer.data(), got);
  EXPECT_EQ(::pclose(pipe), 0) << tool << text;
  std::filesystem::remove(path);
  return text;
}

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// pdftotext guesses blanks from distances.
std::string WithoutBlanks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

// Written for a look at the page: GQ_PDF_KEEP=folder keeps the files.
void Keep(const std::string& name, const std::string& bytes) {
  if (const char* folder = std::getenv("GQ_PDF_KEEP")) {
    std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << bytes;
  }
}

Document PersonCard() {
  Document card({.title = "一人一卡",
                 .as_of = "2026-08-21 09:30",
                 .code = "GQ-7F3K",
                 .code_address = "https://gangqiao.example/v/GQ-7F3K",
                 .note = "身份证号、电话已遮盖；本表由岗桥生成，只供劳务协作工作使用。"});
  card.Title("一人一卡");
  card.Subtitle("湘西土家族苗族自治州花垣县双龙镇十八洞村");
  card.Card({{"姓名", "石㛃䶮𬭎"},
             {"性别", "女"},
             {"身份证号", "433***********0427"},
             {"民族", "苗族"},
             {"联系电话", "138****1234"},
             {"文化程度", "初中"},
             {"就业状态", "在岗"},
             {"户编号", "HY-018-0042"},
             {"住址", "花垣县双龙镇十八洞村梨子寨", true},
             {"技能", "缝纫（中级）、家政服务；2025 年 4 月参加电子装配培训并取得合格证", true}});
  card.Heading("就业经历");
  card.Table({{.header = "起止", .width_mm = 46},
              {.header = "单位", .share = 2},
              {.header = "岗位"},
              {.header = "地点"},
              {.header = "月工资（元）", .width_mm = 26, .align = Align::kRight}},
             {{"2026-03-02～至今", "东莞市长安镇某某电子有限公司", "装配工", "广东省东莞市", "5,200.00"},
              {"2024-02-20～2026-01-18", "济南市历下区家政服务中心", "家政服务员", "山东省济南市", "4,650.00"},
              {"2022-05-06～2023-12-30", "花垣县扶贫车间", "缝纫工", "州内", "--"}});
  card.Heading("就业意愿");
  card.Paragraph("愿意到省内或广东务工，期望月工资 5,000 元以上，希望与同村人一起，能照顾在读初中的孩子。");
  card.Heading("可享受的补贴");
  card.Table(
      {{.header = "项目", .share = 2},
       {.header = "依据"},
       {.header = "金额（元）", .align = Align::kRight},
       {.header = "状态"}},
      {{"一次性交通补助", "R-XX20", "400.00", "已受理"}, {"稳岗补贴", "R-GY3", "1,000.00", "在岗满 6 个月后可申请"}});
  card.Qr("https://gangqiao.example/me/GQ-7F3K", "扫码查看本人信息");
  return card;
}

TEST(Pdf, CardWithRareCharactersIsReadable) {
  const auto pdf = PersonCard().Render();
  ASSERT_TRUE(pdf) << pdf.error().ToString();
  Keep("card.pdf", pdf->bytes);
  EXPECT_EQ(pdf->pages, 1);
  EXPECT_EQ(pdf->missing_glyphs, 0);
  const std::string text = WithoutBlanks(Ask("pdftotext -layout", pdf->bytes));
  for (const char* part : {"一人一卡", "石㛃䶮𬭎", "433***********0427", "缝纫（中级）", "5,200.00",
                           "数据截至 2026-08-21 09:30", "编号 GQ-7F3K", "第 1 页 共 1 页", "扫码查看本人信息"}) {
    EXPECT_NE(text.find(WithoutBlanks(part)), std::string::npos) << part << "\n" << text;
  }
}

TEST(Pdf, FontsAreEmbeddedSubsetsOfTheSimplifiedFace) {
  const auto pdf = PersonCard().Render();
  const std::string fonts = Ask("pdffonts", pdf->bytes);
  EXPECT_NE(fonts.find("NotoSansCJKsc"), std::string::npos) << fonts;
  EXPECT_EQ(fonts.find("NotoSansCJKjp"), std::string::npos) << fonts;
  EXPECT_EQ(CountOf(fonts, " no "), 0) << fonts;  // embedded, subset and with a Unicode map, all three
  EXPECT_LT(pdf->bytes.size(), 400u << 10);
}

TEST(Pdf, PageIsA4InBothDirections) {
  for (const bool landscape : {false, true}) {
    Document document({.title = "名单", .landscape = landscape});
    document.Title("名单");
    const std::string info = Ask("pdfinfo", document.Render()->bytes);
    EXPECT_NE(info.find(landscape ? "841.89 x 595.276 pts (A4)" : "595.276 x 841.89 pts (A4)"), std::string::npos)
        << info;
    EXPECT_NE(info.find("名单"), std::string::npos);
  }
}

TEST(Pdf, LongTablesRepeatTheirHeadAndLoseNoRow) {
  Document list(
      {.title = "任务清单", .landscape = true, .as_of = "2026-08-21", .watermark = "花垣县就业局 2026-08-21"});
  list.Title("任务清单");
  std::vector<std::vector<std::string>> rows;
  for (int i = 1; i <= 500; ++i) {
    rows.push_back({"row" + std::to_string(10000 + i), "张*",
                    i % 7 == 0 ? std::string(120, 'w') + " 很长的地址" : "十八洞村", "138****1234"});
  }
  list.Table({{.header = "序号", .width_mm = 30},
              {.header = "姓名", .width_mm = 30},
              {.header = "村"},
              {.header = "电话", .width_mm = 40}},
             rows);
  const auto pdf = list.Render();
  ASSERT_TRUE(pdf);
  Keep("list.pdf", pdf->bytes);
  EXPECT_GT(pdf->pages, 10);
  const std::string text = WithoutBlanks(Ask("pdftotext -layout", pdf->bytes));
  EXPECT_EQ(CountOf(text, "序号"), pdf->pages);
  for (int i = 1; i <= 500; ++i) ASSERT_EQ(CountOf(text, "row" + std::to_string(10000 + i)), 1) << i;
  const std::string last = "第 " + std::to_string(pdf->pages) + " 页 共 " + std::to_string(pdf->pages) + " 页";
  EXPECT_NE(text.find(WithoutBlanks(last)), std::string::npos);
}

TEST(Pdf, OfficialLookHoldsTwentyTwoLinesOfTwentyEight) {
  Document decision({.title = "决定书", .look = OfficialLook()});
  std::string text;
  for (int i = 0; i < 22; ++i) text += (i == 0 ? "" : "\n") + std::string("第") + std::to_string(100 + i) + "行";
  decision.Paragraph(text, Align::kRight);  // no indent: exactly 22 lines
  EXPECT_EQ(decision.Render()->pages, 1);
  decision.Paragraph("又一行");
  const auto two = decision.Render();
  EXPECT_EQ(two->pages, 2);
  Document full({.title = "决定书", .look = OfficialLook()});
  std::string line;
  for (int i = 0; i < 28; ++i) line += "字";
  full.Paragraph(line, Align::kCenter);
  const std::string one_line = Ask("pdftotext -layout", full.Render()->bytes);
  EXPECT_NE(one_line.find(line), std::string::npos) << one_line;
}

TEST(Pdf, DecisionRunsOverPagesLineByLine) {
  Document decision({.title = "不予发放决定书", .look = OfficialLook(), .code = "GQ-1"});
  decision.Title("关于不予发放一次性交通补助的决定");
  decision.Paragraph("龙某某：", Align::kLeft, false);
  for (int i = 0; i < 12; ++i) {
    decision.Paragraph(
        "经审核，你于 2026 年 3 月 2 日申请的一次性交通补助，因在同一年度内已经领取过一次，依照《湘西自治州"
        "劳务协作实施细则》第二十条的规定，本次不予发放。如有异议，可在收到本决定之日起十五日内提出复核申请。");
  }
  decision.Paragraph("花垣县人力资源和社会保障局\n2026 年 8 月 21 日", Align::kRight);
  const auto pdf = decision.Render();
  Keep("decision.pdf", pdf->bytes);
  EXPECT_GE(pdf->pages, 2);
  EXPECT_EQ(CountOf(Ask("pdftotext", pdf->bytes), "龙某某"), 1);
}

TEST(Pdf, SameContentSameBytes) {
  const std::string first = PersonCard().Render()->bytes;
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // a clock in the file would show
  const Document card = PersonCard();
  EXPECT_TRUE(card.Render()->bytes == first);
  EXPECT_TRUE(card.Render()->bytes == first);
  std::string elsewhere;
  std::thread([&] { elsewhere = PersonCard().Render()->bytes; }).join();
  EXPECT_TRUE(elsewhere == first);
}

TEST(Pdf, OddInputIsNoAccident) {
  Document odd({.title = "\xff"});
  EXPECT_TRUE(odd.Render());  // an empty document is an empty sheet
  odd.Title("");
  odd.Paragraph("\xff\xfe bad bytes \x01");
  odd.Paragraph(std::string(20000, 'x'));  // one endless word over several pages
  odd.Card({}, 2);
  odd.Card({{"只有一个", ""}}, 4);
  odd.Table({{.header = "宽", .width_mm = 500}, {.header = "更宽", .width_mm = 500}}, {{"a"}, {}});
  odd.Table({{.header = "空表"}}, {});
  odd.Heading("标题");
  odd.PageBreak();
  odd.Qr("x", "", 400);  // larger than the sheet
  const auto pdf = odd.Render();
  ASSERT_TRUE(pdf) << pdf.error().ToString();
  const std::string text = Ask("pdftotext", pdf->bytes);
  EXPECT_EQ(CountOf(text, "x"), 20000);
  EXPECT_EQ(CountOf(text, "-"), 0);  // nothing was added where the word was cut
  EXPECT_NE(text.find("空表"), std::string::npos);
  Document bad({.title = "x", .code_address = std::string(5000, 'a')});
  EXPECT_FALSE(bad.Render());
}

TEST(Pdf, MissingGlyphsAreCounted) {
  Document document({.title = "x"});
  document.Paragraph("\U000E0FFF\U0010FFFD");  // unassigned and private
  EXPECT_GT(document.Render()->missing_glyphs, 0);
}

TEST(Pdf, MissingFontIsAClearError) {
  Look look = PlainLook();
  look.fonts = "No Such Family";
  Document document({.title = "x", .look = look});
  const auto pdf = document.Render();
  ASSERT_FALSE(pdf);
  EXPECT_NE(pdf.error().hint.find("fonts-noto-cjk"), std::string::npos);
}

TEST(Pdf, RatesAreFarFromAMistake) {
  const auto milliseconds = [](auto&& work) {
    const auto from = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
  };
  const Document card = PersonCard();
  card.Render().value();
  const double one = milliseconds([&] { card.Render().value(); });
  Document list({.title = "名单", .landscape = true});
  list.Table({{.header = "序号"}, {.header = "姓名"}, {.header = "村", .share = 3}, {.header = "电话"}},
             std::vector<std::vector<std::string>>(3000, {"1", "石㛃", "花垣县双龙镇十八洞村", "138****1234"}));
  int pages = 0;
  const double many = milliseconds([&] { pages = list.Render()->pages; });
  std::printf("card %.0f ms; list of 3,000 rows on %d sheets %.0f ms\n", one, pages, many);
  EXPECT_LT(one, 5000);
  EXPECT_LT(many, 60000);
}

TEST(Pdf, HeadingsDoNotStandAloneAtTheFoot) {
  for (int lines = 30; lines < 50; ++lines) {
    Document document({.title = "x"});
    for (int i = 0; i < lines; ++i) document.Paragraph("行");
    document.Heading("标题在此");
    document.Paragraph("正文在此");
    const std::string text = Ask("pdftotext", document.Render()->bytes);
    const auto heading = text.find("标题在此"), body = text.find("正文在此");
    ASSERT_EQ(text.substr(heading, body - heading).find('\f'), std::string::npos) << lines;
  }
}

}  // namespace
}  // namespace gq::pdf
