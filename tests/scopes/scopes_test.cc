// Who may do what: every route × every role × inside and outside of the role's scope, as rows of
// modules/*/cases/scopes.case; and what answers hold: no row from outside, no whole number, no group that D7 keeps from
// a side.
//
//   role ... | METHOD path | inside: 200 | outside: 404
//
// Several roles may share a row; "*" is every role that no other row of the route names; outside "-" where a request
// names nothing. The same answers are checked against the OpenAPI document (schema_checker.h): a route whose bodies are
// not described fails. A route or a role without a row fails. Rows that are wanted but not there yet are written as
// they are and say so in a comment.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <set>

#include "kits/codes/code_tables.h"
#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "kits/store/list_query.h"
#include "kits/xlsx/workbook.h"
#include "modules/org/roles.h"
#include "modules/people/visibility.h"
#include "tests/scopes/schema_checker.h"
#include "tests/scopes/world.h"

namespace gq::scopes {
namespace {

namespace fs = std::filesystem;

std::string Trim(const std::string& text) {
  const auto from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
  return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

std::vector<std::vector<std::string>> ReadCases(const fs::path& path, std::size_t columns) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells;
    std::size_t at = 0;
    while (cells.size() + 1 < columns && line.find('|', at) != std::string::npos) {
      const auto end = line.find('|', at);
      cells.push_back(Trim(line.substr(at, end - at)));
      at = end + 1;
    }
    cells.push_back(Trim(line.substr(at)));
    EXPECT_EQ(cells.size(), columns) << path << ": " << line;
    if (cells.size() == columns) rows.push_back(std::move(cells));
  }
  return rows;
}

struct Wanted {
  int inside = 0, outside = 0;  // 0: does not apply
};
using Table = std::map<std::pair<std::string, std::string>, Wanted>;  // (route, role)

int StatusOf(const std::string& cell, const std::string& side) {
  EXPECT_EQ(cell.rfind(side + ":", 0), 0U) << cell;
  const std::string text = Trim(cell.substr(side.size() + 1));
  return text == "-" ? 0 : std::stoi(text);
}

Table ReadTable(const std::vector<std::string>& roles) {
  Table table;
  std::map<std::string, Wanted> others;
  for (const auto& module : fs::directory_iterator("modules")) {
    const auto path = module.path() / "cases" / "scopes.case";
    if (!fs::exists(path)) continue;
    for (const auto& row : ReadCases(path, 4)) {
      const Wanted wanted{StatusOf(row[2], "inside"), StatusOf(row[3], "outside")};
      std::istringstream names(row[0]);
      for (std::string name; names >> name;) {
        if (name == "*") {
          EXPECT_TRUE(others.emplace(row[1], wanted).second) << path << ": two rows * for " << row[1];
          continue;
        }
        EXPECT_NE(std::find(roles.begin(), roles.end(), name), roles.end()) << path << ": no role " << name;
        EXPECT_TRUE(table.emplace(std::pair(row[1], name), wanted).second)
            << path << ": two rows for " << name << ", " << row[1];
      }
    }
  }
  for (const auto& [route, wanted] : others) {
    for (const auto& role : roles) table.emplace(std::pair(route, role), wanted);
  }
  return table;
}

std::string Fill(std::string text, Targets targets) {
  targets["line"] = "\n";
  for (const auto& [name, value] : targets) {
    const std::string marker = "{" + name + "}";
    for (auto at = text.find(marker); at != std::string::npos; at = text.find(marker))
      text.replace(at, marker.size(), value);
  }
  return text;
}

class ScopesTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  // Requests that write have a world of their own, so that the others find it as it was made.
  World& world() {
    static std::map<std::pair<db::Dialect, bool>, std::unique_ptr<World>> worlds;
    auto& slot = worlds[{GetParam(), writes_}];
    if (slot == nullptr) slot = std::make_unique<World>(GetParam());
    return *slot;
  }
  bool writes_ = false;
  void ExpectNoSecrets(const Answer& answer, const std::string& what) {
    for (const auto& secret : world().Secrets()) {
      EXPECT_EQ(answer.body.find(secret), std::string::npos)
          << what << " shows a whole number: " << answer.body.substr(0, 400);
    }
  }
  std::set<std::string> Names(const std::string& text) {
    std::set<std::string> found;
    for (const auto& [key, somebody] : world().people()) {
      if (text.find(somebody.person.name) != std::string::npos) found.insert(somebody.person.name);
    }
    return found;
  }
  // Whom the role sees, as written down in world.cc.
  std::set<std::string> SeenBy(const std::string& role) {
    std::set<std::string> seen;
    for (const auto& [key, somebody] : world().people()) {
      if (std::find(somebody.seen_by.begin(), somebody.seen_by.end(), role) != somebody.seen_by.end())
        seen.insert(somebody.person.name);
    }
    return seen;
  }
};

