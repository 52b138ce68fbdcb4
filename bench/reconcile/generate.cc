// Writes a roster and three registries for benchmarks and trials, with the truth beside them (D19).
//
//   reconcile_generate OUT_DIR [--people N] [--insurance N] [--labour N] [--card N] [--seed S] [--slips PER_MILLE]
//
// Full size: --people 1518600 --insurance 20000000 --labour 10000000 --card 60000000 (7.5 GB). The population lives in
// villages of 2,000, has twins (neighbouring IDs, one birthday), people with several rows in a registry, IDs in small
// letters and with blanks, quoted cells with newlines. Of every thousand IDs --slips (5) are wrong: 70 % by one digit
// or two swapped, 10 % twice, 10 % cut by Excel (000), 5 % 4.33E+17, 5 % empty. IDs are unique. The same seed gives the
// same bytes. truth_roster.csv: roster_row,error. truth_REGISTRY.csv: registry_row,roster_row,error of each row of a
// person of the roster; all other rows are strangers'. reconcile_judge compares them with what `gangqiao compare`
// wrote.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "engines/reconcile/identity.h"
#include "engines/reconcile/text.h"

namespace {

using gq::reconcile::CheckCode;
using gq::reconcile::IdText;
using gq::reconcile::MakeKey;

// splitmix64: the same everywhere.
struct Random {
  std::uint64_t state;
  std::uint64_t Next() {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
  }
  std::uint64_t Below(std::uint64_t n) { return Next() % n; }
  bool PerMille(std::uint64_t n) { return Below(1000) < n; }
};

const char* const kFamily[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
                               "向", "田", "彭", "龙", "石", "麻", "曾", "谭", "邓", "欧阳"};
const char* const kGiven[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
                              "涛", "明", "超", "霞", "平", "刚", "英", "华", "文", "玉", "兰", "红", "春", "秀",
                              "梅", "国", "建", "志", "海", "云", "小", "金", "桂", "林", "峰", "群"};

struct Person {
  std::uint64_t digits17;
  std::uint32_t name;
};

// Person number p of the population: everything follows from seed and number, so nothing has to be kept. IDs are
// unique: villages of 2,000 lie in 168 counties, and within a county people are spread over birthdays and even serial
// numbers by a permutation; twins have the odd serial behind their sibling's.
Person MakePerson(std::uint64_t seed, std::uint64_t p) {
  constexpr std::uint64_t kCounties = 168, kDays = std::uint64_t{50} * 12 * 28, kSerials = 499,
                          kSlots = kDays * kSerials;
  const std::uint64_t sibling =
      p % 97 == 1 && p % 2000 != 0 ? p - 1 : p;  // about one in a hundred is a twin of the one before
  Random random{seed * 0x100000001B3ULL ^ sibling};
  const std::uint64_t village = p / 2000, county = village % kCounties,
                      within = village / kCounties * 2000 + sibling % 2000;
  const std::uint64_t slot =
      (within * 1299709 + seed * 7919) % kSlots;  // 1299709 is prime and divides no factor of kSlots
  const std::uint64_t day = slot % kDays, serial = slot / kDays * 2 + (sibling == p ? 0 : 1);
  const std::uint64_t place = 430000 + (county / 12 + 1) * 100 + county % 12 + 21;
  const std::uint64_t birth = (1955 + day / 336) * 10000 + (1 + day / 28 % 12) * 100 + 1 + day % 28;
  Person person{(place * 100000000 + birth) * 1000 + serial, static_cast<std::uint32_t>(random.Below(20 * 40 * 41))};
  if (sibling != p) person.name = (person.name / (40 * 41)) * (40 * 41) + (person.name + 7) % (40 * 41);
  return person;
}

std::string NameOf(std::uint32_t n) {
  std::string out = kFamily[n / (40 * 41) % 20];
  out += kGiven[n / 41 % 40];
  if (n % 41 < 40) out += kGiven[n % 41];
  return out;
}

std::string Slip(std::string id, Random& random) {
  if (random.PerMille(300)) {
    const std::size_t at = random.Below(16);
    if (id[at] != id[at + 1]) return std::swap(id[at], id[at + 1]), id;
  }
  const std::size_t at = random.Below(17);
  id[at] = static_cast<char>('0' + (static_cast<std::uint64_t>(id[at] - '0') + 1 + random.Below(9)) % 10);
  return id;
}

// What is wrong with a written ID.
enum class Error : std::uint8_t { kNone, kSingle, kDouble, kCut, kLost, kEmpty };
const char* NameOf(Error error) {
  static const char* const kNames[] = {"none", "single", "double", "cut", "lost", "empty"};
  return kNames[static_cast<std::size_t>(error)];
}

struct Out {
  explicit Out(const std::string& path) : file(std::fopen(path.c_str(), "wb")) {
    if (file == nullptr) std::perror(path.c_str()), std::exit(1);
    std::setvbuf(file, nullptr, _IOFBF, 1 << 20);
  }
  ~Out() { std::fclose(file); }
  void Line(const std::string& text) { std::fwrite(text.data(), 1, text.size(), file); }
  std::FILE* file;
};

std::string Unit(std::uint64_t n) {
  char text[32];
  std::snprintf(text, sizeof text, "91440900MA4U%05lluK", static_cast<unsigned long long>(n % 60000));
  return text;
}

struct Size {
  std::uint64_t people = 151860, insurance = 2000000, labour = 1000000, card = 6000000, seed = 1, slips = 5;
};

// People of the roster are 0..people-1, everybody else stands behind them. Returns the person of a registry row.
std::uint64_t PersonOfRow(const Size& size, std::uint64_t rows, Random& random) {
  const std::uint64_t from_roster = size.people * 7 / 10;
  return random.Below(rows) < from_roster ? random.Below(size.people) : size.people + random.Below(rows * 4);
}

// truth_REGISTRY.csv: every row of a person of the roster.
struct Truth {
  Truth(const std::string& folder, const std::string& registry, std::uint64_t people_in)
      : out(folder + "/truth_" + registry + ".csv"), people(people_in) {
    out.Line("registry_row,roster_row,error\n");
  }
  void Note(std::uint64_t person, Error error, std::uint64_t row) {
    if (person < people) out.Line(std::to_string(row) + "," + std::to_string(person + 1) + "," + NameOf(error) + "\n");
  }
  Out out;
  std::uint64_t people;
};

Error DrawError(const Size& size, Random& random) {
  if (!random.PerMille(size.slips)) return Error::kNone;
  const std::uint64_t kind = random.Below(100);
  return kind < 70   ? Error::kSingle
         : kind < 80 ? Error::kDouble
         : kind < 90 ? Error::kCut
         : kind < 95 ? Error::kLost
                     : Error::kEmpty;
}

std::string WrittenId(const Person& person, Error error, Random& random) {
  std::string id = IdText(MakeKey(person.digits17, CheckCode(person.digits17)));
  switch (error) {
    case Error::kSingle:
      return Slip(id, random);
    case Error::kDouble: {
      const std::string once = Slip(id, random);
      std::string twice = id;
      while (twice == id) twice = Slip(once, random);
      return twice;
    }
    case Error::kCut:
      return id.replace(15, 3, "000");
    case Error::kLost:
      return id.substr(0, 1) + "." + id.substr(1, 2) + "E+17";
    case Error::kEmpty:
      return "";
    case Error::kNone:
      break;
  }
  if (random.PerMille(10) && id[17] == 'X') id[17] = 'x';
  if (random.PerMille(2)) id = " " + id;
  return id;
}

// Half of the phones are known, one in five of them is an old one.
std::string Phone(std::uint64_t seed, std::uint64_t p, Random& random) {
  if (!random.PerMille(500)) return "";
  Random own{seed * 31 + p};
  const std::uint64_t number = own.Below(1000000000);
  return "1" + std::to_string(3000000000ULL + (random.PerMille(200) ? random.Below(1000000000) : number));
}

void WriteInsurance(const std::string& folder, const Size& size, Truth& truth) {
  Out out(folder + "/social_insurance.csv");
  out.Line("id_number,name,sex,unit,unit_name,scheme,state,since,region\n");
  Random random{size.seed + 101};
  for (std::uint64_t row = 1; row <= size.insurance; ++row) {
    const std::uint64_t p = PersonOfRow(size, size.insurance, random);
    const Person person = MakePerson(size.seed, p);
    const Error error = DrawError(size, random);
    truth.Note(p, error, row);
    const bool worker = random.PerMille(650);
    const std::uint64_t unit = random.Below(60000);
    std::string line =
        WrittenId(person, error, random) + "," + NameOf(person.name) + "," + (person.digits17 % 2 == 1 ? "1" : "2") +
        "," +
        (worker ? Unit(unit) + ",茂名市第" + std::to_string(unit) + "电子有限公司,职工," : std::string(",,城乡居民,")) +
        (random.PerMille(800)   ? "1"
         : random.PerMille(500) ? "2"
                                : "4") +
        "," + std::to_string(201001 + random.Below(16) * 100 + random.Below(12)) + ",";
    line +=
        random.PerMille(1) ? "\"两行的\n地址, 有逗号\"\n" : std::to_string(person.digits17 / 100000000000ULL) + "\n";
    out.Line(line);
  }
}

void WriteLabour(const std::string& folder, const Size& size, Truth& truth) {
  Out out(folder + "/labour_resource.csv");
  out.Line("id_number,name,sex,region,education,address,phone,state,updated\n");
  Random random{size.seed + 202};
  for (std::uint64_t row = 1; row <= size.labour; ++row) {
    const std::uint64_t p = PersonOfRow(size, size.labour, random);
    const Person person = MakePerson(size.seed, p);
    const Error error = DrawError(size, random);
    truth.Note(p, error, row);
    out.Line(WrittenId(person, error, random) + "," + NameOf(person.name) + "," +
             (person.digits17 % 2 == 1 ? "男" : "女") + "," + std::to_string(person.digits17 / 100000000000ULL) +
             ",初中,湘西州某县某镇第" + std::to_string(p / 2000) + "村," + Phone(size.seed, p, random) + "," +
             std::to_string(1 + random.Below(4)) + ",2026-0" + std::to_string(1 + random.Below(9)) + "-15\n");
  }
}

void WriteCard(const std::string& folder, const Size& size, Truth& truth) {
  Out out(folder + "/social_card.csv");
  out.Line("id_number,name,card,bank,issued,state,phone\n");
  Random random{size.seed + 303};
  for (std::uint64_t row = 1; row <= size.card; ++row) {
    const std::uint64_t p = PersonOfRow(size, size.card, random);
    const Person person = MakePerson(size.seed, p);
    const Error error = DrawError(size, random);
    truth.Note(p, error, row);
    out.Line(WrittenId(person, error, random) + "," + NameOf(person.name) + ",A" +
             std::to_string(10000000 + random.Below(80000000)) + ",农商行,2019-0" +
             std::to_string(1 + random.Below(9)) + "-01," + std::to_string(random.Below(3)) + "," +
             Phone(size.seed, p, random) + "\n");
  }
}

void WriteRoster(const std::string& folder, const Size& size) {
  Out out(folder + "/roster.csv");
  out.Line("id_number,name,sex,phone,region,status,unit,unit_name,note\n");
  Out truth(folder + "/truth_roster.csv");
  truth.Line("roster_row,error\n");
  Random random{size.seed + 404};
  const char* const statuses[] = {"已就业", "未就业", "灵活就业", "已返乡"};
  for (std::uint64_t p = 0; p < size.people; ++p) {
    const Person person = MakePerson(size.seed, p);
    const Error error = DrawError(size, random);
    truth.Line(std::to_string(p + 1) + "," + NameOf(error) + "\n");
    const std::string id = WrittenId(person, error, random);
    const std::uint64_t unit = random.Below(60000);
    out.Line(id + "," + NameOf(person.name) + "," + (person.digits17 % 2 == 1 ? "男" : "女") + "," +
             Phone(size.seed, p, random) + "," + std::to_string(person.digits17 / 100000000000ULL) + "," +
             statuses[random.Below(4)] + "," + Unit(unit) + ",茂名市第" + std::to_string(unit) + "电子有限公司,\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2)
    return std::fprintf(stderr,
                        "usage: reconcile_generate OUT_DIR [--people N] [--insurance N] [--labour N] [--card N] "
                        "[--seed S] [--slips N]\n"),
           2;
  Size size;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::uint64_t n = std::strtoull(argv[i + 1], nullptr, 10);
    const std::string name = argv[i];
    std::uint64_t* const target = name == "--people"      ? &size.people
                                  : name == "--insurance" ? &size.insurance
                                  : name == "--labour"    ? &size.labour
                                  : name == "--card"      ? &size.card
                                  : name == "--seed"      ? &size.seed
                                  : name == "--slips"     ? &size.slips
                                                          : nullptr;
    if (target == nullptr) return std::fprintf(stderr, "unknown option %s\n", argv[i]), 2;
    *target = n;
  }
  const std::string folder = argv[1];
  std::filesystem::create_directories(folder);
  Truth insurance(folder, "social_insurance", size.people), labour(folder, "labour_resource", size.people),
      card(folder, "social_card", size.people);
  WriteRoster(folder, size);
  WriteInsurance(folder, size, insurance);
  WriteLabour(folder, size, labour);
  WriteCard(folder, size, card);
  return 0;
}
