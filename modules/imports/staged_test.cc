// What the run of an import reads is what its check has written, and what a check of before has left is still read.
#include "modules/imports/staged.h"

#include <gtest/gtest.h>

#include <fstream>

#include "kits/codes/region_tree.h"
#include "kits/store/pack.h"
#include "modules/imports/lookups.h"
#include "modules/imports/service.h"
#include "modules/people/sharing_world.h"

namespace gq::imports {
namespace {

FieldValue Of(const RecordType& type, std::string_view name, Value value) {
  const Field* field = type.FindField(name);
  EXPECT_NE(field, nullptr) << name;
  return {field, std::move(value)};
}

std::vector<RosterRow> TwoRows() {
  RosterRow first{1, 2, "433124199001011010", {}, 433124001001, {}, {}, {}};
  first.person = {Of(kPerson, "name", std::string("石一")), Of(kPerson, "birth", std::int64_t{19900101}),
                  Of(kPerson, "note", Value())};
  first.spell = {Of(kSpell, "wage_fen", std::int64_t{-1}), Of(kSpell, "employer_name", std::string(300, 'x'))};
  RosterRow second{1'000'000, 1'000'003, "433124199001011029", {}, 433124000000, {}, {}, {}};
  second.person = {Of(kPerson, "name", std::string("石二")), Of(kPerson, "household_id", Bytes{"\x01\x02"})};
  second.intention = {Of(kIntention, "companions", std::int64_t{INT64_MIN})};
  return {first, second};
}

TEST(StagedPeople, ComeBackAsTheyWere) {
  const auto rows = TwoRows();
  const auto read = ReadPeople(WritePeople(rows));
  ASSERT_TRUE(read) << read.error().ToString();
  ASSERT_EQ(read->size(), rows.size());
  for (std::size_t n = 0; n < rows.size(); ++n) {
    EXPECT_EQ((*read)[n].row, rows[n].row);
    EXPECT_EQ((*read)[n].sheet_row, rows[n].sheet_row);
    EXPECT_EQ((*read)[n].id_number, rows[n].id_number);
    EXPECT_EQ((*read)[n].home_code, rows[n].home_code);
    EXPECT_EQ((*read)[n].person, rows[n].person);
    EXPECT_EQ((*read)[n].spell, rows[n].spell);
    EXPECT_EQ((*read)[n].intention, rows[n].intention);
  }
  EXPECT_TRUE(ReadPeople(WritePeople({}))->empty());
}

// Cut short anywhere, or of a field that this program does not have: an error, never other people.
TEST(StagedPeople, WhatIsNotWholeIsRefused) {
  const std::string whole = WritePeople(TwoRows());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(ReadPeople(std::string_view(whole).substr(0, size))) << size;
  EXPECT_FALSE(ReadPeople(whole + "x"));
  std::string other = whole;
  other.replace(other.find("birth"), 5, "girth");
  const auto read = ReadPeople(other);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, &kWrongStep);
}

TEST(StagedCells, ComeBackAsTheyWereOrAreRefused) {
  const RawRow row{7, 9, {"石一", "", "43", "x"}, {false, false, true, false}, {}};
  ChunkWriter writer;
  writer.Add(row);
  const std::string data = writer.Take();
  const auto read = ReadChunk(data, 4);
  ASSERT_TRUE(read) << read.error().ToString();
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->front().row, 7);
  EXPECT_EQ(read->front().sheet_row, 9);
  EXPECT_EQ(read->front().cells, row.cells);
  EXPECT_EQ(read->front().is_number, row.is_number);
  EXPECT_FALSE(ReadChunk(data, 3));  // by a program with a column more
  for (std::size_t size = 1; size < data.size(); ++size)
    EXPECT_FALSE(ReadChunk(std::string_view(data).substr(0, size), 4)) << size;
}

class OldStaging : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    static const RegionTree* const tree = new RegionTree(RegionTree::LoadInstalled().value());
    lookups_ = MakeLookups(*tree).value();
  }
  db::Database& raw() { return MaintenanceAccess(*store_).database(); }
  const Date kDay = *Date::FromYmd(2026, 8, 31);
  Lookups lookups_;
};

std::string Digits(int n) {
  const std::string digits = "43312419900101" + std::to_string(100 + n);
  return digits + IdCheckCharacter(digits);
}

// Checked by the program of before: the cells of the file, neither packed nor read, and the file as it came.
TEST_P(OldStaging, ChunksAndFilesOfBeforeAreReadAsTheyAre) {
  const std::string text =
      "姓名,身份证号,户籍地\n石一," + Digits(1) + ",433124000000\n石二," + Digits(2) + ",433124000000\n";
  const std::string path = testing::TempDir() + "old_staging.csv";
  std::ofstream(path) << text;
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
  ASSERT_TRUE(run) << run.error().ToString();
  const std::string id = run->id.ToBytes();
  ChunkWriter cells;
  const auto& columns = ColumnsOf("roster");
  for (int n = 1; n <= 2; ++n) {
    RawRow row{n, n + 1, std::vector<std::string>(columns.size()), std::vector<bool>(columns.size()), {}};
    for (std::size_t at = 0; at < columns.size(); ++at) {
      if (columns[at].label == "姓名") row.cells[at] = n == 1 ? "石一" : "石二";
      if (columns[at].label == "证件号码" || columns[at].key == "id_number") row.cells[at] = Digits(n);
      if (columns[at].key == "region") row.cells[at] = "433124000000";
    }
    cells.Add(row);
  }
  {
    const auto lease = *raw().Write();
    const std::string chunk = store_->vault().Seal("import.chunk", id + "0", cells.Take());
    ASSERT_EQ(*lease->Execute("UPDATE import_chunk SET form = 0, data = ?2 WHERE run_id = ?1",
                              {db::Blob{id}, db::Blob{chunk}}),
              1);
    const std::string part = store_->vault().Seal("import.file", id + "0", text);
    ASSERT_EQ(*lease->Execute("UPDATE import_file SET packed = 0, data = ?2 WHERE run_id = ?1",
                              {db::Blob{id}, db::Blob{part}}),
              1);
  }
  const auto file = RestoreFile(*store_, huayuan_, run->id);
  ASSERT_TRUE(file) << file.error().ToString();
  std::ifstream in(file->path());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text);
  const auto done = Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {});
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE name IN ('石一', '石二')"), 2);
}

INSTANTIATE_TEST_SUITE_P(Databases, OldStaging, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::imports
