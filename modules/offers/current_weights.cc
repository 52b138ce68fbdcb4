#include "modules/offers/current_weights.h"

#include "kits/store/unit_of_work.h"

namespace gq::offers {

namespace {

Scope Program() { return Scope::System("system:offers"); }

std::shared_ptr<const CurrentWeights> CompiledIn() {
  static const auto weights = std::make_shared<const CurrentWeights>(CurrentWeights{matching::DefaultWeights(), {}});
  return weights;
}

}  // namespace

Result<std::shared_ptr<const CurrentWeights>> WeightsOn(Store& store, Date day) {
  const auto found = TRY(store.Find<MatchWeights>(
      Program(), "p.starts_on <= ?1 ORDER BY p.starts_on DESC, p.seq DESC LIMIT 1", {std::int64_t{day.ToYmdInt()}}));
  if (!found) return CompiledIn();
  // Checked when it was published; an older program may not know what a newer one wrote.
  return std::make_shared<const CurrentWeights>(
      CurrentWeights{TRY(matching::ReadWeights(found->text, found->starts_on->ToString())), found->starts_on});
}

Result<std::optional<MatchWeights>> FindWeights(Store& store, std::string_view hash) {
  return store.Find<MatchWeights>(Program(), "p.hash = ?1 ORDER BY p.seq DESC LIMIT 1", {hash});
}

Result<MatchWeights> PublishWeights(Store& store, const Scope& scope, std::string_view text, Date starts_on,
                                    std::string_view note) {
  if (!scope.everything)
    return Fail(kForbidden, "匹配权重是全系统共用的，只有在服务器上操作的管理员可以发布", "请在服务器上不带 --as 执行");
  const auto read = TRY(matching::ReadWeights(text, "--weights"));
  const auto before = TRY(WeightsOn(store, starts_on));
  MatchWeights weights;
  weights.hash = read.hash;
  if (before->weights.hash == weights.hash) {
    return Fail(kBadInput, starts_on.ToString() + " 起用的已经是这一份权重", "请核对文件和启用日");
  }
  weights.id = store.NewId();
  weights.starts_on = starts_on;
  weights.text = std::string(text);
  weights.note = std::string(note);
  weights.published_by = scope.actor;
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  TRY(work.connection().ForEach("SELECT COALESCE(MAX(seq), 0) + 1 FROM match_weights", {}, [&](const db::Row& row) {
    weights.seq = row.Int(0);
    return Ok();
  }));
  weights.published_at = work.now();
  work.About(scope.unit_id, "match.weights", "match_weights", weights.id);
  TRY(work.Insert(weights));
  TRY(work.Commit());
  return weights;
}

Result<std::vector<MatchWeights>> PublishedWeights(Store& store) {
  return store.Select<MatchWeights>(Program(), "1 = 1 ORDER BY p.seq");
}

}  // namespace gq::offers
