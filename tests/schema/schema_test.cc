// The migrated schema of both databases against the field tables, and against the rules that Citus enforces (D4): there
// is no Citus in Debian, so the rules are read off the schema of a plain PostgreSQL.
#include "modules/schema/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "kits/codes/code_tables.h"
#include "kits/db/test_support.h"
#include "kits/store/layout.h"
#include "kits/store/store.h"

namespace gq {
namespace {

namespace fs = std::filesystem;

// Tables without county_id: on Citus reference tables (copied to every node) or local tables of the coordinator. A new
// table is either distributed by county_id or stands here with a reason.
const std::map<std::string, std::string> kNotDistributed = {
    {"schema_version", "local: the migrations"},
    {"event", "distributed by chain"},
    {"chain_head", "distributed by chain"},
    {"event_span", "distributed by chain"},
    {"identity_index", "distributed by value_index: the one unique key over counties (D3)"},
    {"employer", "reference (D4)"},
    {"post", "reference (D4)"},
    {"employer_decision", "reference: about employers, who belong to no county (D4)"},
    {"match_plan", "reference: a unit's plans"},
    {"match_plan_post", "reference: about posts (D4)"},
    {"match_weights", "reference: weights are everybody's"},
    {"rule_draft", "reference: a unit's drafts of rules"},
    {"rule_publication", "reference: rules are everybody's"},
    {"what_if", "reference: a unit's what-if questions; their rows are distributed"},
    {"rule_text", "reference: tables and parameters by their hash"},
    {"unit", "reference (D4)"},
    {"unit_code", "reference (D4)"},
    {"account", "reference (D4)"},
    {"account_grant", "reference (D4)"},
    {"session", "local: sign-in"},
    {"sign_in_attempt", "local: sign-in"},
    {"identity_probe", "local: counted probes (D3)"},
    {"setting", "reference: names and values of the installation"},
    {"import_run", "local: imports"},
    {"undone_cause", "local: imports and comparisons taken back"},
    {"import_file", "local: imports"},
    {"import_chunk", "local: imports"},
    {"import_problem", "local: imports"},
    {"import_change", "local: imports"},
    {"import_mapping", "local: imports"},
    {"comparison_run", "local: comparisons"},
    {"comparison_sidecar", "local: comparisons"},
    {"job", "local: jobs"},
    {"job_step", "local: jobs"},
};

using Tables = std::map<std::string, db::SchemaTable>;

Tables Read(db::Dialect dialect) {
  db::testing::TestDatabase database(dialect);
  const auto migrated = db::Migrate(*database, AllMigrations());
  EXPECT_TRUE(migrated) << migrated.error().ToString();
  const auto lease = *database->Read();
  auto read = db::ReadSchema(*lease);
  EXPECT_TRUE(read) << read.error().ToString();
  Tables tables;
  for (auto& table : *read) tables[table.name] = table;
  return tables;
}

const char* TypeText(store::ColumnKind kind) {
  return kind == store::ColumnKind::kInteger ? "BIGINT" : kind == store::ColumnKind::kText ? "TEXT" : "BYTEA";
}

std::vector<std::string> KeyOf(const db::SchemaTable& table) {
  std::map<int, std::string> key;
  for (const auto& column : table.columns) {
    if (column.key_position > 0) key[column.key_position] = column.name;
  }
  std::vector<std::string> names;
  for (const auto& [position, name] : key) names.push_back(name);
  return names;
}

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

class SchemaTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  static void SetUpTestSuite() { RegisterAllRecordTypes(); }
  const Tables& tables() {
    static std::map<db::Dialect, Tables> read;
    if (read.count(GetParam()) == 0) read[GetParam()] = Read(GetParam());
    return read[GetParam()];
  }
};

TEST_P(SchemaTest, WhatBoundsAFieldIsAFieldOfItsKind) {
  int pairs = 0;
  for (const RecordType* type : AllRecordTypes()) {
    for (const Field& field : type->fields) {
      if (field.not_above.empty()) continue;
      ++pairs;
      const Field* upper = type->FindField(field.not_above);
      ASSERT_NE(upper, nullptr) << type->name << "." << field.name;
      EXPECT_EQ(upper->type, field.type) << type->name << "." << field.name;
    }
  }
  EXPECT_GE(pairs, 13);
}

TEST_P(SchemaTest, ColumnsAreTheFieldsOfTheRecordType) {
  ASSERT_GE(AllRecordTypes().size(), 11U);
  for (const RecordType* type : AllRecordTypes()) {
    const auto found = tables().find(std::string(type->name));
    ASSERT_NE(found, tables().end()) << type->name << ": no table";
    std::map<std::string, const db::SchemaColumn*> rest;
    for (const auto& column : found->second.columns) rest[column.name] = &column;
    for (const auto& column : store::LayoutOf(*type).columns) {
      const auto it = rest.find(column.name);
      if (it == rest.end()) {
        ADD_FAILURE() << type->name << "." << column.name << ": field without a column";
        continue;
      }
      EXPECT_EQ(it->second->type, TypeText(column.kind)) << type->name << "." << column.name;
      // The cipher text of a required secret is as required as a plain value; its indexes follow it.
      if (column.field->required && column.part != store::ColumnPart::kIndex) {
        EXPECT_TRUE(it->second->not_null)
            << type->name << "." << column.name << ": required, but the column may be null";
      }
      rest.erase(it);
    }
    for (const auto& [name, column] : rest) ADD_FAILURE() << type->name << "." << name << ": column without a field";
  }
}

// What the store fills in itself is never null: ids, keys of the scope, versions.
TEST_P(SchemaTest, ColumnsOfTheStoreAreNeverNull) {
  for (const RecordType* type : AllRecordTypes()) {
    for (const auto& column : tables().at(std::string(type->name)).columns) {
      const std::set<std::string> never_null = {"id",      "county_id",  "home_code", "person_id",
                                                "version", "created_at", "updated_at"};
      if (never_null.count(column.name) > 0) {
        EXPECT_TRUE(column.not_null) << type->name << "." << column.name;
      }
    }
  }
}

// D10: sortable means declared and indexed.
TEST_P(SchemaTest, SortableFieldsHaveAnIndexThatBeginsWithThem) {
  for (const RecordType* type : AllRecordTypes()) {
    const auto& table = tables().at(std::string(type->name));
    for (const auto& field : type->fields) {
      if (!field.sortable) continue;
      const std::string name(field.name);
      bool indexed = KeyOf(table).front() == name;
      // What is not known is listed by itself (kits/store/list_query.cc): an index may leave it out.
      const bool optional = !field.required && !field.read_only;
      for (const auto& index : table.indexes)
        indexed |= (optional || !index.partial) && !index.columns.empty() && index.columns.front() == name;
      EXPECT_TRUE(indexed) << type->name << "." << name << ": sortable without an index";
    }
  }
}

TEST_P(SchemaTest, UniqueFieldsHaveAUniqueIndex) {
  for (const RecordType* type : AllRecordTypes()) {
    const auto& table = tables().at(std::string(type->name));
    for (const auto& field : type->fields) {
      if (!field.unique) continue;
      bool unique = false;
      for (const auto& index : table.indexes) {
        if (index.unique && !index.columns.empty() && index.columns.back() == field.name)
          unique |= index.columns.size() == (type->distributed ? 2U : 1U);
      }
      EXPECT_TRUE(unique) << type->name << "." << field.name;
    }
  }
}

TEST_P(SchemaTest, ScopedTablesHaveTheColumnsOfTheirRule) {
  for (const RecordType* type : AllRecordTypes()) {
    std::set<std::string> names;
    for (const auto& column : tables().at(std::string(type->name)).columns) names.insert(column.name);
    std::vector<std::string> needed;
    if (type->scope == ScopeRule::kPlace) needed = {"county_id", "home_code", "work_code"};
    if (type->scope == ScopeRule::kPerson) needed = {"county_id", "person_id"};
    if (type->scope == ScopeRule::kTwoUnits) needed = {"unit_id", "asked_by_unit"};
    if (type->scope == ScopeRule::kOwnerUnit) needed = {"unit_id"};
    for (const auto& name : needed) EXPECT_EQ(names.count(name), 1U) << type->name << "." << name;
    EXPECT_EQ(type->distributed, names.count("county_id") == 1) << type->name;
  }
}

TEST_P(SchemaTest, PlaceRulesNameColumnsAndTypesThatExist) {
  for (const RecordType* type : AllRecordTypes()) {
    const PlaceRule& rule = type->place;
    if (!rule.through.empty()) {
      const RecordType* other = FindRecordType(rule.through);
      ASSERT_NE(other, nullptr) << type->name;
      EXPECT_FALSE(other->place.employer_when.empty() && other->place.broker_when.empty()) << type->name;
    }
    std::string text;
    for (const auto part : {rule.work_when, rule.employer_when, rule.broker_when}) text += std::string(part) + " ";
    EXPECT_TRUE(text == "   " || type->scope == ScopeRule::kPlace) << type->name;
    for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos; ++at) {
      const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + 2);
      const std::string column = text.substr(at + 2, end - at - 2);
      const auto& columns = tables().at(std::string(type->name)).columns;
      EXPECT_TRUE(std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return c.name == column; }))
          << type->name << "." << column;
    }
    for (std::size_t at = 0; (at = text.find('$', at)) != std::string::npos; ++at) {
      const std::string name = text.substr(at, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + 1) - at);
      EXPECT_TRUE(name == "$ended_since" || name == "$employer_codes" || name == "$broker_units") << type->name << name;
    }
  }
}

