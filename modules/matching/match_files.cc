#include "modules/matching/match_files.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <unordered_map>

#include "base/parse_value.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/csv/writer.h"
#include "kits/file/file.h"
#include "kits/table/table_reader.h"
#include "modules/matching/sex_limit.h"

namespace gq::matching {
namespace {

// A cell that cannot be read: column and sentence.
struct CellError {
  std::string column, reason, cure;
};

// Reads the cells of one record; the first error stays.
class Row {
 public:
  Row(const table::TableReader& reader, const table::HeaderSpec& spec, const RegionTree& regions,
      std::unordered_map<std::string, std::int64_t>& known_places)
      : reader_(reader), spec_(spec), regions_(regions), known_places_(known_places) {}

  const std::optional<CellError>& error() const { return error_; }
  std::string_view Text(std::string_view column) const { return reader_.Text(Find(column)); }

  void Problem(std::string_view column, std::string reason, std::string cure) {
    if (!error_) error_ = CellError{std::string(column), std::move(reason), std::move(cure)};
  }

  template <typename T>
  std::optional<T> Take(std::string_view column, Result<T> value) {
    if (value) return *std::move(value);
    Problem(column, value.error().message, value.error().hint);
    return std::nullopt;
  }

  std::optional<Date> DateOf(std::string_view column) {
    const std::string_view text = Text(column);
    return text.empty() ? std::nullopt : Take<Date>(column, ParseDate(text));
  }
  std::optional<std::int64_t> Integer(std::string_view column) {
    const std::string_view text = Text(column);
    return text.empty() ? std::nullopt : Take<std::int64_t>(column, ParseInteger(text));
  }
  bool Bool(std::string_view column) {
    const std::string_view text = Text(column);
    return !text.empty() && Take<bool>(column, ParseBool(text)).value_or(false);
  }
  // What is asked for is rounded up, what is promised down.
  enum class Round : std::uint8_t { kDown, kUp };
  std::int32_t Yuan(std::string_view column, Round round = Round::kDown) {
    const std::string_view text = Text(column);
    if (text.empty()) return 0;
    const auto money = Take<Fen>(column, ParseMoney(text));
    if (!money) return 0;
    const std::int64_t fen = money->value(), yuan = (fen + (round == Round::kUp ? 99 : 0)) / 100;
    if (fen < 0 || yuan > 1'000'000) Problem(column, "工资应在 0 到 1,000,000 元之间", "请写每月多少元");
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(yuan, 0, 1'000'000));
  }
  int Small(std::string_view column, std::int64_t most) {
    const auto value = Integer(column);
    if (value && (*value < 0 || *value > most))
      Problem(column, "数应在 0 到 " + std::to_string(most) + " 之间", "请更正");
    return static_cast<int>(std::clamp<std::int64_t>(value.value_or(0), 0, most));
  }

  // A code of the table; "不限", "无" and an empty cell are none. 「初中及以上」 is 初中.
  std::string CodeOf(std::string_view column, const char* table) {
    std::string text(Text(column));
    if (text.ends_with("及以上")) text.resize(text.size() - std::string_view("及以上").size());
    if (text.empty() || text == "不限" || text == "无" || text == "无要求" || text == "不要求") return {};
    const Code* code = GetCodeTable(table).ByLabel(text);
    if (code == nullptr) {
      Problem(column, "不在代码表中", "请按模板中的选项填写");
      return {};
    }
    return code->code;
  }

  std::optional<UnitCode> FindPlace(std::string_view text) {
    const auto [at, fresh] = known_places_.try_emplace(std::string(text), -1);
    if (fresh) {
      const RegionMatch found = regions_.Read(text);
      if (found.candidates.size() == 1) at->second = found.candidates[0].value();
    }
    if (at->second <= 0) return std::nullopt;
    return UnitCode::FromInt(at->second);
  }
  std::optional<UnitCode> PlaceOf(std::string_view column, std::string_view text) {
    const auto place = FindPlace(text);
    if (!place) Problem(column, "看不出是哪个地区，或不止一处同名", "请填写 12 位代码或从省写起的名称");
    return place;
  }

