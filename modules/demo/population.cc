#include "modules/demo/population.h"

#include <algorithm>

#include "base/id_number.h"
#include "modules/demo/names.h"

namespace gq::demo {

namespace {

// Workers of sixteen households in a row; forty people altogether.
constexpr int kPattern[16] = {2, 3, 2, 1, 4, 2, 3, 2, 3, 2, 4, 1, 2, 3, 2, 4};
constexpr std::uint32_t kPatternPeople = 40, kPatternHouseholds = 16;

// Streams of draws.
enum : std::uint64_t {
  kHousehold = 10,
  kIdentity = 11,
  kName = 12,
  kDetails = 13,
  kWork = 14,
  kSequence = 15,
  kFresh = 18
};

// Where people who married in come from; 422801 (恩施县) and 513522 (秀山县, of Sichuan then) are abolished.
constexpr int kMarriedIn[] = {433101, 433122, 433123, 433124, 433125, 433126, 433127, 433130,
                              522229, 500241, 422826, 422801, 513522, 430802, 431223};

int RegisteredPrefix(Draw& draw, const Village& village, bool married_in, Date birth) {
  if (village.origin == 0 && married_in && draw.Chance(350)) return draw.Pick(kMarriedIn);
  const int county = village.code.county6();
  // 吉首 was a county (433121) until 1982.
  if (county == 433101 && birth.year() < 1982 && draw.Chance(500)) return 433121;
  if (county == 510811) return 510811;
  return county;
}

std::string_view Ethnicity(Draw& draw, std::uint8_t people) {
  const auto n = draw.Below(100);
  if (people == 0) return n < 72 ? "苗族" : n < 88 ? "土家族" : n < 99 ? "汉族" : "回族";
  if (people == 1) return n < 68 ? "土家族" : n < 82 ? "苗族" : n < 99 ? "汉族" : "白族";
  return n < 96 ? "汉族" : "回族";
}

std::string_view Education(Draw& draw, int age) {
  const auto n = draw.Below(100);
  if (age >= 48) return n < 6 ? "文盲或半文盲" : n < 42 ? "小学" : n < 88 ? "初中" : n < 96 ? "高中" : "中专";
  if (age >= 30)
    return n < 10 ? "小学" : n < 68 ? "初中" : n < 82 ? "高中" : n < 92 ? "中专" : n < 98 ? "大专" : "本科";
  return n < 2    ? "小学"
         : n < 40 ? "初中"
         : n < 58 ? "高中"
         : n < 76 ? "中专"
         : n < 90 ? "大专"
         : n < 99 ? "本科"
                  : "研究生";
}

bool InFuzhou(Draw& draw, std::uint8_t origin) { return origin == 2 ? draw.Chance(700) : draw.Chance(130); }

std::uint32_t PickEmployer(Draw& draw, const Employers& employers, std::uint8_t origin) {
  Destination group = kGuangdong;
  if (InFuzhou(draw, origin)) {
    // 定西 people are taken on by the base enterprises, which stand first.
    const auto& firms = employers.in[kFuzhou];
    return origin == 2 ? firms[draw.Below(12)] : firms[draw.Early(static_cast<std::uint32_t>(firms.size()))];
  }
  const auto n = draw.Below(100);
  group = n < 38 ? kGuangdong : n < 50 ? kZhejiang : n < 76 ? kChangsha : kXiangxi;
  const auto& firms = employers.in[group];
  return firms[draw.Early(static_cast<std::uint32_t>(firms.size()))];
}

// A set of 64-bit keys, all different from 0.
class KeySet {
 public:
  explicit KeySet(std::size_t count) {
    std::size_t size = 64;
    while (size < count * 2) size *= 2;
    slots_.resize(size);
  }
  bool Insert(std::uint64_t key) {
    for (std::size_t at = Hash(key, 0, 0) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == key) return false;
      if (slots_[at] != 0) continue;
      slots_[at] = key;
      return true;
    }
  }

 private:
  std::vector<std::uint64_t> slots_;
};

}  // namespace

