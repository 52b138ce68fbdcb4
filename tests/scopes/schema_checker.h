// Checks JSON bodies against the OpenAPI document that the server gives out: the part of JSON Schema that the document
// uses ($ref, type, enum, anyOf, properties, required, additionalProperties, items, format, pattern of months, minimum,
// maximum). A keyword that the checker does not know is a fault, so that nothing in the document goes unchecked; so is
// a member that the schema does not name.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kits/json/reader.h"

namespace gq::scopes {

class SchemaChecker {
 public:
  // The text of /api/openapi.json.
  explicit SchemaChecker(const std::string& openapi);

  // What is wrong with an answer or a request of an operation ("GET", "/api/people"); empty: nothing. An operation or a
  // status that the document does not name is wrong too.
  std::vector<std::string> CheckAnswer(const std::string& method, const std::string& path, int status,
                                       const std::string& content_type, const std::string& body) const;
  std::vector<std::string> CheckRequest(const std::string& method, const std::string& path,
                                        const std::string& body) const;

  // Schemas of the document that no body has been checked against yet: what they say is a promise that nobody has
  // looked at.
  std::vector<std::string> Unseen() const;

 private:
  std::optional<json::Node> Operation(const std::string& method, const std::string& path) const;
  void CheckBody(const json::Node& content, const std::string& body, std::vector<std::string>& faults) const;
  void Check(const json::Node& schema, const json::Node& value, std::vector<std::string>& faults) const;
  void CheckObject(const json::Node& schema, const json::Node& value, std::vector<std::string>& faults) const;

  json::Document document_;
  mutable std::set<std::string> seen_;
};

}  // namespace gq::scopes
