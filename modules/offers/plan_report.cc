// What a plan promises, and where it is tight: figures of the day on which it was made (HN-25, FD-03, FD-04).
#include <algorithm>
#include <array>
#include <cmath>

#include "engines/matching/blocking.h"
#include "kits/codes/code_tables.h"
#include "kits/json/writer.h"
#include "modules/matching/report.h"
#include "modules/offers/plan.h"

namespace gq::offers {

namespace {

double Share(std::uint16_t probability) { return static_cast<double>(probability) / (1 << matching::kProbabilityBits); }
double Round1(double value) { return std::round(value * 10) / 10; }

// A sum of yes-or-no outcomes, with the range in which nineteen of twenty such sums lie.
struct Expected {
  double mean = 0, variance = 0;
  void Add(double p) {
    mean += p;
    variance += p * (1 - p);
  }
  // Chance, and what the model may be wrong by, the same for all (matching.md).
  void Write(json::Writer& out, std::string_view name, double index_error) const {
    const double half = 1.96 * std::sqrt(variance + index_error * index_error * variance * variance);
    out.Key(name);
    out.BeginObject();
    out.Member("people", Round1(mean));
    out.Member("low", std::floor(std::max(0.0, mean - half)));
    out.Member("high", std::ceil(mean + half));
    out.EndObject();
  }
};

struct Outlook {
  Expected arrive, stay1, stay3, stay6;
};

Outlook OutlookOf(const Solved& solved) {
  Outlook outlook;
  if (!solved.match) return outlook;
  const auto& assignment = solved.match->plan.assignment;
  for (std::size_t w = 0; w < assignment.size(); ++w) {
    if (assignment[w] == matching::kUnplaced) continue;
    const auto score = solved.match->matcher->Score(w, static_cast<std::size_t>(assignment[w]));
    const double arrive = Share(score.p_arrive);
    outlook.arrive.Add(arrive);
    outlook.stay1.Add(arrive * Share(score.p_stay1));
    outlook.stay3.Add(arrive * Share(score.p_stay3));
    outlook.stay6.Add(arrive * Share(score.p_stay6));
  }
  return outlook;
}

void WriteCoverage(json::Writer& out, const Solved& solved) {
  std::int64_t none = 0, five = 0;
  std::map<std::string, std::int64_t> limits;
  for (std::size_t w = 0; solved.match && w < solved.seekers.ids.size(); ++w) {
    const auto why = solved.match->WhyUnplaced(w);
    none += why.feasible_posts == 0;
    five += why.feasible_posts >= 5;
    if (solved.match->plan.assignment[w] != matching::kUnplaced) continue;
    if (why.feasible_posts > 0) {
      ++limits["full"];
      continue;
    }
    const auto most = std::max_element(why.removed_alone.begin(), why.removed_alone.end());
    ++limits[*most == 0 ? "several"
                        : std::string(NameOf(static_cast<matching::Constraint>(most - why.removed_alone.begin())))];
  }
  const auto people = static_cast<std::int64_t>(solved.match ? solved.seekers.ids.size() : 0);
  out.Key("coverage");
  out.BeginObject();
  out.Member("none", none);
  out.Member("one", people - none);
  out.Member("five", five);
  out.EndObject();
  std::vector<std::pair<std::string, std::int64_t>> sorted(limits.begin(), limits.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  out.Key("limits");
  out.BeginArray();
  for (const auto& [code, n] : sorted) {
    out.BeginObject();
    out.Member("code", code);
    out.Member("people", n);
    out.EndObject();
  }
  out.EndArray();
}

// The same share of every group should find a place: sex, age, disability; counties by the places there are (D14).
void WriteShares(json::Writer& out, const Solved& solved) {
  struct Group {
    std::int64_t workers = 0, placed = 0;
    double stay3 = 0;
  };
  std::map<std::pair<std::string, std::string>, Group> groups;
  for (std::size_t w = 0; solved.match && w < solved.seekers.ids.size(); ++w) {
    const auto post = solved.match->plan.assignment[w];
    double stay3 = 0;
    if (post != matching::kUnplaced) {
      const auto score = solved.match->matcher->Score(w, static_cast<std::size_t>(post));
      stay3 = Share(score.p_arrive) * Share(score.p_stay3);
    }
    const int age = solved.match->workers.age[w];
    const std::array<std::pair<std::string, std::string>, 4> keys = {
        std::pair{std::string("sex"), solved.seekers.sexes[w]},
        {"age", age == 0 ? std::string() : matching::AgeBand(age)},
        {"disability", solved.seekers.disabled[w] ? "yes" : "no"},
        {"county", std::to_string(solved.seekers.counties[w])}};
    for (const auto& key : keys) {
      Group& group = groups[key];
      ++group.workers;
      group.placed += post != matching::kUnplaced;
      group.stay3 += stay3;
    }
  }
  out.Key("shares");
  out.BeginArray();
  for (const auto& [key, group] : groups) {
    out.BeginObject();
    out.Member("by", key.first);
    out.Member("code", key.second);
    out.Member("workers", group.workers);
    out.Member("placed", group.placed);
    out.Member("stay3", Round1(group.stay3));
    out.EndObject();
  }
  out.EndArray();
}

// How few posts hold half of what is proposed.
std::int64_t HalfPosts(const Solved& solved) {
  if (!solved.match) return 0;
  auto placed = solved.match->plan.placed;
  std::sort(placed.rbegin(), placed.rend());
  std::int64_t total = 0, sum = 0, posts = 0;
  for (const auto n : placed) total += n;
  for (const auto n : placed) {
    if (sum * 2 >= total) break;
    sum += n;
    ++posts;
  }
  return posts;
}

void WriteBlocking(json::Writer& out, const Solved& solved) {
  constexpr std::size_t kSample = 10'000;
  if (!solved.match) return;
  const auto found = matching::FindBlockingPairs(*solved.match->matcher, solved.match->plan,
                                                 std::max<std::size_t>(1, solved.seekers.ids.size() / kSample));
  out.Key("blocking");
  out.BeginObject();
  out.Member("people_looked_at", found.workers_looked_at);
  out.Member("possible", found.feasible_pairs);
  out.Member("pairs", found.pairs);
  out.Member("people", found.workers);
  out.EndObject();
}

void WritePostName(json::Writer& out, const std::string& name, const std::string& number) {
  if (!name.empty()) out.Member("name", number.empty() ? name : name + "（" + number + "）");
}

// Posts that ask for what the law forbids to ask: they take part, the condition does not.
void WriteFlagged(json::Writer& out, const Solved& solved) {
  out.Key("flagged");
  out.BeginArray();
  for (std::size_t p = 0; solved.match && p < solved.posts.ids.size(); ++p) {
    for (const auto& [column, what] : solved.posts.records[p].unlawful) {
      out.BeginObject();
      out.Member("kind", "post");
      out.Member("id", solved.posts.ids[p].ToString());
      WritePostName(out, solved.posts.names[p], solved.posts.numbers[p]);
      out.Member("reason", what);
      out.EndObject();
    }
  }
  out.EndArray();
}

}  // namespace

std::string IndicatorsOf(const Solved& solved, std::int64_t same, std::int64_t changed, std::int64_t fresh) {
  const Outlook outlook = OutlookOf(solved);
  std::int64_t placed = 0;
  if (solved.match) placed = static_cast<std::int64_t>(solved.match->plan.workers_placed);
  json::Writer out;
  out.BeginObject();
  out.Member("filled", placed);
  out.Member("unplaced", static_cast<std::int64_t>(solved.match ? solved.seekers.ids.size() : 0) - placed);
  const double index_error = solved.match ? solved.match->index_error : 0;
  outlook.arrive.Write(out, "arrive", index_error);
  outlook.stay1.Write(out, "stay1", index_error);
  outlook.stay3.Write(out, "stay3", index_error);
  outlook.stay6.Write(out, "stay6", index_error);
  WriteCoverage(out, solved);
  WriteShares(out, solved);
  out.Key("rules");
  out.BeginArray();
  for (const auto& rule : solved.rules) {
    out.BeginObject();
    out.Member("rule", rule.rule);
    out.Member("concerned", rule.concerned);
    out.Member("placed_with", rule.placed_with);
    out.Member("placed_without", rule.placed_without);
    out.Member("stay3_with", static_cast<double>(rule.stay3_with) / 1000);
    out.Member("stay3_without", static_cast<double>(rule.stay3_without) / 1000);
    out.EndObject();
  }
  out.EndArray();
  out.Key("rule_prices");
  out.BeginArray();
  for (const auto& price : solved.rule_prices) {
    out.BeginObject();
    out.Member("code", matching::CodeOf(price));
    out.Member("concerned", static_cast<std::int64_t>(price.concerned));
    out.Member("placed",
               price.method == matching::RulePriceMethod::kResolve ? std::optional(price.placed) : std::nullopt);
    out.Member("retained", static_cast<double>(Millionths(price.retained)) / 1'000'000);
    out.Member("method", price.method == matching::RulePriceMethod::kResolve ? "resolve" : "dual");
    out.EndObject();
  }
  out.EndArray();
  out.Member("half_posts", HalfPosts(solved));
  WriteBlocking(out, solved);
  out.Member("same", same);
  out.Member("changed", changed);
  out.Member("fresh", fresh);
  out.Member("moved_from_refused", solved.repaired);
  out.Key("left_out");
  out.BeginArray();
  for (const auto& one : solved.left_out) {
    out.BeginObject();
    out.Member("kind", one.is_post ? "post" : "person");
    out.Member("id", one.id.ToString());
    WritePostName(out, one.name, one.number);
    out.Member("reason", one.reason);
    out.EndObject();
  }
  out.EndArray();
  WriteFlagged(out, solved);
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace gq::offers