TEST_P(SchemaTest, BothDatabasesHaveTheSameTables) {
  const Tables& here = tables();
  const Tables other = Read(GetParam() == db::Dialect::kSqlite ? db::Dialect::kPostgres : db::Dialect::kSqlite);
  for (const auto& [name, table] : here) {
    ASSERT_EQ(other.count(name), 1U) << name;
    EXPECT_EQ(KeyOf(table), KeyOf(other.at(name))) << name;
    EXPECT_EQ(table.columns.size(), other.at(name).columns.size()) << name;
  }
  EXPECT_EQ(here.size(), other.size());
}

INSTANTIATE_TEST_SUITE_P(Databases, SchemaTest, db::testing::BothDialects(), db::testing::DialectName);

TEST(FieldTables, CodesNameTablesThatExist) {
  RegisterAllRecordTypes();
  for (const RecordType* type : AllRecordTypes()) {
    for (const auto& field : type->fields) {
      const bool coded = field.meaning == Meaning::kCode || field.meaning == Meaning::kCodes;
      EXPECT_EQ(coded, !field.codes.empty()) << type->name << "." << field.name;
      if (coded) {
        EXPECT_NE(FindCodeTable(field.codes), nullptr)
            << type->name << "." << field.name << ": no codes/" << field.codes << ".csv";
      }
    }
    if (!type->label_field.empty()) {
      EXPECT_NE(type->FindField(type->label_field), nullptr) << type->name << ": label field";
    }
  }
}

