#include "modules/matching/spells.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_set>

#include "base/parse_value.h"
#include "kits/table/table_reader.h"
#include "modules/matching/report.h"
#include "modules/matching/season.h"

namespace gq::matching {
namespace {

const table::HeaderSpec& SpellSpec() {
  static const table::HeaderSpec spec{{
      {"id", {"编号", "记录编号"}, true},
      {"offered", {"推荐日期", "签约日期", "报名日期"}, true},
      {"arrived", {"是否到岗", "到岗"}, true},
      {"start", {"到岗日期", "上岗日期"}, false},
      {"end", {"离岗日期", "离职日期"}, false},
      {"planned_start", {"计划出发日期", "计划到岗日期"}, false},
      {"wage", {"承诺月薪", "月薪"}, false},
      {"want_wage", {"期望月薪"}, false},
      {"travel_hours", {"路程小时"}, false},
      {"climate_gap", {"气候差"}, false},
      {"diet_gap", {"饮食差"}, false},
      {"canteen", {"有食堂", "食堂"}, false},
      {"same_trade", {"工种对口"}, false},
      {"trade_years", {"工种年限"}, false},
      {"piece_rate", {"计件"}, false},
      {"townspeople", {"在岗同乡", "同乡人数"}, false},
      {"dormitory", {"有宿舍", "宿舍"}, false},
      {"training", {"岗前培训"}, false},
      {"own_wish", {"自愿外出"}, false},
      {"organised", {"组织输送"}, false},
      {"trained", {"已培训"}, false},
      {"leader", {"有带队人"}, false},
      {"experienced", {"有外出经历"}, false},
      {"spouse_city", {"配偶同城", "配偶在同一城市"}, false},
      {"subsidy_months", {"补贴月数", "距补贴月数"}, false},
      {"county", {"户籍县", "来源县"}, false},
      {"sex", {"性别"}, false},
      {"age", {"年龄"}, false},
      {"disability", {"残疾"}, false},
  }};
  return spec;
}

class Cells {
 public:
  explicit Cells(const table::TableReader& reader) : reader_(reader) {}
  std::string_view Text(std::string_view column) const {
    const auto& columns = SpellSpec().columns;
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == column; });
    return reader_.Text(static_cast<std::size_t>(at - columns.begin()));
  }
  template <typename T>
  std::optional<T> Take(std::string_view column, Result<T> value) {
    if (value) return *std::move(value);
    Problem(column, value.error().message, value.error().hint);
    return std::nullopt;
  }
  std::optional<Date> DateOf(std::string_view column) {
    return Text(column).empty() ? std::nullopt : Take<Date>(column, ParseDate(Text(column)));
  }
  bool Bool(std::string_view column) {
    return !Text(column).empty() && Take<bool>(column, ParseBool(Text(column))).value_or(false);
  }
  float Number(std::string_view column, std::int64_t most) {
    if (Text(column).empty()) return 0;
    const auto value = Take<std::int64_t>(column, ParseInteger(Text(column)));
    if (value && (*value < 0 || *value > most))
      Problem(column, "数应在 0 到 " + std::to_string(most) + " 之间", "请更正");
    return value ? static_cast<float>(*value) : 0;
  }
  float Yuan(std::string_view column) {
    if (Text(column).empty()) return 0;
    const auto money = Take<Fen>(column, ParseMoney(Text(column)));
    if (money && (money->value() < 0 || money->value() > 100'000'000))
      Problem(column, "工资应在 0 到 1,000,000 元之间", "请更正");
    return money ? static_cast<float>(money->value()) / 100 : 0;
  }
  void Problem(std::string_view column, std::string reason, std::string cure) {
    if (!problem) problem = Reject{"spells", 0, std::string(column), std::move(reason), std::move(cure)};
  }

  std::optional<Reject> problem;

 private:
  const table::TableReader& reader_;
};

