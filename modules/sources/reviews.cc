#include "modules/sources/reviews.h"

#include "base/json_text.h"
#include "kits/json/reader.h"
#include "kits/store/unit_of_work.h"
#include "modules/people/register.h"
#include "modules/people/rules.h"
#include "modules/sources/review_json.h"

namespace gq::sources {

namespace {

constexpr std::string_view kColumns =
    "v.id, v.person_id, v.county_id, v.registry_row, v.registry_offset, v.probability, v.weight, v.rivals, v.effect, "
    "p.home_code, v.registry, v.match_kind, v.repair, v.levels, v.state, v.decided_by, v.second_by, p.name, "
    "v.decided_at, v.second_at, v.data, f.finding, f.status, f.insurance, f.labour, v.insurance, v.labour, "
    "p.employment, (SELECT count(*) FROM spell s WHERE s.county_id = p.county_id AND s.person_id = p.id AND s.state <> "
    "'ended' AND s.end_on IS NULL), f.state, v.purpose";
constexpr std::string_view kFrom =
    " FROM comparison_review v JOIN person p ON p.county_id = v.county_id AND p.id = v.person_id JOIN "
    "comparison_finding f ON f.county_id = v.county_id AND f.run_id = v.run_id AND f.person_id = v.person_id WHERE "
    "v.run_id = ?1 AND {scope:p} ";

// The facts a decision needs beside the review itself.
struct Open {
  Review review;
  reconcile::Insurance insurance{};
  reconcile::Labour labour{};
  reconcile::Finding finding{};
  std::string proposal, unit_code, employer_name;
  std::int64_t since = 0, work_code = 0;
  bool IsCorrection() const { return review.purpose == purpose::kCorrection; }
};

struct Side {
  std::string unit, employer;
  std::int64_t since = 0, work_code = 0;
  bool insured = false;
};
Result<Side> RegistrySide(const std::string& data) {
  Side side;
  if (data.empty()) return side;
  const auto document = TRY(json::Parse(data));
  const auto root = document.root();
  side.unit = TRY(TRY(root.Get("registry_unit")).Text());
  side.employer = TRY(TRY(root.Get("registry_employer")).Text());
  side.since = TRY(TRY(root.Get("since")).Integer());
  if (const auto place = root.Find("registry_place")) side.work_code = TRY(place->Integer());
  side.insured = TRY(TRY(root.Get("insured")).Bool());
  return side;
}

Result<std::vector<Agreeing>> AgreeingIn(const std::string& data) {
  std::vector<Agreeing> agreeing;
  if (data.empty()) return agreeing;
  const auto document = TRY(json::Parse(data));
  const auto list = TRY(document.root().Get("agreeing"));
  for (const auto& one : TRY(list.Items()))
    agreeing.push_back({TRY(TRY(one.Get("registry")).Text()), TRY(TRY(one.Get("row")).Integer())});
  return agreeing;
}

Result<Open> ReadOpen(Store& store, const db::Row& row) {
  Open open;
  Review& review = open.review;
  review.id = row.Id(0);
  review.person_id = row.Id(1);
  review.county_id = row.Int(2);
  review.registry_row = row.Int(3);
  review.registry_offset = row.Int(4);
  review.probability = row.Int(5);
  review.weight = row.Int(6);
  review.rivals = row.Int(7);
  review.effect = row.Int(8);
  review.home_code = row.Int(9);
  review.registry = row.String(10);
  review.match = row.String(11);
  review.repair = row.String(12);
  review.levels = row.String(13);
  review.state = row.String(14);
  review.decided_by = row.String(15);
  review.second_by = row.String(16);
  review.person_name = row.String(17);
  review.decided_at = Instant(row.Int(18));
  review.second_at = Instant(row.Int(19));
  if (!row.IsNull(20)) review.data = TRY(store.vault().Open("comparison.review", row.Text(0), row.Text(20)));
  review.finding = row.String(21);
  review.purpose = row.String(30);
  if (review.purpose == purpose::kCorrection) {
    review.finding_if = review.finding;
    review.agreeing = TRY(AgreeingIn(review.data));
    review.changes_state = true;
    return open;
  }
  const bool insurance = review.registry == "social_insurance", labour = review.registry == "labour_resource";
  open.insurance = static_cast<reconcile::Insurance>(row.Int(insurance ? 25 : 23));
  open.labour = static_cast<reconcile::Labour>(row.Int(labour ? 26 : 24));
  open.finding = TRY(GetCompareContext())
                     ->rules.Decide(static_cast<reconcile::RosterStatus>(row.Int(22)), open.insurance, open.labour)
                     .finding;
  review.finding_if = std::string(reconcile::NameOf(open.finding));
  const Side side = TRY(RegistrySide(review.data));
  open.unit_code = side.unit;
  open.employer_name = side.employer.empty() ? side.unit : side.employer;
  open.since = side.since;
  open.work_code = side.work_code;
  if (row.Text(29) == "none" && review.finding != review.finding_if) {
    open.proposal = std::string(ProposalOf(open.finding, row.Text(27), row.Int(28) > 0, insurance && side.insured,
                                           open.labour == reconcile::Labour::kFlexible));
  }
  review.changes_state = !open.proposal.empty();
  return open;
}

Result<Open> Find(Store& store, const Scope& scope, const Uuid& run, const Uuid& id) {
  TRY(GetComparison(store, scope, run));
  const std::string run_bytes = run.ToBytes(), bytes = id.ToBytes();
  std::optional<Open> open;
  TRY(store.Query(scope, "SELECT " + std::string(kColumns) + std::string(kFrom) + "AND v.id = ?2",
                  {db::Blob{run_bytes}, db::Blob{bytes}}, [&](const db::Row& row) -> Status {
                    open = TRY(ReadOpen(store, row));
                    return Ok();
                  }));
  if (!open) return Fail(kNotFound, "没有这一条待核对");
  return std::move(*open);
}

std::string_view NameOf(ReviewDecision decision) {
  return decision == ReviewDecision::kSame ? "same" : decision == ReviewDecision::kDifferent ? "different" : "unsure";
}

// What a decision comes to.
Result<std::string> StateAfter(const Open& open, const Scope& scope, ReviewDecision decision) {
  const std::string& state = open.review.state;
  if (state == "accepted" || state == "rejected") return Fail(kConflict, "这一条已经有了结论");
  if (open.review.data.empty()) return Fail(kConflict, "登记库的内容不再保存", "以之后那次比对的待核对为准");
  if (decision == ReviewDecision::kDifferent) return std::string("rejected");
  if (decision == ReviewDecision::kUnsure) return std::string("unsure");
  if (!open.review.changes_state) return std::string("accepted");
  if (state != "second") return std::string("second");
  if (open.review.decided_by == scope.actor) {
    return Fail(kOtherPerson, open.IsCorrection() ? "更正身份证号须由另一人复核" : "会改变就业状态的结论须由另一人复核",
                "请本单位另一位经办打开这一条");
  }
  return std::string("accepted");
}

// The correction as the person's file takes it today: refused when the number has changed since the run, or is another
// person's.
Result<people::IdentifierCorrection> CorrectionOf(Store& store, const Scope& scope, const Open& open) {
  const auto document = TRY(json::Parse(open.review.data));
  const auto root = document.root();
  const std::string was = TRY(TRY(root.Get("roster_id")).Text()), right = TRY(TRY(root.Get("registry_id")).Text());
  auto correction =
      people::CheckCorrection(store, scope, open.review.person_id, right, store.Now().DateInShanghai(), false);
  if (!correction) return correction;
  for (const auto& one : correction->file.identifiers) {
    if (one.status == "active" && one.value.Reveal() != was)
      return Fail(kConflict, "比对之后这个人的号码已经改过", "以档案为准；不需要的，请选“不更正”");
  }
  return correction;
}

// What stands behind a correction, for the person's timeline: no number, which registries, where.
std::string ReasonOf(const ComparisonRun& run, const Review& review) {
  std::string reason = "三库比对：" + RepairWords(review.repair, false);
  for (const auto& one : review.agreeing) {
    for (const auto& file : run.files) {
      if (file.kind == one.registry) reason += "；" + file.name + " 第 " + std::to_string(one.row) + " 行";
    }
  }
  return reason;
}

class Deciding {
 public:
  Deciding(Store& store, const Scope& scope, const ComparisonRun& run, const Open& open,
           const std::optional<people::IdentifierCorrection>& correction)
      : store_(store),
        scope_(scope),
        run_(run),
        open_(open),
        correction_(correction),
        run_bytes_(run.id.ToBytes()),
        bytes_(open.review.id.ToBytes()),
        person_(open.review.person_id.ToBytes()) {}

