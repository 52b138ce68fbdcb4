#include <array>

#include "base/money.h"
#include "modules/demo/csv_file.h"
#include "modules/demo/slips.h"
#include "modules/demo/writers.h"

namespace gq::demo {

namespace {

enum : std::uint64_t { kClaims = 60 };

struct Claim {
  std::string person, rule;
  Date event;
  std::string amount, receipts, certificate, course_days, standard, tracking_to, broker, fee_taken, paid_before_fen;
};

void Add(CsvFile& file, const Claim& c) {
  file.Add(c.person)
      .Add(c.rule)
      .Add(c.event.ToString())
      .Add(c.amount)
      .Add(c.receipts)
      .Add(c.certificate)
      .Add(c.course_days)
      .Add(c.standard);
  file.Add(c.tracking_to).Add(c.broker).Add(c.fee_taken).Add(c.paid_before_fen).EndRow();
}

// Credit codes of the brokers' firms, all in Xiangxi.
std::array<std::string, 25> Brokers(std::uint64_t seed) {
  std::array<std::string, 25> brokers;
  for (std::uint32_t i = 1; i < brokers.size(); ++i) {
    Draw draw(seed, kClaims + 1, i);
    brokers[i] = MakeCreditCode(draw, "91", 433101);
  }
  return brokers;
}

bool IsSupported(std::string_view group) { return group != "一般农户" && group != "高校毕业生" && group != "两后生"; }

// R-XX20: transport, once; fares by distance in jiao.
void TransportClaim(CsvFile& file, const Person& p, const Employer& firm, Draw& draw) {
  const Destination group = static_cast<Destination>(firm.city->group);
  const int fare = group == kXiangxi    ? draw.Between(150, 1300)
                   : group == kChangsha ? draw.Between(600, 2800)
                                        : draw.Between(1800, 6200);
  Claim claim{p.id_number,
              "R-XX20",
              p.since,
              Fen(fare * 10).ToYuan(),
              std::to_string(draw.Chance(60) ? 0 : draw.Between(1, 3)),
              "",
              "",
              "",
              "",
              "",
              "",
              ""};
  Add(file, claim);
  // Some ask twice: the second one has to be refused.
  if (draw.Chance(30)) claim.event = claim.event.AddDays(draw.Between(10, 200)), Add(file, claim);
}

}  // namespace

Status WriteClaims(const World& world, Report& report) {
  auto file = TRY(CsvFile::Create(world.File("claims.csv"), CsvFile::Code::kUtf8,
                                  {"person", "rule", "event_date", "amount", "receipts", "certificate", "course_days",
                                   "standard", "tracking_to", "broker", "fee_taken", "paid_before_fen"}));
  const auto brokers = Brokers(world.options.seed);
  const Date as_of = world.options.as_of;
  for (std::uint32_t i = 0; i < world.people.roster_size(); ++i) {
    if (world.people.ShownIn(i) != i) continue;
    const Person p = world.people.Get(i);
    if (p.work != Work::kOnPost) continue;
    Draw draw(world.options.seed, kClaims, i);
    const Employer& firm = world.employers.all[p.employer];
    const int origin = world.places.villages()[p.village].origin;
    const bool supported = IsSupported(p.target_group);
    const bool local = firm.city->group == kXiangxi;
    if (origin == 0 && supported && draw.Chance(220)) TransportClaim(file, p, firm, draw);
    if (origin == 0 && supported && p.broker != 0) {
      // Tracking: to now, broken off, or not written down at all.
      const auto tracked = draw.Below(10);
      const std::string until = tracked < 7   ? as_of.ToString()
                                : tracked < 9 ? p.since.AddMonths(draw.Between(3, 11)).ToString()
                                              : "";
      Add(file, {p.id_number, "R-XX23", p.since, "", "", "", "", "", until, brokers[p.broker], "0", ""});
      if (draw.Chance(15))
        Add(file, {p.id_number, "R-XX23", p.since.AddDays(5), "", "", "", "", "", as_of.ToString(),
                   brokers[1 + p.broker % 24], "0", ""});
    }
    if (origin == 0 && supported && local && draw.Chance(400))
      Add(file, {p.id_number, "R-XX24", p.since, "", "", "", "", "", "", "", "", ""});
    if (origin == 1 && p.broker != 0)
      Add(file,
          {p.id_number, "R-GY3", p.since, "", "", "", "", "", "", brokers[p.broker], draw.Chance(120) ? "1" : "0", ""});
    if (origin == 1 && draw.Chance(250)) Add(file, {p.id_number, "R-GY5", p.since, "", "", "", "", "", "", "", "", ""});
    if (origin == 2 && firm.city->group == kFuzhou)
      Add(file, {p.id_number, "R-FZ3", p.since, "", "", "", "", "", "", "", "", draw.Chance(60) ? "300000" : ""});
  }
  // R-FZ1 is claimed by the base enterprise itself: person is its credit code.
  for (const auto index : world.employers.in[kFuzhou]) {
    const Employer& firm = world.employers.all[index];
    Draw draw(world.options.seed, kClaims + 2, index);
    if (firm.base_enterprise)
      Add(file, {firm.credit_code, "R-FZ1", as_of, "", "", "", "", "", "", "", "", draw.Chance(250) ? "10000000" : ""});
  }
  report.claims = file.rows();
  return file.Close();
}

}  // namespace gq::demo
