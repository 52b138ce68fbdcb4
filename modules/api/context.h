// What the routes of all modules work with; made once by the server. Thread-safety: all members may be used from any
// thread.
#pragma once

#include <memory>
#include <string>

#include "kits/http/router.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/api/session_cache.h"
#include "modules/org/service.h"

namespace gq::crypto {
class PasswordHasher;
}
namespace gq::jobs {
class Jobs;
}
namespace gq::people {
class NameIndex;
}

namespace gq::api {

struct Context {
  Store& store;
  crypto::PasswordHasher& hasher;
  jobs::Jobs& jobs;
  people::NameIndex& names;
  CodeCheck codes;
  bool demo = false;            // demo accounts are shown on the sign-in page (D11)
  std::string data_folder;      // uploads, month folders; outside of the database
  std::string registry_folder;  // where registries are dropped, a folder a unit (12-digit code) in it; empty: none
  std::unique_ptr<SessionCache> sessions = std::make_unique<SessionCache>();
};

// Who asks; made by the guard for every request that is not public.
class SignedIn : public http::Principal {
 public:
  explicit SignedIn(org::Session s) : session(std::move(s)) {}
  org::Session session;
};
inline const Scope& ScopeOf(const http::Request& request) {
  return static_cast<const SignedIn*>(request.principal())->session.scope;
}

inline constexpr std::string_view kSessionCookie = "gq_session";
// The guard: session cookie -> account -> permission of the route.
Result<std::shared_ptr<const http::Principal>> Guard(Context& context, const http::Route& route,
                                                     const http::Request& request);

// A path parameter that is a UUID; kNotFound otherwise (a malformed id names nothing).
Result<Uuid> IdParam(const http::Request& request, std::string_view name = "id");

// The routes of every module; one line a module in api.cc.
void AddAllRoutes(http::Router& router, Context& context);
void AddOrgRoutes(http::Router& router, Context& context);
void AddAdministrationRoutes(http::Router& router, Context& context);  // units, accounts, grants, passwords
void AddPeopleRoutes(http::Router& router, Context& context);
void AddPersonWriteRoutes(http::Router& router, Context& context);
void AddRecordRoutes(http::Router& router, Context& context);  // lists of households, spells, employers, posts
void AddMetaRoutes(http::Router& router, Context& context);
void AddJobRoutes(http::Router& router, Context& context);
void AddImportRoutes(http::Router& router, Context& context);
void AddSourcesRoutes(http::Router& router, Context& context);  // comparisons and their reviews
void AddMonthRoutes(http::Router& router, Context& context);
void AddHomeRoutes(http::Router& router, Context& context);
void AddRequestRoutes(http::Router& router, Context& context);  // change requests, transfers
void AddOfferRoutes(http::Router& router, Context& context);    // plans of the matching, offers, job cards
void AddRuleDraftRoutes(http::Router& router, Context& context);  // drafts of rules
void AddWhatIfRoutes(http::Router& router, Context& context);   // what-if questions about rules
void AddClaimRoutes(http::Router& router, Context& context);    // claims, evidence, decisions, rules
void AddPaymentRoutes(http::Router& router, Context& context);  // public notices, payment batches
void AddAuditRoutes(http::Router& router, Context& context);

// OpenAPI 3.1 of all routes. `missing` receives the names of types that are used and described nowhere: none, or a test
// fails.
std::string OpenApi(const http::Router& router, std::vector<std::string>* missing = nullptr);
// The parameters of a list of this type, as ParseListQuery reads them (filters, sort, page, size, region), and the
// caller's own.
std::vector<http::QueryParameter> ListParameters(const RecordType& type, std::vector<http::QueryParameter> own = {});
// The same filters without sorting and paging: counts.
std::vector<http::QueryParameter> FilterParameters(const RecordType& type, std::vector<http::QueryParameter> own = {});

}  // namespace gq::api
