#include <algorithm>
#include <memory>

#include "kits/xlsx/writer.h"
#include "modules/demo/csv_file.h"
#include "modules/demo/slips.h"
#include "modules/demo/writers.h"

namespace gq::demo {

namespace {

enum : std::uint64_t { kRoster = 50, kRecords = 51, kPast = 52 };
constexpr std::uint32_t kSheetWorkersMax = 300'000;

constexpr std::string_view kHeader[] = {
    "户编号",       "与户主关系",   "姓名",     "身份证号", "性别",         "民族",        "文化程度",
    "健康状况",     "劳动技能",     "联系电话", "户籍地",   "人员类别",     "就业状态",    "单位代码",
    "就业单位",     "岗位",         "就业地区", "月工资",   "开始务工时间", "合同开始",    "合同结束",
    "有无劳动能力", "外出意愿",     "意向地区", "意向工种", "期望月薪",     "培训意愿",    "创业意愿",
    "随行家属",     "配偶身份证号", "备注",     "岗位编号", "类别自",       "结束务工时间"};
constexpr std::size_t kColumns = std::size(kHeader);
enum Column : std::size_t {
  kHouseholdNumber,
  kRelation,
  kName,
  kId,
  kSex,
  kEthnicity,
  kEducation,
  kHealth,
  kSkills,
  kPhone,
  kHome,
  kGroup,
  kStatus,
  kUnit,
  kUnitName,
  kPost,
  kWorkRegion,
  kWage,
  kStart,
  kContractStart,
  kContractEnd,
  kAble,
  kWilling,
  kWantRegions,
  kWantJobs,
  kWantWage,
  kWantTraining,
  kWantBusiness,
  kCompanions,
  kSpouse,
  kNote,
  kPostNumber,
  kGroupFrom,
  kEnd
};

struct Row {
  std::string cell[kColumns];
  std::string_view defect;  // "" or one of: bad_check no_id no_village unknown_village wage bad_date no_name duplicate
};

// Where somebody who came home was, and how long: nearly half of them not a month (FD-04), most of the others a season.
// Over before the work that the roster does not know of yet.
void FillPast(const World& world, const Person& p, Row& row) {
  Draw draw(world.options.seed, kPast, p.index);
  Date end = world.options.as_of.AddDays(-draw.Between(2, 30 + static_cast<int>(draw.Early(210))));
  const auto kind = draw.Below(100);
  const int days = kind < 45   ? draw.Between(3, 27)
                   : kind < 72 ? draw.Between(31, 88)
                   : kind < 90 ? draw.Between(92, 178)
                               : draw.Between(190, 700);
  if (p.change == Change::kNew && end >= p.since) end = p.since.AddDays(-draw.Between(3, 20));
  const Date start = end.AddDays(-days);
  if (start < p.birth.AddMonths(16 * 12 + 1)) return;
  const Employer& firm = world.employers.all[p.former_employer];
  if (draw.Chance(620)) row.cell[kUnit] = firm.credit_code;
  row.cell[kUnitName] = firm.name;
  row.cell[kPost] = firm.trade->zh;
  row.cell[kWorkRegion] = firm.city->path;
  row.cell[kWage] = std::to_string(p.wage);
  row.cell[kStart] = start.ToString();
  row.cell[kEnd] = end.ToString();
}

// What the roster says of work: the truth, or what it was before the change that nobody noticed.
void FillStatus(const World& world, const Person& p, Draw& draw, Row& row) {
  const bool said_on_post = p.work == Work::kOnPost ? p.change != Change::kNew : p.change == Change::kLapsed;
  if (!said_on_post) {
    const bool flexible = p.work == Work::kFlexible && p.change == Change::kNone;
    row.cell[kStatus] = flexible ? "灵活就业" : draw.Chance(300) ? "已返乡" : "未就业";
    if (draw.Chance(5)) row.cell[kStatus] = "失联";
    if (row.cell[kStatus] == "已返乡") FillPast(world, p, row);
    if (flexible) row.cell[kWage] = std::to_string(draw.Between(20, 60) * 100);
    return;
  }
  const bool former = p.change == Change::kEmployer || p.change == Change::kLapsed;
  const Employer& firm = world.employers.all[former ? p.former_employer : p.employer];
  const Date start = former ? p.former_since : p.since;
  row.cell[kStatus] = !p.arrived && start > world.options.as_of.AddDays(-25) ? "已出发"
                      : draw.Chance(900)                                     ? "已就业"
                                                                             : "在岗";
  if (draw.Chance(620)) row.cell[kUnit] = firm.credit_code;
  row.cell[kUnitName] = draw.Chance(120) ? firm.city->label + firm.short_name : firm.name;
  row.cell[kPost] = firm.trade->zh;
  row.cell[kWorkRegion] = firm.city->path;
  row.cell[kWage] = std::to_string(p.wage);
  row.cell[kStart] = draw.Chance(150) ? std::to_string(start.year()) + "年" + std::to_string(start.month()) + "月" +
                                            std::to_string(start.day()) + "日"
                     : draw.Chance(100) ? std::to_string(start.year()) + "/" + std::to_string(start.month()) + "/" +
                                              std::to_string(start.day())
                                        : start.ToString();
  if (draw.Chance(700)) {
    row.cell[kContractStart] = start.ToString();
    row.cell[kContractEnd] = start.AddMonths(12 * draw.Between(1, 3)).AddDays(-1).ToString();
  }
}

void FillWishes(const World& world, const Person& p, Draw& draw, Row& row) {
  static constexpr std::string_view kTraining[] = {"就业前技能培训", "岗位技能提升", "创业培训",
                                                   "普通话培训",     "不需要",       "不需要"};
  static constexpr std::string_view kRegions[] = {"广东省",       "福建省福州市", "浙江省",
                                                  "湖南省长沙市", "湖南省湘西州", "省内",
                                                  "县内",         "省外",         "广东省东莞市；福建省福州市"};
  row.cell[kWilling] = p.willingness;
  const bool asked = p.willingness != "未知";
  if (p.willingness == "愿意") {
    row.cell[kWantRegions] = draw.Pick(kRegions);
    row.cell[kWantJobs] = p.trade->zh;
    if (draw.Chance(300))
      row.cell[kWantJobs] += "；" + std::string(Trades()[draw.Below(static_cast<std::uint32_t>(Trades().size()))].zh);
    row.cell[kWantWage] = std::to_string((p.trade->wage_low + draw.Between(-5, 10) * 100) / 100 * 100);
  }
  if (asked) row.cell[kWantTraining] = draw.Pick(kTraining);
  if (asked) row.cell[kWantBusiness] = draw.Chance(60) ? "有" : "无";
  if (draw.Chance(80)) row.cell[kCompanions] = std::to_string(draw.Between(1, 3));
  const std::uint32_t spouse = world.people.SpouseOf(p);
  if (spouse < world.people.roster_size()) row.cell[kSpouse] = world.people.Get(spouse).id_number;
}

// About three rows in a thousand are spoilt so that an import has something to refuse.
void Spoil(const World& world, const Person& p, Draw& draw, Row& row) {
  if (!draw.Chance(3)) return;
  const Village& home = world.places.villages()[p.village];
  switch (draw.Below(7)) {
    case 0:
      row.cell[kId] = WrongDigit(p.id_number, draw), row.defect = "bad_check";
      break;
    case 1:
      row.cell[kId].clear(), row.defect = "no_id";
      break;
    case 2:
      row.cell[kHome].clear(), row.defect = "no_village";
      break;
    case 3:
      row.cell[kHome] = home.path.substr(0, home.path.size() - 3) + "不存在村", row.defect = "unknown_village";
      break;
    case 4:
      row.cell[kWage] = "99999", row.defect = "wage";
      break;
    case 5:
      row.cell[kStart] = "2025-13-45", row.defect = "bad_date";
      break;
    default:
      row.cell[kName].clear(), row.defect = "no_name";
      break;
  }
}

// Posts by employer: the post somebody holds has a number where the employer has announced it.
using PostsOf = std::vector<std::vector<const Post*>>;

PostsOf GroupPosts(const World& world) {
  PostsOf posts(world.employers.all.size());
  for (const Post& post : world.posts) posts[post.employer].push_back(&post);
  return posts;
}

// What subsidies ask for beside the work itself, of a stream of its own: number of the post, beginning of the category.
void FillRecords(const World& world, const PostsOf& posts, const Person& p, Row& row) {
  Draw draw(world.options.seed, kRecords, p.index);
  const bool listed = p.target_group != "一般农户" && p.target_group != "高校毕业生" && p.target_group != "两后生";
  if (listed && draw.Chance(900)) {
    const int year = p.target_group == "脱贫人口" ? draw.Between(2014, 2016) : draw.Between(2019, 2021);
    row.cell[kGroupFrom] = std::to_string(year) + "-" + (draw.Chance(500) ? "01-01" : "06-30");
  }
  if (row.cell[kUnitName].empty() || p.work != Work::kOnPost || p.change != Change::kNone) return;
  const auto& own = posts[p.employer];
  if (!own.empty() && draw.Chance(450))
    row.cell[kPostNumber] = own[draw.Below(static_cast<std::uint32_t>(own.size()))]->id;
}

Row MakeRow(const World& world, const PostsOf& posts, const Person& p) {
  Draw draw(world.options.seed, kRoster, p.index);
  Row row;
  const Village& home = world.places.villages()[p.village];
  char number[32];
  std::snprintf(number, sizeof number, "%09lld%05u", static_cast<long long>(home.code.value() / 1000),
                p.household % 100'000);
  row.cell[kHouseholdNumber] = number;
  row.cell[kRelation] = p.relation;
  row.cell[kName] = p.name;
  row.cell[kId] = p.id_number;
  row.cell[kSex] = p.male ? "男" : "女";
  row.cell[kEthnicity] = p.ethnicity;
  row.cell[kEducation] = p.education;
  row.cell[kHealth] = p.health;
  row.cell[kSkills] = p.trades;
  row.cell[kPhone] = p.phone;
  row.cell[kHome] = draw.Chance(100) ? home.code.ToString() : home.path;
  row.cell[kGroup] = p.target_group;
  row.cell[kAble] = p.ability;
  FillStatus(world, p, draw, row);
  FillWishes(world, p, draw, row);
  FillRecords(world, posts, p, row);
  Spoil(world, p, draw, row);
  return row;
}

class RosterFile {
 public:
  static Result<RosterFile> Create(const World& world) {
    RosterFile out;
    if (world.people.roster_size() > kSheetWorkersMax) {
      out.csv_ = std::make_unique<CsvFile>(TRY(CsvFile::Create(world.File("roster.csv"), CsvFile::Code::kUtf8, {})));
      for (const auto header : kHeader) out.csv_->Add(header);
      out.csv_->EndRow();
      return out;
    }
    out.book_ = TRY(xlsx::Writer::Create(world.File("roster.xlsx")));
    xlsx::SheetOptions options;
    options.widths = {16, 8,  9,  20, 5, 8, 8,  8,  14, 13, 40, 12, 8,  20, 28, 10, 24,
                      8,  12, 12, 12, 8, 8, 16, 14, 8,  14, 8,  6,  20, 12, 10, 12, 12};
    options.header_rows = 3;
    options.frozen_columns = 4;
    options.columns = kColumns;
    out.sheet_ = &out.book_->AddSheet("花名册", options);
    out.sheet_->Title("湘西州农村劳动力花名册", kColumns);
    out.sheet_->Title(
        "填报单位：湘西州就业服务中心　　填报时间：" + world.options.as_of.ToString() + "　　演示数据，人物均为虚构",
        kColumns, xlsx::Look::kNote);
    for (const auto header : kHeader) out.sheet_->Text(header, xlsx::Look::kHeader);
    out.sheet_->EndRow();
    return out;
  }

  void Add(const Row& row) {
    if (csv_) {
      for (const auto& cell : row.cell) csv_->Add(cell);
      csv_->EndRow();
      return;
    }
    // Runs of empty cells cost nothing.
    std::uint32_t empty = 0;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (row.cell[i].empty()) {
        ++empty;
        continue;
      }
      if (empty != 0) sheet_->Skip(empty);
      empty = 0;
      sheet_->Text(row.cell[i]);
    }
    sheet_->EndRow();
  }
  Status Close() { return csv_ ? csv_->Close() : book_->Close(); }

 private:
  std::unique_ptr<CsvFile> csv_;
  std::unique_ptr<xlsx::Writer> book_;
  xlsx::SheetWriter* sheet_ = nullptr;
};

std::string_view WorkWord(Work work) {
  return work == Work::kOnPost ? "on_post" : work == Work::kFlexible ? "flexible" : "not_working";
}
std::string_view ChangeWord(Change change) {
  static constexpr std::string_view kWords[] = {"", "employer", "new", "lapsed", "unnoticed"};
  return kWords[static_cast<std::size_t>(change)];
}

}  // namespace

Status WriteRoster(const World& world, Report& report) {
  auto roster = TRY(RosterFile::Create(world));
  const PostsOf posts = GroupPosts(world);
  auto people = TRY(CsvFile::Create(world.File("truth/people.csv"), CsvFile::Code::kUtf8,
                                    {"row", "id_number", "name", "household", "twin", "defect"}));
  auto employment = TRY(CsvFile::Create(
      world.File("truth/employment.csv"), CsvFile::Code::kUtf8,
      {"row", "work", "change", "unit", "since", "insured", "roster_status", "past_start", "past_end"}));
  for (std::uint32_t i = 0; i < world.people.roster_size(); ++i) {
    const std::uint32_t shown = world.people.ShownIn(i);
    const Person p = world.people.Get(shown);
    Row row = MakeRow(world, posts, p);
    if (shown != i) row.defect = "duplicate";
    roster.Add(row);
    people.Add(static_cast<std::int64_t>(i) + 1)
        .Add(p.id_number)
        .Add(p.name)
        .Add(p.household)
        .Add(p.twin ? 1 : 0)
        .Add(row.defect)
        .EndRow();
    const bool on_post = p.work == Work::kOnPost;
    employment.Add(static_cast<std::int64_t>(i) + 1).Add(WorkWord(p.work)).Add(ChangeWord(p.change));
    employment.Add(on_post ? world.employers.all[p.employer].credit_code : "").Add(on_post ? p.since.ToString() : "");
    employment.Add(p.insured ? 1 : 0).Add(row.cell[kStatus]);
    const bool past = !row.cell[kEnd].empty() && row.defect != "bad_date";
    employment.Add(past ? row.cell[kStart] : "").Add(past ? row.cell[kEnd] : "").EndRow();
    report.roster_defects += !row.defect.empty();
  }
  report.roster = world.people.roster_size();
  TRY(people.Close());
  TRY(employment.Close());
  return roster.Close();
}

Status WritePosts(const World& world, Report& report) {
  auto book = TRY(xlsx::Writer::Create(world.File("posts.xlsx")));
  xlsx::SheetOptions options;
  options.widths = {9, 20, 20, 28, 24, 24, 10, 8, 8, 8, 6, 8, 8, 10, 12, 8, 12, 12, 10, 6, 6, 6, 22};
  auto& sheet = book->AddSheet("岗位", options);
  for (const std::string_view header :
       {"岗位编号", "岗位名称", "单位代码", "用人单位", "单位所在地", "工作地区", "工种",     "招聘人数",
        "最低月薪", "最高月薪", "计件",     "最小年龄", "最大年龄",   "最低学历", "证书要求", "健康要求",
        "有效期起", "有效期止", "定向地区", "有宿舍",   "有食堂",     "夫妻房",   "在岗同乡"}) {
    sheet.Text(header, xlsx::Look::kHeader);
  }
  sheet.EndRow();
  const auto yes = [](bool value) { return std::string_view(value ? "是" : "否"); };
  for (const Post& post : world.posts) {
    const Employer& firm = world.employers.all[post.employer];
    sheet.Text(post.id), sheet.Text(post.name), sheet.Text(firm.credit_code), sheet.Text(firm.name),
        sheet.Text(firm.city->path), sheet.Text(firm.city->path);
    sheet.Text(post.trade->zh), sheet.Integer(post.openings), sheet.Integer(post.wage_min),
        sheet.Integer(post.wage_max), sheet.Text(yes(post.piece_rate));
    sheet.Integer(post.age_min), sheet.Integer(post.age_max), sheet.Text(post.education), sheet.Text(post.certificate),
        sheet.Text(post.health);
    sheet.Date(post.valid_from), sheet.Date(post.valid_to), sheet.Text(post.reserved_region),
        sheet.Text(yes(post.dormitory)), sheet.Text(yes(post.canteen));
    sheet.Text(yes(post.couple_room)), sheet.Text(post.staff_by_origin), sheet.EndRow();
  }
  report.posts = world.posts.size();
  return book->Close();
}

}  // namespace gq::demo
