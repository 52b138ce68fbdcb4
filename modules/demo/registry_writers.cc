#include <algorithm>
#include <utility>

#include "modules/demo/csv_file.h"
#include "modules/demo/slips.h"
#include "modules/demo/writers.h"

namespace gq::demo {

namespace {

enum : std::uint64_t { kInsurance = 30, kLabour = 31, kCard = 32 };
constexpr std::uint32_t kSlipPerMille = 25;

// Calls `write(person, copy)` for everybody in an order of the registry's own; people with a second row meet it again
// far from the first.
template <typename Write>
void InRegistryOrder(const World& world, std::uint64_t stream, Write write) {
  const Permutation first(world.options.seed, stream, world.people.size()),
      second(world.options.seed, stream + 1000, world.people.size());
  for (std::uint32_t i = 0; i < world.people.size(); ++i) {
    write(world.people.Get(first(i)), 0);
    write(world.people.Get(second(i)), 1);
  }
}

// truth/links_KIND.csv: the roster row of each registry row (empty: not in the roster), the slip, and which row of the
// person it is.
class Links {
 public:
  static Result<Links> Create(const World& world, std::string_view kind) {
    auto file = TRY(CsvFile::Create(world.File("truth/links_" + std::string(kind) + ".csv"), CsvFile::Code::kUtf8,
                                    {"registry_row", "roster_row", "slip", "copy"}));
    return Links(std::move(file), world.people);
  }
  void Add(std::uint64_t registry_row, const Person& person, std::string_view slip, int copy) {
    file_.Add(static_cast<std::int64_t>(registry_row));
    if (person.index < people_->roster_size() && people_->ShownIn(person.index) == person.index)
      file_.Add(static_cast<std::int64_t>(person.index) + 1);
    else
      file_.Add("");
    file_.Add(slip).Add(copy).EndRow();
  }
  Status Close() { return file_.Close(); }