TEST(FieldTables, NamesAreUnique) {
  RegisterAllRecordTypes();
  std::set<std::string_view> types;
  for (const RecordType* type : AllRecordTypes()) {
    EXPECT_TRUE(types.insert(type->name).second) << type->name;
    std::set<std::string_view> fields;
    for (const auto& field : type->fields)
      EXPECT_TRUE(fields.insert(field.name).second) << type->name << "." << field.name;
  }
}

class Citus : public ::testing::Test {
 protected:
  static const Tables& tables() {
    static const Tables read = Read(db::Dialect::kPostgres);
    return read;
  }
  static bool Distributed(const db::SchemaTable& table) { return kNotDistributed.count(table.name) == 0; }
};

TEST_F(Citus, EveryTableIsDistributedByCountyOrListedWithItsReason) {
  for (const auto& [name, table] : tables()) {
    const bool has_county =
        std::any_of(table.columns.begin(), table.columns.end(), [](const auto& c) { return c.name == "county_id"; });
    if (name == "identity_index") continue;  // county_id is its value there, not its key
    EXPECT_EQ(has_county, Distributed(table)) << name << ": a new table has county_id or stands in kNotDistributed";
  }
  for (const auto& [name, reason] : kNotDistributed)
    EXPECT_EQ(tables().count(name), 1U) << name << " (" << reason << ") is no table any more";
}

