// The roster (名册) into persons, households, identifiers, spells and intentions: reading a row, planning a batch
// against the store, applying it. Checking and running use the same plan; checking does not write (D11).
//
// Rules: a non-empty cell replaces, an empty cell never erases. A person is found by the ID number's keyed index.
// Registered in another county, or outside of the scope: a conflict that says no more than that (D3). A spell whose
// steward is somebody else's: the spell is left alone and the row is a conflict (D6). Somebody who is back keeps the
// employment of the row as a spell that is over. Whom a registry has at work, a row that says "not working" without any
// date does not take from work. The same number twice in a file:
// the second row is an error; the same person by two numbers: the second row is a conflict. So no row depends on what a
// row before it has written, except for households, which the batch remembers. Thread-safety: a RosterBatch belongs to
// one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "kits/store/unit_of_work.h"
#include "modules/imports/columns.h"
#include "modules/people/model.h"

namespace gq::imports {

// The cells of one row by column of ColumnsOf(kind); missing columns are empty.
struct RawRow {
  std::int64_t row = 0, sheet_row = 0;
  std::vector<std::string> cells;
  std::vector<bool> is_number;
  std::vector<Problem> found;  // what the reader of the file found; the row has no cells if it is bad
};

struct RosterRow {
  std::int64_t row = 0, sheet_row = 0;
  std::string id_number;     // canonical
  std::string number_index;  // its keyed index (IndexNumbers)
  std::int64_t home_code = 0;
  std::vector<FieldValue> person, spell, intention;
};

// "" when it is not there.
std::string TextOf(const std::vector<FieldValue>& values, std::string_view name);

// Adds no problem but remarks: the row is good.
RosterRow ParseRoster(const RawRow& raw, CellReader& cells, std::vector<Problem>& problems);

// Gives the rows without one the keyed index of their numbers. RosterBatch does it too; another thread may do it ahead.
void IndexNumbers(const store::Vault& vault, std::vector<RosterRow>& rows);

enum class Outcome : std::uint8_t { kNew, kUpdate, kSame, kConflict };

struct CellChange {
  std::string field, label, before, after;
  bool owned = true;  // false: belongs to another side, left alone
};
struct Planned {
  Outcome outcome = Outcome::kNew;
  std::int64_t row = 0, sheet_row = 0;
  Uuid person_id;
  std::string name;
  std::vector<CellChange> cells;
  std::optional<Problem> conflict;
};

class RosterBatch {
 public:
  // as_of: the business date; county_of: internal id of the county of a 12-digit code.
  RosterBatch(Store& store, const Scope& scope, const Lookups& lookups, Date as_of);

  // Looks the rows up and says what would happen; with `work` also writes it there.
  Result<std::vector<Planned>> Run(std::vector<RosterRow>& rows, UnitOfWork* work);

 private:
  struct Known {
    std::int64_t county_id;
    Uuid person_id;
  };
  struct Loaded {
    Person person;
    std::optional<Spell> spell;
    std::optional<Intention> intention;
    std::vector<Spell> past;
  };
  Status LookUp(std::vector<RosterRow>& rows);
  Status LoadPeople();
  Status LoadHouseholds(const std::vector<RosterRow>& rows);
  Result<Planned> One(const RosterRow& row, UnitOfWork* work);
  Result<Planned> AddNew(const RosterRow& row, UnitOfWork* work);
  Status AskSteward(const Loaded& loaded, const RosterRow& row, UnitOfWork& work);
  Result<Planned> ChangeKnown(const RosterRow& row, Loaded& loaded, UnitOfWork* work);
  Status Attach(Person& person, const std::string& head_name, UnitOfWork* work);
  void WriteSpell(const RosterRow& row, const Person& person, Spell& spell) const;
  Spell NewSpell(const Person& person) const;
  // The current employment of somebody who is away, changed or begun.
  void FillSpell(const RosterRow& row, const Person& person, std::optional<Spell>& spell) const;
  // The employment that is over, of somebody who is back; nothing when it is known or the row does not speak of one.
  std::optional<Spell> PastSpell(const RosterRow& row, const Person& person, const std::vector<Spell>& known) const;
  Date SinceAfter(const RosterRow& row, const Spell& past) const;
  Result<std::int64_t> CountyOf(std::int64_t code);

  Store& store_;
  Scope scope_;
  const Lookups& lookups_;
  Date as_of_;
  std::unordered_map<std::string, Known> known_;                     // by index of the number
  std::unordered_map<std::string, Loaded> loaded_;                   // by person id bytes
  std::map<std::pair<std::int64_t, std::string>, Uuid> households_;  // by county, number
  std::unordered_map<std::int64_t, std::int64_t> counties_;          // code of the county -> id
  std::vector<std::pair<std::string, Known>> new_identities_;
  std::int64_t new_shown_ = 0;               // new people of a check whose cells the preview shows
  std::unordered_set<std::string> touched_;  // people changed by earlier rows of the file
};

}  // namespace gq::imports