struct Request {
  std::string target, body;
  bool names_something;
};

std::map<std::string, Request> ReadRequests() {
  std::map<std::string, Request> requests;
  const std::regex variable(
      "\\{(person|person_name|spell|household|employer|post|job|run|unit|division|office|member|grant|period|change|"
      "transfer|comparison|review|plan|offer|claim|submitted_claim|reviewed_claim|shown_claim|approved_claim|evidence|"
      "notice|objection|batch|released_batch|what_if|spare_what_if|draft|spare_draft|ready_draft|returned_draft|"
      "proposed_draft)\\}");
  for (const auto& row : ReadCases("tests/scopes/requests.case", 3))
    requests[row[0]] = {row[1], row[2], std::regex_search(row[1] + row[2], variable)};
  return requests;
}

TEST_P(ScopesTest, EveryRouteAndRoleAnswersAsTheTableSays) {
  writes_ = true;
  const auto requests = ReadRequests();
  const Table table = ReadTable(world().roles());
  ASSERT_EQ(world().roles().size(), org::Roles().size()) << "a role without an account in world.cc";
  const bool print = std::getenv("GQ_SCOPES_PRINT") != nullptr;
  const SchemaChecker checker(api::OpenApi(world().router()));
  std::set<std::string> routes, checked;
  for (const auto& route : world().router().routes()) {
    const std::string name = route.method + " " + route.path;
    routes.insert(name);
    const auto request = requests.find(name);
    if (request == requests.end()) {
      ADD_FAILURE() << name << ": no line in tests/scopes/requests.case";
      continue;
    }
    std::map<std::string, std::string> observed;
    for (const auto& role : world().roles()) {
      const auto row = table.find({name, role});
      EXPECT_NE(row, table.end()) << name << ", " << role << ": no row in modules/*/cases/scopes.case";
      std::string shown = "|";
      for (const bool inside : {true, false}) {
        if (!inside && !request->second.names_something) continue;
        world().PutBack(role);
        const Targets targets = world().TargetsOf(role, inside);
        const Answer answer = world().Call(role, route.method, Fill(request->second.target, targets),
                                           Fill(request->second.body, targets));
        shown += (inside ? " inside: " : " | outside: ") + std::to_string(answer.status);
        if (row != table.end()) {
          EXPECT_EQ(answer.status, inside ? row->second.inside : row->second.outside)
              << name << ", " << role << (inside ? ", inside: " : ", outside: ") << answer.body.substr(0, 300);
        }
        for (const auto& fault :
             checker.CheckAnswer(route.method, route.path, answer.status, answer.content_type, answer.body)) {
          ADD_FAILURE() << name << ", " << role << ", answer " << answer.status << ": " << fault;
        }
        if (answer.status < 400) {
          checked.insert(name);
          for (const auto& fault :
               route.upload ? std::vector<std::string>()
                            : checker.CheckRequest(route.method, route.path, Fill(request->second.body, targets))) {
            ADD_FAILURE() << name << ", request: " << fault;
          }
        }
        if (route.path.find("/reveal") == std::string::npos)
          ExpectNoSecrets(answer, std::string(name).append(", ").append(role));
        // What is refused names nobody.
        if (answer.status >= 400) {
          EXPECT_TRUE(Names(answer.body).empty()) << name << ", " << role << ": " << answer.body;
        }
      }
      if (!request->second.names_something) {
        shown += " | outside: -";
        if (row != table.end()) {
          EXPECT_EQ(row->second.outside, 0) << name << " names nothing: outside must be -";
        }
      }
      observed[shown] += (observed[shown].empty() ? "" : " ") + role;
    }
    if (print) {
      for (const auto& [shown, who] : observed) std::cerr << "ROW " << who << " | " << name << " " << shown << "\n";
    }
  }
  for (const auto& [name, request] : requests) EXPECT_EQ(routes.count(name), 1U) << name << " is no route any more";
  // Refused to everybody in the small world: nobody is merged, nobody bears the number. Their answers are Version's;
  // modules_people_sharing_test and modules_requests_test run the services.
  for (const char* name : {"POST /api/people/{id}/unmerge", "POST /api/transfers"}) checked.insert(name);
  for (const auto& name : routes)
    EXPECT_EQ(checked.count(name), 1U) << name << ": no role had an answer that could be checked";
  // What the table does not ask for: a refusal with details, a month that has been worked.
  for (const auto& [path, target] : {std::pair<const char*, const char*>{"/api/people", "/api/people?nonsense=1"},
                                     {"/api/months/{period}", "/api/months/2026-06"}}) {
    const Answer answer = world().Call("county_officer", "GET", target);
    for (const auto& fault : checker.CheckAnswer("GET", path, answer.status, answer.content_type, answer.body))
      ADD_FAILURE() << target << ": " << fault;
  }
  // Bodies of the two above; what a batch leaves out, what a receipt gets wrong, whom an employer's claim counts:
  // modules_claims_test has them; the registries that agree on a number: modules_sources_runs_test.
  const std::set<std::string> refused = {"Reason",         "TransferNew",  "LeftOut",
                                         "ReceiptProblem", "CountedStaff", "ReviewAgreeing"};
  for (const auto& name : checker.Unseen()) {
    if (refused.count(name) == 1) continue;
    ADD_FAILURE() << name << ": no answer held one: world.cc should have something to show";
  }
  for (const auto& [key, wanted] : table)
    EXPECT_EQ(routes.count(key.first), 1U) << key.first << " is no route any more";
}

