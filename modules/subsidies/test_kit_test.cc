// The DMN Technology Compatibility Kit, when it is there: $GQ_DMN_TCK, or ../shared/dmn-tck beside the source folder.
#include "modules/subsidies/test_kit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gq::subsidies {
namespace {

std::string KitFolder() {
  if (const char* given = std::getenv("GQ_DMN_TCK")) return given;
  const char* source = std::getenv("GQ_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/../shared/dmn-tck";
}

TEST(TestKit, ReachesTheGoals) {
  const std::string folder = KitFolder();
  if (!std::filesystem::is_directory(folder + "/TestCases"))
    GTEST_SKIP() << "SKIPPED: no DMN TCK at " << folder << " (set GQ_DMN_TCK)";
  const auto cases = RunTestKit(folder);
  ASSERT_TRUE(cases) << cases.error().ToString();
  const KitCounts two = CountCases(*cases, "compliance-level-2"), three = CountCases(*cases, "compliance-level-3");
  EXPECT_GT(two.passed, 0);
  EXPECT_EQ(two.failed, 0);
  ASSERT_GT(three.value_passed, 0);
  EXPECT_GE(three.value_passed * 1000, (three.value_passed + three.value_failed) * 985);
  for (const KitCase& entry : *cases) {
    EXPECT_LT(entry.milliseconds, 1000) << entry.suite << " " << entry.id;
    // Functions of other languages are the one thing left out on purpose (docs/reference/dmn.md).
    const bool external = entry.suite == "0076-feel-external-java" || entry.suite == "0077-feel-nan" ||
                          entry.suite == "0078-feel-infinity";
    if (external) continue;
    EXPECT_TRUE(entry.passed) << entry.suite << " " << entry.id << ": " << entry.comment;
  }
}

// A small tree of our own: what is odd in it neither stops the run nor vanishes.
TEST(TestKit, OddTrees) {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / "gq_test_kit_odd";
  fs::remove_all(root);
  const fs::path suite = root / "TestCases" / "compliance-level-3" / "0001-own";
  fs::create_directories(suite);
  fs::create_directories(root / "TestCases" / "compliance-level-3" / "0002-empty");
  const auto write = [&](const std::string& name, const std::string& text) { std::ofstream(suite / name) << text; };
  write("0001-own.dmn",
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\"><inputData "
        "id=\"i\" name=\"two words\"><variable name=\"two words\" typeRef=\"number\"/></inputData><decision "
        "id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
        "<literalExpression><text>two words / 3</text></literalExpression></decision></definitions>");
  const auto test_case = [](const std::string& id, const std::string& value) {
    return "<testCase id=\"" + id +
           "\"><inputNode name=\"two  words\"><value xsi:type=\"xsd:decimal\"> 1 </value></inputNode><resultNode "
           "name=\"d\"><expected><value xsi:type=\"xsd:decimal\">" +
           value + "</value></expected></resultNode></testCase>";
  };
  const std::string head =
      "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"x\"><modelName>";
  write("0001-own-test-01.xml", head + " 0001-own.dmn </modelName>" + test_case("near", "0.33333333999") +
                                    test_case("far", "0.3333334") +
                                    "<testCase id=\"error\"><resultNode name=\"none\" errorResult=\"true\"><expected>"
                                    "<value xsi:nil=\"true\"/></expected></resultNode></testCase></testCases>");
  write("0001-own-test-02.xml", head + "missing.dmn</modelName>" + test_case("one", "1") + "</testCases>");
  write("0001-own-test-03.xml", "<testCases><broken");
  write("notes.xml", "<notes/>");
  write("notes.txt", "no test");
  const auto cases = RunTestKit(root.string());
  ASSERT_TRUE(cases) << cases.error().ToString();
  std::string told;
  for (const KitCase& entry : *cases) told += entry.file + "/" + entry.id + (entry.passed ? " ok; " : " error; ");
  EXPECT_EQ(told,
            "0001-own-test-01/near ok; 0001-own-test-01/far error; 0001-own-test-01/error ok; "
            "0001-own-test-02/one error; 0001-own-test-03/ error; ");
  fs::remove_all(root);
}

// Inputs and results of imported models are told by the namespace at the node, at the case or at the file.
TEST(TestKit, NamespacesOfImportedModels) {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / "gq_test_kit_namespaces";
  fs::remove_all(root);
  const fs::path suite = root / "TestCases" / "compliance-level-3" / "0001-own";
  fs::create_directories(suite);
  const auto write = [&](const std::string& name, const std::string& text) { std::ofstream(suite / name) << text; };
  const std::string open = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=";
  const auto decision = [](const std::string& input, const std::string& text) {
    return "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"" + input +
           "\"/></informationRequirement><literalExpression><text>" + text + "</text></literalExpression></decision>";
  };
  const std::string input = "<inputData id=\"i\" name=\"i\"><variable name=\"i\" typeRef=\"number\"/></inputData>";
  write("low.dmn", open + "\"urn:low\">" + input + decision("#i", "i + 1") + "</definitions>");
  write("top.dmn", open +
                       "\"urn:top\"><import name=\"low\" namespace=\"urn:low\" "
                       "importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>" +
                       input + decision("#i", "i * 100") + "</definitions>");
  const auto number = [](const std::string& value) { return "<value xsi:type=\"xsd:decimal\">" + value + "</value>"; };
  const auto result = [&](const std::string& attributes, const std::string& value) {
    return "<resultNode " + attributes + "><expected>" + number(value) + "</expected></resultNode>";
  };
  const std::string inputs = "<inputNode name=\"i\">" + number("5") +
                             "</inputNode><inputNode name=\"i\" namespace=\"urn:low\">" + number("7") + "</inputNode>";
  write("test.xml",
        "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"x\"><modelName>top.dmn"
        "</modelName><testCase id=\"own\">" +
            inputs + result("name=\"d\"", "500") + "</testCase><testCase id=\"node\">" + inputs +
            result("name=\"d\" namespace=\"urn:low\"", "8") + result("name=\"low.d\"", "8") +
            "</testCase><testCase id=\"case\" namespace=\"urn:low\">" + inputs + result("name=\"d\"", "8") +
            "</testCase><testCase id=\"unknown\" namespace=\"urn:none\">" + inputs + result("name=\"d\"", "8") +
            "</testCase></testCases>");
  const auto cases = RunTestKit(root.string());
  ASSERT_TRUE(cases) << cases.error().ToString();
  std::string told;
  for (const KitCase& entry : *cases) told += entry.id + (entry.passed ? " ok; " : " error; ");
  EXPECT_EQ(told, "own ok; node ok; case ok; unknown error; ");
  fs::remove_all(root);
}

TEST(TestKit, SaysWhenThereIsNoKit) { EXPECT_FALSE(RunTestKit("/nonexistent")); }

}  // namespace
}  // namespace gq::subsidies
