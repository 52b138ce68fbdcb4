#include "modules/offers/view.h"

#include <algorithm>

#include "base/mask.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "modules/offers/bonds.h"
#include "modules/offers/offers.h"
#include "modules/org/service.h"
#include "modules/people/visibility.h"

namespace gq::offers {

namespace {

std::string Labels(std::string_view table, std::string_view codes) {
  const CodeTable* found = FindCodeTable(table);
  std::string text;
  for (const auto code : Split(codes, ';')) {
    if (code.empty()) continue;
    text += (text.empty() ? "" : "、") + (found == nullptr ? std::string(code) : std::string(found->Label(code)));
  }
  return text;
}

void WriteSentences(json::Writer& out, std::string_view key, std::string_view text) {
  constexpr std::string_view kMark = "；";
  out.Key(key);
  out.BeginArray();
  while (!text.empty()) {
    const auto end = std::min(text.find(kMark), text.size());
    if (end > 0) out.Text(text.substr(0, end));
    text.remove_prefix(std::min(end + kMark.size(), text.size()));
  }
  out.EndArray();
}

void WriteTexts(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  out.Key(key);
  out.BeginArray();
  for (const auto& text : texts) out.Text(text);
  out.EndArray();
}

void WriteDate(json::Writer& out, std::string_view key, const std::optional<Date>& date) {
  out.Key(key);
  if (date)
    out.Text(date->ToString());
  else
    out.Null();
}

void WriteTextOrNull(json::Writer& out, std::string_view key, const std::string& text) {
  out.Key(key);
  if (text.empty())
    out.Null();
  else
    out.Text(text);
}

void WriteMoney(json::Writer& out, std::string_view key, const std::optional<Fen>& money) {
  out.Key(key);
  if (money)
    out.Integer(money->value());
  else
    out.Null();
}

std::string UnitName(Store& store, std::int64_t id) {
  const auto unit = org::GetUnit(store, id);
  return unit ? unit->name : std::string();
}

// Which of the three sides the reader stands on, for this offer.
enum class Side { kHome, kWork, kEmployer };

Side SideOf(const Scope& scope, const MatchOffer& offer) {
  if (scope.SeesHome(offer.home_code)) return Side::kHome;
  if (offer.work_code && scope.SeesWork(*offer.work_code)) return Side::kWork;
  return Side::kEmployer;
}

void WritePerson(json::Writer& out, Store& store, const Scope& scope, Side side, const MatchOffer& offer,
                 const Person& person) {
  // From departure on the place of work sees the person as everywhere else; before, no name.
  const people::Stand stand = side == Side::kEmployer ? people::Stand::kAccepted : people::StandOf(scope, person);
  if (people::Sees(stand, "name")) {
    out.Member("person_name", MaskValue(MaskKind::kName, person.name, scope.mask_level));
    if (side != Side::kEmployer) out.Member("person_id", person.id.ToString());
  }
  if (people::Sees(stand, group::kContact) && !person.phone.empty())
    out.Member("phone", MaskValue(MaskKind::kPhone, person.phone.Reveal(), scope.mask_level));
  if (side == Side::kHome) out.Member("home", org::PlaceName(store, offer.home_code, 3));
  if (people::Sees(stand, group::kSkill)) {
    out.Member("age_band", AgeBand(person.birth, store.Now().DateInShanghai()));
    out.Member("trades", Labels("trade", person.trades));
  }
}

void WriteFigures(json::Writer& out, Side side, const MatchOffer& offer) {
  if (side == Side::kEmployer) return;
  out.Member("value", offer.value);
  out.Member("price", offer.price);
  out.Member("p_arrive", offer.p_arrive);
  out.Member("p_stay1", offer.p_stay1);
  out.Member("p_stay3", offer.p_stay3);
  out.Member("p_stay6", offer.p_stay6);
  WriteSentences(out, "reasons_for", offer.reasons_for);
  WriteSentences(out, "reasons_against", offer.reasons_against);
  if (side != Side::kHome) return;
  out.Member("priority", offer.priority.value_or(false));
  out.Member("better_posts", offer.better_posts.value_or(0));
}

// Again, once the time to answer is over; people who go together are asked anew by a plan.
bool TellsAgain(const MatchOffer& offer, Date today) {
  return offer.state == "told" ? IsOverdue(offer, today) : offer.state != "expired" || offer.bond_id.IsNil();
}

void WriteMay(json::Writer& out, const Scope& scope, Side side, const MatchOffer& offer, Date today) {
  out.Key("may");
  out.BeginArray();
  std::string_view last;
  for (const auto& step : OfferSteps()) {
    if (step.action == "go_alone" && offer.alone != "ask") continue;
    if (step.action == "depart" && offer.alone == "ask") continue;
    if (step.action == "tell" && !TellsAgain(offer, today)) continue;
    if (side != Side::kHome || step.from != offer.state || step.action == "expire" || step.action == last) continue;
    const bool answer = step.action == "accept" || step.action == "refuse" || step.action == "go_alone";
    if (!scope.May(answer || step.action == "tell" ? "offers.answer" : "offers.confirm")) continue;
    out.Text(step.action);
    last = step.action;
  }
  out.EndArray();
}

// Who goes along: names for the home side, for the others how many (D7).
void WriteBond(json::Writer& out, Store& store, const Scope& scope, Side side, const MatchOffer& offer) {
  constexpr std::size_t kNamesMax = 40;
  out.Key("bond");
  const auto others = CompanionsOf(store, offer);
  if (offer.bond_id.IsNil() || !others) return out.Null();
  out.BeginObject();
  out.Member("kind", offer.bond_kind);
  out.Member("place", offer.bond_place);
  out.Member("alone", offer.alone);
  out.Member("others", static_cast<std::int64_t>(others->size()));
  if (side == Side::kHome) {
    out.Key("people");
    out.BeginArray();
    for (std::size_t i = 0; i < std::min(kNamesMax, others->size()); ++i) {
      const MatchOffer& other = (*others)[i];
      const std::string id = other.person_id.ToBytes();
      const auto person =
          store.Find<Person>(scope.HomeSide(), "p.county_id = ?1 AND p.id = ?2", {other.county_id, db::Blob{id}});
      if (!person || !*person) continue;
      const auto post = store.Get<Post>(scope, other.post_id);
      out.BeginObject();
      out.Member("offer_id", other.id.ToString());
      out.Member("person_id", other.person_id.ToString());
      out.Member("name", MaskValue(MaskKind::kName, (*person)->name, scope.mask_level));
      out.Member("state", other.state);
      out.Member("post_name", post ? post->name : std::string());
      out.Member("place", other.work_code ? org::PlaceName(store, *other.work_code, 2) : std::string());
      out.EndObject();
    }
    out.EndArray();
  }
  out.EndObject();
}

void WritePair(json::Writer& out, const Pair& pair) {
  out.Member("tier", pair.tier);
  out.Member("net", pair.value - pair.price);
  out.Member("value", pair.value);
  out.Member("price", pair.price);
  out.Member("p_arrive", pair.p_arrive);
  out.Member("p_stay1", pair.p_stay1);
  out.Member("p_stay3", pair.p_stay3);
  out.Member("p_stay6", pair.p_stay6);
  WriteTexts(out, "reasons_for", pair.reasons_for);
  WriteTexts(out, "reasons_against", pair.reasons_against);
}

}  // namespace

std::string AgeBand(const std::optional<Date>& birth, Date on) {
  if (!birth) return "--";
  const int age = AgeOn(*birth, on);
  return age < 25   ? "24 岁以下"
         : age < 35 ? "25～34 岁"
         : age < 45 ? "35～44 岁"
         : age < 55 ? "45～54 岁"
                    : "55 岁以上";
}

void WriteOffer(json::Writer& out, Store& store, const Scope& scope, const MatchOffer& offer) {
  const Side side = SideOf(scope, offer);
  out.BeginObject();
  out.Member("id", offer.id.ToString());
  out.Member("version", offer.version);
  out.Member("state", offer.state);
  out.Member("overdue", IsOverdue(offer, store.Now().DateInShanghai()));
  out.Member("plan_id", offer.plan_id.ToString());
  out.Member("post_id", offer.post_id.ToString());
  const auto post = store.Get<Post>(scope, offer.post_id);
  out.Member("post_name", post ? post->name : std::string());
  out.Member("employer_name", post ? post->employer_name : std::string());
  out.Member("place", offer.work_code ? org::PlaceName(store, *offer.work_code, 2) : std::string());
  WriteMoney(out, "wage_min_fen", post ? post->wage_min : std::nullopt);
  WriteMoney(out, "wage_max_fen", post ? post->wage_max : std::nullopt);
  out.Member("county_name", UnitName(store, offer.county_id));
  out.Member("tier", offer.tier);
  const std::string person_id = offer.person_id.ToBytes();
  const auto person = store.Find<Person>(Scope::System("system:offers"), "p.county_id = ?1 AND p.id = ?2",
                                         {offer.county_id, db::Blob{person_id}});
  if (person && *person) WritePerson(out, store, scope, side, offer, **person);
  WriteFigures(out, side, offer);
  if (side == Side::kHome)
    WriteTextOrNull(out, "confirmed_by",
                    offer.confirmed_by.empty() ? std::string() : org::NameOfActor(store, offer.confirmed_by));
  WriteDate(out, "confirmed_on", offer.confirmed_on);
  WriteDate(out, "told_on", offer.told_on);
  WriteDate(out, "expires_on", offer.expires_on);
  WriteDate(out, "answered_on", offer.answered_on);
  if (side != Side::kEmployer) WriteTextOrNull(out, "answer_reason", offer.answer_reason);
  if (side == Side::kHome) {
    WriteTextOrNull(out, "answer_note", offer.answer_note);
    WriteTextOrNull(out, "spell_id", offer.spell_id.IsNil() ? std::string() : offer.spell_id.ToString());
  }
  WriteDate(out, "departed_on", offer.departed_on);
  WriteBond(out, store, scope, side, offer);
  out.Member("updated_at", offer.updated_at.ToIso());
  WriteMay(out, scope, side, offer, store.Now().DateInShanghai());
  out.EndObject();
}

void WriteLimits(json::Writer& out, const std::vector<Limit>& limits) {
  out.Key("limits");
  out.BeginArray();
  for (const auto& limit : limits) {
    out.BeginObject();
    out.Member("code", limit.code);
    out.Member("label", limit.label);
    out.Member("count", limit.count);
    out.EndObject();
  }
  out.EndArray();
}

std::vector<Limit> ParseLimits(std::string_view text) {
  std::vector<Limit> limits;
  for (const auto part : Split(text, ';')) {
    const auto colon = part.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string code(part.substr(0, colon));
    limits.push_back({code, std::string(LimitLabel(code)), std::atoll(std::string(part.substr(colon + 1)).c_str())});
  }
  return limits;
}

void WritePostsFor(json::Writer& out, Store& store, const Scope& scope, const PostsForPerson& posts) {
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : posts.rows) {
    out.BeginObject();
    out.Member("post_id", row.post.id.ToString());
    out.Member("post_name", row.post.name);
    out.Member("employer_name", row.post.employer_name);
    out.Member("place", row.post.region_code ? org::PlaceName(store, *row.post.region_code, 2) : std::string());
    WriteMoney(out, "wage_min_fen", row.post.wage_min);
    WriteMoney(out, "wage_max_fen", row.post.wage_max);
    out.Member("places_left", row.places_left);
    out.Member("refused", row.refused);
    WritePair(out, row.pair);
    out.EndObject();
  }
  out.EndArray();
  out.Member("feasible", posts.feasible);
  out.Member("posts", posts.posts);
  WriteLimits(out, posts.limits);
  WriteTextOrNull(out, "plan_id", posts.plan ? posts.plan->id.ToString() : std::string());
  WriteDate(out, "plan_on", posts.plan ? posts.plan->as_of : std::nullopt);
  out.Key("offer");
  if (posts.current)
    WriteOffer(out, store, scope, *posts.current);
  else
    out.Null();
  out.EndObject();
}

