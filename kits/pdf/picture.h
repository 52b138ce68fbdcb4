// A card as a picture (PNG) for chat groups: a band with the title, one large figure, labelled lines, a foot. Twice the
// points in pixels, 1080 wide, as high as its text.
//
//   std::string png = TRY(RenderPicture({.band = "招聘信息", .title = "缝纫工", .figure = "4,500～6,000 元/月",
//                                        .lines = {{"单位", "榕城电子"}, {"地点", "福州市仓山区"}}, .foot = "…"}));
//
// The same card gives the same bytes on the same machine. Errors: kPdf when no font is installed. Thread-safety: free
// function; several may run at once.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "kits/pdf/document.h"

namespace gq::pdf {

struct PictureCard {
  std::string band;               // small, in the coloured band
  std::string title;              // large, in the band
  std::string figure;             // large, below it; may be empty
  std::vector<Pair> lines;        // label and value; `wide` is not looked at
  std::vector<std::string> tags;  // short words in one row: 包住, 有食堂
  std::string foot;               // who to ask; wraps
};

Result<std::string> RenderPicture(const PictureCard& card);

}  // namespace gq::pdf
