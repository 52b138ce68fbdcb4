// `gangqiao matching fit` and `gangqiao matching backtest` (docs/reference/formats.md).
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "kits/csv/writer.h"
#include "kits/file/file.h"
#include "kits/file/output_folder.h"
#include "kits/json/writer.h"
#include "modules/matching/commands.h"
#include "modules/matching/retention_fit.h"

namespace gq::matching {
namespace {

struct Arguments {
  std::string spells_path, out;
  Date as_of;
  double ridge = 20;
  Spells spells;
  std::vector<Reject> rejects;
};

Result<Arguments> Parse(const cli::Invocation& invocation) {
  Arguments a;
  for (const char* name : {"spells", "out"}) {
    if (!invocation.Has(name)) return Fail(kUsage, std::string("缺少 --") + name);
  }
  a.spells_path = invocation.Path("spells");
  a.out = invocation.Path("out");
  const auto date = Date::Parse(invocation.Get("as-of"));
  if (!date) return Fail(kUsage, "缺少 --as-of，或不是 YYYY-MM-DD", "程序不看时钟，请写明记录截至哪一天");
  a.as_of = *date;
  if (invocation.Has("ridge")) {
    const std::string text = invocation.Get("ridge");
    char* end = nullptr;
    a.ridge = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !(a.ridge > 0 && a.ridge <= 1e9))
      return Fail(kUsage, "--ridge 应是大于 0 的数", "例如 --ridge 20");
  }
  return a;
}

Status ReadRecords(const cli::Invocation& invocation, Arguments& a) {
  a.spells = TRY(ReadSpells(a.spells_path, a.as_of, a.rejects));
  for (const std::string& column : a.spells.counts.unknown_columns)
    std::fprintf(invocation.err, "记录：没有用到的列 “%s”\n", column.c_str());
  for (std::size_t i = 0; i < std::min<std::size_t>(20, a.rejects.size()); ++i) {
    const Reject& r = a.rejects[i];
    std::fprintf(invocation.err, "第 %llu 行 %s：%s；%s\n", static_cast<unsigned long long>(r.row), r.column.c_str(),
                 r.reason.c_str(), r.cure.c_str());
  }
  if (a.rejects.size() > 20) std::fprintf(invocation.err, "…… 共 %zu 行没有采用\n", a.rejects.size());
  if (a.spells.cut_off > 0) {
    std::fprintf(invocation.err, "%llu 条记录在 %s 之后才到岗或离岗，按截至当日所知计\n",
                 static_cast<unsigned long long>(a.spells.cut_off), a.as_of.ToString().c_str());
  }
  if (a.spells.rows.empty()) return Fail(kBadFit, "没有可用的记录", "请检查文件，表头之后每次推荐一行");
  return Ok();
}

std::string Decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

Status WriteText(const std::string& path, const std::string& text) {
  file::AtomicFile out = TRY(file::AtomicFile::Create(path));
  TRY(out.Write(text));
  return out.Commit();
}

void AddJudgement(json::Writer& json, const char* name, const Judgement& judged) {
  json.Key(name);
  json.BeginObject();
  json.Member("brier", judged.brier);
  json.Member("log_loss", judged.log_loss);
  json.Member("calibration_slope", judged.slope);
  json.Member("calibration_intercept", judged.intercept);
  json.Member("c_index", judged.concordance);
  json.Member("expected", judged.expected);
  json.Member("observed", judged.observed);
  json.EndObject();
}

std::string BacktestJson(const Arguments& a, const BacktestReport& report) {
  json::Writer json;
  json.BeginObject();
  json.Member("as_of", a.as_of.ToString());
  json.Member("spells", static_cast<std::uint64_t>(a.spells.rows.size()));
  json.Member("rejected", static_cast<std::uint64_t>(a.rejects.size()));
  json.Member("cut_off", a.spells.cut_off);
  json.Member("judged", report.model.count);
  json.Member("horizon_months", kHorizonMonths);
  AddJudgement(json, "model", report.model);
  AddJudgement(json, "prior", report.prior);
  AddJudgement(json, "county_mean", report.county_mean);
  AddJudgement(json, "overall_mean", report.overall_mean);
  json.Key("quarters");
  json.BeginArray();
  for (const BacktestReport::Quarter& quarter : report.quarters) {
    json.BeginObject();
    json.Member("from", quarter.from.ToString());
    json.Member("trained", quarter.trained);
    json.Member("judged", quarter.judged);
    json.Member("observed", quarter.observed);
    json.Member("expected", quarter.expected);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.text();
}

Status WriteDeciles(const std::string& path, const BacktestReport& report) {
  csv::Writer out = TRY(csv::Writer::Create(path, {"decile", "count", "expected", "observed"}));
  for (std::size_t i = 0; i < report.model.tenths.size(); ++i) {
    const Judgement::Tenth& tenth = report.model.tenths[i];
    out.Integer(static_cast<std::int64_t>(i + 1));
    out.Integer(static_cast<std::int64_t>(tenth.count));
    out.Field(Decimal(tenth.expected));
    out.Field(Decimal(tenth.observed));
    out.EndRow();
  }
  return out.Close();
}

Status WriteShares(const std::string& path, const BacktestReport& report) {
  csv::Writer out = TRY(csv::Writer::Create(
      path, {"kind", "value", "offers", "arrived", "known", "retained", "retained_share", "expected_share"}));
  for (const auto& [key, share] : report.shares) {
    out.Field(key.first);
    out.Field(key.second);
    for (const std::uint64_t n : {share.offers, share.arrived, share.known, share.retained})
      out.Integer(static_cast<std::int64_t>(n));
    const double known = static_cast<double>(share.known);
    out.Field(share.known == 0 ? "" : Decimal(static_cast<double>(share.retained) / known));
    out.Field(share.known == 0 ? "" : Decimal(share.expected_retained / known));
    out.EndRow();
  }
  return out.Close();
}

}  // namespace

Result<int> RunFit(const cli::Invocation& invocation) {
  Arguments a = TRY(Parse(invocation));
  TRY(file::RefuseToOverwrite(a.out, {a.spells_path}));
  TRY(ReadRecords(invocation, a));
  const RetentionModel model = TRY(FitRetention(a.spells.rows, a.as_of, a.ridge));
  TRY(WriteText(a.out, FittedWeights(model, "Fitted to " + std::to_string(model.offers) + " offers and " +
                                                std::to_string(model.person_months) + " person-months known on " +
                                                a.as_of.ToString() + "; ridge " + Decimal(a.ridge) +
                                                " towards the default weights, signs kept.")));
  const RetentionModel prior = PriorModel();
  json::Writer json;
  json.BeginObject();
  json.Member("as_of", a.as_of.ToString());
  json.Member("offers", model.offers);
  json.Member("person_months", model.person_months);
  json.Member("rejected", static_cast<std::uint64_t>(a.rejects.size()));
  json.Member("cut_off", a.spells.cut_off);
  json.Key("factors");
  json.BeginArray();
  for (std::size_t f = 0; f < kSpellFactors; ++f) {
    json.BeginObject();
    json.Member("key", FactorKey(static_cast<SpellFactor>(f)));
    json.Member("arrive", model.arrive[f]);
    json.Member("arrive_prior", prior.arrive[f]);
    json.Member("stay", model.stay[f]);
    json.Member("stay_prior", prior.stay[f]);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  if (invocation.Json()) {
    std::fprintf(invocation.out, "%s\n", json.text().c_str());
  } else {
    std::fprintf(invocation.out, "采用 %llu 次推荐、%llu 个在岗人月；权重写到 %s\n",
                 static_cast<unsigned long long>(model.offers), static_cast<unsigned long long>(model.person_months),
                 a.out.c_str());
  }
  return a.rejects.empty() ? cli::kDone : cli::kDoneWithRejects;
}

Result<int> RunBacktest(const cli::Invocation& invocation) {
  constexpr const char *kDeciles = "deciles.csv", *kShares = "shares.csv", *kReport = "backtest.json";
  Arguments a = TRY(Parse(invocation));
  TRY(file::PrepareOutputFolder(a.out, {kDeciles, kShares, kReport}, {a.spells_path}));
  TRY(ReadRecords(invocation, a));
  const BacktestReport report = TRY(Backtest(a.spells.rows, a.as_of, a.ridge));
  file::OutputSet files = TRY(file::OutputSet::Create(a.out, {kDeciles, kShares}, kReport));
  TRY(WriteDeciles(files.Path(kDeciles), report));
  TRY(WriteShares(files.Path(kShares), report));
  const std::string summary = TRY(files.Commit(BacktestJson(a, report)));
  if (invocation.Json()) {
    std::fprintf(invocation.out, "%s\n", summary.c_str());
  } else {
    std::fprintf(invocation.out,
                 "检验 %llu 次推荐：Brier 模型 %.4f，县平均 %.4f，总平均 %.4f；校准斜率 %.2f；C 指数 %.3f；结果在 %s\n",
                 static_cast<unsigned long long>(report.model.count), report.model.brier, report.county_mean.brier,
                 report.overall_mean.brier, report.model.slope, report.model.concordance, a.out.c_str());
  }
  return a.rejects.empty() ? cli::kDone : cli::kDoneWithRejects;
}

}  // namespace gq::matching
