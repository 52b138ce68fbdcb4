// The people of the demo. Person i is a pure function of (seed, i), so that every file can be written in one pass over
// the people, in its own order, without holding them; only two bytes a person are kept (the sequence digits that make
// ID numbers unique).
//
//   0 … roster_size-1                  people of the roster, household by household, ordered by village
//   roster_size … size()-1             people whom only the registries know
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "modules/demo/employers.h"
#include "modules/demo/places.h"

namespace gq::demo {

struct Options {
  std::uint32_t workers = 60'000;  // rows of the roster, 100 … 1,518,600
  std::uint64_t seed = 1;
  Date as_of = Date::FromYmd(2026, 8, 21).value();
};

// What somebody really does, and what the roster says (labels of codes/employment.csv in use by officers).
enum class Work : std::uint8_t { kOnPost, kFlexible, kNotWorking };
enum class Change : std::uint8_t {
  kNone,       // the roster is right
  kEmployer,   // works, but for another employer than the roster says
  kNew,        // works; the roster says not
  kLapsed,     // does not work; the roster says so
  kUnnoticed,  // flexible; the roster says not working
};

struct Person {
  std::uint32_t index;
  std::uint32_t household;      // 1 …
  std::uint32_t village;        // index into Places::villages
  int household_size, workers;  // people; of them in the roster
  int member;                   // 0 head, 1 spouse, 2.. children
  bool twin = false;
  bool male;
  Date birth;
  int prefix;  // first six digits of the ID number
  std::string id_number, name, phone;
  std::string_view relation, ethnicity, education, health, target_group;
  std::string trades;  // labels separated by ；
  std::string_view ability, willingness;

  Work work;
  Change change = Change::kNone;
  std::uint32_t employer = 0;         // of now; valid when work is kOnPost
  std::uint32_t former_employer = 0;  // what the roster still says after a change or lapse
  const Trade* trade = nullptr;
  Date since;  // start of the present work
  Date former_since;
  bool arrived = false;      // began within the last weeks and is there already
  bool insured = false;      // employee scheme at the present employer
  int wage = 0;              // yuan
  std::uint32_t broker = 0;  // 1 …; 0: not placed by a broker
};

class Population {
 public:
  Population(const Options& options, const Places& places, const Employers& employers);

  std::uint32_t roster_size() const { return options_.workers; }
  std::uint32_t size() const { return options_.workers + outsiders_; }
  Person Get(std::uint32_t index) const;
  // One roster row in two thousand repeats somebody of the rows before it; then `index` itself stands in registries
  // only. The index of the person whom the row shows; `index` when it is no repetition.
  std::uint32_t ShownIn(std::uint32_t index) const;
  // Index of the spouse in the roster, or size() when there is none.
  std::uint32_t SpouseOf(const Person& person) const;
  const Options& options() const { return options_; }

 private:
  struct Place {  // where in the pattern of households an index lies
    std::uint32_t household;
    int member, workers;
  };
  Place Locate(std::uint32_t index) const;
  void FillIdentity(Person& person) const;
  void FillName(Person& person) const;
  void FillDetails(Person& person) const;
  void FillWork(Person& person) const;
  void AssignSequences();

  Options options_;
  std::uint32_t outsiders_;
  std::uint64_t households_;
  const Places* places_;
  const Employers* employers_;
  std::vector<std::uint16_t> sequences_;
};

}  // namespace gq::demo
