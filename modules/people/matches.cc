#include "modules/people/matches.h"

#include <algorithm>

#include "modules/people/visibility.h"

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

// A row of kFigures and kPost, behind two columns: the day or month, and the state.
void WriteMatch(json::Writer& out, const std::optional<Month>& period, const db::Row& row) {
  out.BeginObject();
  out.Member("period", period ? period->ToString() : std::string());
  out.Member("state", row.IsNull(1) ? std::nullopt : std::optional(row.String(1)));
  out.Member("p_arrive", Percent(row.Int(2)));
  out.Member("p_stay1", Percent(row.Int(3)));
  out.Member("p_stay3", Percent(row.Int(4)));
  out.Member("p_stay6", Percent(row.Int(5)));
  WriteSentences(out, "reasons_for", row.Text(6));
  WriteSentences(out, "reasons_against", row.Text(7));
  out.Member("post_id", row.Id(8).ToString());
  out.Member("post_name", row.Text(9));
  out.Member("employer_name", row.Text(10));
  out.Member("wage_min_fen", row.Int(11));
  out.Member("wage_max_fen", row.Int(12));
  out.EndObject();
}

// Whether there is one. Whose work there has ended has no offer any more.
bool WriteLiveOffer(json::Writer& out, Store& store, const Person& person) {
  const std::string id = person.id.ToBytes();
  bool any = false;
  static_cast<void>(store.Query(
      Scope::System("system:person"),
      "SELECT m.created_at, m.state, " + std::string(kFigures) + ", " + std::string(kPost) +
          " FROM match_offer m JOIN post t ON t.id = m.post_id LEFT JOIN spell s ON s.county_id = m.county_id AND s.id "
          "= m.spell_id WHERE m.county_id = ?1 AND m.person_id = ?2 AND (m.state IN ('proposed', 'confirmed', 'told', "
          "'accepted') OR (m.state = 'departed' AND COALESCE(s.state, '') <> 'ended')) AND {scope:m:match_offer} ORDER "
          "BY CASE m.state WHEN 'departed' THEN 1 ELSE 0 END, m.created_at DESC LIMIT 1",
      {person.county_id, db::Blob{id}}, [&](const db::Row& row) {
        any = true;
        WriteMatch(out, Month::Of(Instant(row.Int(0)).DateInShanghai()), row);
        return Ok();
      }));
  return any;
}

void WriteMonths(json::Writer& out, Store& store, const Person& person) {
  const std::string id = person.id.ToBytes();
  static_cast<void>(store.Query(
      Scope::System("system:person"),
      "{shared}SELECT m.period, NULL, " + std::string(kFigures) + ", " + std::string(kPost) +
          " FROM match_proposal m JOIN post t ON t.id = m.post_id WHERE m.county_id = ?1 AND m.person_id = ?2 AND NOT "
          "EXISTS (SELECT 1 FROM match_offer o WHERE o.county_id = m.county_id AND o.person_id = m.person_id AND "
          "o.post_id = m.post_id AND o.created_at >= m.created_at) ORDER BY m.period DESC LIMIT 3",
      {person.county_id, db::Blob{id}}, [&](const db::Row& row) {
        WriteMatch(out, Month::FromInt(static_cast<int>(row.Int(0))), row);
        return Ok();
      }));
}

}  // namespace

void WriteMatches(json::Writer& out, Store& store, const PersonFile& file) {
  out.Key("matches");
  out.BeginArray();
  if (Sees(file.stand, group::kIntention) && !WriteLiveOffer(out, store, file.person))
    WriteMonths(out, store, file.person);
  out.EndArray();
}

}  // namespace gq::people