void WritePeopleFor(json::Writer& out, Store& store, const PeopleForPost& people) {
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : people.rows) {
    out.BeginObject();
    if (!people.anonymous) {
      out.Member("person_id", row.person.id.ToString());
      out.Member("name", row.person.name);
      out.Member("home", org::PlaceName(store, row.person.home_code, 3));
    }
    out.Member("county_name", UnitName(store, row.person.county_id));
    out.Member("age_band", AgeBand(row.person.birth, store.Now().DateInShanghai()));
    out.Member("trades", Labels("trade", row.person.trades));
    out.Member("offer_state", row.offer_state);
    out.Member("offer_here", row.offer_here);
    out.Member("refused", row.refused);
    WritePair(out, row.pair);
    out.EndObject();
  }
  out.EndArray();
  out.Member("feasible", people.feasible);
  out.Member("people", people.people);
  out.Member("anonymous", people.anonymous);
  out.EndObject();
}

void WriteObserved(json::Writer& out, const Observed& observed) {
  out.BeginObject();
  for (const auto& [key, counts] : {std::pair{"states", &observed.states}, {"reasons", &observed.reasons}}) {
    out.Key(key);
    out.BeginObject();
    for (const auto& [code, n] : *counts) out.Member(code, n);
    out.EndObject();
  }
  out.Member("settled", observed.settled);
  out.Member("arrived", observed.arrived);
  out.Member("expected", observed.expected);
  out.Key("retained");
  out.BeginArray();
  for (const auto& row : observed.retained) {
    out.BeginObject();
    out.Member("months", row.months);
    out.Member("due", row.due);
    out.Member("stayed", row.stayed);
    out.Member("expected", row.expected);
    out.EndObject();
  }
  out.EndArray();
  out.Key("deciles");
  out.BeginArray();
  for (const auto& row : observed.deciles) {
    out.BeginObject();
    out.Member("people", row.people);
    out.Member("arrived", row.arrived);
    out.Member("expected", row.expected);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
}

}  // namespace gq::offers