Population::Population(const Options& options, const Places& places, const Employers& employers)
    : options_(options), outsiders_(options.workers / 2), places_(&places), employers_(&employers) {
  households_ = (options.workers + kPatternPeople - 1) / kPatternPeople * kPatternHouseholds;
  AssignSequences();
}

Population::Place Population::Locate(std::uint32_t index) const {
  const std::uint32_t block = index / kPatternPeople;
  int rest = static_cast<int>(index % kPatternPeople);
  // Each block begins at another household of the pattern.
  const auto turn = static_cast<std::uint32_t>(Hash(options_.seed, kHousehold, block) % kPatternHouseholds);
  for (std::uint32_t i = 0;; ++i) {
    const int workers = kPattern[(i + turn) % kPatternHouseholds];
    if (rest < workers) return {block * kPatternHouseholds + i, rest, workers};
    rest -= workers;
  }
}

// Sex, birth and first six digits; the household's members agree with each other because each derives from the
// household's draw.
void Population::FillIdentity(Person& p) const {
  const bool outsider = p.index >= roster_size();
  Draw home(options_.seed, kHousehold + 100, p.household);
  Draw own(options_.seed, kIdentity, p.index);
  const int head_age = p.workers >= 3 ? home.Between(43, 58) : home.Between(24, 59);
  const bool head_male = home.Chance(830);
  const int day = static_cast<int>(home.Below(365));
  const bool twins = p.workers >= 4 && home.Chance(30);
  const int twin_age = home.Between(17, std::max(17, std::min(34, head_age - 21)));
  const int twin_day = static_cast<int>(home.Below(365));
  p.household_size = std::max(p.workers, home.Between(3, 5));
  p.relation = p.member == 0 ? "户主" : p.member == 1 ? "配偶" : "";
  int age = head_age, day_of_year = day;
  p.male = head_male;
  if (p.member == 1) {
    p.male = !head_male;
    age = std::clamp(head_age + own.Between(-6, 4), 18, 60);
    day_of_year = static_cast<int>(own.Below(365));
  } else if (p.member >= 2) {
    p.male = own.Chance(530);
    age = own.Between(16, std::max(17, std::min(34, head_age - 20)));
    day_of_year = static_cast<int>(own.Below(365));
    p.twin = twins;
    if (twins) age = twin_age, day_of_year = twin_day;
    p.relation = p.male ? "之子" : "之女";
  }
  if (outsider) {
    p.male = own.Chance(520);
    age = own.Between(16, 70);
    day_of_year = static_cast<int>(own.Below(365));
    p.relation = "";
  }
  p.birth = Date::FromYmd(options_.as_of.year() - age, 1, 1)->AddDays(day_of_year);
  if (AgeOn(p.birth, options_.as_of) < 16) p.birth = p.birth.AddMonths(-12);
  const Village& village = places_->villages()[p.village];
  p.prefix = RegisteredPrefix(own, village, p.member == 1, p.birth);
}

