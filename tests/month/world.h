// A small store for tests of the month: two origin counties, two destinations, people with spells, and the month as the
// program runs it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kits/codes/region_tree.h"
#include "kits/db/db.h"
#include "kits/store/store.h"
#include "kits/store/unit_of_work.h"
#include "modules/employers/model.h"
#include "modules/imports/lookups.h"
#include "modules/imports/service.h"
#include "modules/jobs/jobs.h"
#include "modules/months/month.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"

namespace gq::month_test {

inline constexpr std::int64_t kHuayuan = 433124110226, kJishou = 433101000000, kAnding = 621102100201,
                              kFuqing = 350181000000, kDongguan = 441900000000;

struct DecisionRow {
  std::string period, rule, outcome, reason, missing;
  std::int64_t amount_fen = 0, due_fen = 0;
};

class World {
 public:
  explicit World(db::Dialect dialect);
  ~World();

  // A person of the target group "lifted", on post.
  Person AddPerson(std::int64_t home, const std::string& name = "石大明");
  std::string NumberOf(const Person& person) const { return numbers_.at(person.id.ToBytes()); }
  Spell AddSpell(const Person& person, std::int64_t work, const char* start, const char* end = nullptr,
                 const std::string& unit = {});
  template <typename T>
  void Update(const T& before, T after) {
    Write([&](UnitOfWork& work) { return work.Update(before, after); });
  }
  template <typename T>
  void Insert(const T& record) {
    Write([&](UnitOfWork& work) { return work.Insert(record); });
  }
  void AddEmployer(const std::string& code, const std::string& base_level);
  void AddPost(const std::string& number, const std::string& unit, std::int64_t reserved_region);
  // Collected and published by a unit.
  void Offer(const std::string& number, std::int64_t unit);
  std::int64_t UnitAt(std::int64_t code);
  // What a comparison of a month saw of social insurance.
  void AddSighting(const Person& person, const char* month, bool insured, const std::string& unit);

  std::string File(const std::string& name, const std::string& text);
  // The claims file: header and one line a claim.
  std::string Claims(const std::vector<std::string>& lines);
  // Runs the month by its job, anew; answers the summary (JSON). Empty claims: no file.
  std::string Month(const char* period, const std::string& claims = {});
  std::vector<DecisionRow> DecisionsOf(const Person& person);
  std::int64_t PaidTo(const Person& person);
  std::int64_t Count(const std::string& sql);

  Store& store() { return *store_; }
  jobs::Jobs& jobs() { return *jobs_; }
  const imports::Lookups& lookups() const { return lookups_; }
  const std::string& folder() const { return folder_; }
  std::string Out(const char* period) const { return folder_ + "/out/" + period; }
  Scope scope;  // of the runner

 private:
  void Write(const std::function<Status(UnitOfWork&)>& change);
  std::string folder_;
  std::unique_ptr<RegionTree> regions_;
  imports::Lookups lookups_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::map<std::string, std::string> numbers_;
  int next_ = 0;
};

}  // namespace gq::month_test