// Every type that a route or a shape names is described, and every answer has a type: see CONTRIBUTING.md, "A route and
// its schema".
TEST(OpenApiTest, EveryBodyIsDescribed) {
  World world(db::Dialect::kSqlite);
  std::vector<std::string> missing;
  const std::string text = api::OpenApi(world.router(), &missing);
  for (const auto& name : missing) ADD_FAILURE() << "no shape and no record type: " << name;
  std::set<std::string> operations;
  for (const auto& route : world.router().routes()) {
    const std::string name = route.method + " " + route.path;
    const bool writes = route.method == "POST" || route.method == "PUT" || route.method == "PATCH";
    EXPECT_TRUE(!route.response_schema.empty() || !route.response_content.empty() || route.success == 204)
        << name << ": no .response_schema and no .response_content";
    EXPECT_TRUE(route.method != "PUT" && route.method != "PATCH" ? true : !route.request_schema.empty() || route.upload)
        << name << ": no .request_schema";
    EXPECT_TRUE(writes || route.request_schema.empty()) << name << ": only a request that writes has a body";
  }
  const auto document = json::Parse(text, {.bytes_max = std::size_t{8} << 20, .depth_max = 64});
  ASSERT_TRUE(document);
  const auto paths = *document->root().Find("paths")->Members();
  for (const auto& [path, methods] : paths) {
    const auto members = *methods.Members();
    for (const auto& [method, operation] : members) {
      EXPECT_TRUE(operations.insert(*operation.Find("operationId")->Text()).second)
          << method << " " << path << ": operationId is taken";
    }
  }
  EXPECT_EQ(operations.size(), world.router().routes().size());
}