void Population::AssignSequences() {
  sequences_.resize(size());
  KeySet taken(size());
  std::uint16_t twin_before = 0;
  for (std::uint32_t i = 0; i < size(); ++i) {
    Person p{};
    p.index = i;
    const Place place = i < roster_size() ? Locate(i) : Place{i, 0, 1};
    p.household = place.household;
    p.member = place.member;
    p.workers = place.workers;
    p.village = i < roster_size()
                    ? places_->VillageAt(place.household, households_)
                    : static_cast<std::uint32_t>(Hash(options_.seed, kIdentity + 200, i) % places_->villages().size());
    FillIdentity(p);
    // Twins are written down one after the other: the next number, or the next but one when both are of one sex.
    const bool second_twin = p.twin && p.member == 3 && twin_before != 0;
    std::uint32_t sequence =
        second_twin ? twin_before + 1u : 1 + static_cast<std::uint32_t>(Hash(options_.seed, kSequence, i) % 998);
    if ((sequence % 2 == 1) != p.male) ++sequence;
    while (true) {
      if (sequence > 999) sequence = p.male ? 1 : 2;
      const std::uint64_t key =
          (static_cast<std::uint64_t>(p.prefix) << 32 | static_cast<std::uint64_t>(p.birth.days() + 40'000)) * 1000 +
          sequence;
      if (taken.Insert(key)) break;
      sequence += 2;
    }
    sequences_[i] = static_cast<std::uint16_t>(sequence);
    twin_before = p.twin && p.member == 2 ? sequences_[i] : std::uint16_t{0};
  }
}

void Population::FillName(Person& p) const {
  const Village& village = places_->villages()[p.village];
  Draw home(options_.seed, kName, p.household + (p.index < roster_size() ? 0 : 0x40000000ULL));
  Draw own(options_.seed, kName + 100, p.index);
  const std::string surname(Surname(home, village.people));
  p.name = p.member == 1 ? std::string(Surname(own, village.people)) : surname;
  p.name += GivenName(own, p.male, p.birth.year() < 1985);
}

void Population::FillDetails(Person& p) const {
  const Village& village = places_->villages()[p.village];
  Draw home(options_.seed, kDetails, p.household + (p.index < roster_size() ? 0 : 0x40000000ULL));
  Draw own(options_.seed, kDetails + 100, p.index);
  const int age = AgeOn(p.birth, options_.as_of);
  const auto group = home.Below(1000);
  p.target_group = group < 300   ? "脱贫人口"
                   : group < 325 ? "脱贫不稳定户"
                   : group < 350 ? "边缘易致贫户"
                   : group < 365 ? "突发严重困难户"
                   : group < 420 ? "低保对象"
                   : group < 424 ? "特困供养人员"
                                 : "一般农户";
  if (p.target_group == "一般农户" && p.member >= 2 && age <= 24 && own.Chance(60))
    p.target_group = age <= 20 ? "两后生" : "高校毕业生";
  p.ethnicity = Ethnicity(own, village.people);
  p.education = p.target_group == "高校毕业生" ? std::string_view("大专") : Education(own, age);
  const auto health = own.Below(1000);
  p.health = health < 930 ? "健康" : health < 955 ? "一般或较弱" : health < 980 ? "患有慢性病" : "残疾";
  p.ability = health < 950 ? "有" : health < 985 ? "弱劳动力" : "无";
  p.trade = &Trades()[own.Early(static_cast<std::uint32_t>(Trades().size()))];
  if (own.Chance(620)) p.trades = p.trade->zh;
  if (!p.trades.empty() && own.Chance(250)) {
    const Trade& other = Trades()[own.Below(static_cast<std::uint32_t>(Trades().size()))];
    if (&other != p.trade) p.trades += "；" + std::string(other.zh);
  }
  static constexpr std::string_view kOperators[] = {"135", "136", "137", "138", "139", "147", "150", "151",
                                                    "152", "158", "159", "182", "183", "187", "188", "130",
                                                    "131", "155", "186", "133", "153", "180", "189", "199"};
  // One phone for the whole household now and then.
  Draw phone =
      home.Chance(60) ? Draw(options_.seed, kDetails + 300, p.household) : Draw(options_.seed, kDetails + 400, p.index);
  p.phone = std::string(phone.Pick(kOperators));
  for (int i = 0; i < 8; ++i) p.phone += static_cast<char>('0' + phone.Below(10));
  const auto will = own.Below(100);
  p.willingness = will < 66 ? "愿意" : will < 82 ? "不愿意" : "未知";
}

void Population::FillWork(Person& p) const {
  const Village& village = places_->villages()[p.village];
  Draw own(options_.seed, kWork, p.index);
  const auto state = own.Below(100);
  p.work = p.ability == "无" ? Work::kNotWorking
           : state < 62      ? Work::kOnPost
           : state < 74      ? Work::kFlexible
                             : Work::kNotWorking;
  if (p.birth.AddMonths(16 * 12 + 3) > options_.as_of) p.work = Work::kNotWorking;
  p.employer = PickEmployer(own, *employers_, village.origin);
  p.former_employer = PickEmployer(own, *employers_, village.origin);
  const Date earliest = p.birth.AddMonths(16 * 12 + 1);
  // The first days of months are the usual ones.
  const Date started = options_.as_of.AddMonths(-own.Between(1, 1 + static_cast<int>(own.Early(60))));
  p.since = std::max(earliest,
                     own.Chance(400) ? Month::Of(started).First() : started.AddDays(-static_cast<int>(own.Below(28))));
  p.former_since = std::max(earliest, p.since.AddMonths(-own.Between(4, 30)));
  const auto change = own.Below(1000);
  if (p.work == Work::kOnPost) p.change = change < 80 ? Change::kEmployer : change < 150 ? Change::kNew : Change::kNone;
  if (p.work == Work::kNotWorking && p.ability != "无") p.change = change < 150 ? Change::kLapsed : Change::kNone;
  if (p.work == Work::kFlexible) p.change = change < 280 ? Change::kUnnoticed : Change::kNone;
  if (p.change == Change::kEmployer && p.former_employer == p.employer) p.change = Change::kNone;
  if (p.change == Change::kEmployer || p.change == Change::kNew) {
    p.since = std::max(earliest, options_.as_of.AddMonths(-own.Between(1, 5)));
    p.former_since = std::max(earliest, std::min(p.former_since, p.since.AddMonths(-4)));
  }
  if (p.change == Change::kNone) p.former_employer = p.employer;
  // Some left only these days.
  if (p.work == Work::kOnPost && p.change == Change::kNone && own.Chance(25))
    p.since = std::max(earliest, options_.as_of.AddDays(-own.Between(1, 20)));
  // And some are there since the last weeks.
  Draw fresh(options_.seed, kFresh, p.index);
  if (p.work == Work::kOnPost && p.change == Change::kNone && fresh.Chance(40)) {
    p.since = std::max(earliest, options_.as_of.AddDays(-fresh.Between(0, 29)));
    p.arrived = true;
  }
  const Trade& trade = *employers_->all[p.employer].trade;
  p.wage = (trade.wage_low + static_cast<int>(own.Below(static_cast<std::uint32_t>(trade.wage_high - trade.wage_low))) +
            own.Between(-300, 600)) /
           50 * 50;
  const bool local = employers_->all[p.employer].city->group == kXiangxi;
  if (local) p.wage = p.wage * 3 / 4 / 50 * 50;
  p.insured = p.work == Work::kOnPost && own.Chance(local ? 640 : 820);
  if (p.work == Work::kOnPost && own.Chance(130)) p.broker = 1 + own.Below(24);
}

Person Population::Get(std::uint32_t index) const {
  Person p{};
  p.index = index;
  const bool outsider = index >= roster_size();
  const Place place = outsider ? Place{index, 0, 1} : Locate(index);
  p.household = place.household;
  p.member = place.member;
  p.workers = place.workers;
  p.village = outsider
                  ? static_cast<std::uint32_t>(Hash(options_.seed, kIdentity + 200, index) % places_->villages().size())
                  : places_->VillageAt(place.household, households_);
  FillIdentity(p);
  FillName(p);
  // One name from far away: a dot inside, and longer than columns expect.
  if (index == 41) p.name = "阿依古丽·买买提", p.prefix = 653101;
  char digits[32];
  std::snprintf(digits, sizeof digits, "%06d%08d%03d", p.prefix, p.birth.ToYmdInt(),
                static_cast<int>(sequences_[index]));
  p.id_number = digits;
  p.id_number += IdCheckCharacter(p.id_number);
  FillDetails(p);
  if (index == 41) p.ethnicity = "维吾尔族";
  FillWork(p);
  ++p.household;
  return p;
}

std::uint32_t Population::ShownIn(std::uint32_t index) const {
  const auto repeats = [&](std::uint32_t i) {
    return i > 100 && i < roster_size() && Hash(options_.seed, 16, i) % 2000 == 0;
  };
  if (!repeats(index)) return index;
  std::uint32_t shown = index - 1 - static_cast<std::uint32_t>(Hash(options_.seed, 17, index) % 60);
  while (repeats(shown)) --shown;
  return shown;
}

std::uint32_t Population::SpouseOf(const Person& p) const {
  if (p.index >= roster_size() || p.member > 1 || p.workers < 2) return size();
  const std::uint32_t other = p.member == 0 ? p.index + 1 : p.index - 1;
  return other < roster_size() ? other : size();
}

}  // namespace gq::demo
