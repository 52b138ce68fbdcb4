#include "kits/http/openapi.h"

#include <gtest/gtest.h>

#include "kits/json/reader.h"

namespace gq::http {
namespace {

json::Node At(json::Node node, std::initializer_list<const char*> path) {
  for (const char* key : path) node = node.Get(key).value();
  return node;
}

TEST(OpenApi, DescribesTheTable) {
  Router router;
  const Handler handler = [](const Request&) -> Result<Response> { return Response::Empty(); };
  Route read;
  read.method = "GET", read.path = "/api/people/{id}", read.permission = "people.read", read.mask_level = 2;
  read.summary = "一人一档", read.response_schema = "Person", read.handler = handler;
  read.query = {{.name = "as_of", .summary = "截至", .required = false}};
  Route write = read;
  write.method = "PATCH", write.permission = "people.write", write.request_schema = "Change", write.query.clear();
  Route upload = read;
  upload.method = "POST", upload.path = "/api/uploads", upload.upload = true, upload.response_schema = "";
  router.Add({upload, read, write});
  const OpenApi document = MakeOpenApi(router, "岗桥", "0.1.0", {{"Person", R"({"type":"object"})"}});
  EXPECT_EQ(document.missing, (std::vector<std::string>{"Change"}));
  const auto parsed = json::Parse(document.json);
  ASSERT_TRUE(parsed) << parsed.error().ToString();
  const json::Node root = parsed->root();
  EXPECT_EQ(*At(root, {"openapi"}).Text(), "3.0.3");
  const json::Node get = At(root, {"paths", "/api/people/{id}", "get"});
  EXPECT_EQ(*At(get, {"x-permission"}).Text(), "people.read");
  EXPECT_EQ(*At(get, {"x-mask-level"}).Integer(), 2);
  const auto parameters = *At(get, {"parameters"}).Items();
  ASSERT_EQ(parameters.size(), 2u);
  EXPECT_EQ(*At(parameters[0], {"in"}).Text(), "path");
  EXPECT_EQ(*At(parameters[1], {"name"}).Text(), "as_of");
  EXPECT_EQ(
      *At(root, {"paths", "/api/people/{id}", "patch", "requestBody", "content", "application/json", "schema", "$ref"})
           .Text(),
      "#/components/schemas/Change");
  EXPECT_TRUE(At(root, {"paths", "/api/uploads", "post", "requestBody", "content"}).Has("application/octet-stream"));
  EXPECT_EQ(*At(root, {"components", "schemas", "Person", "type"}).Text(), "object");
}

}  // namespace
}  // namespace gq::http