void ReadFactors(Cells& cells, Spell& spell) {
  const auto set = [&](SpellFactor factor, float value) { spell.factors[static_cast<std::size_t>(factor)] = value; };
  const float wage = cells.Yuan("wage"), want = cells.Yuan("want_wage");
  if (wage > 0 && want > 0) {
    // Whole per cent between 50 and 150, as the score reads it.
    const float percent = std::clamp(std::floor(wage * 100 / want), 50.0F, 150.0F);
    set(percent < 100 ? SpellFactor::kWageBelow : SpellFactor::kWageAbove, std::abs(percent - 100) / 10);
  }
  set(SpellFactor::kTravel, std::min(63.0F, cells.Number("travel_hours", 1000)));
  set(SpellFactor::kClimate, cells.Number("climate_gap", 15));
  const bool canteen = cells.Bool("canteen"), piece_rate = cells.Bool("piece_rate");
  set(canteen ? SpellFactor::kDietWithCanteen : SpellFactor::kDiet, cells.Number("diet_gap", 15));
  const float years = cells.Number("trade_years", 99);
  const bool same = cells.Bool("same_trade");
  if (same) {
    set(years < 1    ? SpellFactor::kTradeSame
        : years < 3  ? SpellFactor::kTradeYears12
        : years <= 5 ? SpellFactor::kTradeYears35
                     : SpellFactor::kTradeYearsOver5,
        1);
  }
  set(SpellFactor::kPieceRateNovice, piece_rate && (!same || years < 1));
  const auto people = static_cast<unsigned>(cells.Number("townspeople", 65'535));
  set(SpellFactor::kTownspeople, static_cast<float>(std::min(6, static_cast<int>(std::bit_width(people)))));
  set(SpellFactor::kPieceRate, piece_rate);
  set(SpellFactor::kCanteen, canteen);
  const float months = cells.Number("subsidy_months", kSubsidyMonths);
  set(SpellFactor::kSubsidy, months >= 1 ? months : -1.0F);
  static constexpr std::pair<SpellFactor, const char*> kYesNo[] = {
      {SpellFactor::kDormitory, "dormitory"},     {SpellFactor::kTraining, "training"},
      {SpellFactor::kOwnWish, "own_wish"},        {SpellFactor::kOrganised, "organised"},
      {SpellFactor::kTrained, "trained"},         {SpellFactor::kLeader, "leader"},
      {SpellFactor::kExperienced, "experienced"}, {SpellFactor::kSpouse, "spouse_city"}};
  for (const auto& [factor, column] : kYesNo) set(factor, cells.Bool(column));
}

Spell SpellOf(Cells& cells, Date as_of) {
  Spell spell;
  const auto offered = cells.DateOf("offered");
  if (!offered) cells.Problem("offered", "没有推荐日期", "请填写推荐或签约的日期");
  spell.offered = offered.value_or(as_of);
  if (cells.Text("arrived").empty()) cells.Problem("arrived", "没有写是否到岗", "请填是或否");
  spell.arrived = cells.Bool("arrived");
  spell.start = cells.DateOf("start");
  spell.end = cells.DateOf("end");
  if (spell.arrived && !spell.start) cells.Problem("start", "到岗的人没有到岗日期", "请填写到岗日期");
  if (!spell.arrived && (spell.start || spell.end)) cells.Problem("start", "未到岗的人不应有到岗或离岗日期", "请更正");
  if (spell.start && *spell.start < spell.offered) cells.Problem("start", "到岗早于推荐", "请更正日期");
  if (spell.end && spell.start && *spell.end < *spell.start) cells.Problem("end", "离岗早于到岗", "请更正日期");
  if (offered && *offered > as_of) cells.Problem("offered", "推荐日期在 --as-of 之后", "请更正日期或 --as-of");
  ReadFactors(cells, spell);
  const std::uint8_t week = WeeksSinceLantern(cells.DateOf("planned_start").value_or(spell.offered));
  spell.factors[static_cast<std::size_t>(SpellFactor::kSeason)] = week == kNoSeason ? -1.0F : week;
  spell.county = cells.Text("county");
  spell.sex = cells.Text("sex");
  const float age = cells.Number("age", 120);
  if (age > 0) spell.age_band = AgeBand(static_cast<int>(age));
  spell.disability = cells.Text("disability");
  return spell;
}

}  // namespace

Spell Spell::AsKnown(Date day) const {
  Spell spell = *this;
  if (spell.end && *spell.end > day) spell.end.reset();
  if (spell.start && *spell.start > day) spell.start.reset(), spell.end.reset(), spell.arrived = false;
  return spell;
}

const char* FactorKey(SpellFactor factor) {
  static constexpr const char* kKeys[kSpellFactors] = {"wage.below",
                                                       "wage.above",
                                                       "travel.points",
                                                       "climate.step",
                                                       "diet.step",
                                                       "diet.step_with_canteen",
                                                       "trade.same",
                                                       "trade.years_1_2",
                                                       "trade.years_3_5",
                                                       "trade.years_over_5",
                                                       "trade.piece_rate_novice",
                                                       "townspeople.doubling",
                                                       "post.piece_rate",
                                                       "post.dormitory",
                                                       "post.canteen",
                                                       "post.training",
                                                       "worker.own_wish",
                                                       "worker.organised",
                                                       "worker.trained",
                                                       "worker.leader",
                                                       "worker.experienced",
                                                       "season.points",
                                                       "spouse.same_city",
                                                       "subsidy.points"};
  return kKeys[static_cast<std::size_t>(factor)];
}

Result<Spells> ReadSpells(const std::string& path, Date as_of, std::vector<Reject>& rejects) {
  table::TableReader reader = TRY(table::ReadTable(path, SpellSpec()));
  Spells spells;
  spells.counts.unknown_columns = reader.layout().header.unknown;
  std::unordered_set<std::string> seen;
  while (TRY(reader.Next())) {
    ++spells.counts.rows;
    Cells cells(reader);
    if (const auto misfit = reader.Misfit()) cells.Problem("", std::string(misfit->reason), std::string(misfit->cure));
    Spell spell = SpellOf(cells, as_of);
    const std::string id(cells.Text("id"));
    if (id.empty()) cells.Problem("id", "没有编号", "请填写编号");
    if (!id.empty() && !seen.insert(id).second) cells.Problem("id", "编号重复", "每次推荐一行，请删去重复的行");
    if (cells.problem) {
      cells.problem->row = reader.RecordNumber();
      rejects.push_back(*cells.problem);
    } else {
      spells.cut_off += (spell.end && *spell.end > as_of) || (spell.start && *spell.start > as_of);
      spells.rows.push_back(spell.AsKnown(as_of));
    }
  }
  return spells;
}

}  // namespace gq::matching