  std::vector<std::string_view> List(std::string_view column) const {
    std::vector<std::string_view> items;
    std::string_view text = Text(column);
    while (!text.empty()) {
      std::size_t cut = text.find(';'), width = 1;
      for (const std::string_view other : {"；", "、"}) {
        const std::size_t at = text.find(other);
        if (at < cut) cut = at, width = other.size();
      }
      const std::string_view item = table::CleanText(text.substr(0, cut));
      if (!item.empty()) items.push_back(item);
      text = cut >= text.size() ? std::string_view() : text.substr(cut + width);
    }
    return items;
  }

 private:
  std::size_t Find(std::string_view column) const {
    const auto at = std::find_if(spec_.columns.begin(), spec_.columns.end(),
                                 [&](const table::HeaderColumn& c) { return c.name == column; });
    return static_cast<std::size_t>(at - spec_.columns.begin());
  }

  const table::TableReader& reader_;
  const table::HeaderSpec& spec_;
  const RegionTree& regions_;
  std::unordered_map<std::string, std::int64_t>& known_places_;
  std::optional<CellError> error_;
};

// "焊工:3", "焊工 3年", "焊工": the trade's code and years.
SkillRecord ParseSkill(std::string_view text) {
  constexpr std::string_view kYear = "年";
  if (text.ends_with(kYear)) text.remove_suffix(kYear.size());
  std::size_t digits = text.size();
  while (digits > 0 && text[digits - 1] >= '0' && text[digits - 1] <= '9') --digits;
  SkillRecord skill;
  for (const char c : text.substr(digits, 4)) skill.years = std::min(99, skill.years * 10 + (c - '0'));
  text = text.substr(0, digits);
  for (const std::string_view end : {":", "：", "(", "（"}) {
    if (text.ends_with(end)) text.remove_suffix(end.size());
  }
  text = table::CleanText(text);
  const Code* code = GetCodeTable("trade").ByLabel(text);
  skill.trade = code != nullptr ? code->code : std::string(text);
  return skill;
}

std::string TradeOf(std::string_view text) {
  const Code* code = GetCodeTable("trade").ByLabel(text);
  return code != nullptr ? code->code : std::string(text);
}

const table::HeaderSpec& PostSpec() {
  static const table::HeaderSpec spec{{
      {"id", {"岗位编号", "岗位id", "岗位", "post", "编号"}, true},
      {"employer", {"单位代码", "统一社会信用代码", "用人单位", "企业名称", "单位名称"}, false},
      {"employer_region", {"单位所在地", "企业所在地"}, false},
      {"city", {"工作地区", "工作城市", "工作地点", "城市", "地区"}, false},
      {"trade", {"工种", "岗位工种", "职业"}, false},
      {"openings", {"招聘人数", "人数", "需求人数", "岗位数"}, true},
      {"wage_min", {"最低月薪", "月薪下限", "最低工资"}, false},
      {"wage_max", {"最高月薪", "月薪上限", "最高工资"}, false},
      {"piece_rate", {"计件", "是否计件", "计件工资"}, false},
      {"age_min", {"最小年龄", "年龄下限"}, false},
      {"age_max", {"最大年龄", "年龄上限"}, false},
      {"education_min", {"最低学历", "学历要求", "文化程度"}, false},
      {"certificates", {"证书要求", "证书", "资格证书"}, false},
      {"health", {"健康要求", "健康状况"}, false},
      {"valid_from", {"有效期起", "发布日期", "开始日期"}, false},
      {"valid_to", {"有效期止", "截止日期", "结束日期"}, false},
      {"reserved_region", {"定向地区", "定向招聘地区"}, false},
      {"dormitory", {"有宿舍", "宿舍", "提供住宿"}, false},
      {"canteen", {"有食堂", "食堂"}, false},
      {"training", {"岗前培训", "培训"}, false},
      {"couple_room", {"夫妻房", "有夫妻房"}, false},
      {"subsidy_months", {"补贴月数", "稳岗补贴月数"}, false},
      {"staff_by_origin", {"在岗同乡", "同乡人数"}, false},
      {"sex", {"性别要求", "性别限定", "性别", "sex_required"}, false},
      {"lawful_basis", {"限定的法律依据", "法律依据"}, false},
      {"ethnicity", {"民族要求", "民族"}, false},
      {"marriage", {"婚育要求", "婚姻要求", "婚姻状况"}, false},
      {"household_place", {"户籍要求"}, false},
  }};
  return spec;
}

const table::HeaderSpec& WorkerSpec() {
  static const table::HeaderSpec spec{{
      {"id", {"编号", "劳动者编号", "worker", "人员编号"}, true},
      {"region", {"户籍地", "户籍地址", "地区"}, true},
      {"birth", {"出生日期", "生日"}, false},
      {"education", {"文化程度", "学历"}, false},
      {"health", {"健康状况"}, false},
      {"certificates", {"证书", "资格证书"}, false},
      {"trades", {"工种", "技能", "劳动技能", "意向工种", "want_jobs"}, false},
      {"tiers", {"意向层级", "就业范围", "意向范围"}, false},
      {"cities", {"意向城市", "意向地区", "want_regions"}, false},
      {"min_wage", {"最低月薪", "最低工资要求"}, false},
      {"want_wage", {"期望月薪", "期望工资"}, false},
      {"household", {"户编号"}, false},
      {"spouse", {"配偶", "配偶编号", "配偶身份证号"}, false},
      {"companions", {"随行家属", "同行人"}, false},
      {"group", {"小组", "结伴小组"}, false},
      {"may_part", {"可以分开", "同意分开"}, false},
      {"sex", {"性别"}, false},
      {"disabled", {"残疾", "是否残疾"}, false},
      {"leader", {"带队人", "有带队人"}, false},
      {"priority", {"优先", "重点帮扶"}, false},
      {"target_group", {"人员类别"}, false},
      {"told_post", {"已告知岗位"}, false},
      {"available_from", {"可出发日期", "可上岗日期"}, false},
      {"own_wish", {"自愿外出", "本人愿意"}, false},
      {"organised", {"组织输送", "有组织输出"}, false},
      {"trained", {"参加过培训", "已培训"}, false},
      {"experienced", {"有外出经历", "曾外出务工"}, false},
      {"spouse_city", {"配偶工作地区", "配偶务工地"}, false},
      {"subsidy", {"可领稳岗补贴", "享受稳岗补贴"}, false},
  }};
  return spec;
}

void ReadStaff(Row& row, PostRecord& post) {
  for (const std::string_view item : row.List("staff_by_origin")) {
    std::size_t colon = item.rfind(':'), width = 1;
    if (const std::size_t wide = item.rfind("："); wide != item.npos)
      colon = wide, width = std::string_view("：").size();
    if (colon == item.npos) {
      row.Problem("staff_by_origin", "应写作 地区:人数", "例如 433124000000:12");
      return;
    }
    const auto place = row.PlaceOf("staff_by_origin", table::CleanText(item.substr(0, colon)));
    const auto count = row.Take<std::int64_t>("staff_by_origin", ParseInteger(item.substr(colon + width)));
    if (!place || !count) return;
    if (*count < 0 || *count > 1'000'000) row.Problem("staff_by_origin", "人数不合理", "请更正人数");
    post.staff_by_origin.emplace_back(*place,
                                      static_cast<std::uint32_t>(std::clamp<std::int64_t>(*count, 0, 1'000'000)));
  }
}

// "433124" keeps all places for people from there, "433124:30;433101:10" so many of them.
void ReadReserved(Row& row, PostRecord& post) {
  const std::vector<std::string_view> items = row.List("reserved_region");
  for (const std::string_view item : items) {
    std::size_t colon = item.rfind(':'), width = 1;
    if (const std::size_t wide = item.rfind("："); wide != item.npos)
      colon = wide, width = std::string_view("：").size();
    const auto place = row.PlaceOf("reserved_region", table::CleanText(item.substr(0, colon)));
    if (!place) return;
    if (colon == item.npos) {
      if (items.size() > 1)
        row.Problem("reserved_region", "预留给几个地区时要写明人数", "例如 433124000000:30;433101000000:10");
      post.reserved_region = place;
      continue;
    }
    const auto count = row.Take<std::int64_t>("reserved_region", ParseInteger(item.substr(colon + width)));
    if (!count) return;
    post.reserved_places.emplace_back(*place,
                                      static_cast<std::int32_t>(std::clamp<std::int64_t>(*count, -1, 1'000'001)));
  }
}

// Where no city is written the work is where the employer is.
std::optional<UnitCode> CityOf(Row& row) {
  if (!row.Text("city").empty()) return row.PlaceOf("city", row.Text("city"));
  const std::string_view employer = row.Text("employer_region");
  const auto place = row.FindPlace(employer);
  if (!place) {
    row.Problem("city",
                employer.empty() ? "没有工作地区，也没有单位所在地"
                                 : "没有工作地区，单位所在地也看不出是哪个地区，或不止一处同名",
                "请填写工作地区或单位所在地：12 位代码或从省写起的名称");
  }
  return place;
}

PostRecord PostOf(Row& row) {
  PostRecord post;
  post.id = row.Text("id");
  if (const auto city = CityOf(row)) post.city = *city;
  post.trade = TradeOf(row.Text("trade"));
  const auto openings = row.Integer("openings");
  if (!openings) row.Problem("openings", "没有招聘人数", "请填写招聘人数");
  post.openings = static_cast<std::int32_t>(std::clamp<std::int64_t>(openings.value_or(0), -1, 1'000'001));
  post.wage_min = row.Yuan("wage_min");
  post.wage_max = row.Yuan("wage_max");
  post.piece_rate = row.Bool("piece_rate");
  post.dormitory = row.Bool("dormitory");
  post.canteen = row.Bool("canteen");
  post.training = row.Bool("training");
  if (!row.Text("age_min").empty()) post.age_min = row.Small("age_min", 120);
  if (!row.Text("age_max").empty()) post.age_max = row.Small("age_max", 120);
  post.education_min = row.CodeOf("education_min", "education");
  post.health = row.CodeOf("health", "health");
  for (const std::string_view name : row.List("certificates")) {
    if (name != "无" && name != "不限") post.certificates.emplace_back(name);
  }
  post.valid_from = row.DateOf("valid_from");
  post.valid_to = row.DateOf("valid_to");
  ReadReserved(row, post);
  post.employer = row.Text("employer");
  SexLimit limit = ReadSexLimit(row.Text("sex"), row.Text("lawful_basis"));
  post.men_only = limit.men_only;
  if (!limit.flagged.empty()) post.unlawful.emplace_back("sex", std::move(limit.flagged));
  for (const char* column : {"ethnicity", "marriage", "household_place"}) {
    const std::string_view what = row.Text(column);
    if (what.empty() || what == "不限" || what == "无" || what == "无要求" || what == "不要求") continue;
    post.unlawful.emplace_back(column, what);
  }
  post.couple_room = row.Bool("couple_room");
  post.subsidy_months[0] = static_cast<std::uint8_t>(row.Small("subsidy_months", kSubsidyMonths));
  ReadStaff(row, post);
  return post;
}

std::uint8_t TiersOf(Row& row) {
  std::uint8_t tiers = 0;
  for (const std::string_view item : row.List("tiers")) {
    const Code* code = GetCodeTable("tier").ByLabel(item);
    if (item == "不限") return 0;
    if (code == nullptr) {
      row.Problem("tiers", "地区层级只有县内、州内、省内、省外", "用分号隔开，例如 省内;省外");
      return 0;
    }
    tiers |= code->code == "county" ? 1 : code->code == "prefecture" ? 2 : code->code == "province" ? 4 : 8;
  }
  return tiers;
}

// 脱贫人口 and 监测对象 stand first where places are scarce.
bool IsPriorityGroup(std::string_view code) {
  return code == "lifted" || code == "lifted_unstable" || code == "monitored" || code == "marginal" ||
         code == "sudden_hardship";
}

// What cannot be read is unknown and rejects nobody; a post that the law closes to women is then not possible.
char SexOf(const Row& row) {
  const Code* code = GetCodeTable("sex").ByLabel(row.Text("sex"));
  return code == nullptr ? '\0' : code->code == "1" ? 'm' : code->code == "2" ? 'f' : '\0';
}

WorkerRecord WorkerOf(Row& row) {
  WorkerRecord worker;
  const Code* group = GetCodeTable("target_group").ByLabel(row.Text("target_group"));
  worker.id = row.Text("id");
  if (const auto region = row.PlaceOf("region", row.Text("region"))) worker.region = *region;
  worker.birth = row.DateOf("birth");
  worker.education = row.CodeOf("education", "education");
  worker.health = row.CodeOf("health", "health");
  for (const std::string_view name : row.List("certificates")) worker.certificates.emplace_back(name);
  for (const std::string_view item : row.List("trades")) worker.trades.push_back(ParseSkill(item));
  worker.tiers = TiersOf(row);
  for (const std::string_view item : row.List("cities")) {
    if (const auto city = row.PlaceOf("cities", item)) worker.cities.push_back(*city);
  }
  worker.min_wage = row.Yuan("min_wage", Row::Round::kUp);
  worker.want_wage = row.Yuan("want_wage");
  worker.leader = row.Bool("leader");
  worker.spouse = row.Text("spouse");
  worker.group = row.Text("group");
  for (const std::string_view name : row.List("companions")) worker.companions.emplace_back(name);
  if (!row.Text("may_part").empty()) worker.may_part = row.Bool("may_part") ? Consent::kYes : Consent::kNo;
  worker.sex = SexOf(row);
  if (const auto disabled = ParseBool(row.Text("disabled")); disabled && !row.Text("disabled").empty()) {
    worker.disabled = *disabled;
  } else if (!worker.health.empty() || group != nullptr) {
    worker.disabled = worker.health == "60" || (group != nullptr && group->code == "disabled");
  }
  // What the row says of priority counts; without it, the household's category.
  worker.priority =
      row.Text("priority").empty() ? group != nullptr && IsPriorityGroup(group->code) : row.Bool("priority");
  worker.told_post = row.Text("told_post");
  worker.available_from = row.DateOf("available_from");
  worker.own_wish = row.Bool("own_wish");
  worker.organised = row.Bool("organised");
  worker.trained = row.Bool("trained");
  worker.experienced = row.Bool("experienced");
  if (!row.Text("spouse_city").empty()) worker.spouse_city = row.PlaceOf("spouse_city", row.Text("spouse_city"));
  worker.subsidy = row.Bool("subsidy") ? 1 : 0;
  return worker;
}

// A record whose cells may stand in the wrong columns: nothing of it can be trusted.
std::optional<CellError> ShapeError(const table::TableReader& reader) {
  if (const auto misfit = reader.Misfit()) return CellError{"", std::string(misfit->reason), std::string(misfit->cure)};
  if (reader.kind() != table::FileKind::kCsv) return std::nullopt;
  std::size_t least = 0;
  for (const table::FileColumn& column : reader.layout().header.columns) least = std::max(least, column.position + 1);
  // The reader answers for every position behind the record's last cell with one and the same cell.
  if (least == 0 || &reader.CellAt(least - 1) != &reader.CellAt(SIZE_MAX)) return std::nullopt;
  return CellError{"", "列数比表头少", "请检查这一行是否少了逗号；含逗号的单元格要用引号括起"};
}

// One table: `take` makes a record of the row and hands it to the input.
Result<FileCounts> ReadTable(const std::string& path, const char* file, const table::HeaderSpec& spec,
                             const RegionTree& regions, MatchInput& input, std::vector<Reject>& rejects,
                             const std::function<Status(Row&)>& take) {
  Result<table::TableReader> opened = table::ReadTable(path, spec);
  if (!opened) return Fail(std::move(opened.error().With("file", path)));
  table::TableReader reader = *std::move(opened);
  FileCounts counts;
  counts.unknown_columns = reader.layout().header.unknown;
  counts.repeated_columns = reader.layout().header.duplicates;
  for (const std::string& column : counts.repeated_columns)
    input.AddRemark({file, "", column, "有两列表头含义相同，只采用其中一列", "请删去或改名多余的一列"});
  for (const table::FileColumn& column : reader.layout().header.columns) {
    if (!column.column || spec.columns[*column.column].name != "household") continue;
    counts.unknown_columns.push_back(column.header);
    input.AddRemark(
        {file, "", column.header, "没有用到这一列：同户的人不因此同行", "需要同行的，请填写配偶、随行家属或小组"});
  }
  std::unordered_map<std::string, std::int64_t> known_places;
  while (TRY(reader.Next())) {
    ++counts.rows;
    if (auto shape = ShapeError(reader)) {
      rejects.push_back({file, reader.RecordNumber(), shape->column, shape->reason, shape->cure});
      continue;
    }
    Row row(reader, spec, regions, known_places);
    const Status taken = take(row);
    if (row.error()) {
      rejects.push_back({file, reader.RecordNumber(), row.error()->column, row.error()->reason, row.error()->cure});
    } else if (!taken) {
      const Error& error = taken.error();
      if (error.kind != &kBadRecord) return Fail(error);
      rejects.push_back({file, reader.RecordNumber(), error.details.empty() ? "" : error.details[0].second,
                         error.message, error.hint});
    }
  }
  return counts;
}

}  // namespace

