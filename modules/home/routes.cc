// The officer's home page: what needs doing today and the figures of the month, each opening exactly its names (ux.md,
// W3).
#include "base/lunar_date.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/home/shapes.h"
#include "modules/imports/service.h"
#include "modules/people/people_query.h"

namespace gq::api {

namespace {

struct Figure {
  std::string key, sentence, unit, note, filter;  // filter: query of /api/people, which is also the console's link
  std::optional<std::int64_t> denominator;
  std::string denominator_label;
};

// The same reading of the parameters behind the figure and behind its list, so that the list's count is the figure.
Result<std::int64_t> CountPeople(Context& context, const Scope& scope, const std::string& filter) {
  QueryParams params;
  for (std::size_t at = 0; at < filter.size();) {
    const auto end = std::min(filter.find('&', at), filter.size());
    const auto equals = filter.find('=', at);
    params.emplace_back(filter.substr(at, equals - at), filter.substr(equals + 1, end - equals - 1));
    at = end + 1;
  }
  return people::CountPeople(context.store, scope, params);
}

// `filter` inside the region that was chosen, if one was.
std::string Within(const std::string& filter, const std::string& region) {
  return region.empty() ? filter : filter + (filter.empty() ? "" : "&") + "region=" + region;
}

// The last month whose plan proposes posts to people registered here; nothing before the first.
Result<std::optional<Month>> LastPlan(Context& context, const Scope& scope) {
  std::optional<Month> last;
  Scope home = scope;
  home.work.clear();
  TRY(context.store.Query(home,
                          "SELECT max(m.period) FROM match_proposal m JOIN person p ON p.county_id = m.county_id AND "
                          "p.id = m.person_id WHERE {scope:p}",
                          {}, [&](const db::Row& row) {
                            if (!row.IsNull(0)) last = Month::FromInt(static_cast<int>(row.Int(0)));
                            return Ok();
                          }));
  return last;
}

// The destination: who works here. It has no register of its own, and nobody of its own to place.
bool IsDestination(const Scope& scope) { return !scope.everything && scope.home.empty() && !scope.work.empty(); }

// From the task list to staying: how many stand at each stage today. Every number opens its names. `of`: the stage it
// is a part of.
struct Stage {
  std::string stage, label, filter;
  std::optional<std::int64_t> of;
  std::string of_label;
};

// The last day of beginning from which `months` are complete at the end of `today` (D2).
Date LatestStart(Date today, int months) {
  Date start = today.AddDays(1).AddMonths(-months);
  while (start.AddDays(1).AddMonths(months) <= today.AddDays(1)) start = start.AddDays(1);
  return start;
}

Status WriteFunnel(json::Writer& out, Context& context, const Scope& scope, Date today, std::int64_t all,
                   const std::string& region) {
  const std::int64_t on_post = TRY(CountPeople(context, scope, Within("list=retention", region)));
  const bool destination = IsDestination(scope);
  std::vector<Stage> stages;
  if (!destination) {
    const std::int64_t task = TRY(CountPeople(context, scope, Within("list=task", region)));
    stages.push_back({"task", "任务清单", "list=task", all, "在册劳动力"});
    if (const auto plan = TRY(LastPlan(context, scope))) {
      stages.push_back({"matched", "已推荐岗位（" + plan->ToString() + "）", "list=task&matched=" + plan->ToString(),
                        task, "任务清单"});
    }
  }
  stages.push_back({"departed", "已出发未到岗", "employment=departed", {}, ""});
  stages.push_back({"on_post", "在岗", "list=retention", all, destination ? "在本地务工" : "在册劳动力"});
  for (const int months : {1, 3, 6}) {
    stages.push_back({"retained_" + std::to_string(months), "在岗满 " + std::to_string(months) + " 个月",
                      "list=retention&employment_since.le=" + LatestStart(today, months).ToString(), on_post, "在岗"});
  }
  out.Key("funnel");
  out.BeginArray();
  for (const auto& stage : stages) {
    const std::string filter = Within(stage.filter, region);
    out.BeginObject();
    out.Member("stage", stage.stage);
    out.Member("label", stage.label);
    out.Member("value", TRY(CountPeople(context, scope, filter)));
    out.Key("of");
    if (stage.of)
      out.Integer(*stage.of);
    else
      out.Null();
    out.Member("of_label", stage.of_label);
    out.Member("link", "/people?" + filter);
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

// "62.55", to the nearest hundredth of a percent.
std::string Hundredths(std::int64_t part, std::int64_t whole) {
  const std::int64_t n = (part * 20000 / whole + 1) / 2;
  return std::to_string(n / 100) + (n % 100 < 10 ? ".0" : ".") + std::to_string(n % 100);
}

void WriteFigure(json::Writer& out, const Figure& figure, std::int64_t value) {
  out.BeginObject();
  out.Member("key", figure.key);
  out.Member("sentence", figure.sentence);
  out.Member("value", value);
  out.Member("unit", figure.unit);
  out.Member("note", figure.note);
  out.Member("link", "/people?" + figure.filter);
  if (figure.denominator) {
    out.Key("denominator");
    out.BeginObject();
    out.Member("value", *figure.denominator);
    out.Member("label", figure.denominator_label);
    out.EndObject();
    if (*figure.denominator > 0) out.Member("share_percent", Hundredths(value, *figure.denominator));
  }
  out.EndObject();
}

struct Todo {
  std::string key, text, note, link;
  std::int64_t count;
  bool late;
};

void WriteTodo(json::Writer& out, const Todo& todo) {
  if (todo.count == 0) return;
  out.BeginObject();
  out.Member("key", todo.key);
  out.Member("count", todo.count);
  out.Member("text", todo.text);
  out.Member("note", todo.note);
  out.Member("tone", todo.late ? "late" : "normal");
  out.Member("link", todo.link);
  out.EndObject();
}

Status WriteTodos(json::Writer& out, Context& context, const Scope& scope, Date today, const std::string& region) {
  out.Key("todo");
  out.BeginArray();
  const auto people = [&](std::string key, std::string text, std::string note, const std::string& anywhere,
                          bool late) -> Status {
    const std::string filter = Within(anywhere, region);
    WriteTodo(out, {std::move(key), std::move(text), std::move(note), "/people?" + filter,
                    TRY(CountPeople(context, scope, filter)), late});
    return Ok();
  };
  // Only what this role can do: a supervisor or an auditor finds the same people through the figures.
  const bool writes = scope.May("people.write"), spells = scope.May("spells.write");
  if (IsDestination(scope) && spells)
    TRY(people("arrivals", "已出发，待确认到岗", "打开一人一档，在“就业经历”里确认", "employment=departed", false));
  if (writes) TRY(people("visit", "意愿或状态不清，待摸底", "走访后登记意愿", "list=visit", false));
  if (writes && !IsDestination(scope)) {
    TRY(people("lapsed", "登记库查不到在岗，待走访", "走访后登记变化", "to_check=lapsed", true));
    TRY(people("employed", "登记库里已就业，待核实", "核实以前不推荐岗位", "to_check=employed", false));
  }
  if (writes) TRY(people("lost", "失去联系", "请村里核实去向", "employment=lost_contact", true));
  if (writes || spells)
    TRY(people("no_wage", "在岗但没有工资记录", "补登工资才能算稳岗", "list=retention&wage_fen.empty=1", false));
  if (writes || scope.May("plans.run"))
    TRY(people("stale", "返乡满 30 天仍未推荐岗位", "任务清单上等得最久的",
               "employment=returned&list=task&unoffered=true&employment_since.le=" + today.AddDays(-30).ToString(),
               true));
  if (scope.May("imports.run")) {
    std::int64_t waiting = 0;
    for (const auto& run : TRY(imports::ListRuns(context.store, scope, 100)))
      waiting += imports::IsWaiting(run) ? 1 : 0;
    WriteTodo(out, {"imports", "检查过、还没有执行的导入", "打开看预览", "/imports?waiting=1", waiting, false});
  }
  out.EndArray();
  return Ok();
}

Result<http::Response> Home(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const Instant now = context.store.Now();
  const Date today = now.DateInShanghai();
  const std::string month_start = Month::Of(today).First().ToString();
  const Month last_month = Month::Of(Month::Of(today).First().AddDays(-1));
  std::string region;
  if (request.FindQuery("region"))
    region = std::to_string(TRY(request.QueryInteger("region", 0, 100'000'000'000, 999'999'999'999)));
  const std::int64_t all = TRY(CountPeople(context, scope, Within("", region)));
  const auto unit = org::GetUnit(context.store, scope.unit_id);
  json::Writer out;
  out.BeginObject();
  out.Member("title", "今日");
  out.Member("unit", !region.empty() ? org::PlaceName(context.store, std::stoll(region))
                     : unit          ? unit->name
                                     : std::string());
  out.Member("as_of", now.ToIso());
  const auto lunar = ToLunar(today);
  out.Member("lunar", lunar ? lunar->ToText() : std::string());
  out.Key("figures");
  out.BeginArray();
  const bool destination = IsDestination(scope);
  const std::string register_label =
      std::string(destination ? "在本地务工（" : "在册劳动力（") + today.ToString() + "）";
  for (Figure figure : {
           Figure{"new_on_post",
                  "本月新到岗 {value} 人",
                  "人",
                  "按到岗日期计",
                  "list=retention&employment_since.ge=" + month_start,
                  {},
                  {}},
           Figure{"last_month",
                  "上月新到岗 {value} 人",
                  "人",
                  "现仍在岗的",
                  "list=retention&employment_since.ge=" + last_month.First().ToString() +
                      "&employment_since.le=" + last_month.Last().ToString(),
                  {},
                  {}},
           Figure{"on_post", "在岗 {value} 人", "人", "", "list=retention", all, register_label},
           Figure{"outside", "其中省外 {value} 人", "人", "", "list=retention&tier=outside", {}, {}},
           Figure{"task", "待转移且愿意外出 {value} 人", "人", "任务清单", "list=task", all, register_label},
           Figure{"departed", "已出发未到岗 {value} 人", "人", "", "employment=departed", {}, {}},
       }) {
    if (destination && (figure.key == "task" || figure.key == "outside")) continue;
    figure.filter = Within(figure.filter, region);
    WriteFigure(out, figure, TRY(CountPeople(context, scope, figure.filter)));
  }
  out.EndArray();
  TRY(WriteTodos(out, context, scope, today, region));
  TRY(WriteFunnel(out, context, scope, today, all, region));
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

}  // namespace

void AddHomeRoutes(http::Router& router, Context& context) {
  router.Describe(HomeShapes());
  Context* c = &context;
  router.Add({.method = "GET",
              .path = "/api/home",
              .permission = "lists.read",
              .summary = "首页：本月与待办",
              .response_schema = "Home",
              .query = {{"region", "只看这个地区（12 位代码）", false, "integer"}},
              .handler = [c](const http::Request& r) { return Home(*c, r); }});
}

}  // namespace gq::api
