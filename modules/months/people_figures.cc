#include "modules/months/people_figures.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "kits/store/unit_of_work.h"
#include "modules/people/month_figures.h"

namespace gq::months {

namespace {

// 脱贫人口 and 监测对象: whom the seeds' figures are about.
bool IsSupported(std::string_view group) {
  return group == "lifted" || group == "lifted_unstable" || group == "marginal" || group == "sudden_hardship" ||
         group == "monitored";
}

constexpr int kRetentionMonths[] = {1, 3, 6, 12};

Date LatestStart(Date day, int months) {
  Date start = day.AddDays(1).AddMonths(-months);
  while (start.AddDays(1).AddMonths(months) <= day.AddDays(1)) start = start.AddDays(1);
  return start;
}

std::optional<Date> DayAt(const db::Row& row, int at) {
  return row.IsNull(at) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(at)));
}

// The bits, looked up once.
struct Bits {
  static std::uint64_t Of(const std::string& figure) { return people::MonthFigureBit(figure); }
  std::uint64_t people = Of("people"), on_post = Of("on_post"), task = Of("task"), visit = Of("visit"),
                ever = Of("ever"), supported = Of("supported"), this_year = Of("this_year"),
                this_month = Of("this_month"), tier_unknown = Of("tier_unknown"), with_wage = Of("with_wage"),
                clear_five = Of("clear_five"), proposed = Of("proposed"), at_bases = Of("at_bases"), paid = Of("paid");
  std::map<std::string, std::uint64_t> tier, at_level;
  std::vector<std::uint64_t> arrived, retained;

  Bits() {
    for (const char* code : {"county", "prefecture", "province", "outside"})
      tier[code] = Of(std::string("tier_") + code);
    for (const char* level : {"province", "city", "county"}) at_level[level] = Of(std::string("at_bases_") + level);
    for (const int n : kRetentionMonths) {
      arrived.push_back(Of("arrived_" + std::to_string(n)));
      retained.push_back(Of("retained_" + std::to_string(n)));
    }
  }
};

using Ids = std::unordered_set<std::string>;

Result<Ids> ReadIds(const StepContext& context, const Scope& scope, const std::string& sql,
                    std::initializer_list<db::Param> params) {
  Ids ids;
  TRY(context.store.Query(scope, sql, params, [&](const db::Row& row) {
    ids.insert(row.String(0));
    return Ok();
  }));
  return ids;
}

// Columns of the pass.
enum Column { kId, kCounty, kHome, kList, kTier, kWage, kClear, kGroup, kStart, kEnd, kUnit, kSpell };

class Counter {
 public:
  Counter(const MonthOptions& options, const std::map<std::string, std::string>& bases, Ids proposed, Ids paid)
      : options_(options), bases_(bases), proposed_(std::move(proposed)), paid_(std::move(paid)) {
    for (const int months : kRetentionMonths) {
      figures_.cohorts.push_back(
          {months, LatestStart(options.as_of, months + 1).AddDays(1), LatestStart(options.as_of, months)});
    }
  }

  void NewPerson(const db::Row& row, bool counts) {
    counts_ = counts;
    person_ = row.String(kId);
    now_ = {row.Int(kCounty), row.Id(kId), bits_.people};
    const auto list = row.Text(kList);
    if (list == "task") now_.figures |= bits_.task;
    if (list == "visit") now_.figures |= bits_.visit;
    if (list == "retention") {
      now_.figures |= bits_.on_post;
      const auto tier = bits_.tier.find(row.String(kTier));
      now_.figures |= tier == bits_.tier.end() ? bits_.tier_unknown : tier->second;
      if (!row.IsNull(kWage)) now_.figures |= bits_.with_wage;
      if (!row.IsNull(kWage) && counts) figures_.wages_fen += row.Int(kWage);
    }
    if (!row.IsNull(kClear) && row.Int(kClear) == 5) now_.figures |= bits_.clear_five;
    if (proposed_.count(person_) > 0) now_.figures |= bits_.proposed;
    if (paid_.count(person_) > 0) now_.figures |= bits_.paid;
    supported_ = IsSupported(row.Text(kGroup));
    first_.reset();
    undated_ = false;
  }

  void Spell(const db::Row& row) {
    const auto start = DayAt(row, kStart), end = DayAt(row, kEnd);
    if (start && *start > options_.as_of) return;
    now_.figures |= bits_.ever | (supported_ ? bits_.supported : 0);
    if (counts_) {
      ++figures_.ever_times;
      figures_.supported_times += supported_ ? 1 : 0;
    }
    if (const auto base = bases_.find(row.String(kUnit)); !end && base != bases_.end()) {
      const auto level = bits_.at_level.find(base->second);
      now_.figures |= bits_.at_bases | (level == bits_.at_level.end() ? 0 : level->second);
    }
    undated_ |= !start;
    if (!start) return;  // flexible work often has none: it counts as work, but in no month
    if (*start >= options_.period.First() && *start <= options_.period.Last()) {
      figures_.month_times += counts_ ? 1 : 0;
      now_.figures |= bits_.this_month;
    }
    if (!first_ || *start < *first_) first_ = start;
    for (std::size_t i = 0; i < figures_.cohorts.size(); ++i) {
      const Cohort& cohort = figures_.cohorts[i];
      if (*start < cohort.from || *start > cohort.to) continue;
      now_.figures |= bits_.arrived[i];
      if (!end || *end >= start->AddMonths(cohort.months).AddDays(-1)) now_.figures |= bits_.retained[i];
    }
  }

