// A4 documents as PDF: titles, paragraphs, cards of labelled values, tables with a repeated head, QR codes; every sheet
// with page x of y, as-of time, short code.
//
//   Document sheet({.title = "一人一卡", .as_of = "2026-08-21 09:30", .code = "GQ-7F3K", .code_address = url});
//   sheet.Title("一人一卡");
//   sheet.Card({{"姓名", "龙富英"}, {"性别", "女"}, {"地址", "花垣县双龙镇十八洞村", .wide = true}});
//   sheet.Heading("就业经历");
//   sheet.Table({{.header = "起"}, {.header = "单位", .share = 3}, {.header = "月工资（元）", .align = Align::kRight}},
//   rows); Rendered pdf = TRY(sheet.Render());
//
// Text is UTF-8; invalid bytes become U+FFFD. Values arrive masked: this kit does not know what is personal.
// The same elements give the same bytes on the same machine unless `created` differs.
// Thread-safety: a Document belongs to one thread; several may render at once.
// Source: ux.md 2.4 (three layouts), GB/T 9704-2012 for OfficialLook.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::pdf {

inline constexpr ErrorKind kPdf{"pdf.failed", 500, "打印文件没有生成", "PDF failed"};

enum class Align { kLeft, kCenter, kRight };

struct Margins {
  double top_mm, bottom_mm, left_mm, right_mm;
};

struct Look {
  std::string fonts;        // families in order of preference, comma between
  std::string title_fonts;  // the same for Title
  double text_points = 10.5;
  double title_points = 20;
  double line_pitch_points = 17;    // of paragraphs; tables are set closer
  bool indents_paragraphs = false;  // by two characters
  Margins margins{18, 20, 18, 18};
};

// Lists and cards: Noto Sans CJK SC.
Look PlainLook();
// Decisions and notices: margins 37/35/28/26 mm, 22 lines of 28 characters, size 3 FangSong where the machine
// has it, else Noto Serif CJK SC.
Look OfficialLook();

struct DocumentOptions {
  std::string title;  // of the file, shown by viewers
  bool landscape = false;
  Look look = PlainLook();
  std::string as_of;         // footer: 数据截至 …; empty: left out
  std::string code;          // footer: 编号 …
  std::string code_address;  // small QR at the foot of each sheet that opens the same view
  std::string note;          // footer: definition or mask statement
  std::string watermark;     // light grey across every sheet: who exported, when
  std::string created;       // "2026-08-21T09:30:00+08:00" for the file's properties; empty: none
};

struct Pair {
  std::string label;
  std::string value;
  bool wide = false;  // takes a whole row
};

struct Column {
  std::string header;
  double width_mm = 0;  // 0: a share of what is left
  double share = 1;
  Align align = Align::kLeft;
  int lines_max = 3;  // longer text ends with …
};

struct Rendered {
  std::string bytes;
  int pages = 0;
  int missing_glyphs = 0;  // characters that no installed font has: shown as boxes, worth a warning
};

class Document {
 public:
  explicit Document(DocumentOptions options);
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  void Title(std::string text);
  void Subtitle(std::string text);  // centred, below the title
  void Heading(std::string text);   // stays with what follows
  // Line feeds begin a new line. OfficialLook indents paragraphs at the left edge; not a salutation: indents = false.
  void Paragraph(std::string text, Align align = Align::kLeft, bool indents = true);
  // Labelled values in a grid, `columns` (1–4) pairs a row.
  void Card(std::vector<Pair> pairs, int columns = 2);
  // Rows may have fewer cells than columns (the rest stays empty), not more (assertion).
  void Table(std::vector<Column> columns, std::vector<std::vector<std::string>> rows);
  // At the right edge, caption below.
  void Qr(std::string content, std::string caption, double size_mm = 28);
  void Space(double mm);
  void PageBreak();

  // May be called again; gives the same bytes.
  Result<Rendered> Render() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gq::pdf