Result<FileCounts> ReadPosts(const std::string& path, const RegionTree& regions, MatchInput& input,
                             std::vector<Reject>& rejects) {
  return ReadTable(path, "posts", PostSpec(), regions, input, rejects, [&](Row& row) {
    const PostRecord post = PostOf(row);
    return row.error() ? Ok() : input.AddPost(post);
  });
}

Result<FileCounts> ReadWorkers(const std::string& path, const RegionTree& regions, MatchInput& input,
                               std::vector<Reject>& rejects) {
  return ReadTable(path, "workers", WorkerSpec(), regions, input, rejects, [&](Row& row) {
    const WorkerRecord worker = WorkerOf(row);
    return row.error() ? Ok() : input.AddWorker(worker);
  });
}

namespace {

std::string FixedText(std::int64_t value, int bits, int digits) {
  std::int64_t unit = 1;
  for (int i = 0; i < digits; ++i) unit *= 10;
  const std::int64_t whole = value >> bits;
  const std::int64_t rest = ((value - (whole << bits)) * unit + (1LL << (bits - 1))) >> bits;
  const std::int64_t carried = whole + (rest == unit);
  std::string fraction = std::to_string(rest == unit ? 0 : rest);
  return std::to_string(carried) + "." + std::string(static_cast<std::size_t>(digits) - fraction.size(), '0') +
         fraction;
}

Status WritePlaced(const std::string& folder, const Match& match) {
  csv::Writer out = TRY(csv::Writer::Create(
      folder + "/plan.csv",
      {"worker", "post", "value", "price", "p_arrive", "p_stay1", "p_stay3", "p_stay6", "reason_for_1", "reason_for_2",
       "reason_for_3", "reason_against_1", "reason_against_2", "reason_against_3"}));
  for (std::size_t w = 0; w < match.worker_ids.size(); ++w) {
    if (match.plan.assignment[w] == kUnplaced) continue;
    const auto post = static_cast<std::size_t>(match.plan.assignment[w]);
    const PairScore score = match.matcher->Score(w, post);
    const Explanation why = match.matcher->Explain(w, post);
    out.Field(match.worker_ids[w]);
    out.Field(match.post_ids[post]);
    out.Field(ValueText(match.plan.value[w]));
    out.Field(ValueText(match.plan.price[post]));
    for (const std::uint16_t p : {score.p_arrive, score.p_stay1, score.p_stay3, score.p_stay6})
      out.Field(ProbabilityText(p));
    for (const std::vector<Reason>* reasons : {&why.in_favour, &why.against}) {
      for (std::size_t i = 0; i < 3; ++i)
        out.Field(i < reasons->size() ? match.ReasonText(w, post, (*reasons)[i]) : std::string());
    }
    out.EndRow();
  }
  return out.Close();
}

Status WriteUnplaced(const std::string& folder, const Match& match) {
  std::vector<std::string_view> header = {"worker", "feasible_posts"};
  for (int c = 0; c < kConstraints; ++c) header.push_back(NameOf(static_cast<Constraint>(c)));
  csv::Writer out = TRY(csv::Writer::Create(folder + "/unplaced.csv", header));
  for (std::size_t w = 0; w < match.worker_ids.size(); ++w) {
    if (match.plan.assignment[w] != kUnplaced) continue;
    const Unplaced why = match.WhyUnplaced(w);
    out.Field(match.worker_ids[w]);
    out.Integer(why.feasible_posts);
    for (const std::uint32_t removed : why.removed_alone) out.Integer(removed);
    out.EndRow();
  }
  return out.Close();
}

}  // namespace