 private:
  Links(CsvFile file, const Population& people) : file_(std::move(file)), people_(&people) {}
  CsvFile file_;
  const Population* people_;
};

struct InsuranceRow {
  const Employer* employer = nullptr;
  bool employee = true;
  int state = 1;
  Month since;
};

// What social insurance holds of somebody: the present row, then an older one. Empty employer and resident scheme: says
// nothing of work.
std::vector<InsuranceRow> InsuranceRows(const World& world, const Person& p, Draw& draw) {
  std::vector<InsuranceRow> rows;
  const auto& firms = world.employers.all;
  if (p.index >= world.people.roster_size() && draw.Chance(400)) return rows;
  if (p.insured) rows.push_back({&firms[p.employer], true, 1, Month::Of(p.since)});
  const bool left = p.change == Change::kEmployer || p.change == Change::kLapsed;
  if (left && draw.Chance(900))
    rows.push_back({&firms[p.former_employer], true, draw.Chance(600) ? 4 : 2, Month::Of(p.former_since)});
  if (!p.insured && draw.Chance(700))
    rows.push_back({nullptr, false, 1, Month::Of(p.since).AddMonths(-draw.Between(1, 40))});
  if (p.insured && rows.size() == 1 && draw.Chance(120))
    rows.push_back({nullptr, false, 2, Month::Of(p.since).AddMonths(-draw.Between(3, 40))});
  return rows;
}

}  // namespace

Status WriteSocialInsurance(const World& world, Report& report) {
  auto file = TRY(CsvFile::Create(
      world.File("social_insurance.csv"), CsvFile::Code::kUtf8,
      {"公民身份号码", "姓名", "性别", "单位代码", "单位名称", "险种", "参保状态", "起始年月", "参保地"}));
  auto links = TRY(Links::Create(world, "social_insurance"));
  InRegistryOrder(world, kInsurance, [&](const Person& p, int copy) {
    Draw which(world.options.seed, kInsurance + 50, p.index);
    const auto rows = InsuranceRows(world, p, which);
    if (rows.size() <= static_cast<std::size_t>(copy)) return;
    const InsuranceRow& row = rows[static_cast<std::size_t>(copy)];
    Draw draw(world.options.seed, kInsurance + 100 + static_cast<std::uint64_t>(copy), p.index);
    const Written w = WriteDown(p, draw, kSlipPerMille);
    const Village& home = world.places.villages()[p.village];
    file.Add(w.id_number).Add(w.name).Add(p.male ? "1" : "2");
    file.Add(row.employer == nullptr ? "" : row.employer->credit_code)
        .Add(row.employer == nullptr ? "" : row.employer->name);
    file.Add(row.employee ? "职工" : "城乡居民").Add(row.state).Add(row.since.ToInt());
    file.Add(static_cast<std::int64_t>(row.employer == nullptr ? home.code.county6()
                                                               : row.employer->city->code.county6()))
        .EndRow();
    links.Add(file.rows(), p, w.slip, copy);
  });
  report.social_insurance = file.rows();
  TRY(file.Close());
  return links.Close();
}

Status WriteLabourResource(const World& world, Report& report) {
  auto file = TRY(
      CsvFile::Create(world.File("labour_resource.csv"), CsvFile::Code::kGb18030,
                      {"身份证号", "姓名", "性别", "户籍地", "文化程度", "地址", "联系电话", "就业状态", "更新日期"}));
  auto links = TRY(Links::Create(world, "labour_resource"));
  InRegistryOrder(world, kLabour, [&](const Person& p, int copy) {
    Draw which(world.options.seed, kLabour + 50, p.index);
    const bool known = which.Chance(p.index < world.people.roster_size() ? 920 : 500);
    const bool twice = which.Chance(40);
    if (!known || (copy == 1 && !twice)) return;
    Draw draw(world.options.seed, kLabour + 100 + static_cast<std::uint64_t>(copy), p.index);
    const Written w = WriteDown(p, draw, kSlipPerMille);
    const Village& home = world.places.villages()[p.village];
    const bool outdated = copy == 1 || draw.Chance(60);
    int state = p.work == Work::kOnPost ? 1 : p.work == Work::kFlexible ? 3 : draw.Chance(300) ? 2 : 4;
    if (outdated) state = p.work == Work::kOnPost ? 4 : draw.Chance(500) ? 1 : 4;
    const Date updated = world.options.as_of.AddDays(-(outdated ? draw.Between(200, 900) : draw.Between(3, 160)));
    const bool old_phone = draw.Chance(200);
    file.Add(w.id_number).Add(w.name).Add(p.male ? "男" : "女").Add(home.code.value()).Add(p.education);
    file.Add(home.address + std::to_string(draw.Between(1, 12)) + "组" + std::to_string(draw.Between(1, 120)) + "号");
    file.Add(old_phone ? "1390743" + std::to_string(1000 + draw.Below(9000)) : w.phone)
        .Add(state)
        .Add(updated.ToString())
        .EndRow();
    links.Add(file.rows(), p, w.slip, copy);
  });
  report.labour_resource = file.rows();
  TRY(file.Close());
  return links.Close();
}

Status WriteSocialCard(const World& world, Report& report) {
  static constexpr std::string_view kBanks[] = {"农业银行", "农村商业银行", "邮政储蓄银行",
                                                "建设银行", "工商银行",     "长沙银行"};
  auto file =
      TRY(CsvFile::Create(world.File("social_card.csv"), CsvFile::Code::kUtf8Mark,
                          {"社会保障号码", "姓名", "性别", "卡号", "开户银行", "发卡日期", "卡状态", "联系电话"}));
  auto links = TRY(Links::Create(world, "social_card"));
  InRegistryOrder(world, kCard, [&](const Person& p, int copy) {
    Draw which(world.options.seed, kCard + 50, p.index);
    const bool known = which.Chance(p.index < world.people.roster_size() ? 970 : 700);
    const bool twice = which.Chance(60);
    if (!known || (copy == 1 && !twice)) return;
    Draw draw(world.options.seed, kCard + 100 + static_cast<std::uint64_t>(copy), p.index);
    const Written w = WriteDown(p, draw, kSlipPerMille);
    std::string card(1, static_cast<char>('A' + draw.Below(8)));
    for (int i = 0; i < 8; ++i) card += static_cast<char>('0' + draw.Below(10));
    const Date issued =
        std::max(p.birth.AddMonths(60),
                 world.options.as_of.AddDays(-(copy == 1 ? draw.Between(2500, 4500) : draw.Between(30, 2400))));
    const int state = copy == 1 ? 2 : draw.Chance(950) ? 1 : 0;
    file.Add(w.id_number)
        .Add(w.name)
        .Add(p.male ? "1" : "2")
        .Add(card)
        .Add(draw.Pick(kBanks))
        .Add(issued.ToString())
        .Add(state);
    file.Add(draw.Chance(250) ? "" : w.phone).EndRow();
    links.Add(file.rows(), p, w.slip, copy);
  });
  report.social_card = file.rows();
  TRY(file.Close());
  return links.Close();
}

Status WriteEmployers(const World& world, Report& report) {
  auto file = TRY(CsvFile::Create(world.File("employers.csv"), CsvFile::Code::kUtf8Mark,
                                  {"统一社会信用代码", "单位名称", "所在地区", "地址", "行业", "性质", "联系人",
                                   "联系电话", "职工人数", "基地级别"}));
  for (std::size_t i = 0; i < world.employers.all.size(); ++i) {
    const Employer& firm = world.employers.all[i];
    Draw draw(world.options.seed, 40, i);
    file.Add(firm.credit_code).Add(firm.name).Add(firm.city->path);
    file.Add(firm.city->path + "工业园" + std::to_string(draw.Between(1, 60)) + "号")
        .Add(firm.trade->industry)
        .Add(firm.ownership);
    file.Add(firm.contact).Add(firm.phone).Add(firm.staff).Add(firm.base_level).EndRow();
  }
  report.employers = file.rows();
  return file.Close();
}

}  // namespace gq::demo
