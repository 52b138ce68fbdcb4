#include "modules/people/matches.h"

#include <algorithm>

#include "modules/people/visibility.h"
#include "modules/posts/open.h"

namespace gq::people {

namespace {

void WriteSentences(json::Writer& out, std::string_view key, std::string_view text) {
  out.Key(key);
  out.BeginArray();
  while (!text.empty()) {
    const auto end = std::min(text.find("；"), text.size());
    if (end > 0) out.Text(text.substr(0, end));
    text.remove_prefix(std::min(end + std::string_view("；").size(), text.size()));
  }
  out.EndArray();
}

std::string Percent(std::int64_t thousandths) { return std::to_string((thousandths + 5) / 10) + "%"; }

constexpr std::string_view kFigures = "m.p_arrive, m.p_stay1, m.p_stay3, m.p_stay6, m.reasons_for, m.reasons_against";
constexpr std::string_view kPost = "t.id, t.name, t.employer_name, t.wage_min_fen, t.wage_max_fen";

// What the row is of: an offer that is under way, one that has become work, a month's proposal. Of a person with an
// offer only that counts; whose work there has ended has none any more.
enum Kind : std::uint8_t { kOffer, kWork, kMonth };

// A row of kFigures and kPost, behind its kind, when, and the state.
void WriteMatch(json::Writer& out, const db::Row& row) {
  const std::optional<Month> period = row.Int(0) == kMonth ? Month::FromInt(static_cast<int>(row.Int(1)))
                                                           : Month::Of(Instant(row.Int(1)).DateInShanghai());
  out.BeginObject();
  out.Member("period", period ? period->ToString() : std::string());
  out.Member("state", row.IsNull(2) ? std::nullopt : std::optional(row.String(2)));
  out.Member("p_arrive", Percent(row.Int(3)));
  out.Member("p_stay1", Percent(row.Int(4)));
  out.Member("p_stay3", Percent(row.Int(5)));
  out.Member("p_stay6", Percent(row.Int(6)));
  WriteSentences(out, "reasons_for", row.Text(7));
  WriteSentences(out, "reasons_against", row.Text(8));
  out.Member("post_id", row.Id(9).ToString());
  out.Member("post_name", row.Text(10));
  out.Member("employer_name", row.Text(11));
  out.Member("wage_min_fen", row.Int(12));
  out.Member("wage_max_fen", row.Int(13));
  out.EndObject();
}

// One question, since it is asked for every person that is opened.
const std::string& Question() {
  static const std::string question =
      "SELECT CASE m.state WHEN 'departed' THEN 1 ELSE 0 END AS kind, m.created_at AS at, m.state, " +
      std::string(kFigures) + ", " + std::string(kPost) +
      " FROM match_offer m JOIN post t ON t.id = m.post_id LEFT JOIN spell s ON s.county_id = m.county_id AND s.id = "
      "m.spell_id WHERE m.county_id = ?1 AND m.person_id = ?2 AND (m.state IN ('proposed', 'confirmed', 'told', "
      "'accepted') OR (m.state = 'departed' AND COALESCE(s.state, '') <> 'ended')) AND {scope:m:match_offer} UNION ALL "
      "SELECT 2, m.period, NULL, " +
      std::string(kFigures) + ", " + std::string(kPost) +
      " FROM match_proposal m JOIN post t ON t.id = m.post_id WHERE m.county_id = ?1 AND m.person_id = ?2 AND " +
      posts::OpenSql("t", "?3") +
      " AND NOT "
      "EXISTS (SELECT 1 FROM match_offer o WHERE o.county_id = m.county_id AND o.person_id = m.person_id AND o.post_id "
      "= m.post_id AND o.created_at >= m.created_at) ORDER BY kind, at DESC LIMIT 3";
  return question;
}

void WriteAll(json::Writer& out, Store& store, const Person& person) {
  const std::string id = person.id.ToBytes();
  bool offered = false;
  const std::int64_t today = store.Now().DateInShanghai().ToYmdInt();
  static_cast<void>(store.Query(Scope::System("system:person"), Question(), {person.county_id, db::Blob{id}, today},
                                [&](const db::Row& row) {
                                  if (offered) return Ok();
                                  offered = row.Int(0) != kMonth;
                                  WriteMatch(out, row);
                                  return Ok();
                                }));
}

}  // namespace

void WriteMatches(json::Writer& out, Store& store, const PersonFile& file) {
  out.Key("matches");
  out.BeginArray();
  if (Sees(file.stand, group::kIntention)) WriteAll(out, store, file.person);
  out.EndArray();
}

}  // namespace gq::people
