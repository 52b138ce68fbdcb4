#include "modules/demo/slips.h"

#include <utility>

#include "modules/demo/names.h"

namespace gq::demo {

namespace {

std::string FullWidth(std::string_view text) {
  std::string wide;
  for (const char c : text) {
    const int code = 0xff01 + (c - '!');
    wide += static_cast<char>(0xe0 | code >> 12);
    wide += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    wide += static_cast<char>(0x80 | (code & 0x3f));
  }
  return wide;
}

std::string Swapped(std::string text, Draw& draw) {
  for (int tries = 0; tries < 40; ++tries) {
    const auto at = draw.Below(16);
    if (text[at] == text[at + 1]) continue;
    std::swap(text[at], text[at + 1]);
    return text;
  }
  return {};
}

// The first of the kinds from `kind` on that this person can suffer.
bool Inject(Written& w, const Person& p, int kind, Draw& draw) {
  switch (kind) {
    case 0:
      w.id_number = WrongDigit(p.id_number, draw), w.slip = "digit";
      return true;
    case 1:
      w.id_number = Swapped(p.id_number, draw), w.slip = "swap";
      return !w.id_number.empty();
    case 2:
      w.id_number = p.id_number.substr(0, 1) + "." + p.id_number.substr(1, 5) + "E+17", w.slip = "excel";
      return true;
    case 3:
      w.id_number = p.id_number.substr(0, 15) + "000", w.slip = "excel_zeros";
      return p.id_number.substr(15) != "000";
    case 4:
      if (p.birth.year() >= 1999 || p.birth.year() < 1900) return false;
      w.id_number = p.id_number.substr(0, 6) + p.id_number.substr(8, 9), w.slip = "fifteen";
      return true;
    case 5:
      w.id_number = FullWidth(p.id_number), w.slip = "full_width";
      return true;
    case 6:
      w.id_number = (draw.Chance(500) ? "'" : " ") + p.id_number + (draw.Chance(300) ? " " : ""), w.slip = "blanks";
      return true;
    case 7:
      w.name = Homophone(p.name, draw), w.slip = "homophone";
      return !w.name.empty();
    case 8:
      w.name = Variant(p.name), w.slip = "variant";
      return !w.name.empty();
    case 9:
      w.name = p.name.substr(0, p.name.size() > 3 ? 3 : 0) + GivenName(draw, p.male, true), w.slip = "old_name";
      return w.name != p.name;
    default:
      w.phone = p.phone.substr(0, 3) + std::to_string(10'000'000 + draw.Below(89'999'999)), w.slip = "phone";
      return true;
  }
}

}  // namespace

std::string WrongDigit(std::string_view id_number, Draw& draw) {
  std::string wrong(id_number);
  char& digit = wrong[draw.Below(17)];
  digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(draw.Below(9))) % 10);
  return wrong;
}

Written WriteDown(const Person& p, Draw& draw, std::uint32_t per_mille) {
  Written written{p.id_number, p.name, p.phone, ""};
  if (!draw.Chance(per_mille)) {
    if (written.id_number.back() == 'X' && draw.Chance(200)) written.id_number.back() = 'x', written.slip = "lower_x";
    return written;
  }
  static constexpr int kKinds[] = {0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 7, 8, 9, 10};
  while (true) {
    Written tried{p.id_number, p.name, p.phone, ""};
    if (Inject(tried, p, draw.Pick(kKinds), draw)) return tried;
  }
}

}  // namespace gq::demo