std::string ValueText(std::int64_t value) { return FixedText(value, kValueBits, 6); }
std::string ProbabilityText(std::uint16_t probability) { return FixedText(probability, kProbabilityBits, 4); }

Status WritePlan(const std::string& folder, const Match& match, const std::vector<Reject>& rejects) {
  TRY(WritePlaced(folder, match));
  TRY(WriteUnplaced(folder, match));
  csv::Writer posts =
      TRY(csv::Writer::Create(folder + "/posts.csv", {"post", "openings", "placed", "price", "next_best"}));
  std::vector<std::int64_t> openings(match.post_records), placed(match.post_records);
  for (std::size_t p = 0; p < match.post_ids.size(); ++p) {
    openings[match.main_post[p]] += match.posts.openings[p];
    placed[match.main_post[p]] += match.plan.placed[p];
  }
  for (std::size_t p = 0; p < match.post_records; ++p) {
    posts.Field(match.post_ids[p]);
    posts.Integer(openings[p]);
    posts.Integer(placed[p]);
    posts.Field(ValueText(match.plan.price[p]));
    posts.Field(ValueText(match.plan.next_best[p]));
    posts.EndRow();
  }
  TRY(posts.Close());
  if (rejects.empty()) {
    // What an earlier run rejected is not what this one rejected.
    std::error_code failed;
    std::filesystem::remove(folder + "/rejects.csv", failed);
    if (failed) return Fail(kIo, "无法替换 " + folder + "/rejects.csv", "请检查权限");
    return Ok();
  }
  csv::Writer out = TRY(csv::Writer::Create(folder + "/rejects.csv", {"file", "row", "column", "reason", "cure"}));
  for (const Reject& reject : rejects) {
    out.Field(reject.file);
    out.Integer(static_cast<std::int64_t>(reject.row));
    out.Field(reject.column);
    out.Field(reject.reason);
    out.Field(reject.cure);
    out.EndRow();
  }
  return out.Close();
}

}  // namespace gq::matching
