// How good the command link is on files as they are published, without a configuration and with the one that the how-to
// shows: no labels, nothing tuned. The columns that hold the truth must not help.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "engines/reconcile/people_world_test.h"
#include "modules/sources/link.h"

namespace gq::sources {
namespace {

namespace fs = std::filesystem;
using reconcile::testing::EnglishWorld;
using reconcile::testing::FebrlWorld;
using reconcile::testing::GermanWorld;
using reconcile::testing::Marked;
using reconcile::testing::Record;
using reconcile::testing::Score;

class LinkQuality : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gq_link_quality_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  // `blank` stands behind every comma; a last column holds the truth under the header `truth`, if there is one.
  std::string Put(const std::string& name, const std::vector<std::string>& headers, const Marked& records,
                  const std::string& blank = "", const std::string& truth = "") const {
    std::ofstream out(folder_ / name, std::ios::binary);
    out << "rec_id";
    for (const std::string& header : headers) out << "," << blank << header;
    if (!truth.empty()) out << "," << truth;
    for (std::size_t i = 0; i < records.table.rows; ++i) {
      out << "\nrec-" << i;
      for (const auto& column : records.table.columns) out << "," << blank << column[i];
      if (!truth.empty()) out << "," << records.owner[i];
    }
    out << "\n";
    return (folder_ / name).string();
  }
  std::string PutConfig(const std::string& toml) const {
    std::ofstream(folder_ / "link.toml", std::ios::binary) << toml;
    return (folder_ / "link.toml").string();
  }
  Score Link(const std::string& left_path, const std::string& right_path, const std::string& config, const Marked& left,
             const Marked& right, const char* what) const {
    const auto outcome = LinkFiles({left_path, right_path, config, (folder_ / "out").string(), ""});
    EXPECT_TRUE(outcome) << outcome.error().ToString();
    if (!outcome) return {};
    const Score score = reconcile::testing::ScoreLinks(outcome->result, left.owner, right.owner, right.table.rows == 0);
    std::printf("%-40s precision %.4f recall %.4f F1 %.4f\n", what, score.precision, score.recall, score.F1());
    return score;
  }
  fs::path folder_;
};

const std::vector<std::string> kFebrl = {"given_name", "surname",  "street_number", "address_1",     "address_2",
                                         "suburb",     "postcode", "state",         "date_of_birth", "soc_sec_id"};

std::string FieldsOf(const std::vector<std::pair<const char*, const char*>>& fields) {
  std::string out;
  for (const auto& [name, compare] : fields)
    out += "[[field]]\nname = \"" + std::string(name) + "\"\ncompare = \"" + compare + "\"\n";
  return out;
}

TEST_F(LinkQuality, AustralianPeopleWithAddresses) {
  const std::string config = FieldsOf({{"given_name", "edit"},
                                       {"surname", "edit"},
                                       {"street_number", "exact"},
                                       {"address_1", "edit"},
                                       {"address_2", "edit"},
                                       {"suburb", "edit"},
                                       {"postcode", "id"},
                                       {"state", "exact"},
                                       {"date_of_birth", "date"},
                                       {"soc_sec_id", "id"}});
  for (const unsigned seed : {1U, 2U}) {
    FebrlWorld world(seed);
    Marked one, left, right;
    for (int i = 0; i < 700; ++i) {
      const Record someone = world.Someone();
      one.Add(someone, i), left.Add(someone, i);
      right.Add(world.Spoil(someone, 1 + world.dice.Below(4)), i);
      if (!world.dice.Chance(60)) continue;
      for (int n = 1 + world.dice.Below(5); n > 0; --n) one.Add(world.Spoil(someone, 1 + world.dice.Below(10)), i);
    }
    for (const char* blank : {"", " "}) {
      const std::string single = Put("one.csv", kFebrl, one, blank), a = Put("a.csv", kFebrl, left, blank),
                        b = Put("b.csv", kFebrl, right, blank);
      for (const std::string& toml : {std::string(), PutConfig(config)}) {
        if (*blank != '\0' && !toml.empty()) continue;
        EXPECT_GE(Link(single, "", toml, one, {}, "addresses, one file").F1(), 0.999) << seed << " " << toml;
        EXPECT_GE(Link(a, b, toml, left, right, "addresses, two files").F1(), 0.9999) << seed << " " << toml;
      }
    }
  }
}

TEST_F(LinkQuality, EnglishPeopleWithMuchMissing) {
  const std::string config =
      FieldsOf({{"first_name", "name"}, {"surname", "name"}, {"dob", "date"}, {"city", "edit"}, {"email", "edit"}});
  for (const auto& [seed, harm, least] :
       {std::tuple{1U, 100, 0.98}, {2U, 100, 0.98}, {3U, 100, 0.98}, {4U, 150, 0.93}}) {
    const Marked people = EnglishWorld(seed, harm).Rows(1000);
    for (const char* truth : {"cluster", "group"}) {
      const std::string path = Put("one.csv", {"first_name", "surname", "dob", "city", "email"}, people, "", truth);
      for (const std::string& toml : {std::string(), PutConfig(config)})
        EXPECT_GE(Link(path, "", toml, people, {}, "English people").F1(), least) << seed << " " << toml;
    }
  }
}

TEST_F(LinkQuality, GermanPeopleWithOneDuplicate) {
  const std::vector<std::string> headers = {"fname_c1", "fname_c2", "lname_c1", "lname_c2", "by", "bm", "bd"};
  const std::string config = FieldsOf({{"fname_c1", "edit"},
                                       {"fname_c2", "edit"},
                                       {"lname_c1", "edit"},
                                       {"lname_c2", "edit"},
                                       {"by", "id"},
                                       {"bm", "exact"},
                                       {"bd", "exact"}});
  for (const int people : {450, 9000}) {
    for (const unsigned seed : {1U, 2U}) {
      const Marked records = GermanWorld(seed + static_cast<unsigned>(people)).Rows(people);
      const std::string path = Put("one.csv", headers, records);
      for (const std::string& toml : {std::string(), PutConfig(config)}) {
        if (people > 1000 && !toml.empty()) continue;
        EXPECT_GE(Link(path, "", toml, records, {}, "German people").F1(), 0.97)
            << people << " " << seed << " " << toml;
      }
    }
  }
}

}  // namespace
}  // namespace gq::sources