  Status Write(const std::string& state, ReviewDecision decision, std::string_view note) {
    auto work = TRY(UnitOfWork::Begin(store_, Scope::System(scope_.actor), "compare/" + run_.id.ToString()));
    auto& connection = work.connection();
    const bool final = state == "accepted" || state == "rejected";
    const bool checks = open_.review.state == "second";
    const auto changed = TRY(connection.Execute(
        "UPDATE comparison_review SET state = ?4, " +
            std::string(checks ? "second_by = ?5, second_at = ?6" : "decided_by = ?5, decided_at = ?6") +
            std::string(final ? ", data = NULL" : "") +
            " WHERE county_id = ?1 AND run_id = ?2 AND id = ?3 AND state = ?7",
        {open_.review.county_id, db::Blob{run_bytes_}, db::Blob{bytes_}, state, scope_.actor, work.now().microseconds(),
         open_.review.state}));
    if (changed != 1) return Fail(kConflict, "这一条刚被别人办过", "请再看一眼");
    if (!open_.IsCorrection()) {  // a correction says nothing of whose row it is: the match is certain
      if (state == "accepted") TRY(Accept(connection));
      if (state == "accepted" || state == "rejected") TRY(Settle(connection, state));
    }
    work.About(open_.review.county_id, "compare.review", "person", open_.review.person_id);
    std::string json;
    AppendJsonString(json, (open_.IsCorrection() ? "correction/" : "") + std::string(NameOf(decision)) + "/" +
                               open_.review.registry + "/" + std::to_string(open_.review.registry_row));
    work.Note("review", json);
    if (!note.empty()) {
      json.clear();
      AppendJsonString(json, note);
      work.Note("note", json);
    }
    if (state == "accepted" && correction_)
      TRY(people::WriteCorrection(work, *correction_, ReasonOf(run_, open_.review)));
    return work.Commit();
  }

