// The registration table: what the server offers, to whom, and how much of it.
//
//   Router router;
//   router.Add({.method = "GET", .path = "/api/people/{id}", .permission = "people.read", .mask_level = 2,
//               .summary = "一人一档", .response_schema = "PersonFile", .handler = [&](const Request& request) { ...
//               }});
//   router.Describe(PersonShapes());  // what "PersonFile" looks like (kits/http/shape.h)
//
// Routes are data: the OpenAPI document and the tests of who may do what read routes(). A route without a permission
// is refused at registration, so nothing becomes public by forgetting; say kPublic when it is meant.
// Thread-safety: Add before the server starts; afterwards the router is only read.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kits/http/request.h"
#include "kits/http/response.h"
#include "kits/http/shape.h"

namespace gq::http {

inline constexpr std::string_view kPublic = "public";       // no sign-in: the guard is not asked
inline constexpr std::string_view kSignedIn = "signed_in";  // anybody who has signed in

using Handler = std::function<Result<Response>(const Request&)>;

struct QueryParameter {
  std::string name;
  std::string summary;
  bool required = false;
  std::string type = "text";  // as in kits/http/shape.h
};

struct Route {
  std::string method;      // GET, POST, PUT, PATCH, DELETE. HEAD is answered by GET
  std::string path;        // "/api/people/{id}/card.pdf": whole segments in braces match one segment each
  std::string permission;  // kPublic, kSignedIn, or a name that the guard knows: "people.read"
  int mask_level = 1;      // ux.md 2.6: 0 public … 3 full; read by handlers and by the documentation
  std::string summary;     // one line, Chinese
  std::string request_schema, response_schema;  // types as in kits/http/shape.h; empty: no JSON body
  std::string response_content;  // content type of an answer that is not JSON (kPdfType ...); empty: JSON, or nothing
  int success = 200;             // the status of an answer that is no error
  bool may_wait = false;         // answers 202 too, same type: what was asked waits for somebody else's decision
  std::vector<QueryParameter> query;
  std::uint64_t body_bytes_max = std::uint64_t{1} << 20;
  bool upload = false;  // the body goes to a temporary file (Request::upload); the guard is asked before it is read
  std::chrono::milliseconds deadline = std::chrono::seconds(30);  // for waiting in line and working together
  bool inline_handler = false;  // runs on the network thread: only for what takes microseconds and never blocks
  Handler handler;
};

// kBadInput with detail field for a name that the route does not declare: a mistyped condition must not answer as if
// there were none. Asked by the server before the handler.
Status CheckQuery(const Route& route, const std::vector<std::pair<std::string, std::string>>& query);

class Router {
 public:
  // Throws std::logic_error for a missing permission, method or handler, a malformed path, or a route that exists:
  // these are bugs of the table and appear at start.
  void Add(Route route);
  void Add(std::vector<Route> routes);

  // Shapes of bodies. Throws std::logic_error for a name that was described before.
  void Describe(std::vector<Shape> shapes);
  const std::deque<Shape>& shapes() const { return shapes_; }

  // In order of registration.
  const std::deque<Route>& routes() const { return routes_; }

  struct Match {
    const Route* route = nullptr;  // null: see the other two
    std::vector<std::pair<std::string, std::string>> params;
    std::string allowed;  // methods of this path when only the method is wrong ("GET, POST")
  };
  // `path` decoded. Fixed segments win over {parameters}.
  Match Find(std::string_view method, std::string_view path) const;

 private:
  struct Step {
    std::map<std::string, std::unique_ptr<Step>, std::less<>> fixed;
    std::unique_ptr<Step> any;
    std::map<std::string, const Route*, std::less<>> by_method;
  };
  static const Step* Walk(const Step* step, const std::vector<std::string_view>& segments, std::size_t at,
                          std::vector<std::string_view>* values);

  std::deque<Route> routes_;  // addresses stay
  std::deque<Shape> shapes_;
  Step root_;
};

}  // namespace gq::http
