#include "modules/sources/review_json.h"

#include <algorithm>

#include "base/mask.h"
#include "engines/reconcile/near_blocks.h"
#include "kits/codes/code_tables.h"
#include "kits/json/reader.h"
#include "modules/org/service.h"

namespace gq::sources {

namespace {

std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::vector<Piece> Join(const std::vector<std::string_view>& characters, const std::vector<bool>& differs, Shown shown,
                        bool few) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool hidden = shown != Shown::kWhole && i >= 3 && !(differs[i] && few && shown == Shown::kDifferences);
    if (pieces.empty() || pieces.back().differs != differs[i]) pieces.push_back({{}, differs[i]});
    pieces.back().text += hidden ? std::string_view("*") : characters[i];
  }
  return pieces;
}

// Little enough to be shown of a number: one place, or two that are not in its last four.
bool Few(const std::vector<bool>& differs) {
  const auto n = std::count(differs.begin(), differs.end(), true);
  return n <= 1 || (n == 2 && std::count(differs.end() - std::min<std::ptrdiff_t>(4, std::ssize(differs)),
                                         differs.end(), true) == 0);
}

std::string_view LevelLabel(std::string_view level) {
  static constexpr std::pair<std::string_view, std::string_view> kLabels[] = {
      {"same", "相同"},      {"variant", "异体字"},  {"homophone", "同音"},  {"one_character", "差一个字"},
      {"close", "相近"},     {"partly", "部分相同"}, {"one_slip", "差一处"}, {"two_slips", "差两处"},
      {"different", "不同"}, {"missing", "缺一方"}};
  for (const auto& [code, label] : kLabels) {
    if (code == level) return label;
  }
  return level;
}

std::string LabelOf(std::string_view table, std::string_view code) {
  const CodeTable* codes = FindCodeTable(table);
  return codes == nullptr || codes->Find(code) == nullptr ? std::string(code) : std::string(codes->Label(code));
}

void WritePieces(json::Writer& out, std::string_view key, const std::vector<Piece>& pieces) {
  out.Key(key);
  out.BeginArray();
  for (const auto& piece : pieces) {
    out.BeginObject();
    out.Member("text", piece.text);
    out.Member("differs", piece.differs);
    out.EndObject();
  }
  out.EndArray();
}

void WriteField(json::Writer& out, std::string_view field, std::string_view label, std::string_view level,
                std::string_view roster, std::string_view registry, Shown shown) {
  const auto [left, right] = CutApart(roster, registry, shown);
  out.BeginObject();
  out.Member("field", field);
  out.Member("label", label);
  out.Member("level", level);
  out.Member("level_label", LevelLabel(level));
  WritePieces(out, "roster", left);
  WritePieces(out, "registry", right);
  out.EndObject();
}

std::string StateTable(std::string_view registry) {
  return registry == "social_insurance" ? "insurance_state" : std::string(registry) + "_state";
}

}  // namespace