 private:
  // The finding follows the accepted match; the row is nobody else's any more.
  Status Accept(db::Connection& connection) {
    const auto text = [](const std::string& value) { return value.empty() ? db::Param() : db::Param(value); };
    TRY(connection.Execute(
        "UPDATE comparison_finding SET finding = ?4, insurance = ?5, labour = ?6, matches = REPLACE(matches, ?7, ?8) "
        "WHERE county_id = ?1 AND run_id = ?2 AND person_id = ?3",
        {open_.review.county_id, db::Blob{run_bytes_}, db::Blob{person_}, open_.review.finding_if,
         std::int64_t{static_cast<int>(open_.insurance)}, std::int64_t{static_cast<int>(open_.labour)},
         ";" + open_.review.registry + ":" + open_.review.match + ";", ";" + open_.review.registry + ":accepted;"}));
    if (!open_.proposal.empty()) {
      TRY(connection.Execute(
          "UPDATE comparison_finding SET proposal = ?4, unit_code = ?5, employer_name = ?6, since = ?7, work_code = "
          "?8, state = 'open' "
          "WHERE county_id = ?1 AND run_id = ?2 AND person_id = ?3 AND state = 'none'",
          {open_.review.county_id, db::Blob{run_bytes_}, db::Blob{person_}, open_.proposal, text(open_.unit_code),
           text(open_.employer_name), open_.since > 0 ? db::Param(open_.since) : db::Param(),
           open_.work_code > 0 ? db::Param(open_.work_code) : db::Param()}));
    }
    TRY(connection.Execute(
        "DELETE FROM observation WHERE registry = ?2 AND row_number = ?3 AND match_kind IN ('near', 'review') AND "
        "period = (SELECT period FROM comparison_run WHERE id = ?1) AND EXISTS (SELECT 1 FROM comparison_review v "
        "WHERE "
        "v.run_id = ?1 AND v.registry = ?2 AND v.registry_row = ?3 AND v.county_id = observation.county_id AND "
        "v.person_id = observation.person_id AND v.id <> ?4)",
        {db::Blob{run_bytes_}, open_.review.registry, open_.review.registry_row, db::Blob{bytes_}}));
    TRY(connection.Execute(
        "UPDATE comparison_review SET state = 'rejected', data = NULL, decided_by = ?4, decided_at = ?5 WHERE run_id = "
        "?1 AND registry = ?2 AND registry_row = ?3 AND id <> ?6 AND state IN ('open', 'second', 'unsure')",
        {db::Blob{run_bytes_}, open_.review.registry, open_.review.registry_row, "system:one_to_one",
         store_.Now().microseconds(), db::Blob{bytes_}}));
    return Ok();
  }

