#include "modules/offers/job_card.h"

#include "kits/codes/code_tables.h"
#include "kits/pdf/document.h"
#include "kits/pdf/picture.h"
#include "modules/matching/sex_limit.h"
#include "modules/offers/store_input.h"
#include "modules/org/rules.h"
#include "modules/org/service.h"

namespace gq::offers {

namespace {

std::string Label(std::string_view table, std::string_view code) {
  const CodeTable* found = FindCodeTable(table);
  return found == nullptr || code.empty() ? std::string() : std::string(found->Label(code));
}

// "4500" for 450000 fen; posts are advertised in whole yuan.
std::string Yuan(Fen fen) {
  std::string digits = std::to_string(fen.value() / 100), text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string WageText(const Post& post) {
  std::string text;
  if (post.wage_min && post.wage_max && *post.wage_min != *post.wage_max)
    text = Yuan(*post.wage_min) + "～" + Yuan(*post.wage_max) + " 元/月";
  else if (post.wage_min || post.wage_max)
    text = Yuan(post.wage_min ? *post.wage_min : *post.wage_max) + " 元/月";
  else
    text = "工资面议";
  return post.piece_rate.value_or(false) ? text + "（计件）" : text;
}

// A telephone or an ID number in free text: seven digits in a row, spaces and dashes not counted.
bool HoldsLongNumber(std::string_view text) {
  int digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (++digits == 7) return true;
    } else if (c != ' ' && c != '-') {
      digits = 0;
    }
  }
  return false;
}

// codes/health.csv as what a post asks for at least; who is gravely ill may apply where nothing more is asked.
std::string HealthText(std::string_view code) {
  if (code == "10") return "身体健康";
  if (code == "20" || code == "60") return "健康状况一般即可";
  if (code == "30") return "有慢性病也可以";
  return {};
}

std::string Requirements(const Post& post) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : "，") + part;
  };
  if (post.age_min && post.age_max)
    add(std::to_string(*post.age_min) + "～" + std::to_string(*post.age_max) + " 岁");
  else if (post.age_min)
    add("年满 " + std::to_string(*post.age_min) + " 岁");
  else if (post.age_max)
    add(std::to_string(*post.age_max) + " 岁以下");
  if (!post.education_min.empty()) add(Label("education", post.education_min) + "以上");
  if (post.skill_grade != "none") add(Label("skill", post.skill_grade));
  std::string certificates;
  for (const auto& name : RealCertificates(post.certificates))
    certificates += (certificates.empty() ? "持" : "、") + name;
  add(certificates);
  add(HealthText(post.health));
  // A limit of sex that the law itself does not set may not be published.
  if (matching::ReadSexLimit(post.sex_required, post.lawful_basis).men_only) {
    std::string cases;
    for (const Code* closed : matching::ClosedToWomen(post.lawful_basis))
      cases += (cases.empty() ? "" : "；") + closed->zh;
    add("限男性（法律禁止女职工从事的劳动：" + cases + "）");
  }
  return text.empty() ? "不限" : text;
}

// The labour stations of the county in which the post is, and the units that have collected and published it.
std::string Contact(Store& store, const Post& post) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  const auto add_unit = [&](std::int64_t id) {
    const auto unit = org::GetUnit(store, id);
    if (unit) add(org::IsDivision(unit->kind) ? unit->name + "人社部门" : unit->name);
  };
  if (post.published_by) add_unit(*post.published_by);
  if (post.region_code) {
    const std::int64_t county = *post.region_code / 1'000'000 * 1'000'000;
    static_cast<void>(store.Query(Scope::System("system:offers"),
                                  "{shared}SELECT name FROM unit WHERE kind = 'station' AND code BETWEEN ?1 AND ?2 AND "
                                  "valid_to IS NULL ORDER BY id LIMIT 2",
                                  {county, county + 999'999}, [&](const db::Row& row) {
                                    add(row.String(0));
                                    return Ok();
                                  }));
  }
  add_unit(post.collected_by);
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : "、") + name;
  return text.empty() ? "当地就业服务中心" : text;
}

}  // namespace

JobCard CardOf(Store& store, const Post& post) {
  JobCard card;
  card.title = post.name;
  card.wage = WageText(post);
  card.employer = post.employer_name;
  card.place = post.region_code ? org::PlaceName(store, *post.region_code, 1) : std::string();
  if (post.openings) card.people = std::to_string(*post.openings) + " 人";
  card.requirements = Requirements(post);
  if (post.dormitory.value_or(false)) card.benefits.push_back("有宿舍");
  if (post.canteen.value_or(false)) card.benefits.push_back("有食堂");
  if (post.couple_room.value_or(false)) card.benefits.push_back("夫妻房");
  if (post.reserved_region) card.benefits.push_back("定向" + org::PlaceName(store, *post.reserved_region, 2));
  for (const auto& benefit : card.benefits) card.benefits_text += (card.benefits_text.empty() ? "" : "、") + benefit;
  if (!HoldsLongNumber(post.note)) card.note = post.note;
  card.contact = Contact(store, post);
  if (post.valid_to) card.valid = post.valid_to->ToString();
  card.as_of = store.Now().LocalText();
  return card;
}

Result<std::string> CardPdf(const JobCard& card) {
  pdf::Document sheet(
      {.title = "招聘信息：" + card.title, .as_of = card.as_of, .note = "不收任何费用；以用人单位当面说明为准"});
  sheet.Title(card.title);
  sheet.Subtitle(card.wage);
  std::vector<pdf::Pair> pairs = {{"用人单位", card.employer, true}, {"工作地点", card.place, true}};
  if (!card.people.empty()) pairs.push_back({"招聘人数", card.people});
  if (!card.valid.empty()) pairs.push_back({"报名截止", card.valid});
  pairs.push_back({"要求", card.requirements, true});
  if (!card.benefits_text.empty()) pairs.push_back({"待遇", card.benefits_text, true});
  sheet.Card(std::move(pairs));
  if (!card.note.empty()) sheet.Paragraph(card.note);
  sheet.Heading("怎么报名");
  sheet.Paragraph("请联系：" + card.contact + "，或告诉村（社区）就业信息员。报名不收费，也不用交证件原件。");
  return TRY(sheet.Render()).bytes;
}

Result<std::string> CardPng(const JobCard& card) {
  pdf::PictureCard picture{.band = "招聘信息", .title = card.title, .figure = card.wage};
  if (!card.employer.empty()) picture.lines.push_back({"单位", card.employer});
  if (!card.place.empty()) picture.lines.push_back({"地点", card.place});
  if (!card.people.empty()) picture.lines.push_back({"招聘", card.people});
  picture.lines.push_back({"要求", card.requirements});
  if (!card.note.empty()) picture.lines.push_back({"说明", card.note});
  if (!card.valid.empty()) picture.lines.push_back({"截止", card.valid});
  picture.tags = card.benefits;
  picture.foot = "报名请联系：" + card.contact + "，或告诉村（社区）就业信息员。不收费。";
  return pdf::RenderPicture(picture);
}

}  // namespace gq::offers
