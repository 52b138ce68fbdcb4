// A small country for the tests of who may do what: two counties of one prefecture, a county of another province, a
// destination, and one account for every role. Handlers are called without a socket, but through the router and the
// guard.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kits/codes/region_tree.h"
#include "kits/crypto/password.h"
#include "kits/db/db.h"
#include "modules/api/context.h"
#include "modules/employers/model.h"
#include "modules/imports/lookups.h"
#include "modules/jobs/jobs.h"
#include "modules/offers/model.h"
#include "modules/people/model.h"
#include "modules/people/name_index.h"
#include "modules/posts/model.h"
#include "modules/requests/model.h"
#include "modules/rule_drafts/model.h"
#include "tests/scopes/claims_world.h"

namespace gq::scopes {

// What the variables of requests.case stand for: {person}, {spell} ... once inside and once outside of a role's scope.
using Targets = std::map<std::string, std::string>;

struct Somebody {
  Person person;
  std::string id_number, phone, bank_account;
  Uuid spell, household;
  std::vector<std::string> seen_by;  // roles, written down by hand in world.cc
};

struct Answer {
  int status = 0;
  std::string body, code;  // code: of the error
  std::string file;        // of a download
  std::string content_type = "application/json";
};

class World {
 public:
  explicit World(db::Dialect dialect);
  ~World();

  // One request with the sign-in of the role's account ("" = nobody).
  Answer Call(const std::string& role, const std::string& method, const std::string& target,
              const std::string& body = {});
  Targets TargetsOf(const std::string& role, bool inside);
  // What requests change is put back: posts are drafts again, the account is signed in again.
  void PutBack(const std::string& role);

  // The spell of a person at a stage of modules/people/cases/stages.case.
  void PutStage(const std::string& key, const std::string& stage);

  const std::vector<std::string>& roles() const { return roles_; }
  const std::map<std::string, Somebody>& people() const { return people_; }
  const http::Router& router() const { return router_; }
  Store& store() { return *store_; }
  jobs::Jobs& jobs() { return *jobs_; }
  const std::string& folder() const { return folder_; }
  const imports::Lookups& lookups() const { return lookups_; }
  Scope ScopeOfRole(const std::string& role);
  // Every whole number that no answer may hold.
  std::vector<std::string> Secrets() const;

 private:
  std::int64_t UnitAt(std::int64_t code);
  void AddDivisions();
  void AddAccounts();
  void AddPerson(const std::string& key, const std::string& name, std::int64_t home, std::int64_t work,
                 std::vector<std::string> seen_by);
  std::int64_t DivisionOf(std::int64_t unit_id);  // the unit, or the division above: what may have offices
  std::int64_t AddOffice(std::int64_t parent_id);
  std::int64_t AddMember(std::int64_t unit_id);
  std::string AddEmployer(std::int64_t unit_id);
  void AddRequests();
  void AddWhatIfs(const Scope& stranger);
  RuleDraft AddDraft(const Scope& scope);
  int drafts_ = 0;
  void AddOffers();
  std::string AddMatchPost(const std::string& number, std::int64_t openings, const std::string& education);
  std::string AddOffer(const std::string& key, const std::string& post, const std::string& state);
  void AddOwnEmployer(std::int64_t unit_id);
  std::string AddPost(std::int64_t unit_id);
  void AddMonthResults(const Somebody& somebody, const Uuid& post);
  std::string AddRun(const Scope& scope, const std::string& name);
  std::string AddJob(const Scope& scope, const std::string& month);
  // A comparison of the people of the scope, with something to decide; answers it and its review.
  std::pair<std::string, std::string> AddComparison(const Scope& scope);

  std::string folder_;
  std::unique_ptr<RegionTree> regions_;
  imports::Lookups lookups_;
  std::unique_ptr<Store> store_;
  crypto::PasswordHasher hasher_{{.passes = 1, .memory_bytes = std::size_t{8} << 20}};
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<people::NameIndex> names_;
  std::unique_ptr<api::Context> context_;
  http::Router router_;
  std::vector<std::string> roles_;
  std::map<std::string, std::int64_t> unit_of_role_;
  std::map<std::string, std::string> tokens_;
  std::string password_hash_;
  std::map<std::string, Somebody> people_;
  std::map<std::pair<std::string, bool>, Targets> targets_;
  std::unique_ptr<ClaimsWorld> claims_;
  std::map<std::string, Targets> claims_of_;  // by the key of the person
  std::string change_, foreign_change_, transfer_, foreign_transfer_;
  std::map<std::string, std::string> offers_, plans_;  // by person, by role
  std::string match_post_, foreign_plan_;
  int next_ = 0;
};

}  // namespace gq::scopes