// The checker finds what it is there for.
TEST(OpenApiTest, TheCheckerRefusesWrongBodies) {
  World world(db::Dialect::kSqlite);
  const SchemaChecker checker(api::OpenApi(world.router()));
  const auto faults = [&](const std::string& body) {
    return checker.CheckAnswer("GET", "/api/people/count", 200, "application/json", body).size();
  };
  EXPECT_EQ(faults(R"({"count":1,"exact":true})"), 0U);
  EXPECT_EQ(faults(R"({"count":1,"exact":true,"as_of":"2026-08-21T01:02:03Z"})"), 0U);
  EXPECT_EQ(faults(R"({"count":1})"), 1U);
  EXPECT_EQ(faults(R"({"count":"1","exact":true})"), 1U);
  EXPECT_EQ(faults(R"({"count":null,"exact":true})"), 1U);
  EXPECT_EQ(faults(R"({"count":1.5,"exact":true})"), 1U);
  EXPECT_EQ(faults(R"({"count":1,"exact":true,"more":1})"), 1U);
  EXPECT_EQ(faults(R"({"count":1,"exact":true,"as_of":"yesterday"})"), 1U);
  EXPECT_EQ(faults(R"([])"), 1U);
  EXPECT_EQ(
      checker.CheckAnswer("GET", "/api/people/count", 201, "application/json", R"({"count":1,"exact":true})").size(),
      1U);
  EXPECT_EQ(checker.CheckAnswer("GET", "/api/people/count", 200, "text/csv", "1").size(), 1U);
  EXPECT_EQ(checker.CheckAnswer("GET", "/api/nowhere", 200, "application/json", "{}").size(), 1U);
  EXPECT_EQ(checker.CheckRequest("POST", "/api/people/{id}/reveal", R"({"field":"phone","purpose":"visit"})").size(),
            0U);
  EXPECT_EQ(checker.CheckRequest("POST", "/api/people/{id}/reveal", R"({"field":"name","purpose":"visit"})").size(),
            1U);
  EXPECT_EQ(checker.CheckRequest("PATCH", "/api/posts/{id}", R"({"note":"x"})").size(), 1U);
  EXPECT_EQ(checker.CheckRequest("PATCH", "/api/posts/{id}", R"({"version":1,"state":"open"})").size(), 1U);
}

