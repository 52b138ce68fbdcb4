// The OpenAPI 3.0 document of a route table: what GET /api/openapi.json answers.
//
// Every operation carries x-permission and x-mask-level, so that whoever reads the document sees who may call it.
// Schema names of routes become references; `schemas` gives their JSON Schema text. A name without a schema is a bug of
// the table and is listed in `missing`, for a test to look at. Thread-safety: pure function.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "kits/http/router.h"

namespace gq::http {

struct OpenApi {
  std::string json;
  std::vector<std::string> missing;  // schema names that routes use and nobody described, sorted
};

OpenApi MakeOpenApi(const Router& router, const std::string& title, const std::string& version,
                    const std::map<std::string, std::string, std::less<>>& schemas);

}  // namespace gq::http
