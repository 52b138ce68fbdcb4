#include "bench/people/fill.h"

#include <array>
#include <filesystem>
#include <random>

#include "kits/crypto/bytes.h"
#include "kits/store/layout.h"
#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"
#include "modules/people/model.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"

namespace gq::bench {

namespace {

constexpr std::array<std::string_view, 24> kFamily = {"石", "龙", "吴", "麻",   "向", "彭", "田", "李",
                                                      "张", "王", "刘", "陈",   "杨", "黄", "周", "罗",
                                                      "谭", "唐", "廖", "欧阳", "滕", "姚", "满", "瞿"};
constexpr std::array<std::string_view, 40> kGiven = {"玉", "珍", "建", "平", "春", "梅", "金", "莲", "正", "军",
                                                     "国", "庆", "立", "新", "文", "静", "志", "强", "秀", "英",
                                                     "海", "波", "晓", "红", "明", "华", "小", "兰", "永", "福",
                                                     "桂", "花", "德", "生", "美", "云", "子", "轩", "雨", "涵"};
constexpr std::array<std::string_view, 6> kStates = {"on_post",  "not_working", "departed",
                                                     "returned", "flexible",    "on_post"};
constexpr std::int64_t kChunk = 4000;

class Filler {
 public:
  Filler(Program& program, std::uint64_t seed) : program_(program), store_(*program.store), random_(seed) {
    for (std::size_t i = 0; i < program.regions.size(); ++i) {
      const Region region = program.regions.At(i);
      const std::int64_t code = region.code.value();
      if (code / 10'000'000'000 == 43 && code % 1000 != 0) villages_.push_back(code);
    }
  }
  bool ready() const { return !villages_.empty(); }

  Status Add(UnitOfWork& work, std::int64_t n) {
    Person person;
    person.id = store_.NewId();
    person.home_code = villages_[Below(villages_.size())];
    person.county_id = TRY(CountyOf(person.home_code));
    person.name = std::string(kFamily[Below(kFamily.size())]) + std::string(kGiven[Below(kGiven.size())]) +
                  (Below(3) == 0 ? std::string() : std::string(kGiven[Below(kGiven.size())]));
    const auto pinyin = program_.lookups.pinyin_of(person.name);
    person.name_pinyin = pinyin.first;
    person.name_initials = pinyin.second;
    person.sex = Below(2) == 0 ? "1" : "2";
    person.birth = Date::FromYmd(1962 + static_cast<int>(Below(45)), 1 + static_cast<int>(Below(12)),
                                 1 + static_cast<int>(Below(28)));
    person.phone = Secret("1" + Digits(10));
    person.employment = std::string(kStates[Below(kStates.size())]);
    person.register_status = std::string(people::state::kActive);
    person.identity_status = "confirmed";
    person.created_at = person.updated_at = store_.Now();
    Identifier identifier;
    identifier.id = store_.NewId();
    identifier.county_id = person.county_id;
    identifier.person_id = person.id;
    identifier.kind = "resident18";
    const std::string serial = std::to_string(10'000'000 + n);
    identifier.value = Secret(std::to_string(person.home_code / 1'000'000) + std::to_string(person.birth->ToYmdInt()) +
                              serial.substr(serial.size() - 4));
    identifier.status = "active";
    std::optional<Spell> spell;
    if (person.employment != "not_working" && person.employment != "returned") {
      spell = Spell();
      spell->id = store_.NewId();
      spell->county_id = person.county_id;
      spell->person_id = person.id;
      spell->home_code = person.home_code;
      spell->work_code = Below(3) == 0 ? 440300000000 : 430100000000;
      spell->employer_name = "长沙某某电子有限公司" + std::to_string(Below(900));
      spell->start = Date::FromYmd(2026, 1 + static_cast<int>(Below(6)), 1);
      spell->state = "on_post";
      spell->source = "import";
      spell->created_at = spell->updated_at = store_.Now();
    }
    people::Refresh(person, spell ? &*spell : nullptr, nullptr);
    TRY(work.Insert(person));
    TRY(work.Insert(identifier));
    return spell ? work.Insert(*spell) : Ok();
  }

 private:
  std::uint64_t Below(std::uint64_t n) { return random_() % n; }
  std::string Digits(int n) {
    std::string digits;
    while (n-- > 0) digits += static_cast<char>('0' + Below(10));
    return digits;
  }
  Result<std::int64_t> CountyOf(std::int64_t code) {
    const auto it = counties_.find(code / 1'000'000);
    if (it != counties_.end()) return it->second;
    return counties_[code / 1'000'000] = TRY(org::CountyOf(store_, code)).id;
  }
  Program& program_;
  Store& store_;
  std::mt19937_64 random_;
  std::vector<std::int64_t> villages_;
  std::map<std::int64_t, std::int64_t> counties_;
};

db::Param ToParam(const Value& value) {
  if (const std::int64_t* n = AsInteger(value)) return db::Param(*n);
  if (const std::string* text = AsText(value)) return db::Param(*text);
  if (const Bytes* bytes = AsBytes(value)) return db::Param(db::Blob{bytes->data});
  return {};
}

template <typename T>
Status Copy(Store& store, db::Connection& plain, const std::string& condition) {
  const RecordType& type = *kTypeOf<T>;
  std::string columns, marks;
  int n = 0;
  for (const auto& field : type.fields) {
    columns += (n == 0 ? "" : ", ") + std::string(field.name);
    marks += (n == 0 ? "?" : ", ?") + std::to_string(n + 1);
    ++n;
  }
  TRY(plain.Script("CREATE TABLE " + std::string(type.name) + " (" + columns + ")"));
  const std::string insert = "INSERT INTO " + std::string(type.name) + " (" + columns + ") VALUES (" + marks + ")";
  return store.Query(
      Scope::System("bench"),
      "{shared}SELECT " + store::LayoutOf(type).select_list + " FROM " + std::string(type.name) + " p WHERE " +
          condition,
      {},
      [&](const db::Row& row) -> Status {
        T record;
        TRY(store.ReadRecord(type, row, &record));
        std::vector<Value> values(type.fields.size());
        std::vector<db::Param> params;
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
          type.fields[i].get(&record, values[i]);
          params.push_back(ToParam(values[i]));
        }
        TRY(plain.Execute(insert, db::Params(params)));
        return Ok();
      },
      true);
}

}  // namespace

Status Fill(Program& program, std::int64_t people) {
  Store& store = *program.store;
  std::int64_t have = 0;
  TRY(store.Query(Scope::System("bench"), "{shared}SELECT count(*) FROM person", {}, [&](const db::Row& row) {
    have = row.Int(0);
    return Ok();
  }));
  Filler filler(program, 20260831 + static_cast<std::uint64_t>(have));
  if (!filler.ready()) return Fail(kInternal, "区划里没有湖南的村");
  while (have < people) {
    auto work = UnitOfWork::Gather(store, Scope::System("bench"), "bench/fill");
    work.About(1, "person.import", "person",
               store.NewId());  // one event a chunk: the number of events is not what is measured here
    const std::int64_t until = std::min(people, have + kChunk);
    for (; have < until; ++have) TRY(filler.Add(work, have));
    TRY(work.Commit());
  }
  return Ok();
}

Status ExportPlain(Program& program, const std::string& path, const std::string& session_token,
                   std::int64_t people_max) {
  std::filesystem::remove(path);
  const auto database = TRY(db::Database::Open({.url = path}));
  const auto plain = TRY(database->Write());
  auto tx = TRY(db::Transaction::Begin(*plain));
  const std::string first =
      " IN (SELECT id FROM person ORDER BY home_code, id LIMIT " + std::to_string(people_max) + ")";
  Store& store = *program.store;
  TRY(Copy<Person>(store, *plain, "p.id" + first));
  TRY(Copy<Identifier>(store, *plain, "p.person_id" + first));
  TRY(Copy<Spell>(store, *plain, "p.person_id" + first));
  TRY(Copy<Intention>(store, *plain, "p.person_id" + first));
  TRY(Copy<Observation>(store, *plain, "p.person_id" + first));
  TRY(Copy<Household>(store, *plain, "1=1"));
  TRY(plain->Script(
      "CREATE INDEX person_id ON person (id); CREATE INDEX person_household ON person (county_id, household_id);"
      "CREATE INDEX identifier_person ON person_identifier (county_id, person_id); CREATE INDEX spell_person ON spell "
      "(county_id, person_id);"
      "CREATE INDEX intention_person ON intention (county_id, person_id); CREATE INDEX observation_person ON "
      "observation (county_id, person_id);"
      "CREATE INDEX household_id ON household (county_id, id); CREATE TABLE session (token_digest TEXT PRIMARY KEY, "
      "low INTEGER, high INTEGER, mask_level INTEGER)"));
  TRY(plain->Execute("INSERT INTO session VALUES (?1, 430000000000, 439999999999, 2)",
                     {crypto::SessionTokenDigest(session_token)}));
  return tx.Commit();
}

}  // namespace gq::bench