// What the document offers as a filter or an order is taken by the list.
TEST(OpenApiTest, EveryParameterOfAListIsTaken) {
  World world(db::Dialect::kSqlite);
  const std::map<std::string, std::string> samples = {{"integer", "1"},
                                                      {"date", "2026-08-21"},
                                                      {"month", "2026-08"},
                                                      {"bool", "true"},
                                                      {"uuid", world.people().at("away").person.id.ToString()},
                                                      {"text", "1"}};
  // Of a coded field the first code of its table; a figure of a month; else one of the parameter's type.
  const auto sample = [&](const RecordType& type, const http::QueryParameter& parameter) {
    const Field* field = type.FindField(parameter.name);
    if (field != nullptr && !field->codes.empty()) return GetCodeTable(field->codes).All().front().code;
    if (parameter.name == "figure") return std::string("0:2026-08:") + GetCodeTable("month_figure").All().front().code;
    return samples.at(parameter.type);
  };
  int asked = 0;
  for (const auto& [path, type] : std::map<std::string, const RecordType*>{{"/api/people", &kPerson},
                                                                           {"/api/people/count", &kPerson},
                                                                           {"/api/households", &kHousehold},
                                                                           {"/api/spells/count", &kSpell},
                                                                           {"/api/employers", &kEmployer},
                                                                           {"/api/posts", &kPost},
                                                                           {"/api/posts/count", &kPost}}) {
    const auto* route = world.router().Find("GET", path).route;
    ASSERT_NE(route, nullptr);
    for (const auto& parameter : route->query) {
      std::vector<std::string> values;
      if (parameter.name == "region") {
        values = {"433124000000"};
      } else if (parameter.type[0] == '=') {
        for (std::size_t at = 1; at <= parameter.type.size();) {
          const auto end = std::min(parameter.type.find('|', at), parameter.type.size());
          values.push_back(parameter.type.substr(at, end - at));
          at = end + 1;
        }
      } else if (parameter.name.ends_with(".in")) {
        for (const auto& plain : route->query) {
          if (plain.name + ".in" == parameter.name) values = {sample(*type, plain)};
        }
      } else {
        values = {sample(*type, parameter)};
      }
      for (const auto& value : values) {
        const Answer answer =
            world.Call("county_officer", "GET", path + "?" + parameter.name + "=" + http::EncodePercent(value));
        EXPECT_EQ(answer.status, 200) << path << "?" << parameter.name << "=" << value << ": " << answer.body;
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 200);
}

TEST_P(ScopesTest, WithoutASessionOnlyPublicRoutesAnswer) {
  const auto requests = ReadRequests();
  const std::set<std::string> open = {"POST /api/session", "GET /api/demo-accounts", "GET /api/openapi.json",
                                      "GET /api/public/notices"};
  for (const auto& route : world().router().routes()) {
    const std::string name = route.method + " " + route.path;
    EXPECT_EQ(route.permission == http::kPublic, open.count(name) == 1) << name;
    if (open.count(name) == 1) continue;
    const Targets targets = world().TargetsOf("county_officer", true);
    const auto answer =
        world().Call("", route.method, Fill(requests.at(name).target, targets), Fill(requests.at(name).body, targets));
    EXPECT_EQ(answer.status, 401) << name;
  }
}

// A one-time password signs in, and nothing works before it is changed.
TEST_P(ScopesTest, AOneTimePasswordOpensNothingElse) {
  writes_ = true;
  world().PutBack("county_officer");
  {
    const auto lease = MaintenanceAccess(world().store()).database().Write();
    ASSERT_TRUE((*lease)->Execute("UPDATE account SET password_due = 1 WHERE account = 'county_officer'", {}));
  }
  const auto requests = ReadRequests();
  for (const auto& route : world().router().routes()) {
    if (route.permission == http::kPublic || route.path.rfind("/api/session", 0) == 0) continue;
    const auto& request = requests.at(route.method + " " + route.path);
    const Targets targets = world().TargetsOf("county_officer", true);
    const auto answer =
        world().Call("county_officer", route.method, Fill(request.target, targets), Fill(request.body, targets));
    EXPECT_EQ(answer.code, "auth.password_due") << route.method << " " << route.path;
  }
  EXPECT_NE(world().Call("county_officer", "GET", "/api/session").body.find("\"password_due\":true"),
            std::string::npos);
  const char* body = "{\"old_password\":\"a long password\",\"new_password\":\"a new password\"}";
  EXPECT_EQ(world().Call("county_officer", "POST", "/api/session/password", body).status, 204);
  EXPECT_EQ(world().Call("county_officer", "GET", "/api/people").status, 200);
}

// List, count, search and export show exactly whom the role sees: written down person by person in world.cc.
TEST_P(ScopesTest, ListsCountsSearchAndExportStayInside) {
  for (const auto& role : world().roles()) {
    const Scope scope = world().ScopeOfRole(role);
    world().PutBack(role);
    const auto seen = scope.May("people.read") ? SeenBy(role) : std::set<std::string>();
    const Answer list = world().Call(role, "GET", "/api/people?size=200");
    const Answer count = world().Call(role, "GET", "/api/people/count");
    if (scope.May("people.read")) {
      EXPECT_EQ(Names(list.body), seen) << role;
      EXPECT_NE(count.body.find("\"count\":" + std::to_string(seen.size()) + ","), std::string::npos)
          << role << count.body;
      EXPECT_EQ(Names(world().Call(role, "GET", "/api/people?size=200&sort=-name").body), seen) << role;
    } else {
      EXPECT_EQ(list.status, 403) << role;
      EXPECT_EQ(count.status, 403) << role;
    }
    ExpectNoSecrets(list, "list, " + role);
    const Answer spells = world().Call(role, "GET", "/api/spells?size=200");
    for (const auto& name : Names(spells.body)) EXPECT_EQ(seen.count(name), 1U) << role << " sees a spell of " << name;
    const Answer households = world().Call(role, "GET", "/api/households?size=200");
    for (const auto& name : Names(households.body))
      EXPECT_EQ(seen.count(name), 1U) << role << " sees the household of " << name;
    for (const auto& [key, somebody] : world().people()) {
      const std::set<std::string> expected =
          seen.count(somebody.person.name) > 0 ? std::set<std::string>{somebody.person.name} : std::set<std::string>{};
      for (const auto& q : {somebody.person.name, somebody.id_number, somebody.phone, somebody.id_number.substr(14),
                            somebody.phone.substr(7)}) {
        const Answer found = world().Call(role, "GET", "/api/search?q=" + http::EncodePercent(q));
        for (const auto& name : Names(found.body)) EXPECT_EQ(seen.count(name), 1U) << role << " finds " << name;
        // Employers and brokers do not find by number what they are shown from a contract on at best.
        const bool by_number = q.size() > 11 && q == somebody.id_number && scope.home.empty() && scope.work.empty();
        if (q.size() > 4) {
          EXPECT_EQ(Names(found.body), by_number ? std::set<std::string>() : expected) << role << " looks for " << key;
        }
        ExpectNoSecrets(found, "search, " + role);
      }
      // A region outside of the scope adds nobody.
      const Answer there = world().Call(
          role, "GET",
          "/api/people?size=200&region=" + std::to_string(somebody.person.home_code / 1'000'000 * 1'000'000));
      for (const auto& name : Names(there.body)) EXPECT_EQ(seen.count(name), 1U) << role << " lists " << name;
    }
    // What a role may not list it does not find either.
    for (const auto& [permission, q] :
         {std::pair<const char*, const char*>{"employers.read", "某单位"}, {"posts.read", "缝纫工"}}) {
      const Answer found = world().Call(role, "GET", "/api/search?q=" + http::EncodePercent(q));
      EXPECT_EQ(found.body.find(q) != std::string::npos, scope.May(permission))
          << role << ", " << permission << found.body;
    }
    const Answer exported = world().Call(
        role, "GET", "/api/people/export?columns=name,phone,bank_account,spouse_number,health,target_group");
    EXPECT_EQ(exported.status, scope.May("export") ? 200 : 403) << role;
    if (exported.file.empty()) continue;
    const auto book = xlsx::Workbook::Open(exported.file);
    ASSERT_TRUE(book) << book.error().ToString();
    auto sheet = book->OpenSheet(0);
    ASSERT_TRUE(sheet);
    std::string text;
    xlsx::Row row;
    while (*sheet->Next(row)) {
      for (const auto& cell : row.cells) text += std::string(cell.text) + "\n";
    }
    EXPECT_EQ(Names(text), seen) << role;
    for (const auto& secret : world().Secrets())
      EXPECT_EQ(text.find(secret), std::string::npos) << role << ": export shows a whole number";
    EXPECT_EQ(text.find("慢性病") != std::string::npos || text.find("\n30\n") != std::string::npos, !scope.home.empty())
        << role << ": health in an export\n"
        << text;
  }
}

std::set<std::string> Keys(const json::Node& object) {
  std::set<std::string> keys;
  const auto members = object.Members();
  EXPECT_TRUE(members);
  for (const auto& [name, node] : *members) {
    if (node.type() != json::Node::Type::kNull) keys.insert(std::string(name));
  }
  return keys;
}

// The guard keeps who asks for a second: a lock of the account counts at once all the same.
TEST_P(ScopesTest, WhoIsLockedIsOutAtOnce) {
  const auto ask = [&] { return world().Call("county_officer", "GET", "/api/session").status; };
  const auto set = [&](const char* state) {
    const auto lease = MaintenanceAccess(world().store()).database().Write();
    ASSERT_TRUE(lease);
    ASSERT_TRUE((*lease)->Execute("UPDATE account SET state = ?1 WHERE account = 'county_officer'", {state}));
  };
  EXPECT_EQ(ask(), 200);
  EXPECT_EQ(ask(), 200);
  set("locked");
  EXPECT_EQ(ask(), 401);
  set("active");
  EXPECT_EQ(ask(), 200);
}

// D7: from departure the destination sees name, phone and placement, never household, health, family or money; before,
// nobody.
TEST_P(ScopesTest, DestinationSeesWhatD7GivesIt) {
  const auto& away = world().people().at("away");
  for (const std::string role : {"destination_officer", "station"}) {
    world().PutBack(role);
    const Answer file = world().Call(role, "GET", "/api/people/" + away.person.id.ToString());
    ASSERT_EQ(file.status, 200);
    const auto document = json::Parse(file.body);
    ASSERT_TRUE(document);
    const auto person = document->root().Find("person");
    ASSERT_TRUE(person);
    const auto keys = Keys(*person);
    for (const char* key : {"name", "phone", "sex", "id_number", "employment"})
      EXPECT_EQ(keys.count(key), 1U) << role << ": " << key;
    for (const auto& field : kPerson.fields) {
      const bool hidden = field.group == group::kHousehold || field.group == group::kHealth ||
                          field.group == group::kFamily || field.group == group::kMoney ||
                          field.group == group::kRecord;
      if (hidden) {
        EXPECT_EQ(keys.count(std::string(field.name)), 0U) << role << ": " << field.name;
      }
    }
    EXPECT_NE(file.body.find("\"household\":null"), std::string::npos) << role;
    for (const char* path : {"/api/people?size=200", "/api/households?size=200"}) {
      const Answer list = world().Call(role, "GET", path);
      for (const char* hidden : {"\"health\":\"", "\"target_group\":\"", "1234567", "\"bank_account\"", "备注"}) {
        EXPECT_EQ(list.body.find(hidden), std::string::npos) << role << ", " << path << ": " << hidden;
      }
    }
    // What is not shown cannot be asked for either: a filter would tell it.
    for (const char* filter : {"health=30", "target_group=lifted", "household_number=H1"}) {
      EXPECT_TRUE(Names(world().Call(role, "GET", std::string("/api/people?") + filter).body).empty())
          << role << " filters by " << filter;
      const Answer count = world().Call(role, "GET", std::string("/api/people/count?") + filter);
      EXPECT_TRUE(count.status != 200 || count.body.find("\"count\":0,") != std::string::npos)
          << role << " counts by " << filter << count.body;
    }
    for (const char* key : {"at_home", "next_village", "other_province", "elsewhere"}) {
      const auto& other = world().people().at(key);
      EXPECT_EQ(world().Call(role, "GET", "/api/people/" + other.person.id.ToString()).status, 404)
          << role << ", " << key;
    }
    const Answer id_number = world().Call(role, "POST", "/api/people/" + away.person.id.ToString() + "/reveal",
                                          "{\"field\":\"bank_account\",\"purpose\":\"contact\"}");
    EXPECT_EQ(id_number.status, 403) << role;
    const Answer phone = world().Call(role, "POST", "/api/people/" + away.person.id.ToString() + "/reveal",
                                      "{\"field\":\"phone\",\"purpose\":\"contact\"}");
    EXPECT_NE(phone.body.find(away.phone), std::string::npos) << role << phone.body;
  }
}

// Role by role and stage by stage, the person's file holds the groups that visibility.case gives, and nothing else.
TEST_P(ScopesTest, EverySideAndStageSeesItsGroups) {
  writes_ = true;
  std::map<std::string, std::set<std::string>> sees;  // key -> stands
  for (const auto& row : ReadCases("modules/people/cases/visibility.case", 2)) {
    std::istringstream stands(row[1]);
    for (std::string stand; stands >> stand;) sees[row[0]].insert(stand);
  }
  const std::set<std::string> current = {"work_code", "tier", "employer_name", "post_name", "wage_fen"};
  const auto& away = world().people().at("away");
  const std::string path = "/api/people/" + away.person.id.ToString();
  for (const auto& row : ReadCases("modules/people/cases/stages.case", 3)) {
    const std::string role = row[0], stage = row[1], stand = row[2];
    world().PutBack(role);
    world().PutStage("away", stage);
    const Answer file = world().Call(role, "GET", path);
    if (stand == "nobody") {
      EXPECT_EQ(file.status, 404) << role << ", " << stage;
      continue;
    }
    ASSERT_EQ(file.status, 200) << role << ", " << stage;
    world().PutBack("county_officer");
    world().PutStage("away", stage);
    const Answer whole = world().Call("county_officer", "GET", path);
    const auto own = json::Parse(file.body), full = json::Parse(whole.body);
    ASSERT_TRUE(own && full);
    const auto person = own->root().Find("person"), all = full->root().Find("person");
    ASSERT_TRUE(person && all);
    const auto shown = Keys(*person), known = Keys(*all);
    for (const auto& field : kPerson.fields) {
      const std::string name(field.name);
      if (known.count(name) == 0 || name == "id" || name == "county_id" || name == "version" || name == "created_at" ||
          name == "updated_at")
        continue;
      const std::string key = sees.count(name) == 1      ? name
                              : !field.group.empty()     ? std::string(field.group)
                              : current.count(name) == 1 ? "current"
                                                         : "system";
      EXPECT_EQ(shown.count(name), sees.at(key).count(stand)) << role << ", " << stage << ": " << name;
    }
    EXPECT_EQ(shown.count("id_number"), sees.at("id_number").count(stand)) << role << ", " << stage;
    ExpectNoSecrets(file, std::string(role).append(", ").append(stage));
  }
  world().PutBack("county_officer");
  world().PutStage("away", "contract");
}

// The home side sees those groups, masked: otherwise the test above would pass on an empty answer.
TEST_P(ScopesTest, HomeSeesTheWholeFileMasked) {
  world().PutBack("county_officer");
  const auto& away = world().people().at("away");
  const Answer file = world().Call("county_officer", "GET", "/api/people/" + away.person.id.ToString());
  for (const char* shown : {"\"health\":\"30\"", "\"target_group\":\"lifted\"", "1234567", "备注"})
    EXPECT_NE(file.body.find(shown), std::string::npos) << shown;
  EXPECT_NE(file.body.find("433***************"), std::string::npos);
  // Imported people name a place only: the form begins with its unit all the same.
  EXPECT_FALSE(away.person.home_unit);
  const auto unit = org::FindUnitByCode(world().store(), away.person.home_code);
  EXPECT_NE(file.body.find("\"home_unit\":" + std::to_string((*unit)->id)), std::string::npos) << file.body;
  EXPECT_NE(file.body.find(away.phone.substr(0, 3) + "****" + away.phone.substr(7)), std::string::npos);
  ExpectNoSecrets(file, "file");
}

// A reveal needs the permission, a purpose, and leaves a line that the county reads.
TEST_P(ScopesTest, EveryRevealIsRecorded) {
  world().PutBack("county_officer");
  const auto& away = world().people().at("away");
  const std::string path = "/api/people/" + away.person.id.ToString();
  EXPECT_EQ(
      world().Call("county_officer", "POST", path + "/reveal", "{\"field\":\"id_number\",\"purpose\":\"\"}").status,
      422);
  const Answer any =
      world().Call("county_officer", "POST", path + "/reveal", "{\"field\":\"id_number\",\"purpose\":\"bla bla\"}");
  EXPECT_EQ(any.status, 422);
  EXPECT_EQ(any.body.find(away.id_number), std::string::npos);
  EXPECT_EQ(world()
                .Call("county_officer", "GET", "/api/audit/access?person=" + away.person.id.ToString())
                .body.find("bla bla"),
            std::string::npos);
  const Answer shown =
      world().Call("county_officer", "POST", path + "/reveal", "{\"field\":\"id_number\",\"purpose\":\"verify\"}");
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find(away.id_number), std::string::npos);
  const Answer log = world().Call("county_officer", "GET", "/api/audit/access?person=" + away.person.id.ToString());
  EXPECT_NE(log.body.find("\"verify\""), std::string::npos) << log.body;
  EXPECT_EQ(log.body.find(away.id_number), std::string::npos);
}

// 审计: events are found by person, by who did it, by kind and by day, and say names.
TEST_P(ScopesTest, EventsAreFoundByPersonActorKindAndDay) {
  writes_ = true;
  world().PutBack("county_officer");
  const auto& away = world().people().at("away");
  const std::string id = away.person.id.ToString();
  ASSERT_EQ(world()
                .Call("county_officer", "POST", "/api/people/" + id + "/reveal",
                      "{\"field\":\"phone\",\"purpose\":\"contact\"}")
                .status,
            200);
  const std::string chain = "/api/events?chain=" + std::to_string(away.person.county_id);
  const auto rows = [&](const std::string& more) {
    const Answer answer = world().Call("county_officer", "GET", chain + more);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::Parse(answer.body)->root().Get("rows")->Items()->size();
  };
  const Answer found = world().Call("county_officer", "GET", chain + "&kind=person.reveal&person=" + id);
  const auto document = json::Parse(found.body);
  const auto items = document->root().Get("rows")->Items();
  ASSERT_FALSE(items->empty()) << found.body;
  EXPECT_EQ(*items->front().Get("subject_name")->Text(), away.person.name);
  EXPECT_EQ(*items->front().Get("actor_name")->Text(), "某某");
  EXPECT_EQ(*items->front().Get("actor")->Text(), "county_officer");
  for (const auto& item : *items) EXPECT_EQ(*item.Get("subject_id")->Text(), id);
  const std::string today = world().store().Now().DateInShanghai().ToString();
  EXPECT_GE(rows("&by=county_officer"), items->size());
  EXPECT_GE(rows("&by=" + http::EncodePercent("某某")), items->size());
  EXPECT_EQ(rows("&by=nobody"), 0U);
  EXPECT_EQ(rows("&kind=person.reveal&person=" + id + "&from=" + today + "&to=" + today), items->size());
  EXPECT_EQ(rows("&to=2020-01-01"), 0U);
  EXPECT_EQ(rows("&person=" + world().people().at("at_home").person.id.ToString() + "&kind=person.reveal"), 0U);
  EXPECT_EQ(world().Call("county_officer", "GET", chain + "&from=yesterday").status, 422);
  // The timeline names people too.
  const Answer timeline = world().Call("county_officer", "GET", "/api/people/" + id + "/timeline");
  EXPECT_NE(timeline.body.find("\"actor_name\":\"某某\""), std::string::npos) << timeline.body;
}

INSTANTIATE_TEST_SUITE_P(Databases, ScopesTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::scopes
