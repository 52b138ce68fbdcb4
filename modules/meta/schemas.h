// Schemas of the OpenAPI document (JSON Schema 2020-12): from shapes (kits/http/shape.h) and from field tables.
//
// A record type "work_card" gives WorkCard (as answers show it: fields of a group may be left out where D7 hides it,
// masked fields are texts), WorkCardNew (what a POST may hold) and WorkCardEdit (what a PATCH may hold: the version,
// and any of the fields). Thread-safety: a value; one thread at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.h"
#include "kits/http/router.h"
#include "kits/json/writer.h"

namespace gq::api {

class Schemas {
 public:
  explicit Schemas(const http::Router& router);

  // The schema of a type; names are written as references and wait for WriteComponents.
  void WriteType(json::Writer& out, std::string_view type);
  // Every schema that was referred to, directly or through others: the members of "components/schemas".
  void WriteComponents(json::Writer& out);
  // Names that were referred to and stand nowhere; complete after WriteComponents.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  enum class Use { kShown, kNew, kEdit };
  struct Source {
    const http::Shape* shape = nullptr;
    const RecordType* record = nullptr;
    Use use = Use::kShown;
  };
  // Properties, and the names of those that are always there.
  void WriteProperties(json::Writer& out, const Source& source, std::vector<std::string>& required);
  void WriteField(json::Writer& out, const Field& field, bool nullable);

  std::map<std::string, Source, std::less<>> sources_;
  std::vector<std::string> wanted_, missing_;  // wanted: in order of first use
};

// "work_card" -> "WorkCard".
std::string CamelCase(std::string_view snake);

}  // namespace gq::api
