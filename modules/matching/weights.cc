#include "modules/matching/weights.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "kits/crypto/bytes.h"
#include "kits/file/file.h"
#include "modules/matching/default_weights.h"

namespace gq::matching {
namespace {

constexpr double kLogOddsMax = 8;

std::string Shown(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

// Reads values by dotted key and remembers which were read, so that a key written wrongly is not silently without
// effect.
class Reader {
 public:
  Reader(const toml::table& root, std::string_view file) : root_(root), file_(file) {}

  // `node`: what is wrong; without it the key, or what of it is there, says the line.
  tl::unexpected<Error> Bad(const std::string& key, const std::string& what, const toml::node* node = nullptr,
                            const std::string& cure = "请对照 rules/matching/weights.toml 更正") const {
    Error error{&kBadWeights, "权重文件的 " + key + " " + what, cure, {}};
    error.With("file", file_).With("key", key);
    for (std::string path = key; node == nullptr && !path.empty();
         path.resize(path.find('.') == path.npos ? 0 : path.rfind('.')))
      node = root_.at_path(path).node();
    if (node != nullptr && node->source().begin.line != 0)
      error.With("line", std::to_string(node->source().begin.line));
    return Fail(std::move(error));
  }

  const toml::node* Find(const std::string& key) {
    read_.insert(key);
    return root_.at_path(key).node();
  }

  Result<double> Number(const std::string& key, double least, double most) {
    const toml::node* node = Find(key);
    if (node == nullptr) return Bad(key, "缺失", nullptr, "请补上，可从 rules/matching/weights.toml 抄");
    return Number(key, *node, least, most);
  }
  Result<double> Number(const std::string& key, const toml::node& node, double least, double most) const {
    const std::optional<double> value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value || !std::isfinite(*value)) return Bad(key, value ? "不是有限的数" : "不是数", &node);
    if (*value < least || *value > most) {
      return Bad(key, "为 " + Shown(*value) + "，应在 " + Shown(least) + " 到 " + Shown(most) + " 之间", &node,
                 "请改成范围内的数");
    }
    return *value;
  }

  // What was fixed before any figure (weights.h): `sign` 1 or -1; 0: either.
  Status Sign(const std::string& key, double value, int sign, const toml::node* node = nullptr) const {
    if (value * sign >= 0) return Ok();
    return Bad(key, "为 " + Shown(value) + "，符号与事先定下的相反，应" + (sign > 0 ? "不小于 0" : "不大于 0"), node,
               "符号不由数据决定（docs/explanation/matching.md）；数据指向反面时写 0");
  }

  Result<Effect> EffectOf(const std::string& key, double scale = 1) {
    const double arrive = TRY(Number(key + ".arrive", -kLogOddsMax, kLogOddsMax));
    const double stay = TRY(Number(key + ".stay", -kLogOddsMax, kLogOddsMax));
    const FixedSigns signs = SignsOf(key);
    TRY(Sign(key + ".arrive", arrive, signs.arrive));
    TRY(Sign(key + ".stay", stay, signs.stay));
    read_.insert(key);
    return Scaled(arrive, stay, scale);
  }
  static Effect Scaled(double arrive, double stay, double scale) {
    return {Steps(arrive * scale), Steps(stay * scale)};
  }
  static std::int16_t Steps(double log_odds) {
    return static_cast<std::int16_t>(std::lround(std::clamp(log_odds, -kLogOddsMax, kLogOddsMax) * kIndexUnit));
  }

  Status NothingUnread(const toml::table& table, const std::string& prefix) const {
    for (const auto& [name, node] : table) {
      const std::string key = prefix + std::string(name.str());
      const toml::table* inner = node.as_table();
      const bool parent = inner != nullptr && read_.lower_bound(key + ".") != read_.end() &&
                          read_.lower_bound(key + ".")->starts_with(key + ".");
      if (parent) {
        TRY(NothingUnread(*inner, key + "."));
      } else if (!read_.contains(key)) {
        return Bad(key, "不认识，不会起作用", &node, "请删去，或更正名称；名称见 rules/matching/weights.toml");
      }
    }
    return Ok();
  }

 private:
  const toml::table& root_;
  std::string file_;
  std::set<std::string> read_;
};

// Straight lines between points { unit, arrive, stay }, from `first` to the last index of `effects`.
Status ReadCurve(Reader& reader, const std::string& key, const char* unit, std::span<Effect> effects,
                 std::size_t first = 0) {
  const toml::node* node = reader.Find(key);
  const toml::array* points = node == nullptr ? nullptr : node->as_array();
  if (points == nullptr || points->size() < 2) return reader.Bad(key, "至少要有两点");
  const auto end = static_cast<double>(effects.size() - 1);
  struct Point {
    double x, arrive, stay;
  };
  const FixedSigns signs = SignsOf(key);
  std::vector<Point> list;
  for (const toml::node& item : *points) {
    const toml::table* point = item.as_table();
    const toml::node *x = nullptr, *arrive = nullptr, *stay = nullptr;
    if (point != nullptr) x = point->get(unit), arrive = point->get("arrive"), stay = point->get("stay");
    if (x == nullptr || arrive == nullptr || stay == nullptr || point->size() != 3)
      return reader.Bad(key, std::string("每点要有且只有 ") + unit + "、arrive、stay", &item);
    list.push_back({TRY(reader.Number(key + "." + unit, *x, 0, end)),
                    TRY(reader.Number(key + ".arrive", *arrive, -8, 8)),
                    TRY(reader.Number(key + ".stay", *stay, -8, 8))});
    TRY(reader.Sign(key + ".arrive", list.back().arrive, signs.arrive, arrive));
    TRY(reader.Sign(key + ".stay", list.back().stay, signs.stay, stay));
    if (list.size() == 1) continue;
    const Point& before = list[list.size() - 2];
    if (list.back().x <= before.x) return reader.Bad(key, std::string("的 ") + unit + " 应逐点增大", x);
    if (signs.falls && (list.back().arrive > before.arrive || list.back().stay > before.stay)) {
      return reader.Bad(key, std::string("随 ") + unit + " 增大而上升，与事先定下的相反", &item,
                        "请让 arrive、stay 逐点不升（docs/explanation/matching.md）");
    }
  }
  if (list.front().x != static_cast<double>(first) || list.back().x != end)
    return reader.Bad(key, "应从 " + std::to_string(first) + " 到 " + std::to_string(effects.size() - 1));
  std::size_t at = 0;
  for (std::size_t i = first; i < effects.size(); ++i) {
    while (list[at + 1].x < static_cast<double>(i)) ++at;
    const Point &a = list[at], &b = list[at + 1];
    const double share = (static_cast<double>(i) - a.x) / (b.x - a.x);
    effects[i] = Reader::Scaled(a.arrive + share * (b.arrive - a.arrive), a.stay + share * (b.stay - a.stay), 1);
  }
  return Ok();
}

Status ReadLeave(Reader& reader, Weights& weights) {
  const toml::node* node = reader.Find("leave.log_odds");
  const toml::array* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr || list->size() != weights.leave.size()) return reader.Bad("leave.log_odds", "应有六个数");
  for (std::size_t m = 0; m < weights.leave.size(); ++m) {
    weights.leave[m] = Reader::Steps(TRY(reader.Number("leave.log_odds", *list->get(m), -kLogOddsMax, kLogOddsMax)));
  }
  return Ok();
}

Status ReadSteps(Reader& reader, Weights& weights) {
  for (std::size_t i = 0; i < 16; ++i) {
    const auto steps = static_cast<double>(i);
    weights.climate_gap[i] = TRY(reader.EffectOf("climate.step", steps));
    weights.diet_gap[i] = TRY(reader.EffectOf("diet.step", steps));
    weights.diet_gap_with_canteen[i] = TRY(reader.EffectOf("diet.step_with_canteen", steps));
  }
  const double doublings_max = TRY(reader.Number("townspeople.doublings_max", 1, 16));
  for (std::size_t i = 0; i < weights.townspeople.size(); ++i) {
    weights.townspeople[i] =
        TRY(reader.EffectOf("townspeople.doubling", std::min(doublings_max, static_cast<double>(i))));
  }
  for (int percent = 50; percent <= 150; ++percent) {
    weights.wage_ratio[percent - 50] =
        TRY(reader.EffectOf(percent < 100 ? "wage.below" : "wage.above", std::abs(percent - 100) / 10.0));
  }
  return Ok();
}

Status ReadProvinces(Reader& reader, MatchingWeights& weights) {
  const toml::node* columns = reader.Find("provinces.columns");
  static constexpr std::string_view kColumns[] = {"latitude", "longitude", "january", "july_humidity", "rice"};
  const toml::array* names = columns == nullptr ? nullptr : columns->as_array();
  const auto is_column = [&](std::size_t i) { return names->get(i)->value<std::string_view>() == kColumns[i]; };
  if (names == nullptr || names->size() != 5 || !is_column(0) || !is_column(1) || !is_column(2) || !is_column(3) ||
      !is_column(4)) {
    return reader.Bad("provinces.columns", "应为 latitude、longitude、january、july_humidity、rice");
  }
  for (std::size_t code = 10; code < 100; ++code) {
    const std::string key = "provinces." + std::to_string(code);
    const toml::node* node = reader.Find(key);
    if (node == nullptr) continue;
    const toml::array* row = node->as_array();
    if (row == nullptr || row->size() != 5) return reader.Bad(key, "应有五个数");
    Province province;
    province.latitude = static_cast<std::int32_t>(std::lround(TRY(reader.Number(key, *row->get(0), -90, 90)) * 100));
    province.longitude = static_cast<std::int32_t>(std::lround(TRY(reader.Number(key, *row->get(1), -180, 180)) * 100));
    province.january = static_cast<std::int32_t>(std::lround(TRY(reader.Number(key, *row->get(2), -60, 60))));
    province.july_humidity = static_cast<std::int32_t>(std::lround(TRY(reader.Number(key, *row->get(3), 0, 100))));
    province.rice = static_cast<std::int32_t>(std::lround(TRY(reader.Number(key, *row->get(4), 0, 10))));
    weights.provinces[code] = province;
  }
  return Ok();
}

Status ReadEffects(Reader& reader, Weights& weights) {
  weights.base = TRY(reader.EffectOf("base"));
  static constexpr const char* kTrade[] = {"trade.other", "trade.same", "trade.years_1_2", "trade.years_3_5",
                                           "trade.years_over_5"};
  for (std::size_t i = 0; i < weights.trade.size(); ++i) weights.trade[i] = TRY(reader.EffectOf(kTrade[i]));
  weights.piece_rate_novice = TRY(reader.EffectOf("trade.piece_rate_novice"));
  static constexpr const char* kWorker[] = {"worker.own_wish", "worker.organised", "worker.trained", "worker.leader",
                                            "worker.experienced"};
  for (std::size_t i = 0; i < weights.worker_traits.size(); ++i)
    weights.worker_traits[i] = TRY(reader.EffectOf(kWorker[i]));
  static constexpr const char* kPost[] = {"post.piece_rate", "post.dormitory", "post.canteen", "post.training"};
  for (std::size_t i = 0; i < weights.post_traits.size(); ++i) weights.post_traits[i] = TRY(reader.EffectOf(kPost[i]));
  return Ok();
}

// Files written before these factors were there do not have their sections; then they say nothing.
Status ReadSpouseAndSubsidy(Reader& reader, Weights& weights) {
  if (reader.Find("spouse") != nullptr) weights.spouse = TRY(reader.EffectOf("spouse.same_city"));
  if (reader.Find("subsidy") == nullptr) return Ok();
  return ReadCurve(reader, "subsidy.points", "months", weights.subsidy, 1);
}

// Files written before there were parties do not have the section.
Status ReadTogether(Reader& reader, PartyRules& rules) {
  if (reader.Find("together") == nullptr) return Ok();
  const auto percent = [&](const char* name, int& value, int most) -> Status {
    value = static_cast<int>(std::lround(TRY(reader.Number(std::string("together.") + name, 0, most))));
    return Ok();
  };
  TRY(percent("bonus_employer", rules.bonus_employer, 100));
  TRY(percent("bonus_couple_room", rules.bonus_couple_room, 100));
  TRY(percent("family_loss_max", rules.family_loss_max, 10'000));
  TRY(percent("group_loss_max", rules.group_loss_max, 10'000));
  return percent("group_share_min", rules.group_share_min, 100);
}

}  // namespace

FixedSigns SignsOf(std::string_view key) {
  static constexpr std::pair<std::string_view, FixedSigns> kSigns[] = {
      {"wage.below", {-1, -1}},
      {"wage.above", {1, 1}},
      {"travel.points", {0, 0, true}},
      {"season.points", {-1, -1}},
      {"spouse.same_city", {1, 1}},
      {"subsidy.points", {1, 1, true}},
      {"climate.step", {-1, -1}},
      {"diet.step", {-1, -1}},
      {"diet.step_with_canteen", {-1, -1}},
      {"trade.same", {1, 1}},
      {"trade.years_1_2", {1, 1}},
      {"trade.years_3_5", {1, 1}},
      {"trade.years_over_5", {1, 1}},
      {"trade.piece_rate_novice", {-1, -1}},
      {"townspeople.doubling", {1, 1}},
      {"worker.own_wish", {1, 1}},
      {"worker.organised", {1, -1}},
      {"worker.trained", {1, 1}},
      {"worker.leader", {1, 1}},
      {"worker.experienced", {1, 1}},
      {"post.piece_rate", {0, -1}},
      {"post.dormitory", {1, 1}},
      {"post.canteen", {1, 1}},
      {"post.training", {1, 1}},
  };
  for (const auto& [name, signs] : kSigns) {
    if (name == key) return signs;
  }
  return {};
}

Result<std::string> ReadWeightsText(const std::string& path) {
  constexpr std::size_t kSizeMax = 1U << 20;
  std::string text = TRY(file::ReadHead(path, kSizeMax));
  if (text.size() == kSizeMax) return Fail(kBadWeights, "权重文件过大", "请对照 rules/matching/weights.toml 更正");
  return text;
}

Result<MatchingWeights> ReadWeights(std::string_view toml_text, std::string_view file_name) {
  toml::table root;
  try {
    root = toml::parse(toml_text, file_name);
  } catch (const toml::parse_error& bad) {
    Error error{&kBadWeights,
                "权重文件不是有效的 TOML：" + std::string(bad.description()),
                "请对照 rules/matching/weights.toml 更正该行",
                {}};
    error.With("file", std::string(file_name)).With("line", std::to_string(bad.source().begin.line));
    return Fail(std::move(error));
  }
  Reader reader(root, file_name);
  if (TRY(reader.Number("format", 0, 1000)) != 1) return reader.Bad("format", "应为 1");
  MatchingWeights weights;
  weights.hash = crypto::Sha256Hex(toml_text);
  weights.tables.horizon_months = static_cast<int>(TRY(reader.Number("horizon_months", 1, 6)));
  if (weights.tables.horizon_months != 1 && weights.tables.horizon_months != 3 && weights.tables.horizon_months != 6) {
    return reader.Bad("horizon_months", "只能是 1、3 或 6");
  }
  weights.priority = static_cast<std::uint16_t>(std::lround(TRY(reader.Number("priority", 1, 1.999)) * 1000));
  if (reader.Find("index_error") != nullptr) weights.index_error = TRY(reader.Number("index_error", 0, 8));
  TRY(ReadEffects(reader, weights.tables));
  TRY(ReadCurve(reader, "travel.points", "hours", weights.tables.travel_hours));
  TRY(ReadCurve(reader, "season.points", "week", weights.tables.season));
  TRY(ReadSpouseAndSubsidy(reader, weights.tables));
  TRY(ReadLeave(reader, weights.tables));
  TRY(ReadSteps(reader, weights.tables));
  TRY(ReadProvinces(reader, weights));
  TRY(ReadTogether(reader, weights.together));
  TRY(reader.NothingUnread(root, ""));
  return weights;
}

const MatchingWeights& DefaultWeights() {
  static const MatchingWeights weights = ReadWeights(internal::kDefaultWeights, "rules/matching/weights.toml").value();
  return weights;
}

}  // namespace gq::matching