std::pair<std::vector<Piece>, std::vector<Piece>> CutApart(std::string_view left, std::string_view right, Shown shown) {
  const auto a = Characters(left), b = Characters(right);
  std::vector<bool> in_a(a.size()), in_b(b.size());
  if (a.empty() || b.empty()) {
    // Nothing to compare with: what one side alone knows is no difference.
  } else if (a.size() == b.size()) {
    for (std::size_t i = 0; i < a.size(); ++i) in_a[i] = in_b[i] = a[i] != b[i];
  } else {
    std::size_t front = 0, back = 0;
    const std::size_t shorter = std::min(a.size(), b.size());
    while (front < shorter && a[front] == b[front]) ++front;
    while (back < shorter - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
    for (std::size_t i = front; i + back < a.size(); ++i) in_a[i] = true;
    for (std::size_t i = front; i + back < b.size(); ++i) in_b[i] = true;
  }
  const bool few = Few(in_a) && Few(in_b);
  return {Join(a, in_a, shown, few), Join(b, in_b, shown, few)};
}

Shown ShownOfNumbers(const Scope& scope) {
  return scope.everything || scope.May("reveal.id_number") ? Shown::kDifferences : Shown::kBeginning;
}

std::string RepairWords(std::string_view repair, bool digits) {
  if (repair.empty()) return {};
  const bool in_roster = repair.rfind("roster:", 0) == 0;
  const auto what = repair.substr(
      repair.find(':') == std::string_view::npos || repair.find('@') < repair.find(':') ? 0 : repair.find(':') + 1);
  std::string words = in_roster ? "名册号码" : "登记库号码";
  const auto at = what.find('@');
  const std::string kind(what.substr(0, at));
  const std::string place(at == std::string_view::npos ? "" : what.substr(at + 1, what.find(':', at) - at - 1));
  if (kind == "digit") {
    const auto colon = what.find(':', at);
    const auto change = colon == std::string_view::npos ? std::string_view() : what.substr(colon + 1);
    words += "第 " + place + " 位写错";
    if (digits && change.size() == 3)
      words += "：“" + std::string(1, change[0]) + "”应为“" + std::string(1, change[2]) + "”";
    return words;
  }
  if (kind == "swap") return words + "第 " + place + " 位与后一位颠倒";
  if (kind == "tail") return words + "末尾被表格软件改成了 0";
  return words + "：" + std::string(what);
}

void WriteReviewRow(json::Writer& out, Store& store, const Review& review, std::string_view region_name,
                    const Scope& scope) {
  out.Member("id", review.id.ToString());
  out.Member("person_id", review.person_id.ToString());
  out.Member("person_name", MaskValue(MaskKind::kName, review.person_name, scope.mask_level));
  out.Member("region_name", region_name);
  out.Member("registry", review.registry);
  out.Member("registry_label", LabelOf("registry", review.registry));
  out.Member("registry_row", review.registry_row);
  out.Member("match", review.match);
  out.Member("probability", static_cast<double>(review.probability) / 1e6);
  out.Member("weight", static_cast<double>(review.weight) / 1000);
  out.Member("rivals", review.rivals);
  out.Member("repair", RepairWords(review.repair, ShownOfNumbers(scope) == Shown::kDifferences));
  out.Member("purpose", review.purpose);
  out.Member("state", review.state);
  out.Member("changes_state", review.changes_state);
  out.Member("finding", review.finding);
  out.Member("finding_if", review.finding_if);
  out.Member("decided_by", review.decided_by.empty() ? "" : org::NameOfActor(store, review.decided_by));
  const auto time = [&](std::string_view key, Instant at) {
    out.Key(key);
    if (at.microseconds() == 0)
      out.Null();
    else
      out.Text(at.ToIso());
  };
  time("decided_at", review.decided_at);
  out.Member("second_by", review.second_by.empty() ? "" : org::NameOfActor(store, review.second_by));
  time("second_at", review.second_at);
  const bool open =
      !review.data.empty() && (review.state == "open" || review.state == "unsure" || review.state == "second");
  const bool own_second = review.state == "second" && review.decided_by == scope.actor;
  const bool may = scope.everything || (scope.May("people.write") && scope.SeesHome(review.home_code));
  out.Member("may_decide", open && !own_second && may);
}

Status WriteReviewFields(json::Writer& out, const Review& review, const ComparisonRun& run, const Scope& scope) {
  out.Key("fields");
  out.BeginArray();
  const auto level = [&](std::size_t field) -> std::string_view {
    if (field >= review.levels.size()) return "missing";
    return reconcile::NearLevelText(field, static_cast<std::uint8_t>(review.levels[field] - '0'));
  };
  if (!review.data.empty()) {
    const auto document = TRY(json::Parse(review.data));
    const auto root = document.root();
    const auto text = [&](const char* key) -> Result<std::string> { return TRY(root.Get(key)).Text(); };
    WriteField(out, "name", "姓名", level(0), TRY(text("roster_name")), TRY(text("registry_name")), Shown::kWhole);
    WriteField(out, "id_number", "证件号码", review.repair.empty() ? level(5) : "close", TRY(text("roster_id")),
               TRY(text("registry_id")), ShownOfNumbers(scope));
    WriteField(out, "unit", "就业单位", level(4), TRY(text("roster_employer")), TRY(text("registry_employer")),
               Shown::kWhole);
    const auto state = TRY(TRY(root.Get("registry_state")).Integer());
    const auto since = TRY(TRY(root.Get("since")).Integer());
    std::string there =
        state == reconcile::kStateUnknown ? std::string() : LabelOf(StateTable(review.registry), std::to_string(state));
    if (since > 0) {
      const auto month = gq::Month::FromInt(static_cast<int>(since / 100));
      if (month) there += (there.empty() ? "" : "，") + month->ToString() + " 起";
    }
    out.BeginObject();
    out.Member("field", "state");
    out.Member("label", "状态");
    out.Member("level", "");
    out.Member("level_label", "");
    WritePieces(out, "roster", {{LabelOf("employment", TRY(text("roster_state"))), false}});
    WritePieces(out, "registry", {{there, false}});
    out.EndObject();
  }
  for (const auto& [field, label, index] :
       {std::tuple<std::string_view, std::string_view, std::size_t>{"birth", "出生日期", 1},
        {"place", "地区", 2},
        {"phone", "电话", 3}}) {
    if (level(index) == "missing") continue;
    WriteField(out, field, label, level(index), {}, {}, Shown::kWhole);
  }
  out.EndArray();
  out.Key("agreeing");
  out.BeginArray();
  for (const auto& one : review.agreeing) {
    const auto file =
        std::find_if(run.files.begin(), run.files.end(), [&](const RunFile& f) { return f.kind == one.registry; });
    out.BeginObject();
    out.Member("registry", one.registry);
    out.Member("file_name", file == run.files.end() ? std::string() : file->name);
    out.Member("row", one.row);
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

}  // namespace gq::sources
