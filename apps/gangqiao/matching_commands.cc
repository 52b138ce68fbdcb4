// matching spells, publish, published: from what became of offers to the weights of the next plans. Fitting itself
// needs no store (`matching fit`).
#include <cstdio>

#include "apps/gangqiao/program.h"
#include "kits/cli/progress.h"
#include "kits/json/writer.h"
#include "modules/offers/current_weights.h"
#include "modules/offers/spell_file.h"

namespace gq {

namespace {

Status CheckSpells(const cli::Invocation& given) {
  TRY(AsOf(given, true));
  return Ok();
}

Result<int> Spells(Program& program, const cli::Invocation& given) {
  const Date as_of = TRY(AsOf(given, true));
  const Scope scope = TRY(ActingScope(program, given));
  if (!scope.everything && !scope.May("offers.read")) return Fail(kForbidden, "这个账号不能看岗位推荐");
  const std::string path = given.Path("out");
  const auto file = TRY(offers::WriteSpells(*program.store, scope, as_of, path));
  if (given.Json()) {
    json::Writer out;
    out.BeginObject();
    out.Member("offers", file.rows);
    out.Member("arrived", file.arrived);
    out.Member("without_factors", file.without_factors);
    out.EndObject();
    std::fprintf(given.out, "%s\n", std::move(out).Take().c_str());
    return cli::kDone;
  }
  if (file.rows == 0)
    std::fprintf(given.err, "到 %s 还没有告知过的推荐，拟合不了；先在网页上确认、告知并登记答复\n",
                 as_of.ToString().c_str());
  std::fprintf(given.out, "写出 %s 次推荐，其中到岗 %s 人：%s\n", cli::WithThousands(file.rows).c_str(),
               cli::WithThousands(file.arrived).c_str(), path.c_str());
  if (file.without_factors > 0) {
    std::fprintf(given.out, "另有 %s 次推荐没有留下匹配时的依据（升级前做的方案），没有写出\n",
                 cli::WithThousands(file.without_factors).c_str());
  }
  return cli::kDone;
}

Result<Date> FirstDay(const cli::Invocation& given) {
  const auto day = Date::Parse(given.Get("from"));
  if (!day) return Fail(kUsage, "--from 须是 YYYY-MM-DD", "从这一天起做的方案用这份权重");
  return *day;
}

Status CheckPublish(const cli::Invocation& given) {
  TRY(FirstDay(given));
  return Ok();
}

Result<int> Publish(Program& program, const cli::Invocation& given) {
  const Date from = TRY(FirstDay(given));
  const Scope scope = TRY(ActingScope(program, given));
  const std::string text = TRY(matching::ReadWeightsText(given.Path("weights")));
  const auto weights = TRY(offers::PublishWeights(*program.store, scope, text, from, given.Get("note")));
  std::fprintf(given.out, "已发布第 %lld 份匹配权重，%s 起做的方案使用\n", static_cast<long long>(weights.seq),
               from.ToString().c_str());
  return cli::kDone;
}

Result<int> List(Program& program, const cli::Invocation& given) {
  TRY(ActingScope(program, given));
  const auto all = TRY(offers::PublishedWeights(*program.store));
  const auto now = TRY(offers::WeightsOn(*program.store, program.store->Now().DateInShanghai()));
  json::Writer out;
  out.BeginObject();
  out.Member("in_force", now->weights.hash);
  out.Key("published");
  out.BeginArray();
  for (const auto& weights : all) {
    out.BeginObject();
    out.Member("number", weights.seq);
    out.Member("from", weights.starts_on->ToString());
    out.Member("hash", weights.hash);
    out.Member("published_at", weights.published_at.ToIso());
    out.Member("published_by", weights.published_by);
    out.Member("note", weights.note);
    out.EndObject();
    if (given.Json()) continue;
    std::fprintf(given.out, "%lld\t%s\t%s\t%s\t%s\t%s\n", static_cast<long long>(weights.seq),
                 weights.starts_on->ToString().c_str(), weights.hash.c_str(), weights.published_at.ToIso().c_str(),
                 weights.published_by.c_str(), weights.note.c_str());
  }
  out.EndArray();
  out.EndObject();
  if (given.Json())
    std::fprintf(given.out, "%s\n", std::move(out).Take().c_str());
  else if (now->starts_on)
    std::fprintf(given.out, "今天用的是 %s（%s 起）\n", now->weights.hash.c_str(), now->starts_on->ToString().c_str());
  else
    std::fprintf(given.out, "今天用的是程序自带的权重 %s\n", now->weights.hash.c_str());
  return cli::kDone;
}

}  // namespace

std::vector<StoreCommand> WeightCommands() {
  const auto with = [](std::vector<cli::Option> more) {
    auto options = StoreOptions();
    for (auto& option : more) options.push_back(std::move(option));
    return options;
  };
  return {{.command = {.path = {"matching", "spells"},
                       .summary = "把岗位推荐的结果（去没去、留多久）写成 matching fit 读的文件，不含姓名和证件号",
                       .options = with({{.name = "out", .value = "FILE", .help = "写到哪个 CSV", .required = true}}),
                       .positionals = {},
                       .run = {}},
           .check = CheckSpells,
           .work = Spells},
          {.command = {.path = {"matching", "publish"},
                       .summary = "发布拟合的匹配权重，从某天起的方案使用（全系统共用）",
                       .options = with({{.name = "weights", .value = "FILE", .help = "权重文件", .required = true},
                                        {.name = "from", .value = "DATE", .help = "启用日", .required = true},
                                        {.name = "note", .value = "TEXT", .help = "依据，例如检验的结果"}}),
                       .positionals = {},
                       .run = {}},
           .check = CheckPublish,
           .work = Publish},
          {.command = {.path = {"matching", "published"},
                       .summary = "发布过的匹配权重",
                       .options = with({}),
                       .positionals = {},
                       .run = {}},
           .work = List}};
}

}  // namespace gq