// "every PRIMARY KEY/UNIQUE must contain the distribution column"; here it stands first, so that ranges of a county are
// one piece, or behind the id where the key answers for the id alone as well (ADR 14).
TEST_F(Citus, CountyIsInEveryKeyAndUniqueIndex) {
  const std::set<std::string> by_id = {"person", "spell"};
  for (const auto& [name, table] : tables()) {
    if (!Distributed(table)) continue;
    ASSERT_FALSE(KeyOf(table).empty()) << name;
    if (by_id.count(name) != 0)
      EXPECT_EQ(KeyOf(table), (std::vector<std::string>{"id", "county_id"})) << name;
    else
      EXPECT_EQ(KeyOf(table).front(), "county_id") << name;
    for (const auto& index : table.indexes) {
      if (!index.unique || index.columns == KeyOf(table)) continue;
      ASSERT_FALSE(index.columns.empty()) << index.name;
      EXPECT_EQ(index.columns.front(), "county_id") << name << ", " << index.name;
    }
  }
}

TEST_F(Citus, ChainsAndTheIdentityIndexHaveKeysOfTheirOwn) {
  for (const auto& [name, key] : std::map<std::string, std::string>{
           {"event", "chain"}, {"chain_head", "chain"}, {"event_span", "chain"}, {"identity_index", "value_index"}}) {
    const auto& table = tables().at(name);
    EXPECT_EQ(KeyOf(table).front(), key);
    for (const auto& index : table.indexes) {
      if (index.unique) {
        EXPECT_EQ(index.columns.front(), key) << index.name;
      }
    }
  }
  EXPECT_EQ(KeyOf(tables().at("identity_index")), std::vector<std::string>{"value_index"});
  EXPECT_EQ(KeyOf(tables().at("event")), (std::vector<std::string>{"chain", "seq"}));
}

// "modifying the partition value of rows is not allowed"
TEST_F(Citus, NoTextUpdatesTheDistributionColumn) {
  // (?:...) between SET and county_id: further assignments. String literals split over lines are joined first.
  const std::regex updates(R"(\bSET\b[^;"]*\b(county_id|chain)\s*=)", std::regex::icase);
  const std::regex joined(R"("\s*\n\s*")");
  EXPECT_TRUE(std::regex_search(std::string("UPDATE person SET name = ?1, county_id = ?2"), updates));
  EXPECT_TRUE(std::regex_search(
      std::regex_replace(std::string("\"UPDATE person SET name = ?1, \"\n  \"county_id = ?2\""), joined, ""), updates));
  int files = 0;
  for (const char* folder : {"kits", "modules", "apps"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cc" && extension != ".h" && extension != ".sql") continue;
      if (entry.path().filename().string().find("_test.cc") != std::string::npos) continue;
      ++files;
      std::istringstream lines(std::regex_replace(Slurp(entry.path()), joined, ""));
      for (std::string line; std::getline(lines, line);) {
        if (line.find("UPDATE identity_index SET") != std::string::npos) continue;  // its key is value_index
        const auto where = line.find(" WHERE ");
        EXPECT_FALSE(std::regex_search(line.substr(0, where), updates)) << entry.path() << ": " << line;
      }
    }
  }
  EXPECT_GT(files, 100);
}

}  // namespace
}  // namespace gq
