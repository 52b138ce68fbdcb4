#include "modules/people/month_figures.h"

#include <charconv>

#include "base/date.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"

namespace gq::people {

std::uint64_t MonthFigureBit(std::string_view figure) {
  const auto& all = GetCodeTable("month_figure").All();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].code == figure) return std::uint64_t{1} << i;
  return 0;
}

Result<std::string> MonthFigureSql(std::string_view text) {
  const auto bad = [&] {
    return Fail(kBadInput, "没有这项月报指标：" + std::string(text), "应如 454763:2026-08:task（单位:月份:指标）");
  };
  const auto parts = Split(text, ':');
  if (parts.size() != 3) return bad();
  std::int64_t unit = 0;
  const auto [end, error] = std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), unit);
  const auto month = Month::Parse(parts[1]);
  const std::uint64_t bit = MonthFigureBit(parts[2]);
  if (error != std::errc() || end != parts[0].data() + parts[0].size() || unit < 0 || !month || bit == 0) return bad();
  return "EXISTS (SELECT 1 FROM month_name f WHERE f.county_id = p.county_id AND f.unit_id = " + std::to_string(unit) +
         " AND f.period = " + std::to_string(month->ToInt()) + " AND f.person_id = p.id AND (f.figures & " +
         std::to_string(bit) + ") <> 0)";
}

}  // namespace gq::people