  NamedPerson EndPerson() {
    if (first_ && !undated_ && first_->year() == options_.period.First().year()) now_.figures |= bits_.this_year;
    for (std::size_t bit = 0; counts_ && bit < figures_.persons.size(); ++bit)
      figures_.persons[bit] += static_cast<std::int64_t>(now_.figures >> bit & 1);
    return now_;
  }

  const std::string& person() const { return person_; }
  PeopleFigures Take() { return std::move(figures_); }

 private:
  const MonthOptions& options_;
  const std::map<std::string, std::string>& bases_;
  const Ids proposed_, paid_;
  const Bits bits_;
  PeopleFigures figures_;
  NamedPerson now_{};
  std::string person_;
  std::optional<Date> first_;
  bool counts_ = false, undated_ = false, supported_ = false;
};

}  // namespace

std::int64_t PeopleFigures::Of(std::string_view figure) const {
  const std::uint64_t bit = people::MonthFigureBit(figure);
  for (std::size_t i = 0; i < persons.size(); ++i)
    if (bit == std::uint64_t{1} << i) return persons[i];
  return 0;
}

Result<PeopleFigures> CountPeople(const StepContext& context, const Scope& scope, const std::optional<CodeRange>& range,
                                  const std::map<std::string, std::string>& bases,
                                  const std::function<void(const NamedPerson&)>& each) {
  const std::int64_t period = context.options.period.ToInt();
  Counter counter(context.options, bases,
                  TRY(ReadIds(context, scope,
                              "SELECT m.person_id FROM match_proposal m JOIN person p ON p.county_id = m.county_id AND "
                              "p.id = m.person_id WHERE m.period = ?1 AND {scope:p}",
                              {period})),
                  TRY(ReadIds(context, scope,
                              "SELECT d.person_id FROM decision d JOIN person p ON p.county_id = d.county_id AND p.id "
                              "= d.person_id WHERE d.period = ?1 AND d.unit_id = ?2 AND d.outcome = 'pay' AND "
                              "{scope:p}",
                              {period, context.scope.unit_id})));
  const auto end = [&] {
    if (counter.person().empty()) return;
    const NamedPerson person = counter.EndPerson();
    if (each) each(person);
  };
  TRY(context.store.Query(
      scope,
      "SELECT p.id, p.county_id, p.home_code, p.list, p.tier, p.wage_fen, p.clear_five, p.target_group, s.start_on, "
      "s.end_on, s.unit_code, s.id FROM person p LEFT JOIN spell s ON s.county_id = p.county_id AND s.person_id = p.id "
      "AND s.state <> 'departed' WHERE {scope:p} ORDER BY p.home_code, p.id",
      {},
      [&](const db::Row& row) {
        if (row.String(kId) != counter.person()) {
          end();
          counter.NewPerson(row, !range || range->Contains(row.Int(kHome)));
        }
        if (!row.IsNull(kSpell)) counter.Spell(row);
        return Ok();
      },
      true));
  end();
  return counter.Take();
}

Status KeepNames(const StepContext& context, std::vector<NamedPerson> people) {
  const std::int64_t unit = context.scope.unit_id, period = context.options.period.ToInt();
  std::stable_sort(people.begin(), people.end(),
                   [](const NamedPerson& a, const NamedPerson& b) { return a.county_id < b.county_id; });
  std::set<std::int64_t> counties;
  TRY(context.store.Query(Scope::System("system:month"),
                          "{shared}SELECT DISTINCT county_id FROM month_name WHERE unit_id = ?1 AND period = ?2",
                          {unit, period}, [&](const db::Row& row) {
                            counties.insert(row.Int(0));
                            return Ok();
                          }));
  for (const auto& one : people) counties.insert(one.county_id);
  auto next = people.begin();
  for (const std::int64_t county : counties) {
    auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
    TRY(work.connection().Execute("DELETE FROM month_name WHERE county_id = ?1 AND unit_id = ?2 AND period = ?3",
                                  {county, unit, period}));
    const auto bulk = work.connection().Bulk("month_name", {{"county_id", db::CellKind::kInteger},
                                                            {"unit_id", db::CellKind::kInteger},
                                                            {"period", db::CellKind::kInteger},
                                                            {"person_id", db::CellKind::kBlob},
                                                            {"figures", db::CellKind::kInteger}});
    bool any = false;
    for (; next != people.end() && next->county_id == county; ++next, any = true) {
      bulk->Int(county);
      bulk->Int(unit);
      bulk->Int(period);
      bulk->Bytes(next->id.ToBytes());
      bulk->Int(static_cast<std::int64_t>(next->figures));
      TRY(bulk->EndRow());
    }
    if (any) TRY(bulk->Finish());
    TRY(work.Commit());
  }
  return Ok();
}

}  // namespace gq::months