  // What the registry said is the person's when accepted, and nobody's here when rejected (D12).
  Status Settle(db::Connection& connection, const std::string& state) {
    const std::string which =
        " WHERE county_id = ?1 AND person_id = ?2 AND registry = ?3 AND row_number = ?4 AND period = (SELECT period "
        "FROM comparison_run WHERE id = ?5) AND match_kind IN ('near', 'review')";
    const std::string sql = state == "accepted" ? "UPDATE observation SET match_kind = 'accepted'" + which
                                                : "DELETE FROM observation" + which;
    TRY(connection.Execute(sql, {open_.review.county_id, db::Blob{person_}, open_.review.registry,
                                 open_.review.registry_row, db::Blob{run_bytes_}}));
    return Ok();
  }

  Store& store_;
  const Scope& scope_;
  const ComparisonRun& run_;
  const Open& open_;
  const std::optional<people::IdentifierCorrection>& correction_;
  const std::string run_bytes_, bytes_, person_;
};

}  // namespace

Result<std::vector<Review>> ListReviews(Store& store, const Scope& scope, const Uuid& run, std::string_view state,
                                        int page, int size, std::string_view about) {
  TRY(GetComparison(store, scope, run));
  const std::string bytes = run.ToBytes();
  std::vector<Review> reviews;
  TRY(store.Query(scope,
                  "SELECT " + std::string(kColumns) + std::string(kFrom) +
                      "AND (v.state = ?2 OR (?2 = '' AND v.state IN ('open', 'second', 'unsure'))) AND (v.purpose = ?3 "
                      "OR ?3 = '') ORDER BY CASE "
                      "v.state WHEN 'second' THEN 0 WHEN 'open' THEN 1 ELSE 2 END, v.effect, v.probability DESC, v.id "
                      "LIMIT " +
                      std::to_string(size) + " OFFSET " + std::to_string((page - 1) * size),
                  {db::Blob{bytes}, state, about}, [&](const db::Row& row) -> Status {
                    reviews.push_back(TRY(ReadOpen(store, row)).review);
                    return Ok();
                  }));
  return reviews;
}

Result<Review> GetReview(Store& store, const Scope& scope, const Uuid& run, const Uuid& id) {
  return TRY(Find(store, scope, run, id)).review;
}

Result<std::vector<ReviewCount>> CountReviews(Store& store, const Scope& scope, const Uuid& run) {
  const std::string bytes = run.ToBytes();
  std::vector<ReviewCount> counts;
  TRY(store.Query(
      scope,
      "SELECT v.state, count(*) FROM comparison_review v JOIN person p ON p.county_id = v.county_id AND p.id "
      "= v.person_id WHERE v.run_id = ?1 AND {scope:p} GROUP BY v.state ORDER BY v.state",
      {db::Blob{bytes}}, [&](const db::Row& row) {
        counts.push_back({row.String(0), row.Int(1)});
        return Ok();
      }));
  return counts;
}

Result<Review> DecideReview(Store& store, const Scope& scope, const Uuid& run, const Uuid& id, ReviewDecision decision,
                            std::string_view note) {
  const ComparisonRun of = TRY(GetComparison(store, scope, run));
  if (of.state == "withdrawn" || of.state == "withdrawing" || of.state == "comparing")
    return Fail(kRunStep, "这次比对已经撤回，或还没有做完");
  const Open open = TRY(Find(store, scope, run, id));
  if (!scope.SeesHome(open.review.home_code) && !scope.everything)
    return Fail(kForbidden, "由户籍地核对", "比对结论是给户籍地经办的建议");
  const std::string state = TRY(StateAfter(open, scope, decision));
  std::optional<people::IdentifierCorrection> correction;  // the first decision is refused as the second one would be
  if (open.IsCorrection() && decision == ReviewDecision::kSame) correction = TRY(CorrectionOf(store, scope, open));
  TRY(Deciding(store, scope, of, open, correction).Write(state, decision, note));
  if (state == "accepted" && !open.IsCorrection()) TRY(ApplyPerson(store, scope, run, open.review.person_id));
  return GetReview(store, scope, run, id);
}

}  // namespace gq::sources
