// Nobody can put an ID number together from what an answer or a file shows: home code, birth date and sex are 14 of its
// digits and the parity of another, so the mask must leave the rest open.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "base/id_number.h"
#include "kits/db/test_support.h"
#include "kits/json/reader.h"
#include "kits/xlsx/workbook.h"
#include "tests/scopes/world.h"

namespace gq::scopes {
namespace {

// How many numbers fit a mask and what else is known: the first fourteen digits, and the sex.
int CountFitting(const std::string& mask, const std::string& first, bool male) {
  int count = 0;
  for (int order = 0; order < 1000; ++order) {
    if ((order % 2 == 1) != male) continue;
    std::string number = first + std::to_string(1000 + order).substr(1);
    number += IdCheckCharacter(number);
    bool fits = true;
    for (std::size_t i = 0; i < number.size(); ++i) fits = fits && (mask[i] == '*' || mask[i] == number[i]);
    count += fits ? 1 : 0;
  }
  return count;
}

std::string TextOf(const std::string& path) {
  const auto book = xlsx::Workbook::Open(path);
  EXPECT_TRUE(book) << path;
  if (!book) return {};
  auto sheet = book->OpenSheet(0);
  EXPECT_TRUE(sheet);
  std::string text;
  xlsx::Row row;
  while (*sheet->Next(row)) {
    for (const auto& cell : row.cells) text += std::string(cell.text) + "\n";
  }
  return text;
}

class Masks : public ::testing::TestWithParam<db::Dialect> {
 protected:
  World world{GetParam()};
  // The masked numbers in `text`; each must leave at least 400 of the 500 open that home, birth and sex leave.
  int CheckMasks(const std::string& text, const std::string& what) {
    static const std::regex mask("[0-9X*]+");
    int found = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), mask), end; it != end; ++it) {
      const std::string shown = it->str();
      if (shown.size() != 18 || shown.find('*') == std::string::npos) continue;
      ++found;
      EXPECT_GE(CountFitting(shown, "43312419900101", true), 400) << what << " shows " << shown;
    }
    return found;
  }
};

TEST(MaskArithmetic, TheLastFourMakeANumberWhole) {
  EXPECT_EQ(CountFitting("433***********0" + std::string("015"), "43312419900101", true), 0);  // wrong check digit
  const std::string digits = "43312419900101001", number = digits + IdCheckCharacter(digits);
  EXPECT_EQ(CountFitting("433***********" + number.substr(14), "43312419900101", true), 1);
  EXPECT_EQ(CountFitting(std::string(18, '*'), "43312419900101", true), 500);
}

TEST_P(Masks, NoAnswerRebuildsANumber) {
  int lists = 0, files = 0, exports = 0;
  for (const auto& role : world.roles()) {
    lists += CheckMasks(world.Call(role, "GET", "/api/people?size=200").body, role + " list");
    const auto person = world.TargetsOf(role, true).at("person");
    files += CheckMasks(world.Call(role, "GET", "/api/people/" + person).body, role + " file");
    CheckMasks(world.Call(role, "GET", "/api/people/" + person + "/timeline").body, role + " timeline");
    const Answer exported = world.Call(role, "GET", "/api/people/export?columns=name,birth,sex,home_code");
    if (!exported.file.empty()) exports += CheckMasks(TextOf(exported.file), role + " export");
  }
  EXPECT_GT(lists, 10);
  EXPECT_GT(files, 5);
  EXPECT_GT(exports, 5);
}

TEST_P(Masks, NorDoTheListsOfTheMonth) {
  int found = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder() + "/months")) {
    const std::string name = entry.path().filename().string();
    if (name == "task-list.xlsx" || name == "retention-list.xlsx")
      found += CheckMasks(TextOf(entry.path().string()), name);
  }
  EXPECT_GT(found, 2);
}

// Nor by trying the last four, or whole numbers in series.
TEST_P(Masks, SearchIsNoOracle) {
  const auto& away = world.people().at("away");
  const auto hits = [&](const std::string& role, const std::string& digits) {
    const Answer answer = world.Call(role, "GET", "/api/search?q=" + digits);
    if (answer.status != 200) return -answer.status;
    return static_cast<int>(json::Parse(answer.body)->root().Get("rows")->Items()->size());
  };
  const std::string tail = away.id_number.substr(14);
  EXPECT_EQ(hits("county_officer", tail), 1);
  EXPECT_EQ(hits("auditor", tail), 0);
  EXPECT_EQ(hits("auditor", away.id_number), 1);  // a number in hand
  int asked = 0;
  for (int order = 200; order < 700; ++order) {
    std::string number = "43312419900101" + std::to_string(order);
    number += IdCheckCharacter(number);
    if (hits("auditor", number) == -429) break;
    ++asked;
  }
  EXPECT_EQ(asked, 50);
  EXPECT_EQ(hits("auditor", away.id_number), -429);  // the refusal tells nothing
  EXPECT_EQ(hits("county_officer", away.id_number), 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, Masks, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::scopes
